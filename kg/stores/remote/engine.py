"""A store at an address: what a store gives, asked over HTTP.

An endpoint may cut long answers short without saying so (Virtuoso gives 10,000 rows).  So every answer of some length is counted, and one
that was cut is fetched in pages and counted again: what is given is whole, or there is a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.stores import catalogue, layout
from kg.stores.catalogue import Catalogue
from kg.stores.remote import address, answers, rewriting
from kg.stores.remote.answers import JSON, N_TRIPLES, Solutions
from kg.stores.remote.connection import Connection
from kg.stores.remote.lease import GRAPH as NOTE
from kg.stores.remote.lease import Lease
from kg.stores.remote.writing import Writing, unclaimed
from kg.stores.store import Answer, Pattern, Quads, Row, Store, StoreError
from ontology.iris import ID, PREFIXES
from ontology.vocabulary import ONTOLOGY

#: No endpoint that cuts shorter answers than this is taken; longer ones are counted.
SHORTEST_CAP = 100
_NAMES = ("s", "p", "o", "g")
# Unbound first, then by code points: what SPARQL 1.1 (15.1) says, and not what every engine does.
_IN_ORDER = ("A", "B", "a", "ab", "b", "〔2020〕1号", "一", "中", "乙")


class RemoteStore(Store):
    """The store at an endpoint; readers see what is there when they ask."""

    def __init__(self, connection: Connection, *, read_only: bool) -> None:
        self.connection = connection
        self.read_only = read_only
        self.path = connection.address.home
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        self.writing = Writing(connection)
        self.lease = Lease(self.name, self._few, self.writing.update)
        self._open = True
        self._in_order = True

    def companion(self, name: str) -> Path | None:
        """Where a file is that goes with the store: on this machine."""
        return layout.beside(self.connection.address.home, name)

    @classmethod
    def at(cls, place: str, *, read_only: bool = False, wait: float = 0) -> RemoteStore:
        """Open the store at an address.

        :raises StoreError: it cannot be reached, is no endpoint, is not set up as we need it, or another process writes to it.
        """
        store = cls(Connection(address.read(place)), read_only=read_only)
        store._check_cap()
        store._check_union(catalogue.GRAPH.value, catalogue.PATH.value)
        if not read_only:
            store._begin(wait)
        return store

    def _begin(self, wait: float) -> None:
        self.writing.find()
        try:
            self.lease.take(wait)
            self._check_union(NOTE, f"{NOTE}#holder")
            if catalogue.is_stale(self):
                claimed = (entry.document for entry in Catalogue.read(self).entries.values())
                for graph in unclaimed(self.graphs(), claimed):
                    self.writing.drop(graph)
        except BaseException:
            with suppress(StoreError):
                self.lease.leave()
            raise
        self.writing.renewed = self.lease.renew

    def _check_union(self, graph: str, predicate: str) -> None:
        """Make sure that what stands in a named graph is also in the default graph.

        :raises StoreError: it is not.
        """
        alone = f"GRAPH <{graph}> {{ ?s <{predicate}> ?o }} FILTER NOT EXISTS {{ ?s <{predicate}> ?o }}"
        if self._ask(alone):
            raise StoreError(
                f"The default graph of {self.name} is not the union of all named graphs; set it so: Oxigraph by --union-default-graph, Fuseki "
                "by tdb2:unionDefaultGraph true, others by a parameter of the address (docs/how-to/engines.md)."
            )

    def close(self, *, merge: bool = True) -> None:
        """Take the note away that this process writes."""
        if self._open and not self.read_only:
            self.writing.renewed = lambda: None
            # Where the endpoint is gone, who comes next takes over from a process that has ended.
            with suppress(StoreError):
                self.lease.leave()
        self._open = False
        self.connection.close()

    @property
    def inner(self) -> ox.Store:
        """There is none.

        :raises StoreError: always.
        """
        raise StoreError(
            f"The store {self.name} is in another engine and not in this process: this works for a folder only."
        )

    @property
    def name(self) -> str:
        """Its address."""
        return str(self.connection.address)

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str | None:
        """A mark that every kg changes that writes."""
        return self.lease.now()

    def holder(self) -> str | None:
        """Who writes to it now, in words: what the note of that kg says."""
        return self.lease.holder()

    # -- reading

    def query(
        self, sparql: str, default: Sequence[str] = (), named: Sequence[str] = (), base: str | None = None
    ) -> Answer:
        """Run a SPARQL query, as :meth:`kg.stores.store.Store.query` says; the union of all graphs is the endpoint's matter."""
        text = rewriting.declared(sparql, PREFIXES)
        form = rewriting.form(text)
        _check_syntax(sparql, base)
        if base is not None:
            text = f"BASE <{base}>\n{text}"
        text, its_default, its_named = rewriting.datasets(text, PREFIXES)
        if not default and not named:
            # A request's own graphs count, where it names any (SPARQL 1.1 Protocol, 2.1.4).
            default, named = its_default, its_named
        graphs = tuple(ox.NamedNode(iri).value for iri in default), tuple(ox.NamedNode(iri).value for iri in named)
        if form == "ASK":
            body = self.connection.query(text, accept=JSON, default=graphs[0], named=graphs[1])
            return answers.truth(body)
        if form == "SELECT":
            return self._solutions(text, *graphs).solutions()
        body = self.connection.query(text, accept=N_TRIPLES, default=graphs[0], named=graphs[1])
        construct = rewriting.construct(text)
        if construct is None or body.count(b"\n") < SHORTEST_CAP:
            return answers.triples(body)
        # It may be cut: the rows that fill its template are asked for whole, and fill it here.
        template, select = construct
        found = self._solutions(select, *graphs)
        filled = (
            f"{rewriting.prologue(text)}CONSTRUCT {template} WHERE {{ {rewriting.listed(found.names, found.rows())} }}"
        )
        triples = ox.Store().query(filled)
        assert isinstance(triples, ox.QueryTriples)
        return triples

    def stating(self, predicates: Iterable[str], graph: str) -> Iterator[ox.Quad]:
        """The quads of a graph that say one of these things; asked for together, as each question takes its way."""
        wanted = frozenset(predicates)
        return (quad for quad in self.quads(None, None, None, ox.NamedNode(graph)) if quad.predicate.value in wanted)

    def fitting(self, pattern: Pattern) -> Iterator[ox.Quad]:
        """The quads of our graphs that fit; None fits all."""
        unknown = [name for name, term in zip(_NAMES, pattern, strict=True) if term is None]
        if not unknown:
            raise ValueError("a quad is asked for with `in`")
        s, p, o, g = (f"?{name}" if term is None else str(term) for name, term in zip(_NAMES, pattern, strict=True))
        text = f"SELECT {' '.join(f'?{name}' for name in unknown)} WHERE {{ GRAPH {g} {{ {s} {p} {o} }} {_ours(pattern[3])} }}"
        place = {name: at for at, name in enumerate(unknown)}
        for row in self._solutions(text).rows():
            parts = [row[place[name]] if name in place else term for name, term in zip(_NAMES, pattern, strict=True)]
            yield ox.Quad(*parts)  # type: ignore[arg-type]

    def __contains__(self, quad: ox.Quad) -> bool:
        return self._ask(
            f"GRAPH {quad.graph_name} {{ {quad.subject} {quad.predicate} ?o }} FILTER(sameTerm(?o, {quad.object}))"
        )

    def __len__(self) -> int:
        return self._number(f"SELECT (COUNT(*) AS ?all) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {_ours(None)} }}")

    def has_graph(self, iri: str) -> bool:
        """Whether the named graph ``iri`` is stored."""
        return self._ask(f"GRAPH <{iri}> {{ ?s ?p ?o }}")

    def graphs(self) -> Iterator[str]:
        """The IRIs of our named graphs."""
        text = f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {_ours(None)} }}"
        return (str(row[0].value) for row in self._solutions(text).rows() if isinstance(row[0], ox.NamedNode))

    # -- writing

    def add(self, nquads: bytes) -> None:
        """Add N-Quads, in the order of :mod:`kg.stores.remote.writing`."""
        self._may_write()
        self.writing.add(nquads)
        self.writing.update(self.lease.change())

    def replace(self, graphs: Mapping[str, bytes], delete: Quads = (), insert: Quads = ()) -> int:
        """As :meth:`kg.stores.store.Store.replace`, in the order of :mod:`kg.stores.remote.writing`; a graph counts with all its lines."""
        self._may_write()
        gone, new = set(delete), set(insert)
        self.writing.replace(graphs, gone, new, stale=catalogue.is_stale(self))
        self.writing.update(self.lease.change())
        return len(gone - new) + len(new) + sum(nquads.count(b"\n") for nquads in graphs.values())

    def _may_write(self) -> None:
        if self.read_only or not self._open:
            raise StoreError(f"The store {self.name} was opened for reading.")

    # -- asking

    def _ask(self, text: str) -> bool:
        """Whether anything fits a pattern; not by ASK, of whose answers engines have forms of their own."""
        return bool(self._few(f"SELECT * WHERE {{ {text} }} LIMIT 1"))

    def _few(self, text: str) -> list[Row]:
        return list(Solutions(self.connection.query(text, accept=JSON)).rows())

    def _number(self, text: str) -> int:
        return Solutions(self.connection.query(text, accept=JSON)).number("all")

    def _solutions(self, text: str, default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> Solutions:
        """The rows of a SELECT, all of them, in the order that it asks for."""

        def asked(query: str) -> Solutions:
            return Solutions(self.connection.query(query, accept=JSON, default=default, named=named), marks)

        text, marks = rewriting.marked(text) if rewriting.separators(text) and not self._joins_any else (text, {})
        parts = rewriting.select(text)
        assert parts is not None
        if not parts.order:
            return self._whole(parts, asked, asked(parts.whole()), order=True)
        if parts.slice and self._in_order and self._joins_any:
            found = asked(parts.whole())
            return found if len(found) < SHORTEST_CAP else self._sorted(parts, asked, found, sliced=False)
        return self._sorted(parts, asked, asked(parts.whole(order=False)), sliced=True)

    def _sorted(
        self, parts: rewriting.Select, asked: Callable[[str], Solutions], first: Solutions, *, sliced: bool
    ) -> Solutions:
        """All rows, sorted here: engines have orders of their own for Chinese, for joined texts, for what is unbound.

        ``sliced`` tells that they are all rows of a query with a limit, which is for us to heed.
        """
        found = self._whole(parts, asked, first, order=not sliced)
        if answers.can_be_sorted_here(parts, found):
            return answers.sorted_here(parts, found, sliced=sliced)
        again = asked(parts.whole())
        if self._whole(parts, asked, again, order=True) is not again:
            raise StoreError(
                f"{self.name} cuts long answers short; set its limit of rows higher (docs/how-to/engines.md), or name in SELECT "
                "all that you sort by."
            )
        return again

    def _whole(
        self, parts: rewriting.Select, asked: Callable[[str], Solutions], first: Solutions, *, order: bool
    ) -> Solutions:
        """The first answer where nothing is missing, otherwise all pages.

        :raises StoreError: the pages are not the whole either.
        """
        cap = len(first)
        if cap < SHORTEST_CAP:
            return first
        total = asked(parts.counted(order=order)).number("all")
        if total <= cap:
            return first
        found = asked(parts.page(first.names, cap, 0, order=order))
        while len(found) < total:
            page = asked(parts.page(first.names, cap, len(found), order=order))
            if not len(page):
                break
            found.add(page)
        if len(found) != total or found.different != asked(parts.different(order=order)).number("all"):
            raise StoreError(
                f"{self.name} cuts long answers short; set its limit of rows higher (docs/how-to/engines.md), or try again when "
                "nobody writes."
            )
        return found

    # -- what the endpoint can do

    def _check_cap(self) -> None:
        """Make sure that answers are not cut so short that we would not notice; see also in which order texts come."""
        filler = [f"z{number:03}" for number in range(SHORTEST_CAP - len(_IN_ORDER))]
        wanted = [*_IN_ORDER[:5], *filler, *_IN_ORDER[5:]]
        values = " ".join(str(ox.Literal(text)) for text in reversed(wanted))
        rows = self._few(f"SELECT ?x WHERE {{ VALUES ?x {{ {values} }} }} ORDER BY ?x")
        if len(rows) < len(wanted):
            raise StoreError(
                f"{self.name} gives only {len(rows)} rows of an answer: set its limit to at least {SHORTEST_CAP}."
            )
        self._in_order = [getattr(row[0], "value", None) for row in rows] == wanted

    @cached_property
    def _joins_any(self) -> bool:
        """Whether GROUP_CONCAT keeps a separator that is not ASCII."""
        rows = self._few('SELECT (GROUP_CONCAT(?x; SEPARATOR="、") AS ?all) WHERE { VALUES ?x { "a" "b" } }')
        return any("、" in getattr(row[0], "value", "") for row in rows)


def _ours(graph: ox.NamedNode | None) -> str:
    """A filter that leaves out graphs of the engine itself and of other programs."""
    return f'FILTER(STRSTARTS(STR(?g), "{ID}") || ?g = <{ONTOLOGY}>)' if graph is None else ""


def _check_syntax(sparql: str, base: str | None) -> None:
    """See whether a query is SPARQL before it is sent: the sentence about a mistake is then the same everywhere.

    :raises SyntaxError: it is not.
    """
    if re.search(r"\bSERVICE\b", sparql, re.I):
        # Running it on nothing would already ask somebody else.
        if not rewriting.form(sparql):
            raise SyntaxError("error at 1:1: expected a query")
        return
    ox.Store().query(sparql, base_iri=base, prefixes=PREFIXES)
