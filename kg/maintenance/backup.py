"""Copies of a store that can be kept elsewhere, and the way back.

A backup is a store like any other, in a folder that holds all: ``kg --store BACKUP …`` reads it.  On the same disk its quads cost no room
at first, for the engine links its files, which it never changes; on another disk they are copied.
"""

from __future__ import annotations

import itertools
import re
import shutil
import sqlite3
import time
import uuid
from contextlib import closing, suppress
from pathlib import Path

from kg.stores import checksums, engine_errors, layout, takeover, write_lock
from kg.stores.layout import ADDED, COMPANIONS, JUDGEMENTS, WRITER
from kg.stores.opening import open_store
from kg.stores.store import StoreError
from kg.tables.messages import UserError

# How often a copy is begun while somebody writes.
_TRIES = 4
_GONE = re.compile(r"No\ssuch\sfile|cannot\sfind\sthe\s(?:file|path)", re.I)


class BackupError(UserError):
    """A backup that could not be made or put back; the message is one sentence for the user."""


class _Moved(BackupError):
    """The files of the store changed while they were copied."""


def backup(store: Path, target: Path) -> int:
    """Copy the store, with its judgements and its index, to the folder ``target``, which must not exist; gives the number of quads.

    The copy is made beside ``target`` and gets its name only when it has been read and is whole.  Where a writer changes the files meanwhile it
    is begun anew.
    :raises BackupError: the target exists, cannot be written, or the copy is not what the store holds.
    :raises kg.stores.store.StoreError: there is no store, or it cannot be read.
    """
    if target.exists():
        raise BackupError(f"{target} exists already; name a folder that does not, a backup never overwrites anything.")
    for attempt in range(_TRIES - 1):
        with suppress(_Moved):
            return _copied(store, target)
        time.sleep(0.2 * (attempt + 1))
    return _copied(store, target)


def _copied(store: Path, target: Path) -> int:
    """As :func:`backup`.

    :raises _Moved: somebody wrote meanwhile.
    """
    making = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
    with open_store(store, read_only=True) as source:
        expected = len(source)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            making.mkdir()
            source.inner.backup(str(making / layout.QUADS))
            _check(making, checksums.read(store))
            for name in COMPANIONS:
                _copy(layout.companion(store, name), making / name)
            if (store / ADDED).is_dir():
                shutil.copytree(store / ADDED, making / ADDED)
            count = _count(making)
            if count != expected:
                raise _Moved(
                    f"The copy holds {count:,} quads and the store {expected:,}: somebody wrote meanwhile; try again when kg load has ended."
                )
            takeover.finish(making)
            checksums.seal(making)
            making.rename(target)
        except (OSError, RuntimeError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            # The engine merges files while it writes: one that it has let go of is missing.
            if write_lock.holder(store) or _GONE.search(reason):
                raise _Moved(
                    f"No backup was made at {target}, somebody wrote to the store meanwhile ({reason}); try again when kg load has ended."
                ) from error
            raise BackupError(f"No backup was made at {target} ({reason}).") from error
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return expected


def restore(source: Path, store: Path) -> tuple[int, Path | None]:
    """Put a backup in the place of the store; gives the number of quads, and where the store that stood there is now.

    What was there is moved aside, never deleted.  A backup of the first format gives a store of today's.
    :raises BackupError: there is no backup, or it cannot be copied.
    :raises kg.stores.store.StoreError: another process writes to the store.
    """
    if not layout.has_store(source):
        raise BackupError(f"There is no backup at {source}.")
    making = store.with_name(f".{store.name}.{uuid.uuid4().hex[:8]}")
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        passing = shutil.ignore_patterns("LOCK", "LOG*", layout.note(source, WRITER).name)
        shutil.copytree(source, making, ignore=passing)
        _copy(layout.companion(source, JUDGEMENTS), making / JUDGEMENTS)
        _check(making, checksums.read(source), "The backup")
        count = _count(making)
        if layout.is_first(making):
            takeover.move_quads(making)
        takeover.finish(making)
        places = (store.with_name(f"{store.name}.before-{number}") for number in itertools.count(1))
        aside = next(place for place in places if not place.exists())
        _leave_writers_alone(store)
        if store.exists():
            store.rename(aside)
            if (outside := layout.beside(store, JUDGEMENTS)).is_file():
                outside.rename(layout.beside(aside, JUDGEMENTS))
        making.rename(store)
    except PermissionError as error:
        # Windows renames no folder in which somebody has a file open.
        raise BackupError(
            f"{source} was not put back ({error.strerror or error}): end kg serve and what else has {store} open, and try again."
        ) from error
    except OSError as error:
        raise BackupError(f"{source} was not put back ({error.strerror or error}).") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return count, aside if aside.exists() else None


def _leave_writers_alone(store: Path) -> None:
    """Whoever writes holds the store's lock: nobody's work is taken away under them.

    :raises StoreError: another process writes to the store; one that is damaged is what a backup is for.
    """
    if not layout.has_store(store):
        return
    try:
        open_store(store).close()
    except StoreError as error:
        cause = error.__cause__
        if write_lock.holder(store) or (isinstance(cause, Exception) and engine_errors.is_lock(cause)):
            raise


def _check(copy: Path, sealed: checksums.Seal, what: str = "The store") -> None:
    """Whether the files that were copied are those that were sealed."""
    broken = list(checksums.changed(copy, sealed))
    if broken:
        raise BackupError(f"{what} is damaged ({', '.join(broken[:3])} not as written): kg doctor tells what to do.")


def _copy(file: Path, to: Path) -> None:
    """Copy a file, if there is one, as it is at one moment; an index that is none is left out, a search makes it anew."""
    if not file.exists() or to.exists():
        return
    if file.suffix != ".sqlite":
        shutil.copy2(file, to)
        return
    try:
        with (
            closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(to)) as new,
        ):
            old.backup(new)
    except sqlite3.Error:
        to.unlink(missing_ok=True)


def _count(folder: Path) -> int:
    """The quads of a copied store: opening it and counting reads it."""
    try:
        with open_store(folder, read_only=True) as copy:
            return len(copy)
    except StoreError as error:
        raise BackupError(f"The copy cannot be read ({error})") from error
