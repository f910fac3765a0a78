"""Where things are in the folder of a store.

=================== ====================================================================
``quads/``          the engine's files
``judgements.csv``  what people judged
``accepted.tsv``    findings of the audit that people accepted
``notes.jsonl``     what readers say is wrong
``search.sqlite``   the search index, made from the rest
``names.sqlite``    the names that pages print of policies, made from the rest
``lists.sqlite``    what the site's lists hold, made from the rest
``stamps.sqlite``   size and times of the loaded files when they were last read
``checksums.json``  what the engine's files were when the last writer let go of them
``added/``          files that were added in the browser, a folder for each load
``arriving/``       files that are being sent, and those that nobody has decided on yet
``writer.json``     who writes
``store.json``      the format, and the version of policy-kg that made it; written last
=================== ====================================================================

In the first format, that of version 0.1.0, the engine's files and notes are in the folder itself, judgements and index beside it.
:mod:`kg.stores.takeover` makes the second of it.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

#: RocksDB writes this file first: a folder of quads without it holds no store.
MARKER = "CURRENT"
QUADS, JUDGEMENTS, ACCEPTED, NOTES = "quads", "judgements.csv", "accepted.tsv", "notes.jsonl"
INDEX, NAMES, LISTS, STAMPS = "search.sqlite", "names.sqlite", "lists.sqlite", "stamps.sqlite"
#: What goes with the quads, and is copied with them.
COMPANIONS = (JUDGEMENTS, ACCEPTED, NOTES, INDEX, NAMES, LISTS)
#: Folders of files that came through the site: those that are loaded, and those that are not yet.
ADDED, ARRIVING = "added", "arriving"
CHECKSUMS, WRITER, STORE = "checksums.json", "writer.json", "store.json"
FORMAT = 2
#: A folder of quads that does not count yet.
MAKING = f"{QUADS}.making"
_FIRST = {CHECKSUMS: "kg-seal.json", WRITER: "kg-writer.json"}
_OF_ENGINE = re.compile(
    r"CURRENT|LOCK|LOG(\.old.*)?|IDENTITY|(MANIFEST|OPTIONS)-\d+(\.dbtmp)?|\d+\.(sst|log|dbtmp)|kg-[a-z]+\.json"
)


def is_first(folder: Path) -> bool:
    """Whether a store has the first format."""
    return (folder / MARKER).is_file() and not (folder / QUADS / MARKER).is_file()


def quads(folder: Path) -> Path:
    """Where the engine's files are, or will be."""
    return folder if is_first(folder) else folder / QUADS


def has_store(folder: Path) -> bool:
    """Whether there is a store in a folder."""
    return (quads(folder) / MARKER).is_file()


def seems_store(folder: Path) -> bool:
    """As :func:`has_store`, where a folder may let nobody look into it: then it does not."""
    with suppress(OSError):
        return has_store(folder)
    return False


def note(folder: Path, name: str) -> Path:
    """The file of a note on the engine's files: :data:`CHECKSUMS` or :data:`WRITER`."""
    return folder / (_FIRST[name] if is_first(folder) else name)


def first_note(folder: Path, name: str) -> Path:
    """The file of such a note in the first format."""
    return folder / _FIRST[name]


def companion(folder: Path, name: str) -> Path:
    """The judgements or the index of the store in a folder: inside; beside it in the first format, and until that is taken over whole."""
    inside, outside = folder / name, beside(folder, name)
    if inside.exists() or (folder / STORE).is_file():
        return inside
    return outside if is_first(folder) or (name == JUDGEMENTS and outside.is_file()) else inside


def beside(folder: Path, name: str) -> Path:
    """The file beside a folder that is called after it, as ``policy.kg.judgements.csv``."""
    return folder.with_name(f"{folder.name}.{name}")


def making(file: Path) -> Path:
    """Where a file of the folder is written before it gets its name."""
    return file.with_name(f".{file.name}.{os.getpid()}")


def sync(place: Path) -> None:
    """Let a power cut not take what was written to a file, or the names that were given in a folder."""
    if sys.platform == "win32":  # where only who writes can have the file, and nobody the folder
        return
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def of_engine(folder: Path) -> Iterator[Path]:
    """What the engine and its notes left in the folder itself, as the first format has it."""
    return (file for file in folder.iterdir() if _OF_ENGINE.fullmatch(file.name))


def strangers(folder: Path) -> list[str]:
    """The names of what stands in a folder and is no part of a store."""
    ours = (QUADS, MAKING, *COMPANIONS, ADDED, ARRIVING, STAMPS, CHECKSUMS, WRITER, STORE)
    known = {*ours, *(file.name for file in of_engine(folder))}
    begun = tuple(f".{name}." for name in ours)
    return [
        one.name
        for one in folder.iterdir()
        if one.name not in known and not one.name.startswith((INDEX, NAMES, LISTS, STAMPS, *begun))
    ]


def made_by(folder: Path) -> tuple[int, str]:
    """The format of a store, and the version of policy-kg that made it: blank where no whole note tells."""
    if is_first(folder):
        return 1, "0.1.0"
    try:
        found = json.loads((folder / STORE).read_text("utf-8"))
        return int(found["format"]), str(found["policy-kg"])
    except (OSError, ValueError, TypeError, KeyError):
        return FORMAT, ""
