"""Loads in processes of their own, for tests that stop them or let their readers die."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import papers

# Small chunks and small thresholds, so that a few files have many steps; the rest is the real command.
SMALL = "from kg.loading import load, prefetch; from loaders.formats.containers import operating_system; load.CHUNK_DOCUMENTS = 5; prefetch.WORTH_WORKERS = 1; "
MAIN = "from kg.cli import main; main()"
# What a worker runs instead, to be killed by some files, and to be slower with others.
START = "import sys; sys.path[:] = sys.argv[2:]; import os, time, zlib; from kg.loading import file_reader as reading; whole = reading._read\n"
DEADLY = (
    START + "reading._read = lambda f: os.kill(os.getpid(), 9) if 'deadly' in f.name else whole(f)\nreading.serve()"
)
SHUFFLED = (
    START + "reading._read = lambda f: (time.sleep(zlib.crc32(f.name.encode()) % 7 / 40), whole(f))[1]\nreading.serve()"
)


def folder(path: Path, count: int) -> Path:
    """So many papers that cite each other's regulations in part."""
    texts = {}
    for i in range(count):
        text = papers.QINGHE.replace("清河", f"清河{i}").replace("〔2023〕12号", f"〔2023〕{i % 7 + 1}号")
        texts[f"p{i:03d}"] = text.replace("120.5", f"{120 + i}.5")
    return papers.write(path, **texts)


def command(store: Path, *args: str, start: str | None = None) -> list[str]:
    """The command ``kg`` for a process; ``start`` is what its workers run instead."""
    code = SMALL + (f"operating_system._START = {start!r}; " if start else "") + MAIN
    return [sys.executable, "-c", code, "--store", str(store), *args]


def kg(store: Path, *args: str, start: str | None = None, lang: str = "en") -> subprocess.CompletedProcess[str]:
    """Run ``kg`` to its end."""
    return subprocess.run(
        command(store, *args, start=start),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        env={**os.environ, "KG_LANG": lang},
    )


def exported(store: Path) -> str:
    """All that a store says, as ``kg export --format nq`` prints it."""
    done = kg(store, "export", "--format", "nq")
    assert done.returncode == 0, done.stderr
    return done.stdout


def descendants(pid: int) -> set[int]:
    """The processes below one (Linux)."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents[int(status.parent.name)] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}
