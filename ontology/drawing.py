"""What a picture draws as an arrow and what things are called, as the ontology's own files say it.

``pk:drawnAs`` on a property gives its place among the arrows; its ``rdfs:label`` in zh and en is the arrow's name.  So a
new arrow is one line of ``policy-kg.ttl``, not code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from ontology.iris import NS

HERE = Path(__file__).resolve().parent
DRAWN_AS = NS + "drawnAs"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
PREF_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
LANGUAGES = ("zh", "en")

Names = Mapping[str, str]
Arrow = tuple[str, Names]


def drawn_properties(source: Path | None = None) -> list[Arrow]:
    """Give the drawn relations as (IRI, ``{"zh": …, "en": …}``), in the order of their ``pk:drawnAs``.

    ``source`` is a Turtle file; by default the ontology of this package.  A drawn property without a label in one of the
    languages is an error of the ontology: :class:`ValueError`.
    """
    said = _said((source or HERE / "policy-kg.ttl",))
    found = []
    for term, properties in said.items():
        for order in properties.get(DRAWN_AS, ()):
            names = _names(properties, (LABEL,))
            missing = [language for language in LANGUAGES if language not in names]
            if missing:
                raise ValueError(f"{term} is drawn as an arrow but has no rdfs:label in {', '.join(missing)}")
            found.append((int(order.value), term, names))
    return [(iri, names) for _, iri, names in sorted(found, key=lambda row: row[:2])]


def concept_names(folder: Path | None = None) -> Mapping[str, Names]:
    """Give what each term and SKOS concept of the ontology is called: IRI -> ``{"zh": …, "en": …}``."""
    return _concept_names(folder or HERE)


@cache
def _concept_names(folder: Path) -> Mapping[str, Names]:
    said = _said(tuple(sorted(folder.glob("*.ttl"))))
    named = {term: _names(properties, (LABEL, PREF_LABEL)) for term, properties in said.items()}
    return {term: names for term, names in named.items() if names}


# Whoever prints one name waits for it: rdflib, which reads Turtle too, takes a third of a second longer.
@cache
def _said(files: tuple[Path, ...]) -> dict[str, dict[str, list[ox.Literal]]]:
    """The literals that Turtle files say of each IRI, by property, sorted."""
    found: dict[str, dict[str, list[ox.Literal]]] = {}
    for file in files:
        for triple in ox.parse(file.read_bytes(), ox.RdfFormat.TURTLE):
            if isinstance(triple.object, ox.Literal) and isinstance(triple.subject, ox.NamedNode):
                properties = found.setdefault(triple.subject.value, {})
                properties.setdefault(triple.predicate.value, []).append(triple.object)
    for properties in found.values():
        for literals in properties.values():
            literals.sort(key=lambda literal: (literal.value, literal.language or ""))
    return found


def _names(properties: Mapping[str, Iterable[ox.Literal]], by: Iterable[str]) -> dict[str, str]:
    """Collect labels by main language (zh-Hans counts as zh); of several in one language the first in sorted order."""
    names: dict[str, str] = {}
    for predicate in by:
        for label in properties.get(predicate, ()):
            if label.language:
                names.setdefault(label.language.split("-")[0], label.value)
    return names
