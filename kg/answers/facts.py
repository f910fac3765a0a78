"""What is stated of things, read many at a time: their facts, what they are called, the money granted to them.

The lines of ``kg show``, the pages of the site and the panel of the picture all read here, so they say the same of a thing.
``select`` answers a SPARQL SELECT over the union of all named graphs with one mapping a row (a store's own ``select`` does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, Literal, Protocol, TypeVar
from urllib.parse import unquote

import pyoxigraph as ox

import queries
from ontology.iris import PREFIXES

T = TypeVar("T")
BATCH = 500  # IRIs in one query: few round trips, and a query text that stays below 100 kB


def full(name: str) -> str:
    """The IRI of a name with a prefix (``pk:ordinal``)."""
    prefix, local = name.split(":", 1)
    return PREFIXES[prefix] + local


#: What a fact is called, as ``columns.tsv`` does, and the property that states it, of whatever kind a thing is.
PROPERTIES: Mapping[str, str] = {
    name: full(term)
    for name, term in (
        ("number", "eli:id_local"),
        ("title", "dcterms:title"),
        ("other_title", "skos:altLabel"),
        ("issuers", "eli:passed_by"),
        ("issuer_reason", "pk:issuerReason"),
        ("policy_kind", "eli:type_document"),
        ("number_year", "pk:numberYear"),
        ("level", "pk:level"),
        ("dated", "eli:date_document"),
        ("from_date", "eli:first_date_entry_in_force"),
        ("to_date", "eli:date_no_longer_in_force"),
        ("status", "pk:status"),
        ("projects", "pk:citingProjectCount"),
        ("citations", "pk:citationCount"),
        ("identified_by", "pk:identifiedBy"),
        ("ordinal", "pk:ordinal"),
        ("fiscal_year", "pk:budgetYear"),
        ("units", "pk:implementedBy"),
        ("source", "prov:hadPrimarySource"),
        ("document_number", "pk:number"),
        ("document_kind", "pk:documentKind"),
        ("publisher", "dcterms:publisher"),
        ("area", "dcterms:spatial"),
        ("area_code", "skos:notation"),
        ("within", "skos:broader"),
        ("part_of", "org:subOrganizationOf"),
        ("declared_count", "pk:declaredCount"),
        ("document", "pk:fileName"),
        ("path", "pk:path"),
        ("extractor", "pk:extractorVersion"),
        ("sha256", "pk:sha256"),
        ("declared_total", "pk:declaredTotal"),
    )
}
#: What a thing is called: the first of these that it has.  A document is called by its title, else by the name of its file.
NAMED_BY = tuple(map(full, ("skos:prefLabel", "rdfs:label", "dcterms:title", "eli:id_local", "pk:fileName")))


class Row(Protocol):
    """One solution: a mapping or a pyoxigraph ``QuerySolution``; an unbound variable gives None."""

    def __getitem__(self, variable: str, /) -> Any: ...


Select = Callable[[str], Iterable[Row]]
Term = Any
#: What has a dossier, or can be found: ``text`` is a place in a document.
Kind = Literal["policy", "project", "work", "unit", "area", "document", "task", "text"]
Stated = Mapping[str, Sequence[Term]]


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """A thing by what it is called: ``where`` tells namesakes apart, ``weight`` ranks them."""

    kind: Kind
    iri: str
    name: str
    where: str = ""
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Grant:
    """Money granted to a thing, or a part of such money: the IRIs of it and of its amount, and what is stated of them.

    ``level`` is the IRI of a concept, ``printed_level`` the printed word.
    """

    iri: str
    amount: str
    value: Term
    printed: str | None = None
    computed: bool = False
    level: str | None = None
    printed_level: str | None = None

    @property
    def yuan(self) -> Decimal:
        """The amount."""
        return Decimal(self.value.value)


def batched(items: Iterable[T], size: int = BATCH) -> Iterator[tuple[T, ...]]:
    """Cut ``items`` into tuples of at most ``size``."""
    rest = iter(items)
    while batch := tuple(islice(rest, size)):
        yield batch


def iri_list(iris: Iterable[str], separator: str = " ") -> str:
    """Write IRIs for a query; raises :class:`ValueError` for what is not an IRI, so nothing else can get in."""
    return separator.join(str(ox.NamedNode(iri)) for iri in iris)


def asked(select: Select, name: str, things: Iterable[str], **values: str) -> Iterator[Row]:
    """The rows of a query about ``$things``, a batch of them at a time."""
    for batch in batched(things):
        yield from select(queries.bound(name, things=iri_list(batch), **values))


def stated(select: Select, things: Iterable[str], facts: Iterable[str] = PROPERTIES) -> dict[str, Stated]:
    """What is stated of each thing by the names of :data:`PROPERTIES`: the distinct terms of each, sorted."""
    short = {PROPERTIES[name]: name for name in facts}
    found: dict[str, dict[str, list[Term]]] = {thing: defaultdict(list) for thing in things}
    for row in asked(select, "dossier/facts", found, properties=iri_list(short, ", ")):
        found[row["thing"].value][short[row["property"].value]].append(row["value"])
    for held in found.values():
        for terms in held.values():
            terms.sort(key=str)
    return dict(found)


def names(select: Select, things: Iterable[str]) -> dict[str, str]:
    """What each thing is called, by :data:`NAMED_BY`; what nobody named is left out.  Of several names the first counts."""
    found: dict[str, tuple[int, str]] = {}
    for row in asked(select, "dossier/names", things):
        thing, name = row["thing"].value, (NAMED_BY.index(row["property"].value), row["name"].value)
        found[thing] = min(name, found.get(thing, name))
    return {thing: name for thing, (_, name) in found.items()}


def name(select: Select, thing: str) -> str:
    """What a thing is called; the end of its IRI where nobody named it."""
    return names(select, [thing]).get(thing) or tail(thing)


def grants(select: Select, things: Iterable[str], link: str = "schema:fundedItem") -> dict[str, list[Grant]]:
    """The money granted to each thing, in the order of the grants; these may be parts of each other.

    With ``dcterms:isPartOf`` as the link the parts of grants, or of their parts.
    """
    rows: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in asked(select, "dossier/grants", things, link=link):
        rows[row["thing"].value].setdefault(row["grant"].value, row)
    return {thing: [_grant(row) for row in found.values()] for thing, found in rows.items()}


def _grant(row: Row) -> Grant:
    printed, computed, level, word = (
        None if row[name] is None else row[name].value for name in ("printed", "computed", "level", "printed_level")
    )
    grant, amount = row["grant"].value, row["amount"].value
    return Grant(grant, amount, row["value"], printed, computed in ("true", "1"), level, word)


def amounts(select: Select, iris: Iterable[str]) -> dict[str, Decimal]:
    """The yuan of amounts by their IRIs."""
    return {row["thing"].value: Decimal(row["value"].value) for row in asked(select, "dossier/yuan", iris)}


def tail(iri: str) -> str:
    """The last part of an IRI, readable: what is left to show of a thing that nobody named."""
    return unquote(iri.rstrip("/#").rpartition("/")[2].rpartition("#")[2])
