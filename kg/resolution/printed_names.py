"""The names that a store's pages print, who prints each, and what each means: one SQLite file in its folder (``names.sqlite``).

It is made from the store and may be deleted at any time; it knows which state of the store it was made from.  After a change it tells
which names can be matched otherwise than before, so that no others are read: what a name means depends on those alone to which a chain
of shared keys leads: numbers, titles, what titles are about, and the titles that a title acts on.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

from kg.resolution import policy_names, relations, rules, spelling
from kg.resolution.derived import GUESSES
from kg.resolution.judgements import Judgement
from kg.resolution.matching import Matching
from kg.resolution.mentions import Cited
from kg.resolution.policy_names import Witness
from kg.resolution.spelling import Name
from kg.stores import layout
from kg.stores.store import Store
from loaders.citations import titles

# Raise it when the tables or the keys change: older files are then made anew.
_VERSION = "2"
_WAIT = 30.0
_LAST: Final = "\U0010ffff"
#   names   ``rule`` is blank for what needs no saying; ``core`` and ``stem`` as in :class:`Name`, ``turned`` is the core from its end;
#           ``cut`` tells that the title breaks off
#   keys    what a name shares with others that it may be matched with
#   likes   cores that may be typing errors or beginnings of each other, both ways
#   places  how often a document prints a name, in all and as a register's row or as its own; the issuers beside it, and the
#           first place by its IRI
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE names (
  id INTEGER PRIMARY KEY, printed TEXT UNIQUE, iri TEXT, rule TEXT, core TEXT, turned TEXT, stem TEXT, cut INTEGER);
CREATE INDEX names_iri ON names (iri);
CREATE INDEX names_core ON names (core);
CREATE INDEX names_turned ON names (turned);
CREATE INDEX names_stem ON names (stem, cut);
CREATE TABLE keys (key TEXT, name INTEGER, PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE INDEX keys_name ON keys (name, key);
CREATE TABLE likes (core TEXT, other TEXT, PRIMARY KEY (core, other)) WITHOUT ROWID;
CREATE TABLE places (
  name INTEGER, document TEXT, area TEXT, times INTEGER, own INTEGER, issuers TEXT, first TEXT, PRIMARY KEY (name, document)) WITHOUT ROWID;
CREATE INDEX places_document ON places (document);
CREATE INDEX places_issuers ON places (name, issuers) WHERE issuers != '';
"""
# A store in memory has no folder: its tables live as long as it does.
_IN_MEMORY: WeakKeyDictionary[Store, sqlite3.Connection] = WeakKeyDictionary()


class PrintedNames:
    """The tables of one store, open for one change of it: what is not kept by :meth:`keep` is as if it had not been."""

    def __init__(self, store: Store) -> None:
        self._file = store.companion(layout.NAMES)
        self._failed = False
        self._learned: tuple[Matching, Iterable[Name]] = Matching(), ()
        try:
            self._database = _opened(store, self._file)
        except sqlite3.DatabaseError:
            with suppress(OSError):
                self._file.unlink() if self._file else None
            self._database = sqlite3.connect(":memory:", isolation_level=None)

    def close(self) -> None:
        """Let go of the tables; what was not kept is forgotten."""
        self.forget()
        if self._file is not None:
            self._database.close()

    def forget(self) -> None:
        """Undo what was done since it was last kept."""
        with suppress(sqlite3.Error):
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")

    def are_of(self, state: str) -> bool:
        """Whether they were made from that state of the store, by these rules."""
        try:
            said = dict(self._rows("SELECT key, value FROM meta"))
        except sqlite3.DatabaseError:
            return False
        return said == _mark(state)

    def keep(self, state: str) -> None:
        """Make what was done last, as of that state; where that cannot be done, the next change makes them anew."""
        if self._failed:
            return
        with suppress(sqlite3.Error):
            self._begin()
            self._learn(*self._learned)
            self._database.execute("DELETE FROM meta")
            self._database.executemany("INSERT INTO meta VALUES (?, ?)", _mark(state).items())
            self._database.execute("COMMIT")

    # -- writing

    def make(self, places: Mapping[Name, Sequence[Cited]], matching: Matching) -> None:
        """All of it anew, from the places that print each name."""
        self.forget()
        try:
            self._make(places, matching)
        except sqlite3.Error:
            self.forget()
            self._failed = True

    def _make(self, places: Mapping[Name, Sequence[Cited]], matching: Matching) -> None:
        for name in ("meta", "names", "keys", "likes", "places"):
            self._database.execute(f"DROP TABLE IF EXISTS {name}")
        for statement in _TABLES.split(";\n"):
            if statement.strip():
                self._database.execute(statement)
        self._begin()
        numbers = {name: self._add(name) for name in sorted(places)}
        self._note([(numbers[name], one) for name, held in places.items() for one in held])
        self.learn(matching, ())
        for core in {name.core for name in places} - {""}:
            self._liken(core)

    def change(self, before: Iterable[Cited], after: Iterable[Cited]) -> set[Name]:
        """Put the places of changed documents in the place of those that they had; gives the names that nobody prints any more."""
        old, new = list(before), list(after)
        if old or new:
            self._begin()
        for document in {one.document for one in old}:
            self._database.execute("DELETE FROM places WHERE document = ?", (document,))
        for name in sorted({one.name for one in new if one.name is not None}):
            if not any(self._rows("SELECT 1 FROM names WHERE printed = ?", name.printed)):
                self._add(name)
                if name.core:
                    self._liken(name.core)
        self._note([(self._number(one.name), one) for one in new if one.name is not None])
        named = {one.name for one in old if one.name is not None}
        return {name for name in named if not self.documents(name)}

    def learn(self, matching: Matching, gone: Iterable[Name]) -> None:
        """Have :meth:`keep` note what names mean, and forget those that are gone."""
        self._learned = matching, gone

    def _learn(self, matching: Matching, gone: Iterable[Name]) -> None:
        said = [(iri, unusual(rule), name.printed) for name, (iri, rule) in matching.meant.items()]
        self._database.executemany("UPDATE names SET iri = ?, rule = ? WHERE printed = ?", said)
        for name in gone:
            number = (self._number(name),)
            self._database.execute("DELETE FROM names WHERE id = ?", number)
            self._database.execute("DELETE FROM keys WHERE name = ?", number)
            if name.core and not any(self._rows("SELECT 1 FROM names WHERE core = ?", name.core)):
                self._database.execute("DELETE FROM likes WHERE core = ?1 OR other = ?1", (name.core,))

    def _begin(self) -> None:
        if not self._database.in_transaction:
            self._database.execute("BEGIN")

    def _add(self, name: Name) -> int:
        row = (name.printed, name.core, name.core[::-1], name.stem, bool(name.title) and spelling.breaks_off(name))
        inserted = "INSERT INTO names (printed, core, turned, stem, cut) VALUES (?, ?, ?, ?, ?)"
        number = self._database.execute(inserted, row).lastrowid
        assert number is not None
        self._database.executemany("INSERT INTO keys VALUES (?, ?)", [(key, number) for key in _keys(name)])
        return number

    def _number(self, name: Name) -> int:
        return int(next(self._rows("SELECT id FROM names WHERE printed = ?", name.printed))[0])

    def _note(self, numbered: Iterable[tuple[int, Cited]]) -> None:
        held: defaultdict[tuple[int, str], list[Cited]] = defaultdict(list)
        for number, cited in numbered:
            held[number, cited.document].append(cited)
        rows = [
            (
                *key,
                some[0].area or some[0].near,
                len(some),
                sum(one.kind != "citation" for one in some),
                "\n".join(sorted({issuer for one in some for issuer in one.issuers})),
                min(one.citation for one in some),
            )
            for key, some in sorted(held.items())
        ]
        self._database.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def _liken(self, core: str) -> None:
        """Note the cores that may be typing errors of this one, or its beginnings."""
        others = {
            other for other in self._near(core) if spelling.mistyped(core, other) or spelling.mistyped(other, core)
        }
        for stem, cut in set(self._rows("SELECT stem, cut FROM names WHERE core = ?", core)):
            if cut:
                range_ = "SELECT DISTINCT core FROM names WHERE stem > ? AND stem < ?"
                others |= {other for (other,) in self._rows(range_, stem, stem + _LAST)}
            for end in range(spelling.TRUNCATED_FROM, len(stem)):
                others |= {
                    other for (other,) in self._rows("SELECT core FROM names WHERE stem = ? AND cut", stem[:end])
                }
        pairs = [pair for other in others - {core} for pair in ((core, other), (other, core))]
        self._database.executemany("INSERT OR IGNORE INTO likes VALUES (?, ?)", pairs)

    def _near(self, core: str) -> Iterator[str]:
        """The cores that begin or end as this one does, and are about as long: one with a character wrong is among them."""
        if len(core) < spelling.MISTYPED_FROM - 1:
            return
        half = len(core) // 2
        lengths = len(core) - 1, len(core) + 1
        for column, part in (("core", core[:half]), ("turned", core[half:][::-1])):
            near = f"SELECT DISTINCT core FROM names WHERE {column} >= ? AND {column} < ? AND length({column}) BETWEEN ? AND ?"
            yield from (other for (other,) in self._rows(near, part, part + _LAST, *lengths))

    # -- asking

    def _rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        return self._database.execute(query, values)

    def related(self, names: Iterable[Name], judged: Sequence[Judgement]) -> dict[Name, tuple[str, str]]:
        """Whatever names the meaning of these may hang together with, themselves included; each with its policy and rule of before.

        Of a name that is new both are blank.
        """
        brought = _brought_together(judged)
        waiting = [self._number(name) for name in names]
        found, keys = set(waiting), set[str]()
        while waiting:
            unseen = [
                key for (key,) in self._rows("SELECT key FROM keys WHERE name = ?", waiting.pop()) if key not in keys
            ]
            while unseen:
                key = unseen.pop()
                if key in keys:
                    continue
                keys.add(key)
                unseen += brought.get(key, ())
                if key.startswith(relations.ABOUT):
                    core = key.removeprefix(relations.ABOUT)
                    unseen += [
                        relations.ABOUT + other
                        for (other,) in self._rows("SELECT other FROM likes WHERE core = ?", core)
                    ]
                new = {int(number) for (number,) in self._rows("SELECT name FROM keys WHERE key = ?", key)} - found
                found |= new
                waiting += new
        rows = (next(self._rows("SELECT printed, iri, rule FROM names WHERE id = ?", number)) for number in found)
        return {policy_names.parse(printed)[0]: (iri or "", rule or "") for printed, iri, rule in rows}

    def judged(self, made: Iterable[Judgement]) -> set[Name]:
        """The names that people judged."""
        asked = "SELECT printed FROM keys JOIN names ON id = name WHERE key = ?"
        return _parsed(row for key in _brought_together(made) for row in self._rows(asked, key))

    def of(self, policies: Iterable[str]) -> set[Name]:
        """The names that meant these policies before the change."""
        return _parsed(row for iri in policies for row in self._rows("SELECT printed FROM names WHERE iri = ?", iri))

    def is_named(self, iri: str) -> bool:
        """Whether a name meant that policy before the change."""
        return any(self._rows("SELECT 1 FROM names WHERE iri = ?", iri))

    def documents(self, name: Name) -> list[str]:
        """The 16 digits of each document that prints a name."""
        return [document for (document,) in self._rows(f"SELECT document {_OF_NAME}", name.printed)]

    def witness(self, name: Name) -> Witness:
        """The documents that print a name, and whether a register or the document itself does."""
        rows = list(self._rows(f"SELECT document, own {_OF_NAME}", name.printed))
        return Witness(frozenset(document for document, _ in rows), any(own for _, own in rows))

    def first(self, names: Iterable[Name]) -> str:
        """The first place by its IRI that prints one of these names."""
        return min(str(next(self._rows(f"SELECT MIN(first) {_OF_NAME}", name.printed))[0]) for name in names)

    def issuers(self, names: Iterable[Name]) -> set[str]:
        """The bodies that stand beside these names."""
        beside = f"SELECT DISTINCT issuers {_OF_NAME} AND issuers != ''"
        return {one for name in names for (some,) in self._rows(beside, name.printed) for one in some.split("\n")}

    def areas(self, names: Iterable[Name]) -> set[str]:
        """The areas of the documents that print one of these names."""
        asked = f"SELECT DISTINCT area {_OF_NAME}"
        return {area for name in names for (area,) in self._rows(asked, name.printed)} - {""}

    def titles(self, names: Iterable[Name], repeating: frozenset[str]) -> Counter[str]:
        """How many documents print each title of these names, but for those of the digits ``repeating``."""
        of_title: defaultdict[str, list[str]] = defaultdict(list)
        for name in names:
            of_title[name.title].append(name.printed)
        found = Counter[str]()
        for title in of_title.keys() - {""}:
            printed = of_title[title]
            which = (
                f"FROM places WHERE name IN (SELECT id FROM names WHERE printed IN ({','.join('?' * len(printed))}))"
            )
            if repeating:
                found[title] = len({one for (one,) in self._rows(f"SELECT document {which}", *printed)} - repeating)
            else:
                ((found[title],),) = self._rows(f"SELECT COUNT(DISTINCT document) {which}", *printed)
        return found


def unusual(rule: str) -> str:
    """The rule where it needs saying, because it is a guess or a person's judgement; else blank."""
    return rule if rule in GUESSES else ""


_OF_NAME = "FROM places WHERE name = (SELECT id FROM names WHERE printed = ?)"


def _opened(store: Store, file: Path | None) -> sqlite3.Connection:
    database = _IN_MEMORY.get(store) if file is None else None
    if database is None:
        database = sqlite3.connect(file or ":memory:", timeout=_WAIT, isolation_level=None, check_same_thread=False)
        database.execute("PRAGMA cache_size = -32768")
        if file is None:
            _IN_MEMORY[store] = database
    return database


def _parsed(rows: Iterable[tuple[str]]) -> set[Name]:
    return {policy_names.parse(printed)[0] for (printed,) in rows}


def _mark(state: str) -> dict[str, str]:
    return {"version": _VERSION, "rules": rules.RULES, "state": state}


def _keys(name: Name) -> set[str]:
    """What a name shares with all names with which it may be matched, or related by what titles say."""
    found = set[str]()
    if name.number:
        found |= {relations.NUMBERED + key for key in (policy_names.number_key(name), policy_names.key(name.number))}
    if name.title:
        found |= {relations.ABOUT + core for core in (name.core, *name.parts, *relations.quoted(name.title))}
        found |= {relations.TITLED + title for title in (titles.normal(name.title), spelling.fold(name.title))}
        found |= relations.keys(name.title)
    return found


def _brought_together(judged: Iterable[Judgement]) -> dict[str, set[str]]:
    """The keys of names that people judged, each with those that a judgement sets beside it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in judged:
        keys = {relations.NUMBERED + end.number for end in one.ends if end.number}
        keys |= {relations.TITLED + end.title for end in one.ends if end.title}
        for key in keys:
            found[key] |= keys - {key}
    return found
