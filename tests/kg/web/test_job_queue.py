"""Jobs of the site: one after the other, each in a process that may be stopped, may fail and may be killed."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import added_files
import pytest
import small_store

from kg.loading.load import find_files
from kg.stores import catalogue
from kg.stores.catalogue import Catalogue
from kg.stores.opening import open_store
from kg.web.editing import addition_work
from kg.web.editing.addition_work import OPENED, LoadedNow, UndoneLoad
from kg.web.editing.job_queue import JobQueue, QueuedJob, Tell

KEY = "20240328-101500-0a1b2c3d"


@pytest.fixture
def queue() -> Iterator[JobQueue]:
    found = JobQueue("test")
    yield found
    found.close()


def times(tell: Tell, one: int, other: int) -> int:
    tell(os.getpid())
    return one * other


def wait(tell: Tell) -> None:
    tell("begun")
    time.sleep(60)


def fail(tell: Tell) -> None:
    raise ValueError("no such thing")


def die(tell: Tell) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def until_told(job: QueuedJob) -> None:
    end = time.monotonic() + 60
    while job.told is None and time.monotonic() < end:
        time.sleep(0.02)
    assert job.told is not None


def test_one_after_the_other_each_in_its_own_process(queue: JobQueue) -> None:
    ended: list[QueuedJob] = []
    jobs = [queue.submit(times, 2, number, ended=ended.append) for number in range(3)]
    assert [queue.before(job) for job in jobs[1:]] in ([0, 1], [1, 2]), "the first may not be running yet"
    for job in jobs:
        assert job.over.wait(60)
    assert ended == jobs and [job.result for job in jobs] == [0, 2, 4]
    assert len({job.told for job in jobs} | {os.getpid()}) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_one_that_fails_or_dies_says_so_and_the_next_is_done(queue: JobQueue) -> None:
    jobs = [queue.submit(fail), queue.submit(die), queue.submit(times, 3, 3)]
    for job in jobs:
        assert job.over.wait(60)
    assert [job.state for job in jobs] == ["failed", "failed", "done"]
    assert jobs[0].sentence.startswith("This could not be done because of a fault in kg (ValueError: no such thing)")
    assert jobs[1].sentence == "The process that did this ended (SIGKILL) before it was ready: try again."


def test_one_that_waits_and_one_that_runs_can_be_stopped(queue: JobQueue) -> None:
    running, waiting, last = queue.submit(wait), queue.submit(wait), queue.submit(times, 1, 1)
    until_told(running)
    queue.stop(waiting)
    assert waiting.state == "stopped" and waiting.over.is_set()
    start = time.monotonic()
    queue.stop(running)
    assert running.over.wait(30) and running.state == "stopped" and time.monotonic() - start < 30
    assert last.over.wait(60) and last.result == 1
    queue.stop(last)
    assert last.state == "done"


def test_what_cannot_be_noted_stops_nobody(queue: JobQueue) -> None:
    def full(job: QueuedJob) -> None:
        raise OSError(28, "No space left on device")

    first, second = queue.submit(times, 1, 1, ended=full), queue.submit(times, 1, 2)
    assert first.over.wait(60) and second.over.wait(60) and second.result == 2


def test_closing_ends_what_runs_and_tells_nobody() -> None:
    queue, ended = JobQueue("test"), threading.Event()
    job = queue.submit(wait, ended=lambda _: ended.set())
    until_told(job)
    queue.close()
    assert not ended.is_set() and job.state == "running", "whoever comes next goes on with it"


def test_who_stops_a_load_keeps_what_is_stored_and_whole(tmp_path: Path) -> None:
    store, folder = small_store.on_disk(tmp_path / "s.kg"), tmp_path / KEY / "files"
    folder.mkdir(parents=True)
    for name, unit in (("a.txt", "云山市民政局"), ("b.txt", "云山市教育局"), ("c.txt", "云山市财政局")):
        (folder / name).write_bytes(added_files.document(unit))
    heard: list[object] = []

    def tell(value: object) -> None:
        heard.append(value)
        if isinstance(value, LoadedNow) and len(heard) == 2:
            raise KeyboardInterrupt

    paths = [path.name for path in find_files([folder])[0]]
    outcomes, replaced, whole = addition_work.load(tell, store, None, folder, paths, {})
    assert heard[0] == OPENED and not whole and replaced == []
    with open_store(store, read_only=True) as graph:
        stored = {entry.file_name for entry in Catalogue.read(graph).entries.values()} & set(paths)
        assert not catalogue.is_stale(graph), "answers rest on all that is stored"
    assert stored == {one.path for one in outcomes if one.document} != set()
    undone = addition_work.undo(lambda _: None, store, None, KEY, outcomes, [])
    assert undone == UndoneLoad([], [], [], whole=True)
    with open_store(store, read_only=True) as graph:
        assert not {entry.file_name for entry in Catalogue.read(graph).entries.values()} & set(paths)
