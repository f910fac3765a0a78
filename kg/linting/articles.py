"""Whether a regulation whose full text is loaded has the articles that are cited of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.stores import extractions
from kg.stores.store import Store
from loaders.rdf import identifiers
from loaders.records import Article
from loaders.text import numerals
from ontology.iris import ID
from ontology.terms import PK

_DESCRIBED_BY = str(PK.describedBy)
_N = "[零〇一二三四五六七八九十百千0-9０-９]"
_CITED = re.compile(rf"第\s?(?P<list>{_N}+(?:[、，~～—－至到-]{_N}+)*)\s?条")


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
