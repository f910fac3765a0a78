"""A small typesetter for the tests: paragraphs and tables placed on pages as an office prints them, as a PDF or as an OFD."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 595.3, 841.9  # A4 in points
LEFT, RIGHT, TOP, BOTTOM = 80.0, 520.0, 105.0, 740.0
SIZE, PITCH = 16.0, 28.0
_NEVER_FIRST = "，。、；：！？）》〉〕”’％%"
_POINT = 25.4 / 72
Table = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Text:
    x: float
    y: float  # baseline, from above
    size: float
    text: str
    spread: float = 0.0  # points between characters


@dataclass
class Sheet:
    texts: list[Text] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    image: bool = False


def width(text: str, size: float = SIZE) -> float:
    """As the typesetter's font sets it: ASCII half as wide."""
    return sum(size / 2 if c.isascii() else size for c in text)


def broken(text: str, room: float, size: float = SIZE, indent: float = 0.0) -> list[str]:
    """A paragraph as lines; a mark that may not begin a line hangs over."""
    lines, line, used = [], "", indent
    for character in text:
        wide = width(character, size)
        if used + wide > room and character not in _NEVER_FIRST and line:
            lines.append(line)
            line, used = "", 0.0
        line += character
        used += wide
    return [*lines, line]


class Typesetter:
    """Blocks one under another; a new page where one is full, with its head and foot."""

    def __init__(
        self, head: str = "", foot: Callable[[int], str] | None = None, indent: float = 2.0, size: float = SIZE
    ) -> None:
        self.head, self.foot = head, foot
        self.size, self.pitch = size, size * PITCH / SIZE
        self.indent = indent * size
        self.sheets: list[Sheet] = []
        self.turn()

    def turn(self) -> None:
        """Begin the next page."""
        self.sheets.append(Sheet())
        number = len(self.sheets)
        self.y = TOP
        if self.head:
            self.put(Text(LEFT, 50, 10.5, self.head))
        if self.foot:
            printed = self.foot(number)
            self.put(Text((WIDTH - width(printed, 12)) / 2, 795, 12, printed))

    def put(self, text: Text) -> None:
        self.sheets[-1].texts.append(text)

    def room(self, height: float) -> None:
        if self.y + height > BOTTOM:
            self.turn()

    def centred(self, text: str, size: float = 22.0) -> None:
        for line in broken(text, RIGHT - LEFT, size):
            self.room(self.pitch * 1.4)
            self.put(Text((LEFT + RIGHT - width(line, size)) / 2, self.y + size, size, line))
            self.y += self.pitch * 1.4

    def paragraph(self, text: str) -> None:
        lines = broken(text, RIGHT - LEFT, self.size, self.indent)
        for index, line in enumerate(lines):
            self.room(self.pitch)
            x = LEFT + (self.indent if index == 0 else 0)
            spread = 0.0
            if index < len(lines) - 1 and len(line) > 1:
                spread = max(0.0, (RIGHT - x - width(line, self.size)) / (len(line) - 1))
            self.put(Text(x, self.y + self.size, self.size, line, spread))
            self.y += self.pitch

    def table(self, rows: Table, shares: Sequence[float], size: float = 12.0, head: bool = False) -> None:
        """Ruled cells; a row that does not fit goes on on the next page, its text broken between lines, under the head again."""
        edges = [LEFT]
        for share in shares:
            edges.append(edges[-1] + share * (RIGHT - LEFT) / sum(shares))
        pitch = size * 1.4
        start = self.y
        for number, row in enumerate(rows):
            cells = [
                [part for paragraph in cell.split("\n") for part in broken(paragraph, b - a - 8, size)]
                for cell, a, b in zip(row, edges, edges[1:], strict=False)
            ]
            tall = max(map(len, cells))
            done = 0
            while done < tall:
                fit = int((BOTTOM - self.y - 8) / pitch)
                if fit < 1:
                    self._posts(edges, start)
                    self.turn()
                    start = self.y
                    if head and number:
                        self._row([broken(c, 500, size) for c in rows[0]], edges, size, pitch)
                    continue
                part = [cell[done : done + fit] for cell in cells]
                self._row(part, edges, size, pitch)
                done += fit
        self._posts(edges, start)
        self.y += pitch

    def _row(self, cells: Sequence[Sequence[str]], edges: Sequence[float], size: float, pitch: float) -> None:
        top = self.y
        height = max(1, *map(len, cells)) * pitch + 8
        for cell, x in zip(cells, edges, strict=False):
            for index, line in enumerate(cell):
                self.put(Text(x + 4, top + 4 + index * pitch + size, size, line))
        self.sheets[-1].rules += [(edges[0], y, edges[-1], y) for y in (top, top + height)]
        self.y = top + height

    def _posts(self, edges: Sequence[float], start: float) -> None:
        self.sheets[-1].rules += [(x, start, x, self.y) for x in edges]


def pdf(sheets: Sequence[Sheet], password: str = "") -> bytes:
    """The pages as a PDF whose fonts are not embedded (STSong-Light, which every PDF reader brings along)."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = BytesIO()
    encryption = StandardEncryption(password, strength=128) if password else None
    page = canvas.Canvas(out, pagesize=(WIDTH, HEIGHT), encrypt=encryption, invariant=True)
    for sheet in sheets:
        if sheet.image:
            page.drawImage(_picture(), 0, 0, WIDTH, HEIGHT)
        for text in sheet.texts:
            # Each character at its place: the tests' own widths hold, whatever the font's are.
            x = text.x
            for character in text.text:
                page.setFont("STSong-Light", text.size)
                page.drawString(x, HEIGHT - text.y, character)
                x += width(character, text.size) + text.spread
        for x0, y0, x1, y1 in sheet.rules:
            page.line(x0, HEIGHT - y0, x1, HEIGHT - y1)
        page.showPage()
    page.save()
    return out.getvalue()


def _picture() -> object:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    return ImageReader(Image.new("L", (40, 60), 200))


_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(sheets: Sequence[Sheet], **more: str | bytes) -> bytes:
    """The pages as an OFD (GB/T 33190-2016), in millimetres; ``more`` are further parts by name."""
    parts = {
        "OFD.xml": f'<ofd:OFD {_NAMESPACE} DocType="OFD" Version="1.0"><ofd:DocBody>'
        "<ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_NAMESPACE}><ofd:CommonData><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        + "".join(f'<ofd:Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(sheets)))
        + "</ofd:Pages></ofd:Document>",
    }
    for number, sheet in enumerate(sheets):
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page {_NAMESPACE}><ofd:Content><ofd:Layer ID="1">{_objects(sheet)}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **more}.items():
            archive.writestr(name, content)
    return out.getvalue()


def _objects(sheet: Sheet) -> str:
    objects = ['<ofd:ImageObject ID="2" Boundary="0 0 210 297" ResourceID="9"/>'] if sheet.image else []
    for text in sheet.texts:
        x, y, size = text.x * _POINT, text.y * _POINT, text.size * _POINT
        steps = " ".join(f"{(width(c, text.size) + text.spread) * _POINT:.4f}" for c in text.text[:-1])
        objects.append(
            f'<ofd:TextObject Boundary="{x:.4f} {y - size:.4f} 200 {size * 1.2:.4f}" Font="1" Size="{size:.4f}">'
            f'<ofd:TextCode X="0" Y="{size:.4f}" DeltaX="{steps}">{escape(text.text)}</ofd:TextCode></ofd:TextObject>'
        )
    for rule in sheet.rules:
        x0, y0, x1, y1 = (value * _POINT for value in rule)
        objects.append(
            f'<ofd:PathObject Boundary="{x0:.4f} {y0:.4f} {x1 - x0 + 0.1:.4f} {y1 - y0 + 0.1:.4f}" LineWidth="0.2">'
            f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0:.4f} {y1 - y0:.4f}</ofd:AbbreviatedData></ofd:PathObject>"
        )
    return "".join(objects)


def laid_out(sheets: Sequence[Sheet]) -> list[dict[str, object]]:
    """The pages as the readers of PDF and OFD hand them on, without a file."""
    from loaders.formats.pages import page_layout
    from loaders.formats.pages.glyphs import Glyph

    pages = []
    for sheet in sheets:
        glyphs = []
        for text in sheet.texts:
            x = text.x
            for character in text.text:
                wide = width(character, text.size)
                glyphs.append(Glyph(character, x, x + wide, text.y, text.size))
                x += wide + text.spread
        pages.append(
            page_layout.page(glyphs, sheet.rules, width=WIDTH, height=HEIGHT, image_area=1.0 if sheet.image else 0.0)
        )
    return pages
