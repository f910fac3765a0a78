"""What a load shows: lines or a bar on the way, a table and a report at the end."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import loading_sessions
import papers
import pytest
from loading_sessions import command, kg

from kg.commands import load_progress
from kg.commands.load_progress import Lines, duration
from kg.loading.report import Outcome


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str], bytes]:
    """A load of thirty good papers, a bad one and two that are passed over: what was printed, and the report."""
    home = tmp_path_factory.mktemp("shown")
    folder = loading_sessions.folder(home / "papers", 30)
    (folder / "bad.txt").write_bytes(b"")
    (folder / "=cmd.txt").write_bytes(b"")
    for name in ("photo.gif", "photo2.gif"):
        (folder / name).write_bytes(b"x")
    done = kg(home / "s.kg", "load", str(folder), "--report", str(home / "r.csv"))
    assert done.returncode == 1
    return home, done, (home / "r.csv").read_bytes()


def test_many_files_get_lines_now_and_then_but_failures_always(
    loaded: tuple[Path, subprocess.CompletedProcess[str], bytes],
) -> None:
    _, done, _ = loaded
    far = re.findall(r"^(\d+) of 32 files \((\d+) %\), [\d,.]+ files/s, about .+ left$", done.stderr, re.M)
    assert [int(count) for count, _ in far] == [4, 7, 10, 13, 16, 20, 23, 26, 29]
    assert done.stderr.count("failed     ") == 2
    assert "loaded     /" not in done.stdout


def test_the_table_at_the_end_tells_what_became_of_all(
    loaded: tuple[Path, subprocess.CompletedProcess[str], bytes],
) -> None:
    home, done, _ = loaded
    lines = [re.sub(r" {2,}", " | ", line) for line in done.stdout.splitlines()]
    assert lines[0].startswith("Read 30 documents, 60 projects, ")
    assert lines[1:5] == ["outcome | files", "loaded | 30", "failed | 2", "not read: .gif | 2"]
    assert re.fullmatch(r"32 files in \d+ s, [\d.,]+ files/s\.", lines[5])
    again = kg(home / "s.kg", "load", str(home / "papers"), lang="zh")
    assert "没有变化" in again.stdout and "未读 .gif" in again.stdout and "32 个文件，用时" in again.stdout
    assert "32 个文件（" in again.stderr


def test_the_report_has_a_row_a_file(loaded: tuple[Path, subprocess.CompletedProcess[str], bytes]) -> None:
    home, _, report = loaded
    assert report.startswith(
        b"\xef\xbb\xbfpath,outcome,kind,format,projects,citations,amounts,pages,warnings,reason\r\n"
    )
    rows = list(csv.DictReader(io.StringIO(report.decode("utf-8-sig"))))
    assert [Path(row["path"]).name for row in rows] == sorted(
        [f"p{i:03d}.txt" for i in range(30)] + ["bad.txt", "=cmd.txt"]
    )
    assert [row["outcome"] for row in rows].count("loaded") == 30
    good = rows[-1]
    assert (good["kind"], good["format"], good["projects"], good["reason"]) == ("budget-disclosure", "txt", "2", "")
    bad = next(row for row in rows if row["path"].endswith("bad.txt"))
    assert (bad["outcome"], bad["reason"], bad["kind"], bad["projects"]) == ("failed", "bad.txt is empty.", "", "")
    # A cell that a spreadsheet would take for a formula is defused.
    formula = next(row for row in rows if row["path"].endswith("=cmd.txt"))
    assert formula["reason"] == "'=cmd.txt is empty."
    kg(home / "s.kg", "load", str(home / "papers"), "--report", str(home / "zh.csv"), lang="zh")
    chinese = (home / "zh.csv").read_text("utf-8-sig").splitlines()
    assert chinese[0] == "路径,结果,种类,格式,项目数,引用次数,金额数,页数,提示,原因"
    assert chinese[-1].endswith(",没有变化,,,,,,,,")


def test_a_report_that_cannot_be_written_is_told_before_anything_is_read(tmp_path: Path) -> None:
    folder = papers.write(tmp_path / "papers", qinghe=papers.QINGHE)
    done = kg(tmp_path / "s.kg", "load", str(folder), "--report", str(tmp_path / "no" / "r.csv"))
    assert done.returncode == 1 and "there is no folder" in done.stderr and not (tmp_path / "s.kg").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
def test_on_a_terminal_a_bar_shows_rate_time_left_and_the_file(tmp_path: Path) -> None:
    folder = loading_sessions.folder(tmp_path / "papers", 25)
    (folder / "p010.txt").write_bytes(b"")
    ours, theirs = os.openpty()
    with subprocess.Popen(
        command(tmp_path / "s.kg", "load", str(folder)),
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "KG_LANG": "en", "TERM": "xterm", "COLUMNS": "110"},
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        printed = process.communicate()[0].decode()
    os.close(ours)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode("utf-8"))
    assert re.search(r"\d+/25 \d[\d.,]*/s .*p0\d\d\.txt", text)
    assert "failed     " in text and "p010.txt is empty." in text
    assert "loaded" in printed and process.returncode == 1


def test_a_slow_load_tells_how_far_it_is_every_ten_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setenv("KG_LANG", "en")
    lines = Lines(10_000)
    for i in range(30):
        lines.begun(Path(f"{i}.pdf"))
        now[0] += 4.0
        lines.seen(Outcome(f"/x/{i}.pdf", "loaded"))
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 9
    assert told[0] == "3 of 10,000 files (0 %), 0.2 files/s, about 11 h 6 min left"


def test_a_long_scan_tells_its_pages_every_ten_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    lines = Lines(1)
    for lang in ("en", "zh"):
        monkeypatch.setenv("KG_LANG", lang)
        for read in range(0, 30, 4):
            lines.paged("公开\x1b[2J.pdf", read, 30)
            now[0] += 6.0
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 7 and "\x1b" not in "".join(told)
    assert told[0].endswith(".pdf: 8 of 30 pages read by OCR so far")
    assert told[-1].endswith("已完成 28 页")


def test_names_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    load_progress.line(Outcome("/x/\x1b[2Ja.txt", "failed", "\x1b[31ma.txt is empty.", ("note\nnote",)))
    assert "\x1b" not in (err := capsys.readouterr().err) and len(err.splitlines()) == 2


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.2, "0 s"), (59.4, "59 s"), (61, "1 min 1 s"), (3599.6, "1 h 0 min"), (9000, "2 h 30 min")]
)
def test_durations(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown
