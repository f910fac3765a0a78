"""Numbers of standards: their one spelling, and what only looks like them."""

from __future__ import annotations

import pytest

from loaders.citations import standards
from ontology.tables import rows

VALID = [
    ("GB/T 9704—2012", ["GB/T 9704-2012"]),
    ("GB/T9704-2012", ["GB/T 9704-2012"]),
    ("GB／T 9704－2012", ["GB/T 9704-2012"]),
    ("ＧＢ／Ｔ９７０４－２０１２", ["GB/T 9704-2012"]),
    ("GB50352-2019（2020年版）", ["GB 50352-2019"]),
    ("GB 7718-94", ["GB 7718-94"]),
    ("GBZ/T 201.1-2007", ["GBZ/T 201.1-2007"]),
    ("WS/T 367-2012、YY 0505-2012", ["WS/T 367-2012", "YY 0505-2012"]),
    ("DB53/T 123-2020", ["DB53/T 123-2020"]),
    ("DB5301/T 12-2020", ["DB5301/T 12-2020"]),
    ("T/CHAS 10-2-6-2018", ["T/CHAS 10-2-6-2018"]),
    ("JGJ 39－2016", ["JGJ 39-2016"]),
    ("HJ 2.1-2016", ["HJ 2.1-2016"]),
    ("JTG D30-2015", ["JTG D30-2015"]),
    ("建标 110-2021", ["建标 110-2021"]),
    ("符合GB 5749和WS/T 367的要求", ["GB 5749", "WS/T 367"]),
    ("按照GB/T\n9704-2012印制", ["GB/T 9704-2012"]),
]
INVALID = [
    "手机GB 128",
    "128GB 2020年",
    "型号YY 0505",
    "房号SL 200",
    "DL 380元",
    "SB 2012-2013年度",
    "T/A 1",
    "电话 0871-6312345",
    "ABGB 1234-2000",
    "建标〔2021〕3号",
    "DB 2020-2021",
    "LY-2020",
    "",
]


@pytest.mark.parametrize(("text", "expected"), VALID)
def test_one_spelling(text: str, expected: list[str]) -> None:
    found = standards.find(text)
    assert [one.number for one in found] == expected
    assert all(text[one.start : one.end].strip() == text[one.start : one.end] != "" for one in found)


@pytest.mark.parametrize("text", INVALID)
def test_what_only_looks_like_one(text: str) -> None:
    assert standards.find(text) == []


def test_every_code_has_its_source() -> None:
    table = rows("loaders.citations", "standards.tsv")
    assert len({row["code"] for row in table}) == len(table) > 70
    assert all(row["source"] and row["level"] in ("national", "industry", "local", "group") for row in table)


@pytest.mark.parametrize(
    "row", [row for row in rows("loaders.citations", "standards.tsv") if row["level"] in ("national", "industry")]
)
def test_each_code_is_read(row: dict[str, str]) -> None:
    (found,) = standards.find(f"执行{row['code']}/T 123-2020的规定")
    assert found.number == f"{row['code']}/T 123-2020"
