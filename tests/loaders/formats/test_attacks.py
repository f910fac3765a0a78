"""Crafted files: each is read or refused in a sentence, in time and memory; through the real command the next is read."""

from __future__ import annotations

import csv
import json
import os
import re
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import disclosures
import psutil
import pytest
from attacks import SECRET, Attack, compounds, office, pages, pdfs, texts, zips
from folders import ROOT
from growth import keeps_step

SECONDS = 15  # of processor time: a busy machine takes longer by the clock
PATIENCE = 150  # seconds by the clock, after which it hangs
MEGABYTES = 2_500
HERE = ROOT / "tests"
GROUPS = {
    "zip": zips.ZIPS,
    "docx": office.DOCX,
    "xlsx": office.XLSX,
    "ofd": office.OFD,
    "pdf": pdfs.PDFS,
    "doc": compounds.DOCS,
    "xls": compounds.SHEETS,
    "html": pages.PAGES,
    "txt": texts.TEXTS,
}
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="measures with POSIX resource usage")


def secret(folder: Path) -> None:
    """What crafted files try to reach: beside them, above them, and in the working folder."""
    (folder / "secret.txt").write_text(f"《{SECRET}办法》（密办发〔2023〕9号）", encoding="utf-8")


def reader(folder: Path) -> subprocess.Popen[str]:
    """A process that reads the files it is told and says what each cost."""
    places = os.pathsep.join([str(HERE.parent), str(HERE)])
    command = [sys.executable, "-m", "attacks.measure"]
    environment = {**os.environ, "PYTHONPATH": places, "PYTHONUTF8": "1"}
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder, env=environment, encoding="utf-8"
    )


def measured(process: subprocess.Popen[str], path: Path) -> tuple[str, float, float] | None:
    """The refusal, the seconds, the megabytes; None where the process died or hangs."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(f"{path}\n")
    process.stdin.flush()
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
    line = process.stdout.readline() if ready else ""
    return tuple(json.loads(line)) if line else None


def faults(attack: Attack, ending: tuple[str, float, float] | None) -> Iterator[str]:
    """What is wrong with how an attack ended."""
    if ending is None:
        yield f"{attack.name}: the process died or hangs"
        return
    said, seconds, megabytes = ending
    told = f"{attack.name}: {seconds:.1f} s, {megabytes:.0f} MB: {said[:200]}"
    if seconds > SECONDS or megabytes > MEGABYTES:
        yield f"over the limit: {told}"
    if said and (not said.endswith(".") or "\n" in said or "Traceback" in said):
        yield f"no sentence: {told}"
    if attack.says is not None and not (said and re.search(attack.says, said)):
        yield f"should be refused with {attack.says!r}: {told}"


@pytest.mark.attacks
@needs_posix
@pytest.mark.parametrize("group", GROUPS)
def test_each_ends_in_time_and_memory(group: str, tmp_path: Path) -> None:
    secret(tmp_path)
    process = reader(tmp_path)
    wrong: list[str] = []
    try:
        for attack in GROUPS[group]:
            path = tmp_path / attack.name
            path.write_bytes(attack.data())
            ending = measured(process, path)
            wrong += faults(attack, ending)
            path.unlink()
            if ending is None or ending[2] > MEGABYTES / 2:  # its peak would count for all that follow
                process.kill()
                process.wait()
                process = reader(tmp_path)
    finally:
        process.kill()
        process.wait()
    assert not wrong, "\n".join(wrong)


# What the command itself is shown: each kind of attack once.
SHOWN = [
    "bomb.zip",
    "overlapping.zip",
    "fan.zip",
    "lying-size.zip",
    "tricks.zip",
    "cut.zip",
    "entity-bomb.docx",
    "xxe-file.docx",
    "bomb-main.docx",
    "span.docx",
    "deep.docx",
    "entity-bomb.xlsx",
    "xxe-file.xlsx",
    "far-cell.xlsx",
    "strings.xlsx",
    "xxe-file.ofd",
    "delta.ofd",
    "template-loop.ofd",
    "page-outside.ofd",
    "deep-div.html",
    "span.html",
    "include.html",
    "stream.pdf",
    "pages.pdf",
    "tree-loop.pdf",
    "table-loop.pdf",
    "fat-loop.doc",
    "fat-loop.xls",
    "large.txt",
    "nested.txt",
    "odd-characters.txt",
    "empty.txt",
    "surrogates-16.txt",
]


def good(number: int) -> str:
    """A small document, different each time."""
    return f"平川县卫生健康局2024年部门预算。\n依据《村医补助办法》（松财社发〔2023〕{number}号）安排{number}万元。\n"


def watched(process: subprocess.Popen[str], peaks: list[float]) -> None:
    """Note what the process and all below it hold, in MB, until it ends."""
    while process.poll() is None:
        try:
            parent = psutil.Process(process.pid)
            peaks.append(sum(p.memory_info().rss for p in (parent, *parent.children(recursive=True))) / 1e6)
        except psutil.Error:
            pass
        time.sleep(0.05)


def kg(folder: Path, *args: str) -> tuple[int, str, list[float]]:
    """Exit status, everything printed, and the memory of a run of the command."""
    command = [sys.executable, "-c", "from kg.cli import main; main()", "--store", str(folder / "store.kg"), *args]
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(HERE.parent), "KG_LANG": "en"}
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=folder,
    )
    peaks: list[float] = []
    watch = threading.Thread(target=watched, args=(process, peaks))
    watch.start()
    try:
        printed, _ = process.communicate(timeout=SECONDS * len(SHOWN))
    finally:
        process.kill()
        watch.join()
    return process.returncode, printed, peaks


@pytest.mark.attacks
def test_a_folder_of_them_through_the_command(tmp_path: Path) -> None:
    """A crafted file, a good one, and so on: every good one is read, every crafted one has its row."""
    folder = tmp_path / "files"
    folder.mkdir()
    secret(tmp_path)
    attacks = {attack.name: attack for group in GROUPS.values() for attack in group if attack.name in SHOWN}
    assert len(attacks) == len(SHOWN)
    for number, name in enumerate(sorted(attacks), 1):
        (folder / name).write_bytes(attacks[name].data())
        (folder / f"{name}-good.txt").write_text(good(number), encoding="utf-8")
    status, printed, peaks = kg(tmp_path, "load", "files", "--jobs", "1", "--report", str(tmp_path / "report.csv"))
    assert status == 1 and "Traceback" not in printed and "fault in kg" not in printed, printed[-3000:]
    assert max(peaks) < MEGABYTES
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    outcome = {row["path"].rpartition("/files/")[2]: row for row in rows}
    for name, attack in attacks.items():
        assert outcome[f"{name}-good.txt"]["outcome"] == "loaded", name
        about = [row for path, row in outcome.items() if path.split("/")[0] == name]
        assert about, name
        if attack.says is not None:
            reasons = [row["reason"] for row in about if row["outcome"] == "failed"]
            assert any(re.search(attack.says, reason) for reason in reasons), (name, about)
    assert SECRET not in kg(tmp_path, "export", "--format", "nq")[1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices of POSIX")
def test_what_is_no_file(tmp_path: Path) -> None:
    """A pipe, an endless device, folders named like files, links in a circle, and names that are no text."""
    folder = tmp_path / "files"
    folder.mkdir()
    os.mkfifo(folder / "pipe.txt")
    (folder / "device.txt").symlink_to("/dev/zero")
    (folder / "circle.txt").symlink_to("circle.txt")
    (folder / "nowhere.txt").symlink_to("nothing")
    (folder / "again").symlink_to(".", target_is_directory=True)
    (folder / "folder.txt").mkdir()
    (folder / "folder.zip").mkdir()
    names = [b"\xff\xfe.txt", b"two\nlines.txt", b"\x1b[2Jclear.txt", "right\u202eto-left.txt".encode(), b"plain.txt"]
    for number, name in enumerate(names, 1):
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_text(good(number), encoding="utf-8")
    status, printed, _ = kg(tmp_path, "load", "files")
    assert status == 1 and "Traceback" not in printed and "\x1b" not in printed
    assert "Files: 5 loaded, 4 failed." in printed, printed
    assert printed.count("a pipe or a device, not a file") == 2


@pytest.mark.parametrize("name", sorted(texts.REPEATED))
def test_time_grows_with_the_size_only(name: str) -> None:
    """No recogniser goes back over the same characters again and again."""
    keeps_step(disclosures.read, lambda size: texts.repeated(texts.REPEATED[name], size).decode(), size=25_000)
