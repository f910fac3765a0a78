"""What was extracted from a stored document, as its graph keeps it: no file is opened again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import queries
from loaders.rdf import record_codec

if TYPE_CHECKING:
    from kg.stores.store import Store, Term
    from loaders.records import Extraction

# So many documents are asked for at once: some hundred kilobytes.
_TOGETHER = 32


def read(store: Store, document: str, path: str = "") -> Extraction | None:
    """The extraction of the document with this IRI, called ``path``; None where the store does not keep its records.

    A store of version 0.1.0 keeps none, and what a version with other records has kept cannot be understood: the file must be
    loaded again.
    """
    return next(found for _, found in each(store, [document], {document: path}))


def each(
    store: Store,
    documents: Iterable[str],
    paths: Mapping[str, str] | None = None,
    *,
    only: Collection[str] | None = None,
    without: frozenset[str] = frozenset(),
) -> Iterator[tuple[str, Extraction | None]]:
    """The IRIs of documents in the order in which they are given, each with what :func:`read` gives; it is called ``paths[IRI]``.

    With ``only`` these kinds of records (``citations``, ``projects`` …), ``without`` some of their fields, which is quicker.
    """
    wanted = list(documents)
    for start in range(0, len(wanted), _TOGETHER):
        batch = wanted[start : start + _TOGETHER]
        listed = " ".join(f"<{document}>" for document in dict.fromkeys(batch))
        rows = (
            [_text(term) for term in row] for row in store.rows(queries.bound("stores/extractions", documents=listed))
        )
        found = {document: kept for document, *kept in rows}
        for document in batch:
            extraction = None
            if document in found:
                sha256, text, records = found[document]
                path = (paths or {}).get(document, "")
                extraction = record_codec.decode(records, text, path=path, sha256=sha256, only=only, without=without)
            yield document, extraction


def _text(term: Term | None) -> str:
    return str(getattr(term, "value", ""))
