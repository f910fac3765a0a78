"""Dossiers: what they tell is what the store holds, each fact with its words; money counted once."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
import site_pages
import web_site
from folders import ROOT
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from kg.answers import ask, dossier, policy_lookup
from kg.stores.opening import open_store
from kg.stores.store import Store
from kg.tables.table import Table
from kg.web import wording
from kg.web.dossiers import money, regulations, resting
from kg.web.site import create_app
from loaders.rdf import identifiers
from ontology.iris import ID

NUMBER = "云财社发〔2023〕36号"
POLICY = f"{ID}policy/{NUMBER}"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_pages.loaded(tmp_path_factory.mktemp("dossiers") / "examples.kg", ROOT / "examples")


@pytest.fixture(scope="module")
def store(path: Path) -> Iterator[Store]:
    with open_store(path, read_only=True) as found:
        yield found


@pytest.fixture(scope="module")
def site(path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(web_site.settings_of(path))) as client:
        yield client


def words(html: str) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", html)))


def whole(store: Store, iri: str) -> dict[str, Table]:
    """All tables of a thing by name."""
    (thing,) = dossier.find(store, iri)
    return dict(dossier.whole(store, thing).tables)


def project_of(store: Store, name: str) -> str:
    rows = ask.ask(store, "projects", {})
    return next(str(row["iri"]) for row in rows if row["project"] == name)


# ---- policy


def test_a_policy_tells_all_its_names_and_who_issued_it(store: Store, site: TestClient) -> None:
    known = regulations.regulation(store, POLICY)
    assert len(known.spellings) >= 3
    assert any(name.printed == NUMBER for name, _ in known.spellings)
    page = words(site.get("/id/policy/" + quote(NUMBER), headers={"Accept-Language": "zh"}).text)
    for name, _ in known.spellings:
        assert " ".join(name.printed.split()) in page
    for body in ("云南省财政厅", "云南省卫生健康委", "云南省医疗保障局"):
        assert body in page
    assert "“云”是省级简称" in page
    assert "2023-05-01" in page and "2028-04-30 由原文日期推算" in page
    assert f"有效 截至 {date.today()} 据目录或全文" in page


def test_a_repealed_policy_names_what_replaced_it(store: Store, site: TestClient) -> None:
    old = regulations.regulation(store, f"{ID}policy/云财社〔2016〕141号")
    assert [one.iri for entry in old.entries for one in entry.replaced_by] == [POLICY]
    assert [(one.key, one.other.iri) for one in old.relations] == [("repealed_by", POLICY)]
    page = site.get("/id/policy/" + quote("云财社〔2016〕141号"), headers={"Accept-Language": "zh"}).text
    assert "被其替代" in page and f'href="/id/policy/{quote(NUMBER)}"' in page
    assert "废止" in words(page)


def test_each_citing_place_is_quoted_with_its_way_to_the_text(store: Store, site: TestClient) -> None:
    from kg.answers import trace

    page = site.get("/id/policy/" + quote(NUMBER)).text
    for place in trace.places_of(store, POLICY):
        key = place.entity.removeprefix(ID).split("/")[1]
        assert f'href="/text/{key}#{place.said.start}-{place.said.end}"' in page
        assert " ".join(place.said.sentence.split()) in words(page)


def test_money_on_a_policy_is_that_of_the_query(store: Store) -> None:
    answers = ask.ask(store, "money-by-policy", {"limit": "500"})
    assert len(answers) > 20
    seen = 0
    for row in answers:
        found = policy_lookup.find(store, str(row["number"] or row["title"]))
        if len(found) == 1:
            assert resting.total(store, found[0].iri) == (row["amount_yuan"], row["projects"])
            seen += 1
    assert seen > 20
    assert resting.total(store, f"{ID}policy/云财社〔2016〕141号") is None


def test_a_budget_in_two_formats_counts_once(tmp_path: Path) -> None:
    """The same content as text and as a web page is one publication."""
    source = next((ROOT / "examples").rglob("红塔区卫生健康局2024年预算项目.txt"))
    lines = source.read_text("utf-8").splitlines()
    other = tmp_path / "copy.html"
    other.write_text("<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>", "utf-8")
    alone = site_pages.loaded(tmp_path / "one.kg", source)
    both = site_pages.loaded(tmp_path / "two.kg", source, other)
    with open_store(alone, read_only=True) as one, open_store(both, read_only=True) as two:
        assert len(ask.ask(two, "projects", {})) == len(ask.ask(one, "projects", {}))
        named = [row["iri"] for row in ask.ask(one, "policies", {}) if resting.total(one, str(row["iri"]))]
        assert named
        for iri in named:
            assert resting.total(one, str(iri)) == resting.total(two, str(iri))
        unit = next(str(row["iri"]) for row in ask.ask(one, "units", {}) if row["projects"])
        assert whole(one, unit)["money"].rows == whole(two, unit)["money"].rows


# ---- project


def test_the_money_tree_adds_up(store: Store) -> None:
    whole = 0
    for row in ask.ask(store, "projects", {}):
        tree = money.tree(store, str(row["iri"]))
        assert [line.grant.yuan for line in tree] == ([row["amount_yuan"]] if row["amount_yuan"] is not None else [])
        for line in tree:
            parts = [part.grant.yuan for part in line.lines]
            whole += bool(parts) and sum(parts, Decimal(0)) == line.grant.yuan
            for part in line.lines:
                assert part.grant.computed or part.grant.printed == (part.quote and part.quote.exact)
    assert whole >= 2


def test_the_formulae_of_a_project_are_those_of_the_page(store: Store, site: TestClient) -> None:
    seen = 0
    for row in ask.ask(store, "projects", {}):
        iri = str(row["iri"])
        document = identifiers.document(iri.removeprefix(ID).split("/")[1])
        text = next(value for _, _, value in store.statements(document, "https://w3id.org/policy-kg/ns#text"))
        for one in money.calculations(store, iri):
            seen += 1
            for figure in (*one.operands, one.result):
                assert text[figure.start : figure.end] == figure.exact
            starts = [figure.start for figure in one.operands]
            assert starts == sorted(starts)
    assert seen > 5


def test_a_project_quotes_what_it_cites(store: Store, site: TestClient) -> None:
    for row in ask.ask(store, "projects", {}):
        iri = str(row["iri"])
        page = site.get("/id/" + quote(iri.removeprefix(ID))).text
        text = words(page)
        (thing,) = dossier.find(store, iri)
        for policy, places in dossier.whole(store, thing).cited:
            assert not policy.iri or f'href="/id/{quote(policy.iri.removeprefix(ID))}"' in page
            for place in places:
                assert " ".join(place.said.sentence.split()) in text


def test_the_audit_stands_on_the_page_of_its_project(store: Store, site: TestClient) -> None:
    wrong = (
        next(row for row in site.get("/findings?format=json&severity=all").json() if row["project"])
        if _examined(site)
        else {}
    )
    page = words(site.get("/id/" + quote(wrong["iri"].removeprefix(ID)), headers={"Accept-Language": "en"}).text)
    assert " ".join(wrong["message"].split()) in page
    assert "holds" in page or "Audit" in page


def _examined(site: TestClient) -> bool:
    import time

    until = time.monotonic() + 120
    while site.get("/findings/progress").json()["running"] and time.monotonic() < until:
        time.sleep(0.2)
    return True


# ---- unit, area, document


def test_areas_have_documents_projects_and_money_by_year(store: Store, site: TestClient) -> None:
    by_area = {(row["area"], row["fiscal_year"]): row["amount_yuan"] for row in ask.ask(store, "money-by-area", {})}
    for row in ask.ask(store, "areas", {}):
        tables = whole(store, str(row["iri"]))
        assert len(tables["documents"]) == row["documents"]
        assert len(tables["projects"]) == row["projects"]
        for year in tables["money"]:
            assert by_area[row["area"], year["fiscal_year"]] == year["amount_yuan"]


def test_an_area_with_many_projects_shows_some_and_leads_to_all(
    store: Store, site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = (row for row in ask.ask(store, "areas", {}) if row["area"] == "云南省")
    shorter = re.compile(r'href="(/projects\?area=[^"]+)">All (\d+) projects')
    address = f"/id/area/{quote('云南省')}"
    assert not shorter.search(site.get(address).text)
    monkeypatch.setattr(resting, "ROWS", 3)
    page = site.get(address).text
    section = page[page.index('<h2 id="projects">') :].split("</section>")[0]
    assert section.count('<td role="cell" data-label="Project"') == 3
    found = shorter.search(section)
    assert found and int(found[2]) == row["projects"]
    assert f"All {found[2]}<" in site.get(unescape(found[1])).text


def test_downloads_open(site: TestClient) -> None:
    address = "/id/organisation/" + quote("个旧市卫生健康局") + "?table=projects"
    told = list(csv.DictReader(io.StringIO(site.get(f"{address}&format=csv").content.decode("utf-8-sig"))))
    assert site.get(f"{address}&format=csv").content.startswith(b"\xef\xbb\xbf")
    as_json = site.get(f"{address}&format=json").json()
    assert [row["project"] for row in told] == [row["project"] for row in as_json]
    book = CalamineWorkbook.from_filelike(BytesIO(site.get(f"{address}&format=xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) == len(as_json) + 1
    assert [row[0] for row in rows[1:]] == [row["project"] for row in as_json]
    answer = site.get(f"{address}&format=xlsx")
    assert "attachment" in answer.headers["content-disposition"]
    assert site.get(f"{address}&format=exe").status_code == 404
    assert site.get(address.replace("projects", "nothing") + "&format=csv").status_code == 404


@pytest.mark.parametrize("name", ["policies", "projects", "units", "areas", "documents", "findings"])
def test_every_list_can_be_had_as_a_file(site: TestClient, name: str) -> None:
    _examined(site)
    rows = site.get(f"/{name}?format=json").json()
    told = list(csv.reader(io.StringIO(site.get(f"/{name}?format=csv").content.decode("utf-8-sig"))))
    book = (
        CalamineWorkbook.from_filelike(BytesIO(site.get(f"/{name}?format=xlsx").content))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert len(rows) + 1 == len(told) == len(book)
    assert len(rows) > 3


def test_a_document_does_not_tell_where_the_server_keeps_it(path: Path, site: TestClient) -> None:
    with open_store(path, read_only=True) as store:
        document = str(next(iter(ask.ask(store, "documents", {})))["iri"])
    text = site.get(document.removeprefix("https://w3id.org/policy-kg")).text
    assert "SHA-256" in text
    assert str(ROOT) not in text


def test_every_table_of_a_dossier_has_its_heading() -> None:
    called = {query.rpartition("-")[2] for tables in dossier.TABLES.values() for query in tables}
    assert {name for name in called if f"table_{name}" not in wording.words()} == set()
