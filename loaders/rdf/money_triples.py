"""Money in RDF: amounts, what a project is given and its parts, sums, shares, and the formulae that a page prints.

A part of :mod:`loaders.rdf.triples`.  A project's money is written twice, and each way adds up by itself: its one
``schema:MonetaryGrant`` holds the whole, and what is ``pk:countedFor`` the project (the grant, or the parts that together are
it) holds the same money by level.  No sum over either of them can mix a total with its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol, get_args

from rdflib import DCTERMS, PROV, RDF, RDFS, URIRef

import ontology
from loaders.amounts import Money, MoneyKind, Operand, OperandRole, Share
from loaders.rdf import identifiers, literals
from loaders.rdf.literals import TRUE, Text
from loaders.records import (
    Calculation,
    CalculationKind,
    Equation,
    Extraction,
    Mention,
    Part,
    Project,
)
from ontology.terms import PK, SCHEMA

_Statement = tuple[str, str, "str | Text"]
_Span = tuple[int, int]
Amounts = dict[_Span, tuple[Money, set[int | None]]]

_AMOUNT_KINDS: Final = {kind: PK[kind.capitalize()] for kind in get_args(MoneyKind)}
_CALCULATION_KINDS: Final[dict[CalculationKind, URIRef]] = {
    "product": PK.Product,
    "share": PK.ShareOfAmount,
    "standard": PK.ShareOfStandard,
    "raise": PK.Raise,
    "average": PK.Average,
    "equation": PK.Equation,
}
_QUANTITY_KINDS: Final[dict[OperandRole, URIRef]] = {"count": PK.Count, "period": PK.Period, "share": PK.Percentage}


class DocumentWriter(Protocol):
    """What the writer of a document gives: its text and digest, the IRIs of its projects, and quotes."""

    text: str
    sha: str

    def holder(self, ordinal: int | None) -> str:
        """The project with that ordinal, or the document."""

    def evidence(self, of: str, at: Mention | Money | Share | Operand, *, quoted: bool = False) -> Iterator[_Statement]:
        """The link to the passage that a record stands at; ``quoted`` says its words too."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """What has an amount and may have parts: its IRI, its amount's IRI and yuan, the printed amount (None where the yuan are
    worked out), and the amount that says who pays.
    """

    iri: str
    amount: str
    yuan: Decimal
    stated: Money | None
    payer: Money | None


# -- amounts and shares


def amounts(extraction: Extraction) -> Amounts:
    """Every amount once, by its place, with the ordinals of the projects that it is mentioned in (None: the document).

    A project and the document's head know best what their own amounts are, so their records replace those of the list.
    """
    found: Amounts = {}
    stated = [(money, money.project) for money in extraction.money]
    for project in extraction.projects:
        stated += [(part, project.ordinal) for part in project.amount_parts]
    if extraction.document.declared_total:
        stated.append((extraction.document.declared_total, None))
    known = {(money.start, money.end) for money, _ in stated}
    stated += [(a.money, None) for a in extraction.allotments if (a.money.start, a.money.end) not in known]
    for money, ordinal in stated:
        _, ordinals = found.get((money.start, money.end), (money, set()))
        found[money.start, money.end] = money, ordinals | {ordinal}
    return {span: (money, ordinals - {None} or ordinals) for span, (money, ordinals) in found.items()}


def amount(page: DocumentWriter, money: Money, mentioned_in: set[int | None]) -> Iterator[_Statement]:
    """An amount as printed."""
    iri = _iri(page, money)
    yield from _amount(iri, money.yuan, money.kind, approximate=money.approximate)
    yield iri, PK.printed, Text(page.text[money.start : money.end])
    if money.per is not None and money.kind == "rate":
        yield iri, PK.per, Text(money.per)
    if money.level is not None:
        yield from _level(iri, money.level)
    for ordinal in sorted(mentioned_in, key=lambda ordinal: ordinal or 0):
        yield iri, PK.mentionedIn, page.holder(ordinal)
    yield from page.evidence(iri, money)


def share(page: DocumentWriter, share: Share) -> Iterator[_Statement]:
    """The percentage that a level bears."""
    iri = identifiers.stated("share", page.sha, share.start, share.end, share.level)
    yield iri, RDF.type, PK.FundingShare
    yield iri, PK.percent, literals.decimal(share.percent)
    yield iri, PK.mentionedIn, page.holder(share.project)
    yield from _level(iri, share.level)
    yield from page.evidence(iri, share, quoted=True)


def _amount(iri: str, yuan: Decimal, kind: MoneyKind, *, approximate: bool) -> Iterator[_Statement]:
    yield iri, RDF.type, SCHEMA.MonetaryAmount
    yield iri, SCHEMA.value, literals.decimal(yuan)
    yield iri, PK.amountKind, _AMOUNT_KINDS[kind]
    if approximate:
        yield iri, PK.approximate, TRUE


def _computed(
    page: DocumentWriter, iri: str, yuan: Decimal, kind: MoneyKind, of: str, sources: Mapping[str, Money]
) -> Iterator[_Statement]:
    """An amount that the page does not print: ``sources`` are the printed amounts that it was worked out from."""
    yield from _amount(iri, yuan, kind, approximate=any(money.approximate for money in sources.values()))
    yield iri, PK.computed, TRUE
    yield iri, PK.mentionedIn, of
    for source, money in sources.items():
        yield iri, PROV.wasDerivedFrom, source
        yield from page.evidence(iri, money)


def _level(iri: str, printed: str) -> Iterator[_Statement]:
    """The level that pays, as printed and as a concept."""
    yield iri, PK.printedLevel, Text(printed)
    yield from _payer(iri, printed)


def _payer(iri: str, printed: str) -> Iterator[_Statement]:
    """The level that pays; the words stand with the amount that prints them."""
    if level := ontology.funding_level(printed):
        yield iri, PK.fundingLevel, PK[level]


# -- what a project is given, and its parts


def trees(extraction: Extraction) -> dict[int, list[Part]]:
    """The trees of the amounts that state what each project is given, by its ordinal."""
    projects = {p.ordinal: p for p in extraction.projects}
    found: dict[int, list[Part]] = {}
    for tree in extraction.allocations:
        project = projects.get(tree.money.project or 0)
        if project is None or not project.amount_parts:
            continue
        mine = found.get(project.ordinal, [])
        single = len(project.amount_parts) == 1 and tree.money.yuan == project.amount and not mine
        if single or (len(project.amount_parts) > 1 and _place(tree.money) in map(_place, project.amount_parts)):
            found[project.ordinal] = [*mine, tree]
    return found


def _place(money: Money) -> _Span:
    return money.start, money.end


def grant(
    page: DocumentWriter, project: Project, trees: Sequence[Part], year: Mention | None, *, counted: bool
) -> Iterator[_Statement]:
    """The allocation of a project with its parts; ``counted`` says that its money is a budget's, so that sums take it.

    A sum that the page does not print becomes an amount of its own, derived from its parts.
    """
    yuan, parts = project.amount, project.amount_parts
    if yuan is None:
        return
    of = page.holder(project.ordinal)
    iri = identifiers.grant(page.sha, project.ordinal)
    printed = {_iri(page, part): part for part in parts}
    levels = {part.level for part in parts}
    if len(parts) == 1:
        amount, inner = next(iter(printed)), trees[0].parts if trees else ()
        complete = bool(trees) and trees[0].complete
    else:
        amount = identifiers.computed_amount(page.sha, f"project-{project.ordinal}")
        yield from _computed(page, amount, yuan, "total", of, printed)
        named = {_place(tree.money): tree for tree in trees}
        inner, complete = tuple(named.get(_place(part), Part(money=part)) for part in parts), True
    yield iri, RDF.type, SCHEMA.MonetaryGrant
    yield iri, SCHEMA.fundedItem, of
    yield iri, SCHEMA.amount, amount
    yield from _about(page, iri, None, year)
    if len(levels) == 1 and (level := levels.pop()):
        yield from _payer(iri, level)
    for part in parts:
        yield from page.evidence(iri, part)
    stated = parts[0] if len(parts) == 1 else None
    whole = _Whole(iri, amount, yuan, stated, stated if stated and stated.level else None)
    yield from _parts(page, whole, inner, str(project.ordinal), complete=complete)
    if counted:
        for thing in _counted(page, whole, inner, str(project.ordinal)):
            yield thing, PK.countedFor, of


def _parts(
    page: DocumentWriter, whole: _Whole, parts: Sequence[Part], root: str, *, complete: bool
) -> Iterator[_Statement]:
    """The lines that an amount consists of, and a line for what is left where only levels' parts are printed."""
    if not parts:
        return
    if complete:
        yield whole.iri, PK.complete, TRUE
    for part in parts:
        inner = _line(page, whole, part, root)
        yield from _budget_line(page, inner, whole, part.item)
        yield from page.evidence(inner.iri, part.money)
        yield from _parts(page, inner, part.parts, root, complete=part.complete)
    if whole.stated and (left := _left(page, whole, parts, root)) is not None:
        stated = [whole.stated, *(part.money for part in parts)]
        sources = {_iri(page, money): money for money in stated}
        yield from _budget_line(page, left, whole, None)
        yield from _computed(page, left.amount, left.yuan, "part", page.holder(whole.stated.project), sources)
        for money in stated:
            yield from page.evidence(left.iri, money)


def _budget_line(page: DocumentWriter, line: _Whole, whole: _Whole, item: Mention | None) -> Iterator[_Statement]:
    """A part; it is of the year of its whole."""
    yield line.iri, RDF.type, PK.BudgetLine
    yield line.iri, SCHEMA.amount, line.amount
    yield line.iri, DCTERMS.isPartOf, whole.iri
    yield from _about(page, line.iri, item)
    if line.payer and line.payer.level:
        yield from _payer(line.iri, line.payer.level)
        yield from page.evidence(line.iri, line.payer)


def _line(page: DocumentWriter, whole: _Whole, part: Part, root: str) -> _Whole:
    """A part as a line of its own; where it names no level, that of the amount which it is a part of pays."""
    iri = identifiers.budget_line(page.sha, root, f"{part.money.start}-{part.money.end}")
    return _printed(page, iri, part.money, whole.payer)


def _about(page: DocumentWriter, iri: str, item: Mention | None, year: Mention | None = None) -> Iterator[_Statement]:
    """What money is for, and the budget year."""
    if item:
        yield iri, RDFS.label, Text(item.value)
        yield from page.evidence(iri, item)
    if year:
        yield iri, PK.budgetYear, literals.year(year.value)


def _printed(page: DocumentWriter, iri: str, money: Money, payer: Money | None = None) -> _Whole:
    return _Whole(iri, _iri(page, money), money.yuan, money, money if money.level else payer)


def _iri(page: DocumentWriter, money: Money) -> str:
    return identifiers.stated("amount", page.sha, money.start, money.end)


def _left(page: DocumentWriter, whole: _Whole, parts: Sequence[Part], root: str) -> _Whole | None:
    """What an amount is more than its parts, where each of them names the level that pays it; None where nothing is left.

    Only so may a level's part be counted beside the rest: other lists behind 其中 may overlap.
    """
    stated = [part.money for part in parts]
    left = whole.yuan - _sum(stated)
    sure = all(m.level and m.kind != "rate" and not m.approximate for m in stated)
    if left <= 0 or not sure or whole.stated is None or whole.stated.approximate:
        return None
    rest = f"rest-of-{whole.amount.rpartition('/')[2]}"
    line, amount = identifiers.budget_line(page.sha, root, rest), identifiers.computed_amount(page.sha, rest)
    return _Whole(line, amount, left, None, whole.payer)


def _counted(page: DocumentWriter, whole: _Whole, parts: Sequence[Part], root: str) -> Iterator[str]:
    """The things whose amounts together are exactly ``whole``: its smallest parts, or itself where they are not it."""
    left = _left(page, whole, parts, root) if parts else None
    if not parts or (left is None and _sum(part.money for part in parts) != whole.yuan):
        yield whole.iri
        return
    for part in parts:
        yield from _counted(page, _line(page, whole, part, root), part.parts, root)
    if left is not None:
        yield left.iri


def _sum(amounts: Iterable[Money]) -> Decimal:
    return sum((money.yuan for money in amounts), Decimal(0))


def stated_sum(page: DocumentWriter, tree: Part, year: Mention | None) -> Iterator[_Statement]:
    """A sum that is no project's allocation (全年共需3600万元，其中市级216万元), with its parts; nothing of it is counted."""
    if not tree.parts:
        return
    money = tree.money
    iri = identifiers.stated("sum", page.sha, money.start, money.end)
    whole = _printed(page, iri, money)
    yield iri, RDF.type, PK.StatedSum
    yield iri, SCHEMA.amount, whole.amount
    yield iri, PK.mentionedIn, page.holder(money.project)
    yield from _about(page, iri, tree.item, year)
    yield from page.evidence(iri, money)
    yield from _parts(page, whole, tree.parts, f"{money.start}-{money.end}", complete=tree.complete)


# -- formulae


def calculation(
    page: DocumentWriter, calculation: Calculation, amounts: Amounts, shares: Mapping[_Span, Sequence[Share]]
) -> Iterator[_Statement]:
    """A formula: operands that are amounts or shares are those themselves, counts and bare percents are quantities.

    What the page does not print (the twelve months of 全年) is no operand.
    """
    result = calculation.result
    printed = [operand for operand in calculation.operands if operand.surface]
    if (result.start, result.end) not in amounts or not printed:
        return
    # Formulae of one result are told apart by what they begin with, one that borrows a figure by that.
    first = (*calculation.borrowed, *printed)[0].start
    iri = identifiers.stated("calculation", page.sha, result.start, result.end, f"{calculation.kind}-{first}")
    yield iri, RDF.type, PK.Calculation
    yield iri, PK.calculationKind, _CALCULATION_KINDS[calculation.kind]
    yield iri, PK.result, _iri(page, result)
    if calculation.complete:
        yield iri, PK.complete, TRUE
    yield iri, PK.mentionedIn, page.holder(calculation.project)
    yield from page.evidence(iri, result)
    for operand in printed:
        place = operand.start, operand.end
        same = [s for s in shares.get(place, ()) if s.level == operand.level]
        if place in amounts:
            thing = identifiers.stated("amount", page.sha, *place)
        elif operand.role == "share" and same:
            thing = identifiers.stated("share", page.sha, *place, same[0].level)
        else:
            thing = identifiers.stated("quantity", page.sha, *place, operand.unit or operand.role)
            yield from _quantity(page, thing, operand)
        yield iri, PK.operand, thing


def equation(
    page: DocumentWriter, equation: Equation, amounts: Amounts, shares: Mapping[_Span, Sequence[Share]]
) -> Iterator[_Statement]:
    """An equation that comes to an amount, as a formula that leaves nothing open; of other things the graph has no results."""
    stated = equation.stated
    if (stated.start, stated.end) in amounts:
        result, _ = amounts[stated.start, stated.end]
        yield from calculation(
            page,
            Calculation(
                kind="equation", operands=equation.operands, result=result, complete=True, project=equation.project
            ),
            amounts,
            shares,
        )


def _quantity(page: DocumentWriter, iri: str, operand: Operand) -> Iterator[_Statement]:
    yield iri, RDF.type, PK.Quantity
    yield iri, PK.quantityKind, _QUANTITY_KINDS.get(operand.role, PK.Count)
    yield iri, SCHEMA.value, literals.decimal(operand.value)
    if operand.unit:
        yield iri, SCHEMA.unitText, Text(operand.unit)
    yield iri, PK.printed, Text(operand.surface)
    if operand.bound:
        yield iri, PK.approximate, TRUE
    if operand.level:
        yield from _level(iri, operand.level)
    yield from page.evidence(iri, operand)
