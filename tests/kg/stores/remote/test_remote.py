"""An endpoint's bad days: busy, gone, cutting answers short, asking for passwords, sending us elsewhere; and queries taken apart."""

from __future__ import annotations

import base64
import json
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.cli import cli
from kg.stores.opening import open_store
from kg.stores.remote import address, answers, connection, rewriting
from kg.stores.remote.engine import RemoteStore
from kg.stores.remote.writing import split, unclaimed
from kg.stores.store import StoreError

JSON = "application/sparql-results+json"
Answer = tuple[int, dict[str, str], bytes]


class Endpoint:
    """An endpoint in this process: Query, Update and Graph Store Protocol over an Oxigraph store in memory.

    ``before`` may answer in its place; ``cap`` is how many rows it gives at most; ``seen`` are the requests with their headers.
    """

    def __init__(self) -> None:
        self.store = ox.Store()
        self.cap = 1_000_000
        self.union = True
        self.before: Callable[[str, str, dict[str, str]], Answer | None] = lambda method, path, headers: None
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.seen.append((self.command, self.path, headers))
                found = outer.before(self.command, self.path, headers) or outer.answer(self.command, self.path, body)
                status, given, text = found
                self.send_response(status)
                for name, value in {**given, "Content-Length": str(len(text))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = do_PUT = do_DELETE = answer

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def query(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/query"

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        parts = urlsplit(path)
        graph = parse_qs(parts.query).get("graph", [""])[0]
        if parts.path == "/query":
            asked = parse_qs(body.decode())["query"][0]
            found = self.store.query(asked, use_default_graph_as_union=self.union)
            if isinstance(found, ox.QueryTriples):
                return (
                    200,
                    {"Content-Type": "application/n-triples"},
                    ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b"",
                )
            said = json.loads(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
            if "results" in said:
                said["results"]["bindings"] = said["results"]["bindings"][: self.cap]
            return 200, {"Content-Type": JSON}, json.dumps(said).encode()
        if parts.path == "/update":
            self.store.update(body.decode())
            return 204, {}, b""
        if parts.path == "/store" and method in ("PUT", "POST", "DELETE"):
            name = ox.NamedNode(graph)
            if method != "POST":
                self.store.remove_graph(name)
            if method != "DELETE":
                self.store.load(body, ox.RdfFormat.TURTLE, to_graph=name)
            return 204, {}, b""
        return 404, {"Content-Type": "text/plain"}, b"nothing here"


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Endpoint]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("NETRC", os.devnull)
    for name in ("KG_STORE_USER", "KG_STORE_PASSWORD", "KG_STORE_TOKEN", "KG_STORE_UPDATE", "KG_STORE_GRAPHS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(connection, "_BACKOFF", 0.01)
    one = Endpoint()
    yield one
    one.server.shutdown()
    one.server.server_close()


def kg(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, list(arguments))
    return result.exit_code, result.output


def numbered(endpoint: Endpoint, count: int) -> None:
    graph = ox.NamedNode("https://w3id.org/policy-kg/id/document/aaaaaaaaaaaaaaaa")
    for number in range(count):
        thing = ox.NamedNode(f"https://w3id.org/policy-kg/id/project/aaaaaaaaaaaaaaaa/{number}")
        endpoint.store.add(ox.Quad(thing, ox.NamedNode("urn:n"), ox.Literal(number), graph))


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("waits", [{}, {"Retry-After": "0"}])
def test_a_busy_endpoint_is_asked_again(endpoint: Endpoint, status: int, waits: dict[str, str]) -> None:
    left = [2]

    def busy(method: str, path: str, headers: dict[str, str]) -> Answer | None:
        left[0] -= 1
        return (status, waits, b"") if left[0] >= 0 else None

    endpoint.before = busy
    with open_store(endpoint.query, read_only=True) as store:
        assert len(store) == 0
    assert len(endpoint.seen) == 5


def test_an_endpoint_that_stays_busy_is_told(endpoint: Endpoint) -> None:
    endpoint.before = lambda method, path, headers: (503, {}, b"")
    status, output = kg("--store", endpoint.query, "stats")
    assert (status, output) == (1, f"kg: {endpoint.query} is too busy (503); try again later.\n")


def test_nobody_there() -> None:
    status, output = kg("--store", "http://127.0.0.1:9/sparql", "stats")
    assert status == 1 and output.startswith("kg: http://127.0.0.1:9 does not answer: ") and output.count("\n") == 1


def test_an_address_that_is_no_endpoint(endpoint: Endpoint) -> None:
    endpoint.before = lambda method, path, headers: (200, {"Content-Type": "text/html"}, b"<h1>Welcome</h1>")
    status, output = kg("--store", endpoint.query, "stats")
    assert status == 1 and "answered with text/html and not with a SPARQL result" in output
    endpoint.before = lambda method, path, headers: (200, {"Content-Type": JSON}, b'{"head": {"vars": ["x"]}, "resu')
    assert "cut short or no SPARQL result" in kg("--store", endpoint.query, "stats")[1]
    endpoint.before = lambda method, path, headers: None
    assert "There is nothing at" in kg("--store", endpoint.query.replace("/query", "/nothing"), "stats")[1]


def test_what_must_be_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("kg.stores.remote")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "requests", None)
    status, output = kg("--store", "https://host/sparql", "stats")
    assert status == 1 and output.endswith("(requests): pip install 'policy-kg[remote]'\n")


def test_where_updates_go_is_told(endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("个旧市卫生健康局2024年预算项目\n", "utf-8")
    monkeypatch.setenv("KG_STORE_UPDATE", endpoint.query.replace("/query", "/elsewhere"))
    status, output = kg("--store", endpoint.query, "load", str(tmp_path / "a.txt"))
    assert status == 1 and "takes no updates" in output and "set KG_STORE_UPDATE" in output
    monkeypatch.delenv("KG_STORE_UPDATE")
    monkeypatch.setenv("KG_STORE_GRAPHS", endpoint.query.replace("/query", "/elsewhere"))
    status, output = kg("--store", endpoint.query, "load", str(tmp_path / "a.txt"))
    assert status == 1 and "takes no whole graphs" in output and "set KG_STORE_GRAPHS" in output


@pytest.mark.parametrize("place", ["https://me:secret@host/sparql", "http://me@host/sparql"])
def test_a_password_in_the_address_is_refused(place: str) -> None:
    status, output = kg("--store", place, "stats")
    assert status == 1 and "KG_STORE_USER" in output and "secret" not in output and "me@" not in output


def test_basic_from_the_environment_and_from_netrc(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def wants(method: str, path: str, headers: dict[str, str]) -> Answer | None:
        right = "Basic " + base64.b64encode(b"wang:open-sesame").decode()
        return None if headers.get("authorization") == right else (401, {"WWW-Authenticate": 'Basic realm="x"'}, b"")

    endpoint.before = wants
    monkeypatch.setenv("KG_STORE_USER", "wang")
    monkeypatch.setenv("KG_STORE_PASSWORD", "wrong-secret")
    status, output = kg("--store", endpoint.query, "stats")
    assert status == 1 and "refused access (401)" in output and "wrong-secret" not in output
    monkeypatch.setenv("KG_STORE_PASSWORD", "open-sesame")
    assert kg("--store", endpoint.query, "stats")[0] == 0
    monkeypatch.delenv("KG_STORE_USER")
    assert kg("--store", endpoint.query, "stats")[0] == 1
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login wang password open-sesame\n", "utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    assert kg("--store", endpoint.query, "stats")[0] == 0


def test_digest_and_token(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    def digest(method: str, path: str, headers: dict[str, str]) -> Answer | None:
        said = headers.get("authorization", "")
        # The password itself is never sent.
        assert "open-sesame" not in said and "Basic" not in said
        asks = {"WWW-Authenticate": 'Digest realm="x", nonce="abc", qop="auth", algorithm=MD5'}
        return None if said.startswith('Digest username="wang"') else (401, asks, b"")

    endpoint.before = digest
    monkeypatch.setenv("KG_STORE_USER", "wang")
    monkeypatch.setenv("KG_STORE_PASSWORD", "open-sesame")
    assert kg("--store", endpoint.query, "stats")[0] == 0
    monkeypatch.setenv("KG_STORE_TOKEN", "t0ken")
    endpoint.before = lambda method, path, headers: (
        None if headers.get("authorization") == "Bearer t0ken" else (403, {}, b"")
    )
    assert kg("--store", endpoint.query, "stats")[0] == 0
    endpoint.before = lambda method, path, headers: (403, {}, b"t0ken is not known")
    status, output = kg("--store", endpoint.query, "stats")
    assert status == 1 and "t0ken" not in output


def test_a_redirect_carries_nothing_to_another_host(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_TOKEN", "t0ken")
    port = endpoint.query.rpartition(":")[2]
    endpoint.before = lambda method, path, headers: (307, {"Location": f"http://localhost:{port}"}, b"")
    status, output = kg("--store", endpoint.query, "stats")
    assert status == 1 and "redirects to http://localhost" in output and len(endpoint.seen) == 1
    endpoint.before = lambda method, path, headers: (307, {"Location": "/query"}, b"") if path == "/old/query" else None
    assert kg("--store", endpoint.query.replace("/query", "/old/query"), "stats")[0] == 0


def test_a_default_graph_that_is_not_the_union_is_told(endpoint: Endpoint) -> None:
    endpoint.union = False
    for writes in (True, False):
        with pytest.raises(StoreError, match="not the union of all named graphs.*--union-default-graph"):
            if writes:
                open_store(endpoint.query)
            else:
                path = "<https://w3id.org/policy-kg/ns#path>"
                endpoint.store.update(
                    f'INSERT DATA {{ GRAPH <https://w3id.org/policy-kg/id/graph/catalogue> {{ <urn:d> {path} "/a" }} }}'
                )
                open_store(endpoint.query, read_only=True)


def test_cut_answers_are_fetched_whole(endpoint: Endpoint) -> None:
    numbered(endpoint, 1234)
    endpoint.cap = 250
    with open_store(endpoint.query, read_only=True) as store:
        assert len(list(store)) == 1234
        rows = [row[0].value for row in store.rows("SELECT ?n { ?s <urn:n> ?n } ORDER BY DESC(?n)")]  # type: ignore[union-attr]
        assert rows == [str(number) for number in reversed(range(1234))]
        rows = [row[0].value for row in store.rows("SELECT ?n { ?s <urn:n> ?n } ORDER BY ?n LIMIT 600 OFFSET 5")]  # type: ignore[union-attr]
        assert rows == [str(number) for number in range(5, 605)]
        made = store.query("CONSTRUCT { ?s <urn:m> ?n } WHERE { ?s <urn:n> ?n }")
        assert isinstance(made, ox.QueryTriples) and len(list(made)) == 1234


def test_an_endpoint_that_cuts_everything_is_refused(endpoint: Endpoint) -> None:
    endpoint.cap = 50
    with pytest.raises(StoreError, match="gives only 50 rows"):
        open_store(endpoint.query, read_only=True)


def test_a_whole_that_cannot_be_had_is_no_answer(endpoint: Endpoint) -> None:
    numbered(endpoint, 300)
    endpoint.cap = 150
    real = endpoint.answer
    # Pages that are always the first one.
    endpoint.answer = lambda method, path, body: real(method, path, re.sub(rb"OFFSET\+\d+", b"OFFSET+0", body))  # type: ignore[method-assign]
    with (
        open_store(endpoint.query, read_only=True) as store,
        pytest.raises(StoreError, match="cuts long answers short"),
    ):
        list(store)


def test_two_writers(endpoint: Endpoint) -> None:
    with open_store(endpoint.query) as first:
        with pytest.raises(StoreError, match=r"in use by another kg process \(.*process \d+"):
            open_store(endpoint.query)
        assert isinstance(first, RemoteStore) and first.lease.holder() is None
    note = "https://w3id.org/policy-kg/writer"
    held = {"command": "kg load", "host": "elsewhere", "pid": 1, "since": "today", "key": "k"}
    for at, refused in ((4e9, True), (0.0, False)):
        written = ox.Literal(json.dumps({**held, "at": at}))
        endpoint.store.add(ox.Quad(ox.NamedNode(note), ox.NamedNode(f"{note}#holder"), written, ox.NamedNode(note)))
        if refused:
            with pytest.raises(StoreError, match="elsewhere"):
                open_store(endpoint.query)
            endpoint.store.clear()
        else:
            # Nobody renewed it for long.
            open_store(endpoint.query).close()


def test_graphs_that_nobody_claims_go_with_the_next_writer(endpoint: Endpoint) -> None:
    numbered(endpoint, 3)
    mark = "<https://w3id.org/policy-kg/id/graph/derived> <https://w3id.org/policy-kg/ns#stale> true"
    endpoint.store.update(f"INSERT DATA {{ GRAPH <https://w3id.org/policy-kg/id/graph/catalogue> {{ {mark} }} }}")
    with open_store(endpoint.query, read_only=True) as store:
        assert len(store) == 4
    with open_store(endpoint.query) as store:
        assert len(store) == 1
    assert unclaimed(["https://w3id.org/policy-kg/id/document/1", "urn:x"], []) == [
        "https://w3id.org/policy-kg/id/document/1"
    ]


@pytest.mark.parametrize(
    ("given", "updates", "graphs"),
    [
        ("https://h/ds/query", ["https://h/ds/update", "https://h/ds/query"], ["https://h/ds/data", "https://h/ds/store"]),
        ("https://h/ds/sparql", ["https://h/ds/update", "https://h/ds/sparql-auth"], ["https://h/ds/data"]),
        ("https://h/sparql?a=b", ["https://h/update", "https://h/sparql-auth"], ["https://h/data"]),
        ("https://h/repositories/r", ["https://h/repositories/r/statements"], ["https://h/repositories/r/rdf-graphs/service"]),
        ("https://h/api", ["https://h/api"], ["https://h/api"]),
    ],
)  # fmt: skip
def test_addresses_beside(given: str, updates: list[str], graphs: list[str]) -> None:
    found = address.read(given)
    assert list(found.update)[: len(updates)] == updates and list(found.graphs)[: len(graphs)] == graphs


def test_an_address_is_shown_without_its_parameters() -> None:
    assert str(address.read("https://h/sparql?key=secret")) == "https://h/sparql"
    assert "secret" not in connection.plain("https://h/sparql?key=secret")


@pytest.mark.parametrize(
    ("text", "kind", "spelled"),
    [
        ("1", "boolean", "true"),
        ("0", "boolean", "false"),
        ("3672000.0", "decimal", "3672000"),
        ("14.90", "decimal", "14.9"),
        ("-0.0", "decimal", "0"),
        ("100", "decimal", "100"),
        ("007", "integer", "7"),
        ("2024-01", "gYearMonth", "2024-01"),
    ],
)
def test_numbers_are_spelled_as_a_folder_spells_them(text: str, kind: str, spelled: str) -> None:
    assert answers.spelled(text, answers.XSD + kind) == spelled
    store = ox.Store()
    store.update(f'INSERT DATA {{ <urn:s> <urn:p> "{text}"^^<{answers.XSD}{kind}> }}')
    assert [quad.object.value for quad in store] == [spelled]  # type: ignore[union-attr]


def test_queries_taken_apart() -> None:
    text = 'PREFIX a: <urn:a> # SELECT\nSELECT ?where (EXISTS { ?x ?y "}" } AS ?e) FROM a:b FROM NAMED <urn:c> { ?where ?p "#" } GROUP BY ?where ORDER BY DESC(?where) LIMIT 3'
    stripped, default, named = rewriting.datasets(text, {})
    assert (default, named) == (("urn:ab",), ("urn:c",)) and "FROM" not in stripped
    parts = rewriting.select(stripped)
    assert parts is not None
    assert (parts.order, parts.slice, parts.group.strip()) == ("DESC(?where)", "LIMIT 3", "GROUP BY ?where")
    for query in (
        parts.whole(),
        parts.whole(order=False),
        parts.counted(),
        parts.different(),
        parts.page(["where"], 5, 5),
    ):
        ox.Store().query(query)
    assert rewriting.construct("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2") == (
        "{ ?s ?p ?o }",
        "SELECT *  WHERE { ?s ?p ?o } LIMIT 2",
    )
    assert rewriting.construct("CONSTRUCT { ?o ?p ?s } WHERE { ?s ?p ?o }") == (
        "{ ?o ?p ?s }",
        "SELECT *  WHERE { ?s ?p ?o }",
    )
    marked, marks = rewriting.marked('SELECT (GROUP_CONCAT(?x; SEPARATOR="、") AS ?y) { ?s ?p ?x } # SEPARATOR="，"')
    assert marked.startswith('SELECT (GROUP_CONCAT(?x; SEPARATOR="~#0#~")') and marks == {"~#0#~": "、"}


def test_quads_are_split_by_graph() -> None:
    assert split(b'<a:s> <a:p> "x <y> ." <urn:g> .\n<a:s> <a:p> <a:o> <urn:h> .\n') == {
        "urn:g": [b'<a:s> <a:p> "x <y> ." .\n'],
        "urn:h": [b"<a:s> <a:p> <a:o> .\n"],
    }


def test_a_site_shows_what_the_endpoint_holds_now(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from kg.web import query_worker, snapshot
    from kg.web.settings import Settings

    monkeypatch.setattr(snapshot, "LOOK", 0.0)
    (tmp_path / "a.txt").write_text("个旧市卫生健康局2024年预算项目\n", "utf-8")
    now = snapshot.Snapshot(endpoint.query)
    first = now.store()
    assert now.store() is first
    assert kg("--store", endpoint.query, "load", "--jobs", "1", str(tmp_path / "a.txt"))[0] == 0
    assert now.store() is not first
    job = query_worker.Job("SELECT ?path { ?d pk:path ?path }", (("text/csv", 1.0),))
    answer = query_worker.run(now, job, Settings(store=endpoint.query))
    assert answer.body.decode().splitlines()[1:] == [str(tmp_path / "a.txt")]


def test_a_graph_of_python_reads_an_endpoint(endpoint: Endpoint, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("个旧市卫生健康局2024年预算项目\n", "utf-8")
    assert kg("--store", endpoint.query, "load", "--jobs", "1", str(tmp_path / "a.txt"))[0] == 0
    import kg as package

    with package.open(endpoint.query) as graph:
        assert str(graph) == f"<kg.Graph {endpoint.query}>"
        table = graph.sparql("SELECT ?path { ?d pk:path ?path }")
        assert [row[0] for row in table.rows] == [str(tmp_path / "a.txt")]  # type: ignore[union-attr]
        with pytest.raises(StoreError, match="works for a folder only"):
            _ = graph.dataset
