"""Pages as evidence: what a PDF or a workbook says is shown with the page or the sheet that prints it."""

from __future__ import annotations

import json
from pathlib import Path

import printed_pages
import pytest
import test_ofd
import test_pdf
from click.testing import CliRunner
from test_pdf import DISCLOSURE, lines_of, pytestmark, set_in_paragraphs  # noqa: F401

from kg.cli import cli
from loaders.source import Page, page_at

NUMBER = "云财社发〔2023〕36号"


def kg(store: Path, *args: str) -> str:
    done = CliRunner().invoke(cli, ["--store", str(store), *args], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "公开.pdf").write_bytes(printed_pages.pdf(set_in_paragraphs(DISCLOSURE)))
    kg(folder / "store", "load", str(folder / "公开.pdf"))
    return folder / "store"


def pages_of_number() -> set[str]:
    """The pages that print the number or its beginning, or the sentence before it, by the typesetter's own account."""
    printed = ["".join(t.text for t in sheet.texts if 60 < t.y < 780) for sheet in set_in_paragraphs(DISCLOSURE)]
    return {f"第{n}页" for n in range(1, len(printed) + 1) if NUMBER in "".join(printed[n - 1 : n + 1])}


def test_trace_names_the_page(store: Path) -> None:
    told = json.loads(kg(store, "trace", NUMBER, "--json"))
    assert {c["page"] for c in told["citations"] if NUMBER in c["quote"]} <= pages_of_number()
    source = test_pdf.read(printed_pages.pdf(set_in_paragraphs(DISCLOSURE)))
    assert all(page_at(source.pages, c["start"]) == c["page"] for c in told["citations"])
    printed = kg(store, "trace", NUMBER)
    assert all(f"{c['page']} · {c['start']}–{c['end']}" in printed for c in told["citations"])
    assert kg(store, "trace", NUMBER, "--csv").splitlines()[0].lstrip("\ufeff").endswith("page,start,end")


def test_show_names_the_page(store: Path) -> None:
    told = json.loads(kg(store, "show", "公开.pdf 5", "--json"))
    assert told["citations"] and all(row["page"].startswith("第") for row in told["citations"])
    assert told["amounts"] and all(row["page"] for row in told["amounts"] if row["printed"])


def test_the_picture_names_the_page(store: Path, tmp_path: Path) -> None:
    kg(store, "picture", "-o", str(tmp_path / "a.html"))
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert '"第1页"' in page


def test_the_graph_keeps_to_its_shapes(store: Path) -> None:
    assert json.loads(kg(store, "check", "--json")) == []


def test_a_text_file_has_no_pages(tmp_path: Path) -> None:
    kg(tmp_path / "store", "load", str(DISCLOSURE))
    told = json.loads(kg(tmp_path / "store", "trace", NUMBER, "--json"))
    assert told["citations"] and all("page" not in citation for citation in told["citations"])
    assert "page" not in json.loads(kg(tmp_path / "store", "show", "预算项目.txt 5", "--json"))["citations"][0]


def test_an_ofd_has_the_same_pages() -> None:
    sheets = set_in_paragraphs(DISCLOSURE)
    one = test_pdf.read(printed_pages.pdf(sheets))
    other = test_ofd.read(printed_pages.ofd(sheets))
    assert one.text == other.text and one.pages == other.pages


@pytest.mark.parametrize(
    ("position", "label"), [(0, "第1页"), (4, "第1页"), (5, None), (6, "第2页"), (9, None), (99, None)]
)
def test_page_at(position: int, label: str | None) -> None:
    assert page_at([Page(0, 5, "第1页"), Page(6, 9, "第2页")], position) == label


def test_no_pages_no_label() -> None:
    assert page_at((), 0) is None
