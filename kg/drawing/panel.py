"""What the panel of the picture says of a thing: its name, its facts, and the characters of the source that say so.

Facts are those of :mod:`kg.answers.facts` as (key, value) pairs; keys are those of ``kg/drawing/page/words.tsv``.  A value is a string,
or ``{"zh": …, "en": …}`` where the two languages differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypedDict

from pyoxigraph import NamedNode

from kg.answers import evidence, facts, policy_lookup
from kg.answers.evidence import Quote
from kg.answers.facts import Grant, Kind, Row, Select, Thing, asked, full, tail
from kg.answers.policy_lookup import FoundPolicy
from ontology.drawing import concept_names
from ontology.terms import PK

_PROJECT = (("year", "fiscal_year"), ("ordinal", "ordinal"))
#: What is told of a thing of each type: (key of the fact, its name in :data:`kg.answers.facts.PROPERTIES`), in the order of the panel.
FACTS: Mapping[str, Sequence[tuple[str, str]]] = {
    "policy": (
        ("number", "number"),
        ("title", "title"),
        ("other_title", "other_title"),
        ("kind", "policy_kind"),
        ("year", "number_year"),
        ("issuer_level", "level"),
        ("citation_count", "citations"),
        ("citing_project_count", "projects"),
    ),
    "project": _PROJECT,
    "work": _PROJECT,
    "organisation": (),
    "document": (
        ("document_number", "document_number"),
        ("kind", "document_kind"),
        ("publisher", "publisher"),
        ("area", "area"),
        ("year", "fiscal_year"),
        ("declared_count", "declared_count"),
        ("file", "document"),
    ),
    "task": (),
}
_READ = {name for told in FACTS.values() for _, name in told} | {"declared_total", *policy_lookup.POLICY_FACTS}
ROLES = {str(PK[role]): full(f"pk:{arrow}") for role, arrow in (
    ("ImplementingUnit", "implementedBy"), ("LeadUnit", "leadUnit"), ("ParticipatingUnit", "participatingUnit")
)}  # fmt: skip

#: Type of a node -> what else such a thing is called.
KINDS: Mapping[str, Kind] = {
    "policy": "policy", "project": "project", "work": "work", "organisation": "unit", "document": "document", "task": "task"
}  # fmt: skip

Edge = tuple[str, str, str]
Text = str | Mapping[str, str]
Fact = tuple[str, Text]


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a source and what they say: ``about`` is a key of the words table (``about_name``, ``about_amount``, …).

    ``section`` is the heading that they stand under, "" where there is none.
    """

    about: str
    quote: Quote
    section: str = ""


class Panel(TypedDict):
    """One thing as it is drawn: what is told of it besides its name, the places that say so, its money, how many places cite it."""

    thing: Thing
    facts: tuple[Fact, ...]
    evidence: tuple[Said, ...]
    grants: tuple[Grant, ...]
    cited: int


@dataclass(frozen=True, slots=True)
class _Found:
    """A quote's IRI and what it is evidence of, before its words are read."""

    quote: str
    about: str
    section: str | None = None


def yuan(amount: Decimal) -> Mapping[str, str]:
    """Write an amount in yuan exactly, in 万元 / 亿元 in Chinese where it is large enough."""
    exact = f"{amount:f}"
    plain = exact.rstrip("0").rstrip(".") if "." in exact else exact
    for unit, exponent in (("亿元", 8), ("万元", 4)):
        if abs(amount) >= 10**exponent:
            return {"zh": f"{amount.scaleb(-exponent).normalize():f}{unit}", "en": f"{Decimal(plain):,f} yuan"}
    return {"zh": f"{plain}元", "en": f"{Decimal(plain):,f} yuan"}


def describe(select: Select, types: Mapping[str, str]) -> dict[str, Panel]:
    """Describe each of the things in ``types`` (IRI -> type of node)."""
    stated, called = facts.stated(select, types, _READ), facts.names(select, types)
    told = {
        node: [(key, term) for key, name in FACTS[kind] for term in stated[node][name]] for node, kind in types.items()
    }
    named = _named(select, sorted({term.value for pairs in told.values() for _, term in pairs if _is_iri(term)}))
    declared = sorted({term.value for held in stated.values() for term in held["declared_total"]})
    grants, totals = facts.grants(select, types), facts.amounts(select, declared)
    said = _said(select, _own_evidence(select, types), _sections(select, types))
    panels = {}
    for node, kind in types.items():
        lines: list[Fact] = [(key, named[term.value] if _is_iri(term) else term.value) for key, term in told[node]]
        name, where, cited = called.get(node) or tail(node), "", 0
        if kind == "policy":
            policy = FoundPolicy(node, stated[node])
            name, where = policy.heading, (policy.number or "") if policy.title else ""
            cited = policy.citations
            if policy.provisional:
                lines.append(("provisional", ""))
            if now := policy.standing.words:
                lines.append(("standing", now))
        granted = tuple(grants.get(node, ()))
        for grant in granted:
            lines += _granted(grant)
        lines += [
            ("declared_total", yuan(totals[term.value]))
            for term in stated[node]["declared_total"]
            if term.value in totals
        ]
        thing = Thing(KINDS[kind], node, name, where)
        panels[node] = Panel(
            thing=thing, facts=tuple(lines), evidence=tuple(said.get(node, ())), grants=granted, cited=cited
        )
    return panels


def arrow_quotes(select: Select, edges: Iterable[Edge]) -> dict[Edge, tuple[Said, ...]]:
    """Give the words that state each arrow (source, property, target); an arrow without an entry has none of its own.

    A citation says a basis or a reference, an association a unit's role, a thing's own name that it stands in its
    document; a publisher is said by the quote of the document that reads exactly as the publisher's name.
    """
    wanted = set(edges)
    sources = sorted({source for source, _, _ in wanted})
    found: dict[Edge, list[_Found]] = defaultdict(list)
    for edge, quote in _arrow_evidence(select, sources):
        if edge in wanted:
            found[edge].append(quote)
    by_source = _sections(select, sources)
    sections = {edge: by_source[edge[0]] for edge in found}
    return {edge: tuple(quotes) for edge, quotes in _said(select, found, sections).items()}


# ---- facts


def _named(select: Select, iris: Sequence[str]) -> dict[str, Text]:
    """Name concepts, organisations and areas: by the ontology, else by the store, else by the end of the IRI."""
    known, names = concept_names(), facts.names(select, iris)
    return {iri: known.get(iri) or names.get(iri) or tail(iri) for iri in iris}


def _granted(grant: Grant) -> Iterator[Fact]:
    yield "amount_computed" if grant.computed else "amount", yuan(grant.yuan)
    if grant.printed is not None and grant.printed not in yuan(grant.yuan).values():
        yield "printed", grant.printed
    if grant.printed_level is not None:
        yield "level", grant.printed_level
    elif grant.level is not None:
        yield "level", concept_names().get(grant.level) or tail(grant.level)


# ---- evidence


def _own_evidence(select: Select, types: Mapping[str, str]) -> dict[str, list[_Found]]:
    found: dict[str, list[_Found]] = defaultdict(list)
    for row in asked(select, "drawing/evidence", types):
        node = row["thing"].value
        about = "about_document" if types[node] == "document" else "about_name"
        found[node].append(_Found(row["quote"].value, about))
    for row in asked(select, "drawing/grant-evidence", types):
        found[row["thing"].value].append(_Found(row["quote"].value, "about_amount"))
    return found


def _arrow_evidence(select: Select, sources: Sequence[str]) -> Iterator[tuple[Edge, _Found]]:
    def rows(name: str) -> Iterator[tuple[str, str, str, Row]]:
        for row in asked(select, f"drawing/arrow-{name}", sources):
            yield row["thing"].value, row["other"].value, row["quote"].value, row

    for node, other, quote, row in rows("citations"):
        basis = row["relation"] is not None and row["relation"].value == full("pk:Basis")
        section = row["section"].value if row["section"] is not None else None
        edge = node, full("pk:basedOn" if basis else "cito:cites"), other
        yield edge, _Found(quote, "about_citation", section)
    for node, other, quote, row in rows("units"):
        if arrow := ROLES.get(row["role"].value):
            yield (node, arrow, other), _Found(quote, "about_unit")
    for node, other, quote, _ in rows("sources"):
        yield (node, full("prov:hadPrimarySource"), other), _Found(quote, "about_name")
    for node, other, quote, _ in rows("publishers"):
        yield (node, full("dcterms:publisher"), other), _Found(quote, "about_unit")
    for node, other, quote, row in rows("policies"):
        yield (node, row["arrow"].value, other), _Found(quote, "about_citation")


def _sections(select: Select, nodes: Iterable[str]) -> dict[str, list[tuple[int, int, str]]]:
    """Give the headed parts of each thing as (start, end, heading)."""
    sections: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for row in asked(select, "dossier/headings", nodes):
        span = int(row["start"].value), int(row["end"].value)
        sections[row["thing"].value].append((*span, row["section"].value))
    return sections


def _said(
    select: Select, found: Mapping[Any, Sequence[_Found]], sections: Mapping[Any, Sequence[tuple[int, int, str]]]
) -> dict[Any, list[Said]]:
    """Read the words of the found quotes, each owner's in the order of the text."""
    words = evidence.quotes(select, {one.quote for quotes in found.values() for one in quotes})
    read: dict[Any, list[Said]] = {}
    for owner, quotes in found.items():
        mine: dict[Said, None] = {}
        for one in quotes:
            if (quote := words.get(one.quote)) is not None:
                parts = sections.get(owner, ())
                section = one.section or next((h for s, e, h in parts if s <= quote.start < e), "")
                mine[Said(one.about, quote, section)] = None
        read[owner] = sorted(mine, key=lambda said: (said.quote.called, said.quote.start, said.quote.end, said.about))
    return read


def _is_iri(term: object) -> bool:
    return isinstance(term, NamedNode)
