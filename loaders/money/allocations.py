"""The tree of an allocation: which amounts a page prints as the parts of which other amount.

Parts are told by 其中 and 包括 behind an amount, by 合计 共计 小计 behind them, and by numbered items under or above an amount.
An amount that is not said to be a part of another is none, and one that is printed again is one amount.  Words stand in
``allocation_words.tsv``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from loaders.amounts import Money
from loaders.money import amounts_told, items
from loaders.records import Calculation, Extraction, Part, Project
from loaders.text.outline import Heading, outline
from loaders.text.paragraphs import paragraphs
from loaders.text.words import any_of, words

_WORDS = words("money/allocation_words.tsv")
_CLOSING = re.compile(any_of(_WORDS["closing"]) + r"[^0-9，,。；;：:]{0,12}[：:]?\s?$")
_SUMMING = re.compile(rf"(?:共[^0-9，,。；;：:]{{0,6}}|{any_of(_WORDS['summing'])})[：:]?\s?$")
_OPENING = re.compile(any_of(_WORDS["opening"]))
_OPENS = re.compile(f"{_OPENING.pattern}|{amounts_told.DIVIDES.pattern}")
_COUNTED = re.compile("。\\s*(?:以上|上述)?([两二三四五六七八九十])项(?:合计|共计|总计)[^0-9。]{0,6}$")
_SUBJECT = re.compile(r"[；;][^，,。；;：:0-9]{2,12}(?:包括|由)")
_CLOSES_ANEW = re.compile("。\\s*(?:以上|上述)?(?:各项|[两二三四五六七八九十]项)?(?:合计|共计|总计|小计)[^0-9。]{0,6}$")
_SENTENCE_END = re.compile("。")
_OTHER_SUM = re.compile("收入|支出|小计|[；;。]|以上|上述")  # 本年收入合计…，其中：…；本年支出合计…
_COMPARED = re.compile("(?:比|较|同比|(?:上年|去年)(?!结转|结余|滚存|净结余))[^，,。；;0-9]{0,16}$")
_LESS = re.compile(any_of(_WORDS["less"]))
_LARGE = re.compile(r"[0-9][ ]?(?P<scale>[万亿])(?:[元、，,。；;：:（）()\s]|$)")
_PAYERS = re.compile(
    f"{any_of(words('money/levels.tsv')['full'])}(?=财政|资金|承担|负担|补助|配套|安排)|上级|自筹|配套|社会资金"
)
_LISTS = re.compile(rf"{any_of(_WORDS['opening'])}|[：:]\s*$")
_NOT_WHOLE = re.compile("到位|已")
_FOLLOWS = 200  # characters between an amount and the paragraph that lists its parts
_MOST = 40  # amounts in one sum
_DEEPEST = 20  # parts of parts: no page goes so deep, but 其中：…，其中：…，其中：… without end must end


@dataclass
class _Place:
    """A paragraph with its amounts and what each of them is said to consist of."""

    start: int
    end: int
    amounts: list[Money]
    rates: list[Money]
    labels: dict[int, str] = field(default_factory=dict)


@dataclass
class _Tree:
    """What is known of the amounts of one project: which are parts, and of which amount."""

    text: str
    figured: dict[int, Calculation]
    money: Sequence[Money]
    used: frozenset[int]  # standards of formulae: what they come to is printed as another amount
    parts: dict[int, tuple[list[Money], bool]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    heads: dict[int, Money] = field(default_factory=dict)
    wholes: dict[int, Money] = field(default_factory=dict)

    def add(self, head: Money, parts: Sequence[Money], *, complete: bool) -> None:
        """Say that ``head`` consists of ``parts``; what was said first stays."""
        if head.start not in self.parts:
            self.parts[head.start] = (list(parts), complete)
            self.heads[head.start] = head
            self.taken.update(m.start for m in parts)
            self.wholes.update((m.start, head) for m in parts)

    def is_part(self, money: Money) -> bool:
        """Whether an amount is already in another one."""
        return money.start in self.taken or money.start in self.used

    def all_read(self, start: int, end: int) -> bool:
        """Whether every figure with 万 or 亿 between is an amount that was found, and none is taken off: else one may be missing in a sum."""
        for match in _LARGE.finditer(self.text, start, end):
            index = bisect_right(self.money, match.start(), key=lambda m: m.start) - 1
            if index < 0 or self.money[index].end <= match.start("scale"):
                return False
        first, last = (bisect_left(self.money, at, key=lambda m: m.start) for at in (start, end))
        dashed = any(self.text[m.start - 1] in "-－−" for m in self.money[first:last])  # a range, or less than nothing
        return not dashed and not _LESS.search(self.text, start, end)


def find(
    extraction: Extraction, calculations: Sequence[Calculation], headings: Sequence[Heading] | None = None
) -> tuple[Part, ...]:
    """The trees of a document: of each project first the one of its amount, then what else it prints as a sum.

    ``headings`` is the outline of the text, where it is known already.  Within a tree each amount stands once.
    A project's amount may also be a part of a larger cost (全年共需3600万元，其中市级216万元): then two trees hold the same place.
    """
    text = extraction.text
    headings = outline(text) if headings is None else headings
    found: list[Part] = []
    figured = {c.result.start: c for c in calculations}
    used = {
        o.start for c in calculations if c.kind in ("product", "average") for o in c.operands if o.role == "standard"
    }
    of_project: dict[int | None, list[_Place]] = {}
    for place in _places(extraction):
        owner = (place.amounts or place.rates)[0].project
        of_project.setdefault(owner, []).append(place)
    for project in (*extraction.projects, None):
        mine = of_project.get(project.ordinal if project else None, [])
        if not mine:
            continue
        tree = _Tree(text, figured, extraction.money, frozenset(used))
        _within(tree, mine)
        if project is not None:
            for section in [(s.start, s.end) for s in project.sections] or [(project.start, project.end)]:
                _items(tree, headings, section, mine, project)
            _whole(tree, mine, project)
        found += _grown(tree, headings, project)
    return tuple(found)


def _places(extraction: Extraction) -> list[_Place]:
    money, text = extraction.money, extraction.text
    starts = [m.start for m in money]
    places = []
    for start, end in paragraphs(text):
        if not (here := money[bisect_left(starts, start) : bisect_left(starts, end)]):
            continue
        amounts = [m for m in here if m.kind in ("total", "part", "other")]
        place, before = _Place(start, end, amounts, rates=[m for m in here if m.kind == "rate"]), start
        for m in here:
            place.labels[m.start], before = text[before : m.start], m.end
        own = [m for m in amounts if not amounts_told.is_measure(text, m, place.labels[m.start])]
        place.amounts = amounts_told.without_repeated(text, own)
        if place.amounts or place.rates:
            places.append(place)
    return places


# -- sums within a paragraph


def _within(tree: _Tree, places: Sequence[_Place]) -> None:
    last: tuple[Money, int] | None = None
    for place in places:
        _opened(tree, place, last)
        _closed(tree, place)
        if place.amounts:
            last = (place.amounts[-1], place.end)


def _opened(tree: _Tree, place: _Place, last: tuple[Money, int] | None) -> None:
    """Amounts behind 其中, 包括 and the like are parts of the amount before, up to the end of the sentence or to 合计."""
    divided, since = None, -1  # the whole that is parted in several ways, and where the last of them begins
    for index, first in enumerate(place.amounts):
        if not _OPENS.search(place.labels[first.start]):
            continue
        near = last is not None and last[0].project == first.project and place.start - last[1] < _FOLLOWS
        told = place.amounts[max(0, index - _MOST) : index]
        head = amounts_told.before(tree.text, told, first) if told else last[0] if last and near else None
        if amounts_told.DIVIDES.search(place.labels[first.start]):
            if since < 0 or any("。" in place.labels[m.start] for m in place.amounts[since + 1 : index]):
                divided = tree.wholes.get(head.start, head) if head else None
            head, since = divided, index
        if head is None or head.start in tree.parts or not _next_to(tree.text, head, first):
            continue
        parts, closed, again, depth = [first], False, head, 0
        for at in range(index + 1, len(place.amounts)):
            before, amount = place.amounts[at - 1], place.amounts[at]
            depth += amounts_told.deeper(tree.text, before.start, amount.start)
            label = place.labels[amount.start]
            new = _SENTENCE_END.search(label) and not _CLOSES_ANEW.search(label)
            if new or amounts_told.is_other_flow(place.labels.get(head.start, ""), label):
                break  # 支出总计 of a new sentence restates nothing
            if _CLOSING.search(label) or (_SUMMING.search(label) and amount.yuan == head.yuan):
                closed = True  # what closes the list restates what opened it
                again = head if _OTHER_SUM.search(label) else amount
                break
            if depth < 0 or _SENTENCE_END.search(tree.text, before.end, amount.start) or _OPENS.search(label):
                break  # also where the bracket closes that the parts stand in
            if depth <= 0:  # what stands in a bracket explains the amount before it
                parts.append(amount)
        fits = _sum(parts) == head.yuan
        if not fits and amounts_told.is_listed_itself(tree.text, head, parts, _OPENING):
            parts, fits = parts[:1], parts[0].yuan == head.yuan
        inner = amounts_told.to_semicolon(tree.text, parts)
        if not fits and len(inner) < len(parts) and (_sum(inner) == head.yuan or _sum(parts) > head.yuan):
            parts, fits = inner, _sum(inner) == head.yuan
        if not fits and (whole := _without_fractions(tree, parts)) and _sum(whole) == head.yuan:
            parts, fits = whole, True
        if not fits and amounts_told.of_all(tree.text, told, parts, tree.wholes.get(head.start)):
            continue
        levels = {m.level for m in parts}
        near = index > 0 or "如下" in place.labels[first.start]  # the columns of a form stand between each other
        alike = None not in levels or len(levels) == 1  # levels and purposes may overlap
        over = near and alike and _sum(parts) > head.yuan
        complete = closed or {"中央", "地方"} <= levels or over or amounts_told.is_borne_by(tree.text, head, parts)
        paid = any(_NOT_WHOLE.search(place.labels[m.start]) for m in parts)  # what has arrived says nothing of the rest
        if len(parts) > 1 and again.yuan not in (head.yuan, _sum(parts)) and fits:
            tree.add(again, parts, complete=tree.all_read(first.start, parts[-1].end))
        of_level = near and first.level not in (None, head.level) and first.yuan < head.yuan
        several = (len(parts) > 1 or over or of_level) and not paid
        if fits or (several and not tree.figured.keys() & {m.start for m in parts}):
            complete = complete and not paid
            tree.add(head, parts, complete=complete and tree.all_read(first.start, parts[-1].end))


def _next_to(text: str, head: Money, first: Money) -> bool:
    """Whether between an amount and 其中 stands no other subject (；支出包括：): at most a sentence's end and a heading."""
    near = text.count("。", head.end, first.start) <= 1 and first.start - head.end < _FOLLOWS
    return near and _SUBJECT.search(text, head.end, first.start) is None


def _closed(tree: _Tree, place: _Place) -> None:
    """An amount behind 合计 共计 小计 共 is the sum of those before it, back to the sum before."""
    run: list[Money] = []
    floor = place.start
    for amount in place.amounts:
        label = place.labels[amount.start]
        if _COMPARED.search(label):  # 比上年决算数21.80亿元下降: a figure of another series
            continue
        strong, weak = bool(_CLOSING.search(label)), bool(_SUMMING.search(label))
        figured = tree.figured.get(amount.start)
        first, last = (bisect_left(place.rates, at, key=lambda r: r.start) for at in (floor, amount.start))
        rates = place.rates[max(first, last - _MOST) : last]
        if (strong or weak) and amount.start not in tree.taken:
            free = [m for m in run if m.start not in tree.taken]
            parts = _fitting(amount, run) or _fitting(amount, free) or _fitting(amount, _merged(run[-_MOST:], rates))
            if parts is None and len(run) > 2 and run[0].yuan == amount.yuan:
                parts = run[1:] if _sum(run[1:]) == amount.yuan else None
            if parts is not None and not any(m.start in tree.taken for m in parts if m.kind != "rate"):
                tree.add(amount, parts, complete=True)
            elif parts is None and strong and figured is None:
                unused = [r for r in rates if not tree.is_part(r)]
                own = _last_sentence(tree.text, _merged(free, unused) if unused else free, amount)
                told = _COUNTED.search(label)
                if told and len(run) == max(2, "两二三四五六七八九十".index(told[1]) + 1):
                    own = run  # （一）…（二）…。两项合计5.7万元
                if len(own) > 1 and own[0].yuan == amount.yuan and own[0].start in tree.parts:
                    own = []
                alike = _alike(own, amount) or amounts_told.are_of_levels(tree.text, own, amount)
                if len(own) > 1 and alike and tree.all_read(own[0].start, amount.start):
                    tree.add(amount, own, complete=True)
            if strong or parts is not None:
                run, floor = [], amount.end
        run.append(amount)


def _fitting(head: Money, run: Sequence[Money]) -> list[Money] | None:
    """The longest end of ``run`` whose sum is ``head``, of two amounts or more."""
    for first in range(max(0, len(run) - _MOST), len(run) - 1):
        if _sum(run[first:]) == head.yuan:
            return list(run[first:])
    return None


def _merged(run: Sequence[Money], rates: Sequence[Money]) -> list[Money]:
    """Amounts and standards together, where the standards are paid for the same thing or name none."""
    if not rates or len({r.per for r in rates}) > 1 or (run and rates[0].per):
        return []
    return sorted([*run, *rates], key=lambda m: m.start)


def _last_sentence(text: str, run: Sequence[Money], head: Money) -> list[Money]:
    """The amounts of the run that stand in the same sentence as ``head``."""
    return list(run[bisect_right(run, text.rfind("。", 0, head.start), key=lambda m: m.start) :])


def _alike(parts: Sequence[Money], head: Money) -> bool:
    """Whether amounts may be parts of one sum: no estimate, and paid by the level that pays the sum."""
    return not any(m.approximate for m in (head, *parts)) and {m.level for m in parts} <= {None, head.level}


def _without_fractions(tree: _Tree, parts: Sequence[Money]) -> list[Money]:
    """The parts without those that the page works out as a level's share of another part."""
    return [m for m in parts if (c := tree.figured.get(m.start)) is None or c.kind != "share"]


def _sum(amounts: Iterable[Money]) -> Decimal:
    return sum((m.yuan for m in amounts), Decimal(0))


# -- numbered items


def _items(
    tree: _Tree, headings: Sequence[Heading], section: tuple[int, int], places: Sequence[_Place], project: Project
) -> None:
    """Items numbered from one on, each with an amount, under or above the amount that they come to."""
    start, end = section
    numbered = headings[bisect_left(headings, start, key=_start) : bisect_left(headings, end, key=_start)]
    if len(numbered) < 2:
        return
    level = min(h.level for h in numbered)
    items = [h for h in numbered if h.level == level]
    if len(items) < 2 or [h.number for h in items] != list(range(1, len(items) + 1)):
        return
    mine = [p for p in places if start <= p.start < end]
    tail = next((p for p in reversed(mine) if p.amounts), None)
    closing = None
    if tail is not None and tail.start > items[-1].start and not any(h.start == tail.start for h in numbered):
        closing = next((m for m in reversed(tail.amounts) if _CLOSING.search(tail.labels[m.start])), None)
    opening = [m for p in mine if p.start < items[0].start for m in p.amounts]
    if opening and not _LISTS.search(tree.text, opening[-1].end, items[0].start):
        opening = []
    head = closing or (opening[-1] if opening else None)
    stop = closing.start if closing else end
    ends = [*(h.start for h in items[1:]), stop]
    groups = [
        [m for p in mine for m in p.amounts if a <= m.start < b and m.yuan > 0 and not tree.is_part(m)]
        for a, b in zip((h.start for h in items), ends, strict=True)
    ]
    if not any(groups):
        return
    target = head or (project.amount_parts[0] if len(project.amount_parts) == 1 else None)
    if target is None or target.start in tree.parts:
        return
    readings = _item_readings(tree, groups, target)
    parts = next((r for r in readings if _sum(r) == target.yuan), None)
    if parts is not None:
        tree.add(target, parts, complete=True)
    elif all(groups) and readings and not any(m.approximate for m in (target, *readings[0])):
        whole = head is not None or (all(len(g) == 1 for g in groups) and _paid_alone(tree.text, project, target))
        if whole:
            tree.add(target, readings[0], complete=tree.all_read(items[0].start, stop))


def _start(heading: Heading) -> int:
    return heading.start


def _item_readings(tree: _Tree, groups: Sequence[Sequence[Money]], head: Money) -> list[list[Money]]:
    """What the items may come to: what the paying level pays in each, the last amount of each, all amounts, the first ones."""
    filled = [g for g in groups if g]
    last = [g[-1] for g in filled]
    of_level = [next((m for m in reversed(g) if head.level and m.level == head.level), g[-1]) for g in filled]
    everything = [m for g in filled for m in g]
    shared = any((c := tree.figured.get(m.start)) is not None and c.kind == "share" for m in everything)
    readings = [of_level, last, everything] if shared or head.level else [everything, last, of_level]
    return [*readings, [g[0] for g in filled]]


def _paid_alone(text: str, project: Project, own: Money) -> bool:
    """Whether nothing in the project speaks of another payer, so that its items cost what it is given."""
    told = text[project.start : own.start] + text[own.end : project.end]
    named = {m for m in _PAYERS.findall(told) if not own.level or m not in own.level}
    return not named - {own.level}


# -- the amount of the project


def _whole(tree: _Tree, places: Sequence[_Place], project: Project) -> None:
    """The project's own amount, where what stands before it in its paragraph comes to it."""
    if len(project.amount_parts) != 1:
        return
    own = project.amount_parts[0]
    if any(head.yuan == own.yuan for head in tree.heads.values()):
        return
    for place in places:
        if place.start <= own.start < place.end:
            run = [m for m in place.amounts if m.end <= own.start and not tree.is_part(m)]
            parts = _fitting(own, run)
            if parts is not None:
                tree.add(own, parts, complete=False)


def _grown(tree: _Tree, headings: Sequence[Heading], project: Project | None) -> list[Part]:
    """The trees: the one of the project's amount first, or those of the amounts that it is the sum of."""
    roots = [head for start, head in sorted(tree.heads.items()) if start not in tree.taken]
    if project is not None and len(project.amount_parts) == 1:
        own = project.amount_parts[0]
        roots.sort(key=lambda head: head.yuan != own.yuan)
        if not roots or roots[0].yuan != own.yuan:
            roots.insert(0, own)
    elif project is not None:  # no total is printed: each amount that the sum is made of is a tree
        known = {head.start for head in roots}
        roots += [m for m in project.amount_parts if m.start not in known | tree.taken]
        roots.sort(key=lambda head: head.start)
    grown = [_part(tree, head, headings) for head in roots]
    if grown and project is not None and len(project.amount_parts) == 1:
        grown[0] = replace(grown[0], item=project.name)
    return grown


def _part(tree: _Tree, money: Money, headings: Sequence[Heading], seen: frozenset[int] = frozenset()) -> Part:
    ends = money.start in seen or len(seen) >= _DEEPEST
    parts, complete = ([], False) if ends else tree.parts.get(money.start, ([], False))
    inner = seen | {money.start}
    return Part(
        money=money,
        item=items.item(tree.text, money, headings, whole=bool(parts)),
        parts=tuple(_part(tree, m, headings, inner) for m in parts),
        complete=complete,
    )
