"""The shares of a cost that belong together, and what they must come to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from loaders.calculations import same_level
from loaders.records import Extraction, Share

_NEAR = 30  # characters between two shares of one list
_HUNDRED = Decimal(100)
_PERCENT = re.compile(r"[0-9][ ]?[%％]")
_BREAK = re.compile("[。\n]")


@dataclass(frozen=True, slots=True)
class Group:
    """Shares that must come to ``whole`` percent: 100, or the share that they split."""

    shares: tuple[Share, ...]
    whole: Decimal = _HUNDRED


def share_groups(extraction: Extraction) -> Iterator[Group]:
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


def _split(extraction: Extraction, run: Sequence[Share]) -> Iterator[Group]:
    """A run cut where a level comes again: another list begins there."""
    lists: list[list[Share]] = [[]]
    for share in run:
        if any(same_level(s.level, share.level) for s in lists[-1]):
            lists.append([])
        lists[-1].append(share)
    for shares in lists:
        yield from _groups(extraction, shares)


def _groups(extraction: Extraction, shares: Sequence[Share]) -> Iterator[Group]:
    total = _total(shares)
    if len(shares) < 2:
        return
    if total == _HUNDRED:
        yield Group(tuple(shares))
        return
    for cut in range(2, len(shares) - 1):
        outer, inner = shares[:cut], shares[cut:]
        split = next((s for s in outer if s.level == "".join(i.level for i in inner)), None)
        if _total(outer) == _HUNDRED and (split or any(s.percent == _total(inner) for s in outer)):
            yield Group(tuple(outer))
            yield Group(tuple(inner), split.percent if split else _total(inner))
            return
    if _all_read(extraction, shares) and (total > _HUNDRED or _is_closed(extraction, shares)):
        yield Group(tuple(shares))


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
