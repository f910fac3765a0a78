"""A Dask cluster of real processes on this machine, for tests: a scheduler, and workers that can be slow, deadly or bare; or none at all."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import loading_sessions

from kg.loading.cluster_worker import pack
from kg.loading.file_reader import Read

# What the readers below a worker run: some files take their time, some end their reader, some the worker above it.
START = (
    loading_sessions.START
    + """
def odd(file):
    if 'deadly' in file.name: os.kill(os.getpid(), 9)
    if 'fatal' in file.name: os.kill(os.getppid(), 9)
    if 'slow' in str(file): time.sleep(zlib.crc32(file.name.encode()) % 5 / 20)
    return whole(file)
reading._read = odd
reading.serve()"""
)
_PRELOAD = f"from loaders.formats.containers import operating_system\noperating_system._START = {START!r}\n"
# A machine on which nobody has installed policy-kg.
_BARE = "import sys; sys.modules['kg'] = None; sys.argv[0] = 'dask-worker'; from distributed.cli.dask_worker import main; main()"
_ROOT = Path(__file__).resolve().parent.parent


class DaskCluster:
    """A scheduler, and the workers that were started; all ends with the context."""

    def __init__(self, home: Path) -> None:
        home.mkdir()
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        (home / "preload.py").write_text(_PRELOAD, "utf-8")
        self.processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start(
            ["-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
        )

    def __enter__(self) -> DaskCluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for process in reversed(self.processes):
            self.kill(process)

    def worker(self, *, nanny: bool = False, bare: bool = False) -> subprocess.Popen[bytes]:
        """Start a worker of one thread; a nanny starts it again when it ends."""
        command = ["-c", _BARE] if bare else ["-m", "distributed.cli.dask_worker"]
        more = [] if bare else ["--preload", str(self.home / "preload.py")]
        options = ["--nthreads", "1", "--no-dashboard", "--local-directory", str(self.home)]
        return self._start([*command, self.address, "--nanny" if nanny else "--no-nanny", *options, *more])

    def ready(self, workers: int) -> DaskCluster:
        """Wait until so many workers are there."""
        from distributed import Client

        with Client(self.address, timeout=30, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
        return self

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill -9 a process and what it started."""
        with suppress(ProcessLookupError):
            for pid in loading_sessions.descendants(process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.kill()
        process.wait()

    def _start(self, arguments: list[str]) -> subprocess.Popen[bytes]:
        log = (self.home / f"{len(self.processes)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=_ROOT,
                # A file that ends its workers may end two before it is given up.
                env={**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"},
                start_new_session=True,
            )
        self.processes.append(process)
        return process


class KilledWorker(Exception):
    """Dask's own, by its name."""


class Workers:
    """A client and its executor: batches are kept until the test answers them."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self.out: list[tuple[list[str], Future[object]]] = []
        self.sent: list[int] = []

    def nthreads(self) -> dict[str, int]:
        return {f"tcp://w:{n}": 1 for n in range(self.threads)}

    def get_executor(self, *, pure: bool) -> Workers:
        assert not pure, "a file may change from one load to the next"
        return self

    def submit(self, function: object, task: str, names: dict[str, object]) -> Future[object]:
        future: Future[object] = Future()
        paths = names["paths"]
        assert isinstance(paths, list)
        self.out.append((paths, future))
        self.sent.append(len(paths))
        return future

    def run(self, function: object, task: str, on_error: str) -> dict[str, object]:
        return {"tcp://w:0": True, "tcp://w:1": False}

    def shutdown(self, *, wait: bool) -> None:
        pass

    def close(self, timeout: float) -> None:
        pass

    def wait(self, batches: int) -> None:
        until = time.monotonic() + 10
        while len(self.out) < batches:
            assert time.monotonic() < until
            time.sleep(0.005)
        time.sleep(0.05)
        assert len(self.out) == batches

    def answer(self) -> list[str]:
        """Answer the batch that has been out longest."""
        paths, future = self.out.pop(0)
        future.set_result(("tcp://w:0", "", pack([Read(document=path) for path in paths])))
        return paths
