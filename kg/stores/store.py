"""The graph: one named graph a document, changed only in whole steps, open to readers all the while.

:class:`Store` is what the rest of the house needs of an engine.  There are two: :mod:`kg.stores.local`, in a folder or in memory, and
:mod:`kg.stores.remote`, an endpoint that speaks SPARQL 1.1 over HTTP; :mod:`kg.stores.opening` opens either.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph as ox

import queries
from kg.tables.messages import UserError

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]
Quads = Iterable[ox.Quad]
#: Subject, predicate, value and graph; None fits all.
Pattern = tuple[ox.NamedNode | None, ox.NamedNode | None, Term | None, ox.NamedNode | None]
Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
#: Where a store is: a folder, or the address of an endpoint (https://…).
Place = Path | str

# From this many quads on bulk_load is quicker, and it takes a quarter of the disk (see docs/explanation/graph.md).
BULK = 10_000


class StoreError(UserError):
    """A store that cannot be used; the message is one sentence for the user."""


class Store(ABC):
    """A store whose queries see all named graphs as one.

    Use it as a context manager: leaving it writes everything, so that the next opening is quick.
    """

    #: The store's folder; for one at an address the name beside which is what a folder holds; None for a store in memory.
    path: Path | None = None
    read_only = False
    #: Where people's judgements are, when not with the store.
    judgements: Path | None = None
    #: What the user should know of the opening, in sentences.
    notices: Sequence[str] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # Somebody who stops the work waits for what keeps it safe, not for what makes it quicker.
        self.close(merge=kind is None)

    @abstractmethod
    def close(self, *, merge: bool = True) -> None:
        """Write everything and let go; a second call does nothing.  ``merge`` allows what makes readers quicker."""

    @property
    @abstractmethod
    def inner(self) -> ox.Store:
        """The pyoxigraph store underneath, for what only a folder has.

        :raises StoreError: the store has been closed, or is none of ours.
        """

    @property
    def name(self) -> str:
        """What to call the store."""
        return self.path.name if self.path else "policy-kg"

    def __str__(self) -> str:
        return str(self.path or "in memory")

    @property
    def state(self) -> str | None:
        """A mark that changes with every writing; None where only the files can tell."""
        return None

    def holder(self) -> str | None:
        """Who writes to it now, in words; None where nobody is known to."""
        return None

    @abstractmethod
    def companion(self, name: str) -> Path | None:
        """Where a file is that goes with the store, such as people's judgements; None for a store in memory."""

    # -- reading

    @abstractmethod
    def query(
        self, sparql: str, default: Sequence[str] = (), named: Sequence[str] = (), base: str | None = None
    ) -> Answer:
        """Run a SPARQL query over the union of all named graphs, or over the graphs that it names by FROM.

        The usual prefixes need not be declared in it.  ``default`` and ``named`` are the graphs that the request names, in place of all;
        ``base`` is the IRI that relative ones are relative to.
        :raises SyntaxError: the query is no SPARQL 1.1.
        """

    def select(self, sparql: str) -> ox.QuerySolutions:
        """The solutions of a SELECT; each gives its terms by variable name (None where unbound)."""
        solutions = self.query(sparql)
        if not isinstance(solutions, ox.QuerySolutions):
            raise TypeError("select() is for SELECT queries")
        return solutions

    def rows(self, sparql: str) -> Iterator[Row]:
        """The solutions of a SELECT as tuples in the order of its variables; an unbound variable gives None."""
        for solution in self.select(sparql):
            yield tuple(solution)

    def quads(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads that fit; None fits all."""
        return self.fitting((subject, predicate, value, graph))

    def stating(self, predicates: Iterable[str], graph: str) -> Iterator[ox.Quad]:
        """The quads of a graph that say one of these things."""
        for predicate in predicates:
            yield from self.quads(None, ox.NamedNode(predicate), None, ox.NamedNode(graph))

    def stated(self, predicate: str) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
        """Of what all graphs say by a predicate, which has no blank nodes, the subjects' IRIs and the values."""
        for quad in self.quads(None, ox.NamedNode(predicate)):
            yield _text(quad.subject), quad.object  # type: ignore[misc]

    @abstractmethod
    def fitting(self, pattern: Pattern) -> Iterator[ox.Quad]:
        """The quads that fit a pattern, as :meth:`quads` gives them."""

    def __iter__(self) -> Iterator[ox.Quad]:
        return self.quads()

    @abstractmethod
    def __contains__(self, quad: ox.Quad) -> bool: ...

    @abstractmethod
    def __len__(self) -> int: ...

    def graph(self, iri: str) -> set[ox.Quad]:
        """All quads of the named graph ``iri``; empty when there is none."""
        return set(self.quads(None, None, None, ox.NamedNode(iri)))

    def statements(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        value: ox.NamedNode | ox.Literal | None = None,
        graph: str | None = None,
    ) -> Iterator[tuple[str, str, str]]:
        """The statements that fit, in one named graph or in all, as IRIs and the text of their values."""
        for quad in self.quads(_node(subject), _node(predicate), value, _node(graph)):
            yield _text(quad.subject), quad.predicate.value, _text(quad.object)

    def has_graph(self, iri: str) -> bool:
        """Whether the named graph ``iri`` is stored."""
        return next(iter(self.quads(None, None, None, ox.NamedNode(iri))), None) is not None

    @abstractmethod
    def graphs(self) -> Iterator[str]:
        """The IRIs of all named graphs."""

    # -- writing

    @abstractmethod
    def add(self, nquads: bytes) -> None:
        """Add N-Quads.  In a folder all or none of them; at an address a document's graph at a time, see :mod:`kg.stores.remote.writing`."""

    def extend(self, quads: Collection[ox.Quad]) -> None:
        """Add quads, as :meth:`add` does."""
        self.add(nquads(quads))

    @abstractmethod
    def replace(self, graphs: Mapping[str, bytes], delete: Quads = (), insert: Quads = ()) -> int:
        """Make each named graph hold exactly its N-Quads (``b""`` drops it), and delete and insert single quads.

        In a folder all of it is one transaction; at an address the order is that of :mod:`kg.stores.remote.writing`.
        Gives the number of quads that were deleted or inserted.
        """


_FROM = re.compile(r"(?<![\w?$:.-])FROM(?![\w:-])", re.I)


def names_graphs(sparql: str) -> bool:
    """Whether a query says itself which graphs it asks (FROM): the engine would ignore that where the union is asked for."""
    return "from" in sparql.lower() and _FROM.search(queries.TOKEN.sub(" ", sparql)) is not None


def _node(iri: str | None) -> ox.NamedNode | None:
    return None if iri is None else ox.NamedNode(iri)


def _text(term: Term) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


def parse(nquads: bytes) -> set[ox.Quad]:
    """The quads of an N-Quads text, with literals spelled as a store keeps them."""
    store = ox.Store()
    store.load(nquads, ox.RdfFormat.N_QUADS)
    return set(store)


def nquads(quads: Iterable[ox.Quad]) -> bytes:
    """The quads as N-Quads, sorted, so that the same quads always give the same bytes."""
    # Encoded before they are put together: a line with one Chinese character takes two bytes for each of its letters as a string.
    return b"".join(sorted(f"{quad} .\n".encode() for quad in quads))


def data(quads: Iterable[ox.Quad]) -> str:
    """The body of INSERT DATA or DELETE DATA."""
    return "".join(f"GRAPH {quad.graph_name} {{ {quad.triple} }}\n" for quad in quads)
