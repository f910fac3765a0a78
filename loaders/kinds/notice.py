"""Notices: title, number, publisher, date and force; the tasks of an attached plan, the articles of an attached regulation."""

from __future__ import annotations

from loaders.kinds import front, regulation, work_plan
from loaders.kinds.reading import Reading
from loaders.records import Document, Extraction


def understand(reading: Reading, document: Document) -> Extraction:
    """A notice under its own number, with what its text or its attachment gives out: tasks, or a regulation's articles."""
    return Extraction(
        text=reading.text,
        document=regulation.dated(front.completed(document, reading), reading),
        tasks=work_plan.tasks(reading.text),
        articles=regulation.articles(reading.text),
    )
