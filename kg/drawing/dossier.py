"""What is known of a thing: its name, its facts, and the characters of the source that say so.

Facts are (key, value) pairs; keys are those of ``kg/drawing/page/words.tsv``.  A value is a string, or ``{"zh": …, "en": …}`` where
the two languages differ.  All functions take ``select`` as :mod:`kg.drawing.neighbourhood` does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Any, Protocol, TypeVar
from urllib.parse import unquote

from pyoxigraph import NamedNode
from rdflib.namespace import RDF

from kg.answers.standing import standing
from ontology.drawing import concept_names

T = TypeVar("T")

NAMESPACES = {
    "pk": "https://w3id.org/policy-kg/ns#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "cito": "http://purl.org/spar/cito/",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}
PREFIXES = "\n".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in NAMESPACES.items()) + "\n"
BATCH = 500  # IRIs in one query: few round trips, and a query text that stays below 100 kB

#: What is told of a thing of each type: (key of the fact, property that holds it), in the order of the panel.
FACTS: Mapping[str, Sequence[tuple[str, str]]] = {
    "policy": (
        ("number", "eli:id_local"),
        ("title", "dcterms:title"),
        ("other_title", "skos:altLabel"),
        ("kind", "eli:type_document"),
        ("year", "pk:numberYear"),
        ("issuer_level", "pk:level"),
        ("citation_count", "pk:citationCount"),
        ("citing_project_count", "pk:citingProjectCount"),
    ),
    "project": (("year", "pk:budgetYear"), ("ordinal", "pk:ordinal")),
    "work": (("year", "pk:budgetYear"), ("ordinal", "pk:ordinal")),
    "organisation": (),
    "document": (
        ("document_number", "pk:number"),
        ("kind", "pk:documentKind"),
        ("publisher", "dcterms:publisher"),
        ("area", "dcterms:spatial"),
        ("year", "pk:budgetYear"),
        ("declared_count", "pk:declaredCount"),
        ("file", "pk:fileName"),
    ),
    "task": (),
}
_STANDING = ("pk:status", "eli:date_no_longer_in_force")
LABELS = ("skos:prefLabel", "rdfs:label", "dcterms:title", "eli:id_local", "pk:fileName")
ROLES = {"ImplementingUnit": "implementedBy", "LeadUnit": "leadUnit", "ParticipatingUnit": "participatingUnit"}

Edge = tuple[str, str, str]
Text = str | Mapping[str, str]
Fact = tuple[str, Text]


class Row(Protocol):
    """One solution: a mapping or a pyoxigraph ``QuerySolution``; an unbound variable gives None."""

    def __getitem__(self, variable: str, /) -> Any: ...


Select = Callable[[str], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a source: ``exact`` is what is cited, ``prefix`` and ``suffix`` the rest of its sentence.

    ``about`` is a key of the words table (``about_name``, ``about_amount``, …); ``document`` the title of the source,
    ``file`` its file's name, ``section`` the heading it stands under, ``page`` its page or sheet ("" where the format has
    none); ``start`` and ``end`` count code points.
    """

    about: str
    document: str
    file: str
    section: str
    prefix: str
    exact: str
    suffix: str
    start: int
    end: int
    page: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """One thing as it is drawn: ``note`` is the short line beside its name, ``size`` a decimal string or None.

    ``amounts`` are all amounts granted to it, as decimal strings of yuan; they may be parts of each other.
    """

    label: str
    note: Text = ""
    facts: tuple[Fact, ...] = ()
    evidence: tuple[Quote, ...] = ()
    size: str | None = None
    amounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """A quote's IRI and what it is evidence of, before its words are read."""

    quote: str
    about: str
    section: str | None = None


def batched(items: Iterable[T], size: int = BATCH) -> Iterator[tuple[T, ...]]:
    """Cut ``items`` into tuples of at most ``size``."""
    rest = iter(items)
    while batch := tuple(islice(rest, size)):
        yield batch


def iri_list(iris: Iterable[str], separator: str = " ") -> str:
    """Write IRIs for a query; raises :class:`ValueError` for what is not an IRI, so nothing else can get in."""
    return separator.join(str(NamedNode(iri)) for iri in iris)


def yuan(amount: Decimal) -> Mapping[str, str]:
    """Write an amount in yuan exactly, in 万元 / 亿元 in Chinese where it is large enough."""
    exact = f"{amount:f}"
    plain = exact.rstrip("0").rstrip(".") if "." in exact else exact
    for unit, exponent in (("亿元", 8), ("万元", 4)):
        if abs(amount) >= 10**exponent:
            return {"zh": f"{amount.scaleb(-exponent).normalize():f}{unit}", "en": f"CNY {Decimal(plain):,f}"}
    return {"zh": f"{plain}元", "en": f"CNY {Decimal(plain):,f}"}


def describe(select: Select, types: Mapping[str, str]) -> dict[str, Dossier]:
    """Describe each of the things in ``types`` (IRI -> type of node)."""
    values = _values(select, types)
    mentioned = {value.value for held in values.values() for all_ in held.values() for value in all_ if _is_iri(value)}
    names = _names(select, sorted(mentioned))
    grants, totals = _grants(select, types), _declared_totals(select, types)
    evidence = _quotes(select, _own_evidence(select, types), _sections(select, types))
    dossiers = {}
    for node, kind in types.items():
        held = values[node]
        facts: list[Fact] = [
            (key, names[value.value] if _is_iri(value) else value.value)
            for key, name in FACTS[kind]
            for value in held[name]
        ]
        label = next((held[name][0].value for name in LABELS if held[name]), _tail(node))
        note: Text = ""
        size: str | None = None
        if kind == "policy":
            note = held["eli:id_local"][0].value if held["eli:id_local"] and held["dcterms:title"] else ""
            size = held["pk:citationCount"][0].value if held["pk:citationCount"] else None
            if any(value.value == "title" for value in held["pk:identifiedBy"]):
                facts.append(("provisional", ""))
            statuses, ends = ([value.value for value in held[name]] for name in _STANDING)
            if now := standing(statuses, ends).words:
                facts.append(("standing", now))
        amounts = grants[node]
        for grant in amounts:
            facts.extend(grant.facts)
        if len(amounts) == 1:
            note, size = yuan(amounts[0].yuan), f"{amounts[0].yuan:f}"
        facts.extend(totals[node])
        own = tuple(evidence.get(node, ()))
        granted = tuple(f"{grant.yuan:f}" for grant in amounts)
        dossiers[node] = Dossier(label=label, note=note, facts=tuple(facts), evidence=own, size=size, amounts=granted)
    return dossiers


def arrow_quotes(select: Select, edges: Iterable[Edge]) -> dict[Edge, tuple[Quote, ...]]:
    """Give the words that state each arrow (source, property, target); an arrow without an entry has none of its own.

    A citation says a basis or a reference, an association a unit's role, a thing's own name that it stands in its
    document; a publisher is said by the quote of the document that reads exactly as the publisher's name.
    """
    wanted = set(edges)
    sources = sorted({source for source, _, _ in wanted})
    found: dict[Edge, list[_Found]] = defaultdict(list)
    for batch in batched(sources):
        for edge, quote in _arrow_evidence(select, batch):
            if edge in wanted:
                found[edge].append(quote)
    by_source = _sections(select, sources)
    sections = {edge: by_source[edge[0]] for edge in found}
    return {edge: tuple(quotes) for edge, quotes in _quotes(select, found, sections).items()}


# ---- facts


@dataclass(frozen=True, slots=True)
class _Grant:
    yuan: Decimal
    facts: tuple[Fact, ...]


def _values(select: Select, nodes: Iterable[str]) -> dict[str, dict[str, list[Any]]]:
    """Read what :data:`FACTS` and :data:`LABELS` need: node -> property (as ``pk:ordinal``) -> sorted terms."""
    wanted = {name for facts in FACTS.values() for _, name in facts} | {*LABELS, *_STANDING, "pk:identifiedBy"}
    short = {_iri(name): name for name in wanted}
    values: dict[str, dict[str, list[Any]]] = {node: defaultdict(list) for node in nodes}
    for batch in batched(values):
        query = f"""SELECT DISTINCT ?node ?property ?value WHERE {{
            VALUES ?node {{ {iri_list(batch)} }} ?node ?property ?value . FILTER(?property IN ({", ".join(sorted(wanted))}))
        }}"""
        for row in select(PREFIXES + query):
            values[row["node"].value][short[row["property"].value]].append(row["value"])
    for held in values.values():
        for terms in held.values():
            terms.sort(key=str)
    return values


def _names(select: Select, iris: Sequence[str]) -> dict[str, Text]:
    """Name concepts, organisations and areas: by the ontology, else by the store, else by the end of the IRI."""
    names: dict[str, Text] = {}
    for batch in batched(iris):
        query = f"""SELECT ?node ?name WHERE {{
            VALUES ?node {{ {iri_list(batch)} }} ?node skos:prefLabel|rdfs:label ?name }} ORDER BY DESC(?name)"""
        for row in select(PREFIXES + query):
            names[row["node"].value] = row["name"].value
    known = concept_names()
    return {iri: known.get(iri) or names.get(iri) or _tail(iri) for iri in iris}


def _grants(select: Select, nodes: Iterable[str]) -> dict[str, list[_Grant]]:
    found: dict[str, dict[str, tuple[Any, ...]]] = defaultdict(dict)
    for batch in batched(nodes):
        query = f"""SELECT ?node ?grant ?value ?printed ?computed ?level ?printedLevel WHERE {{
            VALUES ?node {{ {iri_list(batch)} }}
            ?grant schema:fundedItem ?node ; schema:amount ?amount . ?amount schema:value ?value .
            OPTIONAL {{ ?amount pk:printed ?printed }} OPTIONAL {{ ?amount pk:computed ?computed }}
            OPTIONAL {{ ?grant pk:fundingLevel ?level }} OPTIONAL {{ ?amount pk:printedLevel ?printedLevel }}
        }} ORDER BY ?grant ?printed ?level"""
        for row in select(PREFIXES + query):
            values = tuple(row[name] for name in ("value", "printed", "computed", "level", "printedLevel"))
            found[row["node"].value].setdefault(row["grant"].value, values)
    concepts = concept_names()
    grants: dict[str, list[_Grant]] = defaultdict(list)
    for node, rows in found.items():
        for value, printed, computed, level, printed_level in rows.values():
            added = computed is not None and computed.value in ("true", "1")
            facts: list[Fact] = [("amount_computed" if added else "amount", yuan(Decimal(value.value)))]
            if printed is not None and printed.value not in yuan(Decimal(value.value)).values():
                facts.append(("printed", printed.value))
            if printed_level is not None:
                facts.append(("level", printed_level.value))
            elif level is not None:
                facts.append(("level", concepts.get(level.value) or _tail(level.value)))
            grants[node].append(_Grant(Decimal(value.value), tuple(facts)))
    return grants


def _declared_totals(select: Select, nodes: Iterable[str]) -> dict[str, list[Fact]]:
    totals: dict[str, list[Fact]] = defaultdict(list)
    for batch in batched(nodes):
        query = f"""SELECT DISTINCT ?node ?value WHERE {{
            VALUES ?node {{ {iri_list(batch)} }} ?node pk:declaredTotal ?amount . ?amount schema:value ?value }}"""
        for row in select(PREFIXES + query):
            totals[row["node"].value].append(("declared_total", yuan(Decimal(row["value"].value))))
    return totals


# ---- evidence


def _own_evidence(select: Select, types: Mapping[str, str]) -> dict[str, list[_Found]]:
    found: dict[str, list[_Found]] = defaultdict(list)
    for batch in batched(types):
        nodes = f"VALUES ?node {{ {iri_list(batch)} }}"
        for row in select(f"{PREFIXES} SELECT ?node ?quote WHERE {{ {nodes} ?node pk:evidence ?quote }}"):
            node = row["node"].value
            about = "about_document" if types[node] == "document" else "about_name"
            found[node].append(_Found(row["quote"].value, about))
        paths = "{ ?grant pk:evidence ?quote } UNION { ?grant schema:amount ?amount . ?amount pk:evidence ?quote }"
        for row in select(f"{PREFIXES} SELECT ?node ?quote {{ {nodes} ?grant schema:fundedItem ?node . {paths} }}"):
            found[row["node"].value].append(_Found(row["quote"].value, "about_amount"))
    return found


def _arrow_evidence(select: Select, sources: Sequence[str]) -> Iterator[tuple[Edge, _Found]]:
    nodes = f"VALUES ?node {{ {iri_list(sources)} }}"
    query = f"""SELECT ?node ?relation ?other ?quote ?section WHERE {{ {nodes}
        ?citation cito:hasCitingEntity ?node ; cito:hasCitedEntity ?other ; pk:evidence ?quote .
        OPTIONAL {{ ?citation pk:relation ?relation }} OPTIONAL {{ ?citation pk:inSection ?section }} }}"""
    for row in select(PREFIXES + query):
        basis = row["relation"] is not None and row["relation"].value == _iri("pk:Basis")
        section = row["section"].value if row["section"] is not None else None
        edge = (row["node"].value, _iri("pk:basedOn" if basis else "cito:cites"), row["other"].value)
        yield edge, _Found(row["quote"].value, "about_citation", section)
    query = f"""SELECT ?node ?role ?other ?quote WHERE {{ {nodes}
        ?node prov:qualifiedAssociation ?unit . ?unit prov:agent ?other ; prov:hadRole ?role ; pk:evidence ?quote }}"""
    for row in select(PREFIXES + query):
        arrow = ROLES.get(row["role"].value.removeprefix(NAMESPACES["pk"]))
        if arrow is not None:
            yield (row["node"].value, _iri(f"pk:{arrow}"), row["other"].value), _Found(row["quote"].value, "about_unit")
    query = f"SELECT ?node ?other ?quote WHERE {{ {nodes} ?node prov:hadPrimarySource ?other ; pk:evidence ?quote }}"
    for row in select(PREFIXES + query):
        edge = (row["node"].value, _iri("prov:hadPrimarySource"), row["other"].value)
        yield edge, _Found(row["quote"].value, "about_name")
    query = f"""SELECT ?node ?other ?quote WHERE {{ {nodes} ?node dcterms:publisher ?other ; pk:evidence ?quote .
        ?other skos:prefLabel ?name . ?quote oa:exact ?exact . FILTER(STR(?name) = STR(?exact)) }}"""
    for row in select(PREFIXES + query):
        edge = (row["node"].value, _iri("dcterms:publisher"), row["other"].value)
        yield edge, _Found(row["quote"].value, "about_unit")

    # Between policies: a title or a citation says the arrow, and the statement about it names which.
    query = f"""SELECT ?node ?arrow ?other ?quote WHERE {{ {nodes} ?said <{RDF.subject}> ?node ; <{RDF.predicate}> ?arrow ;
        <{RDF.object}> ?other ; prov:wasDerivedFrom ?source . ?source pk:evidence ?quote }}"""
    for row in select(PREFIXES + query):
        yield (row["node"].value, row["arrow"].value, row["other"].value), _Found(row["quote"].value, "about_citation")


def _sections(select: Select, nodes: Iterable[str]) -> dict[str, list[tuple[int, int, str]]]:
    """Give the headed parts of each thing as (start, end, heading)."""
    sections: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for batch in batched(nodes):
        query = f"""SELECT ?node ?start ?end ?heading WHERE {{ VALUES ?node {{ {iri_list(batch)} }}
            ?part dcterms:isPartOf ?node ; a pk:Section ; oa:start ?start ; oa:end ?end ; rdfs:label ?heading }}"""
        for row in select(PREFIXES + query):
            span = int(row["start"].value), int(row["end"].value)
            sections[row["node"].value].append((*span, row["heading"].value))
    return sections


def _quotes(
    select: Select, found: Mapping[Any, Sequence[_Found]], sections: Mapping[Any, Sequence[tuple[int, int, str]]]
) -> dict[Any, list[Quote]]:
    """Read the words of the found quotes, each owner's in the order of the text."""
    words: dict[str, Quote] = {}
    for batch in batched(sorted({one.quote for quotes in found.values() for one in quotes})):
        query = f"""SELECT ?quote ?start ?end ?exact ?prefix ?suffix ?page ?title ?file WHERE {{
            VALUES ?quote {{ {iri_list(batch)} }} ?quote oa:start ?start ; oa:end ?end ; oa:exact ?exact .
            OPTIONAL {{ ?quote oa:prefix ?prefix }} OPTIONAL {{ ?quote oa:suffix ?suffix }} OPTIONAL {{ ?quote pk:page ?page }}
            OPTIONAL {{ ?quote dcterms:isPartOf ?document . OPTIONAL {{ ?document dcterms:title ?title }}
                        OPTIONAL {{ ?document pk:fileName ?file }} }} }}
            ORDER BY DESC(?title) DESC(?file)"""
        for row in select(PREFIXES + query):
            keys = ("prefix", "suffix", "page", "title", "file")
            text = {key: "" if row[key] is None else row[key].value for key in keys}
            words[row["quote"].value] = Quote(
                about="",
                document=text["title"],
                file=text["file"],
                section="",
                prefix=text["prefix"],
                exact=row["exact"].value,
                suffix=text["suffix"],
                start=int(row["start"].value),
                end=int(row["end"].value),
                page=text["page"],
            )
    read: dict[Any, list[Quote]] = {}
    for owner, quotes in found.items():
        mine: dict[Quote, None] = {}
        for one in quotes:
            if (quote := words.get(one.quote)) is not None:
                parts = sections.get(owner, ())
                section = one.section or next((h for s, e, h in parts if s <= quote.start < e), "")
                mine[replace(quote, about=one.about, section=section)] = None
        read[owner] = sorted(mine, key=lambda quote: (quote.document, quote.start, quote.end, quote.about))
    return read


# ---- terms


def _iri(name: str) -> str:
    prefix, local = name.split(":", 1)
    return NAMESPACES[prefix] + local


def _is_iri(term: object) -> bool:
    return isinstance(term, NamedNode)


def _tail(iri: str) -> str:
    """The last part of an IRI, readable: what is left to show of a thing that nobody named."""
    return unquote(iri.rstrip("/#").rpartition("/")[2].rpartition("#")[2])
