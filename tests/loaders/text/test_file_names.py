"""Names of files that are no UTF-8: written and found again, readable, and kept apart in a store."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import papers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.stores import catalogue
from loaders.formats import place
from loaders.text import file_names

TEXT = st.text(
    st.one_of(st.sampled_from(["\\", "x", "u", "d", "4", "5", "c", "/", "\udcd4", "\ud83d"]), st.characters())
)


@given(TEXT)
@example("\\xd4")
@example("\\\udcd4")
@example("\\x5cxd4")
@example("\\ud83d")
def test_what_is_written_is_text_and_means_the_path(path: str) -> None:
    shown = file_names.written(path)
    shown.encode("utf-8")
    assert file_names.meant(shown) == path


@given(TEXT)
def test_what_people_are_shown_is_text(text: str) -> None:
    file_names.readable(text).encode("utf-8")


@pytest.mark.parametrize("path", ["/data/云南省/a.txt", "C:\\data\\new\\users\\a.txt", "/a b/\\n\\x41 %41.txt", ""])
def test_what_is_text_stays_as_it_is(path: str) -> None:
    assert file_names.written(path) == file_names.meant(path) == file_names.readable(path) == path


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/data/云南/{模块}.txt is empty.", "/data/云南/模块.txt is empty."),
        ("{预算 公开}.txt", "预算 公开.txt"),
        ("\udcff\udcfe.txt", "%FF%FE.txt"),
        ("half \ud83d pair", "half ? pair"),
    ],
)
def test_names_in_gbk_are_read(text: str, shown: str) -> None:
    named = re.sub(
        r"\{(.*?)\}", lambda found: os.fsdecode(found[1].encode("gb18030")) if os.name != "nt" else found[1], text
    )
    assert file_names.readable(named) == shown


def kg(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "--store", "s.kg", *args]
    env = {**os.environ, "KG_LANG": "en", "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", timeout=120)


GBK = [os.fsdecode(name.encode("gb18030")) for name in ("村医补助.txt", "校舍维修.txt", "空.txt")]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere all names are Unicode")
@pytest.mark.processes
def test_files_with_such_names_are_kept_apart(tmp_path: Path) -> None:
    folder = tmp_path / "预算"
    folder.mkdir()
    files = [folder / name for name in (*GBK[:2], "\ufffd\ufffd.txt", "\udcff\udcfe.txt")]
    for number, file in enumerate(files, 1):
        file.write_text(papers.QINGHE.replace("120.5", f"{number}20.5"), "utf-8")
    empty = folder / GBK[2]
    empty.touch()
    first = kg(tmp_path, "load", "预算", "--report", "report.csv")
    assert first.returncode == 1 and "Files: 4 loaded, 1 failed." in first.stdout, first.stdout + first.stderr
    assert "loaded     预算/村医补助.txt" in first.stdout and "空.txt is empty." in first.stderr
    assert "空.txt is empty." in (tmp_path / "report.csv").read_text("utf-8-sig")
    empty.unlink()
    assert "Nothing changed: 4 files" in kg(tmp_path, "load", "预算").stdout
    assert {row["path"] for row in json.loads(kg(tmp_path, "list", "--json").stdout)} == {
        file_names.written(str(file)) for file in files
    }
    listed = kg(tmp_path, "list").stdout
    assert all(f"预算/{name}" in listed for name in ("村医补助.txt", "校舍维修.txt", "%FF%FE.txt")), listed
    assert "no longer where" not in kg(tmp_path, "doctor").stdout
    checked = json.loads(kg(tmp_path, "audit", "--all", "--json").stdout)
    assert {check["document"] for check in checked} == {
        "村医补助.txt",
        "校舍维修.txt",
        "\ufffd\ufffd.txt",
        "%FF%FE.txt",
    }
    assert "校舍维修.txt" in kg(tmp_path, "extract", str(files[1])).stdout
    # A file may be named by its bytes, as the list writes its path for programs, and as it shows it to people.
    for named in (str(files[0]), file_names.written(str(files[3])), "预算/校舍维修.txt"):
        assert "Removed 1 file." in kg(tmp_path, "remove", named).stdout, named
    files[2].unlink()
    assert "1 loaded files are no longer where they were (预算/\ufffd\ufffd.txt)" in kg(tmp_path, "doctor").stdout


def test_a_name_that_looks_written_is_the_file_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert place("\\xd4.txt") == Path("\udcd4.txt")
    if os.name != "nt":
        Path("\\xd4.txt").touch()
        assert place("\\xd4.txt") == Path("\\xd4.txt")
        assert catalogue.posix(Path("\\xd4.txt")) == f"{tmp_path.as_posix()}/\\x5cxd4.txt"
        assert catalogue.LoadedFile(catalogue.posix(Path("\\xd4.txt")), "", "").file == tmp_path / "\\xd4.txt"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("云财社发〔2023〕36号-citing", "云财社发〔2023〕36号-citing"),
        ("新建/续建: 水库?", "新建_续建_ 水库_"),
        ("..\\..\\etc", ".._.._etc"),
        ("表.", "表"),
        ("a . ", "a"),
        ("CON", "_CON"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("Com1 .txt", "_Com1 .txt"),
        ("lpt¹.xlsx", "_lpt¹.xlsx"),
        ("CONIN$", "_CONIN$"),
        ("CONTRACT.txt", "CONTRACT.txt"),
        ("COM10.txt", "COM10.txt"),
        ("...", ""),
        ("a\nb\x00c", "a_b_c"),
    ],
)
def test_a_name_that_every_system_takes(name: str, kept: str) -> None:
    assert file_names.portable(name) == kept == file_names.portable(kept)
    windows = PureWindowsPath(kept or "x")
    assert windows.name == str(windows) and not windows.is_reserved()


def test_of_a_long_name_the_beginning_and_the_ending_stay() -> None:
    kept = file_names.portable("项目" * 100 + ".docx")
    assert kept.startswith("项目") and kept.endswith("….docx") and len(kept.encode()) <= 200
    assert len(file_names.portable("项" * 100 + "." + "目" * 50).encode()) <= 200
