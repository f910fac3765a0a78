"""Department budgets and final accounts of about twenty pages, as PDF and as workbooks, read, stored and audited on the cores at hand.

``python -m benchmarks --budgets COUNT`` measures this alone.  Each document has a department, a year and figures of its own, and is one of the six
forms of :mod:`benchmarks.departments` with the described projects of :mod:`benchmarks.generate`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import groupby
from pathlib import Path

import xlsxwriter

from benchmarks import check, generate, loading
from benchmarks.departments import FORMS
from benchmarks.ledgers import ledger
from benchmarks.process import alone
from benchmarks.report import Line, Target, s
from kg.loading.file_reader import read

BUDGETS = 1_000
TARGET = 600.0  # seconds for so many on two cores
CORES = 2
_WIDTH, _HEIGHT, _MARGIN = 595.0, 842.0, 60.0
_PROSE, _CELL = 16.0, 8.0  # size of type


@dataclass(frozen=True, slots=True)
class Budget:
    """A made-up document: the name of its file without its ending, and its lines, in which tabs part cells."""

    name: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Measured:
    """So many documents, the pages of a PDF of them; seconds to read and store them, and to audit the store; the audit's last line."""

    documents: int
    pages: int
    quads: int
    loaded: float
    audited: float
    processor: float
    said: str

    @property
    def seconds(self) -> float:
        return self.loaded + self.audited

    def lines(self) -> list[Line]:
        """The table; the target is reckoned for 1,000 documents where another number was measured."""
        reckoned = self.seconds / self.documents * BUDGETS
        what = f"{BUDGETS:,} budgets read, stored and audited in less than {TARGET:.0f} s on {CORES} cores"
        return [
            Line(f"{self.documents:,} budgets read and stored, {self.quads:,} quads", s(self.loaded)),
            Line("… audited, as a whole command", s(self.audited)),
            Line("… what it says", self.said),
            Line("… both, seconds of all cores together", s(self.processor)),
            Line("documents a minute", f"{self.documents / self.seconds * 60:,.0f}"),
            Target(what, reckoned < TARGET, s(reckoned)).line(),
        ]


def budgets(count: int) -> Iterator[Budget]:
    """So many documents, no two of one department and year; more only add to fewer."""
    forms = list(FORMS.values())
    described = generate.documents(count * 2 * generate.PROJECTS_A_DOCUMENT)
    for number, made in zip(range(count), described, strict=False):
        body, _, rest = made.text.partition("年部门预算重点项目文本")[0].rpartition("局")
        of = replace(ledger(number), body=f"{body}局", year=int(rest))
        page = forms[number % len(forms)](of)
        projects = [line for line in made.text.splitlines() if line]
        yield Budget(f"{of.body}{of.year}年-{number}", [*page.text.splitlines(), *projects])


def write(folder: Path, count: int) -> None:
    """Write so many files; every second one is a workbook, the others are PDFs."""
    folder.mkdir(parents=True)
    for number, made in enumerate(budgets(count)):
        ending, data = (".xlsx", workbook(made.lines)) if number % 2 else (".pdf", pdf(made.lines))
        folder.joinpath(made.name + ending).write_bytes(data)


def _parts(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """Runs of lines of tables and of prose in turn."""
    for tabled, run in groupby(lines, key=lambda line: "\t" in line):
        yield tabled, list(run)


def workbook(lines: Sequence[str]) -> bytes:
    """A sheet for each table under the two lines before it, and one for the prose between them."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        prose, written = book.add_worksheet(), 0
        parts = list(_parts(lines))
        for index, (tabled, run) in enumerate(parts):
            if tabled:
                sheet = book.add_worksheet()
                for row, line in enumerate([*parts[index - 1][1][-2:], *run]):
                    sheet.write_row(row, 0, [_number(cell) for cell in line.split("\t")])
            else:
                prose.write_column(written, 0, run[:-2] if index < len(parts) - 1 else run)
                written += len(run)
    return out.getvalue()


def _number(cell: str) -> float | str:
    """Figures as numbers, codes as text: what offices type."""
    return float(cell.replace(",", "")) if "." in cell and cell.replace(",", "").replace(".", "").isdigit() else cell


class _Paper:
    """A4 pages one under another."""

    def __init__(self) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen import canvas

        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        self.out = BytesIO()
        self.canvas = canvas.Canvas(self.out, pagesize=(_WIDTH, _HEIGHT), invariant=True)
        self.y = _HEIGHT - _MARGIN

    def turn(self) -> None:
        self.canvas.showPage()
        self.y = _HEIGHT - _MARGIN

    def line(self, text: str, x: float, size: float) -> None:
        self.canvas.setFont("STSong-Light", size)
        self.canvas.drawString(x, self.y, text)

    def prose(self, text: str) -> None:
        held = int((_WIDTH - 2 * _MARGIN) / _PROSE)
        first = "\u3000\u3000" + text
        for start in range(0, len(first), held):
            if self.y < _MARGIN:
                self.turn()
            self.line(first[start : start + held].lstrip("\u3000"), _MARGIN + (2 * _PROSE if not start else 0), _PROSE)
            self.y -= 1.75 * _PROSE

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Ruled; cells are as wide as what they hold asks for."""
        widths = [max(4.0, *(sum(0.5 if c.isascii() else 1.0 for c in cell) for cell in column)) for column in zip(*rows, strict=True)]  # fmt: skip
        room = (_WIDTH - _MARGIN) / sum(widths)
        edges = [_MARGIN / 2]
        for width in widths:
            edges.append(edges[-1] + width * room)
        size = min(_CELL, 0.92 * room)
        for row in rows:
            if self.y < _MARGIN:
                self.turn()
            for cell, x in zip(row, edges, strict=False):
                self.line(cell, x + 1, size)
            top, bottom = self.y + 10, self.y - 6
            for x0, y0, x1, y1 in [(edges[0], y, edges[-1], y) for y in (top, bottom)] + [(x, top, x, bottom) for x in edges]:  # fmt: skip
                self.canvas.line(x0, y0, x1, y1)
            self.y -= 16


def pdf(lines: Sequence[str]) -> bytes:
    """Each table begins on a page of its own, under the two lines before it."""
    paper = _Paper()
    for tabled, run in _parts(lines):
        if tabled:
            paper.table([line.split("\t") for line in run])
            paper.turn()
            continue
        for text in run[:-2]:
            paper.prose(text)
        if len(run) > 2:
            paper.turn()
        for text in run[-2:]:
            paper.prose(text)
    paper.canvas.save()
    return paper.out.getvalue()


def measure(folder: Path, count: int) -> Measured:
    """Write the files, load them into a new store, audit it as ``kg audit`` does."""
    write(folder / "files", count)
    filled = alone(loading.fill, folder / "files", folder / "budgets.kg").result
    audited = check.audited(folder / "budgets.kg")
    printed = read(next((folder / "files").glob("*.pdf"))).about
    return Measured(
        documents=count,
        pages=printed.pages if printed else 0,
        quads=filled.quads,
        loaded=filled.whole,
        audited=audited.whole,
        processor=filled.processor + audited.processor,
        said=audited.said,
    )
