"""With ``KG_LANG=zh`` no command prints an English sentence, whatever it is asked and whatever goes wrong."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import papers
import pytest
from click.testing import CliRunner

from kg.cli import cli

# Three words in a row; metavariables are written in capitals, names of options begin with a hyphen.
SENTENCE = re.compile(r"(?<![\w./-])[A-Za-z][a-z']+,? [a-z][a-z']*,? [a-z][a-z']+")
# What is no sentence though it reads like one: commands to type, the prefixes of SPARQL.
TYPED = re.compile(r"`[^`]*`|kg(?: -{0,2}[a-z]+)+|pip install|Ctrl-C|Graph Store Protocol")
NUMBER = "松财社发〔2023〕12号"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("only_chinese")
    papers.write(folder / "papers", qinghe=papers.QINGHE, shiqiao=papers.SHIQIAO)
    CliRunner().invoke(cli, ["--store", str(folder / "s.kg"), "load", str(folder / "papers")])
    return folder / "s.kg"


@pytest.fixture(autouse=True)
def in_chinese(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KG_LANG", "zh")
    monkeypatch.chdir(tmp_path)


def english(*words: str | Path) -> list[str]:
    """The English sentences that a command prints; it must print something."""
    run = CliRunner().invoke(cli, [str(word) for word in words], prog_name="kg")
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    assert run.output, words
    return SENTENCE.findall(TYPED.sub("", run.output))


def commands(group: object = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in getattr(group, "commands", {}).items():
        yield (*path, name)
        yield from commands(command, (*path, name))


@pytest.mark.parametrize("path", [(), *commands()], ids=" ".join)
def test_help_and_wrong_use(path: tuple[str, ...]) -> None:
    for wrong in ("--help", "--nonsense"):
        assert english(*path, wrong) == []


@pytest.mark.parametrize(
    "words",
    [
        "list", "stats", "query", "check", "doctor", "audit", "lint", "lint --style", "conflicts", "judgements", "audit --all",
        f"trace {NUMBER}", f"trace --limit 1 {NUMBER}", "trace 无此文件", "trace 办法", f"chain {NUMBER}", "show qinghe", "show 清河县卫生健康局",
        f"show {NUMBER}", "show 无此对象", "show 补助", "search 补助", "search --limit 1 补助", "search 无此词语", "query most-cited",
        "query no-such-query", "query most-citet", "query most-cited --set limit=x", "query most-cited --set nothing=1", "query most-cited --set x",
        "query projects-citing", "sparql SELECT", "sparql ASK{?s;?p}", "sparql INSERT{}", "sparql no.rq", "picture 无此对象", "picture qinghe -o p.html",
        "picture --set a=b", "picture a --query b", "picture --query most-cited -o p.html", "export --format csv",
        "export --format nq -o all.nq", "lint 无此对象", "lint 清河县卫生健康局", "audit 无此文件", f"same {NUMBER} {NUMBER} --why x",
        f"same {NUMBER} 松财社发〔2022〕99号 --why x", "same a b --why= --when x", f"same {NUMBER} b --why x --when x", "judgements --undo 9",
        "backup copy.kg", "restore nothing.kg", "remove nothing.txt", "load nothing.txt", "load . --jobs 1 --scheduler tcp://nowhere:1",
        "load . --report none/none.csv", "trace x --all --limit 1", "search", "serve --port x", "export --format pdf", "picture --sparql none.rq",
    ],
)  # fmt: skip
def test_answers_and_failures(words: str, store: Path) -> None:
    assert english("--store", store, *words.split(" ")) == []


@pytest.mark.parametrize("command", ["stats", "doctor", "load nothing", "serve", "restore x", "compact", "list"])
def test_stores_that_are_none(command: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "x.txt").write_text("x")
    for store in ("missing", "file", "others"):
        if not (store == "missing" and command.startswith("load")):
            assert english("--store", tmp_path / store, *command.split()) == []
    assert english("--store", "http://localhost:9/sparql", *command.split()) == []


def test_loading_again_and_removing(store: Path, tmp_path: Path) -> None:
    folder = papers.write(tmp_path / "papers", qinghe=papers.QINGHE)
    (folder / "song.mp3").write_bytes(b"ID3")
    for words in ("load papers", "load papers", "load --force papers", "remove papers/qinghe.txt", "compact", "doctor"):
        assert english("--store", tmp_path / "s.kg", *words.split()) == []


def unreadable(folder: Path) -> Iterator[Path]:
    """A file of each kind that cannot be read."""
    made = {
        "empty.txt": b"", "blank.txt": b" \n", "binary.txt": bytes(range(256)) * 9, "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(99),
        "bad.docx": b"PK\x03\x04word/" + bytes(99), "bad.xlsx": b"PK\x03\x04xl/" + bytes(99), "bad.pdf": b"%PDF-1.4\n" + bytes(99), "bad.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99),
        "bad.ofd": b"PK\x03\x04" + bytes(99), "cut.txt": b"\xff\xfe\x00", "no.html": b"<html><body></body></html>", "bad.csv": b'"a\x00', "deep.html": b"<div>" * 3000 + b"x",
        "blank.csv": b",,\n", "page.mht": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x--\n", "code.zip": b"PK\x03\x04",
        "signs.txt": b"\x81\x82\xff" * 60,
    }  # fmt: skip
    for name, data in made.items():
        (folder / name).write_bytes(data)
        yield folder / name
    with zipfile.ZipFile(folder / "pack.zip", "w") as archive:
        archive.writestr("song.mp3", b"ID3")
    yield folder / "pack.zip"
    (folder / "folder.txt").mkdir()
    yield folder / "folder.txt"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for file in unreadable(tmp_path):
        for words in (("extract", "--text", file), ("audit", file), ("template", "check", file), ("explain", file)):
            run = CliRunner().invoke(cli, list(map(str, words)), prog_name="kg")
            assert SENTENCE.findall(TYPED.sub("", run.output)) == [], (words, run.output)
    files = [file for file in tmp_path.iterdir() if file.is_file()]
    assert english("--store", tmp_path / "s.kg", "load", *files) == []
