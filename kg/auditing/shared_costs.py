"""The shares of a cost that belong together, and what they must come to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.auditing.check_rows import Check, Rows
from kg.linting.lint import Evidence
from kg.tables.table import plain
from loaders.amounts import Operand, Share
from loaders.money.pairing import same_level
from loaders.records import Extraction

_NEAR = 30  # characters between two shares of one list
_HUNDRED = Decimal(100)
_PERCENT = re.compile(r"[0-9][ ]?[%％]")
_SAID = 16  # characters behind a list that may say what it splits
_SPLIT = re.compile("其余|剩余|余下|部分|[0-9][:：∶][0-9]")
_BREAK = re.compile("[。\n]")


@dataclass(frozen=True, slots=True)
class ShareGroup:
    """Shares that must come to ``whole`` percent: 100, or the share that they split."""

    shares: tuple[Share, ...]
    whole: Decimal = _HUNDRED


def checks(rows: Rows) -> Iterator[Check]:
    """The groups of shares against what they must come to."""
    for group in share_groups(rows.extraction):
        total = _total(group.shares)
        yield rows.row(
            "shares",
            "exact" if total == group.whole else "mismatch",
            group.shares[0].project,
            " + ".join(f"{plain(s.percent)} %" for s in group.shares),
            stated=plain(group.whole),
            computed=plain(total),
            unit="%",
            note=rows.note("nested") if group.whole != 100 else "",
            evidence=[Evidence(s.start, s.end, "") for s in group.shares],
        )


def share_groups(extraction: Extraction) -> Iterator[ShareGroup]:
    """The groups of shares that the page presents as a whole; an incomplete list is none."""
    for run in _runs(extraction):
        yield from _split(extraction, run)


def _runs(extraction: Extraction) -> Iterator[list[Share]]:
    run: list[Share] = []
    for share in extraction.shares:
        if run:
            between = extraction.text[run[-1].end : share.start]
            if len(between) > _NEAR or _BREAK.search(between) or run[-1].project != share.project:
                yield run
                run = []
        run.append(share)
    if run:
        yield run


def _split(extraction: Extraction, run: Sequence[Share]) -> Iterator[ShareGroup]:
    """A run cut where a level comes again: another list begins there."""
    lists: list[list[Share]] = [[]]
    for share in run:
        if any(same_level(s.level, share.level) for s in lists[-1]):
            lists.append([])
        lists[-1].append(share)
    for shares in lists:
        yield from _groups(extraction, shares)


def _groups(extraction: Extraction, shares: Sequence[Share]) -> Iterator[ShareGroup]:
    total = _total(shares)
    if len(shares) < 2:
        return
    within = _within(extraction, shares)
    if total == _HUNDRED and not within:
        yield ShareGroup(tuple(shares))
        return
    for cut in range(2, len(shares) - 1):
        outer, inner = shares[:cut], shares[cut:]
        split = next((s for s in outer if s.level == "".join(i.level for i in inner)), None)
        # 其中 speaks of the share right before it, not of another one that comes to as much.
        among = "其中" in extraction.text[outer[-1].end : inner[0].start]
        parted = outer[-1:] if among else outer
        whole = _total(outer)
        if whole == _total(inner) == _HUNDRED and not among:  # 中央与地方按8:2，地方部分省、市、县按5:2:3
            yield ShareGroup(tuple(outer))
            yield ShareGroup(tuple(inner))
            return
        wrong = cut == within and _all_read(extraction, shares) and (whole > _HUNDRED or _is_closed(extraction, shares))
        if (whole == _HUNDRED or wrong) and (split or any(s.percent == _total(inner) for s in parted)):
            yield ShareGroup(tuple(outer))
            yield ShareGroup(tuple(inner), split.percent if split else _total(inner))
            return
    begin = split_rest(extraction, shares)
    if begin < len(shares):
        yield ShareGroup(tuple(shares[begin:]))
        return
    if _all_read(extraction, shares) and (total > _HUNDRED or _is_closed(extraction, shares)):
        yield ShareGroup(tuple(shares))


def _within(extraction: Extraction, shares: Sequence[Share]) -> int:
    """Where the shares begin that 其中 says are in the one before, and that come to it: they are not added to it once more.

    0 where there are none.
    """
    for cut in range(2, len(shares) - 1):
        between = extraction.text[shares[cut - 1].end : shares[cut].start]
        if "其中" in between and _total(shares[cut:]) == shares[cut - 1].percent:
            return cut
    return 0


def split_rest(extraction: Extraction, shares: Sequence[Share]) -> int:
    """Where the shares begin that split what those before them leave: 省级70%，州级和市级按2:8 splits the other 30 %.

    The number of shares where there is no such split: the page must say so, by a ratio or by 其余 and the like.
    """
    for cut in range(1, len(shares) - 1):
        said = extraction.text[shares[cut - 1].end : shares[-1].end + _SAID]
        if _total(shares[cut:]) == _HUNDRED and _total(shares[:cut]) < _HUNDRED and _SPLIT.search(said):
            return cut
    return len(shares)


def outer_shares(extraction: Extraction, own: Operand) -> list[Operand]:
    """The shares that a share is a part of: that of 州市 for the one of 市级 in it, or what the shares before leave."""
    # The share itself need not be in a list of shares: 州市按2:8 behind 省级与州市按7:3.
    runs = (run for run in _runs(extraction) if run[0].start <= own.start <= run[-1].end + _NEAR)
    run = next((run for run in runs if not _BREAK.search(extraction.text, run[0].start, own.start)), [])
    core = (own.level or "").rstrip("级")
    if not core:
        return []
    found = [
        _operand(share, share.percent)
        for share in run
        if share.start != own.start
        and (share.level == "地方" or (core in share.level and len(share.level.rstrip("级")) > len(core)))
    ]
    cut = split_rest(extraction, run)
    if not found and cut < len(run) and own.start >= run[cut].start:
        left = _HUNDRED - _total(run[:cut])
        found.append(_operand(run[cut - 1], left))
    return found


def _operand(share: Share, percent: Decimal) -> Operand:
    return Operand(
        role="share", value=percent, unit="%", start=share.start, end=share.end, surface="", level=share.level
    )


def _total(shares: Sequence[Share]) -> Decimal:
    return sum((s.percent for s in shares), Decimal(0))


def _all_read(extraction: Extraction, shares: Sequence[Share]) -> bool:
    """Whether no percent stands between the shares, or just before them, that was not read as one."""
    first, last = max(0, shares[0].start - _NEAR), shares[-1].end
    percents = _PERCENT.finditer(extraction.text, first, last + 1)
    return all(any(s.start < m.end() and m.start() < s.end for s in shares) for m in percents)


def _is_closed(extraction: Extraction, rest: Sequence[Share]) -> bool:
    """Whether the list ends with the level whose amount the page states next: nobody is left to pay the remainder."""
    last = rest[-1]
    stop = extraction.text.find("\n", last.end)
    stop = len(extraction.text) if stop < 0 else stop
    if re.search("其余|剩余|余下|不足|自筹|个人", extraction.text[rest[0].start : stop]):
        return False
    following = next((m for m in extraction.money if last.end <= m.start < stop and m.kind in ("total", "part")), None)
    return following is not None and following.level is not None and same_level(following.level, last.level)
