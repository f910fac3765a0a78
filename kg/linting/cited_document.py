"""One loaded document as its own graph holds it: its projects and its citations with their places, ready to be examined.

Where the document has just been read again, what was read says the same as its graph, and in a hundredth of the time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS

from kg.stores.store import Store
from loaders.rdf import identifiers
from loaders.rdf.triples import RELATIONS, WORKS
from ontology.authorities import places
from ontology.authorities.areas import Area
from ontology.terms import CITO, OA, PK

if TYPE_CHECKING:
    from loaders import records
    from loaders.records import Extraction

_Values = Mapping[str, list[str]]
_TYPE, _LABEL, _PART_OF = str(RDF.type), str(RDFS.label), str(DCTERMS.isPartOf)
_CITED_KIND, _SECTION, _EVIDENCE = str(PK.citedKind), str(PK.Section), str(PK.evidence)
_CITED = str(CITO.hasCitedEntity)
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
    return Paper(
        iri=document,
        file=_file(store, document),
        year=_year(own),
        area=_area(
            (
                name
                for iri in [*own.get(str(DCTERMS.spatial), ()), *own.get(str(DCTERMS.publisher), ())]
                for name in about[iri].get(str(SKOS.prefLabel), ())
            ),
            _year(own),
        ),
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


def of_extraction(store: Store, extraction: Extraction) -> Paper | None:
    """The document that an extraction was made of, as :func:`read` gives it where the store holds just what was extracted.

    None where several things would have one IRI in the store, which then has to be asked.
    """
    document = extraction.document
    cited = [one for one in extraction.citations if one.kind == "policy"]
    sections = [section for project in extraction.projects for section in project.sections]
    if any(len({(one.start, one.end) for one in group}) < len(group) for group in (cited, sections)):
        return None
    year = document.fiscal_year
    projects = {one.ordinal: one for one in extraction.projects}
    names = (identifiers.without_blanks(one.value) for one in (document.area, document.publisher) if one)
    return Paper(
        iri=identifiers.document(document.sha256),
        file=_file(store, identifiers.document(document.sha256)),
        year=_whole(year.value if year else None),
        area=_area(names, _whole(year.value if year else None)),
        text=extraction.text,
        projects=tuple(
            _extracted(project, document) for project in sorted(extraction.projects, key=lambda one: one.ordinal)
        ),
        citations=tuple(
            _citing(store, one, extraction, projects) for one in sorted(cited, key=lambda one: (one.start, one.end))
        ),
    )


def _extracted(project: records.Project, document: records.Document) -> Project:
    year = project.fiscal_year or document.fiscal_year
    quoted = [project.name, *(place for one in project.classifications for place in (one.code, one.name) if place)]
    if project.fiscal_year and project.fiscal_year != document.fiscal_year:
        quoted.append(project.fiscal_year)
    # The store has no order: the first by its IRI counts, as in read().
    place = min(quoted, key=lambda one: f"{one.start}-{one.end}")
    basis = [section for section in project.sections if section.field == "basis"]
    return Project(
        iri=identifiers.project(document.sha256, project.ordinal),
        ordinal=project.ordinal,
        name=project.name.value,
        year=_whole(year.value if year else None),
        budget=document.kind not in WORKS,
        start=place.start,
        end=place.end,
        sections=tuple(
            Section(one.heading, one.field, one.start, one.end) for one in sorted(basis, key=lambda one: one.start)
        ),
    )


def _citing(
    store: Store, cited: records.Citation, extraction: Extraction, projects: Mapping[int, records.Project]
) -> Cited:
    sha256, text = extraction.document.sha256, extraction.text
    lent = None
    if cited.project is not None:
        project = projects[cited.project]
        lent = project.ordinal if any(one.start <= cited.start < one.end for one in project.lent) else None
    iri = identifiers.citation(sha256, cited.start, cited.end, lent)
    printed = cited.printed_number
    return Cited(
        iri=iri,
        project=None if cited.project is None else identifiers.project(sha256, cited.project),
        relation=str(RELATIONS[cited.relation]),
        section=cited.section,
        number=cited.number,
        printed=text[printed.start : printed.end] if printed else None,
        title=cited.title,
        issuers=_each(cited.issuers),
        articles=_each([one.value for one in cited.articles]),
        style=_each(cited.style),
        alias=cited.via is not None,
        policy=_policy(store, iri),
        start=cited.start,
        end=cited.end,
        surface=text[cited.start : cited.end],
    )


def _each(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


def _file(store: Store, document: str) -> str:
    names = [name for _, _, name in store.statements(document, str(PK.fileName), graph=identifiers.CATALOGUE)]
    return min(names, default="")


def _policy(store: Store, citation: str) -> str | None:
    """The policy that a citation means."""
    means = [policy for _, _, policy in store.statements(citation, _CITED, graph=identifiers.DERIVED)]
    return min(means, default=None)


def _one(values: _Values, predicate: object) -> str | None:
    return next(iter(values.get(str(predicate), ())), None)


def _is_funded(values: _Values) -> bool:
    return not _FUNDED.isdisjoint(values.get(_TYPE, ()))


def _year(values: _Values) -> int | None:
    return _whole(_one(values, PK.budgetYear))


def _whole(year: str | None) -> int | None:
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
        policy=_policy(store, iri),
        start=start,
        end=end,
        surface=_one(quote, OA.exact) or "",
    )


def _area(names: Iterable[str], year: int | None) -> Area | None:
    """The area of the document, else that in its publisher's name; None where several have the name."""
    return next(filter(None, (places.leading(name, None, year, body=True).area for name in names)), None)
