"""Charts: what they draw adds up to what SPARQL sums, and every page tells what is counted."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import charted_store
import money_store
import pytest
import site_pages
import web_site
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from benchmarks import generate
from kg.answers import ask, policy_lookup
from kg.answers.standing import first_day, last_day
from kg.stores.opening import memory_store, open_store
from kg.stores.store import Store
from kg.tables.table import Table
from kg.web import pages
from kg.web.charts import chain_tree, charts, money_flows, year_bars
from kg.web.dossiers import validity
from kg.web.site import create_app

COLUMNS = money_flows.COLUMNS


@pytest.fixture(scope="module")
def store() -> Store:
    return charted_store.fill(memory_store())


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = charted_store.on_disk(tmp_path_factory.mktemp("charts") / "s.kg")
    with TestClient(create_app(web_site.settings_of(path))) as client:
        yield client


def steps(model: dict[str, Any]) -> tuple[Decimal, Decimal]:
    """The sums of the links from levels to projects, and from projects to units."""
    columns = [node["column"] for node in model["nodes"]]
    sums = [Decimal(0), Decimal(0)]
    for link in model["links"]:
        assert columns[link["target"]] == columns[link["source"]] + 1
        sums[columns[link["source"]]] += Decimal(str(link["value"]))
    return sums[0], sums[1]


# ---- money


@pytest.mark.parametrize("top", [1, 2, 20])
@pytest.mark.parametrize("year", ["2023", "2024"])
def test_the_flows_of_a_year_are_the_sum_of_that_year(store: Store, year: str, top: int) -> None:
    flows = money_flows.flows(partial(ask.select, store), year)
    stated = {str(row["fiscal_year"]): row["amount_yuan"] for row in ask.ask(store, "money-by-year", {})}
    assert stated[year]
    assert steps(money_flows.model(flows, "en", top)) == (stated[year], stated[year])
    assert money_flows.total(flows) == stated[year]


def test_the_flows_from_a_level_are_the_sum_of_that_level(store: Store) -> None:
    model = money_flows.model(money_flows.flows(partial(ask.select, store)), "en", 1)
    stated: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in ask.ask(store, "money-by-level-and-year", {}):
        name = pages.say("en", "level_unstated") if row["level"] is None else str(row["level"]).rpartition("#")[2]
        stated[name.removesuffix("Level").lower()] += Decimal(str(row["amount_yuan"]))
    drawn: defaultdict[str, Decimal] = defaultdict(Decimal)
    for link in model["links"]:
        if model["nodes"][link["source"]]["column"] == 0:
            drawn[model["nodes"][link["source"]]["name"].lower()] += Decimal(str(link["value"]))
    assert drawn == stated


def test_all_flows_are_the_sum_that_the_documentation_teaches(store: Store) -> None:
    taught = """SELECT (SUM(?yuan) AS ?amount_yuan) WHERE { ?part pk:countedFor ?project ; schema:amount/schema:value ?yuan .
      ?project prov:hadPrimarySource ?source . { SELECT ?source { ?source pk:contentKey ?key
      FILTER NOT EXISTS { ?again pk:contentKey ?key FILTER(STR(?again) < STR(?source)) } } } }"""
    ((everything,),) = ask.select(store, taught).rows
    assert everything == money_flows.total(money_flows.flows(partial(ask.select, store))) == Decimal(5_150_000)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of five hundred projects; of each fifth document there is a second file with the same content."""
    folder = tmp_path_factory.mktemp("many")
    for number, made in enumerate(generate.documents(500)):
        (folder / f"{number}-{made.name}").write_text(made.text, "utf-8")
        if number % 5 == 0:
            lines = "".join(f"<p>{line}</p>" for line in made.text.splitlines())
            (folder / f"{number}-{made.name}.html").write_text(f"<html><body>{lines}</body></html>", "utf-8")
    with open_store(site_pages.loaded(folder / "many.kg", folder), read_only=True) as store:
        yield store


def test_the_flows_of_many_documents_are_the_sums_of_sparql(many: Store) -> None:
    """Also where files repeat each other's content: the flows count each publication once, as the sums do."""
    ((files, contents),) = ask.select(
        many, "SELECT (COUNT(DISTINCT ?d) AS ?files) (COUNT(DISTINCT ?key) AS ?contents) { ?d pk:contentKey ?key }"
    ).rows
    assert isinstance(files, int) and files - 10 == contents and contents > 40
    stated: defaultdict[str, Decimal] = defaultdict(Decimal)
    by_level: defaultdict[tuple[str, object], Decimal] = defaultdict(Decimal)
    for row in ask.ask(many, money_flows.LEVELS, {}):
        stated[str(row["fiscal_year"])] += Decimal(str(row["amount_yuan"]))
        by_level[str(row["fiscal_year"]), row["level"]] += Decimal(str(row["amount_yuan"]))
    assert len(stated) > 3
    drawn: defaultdict[tuple[str, object], Decimal] = defaultdict(Decimal)
    for year in stated:
        flows = money_flows.flows(partial(ask.select, many), year)
        assert money_flows.total(flows) == stated[year]
        for top in money_flows.TOPS:
            assert steps(money_flows.model(flows, "en", top)) == (stated[year], stated[year])
        for row in flows:
            drawn[year, row["level"]] += Decimal(str(row["amount_yuan"]))
    assert drawn == by_level
    whole = money_flows.flows(partial(ask.select, many))
    assert money_flows.total(whole) == sum(stated.values())
    assert sorted(map(_flow, whole)) == sorted(map(_flow, ask.ask(many, money_flows.QUERY, {}, whole=True)))


def _flow(row: dict[str, Any]) -> tuple[str, ...]:
    units = "、".join(sorted(str(row["units"] or "").split("、")))
    return (
        str(row["iri"]),
        str(row["level"]),
        str(row["project"]),
        units,
        str(row["fiscal_year"]),
        str(Decimal(str(row["amount_yuan"]))),
    )


flow = st.tuples(
    st.sampled_from([None, "https://w3id.org/policy-kg/ns#CityLevel", "https://w3id.org/policy-kg/ns#CountyLevel"]),
    st.sampled_from("abcdef"),
    st.sampled_from([None, "甲", "乙", "甲、乙", "丙"]),
    st.just(2024),
    st.integers(0, 10**9).map(Decimal),
    st.sampled_from([f"https://w3id.org/policy-kg/id/project/x/{i}" for i in range(6)]),
)


@given(st.lists(flow, max_size=20), st.integers(1, 8))
def test_whatever_is_drawn_together_nothing_is_lost(rows: list[tuple[Any, ...]], top: int) -> None:
    table = Table(COLUMNS, rows)
    model = money_flows.model(table, "zh", top)
    assert steps(model) == (money_flows.total(table),) * 2
    plain = [node for node in model["nodes"] if not node["plain"]]
    assert sum(node["column"] == 1 for node in plain) <= top and sum(node["column"] == 2 for node in plain) <= top


@pytest.mark.parametrize(("areas", "units"), [(1, 1), (1, 40), (5, 9), (97, 300)])
def test_no_column_has_more_flows_than_can_be_followed_and_the_rest_opens(areas: int, units: int) -> None:
    """A project of each hundred has four levels; areas and units are of very different sizes."""
    levels = [f"https://w3id.org/policy-kg/ns#{name}Level" for name in ("Central", "Provincial", "City", "County")]
    rows: list[tuple[Any, ...]] = []
    of: dict[Any, str] = {}
    for i in range(1_200):
        iri, unit = f"https://w3id.org/policy-kg/id/project/x/{i}", f"单位{i * i % units}"
        of[iri] = f"地{i * i % units % areas}"
        rows += [
            (level, f"项目{i}", unit, 2024, Decimal(1 + i * i % 9973), iri)
            for level in levels[: 4 if i % 100 == 0 else 1]
        ]
    table = Table(COLUMNS, rows)
    seen: list[dict[str, str]] = []
    while True:
        model = money_flows.model(table, "zh", 30, of, lambda **more: repr(more))
        assert steps(model) == (money_flows.total(table),) * 2
        columns = [model["nodes"][link["source"]]["column"] for link in model["links"]]
        assert max(columns.count(0), columns.count(1)) <= money_flows.MOST_FLOWS
        opens = [one for one in model["rest"] if one["href"]]
        if not opens:
            break
        seen.append(ast.literal_eval(opens[0]["href"]))
        before = len(table.rows)
        table = money_flows.chosen(table, seen[-1].get("unit", ""), seen[-1].get("area", ""), of)
        assert 0 < len(table.rows) < before
    opened = [next(iter(one)) for one in seen]
    assert opened == sorted(opened) and ("area" in opened) == (areas > 1) and ("unit" in opened) >= (areas == 1 < units)


def test_a_project_of_several_units_flows_to_one_node_with_all_their_names() -> None:
    model = money_flows.model(Table(COLUMNS, [(None, "p", "甲、乙", 2024, Decimal(5), "x")]), "en")
    assert [node["name"] for node in model["nodes"] if node["column"] == 2] == ["甲、乙"]


# ---- counts by year


@pytest.mark.parametrize("by", year_bars.YEARS)
def test_the_bars_of_citations_hold_each_citation_once(by: str) -> None:
    store = money_store.in_memory()
    table = ask.ask(store, year_bars.CITATIONS, {})
    ((counted,),) = ask.select(store, "SELECT (SUM(?n) AS ?all) { ?policy pk:citationCount ?n }").rows
    model = year_bars.citations(table, "en", by)
    assert sum(sum(one["values"]) for one in model["series"]) == year_bars.counted(table, "citations") == counted


def test_years_without_anything_are_years_and_a_misread_year_does_not_stretch_the_axis() -> None:
    columns = ("year", "documents", "policies")
    near = year_bars.timeline(Table(columns, [(2020, 1, 0), (2023, 1, 4), (None, 2, 0)]), "en")
    assert near["categories"] == ["2020", "2021", "2022", "2023", "not stated"]
    assert near["series"] == [
        {"name": "Documents", "values": [1, 0, 0, 1, 2]},
        {"name": "Regulations", "values": [0, 0, 0, 4, 0]},
    ]
    far = year_bars.timeline(Table(columns, [(1023, 1, 0), (2023, 1, 4)]), "en")
    assert far["categories"] == ["1023", "2023"]


# ---- time in force


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("2023-03-28", date(2023, 3, 28), date(2023, 3, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-13", None, None),
        ("2023-02-30", None, None),
        ("", None, None),
        (None, None, None),
        ("长期", None, None),
    ],
)
def test_a_date_means_from_its_first_to_its_last_day(
    printed: str | None, first: date | None, last: date | None
) -> None:
    assert (first_day(printed), last_day(printed)) == (first, last)


def test_what_is_over_without_a_date_is_not_drawn_as_in_force() -> None:
    columns = ("number", "title", "dated", "from_date", "to_date", "status", "citations", "iri")
    ended = "https://w3id.org/policy-kg/ns#Repealed"
    rows = [("n", "t", None, "2016-10-01", None, ended, 1, "x"), ("m", "s", None, None, None, ended, 9, "y")]
    model = validity.model(Table(columns, rows), "en")
    assert [(bar["name"], bar["ended"], bar["to"]) for bar in model["bars"]] == [("t", True, None)]
    assert (model["drawn"], model["all"]) == (1, 2)


def test_what_a_register_says_does_not_outlive_the_last_day() -> None:
    columns = ("number", "title", "dated", "from_date", "to_date", "status", "citations", "iri")
    said = "https://w3id.org/policy-kg/ns#InForce"
    rows = [("n", "t", None, "2016-10-01", day, said, 1, day) for day in ("2023-12-31", "9998")]
    past, open_ = validity.model(Table(columns, rows), "en")["bars"]
    assert past["ended"] and "expired on 2023-12-31" in past["shown"] and "status in force" not in past["shown"]
    assert not open_["ended"] and "status in force" in open_["shown"]


# ---- chains


def test_the_tree_has_the_steps_of_the_table(store: Store) -> None:
    import chain_store

    found = chain_tree.of(store, policy_lookup.one(store, chain_store.PREFECTURE))
    model, table = chain_tree.model(found, "en"), chain_tree.table(found, "en")

    def names(node: dict[str, Any]) -> list[str]:
        return [name for child in node["children"] for name in (child["name"], *names(child))]

    assert sorted(names(model["up"]) + names(model["down"])) == sorted(str(row["title"]) for row in table)
    assert chain_store.TITLES[chain_store.NATION] in names(model["up"])
    assert "托育机构补助经费" in names(model["down"])


def test_many_leaves_are_one_and_the_table_has_them_all() -> None:
    from kg.answers.chain import Chain, Step

    def step(name: str, steps: tuple[Step, ...] = ()) -> Step:
        return Step(name, "project", name, 1, steps=steps)

    root = step("root", tuple(step(str(i)) for i in range(30)))
    found = Chain(policy_lookup.FoundPolicy("x"), None, root)
    assert len(chain_tree.table(found, "en")) == 30
    assert chain_tree.model(found, "en")["down"]["children"][-1]["name"] == "18 more in the table"


# ---- pages


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", charts.CHARTS)
def test_each_chart_has_its_data_beside_it(client: TestClient, name: str, lang: str) -> None:
    query = {"lang": lang, **({"policy": "红政办发[2021]12号"} if name == "chain" else {})}
    page = client.get(f"/charts/{name}", params=query)
    assert page.status_code == 200
    figure = re.search(r'<script type="application/json" id="figure">(.*?)</script>', page.text, re.S)
    assert figure and json.loads(figure[1])["kind"]
    assert "<table " in page.text and 'role="img"' in page.text
    table = client.get(f"/charts/{name}", params={**query, "format": "csv"})
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert len(rows) > 1
    assert len(client.get(f"/charts/{name}", params={**query, "format": "json"}).json()) == len(rows) - 1
    assert client.get(f"/charts/{name}", params={**query, "format": "xlsx"}).content[:2] == b"PK"


def test_the_title_of_money_says_its_sum(client: TestClient) -> None:
    assert "2024: 3,650,000 yuan for 3 projects." in client.get("/charts/money?lang=en&year=2024").text
    assert "全部年度：5 个项目，共 515.00万元。" in client.get("/charts/money?lang=zh&year=all").text
    assert "0 元" in client.get("/charts/money?lang=zh&unit=无此单位").text


@pytest.mark.parametrize("address", ["/charts/nothing", "/charts/chain?policy=无此文件", "/charts/chain?policy=托育"])
def test_what_is_not_there_is_said(client: TestClient, address: str) -> None:
    page = client.get(address, params={"lang": "en"} if "?" not in address else None, headers={"Accept-Language": "en"})
    assert page.status_code == 404
    assert "Traceback" not in page.text
    if address.endswith("托育"):
        assert "choose one" in page.text and page.text.count('href="/id/policy/') > 1


def test_very_many_projects_are_counted_not_drawn(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    import chain_store

    address = "/charts/chain?lang=en&policy=" + chain_store.PREFECTURE
    assert "托育机构补助经费" in client.get(address).text
    monkeypatch.setattr(chain_tree, "PROJECTS", -1)
    page = client.get(address).text
    assert "too many to draw" in page and "托育机构补助经费" not in page
    assert chain_store.TITLES[chain_store.NATION] in page
    # Where that is all there is, the page does not say that no document states it.
    monkeypatch.setattr(chain_tree, "table", lambda *_: Table((), []))
    page = client.get(address).text
    assert "too many to draw" in page and "There is nothing to draw" not in page and "0 steps" not in page


def test_without_a_regulation_the_chain_offers_some(client: TestClient) -> None:
    page = client.get("/charts/chain?lang=en")
    assert "云政办发〔2020〕31号" in page.text and "2 relations" in page.text


@pytest.mark.parametrize("name", charts.CHARTS)
def test_an_empty_store_says_that_there_is_nothing(name: str, tmp_path: Path) -> None:
    with TestClient(create_app(web_site.settings_of(charted_store.empty(tmp_path / "e.kg")))) as client:
        page = client.get(f"/charts/{name}?lang=en")
        assert page.status_code == 200
        assert pages.say("en", "nothing_to_draw") in page.text and 'id="figure"' not in page.text


def test_the_overview_names_every_chart(client: TestClient) -> None:
    page = client.get("/charts?lang=zh").text
    assert all(f'href="/charts/{name}"' in page for name in charts.CHARTS)
