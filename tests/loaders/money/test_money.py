from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import cn2an
import pytest
from folders import DATA
from growth import keeps_step
from hypothesis import given
from hypothesis import strategies as st

from loaders.amounts import Money
from loaders.money.money import find

Row = tuple[str, str]


def rows(name: str) -> list[Row]:
    lines = (DATA / "money" / name).read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(text.replace("\\n", "\n").replace("\\t", "\t"), expected) for text, expected in pairs]


def said(money: Money) -> str:
    mark = "~" if money.approximate else ""
    printed = money.surface.replace("\n", "\\n")
    return f"{printed}|{money.yuan.normalize():f}|{money.kind}|{money.per or ''}|{mark}"


@pytest.mark.parametrize(("text", "expected"), rows("expressions.tsv"))
def test_expressions(text: str, expected: str) -> None:
    assert (" ; ".join(map(said, find(text))) or "-") == expected


@pytest.mark.parametrize(("text", "expected"), rows("levels.tsv"))
def test_level_that_pays(text: str, expected: str) -> None:
    assert ";".join(m.level or "-" for m in find(text)) == expected


def test_chinese_numerals_of_the_table_agree_with_cn2an() -> None:
    """cn2an raises where it does not know; where it answers it must say the same."""
    read = 0
    for text, _ in rows("expressions.tsv"):
        for money in find(text):
            if money.approximate or not (
                chinese := re.fullmatch(
                    r"([一二两三四五六七八九十百千万亿零壹贰叁肆伍陆柒捌玖拾佰仟]+)元", money.surface
                )
            ):
                continue
            assert cn2an.cn2an(chinese[1], "smart") == money.yuan, money.surface
            read += 1
    assert read >= 20


STYLES = {
    "元": lambda v: (f"{v:.2f}元", v),
    "separated": lambda v: (f"{v:,.2f} 元", v),
    "万元": lambda v: (f"{v / 10000:f}万元", v),
    "broken": lambda v: (f"{v / 10000:f}\n万元", v),
    "亿元": lambda v: (f"{v / 10**8:f}亿元", v),
    "wide": lambda v: (f"{v:.2f}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．")) + "元", v),
    "余": lambda v: (f"{v / 10000:f}万余元", v),
    "rate": lambda v: (f"{v:.2f}元/户", v),
    "Chinese": lambda v: (cn2an.an2cn(int(v), "low") + "元", Decimal(int(v))),
    "financial": lambda v: (cn2an.an2cn(int(v), "up") + "元整", Decimal(int(v))),
    "bare": lambda v: (f"{v / 10000:f}万", v),
}


@given(st.decimals(1, 10**11, places=2), st.sampled_from(sorted(STYLES)))
def test_a_printed_amount_is_read_back(value: Decimal, style: str) -> None:
    printed, yuan = STYLES[style](value)
    text = f"本级财政安排专项资金{printed}，用于改厕。"
    assert [m.yuan for m in find(text)] == [yuan]


pieces = st.sampled_from(
    [
        "资金",
        "元",
        "万元",
        "万",
        "亿",
        "至",
        "、",
        "，",
        "。",
        "\n",
        " ",
        "/人",
        "每人",
        "（",
        "）",
        "共计",
        "余",
        "12",
        "3.5",
        "1,200",
        "二十",
        "其中",
        "单位：万元",
        "7.25",
        "\t",
        "分别",
        "￥",
    ]
)


@given(st.lists(pieces, max_size=40).map("".join))
def test_spans_are_exact_ordered_and_apart(text: str) -> None:
    found = find(text)
    assert all(text[m.start : m.end] == m.surface and m.start < m.end for m in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    assert all(m.per is None or m.kind == "rate" for m in found)


def test_a_bound_is_not_approximate() -> None:
    (money,) = find("补助不超过30万元。")
    assert not money.approximate


@pytest.mark.parametrize(
    "unit", ["1" * 20, "（元）", "（", "每", "一百", "1,", "1、", "单位：元\n", "元 ", "1\n", "其中", "1万"]
)
def test_time_grows_with_the_text_only(unit: str) -> None:
    keeps_step(find, lambda count: "资金" + unit * count + "元")


@pytest.mark.shared
def test_annotated_passages(shared: Path) -> None:
    for line in (shared / "data" / "citations.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = find(row["text"])
        assert {m.yuan for m in found} == {Decimal(str(a["yuan"])) for a in row["amounts"]}, row["id"]
        for wanted in row["amounts"]:
            kinds = {"total": "funding", "part": "funding"}
            same = [m for m in found if m.yuan == Decimal(str(wanted["yuan"]))]
            assert {kinds.get(m.kind, m.kind) for m in same} == {wanted["kind"]}, row["id"]
            assert wanted["surface"] in {m.surface for m in same}, row["id"]


@pytest.mark.shared
def test_disclosures(shared: Path) -> None:
    for gold in sorted((shared / "data" / "disclosures").glob("*.json")):
        text = gold.with_suffix(".txt").read_text(encoding="utf-8")
        wanted = sorted(
            Decimal(str(a["yuan"]))
            for p in json.loads(gold.read_text(encoding="utf-8"))["projects"]
            for a in p["amounts"]
            for _ in range(a.get("count", 1))
        )
        assert sorted(m.yuan for m in find(text)) == wanted, gold.name
