"""Counted things: 1489人, 41.96万人, 900对, 11个卫生院, 12个月, 两次, and occasions told by name (春节、中秋节 are two).

Dates, ages, ordinals, distances between events (每2个月) and counts that are parts of names are no quantities.
Units stand in ``calculation_words.tsv``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from loaders.amounts import Operand, OperandRole
from loaders.money import units
from loaders.text.numerals import parse
from loaders.text.words import any_of, words

_TABLE = "money/calculation_words.tsv"
_WORDS = words(_TABLE)
_B = r"[ \t\u3000\xa0]{0,4}"
_UNITS = any_of(sorted(units.CLASSES, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?<![0-9０-９.．第每/／〔\[-])(?<![0-9０-９][,，])(?<![0-9０-９][—–~～至])(?P<number>[0-9０-９]{{1,3}}(?:,[0-9]{{3}})+|[0-9０-９]+(?:[.．][0-9０-９]+)?"
    rf"|(?<![第每一二三四五六七八九十百千])[两二三四五六七八九十]{{1,3}}(?=次|个月|场|期))"
    rf"{_B}(?P<more>[余多])?(?P<scale>[万亿])?(?P<unit>{_UNITS})(?!{any_of(_WORDS['not_count'])})"
)
_AFTER = re.compile(rf"(?:以|{any_of(_WORDS['bound_after'])})")
_BEFORE = re.compile(r"(?<![签节公协合条最附])" + any_of(_WORDS["bound_before"]) + "[^，。；、]{0,2}$")
_EACH = re.compile("(?:每(?!年)|各)[^，。；：、]{0,24}$")  # 每个街道张贴2条: how many streets is another quantity
# 4月, 15日, 2024年 are dates unless the page counts with them: 按12月计算, 共3年.
_COUNTING = re.compile(r"(?:按照?|共计?|为期|[×x*＊]|每人|合计)$")
_DATE_UNITS = frozenset(("月", "日", "年", "季", "周", "年度", "学年"))
_FESTIVAL = any_of(_WORDS["festival"])
_FESTIVALS = re.compile(rf"{_FESTIVAL}(?:[、和及与]{_FESTIVAL})+|(?P<two>[两二]节)(?!约)")


def find(text: str, start: int, end: int) -> list[Operand]:
    """The quantities that stand in ``text[start:end]``, in order; ``value`` is in ones of ``unit``."""
    found = []
    for match in _QUANTITY.finditer(text, start, end):
        before = text[max(start, match.start() - 24) : match.start()]
        if match["unit"] in _DATE_UNITS and not _COUNTING.search(before):
            continue
        value, unit = parse(match["number"]), units.unit_class(match["unit"])
        if not value or (unit == "year" and value > 50):
            continue
        if match["unit"] == "个" and text[match.end() : match.end() + 1] == "月":
            continue
        limited = is_limit(text, start, *match.span()) or _EACH.search(before)
        found.append(
            operand(match, "period" if unit in units.TIME else "count", value, bound=bool(match["more"] or limited))
        )
    found += _occasions(text, start, end)
    return sorted(found, key=lambda operand: operand.start)


def is_limit(text: str, floor: int, start: int, end: int) -> bool:
    """Whether the words around a figure, from ``floor`` on, make it a limit (不超过60万元, 500元以内), or say that it is about so much."""
    before = text[max(floor, start - 24) : start]
    return _BEFORE.search(before) is not None or _AFTER.match(text, end) is not None


def operand(match: re.Match[str], role: OperandRole, value: Decimal, *, bound: bool = False) -> Operand:
    """The quantity of a match with a ``scale`` and a ``unit``; ``value`` is its number as printed before 万 or 亿."""
    scale = {"万": 10**4, "亿": 10**8}.get(match["scale"] or "", 1)
    return Operand(
        role=role,
        value=value * scale,
        unit=match["unit"],
        start=match.start(),
        end=match.end(),
        surface=match.group(),
        scale=scale,
        bound=bound,
    )


def _occasions(text: str, start: int, end: int) -> list[Operand]:
    """Festivals named one after the other are that many occasions."""
    return [
        Operand(
            role="period",
            value=Decimal(2 if match["two"] else len(re.findall(_FESTIVAL, match.group()))),
            unit="次",
            start=match.start(),
            end=match.end(),
            surface=match.group(),
        )
        for match in _FESTIVALS.finditer(text, start, end)
    ]
