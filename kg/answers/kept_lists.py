"""The lists of a store and what narrows them, as their queries answer them: kept beside it (``lists.sqlite``), made from it alone.

It may be deleted at any time.  It knows which state of the store it was made from: who changes the store brings it up to date, and what is
of another state is never shown.  Of most lists each row is said by one document, regulation or body: then only the rows of what changed are
asked again, by the same query, of a store that holds nothing else.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing, suppress
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib.namespace import PROV, RDF

import queries
from kg.answers.ask import select
from kg.resolution import incremental, repeated_files
from kg.stores import catalogue, layout
from kg.stores.catalogue import StoreChange
from kg.stores.local import LocalStore
from kg.stores.store import Store
from kg.tables.table import Table, Value
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import PK

# Raise it when the tables change: older files are then made anew.
_VERSION = "1"
_WAIT = 30.0
_UNITS, _UNITS_OF_PROJECTS = "units", "facets/project-units"
#: The lists of which each row is said by one document, regulation or body, and by the names of those that it points to.
BY_THING = (
    "documents", "projects", "policies", _UNITS, _UNITS_OF_PROJECTS, "facets/project-areas", "facets/project-levels",
    "facets/document-areas", "facets/document-days", "facets/policy-areas", "facets/policy-issuers", "facets/policy-levels",
    "facets/policy-status", "facets/policy-years", "facets/unit-areas",
)  # fmt: skip
#: Lists that are asked again after every change, which takes next to no time.
SOON = ("facets/areas",)
#: Lists that are kept when somebody has asked for them.
ASKED = ("areas", "facets/project-bases")
#   lists  a query by its whole text, and the names of its columns
#   rows   its rows as packed JSON, by what says them; blank where several things do together
_TABLES = """
DROP TABLE IF EXISTS meta;
DROP TABLE IF EXISTS lists;
DROP TABLE IF EXISTS rows;
CREATE TABLE meta (version TEXT, state TEXT);
CREATE TABLE lists (number INTEGER PRIMARY KEY, query TEXT UNIQUE, columns TEXT);
CREATE TABLE rows (list INTEGER, said_by TEXT, held BLOB, PRIMARY KEY (list, said_by)) WITHOUT ROWID;
"""
_DOCUMENT, _UNIT = f"{ID}document/", f"{ID}organisation/"
_IN_DOCUMENT, _SHARED = (_DOCUMENT, f"{ID}project/"), (_UNIT, f"{ID}area/")
_ORDER = re.compile(r"\bORDER BY ([^{}]*)\Z")
_COLUMN = re.compile(r"(DESC\()?\?(\w+)")
_PREFIX, _NAME = re.compile(r"^PREFIX (\w+): <([^>]*)>", re.M), re.compile(r"\b(\w+):(\w+)")
_CARRIED_BY, _SOURCE = ox.NamedNode(str(PK.implementedBy)), ox.NamedNode(str(PROV.hadPrimarySource))
# What reading a file that is damaged or none of ours ends with.
_BROKEN = (sqlite3.Error, zlib.error, ValueError, TypeError)
_Rows = Sequence[tuple[Value, ...]]


@cache
def whole(name: str) -> str:
    """The query of that name that asks for all rows: a list, or one below ``facets/``."""
    if "/" in name:
        return queries.text(name)
    query = queries.load(name)
    return queries.bind(query.sparql, query.whole)


def find(store: Store, sparql: str) -> Table | None:
    """The answer of a query, where it is kept of the store as it is now."""
    path = _file(store)
    if path is None or not path.is_file():
        return None
    with suppress(*_BROKEN), closing(_connected(path)) as database:
        database.execute("BEGIN")
        return _read(database, sparql) if _mark(database) == catalogue.state(store) else None
    return None


def keep(store: Store, sparql: str, answer: Table) -> None:
    """Keep what the store as it is now answers to one of these queries; where that cannot be done, it is asked again."""
    path = _file(store)
    if path is None or sparql not in map(whole, (*BY_THING, *SOON, *ASKED)):
        return

    def kept(database: sqlite3.Connection) -> None:
        if _mark(database) != catalogue.state(store):
            _begin_anew(database)
        _put(database, sparql, answer)
        _set_mark(database, store)

    _write(path, kept)


def renew(store: Store, step: StoreChange | None = None) -> None:
    """Bring what is kept up to date, so that who looks first need not wait; where that cannot be done, it is asked again.

    ``step`` says what changed since a state: of what was kept then only that is asked, and nothing else.
    """
    path = _file(store)
    if path is None:
        return
    few = step if step is not None and not incremental.many(store, len(step.documents)) else None
    if few is not None and not path.is_file():
        return

    def renewed(database: sqlite3.Connection) -> None:
        mark = _mark(database)
        if mark == catalogue.state(store) or (few is not None and mark != few.since):
            return
        if few is not None:
            _change(database, store, few)
        else:
            _begin_anew(database)
        for name in SOON if few is not None else (*BY_THING, *SOON):
            # Their order is made where they are read.
            _put(database, whole(name), select(store, _ORDER.sub("", whole(name))))
        _set_mark(database, store)

    _write(path, renewed)


def _change(database: sqlite3.Connection, store: Store, step: StoreChange) -> None:
    """Ask again what changed, and forget the lists of which that is not known."""
    known = {whole(name): name for name in BY_THING}
    numbers = dict(database.execute("SELECT query, number FROM lists"))
    kept = {known[query] for query in numbers if query in known}
    units = {str(row["iri"]): row["unit"] for row in _read(database, whole(_UNITS)) or ()}
    touched = set(step.documents | step.things)
    # The units of what a document said before.
    named = {row[1] for row in _rows(database, numbers.get(whole(_UNITS_OF_PROJECTS)), step.documents)}
    touched |= {iri for iri, name in units.items() if name in named}
    said = _said(store, touched)
    touched |= {quad.object.value for quad in said.quads(None, _CARRIED_BY)}  # type: ignore[union-attr]
    answers = {name: _grouped(whole(name), select(said, whole(name))) for name in kept}
    if any(units.get(str(row[-1]), row[0]) != row[0] for rows in answers.get(_UNITS, {}).values() for row in rows):
        kept = set()  # a body has another name, which the rows of others tell too
    elif not kept.issuperset((_UNITS, _UNITS_OF_PROJECTS)):
        kept.discard(_UNITS)
    for query, number in numbers.items():
        if known.get(query) not in kept:
            database.execute("DELETE FROM lists WHERE number = ?", (number,))
            database.execute("DELETE FROM rows WHERE list = ?", (number,))
            continue
        database.executemany("DELETE FROM rows WHERE list = ? AND said_by = ?", [(number, one) for one in touched])
        _hold(database, number, {by: rows for by, rows in answers[known[query]].items() if by in touched})


@cache
def _properties() -> frozenset[str]:
    """What the lists' queries ask of a document: of all that it says a quarter."""
    found = {str(RDF.type)}
    for text in map(whole, BY_THING):
        spaces = dict(_PREFIX.findall(text))
        found |= {spaces[prefix] + name for prefix, name in _NAME.findall(text) if prefix in spaces}
    return frozenset(found)


def _said(store: Store, things: Collection[str]) -> Store:
    """A store with all that the rows of these documents, regulations and bodies are made of."""
    found: set[ox.Quad] = set()
    for document in (one for one in things if one.startswith(_DOCUMENT)):
        found.update(store.stating(_properties(), document))
        for graph in (catalogue.DERIVED, catalogue.GRAPH):
            found.update(store.quads(ox.NamedNode(document), None, None, graph))
        found.update(store.quads(ox.NamedNode(identifiers.summary(document))))
    units = {quad.object for quad in found if quad.predicate == _CARRIED_BY}
    units |= {ox.NamedNode(one) for one in things if one.startswith(_UNIT)}
    carried = {quad for unit in units for quad in store.quads(None, _CARRIED_BY, unit)}
    again = repeated_files.of(store, None)
    repeating = {quad.subject.value for quad in again}  # type: ignore[union-attr]
    for quad in carried if repeating else ():
        if identifiers.home(quad.subject.value) in repeating:  # type: ignore[union-attr]
            found.update(store.quads(quad.subject, _SOURCE))  # type: ignore[arg-type]
    found |= carried | again
    waiting = {*things, *(unit.value for unit in units), *_shared(found)}  # type: ignore[union-attr]
    seen: set[str] = set()
    while waiting - seen:
        seen.add(thing := (waiting - seen).pop())
        told = set(store.quads(ox.NamedNode(thing), None, None, catalogue.DERIVED))
        found |= told
        waiting |= _shared(told)
    small = ox.Store()
    small.bulk_extend(found)
    return LocalStore(small)


def _shared(quads: Collection[ox.Quad]) -> set[str]:
    """The bodies and areas that these statements point to."""
    return {value for quad in quads if (value := getattr(quad.object, "value", "")).startswith(_SHARED)}


# -- the file


def _file(store: Store) -> Path | None:
    """None for a store in memory, for one at an address, which others change too, and while what is derived is out of date."""
    return None if store.state or catalogue.is_stale(store) else store.companion(layout.LISTS)


def _write(path: Path, change: Callable[[sqlite3.Connection], None]) -> None:
    """Change the file, all or nothing; one that is none of ours is made anew, one that cannot be written stays as it is."""
    for _ in range(2):
        try:
            with closing(_connected(path)) as database:
                database.execute("BEGIN IMMEDIATE")
                change(database)
                database.execute("COMMIT")
            return
        except _BROKEN as error:
            if isinstance(error, sqlite3.OperationalError) and "no such" not in str(error):
                return
            with suppress(OSError):
                path.unlink()


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_WAIT, isolation_level=None)


def _begin_anew(database: sqlite3.Connection) -> None:
    for statement in filter(str.strip, _TABLES.split(";\n")):
        database.execute(statement)


def _mark(database: sqlite3.Connection) -> str | None:
    """The state that it was made from; none where another version made it, whose tables may mean something else."""
    with suppress(sqlite3.OperationalError):
        return next(
            (
                str(state)
                for version, state in database.execute("SELECT version, state FROM meta")
                if version == _VERSION
            ),
            None,
        )
    return None


def _set_mark(database: sqlite3.Connection, store: Store) -> None:
    database.execute("DELETE FROM meta")
    database.execute("INSERT INTO meta VALUES (?, ?)", (_VERSION, catalogue.state(store)))


def _read(database: sqlite3.Connection, sparql: str) -> Table | None:
    found = database.execute("SELECT number, columns FROM lists WHERE query = ?", (sparql,)).fetchone()
    if found is None:
        return None
    columns, rows = tuple(json.loads(found[1])), _rows(database, found[0])
    order = _ORDER.search(sparql)
    for down, column in reversed(_COLUMN.findall(order[1]) if order else ()):
        at = columns.index(column)
        # As the engine has it: what is not bound is less than all that is.
        rows.sort(key=lambda row: (row[at] is not None, row[at]), reverse=bool(down))
    return Table(columns, rows)


def _rows(
    database: sqlite3.Connection, number: int | None, said_by: Collection[str] | None = None
) -> list[tuple[Any, ...]]:
    """The rows of a list, or those that these things say."""
    asked = "SELECT held FROM rows WHERE list = ?"
    if said_by is None:
        held = list(database.execute(f"{asked} ORDER BY said_by", (number,)))
    else:
        held = [one for by in said_by for one in database.execute(f"{asked} AND said_by = ?", (number, by))]
    # A decimal stands as a list of its digits: JSON has no other numbers than those of floating point.
    return [
        tuple(Decimal(value[0]) if value.__class__ is list else value for value in row)
        for (packed,) in held
        for row in json.loads(zlib.decompress(packed))
    ]


def _put(database: sqlite3.Connection, sparql: str, answer: Table) -> None:
    """The whole answer of a query in the place of that which was kept."""
    database.execute("INSERT OR IGNORE INTO lists (query) VALUES (?)", (sparql,))
    database.execute("UPDATE lists SET columns = ? WHERE query = ?", (json.dumps(answer.columns), sparql))
    ((number,),) = database.execute("SELECT number FROM lists WHERE query = ?", (sparql,))
    database.execute("DELETE FROM rows WHERE list = ?", (number,))
    _hold(database, number, _grouped(sparql, answer))


def _hold(database: sqlite3.Connection, number: int, rows: Mapping[str, _Rows]) -> None:
    for by, some in rows.items():
        text = json.dumps(some, ensure_ascii=False, default=lambda one: [str(one)])
        database.execute("INSERT INTO rows VALUES (?, ?, ?)", (number, by, zlib.compress(text.encode(), 1)))


def _grouped(sparql: str, answer: Table) -> dict[str, _Rows]:
    """The rows by what says them."""
    if sparql not in map(whole, BY_THING):
        return {"": answer.rows}
    found: defaultdict[str, list[tuple[Value, ...]]] = defaultdict(list)
    at = answer.columns.index("iri")
    for row in answer.rows:
        iri = str(row[at])
        found[identifiers.home(iri) if iri.startswith(_IN_DOCUMENT) else iri].append(row)
    return dict(found)
