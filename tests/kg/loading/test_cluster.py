"""Reading on a Dask cluster of real processes: the same store as by this machine alone, whatever becomes of the workers."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import closing
from pathlib import Path

import loading_sessions
import papers
import pytest
from dask_cluster import DaskCluster, KilledWorker, Workers
from loading_sessions import DEADLY, command, exported, kg

from benchmarks import mixed_files
from kg.loading import cluster
from kg.loading.cluster import BATCH, BATCHES_A_THREAD, Cluster, ClusterError
from kg.loading.cluster_worker import Build, pack, unpack
from kg.loading.file_reader import About, Read
from kg.stores.opening import open_store

pytest.importorskip("distributed", reason="pip install 'policy-kg[cluster]'")
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals and /proc")


# --- what is decided here, with workers that do what the test says ----------------------------------------------------------


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Workers:
    found = Workers(2)
    monkeypatch.setattr(cluster, "_connected", lambda address: found)
    monkeypatch.setattr(cluster, "_LOOK_EVERY", 0.02)
    return found


def test_so_many_batches_are_out_and_no_more_and_each_file_is_answered_once(workers: Workers) -> None:
    with closing(Cluster("tcp://s:1")) as there:
        futures = [there.submit(Path(f"/f/{n}")) for n in range(200)]
        workers.wait(2 * BATCHES_A_THREAD)
        assert there.files_ahead >= 2 * BATCHES_A_THREAD * BATCH
        while not all(future.done() for future in futures):
            assert len(workers.out) <= 2 * BATCHES_A_THREAD
            if workers.out:
                workers.answer()
            time.sleep(0.002)
    assert [future.result().document for future in futures] == [f"/f/{n}" for n in range(200)]
    assert max(workers.sent) == BATCH and sum(workers.sent) == 200


def test_workers_that_come_late_get_batches_too(workers: Workers) -> None:
    workers.threads = 0
    with closing(Cluster("tcp://s:1")) as there:
        for n in range(200):
            there.submit(Path(f"/f/{n}"))
        workers.wait(BATCHES_A_THREAD)
        workers.threads = 3
        workers.wait(3 * BATCHES_A_THREAD)


def test_who_ends_its_workers_is_tried_alone_and_only_then_blamed(workers: Workers) -> None:
    with closing(Cluster("tcp://s:1")) as there:
        futures = [there.submit(Path(f"/f/{n}")) for n in range(100)]
        workers.wait(4)
        # All that is out is lost together, as when a machine goes.
        blamed = "/f/1"
        lost = {path for paths, _ in workers.out for path in paths}
        assert blamed in lost
        for _, future in workers.out:
            future.set_exception(KilledWorker("w"))
        workers.out.clear()
        while not all(future.done() for future in futures):
            if not workers.out:
                time.sleep(0.002)
                continue
            paths, future = workers.out[0]
            if paths[0] in lost:
                assert len(paths) == len(workers.out) == 1
            if paths == [blamed]:
                workers.out.pop(0)
                future.set_exception(KilledWorker("w"))
            else:
                workers.answer()
    failed = [future.result() for future in futures if future.result().reason]
    assert len(failed) == 1
    assert str(failed[0].reason).startswith("/f/1 made the workers of the cluster that read it stop: it is damaged, or")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (("tcp://w:1", "has policy-kg 9.9", b""), "The worker tcp://w:1 has policy-kg 9.9, but this process has"),
        (CancelledError(), "The scheduler tcp://s:1 has ended or cannot be reached any more"),
        (
            ModuleNotFoundError("No module named 'kg'", name="kg"),
            "The worker tcp://w:1 has no policy-kg: install",
        ),
    ],
)
def test_what_stops_a_load_is_a_sentence_for_every_file(
    answer: tuple[str, str, bytes] | Exception, sentence: str, workers: Workers
) -> None:
    with closing(Cluster("tcp://s:1")) as there:
        futures = [there.submit(Path(f"/f/{n}")) for n in range(90)]
        workers.wait(4)
        for _, future in workers.out:
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
        futures.append(there.submit(Path("/f/later")))
        for future in futures:
            with pytest.raises(ClusterError, match=sentence):
                future.result(10)


def test_a_file_that_only_this_machine_sees(workers: Workers, tmp_path: Path) -> None:
    here = papers.write(tmp_path, here="1") / "here.txt"
    for file, seen in ((here, False), (tmp_path / "nowhere.txt", True)):
        with closing(Cluster("tcp://s:1")) as there:
            future = there.submit(file)
            workers.wait(1)
            workers.out.pop()[1].set_result(("tcp://w:0", "", pack([Read(reason=f"{file} does not exist.")])))
            if seen:
                assert future.result(10).reason == f"{file} does not exist."
            else:
                with pytest.raises(
                    ClusterError, match=r"The worker tcp://w:0 does not see .*here\.txt: the files must lie"
                ):
                    future.result(10)


def test_a_client_that_takes_no_more_leaves_no_one_waiting(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Cluster("tcp://s:1")) as there:
        first = there.submit(Path("/f/1"))
        workers.wait(1)
        monkeypatch.setattr(workers, "submit", lambda *arguments: 1 / 0)
        for future in (there.submit(Path("/f/2")), first):
            with pytest.raises(ClusterError, match=r"has ended or cannot be reached any more \(ZeroDivisionError\)"):
                future.result(10)


def test_no_worker_for_a_while_is_a_sentence(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "WORKERLESS", 0.1)
    workers.threads = 0
    with (
        closing(Cluster("tcp://s:1")) as there,
        pytest.raises(ClusterError, match="has had no worker for .* dask worker tcp://s:1"),
    ):
        there.submit(Path("/f/1")).result(10)


def test_closing_leaves_no_one_waiting(workers: Workers) -> None:
    there = Cluster("tcp://s:1")
    futures = [there.submit(Path(f"/f/{n}")) for n in range(90)]
    there.close()
    there.close()
    assert all(future.cancelled() for future in futures)


def test_what_is_packed_is_unpacked() -> None:
    found = [
        Read("d", b"<a> <b> <c> .\n" * 1000, About("notice", "txt", 3, (("projects", 1),)), ("一",)),
        Read(reason="二"),
    ]
    assert unpack(pack(found), 2) == found
    assert len(pack(found)) < 1000


def test_a_build_is_known_by_its_code_and_by_the_users_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Build.this()
    assert own == Build.this() and re.fullmatch("[0-9a-f]{12}", own.digest)
    (tmp_path / "t.tsv").write_text("field\theading\tsource\nname\t专项名称\tours\n", "utf-8")
    monkeypatch.setenv("KG_TEMPLATES", str(tmp_path))
    assert Build.this().version != own.version and Build.this().digest == own.digest


# --- a real cluster ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A scheduler with two workers, each with a nanny."""
    with DaskCluster(tmp_path_factory.mktemp("dask") / "two") as started:
        for _ in range(2):
            started.worker(nanny=True)
        yield started.ready(2)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A folder of papers with copies, bad files and formats that are read in confined processes: what one process makes of it."""
    home = tmp_path_factory.mktemp("local")
    folder = loading_sessions.folder(home / "slow papers", 40)
    (folder / "p007-copy.txt").write_bytes((folder / "p007.txt").read_bytes())
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02" * 500)
    for ending in (".xlsx", ".pdf"):
        mixed_files.write_alike(folder / "confined", 1, ending)
    (folder / "p020-deadly.txt").write_text(papers.SHIQIAO, "utf-8")
    done = kg(home / "s.kg", "load", "--jobs", "2", str(folder), start=DEADLY)
    assert done.returncode == 1, done.stderr
    assert "made the process that read it stop (SIGKILL)" in done.stderr
    return folder, exported(home / "s.kg"), _timeless(done.stdout + done.stderr)


def _timeless(printed: str) -> str:
    return "\n".join(line for line in printed.splitlines() if "files/s" not in line)


def _until_under_way(process: subprocess.Popen[str]) -> str:
    """What is printed until some files are read, and most are not."""
    assert process.stderr is not None
    lines = [process.stderr.readline()]
    while "files (" not in lines[-1]:
        assert lines[-1]
        lines.append(process.stderr.readline())
    return "".join(lines)


def started(store: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(store, "load", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "KG_LANG": "en", "PYTHONUNBUFFERED": "1", **environment},
    )


@pytest.mark.cluster
@LINUX
def test_two_workers_give_the_same_bytes_and_the_same_report(
    there: DaskCluster, undisturbed: tuple[Path, str, str], tmp_path: Path
) -> None:
    folder, export, printed = undisturbed
    done = kg(tmp_path / "s.kg", "load", "--scheduler", there.address, str(folder))
    assert done.returncode == 1, done.stderr
    assert _timeless(done.stdout + done.stderr) == printed
    assert exported(tmp_path / "s.kg") == export
    again = kg(tmp_path / "s.kg", "load", "--scheduler", there.address, f"file://{folder}/confined")
    assert "loaded" in again.stdout and f"file://{folder}/confined/" in kg(tmp_path / "s.kg", "list").stdout


@pytest.mark.cluster
@LINUX
def test_a_worker_killed_in_the_middle_and_one_that_comes_late(
    undisturbed: tuple[Path, str, str], tmp_path: Path
) -> None:
    folder, export, printed = undisturbed
    with DaskCluster(tmp_path / "dask") as there:
        doomed = there.worker()
        there.ready(1)
        with started(tmp_path / "s.kg", "--scheduler", there.address, str(folder)) as process:
            first = _until_under_way(process)
            there.kill(doomed)
            there.worker()
            told, errors = process.communicate(timeout=100)
        assert process.returncode == 1, errors
        assert _timeless(told + first + errors) == printed
        assert exported(tmp_path / "s.kg") == export
        # And the scheduler, in the middle of a load of more files.
        more = loading_sessions.folder(tmp_path / "more slow papers", 40)
        for file in more.iterdir():
            file.write_text(file.read_text("utf-8").replace("清河", "白水"), "utf-8")
        with started(tmp_path / "s.kg", "--scheduler", there.address, str(more)) as process:
            _until_under_way(process)
            there.kill(there.scheduler)
            _, errors = process.communicate(timeout=100)
        (sentence,) = [line for line in errors.splitlines() if "files/s" not in line]
        assert sentence.startswith(f"kg: The scheduler {there.address} has ended or cannot be reached any more")
    # What was read stays, and this machine alone ends where an undisturbed load ends.
    assert kg(tmp_path / "s.kg", "load", str(more)).returncode == 0
    assert kg(tmp_path / "other.kg", "load", str(folder), str(more), start=DEADLY).returncode == 1
    assert exported(tmp_path / "s.kg") == exported(tmp_path / "other.kg")


@pytest.mark.cluster
@LINUX
def test_a_file_that_ends_the_workers_themselves_is_told_and_the_rest_is_read(
    there: DaskCluster, tmp_path: Path
) -> None:
    folder = loading_sessions.folder(tmp_path / "papers", 5)
    (folder / "p002-fatal.txt").write_text(papers.SHIQIAO, "utf-8")
    done = kg(tmp_path / "s.kg", "load", "--scheduler", there.address, str(folder))
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "p002-fatal.txt made the workers of the cluster that read it stop: it is damaged" in line
    assert "Files: 5 loaded, 1 failed." in done.stdout
    there.ready(2)


@pytest.mark.cluster
@LINUX
def test_ctrl_c_keeps_what_was_read_and_this_machine_goes_on(
    there: DaskCluster, undisturbed: tuple[Path, str, str], tmp_path: Path
) -> None:
    folder, export, _ = undisturbed
    with started(tmp_path / "s.kg", "--scheduler", there.address, str(folder)) as process:
        _until_under_way(process)
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert time.monotonic() - begin < 50
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    told = re.search(r"Interrupted: (\d+) files? (?:is|are) stored, (\d+) w", errors)
    assert told is not None and int(told[2]) > 0, errors
    assert kg(tmp_path / "s.kg", "load", str(folder), start=DEADLY).returncode == 1
    assert exported(tmp_path / "s.kg") == export


@pytest.mark.cluster
@LINUX
def test_a_worker_with_other_templates_is_named(there: DaskCluster, tmp_path: Path) -> None:
    folder = loading_sessions.folder(tmp_path / "papers", 2)
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "t.tsv").write_text("field\theading\tsource\nname\t专项名称\tours\n", "utf-8")
    with started(
        tmp_path / "s.kg", "--scheduler", there.address, str(folder), KG_TEMPLATES=str(tmp_path / "t")
    ) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    own = Build.this().version
    assert re.fullmatch(
        rf"kg: The worker tcp://127\.0\.0\.1:\d+ has policy-kg {own}, but this process has {own}\+templates\.\w+ \(\w+\): "
        r"install the same version and the same templates \(KG_TEMPLATES\) everywhere\.\n",
        errors,
    )
    with open_store(tmp_path / "s.kg") as store:
        assert not len(store)


@pytest.mark.cluster
@LINUX
def test_a_worker_without_policy_kg_is_named(tmp_path: Path) -> None:
    folder = loading_sessions.folder(tmp_path / "papers", 2)
    with DaskCluster(tmp_path / "dask") as there:
        there.worker(bare=True)
        there.ready(1)
        done = kg(tmp_path / "s.kg", "load", "--scheduler", there.address, str(folder))
    assert done.returncode == 1
    assert re.fullmatch(r"kg: The worker tcp://127\S+ has no policy-kg: install \S+ on every worker\.\n", done.stderr)


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (
            ("--scheduler", "tcp://127.0.0.1:9"),
            1,
            "No Dask scheduler answers at tcp://127.0.0.1:9; is it running there",
        ),
        (("--scheduler", "http://127.0.0.1:9"), 1, "http://127.0.0.1:9 is no address of a Dask scheduler"),
        (("--scheduler", "127.0.0.1"), 1, "127.0.0.1 is no address of a Dask scheduler"),
        (
            ("--scheduler", "tcp://127.0.0.1:9", "--jobs", "2"),
            2,
            "--jobs is for this machine and --scheduler for a cluster",
        ),
    ],
)
def test_a_scheduler_that_cannot_be_used_is_a_sentence(
    arguments: tuple[str, ...], status: int, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from kg.cli import cli

    monkeypatch.setattr(cluster, "ANSWER", 1)
    folder = papers.write(tmp_path / "p", a=papers.QINGHE)
    done = CliRunner().invoke(cli, ["--store", str(tmp_path / "s.kg"), "load", *arguments, str(folder)])
    assert done.exit_code == status
    assert done.stderr.startswith(f"kg: {sentence}") and len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "s.kg").exists()


def test_without_dask_the_user_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(
        ClusterError, match=r"--scheduler needs Dask, which is not installed: pip install 'policy-kg\[cluster\]'"
    ):
        Cluster("tcp://127.0.0.1:9")
