"""The amounts that running text prints, with the words before each that name it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise

from loaders.amounts import Money
from loaders.money.money import is_negative
from loaders.money.units import SCALES
from loaders.text.running import RunningText
from loaders.text.words import any_of, words

#: An amount with its unit, and the groups ``number`` and ``unit``.
PRINTED = re.compile(r"(?<![0-9.,])(?P<number>[0-9][0-9,]{0,19}(?:\.[0-9]{1,6})?)(?P<unit>亿元|万元|元)(?![/／∕])")
# 比2023年预算13.50万元增加; 占年初预算10065万元的43.2%: what an amount is measured by is no part of a whole, and no whole.
_SENTENCE = 400  # characters: as far back as what opened a list is looked for
_CLAUSE = 40  # characters of a clause
_TIMES = re.compile("[ ]?[×xX*＊÷][ ]?")
_BASE = re.compile(
    r"(?:比|较|与(?=上年|去年|同期|年初|预算|(?:19|20)[0-9]))(?:(?:19|20)[0-9]{2}年)?[^，,。；;：:0-9]{0,16}$"
)
_CHANGED = re.compile(
    "[，,]?(?:同比)?(?:增加|减少|增长|下降|上升|降低|提高|持平|增支|减支|[增减短超][收支额]|[超多少]|节约|节省)"
)
# 资金为60万元，同比增长5% is an amount of its own, 为预算60万元的96% a measure.
_WHOLE = re.compile(r"(?:比|较|与|占|为|完成)(?:(?:19|20)[0-9]{2}年)?[^，,。；;：:0-9]{0,16}$")
_SHARE = re.compile("的?(?:[0-9.]{1,8}[%％]|百分之[一二三四五六七八九十百零〇点]|[一二三四五六七八九]成)")
#: What opens one of several ways to part a whole: 按资金来源分：…；按费用构成分：…, 分级次看，….
DIVIDES = re.compile(
    r"(?:^|[。；;，,：:\n])\s*(?:其中[，,：:]?|若|再|如)?(?:[按从](?:照)?[^，,。；;：:0-9]{2,16}?(?:分|看|构成|划分|分类)|分[^，,。；;：:0-9]{2,8}?[看分])[，,：:]"
)
# 运行维护费28万元，8辆×3.5万元/辆＝28万元: how an amount is worked out ends in the amount itself.
_WORKED_OUT = re.compile("[^；;。\\n]*[0-9][^；;。\\n]*[=＝][ ]?|[，,（(][^；;。\\n]*(?:[每按即×*]|计算)[^；;。\\n]*")

_LEVELS = words("money/levels.tsv")
_LEVEL = any_of(_LEVELS["full"] + _LEVELS["short"])
_OF_LEVEL = re.compile(rf"(?:^|[：:，,、；;和及])\s*(?P<level>{_LEVEL})[^，,、。；;：:0-9]{{0,16}}$")
_BORNE = re.compile(
    rf"[，,]?(?:资金|经费)?(?:全部|全额|均|所需资金)?由(?P<levels>{_LEVEL}(?:财政)?(?:[、和及与]{_LEVEL}(?:财政)?){{1,5}})(?:[二两三四五]级)?(?:财政|政府)?"
    "(?:共同|按比例|分级|分别)?(?:承担|负担|分担|安排|解决|筹措|出资)[，,]?(?:金额|资金)?分别[为是]"
)
_LEFT = re.compile("其余|剩余|余下|不足|自筹|缺口|社会|个人|银行|贷款")
_OTHER_FLOW = re.compile("支出[^收，,]{0,6}$|(?:当年|本年|年末|滚存|累计)[^上收，,]{0,4}[结节]余[^收，,]{0,4}$")
_SEVERAL = frozenset({"地方", "上级", "本级"})  # levels in which others are
_INSIDE = re.compile("[（(]|其中|包括|。|另[有外]|若干|不含|尚[未缺]|累计")


@dataclass(frozen=True, slots=True)
class Told:
    """An amount that the prose prints, with the words that name it; ``start`` and ``end`` are places of the running text."""

    money: Money
    label: str
    start: int
    end: int


def amounts(prose: RunningText) -> tuple[Told, ...]:
    """The amounts of a running text in their order."""
    found: list[Told] = []
    last = 0
    for match in PRINTED.finditer(prose.text):
        before = prose.text[max(last, match.start() - 80) : match.start()]
        label = re.split(r"[，,。；：:、\n]", before)[-1]
        start, end = prose.span(*match.span("number"))
        number, unit = match["number"], SCALES[match["unit"]]
        yuan = Decimal(number.replace(",", "")) * unit
        if is_negative(prose.text, *match.span()):
            yuan, label = -yuan, label[:-1]
        money = Money(start=start, end=end, surface=number, yuan=yuan, unit=unit)
        found.append(Told(money, label, *match.span()))
        last = match.end()
    return tuple(found)


def without_repeated(text: str, amounts: Sequence[Money]) -> list[Money]:
    """The amounts of a paragraph without those that only say how the one before was worked out, and come to it."""
    return [
        one
        for before, one in zip((None, *amounts), amounts, strict=False)
        if before is None or before.yuan != one.yuan or not _WORKED_OUT.fullmatch(text[before.end : one.start])
    ]


def is_measure(text: str, amount: Money, label: str) -> bool:
    """Whether another amount is only measured by this one, or worked out from it: 8人×1.5万元=12万元."""
    if _TIMES.match(text, amount.end) or _TIMES.search(label[-2:]):
        return True
    return any(
        after.match(text, amount.end) is not None and before.search(label) is not None
        for before, after in ((_BASE, _CHANGED), (_WHOLE, _SHARE))
    )


def to_semicolon(text: str, parts: Sequence[Money]) -> list[Money]:
    """The parts up to a semicolon, where commas alone part those before it: what follows stands beside the whole."""
    apart = [re.search("[；;]", text[one.end : other.start]) is not None for one, other in pairwise(parts)]
    return list(parts if apart[:1] == [True] or True not in apart else parts[: apart.index(True) + 1])


def is_listed_itself(text: str, head: Money, parts: Sequence[Money], opening: re.Pattern[str]) -> bool:
    """Whether the parts end with the first: 其中：甲费3万元；乙费5万元，其中丙费5万元；丁费1万元, where 丁费 stands beside 乙费."""
    if len(parts) < 2 or not re.search("[；;]", text[parts[0].end : parts[1].start]):
        return False
    if parts[0].yuan == head.yuan:
        return True
    if (
        parts[0].level is None
        and sum(part.yuan for part in parts) > head.yuan
        and not re.search("[：:]", text[head.end : parts[0].start])
    ):
        return True  # 其中 without a colon opens its clause alone
    from_ = max(0, head.start - _SENTENCE)
    sentence = text[
        max(text.rfind("。", from_, head.start), text.rfind("\n", from_, head.start), from_ - 1) + 1 : head.start
    ]
    return opening.search(sentence) is not None


def of_all(text: str, before: Sequence[Money], parts: Sequence[Money], whole: Money | None) -> bool:
    """Whether parts are of more than the amount before them: of the ``whole`` that it is a part of, or of the list that it ends.

    一期2,000万元，二期3,500万元，三期2,800万元，其中一、二期共5,500万元: one part that is more than the last of a list is of all of it.
    """
    come_to = sum(part.yuan for part in parts)
    if whole is not None and come_to == whole.yuan:
        return True
    floor = (
        max(text.rfind(mark, max(0, before[-1].start - _SENTENCE), before[-1].start) for mark in "。\n")
        if before
        else 0
    )
    listed = [one for one in before if one.start > floor]
    if len(parts) == 1 and len(listed) > 1 and come_to > listed[-1].yuan:
        return True
    sums = accumulate(one.yuan for one in reversed(listed))
    return come_to in list(sums)[1:]


def is_other_flow(whole: str, label: str) -> bool:
    """Whether words name what was spent or is left, and so no part of what those of a whole call an income."""
    return "收入" in whole and "支出" not in whole and _OTHER_FLOW.search(label) is not None


def are_of_levels(text: str, parts: Sequence[Money], whole: Money) -> bool:
    """Whether each amount is that of another level of government, told side by side, and their sum that of none."""
    before = zip((None, *parts), parts, strict=False)
    levels = {
        part.level or _level_named(text[last.end if last else max(0, part.start - _CLAUSE) : part.start])
        for last, part in before
    }
    apart = None not in levels and len(levels) == len(parts) and not levels & _SEVERAL
    inside = _INSIDE.search(text, parts[0].start, whole.start) if parts else None
    return apart and whole.level is None and inside is None and not any(one.approximate for one in (*parts, whole))


def _level_named(words: str) -> str | None:
    """The level of government that the clause before an amount begins with: 中央水利发展资金."""
    named = _OF_LEVEL.search(words)
    return named["level"] if named else None


def is_borne_by(text: str, whole: Money, parts: Sequence[Money]) -> bool:
    """Whether levels of government, as many as there are parts, bear all of an amount: 由中央、省、县三级财政承担，分别为…."""
    told = _BORNE.fullmatch(text[whole.end : parts[0].start])
    if told is None or len(re.findall(_LEVEL, told["levels"])) != len(parts):
        return False
    stop = text.find("。", parts[-1].end)
    return _LEFT.search(text, whole.end, stop if stop >= 0 else len(text)) is None


def before(text: str, amounts: Sequence[Money], first: Money) -> Money:
    """The amount before, but for those in a bracket that has closed: not 含征地费20万元."""
    depth, end = 0, first.start
    for amount in reversed(amounts):
        depth, end = depth + deeper(text, amount.end, end), amount.end
        if depth >= 0:
            return amount
    return amounts[-1]


def deeper(text: str, start: int, end: int) -> int:
    """How many brackets more are open at the end than at the start."""
    opened = text.count("（", start, end) + text.count("(", start, end)
    return opened - text.count("）", start, end) - text.count(")", start, end)
