"""A process of ours that answers questions, one after the other: a question is a value of JSON and bytes, and so is its answer.

The child is this Python with this ``sys.path``, or the frozen program itself, and runs the ``serve()`` of a module.  It is in a session of its
own: Ctrl-C goes to the parent alone, which decides.  When the parent ends, whatever ends it, the child's standard input ends, and with it
the child.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import IO, Any, Final

from loaders.formats.containers import operating_system

_PATIENCE: Final = 2.0  # seconds in which a child that was asked to end may end by itself


class Child:
    """The parent's side; to be ended."""

    def __init__(self, module: str, environment: Mapping[str, str], *, quiet: bool = False) -> None:
        """Start a child that runs the ``serve()`` of ``module``; raises OSError where the system starts no process."""
        self._process = subprocess.Popen(
            operating_system.child(module),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else None,
            env=environment,
            **operating_system.OF_ITS_OWN,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout

    def ask(self, question: Any, data: bytes = b"") -> tuple[Any, bytes]:
        """What it answers; raises OSError, EOFError or ValueError where it has ended or what it says makes no sense."""
        send(self._to, question, data)
        return self.more()

    def more(self) -> tuple[Any, bytes]:
        """What it says after that, where it answers in several parts; raises as :meth:`ask`."""
        return receive(self._from)

    def kill(self) -> None:
        """End it at once with all that it started; who waits for its answer gets EOFError."""
        operating_system.kill(self._process)

    def stop(self) -> None:
        """Let it end what it does and then itself, where the system can ask so."""
        with suppress(OSError):
            self._process.terminate()

    def end(self) -> int | None:
        """Have it end as it does when nobody asks any more, or at once after a while; gives its exit status.  Again, it does nothing more."""
        with suppress(OSError):
            self._to.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        if self._process.poll() is None:
            self.kill()
            self._process.wait()
        self._from.close()
        return self._process.returncode


def send(out: IO[bytes], said: Any, data: bytes = b"") -> None:
    """Write a question or an answer: a line of JSON that tells the number of bytes, then these."""
    out.write(json.dumps([said, len(data)]).encode() + b"\n")
    out.write(data)
    out.flush()


def receive(stream: IO[bytes]) -> tuple[Any, bytes]:
    """Read what :func:`send` wrote; raises EOFError where the sender ended before it had said all."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    said, size = json.loads(line)
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return said, data


def questions() -> Iterator[tuple[Any, bytes]]:
    """In a child: what the parent asks, until it has ended."""
    with suppress(EOFError):
        while True:
            yield receive(sys.stdin.buffer)


def answers() -> IO[bytes]:
    """In a child: where it answers.  To be called once, first: what its readers print goes to standard error from then on."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out
