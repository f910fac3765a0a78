"""Searching a store: things by their names in any spelling or in pinyin, and places in its documents' text."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any

from kg.search import pinyin
from kg.search.contents import KINDS, PK
from kg.search.grams import fold, phrase, places, runs
from kg.search.index import current, has_forgotten, made_anew
from kg.store import Store
from kg.tables import Table
from loaders import numbers

# So few names are looked up by their numbers: long phrases, above all of pinyin, take longer to be found than their names to be read.
_FEW = 500
#: How many characters of a text are shown before and after what was found.
AROUND = 30


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: a thing by its name, or (``kind`` "text") a place in a document.

    ``iri`` is the thing's, for a text that of its project, else of its document.  ``before``, ``exact`` and ``after`` are the printed words
    around the place ``text[start:end]`` of ``document``.
    """

    kind: str
    iri: str
    name: str
    note: str = ""
    document: str = ""
    before: str = ""
    exact: str = ""
    after: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The first hits of each kind, in the order of kinds, and how many there are in all, by kind."""

    hits: tuple[Hit, ...]
    totals: dict[str, int]

    def table(self) -> Table:
        """One row a hit; the words around a place in a text are its quote."""
        return Table(
            ("kind", "name", "where", "quote", "start", "end", "iri"),
            [
                (
                    hit.kind,
                    hit.name,
                    hit.note or None,
                    f"{hit.before}{hit.exact}{hit.after}" or None,
                    hit.start,
                    hit.end,
                    hit.iri,
                )
                for hit in self.hits
            ],
        )


def search(store: Store, words: str, *, limit: int = 10, kinds: Collection[str] = KINDS, skip: int = 0) -> Found:
    """What ``words`` find: all of them must stand in one name or one passage; brackets, blanks and widths do not matter.

    A document number in any spelling is one word.  Letters alone are also looked for as pinyin or its initials.  ``limit`` is for
    each kind; ``skip`` so many first.
    """
    try:
        with closing(current(store)) as database:
            return Searcher(store, database).search(words, limit=limit, kinds=kinds, skip=skip)
    except sqlite3.DatabaseError as error:
        with closing(made_anew(store, error)) as database:
            return Searcher(store, database).search(words, limit=limit, kinds=kinds, skip=skip)


class Searcher:
    """Searches over one state of a store, with one connection to its index (as :func:`kg.search.index.current` gives it)."""

    def __init__(self, store: Store, database: sqlite3.Connection) -> None:
        self.store = store
        self.database = database

    def search(self, words: str, *, limit: int = 10, kinds: Collection[str] = KINDS, skip: int = 0) -> Found:
        """As :func:`search`."""
        number = numbers.loose(words.strip())
        wanted = runs(number.normal) if number is not None else runs(words)
        if not wanted:
            return Found((), {})
        hits: list[Hit] = []
        totals: Counter[str] = Counter()
        names = _names_query(words, wanted)
        matched = self._matched(names)
        counted = self.database.execute(
            f"SELECT kind, COUNT(DISTINCT iri) FROM {matched} GROUP BY kind", {"names": names}
        )
        totals.update({kind: count for kind, count in counted if kind in kinds})
        for kind in (kind for kind in KINDS if totals[kind]):
            hits += self._named(kind, matched, names, wanted[0], limit, skip)
        if "text" in kinds:
            query = " ".join(map(phrase, wanted))
            # Where nothing was ever deleted no row need be looked up: a quarter of the time.
            there = "JOIN passages ON passages.id = texts.rowid" if has_forgotten(self.database) else ""
            (totals["text"],) = self.database.execute(
                f"SELECT COUNT(*) FROM texts {there} WHERE texts MATCH ?", (query,)
            ).fetchone()
            if totals["text"]:
                hits += self._texts(query, wanted, limit, skip)
        return Found(tuple(hits), {kind: totals[kind] for kind in KINDS if totals[kind]})

    def _matched(self, query: str) -> str:
        """The things whose names match (``:names`` is the query again), to select from."""
        few = self.database.execute(
            f"SELECT rowid FROM names WHERE names MATCH ? LIMIT {_FEW + 1}", (query,)
        ).fetchall()
        if len(few) <= _FEW:
            return f"(SELECT * FROM things WHERE id IN ({', '.join(str(row[0]) for row in few)}))"
        return "(SELECT things.* FROM names JOIN things ON things.id = names.rowid WHERE names MATCH :names)"

    def _named(self, kind: str, matched: str, names: str, first: str, limit: int, skip: int) -> Iterator[Hit]:
        # A name that is whole comes before one that begins so, and that before one that only contains it.
        # Each thing once, by its best name: names are read until so many things are found, because to group all of them takes longer.
        things: dict[str, Hit] = {}
        taken = 4 * (limit + skip)
        while True:
            rows = self.database.execute(
                f"""SELECT iri, name, note FROM {matched} WHERE kind = :kind
                    ORDER BY CASE WHEN folded = :first THEN 0 WHEN substr(folded, 1, length(:first)) = :first THEN 1 ELSE 2 END,
                    weight DESC, length(name), name, iri LIMIT :taken""",
                {"names": names, "kind": kind, "first": first, "taken": taken},
            ).fetchall()
            things = {}
            for iri, name, note in rows:
                things.setdefault(iri, Hit(kind, iri, name, note))
            if len(things) >= limit + skip or len(rows) < taken:
                return islice(things.values(), skip, skip + limit)
            taken *= 4

    def _texts(self, query: str, wanted: tuple[str, ...], limit: int, skip: int) -> Iterator[Hit]:
        rows = self.database.execute(
            """SELECT document, project, heading, start, "end" FROM texts JOIN passages ON passages.id = texts.rowid
               WHERE texts MATCH ? ORDER BY texts.rowid LIMIT ? OFFSET ?""",
            (query, limit, skip),
        )
        for document, project, heading, start, end in rows.fetchall():
            yield self._hit(wanted, document, project, heading, start, end)

    def _hit(self, wanted: tuple[str, ...], document: str, project: str, heading: str, start: int, end: int) -> Hit:
        text = next((text for _, _, text in self.store.statements(document, PK + "text", None, document)), "")
        passage = text[start:end]
        folded, origin = places(passage)
        at = folded.find(wanted[0])
        first, last = (origin[at], origin[at + len(wanted[0]) - 1] + 1) if at >= 0 else (0, 0)
        file = next((name for _, _, name in self.store.statements(document, PK + "fileName")), document)
        name = self._name(project) if project else ""
        return Hit(
            "text",
            project or document,
            name or file,
            " · ".join(part for part in (file if name else "", heading) if part),
            document,
            _line(passage[max(0, first - AROUND) : first]),
            passage[first:last],
            _line(passage[last : last + AROUND]),
            start + first,
            start + last,
        )

    def _name(self, project: str) -> str:
        row: Any = self.database.execute(
            "SELECT name FROM things WHERE iri = ? AND kind = 'project' AND document = ?",
            (project, _document_of(project)),
        ).fetchone()
        return row[0] if row else ""


def _document_of(project: str) -> str:
    """…/project/3f2a…/8 stands in …/document/3f2a…"""
    base, _, rest = project.rpartition("/project/")
    return f"{base}/document/{rest.split('/', 1)[0]}"


def _names_query(words: str, wanted: tuple[str, ...]) -> str:
    in_names = "grams : (" + " AND ".join(map(phrase, wanted)) + ")"
    if not pinyin.typed(words):
        return in_names
    return f"{in_names} OR pinyin : {phrase(fold(words))}"


def _line(text: str) -> str:
    """Words around a place, on one line."""
    return " ".join(text.split())
