"""Where our IRIs begin, for those who need no more: the words themselves are in :mod:`ontology.terms`, which loads rdflib."""

from __future__ import annotations

from typing import Final

ID: Final = "https://w3id.org/policy-kg/id/"
"""Start of the IRI of every thing; only :mod:`loaders.rdf.identifiers` writes what follows."""

NS: Final = "https://w3id.org/policy-kg/ns#"
"""Start of the IRI of every word of ours; what is written behind it must be one of :class:`ontology.terms.PK` (a test says so)."""
