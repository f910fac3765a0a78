"""Users' queries wait their turn: clients take turns, slow queries leave a process to the quick, and pages never wait for any."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import small_store
import web_site

from kg.web import query_queue
from kg.web.query_queue import QueryQueue, WaitingQuery
from kg.web.query_worker import Answer, Failed, Job, Preempted
from kg.web.settings import Settings
from kg.web.site import create_app

HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LIGHT = "ASK { ?p a pk:BudgetProject }"


class Slowly:
    """A process as the queue sees one: what is called slow holds it until the test lets it go."""

    begun: list[str] = []
    let_go: dict[str, threading.Event] = {}
    changed = threading.Condition()

    def __init__(self, _: Settings) -> None:
        self.alive, self.behind = True, False

    def answer(
        self, job: Job, given_up: threading.Event, seconds: float, *, may_go_on: Callable[[float], bool]
    ) -> Answer:
        with self.changed:
            self.begun.append(job.query)
            self.changed.notify_all()
        if "slow" in job.query:
            held = self.let_go.setdefault(job.query, threading.Event())
            while not held.wait(0.01):
                if given_up.is_set():
                    raise Failed("busy", "nobody")
                if not may_go_on(query_queue.SLICE):
                    self.alive = False
                    raise Preempted
        return Answer("text/plain", job.query.encode())

    def set_back(self) -> None:
        self.behind = True

    def kill(self) -> None:
        self.alive = False


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Slowly]]:
    Slowly.begun, Slowly.let_go = [], {}
    monkeypatch.setattr(query_queue, "QueryProcess", Slowly)
    yield Slowly
    for held in Slowly.let_go.values():
        held.set()


def queue_of(workers: int, **more: float) -> QueryQueue:
    return QueryQueue(Settings(store="x.kg", workers=workers, **more))  # type: ignore[arg-type]


def begun(slowly: type[Slowly], number: int) -> list[str]:
    with slowly.changed:
        assert slowly.changed.wait_for(lambda: len(slowly.begun) >= number, 30), slowly.begun
        return list(slowly.begun)


def body(one: WaitingQuery) -> str:
    return one.answer.result(30).body.decode()


def test_clients_take_turns(slowly: type[Slowly]) -> None:
    queue = queue_of(1)
    first = queue.enter(Job("slow"), "a")
    begun(slowly, 1)
    waiting = [queue.enter(Job(f"ask {client}"), client) for client in ("a", "a", "a", "b", "c", "b")]
    slowly.let_go["slow"].set()
    assert [body(one) for one in (first, *waiting)] == ["slow", "ask a", "ask a", "ask a", "ask b", "ask c", "ask b"]
    assert begun(slowly, 7) == ["slow", "ask a", "ask b", "ask c", "ask a", "ask b", "ask a"]
    queue.close()


def test_what_looks_quick_comes_before_what_looks_long(slowly: type[Slowly]) -> None:
    queue = queue_of(1)
    queue.enter(Job("slow"), "a")
    begun(slowly, 1)
    waiting = [queue.enter(Job(query), "a") for query in ("?a ?b ?c ?d", "?a ?b", "?a ?b ?a ?b ?c", "ask")]
    slowly.let_go["slow"].set()
    assert [body(one) for one in waiting]
    assert begun(slowly, 5)[1:] == ["ask", "?a ?b", "?a ?b ?a ?b ?c", "?a ?b ?c ?d"]
    queue.close()


@pytest.mark.parametrize("workers", [2, 3, 5])
def test_a_process_is_kept_for_quick_queries(slowly: type[Slowly], workers: int) -> None:
    """Of slow queries one too many begins, as nobody knows yet that it is slow; it is stopped, and begins again when a process is free."""
    queue = queue_of(workers)
    names = "abcdefgh"
    slow = [queue.enter(Job(f"slow {name}"), "greedy") for name in names]
    for number in range(30):
        assert body(queue.enter(Job(f"ask {number}"), "greedy")) == f"ask {number}"
    ran = [query for query in begun(slowly, workers) if "slow" in query]
    until = time.monotonic() + 30
    while queue._running_slow < workers - 1 and time.monotonic() < until:
        time.sleep(0.01)
    assert queue._running_slow == workers - 1
    assert set(ran) <= {f"slow {name}" for name in names}
    for name in names:
        slowly.let_go.setdefault(f"slow {name}", threading.Event()).set()
    assert [body(one) for one in slow] == [f"slow {name}" for name in names]
    queue.close()


def test_the_like_of_a_slow_query_waits_with_the_slow_at_once(slowly: type[Slowly]) -> None:
    queue = queue_of(2)
    one = queue.enter(Job("slow 'a' 1"), "a")
    until = time.monotonic() + 30
    while not queue._running_slow and time.monotonic() < until:
        time.sleep(0.01)
    like = [queue.enter(Job(f"slow   'b'\n{number}"), "a") for number in range(2, 9)]
    assert begun(slowly, 1) == ["slow 'a' 1"]
    assert body(queue.enter(Job("ask"), "a")) == "ask"
    assert begun(slowly, 2) == ["slow 'a' 1", "ask"], "none of them was tried"
    for query in (one, *like):
        slowly.let_go.setdefault(query.job.query, threading.Event()).set()
    assert all(body(query) for query in (one, *like))
    # They were quick now, so that the next of them is again tried as a quick one.
    assert not queue._known
    queue.close()


def test_who_leaves_is_not_waited_for(slowly: type[Slowly]) -> None:
    queue = queue_of(1)
    running, waiting, last = (queue.enter(Job(query), "a") for query in ("slow", "ask 1", "ask 2"))
    begun(slowly, 1)
    queue.look_after(waiting, gone=True)
    queue.look_after(running, gone=True)
    for one in (running, waiting):
        with pytest.raises(Failed):
            one.answer.result(30)
    assert body(last) == "ask 2"
    assert begun(slowly, 2) == ["slow", "ask 2"]
    queue.close()


def test_who_has_waited_too_long_is_told_so(slowly: type[Slowly]) -> None:
    queue = queue_of(1, seconds=0.2)
    running, waiting = queue.enter(Job("slow"), "a"), queue.enter(Job("ask"), "b")
    begun(slowly, 1)
    queue.look_after(waiting, gone=False)
    assert not waiting.answer.done()
    time.sleep(0.25)
    for one in (running, waiting):
        queue.look_after(one, gone=False)
    with pytest.raises(Failed, match="busy with other queries") as failed:
        waiting.answer.result(0)
    assert failed.value.reason == "busy"
    assert not running.answer.done(), "its time is watched by its process"
    queue.close()


def test_closing_tells_who_waits(slowly: type[Slowly]) -> None:
    queue = queue_of(1)
    queue.enter(Job("slow"), "a")
    waiting = queue.enter(Job("ask"), "b")
    queue.close()
    with pytest.raises(Failed, match="closing"):
        waiting.answer.result(30)


@pytest.mark.parametrize(
    "text", ["'" * 400_001, '"' * 400_001, "?" * 400_000, "?a" * 400_000, "1 " * 400_000, "'\n" * 300_000]
)
def test_long_hostile_queries_are_looked_at_quickly(slowly: type[Slowly], text: str) -> None:
    queue = queue_of(1)
    began = time.process_time()
    assert body(queue.enter(Job(text), "a")) == text
    assert time.process_time() - began < 1
    queue.close()


@pytest.mark.processes
def test_sixty_heavy_queries_stop_neither_pages_nor_a_light_query(tmp_path: Path) -> None:
    """The pages' time is compared with their own on a quiet site, so that a busy machine does not matter."""
    store = small_store.on_disk(tmp_path / "s.kg")
    app = create_app(web_site.settings_of(store, workers=2, seconds=12.0))
    pages = ("/", "/policies", "/static/site.css", "/projects")

    def seconds(client: httpx.Client) -> list[float]:
        took = []
        for path in pages * 3:
            began = time.monotonic()
            assert client.get(path).status_code == 200
            took.append(time.monotonic() - began)
        return took

    with (
        web_site.listening(app, "on") as address,
        httpx.Client(base_url=address, timeout=60) as client,
        ThreadPoolExecutor(60) as pool,
    ):
        assert client.get("/sparql", params={"query": LIGHT}).json()["boolean"] is True
        seconds(client)
        quiet = statistics.median(seconds(client))
        heavy = [
            pool.submit(httpx.get, f"{address}/sparql", params={"query": f"{HEAVY} # {number}"}, timeout=120)
            for number in range(60)
        ]
        time.sleep(3)
        assert statistics.median(seconds(client)) < max(1.0, 20 * quiet)
        for _ in range(5):
            began = time.monotonic()
            assert client.get("/sparql", params={"query": LIGHT}).json()["boolean"] is True
            assert time.monotonic() - began < 10, "it waited for the heavy ones"
        assert not all(one.done() for one in heavy)
        answers = [one.result(120) for one in heavy]
    assert {answer.status_code for answer in answers} == {503}
