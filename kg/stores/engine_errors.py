"""What it means for the user when the engine of a store fails: another writer, a full disk, a file that was damaged.

RocksDB, under Oxigraph, tells all of it in words of its own, as ``OSError`` or ``RuntimeError``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.stores import write_lock
from kg.stores.store import StoreError

# The kinds of its Status that reach a caller (rocksdb/util/status.cc).
_OF_ENGINE = re.compile(r"(?:IO error|Corruption|Not implemented|Invalid argument|Result incomplete|Shutdown)\b")
_LOCK = re.compile(r"\block (?:file|hold)\b", re.I)
# ENOSPC, EDQUOT, EFBIG: a disk, a quota and a limit of the process are one to the user.
_FULL = re.compile(r"no space|not enough space|quota exceeded|file too large", re.I)
_FORBIDDEN = re.compile(r"permission denied|access is denied|read-only file system", re.I)
_FILE = re.compile(r"\b(?:\d{6,}\.(?:sst|log)|MANIFEST-\d+|OPTIONS-\d+|CURRENT)\b")


def of_engine(error: BaseException) -> bool:
    """Whether an error comes from the engine underneath a store, and not from the work that was done with its answers."""
    return isinstance(error, OSError | RuntimeError) and bool(_OF_ENGINE.match(str(error)))


def is_lock(error: Exception) -> bool:
    """Whether the engine says that another process writes to the store."""
    return bool(_LOCK.search(str(error).partition("\n")[0]))


def sentence(folder: Path, error: Exception) -> str:
    """What went wrong with the store in ``folder``, and what to do."""
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    if is_lock(error):
        held = write_lock.holder(folder)
        who = f" ({held})" if held else ""
        return f"The store {folder} is in use by another kg process{who}; wait until it has finished, or let kg wait with --wait."
    if _FULL.search(reason):
        return (
            f"The disk is full: {folder} keeps every document that was reported as stored, and no part of any other; "
            "free some space and run the same command again."
        )
    if isinstance(error, PermissionError) or _FORBIDDEN.search(reason):
        return f"You may not write to {folder}; name another path with --store."
    if "only possible on read-write" in reason:  # what Oxigraph writes first is not there yet
        return f"The store {folder} holds nothing yet, its first load has not come so far; run kg load, or wait for it."
    if "to newer Oxigraph versions" in reason:
        return f"The store {folder} was written by an older version of the engine Oxigraph: bring it up to date with kg --store {folder} compact."
    if "Corruption" in reason or "No such file" in reason:
        found = _FILE.search(reason)
        return damaged(folder, f"{found[0]} is not as it was written" if found else reason)
    return f"{folder} cannot be used as a store ({reason}); name another path with --store."


def damaged(folder: Path, what: str) -> str:
    """The sentence for a store whose files were changed from outside, or by a failing disk."""
    return (
        f"The store {folder} is damaged ({what}): put a backup in its place with kg restore, "
        "or name another path with --store and load the files anew."
    )


@contextmanager
def told(folder: Path | None) -> Iterator[None]:
    """Turns a failure of the engine into a sentence."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise StoreError(sentence(folder or Path("the store in memory"), error)) from error
