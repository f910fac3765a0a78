"""What cites at each place of a document: a project, a task, or the document itself; and the IRIs of the citation and of what cites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.rdf import identifiers
from loaders.records import Citation, Extraction, Project, Task


@dataclass(frozen=True, slots=True)
class PlacedCitation:
    """A citation with its IRI, and what cites there: the IRI ``entity`` of ``project``, else of ``task``, else of the document."""

    citation: Citation
    iri: str
    entity: str
    project: Project | None = None
    task: Task | None = None


def placed_citations(extraction: Extraction) -> Iterator[PlacedCitation]:
    """The places that cite, in the order of the text; outside of projects the innermost task around a place cites."""
    sha256 = extraction.document.sha256
    projects = {project.ordinal: project for project in extraction.projects}
    waiting = sorted(extraction.tasks, key=lambda task: (task.start, -task.end), reverse=True)
    around: list[Task] = []
    named = Counter[tuple[int, int, int | None]]()
    for citation in sorted(extraction.citations, key=lambda citation: citation.start):
        start, end, ordinal = citation.start, citation.end, citation.project
        named[start, end, ordinal] += 1
        while waiting and waiting[-1].start <= start:
            around.append(waiting.pop())
        while around and around[-1].end <= start:
            around.pop()
        if ordinal is not None:
            project = projects.get(ordinal)
            # A merged cell stands in the row of another project: the same characters are a citation of each.
            lent = project and project.lent and any(cell.start <= start < cell.end for cell in project.lent)
            iri = identifiers.citation(sha256, start, end, ordinal if lent else None, named[start, end, ordinal])
            yield PlacedCitation(citation, iri, identifiers.project(sha256, ordinal), project)
            continue
        task = next((task for task in reversed(around) if end <= task.end), None)
        entity = identifiers.stated("task", sha256, task.start, task.end) if task else identifiers.document(sha256)
        yield PlacedCitation(
            citation, identifiers.citation(sha256, start, end, nth=named[start, end, None]), entity, None, task
        )
