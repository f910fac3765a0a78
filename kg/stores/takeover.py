"""A store of the first format becomes one of the second: the next writer does it, and the writer after one that was killed ends it.

Every state on the way can be opened.  The engine makes a second set of its files in one step, as links where the disk knows them; it
counts from when it has its name, in one rename, and only then the first set goes.  What says that nothing is left to do is written last.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox

from kg.stores import checksums, layout
from kg.stores.layout import CHECKSUMS, FORMAT, INDEX, JUDGEMENTS, MAKING, QUADS, STORE


def move_quads(folder: Path) -> None:
    """Give the engine's files of the first format their own folder.

    :raises OSError: also what the engine raises: another process writes to the store, or the disk is full.
    """
    first = ox.Store(folder)  # with its lock
    if not layout.is_first(folder):
        # Another process did it while this one waited for the lock, and the engine has made new files where its old ones were.
        del first
        _clear(folder)
        return
    making = folder / MAKING
    try:
        shutil.rmtree(making, ignore_errors=True)
        first.backup(str(making))
        _rename(making, folder / QUADS)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise


def finish(folder: Path) -> list[str]:
    """What is left to do for a writer of a store whose folder is not whole yet; gives what the user should know.

    :raises OSError: a file cannot be written.
    """
    if (folder / STORE).is_file():
        return []
    told = list(_judgements(folder))
    for ending in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            layout.beside(folder, INDEX + ending).unlink()
    was_first = any(layout.of_engine(folder))
    if layout.first_note(folder, CHECKSUMS).is_file():
        checksums.seal(folder)
    if was_first:
        told.insert(0, _taken_over(folder))
    if _clear(folder):
        made = {"format": FORMAT, "policy-kg": version("policy-kg")}
        _write(folder / STORE, json.dumps(made).encode())
    return told


def _judgements(folder: Path) -> Iterator[str]:
    """Take in what stands beside the folder; where there are two files, the one inside counts and the other stays."""
    outside, inside = layout.beside(folder, JUDGEMENTS), folder / JUDGEMENTS
    if not outside.is_file():
        return
    if not inside.exists():
        if outside.is_symlink():  # somebody keeps them elsewhere: there they stay
            inside.symlink_to(outside.resolve())
        else:
            _write(inside, outside.read_bytes())
    if inside.read_bytes() == outside.read_bytes():
        with suppress(OSError):  # in a folder where nobody may write it does no harm
            outside.unlink()
    else:
        yield (
            f"The judgements in {inside} count; {outside} is not read any more: bring over what you miss from it, "
            "then delete it."
        )


def _taken_over(folder: Path) -> str:
    return f"The store {folder} was made by version 0.1.0 of policy-kg; now this one folder holds all of it, the judgements too."


def _clear(folder: Path) -> bool:
    """Take away what the first format has in the folder itself; gives whether all of it could be, as readers may hold files open."""
    for file in list(layout.of_engine(folder)):
        with suppress(OSError):
            file.unlink()
    return not any(layout.of_engine(folder))


def _write(file: Path, data: bytes) -> None:
    """All of it or nothing."""
    making = layout.making(file)
    try:
        with making.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        _rename(making, file)
    finally:
        making.unlink(missing_ok=True)


def _rename(old: Path, new: Path) -> None:
    old.replace(new)
    layout.sync(new.parent)
