"""Quotes that are what the text says at their place, and quotes that are not."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from test_check import DOCUMENTS, stored

from kg.checking import quotes
from kg.stores.local import LocalStore
from ontology.terms import OA, PK

TEXT = "按照云岭爱卫〔2025〕3号部署开展。"


@pytest.mark.parametrize(
    ("start", "end", "prefix", "exact", "suffix", "wrong"),
    [
        (2, 14, "按照", "云岭爱卫〔2025〕3号", "部署开展。", False),
        (2, 14, "照", "云岭爱卫〔2025〕3号", "", False),
        (0, 2, "", "按照", "云岭", False),
        (2, 14, "依照", "云岭爱卫〔2025〕3号", "部署", True),
        (2, 14, "按照", "云岭爱卫〔2025〕4号", "部署", True),
        (3, 15, "按照", "云岭爱卫〔2025〕3号", "部署", True),
        (2, 13, "按照", "云岭爱卫〔2025〕3号", "部署", True),
        (90, 92, "", "开展", "", True),
    ],
)
def test_a_quote_at_its_place(start: int, end: int, prefix: str, exact: str, suffix: str, wrong: bool) -> None:
    assert quotes.differs(TEXT, start, end, prefix, exact, suffix) is wrong


@pytest.mark.parametrize(
    ("change", "doubtful"),
    [
        ("", False),
        (f'DELETE {{ ?q <{OA.exact}> ?o }} INSERT {{ ?q <{OA.exact}> "别的" }} WHERE {{ ?q <{OA.exact}> ?o }}', True),
        (
            f'DELETE {{ ?q <{OA.prefix}> ?o }} INSERT {{ ?q <{OA.prefix}> "别的" }} WHERE {{ ?q <{OA.prefix}> ?o }}',
            True,
        ),
        (f"DELETE {{ ?q <{OA.suffix}> ?o }} WHERE {{ ?q <{OA.suffix}> ?o }}", True),  # cannot be compared so quickly
        (f'DELETE {{ ?q <{OA.end}> ?o }} INSERT {{ ?q <{OA.end}> "二" }} WHERE {{ ?q <{OA.end}> ?o }}', True),
        (f"DELETE {{ ?d <{PK.text}> ?o }} WHERE {{ ?d <{PK.text}> ?o }}", True),
    ],
)
def test_documents_to_look_at(change: str, doubtful: bool) -> None:
    store, document = LocalStore(ox.Store()), DOCUMENTS[0]
    store.inner.extend(stored()(document))
    store.inner.update(f"WITH <{document}> {change}" if change else "DELETE DATA {}")
    assert quotes.doubtful(store, document) is doubtful
