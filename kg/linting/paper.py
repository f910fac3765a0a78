"""One loaded document as its own graph holds it: its projects and its citations with their places, ready to be examined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS

from kg.store import Store
from loaders import identifiers
from ontology import areas
from ontology.areas import Area
from ontology.terms import CITO, OA, PK

_Values = Mapping[str, list[str]]
_TYPE, _LABEL, _PART_OF = str(RDF.type), str(RDFS.label), str(DCTERMS.isPartOf)
_CITED_KIND, _SECTION, _EVIDENCE = str(PK.citedKind), str(PK.Section), str(PK.evidence)
_FUNDED = frozenset({str(PK.BudgetProject), str(PK.Work)})
_HERE = "<:>"


# What is read: the properties of citations, which few other things have, and of the document itself.
_OF_CITATIONS = (
    *(
        PK.citedKind,
        PK.relation,
        PK.inSection,
        PK.number,
        PK.printedNumber,
        PK.printedIssuer,
        PK.article,
        PK.style,
        PK.via,
    ),
    *(CITO.hasCitingEntity, DCTERMS.title),
)
_OF_DOCUMENTS = (PK.text, DCTERMS.spatial, DCTERMS.publisher)


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a project and the places ``[start, end)`` of its text."""

    heading: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Project:
    """A project of a budget (or, where ``budget`` is false, a funded work of a report), with the sections that tell its basis."""

    iri: str
    ordinal: int
    name: str
    year: int | None
    budget: bool
    start: int
    end: int
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of a policy: what is printed, where, and the policy that it means (an IRI)."""

    iri: str
    project: str | None
    relation: str
    section: str | None
    number: str | None
    printed: str | None
    title: str | None
    issuers: tuple[str, ...]
    articles: tuple[str, ...]
    style: tuple[str, ...]
    alias: bool
    policy: str | None
    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with what it says."""

    iri: str
    file: str
    year: int | None
    area: Area | None
    text: str
    projects: tuple[Project, ...]
    citations: tuple[Cited, ...]


def read(store: Store, document: str) -> Paper:
    """The document of this IRI; an unknown one has no file name and nothing else."""
    about = _facts(store, document)
    things = list(about.items())
    own = about[document]
    citations = [_cited(store, iri, values, about) for iri, values in things if _CITED_KIND in values]
    sections = _sections(about)
    projects = [_project(iri, values, about, sections[iri]) for iri, values in things if _is_funded(values)]
    names = [name for _, _, name in store.statements(document, str(PK.fileName), graph=identifiers.CATALOGUE)]
    return Paper(
        iri=document,
        file=min(names, default=""),
        year=_year(own),
        area=_area(own, about),
        text=_one(own, PK.text) or "",
        projects=tuple(sorted(projects, key=lambda project: project.ordinal)),
        citations=tuple(sorted((one for one in citations if one), key=lambda one: (one.start, one.end))),
    )


def _facts(store: Store, document: str) -> Mapping[str, Mapping[str, list[str]]]:
    """The statements that a paper is made of, by subject and property, each with its values sorted.

    These are a third of a document's statements; a query that names their properties gives them in a fifth of the time that
    reading all takes.
    """
    about: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject, place, value in store.rows(_question().replace(_HERE, str(ox.NamedNode(document)))):
        if isinstance(subject, ox.NamedNode) and isinstance(place, ox.Literal) and value is not None:
            about[subject.value][_patterns()[int(place.value)][0]].append(str(getattr(value, "value", value)))
    for values in about.values():
        for held in values.values():
            held.sort()
    return about


@cache
def _question() -> str:
    parts = (f"{{ {pattern} BIND({place} AS ?n) }}" for place, (_, pattern) in enumerate(_patterns()))
    return f"SELECT DISTINCT ?s ?n ?o {{ GRAPH {_HERE} {{ {' UNION '.join(parts)} }} }}"


@cache
def _patterns() -> tuple[tuple[str, str], ...]:
    """Properties, and where their values ``?o`` stand at ``?s``."""
    funded = f"VALUES ?t {{ {' '.join(f'<{kind}>' for kind in sorted(_FUNDED))} }} ?s a ?t ."
    projects, citations = funded, f"?s <{_CITED_KIND}> ?k ."
    basis = f'?s <{PK.field}> "basis" .'
    either = f"{{ ?x <{_CITED_KIND}> ?k }} UNION {{ {funded.replace('?s', '?x')} }}"
    evidence = f"{{ SELECT ?x ?s {{ ?x <{_EVIDENCE}> ?s }} }}"
    quotes = f"{{ SELECT DISTINCT ?s {{ {{ SELECT ?x {{ {either} }} }} {evidence} }} }}"
    span = (OA.start, OA.end, OA.exact)
    wanted = [
        *(("", property) for property in (*_OF_CITATIONS, PK.budgetYear, SKOS.prefLabel)),
        *((f"VALUES ?s {{ {_HERE} }}", property) for property in _OF_DOCUMENTS),
        *((citations, property) for property in (PK.evidence, *span)),
        *((projects, property) for property in (RDF.type, PK.ordinal, RDFS.label, PK.evidence, *span)),
        *((basis, property) for property in (RDF.type, RDFS.label, PK.field, DCTERMS.isPartOf, OA.start, OA.end)),
        *((quotes, property) for property in span),
    ]
    # Each part is scanned by itself and put together in memory: quicker than looking up a thing's values one by one.
    return tuple(
        (str(property), f"{things} {{ SELECT ?s ?o {{ ?s <{property}> ?o }} }}" if things else f"?s <{property}> ?o")
        for things, property in wanted
    )


def _one(values: _Values, predicate: object) -> str | None:
    return next(iter(values.get(str(predicate), ())), None)


def _is_funded(values: _Values) -> bool:
    return not _FUNDED.isdisjoint(values.get(_TYPE, ()))


def _year(values: _Values) -> int | None:
    year = _one(values, PK.budgetYear)
    return int(year) if year is not None and year.isdecimal() else None


def _sections(about: Mapping[str, _Values]) -> Mapping[str | None, list[Section]]:
    """The sections that tell the basis of each project."""
    found: defaultdict[str | None, list[Section]] = defaultdict(list)
    for held in about.values():
        if _SECTION in held.get(_TYPE, ()):
            section = Section(_one(held, _LABEL) or "", _one(held, PK.field) or "", *_span(held))
            found[_one(held, _PART_OF)].append(section)
    return found


def _project(iri: str, values: _Values, about: Mapping[str, _Values], sections: list[Section]) -> Project:
    quote = about[_one(values, _EVIDENCE) or iri]
    return Project(
        iri=iri,
        ordinal=int(_one(values, PK.ordinal) or 0),
        name=_one(values, RDFS.label) or "",
        year=_year(values),
        budget=str(PK.BudgetProject) in values.get(str(RDF.type), ()),
        start=_span(quote)[0],
        end=_span(quote)[1],
        sections=tuple(sorted(sections, key=lambda section: section.start)),
    )


def _span(values: _Values) -> tuple[int, int]:
    return int(_one(values, OA.start) or 0), int(_one(values, OA.end) or 0)


def _cited(store: Store, iri: str, values: _Values, about: Mapping[str, _Values]) -> Cited | None:
    if _one(values, PK.citedKind) != "policy":
        return None
    citing = _one(values, CITO.hasCitingEntity)
    quote = about[_one(values, _EVIDENCE) or iri]
    start, end = _span(quote)
    means = [policy for _, _, policy in store.statements(iri, str(CITO.hasCitedEntity), graph=identifiers.DERIVED)]
    return Cited(
        iri=iri,
        project=citing if citing is not None and _is_funded(about[citing]) else None,
        relation=_one(values, PK.relation) or "",
        section=_one(values, PK.inSection),
        number=_one(values, PK.number),
        printed=_one(values, PK.printedNumber),
        title=_one(values, DCTERMS.title),
        issuers=tuple(values.get(str(PK.printedIssuer), ())),
        articles=tuple(values.get(str(PK.article), ())),
        style=tuple(values.get(str(PK.style), ())),
        alias=str(PK.via) in values,
        policy=min(means, default=None),
        start=start,
        end=end,
        surface=_one(quote, OA.exact) or "",
    )


def _area(values: _Values, about: Mapping[str, _Values]) -> Area | None:
    """The area of the document, else that in its publisher's name; None where several have the name."""
    for iri in [*values.get(str(DCTERMS.spatial), ()), *values.get(str(DCTERMS.publisher), ())]:
        for name in about[iri].get(str(SKOS.prefLabel), ()):
            found = _place(name)
            if found is not None:
                return found
    return None


def _place(name: str) -> Area | None:
    """玉溪市红塔区 or 玉溪市红塔区教育局: the last of the areas that the name begins with, each within the one before."""
    place: Area | None = None
    while name:
        for size in range(len(name), 1, -1):
            found = areas.find(name[:size])
            within = [
                area for area in found if place is None or place.code in {above.code for above in areas.ancestors(area)}
            ]
            if len(within) == 1:
                place, name = within[0], name[size:]
                break
        else:
            return place
    return place
