"""A reader in a child process: its answer, its refusals, its crashes, its limits, and that it never outlives its parent."""

from __future__ import annotations

import concurrent.futures
import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from loaders.formats.containers import operating_system, sandbox, windows_job
from loaders.source import UnreadableFile

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and resource limits of POSIX")

READERS = {
    "says": "def parse(data): return {'bytes': len(data), 'said': data.decode()}",
    "prints": "import os, sys\ndef parse(data):\n print('noise'); os.write(1, b'{'); sys.stderr.write('x' * 200_000)\n return [1]",
    "halves": "def parse(data): return ['a\\ud800b']",
    "refuses": "from loaders.source import UnreadableFile\ndef parse(data): raise UnreadableFile('is damaged: 再存一次.')",
    "faults": "def parse(data): return {}['x']",
    "nests": "def parse(data): return parse(data)",
    "aborts": "import os\ndef parse(data): os.abort()",
    "exits": "import os\ndef parse(data): os._exit(0)",
    "leaves": "import sys\ndef parse(data): sys.exit(7)",
    "eats": "def parse(data):\n kept = [b'x']\n while True: kept.append(bytes(50_000_000))",
    "spins": "def parse(data):\n while True: pass",
    "sleeps": "import time\ndef parse(data): time.sleep(1000)",
    "floods": "def parse(data): return 'x' * 200_000_000",
    "environment": "import os\ndef parse(data): return [sorted(os.environ), hash('x'), os.getcwd() == data.decode()]",
    "reckons": "import os\ndef parse(data):\n import numpy\n return len(os.listdir('/proc/self/task'))",
    "begets": (
        "import subprocess, sys, time\nfrom pathlib import Path\ndef parse(data):\n"
        " child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1000)'])\n"
        " Path(data.decode()).write_text(str(child.pid)); time.sleep(1000)"
    ),
}


@pytest.fixture(autouse=True)
def readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, body in READERS.items():
        (tmp_path / f"reader_{name}.py").write_text(body, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def refused(reader: str, data: bytes = b"", **limits: float) -> str:
    with pytest.raises(UnreadableFile) as error:
        sandbox.run(f"reader_{reader}", data, "表.pdf", **limits)  # type: ignore[arg-type]
    sentence = str(error.value)
    assert sentence.startswith("表.pdf ") and sentence.endswith(".") and "\n" not in sentence
    return sentence


def test_bytes_go_in_and_json_comes_out() -> None:
    data = "资金".encode() * 1_000_000
    assert sandbox.run("reader_says", data, "a.pdf") == {"bytes": 6_000_000, "said": "资金" * 1_000_000}


def test_what_a_reader_prints_is_no_part_of_the_answer() -> None:
    assert sandbox.run("reader_prints", b"", "a.pdf") == [1]


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert sandbox.run("reader_halves", b"", "a.pdf") == ["a?b"]


def test_a_refusal_is_its_sentence() -> None:
    assert refused("refuses") == "表.pdf is damaged: 再存一次."


@pytest.mark.parametrize(
    ("reader", "says"),
    [
        ("faults", "(KeyError)"),
        ("nests", "nests its parts deeper"),
        ("aborts", "2 GB of memory, the limit"),
        ("exits", "made its reader stop"),
        ("leaves", "made its reader stop"),
        ("floods", "more than 128 MB of text"),
    ],
)
def test_a_fault_or_a_crash_is_one_sentence(reader: str, says: str) -> None:
    assert says in refused(reader)


@posix
def test_memory_is_limited() -> None:
    assert "more than 0.25 GB of memory" in refused("eats", memory=1 << 28)


@pytest.mark.parametrize("reader", ["spins", "sleeps"])
def test_time_is_limited(reader: str) -> None:
    start = time.monotonic()
    assert "more than 0.7 seconds to read, the limit" in refused(reader, seconds=0.7)
    assert time.monotonic() - start < 60


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert "started no process" in refused("says")


def test_the_surroundings_are_small_and_the_same(readers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.setenv("PYTHONSTARTUP", "x")
    here = readers / "here"
    here.mkdir()
    (here / "json.py").write_text("raise SystemExit")  # not imported, though it is in the working folder
    monkeypatch.chdir(here)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    first = sandbox.run("reader_environment", str(here).encode(), "a.pdf")
    assert first[2] and first == sandbox.run("reader_environment", str(here).encode(), "a.pdf")
    assert not {"SECRET", "PYTHONSTARTUP"} & set(first[0])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts threads in /proc")
def test_a_reader_begins_with_as_many_threads_on_every_machine() -> None:
    """A machine of sixteen cores would give 3 GB of addresses to the threads of numpy, twice what a scan may have."""
    pytest.importorskip("numpy")
    assert sandbox.run("reader_reckons", b"", "a.pdf") == 2  # itself, and what looks whether its parent has ended


def alive(process: int) -> bool:
    """Whether a process runs; one that ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ends(process: int, within: float = 10) -> bool:
    end = time.monotonic() + within
    while alive(process) and time.monotonic() < end:
        time.sleep(0.05)
    return not alive(process)


def written(file: Path) -> int:
    """The number that another process writes into the file."""
    end = time.monotonic() + 20
    while not (file.exists() and file.read_text()) and time.monotonic() < end:
        time.sleep(0.02)
    return int(file.read_text())


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


@linux
def test_what_the_child_started_ends_with_it(readers: Path) -> None:
    note = readers / "pid"
    refused("begets", str(note).encode(), seconds=2)
    assert ends(written(note))


@linux
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_child_outlives_its_parent(how: signal.Signals, readers: Path) -> None:
    note = readers / "pid"
    script = (
        f"import sys; sys.path.insert(0, {str(readers)!r})\nfrom loaders.formats.containers import sandbox as confined\n"
        f"confined.run('reader_begets', {str(note).encode()!r}, 'a.pdf')"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL)
    grandchild = written(note)
    assert alive(grandchild)
    os.kill(parent.pid, how)
    parent.wait(20)
    assert ends(grandchild)


def in_worker(reader: str) -> object:
    try:
        return sandbox.run(f"reader_{reader}", b"abc", "a.pdf")
    except UnreadableFile as error:
        return str(error)


@pytest.mark.parametrize("method", ["spawn", "fork"] if sys.platform == "linux" else ["spawn"])
def test_from_the_workers_of_a_pool(method: str) -> None:
    context = multiprocessing.get_context(method)
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
        said, crashed, again = pool.map(in_worker, ["says", "aborts", "says"])
    assert said == again == {"bytes": 3, "said": "abc"}
    assert "made its reader stop" in str(crashed)


def test_from_threads() -> None:
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert [*pool.map(in_worker, ["says"] * 8)] == [{"bytes": 3, "said": "abc"}] * 8


def test_the_limits_of_a_windows_job_have_the_size_that_windows_expects() -> None:
    assert ctypes.sizeof(windows_job.ExtendedLimits) == (144 if sys.maxsize > 2**32 else 112)
    if sys.platform != "win32":
        assert windows_job.limit(1 << 30) is False


@pytest.fixture
def forking() -> None:
    if not operating_system.FORKS:
        pytest.skip("here a child reads one file")


@pytest.mark.usefixtures("forking")
def test_one_child_stays_and_no_file_finds_what_another_left(readers: Path) -> None:
    (readers / "reader_counts.py").write_text(
        "import os\nseen = []\ndef parse(data):\n seen.append(data)\n return [os.getppid(), os.getpid(), len(seen)]"
    )
    found = [sandbox.run("reader_counts", b"", "a.pdf") for _ in range(3)]
    assert len({parent for parent, _, _ in found}) == 1 and len({own for _, own, _ in found}) == 3
    assert [count for _, _, count in found] == [1, 1, 1]
    # After a refusal it stays, after a crash or a limit there is another one.
    for reader, stays in (("refuses", True), ("faults", True), ("aborts", False), ("spins", False)):
        before = sandbox.run("reader_counts", b"", "a.pdf")[0]
        refused(reader, seconds=0.7)
        assert (sandbox.run("reader_counts", b"", "a.pdf")[0] == before) is stays, reader


@pytest.mark.usefixtures("forking")
def test_limits_are_those_of_each_file(readers: Path) -> None:
    (readers / "reader_works.py").write_text(
        "import time\nkept = []\ndef parse(data):\n begun = time.process_time(); kept.append(bytes(150_000_000))\n"
        " while time.process_time() < begun + 0.5: pass\n return begun"
    )
    # Together they take more memory and more of the processor than one may have.
    begun = [sandbox.run("reader_works", b"", "a.pdf", memory=1 << 29) for _ in range(4)]
    assert max(begun) < 0.4


@linux
@pytest.mark.usefixtures("forking")
def test_a_child_that_was_ended_while_it_waited_is_replaced(readers: Path) -> None:
    (readers / "reader_parent.py").write_text("import os\ndef parse(data): return os.getppid()")
    first = sandbox.run("reader_parent", b"", "a.pdf")
    os.kill(first, signal.SIGKILL)
    assert ends(first)
    assert sandbox.run("reader_parent", b"", "a.pdf") != first


def test_where_the_system_does_not_fork_a_child_reads_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operating_system, "FORKS", False)
    said = [sandbox.run("reader_environment", b"", "a.pdf") for _ in range(2)]
    assert said[0] == said[1]
    assert "(KeyError)" in refused("faults")
    assert "made its reader stop" in refused("aborts")
    assert "more than 0.25 GB of memory" in refused("eats", memory=1 << 28)
    assert "more than 0.7 seconds to read" in refused("sleeps", seconds=0.7)
    assert not sandbox._waiting
