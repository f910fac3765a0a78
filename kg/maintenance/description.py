"""What a store holds, for those who find its data: a description by VoID and DCAT, in exports and at ``/.well-known/void`` of the site.

It tells counts, coverage by area and year, and where each document comes from: its address, or its path below the folder that holds
all; never where that folder is on somebody's machine.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from urllib.parse import quote

import pyoxigraph as ox
from rdflib.namespace import DCAT, DCTERMS, RDF, VOID, XSD

import queries
from kg.stores import catalogue
from kg.stores.catalogue import Catalogue
from kg.stores.store import Store, Term
from ontology import vocabulary
from ontology.iris import ID, PREFIXES

GRAPH = ox.NamedNode(f"{ID}graph/description")
DATASET = ox.NamedNode(f"{ID}dataset")
#: For Turtle.
NAMESPACES = {**PREFIXES, "void": str(VOID), "dcat": str(DCAT)}


def portable(store: Store) -> Iterator[ox.Quad]:
    """All that a store says, as it may go to other machines: with paths below the folder that holds all, without the days of loading."""
    known = _relative(path.value for path in _literals(store.quads(None, catalogue.PATH)))
    for quad in store:
        if quad.graph_name == catalogue.GRAPH and quad.predicate == catalogue.PATH:
            path = known[quad.object.value]  # type: ignore[union-attr]
            yield ox.Quad(quad.subject, quad.predicate, ox.Literal(path), quad.graph_name)
        elif quad.graph_name != GRAPH and quad.predicate != catalogue.LOADED:
            yield quad


def _left_out(store: Store) -> Iterator[ox.Quad]:
    """What is not portable: the days of loading, and the description that came with the data of another store."""
    yield from store.quads(None, catalogue.LOADED)
    yield from store.quads(None, None, None, GRAPH)


def quads(store: Store, *, dated: bool = False) -> Iterator[ox.Quad]:
    """The description; ``dated`` adds when something was loaded last, which an export leaves out so that it can be repeated."""
    entries = list(Catalogue.read(store).entries.values())
    yield _say(DATASET, RDF.type, _node(VOID.Dataset))
    yield _say(DATASET, RDF.type, _node(DCAT.Dataset))
    yield _say(DATASET, DCTERMS.title, ox.Literal("政策知识图谱", language="zh"))
    yield _say(DATASET, DCTERMS.title, ox.Literal("policy-kg", language="en"))
    yield _say(DATASET, DCTERMS.conformsTo, vocabulary.GRAPH)
    yield _say(DATASET, VOID.vocabulary, vocabulary.GRAPH)
    yield _say(DATASET, VOID.uriSpace, ox.Literal(ID))
    yield _say(DATASET, VOID.documents, ox.Literal(len({entry.document for entry in entries})))
    yield _say(DATASET, VOID.triples, ox.Literal(len(store) - sum(1 for _ in _left_out(store))))
    days = [entry.loaded for entry in entries if entry.loaded]
    if dated and days:
        yield _say(DATASET, DCTERMS.modified, ox.Literal(max(days), datatype=_node(XSD.date)))
    for kind, things in store.rows(queries.text("export/classes")):
        part = ox.NamedNode(f"{DATASET.value}/class/{str(kind.value).rpartition('#')[2].rpartition('/')[2]}")  # type: ignore[union-attr]
        yield from _part(VOID.classPartition, part, {VOID["class"]: kind, VOID.entities: things})
    for area, year, documents in store.rows(queries.text("export/coverage")):
        when, where = (
            quote(str(getattr(year, "value", "-"))),
            str(getattr(area, "value", "-")).removeprefix(f"{ID}area/"),
        )
        part = ox.NamedNode(f"{DATASET.value}/coverage/{when}/{where}")
        said: dict[object, Term | None] = {DCTERMS.temporal: year, DCTERMS.spatial: area, VOID.documents: documents}
        yield from _part(VOID.subset, part, said)
    known = _relative(entry.path for entry in entries)
    for entry in entries:
        source = ox.NamedNode(entry.path) if "://" in entry.path else ox.Literal(known[entry.path])
        yield _say(ox.NamedNode(entry.document), DCTERMS.source, source)


def turtle(store: Store) -> bytes:
    """The description as a file."""
    triples = sorted({quad.triple for quad in quads(store, dated=True)}, key=str)
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=NAMESPACES) or b""


def _part(link: object, part: ox.NamedNode, said: dict[object, Term | None]) -> Iterator[ox.Quad]:
    yield _say(DATASET, link, part)
    yield _say(part, RDF.type, _node(VOID.Dataset))
    yield from (_say(part, name, value) for name, value in said.items() if value is not None)


def _relative(paths: Iterable[str]) -> dict[str, str]:
    """Each path of a file as it is below the folder that holds all of them; addresses stay whole."""
    every = set(paths)
    local = {path for path in every if "://" not in path}
    roots = {path.partition("/")[0] for path in local}
    # Files of several drives have no folder in common.
    top = posixpath.commonpath([posixpath.dirname(path) for path in local]) if len(roots) == 1 else ""
    return {
        path: posixpath.relpath(path, top)
        if path in local and top
        else path.rpartition("/")[2]
        if path in local
        else path
        for path in every
    }


def _literals(found: Iterable[ox.Quad]) -> Iterator[ox.Literal]:
    return (quad.object for quad in found if isinstance(quad.object, ox.Literal))


def _say(subject: ox.NamedNode, predicate: object, value: Term) -> ox.Quad:
    return ox.Quad(subject, _node(predicate), value, GRAPH)


def _node(term: object) -> ox.NamedNode:
    return ox.NamedNode(str(term))
