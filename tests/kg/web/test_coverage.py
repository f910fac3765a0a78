"""What the first page says that the store covers: the figures of the lists that it links to, and the gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
import site_pages
import web_site
from folders import ROOT
from starlette.testclient import TestClient

from kg.tables.table import Table
from kg.web.lists import coverage
from kg.web.lists.facets import NONE, HeldValues
from kg.web.site import create_app

_CELL = re.compile(r'<a href="(/projects\?[^"]*)">([\d,]+)</a>')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    store = site_pages.loaded(tmp_path_factory.mktemp("covers") / "examples.kg", ROOT / "examples")
    with TestClient(create_app(web_site.settings_of(store, patience=60.0)), headers={"accept-language": "zh"}) as found:
        yield found


def listed(site: TestClient, address: str) -> int:
    """How many different projects a list shows."""
    rows = site.get(f"{address}&format=json").json()
    return len({row["iri"] for row in rows})


def test_each_figure_is_that_of_the_list_it_leads_to(site: TestClient) -> None:
    text = site.get("/").text
    figures = {unescape(address): int(count) for address, count in _CELL.findall(text)}
    assert len(figures) > 10
    assert figures == {address: listed(site, address) for address in figures}


def test_questions_have_the_answers_that_they_tell(site: TestClient) -> None:
    text = site.get("/").text
    asked = re.findall(r'<li><a href="([^"]*)">[^<]*</a> <span>(\d+) 个项目</span>', text)
    assert {unescape(address).partition("=")[0] for address, _ in asked} == {"/projects?policy", "/projects?unit"}
    for address, count in asked:
        assert listed(site, unescape(address)) == int(count)
    compared = re.search(r'<li><a href="(/compare[^"]*)">', text)
    assert compared and site.get(unescape(compared[1])).status_code == 200
    for example in re.findall(r'<a href="(/search\?q=[^"]*)">', text):
        assert "没有找到" not in site.get(unescape(example)).text


def _table(columns: tuple[str, ...], *rows: tuple[object, ...]) -> Table:
    return Table(columns, list(rows))  # type: ignore[arg-type]


def _held(of: dict[str, tuple[str, ...]], chains: dict[str, tuple[str, ...]]) -> HeldValues:
    return HeldValues(
        "area", "areas", {one: frozenset(held) for one, held in of.items()}, {one: one for one in chains}, chains
    )


_CHAINS = {
    "甘肃省": ("甘肃省",),
    "定西市": ("甘肃省", "定西市"),
    "临洮县": ("甘肃省", "定西市", "临洮县"),
    "漳县": ("甘肃省", "定西市", "漳县"),
}


def _covered() -> coverage.Coverage:
    columns = ("iri", "fiscal_year")
    projects = _table(
        columns, ("a", 2022), ("a", 2022), ("b", 2023), ("c", 2023), ("d", None), ("e", 2023), ("f", 1999)
    )
    documents = _table(columns, ("x", 2022), ("y", 2023), ("z", 2023), ("w", 1999))
    lin, zhang = _CHAINS["临洮县"], _CHAINS["漳县"]
    return coverage._covered(
        projects, documents,
        _held({"a": lin, "b": lin, "c": zhang, "d": zhang, "f": ("甘肃省",)}, _CHAINS), _held({"x": lin, "y": lin, "z": zhang, "w": ("甘肃省",)}, _CHAINS),
    )  # fmt: skip


def test_an_area_holds_its_parts_and_a_year_without_documents_is_no_zero() -> None:
    found = _covered()
    assert found.years == (1999, 2022, 2023) and found.span == "1999–2023" and found.known == 3
    assert [(one.key, one.depth, one.years, one.projects) for one in found.areas] == [
        ("甘肃省", 0, (1, 1, 2), 5),
        ("定西市", 1, (None, 1, 2), 4),
        ("临洮县", 2, (None, 1, 1), 2),
        ("漳县", 2, (None, None, 1), 2),
        (NONE, 0, (None, None, 1), 1),
    ]
    assert found.other_years and found.whole.projects == 6 and found.whole.other == 1


def test_of_many_areas_the_higher_and_the_fuller_ones_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "ROWS", 2)
    monkeypatch.setattr(coverage, "YEARS", 1)
    found = _covered()
    assert [one.key for one in found.areas] == ["甘肃省", "定西市", NONE] and found.more == 2 and found.known == 3
    assert found.years == (2023,) and found.areas[0].other == 3
