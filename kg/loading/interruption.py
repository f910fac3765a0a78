"""Ctrl-C at a moment when nothing is half done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unbroken() -> Iterator[None]:
    """Within, Ctrl-C waits for the end: a file is stored and told of, or neither."""
    former = signal.getsignal(signal.SIGINT)
    # Only the main thread is interrupted; and where Ctrl-C is ignored (nohup), it stays so.
    if threading.current_thread() is not threading.main_thread() or not callable(former):
        yield
        return
    came: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)
        if came:
            former(signal.SIGINT, None)
