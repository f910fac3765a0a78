"""Titles of policies in running text: in 《》, nested, damaged, or without marks beside a number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from loaders.bodies import order_issuers, organisations
from loaders.source import MOST_FACTS, TooManyFacts
from loaders.text.tokens import alternation
from ontology import endings, ends_unmarked, policy_kind
from ontology.authorities import places
from ontology.tables import rows

_LONGEST = 260
_SHORTEST = 5  # characters of a title without marks
_OPEN, _CLOSE = "《〈", "》〉"
_MARKS = re.compile(r"[《》〈〉<>＜＞﹤﹥「」『』]")
_ENDING = f"(?:{'|'.join(endings())})"
_STRAY = re.compile(rf"[的之]?{_ENDING}[>＞〉]?》")
_STRAY_BEGINS = frozenset("的之").union(word[0] for word in endings())
_CLAUSE = re.compile(r"[。；：:！？“”\"‘’]|\n[ \t\u3000]*\n|\n(?=[（(]?[一二三四五六七八九十\d]{1,3}[、.．）)])")
_VERB = re.compile(
    f"{alternation('basis', 'repeal', 'amend', 'implement')}|执行|参照|符合|违反|对照|[，、]|"
    f"(?:{alternation('draft', 'issue', 'carry-out')}|推进|开展|按|列入|纳入)(?=[“‘])"
)
_NOTICE = re.compile(r"关于[^关]*的[^的]{2,4}$")
_IMPLEMENTING = re.compile(r"(?:若干|具体)?(?:办法|细则|规定|条例)(?:[（(][^（）()]{1,10}[）)])?")
_LONGEST_PLACE = 24
_LIST_MARK = re.compile(
    r"\s*(?:[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、．.](?!\d)|[-—•·*●■▪◆①-⑳])?\s*"
)
_AFTER_NUMBER = re.compile(r"\s{0,3}(?:文件|文)?\s{0,3}[，,]?\s{0,2}[“\"]?(?P<title>关于)")
_IN_BRACKET = re.compile(r"\s{0,3}[（(]\s{0,3}(?P<title>关于[^（）()]{2,150}?)\s{0,3}[）)]")
_BLANKS = re.compile(r"[\s\u3000\u00a0]+")
_PUNCTUATION = re.compile(r"[^\w]|_")
_WRAPPER = re.compile(rf"^(?P<issuer>.*?)关于{alternation('issue')}(?P<core>.+?)的?通知$")
_STATE = "中华人民共和国"
_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千\d]{1,9}条")
_NATION = re.compile("中华人民共和国|国家|全国")
_HAN = "\u4e00-\u9fff"
_LINE_BREAK = re.compile(rf"(?<=[{_HAN}，、（）《》])\s*\n\s*(?=[{_HAN}，、（）《》\d])")
_WORDS = "[^《〈》〉。\\n]*"
_PLAIN = re.compile(rf"{_WORDS}(?:(?:〈{_WORDS}〉|《{_WORDS}》){_WORDS})?》")
_UNCLOSED = re.compile(rf"《(?P<inner>[^《》\n。；]{{4,80}}?{_ENDING})(?P<wrong>[>＞〉]?)(?=[（(，。；、\n]|$)")
_INNER_MARKED = re.compile(r"[〈<＜﹤](?P<inner>[^《》〈〉<>＜＞﹤﹥。\n]{4,120})[〉>＞﹥]\Z")
_OPENED, _CLOSED = re.compile("[〈<＜﹤]"), re.compile("[〉>＞﹥]")
_ENDS_HERE = re.compile(_ENDING)
_HEAD_END = re.compile(f"关于|{alternation('issue', 'forward')}")
_SEPARATOR = re.compile(r"[、\s\u3000]+")


@dataclass(frozen=True, slots=True)
class Title:
    """A title: ``[start, end)`` with its marks, ``[inner_start, inner_end)`` without the outer ones."""

    start: int
    end: int
    inner_start: int
    inner_end: int

    def of(self, text: str) -> str:
        """The title as printed, without outer marks and without the line breaks of the page."""
        inner = text[self.inner_start : self.inner_end]
        if "\n" in inner:
            inner = _LINE_BREAK.sub("", inner).replace("\n", " ")
        return inner.strip()


def _closing(text: str, start: int, limit: int) -> int | None:
    """The index of the mark that closes the one at ``start``; None when a sentence or paragraph ends before it."""
    for stop in ("。", "\n\n"):
        stopped = text.find(stop, start, limit)
        limit = limit if stopped < 0 else stopped
    if all(text.find(mark, start, limit) < 0 for mark in _CLOSE):
        return None
    depth = 0
    place = start
    first_close: int | None = None
    while place < limit:
        char = text[place]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth -= 1
            first_close = place if first_close is None else first_close
            if depth <= 0:
                stray = _STRAY.match(text, place + 1)
                # 《关于印发〈X》的通知》: the inner mark was closed by the outer's sign.
                if stray and "《" not in text[place + 1 : stray.end()]:
                    return stray.end() - 1
                return place
        place += 1
    return first_close


def find(text: str) -> list[Title]:
    """All titles in marks, outermost first, in order, without overlaps.  Raises TooManyFacts."""
    found: list[Title] = []
    position = 0
    while (start := text.find("《", position)) >= 0:
        if len(found) > MOST_FACTS:
            raise TooManyFacts("titles")
        limit = min(len(text), start + _LONGEST)
        plain = _PLAIN.match(text, start + 1, limit)
        if plain and text[plain.end() : plain.end() + 1] not in _STRAY_BEGINS:
            # By far the most: marks with nothing but words between them, or with one title inside.
            if plain.end() - start > 2 and not (
                text[start + 1].isspace() and text[start + 1 : plain.end() - 1].isspace()
            ):
                found.append(Title(start, plain.end(), start + 1, plain.end() - 1))
            position = plain.end()
            continue
        end = _closing(text, start, limit)
        if end is None:
            position = start + 1
            unclosed = _UNCLOSED.match(text, start)
            if unclosed:
                # The mark at the end closes the outer title, or the inner one that was opened.
                inner = (
                    0 if len(_OPENED.findall(unclosed["inner"])) > len(_CLOSED.findall(unclosed["inner"])) else "inner"
                )
                found.append(Title(start, unclosed.end(), start + 1, unclosed.end(inner)))
                position = unclosed.end()
            continue
        nested = text.rfind("《", start + 1, end)
        if nested > 0 and text.count("《", start, end + 1) > text.count("》", start, end + 1):
            # An outer mark that is never closed: the last complete title inside counts, the stray mark does not.
            start = nested
        if text[start + 1 : end].strip():
            found.append(Title(start, end + 1, start + 1, end))
        position = end + 1
    return found


def with_implementing(text: str, marked: list[Title]) -> list[Title]:
    """The titles, each law that a place's rules implement with what stands around it: 贵州省实施《中华人民共和国防洪法》办法."""
    return [_implementing(text, title) or title for title in marked]


def _implementing(text: str, title: Title) -> Title | None:
    """The title of the rules; None where no place stands before 实施, or no word for rules behind the law."""
    if not text.startswith("实施", max(0, title.start - 2)) or not (rules := _IMPLEMENTING.match(text, title.end)):
        return None
    verb = title.start - 2
    begin = max(0, verb - _LONGEST_PLACE)
    window = text[begin:verb]
    begin += max((stop.end() for stop in _CLAUSE.finditer(window)), default=0)
    begin += _after_verb(text[begin:verb])
    mark = _LIST_MARK.match(text, begin, verb)
    begin = mark.end() if mark else begin
    if places.printed(text[begin:verb]) < verb - begin or begin == verb:
        known = (at for at in range(begin, verb - 1) if places.whole(text[at:verb]))
        begin = next(known, verb)
    return Title(begin, rules.end(), begin, rules.end()) if begin < verb else None


def unmarked_before(text: str, end: int, low: int) -> Title | None:
    """A title without marks (or only partly in marks) that ends at ``end``: 关于…的通知, …管理办法.

    ``low`` is where the citation before it ended.  None unless it ends in a kind of policy.
    """
    begin = max(low, end - 160)
    window = text[begin:end]
    stops = _stops(window)
    outside = [stop for stop in stops if window.count("《", stop) == window.count("》", stop)]
    return _cut(text, begin + max(outside, default=0), end)


def notice_before(text: str, end: int, low: int) -> Title | None:
    """A whole title (关于…的通知) right before a number, with nothing between them: 关于印发某办法的通知皖水管〔2021〕8号."""
    if not text.endswith(endings("NormativeDocument", "Correspondence"), low, end):
        return None
    title = unmarked_before(text, end, low)
    return title if title is not None and _NOTICE.search(title.of(text)) else None


def _stops(window: str) -> list[int]:
    """Where clauses end in ``window``; not at words in quotation marks with nothing of the kind inside (“十四五”规划)."""
    stops = list(_CLAUSE.finditer(window))
    pairs = [(a, b) for a, b in pairwise(stops) if a[0] + b[0] in ("“”", "‘’")]
    quoted = {stop for pair in pairs for stop in pair}
    return [stop.end() for stop in stops if stop not in quoted]


def inner_marked_before(text: str, end: int, low: int) -> Title | None:
    """A title in the marks of an inner title that ends at ``end``: 〈河长制工作方案〉（…号); None unless it names a policy."""
    match = _INNER_MARKED.search(text, max(low, end - _LONGEST), end)
    if match is None or policy_kind(match["inner"]) in (None, "other"):
        return None
    return Title(*match.span(), *match.span("inner"))


def _cut(text: str, begin: int, end: int) -> Title | None:
    window = text[begin:end]
    known = ends_unmarked(window)
    if not known:
        return None
    about = window.find("关于")
    if about >= 0:
        start = order_issuers.start(text, begin + about)
        return Title(max(start, begin), end, max(start, begin), end)
    if "《" in window or "》" in window:
        return None
    start = begin + _after_verb(window)
    mark = _LIST_MARK.match(text, start, end)
    start = mark.end() if mark else start
    name = text[start:end].strip()
    if len(name) < _SHORTEST or name[0] == "本" or (known != "alone" and not _begins_with_place(name)):
        return None
    return Title(start, end, start, end)


def _after_verb(window: str) -> int:
    """Where the last verb ends that leads to a title; an earlier one where it is a part of a name: 按照云岭县预算执行报告."""
    cuts = [match.end() for match in _VERB.finditer(window) if match.end() < len(window)]
    last = cuts[-1] if cuts else 0
    if len(window) - last < _SHORTEST:
        return next((cut for cut in reversed([0, *cuts[:-1]]) if _begins_with_place(window[cut:])), last)
    return last


def _begins_with_place(window: str) -> bool:
    """Whether a place begins a clause behind its list mark; 完成省 and 下达到县 only end as places do."""
    mark = _LIST_MARK.match(window)
    place = _placed(window[mark.end() if mark else 0 :])
    return bool(place) and not organisations.is_sentence(place)


def unmarked_after(text: str, start: int) -> Title | None:
    """A title without marks right after a number: 普建委[2025]127号关于同意…的批复; 公告2020年第53号（关于…的公告）."""
    bracket = _IN_BRACKET.match(text, start)
    if bracket and ends_unmarked(bracket["title"]):
        place, stop = bracket.span("title")
        return Title(place, stop, place, stop)
    match = _AFTER_NUMBER.match(text, start)
    if match is None:
        return None
    begin = match.start("title")
    depth = 0
    for place in range(begin, min(len(text), begin + 220)):
        char = text[place]
        depth += (char == "《") - (char == "》")
        if depth:
            continue
        if char in "。；" or text[place : place + 2] == "\n\n":
            return None
        if char in "的》" and (ending := _ENDS_HERE.match(text, place + 1)):
            return Title(begin, ending.end(), begin, ending.end())
    return None


def laws(text: str) -> list[Title]:
    """National laws named without marks before an article: 刑法第二百七十四条 (their names stand in law_names.tsv)."""
    names, sizes = _law_names()
    found = []
    for article in _ARTICLE.finditer(text):
        end = article.start()
        size = next((size for size in sizes if size <= end and text[end - size : end] in names), 0)
        if size:
            start = end - size - (len(_STATE) if text.endswith(_STATE, 0, end - size) else 0)
            found.append(Title(start, end, start, end))
    return found


@cache
def _law_names() -> tuple[frozenset[str], tuple[int, ...]]:
    """The names of laws, and their lengths, the longest first."""
    names = frozenset(row["name"] for row in rows("loaders.citations", "law_names.tsv"))
    return names, tuple(sorted(set(map(len, names)), reverse=True))


def issuers(title: str) -> tuple[str, ...]:
    """The bodies that a title names as its issuers: those before 关于 (or 印发, 转发)."""
    end = _HEAD_END.search(title)
    head = _MARKS.sub(" ", title[: end.start()]).strip() if end else ""
    if not head:
        return ()
    names: list[str] = []
    for piece in _SEPARATOR.split(head):
        place = _placed(piece, body=True)
        parts = re.split(rf"(?<=.)(?={re.escape(place)})", piece) if place else [piece]
        names += [part for part in parts if part]
    return tuple(names) if names and order_issuers.is_body(names[-1]) else ()


def _placed(name: str, body: bool = False) -> str:
    """The nation or the place that a name begins with, blank where it begins with neither."""
    nation = _NATION.match(name)
    return nation[0] if nation else name[: places.printed(name, body)]


def normal(title: str) -> str:
    """A title for comparing: width, blanks, marks and punctuation folded, 关于印发…的通知 unwrapped.

    The wrapper is only taken off together with its issuer where the core names its own place or the nation; two towns'
    《健康城市建设实施方案》 must not become one.
    """
    folded = _PUNCTUATION.sub("", _MARKS.sub("", unicodedata.normalize("NFKC", title))).lower()
    wrapped = _WRAPPER.match(folded)
    if wrapped is None or _HEAD_END.search(wrapped["issuer"]):
        return folded  # 关于转发〈关于印发…的通知〉的通知 is another document than the one that it forwards
    return folded if wrapped["issuer"] and not _placed(wrapped["core"]) else wrapped["core"]
