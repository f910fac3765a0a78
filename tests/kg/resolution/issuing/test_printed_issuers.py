"""Issuers that a title prints against the code of its number."""

from __future__ import annotations

import pytest

from kg.resolution.issuing.printed_issuers import contradicted
from loaders.citations import numbers
from ontology.authorities import areas

NEAR = areas.find("个旧市")[0]


@pytest.mark.parametrize(
    ("number", "printed", "body"),
    [
        ("云政发〔2020〕17号", ["省民政厅", "省财政厅"], "云南省人民政府"),
        ("云财社发〔2023〕3号", ["云南省卫生健康委"], "云南省财政厅"),
        ("红政办发〔2021〕33号", ["红河州卫生健康委"], "红河哈尼族彝族自治州人民政府"),
        # joint documents carry the number of the lead body alone
        ("云财社发〔2023〕3号", ["云南省卫生健康委", "云南省财政厅"], None),
        # short, former and later names; offices
        ("云人口发〔2009〕5号", ["省人口计生委"], None),
        ("红卫发〔2018〕5号", ["红河州卫生和计划生育委员会"], None),
        ("红卫发〔2018〕5号", ["红河州卫健委"], None),
        ("云政办发〔2020〕1号", ["云南省人民政府办公厅"], None),
        ("云发〔2022〕2号", ["中共云南省委", "云南省人民政府"], None),
        ("发改社会〔2020〕1号", ["国家发展改革委"], None),
        # nothing is known, or nothing is printed
        ("〔2022〕24号", ["省财政厅"], None),
        ("云政发〔2020〕17号", [], None),
        ("技发〔2020〕17号", ["省财政厅"], None),
        # a group uses the numbers of its host
        ("云卫发〔2020〕17号", ["云南省爱国卫生运动领导小组"], None),
    ],
)
def test_contradicted(number: str, printed: list[str], body: str | None) -> None:
    parsed = numbers.parse(number)
    assert parsed is not None
    found = contradicted(parsed, printed, NEAR)
    assert (found.body if found else None) == body


def test_real_numbers_with_their_own_issuers_are_hardly_ever_contradicted(shared: object) -> None:
    """Of thousands of numbers whose titles name an issuer at most a handful, and those are mistakes of the lists."""
    import csv
    from pathlib import Path

    from loaders.citations import titles

    assert isinstance(shared, Path)
    with (shared / "data" / "document-numbers.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    seen = wrong = 0
    for row in rows[::5]:
        found = numbers.find(row["surface"])
        printed = titles.issuers(row["title"] or "")
        if len(found) == 1 and printed:
            seen += 1
            wrong += contradicted(found[0].number, printed) is not None
    assert seen > 1000 and wrong <= seen / 200
