"""One disclosure, an example of ours with 13 projects, as a file of every format that a reader knows."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as xml

import docx
import openpyxl
from attacks.zips import member, zipped
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

EXAMPLE = Path(__file__).resolve().parent.parent / "examples/红河州/个旧市卫生健康局2024年预算项目.txt"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ITEM = re.compile(r"[1-9]\.")


@dataclass(frozen=True, slots=True)
class Item:
    """A project: its heading (第一个：) and its fields, each a label and its lines."""

    heading: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The lines before the first project, and the projects."""

    front: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def lines(self) -> list[str]:
        """Every line in order."""
        found = [*self.front]
        for item in self.items:
            found.append(item.heading)
            for label, body in item.fields:
                found += [label, *body]
        return found


def disclosure() -> Disclosure:
    """The example, by its headings."""
    lines = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line]
    labels = {
        "项目名称",
        "立项依据",
        "项目实施单位",
        "项目基本概况",
        "项目实施内容",
        "资金安排情况",
        "项目实施计划",
        "项目实施成效",
    }
    front: list[str] = []
    items: list[tuple[str, list[tuple[str, list[str]]]]] = []
    for line in lines:
        if re.fullmatch("第[一二三四五六七八九十]+个：", line):
            items.append((line, []))
        elif not items:
            front.append(line)
        elif line in labels:
            items[-1][1].append((line, []))
        else:
            items[-1][1][-1][1].append(line)
    return Disclosure(
        tuple(front), tuple(Item(h, tuple((label, tuple(body)) for label, body in fields)) for h, fields in items)
    )


def txt(d: Disclosure) -> bytes:
    return "\n".join(d.lines).encode()


def html(d: Disclosure, *, table: bool = False) -> bytes:
    body = [f"<p>{escape(line)}</p>" for line in (d.front if table else d.lines)]
    for item in d.items if table else ():
        body.append(f"<p>{item.heading}</p><table border=1>")
        for label, lines in item.fields:
            body.append(f"<tr><th>{label}</th><td>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</td></tr>")
        body.append("</table>")
    style = "body{font-family:'Noto Sans CJK SC'} table{border-collapse:collapse} th{width:7em}"
    head = f'<meta charset="utf-8"><title>{escape(d.front[0])}</title><style>{style}</style>'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{''.join(body)}</body></html>".encode()


def _saved(document: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def word(d: Disclosure, *, table: bool = False) -> bytes:
    document = docx.Document()
    for line in d.front if table else d.lines:
        document.add_paragraph(line)
    for item in d.items if table else ():
        document.add_paragraph(item.heading)
        grid = document.add_table(rows=0, cols=2, style="Table Grid")
        for label, lines in item.fields:
            left, right = grid.add_row().cells
            left.text = label
            right.text = lines[0]
            for line in lines[1:]:
                right.add_paragraph(line)
    document.add_paragraph()  # Word always has one behind the last table; LibreOffice loses the table's cells without
    return _saved(document)


def word_numbered(d: Disclosure) -> bytes:
    """第一个： and 1. are no characters of the document: Word counts them."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for old in list(numbering):
        numbering.remove(old)
    levels = (("chineseCountingThousand", "第%1个："), ("decimal", "%1."))
    for number, (form, words) in enumerate(levels):
        numbering.append(
            parse_xml(
                f'<w:abstractNum xmlns:w="{_W}" w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
                f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
                f'<w:lvlText w:val="{words}"/></w:lvl></w:abstractNum>'
            )
        )
    lists = 1
    numbering.append(parse_xml(f'<w:num xmlns:w="{_W}" w:numId="1"><w:abstractNumId w:val="0"/></w:num>'))

    def numbered(words: str, number: int) -> None:
        properties = document.add_paragraph(words)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr xmlns:w="{_W}"><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
        )

    headings = {item.heading for item in d.items}
    for line in d.lines:
        if line in headings:
            numbered("", 1)
        elif _ITEM.match(line):
            if line.startswith("1."):
                lists += 1
                numbering.append(
                    parse_xml(
                        f'<w:num xmlns:w="{_W}" w:numId="{lists}"><w:abstractNumId w:val="1"/>'
                        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
                    )
                )
            numbered(line[2:], lists)
        else:
            document.add_paragraph(line)
    return _saved(document)


def word_tracked(d: Disclosure) -> bytes:
    """Half of every paragraph is a tracked insertion, and a tracked deletion stands between the halves."""
    document = docx.Document()
    who = 'w:author="a" w:date="2024-02-20T00:00:00Z"'
    for line in d.lines:
        paragraph = document.add_paragraph()
        middle = len(line) // 2
        for number, part in enumerate((line[:middle], line[middle:])):
            run = f'<w:r xmlns:w="{_W}"><w:t xml:space="preserve">{xml(part)}</w:t></w:r>'
            if number:
                paragraph._p.append(
                    parse_xml(
                        f'<w:del xmlns:w="{_W}" w:id="1" {who}><w:r><w:delText>删去99万元</w:delText></w:r></w:del>'
                    )
                )
                run = f'<w:ins xmlns:w="{_W}" w:id="2" {who}>{run}</w:ins>'
            paragraph._p.append(parse_xml(run))
    return _saved(document)


def word_boxed(d: Disclosure) -> bytes:
    """Each project stands in a text box, once for new programs and once more, the same, for old ones."""
    document = docx.Document()
    spaces = (
        f'xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    for line in d.front:
        document.add_paragraph(line)
    for item in d.items:
        lines = [item.heading, *(line for label, body in item.fields for line in (label, *body))]
        inside = "".join(f'<w:p><w:r><w:t xml:space="preserve">{xml(line)}</w:t></w:r></w:p>' for line in lines)
        box = f"<w:txbxContent>{inside}</w:txbxContent>"
        document.add_paragraph()._p.append(
            parse_xml(
                f'<w:r {spaces}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic>'
                f"<a:graphicData><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline>"
                f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
                "</mc:Fallback></mc:AlternateContent></w:r>"
            )
        )
    assert document.element.body.findall(f".//{qn('w:txbxContent')}")
    return _saved(document)


def printed(d: Disclosure, *, table: bool = False) -> bytes:
    """A PDF by reportlab, its lines broken where the page ends."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=11, leading=16, wordWrap="CJK")
    story: list[Paragraph | Table] = []
    for line in d.front if table else d.lines:
        story.append(Paragraph(escape(line), style))
    for item in d.items if table else ():
        story.append(Paragraph(item.heading, style))
        rows = [
            [Paragraph(label, style), [Paragraph(escape(line), style) for line in lines]]
            for label, lines in item.fields
        ]
        story.append(
            Table(
                rows,
                colWidths=[90, 360],
                style=[("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)), ("VALIGN", (0, 0), (-1, -1), "TOP")],
            )
        )
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=A4, invariant=1).build(story)
    return stream.getvalue()


def browser() -> str | None:
    """A Chromium on this machine."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def printed_by_browser(d: Disclosure, folder: Path, *, table: bool = False) -> bytes:
    page, target = folder / "page.html", folder / "page.pdf"
    page.write_bytes(html(d, table=table))
    command = [browser() or "", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += ["--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return target.read_bytes()


def office() -> str | None:
    """A LibreOffice on this machine."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def sheets() -> bool:
    """Whether that LibreOffice has the part that reads spreadsheets."""
    program = office()
    return program is not None and any(Path(program).resolve().parent.glob("*sclo.*"))


def converted(data: bytes, form: str, to: str, folder: Path) -> bytes:
    """A file saved by LibreOffice in another format; its settings, which take it seconds to make, serve the next one beside ``folder``."""
    (folder / f"given.{form}").write_bytes(data)
    command = [
        office() or "",
        "--headless",
        f"-env:UserInstallation={(folder.parent / 'office-profile').as_uri()}",
        "--convert-to",
        to,
    ]
    subprocess.run(
        [*command, "--outdir", str(folder / "out"), str(folder / f"given.{form}")],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return (folder / "out" / f"given.{to.partition(':')[0]}").read_bytes()


def rows(d: Disclosure, *, across: bool) -> list[list[str]]:
    """One project a row under a head of labels; or label left, text right."""
    front = [[line] for line in d.front]
    if across:
        head = ["序号", *(label for label, _ in d.items[0].fields)]
        return (
            front
            + [head]
            + [[str(number), *("\n".join(lines) for _, lines in item.fields)] for number, item in enumerate(d.items, 1)]
        )
    return front + [
        row
        for item in d.items
        for row in ([item.heading], *([label, "\n".join(lines)] for label, lines in item.fields))
    ]


def workbook(d: Disclosure, *, across: bool) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "预算项目"
    for row in rows(d, across=across):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def comma_separated(d: Disclosure, *, across: bool = True) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows(d, across=across))
    return stream.getvalue().encode("utf-8-sig")


def fixed(d: Disclosure) -> bytes:
    """An OFD file (GB/T 33190-2016): each paragraph begins two characters in, lines of 40 characters, 45 lines a page."""
    lines = []
    for line in d.lines:
        lines += [(2, line[:38]), *((0, line[at : at + 40]) for at in range(38, len(line), 40))]
    pages = [lines[at : at + 45] for at in range(0, len(lines), 45)]
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": (
            f'<ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        ),
        "Doc_0/Document.xml": (
            f"<ofd:Document {space}><ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 "
            "297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>"
            + "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
            + "</ofd:Pages></ofd:Document>"
        ),
        "Doc_0/PublicRes.xml": (
            f'<ofd:Res {space} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>'
        ),
    }
    identifier = 100
    for number, page in enumerate(pages):
        objects = []
        for place, (inset, line) in enumerate(page):
            identifier += 1
            delta = f' DeltaX="g {len(line) - 1} 4.2"' if len(line) > 1 else ""
            objects.append(
                f'<ofd:TextObject ID="{identifier}" Boundary="{20 + inset * 4.2:.1f} {20 + place * 5.6:.2f} 170 5" Font="1" Size="4.2">'
                f'<ofd:TextCode X="0" Y="4.2"{delta}>{xml(line)}</ofd:TextCode></ofd:TextObject>'
            )
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="{number + 5000}">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    declared = '<?xml version="1.0" encoding="UTF-8"?>'
    return zipped(*(member(name, (declared + part).encode()) for name, part in parts.items()))


def archived(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()
