"""Word documents (.docx, .docm, .dotx): paragraphs and tables in their order, with the numbers that Word prints before them.

Tracked insertions count and deletions do not, as in Word's view without marks.  Text boxes follow the paragraph that they are
fixed to, footnotes the whole text; what OCR reads of a picture stands where the picture does, also in a footnote.  Headers, footers and comments are
left out; pictures in headers and footers are counted.  A document does not keep where its pages
end (that is found anew by each program that prints it), so none are told.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from loaders.formats.containers.archive import Archive, is_zip
from loaders.formats.pages import fixed_layout, misreadings
from loaders.formats.scans import scan
from loaders.formats.sheets.grid import MAX_CELLS
from loaders.formats.web.page_text import MAX_SPAN, Merged, TextWriter
from loaders.formats.word.docx_numbering import Numbering
from loaders.formats.word.docx_runs import BREAK, Runs, alternative, pictures, sdt_content
from loaders.formats.word.wordml import (
    Styles,
    child,
    children,
    is_on,
    number,
    short,
    value,
)
from loaders.source import Page, Source, UnreadableFile

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
    document = _WordDocument(archive)
    document.write(writer)
    warnings: tuple[str, ...] = ()
    if document.pictures:
        read, warnings = scan.of_pictures(document.pictures, data, name)
        if any(page["state"] == "read" for page in read):
            writer, document = TextWriter(), _WordDocument(archive, read)
            document.write(writer)
    text = writer.content()
    if not text.strip():
        raise UnreadableFile(
            " ".join(warnings)
            or f"{name} has no text: it is empty, or its pages are pictures (scanned); run OCR first and load the text."
        )
    text, recognised = misreadings.mended(text, tuple(fixed_layout.recognised(text, document.seen, document.read)))
    count = sum(1 for page in document.read if page.get("ocr"))
    told = [fixed_layout.pictures_by_ocr(text, recognised, name, count, len(document.read))] if count else []
    if unread := document.unread:
        told.append(
            f"{name}: {unread:,} {'picture' if unread == 1 else 'pictures'} in its headers and footers, which are left out, may hold words: "
            "put what is to be read into the text."
        )
    return Source(
        path=path,
        sha256=sha256,
        text=text,
        encoding="utf-8",
        format=form,
        blocks=writer.blocks(),
        pages=tuple(document.places),
        recognised=recognised,
        images=fixed_layout.images(document.read),
        warnings=(*warnings, *told),
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
    """The parts of one document, and the walk over them; ``read`` is what OCR read of its pictures.

    ``pictures`` are the parts of those that the walk passed; ``places`` and ``seen`` say where their words stand.
    """

    def __init__(self, archive: Archive, read: Sequence[Mapping[str, Any]] = ()) -> None:
        self.archive = archive
        self.read = read
        self.pictures: list[str] = []
        self.places: list[Page] = []
        self.seen: fixed_layout.Seen = []
        self.written = 0
        self.main = self._target("", "officeDocument") or "word/document.xml"
        self.parts: dict[str, str] = {}
        self.unread = self._in_heads()
        self.parts = self._parts(self.main)
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
        self._put_pictures(story)
        for kind in ("footnotes", "endnotes"):
            wanted = [note for of, note in self.runs.notes if of == kind]
            name = self._target(self.main, kind) if wanted else None
            if name is None or not self.archive.has(name):
                continue
            part = self.archive.xml(name)
            self._check_depth(part)
            # The same id is another picture in another part.
            self.parts = self._parts(name)
            notes = {
                value(note, "id"): note
                for note in part
                if short(note.tag) in ("w:footnote", "w:endnote") and value(note, "type") not in _NO_NOTE
            }
            for key in wanted:
                if key in notes:
                    self._blocks(notes[key], story)
                    self._end(story)
                    self._put_pictures(story)

    def _blocks(self, parent: Element, story: _Story) -> None:
        for element in parent:
            name = short(element.tag)
            if name == "w:p":
                self._paragraph(element, story)
            elif name == "w:tbl":
                self._end(story)
                self._put_pictures(story)
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
        boxes, passed = self.runs.boxes, self.runs.pictures
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
        self.pictures += filter(None, map(self._picture, passed))

    def _end(self, story: _Story) -> None:
        self._lines(story.waiting, story)
        story.waiting = ""

    def _lines(self, text: str, story: _Story) -> None:
        if text.strip():
            self._put_pictures(story)
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

    def _put_pictures(self, story: _Story) -> None:
        """Write what OCR read of the pictures since the last words; those in cells stand after their table."""
        passed = self.read[self.written : len(self.pictures)]
        if story.is_cell or not passed:
            return
        first = self.written
        seen = [(at, first + number, signs) for at, number, signs in fixed_layout.write(passed, story.writer)]
        labels = [f"第{number}幅图（OCR）" for number in range(1, len(self.read) + 1)]
        self.places += fixed_layout.runs([(at, number) for at, number, _ in seen], story.writer.position, labels)
        self.seen += seen
        self.written = len(self.pictures)

    def _picture(self, relation: str) -> str | None:
        """The part that is the picture of this id; None for one that is elsewhere, missing, or of no kind that OCR reads."""
        part = self.parts.get(relation, "")
        return part if part.lower().endswith(scan.RASTERS) and self.archive.has(part) else None

    def _in_heads(self) -> int:
        """How many pictures headers and footers hold that are wide enough to have words."""
        found: set[str | None] = set()
        for of, _, name in self._relations(self.main):
            if of.rpartition("/")[2] not in ("header", "footer") or not self.archive.has(name):
                continue
            # What is left out may be damaged.
            with suppress(UnreadableFile):
                root = self.archive.xml(name)
                self._check_depth(root)
                self.parts = self._parts(name)
                found.update(map(self._picture, pictures(root)))
        return len(found - {None})

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
        """The name of the part of that kind that another part ("" for the package) refers to."""
        return next((target for of, _, target in self._relations(part) if of.endswith("/" + kind)), None)

    def _parts(self, part: str) -> dict[str, str]:
        """The parts that another one refers to, by the id that it has for them."""
        return {name: target for _, name, target in self._relations(part)}

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """The type, the id and the name of each part inside the package that another part refers to (ECMA-376-2, 6.5)."""
        folder, base = posixpath.split(part)
        relations = f"{folder}/_rels/{base}.rels".lstrip("/")
        for relation in self.archive.xml(relations) if self.archive.has(relations) else ():
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
                yield relation.get("Type", ""), relation.get("Id", ""), target

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
