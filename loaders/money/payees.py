"""Formulae whose count stands elsewhere: 卫生院每次补助0.05万元，一年12次 here, 共11个卫生院 in another part of the project; or

按户籍人口每人6元标准 here, 户籍人口41.96万人 in another project.  Which of several printed counts is meant is not said, so the counts of
another part make a formula only where just one choice of them comes to the printed result exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import product
from math import prod

from loaders.amounts import Money, Operand
from loaders.money import quantities
from loaders.records import Calculation, Extraction, Project
from loaders.text.paragraphs import paragraphs

_NAME = r"(?P<payee>[^，,。；;：:、\n0-9]{2,30}?)"
# 卫生院（社区卫生服务中心）每次补助, 卫生室每月总兑现不超过; without a name 每次补助 is for each of those named before.
_PAID = re.compile(
    rf"(?:(?:^|[，,。；;：:、\n]){_NAME})?每(?P<each>次|场|期|月)(?:总)?(?:补助|兑现|奖励|补贴|发放)[^，。；;\n0-9]{{0,8}}$"
)
_COUNTED = re.compile(r"每(?:年|月|次)补助[^，。；;\n]{1,12}[，,]共(?:计|有)?(?=[0-9０-９两二三四五六七八九十])")
_PAYEE = re.compile(r"[^，,。；;：:、\n0-9]{2,30}$")
_OFTEN = re.compile(rf"(?:^|[。；;\n]){_NAME}(?:每|[一二两三四六]个?)[^。；;\n]{{0,24}}$")
_BRACKETS = re.compile("[（(].*?[）)]")
_EACH = re.compile("^(?:每个?|各个?)")
_REACH = 24  # characters of a count with its unit
_MOST = 64  # ways to choose among printed counts and times
_POPULATION = r"(?P<name>常住人口|户籍人口|总人口|参保人口|农业人口)(?:数|总数)?"
_PEOPLE = re.compile(_POPULATION + r"(?:约|为|共|是)?(?=[0-9０-９])")
_FOR_EACH = re.compile(_POPULATION + r"每[一1]?人[^，。；]{0,4}$")
_STANDARD = re.compile("[^，。；]{0,6}标准")


def find(extraction: Extraction, formulae: Iterable[Calculation]) -> tuple[Calculation, ...]:
    """All formulae of a document whose money and projects are known, in the order of their results: ``formulae`` are the others.

    One of these gives way where it does not come to its result, and a formula with a borrowed count does.
    """
    formulae = list(formulae)
    proven = {one.result.start for one in formulae if _comes_to_result(one)}
    found = (one for project in extraction.projects for one in _in_other_parts(extraction, project))
    borrowing = [one for one in found if one.result.start not in proven]
    settled = {one.result.start for one in borrowing}
    kept = (one for one in formulae if one.result.start not in settled)
    return tuple(sorted((*kept, *borrowing, *_in_other_projects(extraction)), key=lambda one: one.result.start))


def _comes_to_result(one: Calculation) -> bool:
    return prod(o.value / 100 if o.role == "share" else o.value for o in one.operands) == one.result.yuan


def counted(text: str, project: Project) -> Iterator[tuple[str, Operand]]:
    """The counts of payees that a project prints: 卫生院每年补助0.16万元，共11个."""
    for told in _COUNTED.finditer(text, project.start, project.end):
        payee = _PAYEE.search(text, max(project.start, told.start() - 30), told.start())
        if payee and (count := _quantity(text, told.end(), project.end)) is not None:
            yield _plain(payee.group()), count


def _quantity(text: str, start: int, end: int) -> Operand | None:
    """The count that begins at ``start``; None where there is none, or only a limit or an estimate."""
    found = quantities.find(text, start, min(end, start + _REACH))
    return found[0] if found and found[0].start == start and found[0].role == "count" and not found[0].bound else None


# -- counts of other parts of a project


def _in_other_parts(extraction: Extraction, project: Project) -> Iterator[Calculation]:
    counts = list(counted(extraction.text, project))
    for start, end in _paragraphs(extraction.text, project) if counts else ():
        amounts = [m for m in extraction.money_in(start, end) if m.kind in ("total", "part") and not m.approximate]
        if len(amounts) == 1:  # the amount that the paragraph ends with: 预计共6.60万元
            chosen = _fitting(_terms(extraction, start, amounts[0].start), counts, amounts[0])
            borrowed = tuple(o for o in chosen if o.role == "count" and not start <= o.start < end)
            if borrowed:
                yield _formula(chosen, amounts[0], project.ordinal, borrowed, project.ordinal)


def _paragraphs(text: str, project: Project) -> Iterator[tuple[int, int]]:
    for start, end in paragraphs(text[project.start : project.end]):
        yield project.start + start, project.start + end


def _terms(extraction: Extraction, start: int, end: int) -> list[tuple[str, Operand, tuple[Operand, ...]]]:
    """Who is paid, what each of them gets, and how often by all that the page prints of it."""
    text = extraction.text
    told = [(m, _PAID.search(text[max(start, m.start - 60) : m.start])) for m in extraction.money_in(start, end)]
    paid = [(money, match) for money, match in told if match]
    often: list[tuple[str, Operand]] = []
    for operand in quantities.find(text, start, end) if paid else ():
        if operand.role == "period" and operand.unit in ("次", "场", "期"):
            named = _OFTEN.search(text[start : operand.start])
            often.append((_plain(named["payee"]) if named else "", operand))
    terms = []
    for money, match in paid:
        payee, unit = _plain(match["payee"] or ""), match["each"]
        times = tuple(o for name, o in often if o.unit == unit and (not payee or not name or _same(name, payee)))
        if unit == "月":
            each = text.rindex("每月", start, money.start)
            times = (Operand(role="period", value=Decimal(12), unit="月", start=each, end=each + 2, surface="每月"),)
        if not times:
            return []
        terms.append((payee, money.operand("standard", unit), times))
    return terms


def _fitting(
    terms: Sequence[tuple[str, Operand, tuple[Operand, ...]]], counts: Sequence[tuple[str, Operand]], result: Money
) -> tuple[Operand, ...]:
    """The figures that come to the result exactly, three a term; none where no choice does, or several do."""
    options = []
    for payee, standard, times in terms:
        own = {o.value: o for name, o in counts if not payee or _same(name, payee)}
        options.append([(standard, often, count) for often in times for count in own.values()])
    if not terms or not 0 < prod(map(len, options)) <= _MOST:
        return ()
    choices = list(product(*options))
    fits = [choice for choice in choices if sum(prod(o.value for o in term) for term in choice) == result.yuan]
    return tuple(operand for term in fits[0] for operand in term) if len(fits) == 1 else ()


def _plain(payee: str) -> str:
    return _EACH.sub("", _BRACKETS.sub("", payee).strip())


def _same(one: str, other: str) -> bool:
    """卫生院 and 乡镇卫生院."""
    return one.endswith(other) or other.endswith(one)


# -- populations that another project counts


def _in_other_projects(extraction: Extraction) -> Iterator[Calculation]:
    """Projects paid by the head of a named population that only another project of the document counts."""
    text = extraction.text
    paying: list[tuple[Project, str, Money]] = []
    for project in extraction.projects:
        if len(project.amount_parts) == 1:
            for money in extraction.money_in(project.start, project.end):
                if money.kind == "rate" and money.per == "人" and _STANDARD.match(text, money.end):
                    named = _FOR_EACH.search(text[max(0, money.start - 20) : money.start])
                    paying += [(project, named["name"], money)] if named else []
    counts: dict[str, list[tuple[int, Operand]]] = {}
    for project in extraction.projects if paying else ():
        for named in _PEOPLE.finditer(text, project.start, project.end):
            people = _quantity(text, named.end(), project.end)
            if people is not None and people.unit == "人":
                counts.setdefault(named["name"], []).append((project.ordinal, people))
    done: set[int] = set()
    for project, name, money in paying:
        others = counts.get(name, [])
        lenders = {ordinal for ordinal, _ in others}
        if len({o.value for _, o in others}) == 1 and not {project.ordinal} & (lenders | done):
            done.add(project.ordinal)
            lender, people = others[0]
            chosen = (money.operand("standard", "人"), people)
            yield _formula(chosen, project.amount_parts[0], project.ordinal, (people,), lender)


def _formula(
    operands: tuple[Operand, ...], result: Money, project: int, borrowed: tuple[Operand, ...], lender: int
) -> Calculation:
    return Calculation(
        kind="product",
        operands=operands,
        result=result,
        project=project,
        borrowed=borrowed,
        lender=lender,
    )
