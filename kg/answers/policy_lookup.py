"""Finding the regulation that a person means: by its number in any spelling, or by part of its title."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from kg.answers import facts
from kg.answers.facts import Stated
from kg.answers.standing import Standing, standing
from kg.resolution import policy_names
from kg.stores.store import Store
from kg.tables.messages import UserError
from kg.tables.table import Table
from loaders.citations import numbers, titles
from loaders.rdf import identifiers
from ontology.iris import ID, NS

ELI = "http://data.europa.eu/eli/ontology#"
DERIVED = identifiers.DERIVED
ID_LOCAL = ELI + "id_local"
OTHER_NUMBER = NS + "otherNumber"
TITLES = ("http://purl.org/dc/terms/title", "http://www.w3.org/2004/02/skos/core#altLabel")
#: What is told of a policy, by the names of :data:`kg.answers.facts.PROPERTIES`.
POLICY_FACTS = (
    "number", "title", "other_title", "issuers", "issuer_reason", "policy_kind", "dated", "from_date", "to_date", "status",
    "projects", "citations", "identified_by",
)  # fmt: skip


class NoSuchPolicy(UserError):
    """Nothing, or more than one regulation, matches; the message is a sentence, ``candidates`` what to choose from."""

    def __init__(self, words: str, candidates: tuple[FoundPolicy, ...] = ()) -> None:
        self.candidates = candidates
        if not candidates:
            super().__init__(f"No regulation that a loaded document cites matches {words!r}.")
            return
        listed = "; ".join(candidate.name for candidate in candidates[:5])
        more = "; …" if len(candidates) > 5 else ""
        super().__init__(f"Several regulations match {words!r}; use a number or a longer title: {listed}{more}.")


@dataclass(frozen=True, slots=True)
class FoundPolicy:
    """A regulation as the derived graph knows it: what is ``stated`` of it (:data:`POLICY_FACTS`), and the names of its issuers."""

    iri: str
    stated: Stated = field(default_factory=dict)
    issuers: tuple[str, ...] = ()

    def said(self, name: str) -> tuple[str, ...]:
        """The values of a fact: IRIs of concepts for kinds and status, dates that may be a year or a month."""
        return tuple(term.value for term in self.stated.get(name, ()))

    def _first(self, name: str) -> str | None:
        return next(iter(self.said(name)), None)

    @property
    def number(self) -> str | None:
        """The number to show."""
        return self._first("number")

    @property
    def title(self) -> str | None:
        """The title to show."""
        return self._first("title")

    @property
    def projects(self) -> int:
        """How many projects cite it."""
        return int(self._first("projects") or 0)

    @property
    def citations(self) -> int:
        """How many places cite it."""
        return int(self._first("citations") or 0)

    @property
    def provisional(self) -> bool:
        """Whether it is known by its title only."""
        return self.said("identified_by") == ("title",)

    @property
    def standing(self) -> Standing:
        """Whether it is in force today."""
        return standing(self.said("status"), self.said("from_date"), self.said("to_date"))

    def to_json(self) -> dict[str, Any]:
        """As ``kg trace --json`` prints it."""
        known = {"iri": self.iri, "number": self.number, "title": self.title}
        return {**known, "other_titles": list(self.said("other_title")), "issuers": list(self.issuers)}

    @property
    def heading(self) -> str:
        """What stands at the head of its dossier and beside its sign in a picture: the title, else the number."""
        return self.title or self.number or facts.tail(self.iri)

    @property
    def name(self) -> str:
        """Title and number as one writes them in a sentence."""
        return called(self.number, self.title) or self.iri


def called(number: str | None, title: str | None) -> str:
    """Title and number of a regulation as one writes them in a sentence; blank where it has neither."""
    named = f"《{title}》" if title else ""
    return f"{named}（{number}）" if named and number else named or number or ""


def table(found: Iterable[FoundPolicy]) -> Table:
    """The regulations that some words may mean, a row each."""
    rows = [(one.number, one.title, one.projects, one.citations, one.iri) for one in found]
    return Table(("number", "title", "projects", "citations", "iri"), rows)


def one(store: Store, words: str) -> FoundPolicy:
    """The one regulation that ``words`` mean.

    :raises NoSuchPolicy: none matches, or several do.
    """
    found = find(store, words)
    if len(found) != 1:
        raise NoSuchPolicy(words, found)
    return found[0]


def find(store: Store, words: str) -> tuple[FoundPolicy, ...]:
    """The regulations that ``words`` may mean, the most cited first.

    A whole number or a whole title means just what it names; only otherwise any part of a number or title counts.
    """
    words = words.strip()
    if not words:
        return ()
    if words.startswith(ID):
        return described(store, [words])
    number = numbers.loose(words) or _inside(words)
    if number is not None and number.code:
        # 〔2023〕1号 must never find 〔2023〕12号: what was typed is a whole number.
        own = policy_names.number_iri(number.normal)
        named = {own}
        for predicate in (ID_LOCAL, OTHER_NUMBER):
            named |= {iri for iri, _, _ in store.statements(None, predicate, ox.Literal(number.normal), DERIVED)}
        found = described(store, named)
        # A number that is printed with several titles means the policy that holds it, where one does.
        return tuple(policy for policy in found if policy.iri == own and policy.title) or found
    printed = _names(store)
    if number is not None:
        return described(
            store, {iri for iri, name, is_title in printed if not is_title and name.endswith(number.normal)}
        )
    whole = titles.normal(words)
    exact = {iri for iri, name, is_title in printed if is_title and titles.normal(name) == whole} if whole else set()
    if exact:
        return described(store, exact)
    part = _folded(words)
    return described(store, {iri for iri, name, _ in printed if part in _folded(name)} if part else ())


def is_number(words: str) -> bool:
    """Whether ``words`` are a number in some spelling, and so nothing else."""
    return numbers.loose(words.strip()) is not None


def _inside(words: str) -> numbers.Number | None:
    """The number in 《title》（number）, if there is just one."""
    found = numbers.find(words)
    return found[0].number if len(found) == 1 else None


def _names(store: Store) -> list[tuple[str, str, bool]]:
    """All numbers and titles: the policy's IRI, the name, whether it is a title."""
    found = []
    for predicate in (ID_LOCAL, *TITLES):
        for iri, _, name in store.statements(None, predicate, None, DERIVED):
            found.append((iri, name, predicate != ID_LOCAL))
    return found


_FOLD: dict[int, int | None] = {
    ord(c): None for c in ' \t\r\n\u3000\u00a0《》〈〉<>＜＞“”"、，,。.（）()〔〕[]［］【】—-'
}
_FOLD |= {0xFF10 + digit: ord("0") + digit for digit in range(10)}


def _folded(text: str) -> str:
    """A name without what people type differently: blanks, marks, brackets, width of digits, case."""
    return text.translate(_FOLD).lower()


def described(store: Store, iris: Iterable[str]) -> tuple[FoundPolicy, ...]:
    """What the derived graph says of these policies, the most cited first; those that it does not know are left out."""
    stated = facts.stated(store.select, set(iris), POLICY_FACTS)
    known = {iri: held for iri, held in stated.items() if held["citations"]}
    bodies = facts.names(store.select, sorted({one.value for held in known.values() for one in held["issuers"]}))
    found = [
        FoundPolicy(iri, held, tuple(sorted(bodies.get(one.value, facts.tail(one.value)) for one in held["issuers"])))
        for iri, held in known.items()
    ]
    return tuple(sorted(found, key=lambda policy: (-policy.projects, -policy.citations, policy.name)))
