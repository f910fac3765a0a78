"""Reading by several processes: the same result whatever reads, and a reader that dies costs one file."""

from __future__ import annotations

import signal
import sys
import time
from concurrent.futures import Future
from contextlib import closing
from io import BytesIO
from pathlib import Path

import loading_sessions
import papers
import pytest
from loading_sessions import DEADLY, SHUFFLED, START, descendants, exported, kg

from kg.loading import file_reader, prefetch
from kg.loading.file_reader import About, Read
from kg.loading.prefetch import Ahead, Planned
from kg.loading.workers import Inline, Workers
from loaders.formats.scans import scan

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals")
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")


def test_a_worker_gives_what_reading_here_gives(tmp_path: Path) -> None:
    folder = papers.write(tmp_path / "p", qinghe=papers.QINGHE, shiqiao=papers.SHIQIAO, empty="")
    files = [*sorted(folder.iterdir()), folder / "missing.txt"]
    with closing(Workers(2)) as workers:
        futures = [workers.submit(file) for file in files]
        found = [future.result(60) for future in futures]
    assert found == [Inline().submit(file).result() for file in files]
    reasons = {file.name: read.reason for file, read in zip(files, found, strict=True)}
    assert reasons["empty.txt"] == "empty.txt is empty." and reasons["missing.txt"] == "missing.txt does not exist."
    read = found[files.index(folder / "qinghe.txt")]
    assert read.about is not None and dict(read.about.facts)["projects"] == 2 and read.about.kind == "budget-disclosure"


def test_pages_are_told_here_and_by_a_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan is read four pages at a time; what OCR gives is not this test's matter."""
    line = "['预算', 1.0, 5.0, 5.0, 2.0, [[1.0, 3.0, 5.0, 2.0, 1.0]] * 2]"
    pages = f"[{{'width': 9.0, 'height': 9.0, 'state': 'read', 'ocr': True, 'tables': [], 'lines': [{line}]}}]"
    patched = (
        "from loaders.formats.scans import scan; scan.find_spec = lambda name: name; "
        f"scan.sandbox.run = lambda module, data, name, **_: {{'frames': 8}} if 'pictures' in module else {pages} * 4\n"
        "reading.serve()"
    )
    file = tmp_path / "扫描.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    wanted = [("扫描.png", 0, 8), ("扫描.png", 4, 8)]
    monkeypatch.setattr("loaders.formats.containers.operating_system._START", START + patched)
    told: list[tuple[str, int, int]] = []
    with closing(Workers(1, lambda *far: told.append(far))) as workers:
        there = workers.submit(file).result(60)
    assert told == wanted
    with monkeypatch.context() as patch:
        patch.setattr(scan, "find_spec", lambda name: name)
        run = lambda module, *_, **__: {"frames": 8} if "pictures" in module else eval(pages) * 4  # noqa: E731
        patch.setattr(scan.sandbox, "run", run)
        here = Inline(lambda *far: told.append(far)).submit(file).result()
    assert told == wanted * 2 and here == there and here.reason is None
    assert scan.told_pages.get()("", 0, 0) is None and len(told) == 4


@pytest.mark.parametrize(
    "found",
    [
        Read("http://e/d", b"<a> <b> <c> .\n", About("notice", "txt", 3, (("projects", 1),)), ("一\n二",)),
        Read("http://e/d", "\n\n二".encode(), None, ()),
        Read(reason="x.pdf ist kaputt \udcff"),
    ],
)
def test_what_is_sent_is_received(found: Read) -> None:
    stream = BytesIO()
    file_reader.send(found, stream)
    file_reader.send(Read("next"), stream)
    stream.seek(0)
    assert file_reader.receive(stream) == found
    assert file_reader.receive(stream) == Read("next")
    whole = stream.getvalue()
    for end in range(0, len(whole) - len(b"x"), 7):
        cut = BytesIO(whole[:end])
        with pytest.raises(EOFError):
            file_reader.receive(cut)
            file_reader.receive(cut)


@POSIX
def test_a_worker_that_is_killed_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = papers.write(tmp_path / "p", a=papers.QINGHE, deadly=papers.QINGHE, z=papers.SHIQIAO)
    monkeypatch.setattr("loaders.formats.containers.operating_system._START", DEADLY)
    with closing(Workers(2)) as workers:
        futures = [workers.submit(file) for file in sorted(folder.iterdir())]
        a, deadly, z = (future.result(60) for future in futures)
    assert a.reason is None and z.reason is None
    assert deadly.reason is not None
    assert "deadly.txt made the process that read it stop (SIGKILL)" in deadly.reason
    assert "\n" not in deadly.reason


def test_a_worker_that_cannot_start_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.formats.containers.operating_system._START", "import sys; sys.exit(5)")
    with closing(Workers(1)) as workers:
        found = workers.submit(tmp_path / "a.txt").result(60)
    assert found.reason is not None and "made the process that read it stop" in found.reason


@LINUX
def test_closing_ends_the_processes_also_while_they_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setattr("loaders.formats.containers.operating_system._START", loading_sessions.START + "time.sleep(60)")
    others = descendants(os.getpid())  # what other tests of this process left running
    workers = Workers(2)
    futures = [workers.submit(tmp_path / f"{i}.txt") for i in range(5)]
    before = time.monotonic()
    while len(descendants(os.getpid()) - others) < 2 and time.monotonic() - before < 20:
        time.sleep(0.05)
    started = descendants(os.getpid()) - others
    assert len(started) >= 2
    before = time.monotonic()
    workers.close()
    assert time.monotonic() - before < 30
    assert not descendants(os.getpid()) & started
    assert all(future.done() for future in futures)
    workers.close()


class Counted:
    """Readers in place of processes: each result is there at once, of a size."""

    size = 10
    submitted = 0
    files_ahead = 0

    def __init__(self, jobs: int, paged: object) -> None:
        pass

    def submit(self, file: Path) -> Future[Read]:
        type(self).submitted += 1
        future: Future[Read] = Future()
        future.set_result(Read(file.name, b"x" * self.size))
        return future

    def close(self) -> None:
        pass


@pytest.mark.parametrize(("size", "most"), [(10, 31), (1000, 11)])
def test_reading_stays_so_far_ahead_and_no_further(
    size: int, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = papers.write(tmp_path / "p", **{f"{i:03d}": f"{i}" for i in range(200)})
    monkeypatch.setattr(prefetch, "Workers", Counted)
    monkeypatch.setattr(prefetch, "FILES_AHEAD", 30)
    monkeypatch.setattr(prefetch, "BYTES_AHEAD", 10_000)
    monkeypatch.setattr(prefetch, "WORTH_WORKERS", 1)
    monkeypatch.setattr(Counted, "size", size)
    monkeypatch.setattr(Counted, "submitted", 0)
    ahead = Ahead(2, lambda path, document: True)
    lead, names = [], []
    for done, planned in enumerate(ahead.in_turn(sorted(folder.iterdir()))):
        lead.append(Counted.submitted - done)
        names.append(ahead.read(planned).document if planned.reading else planned.file.name)
    assert names == [file.name for file in sorted(folder.iterdir())]
    assert most - 2 <= max(lead) <= most


class Late:
    """Readers that all end at once, as when the one who writes was busy for long."""

    files_ahead = 1_000

    def __init__(self) -> None:
        self.futures: list[Future[Read]] = []

    def submit(self, file: Path) -> Future[Read]:
        self.futures.append(Future())
        return self.futures[-1]

    def end(self) -> None:
        for future in self.futures:
            if not future.done():
                future.set_result(Read("d", b"x" * 1_000))

    def close(self) -> None:
        pass


def test_what_is_being_read_never_gives_more_than_may_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = papers.write(tmp_path / "p", **{f"{i:03d}": f"{i}" for i in range(200)})
    monkeypatch.setattr(prefetch, "BYTES_AHEAD", 10_000)
    monkeypatch.setattr(prefetch, "EXPECTED", 1_000)
    late = Late()
    ahead = Ahead(1, lambda path, document: True, late)
    lead = []
    for done, planned in enumerate(ahead.in_turn(sorted(folder.iterdir()))):
        late.end()
        lead.append(len(late.futures) - done)
        assert planned.reading is not None and len(ahead.read(planned).nquads) == 1_000
    assert len(late.futures) == len(lead) == 200
    assert 10 <= max(lead) <= 12


def test_for_little_to_read_no_process_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = papers.write(tmp_path / "p", **{str(i): papers.QINGHE.replace("清河", f"清河{i}") for i in range(8)})
    monkeypatch.setattr("kg.loading.workers.Child", lambda *args, **more: pytest.fail("started"))
    ahead = Ahead(2, lambda path, document: True)
    planned = list(ahead.in_turn(sorted(folder.iterdir())))
    assert all(isinstance(one, Planned) and ahead.read(one).reason is None for one in planned)
    monkeypatch.setattr(prefetch, "WORTH_WORKERS", 1)
    unneeded = Ahead(2, lambda path, document: False)
    assert len(list(unneeded.in_turn(sorted(folder.iterdir())))) == 8


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A folder of papers with copies and bad files, and what one process makes of it: the export and what is printed."""
    home = tmp_path_factory.mktemp("parallel")
    folder = loading_sessions.folder(home / "papers", 30)
    (folder / "p007-copy.txt").write_bytes((folder / "p007.txt").read_bytes())
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02" * 500)
    (folder / "bad-copy.txt").write_bytes(b"\x00\x01\x02" * 500)
    done = kg(home / "1.kg", "load", "--jobs", "1", str(folder))
    assert done.returncode == 1, done.stderr
    return folder, exported(home / "1.kg"), _timeless(done.stdout + done.stderr)


def _timeless(printed: str) -> str:
    """What was printed without times and how far it was when."""
    lines = printed.splitlines()
    return "\n".join(line for line in lines if "files/s" not in line)


@pytest.mark.processes
@pytest.mark.parametrize("start", [None, SHUFFLED], ids=["as it comes", "shuffled"])
@pytest.mark.parametrize("jobs", ["2", "4"])
def test_any_number_of_processes_gives_the_same(
    jobs: str, start: str | None, undisturbed: tuple[Path, str, str], tmp_path: Path
) -> None:
    folder, export, printed = undisturbed
    report = tmp_path / "report.csv"
    done = kg(tmp_path / "s.kg", "load", "--jobs", jobs, "--report", str(report), str(folder), start=start)
    assert done.returncode == 1, done.stderr
    assert exported(tmp_path / "s.kg") == export
    assert _timeless(done.stdout + done.stderr) == printed
    paths = [line.split(",")[0] for line in report.read_text("utf-8-sig").splitlines()[1:]]
    assert paths == sorted(paths) and len(paths) == 33
    again = kg(tmp_path / "s.kg", "load", "--jobs", jobs, "--force", str(folder), start=start)
    assert "updated" in again.stdout
    assert exported(tmp_path / "s.kg") == export


@pytest.mark.processes
@POSIX
def test_a_deadly_file_among_others_through_the_command(tmp_path: Path) -> None:
    folder = loading_sessions.folder(tmp_path / "papers", 12)
    (folder / "p005-deadly.txt").write_text(papers.SHIQIAO, "utf-8")
    done = kg(tmp_path / "s.kg", "load", "--jobs", "2", str(folder), start=DEADLY)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("failed     ") and "made the process that read it stop" in line
    assert "Files: 12 loaded, 1 failed." in done.stdout
    assert signal.SIGKILL.name in line
