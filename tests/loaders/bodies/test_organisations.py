"""Names of bodies in running text, in lists, at the head of a document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.bodies import order_issuers, organisation_words, organisations
from loaders.records import Mention
from ontology.tables import rows


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "由市教育局安排清河县妇幼保健院、清河县第二人民医院两家医院",
            ["市教育局", "清河县妇幼保健院", "清河县第二人民医院"],
        ),
        ("清河省财政厅清河省卫生健康委 清河省医疗保障局关于", ["清河省财政厅", "清河省卫生健康委", "清河省医疗保障局"]),
        ("由清江市清河区人民政府东门街道办事处建设", ["清江市清河区人民政府东门街道办事处"]),
        ("中共清河州委清河州人民政府印发", ["中共清河州委", "清河州人民政府"]),
        ("清河县卫生和计划生育委员会清河县财政局", ["清河县卫生和计划生育委员会", "清河县财政局"]),
        ("县水利和湖泊局和县财政局", ["县水利和湖泊局", "县财政局"]),
        ("清河县教育体育局部门预算", ["清河县教育体育局"]),
        ("市委宣传部", ["市委宣传部"]),
        ("各有关成员单位要高度重视", []),
        ("全县各级医疗机构", []),
        ("落实办公经费，理顺部门关系", []),
        # words that end a name, and are part of the name of a place
        ("大庆市让胡路区民政局实施", ["大庆市让胡路区民政局"]),
        ("无为市财政局、将乐县教育局", ["无为市财政局", "将乐县教育局"]),
        ("项目主体为市财政局", ["市财政局"]),
        ("天全县教育局和驻马店市财政局", ["天全县教育局", "驻马店市财政局"]),
        ("在卫生室所有病人中", []),
    ],
)
def test_bodies_in_running_text(text: str, names: list[str]) -> None:
    found = organisations.find(text)
    assert [m.value for m in found] == names
    assert all(text[m.start : m.end] == m.value for m in found)


@pytest.mark.parametrize("name", ["市爱卫办", "市卫健委", "市水利和湖泊局", "国务院", "中央宣传部", "县总工会"])
def test_whole_names(name: str) -> None:
    assert organisations.is_body(name)


@pytest.mark.parametrize(
    "name", ["中心", "医院", "各区", "市直各单位", "有关部", "由市财政局", "市教育局负责", "甲局、乙局", "镇"]
)
def test_what_is_no_name(name: str) -> None:
    assert not organisations.is_body(name)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("\n清河县民政局2025年重点项目\n", "清河县民政局"),
        ("附件\n清江市清河区医疗共同体2025年预算", "清江市清河区医疗共同体"),
        ("养老补贴项目情况\n一、概况", None),
    ],
)
def test_publisher_begins_a_line(head: str, name: str | None) -> None:
    found = organisations.publisher(head)
    assert (found.value if found else None) == name
    assert found is None or head[found.start : found.end] == found.value


@pytest.mark.parametrize(
    ("body", "area"),
    [
        ("清河县民政局", "清河县"),
        ("清江市清河区医疗共同体", "清江市清河区"),
        ("云南省财政厅", "云南省"),
        ("红河哈尼族彝族自治州财政局", "红河哈尼族彝族自治州"),
        ("市财政局", None),
        ("东门社区服务中心", None),
        ("郑州大学", None),
    ],
)
def test_area_is_what_the_name_prints(body: str, area: str | None) -> None:
    found = organisations.area(Mention(body, 7, 7 + len(body)))
    assert (found.value if found else None) == area
    assert found is None or (found.start, found.end) == (7, 7 + len(found.value))


def test_lists_part_at_marks_and_after_whole_names() -> None:
    text = "市水利和湖泊局、县财政局和县教育局，各乡镇"
    items = [text[a:b] for a, b in organisations.listed(text, 0, len(text))]
    assert items == ["市水利和湖泊局", "县财政局", "县教育局", "各乡镇"]


@given(st.text("清河县市区局委办院中心和、由的，财政教育 \n0", max_size=50))
def test_found_names_are_printed(text: str) -> None:
    last = 0
    for mention in organisations.find(text):
        assert text[mention.start : mention.end] == mention.value
        assert mention.start >= last
        last = mention.end


@pytest.mark.parametrize(
    "row", rows("loaders.bodies", "organisation_words.tsv"), ids=lambda row: f"{row['role']}-{row['word']}"
)
def test_every_word_is_one_in_its_example_and_none_in_its_counter_example(row: dict[str, str]) -> None:
    found = organisation_words.pattern(row["role"])
    grouped = (
        row["word"] in row["example"] or row["role"] == "ending"
    )  # the example of an ending may be of another, longer one
    assert row["source"] and grouped and found.search(row["example"]), row
    if row["counter_example"] and row["role"] in ("ending", "stop"):
        assert not any(match[0] == row["word"] for match in found.finditer(row["counter_example"])), row


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("根据国务院总理", "国务院总理"),
        ("经甘肃省教育厅", "甘肃省教育厅"),
        ("按照云岭县人民医院", "云岭县人民医院"),
        ("落实经济和信息化委员会", "经济和信息化委员会"),
        ("云岭县人民法院执行局", "云岭县人民法院执行局"),
        ("由云岭县第一中学", "云岭县第一中学"),
        ("严格执行财政部", "财政部"),
        ("组织召开", ""),
    ],
)
def test_the_body_before_an_order_by_the_same_grammar(text: str, body: str) -> None:
    assert text[order_issuers.start(text, len(text)) :] == body
