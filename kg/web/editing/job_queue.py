"""Work that takes long, one piece after the other, each in a process of its own: what others ask meanwhile waits in the queue.

A page submits a function of a module and shows what it told (:attr:`QueuedJob.told`); the function is called in a new process with a ``tell`` for
messages, and gives its result.  Everything that is handed over must be picklable::

    def work(tell, store, judgement):
        with open_store(store, wait=inf) as graph: ...

    job = queue.submit(work, settings.store, judgement, ended=lambda job: ...)
"""

from __future__ import annotations

import _thread
import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, Literal

from loaders.formats.containers import operating_system

JobState = Literal["waiting", "running", "done", "failed", "stopped"]
#: What a function is given to say how far it is.
Tell = Callable[[Any], None]
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(eq=False, slots=True)
class QueuedJob:
    """A piece of work: ``told`` is what it said last, ``result`` what it gave, ``sentence`` why it failed (in English, for ``messages.tsv``).

    ``heard`` is called with whatever it tells and ``ended`` with the job, in a thread of the queue.
    """

    work: Callable[..., Any]
    arguments: tuple[Any, ...]
    heard: Callable[[Any], None]
    ended: Callable[[QueuedJob], None]
    state: JobState = "waiting"
    told: Any = None
    result: Any = None
    sentence: str = ""
    pipe: Connection | None = None
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def pending(self) -> bool:
        """Whether it is still to be done or being done."""
        return self.state in ("waiting", "running")


class JobQueue:
    """Does one job after the other, in the order in which they came."""

    def __init__(self, name: str) -> None:
        self._lock = threading.Condition()
        self._waiting: list[QueuedJob] = []
        self._running: QueuedJob | None = None
        self._process: Any = None
        self._closed = False
        self._name = name
        self._thread: threading.Thread | None = None

    def submit(
        self,
        work: Callable[..., Any],
        *arguments: Any,
        heard: Callable[[Any], None] = lambda told: None,
        ended: Callable[[QueuedJob], None] = lambda job: None,
    ) -> QueuedJob:
        """Let ``work(tell, *arguments)`` be done when its turn comes."""
        job = QueuedJob(work, arguments, heard, ended)
        with self._lock:
            self._waiting.append(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._lock.notify_all()
        return job

    def before(self, job: QueuedJob) -> int:
        """How many jobs come before one that waits."""
        with self._lock:
            return self._waiting.index(job) + (self._running is not None) if job in self._waiting else 0

    def stop(self, job: QueuedJob) -> None:
        """Take a job out of the queue, or end it as Ctrl-C would: what it has written stays."""
        with self._lock:
            if job in self._waiting:
                self._waiting.remove(job)
                job.state = "stopped"
            elif job.pipe is not None:
                with suppress(OSError):
                    job.pipe.send(None)
                return
            else:
                return
        self._end(job)

    def close(self) -> None:
        """End what runs at once, and begin nothing more; nobody is told, but who waits for a job that is not done waits no longer."""
        with self._lock:
            self._closed = True
            for job in self._waiting:
                job.over.set()
            process, thread = self._process, self._thread
            self._lock.notify_all()
        if process is not None:
            process.kill()
        if thread is not None:
            thread.join(10)

    def _run(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                job = self._running = self._waiting.pop(0)
                try:
                    pipe = self._begin(job)
                except OSError as error:
                    pipe, job.sentence = None, _ended(None, f" ({error.strerror or error})")
            state: JobState = "failed"
            value: Any = job.sentence
            if pipe is not None:
                state, value = self._listen(job, pipe)
            with self._lock:
                status = self._let_go(job)
                if self._closed:
                    job.over.set()
                    return
            if state == "done":
                job.result = value
            elif state == "failed":
                job.sentence = value if value is not None else _ended(status)
            job.state = state
            self._end(job)

    def _begin(self, job: QueuedJob) -> Connection:
        """Start the process of a job; raises OSError where the system has no room for one."""
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_work, args=(theirs, job.work, job.arguments), daemon=True)
        process.start()
        theirs.close()
        self._process, job.state, job.pipe = process, "running", ours
        return ours

    def _let_go(self, job: QueuedJob) -> int | None:
        """Wait for the process of a job that has said all; gives its exit status."""
        status = None
        if self._process is not None and job.pipe is not None:
            self._process.join(10)
            status = self._process.exitcode
            job.pipe.close()
        self._process = self._running = job.pipe = None
        return status

    def _listen(self, job: QueuedJob, pipe: Connection) -> tuple[JobState, Any]:
        """What the process says until it ends: how it ended, and with what."""
        with suppress(EOFError, OSError):
            while True:
                what, value = pipe.recv()
                if what != "told":
                    return what, value
                job.told = value
                job.heard(value)
        return "failed", None

    def _end(self, job: QueuedJob) -> None:
        # Whoever cannot note that it has ended finds at the next start that it has not, and does it again.
        with suppress(OSError):
            job.ended(job)
        job.over.set()


def _ended(status: int | None, how: str = "") -> str:
    if status is not None and status < 0:
        with suppress(ValueError):
            how = f" ({signal.Signals(-status).name})"
    return f"The process that did this ended{how} before it was ready: try again."


def _work(pipe: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """The life of the process."""
    operating_system.set_back(multiprocessing.current_process().pid)
    # Who starts the site in the background ignores Ctrl-C, and this process would ignore its own.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    lock = threading.Lock()
    over = False

    def tell(value: Any) -> None:
        pipe.send(("told", value))

    def listen() -> None:
        # Somebody stops it, or the site has ended.
        with suppress(EOFError, OSError):
            pipe.recv()
        with lock:
            if not over:
                _interrupt()

    said: tuple[JobState, Any]
    try:
        # It is interrupted once, and nowhere but in here.
        threading.Thread(target=listen, daemon=True).start()
        said = _done(work, tell, arguments)
        with lock:
            over = True
    except KeyboardInterrupt:
        said = "stopped", None
    with suppress(BrokenPipeError):
        pipe.send(said)


def _done(work: Callable[..., Any], tell: Tell, arguments: tuple[Any, ...]) -> tuple[JobState, Any]:
    try:
        return "done", work(tell, *arguments)
    except Exception as error:
        return "failed", _sentence(error)


def _interrupt() -> None:
    """What Ctrl-C does, for the main thread also where it sleeps."""
    ident = threading.main_thread().ident
    if sys.platform == "win32" or ident is None:
        _thread.interrupt_main()
    else:
        signal.pthread_kill(ident, signal.SIGINT)


def _sentence(error: Exception) -> str:
    """What a failure says to the person."""
    from kg.tables.messages import UserError
    from loaders.source import UnreadableFile
    from loaders.templates import TemplateError

    if isinstance(error, UserError | UnreadableFile | TemplateError):
        return str(error)
    return f"This could not be done because of a fault in kg ({type(error).__name__}: {error}); please report it."
