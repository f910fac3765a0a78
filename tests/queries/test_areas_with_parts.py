"""An area holds its parts: what is counted and summed by area, through the questions, the dossier and the site's lists."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg.answers import ask, dossier
from kg.loading import load
from kg.stores.opening import memory_store
from kg.stores.store import Store
from loaders.rdf import identifiers

BUDGET = """{body}{year}年预算重点项目公开

第一个：

项目名称

{project}

立项依据

《中华人民共和国政府采购法》。

项目实施单位

{body}

资金安排情况

本级财政安排{amount}.00万元。
"""
# A prefecture with two counties, one of them twice as another file, a county of the same province, one of another province.
BUDGETS = {
    "prefecture.txt": ("大理州水利局", 2024, "河道巡查", 40),
    "county.txt": ("弥渡县水务局", 2024, "河道保洁", 10),
    "county-again.txt": ("弥渡县水务局", 2024, "河道保洁", 10),
    "next-year.txt": ("弥渡县水务局", 2025, "河道保洁", 12),
    "other-county.txt": ("祥云县水务局", 2024, "山塘维修", 5),
    "elsewhere.txt": ("楚雄市水务局", 2024, "山塘维修", 3),
    "abroad.txt": ("丹寨县水务局", 2024, "山塘维修", 7),
    "nowhere.txt": ("甲学会", 2024, "学术年会", 2),
}
# Area and year: the money with all parts, its projects; its own money, its own projects.  By hand.
MONEY = {
    ("大理白族自治州", 2024): (550_000, 3, 400_000, 1),
    ("大理白族自治州", 2025): (120_000, 1, 0, 0),
    ("弥渡县", 2024): (100_000, 1, 100_000, 1),
    ("弥渡县", 2025): (120_000, 1, 120_000, 1),
    ("祥云县", 2024): (50_000, 1, 50_000, 1),
    ("楚雄彝族自治州", 2024): (30_000, 1, 0, 0),
    ("楚雄市", 2024): (30_000, 1, 30_000, 1),
    ("云南省", 2024): (580_000, 4, 0, 0),
    ("云南省", 2025): (120_000, 1, 0, 0),
    ("黔东南苗族侗族自治州", 2024): (70_000, 1, 0, 0),
    ("丹寨县", 2024): (70_000, 1, 70_000, 1),
    ("贵州省", 2024): (70_000, 1, 0, 0),
    (None, 2024): (20_000, 1, 20_000, 1),
}
# Documents and projects with all parts, then its own.
HELD = {
    "云南省": (6, 5, 0, 0),
    "大理白族自治州": (5, 4, 1, 1),
    "弥渡县": (3, 2, 3, 2),
    "祥云县": (1, 1, 1, 1),
    "楚雄彝族自治州": (1, 1, 0, 0),
    "楚雄市": (1, 1, 1, 1),
    "贵州省": (1, 1, 0, 0),
    "黔东南苗族侗族自治州": (1, 1, 0, 0),
    "丹寨县": (1, 1, 1, 1),
}
PREFECTURE = identifiers.area("大理白族自治州")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("budgets")
    store = memory_store()
    load.load(store, [_written(folder, name) for name in BUDGETS])
    return store


def _written(folder: Path, name: str) -> Path:
    body, year, project, amount = BUDGETS[name]
    text = BUDGET.format(body=body, year=year, project=project, amount=amount)
    # The second file of a publication has other blanks.
    (folder / name).write_text(text.replace("\n\n", "\n\n\n") if "again" in name else text, "utf-8")
    return folder / name


def test_money_by_area_is_that_of_all_parts_and_its_own(store: Store) -> None:
    rows = ask.ask(store, "money-by-area", {})
    told = {
        (row["area"], row["fiscal_year"]): (
            int(Decimal(str(row["amount_yuan"]))),
            row["projects"],
            int(Decimal(str(row["own_amount_yuan"]))),
            row["own_projects"],
        )
        for row in rows
    }
    assert told == MONEY and len(rows) == len(MONEY)


def test_own_money_adds_up_to_all_money(store: Store) -> None:
    own = sum(Decimal(str(row["own_amount_yuan"])) for row in ask.ask(store, "money-by-area", {}))
    assert (
        own == sum(Decimal(str(row["amount_yuan"])) for row in ask.ask(store, "money-by-year", {})) == 890_000 - 100_000
    )


def test_the_list_of_areas_counts_what_lies_in_them(store: Store) -> None:
    told = {
        row["area"]: (row["documents"], row["projects"], row["own_documents"], row["own_projects"])
        for row in ask.ask(store, "areas", {})
    }
    assert told == HELD


@pytest.mark.parametrize("words", ["大理白族自治州", "大理州"])
def test_a_prefecture_is_found_and_shows_what_its_counties_have(store: Store, words: str) -> None:
    (thing,) = dossier.find(store, words)
    assert thing.kind == "area" and thing.iri == PREFECTURE
    known = dossier.whole(store, thing)
    facts = {name: (value, named) for name, value, named in known.facts}
    assert facts["area_code"][0] == "532900" and facts["within"] == ("云南省", identifiers.area("云南省"))
    tables = dict(known.tables)
    money = {
        row["fiscal_year"]: (int(Decimal(str(row["amount_yuan"]))), int(Decimal(str(row["own_amount_yuan"]))))
        for row in tables["money"]
    }
    assert money == {2024: (550_000, 400_000), 2025: (120_000, 0)}
    assert [(row["area"], row["projects"]) for row in tables["parts"]] == [("弥渡县", 2), ("祥云县", 1)]
    assert sorted((row["project"], row["area"]) for row in tables["projects"]) == [
        ("山塘维修", "祥云县"),
        ("河道保洁", "弥渡县"),
        ("河道保洁", "弥渡县"),
        ("河道巡查", "大理白族自治州"),
    ]
    assert len(tables["documents"].rows) == 5


def test_every_area_says_the_same_in_the_list_and_in_its_dossier(store: Store) -> None:
    for row in ask.ask(store, "areas", {}):
        (thing,) = dossier.find(store, str(row["iri"]))
        tables = dict(dossier.whole(store, thing).tables)
        assert (len(tables["documents"]), len(tables["projects"])) == (row["documents"], row["projects"])
