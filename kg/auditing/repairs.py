"""The smallest change of one printed figure after which a document no longer contradicts itself there.

Each figure of a finding is given the value that would satisfy it, and the whole audit is asked again: what repairs one sum and breaks
another is no repair.  Nothing is guessed: where several changes are equally small, all of them are told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from kg.auditing import figures
from kg.auditing.check_rows import Check
from kg.auditing.words import opposites
from loaders.amounts import Money, Operand, Share
from loaders.money.units import SCALES, precision, printed_places
from loaders.records import Extraction

#: Figures of one finding that are tried, and findings of one document whose repair is looked for.
MOST_FIGURES, MOST_FINDINGS = 24, 40
#: So many figures are audited again for one document, in so many audits at least.
MOST_WORK, LEAST_AUDITS = 300_000, 40
_WRONG = ("mismatch", "to-check")
# Sums in which a figure that is changed by itself breaks what holds to the last digit.
_SUMS = ("table-row", "code-tree", "table-total", "balance", "sum")
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
# The records in which figures stand.
_FIELDS = [
    "document",
    "projects",
    "money",
    "calculations",
    "equations",
    "quantity_sums",
    "repetitions",
    "allocations",
    "statements",
    "comparisons",
    "shares",
]

Figure = Money | Operand
_Key = tuple[str, int | None, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Repair:
    """``printed`` at ``[start, end)`` would have to be ``instead``; the findings with the ids in ``settles`` agree then."""

    start: int
    end: int
    printed: str
    instead: str
    settles: tuple[str, ...]


def repairs(extraction: Extraction) -> dict[str, tuple[Repair, ...]]:
    """The smallest repairs of each finding on figures, by its id; () where no change of one figure was found that makes all agree.

    Findings for which there was no time in a document of very many figures are not among them.
    """
    before = figures.audit(extraction)
    wrong = [check for check in before if check.verdict in _WRONG]
    if not wrong:
        return {}
    trial = _Trial(extraction, before)
    tried: dict[_Tried, None] = {}
    asked = []
    for check in wrong[:MOST_FINDINGS]:
        tried |= dict.fromkeys(trial.repairs(check))
        if trial.audits <= 0:
            break
        asked.append(check)
    # A change that is found for one finding may be the smaller one for another.
    return {check.id: tuple(_smallest([one for one in tried if check.id in one.repair.settles])) for check in asked}


def _smallest(tried: Sequence[_Tried]) -> Iterator[Repair]:
    least = min((one.size for one in tried), default=None)
    yield from dict.fromkeys(one.repair for one in tried if one.size == least)


@dataclass(frozen=True, slots=True)
class _Tried:
    """A change of one figure, and what the audit says then.

    ``left`` findings are left, ``softer`` checks hold less well than before, and the check for whose sake it was made is ``off`` by so much.
    """

    repair: Repair
    left: int
    softer: int
    off: Decimal

    @property
    def small(self) -> bool:
        """Whether most digits stay: what a figure is worked out from is hardly meant to be another figure altogether."""
        digits = sum(map(str.isdigit, self.repair.printed))
        return changed_digits(self.repair.printed, self.repair.instead) * 2 <= max(digits, 2)

    @property
    def size(self) -> tuple[int, int, int]:
        return (self.left, changed_digits(self.repair.printed, self.repair.instead), self.softer)


class _Trial:
    def __init__(self, extraction: Extraction, before: Sequence[Check]) -> None:
        self.extraction = extraction
        self.before = {_key(check): check for check in before}
        self.wrong = {key for key, check in self.before.items() if check.verdict in _WRONG}
        self.soft = _softness(before)
        self.printed = {(one.start, one.end): self._figure(one) for one in _figures(extraction)}
        sums = (check for check in before if check.check in _SUMS and check.verdict == "exact")
        self.holding = Counter(place for check in sums for place in _places(check))
        self.failing = Counter(place for key in self.wrong for place in key[2])
        # An audit takes as long as there are figures.
        self.audits = max(LEAST_AUDITS, MOST_WORK // max(1, len(self.printed)))
        self.tried: dict[tuple[tuple[int, int], Decimal], dict[_Key, Check]] = {}

    def _figure(self, one: Figure | Share) -> Figure:
        if not isinstance(one, Share):
            return one
        surface = self.extraction.text[one.start : one.end]
        return Operand(role="share", value=one.percent, unit="%", start=one.start, end=one.end, surface=surface)

    def repairs(self, check: Check) -> Iterator[_Tried]:
        """The changes of one figure after which the check holds and fewer findings are left than before."""
        places_of = [place for place in _places(check) if place in self.printed]
        # What breaks as many sums as it repairs is no repair; the figure that most findings share is tried first.
        places = [place for place in reversed(places_of) if self.holding[place] < self.failing[place]]
        places.sort(key=lambda place: self.holding[place] - self.failing[place])
        for place in places[:MOST_FIGURES]:
            for value in dict.fromkeys(self._values(check, place)):
                found = [one for near in self._near(place, value) if (one := self._tried(check, place, near))]
                if found:
                    best = min(found, key=lambda one: (one.size, one.off))
                    if not check.computed or place == places_of[-1] or best.small:
                        yield best
                    break
        yield from self._turned(check)

    def _near(self, place: tuple[int, int], value: Decimal) -> Iterator[Decimal]:
        """The value, and those one step beside it that change no more digits: rounding may make the difference."""
        figure, words = self.printed[place], self.extraction.text[slice(*place)]
        yield value
        if (shown := _printed(words, figure, value)) is None:
            return
        for near in (value - _step(figure), value + _step(figure)):
            beside = _printed(words, figure, near)
            if near > 0 and beside and changed_digits(words, beside) <= changed_digits(words, shown):
                yield near

    def _turned(self, check: Check) -> Iterator[_Tried]:
        """The contrary of a word that says more or less, where the figures say so."""
        key = _key(check)
        for number, one in enumerate(self.extraction.comparisons):
            if check.check not in ("change", "direction") or (one.start, one.end) not in key[2]:
                continue
            words = self.extraction.text[one.start : one.end]
            found = [(words.find(word), word, other) for word, other in opposites().items() if word in words]
            others = self.extraction.comparisons[:number], self.extraction.comparisons[number + 1 :]
            turned = replace(self.extraction, comparisons=(*others[0], replace(one, up=not one.up), *others[1]))
            after = self._again(turned)
            if len(found) == 1 and (now := after.get(key)) and now.verdict not in (*_WRONG, "not-derivable"):
                at, word, other = found[0]
                yield from self._judged(after, (one.start + at, one.start + at + len(word)), other)

    def _values(self, check: Check, place: tuple[int, int]) -> Iterator[Decimal]:
        """What the figure would have to be for the check to hold, as the page would print it."""
        figure = self.printed[place]
        if not check.computed:
            for other in _places(check):
                if other != place and other in self.printed:
                    yield _rounded(figure, _worth(self.printed[other]) / _scale(figure))
            return
        key, value = _key(check), _value(figure)
        off = Decimal(check.stated) - Decimal(check.computed)
        further = value + max(abs(value) / 8, 64 * _step(figure))
        for _ in range(2):
            then = self._audited(place, further).get(key)
            if then is None or not then.stated or not then.computed:
                return
            new = Decimal(then.stated) - Decimal(then.computed)
            if new == off:
                return
            with localcontext(prec=28):
                needed = _rounded(figure, value - off * (further - value) / (new - off))
            if needed <= 0:
                return
            yield needed
            value, off, further = further, new, needed

    def _tried(self, check: Check, place: tuple[int, int], value: Decimal) -> _Tried | None:
        figure = self.printed[place]
        instead = _printed(self.extraction.text[slice(*place)], figure, value)
        if (
            instead is None
            or value == _value(figure)
            or (check.check == "scores" and value > self._weight(place, value))
        ):
            return None
        after = self._audited(place, value)
        now = after.get(_key(check))
        if now is None or now.verdict in (*_WRONG, "not-derivable"):
            return None
        off = abs(Decimal(now.difference or 0))
        return next(self._judged(after, place, instead, off), None)

    def _weight(self, place: tuple[int, int], otherwise: Decimal) -> Decimal:
        """The weight on the line of a score, which the score cannot be above."""
        begin = self.extraction.text.rfind("\n", 0, place[0])
        weights = (part for one in self.extraction.quantity_sums if one.rule == "weights" for part in one.parts)
        return next((one.value for one in weights if begin < one.start < place[0]), otherwise)

    def _judged(
        self, after: dict[_Key, Check], place: tuple[int, int], instead: str, off: Decimal = Decimal(0)
    ) -> Iterator[_Tried]:
        left = {key for key, one in after.items() if one.verdict in _WRONG}
        if len(left) < len(self.wrong):
            settles = tuple(self.before[key].id for key in sorted(self.wrong - left, key=lambda key: key[2]))
            repair = Repair(*place, self.extraction.text[slice(*place)], instead, settles)
            yield _Tried(repair, len(left), max(0, _softness(after.values()) - self.soft), off)

    def _audited(self, place: tuple[int, int], value: Decimal) -> dict[_Key, Check]:
        """The audit of the document with another figure at a place."""
        if (place, value) not in self.tried:
            change = _changer(place, value)
            parts = {name: _with(getattr(self.extraction, name), place, change) for name in _FIELDS}
            self.tried[place, value] = self._again(replace(self.extraction, **parts))
        return self.tried[place, value]

    def _again(self, extraction: Extraction) -> dict[_Key, Check]:
        """The audit of a changed document; nothing where so many were made that there is no time for more."""
        self.audits -= 1
        return {_key(check): check for check in figures.audit(extraction)} if self.audits > 0 else {}


def _key(check: Check) -> _Key:
    return (check.check, check.project, _places(check))


def _places(check: Check) -> tuple[tuple[int, int], ...]:
    return tuple((one.start, one.end) for one in check.evidence)


def _softness(checks: Any) -> int:
    return sum(check.verdict in ("rounded", "truncated", "within-rounding") for check in checks)


# -- figures


def _figures(thing: Any) -> Iterator[Figure | Share]:
    """Every figure of the records that the audit compares."""
    if isinstance(thing, Extraction):
        for name in _FIELDS:
            yield from _figures(getattr(thing, name))
    elif isinstance(thing, Money | Operand | Share):
        yield thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from _figures(one)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _figures(getattr(thing, field.name))


def _with(thing: Any, place: tuple[int, int], change: Callable[[Any], Any]) -> Any:
    """The records with one figure changed; what does not hold it is the same object."""
    if isinstance(thing, Money | Operand | Share):
        return change(thing) if (thing.start, thing.end) == place else thing
    if isinstance(thing, tuple):
        parts = [_with(one, place, change) for one in thing]
        same = all(one is other for one, other in zip(parts, thing, strict=True))
        return thing if same else tuple(parts)
    if not is_dataclass(thing) or isinstance(thing, type):
        return thing
    changed = {
        field.name: new
        for field in fields(thing)
        if (new := _with(old := getattr(thing, field.name), place, change)) is not old
    }
    return replace(thing, **changed) if changed else thing


def _changer(place: tuple[int, int], value: Decimal) -> Callable[[Any], Any]:
    def change(figure: Figure | Share) -> Figure | Share:
        if isinstance(figure, Share):
            return replace(figure, percent=value)
        surface = _printed(figure.surface, figure, value) or figure.surface
        if isinstance(figure, Money):
            return replace(figure, yuan=value * _scale(figure), surface=surface)
        return replace(figure, value=value * _scale(figure), surface=surface)

    return change


def _worth(figure: Figure) -> Decimal:
    return figure.yuan if isinstance(figure, Money) else figure.value


def _value(figure: Figure) -> Decimal:
    """The figure as it is printed: 41.96 for 41.96万人; one that is read as money and as a score is changed in both."""
    return _worth(figure) / _scale(figure)


def _scale(figure: Figure) -> Decimal:
    """How many yuan, persons, percent one of the printed figure is."""
    if isinstance(figure, Money):
        return Decimal(SCALES[precision(figure).unit])
    if figure.role in ("standard", "origin", "amount", "change"):
        return Decimal(10**8 if "亿" in figure.surface else 10**4 if "万" in figure.surface else 1)
    return Decimal(figure.scale)


def _step(figure: Figure) -> Decimal:
    return Decimal(1).scaleb(-printed_places(figure.surface))


def _rounded(figure: Figure, value: Decimal) -> Decimal:
    step = _step(figure)
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _printed(surface: str, figure: Figure, value: Decimal) -> str | None:
    """The words with another figure in them, with as many decimals; None where they are not one figure in digits."""
    found = list(_NUMBER.finditer(surface))
    if len(found) != 1 or Decimal(found[0][0].replace(",", "")) != abs(_value(figure)):
        return None
    old = found[0][0]
    shown = f"{abs(value):{',' if ',' in old else ''}.{printed_places(old)}f}"
    return surface[: found[0].start()] + shown + surface[found[0].end() :]


def changed_digits(one: str, other: str) -> int:
    """How many digits a person would have to change, put in, leave out, or swap with the next one."""
    a, b = (re.sub(r"[^0-9.]", "", words) for words in (one, other))
    if printed_places(a) == printed_places(b):  # 7.63 and 6.73 are two digits that changed places
        a, b = a.replace(".", ""), b.replace(".", "")
    rows = [list(range(len(b) + 1))]
    for i in range(1, len(a) + 1):
        row = [i]
        for j in range(1, len(b) + 1):
            least = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                least = min(least, rows[i - 2][j - 2] + 1)
            row.append(least)
        rows.append(row)
    return rows[-1][-1]
