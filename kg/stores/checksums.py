"""What the files of a store were when its last writer let go of them, so that damage is found before it gives a wrong answer.

The engine writes a file of quads (``*.sst``) once and never changes it, and only adds to the list of its files (``MANIFEST``).  It has
sums of its own in each block, but looks at them only when it reads the block, and then a sum or a filter over what cannot be read is
blank where it should fail, and a DISTINCT may never end.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.stores import layout, write_lock
from kg.stores.layout import CHECKSUMS

# The last eight bytes of a whole file of quads (rocksdb/table/block_based/block_based_table_builder.cc, kBlockBasedTableMagicNumber).
_WHOLE = (0x88E241B785F4CFF7).to_bytes(8, "little")


@dataclass(frozen=True, slots=True)
class Sum:
    """A file of quads: size in bytes, time of the last change (ns), SHA-256."""

    size: int
    changed: int
    digest: str


@dataclass(slots=True)
class Seal:
    """The sum of each file of quads; the name and least size of the list of files."""

    files: dict[str, Sum] = field(default_factory=dict)
    manifest: tuple[str, int] | None = None


def read(folder: Path) -> Seal:
    """The seal of a store; an empty one where there is none, or none that can be read."""
    file = layout.note(folder, CHECKSUMS)
    if not file.exists():
        file = layout.first_note(folder, CHECKSUMS)  # what is taken over is as it was
    try:
        digest, _, body = file.read_text("utf-8").partition("\n")
        if digest != _digest(body):
            return Seal()
        found = json.loads(body)
        manifest = found["manifest"]
        return Seal({name: Sum(*one) for name, one in found["files"].items()}, manifest and (manifest[0], manifest[1]))
    except (OSError, ValueError, TypeError, KeyError, IndexError):
        return Seal()


def seal(folder: Path) -> None:
    """Note what the files are now; what was noted of a file before stays, for only damage changes it.

    A disk that does not take the note is no reason to stop: then the old one stays, and newer files are without.
    """
    old, new = read(folder), Seal()
    quads = layout.quads(folder)
    with suppress(OSError):
        for file in sorted(quads.glob("*.sst")):
            found = old.files.get(file.name) or _sum(file, whole=True)
            if found is not None:
                new.files[file.name] = found
        name = (quads / layout.MARKER).read_text("utf-8").strip()
        new.manifest = name, (quads / name).stat().st_size
        _write(folder, new)


def suspect(folder: Path) -> str | None:
    """What is wrong with a store that shall be opened; None where nothing is.

    Files that were changed since they were sealed are read, others are not: for them it takes about as long as opening.
    """
    found, quads = read(folder), layout.quads(folder)
    if found.manifest is not None and _cut(quads, found.manifest):
        return "the list of its files has lost its end"
    moved = dict(found.files)
    for name, sealed in found.files.items():
        try:
            status = (quads / name).stat()
            if (status.st_size, status.st_mtime_ns) == (sealed.size, sealed.changed):
                continue
            now = _sum(quads / name)
        except OSError:
            continue  # merged into another, or one that the engine misses and tells
        if now is None or not _same(now, sealed):
            return f"{name} is not as it was written"
        moved[name] = now
    if moved != found.files and write_lock.holder(folder) is None:
        # It was copied, and is whole: the next opening need not read it.
        with suppress(OSError):
            _write(folder, replace(found, files=moved))
    return None


def broken(folder: Path) -> Iterator[str]:
    """The names of files that are not as they were sealed; reads them all."""
    found = read(folder)
    if found.manifest is not None and _cut(layout.quads(folder), found.manifest):
        yield found.manifest[0]
    yield from changed(folder, found)


def changed(folder: Path, found: Seal) -> Iterator[str]:
    """The names of the files of quads of a store that are not as they were sealed, there or where they were copied from."""
    quads = layout.quads(folder)
    for name, sealed in sorted(found.files.items()):
        now = _sum(quads / name)
        # One that is gone was merged into another; one that is missed keeps the store from opening.
        if now is not None and not _same(now, sealed):
            yield name


def unsealed(folder: Path) -> list[str]:
    """The names of files that were written by a writer that was ended from outside, or that still writes."""
    known = read(folder).files
    return sorted(file.name for file in layout.quads(folder).glob("*.sst") if file.name not in known)


def _cut(quads: Path, manifest: tuple[str, int]) -> bool:
    """Whether the list of files is shorter than it was: the engine would take the store for an older one without saying so."""
    try:
        return (quads / manifest[0]).stat().st_size < manifest[1]
    except OSError:
        return False  # another has taken its place since, or the engine misses it and tells


def _same(one: Sum, other: Sum) -> bool:
    return (one.size, one.digest) == (other.size, other.digest)


def _write(folder: Path, found: Seal) -> None:
    files = {name: (one.size, one.changed, one.digest) for name, one in found.files.items()}
    body = json.dumps({"manifest": found.manifest, "files": files}, indent=1)
    file = layout.note(folder, CHECKSUMS)
    making = layout.making(file)
    try:
        making.write_text(f"{_digest(body)}\n{body}", "utf-8")
        making.replace(file)
    finally:
        making.unlink(missing_ok=True)


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _sum(file: Path, *, whole: bool = False) -> Sum | None:
    """The sum of a file; None where it is gone, or where ``whole`` is asked and the engine still writes it."""
    try:
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            status = os.fstat(stream.fileno())
            if whole:
                stream.seek(max(0, status.st_size - len(_WHOLE)))
                if stream.read() != _WHOLE:
                    return None
            return Sum(status.st_size, status.st_mtime_ns, digest)
    except FileNotFoundError:
        return None
