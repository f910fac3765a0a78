"""The year that a sentence says of the document that it names: in brackets behind it, right before it, with the verb of its issue."""

from __future__ import annotations

import pytest
from growth import keeps_step

from loaders.citations import editions
from ontology.tables import rows

PAGE = "2023"


def edition(text: str, page: str = PAGE) -> str:
    start = text.index("《")
    return editions.year(text, start, text.index("》") + 1, page)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("根据《汛期排涝实施方案》（2021年）安排。", "2021"),
        ("根据《汛期排涝实施方案》(2019)安排。", "2019"),
        ("根据《汛期排涝实施方案》（2021年印发）安排。", "2021"),
        ("根据《汛期排涝实施方案》（2018年修订版）安排。", "2018"),
        ("根据《汛期排涝实施方案》（二〇二〇年三月印发）安排。", "2020"),
        ("《汛期排涝实施方案》已于2017年5月4日由县政府办公室印发。", "2017"),
        ("按照2021年印发的《汛期排涝实施方案》", "2021"),
        ("按照市水务局2021年3月下发的《汛期排涝实施方案》", "2021"),
        ("2016年6月，县人民政府制定《汛期排涝实施方案》", "2016"),
        ("２０２１年，为做好防汛工作，县水利局印发了《汛期排涝实施方案》", "2021"),
        ("按照2022年度《汛期排涝实施方案》", "2022"),
        ("按照2022年的《汛期排涝实施方案》", "2022"),
        ("按照去年印发的《汛期排涝实施方案》", "2022"),
        ("按照县水利局前年出台的《汛期排涝实施方案》", "2021"),
        ("按照今年印发的《汛期排涝实施方案》", "2023"),
        # what happened in a year, and not the issue of the document
        ("根据《汛期排涝实施方案》，2021年完成泵站改造。", ""),
        ("根据《汛期排涝实施方案》（2021—2025年）安排。", ""),
        ("2021年，根据县政府印发的《汛期排涝实施方案》", ""),
        ("2021年以来，县政府印发《汛期排涝实施方案》", ""),
        ("2021年泵站改造完成。县政府印发《汛期排涝实施方案》", ""),
        ("2021年按省里下发的《汛期排涝实施方案》", ""),
        ("《泵站管理办法》2021年印发，《汛期排涝实施方案》", "2021"),
        ("安排12021年《汛期排涝实施方案》", ""),
        ("贯彻《汛期排涝实施方案》的要求（2021年）", ""),
        ("2023年严格执行省财政厅印发的《汛期排涝实施方案》", ""),
        ("2022年我县被列入省发改委印发的《汛期排涝实施方案》", ""),
        ("2019年以来先后出台《汛期排涝实施方案》", ""),
        ("2018年，全区认真学习省水利厅下发的《汛期排涝实施方案》", ""),
        ("2020年我局收到市财政局印发的《汛期排涝实施方案》", ""),
        ("2017年新增泵站属于县水务局制定的《汛期排涝实施方案》", ""),
        ("2020年前出台《汛期排涝实施方案》", ""),
        ("2019年至2021年先后出台《汛期排涝实施方案》", ""),
        ("2021年省财政厅印发的《汛期排涝实施方案》", "2021"),
        ("2021年，浙江省水利厅、省财政厅联合印发的《汛期排涝实施方案》", "2021"),
        ("2016年来宾市水利局印发《汛期排涝实施方案》", "2016"),
        ("2016年云岭县水务局会同县财政局制定并印发的《汛期排涝实施方案》", "2016"),
        ("2021年由市住房和城乡建设局重新修订的《汛期排涝实施方案》", "2021"),
        ("2020年国务院办公厅印发的《汛期排涝实施方案》", "2020"),
        ("2020年国家发展改革委和财政部印发的《汛期排涝实施方案》", "2020"),
        ("2013年中共云岭县委、县政府出台的《汛期排涝实施方案》", "2013"),
        ("2015年县防汛抗旱指挥部印发的《汛期排涝实施方案》", "2015"),
        ("2015年我局制定的《汛期排涝实施方案》", "2015"),
        ("2015年我市出台了《汛期排涝实施方案》", "2015"),
        ("2015年我市出台的《汛期排涝实施方案》", "2015"),
        ("2015年初，县里结合实际制定了《汛期排涝实施方案》", "2015"),
        ("2015年我县争取到省水利厅印发的《汛期排涝实施方案》", ""),
        ("2015年落实到市水利局印发的《汛期排涝实施方案》", ""),
        ("2014年县政府专门出台了《汛期排涝实施方案》", "2014"),
    ],
)
def test_the_year_of_an_edition(text: str, year: str) -> None:
    assert edition(text) == year


def test_last_year_of_a_page_without_a_year_is_none() -> None:
    assert edition("按照去年印发的《汛期排涝实施方案》", "") == ""


def test_each_word_is_met_in_its_example() -> None:
    """Words of manner leave the year to the issue; the other ones take it away."""
    for row in rows("loaders.citations", "edition_words.tsv"):
        told = {"year": str(int(PAGE) - int(row["back"] or 0)), "manner": "2021"}
        assert edition(row["example"]) == told.get(row["group"], ""), row
        assert row["word"] in row["example"], row


@pytest.mark.parametrize("piece", ["2021年", "，为", "2021年，为甲", "（2021年印发", "去年，", "于2021年由", "　"])
def test_long_text_takes_no_longer_than_it_is_long(piece: str) -> None:
    def read(text: str) -> None:
        for at in range(0, len(text), 50):
            editions.year(text, at, at + 10, PAGE)

    keeps_step(read, lambda size: piece * size)
