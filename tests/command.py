"""The command ``kg`` from its arguments to its exit status, in this process: for what it says and does, not for processes.

A process of its own takes half a second to start, and there are some hundred things to see.
"""

from __future__ import annotations

import gc
import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from kg.cli import main


def kg(store: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """What ``kg --store STORE ARGS`` prints on both streams, and its exit status."""
    argv = ["kg", "--store", str(store), *args]
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    often = gc.get_threshold()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", argv)
        with pytest.raises(SystemExit) as left:
            main()
    gc.set_threshold(*often)
    status = left.value.code
    assert isinstance(status, int)
    return subprocess.CompletedProcess(argv, status, *(printed(stream) for stream in (out, err)))


def printed(stream: io.TextIOWrapper) -> str:
    """All that was written to a stream."""
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()
