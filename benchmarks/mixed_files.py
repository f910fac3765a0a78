"""Documents of :mod:`benchmarks.generate` in the formats that government websites publish; the same count gives the same facts."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from html import escape
from itertools import islice
from pathlib import Path

from benchmarks import generate

# Of a hundred files; .doc is left out of the mixture, for LibreOffice alone would be measured.
SHARES = {".txt": 40, ".html": 25, ".docx": 20, ".csv": 4, ".xlsx": 4, ".pdf": 4, ".ofd": 3}


def write(folder: Path, count: int) -> int:
    """Write so many files, mixed by :data:`SHARES`; gives the bytes."""
    turn = [ending for ending, share in SHARES.items() for _ in range(share)]
    # So that all formats come early, and not one after the other.
    turn = [turn[place * 37 % len(turn)] for place in range(len(turn))]
    return sum(_write(folder, made, turn[place % len(turn)]) for place, made in enumerate(_made(count)))


def write_alike(folder: Path, count: int, ending: str) -> int:
    """Write so many files of one format; gives the bytes."""
    return sum(_write(folder, made, ending) for made in _made(count))


def _made(count: int) -> Iterator[generate.Made]:
    return islice(generate.documents(count * 2 * generate.PROJECTS_A_DOCUMENT), count)


def _write(folder: Path, made: generate.Made, ending: str) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    lines = [line for line in made.text.splitlines() if line]
    data = _WRITERS[ending](lines)
    folder.joinpath(made.name).with_suffix(ending).write_bytes(data)
    return len(data)


def _txt(lines: list[str]) -> bytes:
    return "\n\n".join(lines).encode()


def _html(lines: list[str]) -> bytes:
    body = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
    links = "".join(f'<li><a href="/{n}.html">栏目{n}</a></li>' for n in range(30))
    page = f'<html><head><meta charset="utf-8"><title>{escape(lines[0])}</title></head><body><ul>{links}</ul>'
    return f'{page}<div class="content">{body}</div></body></html>'.encode()


def _docx(lines: list[str]) -> bytes:
    import docx

    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _register(lines: list[str]) -> list[tuple[str, str, str]]:
    """Rows of a register: the document's lines as titles, under numbers of their own."""
    head = [("文件名称", "文号", "状态")]
    return head + [(f"{line[:30]}办法", f"县政发〔2023〕{n}号", "有效") for n, line in enumerate(lines[:120], 1)]


def _csv(lines: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(_register(lines))
    return out.getvalue().encode("utf-8-sig")


def _xlsx(lines: list[str]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("目录")
        for number, row in enumerate(_register(lines)):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def _pdf(lines: list[str]) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=20, wordWrap="CJK")
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build([Paragraph(escape(line), style) for line in lines])
    return out.getvalue()


def _ofd(lines: list[str]) -> bytes:
    """Pages of thirty lines in the words of GB/T 33190, each line at its place."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    rows = [line[at : at + 34] for line in lines for at in range(0, len(line), 34)]
    pages = [rows[at : at + 30] for at in range(0, len(rows), 30)]
    parts = {
        "OFD.xml": f'<ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        + "".join(f'<ofd:Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
        + "</ofd:Pages></ofd:Document>",
    }
    for number, page in enumerate(pages):
        objects = "".join(
            f'<ofd:TextObject ID="{n + 100}" Boundary="20 {20 + n * 8} 175 6" Font="1" Size="5">'
            f'<ofd:TextCode X="0" Y="5" DeltaX="g {max(len(row) - 1, 1)} 5">{escape(row)}</ofd:TextCode></ofd:TextObject>'
            for n, row in enumerate(page)
        )
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="9">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(zipfile.ZipInfo(name), '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return out.getvalue()


_WRITERS: dict[str, Callable[[list[str]], bytes]] = {
    ".txt": _txt,
    ".html": _html,
    ".docx": _docx,
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".pdf": _pdf,
    ".ofd": _ofd,
}
