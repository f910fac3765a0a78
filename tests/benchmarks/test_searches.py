"""Words to search for are taken from a store: the same each time, and each finds what it was taken from."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import generate, searches
from kg.loading.load import load
from kg.search.find import search
from kg.stores.opening import open_store
from kg.stores.store import Store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("searches")
    files: list[Path] = []
    for made in generate.documents(60):
        files.append(folder / made.name)
        files[-1].write_text(made.text, "utf-8")
    opened = open_store(folder / "s.kg")
    load(opened, files)
    return opened


def test_the_same_words_each_time(store: Store) -> None:
    words = searches.words(store, each=5)
    assert words == searches.words(store, each=5)
    assert words != searches.words(store, each=5, seed=8)
    assert {len(some) for some in words.values()} == {5}
    assert all(len(word) == 2 for word in words["two characters"])


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("one character", "project"),
        ("two characters", "project"),
        ("longer words", "project"),
        ("a project", "project"),
        ("a title", "policy"),
        ("a unit", "unit"),
        ("a number", "policy"),
        ("pinyin", "project"),
        ("two initials", "project"),
        ("four initials", "project"),
    ],
)
def test_words_find_what_they_were_taken_from(store: Store, what: str, kind: str) -> None:
    for word in searches.words(store, each=5)[what]:
        assert search(store, word).totals.get(kind), word


def test_every_search_is_timed(store: Store) -> None:
    times = searches.times(store, {"some": ("村", "补助")})
    assert len(times["some"]) == 2 * searches.REPEATS
    assert min(times["some"]) > 0
