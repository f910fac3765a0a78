"""Citations: which policy a text names, where, with which articles, and in what relation.

Four steps are kept apart: numbers and titles are found (:mod:`loaders.citations.numbers`, :mod:`loaders.citations.titles`), joined where they
belong together (:mod:`loaders.citations.pairs`), given their articles, and read for their relation (:mod:`loaders.citations.relation`).  Nothing
is guessed: what is not printed stays None.
"""

from __future__ import annotations

import gc
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from operator import attrgetter

from loaders.citations import numbers, relation, standards, titles, unmarked_titles
from loaders.citations.aliases import is_alias, with_aliases
from loaders.citations.pairs import Joined, join
from loaders.citations.relation import Reasons
from loaders.citations.style import style
from loaders.citations.titles import Title
from loaders.records import Citation, CitationKind, Mention, Relation
from ontology import policy_kind
from ontology.authorities.traditional import simplified

_N = r"(?:[零〇一二三四五六七八九十百千]{1,9}|[0-9０-９]{1,4}(?:\.[0-9]{1,2}){0,3})"
_UNIT = r"(?:条|條|款|项|項|点|點|章|节|節|目)"
_ITEM = rf"第\s?{_N}(?:部分第[（(]?{_N}[）)]?)?(?:[、，~～—－至到-]{_N})*\s?{_UNIT}(?:之[一二三四五])?(?:\s?第?\s?[（(]?{_N}[）)]?(?:(?:[、，]|[～~—－至到-]第?)[（(]?{_N}[）)]?)*\s?{_UNIT})*"
# 第三十五条第一款、第三款; 第二十七条第（三）项、第（五）项: the next one of the same article.
_NEXT_ITEM = rf"(?:(?:附件{_N}?\s?)?{_ITEM}|第?\s?[（(]{_N}[）)]\s?{_UNIT})"
_ARTICLES = re.compile(
    rf"\s{{0,3}}(?:文件?|通知|意见|批复|会议纪要|决定|规定|办法)?(?:(?:的|中|之|等)?(?:相关|有关)?(?:规定|要求)?[：:]\s?)?(?:中的?|的)?\s{{0,3}}"
    rf"(?P<open>[（(])?(?P<list>(?:附件{_N}?\s?)?{_ITEM}(?:(?:[、，和及]|以及|\s?[至到\-—~～]\s?){_NEXT_ITEM})*)(?(open)[）)])"
)
_ARTICLES_WITHIN = 18  # characters between a citation and the 第 of its first article, at most
_BETWEEN_ARTICLES = re.compile(rf"(?:[、，和及]|以及)(?=(?P<next>(?:附件{_N}?\s?)?{_ITEM}))")
_LATER_ARTICLE = re.compile(rf"[”\"]\s{{0,2}}(?P<list>{_ITEM})(?=规定|：|:)")
_CLOSED = ("）", ")")
_CLOSING = re.compile(r"\s{0,2}[）)]")
# What a bracket behind a title says of its edition: （2016年7月2日修订）, （1998年…第三次会议通过）.
_EDITION = re.compile(
    r"\s{0,2}[（(](?=[^（）()]{0,80}(?:年|修正|修订|修改|通过|公布|发布|施行|试行|版|本))[^（）()《》]{2,80}[）)](?=\s?的?第)"
)
_AFTER_TAIL = re.compile(r"[^（）()]{0,80}[）)]")


def find(text: str) -> list[Citation]:
    """All citations of a text in order; ``project`` and ``section`` are for the document's kind to fill in."""
    with _uncollected():
        joined = _joined(text)
        return list(_records(text, joined, relation.relations(text, joined)))


def explain(text: str) -> list[tuple[Citation, Reasons]]:
    """The same citations, each with what decided its relation."""
    joined = _joined(text)
    decisions = relation.explain(text, joined)
    return list(zip(_records(text, joined, [d.relation for d in decisions]), decisions, strict=True))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for garbage that points to itself: a text full of citations makes many records, and none does."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _joined(text: str) -> list[Joined]:
    marked = unmarked_titles.with_implementing(text, titles.find(text)) if "实施《" in text else titles.find(text)
    own = [title for title in marked if not is_alias(text, title)]
    if named := _beside(titles.laws(text), marked):
        own = sorted([*own, *named], key=attrgetter("start"))
    joined = standards.join(text, join(text, own, numbers.find(text)))
    joined = with_aliases(text, joined, marked)
    _give_articles(text, joined)
    return joined


def _beside(named: list[Title], marked: list[Title]) -> list[Title]:
    """The titles of ``named`` that stand outside all of ``marked``."""
    starts = [title.start for title in marked]
    return [t for t in named if not (i := bisect_right(starts, t.start)) or marked[i - 1].end <= t.start]


def _give_articles(text: str, joined: list[Joined]) -> None:
    starts = [item.start for item in joined]
    for item in joined:
        item.tail = place = item.end
        if item.title and item.number and text.startswith("第", item.title.end, item.number.start):
            if before := _ARTICLES.match(text, item.title.end, item.number.start):
                item.articles = tuple(_split(text, *before.span("list")))
            continue
        place = place + 1 if text[place : place + 1] in _CLOSED else _past_bracket(text, item)
        if text.find("第", place, place + _ARTICLES_WITHIN) < 0:
            continue
        following = bisect_left(starts, max(place, item.start + 1))
        limit = starts[following] if following < len(starts) else len(text)
        match = _ARTICLES.match(text, place)
        if match and match.end() <= limit and not _own_article(text, match.start("list")):
            articles = _split(text, *match.span("list"))
            item.tail = match.end()
            for later in _LATER_ARTICLE.finditer(text, item.tail, min(limit, item.tail + 400)):
                articles += _split(text, *later.span("list"))
            item.articles = tuple(articles)


def _past_bracket(text: str, item: Joined) -> int:
    """The place after the bracket that holds the number, whatever else it says (发布，根据…修正)."""
    end = item.end
    following = text[end : end + 1]
    if following in "（( " and following and (edition := _EDITION.match(text, end)) is not None:
        return edition.end()
    if following.isspace() and (closed := _CLOSING.match(text, end)) is not None:
        return closed.end()
    opened = sum(text.count(mark, item.start, end) for mark in "（(")
    if not opened or opened <= sum(text.count(mark, item.start, end) for mark in "）)"):
        return end
    tail = _AFTER_TAIL.match(text, end)
    return tail.end() if tail else end


def _own_article(text: str, place: int) -> bool:
    """A text's own article begins a line."""
    return text[max(0, place - 3) : place].rstrip(" \u3000").endswith("\n")


def _split(text: str, start: int, end: int) -> list[Mention]:
    mentions = []
    for match in _BETWEEN_ARTICLES.finditer(text, start, end):
        if "条" in text[start : match.start()] and "条" not in match["next"] and "部分" not in match["next"]:
            continue  # 第三十五条第一款、第三款 is one place
        mentions.append(Mention(text[start : match.start()], start, match.start()))
        start = match.end()
    mentions.append(Mention(text[start:end], start, end))
    return mentions


def _records(text: str, joined: list[Joined], relations: list[Relation]) -> Iterator[Citation]:
    for item, related in zip(joined, relations, strict=True):
        meant = item.via or item
        title = meant.title.of(text) if meant.title else None
        printed, own_title = item.number, item.title
        printed_title: Mention | None = None
        if own_title:
            name = title if title is not None and not item.via else own_title.of(text)
            printed_title = Mention(name, own_title.start, own_title.end)
        kind: CitationKind = "policy"
        if meant.standard is not None:
            kind = "policy" if title is not None else "standard"
        elif meant.number is None and title is not None and _names_no_policy(title):
            kind = "other"
        yield Citation(
            start=item.start,
            end=item.end,
            surface=text[item.start : item.end],
            number=meant.number.number.normal if meant.number else None,
            printed_number=Mention(text[printed.start : printed.end], printed.start, printed.end) if printed else None,
            title=title,
            printed_title=printed_title,
            articles=item.articles,
            kind=kind,
            relation=related,
            issuers=_issuers(title) if title else (),
            aliases=item.aliases,
            via=item.alias,
            style=style(text, printed) if printed else (),
            standard=meant.standard,
        )


# A document names the same policies again and again.
_issuers = lru_cache(maxsize=1 << 12)(titles.issuers)


@lru_cache(maxsize=1 << 12)
def _names_no_policy(title: str) -> bool:
    return policy_kind(simplified(title)) in (None, "other")
