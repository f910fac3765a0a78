"""Queries of users in processes of their own, which can be killed: the engine knows no time limit and looks for no signals."""

from __future__ import annotations

import multiprocessing
import os
import queue
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Literal

from kg.web.negotiation import Accepted
from kg.web.settings import Settings

#: Why a query has no answer: each is told with another status.
Reason = Literal["syntax", "refused", "acceptable", "limit", "busy", "store"]
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Job:
    """A query; ``default`` and ``named`` are the graphs of the protocol's parameters (none: all graphs as one)."""

    query: str
    accept: Accepted
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of an answer and their media type."""

    media: str
    body: bytes


class Failed(Exception):
    """A query that has no answer; the message is a sentence for the user."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        self.reason = reason
        super().__init__(sentence)

    def __reduce__(self) -> tuple[Any, ...]:
        return Failed, (self.reason, str(self))


class Workers:
    """A few processes that answer one query each at a time; one that takes too long is killed and replaced."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(settings.workers):
            self._idle.put(None)
        self._closed = threading.Event()

    def answer(self, job: Job, given_up: threading.Event | None = None) -> Answer:
        """The answer of a query, within the limits of the settings; ``given_up`` is set when nobody waits for it any more.

        :raises Failed: it has none.
        """
        waited = time.monotonic()
        try:
            worker = self._idle.get(timeout=self.settings.seconds)
        except queue.Empty:
            raise Failed("busy", "All workers are busy with other queries: try again in a while.") from None
        try:
            if self._closed.is_set():
                raise Failed("busy", "The site is closing.")
            if worker is None or not worker.alive:
                worker = _Worker(self.settings)
            left = max(1.0, self.settings.seconds - (time.monotonic() - waited))
            return worker.answer(job, left, given_up or threading.Event())
        finally:
            if worker is not None and not worker.alive:
                worker = None
            self._idle.put(worker)

    def close(self) -> None:
        """End all processes; queries that run are killed."""
        self._closed.set()
        for _ in range(self.settings.workers):
            with suppress(queue.Empty):
                worker = self._idle.get(timeout=1)
                if worker is not None:
                    worker.kill()


class _Worker:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pipe, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=work, args=(theirs, settings), daemon=True)
        self.process.start()
        theirs.close()

    @property
    def alive(self) -> bool:
        return self.process.is_alive()

    def answer(self, job: Job, seconds: float, given_up: threading.Event) -> Answer:
        try:
            self.pipe.send(job)
            deadline = time.monotonic() + seconds + _START
            while not self.pipe.poll(_LOOK):
                if given_up.is_set():
                    self.kill()
                    raise Failed("busy", "Nobody waits for the answer any more.")
                if time.monotonic() < deadline:
                    continue
                self.kill()
                raise Failed(
                    "limit", f"The query took longer than {self.settings.seconds:g} seconds: narrow it, or add LIMIT."
                )
            found = self.pipe.recv()
        except (EOFError, OSError):
            self.kill()
            raise Failed(
                "limit",
                f"The query needed more than {self.settings.memory >> 20:,} MB of memory: narrow it, or add LIMIT.",
            ) from None
        if isinstance(found, Failed):
            raise found
        assert isinstance(found, Answer)
        return found

    def kill(self) -> None:
        self.process.kill()
        self.process.join(5)
        self.pipe.close()


# How often a query that runs is looked after, in seconds.
_LOOK = 0.1
# A new process needs this long at most before it can look at its first query.
_START = 2.0


def work(pipe: Connection, settings: Settings) -> None:
    """Answer queries from a pipe until it closes."""
    _confine(settings.memory)
    from kg.store import StoreError
    from kg.web.snapshot import Snapshot

    snapshot = Snapshot(settings.store)
    while True:
        try:
            job = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            reply: Answer | Failed = run(snapshot, job, settings)
        except Failed as failed:
            reply = failed
        except StoreError as error:
            reply = Failed("store", str(error))
        except MemoryError:
            os._exit(1)
        pipe.send(reply)


def run(snapshot: Any, job: Job, settings: Settings) -> Answer:
    """Answer one query in this process.

    :raises Failed: it has no answer.
    """
    import pyoxigraph as ox

    from kg import ask
    from kg.web import refusal, results
    from ontology.terms import PREFIXES

    try:
        refusal.check(job.query)
    except refusal.Refused as error:
        raise Failed("refused", str(error)) from None
    graphs: dict[str, Any] = {"use_default_graph_as_union": not ask.names_graphs(job.query)}
    try:
        if job.default or job.named:
            graphs = {
                "default_graph": [ox.NamedNode(iri) for iri in job.default],
                "named_graphs": [ox.NamedNode(iri) for iri in job.named],
            }
        found = snapshot.store().inner.query(job.query, prefixes=PREFIXES, **graphs)
        media, body = results.write(found, job.accept, rows=settings.rows, size=settings.answer)
    except SyntaxError as error:
        raise Failed("syntax", ask.syntax(job.query, str(error))) from None
    except ValueError as error:
        raise Failed("syntax", f"A graph of the request is no IRI: {error}.") from None
    except results.TooMuch as error:
        raise Failed("limit", str(error)) from None
    except results.NotAcceptable as error:
        raise Failed("acceptable", str(error)) from None
    except (OSError, RuntimeError) as error:
        raise Failed("store", f"The store could not be read ({str(error).splitlines()[0]}); try again.") from None
    return Answer(media, body)


def _confine(memory: int) -> None:
    """Take from this process what no query needs: more memory than the limit, and on Linux the network."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        import ctypes

        # A second wall behind the check for SERVICE: a network of its own, in which nothing answers.  Not all systems allow it.
        user, network = 0x10000000, 0x40000000
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(network) != 0:
            libc.unshare(user | network)
