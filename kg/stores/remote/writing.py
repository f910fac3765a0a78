"""Writing to an endpoint, which has no transaction over several requests: the order of the requests takes its place.

1. The mark that what is derived is out of date.
2. The graphs of documents, each whole, by PUT of the Graph Store Protocol.
3. What is derived.
4. The catalogue, and with it the mark taken away where that is due.
5. Graphs that are gone, by DELETE.

So after a crash at any request a document that is in the catalogue is whole, one that is not is read again by the next load, and
the mark makes the next writer take out graphs that no entry names (:func:`unclaimed`) and derive everything anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import pyoxigraph as ox

from kg.stores import catalogue
from kg.stores.remote.address import GRAPHS, UPDATE
from kg.stores.remote.answers import XSD
from kg.stores.remote.connection import Connection, RequestRefused, plain
from kg.stores.store import StoreError, data
from loaders.rdf import identifiers
from ontology.iris import ID

DOCUMENT = f"{ID}document/"
_PROBE = "https://w3id.org/policy-kg/probe"
#: Statements in one update: engines limit the length of an update, one of them to 10,000 lines of its own program.
BATCH = 500
#: Lines in one addition by POST.
LINES = 5_000
_MISSING = (400, 404, 405, 406, 411, 415, 500, 501)


class Writing:
    """Changes to one endpoint.  ``renewed`` is called before every step: it keeps the note that this process writes."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.renewed: Callable[[], None] = lambda: None
        self._update_at = ""
        self._graphs_at = ""

    def find(self) -> None:
        """Find out where updates and graphs go, by an update that does nothing and a graph that is taken away at once.

        :raises StoreError: nowhere; the message says what to set.
        """
        self._update_at = self._first(
            self.connection.address.update, UPDATE, "updates", lambda url: self._send_update(url, "INSERT DATA { }")
        )
        triple = f"<{_PROBE}> <{_PROBE}> <{_PROBE}> .\n".encode()

        def probe(url: str) -> None:
            self._send_graph("PUT", url, _PROBE, triple)
            self._send_graph("DELETE", url, _PROBE)

        self._graphs_at = self._first(
            self.connection.address.graphs, GRAPHS, "whole graphs (Graph Store Protocol)", probe
        )

    def _first(self, urls: Iterable[str], setting: str, what: str, tried: Callable[[str], None]) -> str:
        tried_urls = []
        for url in urls:
            try:
                tried(url)
            except RequestRefused as error:
                if error.status not in _MISSING:
                    raise
                tried_urls.append(f"{plain(url)} ({error.status})")
            else:
                return url
        raise StoreError(
            f"{self.connection.address} takes no {what} at {' or '.join(tried_urls)}: set {setting} to the address that does."
        )

    # -- single requests

    def update(self, text: str) -> None:
        """Run a SPARQL update, one request."""
        if text:
            self._send_update(self._update_at, text)

    def put(self, graph: str, triples: bytes) -> None:
        """Make a graph hold just these N-Triples, one request."""
        self.renewed()
        self._send_graph("PUT", self._graphs_at, graph, triples)

    def drop(self, graph: str) -> None:
        """Take a graph away; one that is not there is no problem."""
        self.renewed()
        try:
            self._send_graph("DELETE", self._graphs_at, graph)
        except RequestRefused as error:
            if error.status != 404:
                raise

    def insert(self, quads: Iterable[ox.Quad]) -> None:
        """Add statements, so many in a request."""
        for batch in _batches(sorted(quads, key=str), BATCH):
            self.renewed()
            self.update(f"INSERT DATA {{\n{data(batch)}}}")

    def delete(self, quads: Iterable[ox.Quad]) -> None:
        """Take statements out, so many in a request.

        A value of a datatype that SPARQL knows nothing of goes alone: of two in a request Virtuoso 7 takes out none.
        """
        ordered = sorted(quads, key=str)
        alone = [quad for quad in ordered if isinstance(quad.object, ox.Literal) and _is_foreign(quad.object)]
        foreign = set(alone)
        for batch in [*_batches([quad for quad in ordered if quad not in foreign], BATCH), *([one] for one in alone)]:
            self.renewed()
            self.update(f"DELETE DATA {{\n{data(batch)}}}")

    def _send_update(self, url: str, text: str) -> None:
        self.connection.send(
            "POST", url, data=text.encode(), headers={"Content-Type": "application/sparql-update; charset=utf-8"}
        )

    def _send_graph(self, method: str, url: str, graph: str, triples: bytes | None = None) -> None:
        # Every graph store takes Turtle (Graph Store Protocol, 5), and N-Triples are Turtle; one of them reads those as ASCII.
        headers = {"Content-Type": "text/turtle; charset=utf-8"} if triples is not None else None
        self.connection.send(method, url, data=triples, params={"graph": graph}, headers=headers)

    # -- whole steps

    def add(self, nquads: bytes) -> None:
        """Add N-Quads; a document's graph is written whole."""
        graphs = split(nquads)
        catalogued = _quads(graphs.pop(identifiers.CATALOGUE, []), identifiers.CATALOGUE)
        if catalogue.STALE in catalogued:
            self.insert([catalogue.STALE])
        for graph, lines in graphs.items():
            if graph.startswith(DOCUMENT):
                self.put(graph, b"".join(lines))
                continue
            for batch in _batches(lines, LINES):
                self.renewed()
                self._send_graph("POST", self._graphs_at, graph, b"".join(batch))
        self.insert(catalogued - {catalogue.STALE})

    def replace(self, graphs: Mapping[str, bytes], delete: set[ox.Quad], insert: set[ox.Quad], *, stale: bool) -> None:
        """The steps above; ``stale`` tells whether the mark is stored already."""
        delete = delete - insert
        entries_gone = {quad for quad in delete if quad.graph_name == catalogue.GRAPH}
        entries_new = {quad for quad in insert if quad.graph_name == catalogue.GRAPH}
        gone, new = delete - entries_gone, insert - entries_new
        marked = bool(graphs or gone or new) and not stale
        if catalogue.STALE in insert or marked:
            self.insert([catalogue.STALE])
        for graph, nquads in graphs.items():
            if nquads:
                self.put(graph, b"".join(line for lines in split(nquads).values() for line in lines))
        self.delete(gone)
        self.insert(new)
        # An entry is gone before its successor comes: between the two its file is read again.
        self.delete(entries_gone - {catalogue.STALE})
        self.insert(entries_new - {catalogue.STALE})
        for graph, nquads in graphs.items():
            if not nquads:
                self.drop(graph)
        if catalogue.STALE in delete or (marked and catalogue.STALE not in insert):
            self.delete([catalogue.STALE])


def unclaimed(stored: Iterable[str], claimed: Iterable[str]) -> list[str]:
    """Graphs of documents that no entry of the catalogue names: left by a writer that was stopped."""
    return sorted({graph for graph in stored if graph.startswith(DOCUMENT)} - set(claimed))


def split(nquads: bytes) -> dict[str, list[bytes]]:
    """The lines of N-Quads as N-Triples, by graph; graphs are named by IRIs, as all of ours are."""
    found: defaultdict[str, list[bytes]] = defaultdict(list)
    for line in nquads.splitlines(keepends=True):
        triple, _, graph = line.rpartition(b" <")
        if triple:
            found[graph.rpartition(b">")[0].decode()].append(triple + b" .\n")
    return dict(found)


_CALCULATED = {"string", "boolean", "integer", "decimal", "double", "float", "date", "dateTime", "gYear"}


def _is_foreign(value: ox.Literal) -> bool:
    return not value.language and value.datatype.value not in {XSD + name for name in _CALCULATED}


def _quads(lines: Iterable[bytes], graph: str) -> set[ox.Quad]:
    name = ox.NamedNode(graph)
    return {
        ox.Quad(quad.subject, quad.predicate, quad.object, name)
        for quad in ox.parse(b"".join(lines), ox.RdfFormat.N_TRIPLES)
    }


T = TypeVar("T")


def _batches(things: list[T], size: int) -> Iterator[list[T]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]
