"""Files of a store that were cut, overwritten or lost: never a wrong answer, never a traceback, and what to do."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import loading_sessions
import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.stores import checksums, layout, local, write_lock
from kg.stores.opening import open_store

DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "gone": lambda whole: None,
    "empty": lambda whole: b"",
    "half": lambda whole: whole[: len(whole) // 2],
    "without its end": lambda whole: whole[:-50],
    "overwritten": lambda whole: bytes(len(whole)),
    "with a wrong byte": lambda whole: whole[: len(whole) // 3] + bytes([whole[len(whole) // 3] ^ 1]) + whole[len(whole) // 3 + 1 :],
}  # fmt: skip
# What the engine can do without, or makes anew: no damage to them is a damage to the store.
NEEDLESS = ("IDENTITY", "LOCK", "LOG", "OPTIONS", layout.CHECKSUMS)
QUESTIONS = (("stats",), ("export", "--format", "nq"), ("query", "most-cited"))


def ask(store: Path, *args: str) -> Result:
    done = CliRunner(env={"KG_LANG": "en"}).invoke(cli, ["--store", str(store), *args])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader tries a second long whether a writer has merged files; here nobody writes."""
    monkeypatch.setattr(local.time, "sleep", lambda seconds: None)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on which everything was written to files of quads, with its search index."""
    home = tmp_path_factory.mktemp("whole")
    folder = loading_sessions.folder(home / "papers", 4)
    assert ask(home / "s.kg", "load", "--jobs", "1", str(folder)).exit_code == 0
    assert ask(home / "s.kg", "compact").exit_code == 0
    assert ask(home / "s.kg", "search", "补助").exit_code == 0
    return home / "s.kg"


@pytest.fixture(scope="module")
def answers(whole: Path) -> list[str]:
    return [ask(whole, *question).stdout for question in QUESTIONS]


def files(store: Path) -> list[str]:
    """The kinds of files in a store, each with those that it has."""
    return sorted([f"quads/{path.name}" for path in (store / "quads").iterdir()] + [layout.CHECKSUMS])


def kinds(store: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in files(store):
        name = path.rpartition("/")[2]
        kind = name.rpartition(".")[2] if "." in name and not name.startswith("LOG") else name.partition("-")[0]
        found.setdefault(kind, []).append(path)
    return found


def damaged(whole: Path, to: Path, name: str, damage: Callable[[bytes], bytes | None]) -> Path:
    store = shutil.copytree(whole, to / "s.kg")
    data = damage((store / name).read_bytes())
    (store / name).unlink()
    if data is not None:
        (store / name).write_bytes(data)
    return store


def right_or_refused(store: Path, answers: list[str]) -> bool:
    """Each question has its right answer or one sentence that says what to do; gives whether all have the answer."""
    right = 0
    for question, answer in zip(QUESTIONS, answers, strict=True):
        done = ask(store, *question)
        if done.exit_code == 0:
            assert done.stdout == answer, "a wrong answer"
            right += 1
        else:
            (line,) = done.stderr.splitlines()
            assert f"{store} is damaged (" in line and "kg restore" in line and "--store" in line
    return right == len(QUESTIONS)


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("kind", ["CURRENT", "MANIFEST", "sst", "log", "OPTIONS", "IDENTITY", "json"])
@pytest.mark.parametrize("each", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_a_file_of_the_store(each: bool, kind: str, how: str, whole: Path, answers: list[str], tmp_path: Path) -> None:
    names = sorted(kinds(whole)[kind], key=lambda one: (whole / one).stat().st_size)
    for number, name in enumerate(names if each else names[-1:]):
        if not (whole / name).stat().st_size and how != "gone":
            continue
        store = damaged(whole, tmp_path / str(number), name, DAMAGES[how])
        well = right_or_refused(store, answers)
        doctor = ask(store, "doctor")
        if name.removeprefix("quads/").startswith(NEEDLESS) or (kind == "log" and well):
            assert well and doctor.exit_code == 0, doctor.output
        else:
            assert doctor.exit_code == 1 and "is damaged (" in doctor.output and "kg restore" in doctor.output
        # Nobody is told a reason that is none.
        assert "in use" not in doctor.output
        ask(store, "load", str(whole.parent / "papers"))


def test_a_damage_that_no_question_meets_is_found_in_every_byte(whole: Path, tmp_path: Path) -> None:
    chance = random.Random(1)
    for number, name in enumerate(kinds(whole)["sst"]):
        at = chance.randrange((whole / name).stat().st_size)
        store = damaged(whole, tmp_path / str(number), name, lambda data, at=at: flipped(data, at))  # type: ignore[misc]
        assert list(checksums.broken(store)) == [name.removeprefix("quads/")]
        doctor = ask(store, "doctor")
        assert doctor.exit_code == 1 and name.removeprefix("quads/") in doctor.output


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]


def test_without_a_seal_the_engine_reads_all_quads(whole: Path, tmp_path: Path) -> None:
    """After a writer that was killed; in each file there is a sum for each block, but not all orders of the quads are read."""
    found = []
    for number, name in enumerate(kinds(whole)["sst"]):
        store = damaged(whole, tmp_path / str(number), name, lambda data: flipped(data, len(data) // 3))
        (store / layout.CHECKSUMS).unlink()
        doctor = ask(store, "doctor")
        assert (doctor.exit_code == 1) == ("is damaged (" in doctor.output), doctor.output
        found.append(doctor.exit_code)
    assert sum(found) >= 2


def test_a_copied_store_is_read_once(whole: Path, tmp_path: Path) -> None:
    store = tmp_path / "s.kg"
    shutil.copytree(whole, store, copy_function=shutil.copyfile)
    before = checksums.read(store)
    assert ask(store, "stats").exit_code == 0
    after = checksums.read(store)
    assert before.files.keys() == after.files.keys() and before.files != after.files
    assert checksums.suspect(store) is None and list(checksums.broken(store)) == []


def test_a_file_that_changed_in_silence_is_found_by_the_doctor(whole: Path, tmp_path: Path) -> None:
    """A failing disk does not tell when: what opening looks at is as it was."""
    import os

    store = shutil.copytree(whole, tmp_path / "s.kg")
    name = kinds(whole)["sst"][1]
    file = store / name
    status = file.stat()
    file.write_bytes(flipped(file.read_bytes(), 99))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert checksums.suspect(store) is None
    doctor = ask(store, "doctor")
    assert doctor.exit_code == 1 and f"{file.name} not as written" in doctor.output


def test_a_list_of_files_that_lost_its_end_is_told_by_every_command(whole: Path, tmp_path: Path) -> None:
    """The engine would take the store for an older one."""
    (name,) = kinds(whole)["MANIFEST"]
    store = damaged(whole, tmp_path, name, lambda data: data[:-1])
    for question in (*QUESTIONS, ("load", str(whole.parent / "papers")), ("doctor",)):
        done = ask(store, *question)
        assert done.exit_code == 1 and "is damaged (the list of its files has lost its end)" in done.output


@pytest.mark.parametrize("how", DAMAGES)
def test_the_search_index(how: str, whole: Path, tmp_path: Path) -> None:
    """A search makes it anew; the doctor says so before."""
    right = ask(whole, "search", "补助").stdout
    store = shutil.copytree(whole, tmp_path / "s.kg")
    data = DAMAGES[how]((whole / layout.INDEX).read_bytes())
    (store / layout.INDEX).unlink()
    if data is not None:
        (store / layout.INDEX).write_bytes(data)
    doctor = ask(store, "doctor")
    assert doctor.exit_code == 0 or "delete it, the next search makes it anew" in doctor.output
    assert ask(store, "search", "补助").stdout == right


def test_index_rows_without_a_thing(whole: Path, tmp_path: Path) -> None:
    import sqlite3

    store = shutil.copytree(whole, tmp_path / "s.kg")
    database = sqlite3.connect(store / layout.INDEX)
    database.execute("INSERT INTO things (iri, weight, document) VALUES ('https://example.org/none', 0, '')")
    database.commit()
    database.close()
    doctor = ask(store, "doctor")
    assert doctor.exit_code == 1 and "1 things that are not in the store: delete it" in doctor.output


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"nonsense\nsame,x\n", b"kind,a,b\nsame,x\n", bytes(200)])
def test_the_judgements(content: bytes, whole: Path, tmp_path: Path) -> None:
    """Nothing is resolved with half of what people judged; answers that need none are still given."""
    store = shutil.copytree(whole, tmp_path / "s.kg")
    (store / layout.JUDGEMENTS).write_bytes(content)
    for command in (("load", str(whole.parent / "papers")), ("doctor",)):
        done = ask(store, *command)
        assert done.exit_code == 1 and str(Path("s.kg", "judgements.csv")) in done.output
    assert ask(store, "stats").exit_code == 0


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"pid": "x"}', bytes(100)])
def test_the_note_of_a_writer(content: bytes, whole: Path, answers: list[str], tmp_path: Path) -> None:
    store = shutil.copytree(whole, tmp_path / "s.kg")
    write_lock.file(store).write_bytes(content)
    assert right_or_refused(store, answers)
    assert "its note is left and does no harm" in ask(store, "doctor").output
    assert ask(store, "load", str(whole.parent / "papers")).exit_code == 0
    assert not write_lock.file(store).exists()


def test_a_damaged_backup_is_not_put_back_and_of_a_damaged_store_none_is_made(whole: Path, tmp_path: Path) -> None:
    """In a file that no question meets, too."""
    backup = tmp_path / "b.kg"
    assert ask(whole, "backup", str(backup)).exit_code == 0
    name = max(kinds(whole)["sst"], key=lambda one: (whole / one).stat().st_size)
    store = damaged(whole, tmp_path, name, lambda data: flipped(data, len(data) // 2))
    done = ask(store, "backup", str(tmp_path / "c.kg"))
    assert done.exit_code == 1 and "is damaged" in done.output and not (tmp_path / "c.kg").exists()
    size = {path.stat().st_size: path for path in backup.glob("quads/*.sst")}
    one = size[max(size)]
    data = one.read_bytes()
    one.unlink()  # the store has the same file under another name
    one.write_bytes(flipped(data, len(data) // 2))
    done = ask(tmp_path / "new.kg", "restore", str(backup))
    assert done.exit_code == 1 and "is damaged" in done.output and not (tmp_path / "new.kg").exists()


@pytest.mark.parametrize("kind", ["CURRENT", "MANIFEST", "sst"])
def test_a_backup_takes_the_place_of_a_damaged_store(
    kind: str, whole: Path, answers: list[str], tmp_path: Path
) -> None:
    backup = tmp_path / "b.kg"
    assert ask(whole, "backup", str(backup)).exit_code == 0
    store = damaged(whole, tmp_path, kinds(whole)[kind][-1], lambda data: flipped(data[:-7], len(data) // 3))
    assert ask(store, "stats").exit_code == 1
    done = ask(store, "restore", str(backup))
    assert done.exit_code == 0 and "s.kg.before-1" in done.output
    assert right_or_refused(store, answers) and ask(store, "doctor").exit_code == 0


def test_a_document_that_lost_its_graph_comes_back(whole: Path, tmp_path: Path) -> None:
    store = shutil.copytree(whole, tmp_path / "s.kg")
    with open_store(store) as opened:
        (iri, *_) = sorted(graph for graph in opened.graphs() if "/document/" in graph)
        opened.replace({iri: b""})
    doctor = ask(store, "doctor")
    assert doctor.exit_code == 1 and "kg load --force" in doctor.output
    assert ask(store, "load", "--force", str(whole.parent / "papers")).exit_code == 0
    assert ask(store, "doctor").exit_code == 0
    assert ask(store, "export", "--format", "nq").stdout == ask(whole, "export", "--format", "nq").stdout
