"""Bad input through the real command line: one clear sentence, the right exit status, and nothing stored is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import papers
import pytest
import small_store
from command import kg

from kg.stores.opening import open_store


def sentence(done: subprocess.CompletedProcess[str], status: int) -> str:
    """The one line on standard error; never a traceback."""
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    return line


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a good document and the store that holds it."""
    home = tmp_path_factory.mktemp("bad-input")
    assert kg(home / "s.kg", "load", str(papers.write(home / "good", qinghe=papers.QINGHE))).returncode == 0
    return home


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> Path:
    """A store with one good document, for one test."""
    return shutil.copytree(loaded / "s.kg", tmp_path / "s.kg")


def held(store: Path) -> set[str]:
    with open_store(store, read_only=True) as opened:
        return {str(quad) for quad in opened.inner}


UNREADABLE = {
    "empty": b"",
    "binary": b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 40,
    "unknown encoding": bytes([0xFF, 0x80, 0x81, 0x8D, 0xFE, 0xFF, 0x90]) * 400,
}


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("command", ["load", "extract"])
def test_a_file_that_cannot_be_read(kind: str, command: str, store: Path, tmp_path: Path) -> None:
    before = held(store)
    (tmp_path / "bad.txt").write_bytes(UNREADABLE[kind])
    assert "bad.txt" in sentence(kg(store, command, str(tmp_path / "bad.txt")), 1)
    assert held(store) == before


@pytest.mark.parametrize("command", ["load", "extract"])
def test_a_missing_path(command: str, store: Path, tmp_path: Path) -> None:
    before = held(store)
    assert "does not exist" in sentence(kg(store, command, str(tmp_path / "no" / "where.txt")), 1)
    assert held(store) == before


def test_a_folder_with_one_bad_file_among_good_ones(store: Path, tmp_path: Path) -> None:
    folder = papers.write(tmp_path / "mixed", a=papers.SHIQIAO, z=papers.QINGHE.replace("清河县", "平川县"))
    (folder / "m.txt").write_bytes(UNREADABLE["binary"])
    done = kg(store, "load", str(folder))
    assert "m.txt" in sentence(done, 1)
    assert "Files: 2 loaded, 1 failed." in done.stdout
    assert len(kg(store, "list", "--csv").stdout.splitlines()) == 1 + 3
    done = kg(store, "extract", str(folder))
    assert "m.txt" in sentence(done, 1)
    assert len(done.stdout.splitlines()) == 2


def test_a_known_file_that_became_unreadable_keeps_what_it_said(tmp_path: Path) -> None:
    store = tmp_path / "s.kg"
    assert kg(store, "load", str(papers.write(tmp_path / "good", qinghe=papers.QINGHE))).returncode == 0
    before = held(store)
    (tmp_path / "good" / "qinghe.txt").write_bytes(b"")
    sentence(kg(store, "load", str(tmp_path / "good")), 1)
    assert held(store) == before


ASKING = [["load", "good"], ["list"], ["stats"], ["trace", "x"], ["show", "x"], ["query", "documents"], ["check"]]
ASKING += [["sparql", "ASK {?s ?p ?o}"], ["picture"], ["export", "--format", "nq"], ["remove", "x"]]


@pytest.mark.parametrize("args", ASKING, ids=[args[0] for args in ASKING])
def test_a_store_that_is_no_store(args: list[str], tmp_path: Path) -> None:
    papers.write(tmp_path / "good", qinghe=papers.QINGHE)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "thesis.doc").write_text("precious")
    args = [str(tmp_path / "good") if arg == "good" else arg for arg in args]
    assert "holds other files and no store" in sentence(kg(tmp_path / "docs", *args), 1)
    assert [file.name for file in (tmp_path / "docs").iterdir()] == ["thesis.doc"]
    assert "is a file, not a store" in sentence(kg(tmp_path / "docs" / "thesis.doc", *args), 1)


def test_asking_where_there_is_no_store_yet(tmp_path: Path) -> None:
    assert "There is no store at" in sentence(kg(tmp_path / "none.kg", "stats"), 1)
    assert not (tmp_path / "none.kg").exists()


def test_a_store_in_use_can_be_asked_but_not_written(store: Path, tmp_path: Path) -> None:
    before = held(store)
    papers.write(tmp_path / "more", shiqiao=papers.SHIQIAO)
    with open_store(store):
        assert "in use by another kg process" in sentence(kg(store, "load", str(tmp_path / "more")), 1)
        assert "in use by another kg process" in sentence(kg(store, "remove", "qinghe.txt"), 1)
        asked = kg(store, "trace", papers.NUMBER)
        assert asked.returncode == 0 and "村医补助经费" in asked.stdout
    assert held(store) == before


WRONG = [
    (["sparql", "SELECT ?s WHERE { ?s ?p }"], 2, "error near line 1, column"),
    (["sparql", "SELECT ?s\nWHERE { ?s nope:p ?o }"], 2, "line 2"),
    (["sparql", "DROP ALL"], 2, "changed only by kg load"),
    (["sparql", "missing.rq"], 1, "There is no file missing.rq"),
    (["sparql", "--format", "ttl", "SELECT ?s { ?s ?p ?o }"], 2, "is for CONSTRUCT"),
    (["sparql", "--format", "csv", "CONSTRUCT WHERE { ?s ?p ?o }"], 2, "give ttl, nt or json"),
    (["query", "projects-citin"], 2, "did you mean projects-citing"),
    (["query", "projects-citing"], 2, "needs number"),
    (["query", "projects-citing", "--set", "numbr=1"], 2, "did you mean number"),
    (["query", "projects-citing", "--set", "number"], 2, "NAME=VALUE"),
    (["query", "projects-citing", "--set", "number=松财社发〔1999〕1号"], 1, "No regulation"),
    (["query", "most-cited", "--set", "limit=x"], 2, "whole number"),
    (["trace", "松财社发〔2023〕1号"], 1, "No regulation"),
    (["show", "没有"], 1, "Nothing in the store matches"),
    (["picture", "没有"], 1, "Nothing in the store matches"),
    (["remove", "none.txt"], 1, "No loaded file is called none.txt"),
    (["export", "--format", "xlsx"], 2, "-o NAME"),
    (["query", "documents", "-o", "no/such/folder/x.csv"], 1, "cannot be written"),
]


@pytest.mark.parametrize(("args", "status", "words"), WRONG, ids=[" ".join(args)[:50] for args, _, _ in WRONG])
def test_a_wrong_question(args: list[str], status: int, words: str, store: Path) -> None:
    before = held(store)
    assert words in sentence(kg(store, *args), status)
    assert held(store) == before


@pytest.mark.parametrize(("args", "status"), [(["stats"], 0), (["show", "没有"], 1), (["sparql", "DROP ALL"], 2)])
def test_a_process_of_its_own_says_the_same(args: list[str], status: int, store: Path) -> None:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "--store", str(store), *args]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60)
    here = kg(store, *args)
    assert done.returncode == here.returncode == status
    assert (done.stdout, done.stderr) == (here.stdout, here.stderr)


@pytest.mark.parametrize(
    "args", [["lod"], ["load"], ["export", "--format", "doc"], ["--stor", "x", "list"], ["picture", "--hops", "-1"]]
)
def test_wrong_use_of_the_command_line_is_status_2(args: list[str], store: Path) -> None:
    done = kg(store, *args)
    assert done.returncode == 2 and "Error: " in done.stderr and "Traceback" not in done.stderr


def test_nobody_may_write_there(store: Path, tmp_path: Path) -> None:
    papers.write(tmp_path / "more", shiqiao=papers.SHIQIAO)
    (tmp_path / "file").write_text("x")
    assert sentence(kg(tmp_path / "file" / "s.kg", "load", str(tmp_path / "more")), 1)


def test_a_corrupt_store_is_a_sentence_not_a_traceback(store: Path) -> None:
    (manifest,) = store.glob("quads/MANIFEST-*")
    manifest.write_bytes(b"rubbish" * 10)
    told = sentence(kg(store, "stats"), 1)
    assert "is damaged" in told and "kg restore" in told


NO_TEXT = os.fsdecode("云财社发".encode("gb18030")) if os.name == "posix" else "\udcd4"


@pytest.mark.parametrize(
    "args",
    [["show"], ["trace"], ["search"], ["query"], ["chain"], ["picture"], ["query", "most-cited", "--set"], ["sparql"]],
    ids=" ".join,
)
def test_words_of_another_encoding_are_no_text(args: list[str], store: Path) -> None:
    """What a script in GBK passes to a terminal in UTF-8."""
    assert "is no text in UTF-8" in sentence(kg(store, *args, NO_TEXT), 2)


@pytest.mark.skipif(os.name != "posix", reason="names of files are bytes there")
def test_a_path_of_another_encoding_is_a_path(store: Path, tmp_path: Path) -> None:
    file = tmp_path / f"{NO_TEXT}.txt"
    file.write_text("云财社发〔2023〕36号\n", encoding="utf-8")
    assert kg(store, "load", str(file)).returncode == 0
    for name in (NO_TEXT, f"{NO_TEXT}.kg"):
        done = kg(tmp_path / name, "stats")
        assert done.returncode == 1 and "There is no store" in done.stderr


@pytest.mark.parametrize(
    "command",
    [["load", "x.txt"], ["stats"], ["show", "x"], ["backup", "b.kg"], ["restore", "b.kg"], ["doctor"], ["compact"]],
    ids=" ".join,
)
def test_a_longer_name_than_the_system_takes(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    small_store.on_disk(tmp_path / "b.kg")
    (tmp_path / "x.txt").write_text("云财社发〔2023〕36号\n", encoding="utf-8")
    for name in ("长" * 90 + ".kg", "长" * 90 + "/a.kg", "x" * 300):
        done = kg(Path(name), *command)
        assert done.returncode in (1, 2) and "Traceback" not in done.stderr, done.stderr
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
