"""What a status that a register says comes to on a day, and that all who show it say the same."""

from __future__ import annotations

import json
from datetime import date
from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest
import web_site
from click.testing import CliRunner
from starlette.testclient import TestClient

import queries
from kg.answers.standing import standing
from kg.cli import cli
from kg.drawing.panel import describe
from kg.stores.opening import open_store
from kg.web.site import create_app
from loaders.rdf import identifiers
from ontology.terms import ELI, PK

TODAY = date(2024, 6, 30)
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
NOT_YET = str(PK.NotYetInForce)
IN_FORCE, EXPIRED, REPEALED = str(PK.InForce), str(PK.Expired), str(PK.Repealed)
REGISTER = """序号,标题,发文字号,发文机关,成文日期,施行日期,有效期至,效力状态
1,云山县河道管理办法,云政办发〔2018〕8号,云山县人民政府办公室,2018年3月1日,2018年4月1日,2023年12月31日,有效
2,云山县山塘管理办法,云政办发〔2021〕3号,云山县人民政府办公室,2021年2月1日,2021年3月1日,长期,有效
3,云山县采石规定,云政发〔2009〕4号,云山县人民政府,2009年6月1日,2009年7月1日,2012年6月30日,已废止
"""
PAST, OPEN, OVER = (
    identifiers.policy(one) for one in ("云政办发〔2018〕8号", "云政办发〔2021〕3号", "云政发〔2009〕4号")
)


@pytest.mark.parametrize(
    ("statuses", "ends", "status", "zh", "en"),
    [
        ([IN_FORCE], ["2023-12-31"], EXPIRED, "已过有效期（2023-12-31）", "expired on 2023-12-31"),
        ([IN_FORCE], ["2024-06-29"], EXPIRED, "已过有效期（2024-06-29）", "expired on 2024-06-29"),
        ([IN_FORCE], ["2024-06-30"], IN_FORCE, "有效", "in force"),
        ([IN_FORCE], ["2024-06"], IN_FORCE, "有效", "in force"),
        ([IN_FORCE], ["2024"], IN_FORCE, "有效", "in force"),
        ([IN_FORCE], ["2024-05"], EXPIRED, "已过有效期（2024-05）", "expired on 2024-05"),
        ([IN_FORCE], ["2020-01-01", "2026-01-01"], IN_FORCE, "有效", "in force"),
        ([IN_FORCE], ["长期", None], IN_FORCE, "有效", "in force"),
        ([], ["2023-12-31"], EXPIRED, "已过有效期（2023-12-31）", "expired on 2023-12-31"),
        ([REPEALED], ["2023-12-31"], REPEALED, "废止", "repealed"),
        ([EXPIRED], [], EXPIRED, "失效", "expired"),
        ([None], [None], None, None, None),
    ],
)
def test_the_last_day_decides(
    statuses: list[str | None], ends: list[str | None], status: str | None, zh: str | None, en: str | None
) -> None:
    found = standing(statuses, [], ends, TODAY)
    assert (found.status, found.words.get("zh"), found.words.get("en")) == (status, zh, en)
    assert found.said == next(iter(statuses), None)


@pytest.mark.parametrize(
    ("statuses", "begins", "ends", "status"),
    [
        ([IN_FORCE], ["2024-07-01"], [], NOT_YET),
        ([], ["2031"], [None], NOT_YET),
        ([IN_FORCE], ["2024-07", None], ["2029-06-30"], NOT_YET),
        ([IN_FORCE], ["2024-06-30"], [], IN_FORCE),
        ([IN_FORCE], ["2024"], [], IN_FORCE),  # a year may have begun
        ([IN_FORCE], ["2024-09-01", "2024-05-01"], [], IN_FORCE),
        ([], ["2020-01-01"], [], None),
        ([NOT_YET], ["2024-03-01"], [], IN_FORCE),  # the register is older than the first day
        ([NOT_YET], ["2024"], [], NOT_YET),
        ([NOT_YET], ["2024-08-01"], [], NOT_YET),
        ([REPEALED], ["2031-01-01"], [], REPEALED),
        ([IN_FORCE], ["2031-01-01"], ["2023-12-31"], EXPIRED),
    ],
)
def test_the_first_day_decides(
    statuses: list[str], begins: list[str | None], ends: list[str | None], status: str | None
) -> None:
    assert standing(statuses, begins, ends, TODAY).status == status


@pytest.mark.parametrize("today", [TODAY, date(2023, 12, 31), date(2024, 1, 1), date(2024, 6, 1)])
def test_the_query_and_the_pages_say_the_same_of_dates_of_any_exactness(today: date) -> None:
    days = (None, "2023", "2024", "2024-05", "2024-06", "2024-07", "2024-06-29", "2024-06-30", "2024-07-01", "2025")
    asked = list(product((None, IN_FORCE, NOT_YET, EXPIRED, REPEALED), days, days))
    store = ox.Store()
    for number, said in enumerate(asked):
        policy = ox.NamedNode(f"https://example.org/{number}")
        store.add(ox.Quad(policy, RDF_TYPE, ox.NamedNode(ELI.LegalResource)))
        store.add(ox.Quad(policy, ox.NamedNode(PK.identifiedBy), ox.Literal("number")))
        store.add(ox.Quad(policy, ox.NamedNode(PK.citationCount), ox.Literal(1)))
        for named, value in zip(
            (PK.status, ELI.first_date_entry_in_force, ELI.date_no_longer_in_force), said, strict=True
        ):
            if value is not None:
                term = ox.NamedNode(value) if named == PK.status else ox.Literal(value)
                store.add(ox.Quad(policy, ox.NamedNode(named), term))
    sparql = queries.bind(queries.load("policies-in-force").sparql, {"day": str(ox.Literal(today.isoformat()))})
    rows = list(store.query(sparql))
    found = {str(row["iri"].value): row["status"] and row["status"].value for row in rows}
    assert len(rows) == len(found) == len(asked) - 1  # one of which nothing is stated
    for number, (status, begin, end) in enumerate(asked):
        if (iri := f"https://example.org/{number}") in found:
            assert found[iri] == standing([status], [begin], [end], today).status, (status, begin, end)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("standing")
    (folder / "名录.csv").write_text(REGISTER, "utf-8")
    assert CliRunner().invoke(cli, ["--store", str(folder / "s.kg"), "load", str(folder / "名录.csv")]).exit_code == 0
    return folder / "s.kg"


@pytest.mark.parametrize(
    ("policy", "status", "until"),
    [(PAST, "expired", "2023-12-31"), (OPEN, "in-force", None), (OVER, "repealed", "2012-06-30")],
)
def test_show(path: Path, policy: str, status: str, until: str | None) -> None:
    shown = json.loads(CliRunner().invoke(cli, ["--store", str(path), "show", policy, "--json"]).stdout)
    assert (shown["status"], shown.get("to_date")) == (status, until)
    printed = CliRunner().invoke(cli, ["--store", str(path), "show", policy]).stdout
    assert ("in force\n" in printed) is (status == "in-force")


@pytest.mark.parametrize(
    ("day", "of_past"), [("2023-12-31", "in-force"), ("2024-01-01", "expired"), ("today", "expired")]
)
def test_the_list_on_a_day(path: Path, day: str, of_past: str) -> None:
    done = CliRunner().invoke(
        cli, ["--store", str(path), "query", "policies-in-force", "--set", f"day={day}", "--json"]
    )
    rows = {row["iri"]: (row["status"], row["as_of"]) for row in json.loads(done.stdout)}
    as_of = date.today().isoformat() if day == "today" else day
    assert rows == {PAST: (of_past, as_of), OPEN: ("in-force", as_of), OVER: ("repealed", as_of)}


def test_the_day_of_a_document_is_shown(path: Path) -> None:
    printed = CliRunner().invoke(cli, ["--store", str(path), "show", PAST], env={"KG_LANG": "en"}).stdout
    assert [line.split() for line in printed.splitlines() if "2018-03-01" in line] == [["dated", "2018-03-01"]]


def test_the_page_of_a_policy_and_the_picture(path: Path) -> None:
    with open_store(path, read_only=True) as store:
        drawn = describe(store.query, dict.fromkeys((PAST, OPEN, OVER), "policy"))
    said = {iri: dict(one["facts"])["standing"] for iri, one in drawn.items()}
    assert said[PAST] == {"zh": "已过有效期（2023-12-31）", "en": "expired on 2023-12-31"}
    assert said[OPEN] == {"zh": "有效", "en": "in force"} and said[OVER] == {"zh": "废止", "en": "repealed"}
    with TestClient(create_app(web_site.settings_of(path))) as site:
        page = site.get(
            identifiers.policy("云政办发〔2018〕8号").replace("https://w3id.org/policy-kg", "") + "?lang=zh"
        ).text
    status = page.partition('<p class="meta">')[2].partition("</p>")[0]
    assert (
        '<span class="badge Expired">已过有效期（2023-12-31）</span>' in status
        and "有效</span>" in status
        and page.count("<dt>有效期至</dt>") == 1
    )
