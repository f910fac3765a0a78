"""A reader who has nothing but the report, and does what it says at the place it names, mends each document."""

from __future__ import annotations

import re
from pathlib import Path

import docx as python_docx
import pytest
from click.testing import CliRunner
from folders import DATA

from kg.cli import cli

FOLDER = DATA / "audit" / "reported"
PLANTED = [
    tuple(cell.replace("\\t", "\t") for cell in line.split("\t"))
    for line in (FOLDER / "planted.tsv").read_text("utf-8").splitlines()[2:]
]
CELL = re.compile("若将表“(.+?)”(?:“(.+?)”行)?(?:“(.+?)”列)?(?:，第 (\\d+) 行)?的“(.+?)”改为“(.+?)”")
LINE = re.compile("若将第 (\\d+) 行(?:第 (\\d+) 格)?的“(.+?)”改为“(.+?)”")


def done(text: str, words: str) -> str:
    """The text after what the words say was done in it."""
    lines = text.split("\n")
    if found := LINE.search(words):
        number, printed, instead = int(found[1]) - 1, found[3], found[4]
        cells = lines[number].split("\t")
        at = int(found[2]) - 1 if found[2] else 0
        assert cells[at].count(printed) == 1, "the report does not say which figure of the line"
        cells[at] = cells[at].replace(printed, instead)
        lines[number] = "\t".join(cells)
        return "\n".join(lines)
    named = CELL.search(words)
    assert named, words
    _, row, column, line, printed, instead = named.groups()
    if line is None:
        own = column.split(" / ")[-1]
        at = next(one for one in lines if own in one.split("\t")).split("\t").index(own)
        (number,) = (n for n, one in enumerate(lines) if " ".join(filter(None, one.split("\t")[:at])).startswith(row))
    else:
        number = int(line) - 1
        at = [n for n, cell in enumerate(lines[number].split("\t")) if cell == printed][-1]
    cells = lines[number].split("\t")
    assert cells[at] == printed
    cells[at] = instead
    lines[number] = "\t".join(cells)
    return "\n".join(lines)


def audited(file: Path, report: Path) -> int:
    arguments = ["--store", str(file.parent / "no.kg"), "audit", str(file), "--figures", "--report", str(report)]
    return CliRunner().invoke(cli, arguments, env={"KG_LANG": "zh"}).exit_code


@pytest.mark.parametrize(("name", "printed", "planted"), PLANTED)
def test_what_the_report_says_mends_the_document(tmp_path: Path, name: str, printed: str, planted: str) -> None:
    whole = (FOLDER / name).read_text("utf-8")
    assert whole.count(printed) == 1
    file, report = tmp_path / name, tmp_path / "report.docx"
    file.write_text(whole, "utf-8")
    assert audited(file, report) == 0
    text = whole.replace(printed, planted)
    file.write_text(text, "utf-8")
    assert audited(file, report) == 1
    said = [one.text for one in python_docx.Document(str(report)).paragraphs if one.text.startswith(("若将", "或将"))]
    assert said and {done(text, words) for words in said} == {whole}
