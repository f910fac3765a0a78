"""Whether a graph keeps its promises: the shapes of ``ontology/shapes.ttl``, and every quote against the text.

pySHACL says what is wrong; it takes about 5 ms a project.  For a whole store, :func:`findings` first asks the store which documents
may break a promise (:mod:`kg.checking.screens`), and lets pySHACL look at those alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, Literal

import rdflib
from rdflib import RDF, SH

from kg.checking import quotes
from loaders.formats.containers.operating_system import cores
from loaders.rdf import identifiers
from ontology.iris import ID, NS
from ontology.terms import OA, PK

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.stores.local import LocalStore
    from kg.stores.store import Store

__all__ = ["Engine", "Violation", "check", "check_store", "findings"]

Engine = Literal["screen", "pyshacl"]
Severity = Literal["violation", "warning", "info"]
Language = Literal["zh", "en"]

_OF_DOCUMENT = re.compile(r".*/id/(?!policy/)[a-z]+/([0-9a-f]{16})(?:[/#]|$)")
# What a policy points to by name; other policies are checked with the documents that cite them.
_NAMED = (f"{ID}area/", f"{ID}organisation/")
_UNION_SHAPES = (rdflib.Namespace(NS)["ResolvedCitationShape"], rdflib.Namespace(NS)["BasisShape"])
_OUTSIDE = {
    "zh": "不是全文中的一段",
    "en": "this is no passage of the text",
}
_MISQUOTED = {
    "zh": "原文与全文在该位置的文字不符",
    "en": "the quote is not what the text says at its place",
}


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A promise that the graph does not keep.

    ``focus`` is the IRI of the thing, ``path`` the property (None where the whole thing is meant), ``message`` one
    sentence, ``value`` the offending value (None where something is missing).
    """

    focus: str
    path: str | None
    severity: Severity
    message: str
    value: str | None


def check(graph: rdflib.Graph, *, resolved: bool = False, language: Language = "zh") -> list[Violation]:
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


def findings(
    store: Store, *, language: Language = "zh", engine: Engine = "screen", documents: Iterable[str] | None = None
) -> Iterator[tuple[str, Violation]]:
    """What is wrong in a store, document by document, each finding with the IRI of its document; then in the graph of summaries.

    What is wrong with a summary is given with the document that it sums up, or with that graph where it sums up a policy.

    Args:
        store: a store; one at an address is always checked by pySHACL alone, as engines differ in what they take for a number.
        language: of the messages.
        engine: ``screen`` lets pySHACL look only at documents that may break a promise, ``pyshacl`` at all; both find the same.
        documents: their IRIs, in the order to check them, without the summaries; all of the catalogue, by path, unless given.
    """
    from kg.stores.catalogue import Catalogue
    from kg.stores.local import LocalStore

    whole = documents is None
    if documents is None:
        entries = sorted(Catalogue.read(store).entries.values(), key=lambda entry: entry.path)
        documents = dict.fromkeys(entry.document for entry in entries)
    suspects = None
    if engine == "screen" and isinstance(store, LocalStore):
        documents, suspects = list(documents), _Suspects(store)
    if suspects is None or suspects.any_in(documents):
        yield from check_store(documents, store.graph, language=language, suspects=suspects)
    if whole and (suspects is None or suspects.summaries):
        yield from _of_summaries(store, language)


def _of_summaries(store: Store, language: Language) -> Iterator[tuple[str, Violation]]:
    """What is wrong in the graph of summaries; its shapes ask for nothing outside of it."""
    graph = rdflib.Graph()
    quads = store.graph(identifiers.SUMMARIES)
    graph.parse(data="".join(f"{quad.triple} .\n" for quad in quads), format="nt")
    for finding in check(graph, language=language):
        of = min(map(str, graph.objects(rdflib.URIRef(finding.focus), PK.summaryOf)), default="")
        yield of if of.startswith(f"{ID}document/") else identifiers.SUMMARIES, finding


def check_store(
    documents: Iterable[str],
    quads: Callable[[str], Iterable[ox.Quad]],
    *,
    language: Language = "zh",
    suspects: _Suspects | None = None,
) -> Iterator[tuple[str, Violation]]:
    """Check documents one after the other, each with what is derived about it and the policies that it cites.

    A finding about a policy is given once, with the first document that cites it.

    Args:
        documents: the IRIs of the documents, in the order to check them.
        quads: gives the quads of a named graph (``Store.graph``); empty for a graph that is not stored.
        language: of the messages.
        suspects: which documents to look at; all unless given.
    """
    about: defaultdict[str, list[ox.Quad]] = defaultdict(list)
    for quad in quads(identifiers.DERIVED):
        subject = _iri(quad.subject)
        of_document = _OF_DOCUMENT.match(subject)
        about[of_document[1] if of_document else subject].append(quad)
    told: set[Violation] = set()
    for document in documents:
        derived = about.get(document.rpartition("/")[2], [])
        cited = {_iri(quad.object) for quad in derived} & about.keys()
        cited |= {
            end
            for policy in cited
            for quad in about[policy]
            if (end := _iri(quad.object)) in about and end.startswith(_NAMED)
        }
        if suspects is not None and not suspects.has(document, cited):
            continue
        graph = rdflib.Graph()
        lines = [*quads(document), *derived, *(quad for policy in sorted(cited) for quad in about[policy])]
        graph.parse(data="".join(f"{quad.triple} .\n" for quad in lines), format="nt")
        for finding in check(graph, resolved=bool(about), language=language):
            if finding.focus not in about:
                yield document, finding
            elif finding not in told:
                told.add(finding)
                # Of a thing that the document speaks of without citing it, what is derived has not been read.
                if suspects is not None and finding.focus in cited:
                    suspects.told(finding.focus)
                yield document, finding


class _Suspects:
    """Which documents of a store may break a promise: never too few."""

    def __init__(self, store: LocalStore) -> None:
        self._doubtful = partial(quotes.doubtful, store)
        self._documents: set[str] = set()
        self._derived: set[str] = set()
        self.summaries = False
        screens = _screens(store.has_graph(identifiers.DERIVED))
        # The engine lets other threads run while it computes: as many screens at a time as there are processors.
        with ThreadPoolExecutor(cores()) as pool:
            for graph, thing in chain.from_iterable(pool.map(lambda screen: list(store.rows(screen)), screens)):
                of_document = _OF_DOCUMENT.match(_iri(thing))
                if _iri(graph) == identifiers.SUMMARIES:
                    self.summaries = True
                elif _iri(graph) != identifiers.DERIVED:
                    self._documents.add(_iri(graph))
                elif of_document:
                    self._documents.add(identifiers.document(of_document[1]))
                else:
                    self._derived.add(_iri(thing))

    def any_in(self, documents: Iterable[str]) -> bool:
        """Whether anything is to be looked at; what is derived need not be read otherwise."""
        self._documents |= {one for one in documents if one not in self._documents and self._doubtful(one)}
        return bool(self._derived) or not self._documents.isdisjoint(documents)

    def has(self, document: str, derived: set[str]) -> bool:
        """Whether this document may break a promise, together with the derived things that belong to it."""
        return document in self._documents or not self._derived.isdisjoint(derived)

    def told(self, derived: str) -> None:
        """What is wrong with a derived thing has been told; further documents need not be looked at for it."""
        self._derived.discard(derived)


@cache
def _screens(resolved: bool) -> tuple[str, ...]:
    from kg.checking import screens, shapes

    union = map(str, _UNION_SHAPES)
    return tuple(screens.screens(shapes.read(_shapes(resolved)), union, identifiers.DERIVED))


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


def _finding(report: rdflib.Graph, result: rdflib.term.Node, language: Language) -> Violation:
    path = report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    messages = sorted(report.objects(result, SH.resultMessage), key=str)
    mine = [text for text in messages if isinstance(text, rdflib.Literal) and text.language == language]
    severities: dict[object, Severity] = {SH.Warning: "warning", SH.Info: "info"}
    return Violation(
        focus=str(report.value(result, SH.focusNode)),
        path=str(path) if isinstance(path, rdflib.URIRef) else None,
        severity=severities.get(report.value(result, SH.resultSeverity), "violation"),
        message=str((mine or messages)[0]),
        value=None if value is None else str(value),
    )


def _misquotes(graph: rdflib.Graph, language: Language) -> Iterator[Violation]:
    """Passages that lie outside of the text, and quotes that are not what the text says there: SHACL cannot look into a text."""

    def said(prop: str, value: str | None = None) -> Iterator[tuple[str, str]]:
        pairs = ((str(subject), str(found)) for subject, found in graph.subject_objects(rdflib.URIRef(prop)))
        return (pair for pair in pairs if value in (None, pair[1]))

    if not any(said(str(PK.text))):
        return  # a shape reports that
    for passage, exact in quotes.wrong(said):
        if exact is None:
            yield Violation(passage, None, "violation", _OUTSIDE[language], None)
        else:
            yield Violation(passage, str(OA.exact), "violation", _MISQUOTED[language], exact)
