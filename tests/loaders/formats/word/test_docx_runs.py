"""The characters of a paragraph: tracked changes, fields, hidden text, signs, formulas."""

from __future__ import annotations

import pytest
from word_parts import paragraph, run, text

from loaders.formats.word.docx_runs import UNKNOWN_SIGN


def field(instruction: str, result: str = "") -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
        + (f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}' if result else "")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def symbol(font: str, place: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{place}"/></w:r>'


def math(inside: str) -> str:
    return f"<m:oMath>{inside}</m:oMath>"


def term(words: str, kind: str = "") -> str:
    inner = f"<m:r><m:t>{words}</m:t></m:r>"
    return f"<m:{kind}>{inner}</m:{kind}>" if kind else inner


@pytest.mark.parametrize(
    ("inside", "printed"),
    [
        (run("资金") + run("100") + run("万元"), "资金100万元"),
        ("<w:ins>" + run("增") + "</w:ins>" + run("后"), "增后"),
        ("<w:del><w:r><w:delText>删</w:delText></w:r></w:del>" + run("后"), "后"),
        ("<w:del>" + run("错") + "</w:del>" + run("后"), "后"),
        ("<w:moveFrom>" + run("旧") + "</w:moveFrom><w:moveTo>" + run("新") + "</w:moveTo>", "新"),
        ("<w:ins><w:del>" + run("先增后删") + "</w:del></w:ins>" + run("后"), "后"),
        ('<w:hyperlink r:id="r1">' + run("链接") + "</w:hyperlink>", "链接"),
        ('<w:fldSimple w:instr=" DATE ">' + run("2024年") + "</w:fldSimple>", "2024年"),
        ("<w:smartTag>" + run("标记") + "</w:smartTag>", "标记"),
        ("<w:sdt><w:sdtContent>" + run("控件") + "</w:sdtContent></w:sdt>", "控件"),
        ("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + run("请填写") + "</w:sdtContent></w:sdt>" + run("后"), "后"),
        (field(" PAGE ", run("3")) + run("页"), "3页"),
        (field(" PAGE ") + run("页"), "页"),
        (field(" IF ", run("果")), "果"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + field(" MERGEFIELD a ", run("藏"))
            + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("显") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "显",
        ),
        (field(r" eq \o\ac(○,3) ") + run("第三"), "③第三"),
        (field(r"eq \o\ac(○,省)"), "省"),
        ('<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("后"), "后"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("未完"), "未完"),
        (run("甲") + "<w:r><w:noBreakHyphen/><w:softHyphen/></w:r>" + run("乙"), "甲-乙"),
        (run("甲") + "<w:r><w:tab/></w:r>" + run("乙"), "甲 乙"),
        (run("甲") + "<w:r><w:cr/></w:r>" + run("乙"), "甲\n乙"),
        (run("藏", "<w:vanish/>") + run("显"), "显"),
        (run("显", '<w:vanish w:val="0"/>') + run("藏", '<w:vanish w:val="true"/>'), "显"),
        (run("网", "<w:webHidden/>"), "网"),
        (run("5230") + run("2", '<w:vertAlign w:val="superscript"/>'), "5230²"),
        (run("640m") + run("2", '<w:vertAlign w:val="superscript"/>'), "640m2"),
        (run("藏", '<w:rStyle w:val="Hidden"/>') + run("显", '<w:rStyle w:val="Hidden"/><w:vanish w:val="off"/>'), "显"),
        (f'<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r>{run("显")}', "显"),
        (symbol("Wingdings", "F0FE") + run("是"), "☑是"),
        (symbol("Wingdings 2", "F052") + symbol("Wingdings", "F0A8"), "☑□"),
        (symbol("Symbol", "F0B3") + run("90%"), "≥90%"),
        (symbol("宋体", "4E00"), "一"),
        (symbol("Wingdings", "F0AA") + symbol("Webdings", "F0FF") + symbol("Wingdings", "zz"), UNKNOWN_SIGN * 3),
        ("<w:r><w:ruby><w:rt>" + run("pin") + "</w:rt><w:rubyBase>" + run("字") + "</w:rubyBase></w:ruby></w:r>", "字"),
        (math(term("1,200") + "<m:f>" + term("3", "num") + term("4", "den") + "</m:f>"), "1,2003/4"),
        (math("<m:sSup>" + term("10", "e") + term("4", "sup") + "</m:sSup>"), "10^4"),
        (math("<m:sSub>" + term("x", "e") + term("1", "sub") + "</m:sSub>"), "x1"),
        ("<m:oMathPara>" + math(term("a=b")) + "</m:oMathPara>", "a=b"),
        ("<w:r><mc:AlternateContent><mc:Choice><w:t>新</w:t></mc:Choice><mc:Fallback><w:t>旧</w:t></mc:Fallback></mc:AlternateContent></w:r>", "新"),
        ('<w:r><w:t>\n   缩进的标记 \n</w:t></w:r><w:r><w:t xml:space="preserve"> 1\n2</w:t></w:r>', "缩进的标记 1 2"),
        ("<w:commentRangeStart/><w:bookmarkStart/>" + run("正文") + "<w:r><w:commentReference/></w:r>", "正文"),
        ("<w:proofErr/><w:r><w:rPr/><w:drawing/></w:r>" + run("正文"), "正文"),
    ],
)  # fmt: skip
def test_what_a_paragraph_prints(inside: str, printed: str) -> None:
    styles = '<w:style w:type="character" w:styleId="Hidden"><w:rPr><w:vanish/></w:rPr></w:style>'
    assert text(paragraph(inside) + paragraph("完"), styles=styles).removesuffix("完").removesuffix("\n") == printed


def test_a_field_may_reach_over_paragraphs() -> None:
    contents = paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
                         '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("一、概况"))  # fmt: skip
    assert text(
        contents + paragraph("二、资金") + paragraph('<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("正文"))
    ) == ("一、概况\n二、资金\n正文")


def test_a_hidden_style_hides_its_paragraphs() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    hidden = paragraph(run("藏"), '<w:pStyle w:val="B"/>')
    shown = paragraph(run("显", '<w:vanish w:val="0"/>'), '<w:pStyle w:val="B"/>')
    assert text(hidden + shown, styles=styles) == "显"
