"""The benchmarks measure what they say: documents that are the same everywhere, both engines with the same answers."""

from __future__ import annotations

import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

import queries
from benchmarks import embedded, figures, generate, in_memory, plots, questions, report
from benchmarks.process import alone, timed
from benchmarks.run import main, page
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
    assert figures.p95([float(n) for n in range(1, 101)]) == 95.0
    assert figures.p95([3.0]) == 3.0


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


@pytest.mark.bench
def test_a_small_run_gives_all_rows_and_both_engines_agree(tmp_path: Path) -> None:
    target, results = tmp_path / "benchmarks.md", tmp_path / "results"
    asked = ["--projects", "20", "--output", str(target), "--results", str(results)]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0, result.output
    assert "WRONG" not in result.output
    text = target.read_text("utf-8")
    rows = ["extraction, one core", "files to an answering store", "ready: first ASK answered", "peak memory after all"]
    rows += ["trace (1 projects)", "first page of the most cited", "prose with few citations", "Targets at 20 projects"]
    rows += [
        "check of the whole store, and by pySHACL alone",
        "audit of the whole store",
        "layout of 5,000 things",
        "… what it says",
    ]
    rows += ["writing the same quads alone", "one step around the most cited |", "20 MB/s or more"]
    for row in [*rows, *queries.names()]:
        assert row in text
    assert {file.name for file in results.iterdir()} == {"20.json", "audit.json", "citations.json"}
    assert "](images/bench-rdflib.svg)" in text and (tmp_path / "images" / "bench-rdflib.svg").is_file()


def a_run(projects: int, factor: float) -> figures.Figures:
    def times(seconds: float) -> figures.Figures:
        return {"median": seconds * factor, "p95": seconds * factor, "times": 3}

    return {
        "projects": projects, "date": "2026-01-01", "machine": ["a machine"], "documents": projects // 10, "text_bytes": 10,
        "quads": projects * 260, "busy": [0.1, None], "wrong": [], "peak": 1e8 * factor, "uses_peak": 1e8,
        "reading": {"documents": 2, "bytes": 2000, "seconds": 1.0, "peak": 1e7},
        "loading": {"whole": 60 * factor, "processor": 80.0, "writing": 30 * factor, "again": 0.1, "disk": 1e9, "peak": 2.6e8 * factor},
        "bare": {"whole": 20 * factor, "processor": 30.0, "disk": 5e8, "peak": 1e9}, "ready": {"first": 0.01, "peak": 5e7, "process": 0.2},
        "answers": [{"name": "most-cited", "about": "", "counts": True, "rows": 5, **times(0.1)}], "traces": [{"about": "1", **times(0.001)}],
        "uses": [{"name": "trace: first page of the most cited", **times(0.004)}],
    }  # fmt: skip


def test_runs_of_other_days_stay_in_the_report(tmp_path: Path) -> None:
    for projects, factor in ((10_000, 1), (100_000, 12)):
        figures.keep(a_run(projects, factor), tmp_path)
    kept = figures.kept(tmp_path)
    assert list(kept) == ["10000", "100000"]
    text = page(kept)
    assert (
        "From 10,000 to 100,000 projects" in text and "| files to an answering store | 60 s | 720 s | 12.0 × |" in text
    )
    assert "holds: files to an answering store in under 120 s: 60 s" in text
    assert "DOES NOT HOLD: loading in less than 2.5 GB of memory: 3,120 MB" in text
    assert "holds: writing at most 2 × the bare engine's bulk load: 1.50 ×" in text


def test_a_run_adds_its_column_and_leaves_the_others(tmp_path: Path) -> None:
    figures.keep(a_run(10_000, 1), tmp_path)
    before = (tmp_path / "10000.json").read_bytes()
    figures.keep(a_run(100_000, 12), tmp_path)
    figures.keep(a_run(100_000, 11), tmp_path)
    assert (tmp_path / "10000.json").read_bytes() == before
    both = page(figures.kept(tmp_path))
    figures.keep(a_run(10_000, 1), tmp_path)
    assert page(figures.kept(tmp_path)) == both
    assert "| … all of it | 43,333 quads/s | 39,394 quads/s | 0.9 × |" in both


def test_a_run_over_a_store_that_was_there_keeps_how_it_was_loaded(tmp_path: Path) -> None:
    figures.keep(a_run(100_000, 12), tmp_path)
    again = {**a_run(100_000, 6), "date": "2026-01-02", "loading": None, "bare": None}
    figures.keep(again, tmp_path)
    held = figures.kept(tmp_path)["100000"]
    assert held["loading"]["whole"] == 720 and held["answers"][0]["median"] == pytest.approx(0.6)
    assert "in the run before, on 2026-01-01" in page(figures.kept(tmp_path))
    figures.keep({**again, "quads": 7}, tmp_path)
    assert figures.kept(tmp_path)["100000"]["loading"] is None


@pytest.mark.parametrize(("seconds", "holds"), [(19.0, True), (21.0, False)])
def test_the_checks_of_the_whole_store_have_targets(seconds: float, holds: bool) -> None:
    run = a_run(5_000, 1)
    assert not any("whole store" in one.what for one in report.targets(run))
    # Half of the projects in half of the time.
    check = {"whole": seconds / 2, "processor": 9.0, "severities": {"violation": 2}, "reference": 90.0, "peak": 1e8}
    run["checks"] = {
        "check": check,
        "audit": {"whole": seconds / 2, "processor": 14.0, "jobs": 2, "said": "Checks: 5."},
    }
    found = [one for one in report.targets(run) if "whole store" in one.what]
    assert [one.holds for one in found] == [holds, holds, True]
    assert found[0].figure == f"{seconds:.0f} s"
    lines = {line.what: line for line in report.lines(run)}
    line = lines["check of the whole store, and by pySHACL alone"]
    assert line.ours.endswith("9.00 s of the processor (2 violation)")
    assert line.ratio == "10 ×"
    assert lines["… what it says"].ours == "Checks: 5."


def test_an_answer_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(TimeoutError), in_memory._limited(0.05):
        time.sleep(5)
    with in_memory._limited(0.05):
        pass
    time.sleep(0.1)


def test_the_layout_is_timed_alone() -> None:
    assert 0 < embedded._laid_out(50) < 10


def test_the_same_figures_give_the_same_picture(tmp_path: Path) -> None:
    runs = [a_run(10_000, 1), a_run(100_000, 12)]
    (first,) = plots.draw(runs, tmp_path / "a")
    (again,) = plots.draw(runs, tmp_path / "b")
    assert first.read_bytes() == again.read_bytes()
    drawn = ElementTree.parse(first)
    assert len(drawn.findall(".//{http://www.w3.org/2000/svg}rect")) == 4
