"""Numbers and titles that are cited together throughout a store: one number with two titles, one title with two numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import queries
from kg.resolution.issuing.printed_issuers import place_of
from kg.resolution.typing_errors import folded, one_slip
from kg.stores.store import Store, Term
from loaders.citations import titles
from loaders.citations.document_number import Number
from loaders.rdf import identifiers
from loaders.text.tokens import alternation
from ontology import policy_kind
from ontology.authorities import places
from ontology.terms import CITO

MEANS = str(CITO.hasCitedEntity)
# Less than this in common, and no piece of so many characters: two titles are really different.
ALIKE, PIECE = 0.5, 6
_CITATION = re.compile(r".*/citation/(?P<document>[0-9a-f]+)/(?:\d+/)?(?P<start>\d+)-(?P<end>\d+)(?:/\d+)?$")
_ISSUES = re.compile(alternation("issue"))
_WRAPPING = re.compile(f"^.*?(?:关于|{alternation('issue', 'forward')})|(?:的?通知|的?意见)$")

Other = tuple[str, str]
"""A name and a citation that prints it."""


# The same numbers and titles, and the same two beside each other, come again and again.
parsed = lru_cache(maxsize=100_000)(Number.of)
_normal = lru_cache(maxsize=100_000)(titles.normal)


@dataclass(frozen=True, slots=True)
class Names:
    """The titles that each complete number is cited with and the numbers that each title is cited with.

    Both with all citations that print the pair, sorted.  ``spread`` tells in how many documents a number with several titles
    is cited with each of them.
    """

    titles: Mapping[str, Mapping[str, list[str]]]
    numbers: Mapping[str, Mapping[str, list[str]]]
    spread: Mapping[str, Mapping[str, int]]

    def other_title(self, number: Number, title: str) -> Other | None:
        """A really different title that the number is cited with: the most frequent."""
        held = self.titles.get(number.normal, {})
        others = [other for other in held if differ(title, other)]
        return _first(others, held)

    def other_number(self, number: Number, title: str) -> Other | None:
        """A number that the same title is cited with, so near to this one that one of them is wrong."""
        held = self.numbers.get(_normal(title), {})
        others = [other for other in held if _one_is_wrong(number, parsed(other), title)]
        return _first(others, held)

    def complete(self, number: Number, title: str | None) -> str | None:
        """The one complete number of the same year and serial that the title is cited with elsewhere."""
        known = map(parsed, self.numbers.get(_normal(title), {})) if title else ()
        same = {one.normal for one in known if one and (one.year, one.serial) == (number.year, number.serial)}
        return same.pop() if len(same) == 1 else None

    def commoner(self, number: str, title: str) -> str | None:
        """A title that differs by one character from this one and is printed in more documents with the same number."""
        counts = self.spread.get(number, {})
        own = counts.get(title, 0)
        near = [other for other in counts if counts[other] > own and one_slip(title, other)]
        return max(near, key=lambda other: (counts[other], other), default=None)


def read(store: Store) -> Names:
    """The numbers and titles of all citations of policies in a store."""
    found = store.rows(queries.text("linting/names"))
    pairs = ((_text(one), _text(other), _text(citation)) for one, other, citation in found)
    return collected(pairs)


def collected(pairs: Iterable[tuple[str, str, str]]) -> Names:
    """The names from triples of number, title and citation."""
    by_number: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    by_title: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for number, title, citation in sorted(pairs):
        by_number[number][title].append(citation)
        if not number.startswith("〔"):
            by_title[_normal(title)][number].append(citation)
    spread = {
        number: {title: len({place(citation)[0] for citation in citations}) for title, citations in held.items()}
        for number, held in by_number.items()
        if len(held) > 1
    }
    return Names(by_number, by_title, spread)


def _text(term: Term | None) -> str:
    return str(getattr(term, "value", term))


def _first(others: Iterable[str], held: Mapping[str, list[str]]) -> Other | None:
    best = min(others, key=lambda other: (-len(held[other]), other), default=None)
    return None if best is None else (best, held[best][0])


@lru_cache(maxsize=100_000)
def differ(one: str, other: str) -> bool:
    """Whether two titles cannot be spellings of one: neither part of the other, nor alike, nor an attachment beside its notice."""
    a, b = (folded(_normal(title)) for title in (one, other))
    if a in b or b in a or one_slip(one, other) or _elsewhere(one, other):
        return False
    a, b = (_WRAPPING.sub("", text) for text in (a, b))
    if a in b or b in a:
        return False
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    longest = matcher.find_longest_match().size
    return longest < PIECE and matcher.ratio() < ALIKE and not _attached(one, other)


def _elsewhere(one: str, other: str) -> bool:
    """Whether the titles name issuers of different places: 长科发 is a code of 长春 and of 长沙."""
    named = [titles.issuers(title) for title in (one, other)]
    if not all(named):
        return False
    here, there = (place_of(names[0])[0] for names in named)
    return bool(here and there) and not any(places.same(a, b) for a in here for b in there)


def _attached(one: str, other: str) -> bool:
    """Whether one may be a notice and the other what it issues: 印发 and a plan or rules in the other."""
    notices = [title for title in (one, other) if _ISSUES.search(title)]
    return len(notices) == 1 and policy_kind(one) != policy_kind(other)


def _one_is_wrong(number: Number, other: Number | None, title: str) -> bool:
    """Whether two numbers of the same title agree in two of code, year and serial, and the third is a slip in one of them.

    A title that comes again each year, a revised order, or documents of several bodies have different numbers rightly.
    """
    if other is None or other == number or other.form != number.form or number.form == "order" or not other.code:
        return False
    same = (number.code == other.code, number.year == other.year, number.serial == other.serial)
    if sum(same) != 2:
        return False
    if not same[0]:
        return bool(titles.issuers(title))
    return same[2] or _near(number.serial, other.serial)


def _near(one: str, other: str) -> bool:
    """Whether two serials differ by one digit, one digit too many, or two in the wrong order (36, 63)."""
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        differing = [place for place in range(len(one)) if one[place] != other[place]]
        return (len(differing) == 1 and len(one) > 1) or sorted(one) == sorted(other)
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def place(citation: str) -> tuple[str, int, int]:
    """The document, start and end that the IRI of a citation tells."""
    match = _CITATION.match(citation)
    if match is None:
        raise ValueError(f"not a citation: {citation}")
    return identifiers.document(match["document"]), int(match["start"]), int(match["end"])
