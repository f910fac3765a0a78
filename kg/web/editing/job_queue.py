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
        """End what runs at once, and begin nothing more; nobody is told."""
        with self._lock:
            self._closed = True
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
                ours, theirs = _SPAWN.Pipe()
                self._process = _SPAWN.Process(target=_work, args=(theirs, job.work, job.arguments), daemon=True)
                self._process.start()
                theirs.close()
                job.state, job.pipe = "running", ours
            state, value = self._listen(job, ours)
            with self._lock:
                self._process.join(10)
                status, self._process, self._running, job.pipe = self._process.exitcode, None, None, None
                ours.close()
                if self._closed:
                    return
            if state == "done":
                job.result = value
            elif state == "failed":
                job.sentence = value if value is not None else _ended(status)
            job.state = state
            self._end(job)

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
        try:
            job.ended(job)
        finally:
            job.over.set()


def _ended(status: int | None) -> str:
    how = ""
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
                _thread.interrupt_main()

    threading.Thread(target=listen, daemon=True).start()
    said: tuple[JobState, Any]
    try:
        said = "done", work(tell, *arguments)
    except KeyboardInterrupt:
        said = "stopped", None
    except BrokenPipeError:
        return
    except Exception as error:
        said = "failed", _sentence(error)
    with lock:
        over = True
    with suppress(BrokenPipeError, KeyboardInterrupt):
        pipe.send(said)


def _sentence(error: Exception) -> str:
    """What a failure says to the person."""
    from kg.tables.messages import UserError
    from loaders.source import UnreadableFile
    from loaders.templates import TemplateError

    if isinstance(error, UserError | UnreadableFile | TemplateError):
        return str(error)
    return f"This could not be done because of a fault in kg ({type(error).__name__}: {error}); please report it."
