"""The answer of a SPARQL query in the standard formats, with limits on its rows and its bytes.

SPARQL 1.1 Query Results JSON, XML, and CSV/TSV; Turtle, N-Triples, JSON-LD and RDF/XML for graphs.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO, TextIOWrapper
from typing import TypeVar

import pyoxigraph as ox

from kg.answers import ask
from kg.tables.table import Table
from kg.web.negotiation import Accepted, choose
from kg.web.wording import Sentence
from ontology.iris import PREFIXES

#: What SELECT and ASK can be written as, the default first; aliases are answered under the name that was asked for.
SOLUTIONS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
#: What CONSTRUCT and DESCRIBE can be written as, the default first.
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/xml": ox.RdfFormat.RDF_XML,
    "application/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    # All Turtle is Notation3.
    "text/n3": ox.RdfFormat.TURTLE,
    "text/rdf+n3": ox.RdfFormat.TURTLE,
}
#: What SELECT can be written as besides: a workbook for Excel, with numbers as numbers and links to the pages of things.
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What ``format=`` in the address may say besides a media type, for links that a person clicks and for clients that cannot do without
#: (SPARQLWrapper sends its own names beside the right Accept): what a table and what a graph is then.
SHORT = {
    "json": ("application/json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "xlsx": (WORKBOOK,),
    "tsv": ("text/tab-separated-values",),
    "turtle": ("text/turtle",),
    "ttl": ("text/turtle",),
    "n3": ("text/n3",),
    "nt": ("application/n-triples",),
    "ntriples": ("application/n-triples",),
    "jsonld": ("application/ld+json",),
    "json-ld": ("application/ld+json",),
    "rdf": ("application/rdf+xml",),
    "rdf+xml": ("application/rdf+xml",),
}


def named(short: str) -> Accepted:
    """The media types that ``format=`` asks for, before all that the client accepts; none where it says nothing that is known."""
    media = (short,) if short in SOLUTIONS or short in GRAPHS else SHORT.get(short, ())
    return tuple((one, 2.0) for one in media)


T = TypeVar("T")


class TooMuch(Sentence):
    """The answer is larger than the limit."""


class NotAcceptable(Sentence):
    """The client accepts no format that this answer can have; the message lists those that it can."""


class _Limited(BytesIO):
    """A buffer that refuses to grow beyond a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def write(self, data) -> int:  # type: ignore[no-untyped-def]
        if self.tell() + len(data) > self.limit:
            raise TooMuch("fail_bytes", limit=f"{self.limit // 1_000_000:,}")
        return super().write(data)


def write(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples,
    accept: Accepted,
    *,
    rows: int,
    size: int,
    workbook: Callable[[Table], bytes],
) -> tuple[str, bytes]:
    """The media type and the bytes of an answer; ``workbook`` writes its table as one.

    :raises NotAcceptable: no format fits.
    :raises TooMuch: more than ``rows`` rows or triples, or more than ``size`` bytes.
    """
    if isinstance(found, ox.QueryTriples):
        media = _chosen(accept, tuple(GRAPHS))
        triples = sorted(set(_limited(found, rows, "triples")), key=str)
        out = _Limited(size)
        if triples or GRAPHS[media] is not ox.RdfFormat.TURTLE:
            named = PREFIXES if GRAPHS[media] == ox.RdfFormat.TURTLE else None
            ox.serialize(triples, out, GRAPHS[media], prefixes=named)
        return media, out.getvalue()
    solutions = isinstance(found, ox.QuerySolutions)
    media = _chosen(accept, (*SOLUTIONS, WORKBOOK) if solutions else tuple(SOLUTIONS))
    out = _Limited(size)
    if media == WORKBOOK and isinstance(found, ox.QuerySolutions):
        values = [tuple(map(ask.value, solution)) for solution in _limited(found, rows, "rows")]
        out.write(workbook(Table(tuple(variable.value for variable in found.variables), values)))
        return media, out.getvalue()
    found.serialize(out, SOLUTIONS[media])
    written = out.getvalue()
    if isinstance(found, ox.QuerySolutions):
        for _ in _limited(_rows(written, SOLUTIONS[media]), rows, "rows"):
            pass
    return media, written


def _chosen(accept: Accepted, offered: tuple[str, ...]) -> str:
    media = choose(accept, offered)
    if media is None:
        raise NotAcceptable("fail_acceptable", offered=", ".join(offered))
    return media


def _limited(items: Iterable[T], limit: int, what: str) -> Iterator[T]:
    for count, item in enumerate(items):
        if count >= limit:
            raise TooMuch(f"fail_{what}", limit=f"{limit:,}")
        yield item


def _rows(written: bytes, form: ox.QueryResultsFormat) -> Iterator[object]:
    """The rows of a written answer; Oxigraph writes a result whole, so they are counted in what it wrote."""
    if form == ox.QueryResultsFormat.CSV:
        lines = csv.reader(TextIOWrapper(BytesIO(written), "utf-8", newline=""))
        next(lines, None)
        return lines
    parsed = ox.parse_query_results(written, form)
    return iter(parsed) if isinstance(parsed, ox.QuerySolutions) else iter(())
