"""One file read for a store: its N-Quads and what the report tells of it, or the sentence why it cannot be read.

Reading knows no store: it works the same in this process and in others (:mod:`kg.loading.workers`), which run :func:`serve`.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from loaders.formats.containers import child
from loaders.rdf import identifiers
from loaders.source import UnreadableFile
from loaders.text import file_names

if TYPE_CHECKING:
    from loaders.formats.scans.scan import Paged
    from loaders.records import Extraction


# The engine's parser gives up on a statement of 16 MiB: the text of a document is one, its records are another.
MOST_BYTES = 16_000_000
# Circles in memory are looked for when so many objects are new: reading makes many, hardly any circle, and looking takes a tenth of the time.
SELDOM = 50_000


@dataclass(frozen=True, slots=True)
class About:
    """What a report tells of a file that was read: kind of document, format, pages or sheets, and facts by kind."""

    kind: str
    format: str
    pages: int
    facts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What reading a file gave: its document's IRI, the document's graph as N-Quads, and warnings for the user.

    Where ``reason`` is a sentence, the file could not be read and the rest is blank.
    """

    document: str = ""
    nquads: bytes = b""
    about: About | None = None
    warnings: tuple[str, ...] = ()
    reason: str | None = None


def nobody(name: str, read: int, pages: int) -> None:
    """Is told how far OCR is with a file, and tells nobody."""


def read(file: Path, paged: Paged = nobody) -> Read:
    """Read a file to the end; whatever goes wrong is the ``reason`` of what it gives.  ``paged`` is told how far OCR is."""
    from loaders.formats.scans import scan

    before = scan.told_pages.set(paged)
    try:
        with explained(file) as problem:
            return _read(file)
    except BrokenPipeError:
        problem = [f"{file} cannot be read (the program that reads it has ended)."]
    finally:
        scan.told_pages.reset(before)
    return Read(reason=problem[0])


def _read(file: Path) -> Read:
    from loaders import extract, formats
    from loaders.kinds import register
    from loaders.rdf import triples

    if formats.members(file) is not None:
        raise UnreadableFile(
            f"{file.name} is an archive and holds no file that kg reads: pack the documents themselves."
        )
    source = formats.read(file)
    extraction = extract.extract(source)
    about = About(
        extraction.document.kind, source.format, len({page.label for page in source.pages}), _facts(extraction)
    )
    document = identifiers.document(extraction.document.sha256)
    # What the reader could not take is told before what the text leaves in doubt; some readers tell it in both places.
    warnings = tuple(dict.fromkeys(map(file_names.readable, (*source.warnings, *extraction.warnings))))
    if extraction.document.kind == "register":
        warnings = (register.columns_told(source), *warnings)
    nquads = triples.nquads(extraction)
    if len(nquads) > MOST_BYTES and max(map(len, nquads.splitlines())) > MOST_BYTES:
        raise UnreadableFile(
            f"{file.name} is too long for one document (its text, or the cells of its tables): split it and load the parts."
        )
    return Read(document, nquads, about, warnings)


def _facts(extraction: Extraction) -> tuple[tuple[str, int], ...]:
    counts = {
        "projects": len(extraction.projects),
        "citations": len(extraction.citations),
        "amounts": len(extraction.money),
        "tasks": len(extraction.tasks),
        "indicators": len(extraction.indicators),
    }
    # Only a register or a full text has them; a load without any need not say so.
    rare = {"register rows": len(extraction.entries), "articles": len(extraction.articles)}
    return tuple({**counts, **{what: count for what, count in rare.items() if count}}.items())


@contextmanager
def explained(file: Path) -> Iterator[list[str]]:
    """Reading a file: what goes wrong becomes one sentence in the list, so that the other files go on.

    A fault of ours in one file is among it.
    """
    problem: list[str] = []
    try:
        yield problem
    except UnreadableFile as error:
        problem.append(str(error))
    except BrokenPipeError:
        raise
    except FileNotFoundError:
        problem.append(f"{file} does not exist.")
    except PermissionError:
        problem.append(f"You may not read {file}.")
    except OSError as error:
        problem.append(f"{file} cannot be read ({error.strerror or error}).")
    except MemoryError:
        problem.append(f"{file} needs more memory than there is; split it and load the parts.")
    except Exception as error:
        problem.append(
            f"{file} could not be understood because of a fault in kg ({type(error).__name__}: {error}); "
            "please report it with the file."
        )
    problem[:] = map(file_names.readable, problem)


# --- the other side of a worker ------------------------------------------------------------------------------------------------


def serve() -> None:
    """A worker's life: a path is the question, what the file gave the answer (:mod:`loaders.formats.containers.child`), told pages before it."""
    # A parent that stops lets the children of a reader be ended by the reader itself.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    from loaders import formats

    gc.set_threshold(SELDOM)
    try:
        with child.answers() as out:
            for path, _ in child.questions():
                send(read(formats.place(path), lambda *far: child.send(out, {"pages": far})), out)
    except BrokenPipeError:
        # Whoever wanted to know has ended.
        os._exit(1)


def send(found: Read, out: IO[bytes]) -> None:
    """Write what a file gave."""
    child.send(out, {**asdict(found), "nquads": None}, found.nquads)


def receive(stream: IO[bytes]) -> Read:
    """Read what :func:`send` wrote; raises EOFError where the sender ended before it had said all."""
    return told(*child.receive(stream))


def told(said: dict[str, Any], nquads: bytes) -> Read:
    """What a worker's answer says."""
    about = said["about"] and About(**{**said["about"], "facts": tuple(map(tuple, said["about"]["facts"]))})
    return Read(said["document"], nquads, about, tuple(said["warnings"]), said["reason"])
