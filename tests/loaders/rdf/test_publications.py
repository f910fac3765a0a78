"""When two files are one publication, and when two names are the same."""

from __future__ import annotations

from pathlib import Path

import budget_samples
import money_store
import printed_pages
import pytest
import word_parts

from loaders import formats
from loaders.extract import extract
from loaders.formats import read_bytes
from loaders.rdf.publications import content_key, normal_name


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("2024年基本公共卫生服务经费", "基本公共卫生服务经费"),
        ("基本公共卫生服务经费（2023年度）", "基本公共卫生服务经费"),
        ("基本公共卫生服务 经费", "基本公共卫生服务经费"),
        ("（一）“两癌”筛查经费", "两癌筛查经费"),
        ("①村医补助", "村医补助"),
        ("1.村医补助", "村医补助"),
        ("12345热线经费", "12345热线经费"),
        ("ＡＩ诊断", "AI诊断"),
        ("2024年", "2024年"),
    ],
)
def test_normal_names(name: str, normal: str) -> None:
    assert normal_name(name) == normal


def key(text: str, name: str = "made-up.txt") -> str | None:
    return content_key(money_store.read(text, name))


def test_the_same_budget_in_another_format_has_the_same_key() -> None:
    page = money_store.NEW.replace("\n", "\n\n").replace("，", "， ")
    assert key(money_store.NEW) == key(page, "made-up.html") is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2024年", "2025年"),
        ("石泉县", "白石县"),
        ("资金300万元", "资金301万元"),
        ("健康教育 经费", "健康促进经费"),
        ("部门预算重点项目文本", "部门预算重点项目文本（第二批）"),
    ],
)
def test_another_budget_has_another_key(old: str, new: str) -> None:
    assert key(money_store.NEW.replace(old, new)) != key(money_store.NEW)


def test_amounts_that_differ_by_zeros_are_not_the_same() -> None:
    assert key(money_store.OLD.replace("100万元", "10万元")) != key(money_store.OLD)


def test_where_nothing_is_given_there_is_no_key() -> None:
    assert key("关于做好春季防疫工作的通知\n各单位要高度重视。\n") is None


NOTICE = """柳州市林业局关于印发《柳州市退耕还林补助资金管理办法》的通知

各县（区）林业主管部门：

根据《中华人民共和国森林法》和《退耕还林条例》，现将《柳州市退耕还林补助资金管理办法》印发给你们，请结合实际认真贯彻执行。执行中有什么问题，请及时反馈。

柳州市林业局
2019年6月3日
"""
PAGE = """<html><body><div>首页 > 政务公开</div><h1>{title}</h1><p>发布时间：2019-06-05　来源：市林业局　浏览次数：131</p>
{body}<div>打印本页　关闭窗口</div></body></html>"""


def in_formats(notice: str) -> dict[str, str | None]:
    """The keys of a notice as a text, as a page, as a file of Word and as a printed sheet."""
    title, *rest = [line for line in notice.splitlines() if line]
    page = PAGE.format(title=title, body="".join(f"<p>{line}</p>" for line in rest))
    printed = printed_pages.Typesetter(foot="— {} —".format)
    printed.centred(title)
    for line in rest:
        printed.paragraph(line)
    files = {
        "a.txt": notice.encode(),
        "b.html": page.encode(),
        "c.docx": word_parts.packed("".join(map(word_parts.paragraph, (title, *rest)))),
        "d.pdf": printed_pages.pdf(printed.sheets),
    }
    return {name: content_key(extract(read_bytes(data, Path(name)))) for name, data in files.items()}


def test_a_notice_is_the_same_publication_in_every_format_and_on_another_site() -> None:
    keys = in_formats(NOTICE)
    assert len(set(keys.values())) == 1 and None not in keys.values(), keys
    reprint = NOTICE.replace("，", "， ").replace("\n\n", "\n来源：自治区林业局网站\n", 1)
    assert key(reprint) == keys["a.txt"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("柳州", "桂林"),
        ("2019年6月3日", "2020年6月3日"),
        ("退耕还林补助", "造林补助"),
        ("《退耕还林条例》", "《森林防火条例》"),
        ("请结合实际认真贯彻执行", "请参照执行"),
        ("通知\n", "通知（第二批）\n"),
        ("\n柳州市林业局\n", "\n柳州市林业局\n柳州市财政局\n"),
    ],
)
def test_another_notice_from_one_template_has_another_key(old: str, new: str) -> None:
    assert old in NOTICE and key(NOTICE.replace(old, new)) != key(NOTICE)


def test_figures_that_stand_in_lines_of_their_own_tell_tables_apart() -> None:
    table = NOTICE.replace("及时反馈。\n", "及时反馈。\n补助面积\n{}\n亩\n")
    assert key(table.format("300")) != key(table.format("500"))


def test_unknown_publishers_are_told_apart_by_the_text() -> None:
    text = money_store.NEW.replace(money_store.UNIT, "本单位")
    assert key(text) == key(text.replace("\n", "\n\n"), "b.txt")
    assert key(text) != key(text.replace("培训费", "印制费"))


def test_budgets_of_departments_are_the_same_where_their_tables_are() -> None:
    text = budget_samples.budget(2024, 500_000)
    page = content_key(extract(formats.read_bytes(budget_samples.as_html(text), Path("a.html"))))
    assert page == content_key(budget_samples.read(text)) is not None
    others = (budget_samples.budget(2024, 500_001), budget_samples.budget(2024, 500_000, "单位"))
    assert page not in {content_key(budget_samples.read(other)) for other in others}
