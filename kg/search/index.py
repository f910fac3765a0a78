"""The search index of a store: one SQLite file in its folder (``search.sqlite``), made from the store and only from it.

It may be deleted at any time.  It knows which state of the catalogue it was made from, so a search in a store that has changed since
first brings the index up to date: documents that came or went, and the names of what is derived.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from itertools import groupby
from pathlib import Path

from kg.answers.facts import Thing
from kg.search import contents, name_words
from kg.search.contents import Passage
from kg.search.grams import fold, grams
from kg.stores import catalogue, layout
from kg.stores.catalogue import StoreChange
from kg.stores.store import Store

# Raise it when the tables or the folding change: older files are then made anew.
_VERSION = "8"
# With a larger share of rows that belong to nothing any more, the file is made anew: contentless tables cannot forget.
_WASTE = 0.3
_WAIT = 30.0
_FORGOTTEN = "forgotten"
# FTS5 gathers so many bytes of new words before it writes them: its own 1 MB makes many small pieces, which it merges again and again.
_GATHERED = 32 << 20
# The numbers of spellings lie in a range for each kind, so that the names of a kind are known without looking up a row.
_RANGE = 1 << 32
# A name stands once for each kind, however many things have it: of a hundred thousand projects many are called alike.
#   spellings  ``things`` have that name, ``alone`` of them have no other; ``heaviest`` is the greatest of their weights
#   contexts   what stands around things and may be asked for with their names: unit, area, year
#   unspelled  names whose pinyin is not in the index yet
#   implementing  the units of the projects of a document, whose weight it changes by coming and going
#   called     which thing has which name; ``alone`` is 1 where it has no other
# AUTOINCREMENT: the number of a row that was deleted is never given again, for its words stay in the contentless tables.
# The prefixes are the single characters, for which else all pairs that begin with them would be read.
_NAMES = (
    "meta", "documents", "spellings", "unspelled", "contexts", "things", "implementing", "called", "passages", "names", "texts",
)  # fmt: skip
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (iri TEXT PRIMARY KEY, version TEXT);
CREATE TABLE spellings (
  id INTEGER PRIMARY KEY, kind TEXT, name TEXT, folded TEXT, things INTEGER, alone INTEGER, heaviest INTEGER, UNIQUE (kind, name));
CREATE INDEX spellings_beginning ON spellings (kind, folded);
CREATE INDEX spellings_best ON spellings (kind, heaviest DESC, length(name), name);
CREATE TABLE unspelled (spelling INTEGER PRIMARY KEY);
CREATE TABLE contexts (id INTEGER PRIMARY KEY, words TEXT UNIQUE);
CREATE TABLE things (id INTEGER PRIMARY KEY, iri TEXT, weight INTEGER, document TEXT, context INTEGER);
CREATE INDEX things_document ON things (document);
CREATE INDEX things_derived ON things (iri) WHERE document = '';
CREATE TABLE implementing (document TEXT, unit TEXT, PRIMARY KEY (document, unit)) WITHOUT ROWID;
CREATE TABLE called (thing INTEGER, spelling INTEGER, note TEXT, alone INTEGER, PRIMARY KEY (thing, spelling)) WITHOUT ROWID;
CREATE INDEX called_spelling ON called (spelling, alone, thing);
CREATE TABLE passages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT, project TEXT, heading TEXT, start INTEGER, "end" INTEGER);
CREATE INDEX passages_document ON passages (document);
CREATE VIRTUAL TABLE names USING fts5 (grams, pinyin, content='', columnsize=0, tokenize='ascii', prefix='1');
CREATE VIRTUAL TABLE texts USING fts5 (grams, content='', columnsize=0, tokenize='ascii', prefix='1');
"""
# The number of the last passage that there ever was, also where it was deleted.
_LAST_PASSAGE = "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'passages'"


def file(store: Store) -> Path | None:
    """The index file of a store; None for a store in memory."""
    return store.companion(layout.INDEX)


def fingerprint(store: Store) -> str:
    """The state of a store that an index is made from: its files, their versions, and the judgements that it heeds."""
    return store.state or _of_state(catalogue.state(store))


def _of_state(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def current(store: Store) -> sqlite3.Connection:
    """A connection to the index of ``store``, brought up to date; close it after use.

    A file that is no index or is damaged is made anew.  Where none can be written, the index is made in memory.
    """
    path = file(store)
    if path is None:
        return _fresh(":memory:", store)
    try:
        return _repaired(path, store)
    except sqlite3.DatabaseError:
        return _fresh(":memory:", store)


def made_anew(store: Store, error: sqlite3.DatabaseError) -> sqlite3.Connection:
    """As :func:`current`, after a search met damage that opening the file did not show.

    :raises sqlite3.DatabaseError: the error itself, where it tells of no damage.
    """
    path = file(store)
    if path is None or (isinstance(error, sqlite3.OperationalError) and not _damaged(error)):
        raise error
    with suppress(OSError):
        path.unlink()
    return current(store)


def numbers_of(kind: str) -> tuple[int, int]:
    """The least and the greatest number that the name of a thing of a kind can have."""
    low = contents.KINDS.index(kind) * _RANGE
    return low, low + _RANGE - 1


def refresh(store: Store, step: StoreChange | None = None) -> str | None:
    """Bring the index of a store up to date, so that the next search need not; where its file cannot be written, the reason.

    ``step`` says what changed since a state: an index of that state is renewed in that alone.
    """
    path = file(store)
    if path is None:
        return None
    try:
        _repaired(path, store, step).close()
    except sqlite3.DatabaseError as error:
        return str(error)
    return None


def problems(store: Store) -> list[str]:
    """What is wrong with the index of a store, a sentence each; an index that is missing or behind is no problem."""
    path = file(store)
    if path is None or not path.exists():
        return []
    try:
        with closing(sqlite3.connect(path, timeout=_WAIT)) as database:
            if _mark(database) != fingerprint(store):
                return []
            found = []
            if database.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                found.append(f"{path.name} is damaged: delete it, the next search makes it anew.")
            held = set(database.execute("SELECT iri, version FROM documents"))
            if held != _documents(store):
                found.append(
                    f"{path.name} knows other documents than the store: delete it, the next search makes it anew."
                )
            return found
    except sqlite3.DatabaseError:
        return [f"{path.name} is no search index or is damaged: delete it, the next search makes it anew."]


def is_current(database: sqlite3.Connection, store: Store) -> bool:
    """Whether an index was made from the store as it is now."""
    return _mark(database) == fingerprint(store)


def _damaged(error: sqlite3.OperationalError) -> bool:
    return "no such table" in str(error) or "no such column" in str(error)


def _repaired(path: Path, store: Store, step: StoreChange | None = None) -> sqlite3.Connection:
    """A connection to the file, brought up to date; one that is no index or is damaged is made anew.

    :raises sqlite3.DatabaseError: no file can be written there.
    """
    try:
        return _current(path, store, step)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and not _damaged(error):
            raise
        with suppress(OSError):
            path.unlink()
        return _current(path, store)


def _current(path: Path, store: Store, step: StoreChange | None = None) -> sqlite3.Connection:
    wanted = fingerprint(store)
    database = _connected(path)
    try:
        if _mark(database) != wanted:
            database.execute("BEGIN IMMEDIATE")
            try:
                # Another process may have done it while this one waited.
                if (mark := _mark(database)) != wanted:
                    if mark is None or _wasteful(database):
                        _make(database, store)
                    else:
                        _update(database, store, step if step and _of_state(step.since) == mark else None)
                    _set_mark(database, wanted)
                database.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    database.execute("ROLLBACK")
                raise
    except BaseException:
        database.close()
        raise
    return database


def _fresh(where: str, store: Store) -> sqlite3.Connection:
    database = _connected(where)
    _make(database, store)
    return database


def _connected(where: Path | str) -> sqlite3.Connection:
    database = sqlite3.connect(where, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    # What a search keeps for its own questions is small and soon forgotten: no file for that.  It reads a common word's names several
    # times over, which the usual 2 MB do not hold.
    database.execute("PRAGMA temp_store = MEMORY")
    database.execute("PRAGMA cache_size = -32768")
    return database


def _mark(database: sqlite3.Connection) -> str | None:
    """The state that the index was made from; none where another version made it, whose tables may mean something else."""
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return None
    said = dict(database.execute("SELECT key, value FROM meta"))
    return said.get("fingerprint") if said.get("version") == _VERSION else None


def _set_mark(database: sqlite3.Connection, mark: str) -> None:
    said = {"version": _VERSION, "fingerprint": mark}
    database.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", said.items())


def has_forgotten(database: sqlite3.Connection) -> bool:
    """Whether passages were deleted whose words the contentless table still holds."""
    return database.execute("SELECT 1 FROM meta WHERE key = ?", (_FORGOTTEN,)).fetchone() is not None


def _wasteful(database: sqlite3.Connection) -> bool:
    kept = "SELECT COUNT(*) FROM passages"
    ever, used = "SELECT COUNT(*) FROM spellings", "SELECT COUNT(*) FROM spellings WHERE things > 0"
    for whole, part in ((_LAST_PASSAGE, kept), (ever, used)):
        (all_of_it,), (living,) = database.execute(whole).fetchone(), database.execute(part).fetchone()
        if all_of_it > 1000 and living < (1 - _WASTE) * all_of_it:
            return True
    return False


def _make(database: sqlite3.Connection, store: Store) -> None:
    """All of it anew."""
    for name in _NAMES:
        database.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            database.execute(statement)
    for name in ("names", "texts"):
        database.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('hashsize', ?)", (_GATHERED,))
    _update(database, store, None)
    # One piece instead of twelve saves a fifth of the time of a common word, and takes less than a second.
    database.execute("INSERT INTO names (names) VALUES ('optimize')")


def _update(database: sqlite3.Connection, store: Store, step: StoreChange | None) -> None:
    """Bring the tables from an earlier state to the present one; ``step`` says what changed since, None that nobody knows."""
    recounted: set[int] = set()
    held = set(_held(database, step))
    wanted = _documents(store, step)
    units = set[str]()
    for iri, _ in sorted(held - wanted):
        database.execute("DELETE FROM documents WHERE iri = ?", (iri,))
        database.execute("DELETE FROM passages WHERE document = ?", (iri,))
        units |= {unit for (unit,) in database.execute("SELECT unit FROM implementing WHERE document = ?", (iri,))}
        database.execute("DELETE FROM implementing WHERE document = ?", (iri,))
        recounted |= _remove_names(database, iri)
    if held - wanted:
        database.execute("INSERT OR REPLACE INTO meta VALUES (?, '')", (_FORGOTTEN,))
    new = dict(sorted(wanted - held))
    for iri, names, around, text, passages in contents.of_documents(store, new):
        recounted |= _add_names(database, names, iri, around)
        _add_passages(database, text, passages)
        its = contents.implementing(store, iri)
        database.executemany("INSERT INTO implementing VALUES (?, ?)", [(iri, unit) for unit in its])
        units |= its
        database.execute("INSERT INTO documents VALUES (?, ?)", (iri, new[iri]))
    things = None if step is None else step.things | units
    for one in ("",) if things is None else things:
        recounted |= _remove_names(database, "", one)
    recounted |= _add_names(database, contents.policies(store, things) | contents.units(store, things), "")
    name_words.add(database, recounted)
    database.executemany(
        """UPDATE spellings SET (things, alone, heaviest) = (
             SELECT COUNT(*), COALESCE(SUM(alone), 0), COALESCE(MAX(weight), 0) FROM called JOIN things ON id = thing
             WHERE spelling = spellings.id) WHERE id = ?""",
        [(number,) for number in sorted(recounted)],
    )


def _held(database: sqlite3.Connection, step: StoreChange | None) -> Iterator[tuple[str, str]]:
    """The documents that the index knows, each with the version that read it; those of a step alone where there is one."""
    if step is None:
        yield from database.execute("SELECT iri, version FROM documents")
    else:
        for iri in step.documents:
            yield from database.execute("SELECT iri, version FROM documents WHERE iri = ?", (iri,))


def _documents(store: Store, step: StoreChange | None = None) -> set[tuple[str, str]]:
    """The loaded documents, each with the version that read it: what another version reads is another text."""
    return {
        (iri, version)
        for one in ((None,) if step is None else step.documents)
        for iri, _, version in store.statements(one, catalogue.VERSION.value, None, catalogue.GRAPH.value)
    }


def _remove_names(database: sqlite3.Connection, document: str, iri: str = "") -> set[int]:
    """Take out the things of a document, or of what is derived the one of that IRI; gives the numbers of their names."""
    of, values = ("document = ? AND iri = ?", (document, iri)) if iri else ("document = ?", (document,))
    called = f"FROM called WHERE thing IN (SELECT id FROM things WHERE {of})"
    numbers = {number for (number,) in database.execute(f"SELECT DISTINCT spelling {called}", values)}
    database.execute(f"DELETE {called}", values)
    database.execute(f"DELETE FROM things WHERE {of}", values)
    return numbers


def _add_names(
    database: sqlite3.Connection, names: Iterable[Thing], document: str, around: Mapping[str, str] | None = None
) -> set[int]:
    """All names of the things of a document, or (``document`` "") of what is derived: a thing has no names elsewhere.

    ``around`` gives the words that stand around a thing.  Gives the numbers of the names.
    """
    contexts: dict[str, int | None] = {"": None}
    numbers: set[int] = set()
    for (kind, iri), group in groupby(sorted(names), key=lambda named: (named.kind, named.iri)):
        its = list(group)
        if (words := around.get(iri, "") if around else "") not in contexts:
            contexts[words] = _context(database, words)
        thing = database.execute(
            "INSERT INTO things (iri, weight, document, context) VALUES (?, ?, ?, ?)",
            (iri, its[0].weight, document, contexts[words]),
        ).lastrowid
        for name, same in groupby(its, key=lambda named: named.name):
            number = _spelling(database, kind, name)
            numbers.add(number)
            row = (thing, number, next(same).where, all(one.name == name for one in its))
            database.execute("INSERT INTO called VALUES (?, ?, ?, ?)", row)
    return numbers


def _context(database: sqlite3.Connection, words: str) -> int:
    """The number of the words around a thing: most projects of a document share them."""
    database.execute("INSERT OR IGNORE INTO contexts (words) VALUES (?)", (words,))
    return int(database.execute("SELECT id FROM contexts WHERE words = ?", (words,)).fetchone()[0])


def _spelling(database: sqlite3.Connection, kind: str, name: str) -> int:
    """The number of a name of things of one kind."""
    if row := database.execute("SELECT id FROM spellings WHERE kind = ? AND name = ?", (kind, name)).fetchone():
        return int(row[0])
    low, high = numbers_of(kind)
    (last,) = database.execute("SELECT MAX(id) FROM spellings WHERE id BETWEEN ? AND ?", (low, high)).fetchone()
    number = low if last is None else int(last) + 1
    database.execute(
        "INSERT INTO spellings (id, kind, name, folded) VALUES (?, ?, ?, ?)", (number, kind, name, fold(name))
    )
    return number


def _add_passages(database: sqlite3.Connection, text: str, passages: Sequence[Passage]) -> None:
    (last,) = database.execute(_LAST_PASSAGE).fetchone()
    numbered = list(enumerate(passages, start=last + 1))
    database.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
        [(number, one.document, one.project, one.heading, one.start, one.end) for number, one in numbered],
    )
    database.executemany(
        "INSERT INTO texts (rowid, grams) VALUES (?, ?)",
        [(number, grams(fold(text[one.start : one.end]))) for number, one in numbered],
    )
