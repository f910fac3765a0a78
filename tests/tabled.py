"""A disclosure of ours as tables of each kind: what its plain text says, in cells."""

from __future__ import annotations

from dataclasses import dataclass

from folders import ROOT

from loaders.extract import extract, read_and_extract
from loaders.formats.sheets import grid
from loaders.records import Extraction, Project

EXAMPLE = ROOT / "examples" / "红河州" / "个旧市卫生健康局2024年预算项目.txt"
TITLE = "个旧市卫生健康局2024年预算重点项目公开"
Rows = list[list[str]]
Merged = list[tuple[int, int, int, int]]


@dataclass(frozen=True)
class Told:
    """A project of the plain text: heading -> what stands under it."""

    project: Project
    parts: dict[str, str]

    @property
    def amount(self) -> str:
        """The amount in 万元 as a bare figure."""
        assert self.project.amount is not None
        return f"{self.project.amount / 10_000:.4f}"


def plain() -> Extraction:
    """The facts of the plain text."""
    return read_and_extract(EXAMPLE)


def told() -> list[Told]:
    """The projects of the plain text with their sections."""
    found = plain()
    return [
        Told(p, {s.heading: " ".join(found.text[s.start : s.end].split()) for s in p.sections}) for p in found.projects
    ]


def read(*sheets: grid.Sheet) -> Extraction:
    """The facts of tables, each under its name."""
    return extract(grid.source(sheets, path="a.xlsx", name="a.xlsx", sha256="0" * 64, encoding="utf-8", form="xlsx"))


def table(rows: Rows, merged: Merged | None = None, name: str = TITLE) -> grid.Sheet:
    """One table under a title."""
    return grid.Sheet(name, rows, merged or [])
