"""A table as a person sees it: which cell stands at a place, merged ones included, and what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property

from loaders.source import Block, Cell, Source
from loaders.tabular.labels import Label, meanings
from loaders.templates import vocabulary

_ABOVE = 3  # lines above a table that may be its caption and its unit of money
_CAPTION = 60  # characters: a longer line is prose


@dataclass(frozen=True)
class Table:
    """The filled cells of ``block``; cells without a character are as good as none."""

    text: str
    block: Block
    above: str = ""

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The filled cells, row by row."""
        return tuple(cell for cell in self.block.cells if self.text[cell.start : cell.end].strip())

    @cached_property
    def _places(self) -> dict[tuple[int, int], Cell]:
        places: dict[tuple[int, int], Cell] = {}
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.high, self.height)):
                for column in range(cell.column, min(cell.column + cell.wide, self.width)):
                    places.setdefault((row, column), cell)
        return places

    @cached_property
    def _rows(self) -> dict[int, tuple[Cell, ...]]:
        rows: dict[int, list[Cell]] = {}
        for cell in self.cells:
            rows.setdefault(cell.row, []).append(cell)
        return {row: tuple(cells) for row, cells in rows.items()}

    @cached_property
    def height(self) -> int:
        """How many rows there are."""
        return 1 + max((cell.row for cell in self.block.cells), default=-1)

    @cached_property
    def width(self) -> int:
        """How many columns there are, at most as many as a span may name beyond the cells."""
        return 1 + max((cell.column for cell in self.block.cells), default=-1)

    @cached_property
    def merged(self) -> bool:
        """Whether the format told which cells are merged (or at least that one is)."""
        return any(cell.high > 1 or cell.wide > 1 for cell in self.block.cells)

    def words(self, cell: Cell) -> str:
        """What a cell says."""
        return self.text[cell.start : cell.end]

    def label(self, cell: Cell, wanted: Container[str]) -> Label | None:
        """What a cell means as a label, if it means one of ``wanted``; each cell is looked at once."""
        found = self._labels.get(cell.start)
        if found is None:
            found = self._labels[cell.start] = meanings(self.words(cell), vocabulary())
        return next((one for one in found if one.meaning in wanted), None) if found else None

    @cached_property
    def _labels(self) -> dict[int, tuple[Label, ...]]:
        return {}

    def row(self, number: int) -> tuple[Cell, ...]:
        """The filled cells that begin in a row."""
        return self._rows.get(number, ())

    def at(self, row: int, column: int) -> Cell | None:
        """The filled cell that stands at a place, or is merged over it."""
        return self._places.get((row, column))

    def right(self, cell: Cell) -> Cell | None:
        """The next filled cell to the right, in the cell's first row."""
        return self._first(cell.row, range(cell.column + cell.wide, self.width))

    def left(self, cell: Cell) -> Cell | None:
        """The next filled cell to the left, in the cell's first row."""
        return self._first(cell.row, range(cell.column - 1, -1, -1))

    def _first(self, row: int, columns: range) -> Cell | None:
        return next((found for column in columns if (found := self.at(row, column)) is not None), None)

    def below(self, cell: Cell) -> Cell | None:
        """The filled cell right under it."""
        return self.at(cell.row + cell.high, cell.column)


def tables(source: Source) -> Iterator[Table]:
    """The tables of a source in their order, each with the short lines that stand right above it."""
    for block in source.blocks:
        if block.kind == "table" and block.cells:
            yield Table(source.text, block, _lines_above(source.text, block.start))


def _lines_above(text: str, start: int) -> str:
    lines = [line.strip() for line in text[max(0, start - 600) : start].split("\n")]
    kept: list[str] = []
    for line in reversed([line for line in lines if line]):
        if len(kept) == _ABOVE or len(line) > _CAPTION or re.search("[。；]$", line):
            break
        kept.append(line)
    return "\n".join(reversed(kept))
