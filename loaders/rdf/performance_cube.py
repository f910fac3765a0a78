"""Tables of performance targets and self-evaluations in RDF: a data set a table, an observation a figure of its funds, its indicators in rows.

A part of :mod:`loaders.rdf.triples`.  A row of indicators says what its columns print; the aim that can be measured is the
``pk:Indicator`` which the document states at the same place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from rdflib import DCTERMS, PROV, RDF, RDFS, URIRef
from rdflib.namespace import QB

from loaders.rdf import identifiers, literals
from loaders.rdf.allotment_triples import NoticeWriter
from loaders.rdf.literals import Text
from loaders.rdf.money_triples import Amounts
from loaders.records import Extraction, Indicator, Mention, PerformanceFund, PerformanceIndicator, PerformanceTable
from loaders.tabular import targets
from ontology.blanks import without_blanks
from ontology.terms import PK, SCHEMA

_Statement = tuple[str, str, "str | Text"]
_FIGURES: Final = (("weight", SCHEMA.bestRating), ("score", SCHEMA.ratingValue))


class PerformanceWriter(NoticeWriter, Protocol):
    """What the writer of a document with performance tables gives besides: bodies in a role, with what they are called there."""

    def units(
        self, of: str, predicate: URIRef, role: identifiers.Role, mentions: Iterable[Mention]
    ) -> Iterator[_Statement]:
        """Units in a role: the direct edge, and the association that says where it stands."""


def cube(page: PerformanceWriter, extraction: Extraction, amounts: Amounts) -> Iterator[_Statement]:
    """The performance tables of a document; figures that are no amounts of it are no observations."""
    indicators = sorted(extraction.indicators, key=lambda one: one.start)
    starts = [one.start for one in indicators]
    named: defaultdict[str, list[int]] = defaultdict(list)
    for one in extraction.projects:
        named[without_blanks(one.name.value)].append(one.ordinal)

    def measured(row: PerformanceIndicator) -> Indicator | None:
        place = bisect_right(starts, row.name.start) - 1
        return indicators[place] if place >= 0 and row.name.start < indicators[place].end else None

    for table in extraction.performance:
        project = _project(table, list(filter(None, map(measured, table.indicators))), named)
        title = table.project or table.unit or table.indicators[0].name
        iri = identifiers.stated("dataset", page.sha, table.start, table.end)
        yield iri, RDF.type, QB.DataSet
        yield iri, QB.structure, PK.PerformanceStructure
        yield iri, RDFS.label, Text(title.value)
        yield iri, PK.budgetTable, PK.PerformanceTable
        yield iri, PK.mentionedIn, page.holder(project)
        yield iri, PROV.hadPrimarySource, page.iri
        if year := page.stated.fiscal_year:
            yield iri, PK.budgetYear, literals.year(year.value)
        if body := table.unit or table.department:
            yield from page.units(iri, PK.department, "implementing", (body,))
        yield from _figures(page, iri, table)
        yield from page.evidence(iri, title, quoted=True)
        for fund in table.funds:
            yield from _fund(page, fund, iri, amounts)
        for row in table.indicators:
            yield from _row(page, row, measured(row), iri)


def _project(table: PerformanceTable, measured: Sequence[Indicator], named: Mapping[str, Sequence[int]]) -> int | None:
    """The project that the table is about: the one of its indicators, or the only one with its name."""
    known = next((one.project for one in measured if one.project is not None), None)
    if known is not None or table.project is None:
        return known
    ordinals = named.get(without_blanks(table.project.value), ())
    return ordinals[0] if len(ordinals) == 1 else None


def _fund(page: PerformanceWriter, fund: PerformanceFund, of: str, amounts: Amounts) -> Iterator[_Statement]:
    """What was planned at first, then, and what was spent; a table that prints one plan prints the budget."""
    adjusted = PK.AdjustedBudget if fund.initial or fund.executed else PK.Budgeted
    for figure, measure in ((fund.initial, PK.Budgeted), (fund.planned, adjusted), (fund.executed, PK.Settled)):
        if figure is None or (figure.start, figure.end) not in amounts:
            continue
        iri = identifiers.stated("observation", page.sha, figure.start, figure.end)
        yield iri, RDF.type, QB.Observation
        yield iri, QB.dataSet, of
        yield iri, RDFS.label, Text(fund.name.value)
        yield iri, PK.measure, measure
        yield iri, SCHEMA.amount, identifiers.stated("amount", page.sha, figure.start, figure.end)
        yield from page.evidence(iri, figure)
        if measure == PK.Settled:
            yield from _figures(page, iri, fund)


def _row(
    page: PerformanceWriter, row: PerformanceIndicator, measured: Indicator | None, of: str
) -> Iterator[_Statement]:
    iri = identifiers.stated("target", page.sha, row.name.start, row.name.end)
    yield iri, RDF.type, PK.PerformanceIndicator
    yield iri, RDFS.label, Text(row.name.value)
    yield iri, DCTERMS.isPartOf, of
    if row.levels:
        yield iri, SCHEMA.category, Text(" / ".join(dict.fromkeys(level.value for level in row.levels)))
    if measured:
        yield (
            iri,
            SCHEMA.variableMeasured,
            identifiers.stated("indicator", page.sha, measured.start, measured.end, measured.name),
        )
    if row.target:
        # 定性 and 正向指标 say what sort of target it is, and no sign of it.
        sign = row.comparator if row.comparator and targets.comparator(row.comparator.value) else None
        printed = [one.value for one in (sign, row.target, row.measure) if one and one.value not in "-/—无"]
        yield iri, PK.printed, Text("".join(printed))
        yield from page.evidence(iri, row.target, quoted=True)
    if row.actual:
        yield iri, SCHEMA.measuredValue, Text(row.actual.value)
        yield from page.evidence(iri, row.actual, quoted=True)
    yield from _figures(page, iri, row)
    yield from page.evidence(iri, row.name, quoted=True)


def _figures(
    page: PerformanceWriter, iri: str, of: PerformanceTable | PerformanceFund | PerformanceIndicator
) -> Iterator[_Statement]:
    """The points that something may get, and those that it got."""
    for field, predicate in _FIGURES:
        figure: Mention | None = getattr(of, field)
        if figure is not None:
            yield iri, predicate, literals.number(figure.value)
            yield from page.evidence(iri, figure, quoted=True)
