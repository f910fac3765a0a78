"""What the prose of a budget or an account says of two figures: that one is more or less than the other, a share of it, as much of it.

比2023年预算减少876.75万元，下降5.3%; 完成年初预算的95.45%; 其中：基本支出90万元，占75%; 决算数小于预算数的主要原因.  A comparison is only
taken where its figures stand beside each other, or are named by the year or the word that it compares with.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal

from loaders.amounts import Comparison, ComparisonKind, Money, Operand, Statement
from loaders.money import told_cells
from loaders.money.amounts_told import Told, amounts
from loaders.text.running import RunningText, running_text
from loaders.text.words import any_of, words

_AMOUNT = r"[0-9][0-9,]{0,19}(?:\.[0-9]{1,6})?(?:亿元|万元|元)"
_PERCENT = r"[0-9]{1,9}(?:\.[0-9]{1,6})?[%％]"
_UP, _DOWN = "增加|增长|上升|提高|增收|增支|多收|多支|增", "减少|下降|降低|减收|减支|少收|少支|减|降"
_CHANGE = re.compile(
    rf"(?:比|较|与|同)(?P<base>(?:[^，,。；：\n]|(?<=[0-9]),(?=[0-9])){{0,30}}?)(?:(?:相比较?)?[，,](?P<subject>[^，,。；：\n0-9]{{0,40}}?)|相比较?)?"
    rf"(?P<word>{_UP}|{_DOWN})了?(?P<change>{_AMOUNT})?"
    rf"(?:[，,、]?(?:同比)?(?:{_UP}|{_DOWN}|增幅|降幅)?(?:为|达|了)?(?P<percent>{_PERCENT}))?"
)
# 完成16183万元，为年初预算15900万元的101.8%，上年同期完成15308万元，同比增收875万元，增长5.7%.
_SAME_PERIOD = re.compile(
    rf"(?:[，,](?:占|为|完成)[^，,。；\n0-9]{{0,20}}(?:{_AMOUNT})?的?{_PERCENT}){{0,2}}"
    rf"[，,](?:上年|去年)同期(?:数|完成数?|实现|收入|支出|执行数?|累计){{0,2}}为?(?P<base>{_AMOUNT})[，,]"
    rf"(?:同比|[比较](?:上年|去年)(?:同期)?)?(?P<word>{_UP}|{_DOWN})了?(?P<change>{_AMOUNT})"
    rf"(?:[，,、](?:同比)?(?:{_UP}|{_DOWN}|增幅|降幅)(?:为|达|了)?(?P<percent>{_PERCENT}))?(?=[，,。；\n]|$)"
)
_LAST_YEAR = re.compile(
    "^(?:上年|去年)(?!度?(?:财政拨款)?(?:结转|结余|滚存|净结余))|(?:上年|去年)(?:同期|决算|预算|执行|支出|收入|完成|安排|实际|[数为度])*$"
)
_OTHER_PERIOD = re.compile("上年|去年|年初|预算(?!收入|支出)")
_NO_CHANGE = re.compile("持平|主要|原因|因为|由于|其中|预计")
_COMPLETED = re.compile(
    rf"(?:完成了?|为|占|达到?)(?P<of>[^，,。；\n0-9]{{0,14}}?预算数?)(?P<budget>{_AMOUNT})?的?(?P<percent>{_PERCENT})"
)
_LEVEL = re.compile("(?:比|较|与|同|和)(?P<base>[^，,。；：:\n]{0,20}?)相?持平")
_NEARLY = re.compile(any_of(words("money/money_words.tsv")["nearly"]))
_MORE = re.compile("决算数?(?P<word>大于|高于|多于|超过|小于|低于|少于)(?:年初|全年|调整)?预算数?")
_SHARE = re.compile(
    rf"(?<=元)(?:[，,](?:同比|比上年|较上年)?(?:{_UP}|{_DOWN}){_PERCENT})?[，,]?"
    rf"占(?P<of>[^，,。；\n0-9]{{0,24}}?)的?(?:比重|比例)?为?(?P<percent>{_PERCENT})"
)
_OPENER = re.compile(r"[，,。；]?(?:其中|主要用于以下(?:几个)?方面|包括)[：:，,]?")
_PARTED = re.compile(rf"(?:[，,。；]?[比较与][^。；\n]{{0,60}})?{_OPENER.pattern}")
_CHANGED = re.compile(rf"(?:{_UP}|{_DOWN}|超收|短收|欠收|超支|节支)了?(?:为|达)?$")
_BESIDE = re.compile(
    rf"(?:[（(][^（）()0-9]{{0,20}}[）)])?(?:[，,](?:占|为|完成|达到?)[^，,。；\n]{{0,24}}{_PERCENT}){{0,2}}(?:[，,](?:费用支出|费用|支出|决算|预算|金额|总额)数?|[，,。；]?\n?)"
    r"(?:(?:(?:19|20)[0-9]{2}年(?:度)?|本年))?"
)
# 2.40万元，比年初预算减少0.60万元，比上年减少…: the second change is one of the same amount as the first.
_FIRST_CHANGE = re.compile(rf"{_BESIDE.pattern}(?:比|较|与|同)[^，,。；：\n]{{0,40}}(?:{_UP}|{_DOWN})了?")
_ITS_RATE = re.compile(rf"(?:[，,、]?(?:同比)?(?:{_UP}|{_DOWN}|增幅|降幅)?(?:为|达|了)?{_PERCENT})?[，,；]")
_ITS_PARTS = re.compile(r"[，,。；](?:[^，,。；：\n]{0,24}中|其中)[，,：:]")
_CLOSED = re.compile("[。\n]")
_MOST_PARTS = 8
_ITEM = re.compile(rf"[“\"][^“”\"\n]{{4,120}}[”\"](?:科目)?(?={_AMOUNT})")
_PLANNED = re.compile(rf"(?P<year>(?:19|20)[0-9]{{2}})年(?:度)?预算(?:安排|数为?)(?={_AMOUNT})")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=年)")
# What a share may be called a part of where the whole stands before 其中, and what follows the name of an amount.
_ALL = re.compile(
    "(?:本年|年度|当年|全部)?(?:收入|支出|预算|资金|决算)*(?:总额|合计|总计|总数|总量)|总(?:收入|支出|额|量|资金|投资)"
)
_YEAR_BEFORE = re.compile("^(?:(?:19|20)[0-9]{2}年度?)?(?:[全本我][县市省区州镇乡校院]|本单位|本部门)?")
_SAID = re.compile("(?:完成|实现|达到?|安排|执行|为)$")
_BOTH = re.compile("(?:收入?[、和]?支出?)(?:总计|合计|总额|总数)?(?:各|均)?|(?:总计|合计)?(?:各|均)")
_LONGEST = 2000  # characters of a sentence
_NEAR = 200  # amounts: what is further away is another chapter's
_MEASURED = re.compile(
    "^.*[”）)]|(?:19|20)[0-9]{2}年(?:度|当年)?|当年|上年|去年|年初|预算|执行|决算|安排|实际|支出|收入|完成|[数为度]"
)
_NAME = 16  # characters of a label that name an amount, where a heading may run into it
_KEYS = ("执行", "决算", "预算")


def find(text: str, statements: Sequence[Statement]) -> Iterator[Comparison]:
    """The comparisons of a text, those with the cells of its tables last."""
    prose = running_text(text)
    told = amounts(prose)
    reader = _ComparisonReader(prose, told)
    for find_kind in (
        reader.changes,
        reader.same_periods,
        reader.level,
        reader.parts_of_changes,
        reader.completions,
        reader.directions,
        reader.shares,
        reader.repeated,
    ):
        yield from find_kind()
    yield from told_cells.find(prose, told, statements)


class _ComparisonReader:
    def __init__(self, prose: RunningText, told: tuple[Told, ...]) -> None:
        self.prose, self.text, self.told = prose, prose.text, told
        self.ends = [one.end for one in told]

    def _before(self, place: int) -> int:
        """The index of the last amount that ends at a place or before it; -1 where there is none."""
        return bisect_right(self.ends, place) - 1

    def _compares(self, place: int) -> int:
        """The index of the amount that a comparison at a place is about; -1 where what stands before is none, or itself a change."""
        index = self._before(place)
        while (
            index > 0
            and _FIRST_CHANGE.fullmatch(self.text, self.told[index - 1].end, self.told[index].start)
            and _ITS_RATE.fullmatch(self.text, self.told[index].end, place)
        ):
            index, place = index - 1, self.told[index - 1].end
        if index < 0 or not _BESIDE.fullmatch(self.text, self.told[index].end, place):
            return -1
        return -1 if _CHANGED.search(self.told[index].label) else index

    def _at(self, place: int) -> Told | None:
        """The amount that begins at a place; a rate (元/人) is none."""
        index = self._before(place) + 1
        return self.told[index] if index < len(self.told) and self.told[index].start == place else None

    def _sentence(self, place: int) -> int:
        floor = max(0, place - _LONGEST)
        return max(floor - 1, *(self.text.rfind(mark, floor, place) for mark in "。\n")) + 1

    def _made(
        self, kind: ComparisonKind, match: re.Match[str], now: Told, *bases: Told, up: bool = False
    ) -> Comparison:
        groups = match.groupdict()
        change = None
        if groups.get("change"):
            told = self._at(match.start("change"))
            change = told.money if told else None
        percent = self._percent(match) if groups.get("percent") else None
        start, end = self.prose.span(*match.span())
        return Comparison(start, end, kind, now.money, tuple(b.money for b in bases), change, percent, up)

    def _percent(self, match: re.Match[str]) -> Operand:
        number = match["percent"][:-1]
        start, end = self.prose.span(match.start("percent"), match.end("percent") - 1)
        return Operand(role="share", value=Decimal(number), unit="%", start=start, end=end, surface=number)

    def changes(self) -> Iterator[Comparison]:
        for match in _CHANGE.finditer(self.text):
            base, subject = match["base"], match["subject"] or ""
            if not (match["change"] or match["percent"]) or _NO_CHANGE.search(base + subject):
                continue
            if (index := self._compares(match.start())) < 0:
                continue
            now = self.told[index]
            if subject and subject not in now.label and not _BOTH.fullmatch(subject):
                continue
            if (whole := self._whole(index, match.start())) is not None:
                now = whole
            inside = self.told[(last := self._before(match.start()) + 1) : last + 1]
            if inside and inside[0].end <= match.start("word"):  # 比上年决算数21.80亿元下降2.3%
                if "。" in self.text[now.end : match.start()] and _is_no_later(now.label, base):
                    continue  # …2019年按调整后口径为880万元。与2019年决算数850万元相比: what this year has stands further above
                yield self._made("change", match, now, *inside, up=match["word"] in _UP.split("|"))
                continue
            if (compared := self._compared(index, now, base)) is not None:
                now, named = compared
                yield self._made("change", match, now, *named, up=match["word"] in _UP.split("|"))

    def same_periods(self) -> Iterator[Comparison]:
        """An amount, that of the same months of last year right behind it, and by how much the one is more or less than the other."""
        for match in _SAME_PERIOD.finditer(self.text):
            index = self._before(match.start())
            base = self._at(match.start("base"))
            if index < 0 or self.ends[index] != match.start() or base is None:
                continue
            now = self.told[index]
            if not _CHANGED.search(now.label) and not _OTHER_PERIOD.search(now.label[-_NAME:]):
                yield self._made("change", match, now, base, up=match["word"] in _UP.split("|"))

    def level(self) -> Iterator[Comparison]:
        """与上年持平, where both figures stand before it in the sentence."""
        for match in _LEVEL.finditer(self.text):
            index = self._compares(match.start())
            if index < 0:
                continue
            if _NEARLY.search(self.text, self.told[index].end, match.end() + 2):  # 总体与上年持平, 与上年持平略增
                continue
            compared = self._compared(index, self.told[index], match["base"])
            if compared is not None and compared[1]:
                yield self._made("level", match, compared[0], *compared[1])

    def parts_of_changes(self) -> Iterator[Comparison]:
        """A whole that became more or less, and parts that come to it, each with its change against the same base: their changes do too.

        Only parts that changed in the direction of the whole, each by an amount that is told, are added up; 持平 is no change.
        """
        steps = [
            (match.start(), match.end(), match["base"], self._compares(match.start()), self._changed_by(match))
            for pattern in (_CHANGE, _LEVEL)
            for match in pattern.finditer(self.text)
            if not _NO_CHANGE.search(match["base"])
        ]
        steps.sort(key=lambda step: step[:2])
        for place, (start, end, base, index, change) in enumerate(steps):
            opened = _ITS_PARTS.match(self.text, end)
            if opened is None or index < 0 or change is None or change[1] is None:
                continue
            closed = _CLOSED.search(self.text, opened.end(), end + _LONGEST)
            stop = closed.start() if closed else len(self.text)
            parts = [step for step in steps[place + 1 : place + 1 + _MOST_PARTS] if step[0] < stop]
            inside = range(self._before(opened.end()) + 1, self._before(stop) + 1)[: 2 * _MOST_PARTS]
            told = [one for one in inside if not _CHANGED.search(self.told[one].label)]
            changes = [part[4] for part in parts]
            moved = [(up, amount) for up, amount in filter(None, changes) if amount is not None]
            if (
                len(parts) > 1
                and None not in changes
                and [part[3] for part in parts] == told
                and {part[2] for part in parts} == {base}
                and all(up == change[0] for up, _ in moved)
                and moved
                and sum(self.told[one].money.yuan for one in told) == self.told[index].money.yuan
            ):
                first, last = self.prose.span(start, parts[-1][1])
                yield Comparison(first, last, "parts", change[1], tuple(money for _, money in moved))

    def _changed_by(self, match: re.Match[str]) -> tuple[bool, Money | None] | None:
        """Whether a change is one upwards, and by which amount, which 持平 has none of; None where the text does not tell the amount."""
        groups = match.groupdict()
        if "word" not in groups:
            return None if _NEARLY.search(self.text, match.start(), match.end() + 2) else (False, None)
        told = self._at(match.start("change")) if groups["change"] else None
        return (groups["word"] in _UP.split("|"), told.money) if told else None

    def _compared(self, index: int, now: Told, base: str) -> tuple[Told, list[Told]] | None:
        """What is compared with ``base`` (上年, 2023年预算), and what it is compared with, if that is told before; None where both are open."""
        floor = self._sentence(now.start)
        before = [one for one in self.told[max(0, index - 4) : index] if one.start >= floor]
        earlier = [one for one in before if not _CHANGED.search(one.label)]
        year = _base_year(now, base, earlier)
        if year is None and _LAST_YEAR.search(now.label):  # 购置费0万元，上年20万元，比上年减少20万元
            beside = earlier[-1:] if before[-1:] == earlier[-1:] and _names(now.label, base, None) else []
            alike = [one for one in beside if _alike(one.label, now.label) and _same_kind(one, now, base)]
            return (alike[0], [now]) if alike else None
        if year and year in now.label:  # 2024年…1,200万元，2023年…1,450万元，比2023年…
            others = [one for one in earlier if _YEAR.search(one.label) and year not in one.label]
            others = others or list(self._of_this_year(index, year))
            if len(others) != 1:
                return None
            now, named = others[0], [now]
        else:
            named = [one for one in earlier if _names(one.label, base, year)][-1:]
        # Not what a project has this year and what all of them had last year, nor a budget and an account unless the page says so.
        fits = not named or (_alike(now.label, named[0].label) and _same_kind(now, named[0], base))
        return (now, named) if fits else None

    def _of_this_year(self, index: int, year: str) -> Iterator[Told]:
        """本年支出合计310万元，…。2023年度支出合计280万元，与2023年相比: what the sentences before, in one paragraph, tell of the year after."""
        base = self.told[index]
        floor = self.text.rfind("\n", max(0, base.start - _LONGEST), base.start)
        for one in self.told[max(0, index - _NEAR) : index]:
            if one.start > floor and ("本年" in one.label or str(int(year) + 1) in one.label):
                same = ("收入" in one.label) == ("收入" in base.label) and _alike(one.label, base.label)
                if same and not _CHANGED.search(one.label):
                    yield one

    def _whole(self, index: int, place: int) -> Told | None:
        """What a new sentence without a subject speaks of, where the one before it ends in parts: the whole that they are of."""
        end, floor = self.told[index].end, self._sentence(self.told[index].start)
        if "。" not in self.text[end:place]:
            return None
        opened = list(_OPENER.finditer(self.text, floor, self.told[index].start))
        return next((one for one in reversed(self.told[:index]) if opened and one.end <= opened[0].start()), None)

    def completions(self) -> Iterator[Comparison]:
        for match in _COMPLETED.finditer(self.text):
            if (index := self._compares(match.start())) < 0:
                continue
            done = self.told[index]
            budget = self._at(match.start("budget")) if match["budget"] else self._budget(index)
            label = re.sub("预算(?=财政|拨款|支出|收入)", "", done.label[-_NAME if match["budget"] else 0 :])
            if budget is not None and "预算" not in label:
                yield self._made("completion", match, done, budget)

    def _budget(self, index: int) -> Told | None:
        """The budget right before a final account, in its sentence."""
        if index < 1:
            return None
        budget, done = self.told[index - 1], self.told[index]
        between = self.text[budget.end : done.start]
        named = re.search("预算(?:数|安排)?(?:为|合计)?$", budget.label) and re.search("决算|执行", done.label)
        return budget if named and "。" not in between and len(between) < 40 else None

    def directions(self) -> Iterator[Comparison]:
        for match in _MORE.finditer(self.text):
            index = self._before(match.start())
            budget = self._budget(index)
            if budget is None or match.start() - self.told[index].end > 40:
                continue
            yield self._made(
                "direction", match, self.told[index], budget, up=match["word"] in ("大于", "高于", "多于", "超过")
            )

    def shares(self) -> Iterator[Comparison]:
        for match in _SHARE.finditer(self.text):
            index = self._before(match.start())
            # 300万元，比上年增加30万元，占60%: what changed has the share, not the change.
            if index < 0 or self.told[index].end != match.start() or _CHANGED.search(self.told[index].label):
                continue
            part, of = self.told[index], match["of"].strip()
            floor = self._sentence(part.start)
            if _OPENER.match(self.text, floor):  # …合计90万元。其中：…
                floor = self._sentence(floor - 1)
            near = self.told[max(0, index - _NEAR) : index]
            if of and not _ALL.fullmatch(of):
                words = tuple(_SAID.sub("", form) for form in (of, of.replace("总", "")))
                named = [one for one in near if _SAID.sub("", one.label).endswith(words)]
                wholes = named if len({one.money.yuan for one in named}) == 1 else []
            else:
                here = [one for one in near if one.start >= floor and not _CHANGED.search(one.label)]
                wholes = [one for one in here if _PARTED.match(self.text, one.end)]
                if not wholes and of:  # in the items of a list: 总收入100万元。其中： 1.药品收入60万元，占总收入的60%
                    named = [one for one in near if _YEAR_BEFORE.sub("", one.label) == of]
                    wholes = named if len({one.money.yuan for one in named}) == 1 else []
            if wholes:
                yield self._made("share", match, part, *wholes)

    def repeated(self) -> Iterator[Comparison]:
        """The budget of an item is told at its head and once more beside last year's."""
        for match in _ITEM.finditer(self.text):
            stop = self.text.find("\n", match.end())
            planned = list(_PLANNED.finditer(self.text, match.end(), stop if stop >= 0 else len(self.text)))
            if planned:
                last = max(planned, key=lambda one: one["year"])
                first, second = self._at(match.end()), self._at(last.end())
                if first and second:
                    yield self._made("told-twice", last, second, first)


def _base_year(now: Told, base: str, earlier: Sequence[Told]) -> str | None:
    """The year that a comparison compares with: the one that it names, or 上年 of the years that the amounts are told with."""
    if (named := _YEAR.search(base)) is not None:
        return named[0]
    own = _YEAR.search(now.label)
    if own is None or not ("上年" in base or "去年" in base):
        return None
    if any(str(int(own[0]) + 1) in one.label for one in earlier):
        return own[0]
    return str(int(own[0]) - 1)


def _is_no_later(label: str, base: str) -> bool:
    """Whether words name no later year than those that a comparison compares with."""
    own, other = _YEAR.search(label), _YEAR.search(base)
    return own is not None and other is not None and own[0] <= other[0]


def _names(label: str, base: str, year: str | None) -> bool:
    """Whether an amount's label names what a comparison compares with: its year or 上年, and the same of 执行 决算 预算."""
    if not (year in label if year else any(w in label and w in base for w in ("上年", "去年", "年初"))):
        return False
    return _key(base) in (None, _key(label))


def _key(name: str) -> str | None:
    return next((word for word in _KEYS if word in name), None)


def _same_kind(now: Told, named: Told, base: str) -> bool:
    """Whether an amount is of the kind that the page compares with, or else both budgets or both accounts.

    The later one may leave it out (2024年预算…，2023年…).
    """
    first, second = sorted((now, named), key=lambda told: told.start)
    return _key(named.label) == _key(base) if _key(base) else _key(second.label) in (None, _key(first.label))


def _alike(one: str, other: str) -> bool:
    """Whether two labels name the same thing but for the year and for what of it is told; one may leave it out."""
    first, second = (_MEASURED.sub("", label) for label in (one, other))
    return not first or not second or first.endswith(second) or second.endswith(first)
