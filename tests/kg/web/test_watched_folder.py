"""A folder beside the site: what arrives is loaded, what could not be read is told with its reason, and what is doubtful as ``kg watch`` tells it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import small_store
import web_site
from added_files import document

from kg.loading import watch
from kg.loading.load import Outcome
from kg.stores.catalogue import Catalogue
from kg.stores.opening import open_store
from kg.web.editing.job_queue import JobQueue
from kg.web.editing.watched_folder import WatchedFolder


@dataclass
class Beside:
    """A watched folder with its store, and what was told of it."""

    folder: Path
    store: Path
    told: list[Outcome] = field(default_factory=list)

    def outcome(self) -> Outcome:
        """What is told next."""
        until = time.monotonic() + 60
        while not self.told:
            assert time.monotonic() < until
            time.sleep(0.05)
        return self.told.pop(0)


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Beside, WatchedFolder]]:
    monkeypatch.setattr(watch, "LOOK", 0.1)
    one = Beside(tmp_path / "in", small_store.on_disk(tmp_path / "s.kg"))
    one.folder.mkdir()
    queue = JobQueue("test")
    watched = WatchedFolder(one.folder, web_site.settings_of(one.store), queue, one.told.append)
    yield one, watched
    watched.close()
    queue.close()


def test_what_arrives_is_loaded_and_what_cannot_be_read_is_told(beside: tuple[Beside, WatchedFolder]) -> None:
    one, watched = beside
    file = one.folder / "a.txt"
    file.write_bytes(document("云山市卫生健康局"))
    told = one.outcome()
    assert (told.path, told.status, told.reason) == (file.as_posix(), "loaded", None)
    with open_store(one.store, read_only=True) as graph:
        assert told.path in Catalogue.read(graph).entries
    (one.folder / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    told = one.outcome()
    assert told.status == "failed" and told.reason and "b.pdf" in told.reason
    assert (watched.loaded, watched.unread) == (1, {told.path: told.reason}) and watched.last


def test_what_is_doubtful_is_told(beside: tuple[Beside, WatchedFolder]) -> None:
    one, _ = beside
    (one.folder / "a.txt").write_text("没有可以认出的公文\n", "utf-8")
    told = one.outcome()
    assert told.status == "loaded" and told.notes
