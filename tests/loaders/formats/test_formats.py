"""Reading files: encodings, web pages, what is refused and with which words."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.formats import read, txt
from loaders.formats.web import html
from loaders.source import UnreadableFile

TEXT = "清河县民政局2025年重点项目\n项目名称\n高龄津贴，共计30万元。\n"
TRADITIONAL = "臺北市政府公告：本項目經費由財政局負責，請於期限內辦理完畢。\n" * 4


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (TEXT.replace("\n", "\r\n").encode("gbk"), "gb18030"),
        (TEXT.replace("\n", "\r").encode("utf-8"), "utf-8"),
    ],
)
def test_encodings_give_the_same_text(tmp_path: Path, data: bytes, encoding: str) -> None:
    source = read(write(tmp_path, "a.txt", data))
    assert (source.text, source.encoding) == (TEXT, encoding)
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert [source.text[b.start : b.end] for b in source.blocks] == TEXT.split("\n")[:3]


def test_big5_is_read_only_when_it_clearly_is(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a.txt", TRADITIONAL.encode("big5"))).text == TRADITIONAL
    assert read(write(tmp_path, "b.txt", TRADITIONAL.encode("gb18030"))).text == TRADITIONAL


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \r\n\t", "is empty"),
        ("a.txt", b"PK\x03\x04" + b"\x00" * 26 + b"word/document.xml", "open it in Word or WPS"),
        ("a.txt", b"%PDF-1.7\n", "print it to a new PDF"),
        ("a.txt", b"\x89PNG\r\n\x1a\n123", "image"),
        ("a.txt", bytes(range(1, 32)) * 50, "binary"),
        ("a.txt", b"\x81\x20\xff\xff\xfe\x81" * 20, "tried UTF-8, UTF-16, GB18030, Big5"),
        ("a.txt", b"\xff\xfe\x00", "damaged"),
        ("a.pdf", b"%PDF-1.7\n", "is damaged"),
        ("a.docx", b"text", "rename it to .txt"),
        ("a.xyz", b"text", ".txt and .html"),
        ("a.xls", "没有标记".encode(), "rename it to .txt"),
        ("a.html", b"<html><body><script>var a</script></body></html>", "without text"),
        ("a.html", b"<html><body>" + b"<div>" * 3000, "nests"),
    ],
)
def test_refusals_name_the_file_and_the_reason(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(write(tmp_path, name, data))
    message = str(refused.value)
    assert message.startswith(name)
    assert says in message
    assert message.endswith(".")
    assert "\n" not in message


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="does not exist"):
        read(tmp_path / "none.txt")
    with pytest.raises(UnreadableFile, match="is a folder"):
        read(tmp_path)


def test_size_limit_is_checked_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_001)
    with pytest.raises(UnreadableFile, match="50 MB"):
        read(path)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1))
def test_utf8_text_comes_back_unchanged(text: str) -> None:
    if text.strip() and not text.startswith("\ufeff"):
        assert txt.decode(text.encode(), "a.txt") == (text, "utf-8")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_end_ends_a_line(tmp_path: Path, end: str) -> None:
    lines = ["红塔区水利局2019年预算项目", "一、项目名称", "农村饮水安全", "二、立项依据"]
    file = tmp_path / "a.txt"
    file.write_bytes(end.join(lines).encode())
    source = read(file)
    assert source.text == "\n".join(lines)
    assert [source.text[block.start : block.end] for block in source.blocks] == lines


def test_stray_control_characters_become_blanks_of_the_same_length() -> None:
    assert txt.decode("甲\x00乙\x0b丙".encode() + b"x" * 400, "a.txt")[0][:5] == "甲 乙 丙"


PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>公告 - 某县人民政府</title></head><body>
<ul class="menu"><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul>
<table><tr><td>索 引 号：</td><td>A-1</td><td>发布机构：</td><td>清河县民政局</td></tr>
<tr><td>发文字号：</td><td>清民发〔2025〕3号</td><td>成文日期：</td><td>2025年1月2日</td></tr></table>
<div class="TRS_Editor"><h1>清河县民政局重点项目</h1>
<p>　　项目名称</p><p>高龄津贴<br>第二行</p><p>项目名称</p><p>慰问金</p><p style="display:none">看不见</p>
<p>本页列出两个项目，以便群众监督，其余内容见附件；附件另行公布，欢迎来电询问。</p>
<table><tr><td rowspan="2">资金</td><td>30万元</td></tr><tr><td><p>第一行</p><p>第二行</p></td></tr></table></div>
<div class="footer">版权所有 主办单位：某县人民政府办公室</div></body></html>"""


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("th", "序号 文件名称 文号 起草单位 发文机关 有效期"),
            ("td", "1 某办法 清政规〔2021〕1号 县林业局 清河县人民政府 5年"),
        ],
        [
            ("td", "序号 文件标题 主办单位 发文字号 施行日期 备注"),
            ("td", "1 某规定 县水务局 清政办规〔2022〕3号 2022-05-01 无"),
        ],
        [("td", "标题 文号 主管部门"), ("td", "某办法 清政规〔2021〕1号 县林业局")],
        [("th", "文件名称 起草科室 文号 解读"), ("td", "某办法 法规科 清政规〔2021〕1号 有")],
        [("td", "发文字号 发文机关 状态 有效期至"), ("td", "清政规〔2021〕1号 清河县人民政府 有效 2026-12-31")],
    ],
)
def test_the_head_of_a_register_is_no_index_table(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    grid = "".join(f"<tr>{''.join(f'<{tag}>{c}</{tag}>' for c in row.split())}</tr>" for tag, row in rows)
    page = f"<html><head><meta charset='utf-8'></head><body><h1>规范性文件目录</h1><table>{grid}</table></body></html>"
    found = read(write(tmp_path, "a.html", page.encode()))
    assert not found.labels and [len(block.cells) for block in found.blocks if block.cells] == [
        sum(len(row.split()) for _, row in rows)
    ]


def test_buttons_for_sharing_are_no_text(tmp_path: Path) -> None:
    shared = '<div class="left bdsharebuttonbox"><p>分享到微信</p></div><p style="display:none">看不见</p>'
    page = PAGE.replace('<p style="display:none">看不见</p>', shared)
    assert (
        read(write(tmp_path, "a.html", page.encode("gb18030"))).text
        == read(write(tmp_path, "b.html", PAGE.encode("gb18030"))).text
    )


def test_page_gives_article_index_and_grid(tmp_path: Path) -> None:
    source = read(write(tmp_path, "a.html", PAGE.encode("gb18030")))
    assert source.encoding == "gb18030"
    assert source.format == "html"
    assert source.text.splitlines() == [
        "索引号：A-1",
        "发布机构：清河县民政局",
        "发文字号：清民发〔2025〕3号",
        "成文日期：2025年1月2日",
        "清河县民政局重点项目",
        "项目名称",
        "高龄津贴",
        "第二行",
        "项目名称",
        "慰问金",
        "本页列出两个项目，以便群众监督，其余内容见附件；附件另行公布，欢迎来电询问。",
        "资金\t30万元",
        "\t第一行",
        "第二行",
    ]
    assert {k: source.text[a:b] for k, (a, b) in source.labels.items()} == {
        "索引号": "A-1",
        "发布机构": "清河县民政局",
        "发文字号": "清民发〔2025〕3号",
        "成文日期": "2025年1月2日",
    }
    table = next(b for b in source.blocks if b.kind == "table")
    cells = {(c.row, c.column): source.text[c.start : c.end] for c in table.cells}
    assert cells == {(0, 0): "资金", (0, 1): "30万元", (1, 0): "", (1, 1): "第一行\n第二行"}


@pytest.mark.parametrize("name", ["a.txt", "a.xls", "a.doc", "a.html"])
def test_pages_are_known_by_content(tmp_path: Path, name: str) -> None:
    assert read(write(tmp_path, name, PAGE.encode())).format == "html"


def test_what_a_page_prints_raised_is_no_part_of_a_number(tmp_path: Path) -> None:
    page = "<html><body><p>拨款<sup>1</sup>5230<sup>2</sup>元，改造640m<sup>2</sup>，余86<sup>［3］</sup></p></body></html>"
    assert read(write(tmp_path, "a.html", page.encode())).text.strip() == "拨款¹5230²元，改造640m2，余86［3］"


@pytest.mark.parametrize(
    ("caption", "line"),
    [
        ("2019年公租房补助（万元）", "2019年公租房补助（万元）\n"),
        ("<b>表3</b> 渔港建设\n <span>单位：千元</span>", "表3 渔港建设 单位：千元\n"),
        ("<span hidden>甲</span>附表二", "附表二\n"),
        ("", ""),
    ],
)
def test_the_caption_of_a_table_stands_above_it(caption: str, line: str) -> None:
    page = f"<p>说明</p><table><caption>{caption}</caption><tr><td>县</td><td>金额</td></tr><tr><td>甲县</td><td>86</td></tr></table>"
    assert html.source(page, "a.html", "0", "u").text.strip().endswith(f"说明\n{line}县\t金额\n甲县\t86")


def test_text_about_markup_stays_text(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a.txt", "说明：请用<html>标记。".encode())).format == "txt"


def test_unknown_site_is_read_by_where_the_text_stands() -> None:
    menu = "<ul>" + "<li><a href='x'>栏目名称很长很长</a></li>" * 40 + "</ul>"
    article = "<p>重复的一行文字，逐字保留，不因为见过就去掉，这是为了公开材料。</p>" * 9
    source = html.source(
        f"<html><body>{menu}<div><div>{article}</div></div><p>电话</p></body></html>", "a.html", "0", "u"
    )
    assert source.text.count("重复的一行文字") == 9
    assert "栏目名称" not in source.text


def test_title_outside_the_article_is_kept() -> None:
    body = "<div id='zoom'><p>" + "正文内容在这里。" * 10 + "</p></div>"
    source = html.source(
        f"<html><head><title>某项目公开-某网</title></head><body>{body}</body></html>", "a.html", "0", "u"
    )
    assert source.text.startswith("某项目公开\n正文内容")


def test_spans_are_bounded() -> None:
    cell = "<td colspan='65000' rowspan='65000'>甲</td><td>乙</td>"
    source = html.source(f"<html><body><table><tr>{cell}</tr></table></body></html>", "a.html", "0", "u")
    assert len(source.blocks[0].cells) == 64


@given(
    st.recursive(
        st.text("甲乙 \n", max_size=5), lambda x: st.tuples(st.sampled_from(["p", "div", "td", "table", "br"]), x, x)
    )
)
def test_blocks_and_cells_point_into_the_text(tree: object) -> None:
    def markup(node: object) -> str:
        if isinstance(node, tuple):
            return f"<{node[0]}>{markup(node[1])}{markup(node[2])}</{node[0]}>"
        return str(node)

    source = html.source(f"<html><body><p>开头</p>{markup(tree)}</body></html>", "a.html", "0", "u")
    for block in source.blocks:
        inside = source.text[block.start : block.end]
        assert inside and (block.kind == "table" or "\n" not in inside)
        assert all(block.start <= c.start <= c.end <= block.end for c in block.cells)
