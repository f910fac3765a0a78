"""What the systems do each in its own way: limits of a process, its time, its rank, its end.

Linux has all of it, macOS refuses some limits, Windows has job objects instead.  Where a system has nothing of the kind, the functions say so with
None or do nothing: who calls them goes on without.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

#: What makes a process the first of a group that can be ended whole, and opens no window.
OF_ITS_OWN: Mapping[str, Any] = {
    "start_new_session": sys.platform != "win32",
    "creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0),
}
_SET_BACK = 15
_ROOM = str(Path(__file__).resolve().parents[3])
# The first argument with which a frozen program starts itself as one of its children, and the modules whose serve() that may be.
_CHILD = "--child"
_CHILDREN = ("kg.loading.file_reader", "loaders.formats.containers.sandbox")
_START = (
    "import sys; module, *path = sys.argv[1:]; sys.path[:] = path; "
    "from importlib import import_module; import_module(module).serve()"
)
_WATCHED_EVERY = 0.5  # seconds


def child(module: str) -> list[str]:
    """The command of a child that runs the ``serve()`` of a module of :data:`_CHILDREN`: this Python with this ``sys.path``.

    A frozen program has no Python beside it: it starts itself, see :func:`be_child`.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, _CHILD, module]
    # Nothing is imported from the working folder ("" and -P), and start-up files are not run again (-S).
    path = [str(Path(place).absolute()) for place in sys.path if place]
    if _ROOM not in path:
        path.append(_ROOM)
    return [sys.executable, "-P", "-s", "-S", "-c", _START, module, *path]


def be_child() -> None:
    """Where a frozen program was started as one of its own children, be that and end."""
    import multiprocessing
    from importlib import import_module

    multiprocessing.freeze_support()
    if sys.argv[1:2] == [_CHILD] and sys.argv[2] in _CHILDREN:
        import_module(sys.argv[2]).serve()
        sys.exit(0)


def limit(memory: int, seconds: float | None = None) -> None:
    """Bound this process to ``memory`` bytes and ``seconds`` of the processor, as far as the system takes limits; it leaves no core."""
    if sys.platform == "win32":
        from loaders.formats.containers import windows_job

        windows_job.limit(memory)
        return
    try:
        import resource
    except ImportError:  # a Python that is built without it
        return
    _share_one_arena()
    wanted = {"RLIMIT_AS": memory, "RLIMIT_CORE": 0}
    if seconds is not None:
        wanted["RLIMIT_CPU"] = int(seconds) + 1
    for name, most in wanted.items():
        # macOS knows RLIMIT_AS but does not always take it, other systems do not have it.
        with suppress(AttributeError, ValueError, OSError):
            which = getattr(resource, name)
            _, hard = resource.getrlimit(which)
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(which, (most, most))


def _share_one_arena() -> None:
    """Let all threads take memory from one place: glibc reserves 64 MB of addresses for each of them otherwise, and a limit counts addresses.

    An engine of some threads that opens a small store had between 540 and 730 MB so, and has 212 MB (glibc, mallopt(3): M_ARENA_MAX).
    """
    if sys.platform.startswith("linux"):
        import ctypes

        with suppress(AttributeError, OSError):  # other C libraries have no such places
            ctypes.CDLL(None).mallopt(-8, 1)


def open_files() -> int | None:
    """How many files and connections this process may have open, made as many as the system allows; None where it does not tell."""
    try:
        import resource
    except ImportError:
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # macOS says that there is no limit, and takes no more than 10,240.
    for most in (hard, 10_240):
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
            break
    return None if soft == resource.RLIM_INFINITY else soft


def set_back(pid: int | None) -> None:
    """Let the system prefer other processes to this one."""
    if pid is not None and hasattr(os, "setpriority"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, _SET_BACK)


def processor(pid: int | None) -> float | None:
    """Seconds of the processor that a process has taken; None where the system does not tell, or there is no such process."""
    if pid is None or not sys.platform.startswith("linux"):
        return None
    try:
        # The clock of another process: clock_getcpuclockid(3) makes its number so.
        return time.clock_gettime(~pid << 3 | 2)
    except OSError:
        return None


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory() -> int | None:
    """The bytes of memory that this machine has, or that Linux allows this container; None where the system does not tell."""
    found = []
    with suppress(AttributeError, ValueError, OSError):
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    with suppress(ValueError, OSError):
        found.append(int(Path("/sys/fs/cgroup/memory.max").read_text("ascii")))
    if sys.platform == "win32":
        from loaders.formats.containers import windows_job

        found += windows_job.memory()
    return min(found, default=None)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process that was begun as :data:`OF_ITS_OWN` with all that it started (on Windows they end with its job)."""
    if not hasattr(os, "killpg"):
        process.kill()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()


def end_with_parent(seconds: float) -> None:
    """End this process, and what it started, when its parent has ended; and in any case soon after ``seconds``."""
    import _thread

    if not hasattr(os, "killpg"):
        return  # Windows: the pipe of a parent that has ended is closed, and the job ends what is left
    signal.alarm(int(seconds) + 5)
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCHED_EVERY)
        os.killpg(0, signal.SIGKILL)

    _thread.start_new_thread(watch, ())


#: Whether a process may fork itself: macOS can, but its libraries may not be used in what was forked.
FORKS = hasattr(os, "fork") and sys.platform != "darwin"


def forked(work: Callable[[], tuple[int, bytes]], most: int, private: int) -> tuple[int, bytes]:
    """The status and up to ``most`` bytes that ``work`` gives in a fork of this process, which ends with it; where it crashes, its exit status.

    Neither standard input nor the file ``private`` are the fork's.  When standard input ends meanwhile, so does all of this process' group.
    """
    back, out = os.pipe()
    process = os.fork()
    if not process:
        status = 1
        try:
            os.close(back)
            os.close(private)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            status, reply = work()
            with os.fdopen(out, "wb") as pipe:
                pipe.write(reply)
        finally:
            os._exit(status)
    os.close(out)
    reply = b"".join(_until_closed(back, process, most))
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), reply


def _until_closed(back: int, process: int, most: int) -> Iterator[bytes]:
    """What a fork writes."""
    with os.fdopen(back, "rb", buffering=0) as pipe:
        while True:
            ready, _, _ = select.select([back, 0], [], [])
            if 0 in ready:
                os.killpg(0, signal.SIGKILL)
            if not (part := pipe.read(1 << 20)):
                return
            most -= len(part)
            if most < 0:
                os.kill(process, signal.SIGKILL)
            yield part
