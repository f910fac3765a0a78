"""Whether work grows with what it is given and no faster: a ratio of processor time, which holds on a busy machine too.

Seconds would tell as much of the machine as of the code.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
TIMES = 8
ROOM = 3
"""Work that grows with the square takes 64 times as long where 8 times as much is given, and is over 24."""
TRIES = 9  # of what took too long: a machine may be busy for longer than three runs
LEAST = 0.02  # seconds of the processor: less is not measured well


def keeps_step(work: Callable[[T], object], given: Callable[[int], T], size: int = 100, most: int = 200_000) -> None:
    """Fail where ``work(given(8 * n))`` takes much more than 8 times the processor time of ``work(given(n))``.

    ``given`` makes what is worked on, of a size that grows with its number, and is not timed; n is doubled from ``size`` until
    the work can be measured, or is ``most``: what does so much in no time is quick enough.
    """
    while (small := spent(work, given(size))) < LEAST and size < most:
        size *= 2
    whole, allowed = given(TIMES * size), TIMES * ROOM * max(small, LEAST)
    # What else the machine does lengthens a run, it never shortens one: of several the shortest counts.
    took = [spent(work, whole)]
    while took[-1] > allowed and len(took) < TRIES:
        took.append(spent(work, whole))
    assert min(took) <= allowed, (
        f"{TIMES * size:,} took {min(took):.2f} s of the processor, {size:,} took {small:.3f} s"
    )


def spent(work: Callable[[T], object], given: T) -> float:
    """Seconds of this process."""
    start = time.process_time()
    work(given)
    return time.process_time() - start
