"""Amounts and quantities that a document prints more than once, of the same thing by its own words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.auditing import arithmetic
from kg.auditing.arithmetic import Verdict, figure, judge, operand_text, written
from kg.auditing.check_rows import Check, Rows
from kg.auditing.readings import FormulaReading
from kg.tables.table import plain
from loaders.money import quantities
from loaders.records import Extraction, Money, Operand, Project
from loaders.text.paragraphs import paragraphs

_OWN = re.compile(r"(?:本|该)项目[^，。；;\n0-9]{0,12}(?:资金|经费|预算)[^，。；;\n0-9]{0,6}$")
_NOT_OWN = re.compile("总|累计|上年|以前|已|其中|中央|省|州|上级|自筹|分年|[三五]年|周期|至20")
_COUNTED = re.compile(r"共(?:计|有)?$")
_PAYEE = re.compile(r"(?P<payee>[^，,。；;：:、\n0-9]{2,30}?)每(?:年|月|次)补助[^，。；;\n]{1,12}[，,]共(?:计|有)?$")
_THING = re.compile(r"[\u4e00-\u9fff]{2,16}")
_POPULATION = re.compile(
    r"(?P<area>[\u4e00-\u9fff]{1,6}?[市县区州])?(?P<name>常住人口|户籍人口|总人口|参保人口|农业人口)(?:数|总数)?(?:约|为|共|是)?$"
)
_PAID_BY = re.compile(r"(?P<name>常住人口|户籍人口|总人口|参保人口|农业人口)(?:数|总数)?每[一1]?人[^，。；]{0,4}$")
_STANDARD = re.compile("[^，。；]{0,6}标准")


@dataclass(frozen=True, slots=True)
class Told:
    """A quantity of ``thing`` that is printed twice."""

    project: int | None
    thing: str
    first: Operand
    second: Operand


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A standard for each of a population whose number another project of the document prints."""

    standard: Operand
    population: Operand
    source: int
    amount: Money


def checks(rows: Rows, figured: set[int | None]) -> Iterator[Check]:
    """The same thing counted twice, and a population that another project of the document counts.

    ``figured`` are projects whose own figures lead to their amount: they need nobody else's.
    """
    for told in told_twice(rows.extraction):
        same = told.first.value == told.second.value
        first, second = (plain(o.value / told.first.scale) for o in (told.first, told.second))
        unit = operand_text(told.first).partition(" ")[2]
        row = rows.row(
            "repeated-quantity",
            "exact" if same else "mismatch",
            told.project,
            f"{told.thing}: {first} {unit}",
            stated=second,
            unit=unit,
            note="" if same else rows.note("same-thing"),
            evidence=[told.first, told.second],
        )
        yield replace(row, computed=first, difference=plain(Decimal(second) - Decimal(first)))
    for borrowed in borrowed_populations(rows.extraction, figured):
        reading = FormulaReading((((borrowed.standard,), (borrowed.population,)),))
        own = borrowed.amount
        verdict: Verdict = judge(reading.value, own.yuan, figure(own).step)
        if verdict == "mismatch" and arithmetic.within_rounding(reading, own.yuan, figure(own).step):
            verdict = "rounded"
        note = rows.note("other-project", operand_text(borrowed.population), str(borrowed.source))
        evidence = [borrowed.population, borrowed.standard]
        yield rows.amounts_row("repeated-quantity", verdict, written(reading), reading.value, own, evidence, note)


def named_again(extraction: Extraction, project: Project) -> Iterator[tuple[Money, bool]]:
    """Totals in other sections than the one that states the project's amount, and whether they must be the same.

    They must be where the page says that it is the project's own money (本项目安排资金…), and may be a larger cost elsewhere.
    """
    own = project.amount_parts[0]
    for section in project.sections:
        if section.field not in ("overview", "content", "funding") or section.start <= own.start < section.end:
            continue
        for money in money_in(extraction, section.start, section.end):
            if money.kind != "total":
                continue
            before = extraction.text[max(section.start, money.start - 40) : money.start]
            after = re.split("[。；\n]", extraction.text[money.end : money.end + 40])[0]
            sure = bool(_OWN.search(before)) and not _NOT_OWN.search(before + after) and not money.approximate
            if sure or money.yuan == own.yuan:
                yield money, sure


def money_in(extraction: Extraction, start: int, end: int) -> tuple[Money, ...]:
    """The amounts that begin in ``text[start:end]``."""
    first = bisect_left(extraction.money, start, key=lambda m: m.start)
    return extraction.money[first : bisect_left(extraction.money, end, key=lambda m: m.start)]


def told_twice(extraction: Extraction) -> Iterator[Told]:
    """Quantities of the same thing in one project: 共81个卫生室 and 共80个卫生室, each time for the same payee."""
    seen: dict[tuple[int, str, str], Operand] = {}
    for project, start, end in _paragraphs(extraction, "补助"):
        for operand in quantities.find(extraction.text, start, end):
            if operand.role != "count" or operand.bound:
                continue
            payee = _PAYEE.search(extraction.text, max(start, operand.start - 80), operand.start)
            thing = _THING.match(extraction.text, operand.end)
            if payee is None or thing is None:
                continue
            key = (project.ordinal, re.sub("[（(].*?[）)]", "", payee["payee"]), thing.group())
            if key in seen:
                yield Told(project.ordinal, thing.group(), seen[key], operand)
            seen[key] = operand


def _paragraphs(extraction: Extraction, word: str) -> Iterator[tuple[Project, int, int]]:
    """The paragraphs of the projects that hold the word."""
    text = extraction.text
    for project in extraction.projects:
        if text.find(word, project.start, project.end) < 0:
            continue
        for start, end in paragraphs(text[project.start : project.end]):
            if text.find(word, project.start + start, project.start + end) >= 0:
                yield project, project.start + start, project.start + end


def borrowed_populations(extraction: Extraction, figured: set[int | None]) -> Iterator[Borrowed]:
    """Projects paid by the head of a named population that only another project of the document counts.

    ``figured`` are projects whose own figures lead to their amount: they need nobody else's.
    """
    text = extraction.text
    counted: dict[str, list[tuple[int, Operand]]] = {}
    for project, start, end in _paragraphs(extraction, "人口"):
        for operand in quantities.find(text, start, end):
            named = _POPULATION.search(text[max(start, operand.start - 16) : operand.start])
            if named and operand.unit == "人" and not operand.bound:
                counted.setdefault(named["name"], []).append((project.ordinal, operand))
    for project in extraction.projects:
        if project.ordinal in figured or len(project.amount_parts) != 1:
            continue
        for money in money_in(extraction, project.start, project.end):
            if money.kind != "rate" or money.per != "人":
                continue
            paid = _PAID_BY.search(text[max(0, money.start - 20) : money.start])
            others = counted.get(paid["name"], []) if paid else []
            if paid is None or not _STANDARD.match(text, money.end) or len({o.value for _, o in others}) != 1:
                continue
            if any(ordinal == project.ordinal for ordinal, _ in others):
                continue
            standard = Operand(
                role="standard", value=money.yuan, unit="人", start=money.start, end=money.end, surface=money.surface
            )
            yield Borrowed(standard, others[0][1], others[0][0], project.amount_parts[0])
            break
