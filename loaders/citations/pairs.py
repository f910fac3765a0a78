"""What names one policy: a title and a number that stand beside each other belong together.

《…》（…号), …号《…》, 关于…的通知（…号), …号（关于…的公告), …令发布的《…》.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from operator import attrgetter

from loaders.citations import unmarked_titles
from loaders.citations.numbers import Printed
from loaders.citations.titles import Title
from loaders.records import Mention
from loaders.text.tokens import alternation
from ontology import endings

# What markdown and HTML leave between a title and its number: **《…》**（…号).
_MARKUP = r"(?:\*{1,3}|`|</?(?:b|strong|em|i|u|span|a|font)>)?"
_TAGS = re.compile(_MARKUP[:-1])
_TO_NUMBER = re.compile(
    rf"{_MARKUP}\s{{0,4}}(?:文件(?=\s?[（(]))?(?:[（(][^（）()]{{1,14}}[）)]\s{{0,3}})?[（(［\[【〔]?\s{{0,3}}"
    r"(?:(?:以下)?简称(?:[“\"《]{0,2}[^《》“”\"（）()]{1,10}[”\"》]{1,2}[，,；;])?|[，,]?\s?其?(?:发?文(?:件编|字)?号|编号)[为是]?[：:]?|即|原|见|——|"
    rf"\d{{4}}年(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?[，,]?)?\s{{0,2}}[“\"]?{_MARKUP}"
)
_TO_TITLE = re.compile(
    rf"{_MARKUP}\s{{0,4}}(?:号文件|号文|文件|文|通知)?(?:[，,]即)?\s{{0,4}}[：:“\"_—–-]?\s?{_MARKUP}"
)
_PUBLISHED = re.compile(
    rf"\s{{0,2}}(?:文件|文)?(?:联合|共同|统一)?(?:{alternation('issue')}|下达|上报|报送|呈报|呈送)(?:了|[^。；《》]{{0,80}}的)?\s{{0,2}}"
)
# 《…》由国务院以第514号令公布
# and 《…》已经市政府常务会议通过，现以市政府第3号令发布.
_ISSUED = re.compile(
    r"\s{0,2}[，,]?(?:(?:已|业|系|是)?[由经]|(?:(?:已|业|已于)[^。；《》]{0,60}?(?:通过|同意|批准)[，,、；]\s?)?(?:现|特)?(?:予以|以|由))\s{0,2}"
)
_AN_ISSUE = re.compile(rf"\s{{0,2}}{alternation('issue')}")
# What a title's bracket may say before the number: its edition, what became of it, who issued it; no other act's number.
_REMARKED = re.compile(
    r"\s?[（(](?:文件号[：:]|[^（）()《》〔〕\[\]。；;\n被由据按照依经以见参替代修改正及与]{2,30}(?:[，,]|(?<=[厅局部委会署院]) ?)"
    r"|(?:19|20)\d\d年?(?:修[订正改][版本]?|[版本])[，,])\s?"
)
_NUMERAL = r"(?:[零〇一二三四五六七八九十百]{1,9}|\d{1,4})"
# 《…》第五条第一款、第七条（…号): its articles stand before its number.
_PLACES = re.compile(rf"(?:[、和及]?第[（(]?{_NUMERAL}[）)]?[条款项]){{1,8}}\s?[（(]")
_MARK_BETWEEN = re.compile(r"\s?[:：|｜/／–-]\s?")
# As notes and lists of sources cite: 《…》，国办发〔2016〕2号，2016年1月29日。
_DATED = re.compile(r"[，,]\s?(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?(?=\s?(?:[。；;，,.\n]|$))")
_TO_NUMBER_AT_MOST, _TO_TITLE_AT_MOST = 60, 36  # more characters than these can match
_BRACKET = re.compile(rf"{_MARKUP}\s{{0,3}}[（(［\[【]?\s{{0,2}}(?:\d{{4}}年)?\s{{0,2}}{_MARKUP}")
_OF_NOTICE = re.compile(rf"的(?:{'|'.join(endings('NormativeDocument'))})\s{{0,2}}[（(\[［]?\s{{0,2}}")
_LEADS = frozenset("按据照执行依")  # before a number in brackets whose title follows: 按（…号）《…》执行
_REMARK_ENDS = frozenset("）)，,、")
_CLOSING = "）)〕］]】 \u3000"
_BEFORE_NUMBER = " \n\t\u3000（([［【*`>"


class Joined:
    """A title and/or a number that name one policy, before it becomes a record.

    ``standard`` is the number of the standard that it is (GB/T 9704-2012).  ``tail`` is where what belongs to it ends (its articles); ``via`` is what an alias stands for, ``alias`` its characters.
    """

    __slots__ = ("alias", "aliases", "articles", "end", "number", "standard", "start", "tail", "title", "via")

    def __init__(self, title: Title | None, number: Printed | None, start: int, end: int) -> None:
        self.title, self.number, self.start, self.end = title, number, start, end
        self.tail = end
        self.articles: tuple[Mention, ...] = ()
        self.aliases: tuple[str, ...] = ()
        self.via: Joined | None = None
        self.alias: str | None = None
        self.standard: str | None = None

    @classmethod
    def standing_for(cls, meant: Joined, title: Title | None, start: int, end: int, printed: str) -> Joined:
        """A place where ``printed`` stands for a policy that the text named before."""
        again = cls(title, None, start, end)
        again.via, again.alias = meant, printed
        return again


def join(text: str, marked: list[Title], printed: list[Printed]) -> list[Joined]:
    """Titles and numbers, both in order, as the policies that they name, in order."""
    starts = [t.start for t in marked]
    found = [Joined(title, None, title.start, title.end) for title in marked]
    owners = found[:]
    for number in printed:
        index = bisect_right(starts, number.start) - 1
        before = owners[index] if index >= 0 else None
        if before is not None and before.title is not None:
            if number.end <= before.title.end:
                # A number inside a title belongs to it only where it is what the title ends with.
                behind = _TAGS.sub("", text[number.end : before.title.inner_end]).strip(_CLOSING)
                if before.number is None and not behind:
                    before.number = number
                    if "<" in text[number.end : before.title.inner_end]:
                        before.title = None  # 《<b>兵办发〔2020〕88号</b>》 is a number that a page makes bold
                continue
            if before.number is None and _leads_to(text, before.title, number):
                before.number, before.end = number, number.end
                continue
        after_index = bisect_left(starts, number.end, max(index, 0))
        after = owners[after_index] if after_index < len(owners) else None
        if after is not None and after.start - number.end < 130 and after.number is None:
            gap = text[number.end : after.start]
            if gap[:1] in ("）", ")") and _holds_bracket(text, number.start, number.end):
                gap = gap[1:]
            if gap[-1:] in ("（", "(") and text[after.end : after.end + 1] in ("）", ")"):
                gap = gap[:-1]  # …号（《…》）
            beside = len(gap) <= _TO_TITLE_AT_MOST and _TO_TITLE.fullmatch(gap)
            if beside or _PUBLISHED.fullmatch(gap):
                after.number = number
                if beside:
                    after.start = number.start
                continue
        found.append(Joined(None, number, number.start, number.end))
    found.sort(key=attrgetter("start"))
    return _with_unmarked(text, found)


def _holds_bracket(text: str, start: int, end: int) -> bool:
    """Whether the bracket that closes behind a number is its own: 公告（第130号）公布的《条例》, or follows no word: …，（国发〔2018〕22号）《通知》."""
    if text[end - 1] in "号號" and max(text.rfind("（", start, end), text.rfind("(", start, end)) > max(
        text.rfind("）", start, end), text.rfind(")", start, end)
    ):
        return True
    return text[start - 1 : start] in ("（", "(") and (
        start < 2
        or text[start - 2] in _LEADS
        or not ("\u4e00" <= text[start - 2] <= "\u9fff" or text[start - 2] in "》〉>＞）)")
    )


def _leads_to(text: str, title: Title, number: Printed) -> bool:
    """Whether what stands between a title and a number behind it joins them."""
    end = title.end
    size = number.start - end
    if size == 1 and text[end] in "（([":
        return True  # 《…》（…号): most
    if _ISSUED.fullmatch(text, end, max(end, number.start)) and _AN_ISSUE.match(text, number.end):
        return True
    if size <= _TO_NUMBER_AT_MOST and _TO_NUMBER.fullmatch(text, end, max(end, number.start)):
        return True
    if not number.elided and text[end].isspace() and text[end : number.start].isspace():
        return True
    if (
        text[end] == "第"
        and text[number.end : number.end + 1] in _REMARK_ENDS
        and _PLACES.fullmatch(text, end, max(end, number.start))
    ):
        return True
    if _MARK_BETWEEN.fullmatch(text, end, max(end, number.start)):
        return True
    if (
        size <= _TO_NUMBER_AT_MOST
        and text[number.end : number.end + 1] in _REMARK_ENDS
        and _REMARKED.fullmatch(text, end, max(end, number.start))
    ):
        return True
    if text[end] in "，," and size < 3 and _DATED.match(text, number.end):
        return True
    return text[end] in "，,：:．." and unmarked_titles.parted(text, title, number.start, number.end)


def _with_unmarked(text: str, found: list[Joined]) -> list[Joined]:
    """Give numbers without a marked title the unmarked one beside them, and drop the titles that it contains."""
    covered: list[tuple[int, int]] = []
    low = 0
    for index, item in enumerate(found):
        if item.title is None and item.number is not None and not item.number.elided:
            title = _title_before(text, item.number, low) or unmarked_titles.after(text, item.number.end)
            if title is not None:
                item.title = title
                item.start, item.end = min(item.start, title.start), max(item.end, title.end)
                covered.append((title.start, title.end))
            elif index and _issued_with(text, found[index - 1], item.number):
                before = found[index - 1]
                item.title, item.start = before.title, before.start
                covered.append((before.start, before.end))
        if item.number is not None:
            low = item.end
    if not covered:
        return found
    covered.sort()
    begins = [begin for begin, _ in covered]
    ends = list(accumulate((end for _, end in covered), max))

    def inside(item: Joined) -> bool:
        index = bisect_right(begins, item.start) - 1
        return item.number is None and index >= 0 and item.end <= ends[index]

    return [item for item in found if not inside(item)]


def _issued_with(text: str, before: Joined, number: Printed) -> bool:
    """Whether a number is that of the notice that issued the title before it: 《…》的通知（…号)."""
    return (
        before.number is None
        and before.title is not None
        and bool(_OF_NOTICE.fullmatch(text, before.end, number.start))
    )


def _title_before(text: str, number: Printed, low: int) -> Title | None:
    """The unmarked title before a number and the bracket around it."""
    if number.start > low and (notice := unmarked_titles.notice_before(text, number.start, low)) is not None:
        return notice
    for width in range(8):
        place = number.start - width
        if place < low:
            break
        if text[place - 1 : place] in ("》", "") or (width and not _BRACKET.fullmatch(text, place, number.start)):
            continue
        if place and width and text[place - 1] not in _BEFORE_NUMBER:
            named = unmarked_titles.inner_marked_before(text, place, low) or unmarked_titles.before(text, place, low)
            if named is not None:
                return named
            break
    return unmarked_titles.parted_before(text, number.start, number.end, low)
