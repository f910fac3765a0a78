"""Quantities and amounts that a project prints twice, of the same thing by its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loaders.amounts import Operand
from loaders.money import payees
from loaders.records import Extraction, Mention, Project, Repetition

_OWN = re.compile(r"(?:本|该)项目[^，。；;\n0-9]{0,12}(?:资金|经费|预算)[^，。；;\n0-9]{0,6}$")
_NOT_OWN = re.compile("总|累计|上年|以前|已|其中|中央|省|州|上级|自筹|分年|[三五]年|周期|至20")
_CLAUSE_END = re.compile("[。；\n]")
_THING = re.compile(r"[\u4e00-\u9fff]{2,16}")
_AROUND = 40


def find(extraction: Extraction) -> Iterator[Repetition]:
    """The repetitions of a document whose money and projects are known, project by project."""
    for project in extraction.projects:
        yield from _counts(extraction.text, project)
        if len(project.amount_parts) == 1:
            yield from _amounts(extraction, project)


def _counts(text: str, project: Project) -> Iterator[Repetition]:
    """Counts of the same payees: 共81个卫生室 and 共80个卫生室, each time for the same."""
    seen: dict[tuple[str, str], Operand] = {}
    for payee, operand in payees.counted(text, project):
        thing = _THING.match(text, operand.end)
        if thing is not None:
            key = payee, thing.group()
            if key in seen:
                yield _repetition(Mention(thing.group(), *thing.span()), seen[key], operand, project)
            seen[key] = operand


def _amounts(extraction: Extraction, project: Project) -> Iterator[Repetition]:
    """The project's amount, where another section calls an amount the project's own money (本项目安排资金…)."""
    own, text = project.amount_parts[0], extraction.text
    for section in project.sections:
        if section.field not in ("overview", "content", "funding") or section.start <= own.start < section.end:
            continue
        for money in extraction.money_in(section.start, section.end):
            before = max(section.start, money.start - _AROUND)
            named = _OWN.search(text[before : money.start]) if money.kind == "total" and not money.approximate else None
            after = _CLAUSE_END.split(text[money.end : money.end + _AROUND])[0]
            if named and not _NOT_OWN.search(text[before : money.start] + after):
                thing = Mention(named.group(), before + named.start(), before + named.end())
                yield _repetition(thing, own.operand("amount"), money.operand("amount"), project)


def _repetition(thing: Mention, first: Operand, second: Operand, project: Project) -> Repetition:
    start, end = min(first.start, second.start, thing.start), max(first.end, second.end, thing.end)
    return Repetition(start=start, end=end, thing=thing, first=first, second=second, project=project.ordinal)
