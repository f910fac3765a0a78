from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.stores.opening import memory_store, open_store
from kg.stores.store import BULK, StoreError, nquads, parse

GRAPH = "http://example.org/graph"


def quad(subject: str, value: str | int, graph: str = GRAPH) -> ox.Quad:
    return ox.Quad(
        ox.NamedNode(f"http://example.org/{subject}"),
        ox.NamedNode("http://example.org/says"),
        ox.Literal(value),
        ox.NamedNode(graph),
    )


def lines(*quads: ox.Quad) -> bytes:
    return nquads(quads)


def test_a_graph_is_replaced_by_exactly_the_new_one_and_only_the_difference_is_written() -> None:
    store = memory_store()
    store.add(lines(quad("a", 1), quad("b", 2), quad("a", 1, "http://example.org/other")))
    assert store.replace({GRAPH: lines(quad("b", 2), quad("c", 3))}) == 2
    assert store.graph(GRAPH) == {quad("b", 2), quad("c", 3)}
    assert store.graph("http://example.org/other") == {quad("a", 1, "http://example.org/other")}
    assert store.replace({GRAPH: lines(quad("c", 3), quad("b", 2))}) == 0


def test_spellings_that_the_store_changes_are_no_difference() -> None:
    decimal = b'<http://e/s> <http://e/p> "14.90"^^<http://www.w3.org/2001/XMLSchema#decimal> <http://e/g> .\n'
    store = memory_store()
    store.add(decimal)
    assert store.replace({"http://e/g": decimal}) == 0


def test_an_empty_graph_is_dropped_whole() -> None:
    store = memory_store()
    store.add(lines(quad("a", 1), quad("b", 2)))
    assert store.replace({GRAPH: b""}) == 2
    assert not store.has_graph(GRAPH)


def test_single_quads_change_with_the_graph() -> None:
    store = memory_store()
    old, new, flag = quad("x", 1, "http://e/c"), quad("x", 2, "http://e/c"), quad("flag", 1, "http://e/c")
    store.add(lines(old))
    store.replace({GRAPH: lines(quad("a", 1))}, delete={old, flag}, insert={new, flag})
    assert store.graph("http://e/c") == {new, flag}


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_survives_an_update(text: str) -> None:
    store = memory_store()
    store.replace({GRAPH: lines(quad("a", text))})
    assert [value for _, _, value in store.statements()] == [text]
    store.replace({GRAPH: lines(quad("a", text + "x"))})
    assert store.graph(GRAPH) == {quad("a", text + "x")}


def test_a_quad_that_cannot_be_read_leaves_the_store_as_it_was() -> None:
    store = memory_store()
    store.add(lines(quad("a", 1)))
    good = b"".join(lines(quad(str(i), i)) for i in range(50))
    with pytest.raises(SyntaxError):
        store.add(good + b"<broken\n")
    with pytest.raises(SyntaxError):
        store.add(good * (BULK // 50 + 1) + b"<broken\n")
    assert set(store.inner) == {quad("a", 1)}


def test_readers_see_the_old_graph_or_the_new_one_never_a_part() -> None:
    store = memory_store()
    versions = [b"".join(lines(quad(f"{letter}{i}", i)) for i in range(400)) for letter in "ab"]
    store.add(versions[0])
    seen: set[int] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(len(store.graph(GRAPH)))

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(20):
        store.replace({GRAPH: versions[(turn + 1) % 2]})
    stop.set()
    reader.join()
    assert seen == {400}


def test_queries_see_all_graphs_as_one() -> None:
    store = memory_store()
    store.add(lines(quad("a", 1, "http://e/1"), quad("b", 2, "http://e/2")))
    found = store.rows("SELECT ?v { ?s <http://example.org/says> ?v } ORDER BY ?v")
    assert [row[0].value for row in found if row[0]] == ["1", "2"]
    assert not store.query("ASK { ?s <http://example.org/says> 3 }")


def test_nquads_are_sorted_and_parse_back() -> None:
    quads = {quad("b", "二"), quad("a", "一\n行")}
    assert nquads(quads).splitlines() == sorted(nquads(quads).splitlines())
    assert parse(nquads(quads)) == quads


def test_a_store_stays_after_it_is_closed(tmp_path: Path) -> None:
    with open_store(tmp_path / "new" / "s.kg") as store:
        store.add(lines(quad("a", 1)))
    with open_store(tmp_path / "new" / "s.kg", read_only=True) as store:
        assert len(store) == 1
    with pytest.raises(StoreError, match="closed"):
        len(store)


def test_readers_work_while_a_writer_is_open(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as writer:
        writer.add(lines(quad("a", 1)))
        with open_store(tmp_path / "s", read_only=True) as reader:
            writer.add(lines(quad("b", 2)))
            assert len(reader) == 1
        with open_store(tmp_path / "s", read_only=True) as reader:
            assert len(reader) == 2


def test_a_second_writer_is_told_so_in_a_sentence(tmp_path: Path) -> None:
    with open_store(tmp_path / "s"), pytest.raises(StoreError, match="in use by another kg process"):
        open_store(tmp_path / "s")


def folder_with_other_files(path: Path) -> Path:
    (path / "s").mkdir()
    (path / "s" / "letter.txt").write_text("hello")
    return path / "s"


def a_file(path: Path) -> Path:
    (path / "s").write_text("hello")
    return path / "s"


def a_broken_store(path: Path) -> Path:
    (path / "s").mkdir()
    (path / "s" / "CURRENT").write_text("not a name\n")
    return path / "s"


@pytest.mark.parametrize("make", [folder_with_other_files, a_file, a_broken_store])
@pytest.mark.parametrize("read_only", [True, False])
def test_what_is_no_store_is_refused_and_left_alone(make: object, read_only: bool, tmp_path: Path) -> None:
    path = make(tmp_path)  # type: ignore[operator]
    before = {file.name: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    with pytest.raises(StoreError, match="--store"):
        open_store(path, read_only=read_only)
    if make is not a_broken_store:
        assert {file.name: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_a_missing_store_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="kg load"):
        open_store(tmp_path / "none", read_only=True)
    assert not (tmp_path / "none").exists()


KILLED = """
import sys
from kg.stores.opening import open_store
store = open_store(sys.argv[1])
text = "".join(f'<http://e/{i}> <http://e/p> "{i}" <http://e/g> .\\n' for i in range(60_000)).encode()
print("ready", flush=True)
store.add(text)
print("added", flush=True)
import time; time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("wait_for", ["ready", "added"])
def test_after_a_kill_the_store_holds_all_of_a_step_or_nothing(wait_for: str, tmp_path: Path) -> None:
    path = tmp_path / "s"
    with open_store(path) as store:
        store.add(lines(quad("before", 1)))
    with subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        while process.stdout.readline().strip() != wait_for:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
    with open_store(path) as store:
        assert len(store) in ({1, 60_001} if wait_for == "ready" else {60_001})
        assert quad("before", 1) in store.inner
