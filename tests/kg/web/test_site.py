"""The site as a whole: every page answers, every link lives, nothing hostile runs, languages, and a store that changes."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import site_pages
import small_store
import web_site
from folders import ROOT
from starlette.testclient import TestClient

from kg.resolution import judgements
from kg.stores.opening import open_store
from kg.stores.store import Store
from kg.web import pages
from kg.web.site import create_app

NUMBER = quote("云财社发〔2023〕36号")


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_pages.loaded(tmp_path_factory.mktemp("site") / "examples.kg", ROOT / "examples")


@pytest.fixture(scope="module")
def site(examples: Path) -> Iterator[TestClient]:
    with TestClient(create_app(web_site.settings_of(examples))) as client:
        yield client


def examined(client: TestClient) -> None:
    """Wait until all documents have been examined."""
    until = time.monotonic() + 120
    while client.get("/findings/progress").json()["running"]:
        assert time.monotonic() < until
        time.sleep(0.2)


# ---- every page


@pytest.mark.slow
def test_every_address_that_the_site_names_answers(site: TestClient) -> None:
    examined(site)
    found = site_pages.crawled(site)
    assert {address: status for address, status in found.items() if status not in (200, 303)} == {}
    kinds = {address.split("/")[1].partition("?")[0] for address in found}
    assert {"id", "graph", "text", "policies", "projects", "units", "areas", "documents", "findings"} <= kinds
    things = {address.split("/")[2] for address in found if address.startswith("/id/")}
    assert {"policy", "project", "organisation", "area", "document"} <= things


@pytest.mark.parametrize("folder", ["policy", "project", "organisation", "area", "document"])
def test_everything_of_a_list_has_its_page(site: TestClient, examples: Path, folder: str) -> None:
    """Not only what the first page of a list names."""
    with open_store(examples, read_only=True) as store:
        subjects = {quad.subject.value for quad in store.inner}
    iris = sorted(iri for iri in subjects if iri.startswith(f"https://w3id.org/policy-kg/id/{folder}/"))
    assert iris
    for iri in iris:
        assert site.get(pages.href(iri) or "").status_code == 200, iri


@pytest.mark.parametrize(
    "address",
    ["/nothing", "/id/policy/x", "/id/project/x/1", "/id/area/x", "/id/document/x", "/id/x", "/id/", "/id/policy/%3Cx%3E%22", "/text/x",
     "/text/%22%3E", "/graph/policy/x", "/graph/area/%20%3E", "/graph/amount/x", "/static/x", "/id/project/%00"],
)  # fmt: skip
def test_what_is_not_there_is_said_so(site: TestClient, address: str) -> None:
    answer = site.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "没有找到" in answer.text or "Not found" in answer.text


@pytest.mark.parametrize(
    "address", ["/", "/search?q=村医", "/policies", f"/id/policy/{NUMBER}", "/findings", "/nothing"]
)
def test_pages_are_strict(site: TestClient, address: str) -> None:
    """No script or style inside a page but data, which no browser runs, and headers that would not let one run."""
    answer = site.get(address)
    assert "'unsafe" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not re.search(r'<script(?! type="application/json" |[^>]* src=)|<style|\son\w+=|\sstyle=', answer.text)


# ---- languages


@pytest.mark.parametrize(
    ("asked", "cookie", "accepted", "lang"),
    [
        ("en", "zh", "zh-CN", "en"),
        ("zh", None, "en", "zh-CN"),
        (None, "en", "zh-CN,zh;q=0.9", "en"),
        (None, "zh", "en-GB", "zh-CN"),
        (None, None, "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        (None, None, "en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr", "fr", "en", "en"),
    ],
)
def test_the_language(site: TestClient, asked: str | None, cookie: str | None, accepted: str, lang: str) -> None:
    site.cookies.clear()
    if cookie:
        site.cookies.set("lang", cookie)
    answer = site.get("/policies" + (f"?lang={asked}" if asked else ""), headers={"Accept-Language": accepted})
    site.cookies.clear()
    assert f'<html lang="{lang}">' in answer.text
    assert ("lang=" in answer.headers.get("set-cookie", "")) == (asked in ("zh", "en"))


def test_each_language_has_all_words() -> None:
    for key, said in pages.words().items():
        assert said["zh"].strip() and said["en"].strip() or key == "colon", key
        assert sorted(re.findall(r"\{\w*\}", said["zh"])) == sorted(re.findall(r"\{\w*\}", said["en"])), key


def test_templates_say_only_known_words() -> None:
    said: set[str] = set()
    for template in (ROOT / "kg" / "web" / "templates").glob("*.html"):
        said |= set(re.findall(r"\bsay\('([\w-]+)'[,)]", template.read_text("utf-8")))
    assert len(said) > 40
    assert said <= set(pages.words())


# ---- a store that is missing, or changes


def test_a_missing_store_is_said_so(tmp_path: Path) -> None:
    with TestClient(create_app(web_site.settings_of(tmp_path / "none.kg"))) as client:
        for address in ("/", "/policies", "/search?q=x", "/id/policy/x", "/findings", "/text/x", "/graph/policy/x"):
            answer = client.get(address)
            assert answer.status_code == 503, address
            assert "There is no store" in answer.text


def test_what_is_written_meanwhile_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "growing.kg"
    files = sorted((ROOT / "examples" / "玉溪市").glob("*.txt"))
    site_pages.loaded(path, files[0])
    with TestClient(create_app(web_site.settings_of(path))) as client:
        before = client.get("/documents?format=json").json()
        client.get("/search?q=红塔")
        examined(client)
        site_pages.loaded(path, files[1])
        after = client.get("/documents?format=json").json()
        assert len(before) == 1 and len(after) == 2
        assert client.get(f"/search?q={quote(files[1].stem)}").text.count(quote(files[1].stem)[:9]) >= 1
        examined(client)
        new = next(row for row in after if row not in before)
        key = new["iri"].rpartition("/")[2]
        assert client.get(f"/findings/progress?document={key}").json()["running"] is False


def test_a_big_job_does_not_hold_others_up(small: TestClient) -> None:
    """What is made once is made by one request; those that need something else do not wait."""
    import threading

    from kg.web.state import State

    state = State(web_site.settings_of(small.path))  # type: ignore[attr-defined]
    go, began = threading.Event(), threading.Event()

    def slow(_: Store) -> int:
        began.set()
        go.wait(20)
        return 1

    thread = threading.Thread(target=lambda: state.kept("slow", slow))
    thread.start()
    began.wait(10)
    assert state.kept("quick", lambda _: 2) == 2
    assert state.search("村医") is not None
    go.set()
    thread.join(10)
    assert state.kept("slow", lambda _: 3) == 1
    state.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = small_store.on_disk(tmp_path_factory.mktemp("site") / "small.kg")
    with TestClient(create_app(web_site.settings_of(path))) as client:
        client.path = path  # type: ignore[attr-defined]
        yield client


def test_a_fault_is_a_page_too(small: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.web import first_page

    def broken(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(first_page, "in_order", broken)
    client = TestClient(small.app, raise_server_exceptions=False)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "broken on purpose" not in answer.text
    assert "</html>" in answer.text


# ---- formats of things


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/html", "text/html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/json", "application/json"),
        ("text/turtle;q=0.4,application/ld+json;q=0.6", "application/ld+json"),
        ("image/png", None),
    ],
)
def test_a_thing_in_the_format_that_is_asked_for(site: TestClient, accept: str, media: str | None) -> None:
    import rdflib

    answer = site.get(f"/id/policy/{NUMBER}", headers={"Accept": accept})
    if media is None:
        assert answer.status_code == 406
        return
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media
    assert "Accept" in answer.headers["vary"]
    if media != "text/html":
        parser = {"text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml"}.get(
            media, "json-ld"
        )
        graph = rdflib.Graph().parse(data=answer.text, format=parser)
        assert (rdflib.URIRef("https://w3id.org/policy-kg/id/policy/云财社发〔2023〕36号"), None, None) in graph


# ---- search


def test_suggestions_come_at_once(site: TestClient) -> None:
    """They are asked for with every letter: each is less work than the page of a list, which is made once."""

    def best(address: str, **asked: str) -> float:
        took = []
        for _ in range(4):
            began = time.process_time()
            assert site.get(address, params=asked).status_code == 200
            took.append(time.process_time() - began)
        return min(took)

    site.get("/suggest?q=x")
    page = best("/policies")
    for typed in ("云财社发[2023]36", "gejiu", "补助", "村", "36号"):
        assert best("/suggest", q=typed) < page, typed
    first = site.get("/suggest", params={"q": "云财社发[2023]36号"}).json()[0]
    assert first["href"] == f"/id/policy/{NUMBER}"
    assert "云财社发〔2023〕36号" in first["note"] + first["name"]


def test_the_search_page_leads_to_the_words_in_the_text(site: TestClient) -> None:
    html = site.get("/search", params={"q": "乡村医生补助"}).text
    assert "<mark>乡村医生补助</mark>" in html
    place = re.search(r'href="/text/(\w+)#(\d+)-(\d+)"', html)
    assert place
    assert "最接近" not in site.get("/search", params={"q": "乡村医生补助", "lang": "zh"}).text
    assert "最接近" in site.get("/search", params={"q": "乡村医生补助 1987", "lang": "zh"}).text
    assert site.get("/search", params={"q": "没有这样的词语"}).status_code == 200
    assert site.get("/search").status_code == 200


# ---- hostile values


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_a_hostile_store_gives_whole_pages(hostile: TestClient, accept: str) -> None:
    found = site_pages.crawled(hostile)
    assert {address: status for address, status in found.items() if status not in (200, 303)} == {}
    assert len(found) > 60
    for address in found:
        if address.startswith("/id/") and "?" not in address:
            assert hostile.get(address, headers={"Accept": accept}, follow_redirects=False).status_code in (200, 303)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = site_pages.hostile_store(tmp_path_factory.mktemp("hostile"))
    with TestClient(create_app(web_site.settings_of(path))) as client:
        client.path = path  # type: ignore[attr-defined]
        examined(client)
        yield client


def test_hostile_values_are_text_in_every_page(hostile: TestClient) -> None:
    for address in site_pages.crawled(hostile):
        answer = hostile.get(address, headers={"Accept": "text/html"})
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page = answer.text
        if address.startswith("/graph/"):
            # The data of a picture stands in one element; nothing in it can end it.
            page = re.sub(r'<script[^>]*type="application/json">[^<]*</script>', "", page)
        for sign in ("<img src=x", "<svg onload", "<script>window", "<a href='https://example.org", "49{%"):
            assert sign not in page, address


def test_downloads_of_hostile_values_are_no_formulas(hostile: TestClient) -> None:
    defused = 0
    for name in ("policies", "projects", "documents", "units", "areas", "findings"):
        body = hostile.get(f"/{name}?format=csv&severity=all").content.decode("utf-8-sig")
        for cell in (cell for row in csv.reader(io.StringIO(body)) for cell in row):
            assert not cell.startswith(("=", "+", "-", "@"))
            defused += cell.startswith("'=")
        assert isinstance(json.loads(hostile.get(f"/{name}?format=json").text), list)
    assert defused


HEAVY = "SELECT (COUNT(*) AS ?projects) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.mark.parametrize("address", ["/questions/money-by-year", "/areas", "/charts/timeline"])
def test_a_list_that_takes_too_long_is_stopped_and_told_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """The query runs in a process that is killed; another page answers meanwhile."""
    path = site_pages.loaded(tmp_path / "slow.kg", ROOT / "examples" / "红河州")
    monkeypatch.setattr("queries.bind", lambda sparql, values: HEAVY)
    monkeypatch.setattr("kg.web.state.LONGER", 1)
    monkeypatch.setattr("kg.web.site.LONGER", 1)
    with TestClient(create_app(web_site.settings_of(path, seconds=1.0, workers=2, patience=1.0))) as client:
        began = time.monotonic()
        answer = client.get(address, headers={"Accept-Language": "zh-CN"})
        while answer.status_code == 202:
            # Until then the page says that the list is being made, and comes again by itself.
            assert time.monotonic() - began < 120
            assert answer.headers["refresh"] and "本页会自动刷新" in answer.text
            answer = client.get(address, headers={"Accept-Language": "zh-CN"})
        assert answer.status_code == 503 and answer.headers["retry-after"]
        assert "超过 1 秒，已停止" in answer.text and "kg serve --timeout 60" in answer.text
        assert "took longer than 1 seconds" in answer.text
        assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


@pytest.mark.parametrize("address", ["/", "/projects", "/charts/money", "/charts/citations", f"/id/policy/{NUMBER}"])
def test_what_is_not_made_yet_is_said_and_comes_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    path = site_pages.loaded(tmp_path / "slow.kg", ROOT / "examples" / "红河州")
    monkeypatch.setattr("kg.web.dossiers.pages._PATIENCE", 0.0)
    client = TestClient(create_app(web_site.settings_of(path, patience=0.0)), headers={"Accept-Language": "en"})
    first = client.get(address)
    assert first.status_code in (200, 202)
    assert "being made" in first.text or "being worked out" in first.text
    assert address.startswith("/id/") or first.headers["refresh"]
    until = time.monotonic() + 60
    page = first
    while "being made" in page.text or "being worked out" in page.text:
        assert time.monotonic() < until
        time.sleep(0.1)
        page = client.get(address)
    assert page.status_code == 200 and "refresh" not in page.headers
    # A file is waited for.
    if address == "/projects":
        other = TestClient(create_app(web_site.settings_of(path)))
        assert other.get(f"{address}?format=json").json()


def test_judgements_that_do_not_count_yet_are_told_on_every_page(tmp_path: Path) -> None:
    path = site_pages.loaded(tmp_path / "judged.kg", ROOT / "examples" / "红河州")
    file = tmp_path / "other.csv"
    with TestClient(
        create_app(web_site.settings_of(path, judgements=file)), headers={"Accept-Language": "zh"}
    ) as client:
        assert "人工判定" not in client.get("/charts").text
        judgements.write(
            file, [judgements.Judgement("same", "云财社发〔2023〕36号", "云财社发〔2023〕37号", "x", "y", "2024-01-01")]
        )
        assert "下次 kg load 后生效" in client.get("/charts").text
        file.write_text("nothing,of,the,kind\n1,2,3,4\n", "utf-8")
        assert "人工判定文件有问题" in client.get("/charts").text
        file.unlink()
        assert "人工判定" not in client.get("/charts").text


def test_the_list_of_projects_has_all_of_them(site: TestClient) -> None:
    """Also where the query itself shows the first rows only; a question's file holds all rows, its page says what it leaves out."""
    all_ = len(site.get("/projects?format=json").json())
    assert all_ == len(site.get("/questions/projects?format=json").json())
    page = site.get("/questions/projects?limit=2000", headers={"Accept-Language": "zh"})
    assert "下载的文件包含全部" not in page.text


def test_what_is_long_comes_compressed(site: TestClient) -> None:
    """Pages, data, answers and the site's own files, for who takes it; the same text for who does not."""
    query = "SELECT * { ?s ?p ?o } LIMIT 200"
    for path in ("/projects", "/documents", "/static/site.css", f"/sparql?query={query}"):
        packed = site.get(path, headers={"Accept-Encoding": "gzip, br"})
        plain = site.get(path, headers={"Accept-Encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
        assert "accept-encoding" in packed.headers["vary"].lower()
        assert int(packed.headers["content-length"]) < len(plain.content) / 2
        assert packed.text == plain.text
    assert "content-encoding" not in site.get("/sparql?query=ASK {}", headers={"Accept-Encoding": "gzip"}).headers
