"""The SPARQL endpoint: the protocol, its limits, and real clients."""

from __future__ import annotations

import itertools
import json
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import quote

import pytest
import rdflib
import small_store
import web_site
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, SPARQLWrapper
from starlette.testclient import TestClient

from kg.web import query_worker
from kg.web.settings import Settings

SELECT = "SELECT DISTINCT ?p { ?p a pk:BudgetProject } ORDER BY ?p"
ASK = "ASK { ?p a pk:BudgetProject }"
CONSTRUCT = "CONSTRUCT { ?p a pk:BudgetProject } WHERE { ?p a pk:BudgetProject }"
# Nine million rows before anything can be counted: what a curious person types.
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_store.on_disk(tmp_path_factory.mktemp("endpoint") / "s.kg")


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[TestClient]:
    with web_site.endpoint_of(web_site.settings_of(store)) as app:
        yield TestClient(app)


def ask(client: TestClient, method: str, query: str, **headers: str):  # type: ignore[no-untyped-def]
    if method == "get":
        return client.get("/sparql", params={"query": query}, headers=headers)
    if method == "form":
        return client.post("/sparql", data={"query": query}, headers=headers)
    return client.post(
        "/sparql", content=query.encode(), headers={"Content-Type": "application/sparql-query", **headers}
    )


METHODS = ("get", "form", "direct")
SOLUTIONS = {
    None: "application/sparql-results+json",
    "*/*": "application/sparql-results+json",
    "application/sparql-results+json": "application/sparql-results+json",
    "application/json": "application/json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "text/csv": "text/csv",
    "text/tab-separated-values": "text/tab-separated-values",
    "text/turtle, text/csv;q=0.5, application/sparql-results+xml;q=0.9": "application/sparql-results+xml",
    "text/*": "text/xml",
}
GRAPHS = {
    None: "text/turtle",
    "text/turtle": "text/turtle",
    "application/n-triples": "application/n-triples",
    "application/ld+json": "application/ld+json",
    "application/rdf+xml": "application/rdf+xml",
}


@pytest.mark.parametrize(("method", "accept"), [*itertools.product(METHODS, SOLUTIONS)])
def test_select(client: TestClient, method: str, accept: str | None) -> None:
    answer = ask(client, method, SELECT, **({"Accept": accept} if accept else {}))
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == SOLUTIONS[accept]
    if "json" in SOLUTIONS[accept]:
        assert len(answer.json()["results"]["bindings"]) > 1
    elif SOLUTIONS[accept] in ("text/csv", "text/tab-separated-values"):
        assert len(answer.text.strip().splitlines()) > 2
    else:
        assert answer.text.count("<result>") > 1


@pytest.mark.parametrize(("method", "accept"), [*itertools.product(METHODS, GRAPHS)])
def test_construct(client: TestClient, method: str, accept: str | None) -> None:
    answer = ask(client, method, CONSTRUCT, **({"Accept": accept} if accept else {}))
    assert answer.status_code == 200
    media = answer.headers["content-type"].partition(";")[0]
    assert media == GRAPHS[accept]
    read = rdflib.Graph().parse(data=answer.text, format={"application/n-triples": "nt"}.get(media, media))
    assert len(read) == len(ask(client, "get", SELECT).json()["results"]["bindings"])


@pytest.mark.parametrize("method", METHODS)
def test_ask(client: TestClient, method: str) -> None:
    assert ask(client, method, ASK).json()["boolean"] is True
    assert ask(client, method, "ASK { ?p a pk:Nothing }").json()["boolean"] is False


@pytest.mark.parametrize(
    ("short", "table", "graph"),
    [
        ("json", "application/json", "application/ld+json"),
        ("xml", "application/sparql-results+xml", "application/rdf+xml"),
        ("csv", "text/csv", "text/turtle"),
        ("tsv", "text/tab-separated-values", "text/turtle"),
        ("turtle", "application/sparql-results+json", "text/turtle"),
        ("TTL", "application/sparql-results+json", "text/turtle"),
        ("nt", "application/sparql-results+json", "application/n-triples"),
        ("json-ld", "application/sparql-results+json", "application/ld+json"),
        ("rdf+xml", "application/sparql-results+json", "application/rdf+xml"),
        ("text/csv", "text/csv", "text/turtle"),
        ("application/rdf+xml", "application/sparql-results+json", "application/rdf+xml"),
        ("application/sparql-results+xml", "application/sparql-results+xml", "text/turtle"),
        # What nobody knows is as if it were not there: clients send names of their own beside the right Accept.
        ("docx", "application/sparql-results+json", "text/turtle"),
        ("", "application/sparql-results+json", "text/turtle"),
    ],
)
def test_the_format_may_stand_in_the_address(client: TestClient, short: str, table: str, graph: str) -> None:
    for query, media in ((SELECT, table), (CONSTRUCT, graph)):
        answers = (
            client.get("/sparql", params={"query": query, "format": short}),
            client.get(f"/sparql?query={quote(query)}&format={short}"),
            client.post("/sparql", data={"query": query, "format": short}),
        )
        assert [one.status_code for one in answers] == [200] * 3
        assert {one.headers["content-type"].partition(";")[0] for one in answers} == {media}


@pytest.mark.parametrize(
    ("short", "media"),
    [
        ("turtle", "text/turtle"),
        ("json", "application/ld+json"),
        ("csv", "application/rdf+xml"),
        ("docx", "application/rdf+xml"),
    ],
)
def test_it_counts_before_what_the_client_accepts(client: TestClient, short: str, media: str) -> None:
    accept = {"Accept": "text/html, application/rdf+xml, text/turtle;q=0.5"}
    answer = client.get("/sparql", params={"query": CONSTRUCT, "format": short}, headers=accept)
    assert answer.headers["content-type"].partition(";")[0] == media


def refused(answer, status: int, words: str) -> None:  # type: ignore[no-untyped-def]
    assert (answer.status_code, words in answer.text) == (status, True), (answer.status_code, answer.text)
    assert answer.headers["content-type"].startswith("text/plain")
    assert len(answer.text.splitlines()) == 1


def test_what_cannot_be_answered_is_told(client: TestClient) -> None:
    refused(ask(client, "get", "SELECT nothing"), 400, "line 1")
    refused(client.get("/sparql", params=[("query", ASK), ("query", ASK)]), 400, "one query")
    refused(client.post("/sparql", data={"nothing": "x"}), 400, "none")
    refused(client.get("/sparql", params={"query": SELECT, "default-graph-uri": "no iri"}), 400, "IRI")
    refused(client.get("/sparql?query=%ff"), 400, "UTF-8")
    refused(client.post("/sparql", content=b"\xff", headers={"Content-Type": "application/sparql-query"}), 400, "UTF-8")
    for accept in ("image/png", "text/turtle", "application/sparql-results+json;q=0"):
        refused(ask(client, "get", SELECT, Accept=accept), 406, "Accept")
    refused(ask(client, "get", CONSTRUCT, Accept="text/csv"), 406, "Accept")
    refused(
        client.post("/sparql", content=b"x", headers={"Content-Type": "text/plain"}), 415, "application/sparql-query"
    )
    refused(client.post("/sparql", content=b"x"), 415, "application/sparql-query")
    big = ASK + " #" + "x" * 1_000_001
    refused(client.post("/sparql", data={"query": big}), 413, "1,000,000")
    refused(
        client.post("/sparql", content=iter([big.encode()]), headers={"Content-Type": "application/sparql-query"}),
        413,
        "bytes",
    )
    assert client.put("/sparql", content=b"").status_code == 405


# What Chromium and Firefox send for an address that somebody types.
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("SELECT nothing <b>", 400, "line 1"),
        ("CLEAR ALL", 403, "read"),
        ("SELECT ?s { ?s ?p ?o }", 503, "5 rows"),
        (None, 400, "UTF-8"),
    ],
)
def test_who_asks_for_pages_is_refused_on_a_page(query: str | None, status: int, words: str, store: Path) -> None:
    with web_site.endpoint_of(web_site.settings_of(store, rows=5)) as app:
        client = TestClient(app, headers={"Accept-Language": "en"})
        address = "/sparql?query=" + ("%ff" if query is None else quote(query))
        shown = client.get(address, headers={"Accept": BROWSER})
        assert shown.status_code == status and shown.headers["content-type"].startswith("text/html")
        assert "<main" in shown.text and words in shown.text and "<b>" not in shown.text
        assert (shown.headers.get("retry-after") == "10") == (status == 503)
        for accept in ("*/*", "text/*", "application/sparql-results+json", "application/json, text/html;q=0"):
            told = client.get(address, headers={"Accept": accept})
            assert told.headers["content-type"].startswith("text/plain") and told.status_code == status
            assert len(told.text.splitlines()) == 1 and "accept" in told.headers["vary"].lower()


def test_nothing_can_be_changed(client: TestClient) -> None:
    for update in (
        "INSERT DATA { pk:a pk:b pk:c }",
        "CLEAR ALL",
        "LOAD <file:///etc/passwd>",
        "PREFIX x: <y:>\nDROP ALL",
    ):
        refused(ask(client, "get", update), 403, "read-only")
        refused(client.post("/sparql", data={"update": update}), 403, "read-only")
        refused(
            client.post("/sparql", content=update, headers={"Content-Type": "application/sparql-update"}),
            403,
            "read-only",
        )


def test_who_may_call(client: TestClient) -> None:
    for host in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "[::2]"):
        refused(ask(client, "get", ASK, Host=host), 403, "name")
    assert ask(client, "get", ASK, Host="127.0.0.1:8765").status_code == 200
    assert ask(client, "get", ASK, Host="localhost").status_code == 200
    for origin in ("http://evil.example", "null", "http://localhost.evil.example", "http://localhost:1"):
        answer = ask(client, "get", ASK, Host="localhost:8765", Origin=origin)
        refused(answer, 403, "other sites")
        assert "access-control-allow-origin" not in answer.headers
    own = ask(client, "get", ASK, Host="localhost:8765", Origin="http://localhost:8765")
    assert own.status_code == 200
    assert "access-control-allow-origin" not in own.headers


PORTAL = "https://portal.example"


@pytest.fixture(scope="module")
def shared(store: Path) -> Iterator[TestClient]:
    with web_site.endpoint_of(web_site.settings_of(store, origins=(PORTAL,))) as app:
        yield TestClient(app)


def test_other_origins_when_asked_for(shared: TestClient) -> None:
    for headers in ({}, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}):
        answer = ask(shared, "get", ASK, Origin=PORTAL, **headers)
        assert answer.headers["access-control-allow-origin"] == PORTAL
        assert "Origin" in answer.headers["vary"]
    refused(ask(shared, "get", ASK, Origin="https://other.example"), 403, "other sites")
    # /sparql is what they may ask, not the pages.
    refused(shared.get("/policies", headers={"Origin": PORTAL}), 403, "other sites")


def test_a_browser_asks_before_a_script_of_an_allowed_site_asks(shared: TestClient) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answer = shared.options("/sparql", headers={"Origin": PORTAL, **asked})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == PORTAL
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "content-type" in answer.headers["access-control-allow-headers"].lower()
    for path, headers in (("/sparql", {"Origin": "https://other.example"}), ("/policies", {"Origin": PORTAL})):
        answer = shared.options(path, headers={**headers, **asked})
        assert answer.status_code == 403 and "access-control-allow-origin" not in answer.headers
    assert shared.options("/sparql").status_code == 405


FOLLOWED = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    "about", [{"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, FOLLOWED, {"Sec-Fetch-Dest": "iframe"}, {}]
)
def test_a_page_of_another_site_has_no_query_run(
    client: TestClient, shared: TestClient, site: str, about: dict[str, str]
) -> None:
    for one in (client, shared):
        refused(ask(one, "get", ASK, **{"Sec-Fetch-Site": site}, **about), 403, "site's page")
        # What somebody follows to a page is answered (404: this is the endpoint alone), what a page draws in is not.
        assert one.get("/policies", headers={"Sec-Fetch-Site": site, **about}).status_code == (
            404 if about is FOLLOWED else 403
        )


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_who_asks_from_here_is_answered(client: TestClient, site: str) -> None:
    assert ask(client, "get", ASK, **{"Sec-Fetch-Site": site}).json()["boolean"] is True


def test_every_answer_has_its_policy(client: TestClient) -> None:
    for answer in (ask(client, "get", ASK), ask(client, "get", "x"), ask(client, "get", ASK, Host="evil.example")):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_without_a_query(client: TestClient) -> None:
    described = client.get("/sparql", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=described.text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in graph
    assert (service, sd.feature, sd.UnionDefaultGraph) in graph
    assert len(list(graph.objects(service, sd.resultFormat))) == 8
    page = client.get("/sparql", headers={"Accept": "text/html,*/*;q=0.8"}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/editor")
    refused(client.get("/sparql", headers={"Accept": "image/png"}), 406, "text/turtle")


def test_graphs_by_the_protocol(client: TestClient) -> None:
    derived = "https://w3id.org/policy-kg/id/graph/derived"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def number(query: str, **parameters: str) -> int:
        answer = client.get("/sparql", params={"query": query, **parameters})
        return int(answer.json()["results"]["bindings"][0]["n"]["value"])

    everything = number(count)
    one = number(count, **{"default-graph-uri": derived})
    assert 0 < one < everything
    assert number(f"SELECT (COUNT(*) AS ?n) FROM <{derived}> {{ ?s ?p ?o }}") == one
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert number(named, **{"named-graph-uri": derived}) == one
    # The protocol's graphs count, not the query's.
    assert number(f"SELECT (COUNT(*) AS ?n) FROM <{derived}> {{ ?s ?p ?o }}", **{"default-graph-uri": "x:y"}) == 0


def test_no_file_is_read(client: TestClient, tmp_path: Path) -> None:
    secret = tmp_path / "secret.nt"
    secret.write_text("<x:a> <x:b> <x:c> .\n")
    for query in (
        f"SELECT * FROM <{secret.as_uri()}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{secret.as_uri()}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"SELECT * {{ GRAPH <{secret.as_uri()}> {{ ?s ?p ?o }} }}",
    ):
        assert ask(client, "get", query).json()["results"]["bindings"] == []


def test_a_heavy_query_is_stopped_and_others_go_on(store: Path) -> None:
    settings = web_site.settings_of(store, seconds=2.0, workers=2)
    with web_site.endpoint_of(settings) as app, web_site.listening(app) as address:
        import httpx

        with httpx.Client(base_url=address, timeout=60) as client:
            client.get("/sparql", params={"query": ASK})  # the first worker is up
            answers: list[httpx.Response] = []
            heavy = threading.Thread(target=lambda: answers.append(client.get("/sparql", params={"query": HEAVY})))
            heavy.start()
            time.sleep(0.3)
            client.get("/sparql", params={"query": ASK})  # and the second
            assert client.get("/sparql", params={"query": ASK}).json()["boolean"] is True
            assert heavy.is_alive(), "others did not wait for it"
            heavy.join(60)
            refused(answers[0], 503, "2 seconds")
            assert answers[0].headers["retry-after"]
            assert client.get("/sparql", params={"query": ASK}).json()["boolean"] is True


def test_a_client_that_goes_away_frees_its_worker(store: Path) -> None:
    import httpx

    with web_site.endpoint_of(web_site.settings_of(store, seconds=60.0)) as app, web_site.listening(app) as address:
        assert httpx.get(f"{address}/sparql", params={"query": ASK}).status_code == 200
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{address}/sparql", params={"query": HEAVY}, timeout=1)
        began = time.monotonic()
        assert httpx.get(f"{address}/sparql", params={"query": ASK}, timeout=30).json()["boolean"] is True
        assert time.monotonic() - began < 50, "its seconds were waited for"


def test_rows_and_bytes_are_limited(store: Path) -> None:
    with web_site.endpoint_of(web_site.settings_of(store, rows=5, answer=1_500)) as app:
        client = TestClient(app)
        everything = "SELECT ?s { ?s ?p ?o }"
        for accept in ("application/sparql-results+json", "text/csv", "text/tab-separated-values", "application/xml"):
            refused(ask(client, "get", everything + " LIMIT 6", Accept=accept), 503, "5 rows")
            assert ask(client, "get", everything + " LIMIT 5", Accept=accept).status_code == 200
        refused(ask(client, "get", "CONSTRUCT WHERE { ?s ?p ?o }"), 503, "5 triples")
        refused(ask(client, "get", "SELECT * { ?s pk:text ?o }"), 503, "larger")


def test_memory_is_limited(store: Path) -> None:
    # Each answer some thousand characters: memory is used up long before the time is, also where the machine is busy.
    longer = " ".join(f"BIND(CONCAT({', '.join([f'?x{k}'] * 8)}) AS ?x{k + 1})" for k in range(4))
    hungry = f"SELECT (GROUP_CONCAT(?x4) AS ?all) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND(STR(?d) AS ?x0) {longer} }}"
    with web_site.endpoint_of(web_site.settings_of(store, seconds=60.0, memory=3 * 700 << 20)) as app:
        client = TestClient(app)
        refused(ask(client, "get", hungry), 503, "memory")
        assert ask(client, "get", ASK).json()["boolean"] is True


def work_where_limits_are_refused(pipe: Connection, settings: Settings) -> None:
    """A worker on a system that knows the limits and takes none, as macOS answers RLIMIT_AS."""
    import resource

    def refuse(which: int, limits: tuple[int, int]) -> None:
        raise ValueError("current limit exceeds maximum limit")

    resource.setrlimit = refuse
    query_worker.work(pipe, settings)


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limits")
def test_a_system_that_takes_no_limit_of_memory_answers(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_worker, "work", work_where_limits_are_refused)
    with web_site.endpoint_of(web_site.settings_of(store)) as app:
        assert ask(TestClient(app), "get", ASK).json()["boolean"] is True


def test_no_store(tmp_path: Path) -> None:
    with web_site.endpoint_of(web_site.settings_of(tmp_path / "none.kg")) as app:
        refused(ask(TestClient(app), "get", ASK), 503, "no store")


def test_new_data_is_seen(tmp_path: Path) -> None:
    from kg.stores.opening import open_store

    path = small_store.on_disk(tmp_path / "s.kg")
    with web_site.endpoint_of(web_site.settings_of(path)) as app:
        client = TestClient(app)
        query = "ASK { <x:new> ?p ?o }"
        assert ask(client, "get", query).json()["boolean"] is False
        with open_store(path) as store:
            store.add(b"<x:new> <x:p> <x:o> <x:g> .\n")
            assert ask(client, "get", query).json()["boolean"] in (True, False)
        assert ask(client, "get", query).json()["boolean"] is True


def test_sparqlwrapper_has_graphs_in_all_its_formats(store: Path) -> None:
    """CONSTRUCT and DESCRIBE in each of the formats that its documentation names: ten in all."""
    from SPARQLWrapper import JSONLD, N3, RDFXML, TURTLE, XML

    formats = {XML: "xml", RDFXML: "xml", TURTLE: "turtle", N3: "n3", JSONLD: "json-ld"}
    with web_site.endpoint_of(web_site.settings_of(store)) as app, web_site.listening(app) as address:
        for query in (CONSTRUCT, "DESCRIBE ?p { ?p a pk:BudgetProject }"):
            counts = []
            for name, syntax in formats.items():
                wrapper = SPARQLWrapper(f"{address}/sparql")
                wrapper.setQuery(query)
                wrapper.setReturnFormat(name)
                found = wrapper.queryAndConvert()
                graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format=syntax)
                counts.append(len(graph))
            assert counts == [counts[0]] * len(formats) and counts[0] > 0


def test_relative_iris_are_relative_to_the_endpoint(client: TestClient) -> None:
    found = client.get("/sparql", params={"query": "SELECT (<x> AS ?x) (IRI('#y') AS ?y) {}"}).json()["results"][
        "bindings"
    ]
    address = str(client.base_url)
    assert [found[0][name]["value"] for name in "xy"] == [f"{address}/x", f"{address}/sparql#y"]
    based = client.get("/sparql", params={"query": "BASE <http://a.example/b/> SELECT (<../c> AS ?x) {}"}).json()
    assert based["results"]["bindings"][0]["x"]["value"] == "http://a.example/c"
    assert ask(client, "direct", "ASK { <a> <b> <c> }").json()["boolean"] is False


@pytest.mark.parametrize("function", ["http://www.w3.org/2001/XMLSchema#colour", "https://a.example/f"])
def test_an_unknown_function_is_a_fault_of_the_query(client: TestClient, function: str) -> None:
    refused(ask(client, "get", f"SELECT (<{function}>(1) AS ?x) {{}}"), 400, function)
    refused(ask(client, "get", f"SELECT * {{ ?s ?p ?o FILTER(<{function}>(?o)) }}"), 400, function)


@pytest.mark.parametrize(
    ("before", "after"),
    [("SELECT * { FILTER(" + "(" * 50_000 + "1", ")" * 50_000 + ") }"), ("SELECT * " + "{" * 50_000, "}" * 50_000)]
    + [(f"SELECT * {{ {'{} UNION ' * 50_000}", "{} }"), ("ASK { ?s <a:b>" + "/<a:b>" * 50_000, " ?o }")],
    ids=["brackets", "groups", "unions", "paths"],
)
def test_what_is_nested_too_deeply_is_told_so(client: TestClient, before: str, after: str) -> None:
    refused(client.post("/sparql", data={"query": before + after}), 400, "nested more deeply")
    assert ask(client, "get", ASK).json()["boolean"] is True


def test_real_clients(store: Path) -> None:
    with web_site.endpoint_of(web_site.settings_of(store)) as app, web_site.listening(app) as address:
        wrapper = SPARQLWrapper(f"{address}/sparql")
        wrapper.setQuery(SELECT)
        wrapper.setReturnFormat(JSON)
        by_get = wrapper.queryAndConvert()["results"]["bindings"]
        wrapper.setMethod(POST)
        assert wrapper.queryAndConvert()["results"]["bindings"] == by_get
        assert len(by_get) > 1
        remote = rdflib.Graph(SPARQLStore(f"{address}/sparql"))
        found = list(remote.query("PREFIX pk: <https://w3id.org/policy-kg/ns#> " + SELECT))
        assert [str(row[0]) for row in found] == [row["p"]["value"] for row in by_get]  # type: ignore[index]


def test_json_is_what_the_engine_says(client: TestClient) -> None:
    answer = client.get(f"/sparql?query={quote('SELECT (1 AS ?x) (UNDEF AS ?y) {}')}")
    assert answer.status_code == 400
    answer = client.get(f"/sparql?query={quote('SELECT (1 AS ?x) {}')}")
    assert json.loads(answer.text)["results"]["bindings"] == [
        {"x": {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}}
    ]


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("SELECT nothing", 400, "第 1 行"),
        ("SELECT * { ?s nix:a ?o }", 400, "未声明的前缀"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403, "此处不代查"),
        ("CLEAR ALL", 403, "只读"),
    ],
)
def test_who_reads_chinese_is_told_in_chinese(client: TestClient, query: str, status: int, said: str) -> None:
    refused(ask(client, "get", query, **{"Accept-Language": "zh-CN"}), status, said)
    english = ask(client, "get", query, **{"Accept-Language": "en"})
    assert english.status_code == status and english.text.isascii()
    refused(ask(client, "get", SELECT, Accept="image/png", **{"Accept-Language": "zh"}), 406, "格式")


def test_limits_are_told_in_chinese(store: Path) -> None:
    with web_site.endpoint_of(web_site.settings_of(store, rows=5, seconds=1.0)) as app:
        client = TestClient(app, headers={"Accept-Language": "zh-CN"})
        refused(ask(client, "get", "SELECT ?s { ?s ?p ?o }"), 503, "超过 5 行")
        refused(ask(client, "get", HEAVY), 503, "超过 1 秒")
