"""Money as dossiers show it: what rests on a policy, how a project's amount is made up, and the formulae that the page prints."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDFS

from kg.answers import ask, evidence
from ontology.iris import ID
from ontology.terms import PK, SCHEMA

if TYPE_CHECKING:
    from rdflib import URIRef

    from kg.stores.store import Store


@dataclass(frozen=True, slots=True)
class AmountTree:
    """An amount and the amounts that it consists of.

    ``level`` is a concept's IRI or the printed word; ``printed`` is None where the amount was worked out from others; ``place`` are the
    offsets of the printed amount.
    """

    name: str
    yuan: Decimal
    printed: str | None
    level: str
    place: tuple[int, int] | None = None
    page: str | None = None
    lines: tuple[AmountTree, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A printed number with its place."""

    printed: str
    start: int
    end: int
    page: str | None


@dataclass(frozen=True, slots=True)
class ShownFormula:
    """A formula of the page: figures in the order of the text and what they lead to; whether it holds is the audit's matter."""

    kind: str
    operands: tuple[PrintedFigure, ...]
    result: PrintedFigure


def resting(store: Store, policy: str) -> tuple[Decimal, int] | None:
    """The money of all projects that name the policy as their basis, and how many they are; None where none has money.

    Each project counts once, each publication once, as in the query money-by-policy; both are kept added up.
    """
    found = ask.stored(store, "dossier/resting", policy=policy).rows
    yuan, projects = found[0] if found else (None, 0)
    if not projects or not isinstance(yuan, Decimal | int):
        return None
    return Decimal(yuan), int(str(projects))


def tree(store: Store, project: str) -> tuple[AmountTree, ...]:
    """What a project is given, with its parts; empty where the page states nothing."""
    return _lines(store, _subjects(store, SCHEMA.fundedItem, project), frozenset())


def _lines(store: Store, iris: list[str], above: frozenset[str]) -> tuple[AmountTree, ...]:
    found = []
    for iri in iris:
        line = _line(store, iri, above) if iri not in above else None
        if line is not None:
            found.append(line)
    return tuple(line for _, line in sorted(found, key=lambda pair: pair[0]))


def _line(store: Store, iri: str, above: frozenset[str]) -> tuple[tuple[int, str], AmountTree] | None:
    own = _values(store, iri)
    amount = _values(store, own.get(str(SCHEMA.amount), ""))
    yuan, printed = amount.get(str(SCHEMA.value)), amount.get(str(PK.printed))
    if yuan is None:
        return None
    place = evidence.quote(store.select, amount.get(str(PK.evidence), "")) if printed is not None else None
    parts = [part for part in _subjects(store, DCTERMS.isPartOf, iri) if part.startswith(f"{ID}line/")]
    line = AmountTree(
        own.get(str(RDFS.label), ""),
        Decimal(yuan),
        printed,
        own.get(str(PK.fundingLevel)) or own.get(str(PK.printedLevel), ""),
        (place.start, place.end) if place else None,
        place.page if place else None,
        _lines(store, parts, above | {iri}),
    )
    # Lines stand in the order of the text; what was worked out comes last.
    return (place.start if place else 1 << 62, iri), line


def calculations(store: Store, project: str) -> tuple[ShownFormula, ...]:
    """The formulae that a project prints, in the order of their results."""
    found: dict[tuple[int, int, str], ShownFormula] = {}
    for iri in _subjects(store, PK.mentionedIn, project):
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


def _figure(store: Store, iri: str) -> PrintedFigure | None:
    place = evidence.quote(store.select, _values(store, iri).get(str(PK.evidence), ""))
    return PrintedFigure(place.exact, place.start, place.end, place.page) if place else None


def _subjects(store: Store, term: URIRef, iri: str) -> list[str]:
    return sorted({subject for subject, _, _ in store.statements(None, str(term), ox.NamedNode(iri))})


def _values(store: Store, iri: str) -> dict[str, str]:
    """The first value of each property of a thing."""
    if not iri:
        return {}
    return {name: value for _, name, value in sorted(store.statements(iri), reverse=True)}
