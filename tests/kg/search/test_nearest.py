"""Natural searches: words of a name, of its unit, its area and its year in any order, in short or in full."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from folders import DATA, ROOT

from kg.loading.load import find_files, load
from kg.search.find import Found, search
from kg.search.nearest import tokens
from kg.stores.opening import open_store
from kg.stores.store import Store

SEARCHES = list(csv.DictReader((DATA / "searches.tsv").open(encoding="utf-8"), delimiter="\t"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = open_store(tmp_path_factory.mktemp("nearest") / "s.kg")
    load(opened, find_files([ROOT / "examples"])[0])
    return opened


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three hundred projects of one name, of as many bodies."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(300):
        text = f"松岭{_han(number)}镇人民政府2023年部门预算项目公开\n\n一、项目名称\n村道养护经费\n二、立项依据\n《养护办法》\n"
        text += f"三、项目实施单位\n松岭{_han(number)}镇人民政府\n四、资金安排情况\n安排{number + 1}万元。\n"
        (folder / f"{number}.txt").write_text(text, "utf-8")
    opened = open_store(folder / "s.kg")
    load(opened, find_files([folder])[0])
    return opened


def _han(number: int) -> str:
    return "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in f"{number:03}")


def named(found: Found, kind: str) -> list[str]:
    return [f"{hit.thing.name} {hit.thing.where}" for hit in found.hits if hit.thing.kind == kind]


@pytest.mark.parametrize("row", SEARCHES, ids=lambda row: row["query"])
def test_what_is_meant_comes_first_of_its_kind(store: Store, row: dict[str, str]) -> None:
    found = named(search(store, row["query"]), row["kind"])
    assert found, "nothing of the kind was found"
    assert row["wanted"] in found[0]


def test_what_has_all_words_is_whole_and_what_has_some_is_the_nearest(store: Store) -> None:
    whole = search(store, "蒙自 高龄老人 2023", kinds=("project",))
    assert {hit.whole for hit in whole.hits} == {True}
    some = search(store, "蒙自 高龄津贴 1987", kinds=("project",))
    assert some.hits
    assert {hit.whole for hit in some.hits} == {False}
    matches = some.table()
    assert {row[matches.columns.index("match")] for row in matches.rows} == {"nearest"}


def test_where_something_is_called_so_nothing_near_stands_beside_it(store: Store) -> None:
    found = search(store, "云财社发〔2023〕36号")
    assert named(found, "policy")
    assert not named(found, "project")
    assert all(hit.whole for hit in found.hits)


def test_what_shares_nothing_is_not_near(store: Store) -> None:
    assert search(store, "鲸鱼").hits == ()


def test_among_many_of_one_name_that_of_the_unit_is_found(many: Store) -> None:
    for number in (7, 150, 299):
        found = search(many, f"松岭{_han(number)}镇 村道养护", kinds=("project",))
        assert [hit.whole for hit in found.hits] == [True]


def test_pages_of_what_is_near_go_on(many: Store) -> None:
    first = search(many, "2023 村道养护", kinds=("project",), limit=10)
    second = search(many, "2023 村道养护", kinds=("project",), limit=10, skip=10)
    assert first.totals == second.totals
    assert not {hit.thing.iri for hit in first.hits} & {hit.thing.iri for hit in second.hits}


def test_tokens() -> None:
    assert tokens("云财社发〔2023〕36号") == {"云财", "财社", "社发", "2023", "36", "号"}
    assert tokens("ABC证 ２０２４") == {"abc", "证", "2024"}


def test_a_year_that_nothing_has_leaves_what_is_near(store: Store) -> None:
    assert "高龄老人" in named(search(store, "高龄津贴 1987"), "project")[0]


def test_kinds_keep_their_order_where_some_are_found_around_a_name(tmp_path: Path) -> None:
    text = (
        "松岭镇人民政府村道养护经费2023年部门预算项目公开\n\n一、项目名称\n村道养护经费\n二、立项依据\n《养护办法》\n"
    )
    text += "三、项目实施单位\n松岭镇人民政府\n四、资金安排情况\n安排3万元。\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    with open_store(tmp_path / "s.kg") as store:
        load(store, [tmp_path / "a.txt"])
        found = search(store, "松岭镇 村道养护", kinds=("project", "document"))
    # The title of the document has both words, the project one of them in its name and the other around it.
    assert [hit.thing.kind for hit in found.hits] == ["project", "document"]
