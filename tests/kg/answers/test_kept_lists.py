"""Lists kept beside a store: what the store answers, whatever changed it, and nothing where that is not known."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import site_pages
import web_site
from folders import ROOT
from starlette.testclient import TestClient

from kg.answers import kept_lists
from kg.answers.ask import select
from kg.judging import decisions
from kg.loading.load import load, remove
from kg.stores import catalogue, layout
from kg.stores.catalogue import Catalogue, StoreChange
from kg.stores.opening import memory_store, open_store
from kg.stores.store import Store
from kg.web.lists.lists import LISTS
from kg.web.query_worker import QueryWorkers
from kg.web.site import create_app

PROJECT = """{unit}{year}年预算重点项目公开

项目一
一、项目名称
{name}
二、立项依据
《松山市村医补助办法》（松财社发〔2023〕{number}号）。
三、项目实施单位
{unit}
四、资金安排情况
市级财政安排{wan}万元。
"""
UNITS = ("松山市卫生健康局", "松山市教育局", "柏川县民政局")


def written(folder: Path, file: str, name: str, number: int = 12, year: int = 2024, unit: str = UNITS[0]) -> Path:
    path = folder / file
    path.write_text(PROJECT.format(name=name, number=number, year=year, unit=unit, wan=12.5), "utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "s.kg"
    with open_store(path) as opened:
        load(opened, [written(tmp_path, "a.txt", "托育机构补助"), written(tmp_path, "b.txt", "村医补助", 7)])
        kept_lists.renew(opened)
    return path


def are_right(store: Store) -> set[str]:
    """Compare what is kept with what the store answers; gives the names of what is kept."""
    kept = set()
    for name in (*kept_lists.BY_THING, *kept_lists.SOON, *kept_lists.ASKED):
        found, answer = kept_lists.find(store, kept_lists.whole(name)), select(store, kept_lists.whole(name))
        if found is not None:
            kept.add(name)
            assert found.columns == answer.columns, name
            assert sorted(map(repr, found.rows)) == sorted(map(repr, answer.rows)), name
            if name in LISTS:  # which are in an order
                assert list(found.rows) == list(answer.rows), name
    return kept


EVERY = {*kept_lists.BY_THING, *kept_lists.SOON}


def test_every_list_and_facet_is_kept() -> None:
    facets = {f"facets/{file.stem}" for file in (ROOT / "queries" / "facets").iterdir()}
    assert {*LISTS, *facets} == {*EVERY, *kept_lists.ASKED}


def test_what_is_kept_is_what_the_store_answers(tmp_path: Path) -> None:
    path = site_pages.loaded(tmp_path / "s.kg", ROOT / "examples" / "红河州")
    with open_store(path, read_only=True) as store:
        assert len(select(store, kept_lists.whole("projects"))) > 20
        assert are_right(store) == EVERY
        for name in kept_lists.ASKED:
            kept_lists.keep(store, kept_lists.whole(name), select(store, kept_lists.whole(name)))
        assert are_right(store) == {*EVERY, *kept_lists.ASKED}


def test_after_each_change_it_is_what_the_store_answers(tmp_path: Path) -> None:
    chance = random.Random(7)
    path = tmp_path / "s.kg"
    files = {f"{letter}.txt": written(tmp_path, f"{letter}.txt", f"第{letter}补助", 1) for letter in "abcdef"}
    judged = known_steps = 0
    with open_store(path) as store:
        stays = [written(tmp_path, f"{unit}.txt", "托育机构补助", unit=unit) for unit in UNITS]
        load(store, [*sorted(files.values()), *stays])
        kept_lists.renew(store)
        for turn in range(40):
            file = files[chance.choice(sorted(files))]
            loaded = Catalogue.read(store).under(file)
            if turn % 10 == 9:
                known = decisions.known(store)
                done = (
                    decisions.undo(store, known[0])
                    if known
                    else decisions.judge(store, decisions.proposed(store, "same", *UNITS[:2], "合并", "王", None))
                )
                step, judged = done.step, judged + 1
            elif loaded and chance.random() < 0.4:
                step = remove(store, loaded)
            else:
                # Some files are copies of each other's content, under other bytes: they repeat each other.
                name, unit = f"第{chance.choice('甲乙')}补助", chance.choice(UNITS)
                written(tmp_path, file.name, name, chance.randint(1, 3), chance.choice((2023, 2024)), unit)
                file.write_text(file.read_text("utf-8") + "\n" * chance.randint(1, 9), "utf-8")
                step = load(store, [file]).step
            kept_lists.renew(store, step)
            known_steps += step is not None
            assert are_right(store) == EVERY, turn
    assert judged > 2 and known_steps > 25


def test_a_changed_store_has_nothing_kept(store: Path, tmp_path: Path) -> None:
    with open_store(store) as opened:
        assert are_right(opened) == EVERY
        step = load(opened, [written(tmp_path, "c.txt", "义诊活动", 9)]).step
        assert step is not None and are_right(opened) == set()
        # Who does not know what led to this state does not guess.
        kept_lists.renew(opened, StoreChange("another state", step.documents, step.things))
        assert are_right(opened) == set()
        kept_lists.renew(opened, step)
        assert are_right(opened) == EVERY
        opened.replace({}, insert={catalogue.STALE})
        assert are_right(opened) == set()


@pytest.mark.parametrize("damage", [b"", b"rubbish" * 999, "cut", "no table", "no rows"])
def test_a_damaged_file_is_made_anew(store: Path, damage: bytes | str) -> None:
    file = store / layout.LISTS
    whole = kept_lists.whole("projects")
    if isinstance(damage, bytes):
        file.write_bytes(damage)
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:5000])
    else:
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("DROP TABLE rows" if damage == "no table" else "UPDATE rows SET held = 'x'")
    with open_store(store, read_only=True) as opened:
        assert kept_lists.find(opened, whole) is None
        kept_lists.keep(opened, whole, select(opened, whole))
        assert "projects" in are_right(opened)


def test_a_store_in_memory_keeps_nothing(tmp_path: Path) -> None:
    with memory_store() as opened:
        load(opened, [written(tmp_path, "a.txt", "托育机构补助")])
        kept_lists.renew(opened)
        assert are_right(opened) == set()


def pages(path: Path, *addresses: str) -> list[str]:
    with TestClient(create_app(web_site.settings_of(path, patience=60.0)), headers={"Accept-Language": "en"}) as client:
        return [client.get(one).raise_for_status().text for one in addresses]


def test_pages_are_the_same_with_and_without_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = site_pages.loaded(tmp_path / "s.kg", ROOT / "examples" / "红河州")
    addresses = ("/", *(f"/{name}" for name in LISTS), "/projects?basis=InForce", "/new")
    (path / layout.LISTS).unlink(missing_ok=True)
    asked = pages(path, *addresses)
    # Who asked first has kept them: nobody asks again.
    monkeypatch.setattr(QueryWorkers, "table", lambda *_: pytest.fail("a list was asked again"))
    assert pages(path, *addresses) == asked
