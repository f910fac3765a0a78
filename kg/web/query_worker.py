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
from typing import TYPE_CHECKING, Any, Literal

from kg.web.negotiation import Accepted
from kg.web.settings import Settings
from kg.web.wording import Sentence, say

if TYPE_CHECKING:
    from kg.tables.language import Language
    from kg.tables.table import Table

#: Why a query has no answer: each is told with another status.
Reason = Literal["syntax", "refused", "acceptable", "limit", "busy", "store"]
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Job:
    """A query; ``default`` and ``named`` are the graphs of the protocol's parameters (none: all graphs as one).

    Without ``accept`` it is one of ours, a SELECT whose rows a page shows.  ``lang`` is the language in which a failure is told.
    """

    query: str
    accept: Accepted | None = None
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    lang: Language = "en"


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


class QueryWorkers:
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
        found = self._run(job, given_up or threading.Event())
        assert isinstance(found, Answer)
        return found

    def table(self, query: str, seconds: float | None = None, given_up: threading.Event | None = None) -> Table:
        """All rows of a query of ours, within the limits of time (``seconds`` instead of the usual) and memory.

        ``seconds`` are of the processor where the system tells them: what a busy machine or a slow disk makes wait is not stopped for that,
        but for :data:`UNHURRIED` times as long at most.

        :raises Failed: it took too long, needed too much, or the store cannot be read.
        """
        from kg.tables.table import Table

        found = self._run(Job(query), given_up or threading.Event(), seconds)
        assert isinstance(found, Table)
        return found

    def _run(self, job: Job, given_up: threading.Event, seconds: float | None = None) -> Answer | Table:
        waited = time.monotonic()
        try:
            worker = self._idle.get(timeout=self.settings.seconds)
        except queue.Empty:
            raise Failed("busy", say(job.lang, "fail_busy")) from None
        try:
            if self._closed.is_set():
                raise Failed("busy", say(job.lang, "fail_closing"))
            if worker is None or not worker.alive:
                worker = _Worker(self.settings)
            left = max(1.0, (seconds or self.settings.seconds) - (time.monotonic() - waited))
            return worker.answer(job, left, given_up, UNHURRIED * seconds if seconds else 0.0)
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

    def answer(self, job: Job, seconds: float, given_up: threading.Event, longest: float) -> Answer | Table:
        """The answer within ``seconds``; within ``longest`` where the process itself has taken less than ``seconds`` of the processor."""
        try:
            before = processor(self.process.pid)
            self.pipe.send(job)
            began = time.monotonic()
            deadline = began + seconds + _START
            while not self.pipe.poll(_LOOK):
                if given_up.is_set():
                    self.kill()
                    raise Failed("busy", say(job.lang, "fail_nobody"))
                if time.monotonic() < deadline:
                    continue
                now = processor(self.process.pid) if time.monotonic() < began + longest else None
                if before is not None and now is not None and now - before < seconds:
                    continue
                self.kill()
                raise Failed("limit", say(job.lang, "fail_seconds", seconds=f"{self.settings.seconds:g}"))
            found = self.pipe.recv()
        except (EOFError, OSError):
            self.kill()
            raise Failed("limit", say(job.lang, "fail_memory", limit=f"{self.settings.memory >> 20:,}")) from None
        if isinstance(found, Failed):
            raise found
        return found  # type: ignore[no-any-return]

    def kill(self) -> None:
        self.process.kill()
        self.process.join(5)
        self.pipe.close()


def processor(pid: int | None) -> float | None:
    """Seconds of the processor that a process has taken; None where the system does not tell, or there is no such process."""
    if pid is None or not sys.platform.startswith("linux"):
        return None
    try:
        # The clock of another process: clock_getcpuclockid(3) makes its number so.
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:
        return None


#: So many times its limit may a list of ours wait for the machine.
UNHURRIED = 6.0
# How often a query that runs is looked after, in seconds.
_LOOK = 0.1
# A new process needs this long at most before it can look at its first query.
_START = 2.0


def work(pipe: Connection, settings: Settings) -> None:
    """Answer queries from a pipe until it closes."""
    from kg.stores.opening import is_address
    from kg.stores.store import StoreError

    # A store at an address is asked over the network, and so are only those queries that name nobody else.
    _confine(settings.memory, alone=not is_address(settings.store))
    from kg.web.snapshot import Snapshot

    snapshot = Snapshot(settings.store)
    while True:
        try:
            job = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            reply: Answer | Table | Failed = run(snapshot, job, settings)
        except Failed as failed:
            reply = failed
        except StoreError as error:
            reply = Failed("store", str(error))
        except MemoryError:
            os._exit(1)
        except Exception as error:  # a fault of ours: this query has no answer, the next one has
            reply = Failed("store", f"{type(error).__name__}: {error}")
        pipe.send(reply)


def run(snapshot: Any, job: Job, settings: Settings) -> Answer | Table:
    """Answer one query in this process.

    :raises Failed: it has no answer.
    """
    from kg.answers import ask
    from kg.tables.messages import in_language
    from kg.web import query_guard, results

    if job.accept is None:
        return ask.select(snapshot.store(), job.query)
    try:
        query_guard.check(job.query)
    except query_guard.QueryRefused as error:
        raise Failed("refused", error.said(job.lang)) from None
    try:
        found = snapshot.store().query(job.query, job.default, job.named)
        media, body = results.write(found, job.accept, rows=settings.rows, size=settings.answer)
    except SyntaxError as error:
        raise Failed("syntax", in_language(ask.syntax(job.query, str(error)), job.lang)) from None
    except ValueError as error:
        raise Failed("syntax", say(job.lang, "fail_graph", error=error)) from None
    except Sentence as error:
        raise Failed("limit" if isinstance(error, results.TooMuch) else "acceptable", error.said(job.lang)) from None
    except (OSError, RuntimeError) as error:
        raise Failed("store", say(job.lang, "fail_store", error=str(error).splitlines()[0])) from None
    return Answer(media, body)


def _confine(memory: int, *, alone: bool) -> None:
    """Take from this process what no query needs: more memory than the limit, and (``alone``) on Linux the network."""
    if sys.platform == "win32":
        return
    import resource

    for which, wanted in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(which)
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        # macOS knows RLIMIT_AS but does not always take it: the limit of time still holds.
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (value, value))
    if alone and sys.platform.startswith("linux"):
        import ctypes

        # A second wall behind the check for SERVICE: a network of its own, in which nothing answers.  Not all systems allow it.
        user, network = 0x10000000, 0x40000000
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(network) != 0:
            libc.unshare(user | network)
