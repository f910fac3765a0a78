"""From a source to all its facts: a pure function of the file's bytes and this version of the package."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from loaders import formats, kinds, tabular
from loaders.amounts import Money, Share, Statement
from loaders.citations import citations
from loaders.kinds import affiliations, allotments
from loaders.kinds.reading import Reading
from loaders.money import (
    allocations,
    calculations,
    columns,
    comparisons,
    equations,
    money,
    payees,
    quantity_sums,
    repetitions,
    shares,
    statements,
)
from loaders.records import (
    BUDGETS,
    Citation,
    Document,
    DocumentKind,
    Equation,
    Extraction,
    Indicator,
    Mention,
    Project,
    QuantitySum,
    Section,
)
from loaders.source import MOST_FACTS, Source, TooManyFacts, UnreadableFile
from loaders.tabular import changes, performance_forms, performance_tables, scores
from loaders.templates import headings as template_headings
from loaders.text import counted_lists, index_lines, indicators
from loaders.text.outline import outline

_BARE = re.compile(r"[-−－–—△▲+＋（(]?[0-9.,]+[）)]?")
# The fields of an extraction that a file could fill without end, and what a user calls what they hold.
_COUNTED = {
    **{kind: kind for kind in ("projects", "citations", "shares", "tasks", "indicators", "equations", "articles")},
    "money": "amounts",
    "entries": "register rows",
    "quantity_sums": "sums of counted things",
    "statements": "tables of money",
    "comparisons": "comparisons of figures",
}
_Located = TypeVar("_Located", Money, Share, Indicator, Equation, QuantitySum)


def read_and_extract(path: Path) -> Extraction:
    """The facts of the file at ``path``, and in ``warnings`` also what of it could not be read.

    Raises loaders.source.UnreadableFile where it cannot be read at all.
    """
    source = formats.read(path)
    facts = extract(source)
    return replace(facts, warnings=tuple(dict.fromkeys((*source.warnings, *facts.warnings))))


def extract(source: Source) -> Extraction:
    """The facts of a source, in the order of its text; doubts about them that a user should know are in ``warnings``.

    But for its path they depend on the bytes of the file alone, not on where it is or what it is called.

    Raises UnreadableFile where it says more than ``MOST_FACTS`` of a kind.
    """
    try:
        facts = _extract(source)
        for field, kind in _COUNTED.items():
            if len(getattr(facts, field)) > MOST_FACTS:
                raise TooManyFacts(kind)
    except TooManyFacts as error:
        told = f"{source.path} holds more than {MOST_FACTS:,} {error}: split it and load the parts."
        raise UnreadableFile(told) from error
    return facts


def _extract(source: Source) -> Extraction:
    text = source.text
    if not source.labels:
        source = replace(source, labels=index_lines.find(text))
    tables = tabular.read(source)
    template, headed = template_headings.find(text, tables.headed, tables.areas)
    accounts = tuple(islice(statements.find(text), MOST_FACTS + 1))
    printed = _without_counts(money.find(text), accounts)
    amounts = _with(_figures(accounts), _with(printed, tables.money))
    reading = Reading(
        source=source,
        headings=outline(text),
        template=template,
        headed=headed,
        money=amounts,
        tables=tables,
        statements=accounts,
    )
    kind, warnings = kinds.classify(reading)
    found = kinds.understand(kind, reading, Document(path=source.path, sha256=source.sha256, kind=kind))
    owner = _owners(found.projects)
    stated = _stated(found)
    told = {(m.start, m.end): m for m in (*_beside(accounts, found.money), *found.money)}.values()
    # A cell that holds for many rows multiplies what it cites.
    cited = _placed([c for c in citations.find(text) if not _overlaps(c, stated)], found.projects, owner)
    forms = tuple(performance_forms.find(text))
    points, of_funds = scores.find(forms)
    evaluated = tuple(performance_tables.find(forms))
    scored = {(one.start, one.end) for one in performance_tables.points(evaluated)}
    changed = tuple(changes.find(text, accounts))
    paid = _with(_without_codes(amounts, kind, tables.areas), told)
    paid = _with(paid, [amount for column in changed for amount in column.amounts])
    paid = _with(performance_tables.money(forms), (one for one in paid if (one.start, one.end) not in scored))
    facts = replace(
        found,
        pages=source.pages,
        recognised=source.recognised,
        images=source.images,
        tables=tuple(block for block in source.blocks if block.kind == "table"),
        citations=tuple(islice(cited, MOST_FACTS + 1)),
        money=_owned(paid, owner),
        shares=_owned(shares.find(text), owner),
        indicators=_with(_owned(indicators.find(text), owner), found.indicators),
        performance=evaluated,
        equations=_owned(equations.find(text), owner),
        quantity_sums=_owned((*quantity_sums.find(text), *points), owner),
        warnings=(*warnings, *found.warnings),
    )
    formulae = calculations.find(facts)
    handed = allotments.find(replace(facts, statements=accounts))
    listed = _owned(counted_lists.find(text, reading.headings, accounts, handed), owner)
    return replace(
        facts,
        quantity_sums=(*facts.quantity_sums, *listed),
        statements=accounts,
        comparisons=(
            *comparisons.find(text, accounts),
            *(one for column in changed for one in column.comparisons),
            *of_funds,
            *found.comparisons,
        ),
        calculations=payees.find(facts, formulae),
        repetitions=tuple(repetitions.find(facts)),
        allocations=allocations.find(facts, formulae, reading.headings),
        allotments=handed,
        affiliations=affiliations.find(facts),
    )


def _columns(accounts: Iterable[Statement]) -> Iterator[list[Money]]:
    """The figures of each column of money, without nothing (0)."""
    for side in (side for statement in accounts for side in statement.sides):
        for place in range(len(side.columns)):
            yield [figure for row in side.rows if (figure := row.figures[place]) is not None and figure.yuan]


def _figures(accounts: Iterable[Statement]) -> tuple[Money, ...]:
    return tuple(figure for column in _columns(accounts) for figure in column)


def _without_counts(found: Iterable[Money], accounts: Iterable[Statement]) -> tuple[Money, ...]:
    """The amounts without the cells of a statement's columns that hold no money by their heads; what prints its own unit stays."""
    others = {
        (cell.start, cell.end)
        for side in (side for statement in accounts for side in statement.sides)
        for row in side.rows
        for column, cell in zip(side.labels, row.labels, strict=True)
        if cell is not None and columns.is_other(column)
    }
    return tuple(one for one in found if (one.start, one.end) not in others or not _BARE.fullmatch(one.surface))


def _beside(accounts: Iterable[Statement], told: Iterable[Money]) -> Iterator[Money]:
    """The figures of the columns in which amounts stand that are known as money: their total, and rows that are no projects.

    So are the columns beside them that are printed as money is, all figures with the same two decimals.
    """
    places = {one.start for one in told}
    for account in accounts:
        columns = [(column, any(figure.start in places for figure in column)) for column in _columns((account,))]
        cents = any(known and _in_cents(column) for column, known in columns)
        yield from (figure for column, known in columns if known or (cents and _in_cents(column)) for figure in column)


def _in_cents(column: Sequence[Money]) -> bool:
    return bool(column) and all(figure.surface[-3:-2] == "." for figure in column)


def _stated(found: Extraction) -> list[Mention]:
    """Names of policies that are no citations: the document's own number, and what a register says of its policies."""
    own = [found.document.number] if found.document.number else []
    for entry in found.entries:
        own += [m for m in (entry.number, entry.title, *entry.replaced_by, *entry.repealed_by) if m is not None]
    return sorted(own, key=lambda mention: mention.start)


def _overlaps(citation: Citation, stated: list[Mention]) -> bool:
    """Whether a "citation" is one of the names in ``stated``, by its number or its title."""
    places = [citation.printed_number, citation.printed_title]
    for place in places:
        if place is None:
            continue
        index = bisect_left(stated, place.end, key=lambda mention: mention.start) - 1
        if index >= 0 and stated[index].end > place.start:
            return True
    return False


def _owners(projects: tuple[Project, ...]) -> Callable[[int], Project | None]:
    starts = [p.start for p in projects]

    def owner(position: int) -> Project | None:
        index = bisect_right(starts, position) - 1
        return projects[index] if index >= 0 and position < projects[index].end else None

    return owner


def _owned(facts: Iterable[_Located], owner: Callable[[int], Project | None]) -> tuple[_Located, ...]:
    """Each fact with the ordinal of the project that it stands in, unless its record names one."""
    owned = []
    for fact in facts:
        project = owner(fact.start)
        owned.append(fact if fact.project else replace(fact, project=project.ordinal if project else None))
    return tuple(owned)


def _placed(
    found: list[Citation], projects: tuple[Project, ...], owner: Callable[[int], Project | None]
) -> Iterator[Citation]:
    """The citations with their project and section; one in a merged cell comes once for each project that the cell holds for."""
    cells: dict[tuple[int, int], list[tuple[Project, Section]]] = {}
    for borrower in projects:
        for section in borrower.lent:
            cells.setdefault((section.start, section.end), []).append((borrower, section))
    spans = sorted(cells)
    for citation in found:
        index = bisect_right(spans, citation.start, key=itemgetter(0)) - 1
        lent = cells[spans[index]] if index >= 0 and citation.start < spans[index][1] else []
        project = owner(citation.start)
        if project is not None or not lent:
            own = project.sections if project else ()
            yield _of(citation, project, next((s for s in own if s.start <= citation.start < s.end), None))
        yield from (_of(citation, borrower, section) for borrower, section in lent)


def _of(citation: Citation, project: Project | None, section: Section | None) -> Citation:
    """A citation of a project; in the section of the basis every policy is what the project rests on."""
    if project is None:
        return citation
    basis = section is not None and section.field == "basis" and citation.kind == "policy"
    return replace(
        citation,
        project=project.ordinal,
        section=section.heading if section else None,
        relation="basis" if basis else citation.relation,
    )


def _with(found: Iterable[_Located], told: Iterable[_Located]) -> tuple[_Located, ...]:
    """The recogniser's facts in order; where the kind of document or a table says more about one, its record counts."""
    kept = list(told)
    places = sorted((one.start, one.end) for one in kept)
    for one in found:
        index = bisect_left(places, (one.end, 0)) - 1
        if index < 0 or places[index][1] <= one.start:
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: (one.start, one.end)))


def _without_codes(
    amounts: tuple[Money, ...], kind: DocumentKind, areas: tuple[tuple[int, int], ...]
) -> tuple[Money, ...]:
    """The amounts without the bare figures of a disclosure's tables: codes and counts, where the table says what is money."""
    if kind not in BUDGETS:
        return amounts
    return tuple(m for m in amounts if not (_BARE.fullmatch(m.surface) and any(a <= m.start < b for a, b in areas)))
