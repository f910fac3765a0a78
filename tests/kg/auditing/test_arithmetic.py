"""Verdicts on figures, and how a formula is written."""

from __future__ import annotations

from decimal import Decimal

import disclosures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.auditing.arithmetic import Ends, in_unit, judge, operand_text, shown_unit, total
from kg.auditing.readings import FormulaReading, readings
from loaders.amounts import Operand
from loaders.money import calculations, money
from loaders.money.units import Precision, precision
from loaders.records import Calculation


@pytest.mark.parametrize(
    ("computed", "stated", "step", "verdict"),
    [
        ("25.59", "25.59", "0.01", "exact"),
        ("25.5936", "25.59", "0.01", "rounded"),
        ("4.0704", "4.1", "0.1", "rounded"),
        ("0.125", "0.13", "0.01", "rounded"),
        ("0.125", "0.12", "0.01", "rounded"),  # half to even
        ("1098.266", "1098.26", "0.01", "truncated"),
        ("1098.266", "1098.27", "0.01", "rounded"),
        ("189.32352", "189.66", "0.01", "mismatch"),
        ("1.9", "1", "1", "mismatch"),  # cutting off must not lose half of it
        ("340", "350", "1", "mismatch"),
    ],
)
def test_judge(computed: str, stated: str, step: str, verdict: str) -> None:
    assert judge(Decimal(computed), Decimal(stated), Decimal(step)) == verdict


def around(value: Decimal, step: Decimal) -> Ends:
    return value - step / 2, value + step / 2


@pytest.mark.parametrize(
    ("parts", "stated", "verdict"),
    [
        (["1.1", "2.2"], "3.3", "exact"),
        (["1.1", "2.2"], "3.4", "within-rounding"),  # 1.14 + 2.24
        (["1.1", "2.2"], "3.5", "mismatch"),
        (["1.1", "2.2", "3.3"], "6.8", "within-rounding"),
        (["12.34", "5.658"], "17", "mismatch"),  # a whole is cut by little
        (["62.34", "35.65"], "97", "truncated"),
        (["-62.34", "-35.65"], "-97", "truncated"),
    ],
)
def test_each_part_of_a_sum_is_rounded_for_itself(parts: list[str], stated: str, verdict: str) -> None:
    steps = [Decimal(1).scaleb(-len(figure.partition(".")[2])) for figure in (stated, *parts)]
    between = total(around(Decimal(part), step) for part, step in zip(parts, steps[1:], strict=True))
    assert judge(sum(map(Decimal, parts), Decimal(0)), Decimal(stated), steps[0], between) == verdict


@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=9), st.integers(0, 3), st.integers(0, 3))
def test_rounding_explains_every_sum_of_rounded_figures(numbers: list[int], places: int, whole_places: int) -> None:
    step, its_step = Decimal(1).scaleb(-places), Decimal(1).scaleb(-whole_places)
    real = [Decimal(number) / 10**5 for number in numbers]
    shown = [value.quantize(step) for value in real]
    between = total(around(value, step) for value in shown)
    assert judge(sum(shown, Decimal(0)), sum(real, Decimal(0)).quantize(its_step), its_step, between) != "mismatch"


@given(st.integers(1, 10**9), st.integers(0, 4))
def test_what_is_rounded_is_never_a_mismatch(number: int, places: int) -> None:
    value, step = Decimal(number) / 10**6, Decimal(1).scaleb(-places)
    assert judge(value, value.quantize(step), step) in ("exact", "rounded")


@given(st.integers(1, 10**9), st.integers(0, 4), st.integers(2, 1000))
def test_what_is_off_by_two_steps_is_a_mismatch(number: int, places: int, off: int) -> None:
    value, step = Decimal(number) / 10**6, Decimal(1).scaleb(-places)
    assert judge(value, value.quantize(step) + off * step, step) == "mismatch"


@pytest.mark.parametrize(
    ("printed", "unit", "places", "step"),
    [
        ("安排25.59万元", "万元", 2, "100"),
        ("安排3300000元", "元", 0, "1"),
        ("安排90万元", "万元", 0, "10000"),
        ("安排22,614.51万元", "万元", 2, "100"),
        ("总投资2.4亿元", "亿元", 1, "10000000"),
    ],
)
def test_printed_precision(printed: str, unit: str, places: int, step: str) -> None:
    (amount,) = money.find(printed)
    shown = precision(amount)
    assert (shown.unit, shown.places, shown.step) == (unit, places, Decimal(step))


def test_a_figure_without_digits_has_the_precision_of_yuan() -> None:
    (amount,) = money.find("安排资金壹拾陆万伍仟元")
    assert precision(amount) == Precision("元", 0)


def test_large_amounts_in_yuan_are_written_in_ten_thousands() -> None:
    (amount,) = money.find("安排3300000元")
    assert (shown_unit(amount), in_unit(amount.yuan, "万元")) == ("万元", "330")


def formula(funding: str) -> Calculation:
    text = f"项目名称\n甲\n立项依据\n《云山市甲方案》。\n项目实施单位\n云山市卫生健康局\n项目实施内容\n工作。\n资金安排情况\n{funding}\n"
    return calculations.find(disclosures.read(text))[-1]


@pytest.mark.parametrize(
    ("funding", "expected"),
    [
        ("1489人，按春节、中秋节50元/人测算，安排14.89万元。", "1489 人 × 50 元/人 × 2 次"),
        (
            "农村1828人、城镇838人。每年每人120元。州级承担20%,市级承担80%，市级财政承担25.59万元。",
            "(1828 人 + 838 人) × 120 元/人·年 × 80 %",
        ),
        ("人均4.512元，常住人口41.96万人，市级财政承担189.66万元。", "4.512 元/人 × 41.96 万人"),
        ("活产1696人的6%，按400元/人测算，合计4.1万元。", "1696 人 × 6 % × 400 元/人"),
        ("甲类10人，每人100元，乙类20人，每人50元，共计0.20万元。", "10 人 × 100 元/人 + 20 人 × 50 元/人"),
        ("共需614.40万元，市级承担4.8%，市级承担29.49万元。", "614.4 万元 × 4.8 %"),
    ],
)
def test_formula_as_a_person_writes_it(funding: str, expected: str) -> None:
    assert str(readings(formula(funding))[0]) == expected


def test_all_sensible_readings_are_tried() -> None:
    tried = {str(r) for r in readings(formula("2023年10人、2024年20人，每人50元，安排0.10万元。"))}
    assert {"(10 人 + 20 人) × 50 元/人", "10 人 × 50 元/人", "20 人 × 50 元/人"} <= tried


def test_value_of_a_reading() -> None:
    def operand(role: str, value: str, unit: str) -> Operand:
        return Operand(role=role, value=Decimal(value), unit=unit, start=0, end=1, surface=value)  # type: ignore[arg-type]

    reading = FormulaReading(
        (
            (
                (operand("count", "1828", "人"), operand("count", "838", "人")),
                (operand("standard", "120", "人"),),
                (operand("share", "80", "%"),),
            ),
        )
    )
    assert reading.value == Decimal("255936")
    assert operand_text(operand("share", "4.8", "%")) == "4.8 %"
