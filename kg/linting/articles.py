"""Whether a regulation whose full text is loaded has the articles that are cited of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib.namespace import RDFS

from kg.stores.store import Store
from loaders.rdf import identifiers
from loaders.text import numerals
from ontology.terms import ELI, PK

_DESCRIBED_BY, _PART_OF, _LABEL = str(PK.describedBy), str(ELI.is_part_of), str(RDFS.label)
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
    texts = [numbered for document in _documents(store, policy) if (numbered := _articles(store, document))]
    if not texts or any(sorted(numbered) != list(range(1, len(numbered) + 1)) for numbered in texts):
        return
    longest = max(texts, key=len)
    for value, name in _numbers(printed):
        if value not in longest:
            yield Missing(name, longest[len(longest)], len(longest))


def _documents(store: Store, policy: str) -> set[str]:
    """The loaded documents that are the policy's own text."""
    return {place for _, _, place in store.statements(policy, _DESCRIBED_BY, graph=identifiers.DERIVED)}


def _articles(store: Store, document: str) -> dict[int, str]:
    """The labels of a text's articles by their numbers."""
    found: dict[int, str] = {}
    for iri, _, _ in store.statements(None, _PART_OF, ox.NamedNode(document), document):
        for _, _, label in store.statements(iri, _LABEL, graph=document):
            for value, _ in _numbers([label]):
                if "之" not in label:
                    found[value] = "".join(label.split())
    return found


def _numbers(printed: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Each article that the printed pieces name, as a number and as 第…条."""
    for piece in printed:
        for match in _CITED.finditer(piece):
            for one in re.split("[、，~～—－至到-]", match["list"]):
                value = numerals.parse(one)
                if value is not None:
                    yield int(value), f"第{one}条"
