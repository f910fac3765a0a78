"""Searching a store: things by their names in any spelling or in pinyin, and places in its documents' text."""

from __future__ import annotations

import sqlite3
from bisect import insort
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from kg.answers import facts
from kg.answers.evidence import Quote
from kg.answers.facts import Thing
from kg.search import name_words, nearest, pinyin
from kg.search.contents import KINDS, PK
from kg.search.grams import fold, phrase, places, runs
from kg.search.index import current, has_forgotten, made_anew, numbers_of
from kg.search.short_forms import in_latin, readings
from kg.stores import catalogue
from kg.stores.store import Store
from kg.tables.table import Table, Value
from loaders.citations import numbers
from loaders.rdf import identifiers

# The numbers of the names that match, for the questions that follow: FTS5 takes its time to find a common phrase, above all in pinyin.
_MATCHED = "CREATE TEMP TABLE IF NOT EXISTS matched (id INTEGER PRIMARY KEY)"
_NAMED = "-heaviest AS weight, length(name) AS length, name, spellings.id AS id"
_BEGINS = "folded >= :first AND folded < :first || char(0x10FFFF)"
# Where the names of so many things match, the best are found sooner among all names, read from the best on, than by sorting them.
_MANY = 1000
#: How many characters of a text are shown before and after what was found.
AROUND = 30


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: a thing by its name, or (of ``kind`` "text") a place in a document, with the passage ``[first, last)`` around it.

    The IRI of a text is that of its project, else of its document.  What is not ``whole`` has only some of the words: the nearest that
    there is.
    """

    thing: Thing
    said: Quote | None = None
    first: int = 0
    last: int = 0
    whole: bool = True

    @property
    def words(self) -> tuple[str, str, str]:
        """What is printed before, at, and after a place, within its passage; nothing of a thing."""
        if (said := self.said) is None:
            return "", "", ""
        before = said.text[max(self.first, said.start - AROUND) : said.start]
        return _line(before), said.exact, _line(said.text[said.end : min(self.last, said.end + AROUND)])


@dataclass(frozen=True, slots=True)
class Found:
    """The first hits of each kind, in the order of kinds, and how many there are in all, by kind."""

    hits: tuple[Hit, ...]
    totals: dict[str, int]

    def table(self) -> Table:
        """One row a hit; the words around a place in a text are its quote."""
        rows: list[tuple[Value, ...]] = []
        for hit in self.hits:
            thing, (start, end) = hit.thing, (hit.said.start, hit.said.end) if hit.said else (None, None)
            rows.append(
                (
                    thing.kind,
                    thing.name,
                    thing.where or None,
                    "".join(hit.words) or None,
                    start,
                    end,
                    thing.iri,
                    "all" if hit.whole else "nearest",
                )
            )
        return Table(("kind", "name", "where", "quote", "start", "end", "iri", "match"), rows)


def search(store: Store, words: str, *, limit: int = 10, kinds: Collection[str] = KINDS, skip: int = 0) -> Found:
    """What ``words`` find: all of them must stand in one name or one passage; brackets, blanks and widths do not matter.

    A document number in any spelling is one word.  Letters alone are also looked for as pinyin or its initials.  ``limit`` is for
    each kind; ``skip`` so many first.
    :raises ValueError: one of them is negative.
    """
    if limit < 0 or skip < 0:
        raise ValueError(f"limit and skip must not be negative, and are {limit} and {skip}")
    try:
        with closing(current(store)) as database:
            return Searcher(store, database).search(words, limit=limit, kinds=kinds, skip=skip)
    except sqlite3.DatabaseError as error:
        with closing(made_anew(store, error)) as database:
            return Searcher(store, database).search(words, limit=limit, kinds=kinds, skip=skip)


# Things in the order in which they are shown: how the name fits, the heaviest, the shortest name, the name, the IRI.
_Order = tuple[int, int, int, str, str]
# A name: the same, with its number in the place of the IRI.
_Spelled = tuple[int, int, int, str, int]


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
        if pinyin.typed(words):
            name_words.spell(self.database)
        hits: list[Hit] = []
        totals: Counter[str] = Counter()
        named = [kind for kind in KINDS if kind in kinds and kind != "text"]
        if named:
            self._match(_names_query(words, [wanted] if number else list(map(runs, readings(words)))))
        for kind in named:
            low, high = numbers_of(kind)
            values: dict[str, str | int] = {"kind": kind, "low": low, "high": high, "first": wanted[0]}
            if total := self._count(values):
                totals[kind] = total
                best = self._named(values, limit + skip, many=total > _MANY)
                hits += (Hit(Thing(kind, iri, name, note)) for (*_, name, iri), note in best[skip:])
        others = [kind for kind in named if kind not in totals]
        hits += self._near(words, others, totals, slice(skip, skip + limit), several=len(wanted) > 1)
        hits.sort(key=lambda hit: KINDS.index(hit.thing.kind))
        if "text" in kinds:
            texts, totals["text"] = self._texts(wanted, limit, skip)
            hits += texts
        return Found(tuple(hits), {kind: totals[kind] for kind in KINDS if totals[kind]})

    def _near(self, words: str, kinds: Sequence[str], totals: Counter[str], part: slice, *, several: bool) -> list[Hit]:
        """What has all the words in its name and around it; where nothing at all is called so, what comes nearest."""
        nothing = not totals
        hits: list[Hit] = []
        for kind in kinds if nothing or several else ():
            found = [near for near in nearest.find(self.database, words, numbers_of(kind)) if near.whole or nothing]
            totals[kind] += len(found)
            hits += [Hit(near.thing, whole=near.whole) for near in found[part]]
        return hits

    def _match(self, names: str) -> None:
        """Keep the numbers of the names that match, of all kinds."""
        self.database.execute(_MATCHED)
        self.database.execute("DELETE FROM temp.matched")
        self.database.execute("INSERT INTO temp.matched SELECT rowid FROM names WHERE names MATCH ?", (names,))

    def _count(self, values: dict[str, str | int]) -> int:
        """How many things have one of the names that match: those with several names are looked up, to count each once."""
        (alone, several) = self.database.execute(
            """SELECT SUM(alone), SUM(things > alone) FROM temp.matched CROSS JOIN spellings USING (id)
               WHERE id BETWEEN :low AND :high""",
            values,
        ).fetchone()
        if not several:
            return alone or 0
        (others,) = self.database.execute(
            """SELECT COUNT(DISTINCT thing) FROM temp.matched CROSS JOIN spellings USING (id)
               CROSS JOIN called ON spelling = id AND NOT called.alone WHERE id BETWEEN :low AND :high AND things > spellings.alone""",
            values,
        ).fetchone()
        return int(alone + others)

    def _named(self, values: dict[str, str | int], wanted: int, *, many: bool) -> list[tuple[_Order, str]]:
        """The first things that are ``wanted``, each once, by its best name, with its note."""
        spelled = 4 * wanted
        while wanted:
            rows = self._spelled(values, spelled, many=many)
            best = self._best(rows, wanted)
            # The best names may all be of a few things; what has none of these names comes after whoever is best by the last of them.
            if len(rows) < spelled or (len(best) >= wanted and best[wanted - 1][0][:4] <= rows[-1][:4]):
                return best[:wanted]
            spelled *= 4
        return []

    def _spelled(self, values: dict[str, str | int], wanted: int, *, many: bool) -> list[_Spelled]:
        """The best names of a kind that match: those that begin with the first word, the word itself before them, then the others."""
        beginning = self.database.execute(
            f"""SELECT folded > :first AS fit, {_NAMED} FROM spellings INDEXED BY spellings_beginning
                WHERE kind = :kind AND {_BEGINS} AND things > 0 AND id IN (SELECT id FROM temp.matched)
                ORDER BY fit, weight, length, name LIMIT :wanted""",
            {**values, "wanted": wanted},
        ).fetchall()
        among, chosen = (
            ("spellings INDEXED BY spellings_best", "kind = :kind AND id IN (SELECT id FROM temp.matched)")
            if many
            else ("temp.matched CROSS JOIN spellings USING (id)", "id BETWEEN :low AND :high")
        )
        others = self.database.execute(
            f"""SELECT 2 AS fit, {_NAMED} FROM {among} WHERE {chosen} AND things > 0 AND NOT ({_BEGINS})
                ORDER BY heaviest DESC, length(name), name LIMIT :wanted""",
            {**values, "wanted": wanted - len(beginning)},
        ).fetchall()
        return beginning + others

    def _best(self, rows: list[_Spelled], wanted: int) -> list[tuple[_Order, str]]:
        """The first things of those that have these names, with their notes; names are read until the rest can only be worse."""
        place: dict[str, tuple[_Order, str]] = {}
        order: list[tuple[_Order, str]] = []
        for fit, weight, length, name, spelling in rows:
            if len(order) >= wanted and order[wanted - 1][0] < (fit, weight, length, name, ""):
                break
            for iri, own, note in self.database.execute(
                """SELECT iri, -weight AS own, note FROM called JOIN things ON id = thing
                   WHERE spelling = ? ORDER BY own, iri LIMIT ?""",
                (spelling, wanted),
            ):
                entry = ((fit, own, length, name, iri), note)
                if iri not in place or entry < place[iri]:
                    if iri in place:
                        order.remove(place[iri])
                    place[iri] = entry
                    insort(order, entry)
        return order

    def _texts(self, wanted: tuple[str, ...], limit: int, skip: int) -> tuple[list[Hit], int]:
        """The places in texts, and how many there are in all; a long phrase takes its time, so few places are not counted again."""
        query = " ".join(map(phrase, wanted))
        rows = self.database.execute(
            """SELECT document, project, heading, start, "end" FROM texts JOIN passages ON passages.id = texts.rowid
               WHERE texts MATCH ? ORDER BY texts.rowid LIMIT ? OFFSET ?""",
            (query, limit, skip),
        ).fetchall()
        total = skip + len(rows)
        if len(rows) == limit or (skip and not rows):
            # Where nothing was ever deleted no row need be looked up: a quarter of the time.
            there = "JOIN passages ON passages.id = texts.rowid" if has_forgotten(self.database) else ""
            (total,) = self.database.execute(
                f"SELECT COUNT(*) FROM texts {there} WHERE texts MATCH ?", (query,)
            ).fetchone()
        return [self._hit(wanted, *row) for row in rows], total

    def _hit(self, wanted: tuple[str, ...], document: str, project: str, heading: str, start: int, end: int) -> Hit:
        text = next((text for _, _, text in self.store.statements(document, PK + "text", None, document)), "")
        folded, origin = places(text[start:end])
        at = folded.find(wanted[0])
        first, last = (origin[at], origin[at + len(wanted[0]) - 1] + 1) if at >= 0 else (0, 0)
        file = catalogue.file_name(self.store, document) or document
        name = (self._name(project) if project else "") or facts.name(self.store.select, document)
        where = " · ".join(part for part in (file if file != name else "", heading) if part)
        said = Quote(document, name, start + first, start + last, text, file=file)
        return Hit(Thing("text", project or document, name, where), said, start, end)

    def _name(self, project: str) -> str:
        row: Any = self.database.execute(
            """SELECT name FROM things JOIN called ON thing = things.id JOIN spellings ON spellings.id = spelling
               WHERE document = ? AND iri = ?""",
            (identifiers.home(project), project),
        ).fetchone()
        return row[0] if row else ""


def _names_query(words: str, wanted: Sequence[tuple[str, ...]]) -> str:
    """The names that have all the words of one reading; letters are looked for as pinyin, one syllable after the other or word by word."""
    in_names = "grams : (" + " OR ".join("(" + " AND ".join(map(phrase, some)) + ")" for some in wanted if some) + ")"
    if not pinyin.typed(words):
        return in_names
    spelled = in_latin(words)
    if wanted[0] == (fold(words),) and len(spelled) == 1:
        # One phrase in two columns is found in half the time of two phrases.
        return f"{{grams pinyin}} : {phrase(wanted[0][0])}"
    latin = [" AND ".join(map(phrase, runs(reading))) for reading in spelled]
    return f"{in_names} OR pinyin : ({phrase(fold(words))} OR ({') OR ('.join(latin)}))"


def _line(text: str) -> str:
    """Words around a place, on one line."""
    return " ".join(text.split())
