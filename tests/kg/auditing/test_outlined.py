"""Tables in which some rows are inside others: the total is that of the highest, and each of these that of what is below it."""

from __future__ import annotations

from pathlib import Path

import disclosures
import pytest

from kg.auditing.figures import audit
from loaders.extract import read_and_extract

HEAD = "某州2024年补助资金分配表\n单位：万元\n地区\t金额\n"
NUMBERED = "某州2024年补助资金分配表\n单位：万元\n序号\t项目\t金额\n"


def told(text: str) -> list[str]:
    found = audit(disclosures.read(text))
    return [f"{one.verdict} {one.formula.partition(',')[0]}" for one in found if one.check == "table-total"]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "合计\t900\n州本级\t250\n县（市）小计\t650\n  平川市\t400\n  安和县\t250\n",
        HEAD + "合计\t900\n州本级\t250\n县（市）小计\t650\n平川市\t400\n安和县\t250\n",
        HEAD + "合计\t900\n州本级\t250\n各县市\t650\n\u3000平川市\t400\n\u3000安和县\t250\n",
        # no blanks before names, as in a sheet: only the figures tell
        HEAD + "合计\t900\n州本级\t250\n各县市\t650\n平川市\t400\n安和县\t250\n",
        HEAD + "平川市\t400\n安和县\t250\n县市小计\t650\n州本级\t250\n合计\t900\n",
        NUMBERED + "一\t州本级\t250\n二\t县市\t650\n1\t平川市\t400\n2\t安和县\t250\n\t合计\t900\n",
        NUMBERED + "\t合计\t900\n1\t州本级\t250\n2\t县市\t650\n2.1\t平川市\t400\n2.2\t安和县\t250\n",
    ],
)
def test_the_total_is_that_of_the_subtotals(text: str) -> None:
    assert {one.replace("250 + 650", "650 + 250") for one in told(text)} == {
        "exact 650 + 250 = 900 万元",
        "exact 400 + 250 = 650 万元",
    }


def test_rows_below_rows_below_rows() -> None:
    rows = "合计\t900\n州本级\t250\n县市\t650\n  平川市\t400\n    平川一中\t150\n    平川二中\t250\n  安和县\t250\n"
    assert told(HEAD + rows).count("exact 150 + 250 = 400 万元") == 1
    assert not any(one.startswith("mismatch") for one in told(HEAD + rows))


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("\t400", "\t440", ["440 + 250 = 690 万元"]),
        ("合计\t1200", "合计\t1290", ["250 + 300 + 650 = 1200 万元"]),
        ("小计\t650", "小计\t656", ["250 + 300 + 656 = 1206 万元", "400 + 250 = 650 万元"]),
    ],
)
def test_one_changed_figure_is_found(old: str, new: str, wrong: list[str]) -> None:
    rows = "合计\t1200\n州本级小计\t250\n州民政局\t150\n州司法局\t100\n省直管县小计\t300\n东和县\t180\n西和县\t120\n县市小计\t650\n平川市\t400\n安和县\t250\n"
    text = HEAD + rows
    assert "mismatch" not in str(told(text))
    assert [one for one in told(text.replace(old, new)) if one.startswith("mismatch")] == [
        f"mismatch {one}" for one in wrong
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "基本支出\t500\n  办公费\t300\n项目支出\t400\n  会议费\t120\n  培训费\t30\n合计\t900\n",  # only some of them
        "基本支出\t500\n其中：办公费\t300\n项目支出\t400\n其中：会议费\t120\n合计\t900\n",
        "基本支出\t500\n  其中：办公费\t300\n项目支出\t400\n合计\t900\n",
        "基本支出\t500\n项目支出\t400\n合计\t900\n其中：扶贫资金\t600\n",
        "基本支出\t500\n办公费\t300\n会议费\t200\n项目支出\t400\n合计\t990\n",  # only the figures would tell, and the total does not
        " 甲\t500\n乙\t100\n  丙\t400\n合计\t1600\n",  # blanks that say nothing
    ],
)
def test_no_alarm_where_only_some_rows_are_told(rows: str) -> None:
    assert not any(one.startswith("mismatch") for one in told(HEAD + rows))


@pytest.mark.parametrize(
    "rows",
    [
        "基本支出\t500\n其中：办公费\t530\n项目支出\t400\n合计\t900\n",
        "合计\t900\n其中：扶贫资金\t930\n基本支出\t500\n项目支出\t400\n",
    ],
)
def test_no_part_is_more_than_its_whole(rows: str) -> None:
    assert [one.split()[0] for one in told(HEAD + rows) if "530" in one or "930" in one] == ["mismatch"]


def test_a_total_that_some_of_the_rows_come_to_is_not_contradicted_by_the_others() -> None:
    rows = "全州合计\t900\n州本级\t250\n县市小计\t650\n平川市合计\t400\n其中：平川市本级\t150\n河东县\t250\n安和市合计\t250\n其中：安和市本级\t250\n"
    assert not any(one.startswith("mismatch") for one in told(HEAD + rows))


def test_the_declared_total_is_not_contradicted_by_classes_of_projects(tmp_path: Path) -> None:
    rows = "一\t渠系维护\t180\n1\t东门供水\t100\n2\t西门供水\t90\n二\t河道治理\t40\n1\t南河清淤\t40\n\t合计\t220\n"
    file = tmp_path / "a.txt"
    file.write_text("清河县水务局2025年项目表\n单位：万元\n序号\t项目名称\t金额\n" + rows, "utf-8")
    wrong = [
        (one.check, one.stated, one.computed) for one in audit(read_and_extract(file)) if one.verdict == "mismatch"
    ]
    assert wrong == [("table-total", "180", "190")]
