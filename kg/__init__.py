"""The graph: store, resolution, questions, pictures, command line.

``kg.open(path)`` gives a :class:`kg.graph.Graph`, read-only, all named graphs as one::

    import kg
    graph = kg.open("policy.kg")
    graph.trace("云财社发〔2023〕36号")

:func:`kg.extract` gives the facts of one file without a store.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph import Graph
    from loaders.records import Extraction

__all__ = ["__version__", "extract", "open"]

#: The installed version.
__version__: str


if not TYPE_CHECKING:

    def __getattr__(name: str) -> str:
        """Looked up when somebody asks for it: the command has no use for it each time it starts."""
        if name == "__version__":
            from importlib.metadata import version

            return version("policy-kg")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def open(path: Path | str = "policy.kg", *, create: bool = False) -> Graph:
    """Open a store for reading: to trace, ask, search, show and draw.

    ``path`` is a folder or the address of a SPARQL endpoint; ``create`` makes an empty store where there is none, to :meth:`Graph.load` into.
    Reading works while another process writes; of a folder it sees the store as it was when it was opened.
    :raises kg.stores.store.StoreError: there is no store, or it cannot be read.
    """
    from kg.graph import Graph
    from kg.stores.opening import open_store

    if create:
        open_store(path).close()
    return Graph(open_store(path, read_only=True), path)


def extract(file: Path | str) -> Extraction:
    """The facts of one file, without a store: its document, projects, citations, amounts, shares, tasks, indicators …

    Each is a frozen record with ``start`` and ``end``: ``extraction.text[start:end]`` is what was printed.
    :raises loaders.source.UnreadableFile: the file cannot be read; the message says why and what to do.
    """
    from loaders.extract import read_and_extract
    from loaders.formats import place

    return read_and_extract(place(str(file)))
