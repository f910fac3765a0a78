"""Where our IRIs begin, for those who need no more: the words themselves are in :mod:`ontology.terms`, which loads rdflib."""

from __future__ import annotations

from typing import Final

ID: Final = "https://w3id.org/policy-kg/id/"
"""Start of the IRI of every thing; only :mod:`loaders.rdf.identifiers` writes what follows."""

NS: Final = "https://w3id.org/policy-kg/ns#"
"""Start of the IRI of every word of ours; what is written behind it must be one of :data:`ontology.terms.PK` (a test says so)."""

PREFIXES: Final[dict[str, str]] = {
    "pk": NS,
    "id": ID,
    "eli": "http://data.europa.eu/eli/ontology#",
    "cito": "http://purl.org/spar/cito/",
    "oa": "http://www.w3.org/ns/oa#",
    "schema": "https://schema.org/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sh": "http://www.w3.org/ns/shacl#",
    "qb": "http://purl.org/linked-data/cube#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefix -> namespace for SPARQL queries and Turtle."""
