"""A record -> RDF: the only place that says so, as ``docs/explanation/graph.md`` describes it.

All statements about one document belong to one graph, whose name is the document's IRI.  No blank nodes; every subject
has ``pk:evidence``, or is itself a place in the text, or a body or an area that a located subject points to.  What was
printed stands beside each value as a plain string.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, get_args

from rdflib import DCTERMS, FOAF, ORG, PROV, RDF, RDFS, SKOS, Literal, URIRef

import ontology
from loaders import force_triples, identifiers, literals, sentences, summaries
from loaders.literals import FALSE, TRUE, Text
from loaders.records import (
    Citation,
    Document,
    Entry,
    Extraction,
    Indicator,
    Mention,
    Money,
    MoneyKind,
    Project,
    Relation,
    Section,
    Share,
    Task,
)
from ontology.terms import CITO, OA, PK, SCHEMA

__all__ = ["nquads", "triples"]


_Statement = tuple[str, str, "str | Text"]
_Span = tuple[int, int]
_Amounts = dict[_Span, tuple[Money, set[int | None]]]


_DOCUMENT_KINDS: Final = {
    "budget-disclosure": PK.BudgetDisclosure,
    "work-plan": PK.WorkPlan,
    "work-report": PK.WorkReport,
    "notice": PK.Notice,
    "regulation": PK.RegulatoryText,
    "register": PK.Register,
    "other": PK.OtherDocument,
}
_WORKS: Final = {"work-plan", "work-report"}
_RELATIONS: Final = {relation: PK[relation.capitalize()] for relation in get_args(Relation)}
_AMOUNT_KINDS: Final = {kind: PK[kind.capitalize()] for kind in get_args(MoneyKind)}
_ROLES: Final[dict[identifiers.Role, URIRef]] = {
    "implementing": PK.ImplementingUnit,
    "lead": PK.LeadUnit,
    "participating": PK.ParticipatingUnit,
}
_CURRENCY = Text("CNY")
_JSON: Final = str(RDF.JSON)


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


def nquads(extraction: Extraction) -> bytes:
    """The document's graph as N-Quads in UTF-8: sorted lines, each once; the same extraction gives the same bytes."""
    graph = identifiers.document(extraction.document.sha256)
    lines = {
        f"<{s}> <{p}> {o.nquads() if isinstance(o, Text) else f'<{o}>'} <{graph}> .\n"
        for s, p, o in _statements(extraction)
    }
    return "".join(sorted(lines)).encode("utf-8")


def _statements(extraction: Extraction) -> Iterator[_Statement]:
    page = _Page(extraction)
    amounts = _amounts(extraction)
    yield from page.document(extraction.document)
    for project in extraction.projects:
        yield from page.project(project, extraction.document)
    for task in extraction.tasks:
        yield from page.task(task)
    for citation, task_around in _with_tasks(extraction.citations, extraction.tasks):
        yield from page.citation(citation, task_around)
    for money, mentioned_in in amounts.values():
        yield from page.amount(money, mentioned_in)
    for share in extraction.shares:
        yield from page.share(share)
    for indicator in extraction.indicators:
        yield from page.indicator(indicator)
    for entry in extraction.entries:
        yield from page.entry(entry)
    for article in extraction.articles:
        yield from force_triples.article(article, page.sha)


class _Page:
    """Writes the statements of one document: knows its text, its digest and which quotes are already written."""

    def __init__(self, extraction: Extraction) -> None:
        self.text = extraction.text
        self.sha = extraction.document.sha256
        self.iri = identifiers.document(self.sha)
        self.quoted: set[_Span] = set()
        self.stated = extraction.document
        self.projects = {project.ordinal: project for project in extraction.projects}

    def document(self, document: Document) -> Iterator[_Statement]:
        iri = self.iri
        yield iri, RDF.type, FOAF.Document
        yield iri, PK.documentKind, _DOCUMENT_KINDS[document.kind]
        yield iri, PK.sha256, Text(document.sha256)
        yield iri, PK.text, Text(self.text)
        if document.title:
            yield iri, DCTERMS.title, Text(document.title.value)
            yield from self.evidence(iri, document.title)
        if document.number:
            yield iri, PK.number, Text(document.number.value)
            yield from self.evidence(iri, document.number)
        if document.publisher:
            yield iri, DCTERMS.publisher, (body := identifiers.organisation(document.publisher.value))
            yield from _organisation(body, document.publisher.value)
            yield from self.evidence(iri, document.publisher)
        if document.area:
            yield iri, DCTERMS.spatial, (area := identifiers.area(document.area.value))
            yield area, RDF.type, SKOS.Concept
            yield area, SKOS.prefLabel, Text(identifiers.without_blanks(document.area.value))
            yield from self.evidence(iri, document.area)
        if document.fiscal_year:
            yield iri, PK.budgetYear, literals.year(document.fiscal_year.value)
            yield from self.evidence(iri, document.fiscal_year)
        if document.declared_count:
            yield iri, PK.declaredCount, literals.count(document.declared_count.value)
            yield from self.evidence(iri, document.declared_count)
        if document.declared_total:
            total = document.declared_total
            yield iri, PK.declaredTotal, identifiers.amount(self.sha, total.start, total.end)

        yield from force_triples.force(iri, self.text, document)
        for _, day in force_triples.days(document):
            yield from self.evidence(iri, day)

    def project(self, project: Project, document: Document) -> Iterator[_Statement]:
        iri = identifiers.project(self.sha, project.ordinal)
        yield iri, RDF.type, PK.Work if document.kind in _WORKS else PK.BudgetProject
        yield iri, RDFS.label, Text(project.name.value)
        yield iri, PK.ordinal, literals.integer(project.ordinal)
        yield iri, PROV.hadPrimarySource, self.iri
        yield from self.evidence(iri, project.name)
        year = project.fiscal_year or document.fiscal_year
        if year:
            yield iri, PK.budgetYear, literals.year(year.value)
            if year != document.fiscal_year:
                yield from self.evidence(iri, year)
        yield from self.units(iri, PK.implementedBy, "implementing", project.units)
        for section in project.sections:
            yield from self.section(section, iri)
        if project.amount is not None and project.amount_parts:
            yield from self.grant(project, project.amount, iri, year)

    def grant(self, project: Project, yuan: Decimal, of: str, year: Mention | None) -> Iterator[_Statement]:
        """The allocation; a sum that the page does not print becomes an amount of its own, derived from its parts."""
        iri = identifiers.grant(self.sha, project.ordinal)
        parts = project.amount_parts
        levels = {part.level for part in parts}
        printed = [identifiers.amount(self.sha, part.start, part.end) for part in parts]
        if len(parts) == 1 and parts[0].yuan == yuan:
            amount = printed[0]
        else:
            amount = identifiers.project_amount(self.sha, project.ordinal)
            yield amount, RDF.type, SCHEMA.MonetaryAmount
            yield amount, SCHEMA.value, literals.decimal(yuan)
            yield amount, SCHEMA.currency, _CURRENCY
            yield amount, PK.amountKind, PK.Total
            yield amount, PK.approximate, TRUE if any(part.approximate for part in parts) else FALSE
            yield amount, PK.computed, TRUE
            yield amount, PK.mentionedIn, of
            for part, source in zip(parts, printed, strict=True):
                yield amount, PROV.wasDerivedFrom, source
                yield from self.evidence(amount, part)
        yield iri, RDF.type, SCHEMA.MonetaryGrant
        yield iri, SCHEMA.fundedItem, of
        yield iri, SCHEMA.amount, amount
        if year:
            yield iri, PK.budgetYear, literals.year(year.value)
        if len(levels) == 1 and (level := ontology.funding_level(levels.pop() or "")):
            yield iri, PK.fundingLevel, PK[level]
        for part in parts:
            yield from self.evidence(iri, part)

    def section(self, section: Section, of: str) -> Iterator[_Statement]:
        iri = identifiers.section(self.sha, section.start, section.end)
        yield iri, RDF.type, PK.Section
        yield iri, RDFS.label, Text(section.heading)
        yield iri, PK.field, Text(section.field)
        yield iri, DCTERMS.isPartOf, of
        yield iri, OA.start, literals.integer(section.start)
        yield iri, OA.end, literals.integer(section.end)

    def task(self, task: Task) -> Iterator[_Statement]:
        iri = identifiers.task(self.sha, task.start, task.end)
        yield iri, RDF.type, PK.Task
        yield iri, RDFS.label, Text(task.text)
        yield iri, PROV.hadPrimarySource, self.iri
        yield from self.evidence(iri, task)
        yield from self.units(iri, PK.leadUnit, "lead", task.lead)
        yield from self.units(iri, PK.participatingUnit, "participating", task.participants)

    def citation(self, citation: Citation, task: Task | None) -> Iterator[_Statement]:
        iri = identifiers.citation(self.sha, citation.start, citation.end)
        citing = self.holder(citation.project)
        if citation.project is None and task is not None:
            citing = identifiers.task(self.sha, task.start, task.end)
        yield iri, RDF.type, CITO.Citation
        yield iri, CITO.hasCitingEntity, citing
        yield iri, PK.relation, _RELATIONS[citation.relation]
        authority = citation.relation == "basis"
        yield iri, CITO.hasCitationCharacterization, CITO.citesAsAuthority if authority else CITO.citesForInformation
        yield iri, PK.citedKind, Text(citation.kind)
        if citation.number is not None:
            yield iri, PK.number, Text(citation.number)
        if printed := citation.printed_number:
            yield iri, PK.printedNumber, Text(self.text[printed.start : printed.end])
        if citation.title is not None:
            yield iri, DCTERMS.title, Text(citation.title)
        for issuer in citation.issuers:
            yield iri, PK.printedIssuer, Text(issuer)
        for article in citation.articles:
            yield iri, PK.article, Text(article.value)
        for alias in citation.aliases:
            yield iri, PK.alias, Text(alias)
        if citation.via is not None:
            yield iri, PK.via, Text(citation.via)
        for note in citation.style:
            yield iri, PK.style, Text(note)
        if citation.section is not None:
            yield iri, PK.inSection, Text(citation.section)
        project = None if citation.project is None else self.projects.get(citation.project)
        row = summaries.summary(citation, citing, project, task, self.stated, self.text)
        yield iri, PK.summary, Text(row, _JSON)
        yield from self.evidence(iri, citation)

    def amount(self, money: Money, mentioned_in: set[int | None]) -> Iterator[_Statement]:
        iri = identifiers.amount(self.sha, money.start, money.end)
        yield iri, RDF.type, SCHEMA.MonetaryAmount
        yield iri, SCHEMA.value, literals.decimal(money.yuan)
        yield iri, SCHEMA.currency, _CURRENCY
        yield iri, PK.printed, Text(self.text[money.start : money.end])
        yield iri, PK.amountKind, _AMOUNT_KINDS[money.kind]
        yield iri, PK.approximate, TRUE if money.approximate else FALSE
        if money.per is not None and money.kind == "rate":
            yield iri, PK.per, Text(money.per)
        if money.level is not None:
            yield from _level(iri, money.level)
        for ordinal in sorted(mentioned_in, key=lambda ordinal: ordinal or 0):
            yield iri, PK.mentionedIn, self.holder(ordinal)
        yield from self.evidence(iri, money)

    def share(self, share: Share) -> Iterator[_Statement]:
        iri = identifiers.share(self.sha, share.start, share.end, share.level)
        yield iri, RDF.type, PK.FundingShare
        yield iri, PK.percent, literals.decimal(share.percent)
        yield iri, PK.mentionedIn, self.holder(share.project)
        yield from _level(iri, share.level)
        yield from self.evidence(iri, share)

    def indicator(self, indicator: Indicator) -> Iterator[_Statement]:
        iri = identifiers.indicator(self.sha, indicator.start, indicator.end, indicator.name)
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
        iri = identifiers.entry(self.sha, entry.start, entry.end)
        yield from force_triples.entry(entry, self.text, self.sha)
        yield from self.evidence(iri, entry)
        if entry.printed_status and not entry.start <= entry.printed_status.start < entry.end:
            yield from self.evidence(iri, entry.printed_status)

    def units(
        self, of: str, predicate: URIRef, role: identifiers.Role, mentions: Iterable[Mention]
    ) -> Iterator[_Statement]:
        """Units in a role: the direct edge, and the association that says where it stands."""
        for mention in mentions:
            body = identifiers.organisation(mention.value)
            association = identifiers.association(self.sha, mention.start, mention.end, role)
            yield of, predicate, body
            yield of, PROV.qualifiedAssociation, association
            yield association, RDF.type, PROV.Association
            yield association, PROV.agent, body
            yield association, PROV.hadRole, _ROLES[role]
            yield from _organisation(body, mention.value)
            yield from self.evidence(association, mention)

    def holder(self, ordinal: int | None) -> str:
        """The project with that ordinal, or the document."""
        return self.iri if ordinal is None else identifiers.project(self.sha, ordinal)

    def evidence(
        self, of: str, at: Mention | Money | Citation | Task | Share | Indicator | Entry
    ) -> Iterator[_Statement]:
        """The link to the quote of a record's characters, and the quote itself the first time."""
        start, end = at.start, at.end
        iri = identifiers.quote(self.sha, start, end)
        yield of, PK.evidence, iri
        if (start, end) in self.quoted:
            return
        self.quoted.add((start, end))
        yield iri, RDF.type, OA.TextPositionSelector
        yield iri, RDF.type, OA.TextQuoteSelector
        yield iri, OA.start, literals.integer(start)
        yield iri, OA.end, literals.integer(end)
        yield iri, OA.prefix, Text(sentences.before(self.text, start))
        yield iri, OA.exact, Text(self.text[start:end])
        yield iri, OA.suffix, Text(sentences.after(self.text, end))
        yield iri, DCTERMS.isPartOf, self.iri


def _amounts(extraction: Extraction) -> _Amounts:
    """Every amount once, by its place, with the ordinals of the projects that it is mentioned in (None: the document).

    A project and the document's head know best what their own amounts are, so their records replace those of the list.
    """
    found: _Amounts = {}
    stated = [(money, money.project) for money in extraction.money]
    for project in extraction.projects:
        stated += [(part, project.ordinal) for part in project.amount_parts]
    if extraction.document.declared_total:
        stated.append((extraction.document.declared_total, None))
    for money, ordinal in stated:
        _, ordinals = found.get((money.start, money.end), (money, set()))
        found[money.start, money.end] = money, ordinals | {ordinal}
    return {span: (money, ordinals - {None} or ordinals) for span, (money, ordinals) in found.items()}


def _with_tasks(citations: Iterable[Citation], tasks: Iterable[Task]) -> Iterator[tuple[Citation, Task | None]]:
    """Each citation with the innermost task around it, in the order of the text; one pass over both."""
    waiting = sorted(tasks, key=lambda task: (task.start, -task.end), reverse=True)
    around: list[Task] = []
    for citation in sorted(citations, key=lambda citation: citation.start):
        while waiting and waiting[-1].start <= citation.start:
            around.append(waiting.pop())
        while around and around[-1].end <= citation.start:
            around.pop()
        yield citation, next((task for task in reversed(around) if citation.end <= task.end), None)


def _organisation(iri: str, name: str) -> Iterator[_Statement]:
    yield iri, RDF.type, ORG.FormalOrganization
    yield iri, SKOS.prefLabel, Text(identifiers.without_blanks(name))


def _level(iri: str, printed: str) -> Iterator[_Statement]:
    yield iri, PK.printedLevel, Text(printed)
    if level := ontology.funding_level(printed):
        yield iri, PK.fundingLevel, PK[level]
