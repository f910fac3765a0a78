"""Titles of policies in running text, in 《》, nested and damaged ones too; those without marks: :mod:`loaders.citations.unmarked_titles`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from loaders.bodies import order_issuers, superiors
from loaders.bodies import organisation_words as words
from loaders.source import MOST_FACTS, TooManyFacts
from loaders.text.tokens import alternation
from ontology import endings
from ontology.authorities import places
from ontology.tables import rows

_LONGEST = 260
_OPEN, _CLOSE = "《〈", "》〉"
_MARKS = re.compile(r"[《》〈〉<>＜＞﹤﹥「」『』]")
_ENDING = f"(?:{'|'.join(endings())})"
_STRAY = re.compile(rf"[的之]?{_ENDING}[>＞〉]?》")
_STRAY_BEGINS = frozenset("的之").union(word[0] for word in endings())
_PUNCTUATION = re.compile(r"[^\w]|_")
_WRAPPER = re.compile(rf"^(?P<issuer>.*?)关于{alternation('issue')}(?P<core>.+?)的?通知$")
_STATE = "中华人民共和国"
_ARTICLE = re.compile(
    r"第[零〇一二三四五六七八九十百千\d]{1,9}(?:[、～~—－至到-]第?[零〇一二三四五六七八九十百千\d]{1,9})?条"
)
_NATION = re.compile("中华人民共和国|国家|全国")
_HAN = "\u4e00-\u9fff"
_LINE_BREAK = re.compile(rf"(?<=[{_HAN}，、（）《》])\s*\n\s*(?=[{_HAN}，、（）《》\d])")
_WORDS = "[^《〈》〉。\\n]*"
_PLAIN = re.compile(rf"{_WORDS}(?:(?:〈{_WORDS}〉|《{_WORDS}》){_WORDS})?》")
_UNCLOSED = re.compile(rf"《(?P<inner>[^《》\n。；]{{4,80}}?{_ENDING})(?P<wrong>[>＞〉]?)(?=[（(，。；、\n]|$)")
_OPENED, _CLOSED = re.compile("[〈<＜﹤]"), re.compile("[〉>＞﹥]")
_HEAD_END = re.compile(f"关于|{alternation('issue', 'forward')}")
_DIVISION = re.compile(rf"{words.alternation('level')}[{_HAN}]{{2,12}}[司处]$")
_OTHER_NAME = re.compile(rf"[（(][{_HAN}、]{{2,20}}[）)]$")
_SEPARATOR = re.compile(r"[、\s\u3000]+")


@dataclass(slots=True)
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
    """The bodies that a title names as its issuers: those before 关于 (or 印发, 转发); of 某部等三部门 the one that is named."""
    end = _HEAD_END.search(title)
    return bodies(title[: end.start()]) if end else ()


def bodies(head: str) -> tuple[str, ...]:
    """The bodies in what stands before 关于 or 《》, without 等三部门; none where it does not end as the name of a body does.

    A division counts with the body that it is of (国家药监局综合司); another name of a body in brackets does not.
    """
    head = order_issuers.leading(_OTHER_NAME.sub("", _MARKS.sub(" ", head).strip())).removesuffix("等")
    if not head:
        return ()
    names: list[str] = []
    for piece in _SEPARATOR.split(head):
        place = placed(piece, body=True)
        parts = re.split(rf"(?<=.)(?={re.escape(place)})", piece) if place else [piece]
        names += [part for part in parts if part]
    return tuple(names) if names and _is_body(names[-1]) else ()


def _is_body(name: str) -> bool:
    """Whether a name ends as a body's does, or is a short one that a table has: 国家防总."""
    return order_issuers.is_body(name) or bool(_DIVISION.search(name)) or superiors.is_known(name)


def placed(name: str, body: bool = False) -> str:
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
    return folded if wrapped["issuer"] and not placed(wrapped["core"]) else wrapped["core"]
