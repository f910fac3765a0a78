from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from growth import keeps_step
from hypothesis import given
from hypothesis import strategies as st

from loaders.text.dates import find, fiscal_year

DATES = [
    ("2024年3月15日印发", "2024-03-15"),
    ("２０１２年１２月１９日", "2012-12-19"),
    ("二〇二四年三月十五日", "2024-03-15"),
    ("二○一五年十二月三十一日", "2015-12-31"),
    ("2024 年 3\n月 5 日", "2024-03-05"),
    ("2024年3月", "2024-03"),
    ("2024年度工作", "2024"),
    ("2024年1-3月", "2024"),
    ("2024年8—12月", "2024"),
    ("（2021—2030年）", "2021;2030"),
    ("2025.1.1-2025.12.31", "2025-01-01;2025-12-31"),
    ("2026/1/1 完成 2027/12/31", "2026-01-01;2027-12-31"),
    ("2024-03-15", "2024-03-15"),
    ("1998年国务院令第9号", "1998"),
    ("3.2024年4月", "2024-04"),
    ("2017年6月29日起", "2017-06-29"),
    ("2024年2月30日", ""),
    ("2024年13月", ""),
    ("2023.2.30", ""),
    ("云发[20013]26号", ""),
    ("〔2024〕36号", ""),
    ("12024年", ""),
    ("xx年3月", ""),
    ("一千零二十年", ""),
    ("经费2024元", ""),
    ("020-2024", ""),
    ("192.168.1.1", ""),
]


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_dates(text: str, expected: str) -> None:
    assert ";".join(m.value for m in find(text)) == expected


@given(
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}", "{0:%Y-%m-%d}"]),
)
def test_a_printed_date_is_read_back(day: date, form: str) -> None:
    printed = form.format(day)
    text = f"（{printed}）"
    (mention,) = find(text)
    assert mention.value == day.isoformat()
    assert text[mention.start : mention.end] == printed


@given(st.text("2024年1月3日.-/—一二〇十 \n", max_size=40))
def test_spans_are_ordered_and_apart(text: str) -> None:
    found = find(text)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    assert all(m.start < m.end for m in found)


FISCAL = [
    ("某市卫生健康局2024年预算重点项目\n\n2023年预算执行", "2024"),
    ("某区医共体2025年度部门预算公开", "2025"),
    ("项目经费情况说明\n2025年度项目总预算300万元", "2025"),
    ("绩效目标申报表\n（2026年度）", "2026"),
    ("实施周期\n2025全年度。", "2025"),
    ("２０２４年度部门预算", "2024"),
    ("2023年度部门决算公开", "2023"),
    ("2023年预算与2024年预算对比", ""),
    ("2024年工作要点", ""),
    ("根据2019年3月的通知", ""),
]


@pytest.mark.parametrize(("text", "expected"), FISCAL)
def test_fiscal_year(text: str, expected: str) -> None:
    mention = fiscal_year(text)
    assert (mention.value if mention else "") == expected


def test_fiscal_year_spans_the_digits() -> None:
    text = "某局2024年预算"
    mention = fiscal_year(text)
    assert mention and text[mention.start : mention.end] == "2024"


@pytest.mark.parametrize("unit", ["2024年", "2024.", "二", "2024", "年 \n", "2024年1"])
def test_time_grows_with_the_text_only(unit: str) -> None:
    keeps_step(find, unit.__mul__)
    keeps_step(fiscal_year, unit.__mul__)


@pytest.mark.shared
def test_heads_of_disclosures(shared: Path) -> None:
    years = {
        name: fiscal_year((shared / "corpus" / name).read_text(encoding="utf-8-sig")[:500])
        for name in ("gejiu-health-2024.txt", "hongta-medical-2024.txt")
    }
    assert {m.value if m else None for m in years.values()} == {"2024"}
