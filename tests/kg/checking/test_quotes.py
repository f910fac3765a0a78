"""Passages that lie in their text with the words that it has there, and passages that do not."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from test_check import DOCUMENTS, SHA, stored

from kg.checking import quotes
from kg.stores.local import LocalStore
from loaders.rdf import identifiers
from ontology.terms import OA, PK

TEXT = "按照云岭爱卫〔2025〕3号部署开展。"
KEY = "0123456789abcdef"
TEXTS = {identifiers.document(KEY): TEXT}


@pytest.mark.parametrize(
    ("start", "end", "outside", "headed"),
    [(2, 14, False, False), (0, len(TEXT), False, False), (3, 3, True, False), (4, 3, True, True), (9, 90, True, True)],
)
def test_a_passage_in_its_text(start: int, end: int, outside: bool, headed: bool) -> None:
    passage = identifiers.passage(KEY, start, end)
    assert quotes.is_outside(passage, TEXTS) is outside
    assert quotes.is_outside(passage, TEXTS, may_be_empty=True) is headed
    assert quotes.is_outside(passage, {})


def test_what_is_no_passage_is_outside() -> None:
    document = identifiers.document(KEY)
    for iri in (document, f"{document}#char=", f"{document}#char=-1,3", f"{document}#char=1,²", f"{document}#line=1,3"):
        assert quotes.is_outside(iri, TEXTS), iri


def test_the_words_of_a_quote() -> None:
    assert quotes.is_quoted(identifiers.passage(KEY, 2, 14), "云岭爱卫〔2025〕3号", TEXTS)
    assert not quotes.is_quoted(identifiers.passage(KEY, 2, 14), "云岭爱卫〔2025〕4号", TEXTS)
    assert not quotes.is_quoted(identifiers.passage(KEY, 3, 15), "云岭爱卫〔2025〕3号", TEXTS)


OUTSIDE = identifiers.passage(SHA["disclosure"], 90, 9999)


@pytest.mark.parametrize(
    ("change", "doubtful"),
    [
        ("", False),
        (f'DELETE {{ ?q <{OA.exact}> ?o }} INSERT {{ ?q <{OA.exact}> "别的" }} WHERE {{ ?q <{OA.exact}> ?o }}', True),
        (f"INSERT {{ ?s <{PK.evidence}> <{OUTSIDE}> }} WHERE {{ ?s <{PK.evidence}> ?o }}", True),
        (f"INSERT {{ ?s <{PK.fundingSection}> <{OUTSIDE}> }} WHERE {{ ?s <{PK.basisSection}> ?o }}", True),
        (f"DELETE {{ ?d <{PK.text}> ?o }} WHERE {{ ?d <{PK.text}> ?o }}", True),
    ],
)
def test_documents_to_look_at(change: str, doubtful: bool) -> None:
    store, document = LocalStore(ox.Store()), DOCUMENTS[0]
    store.inner.extend(stored()(document))
    store.inner.update(f"WITH <{document}> {change}" if change else "DELETE DATA {}")
    assert quotes.doubtful(store, document) is doubtful
