"""Formulae whose count stands in another part of the project: 卫生院每次补助0.05万元，一年12次 here, 共11个卫生院 there.

Which of several printed counts is meant is not said, so these formulae are only told where they come to the printed result
exactly; one that does not is no contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from kg.auditing.arithmetic import operand_text, written
from kg.auditing.check_rows import Check, Rows
from kg.auditing.readings import FormulaReading
from kg.auditing.repetition import money_in
from loaders.money import quantities
from loaders.records import Extraction, Money, Operand, Project
from loaders.text.paragraphs import paragraphs

_NAME = r"(?P<payee>[^，,。；;：:、\n0-9]{2,30}?)"
# 卫生院（社区卫生服务中心）每次补助, 卫生室每月总兑现不超过; without a name 每次补助 is for each of those named before.
_PAID = re.compile(
    rf"(?:(?:^|[，,。；;：:、\n]){_NAME})?每(?P<each>次|场|期|月)(?:总)?(?:补助|兑现|奖励|补贴|发放)[^，。；;\n0-9]{{0,8}}$"
)
_COUNTED = re.compile(rf"(?:^|[，,。；;：:、\n]){_NAME}每(?:年|月|次)补助[^，。；;\n]{{1,12}}[，,]共(?:计|有)?$")
_OFTEN = re.compile(rf"(?:^|[。；;\n]){_NAME}(?:每|[一二两三四六]个?)[^。；;\n]{{0,24}}$")
_BRACKETS = re.compile("[（(].*?[）)]")
_MOST = 64  # ways to choose among printed counts and times


@dataclass(frozen=True, slots=True)
class _Term:
    """What each payee gets, and how often where the page prints it."""

    payee: str
    standard: Operand
    times: tuple[Operand, ...]


def checks(rows: Rows, settled: set[int]) -> Iterator[Check]:
    """Formulae with counts of other parts of their project; ``settled`` are the places of results that are worked out already."""
    for project in rows.extraction.projects:
        if rows.extraction.text.find("每", project.start, project.end) < 0:
            continue
        counted = _counted(rows.extraction, project)
        if not counted:
            continue
        for start, end in _paragraphs(rows.extraction.text, project):
            result = _result(rows.extraction, start, end)
            if result is None or result.start in settled:
                continue
            found = _fitting(_terms(rows.extraction, start, result.start), counted, result, (start, end))
            if found is not None:
                reading, borrowed = found
                note = rows.note("other-part", ", ".join(map(operand_text, borrowed)))
                operands = sorted(reading.operands, key=lambda o: o.start)
                yield rows.amounts_row("calculation", "exact", written(reading), reading.value, result, operands, note)


def _paragraphs(text: str, project: Project) -> Iterator[tuple[int, int]]:
    for start, end in paragraphs(text[project.start : project.end]):
        yield project.start + start, project.start + end


def _counted(extraction: Extraction, project: Project) -> list[tuple[str, Operand]]:
    """The counts of payees that the project prints: 卫生院每年补助0.16万元，共11个."""
    found = []
    for operand in quantities.find(extraction.text, project.start, project.end):
        if operand.role == "count" and not operand.bound:
            told = _COUNTED.search(extraction.text[max(project.start, operand.start - 80) : operand.start])
            if told is not None:
                found.append((_plain(told["payee"]), operand))
    return found


def _result(extraction: Extraction, start: int, end: int) -> Money | None:
    """The amount that the paragraph ends with: 预计共6.60万元."""
    amounts = [m for m in money_in(extraction, start, end) if m.kind in ("total", "part") and not m.approximate]
    return amounts[-1] if len(amounts) == 1 else None


def _terms(extraction: Extraction, start: int, end: int) -> list[_Term]:
    text = extraction.text
    often: list[tuple[str, Operand]] = []
    for operand in quantities.find(text, start, end):
        if operand.role == "period" and operand.unit in ("次", "场", "期"):
            named = _OFTEN.search(text[start : operand.start])
            often.append((_plain(named["payee"]) if named else "", operand))
    terms = []
    for money in money_in(extraction, start, end):
        paid = _PAID.search(text[max(start, money.start - 60) : money.start])
        if paid is None:
            continue
        payee = _plain(paid["payee"] or "")
        unit = paid["each"]
        standard = Operand(
            role="standard", value=money.yuan, unit=unit, start=money.start, end=money.end, surface=money.surface
        )
        times = tuple(o for name, o in often if o.unit == unit and (not payee or not name or _same(name, payee)))
        if unit == "月":
            each = text.rindex("每月", start, money.start)
            times = (Operand(role="period", value=Decimal(12), unit="月", start=each, end=each + 2, surface="每月"),)
        if not times:
            return []
        terms.append(_Term(payee, standard, times))
    return terms


def _fitting(
    terms: Sequence[_Term], counted: Sequence[tuple[str, Operand]], result: Money, own: tuple[int, int]
) -> tuple[FormulaReading, list[Operand]] | None:
    """The reading that comes to the result exactly, and its counts of other paragraphs; None where none or several do."""
    options = []
    for term in terms:
        counts = [o for name, o in counted if not term.payee or _same(name, term.payee)]
        distinct = list({o.value: o for o in counts}.values())
        options.append([((term.standard,), (times,), (count,)) for times in term.times for count in distinct])
    ways = 1
    for option in options:
        ways *= len(option)
    if not terms or not 0 < ways <= _MOST:
        return None
    fits = [reading for reading in map(FormulaReading, product(*options)) if reading.value == result.yuan]
    if len(fits) != 1:
        return None
    borrowed = [o for o in fits[0].operands if o.role == "count" and not own[0] <= o.start < own[1]]
    return (fits[0], borrowed) if borrowed else None


def _plain(payee: str) -> str:
    return re.sub("^(?:每个?|各个?)", "", _BRACKETS.sub("", payee).strip())


def _same(one: str, other: str) -> bool:
    """卫生院 and 乡镇卫生院."""
    return one.endswith(other) or other.endswith(one)
