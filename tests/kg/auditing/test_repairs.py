"""The smallest change of one printed figure that would repair a finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.auditing import figures, repairs
from loaders.extract import read_and_extract
from loaders.records import Extraction

TABLE = (
    "某县林业局2024年部门预算\n\n支出预算总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    "213\t农林水支出\t90.00\t50.00\t40.00\n21302\t林业和草原\t90.00\t50.00\t40.00\n"
    "2130201\t行政运行\t50.00\t50.00\t0.00\n2130205\t森林资源培育\t40.00\t0.00\t40.00\n合计\t\t90.00\t50.00\t40.00\n"
)
PROSE = "2024年会议费支出4.40万元，比2023年增加0.40万元，增长10.00%。\n"
PARTS = "2024年政府采购预算9.00万元，其中：货物预算2.00万元、工程预算3.00万元、服务预算4.00万元。\n"


def read(tmp_path: Path, text: str) -> Extraction:
    file = tmp_path / "a.txt"
    file.write_text(text, "utf-8")
    return read_and_extract(file)


def changes(extraction: Extraction) -> dict[str, set[tuple[str, str]]]:
    """What each finding says is to be changed, by the kind of its check."""
    found = repairs.repairs(extraction)
    kinds = {check.id: check.check for check in figures.audit(extraction)}
    return {kinds[id_]: {(one.printed, one.instead) for one in each} for id_, each in found.items()}


def test_what_holds_needs_none(tmp_path: Path) -> None:
    assert repairs.repairs(read(tmp_path, TABLE + PROSE + PARTS)) == {}


@pytest.mark.parametrize(
    ("printed", "changed"),
    [
        ("2130201\t行政运行\t50.00\t50.00", "2130201\t行政运行\t50.00\t55.00"),
        ("213\t农林水支出\t90.00", "213\t农林水支出\t99.00"),
        ("21302\t林业和草原\t90.00\t50.00\t40.00", "21302\t林业和草原\t90.00\t50.00\t46.00"),
        ("合计\t\t90.00", "合计\t\t91.00"),
    ],
)
def test_one_cell_repairs_all_its_sums(tmp_path: Path, printed: str, changed: str) -> None:
    assert printed in TABLE
    extraction = read(tmp_path, TABLE.replace(printed, changed))
    found = repairs.repairs(extraction)
    (repair,) = {one for each in found.values() for one in each}
    wrong = next(b for a, b in zip(printed.split("\t"), changed.split("\t"), strict=True) if a != b)
    right = next(a for a, b in zip(printed.split("\t"), changed.split("\t"), strict=True) if a != b)
    assert (repair.printed, repair.instead) == (wrong, right)
    assert set(repair.settles) == set(found) and len(found) > 1
    assert extraction.text[repair.start : repair.end] == wrong


def test_a_change_that_rounding_allows_twice_is_told_once(tmp_path: Path) -> None:
    text = (
        "某县交通局2024年部门预算\n\n支出预算总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
        "21401\t公路水路运输\t2006.73\t1567.10\t439.64\n2140106\t公路养护\t239.42\t0.00\t239.42\n"
        "2140112\t公路运输管理\t1767.31\t1567.10\t220.01\n"
    )
    each = repairs.repairs(read(tmp_path, text)).values()
    assert [[(one.printed, one.instead) for one in found] for found in each] == [[("220.01", "200.21")]] * 2


def test_a_rate_is_that_of_its_figures(tmp_path: Path) -> None:
    assert changes(read(tmp_path, PROSE.replace("10.00%", "11.00%"))) == {"change": {("11.00", "10.00")}}


def test_a_word_that_says_the_contrary(tmp_path: Path) -> None:
    text = PROSE.replace("比2023年增加0.40万元，增长10.00%", "比2023年的4.00万元下降10.00%")
    assert changes(read(tmp_path, text)) == {"change": {("下降", "增长")}}


def test_equally_small_changes_are_all_told(tmp_path: Path) -> None:
    found = changes(read(tmp_path, PARTS.replace("9.00万元", "9.50万元")))["sum"]
    assert {("9.50", "9.00"), ("2.00", "2.50"), ("4.00", "4.50")} <= found


def test_a_repair_writes_as_the_page_does(tmp_path: Path) -> None:
    text = TABLE.replace("万元", "元").replace("90.00", "1,234,590.00").replace("40.00", "1,234,540.00")
    text = text.replace("合计\t\t1,234,590.00", "合计\t\t1,243,590.00")
    each = repairs.repairs(read(tmp_path, text)).values()
    assert {(one.printed, one.instead) for found in each for one in found} == {("1,243,590.00", "1,234,590.00")}


@pytest.mark.parametrize(
    ("one", "other", "digits"),
    [
        ("12,345.67", "12,354.67", 1),
        ("15.89", "14.89", 1),
        ("9.5", "10.5", 2),
        ("8", "8", 0),
        ("100", "1000", 1),
        ("7.63", "6.73", 1),
    ],
)
def test_digits_that_a_person_changes(one: str, other: str, digits: int) -> None:
    assert repairs.changed_digits(one, other) == digits


def test_a_document_of_very_many_findings_is_no_work_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = "".join(PROSE.replace("10.00%", f"{rate}.00%") for rate in range(11, 60))
    extraction = read(tmp_path, wrong)
    asked = []
    audit = figures.audit
    monkeypatch.setattr(repairs, "MOST_WORK", 1)
    monkeypatch.setattr(figures, "audit", lambda one: asked.append(one) or audit(one))
    found = repairs.repairs(extraction)
    assert len(asked) <= repairs.LEAST_AUDITS + 1
    assert 0 < len(found) < 49 and all(found.values())
