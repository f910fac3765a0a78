"""The graph: store, resolution, questions, pictures, command line.

``kg.open(path)`` gives a :class:`kg.graph.Graph`, read-only, all named graphs as one::

    import kg
    graph = kg.open("policy.kg")
    graph.trace("云财社发〔2023〕36号")
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph import Graph

__all__ = ["open"]


def open(path: Path | str = "policy.kg") -> Graph:
    """Open a store for reading: to trace, ask, search, show and draw.

    ``path`` is a folder or the address of a SPARQL endpoint.  Reading works while another process writes; of a folder it sees the
    store as it was when it was opened.
    :raises kg.stores.store.StoreError: there is no store, or it cannot be read.
    """
    from kg.graph import Graph
    from kg.stores.opening import open_store

    return Graph(open_store(path, read_only=True))
