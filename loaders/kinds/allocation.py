"""Which of the amounts of a funding section is what the project gets.

One candidate or none: a printed total, the amount that the others add up to, the only amount; several parallel amounts
(a quarter each, a level each) are parts whose sum is the allocation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from loaders.amounts import Money, MoneyKind
from loaders.text.outline import integer
from loaders.text.words import pattern

_cue = partial(pattern, "kinds/funding_words.tsv")
_CLAUSE = re.compile(r"[，,。；;：:、\s]|(?<=\d)[万亿]?元|(?<=\d)[万亿]")
_YEAR = re.compile(r"(20\d\d)\s?年")
# What tells parallel amounts apart: the period, the level that pays, the instalment.
_ONE_OF_SEVERAL = re.compile(
    r"第?[一二三四1-4]季度|上半年|下半年|(?<!\d)\d{1,2}月份?|第[一二三四五六七八九十]{1,2}[批期次年]|"
    r"中央|自治区级?|省级?|州级?|市级?|县级?|区级?|镇级?|乡级?"
)
_ITEM = re.compile(
    r"(?:^|[。；;：:\n，,])[ \t\u3000]*(?P<n>\d{1,2}(?=[、．]|\.(?!\d))|[（(][一二三四五六七八九十\d]{1,2}[）)]|[①-⑳])"
)
_OWN = r"(?:{}级|本级)(?:财政|财力|预算)?(?:共计|合计|共|应)?(?:承担|安排|负担)"
_FOR_PROJECT = re.compile(
    r"(?:(?:本|该)项目|年度?)[^，。；\n]{0,10}(?:安排|预算|申请)[^，。；\n]{0,8}(?:资金|经费|预算|金额)?(?:共计|合计|为)?[：:]?\s?$"
)
_NEAR = 14


@dataclass(frozen=True, slots=True)
class Allocation:
    """The parts that are what a project gets; none where nothing or nothing unambiguous is printed."""

    parts: tuple[Money, ...] = ()
    ambiguous: bool = False

    @property
    def amount(self) -> Decimal | None:
        """The sum of the parts."""
        return sum((part.yuan for part in self.parts), Decimal(0)) if self.parts else None

    @property
    def stated(self) -> tuple[Money, ...]:
        """The parts as a project states them: the only one is its total."""
        kind: MoneyKind = "total" if len(self.parts) == 1 else "part"
        return tuple(replace(part, kind=kind) for part in self.parts)


def choose(text: str, amounts: tuple[Money, ...], year: str | None = None, level: str | None = None) -> Allocation:
    """The allocation among ``amounts``, which stand in ``text`` in order.

    ``year`` is the budget's year and ``level`` the publisher's (市, 县 …), if known: beside the whole cost a page prints
    what its own level pays (共需1000万元，市级财政安排60万元), and that is what its budget allocates.
    """
    sums = [m for m in amounts if m.kind not in ("rate", "threshold", "change") and m.yuan > 0]
    if level is not None:
        own = [m for m in sums if re.search(_OWN.format(level), _before(text, m))]
        if own and len(own) < len(sums):
            chosen_own = choose(text, tuple(own), year)
            if not chosen_own.ambiguous:
                return chosen_own
    if not sums:
        return Allocation()
    if len({m.yuan for m in sums}) == 1 and not _parallel(text, sums):
        return Allocation((_best_named(text, sums),))
    whole = _added_up(text, sums)
    if whole is not None:
        return Allocation((whole,))
    if _parallel(text, sums):
        return Allocation(tuple(sums))
    chosen = _grand(text, sums) or _of_year(text, sums, year)
    if chosen is not None:
        return Allocation((chosen,))
    if _detailed(text, sums):
        return Allocation((sums[0],))
    if _itemised(text, sums):
        return Allocation(tuple(sums))
    allotted = [m for m in sums if _cue("allotted").search(_before(text, m))]
    if len({m.yuan for m in allotted}) == 1:
        return Allocation((allotted[0],))
    return Allocation(ambiguous=True)


def named_for_project(text: str, amounts: tuple[Money, ...]) -> Allocation:
    """An amount that prose outside the funding section calls the project's own: 本项目安排资金100万元.

    Only where every amount named so is the same; a total investment (总投资) covers other years too and does not count.
    """
    called = [m for m in amounts if _FOR_PROJECT.search(text[max(0, m.start - 24) : m.start])]
    return Allocation((called[0],) if len({m.yuan for m in called}) == 1 else ())


def _before(text: str, amount: Money) -> str:
    """The words right before an amount, in its own clause; a colon does not end it (承担资金：14.89万元)."""
    window = text[max(0, amount.start - _NEAR) : amount.start].rstrip()
    colon = re.search(r"[：:]\s*$", window)
    inner = window[: colon.start()] if colon else window
    return _CLAUSE.split(inner)[-1].strip()


def _best_named(text: str, amounts: list[Money]) -> Money:
    """The same amount printed several times: where it is called a total, else its first place."""
    return next((m for m in amounts if m.kind == "total" or _cue("grand").search(_before(text, m))), amounts[0])


def _added_up(text: str, amounts: list[Money]) -> Money | None:
    """The amount that all others together make up."""
    highest = max(m.yuan for m in amounts)
    top = [m for m in amounts if m.yuan == highest]
    rest = [m.yuan for m in amounts if m.yuan != highest]
    return _best_named(text, top) if len(rest) > 1 and sum(rest, Decimal(0)) == highest else None


def _grand(text: str, amounts: list[Money]) -> Money | None:
    """The only amount called a total; of several the one that is not less than the others together."""
    called = [m for m in amounts if _cue("grand").search(_before(text, m))]
    if called:
        highest = max(called, key=lambda m: m.yuan)
        lower = {m.yuan for m in called if m.yuan != highest.yuan}
        return highest if highest.yuan >= sum(lower, Decimal(0)) else None
    totals = [m for m in amounts if m.kind == "total"]
    return totals[0] if len({m.yuan for m in totals}) == 1 else None


def _of_year(text: str, amounts: list[Money], year: str | None) -> Money | None:
    """Amounts a year (2024年30万元，2025年40万元): the one of the budget's year."""
    years = []
    for amount in amounts:
        window = re.split(r"[，,。；;\n]", text[max(0, amount.start - 30) : amount.start])[-1]
        years.append(found[-1] if (found := _YEAR.findall(window)) else None)
    if len({y for y in years if y}) < 2:
        return None
    of_year = [m for m, y in zip(amounts, years, strict=True) if y is not None and y == year]
    return of_year[0] if len(of_year) == 1 else None


def _detailed(text: str, amounts: list[Money]) -> bool:
    """Whether a word between the first two amounts says that the rest are parts of the first."""
    if len(amounts) < 2:
        return False
    return _cue("detail").search(text[amounts[0].end : amounts[1].start]) is not None


def _parallel(text: str, amounts: list[Money]) -> bool:
    """Whether all amounts are named alike but for a period or a level: 第一季度用款计划10万元，第二季度用款计划10万元."""
    if len(amounts) < 2:
        return False
    before = [_before(text, m) for m in amounts]
    which = [found[0] if (found := _ONE_OF_SEVERAL.search(words)) else None for words in before]
    names = {_ONE_OF_SEVERAL.sub("", words) for words in before}
    return None not in which and len(set(which)) == len(which) and len(names) == 1


def _itemised(text: str, amounts: list[Money]) -> bool:
    """Whether each amount stands in a list item of its own, and the items are numbered from 1 without a gap."""
    edges = [max(0, amounts[0].start - 120), *(m.end for m in amounts)]
    labels = [
        [integer(m["n"].strip("（()）")) for m in _ITEM.finditer(text, begin, amount.start)]
        for begin, amount in zip(edges, amounts, strict=False)
    ]
    return len(amounts) > 1 and [found[-1:] for found in labels] == [[n] for n in range(1, len(amounts) + 1)]
