"""Notices: title, number and publisher; the tasks that an attached plan gives out."""

from __future__ import annotations

from loaders.kinds import front, work_plan
from loaders.kinds.reading import Reading, Understood
from loaders.records import Document


def understand(reading: Reading, document: Document) -> Understood:
    """A notice under its own number, with the tasks that its text or its attachment gives out."""
    return Understood(document=front.completed(document, reading), tasks=work_plan.tasks(reading.text))
