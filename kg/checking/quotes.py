"""Passages against the text of their document: whether they lie in it, and whether the words that a quote repeats are its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.rdf import identifiers
from loaders.rdf.triples import SECTIONS
from ontology.terms import ELI, OA, PK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.stores.store import Store, Term

__all__ = ["HEADED", "doubtful", "is_outside", "is_quoted"]

#: The properties that lead to headed passages, which may be empty; evidence never is.
HEADED = tuple(map(str, SECTIONS.values()))


def is_outside(passage: str, texts: Mapping[str, str], *, may_be_empty: bool = False) -> bool:
    """Whether a passage does not lie in the text of one of these documents, by their IRIs."""
    place = identifiers.place(passage)
    if place is None or place[0] not in texts:
        return True
    document, start, end = place
    return not start <= end <= len(texts[document]) or (start == end and not may_be_empty)


def is_quoted(passage: str, exact: str, texts: Mapping[str, str]) -> bool:
    """Whether the words of a quote are those that its document has there."""
    place = identifiers.place(passage)
    return place is not None and texts.get(place[0], "")[place[1] : place[2]] == exact


def doubtful(store: Store, document: str) -> bool:
    """Whether a stored document may have a passage that is not in its text, or that cannot be compared so quickly."""

    def said(select: str, pattern: str) -> Iterable[tuple[str, ...]]:
        for row in store.rows(f"SELECT DISTINCT {select} {{ GRAPH <{document}> {{ {pattern} }} }}"):
            yield tuple(map(_text, row))

    texts = dict.fromkeys([document], "".join(text for (text,) in said("?text", f"?d <{PK.text}> ?text")))
    headed = f"?s {'|'.join(f'<{one}>' for one in HEADED)} ?p"
    article = f"?p a <{ELI.LegalResourceSubdivision}>"
    return (
        any(is_outside(passage, texts) for (passage,) in said("?p", f"?s <{PK.evidence}> ?p"))
        or any(
            is_outside(passage, texts, may_be_empty=True)
            for pattern in (headed, article)
            for (passage,) in said("?p", pattern)
        )
        or not all(is_quoted(passage, exact, texts) for passage, exact in said("?p ?exact", f"?p <{OA.exact}> ?exact"))
    )


def _text(term: Term | None) -> str:
    """The characters of a value, or its IRI."""
    return str(getattr(term, "value", term))
