"""The words by which the search index finds names: pairs of characters at once, pinyin when somebody asks in letters.

The dictionaries of pinyin take a fifth of a second to read, as long as all else that one new document changes in the index.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress

from kg.search import pinyin
from kg.search.grams import fold, grams

# The pinyin of so few new names waits.
FEW = 500


def add(database: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """The words of the new ones among these names, whose things are not counted yet.

    By their numbers, for FTS5 writes its pages where the order breaks.
    """
    asked = "SELECT id, name, folded FROM spellings WHERE id = ? AND things IS NULL"
    new = [row for one in sorted(numbers) for row in database.execute(asked, (one,))]
    (waiting,) = database.execute("SELECT COUNT(*) FROM unspelled").fetchone()
    later = len(new) + waiting <= FEW
    for number, name, folded in new:
        latin = "" if later else _in_latin(name)
        database.execute("INSERT INTO names (rowid, grams, pinyin) VALUES (?, ?, ?)", (number, grams(folded), latin))
    if later:
        database.executemany("INSERT INTO unspelled VALUES (?)", [(number,) for number, _, _ in new])
    elif waiting:
        _spell(database)


def spell(database: sqlite3.Connection) -> None:
    """Let the names that came last be found by their pinyin too; where nothing can be written, they are not."""
    with suppress(sqlite3.OperationalError):
        if any(database.execute("SELECT 1 FROM unspelled")):
            database.execute("BEGIN IMMEDIATE")
            try:
                _spell(database)
                database.execute("COMMIT")
            finally:
                # A full disk ends it halfway; its lock would keep all others from writing.
                if database.in_transaction:
                    database.execute("ROLLBACK")


def _spell(database: sqlite3.Connection) -> None:
    waiting = database.execute("SELECT id, name, folded FROM unspelled JOIN spellings ON id = spelling").fetchall()
    for number, name, folded in waiting:
        words = grams(folded)
        # A contentless table forgets a row that it is told as it was.
        database.execute("INSERT INTO names (names, rowid, grams, pinyin) VALUES ('delete', ?, ?, '')", (number, words))
        database.execute("INSERT INTO names (rowid, grams, pinyin) VALUES (?, ?, ?)", (number, words, _in_latin(name)))
    database.execute("DELETE FROM unspelled")


def _in_latin(name: str) -> str:
    whole, initials = pinyin.spelled(name)
    return f"{grams(fold(whole))} {grams(fold(initials))}"
