"""Money as dossiers show it: how a project's amount is made up, and the formulae that the page prints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers import ask, evidence, facts
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import PK

if TYPE_CHECKING:
    from kg.answers.evidence import Quote
    from kg.answers.facts import Grant
    from kg.stores.store import Store


_PRINTED = re.compile(rf"{re.escape(ID)}amount/(?P<document>[^/]+)/(?P<start>\d+)-(?P<end>\d+)")


@dataclass(frozen=True, slots=True)
class GrantTree:
    """Money with what it is for, and the parts that it consists of; ``quote`` is None where it was worked out from other amounts."""

    grant: Grant
    name: str
    quote: Quote | None
    lines: tuple[GrantTree, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownFormula:
    """A formula of the page: figures in the order of the text and what they lead to; whether it holds is the audit's matter."""

    kind: str
    operands: tuple[Quote, ...]
    result: Quote


def tree(store: Store, project: str) -> tuple[GrantTree, ...]:
    """What a project is given, with its parts; empty where the page states nothing."""
    parts = facts.grants(store.select, [project])
    while waiting := [one.iri for grants in parts.values() for one in grants if one.iri not in parts]:
        parts |= dict.fromkeys(waiting, []) | facts.grants(store.select, waiting, "dcterms:isPartOf")
    every = [one for grants in parts.values() for one in grants]
    names = facts.names(store.select, [one.iri for one in every])
    places = {one.iri: _passage(one.amount) for one in every}
    quotes = evidence.quotes(store.select, places.values())

    def lines(of: str, above: frozenset[str]) -> tuple[GrantTree, ...]:
        found = [
            GrantTree(one, names.get(one.iri, ""), quotes.get(places[one.iri]), lines(one.iri, above | {of}))
            for one in parts[of]
            if one.iri not in above
        ]
        # In the order of the text; what was worked out comes last.
        return tuple(sorted(found, key=lambda line: (line.quote.start if line.quote else 1 << 62, line.grant.iri)))

    return lines(project, frozenset()) if project in parts else ()


def _passage(amount: str) -> str:
    """The passage at which an amount is printed, as the IRI of the amount tells it; "" for one that was worked out."""
    match = _PRINTED.fullmatch(amount)
    return identifiers.passage(match["document"], int(match["start"]), int(match["end"])) if match else ""


def calculations(store: Store, project: str) -> tuple[ShownFormula, ...]:
    """The formulae that a project prints, in the order of their results."""
    found: dict[tuple[int, int, str], ShownFormula] = {}
    for iri, _, _ in store.statements(None, str(PK.mentionedIn), ox.NamedNode(project)):
        if not iri.startswith(f"{ID}calculation/"):
            continue
        statements = list(store.statements(iri))
        result = next((_figure(store, of) for _, name, of in statements if name == str(PK.result)), None)
        operands = {_figure(store, of) for _, name, of in statements if name == str(PK.operand)} - {None}
        kind = next((of for _, name, of in statements if name == str(PK.calculationKind)), "")
        if result is not None:
            known = tuple(sorted((one for one in operands if one is not None), key=lambda one: one.start))
            found[result.start, result.end, iri] = ShownFormula(kind, known, result)
    return tuple(one for _, one in sorted(found.items()))


def _figure(store: Store, iri: str) -> Quote | None:
    return evidence.quote(store.select, min((of for _, _, of in store.statements(iri, str(PK.evidence))), default=""))


def hands_down(store: Store, policy: str) -> bool:
    """Whether a policy, or what rests on it, is a notice that says what it hands to whom."""
    return bool(ask.stored(store, "dossier/hands-down", policy=policy).rows)
