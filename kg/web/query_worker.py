"""Processes that answer queries and can be killed: the engine knows no time limit and looks for no signals."""

from __future__ import annotations

import multiprocessing
import os
import queue
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Literal

from kg.web.negotiation import Accepted
from kg.web.settings import Settings
from kg.web.wording import Sentence, say
from loaders.formats.containers import operating_system

if TYPE_CHECKING:
    from kg.tables.language import Language
    from kg.tables.table import Table

#: Why a query has no answer: each is told with another status.
Reason = Literal["syntax", "refused", "acceptable", "limit", "busy", "store"]
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Job:
    """A query; ``default`` and ``named`` are the graphs of the protocol's parameters (none: all graphs as one), ``base`` is the
    IRI that relative ones are relative to.

    Without ``accept`` it is one of ours, a SELECT whose rows a page shows.  ``lang`` is the language in which a failure is told.
    """

    query: str
    accept: Accepted | None = None
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    lang: Language = "en"
    base: str | None = None


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
    """A few processes that make one list of ours each at a time; one that takes too long is killed and replaced."""

    def __init__(self, settings: Settings, number: int) -> None:
        self.settings = settings
        self._number = number
        self._idle: queue.LifoQueue[QueryProcess | None] = queue.LifoQueue()
        for _ in range(number):
            self._idle.put(None)
        self._closed = threading.Event()

    def table(self, query: str, seconds: float | None = None, given_up: threading.Event | None = None) -> Table:
        """All rows of a query of ours, within the limits of time (``seconds`` instead of the usual) and memory.

        ``seconds`` are of the processor where the system tells them: what a busy machine or a slow disk makes wait is not stopped for that,
        but for :data:`UNHURRIED` times as long at most.

        :raises Failed: it took too long, needed too much, or the store cannot be read.
        """
        job = Job(query)
        try:
            worker = self._idle.get(timeout=self.settings.seconds)
        except queue.Empty:
            raise Failed("busy", say(job.lang, "fail_busy")) from None
        try:
            if self._closed.is_set():
                raise Failed("busy", say(job.lang, "fail_closing"))
            if worker is None or not worker.alive:
                worker = QueryProcess(self.settings)
            longest = UNHURRIED * seconds if seconds else 0.0
            return worker.answer(  # type: ignore[return-value]
                job, given_up or threading.Event(), seconds or self.settings.seconds, longest
            )
        finally:
            if worker is not None and not worker.alive:
                worker = None
            self._idle.put(worker)

    def close(self) -> None:
        """End all processes; queries that run are killed."""
        self._closed.set()
        for _ in range(self._number):
            with suppress(queue.Empty):
                worker = self._idle.get(timeout=1)
                if worker is not None:
                    worker.kill()


class Preempted(Exception):
    """A query was stopped because others need its process."""


class QueryProcess:
    """A process that answers one query at a time."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.pipe, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=work, args=(theirs, settings), daemon=True)
        self.process.start()
        theirs.close()
        self._ready = self.behind = False
        self._closing = threading.Lock()

    @property
    def alive(self) -> bool:
        """Whether it can take a query: one that was killed cannot, though a busy machine has not ended it yet."""
        return not self.pipe.closed and self.process.is_alive()

    def answer(
        self,
        job: Job,
        given_up: threading.Event,
        seconds: float,
        longest: float = 0.0,
        may_go_on: Callable[[float], bool] = lambda used: True,
    ) -> Answer | Table:
        """The answer within ``seconds``; within ``longest`` where the process itself has taken less than ``seconds`` of the processor.

        ``may_go_on`` is asked now and then with the seconds that it has used (of the processor where the system tells).
        :raises Failed: there is none.
        :raises Preempted: it may not go on.
        """
        try:
            self._wait_until_ready(job, given_up)
            before = operating_system.processor(self.process.pid)
            self.pipe.send(job)
            began = time.monotonic()
            while not self.pipe.poll(_LOOK):
                self._heed(job, given_up)
                passed = time.monotonic() - began
                now = operating_system.processor(self.process.pid)
                used = passed if before is None or now is None else now - before
                if passed >= seconds and not (used < seconds and passed < longest):
                    self.kill()
                    raise Failed("limit", say(job.lang, "fail_seconds", seconds=f"{self.settings.seconds:g}"))
                if not may_go_on(used):
                    self.kill()
                    raise Preempted
            found = self.pipe.recv()
        except (EOFError, OSError):
            raise self._ended(job) from None
        if isinstance(found, Failed):
            raise found
        return found  # type: ignore[no-any-return]

    def _wait_until_ready(self, job: Job, given_up: threading.Event) -> None:
        """A new process reads its modules first: on a busy machine that takes seconds, which are not the query's."""
        while not self._ready:
            if self.pipe.poll(_LOOK):
                self._ready = self.pipe.recv() is None
            self._heed(job, given_up)

    def _heed(self, job: Job, given_up: threading.Event) -> None:
        if given_up.is_set():
            self.kill()
            raise Failed("busy", say(job.lang, "fail_nobody"))

    def _ended(self, job: Job) -> Failed:
        """What to say of a process that ended by itself: its status tells a parser that ran out of stack from memory that ran out."""
        self.process.join(1)
        status = self.process.exitcode
        self.kill()
        if not self._ready:
            return Failed("busy", say(job.lang, "fail_begun", limit=f"{self.settings.memory_each >> 20:,}"))
        if status in _OVERFLOWN and len(job.query) > _DEEP:
            return Failed("syntax", say(job.lang, "fail_nested"))
        return Failed("limit", say(job.lang, "fail_memory", limit=f"{self.settings.memory_each >> 20:,}"))

    def set_back(self) -> None:
        """Let the system prefer others from now on: pages and quick queries."""
        self.behind = True
        operating_system.set_back(self.process.pid)

    def kill(self) -> None:
        """End it now."""
        self.process.kill()
        self.process.join(5)
        # Who waits for an answer learns of the end and ends it too: a pipe that two close at once has a descriptor that is gone.
        with self._closing:
            self.pipe.close()


# How a process ends that has no stack left: by a signal, on Windows with a status of its own (STATUS_STACK_OVERFLOW).
_OVERFLOWN = (-signal.SIGSEGV, -getattr(signal, "SIGBUS", signal.SIGSEGV), 0xC00000FD)
# Characters below which no query can be nested so deeply.
_DEEP = 1_000


#: So many times its limit may a list of ours wait for the machine.
UNHURRIED = 6.0
# How often a query that runs is looked after, in seconds.
_LOOK = 0.1


def work(pipe: Connection, settings: Settings) -> None:
    """Answer queries from a pipe until it closes."""
    from kg.stores.opening import is_address
    from kg.stores.store import StoreError

    # A store at an address is asked over the network, and so are only those queries that name nobody else.
    _confine(settings.memory_each, alone=not is_address(settings.store))
    from kg.answers import ask  # noqa: F401 - read before the first query comes
    from kg.web import query_guard, results  # noqa: F401
    from kg.web.snapshot import Snapshot

    snapshot = Snapshot(settings.store)
    with suppress(StoreError):
        snapshot.store()
    pipe.send(None)
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


# What the engine says of a function that it does not know, found out when the query runs.
_UNKNOWN = re.compile(r"function\s<([^>]*)>\sis\snot\ssupported")


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
        found = snapshot.store().query(job.query, job.default, job.named, job.base)
        media, body = results.write(
            found, job.accept, rows=settings.rows, size=settings.answer, workbook=partial(_workbook, job)
        )
    except SyntaxError as error:
        raise Failed("syntax", in_language(ask.syntax(job.query, str(error)), job.lang)) from None
    except ValueError as error:
        raise Failed("syntax", say(job.lang, "fail_graph", error=error)) from None
    except Sentence as error:
        raise Failed("limit" if isinstance(error, results.TooMuch) else "acceptable", error.said(job.lang)) from None
    except (OSError, RuntimeError) as error:
        if unknown := _UNKNOWN.search(str(error)):
            raise Failed("syntax", say(job.lang, "fail_function", name=unknown[1])) from None
        raise Failed("store", say(job.lang, "fail_store", error=str(error).splitlines()[0])) from None
    return Answer(media, body)


def _workbook(job: Job, table: Table) -> bytes:
    """The answer of a query for Excel: the query and the day stand beside it, and things lead to their pages on the site that was asked."""
    from kg.web import downloads

    about = [(say(job.lang, "editor_label"), job.query), (say(job.lang, "as_of_day"), date.today().isoformat())]
    return downloads.book(
        table, say(job.lang, "answer"), job.lang, site=(job.base or "").removesuffix("/sparql"), about=about
    )


def _confine(memory: int, *, alone: bool) -> None:
    """Take from this process what no query needs: more memory than the limit, and (``alone``) on Linux the network."""
    operating_system.limit(memory)
    if alone and sys.platform.startswith("linux"):
        import ctypes

        # A second wall behind the check for SERVICE: a network of its own, in which nothing answers.  Not all systems allow it.
        user, network = 0x10000000, 0x40000000
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(network) != 0:
            libc.unshare(user | network)
