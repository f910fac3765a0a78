"""What of a store can be searched: the names of its things, and the text of its documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, get_args

import pyoxigraph as ox

from kg.answers.facts import Kind, Thing
from kg.stores import catalogue, extractions
from kg.stores.store import Store
from loaders.rdf import identifiers
from loaders.records import Field
from ontology.iris import ID

if TYPE_CHECKING:
    from loaders.records import Extraction

PK = "https://w3id.org/policy-kg/ns#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
PREF_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
ALT_LABEL = "http://www.w3.org/2004/02/skos/core#altLabel"
TITLE = "http://purl.org/dc/terms/title"
PUBLISHER = "http://purl.org/dc/terms/publisher"
SPATIAL = "http://purl.org/dc/terms/spatial"
ELI_ID = "http://data.europa.eu/eli/ontology#id_local"
# Where no section is marked, lines are put together up to so many characters: a hit shows where, not just in which file.
PASSAGE = 600

KINDS: tuple[Kind, ...] = ("policy", "project", "unit", "document", "text")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document's text, ``text[start:end]``: a section of a project, or some lines."""

    document: str
    project: str
    heading: str
    start: int
    end: int


def policies(store: Store, among: Collection[str] | None = None) -> set[Thing]:
    """The numbers and titles of all policies, or of those ``among`` these IRIs, weighted by how many places cite them."""
    among = None if among is None else [iri for iri in among if iri.startswith(f"{ID}policy/")]
    weight = {iri: int(count) for iri, count in _derived(store, PK + "citationCount", among)}
    said = {
        predicate: list(_derived(store, predicate, among))
        for predicate in (ELI_ID, PK + "otherNumber", TITLE, ALT_LABEL)
    }
    names: defaultdict[str, list[str]] = defaultdict(list)
    for iri, name in chain.from_iterable(said.values()):
        if iri in weight:
            names[iri].append(name)
    # The note is the number where the name is a title, and the title where it is a number.
    number, title = dict(said[ELI_ID]), dict(said[TITLE])
    return {
        Thing("policy", iri, name, title.get(iri, "") if name == number.get(iri) else number.get(iri, ""), weight[iri])
        for iri, all_names in names.items()
        for name in all_names
    }


def units(store: Store, among: Collection[str] | None = None) -> set[Thing]:
    """The names of all organisations, or of those ``among`` these IRIs, once each, weighted by the projects that they carry out.

    The note is its other names.
    """
    folder = f"{ID}organisation/"
    among = None if among is None else [iri for iri in among if iri.startswith(folder)]
    weight: defaultdict[str, set[str]] = defaultdict(set)
    for one in (None,) if among is None else (ox.NamedNode(iri) for iri in among):
        for project, _, unit in store.statements(None, PK + "implementedBy", one):
            weight[unit].add(project)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for predicate in (PREF_LABEL, ALT_LABEL):
        for iri, name in _derived(store, predicate, among):
            if iri.startswith(folder):
                names[iri].add(name)
    return {
        Thing("unit", iri, name, "、".join(sorted(all_names - {name})), len(weight.get(iri, ())))
        for iri, all_names in names.items()
        for name in all_names
    }


def _derived(store: Store, predicate: str, among: Collection[str] | None) -> Iterator[tuple[str, str]]:
    """What the derived graph says by a predicate, of all things or of some."""
    for one in (None,) if among is None else among:
        for iri, _, value in store.statements(one, predicate, None, identifiers.DERIVED):
            yield iri, value


def of_documents(
    store: Store, documents: Iterable[str]
) -> Iterator[tuple[str, set[Thing], dict[str, str], str, list[Passage]]]:
    """Each document with the names that it brings, its own and its projects', the words around them, its text, the passages of that.

    Projects and their sections come from the records that the store keeps: reading them as statements takes five times as long.
    """
    for document, kept in extractions.each(store, documents, only=("projects",), without=_UNREAD):
        projects, sections, text = _kept(kept) if kept is not None else _stated(store, document)
        file = catalogue.file_name(store, document) or ""
        names = {
            Thing("document", document, name, file) for _, _, name in store.statements(document, TITLE, None, document)
        }
        if file:
            names.add(Thing("document", document, file))
        names |= {Thing("project", project, name, file) for project, name in projects.items()}
        yield document, names, _around(store, document, projects), text, list(_passages(document, text, sections))


# What is not searched; what stands before the sections in a record says where they are, so that is read.
_UNREAD = frozenset({"lent", "classifications"})
# Where a section stands, the project that it is of, and its heading.
_Section = tuple[int, int, str, str]


def _kept(kept: Extraction) -> tuple[dict[str, str], list[_Section], str]:
    """The names of a document's projects, their sections and the text, as its records keep them."""
    named = {identifiers.project(kept.document.sha256, one.ordinal): one for one in kept.projects}
    sections = [(at.start, at.end, iri, at.heading) for iri, one in named.items() for at in one.sections]
    return {iri: one.name.value for iri, one in named.items()}, sections, kept.text


def _stated(store: Store, document: str) -> tuple[dict[str, str], list[_Section], str]:
    """The same, as the graph of a document states it whose records an older version wrote, or none."""
    labels = dict(sorted(((of, name) for of, _, name in store.statements(None, LABEL, None, document)), reverse=True))
    projects = {project for project, _, _ in store.statements(None, PK + "ordinal", None, document)}
    sections = [
        (*place[1:], project, labels.get(section, ""))
        for field in get_args(Field)
        for project, _, section in store.statements(None, f"{PK}{field}Section", None, document)
        if (place := identifiers.place(section)) is not None and project in projects
    ]
    text = next((text for _, _, text in store.statements(document, PK + "text", None, document)), "")
    return {project: labels[project] for project in projects & labels.keys()}, sections, text


def _around(store: Store, document: str, projects: Iterable[str]) -> dict[str, str]:
    """The words around the document and each of its projects: publisher or units, area, year."""
    said: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for predicate in (PUBLISHER, SPATIAL, PK + "implementedBy", PK + "budgetYear"):
        for of, _, value in store.statements(None, predicate, None, document):
            said[of][identifiers.name(value)[0] if value.startswith(ID) else value] = None
    own = said[document]
    return {of: " ".join({**said[of], **own}) for of in (document, *projects)}


def implementing(store: Store, document: str) -> set[str]:
    """The units that carry out the projects of a document."""
    return {unit for _, _, unit in store.statements(None, PK + "implementedBy", None, document)}


def _passages(document: str, text: str, sections: Iterable[_Section]) -> Iterator[Passage]:
    position = 0
    for start, end, project, heading in sorted(sections):
        if start < position:
            continue
        yield from _lines(document, text, position, start)
        yield Passage(document, project, heading, start, end)
        position = end
    yield from _lines(document, text, position, len(text))


def _lines(document: str, text: str, start: int, end: int) -> Iterator[Passage]:
    """Whole lines, put together up to :data:`PASSAGE` characters."""
    while start < end:
        cut = text.rfind("\n", start, min(start + PASSAGE, end)) + 1 if end - start > PASSAGE else end
        if cut <= start:
            line = text.find("\n", start, end)
            cut = end if line < 0 else line + 1
        if text[start:cut].strip():
            yield Passage(document, "", "", start, cut)
        start = cut
