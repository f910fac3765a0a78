"""Printed formulae: which figures a page multiplies, and the amount that they should come to.

Within a paragraph the figures since the amount before are the operands of the next amount: a standard and what it is paid
for (1489人 … 50元/人 … 14.89万元), a level's share of an amount (共需3600万元 … 市级承担6% … 216万元), a standard worked
out from another (94元 … 4.8% … 人均4.512元), a standard that was raised (增加90元（350元）), an average.  No reading of the
operands is chosen here.  Words stand in ``calculation_words.tsv``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from loaders.amounts import Money, Operand, Share
from loaders.money import quantities
from loaders.money.pairing import pairs, parted, same_level
from loaders.money.units import in_a_year, precision, unit_class
from loaders.records import Calculation, Extraction
from loaders.text.numerals import NARROW
from loaders.text.paragraphs import paragraphs
from loaders.text.words import any_of, words

_WORDS = words("money/calculation_words.tsv")
_LEVELS = words("money/levels.tsv")
_LEVEL = any_of(_LEVELS["full"] + _LEVELS["short"])
_PERCENT = re.compile(
    rf"(?:(?P<level>{_LEVEL})(?:财政)?|(?P<applied>{any_of(_WORDS['applied'])}))(?P<number>[0-9]{{1,3}}(?:\.[0-9]{{1,4}})?)[%％]"
)
_DIGIT, _PERCENT_SIGN = re.compile("[0-9]"), re.compile("[%％]")
_NOT_RESULT = re.compile(any_of(_WORDS["not_result"]) + "[^，。；、]{0,6}$")
_LEADING = re.compile(f"{_LEVEL}|{any_of(_WORDS['leading'])}")
_LINKED = re.compile(any_of(_WORDS["linked"]) + "(?:为|：)?$")
_AVERAGE = re.compile(f"{any_of(_WORDS['average'])}(?:每[^0-9，。；]{{1,4}})?(?:约|补助|为)?$")
_RAISED = re.compile(f"(?P<name>[^，。（）()]{{1,30}}?){any_of(_WORDS['raise'])}$")
_YEAR = re.compile(any_of(_WORDS["year"]))
_LABEL = re.compile(r"[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.．、]")
_FIGURE = re.compile(r"(?<![0-9.,第])(?!20[0-9]{2}年|[0-9]{1,2}月|[0-9]{1,2}日)[0-9][0-9.,]*(?=[%％\u4e00-\u9fff])")
_WITHIN = re.compile(any_of(words("money/allocation_words.tsv")["opening"]))
_TOLD = re.compile("元[，,]?占[^0-9，,。；]{0,24}$")
_NEAR = 60  # characters between two operands of a formula that leaves nothing open
_MOST = 12  # operands: more is a list, not a formula
_KEPT = 40  # figures that a walk remembers, so that a long list costs no more than its length


def find(extraction: Extraction) -> tuple[Calculation, ...]:
    """The formulae of a document whose money, shares and projects are known, in the order of their results."""
    found: list[Calculation] = []
    text, money, shares = extraction.text, extraction.money, extraction.shares
    breaks = sorted({s.start for p in extraction.projects for s in p.sections} | {p.start for p in extraction.projects})
    money_at, shares_at = [m.start for m in money], [s.start for s in shares]
    before: _Walk | None = None
    for start, end in paragraphs(text):
        first, last = bisect_left(money_at, start), bisect_left(money_at, end)
        here = shares[bisect_left(shares_at, start) : bisect_left(shares_at, end)]
        if first == last and not here and not _DIGIT.search(text, start, end):
            continue
        walk = _Walk(text, start)
        section_goes_on = before is not None and bisect_left(breaks, before.start + 1) == bisect_left(breaks, start + 1)
        if before is not None and section_goes_on and not before.amounts and not _LABEL.match(text, start):
            walk.pending, walk.shares = (
                before.pending,
                before.shares,
            )  # a formula whose result is a paragraph of its own
        found += walk.run(_tokens(text, start, end, money[first:last], here))
        before = walk
    return tuple(sorted(found, key=lambda c: (c.result.start, c.operands[0].start)))


def _tokens(text: str, start: int, end: int, money: Sequence[Money], shares: Sequence[Share]) -> list[Money | Operand]:
    """The figures of a paragraph in order, without quantities and percents that stand inside another figure."""

    def percent(value: Decimal, first: int, last: int, level: str | None) -> Operand:
        surface = text[first:last]
        return Operand(role="share", value=value, unit="%", start=first, end=last, surface=surface, level=level)

    percents = [percent(s.percent, s.start, s.end, s.level) for s in shares]
    taken = [(m.start, m.end) for m in money] + [(p.start, p.end) for p in percents]
    taken.sort()

    def free(first: int, last: int) -> bool:
        index = bisect_left(taken, (last, 0)) - 1
        return index < 0 or taken[index][1] <= first

    # Few paragraphs have the sign, and looking for names of levels in all of them takes long.
    for match in _PERCENT.finditer(text, start, end) if _PERCENT_SIGN.search(text, start, end) else ():
        if free(match.start(), match.end()):
            percents.append(percent(Decimal(match["number"]), match.start("number"), match.end(), match["level"]))
    counts = [q for q in quantities.find(text, start, end) if free(q.start, q.end)]
    return sorted([*money, *percents, *counts], key=lambda token: token.start)


@dataclass
class _Walk:
    """One paragraph, token by token: the operands since the last amount, and what the paragraph said before."""

    text: str
    start: int
    pending: list[Operand] = field(default_factory=list)
    shares: list[Operand] = field(default_factory=list)
    amounts: list[Money] = field(default_factory=list)
    standing: list[Operand] = field(default_factory=list)
    seen: list[Operand] = field(default_factory=list)
    fractions: set[int] = field(default_factory=set)
    labels: list[tuple[str, Operand]] = field(default_factory=list)
    proven: Operand | None = None  # a standard that led to an amount, and the words before that amount
    lead: str = ""

    def run(self, tokens: Sequence[Money | Operand]) -> Iterator[Calculation]:
        place, changed = self.start, None
        for token in tokens:
            label, place = self.text[place : token.start], token.end
            if isinstance(token, Operand):
                self.seen.append(token)
                if token.role == "period" and any(o.surface == token.surface for o in self.pending):
                    continue  # the occasions are named again: 春节、中秋节慰问 … 按春节、中秋节50元/人
                self.pending.append(token)
                if token.role == "share":
                    self.shares.append(token)
                del self.pending[:-_KEPT], self.shares[:-_KEPT], self.seen[:-_KEPT]
            elif token.kind == "rate":
                yield from self._rate(token, label)
            elif token.kind == "change":
                changed = (token, label)
                continue
            elif changed and re.fullmatch(r"[（(]", label.strip()) and self.text[token.end : token.end + 1] in "）)":
                yield from self._raise(*changed, token)
            elif token.kind in ("total", "part", "other"):
                yield from self._result(token)
            changed = None

    # -- standards

    def _rate(self, money: Money, label: str) -> Iterator[Calculation]:
        operand = _standard(money, limit=quantities.is_limit(self.text, self.start, money.start, money.end))
        origins = [o for o in self.pending if o.role == "standard" and _same_unit(o.unit, operand.unit)]
        linked = bool(_LINKED.search(label.rstrip()))
        average = bool(_AVERAGE.search(label.rstrip())) and bool(self.amounts)
        if origins and self.shares and money.yuan < origins[-1].value:
            shares = _of_level(self.shares, money.level or _level_in(label))
            fits = any(_comes_to(origins[-1].value * s.value / 100, money) for s in shares)
            if fits or linked:
                yield Calculation(
                    kind="standard",
                    operands=_in_order([origins[-1], *shares]),
                    result=money,
                    complete=linked and len(shares) == 1,
                    project=money.project,
                )
                self.pending = [replace(o, role="origin") if o is origins[-1] else o for o in self.pending]
        elif average and not origins:
            counts = [o for o in self.pending if o.role == "count"]
            if counts:
                whole = self.amounts[-1]
                yield Calculation(
                    kind="average", operands=_in_order([*counts, operand]), result=whole, project=money.project
                )
        self.pending.append(operand)
        self.labels.append((label, operand))

    def _raise(self, change: Money, label: str, new: Money) -> Iterator[Calculation]:
        """初中增加90元（350元）, where the paragraph said before what 初中 got."""
        named = _RAISED.search(label.strip())
        if named is None:
            return
        scored = [(_alike(named["name"], old), operand) for old, operand in self.labels]
        best = max((score for score, _ in scored), default=0)
        fitting = [operand for score, operand in scored if score == best]
        if best < 2 or len(fitting) != 1:
            return
        step = change.operand("change")
        result = replace(new, per=fitting[0].unit or None)
        sure = not (change.approximate or new.approximate)
        yield Calculation(
            kind="raise", operands=_in_order([fitting[0], step]), result=result, complete=sure, project=new.project
        )

    # -- amounts

    def _result(self, money: Money) -> Iterator[Calculation]:
        self._forget(money)
        if len(self.pending) <= _MOST:
            yield from self._product(money)
        yield from self._share(money)
        self.standing = [o for o in self.pending if o.role in ("standard", "origin")] or self.standing
        self.pending = []
        self.amounts.append(money)

    def _forget(self, money: Money) -> None:
        """Leave out what belongs to another amount than this one.

        办公费2万元（人均0.1万元×20人），…共5万元: what stands in the bracket behind an amount is how that one comes about.
        资助学生200名，其中大学生50名每人5000元，高中生150名每人2000元: what the counts behind 其中 come to is not counted again.
        """
        behind = self.amounts[-1].end if self.amounts else -1
        if self.text[behind : behind + 1] in ("（", "(") and behind >= 0:
            close = re.compile("[）)]").search(self.text, behind, money.start)
            self.pending = [o for o in self.pending if not (close and behind <= o.start < close.start())]
        for whole, inner in self._counted_again(self.pending):
            if sum(o.value for o in inner) == whole.value:
                self.pending.remove(whole)

    def _counted_again(self, operands: Sequence[Operand]) -> Iterator[tuple[Operand, list[Operand]]]:
        """The counts of things of which others, behind 其中 and the like, are some or all."""
        counts = [o for o in operands if o.role == "count" and o.surface]
        for place, whole in enumerate(counts):
            inner = [o for o in counts[place + 1 :] if unit_class(o.unit) == unit_class(whole.unit)]
            if inner and _WITHIN.search(self.text, whole.end, inner[0].start):
                yield whole, inner

    def _product(self, money: Money) -> Iterator[Calculation]:
        counted = [o for o in self.pending if o.role in ("count", "period")]
        standards = [o for o in self.pending if o.role == "standard"]
        if not counted:
            return
        if standards:
            operands = self._with_year(self.pending, money.start)
            complete = self._is_complete(operands, money)
            if complete and len(standards) == 1:
                value = standards[0].value
                for quantity in counted:
                    value *= quantity.value
                if _comes_to(value, money):
                    self.proven, self.lead = standards[0], self.text[money.start - 2 : money.start]
            if complete or money.project is not None:  # prose of a report puts many figures side by side
                yield Calculation(
                    kind="product", operands=tuple(operands), result=money, complete=complete, project=money.project
                )
            return
        # A standard of an earlier amount, or an amount for one (小计0.38万元，共租用10辆车，共3.80万元), only where it fits,
        # or where the same words lead to it as to an amount that the standard led to (其中：甲县40万人，下达…；乙县…，下达…).
        inherited = [o for o in self.standing if o.role == "standard"]
        each = [_standard(self.amounts[-1])] if self.amounts else []
        for standard in [*(inherited if len(inherited) == 1 else []), *each]:
            value = standard.value
            for quantity in counted:
                value *= quantity.value
            again = standard is self.proven and self.text[money.start - 2 : money.start] == self.lead
            if again or (_comes_to(value, money) and len(printed_digits(money)) > 1):
                figures = _in_order([standard, *counted])
                sure = again and self._is_complete(figures, money)
                yield Calculation(kind="product", operands=figures, result=money, complete=sure, project=money.project)
                return

    def _with_year(self, pending: Sequence[Operand], end: int) -> list[Operand]:
        """The operands, with the months (terms …) of the year where a standard is paid by them and the page says 全年."""
        operands = list(pending)
        for standard in [o for o in pending if o.role == "standard"]:
            _, time = parted(standard.unit)
            times = in_a_year(time) if time else None
            if not times or times == 1 or any(unit_class(o.unit) == unit_class(time) for o in pending):
                continue
            said = _YEAR.search(self.text, standard.end, end)
            place = said.span() if said else (standard.end, standard.end)
            operands.append(
                Operand(
                    role="period",
                    value=Decimal(times),
                    unit=time,
                    start=place[0],
                    end=place[1],
                    surface=self.text[slice(*place)],
                    bound=said is None,
                )
            )
        return list(_in_order(operands))

    def _is_complete(self, operands: Sequence[Operand], money: Money) -> bool:
        """Whether every operand has its place: standards and what they are paid for alternate, nothing is a limit."""
        if money.approximate or any(o.bound for o in operands) or not self._is_all(operands, money):
            return False
        places = [*(o.end for o in operands if o.surface), money.start]
        gaps = zip(places, [*(o.start for o in operands if o.surface)][1:] + [money.start], strict=False)
        if any(after - end > _NEAR for end, after in gaps):
            return False
        if not self._all_read(operands, money.start) or any(self._counted_again(operands)):
            return False
        shares = [o for o in operands if o.role == "share" and o.level]
        if shares and money.level and not any(same_level(o.level, money.level) for o in shares):
            return False
        return pairs(operands) is not None

    def _all_read(self, operands: Sequence[Operand], end: int) -> bool:
        """Whether every figure between the first operand and the result is an operand: another one may be a factor."""
        spans = [(o.start, o.end) for o in (*operands, *self.seen)]
        spans += [(m.start, m.end) for m in self.amounts[-_KEPT:]]
        figures = _FIGURE.finditer(self.text, operands[0].start, end)
        return all(any(a <= m.start() < b for a, b in spans) for m in figures)

    def _is_all(self, operands: Sequence[Operand], money: Money) -> bool:
        """Whether the words before an amount only lead to it: what they name of their own may be another thing.

        …每人50元；设备购置2万元 is no result, nor is 已支付300万元, or an amount of another year than the operands.
        """
        lead = self.text[max(self.start, operands[-1].end, money.start - 40) : money.start]
        clause = re.split("[，,。；;]", lead)[-1]
        named = _LEADING.sub("", re.sub(r"[0-9（(].*?[）)年]|[\s：:]", "", clause))
        said = self.text[self.start : operands[-1].start]
        years = set(re.findall("20[0-9]{2}(?=年)", self.text[max(self.start, operands[0].start - 16) : money.start]))
        known = not named or (len(named) > 1 and named[:2] in said)
        # 已补助20户40万元 is no result of what was said before either.
        whole = re.split("[，,。；;]", self.text[max(self.start, money.start - 40) : money.start])[-1]
        return known and len(years) < 2 and not (_NOT_RESULT.search(clause) or _NOT_RESULT.search(whole))

    def _leads(self, share: Operand, money: Money) -> bool:
        """Whether a share stands right before an amount, and is not what the amount before it is of another one (743万元，占57%，…)."""
        told = _TOLD.search(self.text, max(self.start, share.start - 40), share.start)
        return (
            told is None
            and re.search("[。；;]", self.text[share.end : money.start]) is None
            and money.start - share.end <= 6
        )

    def _share(self, money: Money) -> Iterator[Calculation]:
        """A level's share of an amount before it: the share of the level that pays, or the one just before the amount."""
        pending = [o for o in self.pending if o.role == "share"]
        if any(o.role in ("standard", "count", "period") for o in self.pending):
            return
        of_level = [o for o in self.shares if money.level and same_level(o.level, money.level)]
        adjacent = [o for o in pending[-1:] if self._leads(o, money)]
        chosen = of_level[-1:] or adjacent
        if not chosen:
            return
        whole = [m for m in self.amounts[-_KEPT:] if m.start not in self.fractions and m.end <= chosen[0].start]
        larger = [m for m in whole if m.yuan > money.yuan]
        if not larger and not (of_level and len(whole) == 1):
            return
        base = (larger or whole)[-1]
        self.fractions.add(money.start)
        amount = base.operand("amount")
        sure = not (base.approximate or money.approximate) and self._is_all([amount, chosen[0]], money)
        yield Calculation(
            kind="share", operands=(amount, chosen[0]), result=money, complete=sure, project=money.project
        )


def _standard(money: Money, *, limit: bool = False) -> Operand:
    operand = money.operand("standard", money.per or "")
    return replace(operand, bound=True) if limit else operand


def _level_in(label: str) -> str | None:
    named = re.findall(_LEVEL, label[-8:])
    return named[-1] if named else None


def _of_level(shares: Sequence[Operand], level: str | None) -> list[Operand]:
    own = [s for s in shares if level and same_level(s.level, level)]
    return own or list(shares)


def _same_unit(one: str, other: str) -> bool:
    return unit_class(parted(one)[0]) == unit_class(parted(other)[0])


def _comes_to(value: Decimal, money: Money) -> bool:
    """Whether a value is what a money surface prints, in its decimals."""
    return abs(value - money.yuan) * 2 <= precision(money).step


def printed_digits(money: Money) -> str:
    """The significant digits of an amount: a figure such as 60万元 fits too much by chance."""
    return re.sub("[^0-9]", "", money.surface.translate(NARROW)).strip("0")


def _alike(name: str, label: str) -> int:
    """The length of the longest run of characters that two names share."""
    return max(
        (
            size
            for start in range(len(name))
            for size in range(1, len(name) - start + 1)
            if name[start : start + size] in label
        ),
        default=0,
    )


def _in_order(operands: Sequence[Operand]) -> tuple[Operand, ...]:
    return tuple(sorted(operands, key=lambda o: o.start))
