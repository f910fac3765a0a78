"""What an amount of money is for: its kind, what a rate is paid for, the level that pays.

The words around the amount decide, first match first: ``/户`` · a change (比上年增加) · a rate (每人, 人均, 元的标准) · a
threshold (以上, 达…的企业, 不超过) · a prize (给予…一次性奖励: a rate) · a total · a part (其中, an item of a list) · other.
Words stand in ``money_words.tsv`` and ``levels.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from loaders.amounts import Money, MoneyKind
from loaders.text.words import any_of, words

_WORDS = words("money/money_words.tsv")
_LEVELS = words("money/levels.tsv")


@dataclass(frozen=True, slots=True)
class _Around:
    """The words around an amount, without blanks: its sentence, its clause, the words since the amount before, those after."""

    sentence: str
    clause: str
    near: str
    after: str
    item: bool


def _ends(group: str) -> re.Pattern[str]:
    return re.compile("(?<![稳促保])" + any_of(_WORDS[group]) + r"(?:了|约|近|逾|超|人民币|再|其|[：:])?$")


def _begins(group: str) -> re.Pattern[str]:
    return re.compile(r"(?:左右|上下)?" + any_of(_WORDS[group]))


_CHANGE, _STANDARD, _BOUND, _THRESHOLD, _NEEDED = map(
    _ends, ("change", "standard_before", "bound_before", "threshold_before", "needed")
)
_AWARDING = _ends("award_end")
_AFTER_STANDARD, _AFTER_AWARD, _AFTER_THRESHOLD, _AFTER_FUNDING, _AFTER_FINE = map(
    _begins, ("standard_after", "award_after", "threshold_after", "funding_after", "fine_after")
)
_AWARD, _ALLOCATE, _TOTAL, _PART, _FUNDING, _OTHER = (
    re.compile(any_of(_WORDS[g])) for g in ("award_before", "allocate", "total", "part", "funding", "other")
)
_GRAND = re.compile("总投资|共计|合计|总计|总额|总预算|累计")
_PUBLIC = re.compile("预算|决算|支出|资金|经费|投资|拨款|支持|补助|安排|投入")
_PRIZE = re.compile("[奖补]|资助|扶持|给予|救助|贴息|慰问")
_CEILING = re.compile("最高|不超过|不得超过|最多|上限")
_FINE = re.compile(any_of(_WORDS["fine_before"]) + "[^，；]{0,4}$")
_CONDITION = re.compile("[^，,。；;]{0,20}的")
_SUBJECT = re.compile("^[（(]?[一二三四五六七八九十0-9]*[）)、.]?(?:对|凡|单笔|单项|单个)")

_UNITS, _TIMES = any_of(_WORDS["per"]), any_of(_WORDS["time"])
_EACH = re.compile(
    f"每[一1]?(?:(?P<time>{_TIMES})|(?P<unit>[十百千]?{_UNITS}))|每[^每，、]{{1,4}}?一(?P<deed>{_UNITS})(?!性)"  # 每增加一次随访
)
_ONLY_TIME = re.compile(f"(?P<time>{_TIMES})(?P<unit>人次|人|户|床)?")
_EACH_AFTER = re.compile(f"(?:每(?:{_TIMES}|{_UNITS})){{1,2}}")
_AVERAGE = re.compile(f"(?P<unit>{any_of(_WORDS['average'])})均(?![衡等])")

_LEVEL = re.compile(
    rf"(?P<level>{any_of(_LEVELS['full'])}(?={any_of(_WORDS['level_verb'])}|[：:为]?$)"
    rf"|(?<![全{''.join(_LEVELS['short'])}]){any_of(_LEVELS['short'])}(?=财政))"
)
_LEVEL_LIST = re.compile(
    rf"(?:{any_of(_LEVELS['full'] + _LEVELS['short'])}(?:财政)?[、和及与]){{1,5}}{any_of(_LEVELS['full'] + _LEVELS['short'])}(?=[^，]*分别)"
)
_PAID_BY = re.compile(f"{any_of(_LEVELS['full'])}(?:财政)?(?:资金)?[：:]?$")
_ONE_LEVEL = re.compile(any_of(_LEVELS["full"] + _LEVELS["short"]))
_JOINED = re.compile(_ONE_LEVEL.pattern + "(?:财政|预算)?[、和及与]$")

_SENTENCE = re.compile(r"[。！？!?]|\n\s*\n")
_CLAUSE = re.compile("[，,；;。]")
_LINKED = re.compile(
    r"(?:左右|以上|以下)?(?:[、和及或至到－―~～—–-]|以及|至约|-){1,2}(?:约|近)?(?:人民币)?|整?[（(](?:小写[：:]?)?[￥¥]"
)
_MARKER = r"(?:[（(][一二三四五六七八九十0-9]{1,3}[）)]|[①-⑳]|[0-9]{1,2}[.．、](?![0-9]))"
_RAISED = re.compile(
    "[^，,。；;]{0,2}(?:提高|增加|增长|上升|调整|提标|下降|降低|减少|增|升|降|调)(?:到|至|为)(?:每[人户])?"
)
_BRACKETED = re.compile("[（(][^（()）]*[）)]")
_SUM_FOLLOWS = re.compile("[^。；;]{0,120}?[，,](?:预计)?(?:共计|合计|总计|小计|共)约?(?:人民币)?[0-9]")
_ITEM = re.compile(rf"(?:^|[，,；;。：:]){_MARKER}(?P<body>.*)$", re.DOTALL)


def judged(text: str, amounts: Sequence[Money]) -> list[Money]:
    """The amounts with their kind and level.

    ``amounts`` are in the order of ``text``, and their ``per`` is the unit behind a slash (元/户); a run such as 1亿元、10亿元、50亿元 is
    judged as one.
    """
    out: list[Money] = []
    first = 0
    while first < len(amounts):
        last = first
        while last + 1 < len(amounts) and _linked(text, amounts[last], amounts[last + 1]):
            last += 1
        run = amounts[first : last + 1]
        around = _around(text, run, amounts[first - 1].end if first else 0)
        kind, per = _kind(around)
        if out and _RAISED.fullmatch(squeezed(text[out[-1].end : run[0].start])[:12]):  # 由80元提高到94元
            kind, per = ("other", None) if out[-1].kind == "change" else (out[-1].kind, out[-1].per)
        outer = _outer(text, run[0].start, out)
        if outer and kind in ("total", "part", "other"):
            if outer.kind == "rate":  # 人均540元筹资标准(其中，个人自筹120元…): parts of a standard are standards
                kind, per = "rate", outer.per
            elif outer.kind == "change":  # 增加90元（250元）
                kind = "other"
        if kind == "other" and _PAID_BY.search(around.near):  # 中央财政100万元、省级50万元
            kind = "part" if _PART.search(around.sentence) else "total"
        levels = _levels(around.near, len(run))
        for amount, level in zip(run, levels, strict=True):
            out.append(
                replace(
                    amount,
                    kind="rate" if amount.per else kind,
                    per=_paid_for(amount.per, per if kind == "rate" else None),
                    approximate=amount.approximate and kind != "threshold",
                    level=level,
                )
            )
        first = last + 1
    return out


def _paid_for(behind: str | None, before: str | None) -> str | None:
    """What a rate is paid for, where words before it (每人) and a slash behind it (/月) both may say it: 人月."""
    if behind is None:
        return before
    time = _ONLY_TIME.fullmatch(behind)
    if time and time["unit"]:  # 800元/月·人
        return time["unit"] + time["time"]
    if time and before and not re.search(f"(?:{_TIMES})$", before):
        return before + behind
    return behind


def squeezed(text: str) -> str:
    """The text without blanks and line breaks."""
    return "".join(text.split())


def _outer(text: str, start: int, before: Sequence[Money]) -> Money | None:
    """The amount that the still open bracket around ``start`` explains."""
    floor = max(0, start - 120)
    if text.find("（", floor, start) < 0 and text.find("(", floor, start) < 0:
        return None
    depth = 0
    for place in range(start - 1, floor, -1):
        if text[place] in "）)":
            depth += 1
        elif text[place] in "（(":
            if not depth:
                outer = next((m for m in reversed(before) if m.end <= place), None)
                return (
                    outer if outer and place - outer.end <= 6 and not _CLAUSE.search(text, outer.end, place) else None
                )
            depth -= 1
        elif text[place] in "。\n":
            return None
    return None


def _linked(text: str, one: Money, other: Money) -> bool:
    between = text[one.end : other.start]
    return one.end == other.start or (len(between) < 12 and bool(_LINKED.fullmatch(squeezed(between))))


def _around(text: str, run: Sequence[Money], floor: int) -> _Around:
    start, end = run[0].start, run[-1].end
    base = max(0, start - 240)
    cell = text.rfind("\t", base, start) + 1
    if cell and not text[cell:start].isspace() and cell < start:
        base = cell  # words stand before it in its own cell: those of the cell to the left are a heading
    paragraph = _one_line(text[base:start])
    sentence = _SENTENCE.split(paragraph)[-1]
    clause = _CLAUSE.split(sentence)[-1]
    since = _one_line(text[max(floor, base) : start]) if floor > base else paragraph
    near = min(clause, since, key=len)
    after = squeezed(text[end : end + 160])
    item = _ITEM.search(paragraph.rsplit("\n", 1)[-1])
    heading = item and re.fullmatch(r"[^0-9０-９。]{0,30}。.*", item["body"], re.DOTALL)
    return _Around(squeezed(sentence), squeezed(clause), squeezed(near), after, bool(item and not heading))


def _one_line(text: str) -> str:
    """Lines that a page's width broke are joined; a newline stays where a line ended by itself, two where a paragraph did."""
    lines = text.split("\n")
    out = lines[0]
    for number, (above, line) in enumerate(zip(lines, lines[1:], strict=False), 2):
        wrapped = (
            above.rstrip()[-1:] in ("：", ":", "，", ",", "、")
            or (len(above) >= 20 and above.rstrip()[-1:] not in ("。", "；", "！", "？", ""))
        ) and not re.match(rf"\s*{_MARKER}", line)
        if number == len(lines) and not line.strip():  # the amount begins its line: the words above it are its label
            wrapped = above.rstrip()[-1:] not in ("。", "；", "！", "？", "")
        out += line if wrapped and (line.strip() or number == len(lines)) else "\n\n" + line
    return out


def _kind(around: _Around) -> tuple[MoneyKind, str | None]:
    near, after = around.near, around.after
    if _CHANGE.search(near):
        return "change", None
    rate = _rate(around)
    if rate is not None:
        return "rate", rate or None
    prize = bool(_PRIZE.search(near)) or bool(_AFTER_AWARD.match(after))
    if _BOUND.search(near):
        ceiling = _CEILING.search(near) and _PRIZE.search(around.sentence)  # 给予奖补，单个企业最高50万元
        return ("rate" if (prize or ceiling) and "总额" not in near else "threshold"), None
    if _AFTER_THRESHOLD.match(after) or (
        _FINE.search(near) and (_AFTER_FINE.match(after) or near.endswith(("处", "处以")))
    ):
        return "threshold", None
    if _THRESHOLD.search(near) and (_CONDITION.match(after) or _SUBJECT.search(around.clause)):
        return "threshold", None
    allocated = _ALLOCATE.search(near) or _TOTAL.search(near)
    if not allocated and (
        _AFTER_AWARD.match(after) or _AWARDING.search(near) or (_AWARD.search(near) and "资金" not in near)
    ):
        return "rate", None
    return _funding(around), None


def _rate(around: _Around) -> str | None:
    """What the rate is paid for; empty for a rate that names nothing; None for no rate."""
    near, clause = around.near, around.clause
    behind = _EACH_AFTER.match(around.after)
    if behind:
        return behind.group().replace("每", "")
    where = near
    if not _EACH.search(near) and not _AVERAGE.search(near) and near.endswith("、"):
        where = clause  # 每辆车0.30万元租用费、0.08万元制作费: the second is a rate as well
    each = list(_EACH.finditer(where))
    rest = where[each[-1].end() :] if each else where
    units = [m["unit"] or m["deed"] for m in each if not m["time"]]
    times = [m["time"] for m in each if m["time"]]
    if units and not re.search("共计|合计|总计|小计|总额", rest):
        named = [m for m in each if not m["time"]]
        pair = len(named) > 1 and named[-2].end() == named[-1].start()  # 每人每次
        return "".join(units[-2:] if pair else units[-1:]) + (times[-1] if times else "")
    average = _AVERAGE.search(near)
    if average:
        return average["unit"] + (times[-1] if times else "")
    if times and not _ALLOCATE.search(near) and not _TOTAL.search(near):
        return times[-1]
    if _STANDARD.search(near) or _AFTER_STANDARD.match(around.after):
        return ""
    return None


def _funding(around: _Around) -> MoneyKind:
    near = around.near
    funding = bool(_FUNDING.search(near) or _NEEDED.search(near) or _AFTER_FUNDING.match(around.after))
    if _OTHER.search(near) and not _PUBLIC.search(near):
        return "other"
    part = bool(_PART.search(_BRACKETED.sub("", around.sentence)))
    if _GRAND.search(near) and not _PART.search(near):
        return "total"
    if part or around.item or (not _TOTAL.search(near) and _SUM_FOLLOWS.match(around.after)):
        return "part"
    return "total" if funding or _TOTAL.search(near) else "other"


def _levels(near: str, count: int) -> list[str | None]:
    """The payer of each amount of a run: one named before it, or as many as amounts (中央、省、区级财政分别补助…)."""
    listed = _LEVEL_LIST.search(near)
    if listed:
        named = _ONE_LEVEL.findall(listed.group())
        return named if len(named) == count else [None] * count
    matches = list(_LEVEL.finditer(near))
    if any(_JOINED.search(near, 0, m.start()) for m in matches):  # 中央和省级资金: neither alone
        return [None] * count
    found = {m["level"] for m in matches}
    return [found.pop() if len(found) == 1 else None] * count
