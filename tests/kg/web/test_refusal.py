"""No query makes the endpoint call another server, however it is spelled."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import small_store
import web_site
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kg.web import query_guard

ADDRESS = "http://127.0.0.1:{port}/sparql"
SPELLINGS = [
    "SELECT * { SERVICE <A> { ?s ?p ?o } }",
    "SELECT * { service <A> { ?s ?p ?o } }",
    "SELECT * { SeRvIcE <A> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <A> { ?s ?p ?o } }",
    "SELECT * { SERVICE\tSILENT\n<A>\n{ ?s ?p ?o } }",
    "SELECT * {SERVICE<A>{?s ?p ?o}}",
    "SELECT * {?a ?b ?c.SERVICE<A>{?s ?p ?o}}",
    "SELECT * { ?a ?b 1.SERVICE <A> { ?s ?p ?o } }",
    "SELECT * { ?a ?b 'x'SERVICE <A> { ?s ?p ?o } }",
    "SELECT * { ?a ?b 'SERVICE' . SERVICE <A> { ?s ?p ?o } }",
    "SELECT * { SERVICE # a remark\n <A> { ?s ?p ?o } }",
    "SELECT * { #\n SERVICE <A> { ?s ?p ?o } }",
    "SELECT * { # ' \" <\r SERVICE <A> { ?s ?p ?o } }",
    "PREFIX x: <A> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "PREFIX service: <A> SELECT * { SERVICE service: { ?s ?p ?o } }",
    "BASE <A> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "SELECT * { VALUES ?e { <A> } SERVICE ?e { ?s ?p ?o } }",
    "SELECT * { BIND(IRI(CONCAT('http://127.0.0', '.1:PORT/')) AS ?e) SERVICE ?e { ?s ?p ?o } }",
    "SELECT * { OPTIONAL { SERVICE <A> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { SERVICE <A> { ?s ?p ?o } } } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <A> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o FILTER NOT EXISTS { SERVICE <A> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o MINUS { SERVICE <A> { ?s ?p ?o } } }",
    "SELECT * { { ?s ?p ?o } UNION { SERVICE <A> { ?s ?p ?o } } }",
    "SELECT * { GRAPH ?g { SERVICE <A> { ?s ?p ?o } } }",
    "SELECT (EXISTS { SERVICE <A> { ?s ?p ?o } } AS ?x) { }",
    "SELECT * { ?s ?p ?o } HAVING (EXISTS { SERVICE <A> { ?a ?b ?c } })",
    "SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <A> { ?a ?b ?c } })",
    "ASK { SERVICE <A> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <A> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <A> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <A> { ?s ?p ?o } }",
    "SELECT * { \\U00000053\\u0065RVICE <A> { ?s ?p ?o } }",
    "SELECT * { \\u005Cu0053ERVICE <A> { ?s ?p ?o } }",
    "\ufeffSELECT * { SERVICE <A> { ?s ?p ?o } }",
    "SELECT * { LATERAL { SERVICE <A> { ?s ?p ?o } } }",
    "SELECT * { ?a <b\\u003E> ?c . SERVICE <A> { ?s ?p ?o } }",
    "SELECT * { ?s ?p \"\"\"'''\"\"\" . SERVICE <A> { ?s ?p ?o } . ?x ?y '''\"\"\"''' }",
    "SELECT * { ?a ?b ?c FILTER(?a<?b) SERVICE <A> { ?s ?p ?o } FILTER(?c>?b) }",
]
HARMLESS = [
    "SELECT * { ?s rdfs:label 'service' }",
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT ?service { ?service rdfs:label 'SERVICE <A>' }",
    "SELECT * { ?s <http://example.org/service> ?o } # SERVICE <A>",
    "SELECT * { ?s ?p ?o }",
]


@contextmanager
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A server on this machine that answers every request and keeps what it was sent."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    heard.append(connection.recv(1000))
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], heard
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    store = small_store.on_disk(tmp_path_factory.mktemp("refusal") / "s.kg")
    with web_site.endpoint_of(web_site.settings_of(store, seconds=5.0)) as app:
        yield TestClient(app)


def spelled(query: str, port: int) -> str:
    return query.replace("<A>", f"<{ADDRESS.format(port=port)}>").replace("PORT", str(port))


def test_there_are_enough_spellings() -> None:
    assert len(set(SPELLINGS)) >= 25


@pytest.mark.parametrize("query", SPELLINGS)
def test_service_is_refused(query: str) -> None:
    with pytest.raises(query_guard.QueryRefused):
        query_guard.check(spelled(query, 8080))


@pytest.mark.parametrize("query", HARMLESS)
def test_the_word_alone_is_not(query: str) -> None:
    query_guard.check(query)


def test_nothing_is_called(client: TestClient) -> None:
    with listener() as (port, heard):
        for query in SPELLINGS:
            answer = client.post("/sparql", data={"query": spelled(query, port)})
            assert answer.status_code in (400, 403), (query, answer.text)
        assert heard == []
        with socket.create_connection(("127.0.0.1", port)) as probe:
            probe.sendall(b"the listener hears")
            probe.recv(10)
        assert len(heard) == 1


_PIECES = st.sampled_from(
    [
        "SERVICE",
        "service",
        "SILENT",
        "<A>",
        "{",
        "}",
        "?s ?p ?o",
        ".",
        "'",
        '"',
        '"""',
        "#",
        "\n",
        "\r",
        "\\u0053ERVICE",
        "SER",
        "VICE",
        "\\",
        "<",
        ">",
        "FILTER",
        "EXISTS",
        "OPTIONAL",
        "GRAPH ?g",
        "SELECT *",
        " ",
        "\u2028",
        "\x00",
        "x:",
        "1",
    ]
)


@settings(max_examples=150)
@given(st.lists(_PIECES, max_size=12), st.sampled_from(SPELLINGS), st.integers(0, 60))
def test_fuzzed_queries_reach_nobody(client: TestClient, pieces: list[str], query: str, at: int) -> None:
    with listener() as (port, heard):
        mixed = spelled(query[:at] + "".join(pieces) + query[at:], port)
        client.post("/sparql", data={"query": mixed})
        client.post("/sparql", data={"query": spelled("SELECT * { " + " ".join(pieces) + " }", port)})
        assert heard == []


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_text_is_refused_or_not_but_never_a_crash(query: str) -> None:
    try:
        query_guard.check(query)
    except query_guard.QueryRefused as refused:
        assert str(refused).endswith(".")
