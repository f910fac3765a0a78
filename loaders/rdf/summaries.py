"""What ``kg trace`` shows of a citation, as one JSON value beside the statements that it repeats.

A trace that looks up a project, its units and its money piece by piece reads some fourteen places of the disk for every
citation; from the summary it reads two (``docs/benchmarks.md``).  A test holds both ways to the same answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NotRequired, TypedDict

from loaders.rdf import identifiers, literals
from loaders.records import Citation, Document, Project, Task
from loaders.source import Page, page_at
from loaders.text import sentences


class Summary(TypedDict):
    """The keys of the JSON value; ``entity`` is the IRI of what cites, ``amount_yuan`` a decimal string.

    ``page`` is there only where the document has pages or sheets.
    """

    entity: str
    project: str | None
    citing: str | None
    units: list[str]
    amount_yuan: str | None
    publisher: str | None
    fiscal_year: str | None
    section: str | None
    relation: str
    start: int
    end: int
    before: str
    exact: str
    after: str
    page: NotRequired[str]


def summary(
    citation: Citation,
    citing: str,
    project: Project | None,
    task: Task | None,
    document: Document,
    text: str,
    pages: Sequence[Page] = (),
) -> str:
    """The summary of a citation as JSON with sorted keys; ``citing`` is the IRI of the project, task or document that cites."""
    units = project.units if project else task.lead if task else ()
    year = (project.fiscal_year if project else None) or document.fiscal_year
    amount = project.amount if project and project.amount_parts else None
    value = Summary(
        entity=citing,
        project=project.name.value if project else None,
        citing=project.name.value if project else task.text if task else None,
        units=sorted({identifiers.without_blanks(unit.value) for unit in units}),
        amount_yuan=None if amount is None else literals.decimal(amount).lexical,
        publisher=identifiers.without_blanks(document.publisher.value) if document.publisher else None,
        fiscal_year=year.value if year else None,
        section=citation.section,
        relation=citation.relation,
        start=citation.start,
        end=citation.end,
        before=sentences.before(text, citation.start),
        exact=text[citation.start : citation.end],
        after=sentences.after(text, citation.end),
    )
    if (page := page_at(pages, citation.start)) is not None:
        value["page"] = page
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
