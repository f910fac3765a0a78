"""What a system does not have is done without: limits that are refused, no ``resource``, no groups of processes, no ``fork``."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from folders import ROOT

from loaders.formats.containers import operating_system

posix = pytest.mark.skipif(sys.platform == "win32", reason="takes from a POSIX system what it has")

#: What the tests take away, as code that runs before all else in a process of its own.
WITHOUT = {
    "nothing": "",
    "limits that are taken": "import resource\ndef no(*_): raise ValueError('current limit exceeds maximum limit')\nresource.setrlimit = no",
    "limits at all": "import errno, resource\ndef no(*_): raise OSError(errno.EINVAL, 'Invalid argument')\nresource.setrlimit = no",
    "RLIMIT_AS": "import resource\ndel resource.RLIMIT_AS",
    "resource": "import sys\nsys.modules['resource'] = None",
    "fork": "import os\nfor name in ('fork', 'forkpty', 'register_at_fork'): hasattr(os, name) and delattr(os, name)",
    "groups of processes": "import os\nfor name in ('killpg', 'setpriority', 'getppid', 'sysconf', 'nice'): delattr(os, name)",
}


def without(what: str, code: str, *args: str) -> str:
    """What a Python prints that has no ``what``."""
    done = subprocess.run(
        [sys.executable, "-c", f"{WITHOUT[what]}\n{code}", *args],
        capture_output=True, text=True, encoding="utf-8", timeout=250, check=False, env={**os.environ, "KG_LANG": "en", "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@posix
@pytest.mark.parametrize("what", WITHOUT)
def test_limits_are_set_as_far_as_the_system_takes_them(what: str) -> None:
    said = without(
        what,
        "from loaders.formats.containers import operating_system as system\n"
        "system.limit(3 << 30, 100); files = system.open_files(); system.set_back(0); memory = system.memory()\n"
        "import importlib, json, sys\n"
        "limits = [-1, -1] if sys.modules.get('resource') is None else [r.getrlimit(i)[0] for r in [sys.modules['resource']] for i in (9, r.RLIMIT_CPU)]\n"
        "print(json.dumps([limits, files, memory]))",
    )
    limits, files, memory = json.loads(said)
    if what in ("nothing", "fork", "groups of processes") and sys.platform.startswith("linux"):
        assert limits == [3 << 30, 101]
    elif what == "RLIMIT_AS" and sys.platform.startswith("linux"):
        assert limits[1] == 101, "the others are set"
    assert (files is None) == (what == "resource")
    assert memory is None or memory > 1 << 28


@posix
@pytest.mark.parametrize("what", WITHOUT)
@pytest.mark.slow
def test_a_store_is_filled_and_asked(what: str, tmp_path: Path) -> None:
    """Reading in several processes, a reader in a child, a query in a process that can be killed."""
    files = [str(file) for file in sorted((ROOT / "examples" / "红河州").iterdir())]
    code = """
import sys
def main():
    import threading
    from kg.cli import cli
    from kg.web.query_queue import QueryQueue
    from kg.web.query_worker import Job
    from kg.web.settings import Settings
    store, *files = sys.argv[1:]
    cli(["--store", store, "load", "--jobs", "2", *files], standalone_mode=False)
    queue = QueryQueue(Settings(store=store))
    print(queue.enter(Job("ASK { ?p a pk:BudgetProject }", (("*/*", 1.0),)), "me").answer.result(100).body.decode())
    queue.close()
main()
"""
    said = without(what, code, str(tmp_path / "s.kg"), *files)
    assert f"Files: {len(files)} loaded." in said
    assert json.loads(said.splitlines()[-1])["boolean"] is True


@posix
@pytest.mark.parametrize("groups", [True, False])
def test_a_process_is_ended(groups: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"], **operating_system.OF_ITS_OWN)
    if not groups:
        monkeypatch.delattr(os, "killpg")
    operating_system.kill(process)
    assert process.wait(60) != 0
    operating_system.kill(process)  # it may have ended meanwhile


def test_the_time_of_a_process() -> None:
    own = operating_system.processor(os.getpid())
    assert own is None or abs(own - time.process_time()) < 0.5
    assert operating_system.processor(None) is None
    assert operating_system.processor(2**22 + 7) is None, "there is no such process"


@posix
def test_a_process_that_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
    try:
        operating_system.set_back(process.pid)
        assert os.getpriority(os.PRIO_PROCESS, process.pid) > os.getpriority(os.PRIO_PROCESS, 0)
        operating_system.set_back(None)
    finally:
        process.kill()
        process.wait()
    operating_system.set_back(process.pid)  # it has ended
    monkeypatch.delattr(os, "setpriority")
    operating_system.set_back(os.getpid())


#: Modules and names that Windows does not have, or macOS not as Linux.
FOREIGN = {"fcntl", "resource", "pwd", "grp", "termios", "pty", "syslog", "msvcrt", "winreg"}
LACKING = {
    "fork",
    "killpg",
    "setpriority",
    "nice",
    "getuid",
    "geteuid",
    "setsid",
    "getpgid",
    "sysconf",
    "alarm",
    "SIGKILL",
    "sched_getaffinity",
}


def test_what_is_not_everywhere_is_asked_for_in_one_place(root: Path) -> None:
    places = set()
    for package in ("kg", "loaders", "ontology", "queries"):
        for module in sorted((root / package).rglob("*.py")):
            for node in ast.walk(ast.parse(module.read_text("utf-8"))):
                names = {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
                if (
                    isinstance(node, ast.Attribute)
                    and isinstance(node.value, ast.Name)
                    and node.value.id in ("os", "signal")
                ):
                    names |= {node.attr} & LACKING
                if names & (FOREIGN | LACKING):
                    places.add(module.relative_to(root).as_posix())
    assert places == {"loaders/formats/containers/operating_system.py"}
