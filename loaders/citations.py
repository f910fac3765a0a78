"""Citations: which policy a text names, where, with which articles, and in what relation.

Four steps are kept apart: numbers and titles are found (:mod:`loaders.numbers`, :mod:`loaders.titles`), joined where they
belong together, given their articles, and read for their relation.  Nothing is guessed: what is not printed stays None.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from loaders import numbers, titles
from loaders.number_style import style
from loaders.numbers import Printed
from loaders.records import Citation, CitationKind, Mention, Relation
from loaders.titles import Title
from ontology import policy_kind

_N = r"(?:[零〇一二三四五六七八九十百千]{1,9}|[0-9０-９]{1,4})"
_UNIT = r"(?:条|款|项|点|章|节|目)"
_ITEM = rf"第\s?{_N}(?:[、，]{_N})*\s?{_UNIT}(?:之[一二三四五])?(?:\s?第?\s?[（(]?{_N}(?:[、，]{_N})*[）)]?\s?{_UNIT})*"
_ARTICLES = re.compile(
    rf"\s{{0,3}}(?:(?:的|中|之|等)?(?:相关|有关)?(?:规定|要求)?[：:]\s?)?(?:中的?|的)?\s{{0,3}}"
    rf"(?P<list>{_ITEM}(?:(?:[、，和及]|以及|\s?[至到\-—~～]\s?){_ITEM})*)"
)
_BETWEEN_ARTICLES = re.compile(rf"(?:[、，和及]|以及)(?={_ITEM})")
_LATER_ARTICLE = re.compile(rf"[”\"]\s{{0,2}}(?P<list>{_ITEM})(?=规定|：|:)")
_ALIAS_END = re.compile(
    r"(?:法|条例|规定|办法|细则|决定|意见|通知|公告|方案|规划|计划|纲要|要点|标准|规范|目录|措施|规则|准则|指南|批复|解释)$"
)
_ALIAS_BEFORE = re.compile(r"(?:以下|下|统|合)?(?:简|统|合)?称为?\s?[“\"‘]?\s?$")
# A title that is only a kind of document is an alias of one named before (该通知), not a citation by itself.
_ALIAS = re.compile(
    r"(?:实施|行动|总体|工作)?(?:通知|办法|意见|方案|决定|条例|规定|细则|规划|计划|纲要|目录|公告|规范|标准|要点|措施|规则|"
    r"指导意见|实施意见|实施细则|管理办法|暂行办法|批复|请示|函|决议|纪要|解释|答复)(?:[（(][^（）()]{1,10}[）)])?"
)
_TO_NUMBER = re.compile(
    r"\s{0,4}(?:[（(][^（）()]{1,14}[）)]\s{0,3})?[（(［\[【〔]?\s{0,3}(?:以下简称|简称|文号[：:]?|即|原|见|\d{4}年)?\s{0,2}[“\"]?"
)
_TO_TITLE = re.compile(r"\s{0,4}(?:号文件|号文|文件|文)?\s{0,4}[：:“\"]?")
_PUBLISHED = re.compile(r"\s{0,2}(?:文件|文)?(?:发布|公布|颁布|印发)[^。；《》]{0,80}的\s{0,2}")
_CLOSING = re.compile(r"\s{0,2}[）)]")
_AFTER_TAIL = re.compile(r"[^（）()]{0,80}[）)]")
_SENTENCE = re.compile(r"[。！？]|\n[ \t\u3000]*\n")
_INTRODUCED = re.compile(
    r"[）)]?\s{0,2}[（(，,；;]?\s{0,2}以下(?:简|统|合)?称(?:为)?[:：]?\s{0,2}[“\"‘《]{0,2}(?P<name>[^《》“”\"‘’（）()，。、；\s]{2,24})"
)
_IMPLEMENT_BEFORE = re.compile(
    r"(?:贯彻|落实|贯彻落实|贯彻执行|贯彻实施|组织实施|深入实施|全面实施|严格执行|认真执行)(?:好|了)?\s?$"
)
_FORWARD_BEFORE = re.compile(r"转发(?:了)?\s?$")
_FORWARD_AFTER = re.compile(r"[）)]?\s?转发给")
_BASIS = re.compile(r"根据|依据|依照|按照|遵照|(?<![\u4e00-\u9fff])按(?=国|《|省|市|县|区|州)")
_REPEAL_AFTER = re.compile(r"[^。！？]{0,400}?(?:同时|一并|予以|即行)?(?:废止|失效|停止执行|停止施行)")
_REPEAL_BEFORE = re.compile(r"(?:废止|停止执行)[^。；，]{0,30}$")
_AMEND_AFTER = re.compile(
    r"[）)]?(?:第[^，。；《]{1,20}?条)?(?:进行|予以|作)?了?(?:第[一二三四五六]次)?(?:修正|修改|修订)"
)
_AMEND_BEFORE = re.compile(r"(?:修改|修订|修正)(?:了|并印发|完善)?\s?$")
_AMEND_OBJECT = re.compile(r"(?:对|将)[^。；]{0,10}$")
_DRAFT_BEFORE = re.compile(
    r"(?:制定|制订|起草|编制|拟定|拟订|草拟|出台|研究制订?|颁布实施)(?:了|出台|并印发|印发|并实施|国家层面|系列)?\s?$"
)
_LIST_GAP = re.compile(r"[\s、，,和及与以；;）)\]】号文件]*$")


class _Joined:
    """A title and/or a number that name one policy, before it becomes a record."""

    __slots__ = ("aliases", "articles", "end", "number", "start", "tail", "title", "via")

    def __init__(self, title: Title | None, number: Printed | None, start: int, end: int) -> None:
        self.title, self.number, self.start, self.end = title, number, start, end
        self.tail = end
        self.articles: list[Mention] = []
        self.aliases: tuple[str, ...] = ()
        self.via: _Joined | None = None


def find(text: str) -> list[Citation]:
    """All citations of a text in order; ``project`` and ``section`` are for the document's kind to fill in."""
    marked = titles.find(text)
    named = _beside(titles.laws(text), marked)
    joined = _join(
        text, [t for t in sorted([*marked, *named], key=_start) if not _is_alias(text, t)], numbers.find(text)
    )
    joined = _with_aliases(text, joined, marked)
    _give_articles(text, joined)
    return list(_records(text, joined))


def _join(text: str, marked: list[Title], printed: list[Printed]) -> list[_Joined]:
    starts = [t.start for t in marked]
    found: list[_Joined] = []
    owners: dict[int, _Joined] = {}
    for title in marked:
        item = _Joined(title, None, title.start, title.end)
        owners[title.start] = item
        found.append(item)
    for number in printed:
        index = bisect_right(starts, number.start) - 1
        before = marked[index] if index >= 0 else None
        if before is not None and number.end <= before.end:
            # A number inside a title belongs to it only where it is what the title ends with.
            if number.end >= before.inner_end and owners[before.start].number is None:
                owners[before.start].number = number
            continue
        if before is not None and owners[before.start].number is None:
            gap = text[before.end : number.start]
            if _TO_NUMBER.fullmatch(gap) or (not gap.strip() and not number.elided):
                item = owners[before.start]
                item.number, item.end = number, number.end
                continue
        after_index = bisect_left(starts, number.end)
        after = marked[after_index] if after_index < len(marked) else None
        if after is not None and after.start - number.end < 130 and owners[after.start].number is None:
            gap = text[number.end : after.start]
            if _TO_TITLE.fullmatch(gap) or _PUBLISHED.fullmatch(gap):
                item = owners[after.start]
                item.number = number
                if _TO_TITLE.fullmatch(gap):
                    item.start = number.start
                continue
        found.append(_Joined(None, number, number.start, number.end))
    found.sort(key=lambda j: j.start)
    return _with_unmarked(text, found)


def _start(title: Title) -> int:
    return title.start


def _beside(named: list[Title], marked: list[Title]) -> list[Title]:
    """The titles of ``named`` that stand outside all of ``marked``."""
    starts = [title.start for title in marked]
    return [t for t in named if not (i := bisect_right(starts, t.start)) or marked[i - 1].end <= t.start]


def _is_alias(text: str, title: Title) -> bool:
    inner = title.of(text)
    return bool(_ALIAS.fullmatch(inner) or _ALIAS_BEFORE.search(text[max(0, title.start - 8) : title.start]))


def _with_aliases(text: str, joined: list[_Joined], marked: list[Title]) -> list[_Joined]:
    """Note the short names that the text introduces (以下简称《决定》), and cite their policies where 《决定》 comes again."""
    known: dict[str, _Joined | None] = {}
    for item in joined:
        introduced = _INTRODUCED.match(text, item.end) if "称" in text[item.end : item.end + 12] else None
        if introduced and _ALIAS_END.search(introduced["name"]):
            item.aliases = (introduced["name"],)
            # A name that the text gives to two policies names neither.
            known[introduced["name"]] = None if introduced["name"] in known else item
    if not known:
        return joined
    cited = {item.title.start for item in joined if item.title}
    for title in marked:
        target = known.get(title.of(text))
        if target is not None and title.start not in cited and title.start > target.end + 12:
            again = _Joined(title, None, title.start, title.end)
            again.via = target
            joined.append(again)
    return sorted(joined, key=lambda item: item.start)


def _with_unmarked(text: str, found: list[_Joined]) -> list[_Joined]:
    """Give numbers without a marked title the unmarked one beside them, and drop the titles that it contains."""
    covered: list[tuple[int, int]] = []
    low = 0
    for item in found:
        if item.title is None and item.number is not None and not item.number.elided:
            title = _title_before(text, item.number, low) or titles.unmarked_after(text, item.number.end)
            if title is not None:
                item.title = title
                item.start, item.end = min(item.start, title.start), max(item.end, title.end)
                covered.append((title.start, title.end))
        if item.number is not None:
            low = item.end
    if not covered:
        return found

    def inside(item: _Joined) -> bool:
        return item.number is None and any(a <= item.start and item.end <= b for a, b in covered)

    return [item for item in found if not inside(item)]


def _title_before(text: str, number: Printed, low: int) -> Title | None:
    bracket = re.compile(r"\s{0,3}[（(［\[【]?\s{0,2}(?:\d{4}年)?\s{0,2}").fullmatch
    for width in range(8):
        place = number.start - width
        if place < low:
            break
        if text[place - 1 : place] in ("》", "") or (width and not bracket(text[place : number.start])):
            continue
        if place and text[place - 1] not in " \n\t\u3000（([［【" and width:
            return titles.unmarked_before(text, place, low)
    return None


def _give_articles(text: str, joined: list[_Joined]) -> None:
    starts = [item.start for item in joined]
    for item in joined:
        place = _past_bracket(text, item)
        following = bisect_left(starts, max(place, item.start + 1))
        limit = starts[following] if following < len(starts) else len(text)
        match = _ARTICLES.match(text, place)
        if match and match.end() <= limit and not _own_article(text, match.start("list")):
            item.articles += _split(text, *match.span("list"))
            item.tail = match.end()
            for later in _LATER_ARTICLE.finditer(text, item.tail, min(limit, item.tail + 400)):
                item.articles += _split(text, *later.span("list"))


def _past_bracket(text: str, item: _Joined) -> int:
    """The place after the bracket that holds the number, whatever else it says (发布，根据…修正)."""
    if (closed := _CLOSING.match(text, item.end)) is not None:
        return closed.end()
    opened = sum(text.count(mark, item.start, item.end) for mark in "（(")
    if opened <= sum(text.count(mark, item.start, item.end) for mark in "）)"):
        return item.end
    tail = _AFTER_TAIL.match(text, item.end)
    return tail.end() if tail else item.end


def _own_article(text: str, place: int) -> bool:
    """A text's own article begins a line."""
    return text[max(0, place - 3) : place].rstrip(" \u3000").endswith("\n")


def _split(text: str, start: int, end: int) -> list[Mention]:
    mentions = []
    for match in _BETWEEN_ARTICLES.finditer(text, start, end):
        mentions.append(Mention(text[start : match.start()], start, match.start()))
        start = match.end()
    mentions.append(Mention(text[start:end], start, end))
    return mentions


def _relations(text: str, joined: list[_Joined]) -> list[Relation]:
    """The relation of each; members of a list share the verb before its first (修订《A》《B》) or behind its last (第3、4号修正)."""
    own = [_relation(text, item) for item in joined]
    linked = [bool(_LIST_GAP.fullmatch(text[a.tail : b.start])) for a, b in zip(joined, joined[1:], strict=False)]
    for index, link in enumerate(linked):
        if link and own[index + 1] == "mention" and own[index] in ("drafts", "amends", "forwards", "implements"):
            own[index + 1] = own[index]
    for index in range(len(linked) - 1, -1, -1):
        number = joined[index + 1].number
        if linked[index] and number is not None and number.elided and own[index + 1] == "amends":
            own[index] = "amends"
    return own


def _records(text: str, joined: list[_Joined]) -> Iterator[Citation]:
    for item, relation in zip(joined, _relations(text, joined), strict=True):
        meant = item.via or item
        title = meant.title.of(text) if meant.title else None
        printed, own_title = item.number, item.title
        kind: CitationKind = "policy"
        if meant.number is None and title is not None and policy_kind(title) in (None, "other"):
            kind = "other"
        yield Citation(
            start=item.start,
            end=item.end,
            surface=text[item.start : item.end],
            number=meant.number.number.normal if meant.number else None,
            printed_number=Mention(text[printed.start : printed.end], printed.start, printed.end) if printed else None,
            title=title,
            printed_title=Mention(own_title.of(text), own_title.start, own_title.end) if own_title else None,
            articles=tuple(item.articles),
            kind=kind,
            relation=relation,
            issuers=titles.issuers(title) if title else (),
            aliases=item.aliases,
            via=own_title.of(text) if item.via and own_title else None,
            style=style(text, printed) if printed else (),
        )


def _relation(text: str, item: _Joined) -> Relation:
    before = text[max(0, item.start - 400) : item.start]
    ends = [match.end() for match in _SENTENCE.finditer(before)]
    before = before[ends[-1] :] if ends else before
    after = text[item.tail : item.tail + 420]
    if _DRAFT_BEFORE.search(before):
        return "drafts"
    if _FORWARD_BEFORE.search(before) or _FORWARD_AFTER.match(after):
        return "forwards"
    if _IMPLEMENT_BEFORE.search(before):
        return "implements"
    if _AMEND_BEFORE.search(before) or (
        _AMEND_AFTER.match(after) and (item.title is None or _AMEND_OBJECT.search(before))
    ):
        return "amends"
    stop = _SENTENCE.search(after)
    sentence = after[: stop.start()] if stop else after
    if _REPEAL_BEFORE.search(before) or _REPEAL_AFTER.match(sentence):
        return "repeals"
    return "basis" if _BASIS.search(before) else "mention"
