"""Word documents: paragraphs, tables, notes and text boxes in their order, as Word prints them."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx as python_docx
import pytest
import word_parts
from hypothesis import given, settings
from hypothesis import strategies as st
from word_parts import cell, packed, paragraph, run, source, table, text

from loaders.formats import read
from loaders.formats.web.page_text import MAX_SPAN
from loaders.formats.word import docx
from loaders.formats.word.docx import labelled
from loaders.source import UnreadableFile

DELETED = "<w:rPr><w:del w:id='1'/></w:rPr>"


@pytest.mark.parametrize("name", ["a.docx", "a.docm", "a.dotx", "a.doc", "a.txt", "a.wps", "a.zip"])
def test_a_document_is_known_by_content(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(packed(paragraph("一、项目概况")))
    found = read(tmp_path / name)
    assert (found.text, found.format, found.encoding, found.pages) == ("一、项目概况\n", "docx", "utf-8", ())


def test_the_main_part_is_found_by_its_relation() -> None:
    made = packed(paragraph("正文"), main="word/document2.xml")
    assert docx.source(made, "a", "a.docx", "").text == "正文\n"


BOX = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
CHOICES = (
    f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:txbx>{BOX}</wps:txbx></wp:anchor>'
    f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
)


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        (paragraph("甲") + paragraph("") + paragraph("乙"), "甲\n乙"),
        (paragraph("甲") + table(["一", "二"], ["三", "四"]) + paragraph("乙"), "甲\n一\t二\n三\t四\n乙"),
        ("<w:sdt><w:sdtContent>" + paragraph("控件") + "</w:sdtContent></w:sdt>", "控件"),
        (
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
            + paragraph("单击此处")
            + "</w:sdtContent></w:sdt>"
            + paragraph("后"),
            "后",
        ),
        ("<w:ins w:id='1'>" + paragraph("添加") + "</w:ins>" + paragraph("后"), "添加\n后"),
        ("<w:del w:id='1'>" + paragraph("删去") + "</w:del>" + paragraph("后"), "后"),
        (paragraph(run("前"), DELETED) + paragraph("后"), "前后"),
        (paragraph("<w:del><w:r><w:delText>去</w:delText></w:r></w:del>", DELETED) + paragraph("后"), "后"),
        (paragraph(run("末"), DELETED), "末"),
        (paragraph(run("前"), DELETED) + table(["一", "二"]), "前\n一\t二"),
        (paragraph(run("锚") + f"<w:r>{CHOICES}</w:r>") + paragraph("后"), "锚\n框内\n后"),
        (paragraph(f"<w:r><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></w:r>"), "框内"),
        (
            paragraph(
                "<w:r><mc:AlternateContent><mc:Choice><w:drawing/></mc:Choice><mc:Fallback><w:pict>"
                f"{BOX}{BOX}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
            ),
            "框内\n框内",
        ),
        (table([f"<w:p><w:r>{CHOICES}</w:r></w:p>", "乙"]), "框内\t乙"),
        (paragraph(run("甲") + "<w:r><w:br/></w:r>" + run("乙")), "甲\n乙"),
        (paragraph(run("甲") + '<w:r><w:br w:type="page"/></w:r>' + run("乙")), "甲\n乙"),
        (paragraph(run("第") + "<w:r><w:lastRenderedPageBreak/></w:r>" + run("一")), "第一"),
        (paragraph("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>", "<w:rPr><w:vanish/></w:rPr>") + "<w:p/>", ""),
    ],
)
def test_what_is_printed(body: str, printed: str) -> None:
    assert text(body + paragraph("完")).removesuffix("完").removesuffix("\n") == printed
    assert text(body + paragraph("完"), strict=True).removesuffix("完").removesuffix("\n") == printed


SPAN = '<w:gridSpan w:val="{}"/>'
DOWN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


@pytest.mark.parametrize(
    ("rows", "printed", "merged"),
    [
        ([["甲", "乙"], ["丙"]], "甲\t乙\n丙", {}),
        ([["甲", ""], ["", ""], ["", "丙"]], "甲\n\t丙", {}),
        (
            [f"<w:tr>{cell('合', SPAN.format(2))}{cell('尾')}</w:tr>", ["一", "二", "三"]],
            "合\t\t尾\n一\t二\t三",
            {(0, 0): (1, 2)},
        ),
        (
            [f"<w:tr>{cell('竖', DOWN)}{cell(str(n))}</w:tr>" if n == 1 else f"<w:tr>{cell('', ON)}{cell(str(n))}</w:tr>" for n in (1, 2, 3)],
            "竖\t1\n\t2\n\t3",
            {(0, 0): (3, 1)},
        ),
        (
            [
                f"<w:tr>{cell('竖', DOWN)}{cell('1')}</w:tr>",
                f"<w:tr>{cell('', ON)}{cell('')}</w:tr>",
                f"<w:tr>{cell('', ON)}{cell('3')}</w:tr>",
                f"<w:tr>{cell('再', DOWN)}{cell('4')}</w:tr>",
                f"<w:tr>{cell('', ON)}{cell('5')}</w:tr>",
                f"<w:tr>{cell('散')}{cell('6')}</w:tr>",
            ],
            "竖\t1\n\t3\n再\t4\n\t5\n散\t6",
            {(0, 0): (2, 1), (2, 0): (2, 1)},
        ),
        (
            [
                f"<w:tr>{cell('块', SPAN.format(2) + DOWN)}{cell('1')}</w:tr>",
                f"<w:tr>{cell('', SPAN.format(2) + ON)}{cell('2')}</w:tr>",
            ],
            "块\t\t1\n\t\t2",
            {(0, 0): (2, 2)},
        ),
        ([f"<w:tr><w:trPr><w:gridBefore w:val='2'/></w:trPr>{cell('右')}</w:tr>", ["一", "二", "三"]], "\t\t右\n一\t二\t三", {}),
        ([f"<w:tr><w:trPr><w:del/></w:trPr>{cell('去')}</w:tr>", ["一", "二"]], "一\t二", {}),
        ([f"<w:tr>{cell('去', '<w:cellDel/>')}{cell('留')}</w:tr>"], "\t留", {}),
        ([f"<w:sdt><w:sdtContent><w:tr>{cell('一')}<w:sdt><w:sdtContent>{cell('二')}</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt>"], "一\t二", {}),
        ([[paragraph("上") + paragraph("下"), "右"]], "上\n下\t右", {}),
        ([[paragraph(run("前") + "<w:r><w:tab/></w:r>" + run("后")), "右"]], "前 后\t右", {}),
        ([["外", table(["内一", "内二"], ["内三", "内四"]) + paragraph("尾")]], "外\t内一 内二\n内三 内四\n尾", {}),
        ([[paragraph("框") + table(["内一", "内二"])]], "框\n内一\t内二", {}),
    ],
)  # fmt: skip
def test_tables(rows: list[str | list[str]], printed: str, merged: dict[tuple[int, int], tuple[int, int]]) -> None:
    found = source(table(*rows))
    assert found.text == printed + "\n"
    grids = [block for block in found.blocks if block.kind == "table"]
    assert {(c.row, c.column): (c.high, c.wide) for c in grids[0].cells if (c.high, c.wide) != (1, 1)} == merged


def test_every_cell_of_a_disclosure_has_its_place(tmp_path: Path) -> None:
    """13 forms of 8 fields in a document of python-docx: all 104 cells, at their places."""
    made = python_docx.Document()
    written = []
    for project in range(13):
        made.add_paragraph(f"项目{project}")
        form = made.add_table(4, 4)
        for field in range(8):
            row, column = divmod(field, 2)
            form.cell(row, 2 * column).text = f"栏目{field}"
            form.cell(row, 2 * column + 1).text = f"项目{project}的内容{field}，安排资金{project}.{field}万元"
            written.append((row, 2 * column + 1, f"项目{project}的内容{field}，安排资金{project}.{field}万元"))
    made.save(str(tmp_path / "a.docx"))
    found = read(tmp_path / "a.docx")
    cells = [
        (cell.row, cell.column, found.text[cell.start : cell.end])
        for block in found.blocks
        for cell in block.cells
        if cell.column % 2
    ]
    assert cells == written and len(cells) == 104
    assert [b.kind for b in found.blocks] == ["paragraph", "table"] * 13


NOTE = (
    '<w:footnote w:type="separator" w:id="-1">' + paragraph("线") + "</w:footnote>"
    '<w:footnote w:id="1">' + paragraph("注一") + '</w:footnote><w:footnote w:id="2">' + paragraph("注二") + "</w:footnote>"
    '<w:footnote w:id="3">' + paragraph("无人引用") + "</w:footnote>"
)  # fmt: skip


def test_notes_stand_at_the_end_in_the_order_of_their_marks() -> None:
    body = paragraph(run("甲") + '<w:r><w:footnoteReference w:id="2"/></w:r>') + paragraph(
        run("乙") + '<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r>'
        '<w:del><w:r><w:footnoteReference w:id="3"/></w:r></w:del>'
    )
    ends = f'<w:endnote w:id="1">{paragraph("尾注")}</w:endnote>'
    assert text(body, footnotes=NOTE, endnotes=ends) == "甲\n乙\n注二\n注一\n尾注"


@pytest.mark.parametrize(
    ("label", "words", "printed"),
    [
        ("一、", "概况", "一、概况"),
        ("（一）", "概况", "（一）概况"),
        ("1.", "概况", "1.概况"),
        ("1.", "2024年", "1. 2024年"),
        ("1", "概况", "1 概况"),
        ("1.1", "5万元", "1.1 5万元"),
        ("①", "5万元", "①5万元"),
        ("第一章", "总则", "第一章 总则"),
        ("3", "", "3"),
        ("", "概况", "概况"),
    ],
)
def test_labels_never_run_into_the_text(label: str, words: str, printed: str) -> None:
    assert labelled(label, words) == printed


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as error:
        docx.source(data, "/a/a.docx", "a.docx", "")
    message = str(error.value)
    assert message.startswith("a.docx ") and message.endswith(".") and "\n" not in message
    return message


def test_refusals() -> None:
    assert refused(packed(paragraph(""))) == (
        "a.docx has no text: it is empty, or its pages are pictures (scanned); run OCR first and load the text."
    )
    assert "document of another format" in refused(packed('<w:altChunk r:id="r1"/>'))
    assert "nests its elements more than 200 deep" in refused(packed("<w:sdt>" * 250 + "</w:sdt>" * 250))
    assert "nests its elements" in refused(packed("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000))
    assert "is damaged: open it in Word or WPS" in refused(packed("<w:p>"))
    assert "is damaged" in refused(packed("")[:400])
    wide = f"<w:tr>{cell('甲', SPAN.format(2_000_000_000)) * 80_000}</w:tr>"
    assert "table cells" in refused(packed(table(wide)))


def test_a_span_of_two_thousand_million_is_sixty_three() -> None:
    found = source(table(f"<w:tr>{cell('甲', SPAN.format(2_000_000_000))}{cell('乙')}</w:tr>"))
    assert found.text == "甲" + "\t" * MAX_SPAN + "乙\n"


def test_a_document_without_relations(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        out.writestr("word/document.xml", packed_body("正文"))
    assert read(path).text == "正文\n"


def packed_body(words: str) -> str:
    return f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{paragraph(words)}</w:body></w:document>'


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf", "Co", "Cn")), min_size=1
)


@given(st.lists(WORDS | st.lists(st.lists(WORDS, min_size=2, max_size=4), min_size=1, max_size=4), min_size=1))
@settings(max_examples=60)
def test_what_is_written_is_read(blocks: list[str | list[list[str]]]) -> None:
    made = python_docx.Document()
    for block in blocks:
        if isinstance(block, str):
            made.add_paragraph(block)
            continue
        grid = made.add_table(len(block), max(map(len, block)))
        for y, line in enumerate(block):
            for x, words in enumerate(line):
                grid.cell(y, x).text = words
    stream = io.BytesIO()
    made.save(stream)
    found = docx.source(stream.getvalue(), "a", "a.docx", "")
    got: list[object] = []
    for block in found.blocks:
        if block.kind == "paragraph":
            got.append(found.text[block.start : block.end])
            continue
        assert all(block.start <= c.start <= c.end <= block.end for c in block.cells)
        lines: dict[int, list[str]] = {}
        for c in block.cells:
            lines.setdefault(c.row, []).append(found.text[c.start : c.end])
        got.append(list(lines.values()))
    assert got == blocks


SAMPLE = word_parts.packed(
    paragraph("甲", '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="1"/></w:numPr>')
    + table([f"<w:p><w:r>{CHOICES}</w:r></w:p>", "乙"], f"<w:tr>{cell('合', SPAN.format(2) + DOWN)}</w:tr>")
    + paragraph(run("注") + '<w:r><w:footnoteReference w:id="1"/><w:fldChar w:fldCharType="begin"/></w:r>'),
    footnotes=NOTE,
    styles='<w:style w:styleId="A" w:type="paragraph"><w:basedOn w:val="A"/></w:style>',
    numbering='<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
)  # fmt: skip
TOKENS = re.compile(rb"<[^>]*>|\"[^\"]*\"|[0-9]+|w:[A-Za-z]+")


@given(st.data())
@settings(max_examples=150)
def test_mutated_documents_never_crash(data: st.DataObject) -> None:
    """Parts of the XML dropped, doubled, swapped and turned into other numbers; or bytes of the file changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SAMPLE)) as given_parts, zipfile.ZipFile(stream, "w") as out:
        for name in given_parts.namelist():
            part = given_parts.read(name)
            for _ in range(data.draw(st.integers(0, 3))):
                places = [match.span() for match in TOKENS.finditer(part)] or [(0, 0)]
                start, end = data.draw(st.sampled_from(places))
                other = data.draw(st.sampled_from(places))
                new = data.draw(
                    st.sampled_from([b"", part[start:end] * 2, part[slice(*other)], b"-1", b"99999999999999"])
                )
                part = part[:start] + new + part[end:]
            out.writestr(name, part)
    raw = bytearray(stream.getvalue())
    for _ in range(data.draw(st.integers(0, 2))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = docx.source(bytes(raw), "a", "a.docx", "")
    except UnreadableFile as error:
        assert str(error).startswith("a.docx ") and str(error).endswith(".")
    else:
        assert all(found.text[c.start : c.end] is not None for b in found.blocks for c in b.cells)
        assert all(0 <= b.start <= b.end <= len(found.text) for b in found.blocks)
