"""PDF documents: the same disclosure as its text file, and what the user is told of a PDF that cannot be read."""

from __future__ import annotations

import html
import importlib.util
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import printed_pages
import pytest
from attacks import pdfs
from folders import ROOT
from printed_pages import Sheet, Typesetter

from loaders import extract, formats
from loaders.formats import txt
from loaders.formats.pages import fixed_layout, pdf
from loaders.rdf import jsonl
from loaders.source import Source, UnreadableFile

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("pypdfium2", "reportlab")),
    reason="needs pip install 'policy-kg[pdf,test]'",
)
DISCLOSURE = ROOT / "examples" / "红河州" / "个旧市卫生健康局2024年预算项目.txt"
FIELDS = [
    "项目名称",
    "立项依据",
    "项目实施单位",
    "项目基本概况",
    "项目实施内容",
    "资金安排情况",
    "项目实施计划",
    "项目实施成效",
]
PLACES = ("start", "end", "path", "sha256", "surface")


def read(data: bytes, name: str = "公开.pdf") -> Source:
    return fixed_layout.source(pdf.pages(data, name), path=name, name=name, sha256="0" * 64, form="pdf")


def lines_of(path: Path) -> list[str]:
    text, _ = txt.decode(path.read_bytes(), path.name)
    return [line.strip() for line in text.split("\n") if line.strip()]


@cache
def set_in_paragraphs(path: Path) -> tuple[Sheet, ...]:
    """The document with a running head and page numbers, its lines broken by the page's width."""
    title, *rest = lines_of(path)
    setter = Typesetter(head="2024年部门预算公开", foot=lambda page: f"— {page} —")
    setter.centred(title)
    for line in rest:
        setter.paragraph(line)
    return tuple(setter.sheets)


def rows_of(path: Path) -> list[list[str]]:
    """The projects of a disclosure as rows of a label and its text."""
    rows: list[list[str]] = []
    for line in lines_of(path)[1:]:
        if line in FIELDS or line.startswith("第") and line.endswith("："):
            rows.append([line, ""])
        elif rows:
            rows[-1][1] += ("\n" if rows[-1][1] else "") + line
    return rows


@cache
def set_in_a_table(path: Path) -> tuple[Sheet, ...]:
    setter = Typesetter(foot=lambda page: f"第{page}页 共7页")
    setter.centred(lines_of(path)[0])
    setter.paragraph(lines_of(path)[1])
    setter.table(rows_of(path), [1, 4])
    return tuple(setter.sheets)


def facts(value: Any) -> Any:
    """A record without its places, blanks and line breaks: what two formats of one document must agree on."""
    if isinstance(value, Mapping):
        return {key: facts(inner) for key, inner in value.items() if key not in PLACES}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [facts(inner) for inner in value]
    return "".join(value.split()) if isinstance(value, str) else value


def record(path: Path) -> Any:
    return facts(jsonl.record(extract.read_and_extract(path)))


def test_a_disclosure_in_paragraphs_reads_as_its_text_file() -> None:
    source = read(printed_pages.pdf(set_in_paragraphs(DISCLOSURE)))
    assert source.text.strip().split("\n") == lines_of(DISCLOSURE)
    assert {block.kind for block in source.blocks} == {"paragraph"}
    assert not source.warnings


def test_a_disclosure_in_paragraphs_gives_the_same_facts(tmp_path: Path) -> None:
    copy = tmp_path / "个旧市卫生健康局2024年预算项目.pdf"
    copy.write_bytes(printed_pages.pdf(set_in_paragraphs(DISCLOSURE)))
    given, wanted = record(copy), record(DISCLOSURE)
    assert len(wanted["projects"]) == 13
    assert given == wanted


def test_a_table_over_seven_pages_is_one_table_with_every_cell() -> None:
    source = read(printed_pages.pdf(set_in_a_table(DISCLOSURE)))
    tables = [block for block in source.blocks if block.kind == "table"]
    assert len(source.pages) == 7 and len(tables) == 1
    cells = [[source.text[cell.start : cell.end] for cell in tables[0].cells if cell.row == row] for row in range(200)]
    assert [row for row in cells if row] == rows_of(DISCLOSURE)


def test_a_disclosure_in_a_table_gives_the_same_projects(tmp_path: Path) -> None:
    copy = tmp_path / "个旧市卫生健康局2024年预算项目.pdf"
    copy.write_bytes(printed_pages.pdf(set_in_a_table(DISCLOSURE)))
    given, wanted = record(copy), record(DISCLOSURE)
    told = ("name", "implementing_units", "amount_yuan", "fiscal_year")
    assert [{k: p[k] for k in told} for p in given["projects"]] == [{k: p[k] for k in told} for p in wanted["projects"]]
    assert [c["number"] for c in given["citations"]] == [c["number"] for c in wanted["citations"]]


def test_every_place_has_its_page() -> None:
    sheets = set_in_paragraphs(DISCLOSURE)
    source = read(printed_pages.pdf(sheets))
    assert [page.label for page in source.pages] == [f"第{n}页" for n in range(1, len(sheets) + 1)]
    assert source.pages[0].start == 0 and source.pages[-1].end == len(source.text)
    assert all(a.end == b.start for a, b in zip(source.pages, source.pages[1:], strict=False))
    for page, sheet in zip(source.pages, sheets, strict=True):
        printed = "".join(text.text for text in sheet.texts if text.y > 60 and text.y < 780)
        assert source.text[page.start : page.end].replace("\n", "") == printed


def test_a_page_is_named_in_the_graph_and_only_where_there_are_pages(tmp_path: Path) -> None:
    from loaders.rdf import triples

    copy = tmp_path / "a.pdf"
    copy.write_bytes(printed_pages.pdf(set_in_paragraphs(DISCLOSURE)))
    told = triples.nquads(extract.read_and_extract(copy)).decode("utf-8")
    passages = set(re.findall(r"ns#evidence> <([^>]+)>", told))
    assert told.count('ns#page> "第') == len(passages) > 100
    assert "ns#page>" not in triples.nquads(extract.read_and_extract(DISCLOSURE)).decode("utf-8")


# ---- what the user is told


def scanned(*texts: str) -> list[Sheet]:
    """A page a text; an empty text is a page with nothing but an image."""
    sheets = []
    for text in texts:
        setter = Typesetter()
        setter.paragraph(text)
        sheets.append(setter.sheets[0] if text else Sheet(image=True))
    return sheets


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as error:
        read(data)
    return str(error.value)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (
            lambda: printed_pages.pdf(scanned("")),
            "公开.pdf: page 1 has no text layer (a scanned image); run pip install 'policy-kg[ocr]' and load it again.",
        ),
        (
            lambda: printed_pages.pdf(scanned("", "")),
            "公开.pdf: pages 1, 2 have no text layer (scanned images); run pip install 'policy-kg[ocr]' and load it again.",
        ),
        (
            lambda: printed_pages.pdf(scanned("预算公开"), password="secret"),
            "公开.pdf is protected by a password: save it without one (print it to a new PDF) and load that.",
        ),
        (
            lambda: b"%PDF-1.7\n" + b"1234567890" * 100,
            "公开.pdf is damaged: open it in a PDF reader, print it to a new PDF and load that.",
        ),
        (
            lambda: pdfs.cmap(b"<0001> <0002> <E123>"),
            "公开.pdf: page 1 has a font whose map to characters is broken, so the text cannot be read; "
            "print the file to a new PDF from its source, or run pip install 'policy-kg[ocr]' and load it again.",
        ),
        (lambda: printed_pages.pdf([Sheet()]), "公开.pdf is empty: no page of it holds any text."),
        (
            lambda: printed_pages.pdf([Sheet()] * 501),
            "公开.pdf has 501 pages, more than the limit of 500: split it and load the parts.",
        ),
    ],
    ids=["scanned", "scanned-pages", "encrypted", "damaged", "font-map", "empty", "pages"],
)
@pytest.mark.usefixtures("without_ocr")
def test_what_cannot_be_read_is_told_in_a_sentence(make: Callable[[], bytes], says: str) -> None:
    assert refused(make()) == says


@pytest.mark.usefixtures("without_ocr")
def test_scanned_pages_among_others_are_named_and_the_others_read() -> None:
    source = read(printed_pages.pdf(scanned("第一页的文字。", "", "第三页的文字。", "")))
    assert source.warnings == (
        "公开.pdf: pages 2, 4 have no text layer (scanned images); run pip install 'policy-kg[ocr]' and load it again. The other pages were read.",
    )
    assert source.text == "第一页的文字。\n第三页的文字。\n"
    assert [page.label for page in source.pages] == ["第1页", "第3页"]


def test_an_image_behind_a_text_layer_is_no_scanned_page() -> None:
    sheet = scanned("经过文字识别的一页。")[0]
    sheet.image = True
    assert read(printed_pages.pdf([sheet])).text == "经过文字识别的一页。\n"


def test_without_the_extra_the_line_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    assert refused(b"%PDF-1.7") == (
        "公开.pdf is a PDF document, for which this installation lacks the reader: "
        "run pip install 'policy-kg[pdf]' and load it again."
    )


def test_a_pdf_is_known_by_content(tmp_path: Path) -> None:
    path = tmp_path / "公开.doc"
    path.write_bytes(printed_pages.pdf(scanned("文件名写错了。")))
    assert formats.read(path).format == "pdf"


@pytest.mark.usefixtures("without_ocr")
def test_a_warning_reaches_the_one_who_loads(tmp_path: Path) -> None:
    path = tmp_path / "公开.pdf"
    path.write_bytes(printed_pages.pdf(scanned("第一页的文字。", "")))
    assert any("page 2 has no text layer" in warning for warning in extract.read_and_extract(path).warnings)


# ---- as programs print


def printed_by_chromium(markup: str, *, footer: str = "") -> bytes:
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.set_content(f"<meta charset=utf-8>{markup}")
        made: bytes = page.pdf(
            prefer_css_page_size=True,
            display_header_footer=bool(footer),
            header_template="<span style='font-size:9pt;margin-left:20mm'>部门预算公开</span>",
            footer_template=f"<span style='font-size:9pt;margin:auto'>{footer}</span>",
        )
        browser.close()
        return made


STYLE = """<style>@page{size:A4;margin:37mm 26mm 35mm 28mm} body{font:16pt/28pt "Noto Serif CJK SC",serif}
p{margin:0;text-indent:2em;text-align:justify} table{border-collapse:collapse} td{border:1px solid;padding:2mm;font-size:12pt}
thead{display:table-header-group}</style>"""


@pytest.mark.browser
def test_a_page_printed_by_chromium_reads_as_its_text_file() -> None:
    text = "".join(f"<p>{html.escape(line)}</p>" for line in lines_of(DISCLOSURE))
    footer = "— <span class=pageNumber></span> —"
    assert read(printed_by_chromium(STYLE + text, footer=footer)).text.strip().split("\n") == lines_of(DISCLOSURE)


@pytest.mark.browser
def test_a_table_with_merged_cells_printed_by_chromium() -> None:
    words = "用于乡镇卫生院的设备更新和人员培训，按照云财社发〔2023〕36号文件的要求安排。"
    rows = "".join(f"<tr><td>{n}<td>第{n}项，{words}<td>市级<td>{n}.50</tr>" for n in range(2, 31))
    table = f"""<table><thead><tr><td>序号<td>项目名称<td colspan=2>资金安排</tr></thead>
    <tr><td rowspan=2>1<td>家庭医生签约<td>中央<td>12.50</tr><tr><td>小计<td>省级<td>3.20</tr>{rows}</table><p>表后说明。</p>"""
    source = read(printed_by_chromium(STYLE + "<p>单位：万元</p>" + table))
    assert [block.kind for block in source.blocks] == ["paragraph", "table", "paragraph"]
    assert len(source.pages) > 2
    cells = source.blocks[1].cells
    grid = {(cell.row, cell.column): source.text[cell.start : cell.end] for cell in cells}
    assert [grid[0, c] for c in range(4)] == ["序号", "项目名称", "资金安排", ""]
    assert [grid[2, c] for c in range(4)] == ["", "小计", "省级", "3.20"]
    assert [[grid[n + 1, c] for c in range(4)] for n in range(2, 31)] == [
        [str(n), f"第{n}项，{words}", "市级", f"{n}.50"] for n in range(2, 31)
    ]
