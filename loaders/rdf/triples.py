"""A record -> RDF: the only place that says so, as ``docs/explanation/graph.md`` describes it.

All statements about one document belong to one graph, whose name is the document's IRI.  No blank nodes; every subject
has ``pk:evidence``, or is itself a passage of the text or a page.  What was printed stands beside each value as a plain string.

Bodies, areas and classes that other documents name too are only pointed to: what they are called stands once, in the derived graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final, get_args

from rdflib import DCTERMS, FOAF, ORG, PROV, RDF, RDFS, XSD, Literal, URIRef

from loaders.amounts import Money, Operand, Share
from loaders.bodies import identity
from loaders.rdf import (
    allotment_triples,
    budget_cube,
    identifiers,
    literals,
    money_triples,
    performance_cube,
    publications,
    record_codec,
    validity_triples,
)
from loaders.rdf.literals import Text
from loaders.rdf.placed_citations import PlacedCitation, placed_citations
from loaders.records import (
    WORKS,
    Affiliation,
    Citation,
    Classification,
    Document,
    Entry,
    Extraction,
    Field,
    Indicator,
    Mention,
    Part,
    Project,
    Relation,
    Section,
    Task,
)
from loaders.source import confidence, is_unsure, page_at
from ontology.blanks import without_blanks
from ontology.terms import CITO, OA, PK, SCHEMA

__all__ = ["nquads", "triples"]


_Statement = tuple[str, str, "str | Text"]
_Span = tuple[int, int]


_DOCUMENT_KINDS: Final = {
    "budget-disclosure": PK.BudgetDisclosure,
    "department-budget": PK.DepartmentBudget,
    "department-account": PK.DepartmentAccount,
    "work-plan": PK.WorkPlan,
    "work-report": PK.WorkReport,
    "notice": PK.Notice,
    "regulation": PK.RegulatoryText,
    "register": PK.Register,
    "other": PK.OtherDocument,
}
#: What a document says of itself in words, with what makes a literal of them.
_STATED: Final[dict[str, tuple[URIRef, Callable[[str], Text]]]] = {
    "title": (DCTERMS.title, Text),
    "number": (PK.number, Text),
    "fiscal_year": (PK.budgetYear, literals.year),
    "declared_count": (PK.declaredCount, literals.count),
}
_CITATION: Final = {
    "kind": PK.citedKind,
    "number": PK.number,
    "title": DCTERMS.title,
    "standard": PK.standardNumber,
    "issuers": PK.printedIssuer,
    "articles": PK.article,
    "aliases": PK.alias,
    "via": PK.via,
    "section": PK.inSection,
}
#: The class of each relation.
RELATIONS: Final = {relation: PK[relation.capitalize()] for relation in get_args(Relation)}
#: The property that leads from a project to each of its headed parts.
SECTIONS: Final = {field: PK[f"{field}Section"] for field in get_args(Field)}
_ROLES: Final[dict[identifiers.Role, URIRef]] = {
    "implementing": PK.ImplementingUnit,
    "lead": PK.LeadUnit,
    "participating": PK.ParticipatingUnit,
}
_JSON: Final = str(RDF.JSON)
_BASE64: Final = str(XSD.base64Binary)


def triples(extraction: Extraction) -> Iterator[tuple[URIRef, URIRef, URIRef | Literal]]:
    """The statements of one document as rdflib terms, each once, in the order of the records.

    They all belong to the graph ``identifiers.document(extraction.document.sha256)``.
    """
    terms: dict[str | Text, URIRef | Literal] = {}

    def resource(iri: str) -> URIRef:
        term = terms.get(iri)
        if not isinstance(term, URIRef):
            term = terms[iri] = URIRef(iri)
        return term

    def literal(text: Text) -> Literal:
        return Literal(text.lexical, datatype=URIRef(text.datatype) if text.datatype else None)

    for subject, predicate, value in dict.fromkeys(_statements(extraction)):
        yield resource(subject), resource(predicate), literal(value) if isinstance(value, Text) else resource(value)


def nquads(extraction: Extraction, replaced: Mapping[str, str] | None = None) -> bytes:
    """The document's graph as N-Quads in UTF-8: sorted lines, each once; the same extraction gives the same bytes.

    ``replaced`` are the IRIs of bodies and areas for which people say that others stand.
    """
    graph = identifiers.document(extraction.document.sha256)
    # By subject: sorting few short ends is fast, and the IRIs that all lines of a subject repeat are held once.
    said: defaultdict[str, set[str]] = defaultdict(set)
    for s, p, o in _statements(extraction, replaced or {}):
        said[s].add(f"<{p}> {o.nquads()}" if isinstance(o, Text) else f"<{p}> <{o}>")
    end = f" <{graph}> .\n"
    lines = []
    for subject in sorted(said, key="<{}>".format):
        begin = f"<{subject}> "
        lines.append(f"{begin}{f'{end}{begin}'.join(sorted(said.pop(subject)))}{end}".encode())
    return b"".join(lines)


def _statements(extraction: Extraction, replaced: Mapping[str, str] = MappingProxyType({})) -> Iterator[_Statement]:
    said = _said(extraction, replaced)
    return ((s, p, replaced.get(o, o) if type(o) is str else o) for s, p, o in said) if replaced else said


def _said(extraction: Extraction, replaced: Mapping[str, str]) -> Iterator[_Statement]:
    page = _Page(extraction, replaced)
    amounts = money_triples.amounts(extraction)
    trees = money_triples.trees(extraction)
    used = {id(tree) for own in trees.values() for tree in own}
    yield from page.document(extraction)
    for project in extraction.projects:
        yield from page.project(project, extraction.document, trees.get(project.ordinal, []))
    for task in extraction.tasks:
        yield from page.task(task)
    for place in placed_citations(extraction):
        yield from page.citation(place)
    for money, mentioned_in in amounts.values():
        yield from money_triples.amount(page, money, mentioned_in)
    yield from budget_cube.cube(page, extraction, page.reader, amounts)
    yield from performance_cube.cube(page, extraction, amounts)
    shares: dict[_Span, list[Share]] = {}
    for share in extraction.shares:
        shares.setdefault((share.start, share.end), []).append(share)
        yield from money_triples.share(page, share)
    for tree in extraction.allocations:
        if id(tree) not in used:
            yield from money_triples.stated_sum(page, tree, page.year(tree.money.project))
    for allotment in extraction.allotments:
        around = None if allotment.within is None else extraction.allotments[allotment.within]
        yield from allotment_triples.allotment(page, allotment, around)
    stated = [one for one in extraction.calculations if one.stated]
    for calculation in stated:
        yield from money_triples.calculation(page, calculation, amounts, shares)
    worked_out = {(one.result.start, one.result.end) for one in stated}
    for equation in extraction.equations:
        if (equation.stated.start, equation.stated.end) not in worked_out:
            yield from money_triples.equation(page, equation, amounts, shares)
    for indicator in extraction.indicators:
        yield from page.indicator(indicator)
    for entry in extraction.entries:
        yield from page.entry(entry)
    for affiliation in extraction.affiliations:
        yield from page.affiliation(affiliation)
    for article in extraction.articles:
        yield from validity_triples.article(article, page.sha)


class _Page:
    """Writes the statements of one document: knows its text, its digest and which quotes are already written."""

    def __init__(self, extraction: Extraction, replaced: Mapping[str, str]) -> None:
        self.extraction = extraction
        self.text = extraction.text
        self.pages = extraction.pages
        self.sha = extraction.document.sha256
        self.iri = identifiers.document(self.sha)
        self.stated = extraction.document
        self.replaced = replaced
        self.reader = identity.of_document(extraction.document)
        place = self.reader.place
        if place and (other := replaced.get(identifiers.area(place.name, place.within))):
            # What is printed on a page about an area is read in the one that stands for it.
            name, within = identifiers.name(other)
            stated = extraction.document.publisher
            place = identity.Identity(name, within, None if within else identity.named_area(name))
            self.reader = identity.reader_in(place, stated.value if stated else None, self.sha[:16])
        self.projects = {project.ordinal: project for project in extraction.projects}

    def document(self, extraction: Extraction) -> Iterator[_Statement]:
        iri, document = self.iri, extraction.document
        yield iri, RDF.type, FOAF.Document
        yield iri, PK.documentKind, _DOCUMENT_KINDS[document.kind]
        yield iri, PK.sha256, Text(document.sha256)
        yield iri, PK.text, Text(self.text)
        yield iri, PK.records, Text(record_codec.encode(extraction), _JSON)
        for image in extraction.images:
            yield identifiers.page(self.sha, image.page), PK.image, Text(image.data, _BASE64)
        if key := publications.content_key(extraction):
            yield iri, PK.contentKey, Text(key)
        for field, (predicate, literal) in _STATED.items():
            if (stated := getattr(document, field)) and not (field == "number" and self.is_unsure(stated)):
                yield iri, predicate, literal(stated.value)
                yield from self.evidence(iri, stated, quoted=True)
        if document.publisher:
            published = identity.body(document.publisher.value, self.reader)
            yield iri, DCTERMS.publisher, identifiers.organisation(published.name, published.within)
            yield from self.evidence(iri, document.publisher, quoted=True)
        if document.area:
            area = identity.area(document.area.value, self.reader)
            yield iri, DCTERMS.spatial, identifiers.area(area.name, area.within)
            yield from self.evidence(iri, document.area, quoted=True)
        if total := document.declared_total:
            yield iri, PK.declaredTotal, identifiers.stated("amount", self.sha, total.start, total.end)
        yield from validity_triples.force(iri, self.text, document)
        for _, day in validity_triples.days(document):
            yield from self.evidence(iri, day, quoted=True)

    def project(self, project: Project, document: Document, trees: Sequence[Part]) -> Iterator[_Statement]:
        iri = identifiers.project(self.sha, project.ordinal)
        yield iri, RDF.type, PK.Work if document.kind in WORKS else PK.BudgetProject
        yield iri, RDFS.label, Text(project.name.value)
        yield iri, PK.normalName, Text(publications.normal_name(project.name.value))
        yield iri, PK.ordinal, literals.integer(project.ordinal)
        yield iri, PROV.hadPrimarySource, self.iri
        yield from self.evidence(iri, project.name)
        year = self.year(project.ordinal)
        if year:
            yield iri, PK.budgetYear, literals.year(year.value)
            if year != document.fiscal_year:
                yield from self.evidence(iri, year)
        yield from self.units(iri, PK.implementedBy, "implementing", project.units)
        for printed in project.classifications:
            yield from self.functional_class(printed, iri)
        for section in project.sections:
            yield from self.section(section, iri)
        yield from money_triples.grant(self, project, trees, year, counted=document.kind not in WORKS)

    def functional_class(self, printed: Classification, of: str) -> Iterator[_Statement]:
        yield of, PK.functionalClass, identifiers.functional_class(printed.code.value)
        yield from self.evidence(of, printed.code, quoted=True)
        if printed.name:
            # The place of the code says what the page calls the class: other pages may call it something else.
            yield (
                identifiers.passage(self.sha, printed.code.start, printed.code.end),
                RDFS.label,
                Text(printed.name.value),
            )
            yield from self.evidence(of, printed.name)

    def section(self, section: Section, of: str) -> Iterator[_Statement]:
        """A headed part of a project: what it is about is the property that leads to its passage."""
        passage = identifiers.passage(self.sha, section.start, section.end)
        yield of, SECTIONS[section.field], passage
        yield passage, RDFS.label, Text(section.heading)

    def task(self, task: Task) -> Iterator[_Statement]:
        iri = identifiers.stated("task", self.sha, task.start, task.end)
        yield iri, RDF.type, PK.Task
        yield iri, RDFS.label, Text(task.text)
        yield iri, PROV.hadPrimarySource, self.iri
        yield from self.evidence(iri, task)
        yield from self.units(iri, PK.leadUnit, "lead", task.lead)
        yield from self.units(iri, PK.participatingUnit, "participating", task.participants)

    def citation(self, place: PlacedCitation) -> Iterator[_Statement]:
        citation, iri = place.citation, place.iri
        yield iri, RDF.type, CITO.Citation
        yield iri, CITO.hasCitingEntity, place.entity
        yield iri, PK.relation, RELATIONS[citation.relation]
        if (at := citation.printed_number) and self.is_unsure(at):
            # What OCR is unsure of names no policy.
            citation = replace(citation, number=None)
        if at and (printed := self.text[at.start : at.end]) != citation.number:
            yield iri, PK.printedNumber, Text(printed)
        yield from literals.printed(iri, citation, _CITATION)
        yield from self.evidence(iri, citation, quoted=True)
        # So that whoever asks for citations comes to their document by a path, as to everything else.
        yield identifiers.passage(self.sha, citation.start, citation.end), DCTERMS.isPartOf, self.iri

    def indicator(self, indicator: Indicator) -> Iterator[_Statement]:
        iri = identifiers.stated("indicator", self.sha, indicator.start, indicator.end, indicator.name)
        yield iri, RDF.type, PK.Indicator
        yield iri, RDFS.label, Text(indicator.name)
        yield iri, PK.comparator, Text(indicator.comparator)
        yield iri, SCHEMA.value, literals.number(indicator.value)
        if indicator.unit:
            yield iri, SCHEMA.unitText, Text(indicator.unit)
        yield iri, PK.printed, Text(self.text[indicator.start : indicator.end])
        yield iri, PK.mentionedIn, self.holder(indicator.project)
        yield from self.evidence(iri, indicator)

    def entry(self, entry: Entry) -> Iterator[_Statement]:
        if entry.number and self.is_unsure(entry.number):
            # What OCR is unsure of names no policy; a row that has nothing else says nothing of one.
            if entry.title is None:
                return
            entry = replace(entry, number=None)
        replaced_by, repealed_by = (
            tuple(one for one in named if not self.is_unsure(one)) for named in (entry.replaced_by, entry.repealed_by)
        )
        entry = replace(entry, replaced_by=replaced_by, repealed_by=repealed_by)
        iri = identifiers.stated("entry", self.sha, entry.start, entry.end)
        yield from validity_triples.entry(entry, self.text, self.sha)
        yield from self.evidence(iri, entry, quoted=True)
        if entry.printed_status and not entry.start <= entry.printed_status.start < entry.end:
            yield from self.evidence(iri, entry.printed_status, quoted=True)

    def units(
        self, of: str, predicate: URIRef, role: identifiers.Role, mentions: Iterable[Mention]
    ) -> Iterator[_Statement]:
        """Units in a role: the direct edge, and the association that says where it stands."""
        for mention in mentions:
            meant = identity.body(mention.value, self.reader)
            read = identifiers.organisation(meant.name, meant.within)
            body = self.replaced.get(read, read)
            association = identifiers.stated("association", self.sha, mention.start, mention.end, role)
            yield of, predicate, body
            yield of, PK.association, association
            yield association, RDF.type, PROV.Association
            yield association, PROV.agent, body
            yield association, PROV.hadRole, _ROLES[role]
            if (printed := without_blanks(mention.value)) != identity.Identity(*identifiers.name(body)).label:
                yield association, PK.printedName, Text(printed)
            yield from self.evidence(association, mention)

    def affiliation(self, affiliation: Affiliation) -> Iterator[_Statement]:
        """A body that is inside another one; that it is so is said of them in the derived graph."""
        unit, holder = affiliation.unit, affiliation.holder
        iri = identifiers.stated("membership", self.sha, unit.start, unit.end, f"{holder.start}-{holder.end}")
        yield iri, RDF.type, ORG.Membership
        for role, mention in ((ORG.member, unit), (ORG.organization, holder)):
            meant = identity.body(mention.value, self.reader)
            yield iri, role, identifiers.organisation(meant.name, meant.within)
            yield from self.evidence(iri, mention, quoted=True)
        yield iri, PK.mentionedIn, self.iri
        yield from self.evidence(iri, affiliation.said, quoted=True)

    def holder(self, ordinal: int | None) -> str:
        """The project with that ordinal, or the document."""
        return self.iri if ordinal is None else identifiers.project(self.sha, ordinal)

    def year(self, ordinal: int | None) -> Mention | None:
        """The fiscal year of a project, or of the document where it states none of its own."""
        project = self.projects.get(ordinal) if ordinal is not None else None
        return (project.fiscal_year if project else None) or self.stated.fiscal_year

    def is_unsure(self, at: Mention) -> bool:
        """Whether OCR read it and is unsure of it."""
        return is_unsure(self.extraction, at.start, at.end)

    def evidence(
        self,
        of: str,
        at: Mention | Money | Citation | Task | Share | Indicator | Entry | Operand,
        *,
        quoted: bool = False,
    ) -> Iterator[_Statement]:
        """The link to the passage that states a fact, and the page where the format has pages.

        ``quoted`` says the words too, where no property of the fact is these words: an amount, an indicator and a name are.
        """
        passage = identifiers.passage(self.sha, at.start, at.end)
        yield of, PK.evidence, passage
        if quoted:
            yield passage, OA.exact, Text(self.text[at.start : at.end])
        if (label := page_at(self.pages, at.start)) is not None:
            yield passage, PK.page, Text(label)
        if (sure := confidence(self.extraction, at.start, at.end)) is not None:
            yield passage, PK.ocrConfidence, literals.integer(sure)
