"""Counted things and their printed parts, as records and in JSON."""

from __future__ import annotations

import json

import disclosures
import pytest

from loaders.money import quantity_sums
from loaders.rdf import jsonl


@pytest.mark.parametrize(
    ("text", "whole", "parts", "closed"),
    [
        ("慰问30人（城镇10人，农村20人）。", "30人", ["10人", "20人"], True),
        ("共建成特色科室17个，中医科9个、内科8个。", "17个", ["9个", "8个"], False),
        ("参保4.2万人（职工1.2万人，居民3万人）。", "4.2万人", ["1.2万人", "3万人"], False),
        (
            "建筑面积8013平方米（其中计容面积7998平方米，不计容面积105平方米）。",
            "8013平方米",
            ["7998平方米", "105平方米"],
            True,
        ),
    ],
)
def test_sums(text: str, whole: str, parts: list[str], closed: bool) -> None:
    (one,) = quantity_sums.find(text)
    assert (one.whole.surface, [part.surface for part in one.parts], one.closed) == (whole, parts, closed)
    assert (one.start, one.end) == (one.whole.start, one.parts[-1].end)
    for figure in (one.whole, *one.parts):
        assert text[figure.start : figure.end] == figure.surface


def test_in_the_order_of_the_text() -> None:
    found = quantity_sums.find("全区共确认22人，发放若干。其中，甲类5人，乙类17人（新增9人、续办8人）。")
    assert [one.whole.surface for one in found] == ["22人", "17人"]


@pytest.mark.parametrize(
    "text", ["培训30人（党员20人，妇女15人）。", "共30人，每村男10人，女21人。", "约30人（男10人，女20人）。"]
)
def test_what_is_no_sum(text: str) -> None:
    assert quantity_sums.find(text) == []


def test_they_are_printed_as_json() -> None:
    text = "云山县水利局2024年预算项目\n\n慰问30人（男10人，女21人）。\n"
    (one,) = json.loads(jsonl.line(disclosures.read(text)))["quantity_sums"]
    assert (one["whole"]["value"], [part["value"] for part in one["parts"]]) == ("30", ["10", "21"])
    assert one["closed"] is True and one["project"] is None
