"""What is known of a policy that is cited: whether it was in force in a year, whether its period was over, which articles it has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib.namespace import DCTERMS

from kg.linting.phrases import Bilingual, phrase
from kg.stores import extractions
from kg.stores.store import Store
from loaders.citations.document_number import Number
from loaders.rdf import identifiers
from loaders.records import Article
from loaders.text import numerals
from ontology.iris import ID
from ontology.terms import ELI, PK

LAST_DAY, TITLE, NUMBER = str(ELI.date_no_longer_in_force), str(DCTERMS.title), str(ELI.id_local)
OVER = {str(PK.Repealed): "repealed", str(PK.Expired): "expired"}
_DESCRIBED_BY = str(PK.describedBy)
_N = "[零〇一二三四五六七八九十百千0-9０-９]"
_CITED = re.compile(rf"第\s?(?P<list>{_N}+(?:[、，~～—－至到-]{_N}+)*)\s?条")
_DASH = r"\s?(?:年)?\s?[—–－―~～〜\-至到]{1,2}\s?"
_PERIOD = re.compile(rf"(?<!\d)(?P<first>(?:19|20)\d\d){_DASH}(?P<last>(?:19|20)?\d\d)(?!\d)(?!\s?[月日号])")
_PLAN = re.compile(r"规划|计划|方案|纲要|行动|目标|任务|要点")
# A five-year plan by its ordinal; the first ran from 1953, and since the sixth (1981) each has begun where the last ended.
_FIVE = re.compile(
    r"(?<![第一二三四五六七八九十])(?P<ordinal>十[一二三四五六七]|[六七八九十])五(?![届年月日个条次项周岁号米])[”\"’]?(?=[^年月日个]{0,30}?(?:规划|计划|纲要|方案|行动))"
)
_ORDINALS = "六七八九十"
_TEENS = "一二三四五六七"
# What may well be about a period that is over.
_AFTERWARDS = re.compile(r"评估|验收|考核|总结|清算|结算|决算|审计|延长|延续|延期|继续|收官|终期|补发|清欠")


@dataclass(frozen=True, slots=True)
class Lapse:
    """Why a policy was no longer in force, and the number or title of what replaced it, where one is named."""

    why: Bilingual
    replaced_by: str | None = None


def lapse(store: Store, policy: str, year: int) -> Lapse | None:
    """Why the policy was not in force any more in ``year``, or ended in the course of it; None where nothing in the store says so.

    The last day decides where one is stated, else the year of the document that repealed or replaced it, else the status.
    """
    successors = sorted(set(_said(store, policy, str(PK.replacedBy))))
    successor = successors[0] if len(successors) == 1 else None
    ends = sorted(day for _, _, day in store.statements(policy, LAST_DAY, graph=identifiers.DERIVED))
    if ends:
        day = ends[0]
        reckoned = (policy, str(PK.inferred), LAST_DAY) in set(store.statements(policy, str(PK.inferred)))
        said = phrase("last-day", day)
        return _by(int(day[:4]), year, phrase("reckoned", said) if reckoned else said, successor)
    states = {status for _, _, status in store.statements(policy, str(PK.status), graph=identifiers.DERIVED)}
    if states - OVER.keys():
        return None
    ended = sorted(_enders(store, policy))
    if ended:
        since, name = ended[0]
        return _by(since, year, phrase("replaced", name), successor)
    return Lapse(phrase(OVER[min(states)]), successor) if states and not successors else None


def _by(ended: int, year: int, why: Bilingual, successor: str | None) -> Lapse | None:
    """What ended in an earlier year is over; what ended in the year itself ended in its course."""
    if ended > year:
        return None
    return Lapse(phrase("in-course", why) if ended == year else why, successor)


def _enders(store: Store, policy: str) -> Iterator[tuple[int, str]]:
    """The documents that repealed or replaced a policy, with their years, where these are known."""
    for by, _, _ in store.statements(None, str(ELI.repeals), ox.NamedNode(policy), identifiers.DERIVED):
        if (since := _year(store, by)) is not None:
            yield since, _name(store, by)
    for predicate in (PK.replacedBy, PK.repealedBy):
        for printed in _said(store, policy, str(predicate)):
            number = Number.of(printed)
            if number is not None and number.year and number.year.isdecimal():
                yield int(number.year), printed


def _said(store: Store, policy: str, predicate: str) -> Iterator[str]:
    """What the rows of registers about a policy say."""
    for _, _, entry in store.statements(policy, _DESCRIBED_BY, graph=identifiers.DERIVED):
        for _, _, printed in store.statements(entry, predicate):
            yield printed


def _name(store: Store, policy: str) -> str:
    """The number of a policy, else its title, else its IRI."""
    for predicate, form in ((NUMBER, "{}"), (TITLE, "《{}》")):
        found = sorted(value for _, _, value in store.statements(policy, predicate))
        if found:
            return form.format(found[0])
    return policy


def _year(store: Store, policy: str) -> int | None:
    for predicate in (str(ELI.date_document), str(PK.numberYear)):
        for _, _, value in store.statements(policy, predicate):
            if value[:4].isdecimal():
                return int(value[:4])
    return None


# -- the period that its title states


def ended(title: str) -> tuple[int, int] | None:
    """The period of a plan that its title states, as first and last year; None where it states none, or is about its aftermath."""
    if afterwards(title) or not _PLAN.search(title):
        return None
    periods = [(int(match["first"]), _full(match["first"], match["last"])) for match in _PERIOD.finditer(title)]
    periods = [(first, last) for first, last in periods if first < last <= first + 50]
    if not periods:
        periods = [_five(match["ordinal"]) for match in _FIVE.finditer(title)]
    return max(periods, key=lambda period: period[1]) if periods else None


def afterwards(text: str) -> bool:
    """Whether a text speaks of what comes when a period is over: evaluation, settlement, extension."""
    return _AFTERWARDS.search(text) is not None


def _full(first: str, last: str) -> int:
    return int(last) if len(last) == 4 else int(first[:2] + last)


def _five(ordinal: str) -> tuple[int, int]:
    number = 10 + _TEENS.index(ordinal[1]) + 1 if len(ordinal) == 2 else 6 + _ORDINALS.index(ordinal)
    first = 1981 + 5 * (number - 6)
    return first, first + 4


# -- its articles


@dataclass(frozen=True, slots=True)
class Missing:
    """A cited article (第九十九条) that the text does not have, the text's last one (第四十条), and how many it has."""

    article: str
    last: str
    count: int


def missing(store: Store, policy: str, printed: Iterable[str]) -> Iterator[Missing]:
    """The articles in ``printed`` (第三条第二款, 第八条至第十五条) behind the last one of the policy's loaded text.

    Nothing where no full text is loaded, or where a page of it was lost: then nobody knows.  Of several loaded texts (editions)
    the longest counts.
    """
    described = {by for _, _, by in store.statements(policy, _DESCRIBED_BY, graph=identifiers.DERIVED)}
    documents = sorted(by for by in described if by.startswith(f"{ID}document/"))  # the others are rows of registers
    kept = [text for _, text in extractions.each(store, documents, only=("articles",))]
    texts = [numbered for text in kept if text and (numbered := _numbered(text.articles))]
    if not texts or None in kept or any(sorted(numbered) != list(range(1, len(numbered) + 1)) for numbered in texts):
        return
    longest = max(texts, key=len)
    for value, name in _numbers(printed):
        if value not in longest:
            yield Missing(name, longest[len(longest)], len(longest))


def _numbered(articles: Iterable[Article]) -> dict[int, str]:
    """The labels of a text's articles by their numbers; 第三条之一 has none of its own."""
    labels = ("".join(one.label.split()) for one in articles if "之" not in one.label)
    return {value: label for label in labels for value, _ in _numbers([label])}


def _numbers(printed: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Each article that the printed pieces name, as a number and as 第…条."""
    for piece in printed:
        for match in _CITED.finditer(piece):
            for one in re.split("[、，~～—－至到-]", match["list"]):
                value = numerals.parse(one)
                if value is not None:
                    yield int(value), f"第{one}条"
