"""Where users' queries wait: by client, the quick ones apart from the slow, and never in the threads that answer pages.

How long a query takes is known when it has run.  So each begins as one of the quick; what has used :data:`SLICE` seconds is slow.  Slow queries may
take all processes but one: where they have them already, the youngest is stopped and waits until one is free, and its like go there at once.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.web.query_worker import Answer, Failed, Job, Preempted, QueryProcess
from kg.web.wording import say

if TYPE_CHECKING:
    from kg.web.settings import Settings

#: Seconds (of the processor, where the system tells) that a quick query takes at most.
SLICE = 0.5
# Characters of a query that are looked at before it runs.
_LOOKED_AT = 20_000
#: So many forms of slow queries are remembered.
_REMEMBERED = 1_000
_VARIABLE = re.compile(r"[?$]\w+")
_VALUE = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|\d+|\s+")


@dataclass(eq=False, slots=True)
class WaitingQuery:
    """A query that waits for its answer, or runs; ``form`` is what it has in common with its like, ``guess`` how large it looks."""

    job: Job
    client: str
    form: int
    guess: int
    entered: float = field(default_factory=time.monotonic)
    given_up: threading.Event = field(default_factory=threading.Event)
    answer: Future[Answer] = field(default_factory=Future)
    slow: bool = False

    def fail(self, key: str) -> None:
        """There is no answer: nobody waits, or nobody had time."""
        with suppress(InvalidStateError):
            self.answer.set_exception(Failed("busy", say(self.job.lang, key)))


class _Line:
    """Clients take turns; of one client's queries that comes first which looks quickest, then the older."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, list[WaitingQuery]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self._of.values()))

    def add(self, one: WaitingQuery) -> None:
        self._of.setdefault(one.client, []).append(one)

    def next(self) -> WaitingQuery:
        one = min(next(iter(self._of.values())), key=lambda other: (other.guess, other.entered))
        self.remove(one)
        if one.client in self._of:
            self._of.move_to_end(one.client)
        return one

    def remove(self, one: WaitingQuery) -> bool:
        """Whether it was there."""
        theirs = self._of.get(one.client, [])
        if one not in theirs:
            return False
        theirs.remove(one)
        if not theirs:
            del self._of[one.client]
        return True


class QueryQueue:
    """Answers users' queries in ``settings.workers`` processes, of which one is kept for the quick."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._threads = ThreadPoolExecutor(settings.workers, thread_name_prefix="kg-queries")
        self._lock = threading.Lock()
        self._quick, self._slow = _Line(), _Line()
        self._known: OrderedDict[int, None] = OrderedDict()
        self._idle: list[QueryProcess] = []
        self._workers: set[QueryProcess] = set()
        self._running = self._running_slow = 0
        self._closed = False

    def enter(self, job: Job, client: str) -> WaitingQuery:
        """Have a query answered: its ``answer`` will be there, or why there is none (:class:`Failed`)."""
        text = job.query[:_LOOKED_AT]
        one = WaitingQuery(job, client, hash(_VALUE.sub(" ", text)), len(set(_VARIABLE.findall(text))))
        with self._lock:
            if len(self._quick) + len(self._slow) < self.settings.connections // 2:
                self._line(one).add(one)
                self._go_on()
            else:
                one.fail("fail_busy")
        return one

    def look_after(self, one: WaitingQuery, *, gone: bool) -> None:
        """See whether a query still has to be answered: nobody waits for it (``gone``), or it has waited for too long."""
        if gone:
            one.given_up.set()
        elif time.monotonic() - one.entered < self.settings.seconds:
            return
        with self._lock:
            waited = self._quick.remove(one) or self._slow.remove(one)
        if waited:
            one.fail("fail_nobody" if gone else "fail_busy")

    def close(self) -> None:
        """End all processes; queries that run or wait have no answer."""
        with self._lock:
            self._closed = True
            for line in (self._quick, self._slow):
                while line:
                    line.next().fail("fail_closing")
            workers = tuple(self._workers)
        for worker in workers:
            worker.kill()
        self._threads.shutdown(wait=False)

    def _line(self, one: WaitingQuery) -> _Line:
        one.slow = one.form in self._known
        return self._slow if one.slow else self._quick

    def _go_on(self) -> None:
        """Have the next queries answered, as long as a process is free; the lock is held."""
        most_slow = max(1, self.settings.workers - 1)
        while self._running < self.settings.workers and not self._closed:
            may_be_slow = bool(self._slow) and self._running_slow < most_slow
            if may_be_slow and (self.settings.workers > 1 or not self._quick):
                one = self._slow.next()
            elif self._quick:
                one = self._quick.next()
                if one.form in self._known:  # its like was found to be slow while it waited
                    self._line(one).add(one)
                    continue
            else:
                return
            self._running += 1
            self._running_slow += one.slow
            self._threads.submit(self._answer, one)

    def _answer(self, one: WaitingQuery) -> None:
        worker = None
        began = time.monotonic()
        preempted = False
        try:
            worker = self._worker(one)

            def may_go_on(used: float) -> bool:
                return one.slow or used < SLICE or self._is_slow(one, worker)

            found = worker.answer(one.job, one.given_up, self.settings.seconds, may_go_on=may_go_on)
            with suppress(InvalidStateError):
                one.answer.set_result(found)  # type: ignore[arg-type]
        except Preempted:
            preempted = True
        except BaseException as error:
            with suppress(InvalidStateError):
                one.answer.set_exception(error)
        with self._lock:
            self._running -= 1
            self._running_slow -= one.slow
            if time.monotonic() - began < SLICE:
                self._known.pop(one.form, None)
            if worker is not None:
                (self._idle.append if worker.alive else self._workers.discard)(worker)
            if preempted and not self._closed:
                one.slow = True
                self._slow.add(one)
                self._idle.append(self._begun())  # it reads its modules before it is needed
            self._go_on()

    def _worker(self, one: WaitingQuery) -> QueryProcess:
        """A process that is free, or a new one; those that the system was told to set back are for slow queries."""
        with self._lock:
            if self._closed:
                raise Failed("busy", say(one.job.lang, "fail_closing"))
            self._idle = sorted((free for free in self._idle if free.alive), key=lambda free: free.behind != one.slow)
            worker = self._idle.pop(0) if self._idle else self._begun()
        if one.slow:
            worker.set_back()
        return worker

    def _begun(self) -> QueryProcess:
        worker = QueryProcess(self.settings)
        self._workers.add(worker)
        return worker

    def _is_slow(self, one: WaitingQuery, worker: QueryProcess) -> bool:
        """Remember that a query is slow; whether it may keep its process."""
        with self._lock:
            self._known[one.form] = None
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
            if self._running_slow >= max(1, self.settings.workers - 1):
                return False
            one.slow = True
            self._running_slow += 1
        worker.set_back()
        return True
