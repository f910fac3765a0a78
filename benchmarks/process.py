"""One measurement in one process of its own, so that its memory is its own."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measured(Generic[T]):
    """What a function gave; ``seconds`` include the start of its process, ``peak`` is that process' most bytes of memory."""

    result: T
    seconds: float
    peak: int


def alone(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Measured[T]:
    """Run a module's function in a new process; an exception there is raised here."""
    begin = time.perf_counter()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        result, peak = pool.submit(_with_peak, partial(function, *args, **kwargs)).result()
        seconds = time.perf_counter() - begin
    return Measured(result, seconds, peak)


def _with_peak(function: Callable[[], T]) -> tuple[T, int]:
    result = function()
    return result, peak_bytes()


def peak_bytes() -> int:
    """The most memory that this process has held so far.

    Linux hands ``ru_maxrss`` on from parent to child, so the high-water mark of /proc is taken where there is one.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        import psutil  # type: ignore[import-untyped]

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def timed(
    function: Callable[[], T], repeats: int, at_most: float, clock: Callable[[], float] = time.perf_counter
) -> tuple[T, list[float]]:
    """Call a function up to ``repeats`` times, at least once, until ``at_most`` seconds have passed; gives all times.

    ``clock`` is that of the wall; ``time.process_time`` where other work of the machine should not count.
    """
    times: list[float] = []
    while True:
        begin = clock()
        result = function()
        times.append(clock() - begin)
        if len(times) >= repeats or sum(times) >= at_most:
            return result, times
