"""Files read by the workers of a Dask cluster, while this process writes: ``kg load --scheduler tcp://host:8786``.

The workers read the same paths as this process would, so the files are in a folder that all of them see, or have URLs.  What a
file gives depends on its bytes alone: a task that is run again, on whichever worker, gives the same graph of the same name, and
only this process writes.  So many batches are out at a time that no worker waits for the next; the rest stays here.
"""

from __future__ import annotations

import logging
import threading
import time
import warnings
from collections import deque
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final

from kg.loading.cluster_worker import Build, unpack
from kg.loading.file_reader import Read
from kg.tables.messages import UserError
from loaders.text import file_names

PIP: Final = "pip install 'policy-kg[cluster]'"
# Files a task: sending one costs as much time as reading a small file.
BATCH: Final = 16
# Batches that each thread of the cluster has waiting.
BATCHES_A_THREAD: Final = 2
# Seconds that are given to a scheduler to answer, and to the first worker, or another one after the last, to come.
ANSWER: Final = 10
WORKERLESS = 60.0
_LOOK_EVERY = 1.0
# Built-in functions are there on a scheduler that has no policy-kg, and on workers whatever their Python.
_TASK = "__import__('kg.loading.cluster_worker', fromlist=['read_batch']).read_batch(paths, version, digest)"
_HAS_KG = "__import__('importlib.util').util.find_spec('kg') is not None"


class ClusterError(UserError):
    """A cluster that cannot be used; the message is one sentence for the user."""


@dataclass(slots=True, eq=False)
class _Asked:
    """A file that somebody waits for; ``alone`` where its batch ended its worker: then nothing else is out with it."""

    file: Path
    future: Future[Read]
    alone: bool = False


@dataclass(slots=True)
class _Done:
    """A batch that is back, with or without what was asked."""

    batch: list[_Asked]
    answer: Future[tuple[str, str, bytes]]


class Cluster:
    """Reads on a Dask cluster; to be closed.

    All that is decided is decided in one thread, which takes what happens from a queue.
    :raises ClusterError: Dask is not installed, the address is wrong, or nothing answers there.
    :raises loaders.templates.TemplateError: the user's templates cannot be read.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._build = Build.this()
        # Dask does not say the types of what it gives.
        self._client: Any = _connected(address)
        self._executor = self._client.get_executor(pure=False)
        self._events: SimpleQueue[_Asked | _Done | None] = SimpleQueue()
        self._waiting: deque[_Asked] = deque()
        self._out: list[list[_Asked]] = []
        self._threads = _threads(self._client)
        self._workerless_since: float | None = None
        self._failure: ClusterError | None = None
        self._closed = False
        self._looked = 0.0
        self._thread = threading.Thread(target=self._run, name="kg-cluster", daemon=True)
        self._thread.start()

    @property
    def files_ahead(self) -> int:
        """How many files keep every worker busy."""
        return self._threads * (BATCHES_A_THREAD + 1) * BATCH

    def submit(self, file: Path) -> Future[Read]:
        """Begin to read a file; the future raises ClusterError where the cluster cannot go on."""
        future: Future[Read] = Future()
        self._events.put(_Asked(file, future))
        return future

    def close(self) -> None:
        """Give back what the cluster has not read yet; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self._events.put(None)
        self._thread.join(timeout=5)
        with suppress(Exception):
            self._executor.shutdown(wait=False)
        with suppress(Exception):
            self._client.close(timeout=2)

    # -- in the thread

    def _run(self) -> None:
        while True:
            event: _Asked | _Done | None = None
            with suppress(Empty):
                event = self._events.get(timeout=_LOOK_EVERY)
                if event is None:
                    break
            try:
                self._go_on(event)
            except Exception as error:
                # Whatever it is, nobody may be left waiting.
                self._failure = self._failure or self._lost(error)
            if self._failure is not None:
                self._give_up(self._failure)
            if isinstance(event, _Done):
                self._out = [batch for batch in self._out if batch is not event.batch]
        self._give_up(None)

    def _go_on(self, event: _Asked | _Done | None) -> None:
        if isinstance(event, _Asked):
            self._waiting.append(event)
        if self._failure is not None:
            return
        if isinstance(event, _Done):
            self._take(event)
            self._out = [batch for batch in self._out if batch is not event.batch or self._failure]
        if time.monotonic() - self._looked >= _LOOK_EVERY:
            self._looked = time.monotonic()
            self._look()
        if self._failure is None:
            self._send()

    def _lost(self, error: BaseException) -> ClusterError:
        what = "" if isinstance(error, CancelledError) else f" ({type(error).__name__})"
        return ClusterError(
            f"The scheduler {self.address} has ended or cannot be reached any more{what}; start it and run the same command again."
        )

    def _send(self) -> None:
        """Keep the workers busy; where few files wait, each worker gets some."""
        while self._waiting and len(self._out) < max(self._threads, 1) * BATCHES_A_THREAD:
            if self._out and (self._waiting[0].alone or self._out[0][0].alone):
                return
            size = 1 if self._waiting[0].alone else min(BATCH, -(-len(self._waiting) // max(self._threads, 1)))
            batch = [self._waiting.popleft() for _ in range(size)]
            names = {
                "paths": [file_names.written(str(one.file.absolute())) for one in batch],
                "version": self._build.version,
                "digest": self._build.digest,
            }
            self._out.append(batch)
            answer: Future[tuple[str, str, bytes]] = self._executor.submit(eval, _TASK, names)
            answer.add_done_callback(lambda answer, batch=batch: self._events.put(_Done(batch, answer)))  # type: ignore[misc]

    def _take(self, done: _Done) -> None:
        try:
            worker, problem, packed = done.answer.result()
        except CancelledError as error:
            self._failure = self._lost(error)
            return
        except ModuleNotFoundError as error:
            self._failure = self._without_kg(error)
            return
        except Exception as error:
            self._alone(done.batch, error)
            return
        if problem:
            self._failure = ClusterError(
                f"The worker {worker} {problem}, but this process has {self._build.version} ({self._build.digest}): "
                "install the same version and the same templates (KG_TEMPLATES) everywhere."
            )
            return
        for asked, found in zip(done.batch, unpack(packed, len(done.batch)), strict=True):
            self._answer(asked, found, worker)

    def _answer(self, asked: _Asked, found: Read, worker: str) -> None:
        if found.reason is not None and "does not exist" in found.reason and asked.file.exists():
            self._failure = ClusterError(
                f"The worker {worker} does not see {asked.file}: the files must lie in a folder that all workers see "
                "under the same path."
            )
        else:
            asked.future.set_result(_as_named(found, asked.file))

    def _alone(self, batch: list[_Asked], error: Exception) -> None:
        """A batch that ended its workers, or was with one that did: each of its files is tried by itself, then given up.

        A worker's end is laid to all that it had, so that no file may be blamed that was in company.
        """
        if not batch[0].alone:
            self._waiting.extendleft(_Asked(one.file, one.future, alone=True) for one in reversed(batch))
            return
        how = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        if type(error).__name__ == "KilledWorker":
            how = "it is damaged, or needs more memory than there is; load it by itself on this machine to see"
        batch[0].future.set_result(
            Read(reason=f"{batch[0].file} made the workers of the cluster that read it stop: {how}.")
        )

    def _without_kg(self, error: ModuleNotFoundError) -> ClusterError:
        lacking: list[str] = []
        with suppress(Exception):
            lacking = sorted(
                worker for worker, has in self._client.run(eval, _HAS_KG, on_error="return").items() if has is not True
            )
        if lacking:
            return ClusterError(
                f"The worker {lacking[0]} has no policy-kg: install {self._build.version} on every worker."
            )
        return ClusterError(f"A worker has another policy-kg ({error}): install {self._build.version} on every worker.")

    def _look(self) -> None:
        """Count the cluster's threads; workers come and go."""
        try:
            self._threads = _threads(self._client)
        except Exception:
            # The client tries to reach the scheduler again; what becomes of that the batches tell.
            return
        if self._threads or not (self._waiting or self._out):
            self._workerless_since = None
        elif self._workerless_since is None:
            self._workerless_since = time.monotonic()
        elif time.monotonic() - self._workerless_since > WORKERLESS:
            self._failure = ClusterError(
                f"The scheduler {self.address} has had no worker for {WORKERLESS:.0f} seconds; start some with: "
                f"dask worker {self.address}."
            )

    def _give_up(self, failure: ClusterError | None) -> None:
        for asked in (*self._waiting, *(one for batch in self._out for one in batch)):
            if asked.future.done():
                continue
            if failure is None:
                asked.future.cancel()
            else:
                asked.future.set_exception(failure)
        self._waiting.clear()


def _threads(client: Any) -> int:
    """The threads of all workers."""
    return sum(int(threads) for threads in client.nthreads().values())


def _as_named(found: Read, file: Path) -> Read:
    """What a worker read, with the path as it was named here: a sentence is the same whoever says it."""
    if found.reason is None:
        return found
    return Read(reason=found.reason.replace(file_names.readable(str(file.absolute())), file_names.readable(str(file))))


def _connected(address: str) -> Any:
    try:
        import distributed
    except ImportError as error:
        raise ClusterError(f"--scheduler needs Dask, which is not installed: {PIP}.") from error
    # What Dask has to say goes into our sentences.
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            connect: Any = distributed.Client
            return connect(address, timeout=ANSWER, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise ClusterError(
            f"No Dask scheduler answers at {address}; is it running there, and is the address that which "
            "`dask scheduler` printed?"
        ) from error
    except Exception as error:
        raise ClusterError(
            f"{address} is no address of a Dask scheduler ({str(error).splitlines()[0] if str(error) else type(error).__name__}); "
            "it looks like tcp://host:8786."
        ) from error
