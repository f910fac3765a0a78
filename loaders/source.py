"""A file after reading: one text with stable offsets, and the blocks that it is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


class UnreadableFile(Exception):
    """A file that cannot be read; the message is one sentence for the user: what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: ``text[start:end]`` of the document, at ``row``/``column`` counted from 0."""

    row: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a table, in the order of the page; ``page`` counts from 1 where the format has pages."""

    kind: Literal["paragraph", "table"]
    start: int
    end: int
    cells: tuple[Cell, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a format reader gives.

    ``labels`` are places in ``text`` that the format marks as metadata (发文字号, 成文日期 … of a web page's index table):
    label -> (start, end).
    """

    path: str
    sha256: str
    text: str
    encoding: str
    format: str
    blocks: tuple[Block, ...] = ()
    labels: dict[str, tuple[int, int]] = field(default_factory=dict)
