"""A passage of a document as a full Web Annotation (https://www.w3.org/TR/annotation-model/): what its IRI and the text say, spelt out.

A store does not keep this: it is made for programs that read annotations and know nothing of our passages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import RDF

from loaders.rdf import identifiers, literals
from loaders.rdf.literals import Text
from loaders.text import sentences
from ontology.terms import OA

__all__ = ["annotation"]


def annotation(passage: str, facts: Iterable[str], text: str) -> Iterator[tuple[str, str, str | Text]]:
    """The statements of an annotation whose bodies are facts and whose target is the passage of ``text`` that states them.

    :raises ValueError: ``passage`` is the IRI of no passage.
    """
    place = identifiers.place(passage)
    if place is None:
        raise ValueError(f"not a passage: {passage}")
    document, start, end = place
    iri = identifiers.annotation(passage)
    yield iri, RDF.type, OA.Annotation
    yield iri, OA.motivatedBy, OA.identifying
    for fact in facts:
        yield iri, OA.hasBody, fact
    yield iri, OA.hasTarget, passage
    yield passage, RDF.type, OA.SpecificResource
    yield passage, OA.hasSource, document
    position, quote = identifiers.selector(passage, "position"), identifiers.selector(passage, "quote")
    yield passage, OA.hasSelector, position
    yield position, RDF.type, OA.TextPositionSelector
    yield position, OA.start, literals.integer(start)
    yield position, OA.end, literals.integer(end)
    yield passage, OA.hasSelector, quote
    yield quote, RDF.type, OA.TextQuoteSelector
    yield quote, OA.prefix, Text(sentences.before(text, start))
    yield quote, OA.exact, Text(text[start:end])
    yield quote, OA.suffix, Text(sentences.after(text, end))
