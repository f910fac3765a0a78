"""The benchmarks measure what they say: documents that are the same everywhere, both engines with the same answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import generate, questions, report
from benchmarks.process import alone, timed
from benchmarks.run import main
from loaders import extract


def test_the_same_seed_gives_the_same_documents() -> None:
    first, again = (list(generate.documents(60)) for _ in range(2))
    assert first == again
    assert sum(made.projects for made in first) == 60
    assert [made.text for made in generate.documents(60, seed=1)] != [made.text for made in first]


def test_more_projects_only_add_documents() -> None:
    few, many = list(generate.documents(40)), list(generate.documents(80))
    assert [made.name for made in few] == [made.name for made in many[: len(few)]]
    assert few[:-1] == many[: len(few) - 1]


def test_names_of_files_never_repeat() -> None:
    names = [made.name for made in generate.documents(3_000)]
    assert len(names) == len(set(names))


def test_regulations_are_cited_once_often_and_by_most() -> None:
    cited = sum((made.cited for made in generate.documents(2_000)), start=type(next(generate.documents(1)).cited)())
    counts = sorted(cited.values())
    assert counts.count(1) > 100
    assert any(8 <= count <= 12 for count in counts)
    assert any(50 <= count <= 100 for count in counts)
    assert counts[-1] > 1_000


def test_what_a_document_says_is_what_a_reader_finds(tmp_path: Path) -> None:
    made = next(generate.documents(10))
    file = tmp_path / made.name
    file.write_text(made.text, "utf-8")
    found = extract.read_and_extract(file)
    assert len(found.projects) == made.projects
    assert sum(project.amount or 0 for project in found.projects) == made.yuan
    assert {c.number for c in found.citations if c.number} == set(made.cited)


@pytest.mark.parametrize(
    ("lexical", "datatype", "plain"),
    [
        ("14.90", questions.XSD + "decimal", "14.900000"),
        ("14.9", questions.XSD + "decimal", "14.900000"),
        ("007", questions.XSD + "integer", "7.000000"),
        ("2024", questions.XSD + "gYear", "2024"),
        ("14.90", None, "14.90"),
    ],
)
def test_numbers_are_compared_by_value(lexical: str, datatype: str | None, plain: str) -> None:
    assert questions.plain(lexical, datatype) == plain


def test_lists_are_compared_without_their_order() -> None:
    columns = ("units", "quote")
    assert questions.row(columns, ("乙、甲", "乙、甲")) == questions.row(columns, ("甲、乙", "乙、甲"))
    assert questions.row(columns, ("甲、乙", "甲、乙")) != questions.row(columns, ("甲、乙", "乙、甲"))


def test_p95_is_a_measured_time() -> None:
    assert report.p95([float(n) for n in range(1, 101)]) == 95.0
    assert report.p95([3.0]) == 3.0


def test_a_slow_call_is_timed_once() -> None:
    assert len(timed(lambda: None, 7, at_most=60.0)[1]) == 7
    assert len(timed(lambda: None, 7, at_most=0.0)[1]) == 1


def test_a_process_reports_its_own_memory() -> None:
    kept = bytearray(200_000_000)
    small, large = alone(len, b""), alone(_fill, 150_000_000)
    assert len(kept) > small.peak
    assert large.peak - small.peak > 140_000_000


def _fill(size: int) -> int:
    return len(bytearray(b"x") * size)


def test_a_failure_in_a_process_is_raised_here() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        alone(int, "x")


def test_a_small_run_gives_all_rows_and_both_engines_agree(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    result = CliRunner().invoke(main, ["--projects", "20", "--output", str(page)])
    assert result.exit_code == 0, result.output
    assert "WRONG" not in result.output
    text = page.read_text("utf-8")
    rows = ["extraction, one core", "files to an answering store", "ready: first ASK answered", "peak memory after all"]
    for row in [*rows, *questions.NAMED, "trace (1 projects)", "prose with few citations", "Targets at 20 projects"]:
        assert row in text
