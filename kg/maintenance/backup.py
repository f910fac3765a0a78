"""Copies of a store that can be kept elsewhere, and the way back.

A backup is a store like any other: ``kg --store BACKUP …`` reads it.  On the same disk it costs no room at first, for the engine links its
files, which it never changes; on another disk they are copied.
"""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

from kg.resolution import judgements
from kg.stores import checksums
from kg.stores.opening import open_store
from kg.stores.store import MARKER, StoreError


class BackupError(Exception):
    """A backup that could not be made or put back; the message is one sentence for the user."""


def backup(store: Path, target: Path) -> int:
    """Copy the store and its judgements to the folder ``target``, which must not exist; gives the number of quads.

    The copy is made beside ``target`` and gets its name only when it has been read and is whole.
    :raises BackupError: the target exists, cannot be written, or the copy is not what the store holds.
    :raises kg.stores.store.StoreError: there is no store, or it cannot be read.
    """
    if target.exists():
        raise BackupError(f"{target} exists already; name a folder that does not, a backup never overwrites anything.")
    making = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
    with open_store(store, read_only=True) as source:
        expected = len(source)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            source.inner.backup(str(making))
            _check(making, checksums.read(store))
            count = _count(making)
            if count != expected:
                raise BackupError(
                    f"The copy holds {count:,} quads and the store {expected:,}: somebody wrote meanwhile; try again when kg load has ended."
                )
            kept = judgements.beside(store)
            if kept.exists():
                shutil.copy2(kept, judgements.beside(target))
            checksums.seal(making)
            making.rename(target)
        except (OSError, RuntimeError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise BackupError(f"No backup was made at {target} ({reason}).") from error
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return expected


def restore(source: Path, store: Path) -> tuple[int, Path | None]:
    """Put a backup in the place of the store; gives the number of quads, and where the store that stood there is now.

    What was there is moved aside, never deleted.
    :raises BackupError: there is no backup, or it cannot be copied.
    :raises kg.stores.store.StoreError: another process writes to the store.
    """
    if not (source / MARKER).is_file():
        raise BackupError(f"There is no backup at {source}.")
    making = store.with_name(f".{store.name}.{uuid.uuid4().hex[:8]}")
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, making, ignore=shutil.ignore_patterns("LOCK", "LOG*", "kg-writer.json"))
        _check(making, checksums.read(source), "The backup")
        count = _count(making)
        aside = _aside(store)
        if (store / MARKER).is_file():
            # Whoever writes holds the store's lock: nobody's work is taken away under them.
            open_store(store).close()
        kept, ours = judgements.beside(source), judgements.beside(store)
        if store.exists():
            store.rename(aside)
            if ours.exists():
                ours.rename(judgements.beside(aside))
        making.rename(store)
        if kept.exists():
            shutil.copy2(kept, ours)
    except OSError as error:
        raise BackupError(f"{source} was not put back ({error.strerror or error}).") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return count, aside if aside.exists() else None


def _aside(store: Path) -> Path:
    number = 1
    while (aside := store.with_name(f"{store.name}.before-{number}")).exists():
        number += 1
    return aside


def _check(copy: Path, sealed: checksums.Seal, what: str = "The store") -> None:
    """Whether the files that were copied are those that were sealed."""
    broken = list(checksums.changed(copy, sealed))
    if broken:
        raise BackupError(f"{what} is damaged ({', '.join(broken[:3])} not as written): kg doctor tells what to do.")


def _count(folder: Path) -> int:
    """The quads of a copied store: opening it and counting reads it."""
    try:
        with open_store(folder, read_only=True) as copy:
            return len(copy)
    except StoreError as error:
        raise BackupError(f"The copy cannot be read ({error})") from error
