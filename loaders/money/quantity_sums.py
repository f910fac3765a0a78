"""Counted things against the parts that the page prints of them: 1227例（乙类585例、丙类642例）, 地上8013平方米、地下5356平方米.

Named parts may overlap, or be only some of the whole, so a sum that does not fit is only a contradiction where the two parts
are complements by their names (``complements.tsv``, or X and 不X) and stand in one bracket or behind one 其中.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import islice

from loaders.amounts import Operand
from loaders.money import quantities
from loaders.records import QuantitySum
from ontology.tables import rows as table

_UNIT = "平方米|平方公里|立方米|公里|人次|人|户|例|对|个|所|家|名|件|起|辆|台|套|间|张|座|条|场|次|份|种|项|亩|吨|床|处|村|支|只|头|元"
_QUANTITY = re.compile(
    rf"(?<![0-9０-９.．第—–~～至-])(?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+(?:\.[0-9]+)?)(?P<scale>[万亿]?)(?P<unit>{_UNIT})(?![月以／/])"
)
_HEAD = re.compile(r"(?:共|合计|总|累计|计)[^。；;0-9]{0,24}$")
_ABOUT = re.compile("(?:约|近|超过|以上|不少于|不低于|不超过|至少|左右|多|余|预计)[^，。；、（(0-9]{0,3}$")
_EACH = re.compile("(?:每|各|平均|人均)[^，。；、0-9]{0,8}$")
_OPEN = re.compile("等|以上|左右|余|多")
_SUMS = re.compile("[。\n]")
# Parts stand in a bracket, behind 其中, or behind a total: most sentences have none of these.
_LIKELY = re.compile("[0-9][^。\n]{1,5}[（(]|其中|[共总计]")
_MOST_PARTS = 12
# The longest that _HEAD takes.
_HEAD_REACH = 26
_INNER = re.compile("[（(含]|其中|包括")  # parts of a part
_AMONG, _CLOSING = re.compile("其中"), re.compile("[）)]")


def find(text: str) -> list[QuantitySum]:
    """The sums of a text, in order."""
    return sorted(_sums(text), key=lambda one: one.start)


def _sums(text: str) -> Iterator[QuantitySum]:
    """Quantities that are followed by at least two parts in the same unit, in their bracket or in their sentence.

    A part that is an estimate, or one for each of something, ends the matter.
    """
    for start, end in _sentences(text):
        if not _LIKELY.search(text, start, end):
            continue
        found = [_operand(match) for match in _QUANTITY.finditer(text, start, end)]
        if len(found) < 3:
            continue
        among = [match.start() for match in _AMONG.finditer(text, start, end)]
        closing = [match.start() for match in _CLOSING.finditer(text, start, end)]
        # What stands behind a whole and is no part of a later one, by unit, the nearest first.
        behind: defaultdict[str, deque[Operand]] = defaultdict(deque)
        # The last whole first: what it consists of are no parts of those before it.
        for whole in reversed(found):
            same = behind[whole.unit]
            stop = None if _vague(text, whole) else _reach(text, whole, same, start, end, among, closing)
            near = () if stop is None else (one for one in islice(same, _MOST_PARTS + 1) if one.start < stop)
            parts = tuple(near)
            if 2 <= len(parts) <= _MOST_PARTS and not any(_vague(text, one) for one in parts):
                total = sum((part.value for part in parts), Decimal(0))
                closed = _are_all(text, parts, start, over=total > whole.value)
                if closed or total == whole.value:
                    yield QuantitySum(start=whole.start, end=parts[-1].end, whole=whole, parts=parts, closed=closed)
                    for _ in parts:
                        same.popleft()
            same.appendleft(whole)


def _reach(
    text: str,
    whole: Operand,
    same: Sequence[Operand],
    start: int,
    end: int,
    among: Sequence[int],
    closing: Sequence[int],
) -> int | None:
    """Up to where the parts of a whole may stand: in the bracket behind it; else behind 其中, or after a total (共…), in its sentence.

    Of money only those in a bracket: the tree of the allocation knows the others.  None where the page says nothing of parts.
    """
    if text[whole.end : whole.end + 1] in ("（", "("):
        place = bisect_left(closing, whole.end)
        return closing[place] if place < len(closing) else end
    if whole.unit == "元":
        return None
    place = bisect_left(among, whole.end)
    if place < len(among):
        return None if same and same[0].start < among[place] else end
    return end if _HEAD.search(text, max(start, whole.start - _HEAD_REACH), whole.start) else None


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentences; one that goes on with 其中 belongs to the one before."""
    start = 0
    for match in _SUMS.finditer(text):
        if match.group() == "。" and text.startswith("其中", match.end()):
            continue
        if match.end() - start > 8:
            yield start, match.end()
        start = match.end()
    yield start, len(text)


def _vague(text: str, one: Operand) -> bool:
    # The line of a printed page may break between 约 and its figure.
    before = text[max(0, one.start - 16) : one.start].rstrip()
    return bool(_ABOUT.search(before) or _EACH.search(before) or _OPEN.match(text, one.end))


def _name(text: str, part: Operand, start: int) -> str:
    """The words before a part, back to a comma, a bracket or another figure."""
    return re.split(r"[，,。；;、（(：:0-9]|其中", text[max(start, part.start - 24) : part.start])[-1]


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    return tuple((row["kind"], row["other"]) for row in table("loaders", "money/complements.tsv"))


def _are_all(text: str, parts: Sequence[Operand], start: int, *, over: bool) -> bool:
    """Whether there can be no other parts: two complements, or several of which the last is what is left (其他用车1辆).

    Several that come to more than the whole (``over``) overlap: a woman may be one of 脱贫劳动力.
    """
    first, *_, last = (_name(text, part, start) for part in parts)
    if len(parts) == 2:
        return _complements(first, last)
    return not over and last.startswith("其他") and not _INNER.search(text, parts[0].start, parts[-1].start)


def _complements(one: str, other: str) -> bool:
    """Whether two names say that a thing is of the one kind or of the other: 计容面积 and 不计容面积."""
    for first, second in ((one, other), (other, one)):
        if first and second in (f"不{first}", f"非{first}", f"未{first}"):
            return True
        for kind, opposite in _pairs():
            if kind in first and opposite in second and first.replace(kind, "", 1) == second.replace(opposite, "", 1):
                return True
    return False


def _operand(match: re.Match[str]) -> Operand:
    return quantities.operand(match, "count", Decimal(match["number"].replace(",", "")))
