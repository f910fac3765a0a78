"""Audits of many documents by several processes: the same audits in the same order, and nothing that outlives the command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from benchmarks import generate
from kg.auditing import audit
from kg.loading import load as loading
from kg.stores.opening import open_store

pytestmark = pytest.mark.processes
PROJECTS = 700
OPTIONS = ("audit", "--jobs", "2", "--json")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audited")
    documents = folder / "documents"
    documents.mkdir()
    for made in generate.documents(PROJECTS):
        (documents / made.name).write_text(made.text, encoding="utf-8")
    with open_store(folder / "store.kg") as store:
        loading.load(store, sorted(documents.iterdir()))
    return folder / "store.kg"


def test_as_by_one_process(path: Path) -> None:
    with open_store(path, read_only=True) as store:
        alone = list(audit.by_processes(store, jobs=1))
        assert len(alone) >= audit.WORTH
        assert list(audit.by_processes(store, [one.iri for one in reversed(alone)], jobs=3)) == alone[::-1]
        assert any(check.finding for one in alone for check in one.checks)
        brief = [replace(one, text="", pages=()) for one in alone]
        assert list(audit.by_processes(store, jobs=2, texts=False)) == brief
        assert list(audit.by_processes(store, jobs=1, texts=False)) == brief


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_command(path: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "--store", os.fspath(path), *OPTIONS]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as running:
        children: list[psutil.Process] = []
        until = time.monotonic() + 60
        while (
            len(children) < 3 and running.poll() is None and time.monotonic() < until
        ):  # two, and what tracks resources
            children = psutil.Process(running.pid).children(recursive=True)
            time.sleep(0.02)
        assert len(children) >= 2
        running.send_signal(how)
        _, told = running.communicate(timeout=60)
        assert "Traceback" not in told
        assert psutil.wait_procs(children, timeout=30)[1] == []
