"""OFD documents (GB/T 33190): the same disclosure as its text file, and what the user is told of one that cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import printed_pages
import pytest
from printed_pages import Sheet, Text
from test_pdf import DISCLOSURE, lines_of, record, rows_of, set_in_a_table, set_in_paragraphs

from loaders import formats
from loaders.formats.pages import fixed_layout, ofd
from loaders.source import Source, UnreadableFile


def read(data: bytes, name: str = "公开.ofd") -> Source:
    return fixed_layout.source(ofd.pages(data, name), path=name, name=name, sha256="0" * 64, form="ofd")


def page(*objects: str, content: str = "") -> bytes:
    """An OFD of one page with these objects in its layer."""
    layer = "".join(objects)
    return printed_pages.ofd(
        [Sheet()],
        **{
            "Doc_0/Pages/Page_0/Content.xml": content
            or f'<Page xmlns="http://www.ofdspec.org"><Content><Layer>{layer}</Layer></Content></Page>'
        },
    )


def said(text: str, more: str = "", *, code: str = 'X="0" Y="5"', boundary: str = "20 20 100 6") -> str:
    return f'<TextObject Boundary="{boundary}" Size="5" {more}><TextCode {code}>{text}</TextCode></TextObject>'


def test_a_disclosure_in_paragraphs_reads_as_its_text_file() -> None:
    sheets = set_in_paragraphs(DISCLOSURE)
    source = read(printed_pages.ofd(sheets))
    assert source.text.strip().split("\n") == lines_of(DISCLOSURE)
    assert [place.label for place in source.pages] == [f"第{n}页" for n in range(1, len(sheets) + 1)]
    assert source.format == "ofd" and not source.warnings


def test_a_disclosure_in_a_table_is_one_table_with_every_cell() -> None:
    source = read(printed_pages.ofd(set_in_a_table(DISCLOSURE)))
    tables = [block for block in source.blocks if block.kind == "table"]
    assert len(tables) == 1
    rows: dict[int, list[str]] = {}
    for cell in tables[0].cells:
        rows.setdefault(cell.row, []).append(source.text[cell.start : cell.end])
    assert list(rows.values()) == rows_of(DISCLOSURE)


def test_a_disclosure_gives_the_same_facts(tmp_path: Path) -> None:
    copy = tmp_path / "个旧市卫生健康局2024年预算项目.ofd"
    copy.write_bytes(printed_pages.ofd(set_in_paragraphs(DISCLOSURE)))
    assert record(copy) == record(DISCLOSURE)


@pytest.mark.parametrize(
    ("objects", "says"),
    [
        ([said("预算公开")], "预算公开"),
        ([said("预算公开", code='X="0" Y="5" DeltaX="g 3 5"')], "预算公开"),
        ([said("预算金额", code='X="0" Y="5" DeltaX="5 20 5"')], "预算 金额"),
        ([said("ABC", code='X="0" Y="5" DeltaX="3 3"')], "ABC"),
        ([said("第一行"), said("第二行", boundary="20 30 100 6")], "第一行\n第二行"),
        ([said("后", boundary="60 20 9 6"), said("先", boundary="55 20 9 6")], "先后"),
        # A code without X or Y goes on where the one before it stands.
        ([said('预</TextCode><TextCode X="5">算')], "预算"),
        (["<PageBlock>" + said("块") + "</PageBlock>"], "块"),
        ([said("公开"), said("草稿", 'CTM="0.7 0.7 -0.7 0.7 0 0"')], "公开"),  # a watermark
        ([said("放大", 'CTM="2 0 0 2 0 0"')], "放大"),
        ([said("竖排文", code='X="0" Y="5" DeltaY="6 6"')], "竖\n排\n文"),
        ([said("⽬标⺠政局")], "目标民政局"),
        ([said("a &amp; b")], "a & b"),
    ],
)
def test_text_by_its_place(objects: list[str], says: str) -> None:
    assert read(page(*objects)).text.rstrip("\n") == says


def test_a_page_turned_sideways() -> None:
    """A wide table printed upwards along the page."""
    turned = [said(f"第{n}行文字", 'CTM="0 -1 1 0 0 0"', boundary=f"{30 + 9 * n} 200 6 100") for n in range(1, 4)]
    assert read(page(*turned)).text == "第1行文字\n第2行文字\n第3行文字\n"


def test_templates_and_shared_graphics_are_read() -> None:
    head = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    document = (
        f"<ofd:Document {head}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        '<ofd:TemplatePage ID="7" BaseLoc="Tpls/T.xml"/><ofd:PublicRes>Res.xml</ofd:PublicRes></ofd:CommonData>'
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="/Doc_0/Pages/P.xml"/></ofd:Pages></ofd:Document>'
    )
    template = (
        f"<ofd:Page {head}><ofd:Content><ofd:Layer>{prefixed(said('申报表'))}</ofd:Layer></ofd:Content></ofd:Page>"
    )
    shared = (
        f'<ofd:Res {head}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="5"><ofd:Content>'
        f"{prefixed(said('单位盖章', boundary='0 0 90 6'))}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    content = (
        f'<ofd:Page {head}><ofd:Template TemplateID="7"/><ofd:Content><ofd:Layer>'
        '<ofd:CompositeObject Boundary="20 60 90 6" ResourceID="5"/></ofd:Layer></ofd:Content></ofd:Page>'
    )
    parts = {"Document": document, "Tpls/T": template, "Res": shared, "Pages/P": content}
    data = printed_pages.ofd([], **{f"Doc_0/{name}.xml": part for name, part in parts.items()})
    assert read(data).text == "申报表\n单位盖章\n"


def prefixed(markup: str) -> str:
    return markup.replace("</", "\0").replace("<", "<ofd:").replace("\0", "</ofd:")


def test_an_ofd_is_known_by_content(tmp_path: Path) -> None:
    path = tmp_path / "公开.zip"
    path.write_bytes(page(said("文件名写错了。")))
    assert formats.read(path).format == "ofd"


# ---- what the user is told


def scanned(*texts: str) -> bytes:
    return printed_pages.ofd([Sheet([Text(80, 130, 16, t)]) if t else Sheet(image=True) for t in texts])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (
            scanned(""),
            "公开.ofd: page 1 has no text layer (a scanned image); run pip install 'policy-kg[ocr]' and load it again.",
        ),
        (
            scanned("", ""),
            "公开.ofd: pages 1, 2 have no text layer (scanned images); run pip install 'policy-kg[ocr]' and load it again.",
        ),
        (printed_pages.ofd([Sheet()]), "公开.ofd is empty: no page of it holds any text."),
        (printed_pages.ofd([]), "公开.ofd is damaged: open it in an OFD reader, save it again and load that."),
        (page(content="<Page>"), "公开.ofd is damaged: open it in an OFD reader, save it again and load that."),
        (
            printed_pages.ofd([Sheet()], **{"Encryptions.xml": "<Encryptions/>"}),
            "公开.ofd is protected by a password: save it without one and load that.",
        ),
        (
            printed_pages.ofd([Sheet()] * 501),
            "公开.ofd has 501 pages, more than the limit of 500: split it and load the parts.",
        ),
    ],
    ids=["scanned", "scanned-pages", "empty", "no-pages", "damaged", "encrypted", "pages"],
)
def test_what_cannot_be_read_is_told_in_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile) as error:
        read(data)
    assert str(error.value) == says


def test_scanned_pages_among_others_are_named() -> None:
    source = read(scanned("第一页的文字。", "", "第三页的文字。"))
    assert source.warnings == (
        "公开.ofd: page 2 has no text layer (a scanned image); run pip install 'policy-kg[ocr]' and load it again. The other pages were read.",
    )
    assert source.text == "第一页的文字。\n第三页的文字。\n"


@pytest.mark.parametrize("value", ["", "x", "1e999", "nan", "1 2 3", "g", "g 5", "g x y", "-5", "9" * 400])
def test_numbers_that_are_none_do_no_harm(value: str) -> None:
    markup: list[Any] = [
        said("预算", code=f'X="0" Y="5" DeltaX="{value}"'),
        said("公开", f'CTM="{value}"', boundary="20 40 90 6"),
    ]
    assert set(read(page(*markup)).text.replace("\n", "").replace(" ", "")) <= set("预算公开")
