"""Whether a graph keeps its promises: the shapes of ``ontology/shapes.ttl``, and every quote against the text.

pySHACL takes about 5 ms a project, so :func:`check_store` goes document by document and gives findings as they come.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import rdflib
from rdflib import RDF, SH

from loaders import identifiers
from ontology.terms import ID, OA, PK

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["Finding", "check", "check_store"]

Severity = Literal["violation", "warning", "info"]
Language = Literal["zh", "en"]

_OF_DOCUMENT = re.compile(r".*/id/(?!policy/)[a-z]+/([0-9a-f]{16})(?:/|$)")
# What a policy points to by name; other policies are checked with the documents that cite them.
_NAMED = (f"{ID}area/", f"{ID}organisation/")
_UNION_SHAPES = (PK._NS["ResolvedCitationShape"], PK._NS["BasisShape"])
_MISQUOTED = {
    "zh": "原文与全文在该位置的文字不符",
    "en": "the quote is not what the text says at its place",
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A promise that the graph does not keep.

    ``focus`` is the IRI of the thing, ``path`` the property (None where the whole thing is meant), ``message`` one
    sentence, ``value`` the offending value (None where something is missing).
    """

    focus: str
    path: str | None
    severity: Severity
    message: str
    value: str | None


def check(graph: rdflib.Graph, *, resolved: bool = False, language: Language = "zh") -> list[Finding]:
    """Check one document's graph, sorted by thing and property; an empty list says that all is well.

    Args:
        graph: the statements of one document, with what is derived about it when ``resolved``.
        resolved: whether ``graph`` holds what is derived: then every citation of a policy must mean exactly one.
        language: of the messages.
    """
    import pyshacl  # takes half a second to import; only a check pays for it

    _, report, _ = pyshacl.validate(graph, shacl_graph=_shapes(resolved), advanced=False, meta_shacl=False)
    found = {_finding(report, result, language) for result in report.subjects(RDF.type, SH.ValidationResult)}
    found.update(_misquotes(graph, language))
    return sorted(found, key=lambda one: (one.focus, one.path or "", one.message, one.value or ""))


def check_store(
    documents: Iterable[str], quads: Callable[[str], Iterable[ox.Quad]], *, language: Language = "zh"
) -> Iterator[tuple[str, Finding]]:
    """Check documents one after the other, each with what is derived about it and the policies that it cites.

    A finding about a policy is given once, with the first document that cites it.

    Args:
        documents: the IRIs of the documents, in the order to check them.
        quads: gives the quads of a named graph (``Store.graph``); empty for a graph that is not stored.
        language: of the messages.
    """
    about: defaultdict[str, list[ox.Quad]] = defaultdict(list)
    for quad in quads(identifiers.DERIVED):
        subject = _iri(quad.subject)
        of_document = _OF_DOCUMENT.match(subject)
        about[of_document[1] if of_document else subject].append(quad)
    told: set[Finding] = set()
    for document in documents:
        derived = about.get(document.rpartition("/")[2], [])
        cited = {_iri(quad.object) for quad in derived} & about.keys()
        cited |= {
            end
            for policy in cited
            for quad in about[policy]
            if (end := _iri(quad.object)) in about and end.startswith(_NAMED)
        }
        graph = rdflib.Graph()
        lines = [*quads(document), *derived, *(quad for policy in sorted(cited) for quad in about[policy])]
        graph.parse(data="".join(f"{quad.triple} .\n" for quad in lines), format="nt")
        for finding in check(graph, resolved=bool(about), language=language):
            if finding.focus not in about:
                yield document, finding
            elif finding not in told:
                told.add(finding)
                yield document, finding


@cache
def _shapes(resolved: bool) -> rdflib.Graph:
    graph = rdflib.Graph()
    graph.parse(data=files("ontology").joinpath("shapes.ttl").read_text(encoding="utf-8"), format="turtle")
    if resolved:
        for shape in _UNION_SHAPES:
            graph.remove((shape, SH.deactivated, None))
    return graph


def _iri(term: object) -> str:
    """The IRI or the characters of a pyoxigraph term."""
    return str(getattr(term, "value", term))


def _finding(report: rdflib.Graph, result: rdflib.term.Node, language: Language) -> Finding:
    path = report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    messages = sorted(report.objects(result, SH.resultMessage), key=str)
    mine = [text for text in messages if isinstance(text, rdflib.Literal) and text.language == language]
    severities: dict[object, Severity] = {SH.Warning: "warning", SH.Info: "info"}
    return Finding(
        focus=str(report.value(result, SH.focusNode)),
        path=str(path) if isinstance(path, rdflib.URIRef) else None,
        severity=severities.get(report.value(result, SH.resultSeverity), "violation"),
        message=str((mine or messages)[0]),
        value=None if value is None else str(value),
    )


def _misquotes(graph: rdflib.Graph, language: Language) -> Iterator[Finding]:
    """Quotes that are not what the text says at their place, nor go on as their prefix and suffix say.

    SHACL could only compare lengths, by a SPARQL query for every single quote.
    """
    texts = {document: str(text) for document, text in graph.subject_objects(PK.text)}
    for quote, document in graph.subject_objects(rdflib.DCTERMS.isPartOf):
        at, until = _offset(graph.value(quote, OA.start)), _offset(graph.value(quote, OA.end))
        if document not in texts or at is None or until is None or (quote, OA.exact, None) not in graph:
            continue  # no quote, or one whose missing part a shape reports
        prefix, exact, suffix = (str(graph.value(quote, part) or "") for part in (OA.prefix, OA.exact, OA.suffix))
        around = texts[document][max(0, at - len(prefix)) : until + len(suffix)]
        if until - at != len(exact) or around != prefix + exact + suffix:
            yield Finding(str(quote), str(OA.exact), "violation", _MISQUOTED[language], exact)


def _offset(term: rdflib.term.Node | None) -> int | None:
    return int(term) if isinstance(term, rdflib.Literal) and str(term).isdecimal() else None
