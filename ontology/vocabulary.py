"""The words themselves as statements: what every store and export carries of them, and what ``/ns`` on the site answers.

So a level or a kind that an answer names can be looked up where the answer is, in both languages.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox

from ontology.iris import NS, PREFIXES

#: The ontology's own IRI; the named graph that holds its words is called so too.
ONTOLOGY = NS.removesuffix("#")
GRAPH = ox.NamedNode(ONTOLOGY)
FILES = ("policy-kg.ttl", "schemes.ttl")

_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_DEFINED_BY = ox.NamedNode(PREFIXES["rdfs"] + "isDefinedBy")
_NAME = PREFIXES["skos"] + "prefLabel"
# What explains a word at length, or where it is used, is for people who read about it, not for those who ask the data.
_EXPLAINS = frozenset(
    {
        PREFIXES["rdfs"] + "comment",
        PREFIXES["skos"] + "scopeNote",
        PREFIXES["schema"] + "domainIncludes",
        PREFIXES["schema"] + "rangeIncludes",
        _DEFINED_BY.value,
    }
)
# The untagged label, which all kinds of things have in common, is in the language of the documents.
_COMMON = "zh"


@cache
def statements() -> frozenset[ox.Quad]:
    """What a store says of the words: all but their long explanations."""
    return frozenset(
        ox.Quad(triple.subject, triple.predicate, triple.object, GRAPH)
        for triple in whole()
        if isinstance(triple.subject, ox.NamedNode) and not {triple.subject.value, triple.predicate.value} & _EXPLAINS
    )


@cache
def turtle() -> bytes:
    """All of it as a file."""
    written = ox.serialize(sorted(whole(), key=str), format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    assert written is not None  # there is no file to write to
    return written


@cache
def whole() -> frozenset[ox.Triple]:
    """All that is said of the words."""
    folder = Path(__file__).resolve().parent
    written = {triple for name in FILES for triple in ox.parse((folder / name).read_bytes(), ox.RdfFormat.TURTLE)}
    found = {ox.Triple(quad.subject, quad.predicate, quad.object) for quad in written}
    for triple in list(found):
        term, value = triple.subject, triple.object
        if triple.predicate.value == _NAME and isinstance(value, ox.Literal) and value.language == _COMMON:
            found.add(ox.Triple(term, _LABEL, ox.Literal(value.value)))
        if isinstance(term, ox.NamedNode) and term.value.startswith(NS):
            found.add(ox.Triple(term, _DEFINED_BY, GRAPH))
    return frozenset(found)
