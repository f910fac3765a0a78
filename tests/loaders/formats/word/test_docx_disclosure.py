"""The same disclosure as plain text and as Word documents of every make gives the same records."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest
import word_parts
from click.testing import CliRunner
from word_parts import paragraph, run, table

from kg.cli import cli
from loaders.formats.word import office

FIELDS = (
    "项目名称", "立项依据", "项目实施单位", "项目基本概况", "项目实施内容", "资金安排情况", "项目实施计划", "项目实施成效",
)  # fmt: skip
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="第%1个："/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
ORDINAL = re.compile(r"第.{1,3}个：")


@pytest.fixture(scope="module")
def sample(root: Path) -> Path:
    return root / "examples" / "红河州" / "个旧市卫生健康局2024年预算项目.txt"


def lines(sample: Path) -> list[str]:
    return [line for line in sample.read_text(encoding="utf-8").splitlines() if line]


def with_paragraphs(text: list[str], path: Path) -> None:
    made = python_docx.Document()
    for line in text:
        made.add_paragraph(line)
    made.save(str(path))


def with_numbers(text: list[str], path: Path) -> None:
    body = "".join(paragraph("", NUMBERED) if ORDINAL.fullmatch(line) else paragraph(line) for line in text)
    path.write_bytes(word_parts.packed(body, numbering=NUMBERING))


def with_changes(text: list[str], path: Path) -> None:
    """Half of each line was added, and a wrong amount, number and project taken out."""
    body = "".join(
        paragraph(
            run(line[: len(line) // 2])
            + "<w:del><w:r><w:delText>999万元，依据云财社〔1999〕9号</w:delText></w:r></w:del>"
            + f"<w:ins>{run(line[len(line) // 2 :])}</w:ins>"
        )
        + paragraph("<w:del><w:r><w:delText>第十四个：</w:delText></w:r></w:del>", "<w:rPr><w:del/></w:rPr>")
        for line in text
    )
    path.write_bytes(word_parts.packed(body))


def with_controls(text: list[str], path: Path) -> None:
    body = "".join(f"<w:sdt><w:sdtContent>{paragraph(line)}</w:sdtContent></w:sdt>" for line in text)
    path.write_bytes(word_parts.packed(body, strict=True))


def with_boxes(text: list[str], path: Path) -> None:
    """Every line in a text box of its own, told twice in the file as Word does."""
    body = ""
    for line in text:
        box = f"<w:txbxContent>{paragraph(line)}</w:txbxContent>"
        body += paragraph(
            f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    path.write_bytes(word_parts.packed(body))


def with_frames(text: list[str], path: Path) -> None:
    """The whole in a table of one cell, which pages use as a frame."""
    path.write_bytes(word_parts.packed(table(["".join(map(paragraph, text))])))


def with_tables(text: list[str], path: Path) -> None:
    """A form of eight fields for each project, label left and text right: 104 cells of text."""
    body, fields = "", list[list[str]]()
    for line in [*text, "第完个："]:
        if line in FIELDS:
            fields.append([line, ""])
        elif fields and not ORDINAL.fullmatch(line):
            fields[-1][1] += paragraph(line)
        else:
            body += table(*fields) if fields else ""
            body, fields = body + paragraph(line), []
    path.write_bytes(word_parts.packed(body.removesuffix(paragraph("第完个："))))


def with_runs(text: list[str], path: Path) -> None:
    """Every character a run of its own, as spelling checks leave them."""
    path.write_bytes(word_parts.packed("".join(paragraph("".join(run(c) for c in line)) for line in text)))


def in_an_archive(text: list[str], path: Path) -> None:
    with_paragraphs(text, path.with_suffix(".docx"))
    with zipfile.ZipFile(path, "w") as out:
        out.write(path.with_suffix(".docx"), f"公开/{path.stem}.docx")
    path.with_suffix(".docx").unlink()


def older(text: list[str], path: Path) -> None:
    if office.program() is None:
        pytest.skip("needs LibreOffice (libreoffice-writer-nogui)")
    with_paragraphs(text, path.with_suffix(".docx"))
    profile = (path.parent / "profile").as_uri()
    command = [
        str(office.program()),
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "doc:MS Word 97",
    ]
    command += ["--outdir", str(path.parent), str(path.with_suffix(".docx"))]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    path.with_suffix(".docx").unlink()


def records(path: Path) -> dict[str, Any]:
    done = CliRunner().invoke(cli, ["extract", str(path)])
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    text = CliRunner().invoke(cli, ["extract", "--text", str(path)]).stdout
    for fact in (*found["citations"], *found["money"]):
        assert text[fact["start"] : fact["end"]] == fact["surface"]
    kept = {"projects": ("ordinal", "name", "implementing_units", "amount_yuan", "fiscal_year"),
            "citations": ("surface", "number", "title", "articles", "relation", "project", "section"),
            "money": ("surface", "yuan", "kind", "per", "project"),
            "indicators": ("name", "value", "unit")}  # fmt: skip
    return {
        "document": {key: found["document"][key] for key in ("title", "kind", "publisher", "area", "fiscal_year")},
        **{what: [{key: fact[key] for key in keys} for fact in found[what]] for what, keys in kept.items()},
    }


@pytest.mark.parametrize(
    ("make", "ending"),
    [
        (with_paragraphs, "docx"), (with_numbers, "docx"), (with_changes, "docx"), (with_controls, "docm"), (with_boxes, "docx"),
        (with_frames, "dotx"),
        (with_tables, "docx"), (with_runs, "docx"), (in_an_archive, "zip"), (older, "doc"),
    ],
)  # fmt: skip
def test_the_same_records(sample: Path, tmp_path: Path, make: Callable[[list[str], Path], None], ending: str) -> None:
    made = tmp_path / f"{sample.stem}.{ending}"
    make(lines(sample), made)
    found, expected = records(made), records(sample)
    assert len(expected["projects"]) == 13 and len(expected["citations"]) == 29
    if make is with_tables:
        # What an amount is for is judged by the words before it; that a cell begins there is not among them yet.
        for side in (found, expected):
            side["money"] = [{key: one[key] for key in ("surface", "yuan", "project")} for one in side["money"]]
    assert found == expected
