"""Facets: counts that SPARQL gives too, areas that hold their parts, values that add up, totals of what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import site_pages
import web_site
from folders import ROOT
from openpyxl import load_workbook
from starlette.testclient import TestClient

import queries
from kg.stores.opening import open_store
from kg.stores.store import Store
from kg.web.lists import facets
from kg.web.site import create_app
from ontology.tables import rows

_LINK = re.compile(
    r'<a href="(?P<to>[^"]*)" rel="nofollow"(?P<on> aria-current="true")?><span class="words">(?P<words>[^<]*)</span> '
    r'<span class="count">(?P<count>[\d,]+)</span>'
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_pages.loaded(tmp_path_factory.mktemp("facets") / "examples.kg", ROOT / "examples")


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(web_site.settings_of(store)), headers={"accept-language": "zh"}) as found:
        yield found


def page(site: TestClient, name: str, **chosen: object) -> str:
    answer = site.get(f"/{name}?{urlencode(chosen, doseq=True)}")
    assert answer.status_code == 200
    return answer.text


def choices(text: str, facet: str) -> dict[str, tuple[int, bool, str]]:
    """The values of a facet as the page shows them: words -> count, whether chosen, address."""
    section = re.search(rf'<section aria-labelledby="facet-{facet}">.*?</section>', text, re.S)
    assert section, f"no facet {facet}"
    return {
        unescape(m["words"]): (int(m["count"].replace(",", "")), bool(m["on"]), unescape(m["to"]))
        for m in _LINK.finditer(section[0])
    }


def shown(text: str) -> int:
    match = re.search(r'class="sums"><strong>([\d,]+) 项', text)
    assert match
    return int(match[1].replace(",", ""))


def counted(store: Path, sparql: str) -> int:
    with open_store(store, read_only=True) as opened:
        return int(next(iter(opened.rows(sparql)))[0].value)


PREFIXES = """PREFIX pk: <https://w3id.org/policy-kg/ns#> PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX schema: <https://schema.org/> PREFIX eli: <http://data.europa.eu/eli/ontology#> """
PROJECT = "?iri pk:ordinal ?n ; prov:hadPrimarySource ?source . FILTER NOT EXISTS { ?source pk:repeats ?first }"


@pytest.mark.parametrize(
    ("name", "facet", "words", "pattern"),
    [
        ("projects", "area", "红河哈尼族彝族自治州", f'{PROJECT} ?source dcterms:spatial/skos:broader* ?a . ?a skos:prefLabel "红河哈尼族彝族自治州"'),
        ("projects", "area", "个旧市", f'{PROJECT} ?source dcterms:spatial/skos:broader* ?a . ?a skos:prefLabel "个旧市"'),
        ("documents", "area", "未写明", "?iri pk:documentKind ?k FILTER NOT EXISTS { ?iri dcterms:spatial ?any }"),
        ("projects", "year", "2024", f'{PROJECT} ?iri pk:budgetYear ?y FILTER(STR(?y) = "2024")'),
        ("projects", "unit", "个旧市卫生健康局", f'{PROJECT} ?iri pk:implementedBy/skos:prefLabel "个旧市卫生健康局"'),
        ("projects", "kind", "工作", f"{PROJECT} ?iri a pk:Work"),
        ("projects", "level", "省级", f"{PROJECT} ?grant pk:fundingLevel pk:ProvinceLevel ; dcterms:isPartOf*/schema:fundedItem ?iri"),
        ("projects", "basis", "废止", f"{PROJECT} ?iri pk:basedOn/pk:status pk:Repealed"),
        ("projects", "basis", "未写依据", f"{PROJECT} FILTER NOT EXISTS {{ ?iri pk:basedOn ?any }}"),
        ("policies", "level", "国家", "?iri a eli:LegalResource ; pk:identifiedBy ?how ; pk:citationCount ?c ; pk:citingProjectCount ?p ; pk:level pk:Nation"),
        ("policies", "status", "废止", "?iri a eli:LegalResource ; pk:citationCount ?c ; pk:status pk:Repealed"),
        ("policies", "year", "2023", '?iri pk:citationCount ?c ; pk:numberYear ?y FILTER(STR(?y) = "2023")'),
        ("documents", "kind", "预算公开", "?iri pk:documentKind ?k . ?k skos:prefLabel \"预算公开\"@zh"),
    ],
)  # fmt: skip
def test_a_count_is_what_sparql_counts_and_what_the_list_then_holds(
    site: TestClient, store: Path, name: str, facet: str, words: str, pattern: str
) -> None:
    count, on, to = choices(page(site, name), facet)[words]
    assert count > 0
    assert not on
    assert count == counted(store, f"{PREFIXES} SELECT (COUNT(DISTINCT ?iri) AS ?n) WHERE {{ {pattern} }}")
    answer = site.get(to)
    assert shown(answer.text) == count
    assert choices(answer.text, facet)[words][1]


def test_values_of_one_facet_add_up_and_facets_narrow_each_other(site: TestClient) -> None:
    every = choices(page(site, "projects"), "year")
    one = page(site, "projects", year="2024")
    # What else may be chosen of a facet is counted as if nothing of it were chosen.
    assert {words: count for words, (count, _, _) in choices(one, "year").items()} == {
        words: count for words, (count, _, _) in every.items()
    }
    both = page(site, "projects", year=["2023", "2024"])
    assert shown(both) == every["2023"][0] + every["2024"][0]
    here = page(site, "projects", year="2024", unit="个旧市卫生健康局")
    assert 0 < shown(here) < shown(one)
    assert shown(here) == choices(one, "unit")["个旧市卫生健康局"][0]
    # Taken off again, the list is whole.
    assert "unit" not in parse_qs(urlsplit(choices(here, "unit")["个旧市卫生健康局"][2]).query)


def test_an_area_holds_its_parts(site: TestClient) -> None:
    areas = choices(page(site, "projects"), "area")
    assert list(areas)[:2] == ["云南省", "红河哈尼族彝族自治州"]
    assert areas["红河哈尼族彝族自治州"][0] == areas["个旧市"][0] + areas["蒙自市"][0]


def test_a_filter_keeps_what_is_chosen_and_a_heading_sorts(site: TestClient) -> None:
    text = page(site, "projects", year="2024", sort="-amount_yuan")
    assert '<input type="hidden" name="year" value="2024">' in text
    assert re.search(r'aria-sort="descending"><a href="/projects\?year=2024&amp;sort=amount_yuan">', text)
    assert re.search(r'<a href="/projects\?year=2024&amp;sort=-fiscal_year">', text) or re.search(
        r'<a href="/projects\?year=2024&amp;sort=fiscal_year">', text
    )


def test_a_value_that_nothing_has_empties_the_list_and_can_be_taken_off(site: TestClient) -> None:
    text = page(site, "projects", year="1949", area="nowhere")
    assert shown(text) == 0
    assert choices(text, "year")["1949"][:2] == (0, True)
    assert choices(text, "area")["nowhere"][:2] == (0, True)


def test_the_total_of_all_projects_is_that_of_the_query(site: TestClient, store: Path) -> None:
    with open_store(store, read_only=True) as opened:
        money = sum(Decimal(row[1].value) for row in opened.rows(queries.text("money-by-year")) if row[1] is not None)
    text = page(site, "projects")
    match = re.search(r'class="sums">.*?<span title="([\d,.]+) 元">', text)
    assert match
    assert Decimal(match[1].replace(",", "")) == money
    # What a report tells of as a work adds nothing.
    assert 'class="sums"' in page(site, "projects", kind="Work")
    assert "合计" not in page(site, "projects", kind="Work")


def test_a_workbook_says_what_it_is_of_and_leads_back(site: TestClient) -> None:
    answer = site.get(f"/projects?{urlencode({'area': '个旧市', 'year': '2024', 'format': 'xlsx'})}")
    assert "filename*=UTF-8''%E9%A1%B9%E7%9B%AE.xlsx" in answer.headers["content-disposition"]
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["项目", "说明"]
    about = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=2)}
    assert about["地区"] == "云南省、红河哈尼族彝族自治州、个旧市" or about["地区"] == "个旧市"
    assert about["年度"] == "2024"
    assert about["网址"].startswith("http://testserver/projects?")
    assert any(
        cell.hyperlink and cell.hyperlink.target.startswith("http://testserver/id/project/")
        for row in book["项目"].iter_rows(min_row=2)
        for cell in row
    )


def test_every_facet_has_its_query_and_its_words() -> None:
    for row in rows("kg.web.lists", "facets.tsv"):
        way, _, source = row["from"].partition(" ")
        assert way in ("query", "column", "policy")
        if way != "column":
            assert "?iri" in queries.text(f"{'facets' if way == 'query' else 'dossier'}/{source}")
        assert f"facet_{row['facet']}" in facets.pages.words()


def test_a_circle_of_areas_ends() -> None:
    from kg.tables.table import Table

    area = "https://w3id.org/policy-kg/id/area/"
    table = Table(("iri", "area", "above"), [(f"{area}a", "甲县", f"{area}b"), (f"{area}b", "乙市", f"{area}a")])
    names, chains = facets._tree(table)
    assert names == {"a": "甲县", "b": "乙市"}
    assert chains == {"a": ("b", "a"), "b": ("a", "b")}


def test_a_store_without_anything_has_no_facets(tmp_path: Path) -> None:
    with open_store(tmp_path / "empty.kg") as made:
        assert isinstance(made, Store)
    with TestClient(create_app(web_site.settings_of(tmp_path / "empty.kg"))) as site:
        assert 'class="facets"' not in site.get("/projects").text
