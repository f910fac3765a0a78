"""A folder beside the site: what became of a file is told as ``kg watch`` tells it, with what is doubtful of it."""

from __future__ import annotations

import queue
from pathlib import Path

import pytest
import small_store
import web_site

from kg.loading import watch
from kg.loading.report import Outcome
from kg.web.editing.job_queue import JobQueue
from kg.web.editing.watched_folder import WatchedFolder


def test_what_is_doubtful_is_told_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LOOK", 0.1)
    (tmp_path / "a.txt").write_text("没有可以认出的公文\n", "utf-8")
    told: queue.Queue[Outcome] = queue.Queue()
    writer = JobQueue("test")
    watched = WatchedFolder(tmp_path, web_site.settings_of(small_store.on_disk(tmp_path / "s.kg")), writer, told.put)
    try:
        outcome = told.get(timeout=60)
    finally:
        watched.close()
        writer.close()
    assert (Path(outcome.path).name, outcome.status, outcome.reason) == ("a.txt", "loaded", None)
    assert "no disclosure, plan, report or notice" in " ".join(outcome.notes)
