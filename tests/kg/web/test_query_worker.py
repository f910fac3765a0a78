"""A process of queries: one that was killed takes no more of them, however long a busy machine needs to end it."""

from __future__ import annotations

import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import small_store
import web_site

from kg.web import query_worker
from kg.web.query_worker import Answer, Failed, Job, QueryProcess
from kg.web.settings import Settings

ACCEPT = (("application/json", 1.0),)


def job(query: str) -> Job:
    return Job(query, accept=ACCEPT)


def test_a_killed_process_is_not_taken_for_one_that_lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = QueryProcess(web_site.settings_of(small_store.on_disk(tmp_path / "s.kg")))
    assert worker.alive
    assert isinstance(worker.answer(job("ASK { ?a ?b ?c }"), threading.Event(), 60.0), Answer)
    with monkeypatch.context() as busy:
        # The signal is sent, and nothing comes of it for a while.
        busy.setattr(worker.process, "join", lambda timeout=None: None)
        busy.setattr(worker.process, "is_alive", lambda: True)
        worker.kill()
        assert not worker.alive
    worker.process.join(30)


def test_a_process_that_is_ended_from_outside_says_so_and_takes_no_more(tmp_path: Path) -> None:
    worker = QueryProcess(web_site.settings_of(small_store.on_disk(tmp_path / "s.kg")))
    assert isinstance(worker.answer(job("ASK { ?a ?b ?c }"), threading.Event(), 60.0), Answer)
    worker.process.kill()
    with pytest.raises(Failed):
        worker.answer(job("ASK { ?a ?b ?c }"), threading.Event(), 60.0)
    assert not worker.alive


def test_two_that_end_it_at_once_close_its_pipe_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who closes the site, and who waited for the answer: the second one closed a descriptor that was gone, and ``kg mcp`` ended with a fault."""
    worker = QueryProcess(web_site.settings_of(small_store.on_disk(tmp_path / "s.kg")))
    close, met = worker.pipe._close, threading.Event()  # type: ignore[attr-defined]

    def slowly() -> None:
        met.wait(0.5)
        close()

    monkeypatch.setattr(worker.pipe, "_close", slowly)
    failed: list[Exception] = []

    def kill() -> None:
        try:
            worker.kill()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=kill) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == [] and worker.pipe.closed


def ends_at_once(pipe: Connection, settings: Settings) -> None:
    """A process for which there is not even the memory to begin."""
    pipe.close()


def test_a_process_that_cannot_begin_blames_no_query(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_worker, "work", ends_at_once)
    worker = QueryProcess(web_site.settings_of(small_store.on_disk(tmp_path / "s.kg")))
    with pytest.raises(Failed, match="No process could be begun") as told:
        worker.answer(job("ASK { ?a ?b ?c }"), threading.Event(), 60.0)
    assert told.value.reason == "busy" and not worker.alive


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_addresses_that_threads_only_reserve_are_not_counted(tmp_path: Path) -> None:
    """Each thread of the engine had 64 MB of them, so that a new process ended now and then before it had opened the store."""
    worker = QueryProcess(web_site.settings_of(small_store.on_disk(tmp_path / "s.kg")))
    try:
        assert isinstance(worker.answer(job("ASK { ?a ?b ?c }"), threading.Event(), 60.0), Answer)
        said = Path(f"/proc/{worker.process.pid}/status").read_text("ascii")
    finally:
        worker.kill()
    assert int(said.partition("VmPeak:")[2].split()[0]) < 350_000, (
        "kB; 212 MB of them, up to 730 with places for each thread"
    )
