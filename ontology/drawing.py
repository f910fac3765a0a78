"""What a picture draws as an arrow and what things are called, as the ontology's own files say it.

``pk:drawnAs`` on a property gives its place among the arrows; its ``rdfs:label`` in zh and en is the arrow's name.  So a
new arrow is one line of ``policy-kg.ttl``, not code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS, SKOS
from rdflib.term import Node

HERE = Path(__file__).resolve().parent
DRAWN_AS = URIRef("https://w3id.org/policy-kg/ns#drawnAs")
LANGUAGES = ("zh", "en")

Names = Mapping[str, str]
Arrow = tuple[str, Names]


def drawn_properties(source: Path | None = None) -> list[Arrow]:
    """Give the drawn relations as (IRI, ``{"zh": …, "en": …}``), in the order of their ``pk:drawnAs``.

    ``source`` is a Turtle file; by default the ontology of this package.  A drawn property without a label in one of the
    languages is an error of the ontology: :class:`ValueError`.
    """
    graph = _parsed((source or HERE / "policy-kg.ttl",))
    found = []
    for term, _, order in graph.triples((None, DRAWN_AS, None)):
        names = _names(graph, term, (RDFS.label,))
        missing = [language for language in LANGUAGES if language not in names]
        if missing:
            raise ValueError(f"{term} is drawn as an arrow but has no rdfs:label in {', '.join(missing)}")
        found.append((int(order.toPython()) if isinstance(order, Literal) else 0, str(term), names))
    return [(iri, names) for _, iri, names in sorted(found, key=lambda row: row[:2])]


def concept_names(folder: Path | None = None) -> Mapping[str, Names]:
    """Give what each term and SKOS concept of the ontology is called: IRI -> ``{"zh": …, "en": …}``."""
    return _concept_names(folder or HERE)


@cache
def _concept_names(folder: Path) -> Mapping[str, Names]:
    graph = _parsed(tuple(sorted(folder.glob("*.ttl"))))
    labelled = set(graph.subjects(SKOS.prefLabel)) | set(graph.subjects(RDFS.label))
    return {str(term): _names(graph, term, (RDFS.label, SKOS.prefLabel)) for term in labelled}


@cache
def _parsed(files: tuple[Path, ...]) -> Graph:
    graph = Graph()
    for file in files:
        graph.parse(file, format="turtle")
    return graph


def _names(graph: Graph, term: Node, by: Iterable[URIRef]) -> dict[str, str]:
    """Collect labels by main language (zh-Hans counts as zh); of several in one language the first in sorted order."""
    names: dict[str, str] = {}
    for predicate in by:
        for label in sorted(label for label in graph.objects(term, predicate) if isinstance(label, Literal)):
            if label.language:
                names.setdefault(label.language.split("-")[0], str(label))
    return names
