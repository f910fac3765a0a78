"""Automatic numbers: the label that Word prints before each paragraph."""

from __future__ import annotations

import doctest
import random
import subprocess
from pathlib import Path

import pytest
from word_parts import packed, paragraph, text

from loaders.formats.word import docx_numbering, office
from loaders.formats.word.docx_numbering import printed


@pytest.mark.parametrize(
    ("form", "counts", "labels"),
    [
        ("decimal", (1, 10, 105), "1 10 105"),
        ("decimalZero", (1, 10), "01 10"),
        ("decimalFullWidth", (12,), "１２"),
        ("chineseCounting", (1, 10, 11, 20, 21, 99, 100, 105), "一 十 十一 二十 二十一 九十九 一〇〇 一〇五"),
        ("chineseCountingThousand", (9, 10, 14, 100, 101, 110, 1005), "九 十 十四 一百 一百零一 一百一十 一千零五"),
        ("japaneseCounting", (1, 12, 30), "一 十二 三十"),
        ("ideographDigital", (1, 10, 21), "一 一〇 二一"),
        ("chineseLegalSimplified", (1, 10, 16), "壹 壹拾 壹拾陆"),
        ("upperLetter", (1, 26, 27, 28, 53), "A Z AA BB AAA"),
        ("lowerLetter", (3,), "c"),
        ("lowerRoman", (1, 4, 9, 14, 40, 1999), "i iv ix xiv xl mcmxcix"),
        ("upperRoman", (8, 90), "VIII XC"),
        ("decimalEnclosedCircle", (1, 20, 21), "① ⑳ 21"),
        ("decimalEnclosedCircleChinese", (2,), "②"),
        ("decimalEnclosedParen", (3,), "⑶"),
        ("decimalEnclosedFullstop", (3,), "⒊"),
        ("ideographEnclosedCircle", (10,), "㊉"),
        ("ideographTraditional", (1, 10, 11), "甲 癸 11"),
        ("ideographZodiac", (1, 12), "子 亥"),
        ("numberInDash", (1,), "- 1 -"),
        ("none", (1,), ""),
        ("aFormatThatNobodyKnows", (7,), "7"),
        ("upperRoman", (0, 4000, 32767), "0 4000 32767"),
    ],
)
def test_number_formats(form: str, counts: tuple[int, ...], labels: str) -> None:
    assert " ".join(printed(form, count) for count in counts) == labels


def test_the_example_in_the_docstring() -> None:
    assert not doctest.testmod(docx_numbering).failed


def level(index: int, form: str, words: str, more: str = "", before: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}">{before}<w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{words}"/></w:lvl>'
    )


def abstract(key: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'


def used(key: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def at(list_id: int, index: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{list_id}"/></w:numPr>'


OFFICIAL = abstract(
    0,
    level(0, "chineseCounting", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "（%4）"),
    level(4, "decimalEnclosedCircle", "%5"),
)
CHAPTERS = abstract(1, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3"))
LISTS = OFFICIAL + CHAPTERS + used(1, 0) + used(2, 1)


def labels(*places: tuple[str, int], numbering: str, styles: str = "") -> str:
    """The labels of paragraphs with these properties; each paragraph says x."""
    body = "".join(paragraph("x", properties) * times for properties, times in places)
    lines = text(body, numbering=numbering, styles=styles).split("\n")
    assert all(line.endswith("x") for line in lines)
    return " ".join(line[:-1].strip() or "-" for line in lines)


def test_levels_begin_anew_below_each_other() -> None:
    assert labels(
        (at(1), 1), (at(1, 1), 2), (at(1, 2), 2), (at(1, 1), 1), (at(1, 2), 1), (at(1), 1), (at(1, 1), 1), (at(1, 4), 1), ("", 1),
        numbering=LISTS,
    ) == "一、 （一） （二） 1. 2. （三） 1. 二、 （一） ① -"  # fmt: skip


def test_numbers_of_numbers() -> None:
    assert labels((at(2), 1), (at(2, 1), 2), (at(2), 1), (at(2, 1), 1), (at(2, 2), 2), numbering=LISTS) == (
        "1 1.1 1.2 2 2.1 2.1.1 2.1.2"
    )
    # A level that is left out counts as begun.
    assert labels((at(2, 2), 1), (at(2, 1), 1), (at(2), 1), numbering=LISTS) == "1.1.1 1.2 2"


def test_all_in_decimals() -> None:
    law = abstract(0, level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    assert labels((at(1), 3), (at(1, 1), 1), numbering=law + used(1, 0)) == "第一章 第二章 第三章 3.1"


def test_lists_of_one_kind_are_counted_together_unless_one_begins_anew() -> None:
    anew = used(3, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    from_five = used(4, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>')
    numbering = LISTS + used(5, 0) + anew + from_five
    places = ((at(1), 2), (at(5), 1), (at(3), 2), (at(4), 2), (at(3), 1))
    assert labels(*places, numbering=numbering) == "一、 二、 三、 一、 二、 五、 六、 七、"


def test_a_list_may_change_a_level() -> None:
    changed = used(3, 0, f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)")}</w:lvlOverride>')
    assert labels((at(3), 2), numbering=LISTS + changed) == "A) B)"


@pytest.mark.parametrize(
    ("restart", "printed_labels"), [("", "1 2 1"), ('<w:lvlRestart w:val="0"/>', "1 2 3"), ('<w:lvlRestart w:val="1"/>', "1 2 1")]
)  # fmt: skip
def test_restart(restart: str, printed_labels: str) -> None:
    numbering = abstract(0, level(0, "none", ""), level(1, "decimal", "%2", restart)) + used(1, 0)
    found = labels((at(1), 1), (at(1, 1), 2), (at(1), 1), (at(1, 1), 1), numbering=numbering)
    assert found.replace("- ", "").split() == printed_labels.split()


@pytest.mark.parametrize(
    ("made", "label"),
    [
        (level(0, "bullet", "●"), "-"),
        (level(0, "decimal", "第%1项") + "", "第1项"),
        (level(0, "decimal", "%1", "<w:rPr><w:vanish/></w:rPr>"), "-"),
        (level(0, "decimal", "%1.%9"), "1.1"),
        (level(0, "decimal", "无数字"), "无数字"),
        (level(0, "decimal", "%"), "%"),
        ('<w:lvl w:ilvl="0"><w:start w:val="0"/><w:lvlText w:val="%1"/></w:lvl>', "0"),
        (
            '<w:lvl w:ilvl="0"><mc:AlternateContent><mc:Choice><w:numFmt w:val="custom" w:format="001, 002"/></mc:Choice>'
            '<mc:Fallback><w:numFmt w:val="decimalZero"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>',
            "01",
        ),
        ('<w:lvl w:ilvl="99"/><w:lvl w:ilvl="x"/><w:lvl/>', "-"),
    ],
)
def test_levels(made: str, label: str) -> None:
    assert labels((at(1), 1), numbering=abstract(0, made) + used(1, 0)) == label


@pytest.mark.parametrize(
    "properties", [at(0), at(9), at(1, 9), at(1, 12), "<w:numPr/>", '<w:numPr><w:numId w:val="-1"/></w:numPr>']
)
def test_no_list(properties: str) -> None:
    assert labels((properties, 1), numbering=LISTS) == "-"


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"/>'
    '<w:style w:type="paragraph" w:styleId="H1"><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Mine"><w:basedOn w:val="H2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Off"><w:basedOn w:val="H1"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
)


def named(style: str, more: str = "") -> str:
    return f'<w:pStyle w:val="{style}"/>{more}'


def test_numbers_of_styles() -> None:
    linked = abstract(
        0,
        level(0, "chineseCounting", "%1、", before='<w:pStyle w:val="H1"/>'),
        level(1, "chineseCounting", "（%2）", before='<w:pStyle w:val="H2"/>'),
    )
    places = (
        (named("H1"), 2), (named("H2"), 1), (named("Mine"), 1), (named("Off"), 1), (named("H1", at(0)), 1), (named("H1"), 1),
        (named("Loop"), 1), (named("H1", '<w:numPr><w:ilvl w:val="1"/></w:numPr>'), 1), ("", 1), (named("Unknown"), 1),
    )  # fmt: skip
    assert (
        labels(*places, numbering=linked + used(1, 0), styles=STYLES) == "一、 二、 （一） （二） - - 三、 - （一） - -"
    )


def test_the_default_style_may_number_all() -> None:
    styles = '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    assert labels(("", 2), numbering=LISTS, styles=styles) == "一、 二、"


def test_a_list_that_is_a_style() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:styleLink w:val="L"/>' + level(0, "decimal", "%1)") + "</w:abstractNum>"
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>' + used(1, 1)
    )
    assert labels((at(1), 2), numbering=numbering) == "1) 2)"


def test_deleted_and_hidden_paragraphs_are_not_counted() -> None:
    gone = paragraph("<w:del><w:r><w:delText>去</w:delText></w:r></w:del>", at(1) + "<w:rPr><w:del/></w:rPr>")
    hidden = paragraph("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>", at(1) + "<w:rPr><w:vanish/></w:rPr>")
    assert text(paragraph("甲", at(1)) + gone + hidden + paragraph("乙", at(1)), numbering=LISTS) == "一、甲\n二、乙"


def test_numbers_in_a_column_of_a_table() -> None:
    rows = "".join(f"<w:tr><w:tc>{paragraph('', at(2))}</w:tc><w:tc>{paragraph(x)}</w:tc></w:tr>" for x in "甲乙")
    assert text(f"<w:tbl>{rows}</w:tbl>", numbering=LISTS) == "1\t甲\n2\t乙"


@pytest.mark.skipif(office.program() is None, reason="needs LibreOffice (libreoffice-writer-nogui)")
def test_the_labels_are_those_of_libreoffice(tmp_path: Path) -> None:
    """Lists that share levels, begin anew and skip levels, in any order: another program prints the same."""
    rng = random.Random(5)
    restarts = [used(3, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
                used(4, 1, '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="4"/></w:lvlOverride>')]  # fmt: skip
    numbering = LISTS + "".join(restarts) + used(5, 0)
    ours = {}
    for case in range(12):
        places = [at(rng.choice([1, 1, 1, 2, 2, 3, 4, 5]), rng.choice([0, 0, 1, 1, 2])) for _ in range(14)]
        body = "".join(paragraph(f"第{n}段", place) for n, place in enumerate(places))
        (tmp_path / f"{case}.docx").write_bytes(packed(body, numbering=numbering))
        ours[case] = text(body, numbering=numbering)
    command = [str(office.program()), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, tmp_path.glob("*.docx"))], check=True, capture_output=True, timeout=100)
    for case, found in ours.items():
        printed_by_it = (tmp_path / f"{case}.txt").read_text(encoding="utf-8-sig")
        assert found.replace(" ", "").split() == printed_by_it.replace(" ", "").split()
