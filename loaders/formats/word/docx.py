"""Word documents (.docx, .docm, .dotx): paragraphs and tables in their order, with the numbers that Word prints before them.

Tracked insertions count and deletions do not, as in Word's view without marks.  Text boxes follow the paragraph that they are
fixed to, footnotes the whole text.  Headers, footers and comments are left out.  A document does not keep where its pages
end (that is found anew by each program that prints it), so none are told.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from loaders.formats.containers.archive import Archive, is_zip
from loaders.formats.sheets.grid import MAX_CELLS
from loaders.formats.web.page_text import MAX_SPAN, Merged, TextWriter
from loaders.formats.word.docx_numbering import Numbering
from loaders.formats.word.docx_runs import BREAK, Runs, alternative, sdt_content
from loaders.formats.word.wordml import (
    Styles,
    child,
    children,
    is_on,
    number,
    short,
    value,
)
from loaders.source import Source, UnreadableFile

ENDINGS = (".docx", ".docm", ".dotx", ".dotm")
MAX_DEPTH = 200
"""Elements inside one another in one part; a text box in a table in a table is at some forty."""
_ADVICE = "open it in Word or WPS, save it again"
_THROUGH = frozenset({"w:ins", "w:moveTo", "w:customXml", "w:smartTag", "w:sdtContent"})
_MARK_GONE = ("w:del", "w:moveFrom")
# After these a printed label needs no blank before the text.
_CLOSED = "、．，。：；）)】］]〕〉》.⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_NO_NOTE = ("separator", "continuationSeparator", "continuationNotice")


def is_document(data: bytes) -> bool:
    """Whether ``data`` is a Word document, whatever the file's name says: a package of OPC with parts in ``word/``.

    Of a damaged one only the beginning tells.
    """
    if not is_zip(data):
        return False
    try:
        archive = Archive(data, "")
    except UnreadableFile:
        return b"word/" in data[:4096]
    return archive.has("[Content_Types].xml") and any(name.startswith(("word/", "word\\")) for name in archive.names)


def source(data: bytes, path: str, name: str, sha256: str, form: str = "docx") -> Source:
    """A Word document as a source.  Bullets are left out; cells, merged ones too, are as :class:`Cell` says.

    Raises UnreadableFile where it is damaged, protected, over a limit of :mod:`loaders.formats.containers.archive`, nested more than
    200 elements deep, or without any text.
    """
    archive = Archive(data, name, _ADVICE)
    writer = TextWriter()
    _WordDocument(archive).write(writer)
    if not writer.content().strip():
        raise UnreadableFile(
            f"{name} has no text: it is empty, or its pages are pictures (scanned); run OCR first and load the text."
        )
    return Source(
        path=path, sha256=sha256, text=writer.content(), encoding="utf-8", format=form, blocks=writer.blocks()
    )


@dataclass(slots=True)
class _Story:
    """The body, a cell or a note while it is written; ``waiting`` is a paragraph whose end was deleted."""

    writer: TextWriter = field(default_factory=TextWriter)
    is_cell: bool = False
    waiting: str = ""


@dataclass(slots=True)
class _WordTable:
    """The rows of a table while it is read; ``open`` are the cells that reach down, by column."""

    lines: list[list[str]] = field(default_factory=list)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    open: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, line: list[str], reaching: dict[int, int | None]) -> None:
        """Add a row; ``reaching``: column -> how wide a cell that begins there and may reach down, None where one goes on."""
        row = len(self.lines)
        still = {column: self.open[column] for column, wide in reaching.items() if wide is None and column in self.open}
        while line and not line[-1]:
            line.pop()
        if line:
            for top in still.values():
                high, wide = self.spans[top]
                self.spans[top] = high + 1, wide
            self.lines.append(line)
            for column, reach in reaching.items():
                if reach is not None:
                    self.spans[row, column] = 1, reach
                    still[column] = row, column
        self.open = still

    def merged(self) -> Merged:
        """The cells that cover more than their own place."""
        return {place: span for place, span in self.spans.items() if span != (1, 1)}


class _WordDocument:
    """The parts of one document, and the walk over them."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.main = self._target("", "officeDocument") or "word/document.xml"
        self.styles = Styles.read(self._part("styles"))
        self.numbering = Numbering(self._part("numbering"), self.styles)
        self.runs = Runs(self.styles)
        self.all_numbered = any(child(style, "w:pPr", "w:numPr") is not None for _, style in self.styles.line(None))
        self.cells = 0

    def write(self, writer: TextWriter) -> None:
        """Write the body, then its notes in the order in which they are referred to."""
        root = self.archive.xml(self.main)
        self._check_depth(root)
        body = child(root, "w:body")
        if body is None:
            raise self.archive.damaged()
        story = _Story(writer)
        self._blocks(body, story)
        self._end(story)
        for kind in ("footnotes", "endnotes"):
            wanted = [note for of, note in self.runs.notes if of == kind]
            part = self._part(kind) if wanted else None
            if part is None:
                continue
            self._check_depth(part)
            notes = {
                value(note, "id"): note
                for note in part
                if short(note.tag) in ("w:footnote", "w:endnote") and value(note, "type") not in _NO_NOTE
            }
            for key in wanted:
                if key in notes:
                    self._blocks(notes[key], story)
                    self._end(story)

    def _blocks(self, parent: Element, story: _Story) -> None:
        for element in parent:
            name = short(element.tag)
            if name == "w:p":
                self._paragraph(element, story)
            elif name == "w:tbl":
                self._end(story)
                self._table(element, story)
            elif name in _THROUGH:
                self._blocks(element, story)
            elif name == "w:sdt":
                for content in sdt_content(element):
                    self._blocks(content, story)
            elif name == "mc:AlternateContent":
                for branch in alternative(element):
                    self._blocks(branch, story)
            elif name == "w:altChunk":
                raise UnreadableFile(
                    self.archive.sentence(
                        f"holds a document of another format, which Word puts in place when it opens it: {_ADVICE} and load that."
                    )
                )

    def _paragraph(self, paragraph: Element, story: _Story) -> None:
        if not len(paragraph) and not story.waiting and not self.all_numbered:
            return
        properties = child(paragraph, "w:pPr")
        mark = child(properties, "w:rPr")
        text = self.runs.text(paragraph)
        boxes = self.runs.boxes
        if mark is not None and any(short(change.tag) in _MARK_GONE for change in mark):
            # Its end was deleted: it runs into the next paragraph, whose number counts.
            story.waiting += text
        elif text or not is_on(child(mark, "w:vanish")):
            label = self.numbering.label(properties)
            self._lines(labelled(label, story.waiting + text), story)
            story.waiting = ""
        for box in boxes:
            self._blocks(box, story)
            self._end(story)

    def _end(self, story: _Story) -> None:
        self._lines(story.waiting, story)
        story.waiting = ""

    def _lines(self, text: str, story: _Story) -> None:
        for line in text.split(BREAK):
            story.writer.text(line)
            story.writer.end_line()

    def _table(self, element: Element, story: _Story) -> None:
        kept = (row for row in _inside(element, "w:tr") if child(row, "w:trPr", "w:del") is None)
        rows = [(row, list(_inside(row, "w:tc"))) for row in kept]
        if sum(len(cells) for _, cells in rows) == 1:
            # A frame around text, not a table.
            self._blocks(next(cells[0] for _, cells in rows if cells), story)
            self._end(story)
            return
        table = _WordTable()
        for row, cells in rows:
            if cells:
                self._row(row, cells, table)
        if story.is_cell:
            for line in table.lines:
                story.writer.text(" ".join(filter(None, line)))
                story.writer.end_line()
        else:
            story.writer.table(table.lines, table.merged())

    def _row(self, row: Element, cells: list[Element], table: _WordTable) -> None:
        line = [""] * _span(child(row, "w:trPr", "w:gridBefore"), least=0)
        reaching: dict[int, int | None] = {}
        for cell in cells:
            properties = child(cell, "w:tcPr")
            wide = _span(child(properties, "w:gridSpan"))
            down, across = child(properties, "w:vMerge"), child(properties, "w:hMerge")
            goes_on = down is not None and value(down) != "restart"
            covered = goes_on or (across is not None and value(across) != "restart")
            self.cells += wide
            if self.cells > MAX_CELLS:
                raise UnreadableFile(
                    self.archive.sentence(f"has more than {MAX_CELLS:,} table cells: split it and load the parts.")
                )
            if goes_on:
                reaching[len(line)] = None
            elif wide > 1 or down is not None:
                reaching[len(line)] = wide
            gone = child(properties, "w:cellDel") is not None
            line += ["" if covered or gone else self._cell(cell), *[""] * (wide - 1)]
        table.add(line, reaching)

    def _cell(self, cell: Element) -> str:
        if not len(cell):
            return ""
        story = _Story(is_cell=True)
        self._blocks(cell, story)
        self._end(story)
        return story.writer.content().strip()

    def _part(self, kind: str) -> Element | None:
        """A part that the main part refers to, None where the document has none."""
        name = self._target(self.main, kind)
        return self.archive.xml(name) if name and self.archive.has(name) else None

    def _target(self, part: str, kind: str) -> str | None:
        """The name of the part of that kind that another part ("" for the package) refers to (ECMA-376-2, 6.5)."""
        folder, base = posixpath.split(part)
        relations = f"{folder}/_rels/{base}.rels".lstrip("/")
        if not self.archive.has(relations):
            return None
        for relation in self.archive.xml(relations):
            if relation.get("Type", "").endswith("/" + kind) and relation.get("TargetMode") != "External":
                return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        return None

    def _check_depth(self, root: Element) -> None:
        level = [root]
        for _ in range(MAX_DEPTH):
            level = [inner for element in level for inner in element]
            if not level:
                return
        raise UnreadableFile(
            self.archive.sentence(f"nests its elements more than {MAX_DEPTH} deep, which no program does: {_ADVICE}.")
        )


def _inside(parent: Element, wanted: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, which revisions and content controls may wrap."""
    for element in parent:
        name = short(element.tag)
        if name == wanted:
            yield element
        elif name in _THROUGH:
            yield from _inside(element, wanted)
        elif name == "w:sdt":
            for content in children(element, "w:sdtContent"):
                yield from _inside(content, wanted)


def _span(properties: Element | None, least: int = 1) -> int:
    """How many columns a cell takes, at most 63, which is Word's own limit."""
    return max(least, min(number(properties) or least, MAX_SPAN))


def labelled(label: str, text: str) -> str:
    """A paragraph after its number; a blank parts them where they would run together: 1.2 and 5万元."""
    if not label or not text:
        return label or text
    runs_on = label[-1] in _CLOSED or not label[-1].isalnum() or "①" <= label[-1] <= "⒇"
    if label[-1] in ".．" and text[:1].isdecimal():
        runs_on = False
    return f"{label}{'' if runs_on else ' '}{text}"
