"""A document with what the audit says of it, and what a report needs to name its figures and to say what would repair them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loaders.records import Extraction

if TYPE_CHECKING:
    from kg.auditing.check_rows import Check
    from kg.auditing.repairs import Repair
    from loaders.source import Page, PageImage, Recognised


@dataclass(frozen=True, slots=True)
class NamedCell:
    """Where a figure stands in a table of money: the title of the table, the name of the row, the heads of the column."""

    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Audited:
    """A document with the rows about it: its file name, its title, its text, the names of its projects by ordinal, its IRI.

    For a report also the ``cells`` by where their figure begins, the ``repairs`` of findings by id, where the ``citations`` stand that were
    examined (None: none were), and ``notes``: sentences about how the file was read and what of it was not.  ``told`` findings were told before and are left out.
    ``recognised`` is what of the text OCR read, ``images`` are those of the pages with findings, as far as they are kept.
    """

    document: str
    title: str
    text: str
    projects: dict[int, str]
    checks: Sequence[Check]
    pages: Sequence[Page] = ()
    iri: str = ""
    cells: Mapping[int, NamedCell] = field(default_factory=dict)
    repairs: Mapping[str, tuple[Repair, ...]] = field(default_factory=dict)
    citations: tuple[tuple[int, int], ...] | None = None
    notes: tuple[str, ...] = ()
    told: int = 0
    recognised: tuple[Recognised, ...] = ()
    images: Mapping[int, PageImage] = field(default_factory=dict)

    def of_projects(self, ordinals: Collection[int] | None) -> list[Check]:
        """The checks of the projects with these ordinals (None: all of the document), and what says that it could not be read."""
        return [check for check in self.checks if ordinals is None or check.unread or check.project in ordinals]


def cells(extraction: Extraction) -> dict[int, NamedCell]:
    """The cells of the tables of money, by where their figure begins in the text."""
    return {
        figure.start: NamedCell(
            statement.title,
            " ".join(filter(None, (row.code, row.name))),
            " / ".join(filter(None, (*column.heads, column.measure))),
        )
        for statement in extraction.statements
        for side in statement.sides
        for row in side.rows
        for column, figure in zip(side.columns, row.figures, strict=True)
        if figure is not None
    }
