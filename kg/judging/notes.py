"""Notes of readers that a fact is wrong: a line each of ``notes.jsonl`` in the store's folder, found again when a document was read anew.

A note keeps the words and what stands around them: where the offsets of a document moved, or another version of its file was loaded, the words
say where it is now; where they cannot, that is said.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import pyoxigraph as ox

from kg.answers import facts
from kg.stores import catalogue, layout
from kg.stores.store import Store
from kg.tables.messages import UserError
from kg.tables.table import Table, clean, plain
from loaders.rdf import identifiers
from loaders.text import sentences
from ontology.terms import PK

#: Where the words of a note are now: where they were, elsewhere in the document, or nowhere that is sure.
State = Literal["there", "moved", "not found"]
COLUMNS = ("place", "fact_kind", "quote", "says", "who", "when", "document", "state", "start", "end", "iri")
#: What a reader may say of a fact, and so many characters of words a note may be about.
MOST_SAID, MOST_WORDS = 2_000, 2_000
_AROUND = 40
# A line that takes a note out names its digest so.
_REMOVED = "removed"
# Words that stand in a document more often than this say no place.
_OFTEN = 200
_TEXT = str(PK.text)


class NotesError(UserError):
    """Notes that cannot be read or written; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader says of the characters ``[start, end)`` of a document (an IRI; ``file`` is what its file was called).

    ``kind`` says what stands there: citation, money, unit …; ``before`` and ``after`` are what stood around, ``when`` is in UTC.
    """

    document: str
    file: str
    start: int
    end: int
    words: str
    before: str
    after: str
    kind: str
    says: str
    who: str
    when: str

    @property
    def id(self) -> str:
        """What tells it from all others."""
        return sha256(repr(asdict(self)).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """A note where its words are now: ``document`` is the one that holds them, ``passage`` their sentence and where that begins."""

    note: Note
    state: State
    document: str
    start: int
    end: int
    passage: str
    begins: int


# --- the file --------------------------------------------------------------------------------------------------------------------


def file(store: Store) -> Path:
    """Where the notes of a store are.

    :raises NotesError: it is in memory.
    """
    found = store.companion(layout.NOTES)
    if found is None:
        raise NotesError("A store in memory keeps no notes.")
    return found


def read(path: Path) -> list[Note]:
    """The notes of a file, as they were written; none where it does not exist.

    :raises NotesError: a line is no note.
    """
    try:
        # Only a line feed ends a note: what JSON writes as it is may hold other ends of a line.
        lines = path.read_text("utf-8").removesuffix("\n").split("\n") if path.exists() else []
    except (OSError, UnicodeDecodeError) as error:
        raise NotesError(f"The notes in {path} cannot be read ({error}).") from error
    found: list[Note] = []
    for place, line in enumerate(filter(None, lines), 1):
        try:
            told = json.loads(line)
            if isinstance(told, dict) and told.keys() == {_REMOVED}:
                found = [one for one in found if one.id != told[_REMOVED]]
                continue
            note = Note(**told)
            if not all(
                isinstance(told[one.name], int if one.name in ("start", "end") else str) for one in fields(Note)
            ):
                raise ValueError
            if not 0 <= note.start < note.end:
                raise ValueError
        except (ValueError, TypeError, KeyError):
            raise NotesError(
                f"Line {place} of {path} is no note; delete it, or put a copy of the file in its place."
            ) from None
        found.append(note)
    return found


def write(store: Store, document: str, start: int, end: int, kind: str, says: str, who: str = "") -> Note:
    """Write down what a reader says of characters of a document; what others wrote at the same time stays.

    :raises NotesError: there are no such characters, nothing is said, or the file cannot be written.
    """
    text = _text(store, document)
    if text is None or not 0 <= start < end <= len(text):
        raise NotesError("The document has no such place.")
    words = _said(says)
    if not words:
        raise NotesError("Say what is wrong.")
    end = min(end, start + MOST_WORDS)
    note = Note(
        document, catalogue.file_name(store, document) or "", start, end, text[start:end],
        text[max(0, start - _AROUND) : start], text[end : end + _AROUND], clean(kind)[:20], words, _said(who)[:80],
        datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"),
    )  # fmt: skip
    _append(file(store), asdict(note))
    return note


def remove(store: Store, note: Note) -> None:
    """Take a note out that has been dealt with: a line that says so, since others may be writing theirs."""
    _append(file(store), {_REMOVED: note.id})


def _append(path: Path, line: Mapping[str, object]) -> None:
    """One writing at the end of the file: of two at once none is lost."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(descriptor, (json.dumps(line, ensure_ascii=False) + "\n").encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise NotesError(f"The notes cannot be written to {path} ({error.strerror or error}).") from error


def _said(words: str) -> str:
    return clean(words)[:MOST_SAID]


# --- where they are --------------------------------------------------------------------------------------------------------------


def placed(store: Store, notes: Iterable[Note]) -> list[PlacedNote]:
    """The notes where their words are now, in the order in which they were written."""
    texts: dict[str, str | None] = {}
    return [_placed(store, note, texts) for note in notes]


def _placed(store: Store, note: Note, texts: dict[str, str | None]) -> PlacedNote:
    for document in (note.document, *_of_file(store, note)):
        if document not in texts:
            texts[document] = _text(store, document)
        text = texts[document]
        if text is None:
            continue
        start = _start(text, note)
        if start is not None:
            end = start + len(note.words)
            state: State = "there" if (document, start) == (note.document, note.start) else "moved"
            before, after = sentences.before(text, start), sentences.after(text, end)
            return PlacedNote(note, state, document, start, end, before + note.words + after, start - len(before))
    passage = note.before + note.words + note.after
    return PlacedNote(note, "not found", note.document, note.start, note.end, passage, note.start - len(note.before))


def _start(text: str, note: Note) -> int | None:
    """Where the words of a note begin: where they did, else the one place where they stand with the most of what stood around them."""
    if text[note.start : note.end] == note.words and text[max(0, note.start - _AROUND) : note.start] == note.before:
        return note.start
    found: list[tuple[int, int]] = []
    at = text.find(note.words)
    while at >= 0:
        found.append((_alike(text, at, note), at))
        if len(found) > _OFTEN:
            return None
        at = text.find(note.words, at + 1)
    found.sort(reverse=True)
    # Of several places that are equally like it nobody can say which is meant.
    return found[0][1] if found and (len(found) == 1 or found[0][0] > found[1][0]) else None


def _alike(text: str, at: int, note: Note) -> int:
    """How many characters before and after a place are those that stood around the words of a note."""
    end = at + len(note.words)
    before = _common(text[max(0, at - _AROUND) : at][::-1], note.before[::-1])
    return before + _common(text[end : end + _AROUND], note.after)


def _common(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _of_file(store: Store, note: Note) -> list[str]:
    """The documents that were read from a file of the same name: another version of it."""
    if not note.file:
        return []
    named = store.statements(None, catalogue.FILE_NAME.value, ox.Literal(note.file), catalogue.GRAPH.value)
    return sorted({document for document, _, _ in named} - {note.document})


def _text(store: Store, document: str) -> str | None:
    try:
        return next((text for _, _, text in store.statements(document, _TEXT, None, document)), None)
    except ValueError:  # no IRI
        return None


# --- lists -----------------------------------------------------------------------------------------------------------------------


def table(notes: Sequence[PlacedNote]) -> Table:
    """A row a note, by the number by which ``kg notes --remove`` knows it."""
    return Table(
        COLUMNS,
        [
            (place, one.note.kind, one.note.words, one.note.says, one.note.who or None, one.note.when, one.note.file, one.state, one.start, one.end, one.document)
            for place, one in enumerate(notes, 1)
        ],
    )  # fmt: skip


def passages(store: Store, notes: Sequence[PlacedNote]) -> Iterator[dict[str, Any]]:
    """Each note as an annotated passage, as benchmarks score them: its sentence, what is read in it beside the words in question, what the reader says.

    The words in question are to be ignored until a person writes down what is right.
    """
    documents = sorted({one.document for one in notes})
    cited, amounts = (_by_document(store, f"judging/{query}", documents) for query in ("cited-in", "amounts-in"))
    for one in notes:
        ends = one.begins + len(one.passage)
        known = [
            [(place[1:], row) for place, row in rows[one.document] if one.begins <= place[1] and place[2] <= ends]
            for rows in (cited, amounts)
        ]
        citations, money = (
            [
                (one.passage[start - one.begins : end - one.begins], row)
                for (start, end), row in rows
                if end <= one.start or start >= one.end
            ]
            for rows in known
        )
        yield {
            "id": f"note-{one.note.id}",
            "url": one.note.file,
            "text": one.passage,
            "citations": [
                {
                    "number": _value(row["number"]),
                    "title": _value(row["title"]),
                    "articles": list(filter(None, (_value(row["articles"]) or "").split("\t"))),
                    "surface": surface,
                }
                for surface, row in citations
            ],
            "amounts": [{"yuan": plain(Decimal(row["yuan"].value)), "surface": surface} for surface, row in money],
            "negatives": [],
            "ignore": [one.note.words],
            "tags": [one.note.kind, one.state],
            "notes": one.note.says,
        }


def _by_document(
    store: Store, query: str, documents: Sequence[str]
) -> defaultdict[str, list[tuple[tuple[str, int, int], Any]]]:
    found: defaultdict[str, list[tuple[tuple[str, int, int], Any]]] = defaultdict(list)
    for row in facts.asked(store.select, query, documents):
        if (place := identifiers.place(row["quote"].value)) is not None:
            found[row["thing"].value].append((place, row))
    for rows in found.values():
        rows.sort(key=lambda one: one[0])
    return found


def _value(term: Any) -> str | None:
    return None if term is None else str(term.value)
