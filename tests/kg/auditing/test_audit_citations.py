"""Findings on citations beside those on figures: in every output, from files and from a store, with the exit status."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from folders import DATA

from kg.cli import cli
from kg.linting import lint
from kg.loading import load, unstored
from kg.stores import catalogue
from kg.stores.opening import memory_store, open_store
from kg.stores.store import Store
from loaders.extract import read_and_extract
from loaders.rdf import identifiers
from loaders.records import Extraction

PAPER = DATA / "lint" / "托育服务预算.txt"
CODES = [
    "impossible-year",
    "issuer-contradicts-code",
    "number-without-code",
    "period-ended",
    "basis-section-names-none",
    "typing-error",
    "no-basis",
]


def run(*arguments: str, store: Path | None = None, lang: str = "en") -> tuple[int, str]:
    result = CliRunner().invoke(
        cli, [*(["--store", str(store)] if store else []), "audit", *arguments], env={"KG_LANG": lang}
    )
    return result.exit_code, result.output


def _unstored(extraction: Extraction) -> dict[str, list[lint.Finding]]:
    examined = lint.examiner(unstored.store([extraction]))
    return {identifiers.document(extraction.document.sha256): examined(extraction)}


def _stored(store: Store) -> dict[str, list[lint.Finding]]:
    found: dict[str, list[lint.Finding]] = {
        entry.document: [] for entry in catalogue.Catalogue.read(store).entries.values()
    }
    for finding in lint.lint(store):
        found[finding.document].append(finding)
    return found


def codes(output: str) -> list[str]:
    return [row["code"] for row in json.loads(output) if row["check"] == "citation"]


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    with open_store(tmp_path / "audit.kg") as store:
        load.load(store, [PAPER])
    return tmp_path / "audit.kg"


def without_errors(tmp_path: Path) -> Path:
    """The paper with both of its errors put right: warnings are left."""
    text = PAPER.read_text("utf-8").replace("红民发[20222]6号", "红民发[2022]6号").replace("（〔2023〕8号）", "")
    file = tmp_path / "改.txt"
    file.write_text(text, "utf-8")
    return file


def test_files_and_the_store_give_the_same_findings(disk: Path) -> None:
    status, of_file = run(str(PAPER), "--json")
    assert status == 1 and codes(of_file) == CODES
    assert json.loads(run("--json", store=disk)[1]) == json.loads(of_file)
    assert json.loads(run("托育服务预算.txt", "--json", store=disk)[1]) == json.loads(of_file)


def test_a_project_has_its_own_findings(disk: Path) -> None:
    status, output = run("托育服务预算 4", "--json", store=disk)
    assert status == 0 and codes(output) == ["basis-section-names-none", "typing-error"]
    status, output = run("云政发〔2020〕17号", "--json", store=disk)
    assert {row["project"] for row in json.loads(output)} == {2}
    assert (status, codes(output)) == (1, ["issuer-contradicts-code", "number-without-code"])


def test_figures_alone(disk: Path) -> None:
    for arguments, store in (([str(PAPER)], None), ([], disk)):
        status, output = run(*arguments, "--figures", "--json", store=store)
        assert status == 0 and json.loads(output) and not codes(output)


def test_a_warning_leaves_the_exit_status_alone(tmp_path: Path) -> None:
    file = without_errors(tmp_path)
    status, output = run(str(file))
    assert status == 0 and "warning" in output and " error" not in output
    assert output.splitlines()[-1].endswith("Citations: 5 warning.")


def test_text_csv_and_html(tmp_path: Path) -> None:
    page, book = tmp_path / "r.html", tmp_path / "r.xlsx"
    status, output = run(str(PAPER), "--html", str(page), "--xlsx", str(book), lang="zh")
    assert status == 1 and "红民发[20222]6号（或为红民发〔2022〕6号）" in output
    assert output.splitlines()[-1].endswith("引用：2 错误，5 警告。")
    assert (
        "<mark>" in page.read_text("utf-8") and "年份不可能" in page.read_text("utf-8") and book.stat().st_size > 1000
    )
    rows = list(csv.DictReader(io.StringIO(run(str(PAPER), "--csv")[1])))
    assert [row["code"] for row in rows if row["check"] == "citation"] == CODES
    assert {row["severity"] for row in rows if row["check"] == "citation"} == {"error", "warning"}


def test_style_is_only_shown_with_all() -> None:
    assert "style" not in run(str(PAPER))[1]
    assert codes(run(str(PAPER), "--all", "--json")[1]).count("style") == 1


def test_json_of_a_citation_has_the_keys_of_a_check_and_those_of_the_lint() -> None:
    rows = json.loads(run(str(PAPER), "--json")[1])
    figure = next(row for row in rows if row["check"] != "citation")
    cited = next(row for row in rows if row["check"] == "citation")
    assert set(figure) < set(cited) and cited["severity"] == "error" and cited["verdict"] == "mismatch"


def test_what_other_files_cite_is_heeded(tmp_path: Path) -> None:
    from papers import QINGHE

    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text(QINGHE, "utf-8")
    two.write_text(QINGHE.replace("松江州乡村医生补助办法", "残疾人康复救助方案"), "utf-8")
    alone, both = codes(run(str(two), "--json")[1]), codes(run(str(tmp_path), "--json")[1])
    assert "one-number-two-titles" not in alone and both.count("one-number-two-titles") >= 2


def test_a_copy_of_a_file_has_the_findings_under_its_own_name(tmp_path: Path) -> None:
    for name in ("甲.txt", "乙.txt"):
        (tmp_path / name).write_bytes(PAPER.read_bytes())
    rows = json.loads(run(str(tmp_path), "--json")[1])
    for name in ("甲.txt", "乙.txt"):
        assert [row["code"] for row in rows if row["document"] == name and row["check"] == "citation"] == CODES


def test_money_is_not_needed_for_citations() -> None:
    extraction = read_and_extract(PAPER)
    store = memory_store()
    load.load(store, [PAPER])
    assert _unstored(extraction) == _stored(store)


@pytest.mark.parametrize("name", ["gejiu-health-2024", "hongta-medical-2024", "patriotic-health-plans"])
def test_real_papers_as_the_lint_sees_them(shared: Path, name: str) -> None:
    file = shared / "corpus" / f"{name}.txt"
    store = memory_store()
    load.load(store, [file])
    assert _unstored(read_and_extract(file)) == _stored(store)


def test_nothing_is_said_of_what_could_not_be_read(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"\x00\x01\x02\x03" * 50)
    status, output = run(str(file))
    assert status == 1 and "There are no figures" not in output and output.startswith("kg: a.txt ")


def test_a_mistyped_file_is_told_as_one(tmp_path: Path) -> None:
    status, output = run("预算.txt", store=tmp_path / "none.kg")
    assert status == 1 and output.startswith("kg: There is no file '预算.txt', and no store at ")
