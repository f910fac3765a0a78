"""The words of the graph as closed namespaces: a misspelt term raises AttributeError where it is written.

Which terms there are is read from ``policy-kg.ttl``, ``schemes.ttl`` and ``cubes.ttl``: our own, and the foreign ones that this project uses and rdflib
lacks.  rdflib itself bundles PROV, ORG, SKOS, DCTERMS, FOAF, SH and others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from rdflib import URIRef

from ontology.iris import PREFIXES

# A subject stands at the beginning of a line.  Parsing the Turtle would take longer than all of rdflib's import (a test compares).
_SUBJECT = re.compile(r"^([a-z]+):(\w+) ", re.M)
_SUBJECTS = [
    found.groups()
    for name in ("policy-kg.ttl", "schemes.ttl", "cubes.ttl")
    for found in _SUBJECT.finditer(Path(__file__).with_name(name).read_text("utf-8"))
]


class Vocabulary:
    """The terms of one namespace that the ontology's files describe: ``PK.evidence``, ``PK["evidence"]``."""

    def __init__(self, prefix: str) -> None:
        # Plain attributes: a term is mentioned once a statement, so that finding it must cost nothing.
        vars(self).update({term: URIRef(PREFIXES[prefix] + term) for found, term in _SUBJECTS if found == prefix})

    def __getattr__(self, term: str) -> URIRef:
        raise AttributeError(f"the ontology describes no term {term}")

    def __getitem__(self, term: str) -> URIRef:
        found: URIRef = getattr(self, term)
        return found


PK: Final = Vocabulary("pk")
ELI: Final = Vocabulary("eli")
CITO: Final = Vocabulary("cito")
OA: Final = Vocabulary("oa")
SCHEMA: Final = Vocabulary("schema")

_CONCEPT = re.compile(r'^pk:(\w+) a skos:Concept ;\s+skos:inScheme pk:(\w+) ;[^"]*skos:notation "([^"]+)"', re.M)


@cache
def concepts(scheme: str) -> Mapping[str, URIRef]:
    """The concepts of one of our schemes by their notations."""
    text = Path(__file__).with_name("schemes.ttl").read_text("utf-8")
    return {notation: PK[term] for term, of, notation in _CONCEPT.findall(text) if of == scheme}
