"""A process of queries: one that was killed takes no more of them, however long a busy machine needs to end it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import small_store
import web_site

from kg.web.query_worker import Answer, Failed, Job, QueryProcess

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
