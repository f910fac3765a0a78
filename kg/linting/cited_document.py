"""A document whose citations are examined: what was extracted from it, and what the store knows of it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.stores.store import Store
from loaders.rdf import identifiers
from loaders.rdf.placed_citations import placed_citations
from loaders.records import Citation, Extraction, Mention, Project
from ontology.authorities import places
from ontology.authorities.areas import Area
from ontology.blanks import without_blanks
from ontology.terms import CITO

_CITED = str(CITO.hasCitedEntity)


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """An extraction with the IRI, the year and the area of its document, and the policies (IRIs) that its citations mean.

    ``citations`` are those of policies, in the order of the text.
    """

    extraction: Extraction
    iri: str
    file: str
    area: Area | None
    citations: tuple[Citation, ...]
    policies: dict[int, str]
    projects: dict[int, Project]

    @property
    def text(self) -> str:
        """The text of the document."""
        return self.extraction.text

    def policy(self, cited: Citation) -> str | None:
        """The policy that a citation of it means."""
        return self.policies.get(id(cited))

    def project(self, cited: Citation) -> Project | None:
        """The project that cites."""
        return None if cited.project is None else self.projects.get(cited.project)

    def year(self, cited: Citation) -> int | None:
        """The year of the project that cites, or of the document."""
        project = self.project(cited)
        return _year(project.fiscal_year if project else None) or _year(self.extraction.document.fiscal_year)

    def printed(self, place: Mention | None) -> str | None:
        """The characters of a place."""
        return self.text[place.start : place.end] if place else None


def of_extraction(store: Store, extraction: Extraction) -> CitedDocument:
    """The document that an extraction was made of; the store says what its citations mean."""
    document = extraction.document
    projects = {one.ordinal: one for one in extraction.projects}
    places = [place for place in placed_citations(extraction) if place.citation.kind == "policy"]
    means = {id(place.citation): _policy(store, place.iri) for place in places}
    return CitedDocument(
        extraction=extraction,
        iri=identifiers.document(document.sha256),
        file=document.file_name,
        area=_area(extraction),
        citations=tuple(sorted((place.citation for place in places), key=lambda one: (one.start, one.end))),
        policies={one: policy for one, policy in means.items() if policy is not None},
        projects=projects,
    )


def _policy(store: Store, citation: str) -> str | None:
    means = [policy for _, _, policy in store.statements(citation, _CITED, graph=identifiers.DERIVED)]
    return min(means, default=None)


def _year(year: Mention | None) -> int | None:
    return int(year.value) if year is not None and year.value.isdecimal() else None


def _area(extraction: Extraction) -> Area | None:
    """The area of the document, else that in its publisher's name; None where several have the name."""
    document = extraction.document
    year = _year(document.fiscal_year)
    names = (without_blanks(one.value) for one in (document.area, document.publisher) if one)
    return next(filter(None, (places.leading(name, None, year, body=True).area for name in names)), None)
