"""What the label of a cell means: 项目名称 · 2.立项依据： · 金额（万元） · 2024年预算数（单位：元）."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from loaders.records import Field
from loaders.templates import Column, squeezed, vocabulary

UNITS: Final = {"元": 1, "千元": 1000, "万元": 10**4, "百万元": 10**6, "亿元": 10**8}
_UNIT = "百万元|亿元|万元|千元|元"
_BRACKETED = re.compile(rf"[(\[](?:金额)?(?:单位)?:?(?:人民币)?({_UNIT})[)\]]")
_BEHIND = re.compile(rf"(?:[/,_-]|单位:?)?({_UNIT})$")
FIELD_OF: Final[dict[str, Field]] = {
    **{field: field for field in get_args(Field) if field != "other"},
    "item": "name",
    "amount": "funding",
    "year-aim": "effect",
}
"""What a label or a column means -> the field of a project whose section its cells are."""
_NUMBER = re.compile(r"(?:[一二三四五六七八九十]{1,3}[、.]|[(][一二三四五六七八九十0-9]{1,3}[)]|[0-9]{1,2}[、.]|[①-⑳])")
_REMARK = re.compile(r"[(\[][^()\[\]]*[)\]]$")
_YEAR = re.compile(r"(20[0-9]{2})(?:年度?|年初)?")
_MARKS = "[]【】*#:★▲ "
_LONGEST = 30
Vocabulary = Mapping[str, tuple[Field | Column, ...]]
"""Heading, squeezed -> what it may mean."""


@dataclass(frozen=True, slots=True)
class Label:
    """``meaning`` of the words ``heading`` (as printed, without blanks, number and colon).

    ``unit`` is how many yuan a figure under it counts, ``year`` the budget year, where the label names one.
    """

    meaning: Field | Column
    heading: str
    unit: int | None = None
    year: str | None = None


def label(printed: str, wanted: Container[str]) -> Label | None:
    """What a cell means as a label, if it means one of ``wanted``; None where it says something else."""
    return next((found for found in meanings(printed, vocabulary()) if found.meaning in wanted), None)


def meanings(printed: str, known: Vocabulary) -> tuple[Label, ...]:
    """All that a cell may mean by the headings that are ``known``."""
    if not 1 < len(printed) <= 2 * _LONGEST:
        return ()
    words = squeezed(printed).strip(_MARKS)
    if not 1 < len(words) <= _LONGEST:
        return ()
    number = _NUMBER.match(words)
    bare = words[number.end() :] if number else words
    return tuple(
        Label(meaning, _heading(printed), unit, year)
        for core, unit in _without_unit(bare)
        for form, year in _forms(core)
        for meaning in known.get(form, ())
    )


def _without_unit(words: str) -> list[tuple[str, int | None]]:
    found: list[tuple[str, int | None]] = [(words, None)]
    for pattern in (_BRACKETED, _BEHIND):
        if match := pattern.search(words):
            found.insert(0, ((words[: match.start()] + words[match.end() :]).strip(_MARKS), UNITS[match[1]]))
            break
    return found


def _forms(words: str) -> list[tuple[str, str | None]]:
    """The words, and what is left of them without a remark in brackets and without the year before them."""
    forms: list[tuple[str, str | None]] = [(words, None)]
    bare = _REMARK.sub("", words)
    if bare and bare != words:
        forms.append((bare, None))
    for form, _ in tuple(forms):
        if year := _YEAR.match(form):
            forms.append((form[year.end() :], year[1]))
    return forms


def _heading(printed: str) -> str:
    words = "".join(printed.split()).strip("：:【】*#★▲")
    number = _NUMBER.match(squeezed(words))
    return words[number.end() :] if number else words
