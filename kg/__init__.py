"""The graph: store, resolution, questions, pictures, command line.

``kg.open(path)`` gives the store as an rdflib dataset: read-only unless asked otherwise, all named graphs as one::

    import kg
    graph = kg.open("policy.kg")
    for project, number in graph.query("SELECT DISTINCT ?p ?n { ?p pk:basedOn/eli:id_local ?n }"): ...
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import Dataset

__all__ = ["open"]


def open(path: Path | str = "policy.kg", *, read_only: bool = True) -> Dataset:
    """Open a store as an rdflib Dataset whose default graph is the union of all named graphs.

    The usual prefixes (pk:, eli:, cito: …) are bound.  Reading works while another process writes; it sees the store as it was
    when it was opened.
    :raises kg.store.StoreError: there is no store, or another process writes to it and ``read_only`` is False.
    """
    from oxrdflib import OxigraphStore
    from rdflib import Dataset

    from kg.store import Store
    from ontology.terms import PREFIXES

    store = OxigraphStore(store=Store.open(path, read_only=read_only).inner)
    dataset = Dataset(store=store, default_union=True)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace)
    return dataset
