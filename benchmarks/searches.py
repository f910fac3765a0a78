"""Many words of each kind to search for, taken from a store: one word is fast or slow by chance."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence

from kg.answers import ask
from kg.search import contents, pinyin
from kg.search.find import search
from kg.stores.store import Store

#: So many words of each kind, each asked so often after a first time.
WORDS, REPEATS = 30, 3
SEED = 7


def words(store: Store, *, each: int = WORDS, seed: int = SEED) -> dict[str, tuple[str, ...]]:
    """Words by what they are: parts of the names of projects, whole names, titles, numbers, years, and names in Latin letters."""
    chance = random.Random(seed)
    rows = ask.select(store, "SELECT DISTINCT ?name WHERE { ?iri pk:ordinal 3 ; rdfs:label ?name }").rows
    projects = sorted(str(name) for (name,) in rows)
    units = sorted({unit.name for unit in contents.units(store)})
    named = contents.policies(store)
    numbers = sorted({one.name for one in named if one.name.endswith("号")})
    titles = sorted({one.name for one in named if len(one.name) > 8 and not one.name.endswith("号")})
    in_latin = [pinyin.spelled(name) for name in chance.sample(projects, min(each, len(projects)))]

    def part(names: Sequence[str], shortest: int, longest: int) -> Callable[[], str]:
        def one() -> str:
            name, length = chance.choice(names), chance.randint(shortest, longest)
            begin = chance.randint(0, max(0, len(name) - length))
            return name[begin : begin + length]

        return one

    makers: Mapping[str, Callable[[], str]] = {
        "one character": part(projects, 1, 1),
        "two characters": part(projects, 2, 2),
        "two characters of a title": part(titles, 2, 2),
        "longer words": part(projects, 3, 6),
        "a project": part(projects, 100, 100),
        "a title": part(titles, 100, 100),
        "a unit": part(units, 100, 100),
        "a number": part(numbers, 100, 100),
        "a year": lambda: str(chance.randint(2015, 2025)),
        "pinyin": lambda: chance.choice(in_latin)[0][: chance.randint(5, 12)],
        "two initials": lambda: chance.choice(in_latin)[1][:2],
        "four initials": lambda: chance.choice(in_latin)[1][:4],
    }
    return {name: tuple(maker() for _ in range(each)) for name, maker in makers.items()}


def times(store: Store, asked: Mapping[str, Sequence[str]]) -> dict[str, list[float]]:
    """The seconds of each search by the kind of its word; each word is asked once before it is timed."""
    found: dict[str, list[float]] = {}
    for name, all_words in asked.items():
        taken = found[name] = []
        for word in all_words:
            search(store, word)
            for _ in range(REPEATS):
                begin = time.perf_counter()
                search(store, word)
                taken.append(time.perf_counter() - begin)
    return found
