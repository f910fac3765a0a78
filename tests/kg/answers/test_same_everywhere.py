"""The same disclosure in every format gives the same projects, units, amounts and citations, and the same field texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import disclosure_files as files
import pytest
from click.testing import CliRunner

from kg.cli import cli

MADE = files.disclosure()
_Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Variant:
    """A file of the disclosure: its ending, how it is made (in a folder), the least share of fields that must be exact."""

    ending: str
    make: Callable[[Path], bytes]
    exact: float
    needs: tuple[str, ...] = ()


def plain(make: Callable[..., bytes], **how: bool) -> Callable[[Path], bytes]:
    return lambda folder: make(MADE, **how)


VARIANTS = {
    "html-paragraphs": Variant("html", plain(files.html), 0.99),
    "html-table": Variant("html", plain(files.html, table=True), 0.99),
    "docx-paragraphs": Variant("docx", plain(files.word), 0.99),
    "docx-table": Variant("docx", plain(files.word, table=True), 0.99),
    "docx-numbering": Variant("docx", plain(files.word_numbered), 0.99),
    "docx-insertions": Variant("docx", plain(files.word_tracked), 0.99),
    "docx-text-box": Variant("docx", plain(files.word_boxed), 0.99),
    "doc-table": Variant(
        "doc", lambda at: files.converted(files.word(MADE, table=True), "docx", "doc", at), 0.99, ("office",)
    ),
    "doc-numbering": Variant(
        "doc", lambda at: files.converted(files.word_numbered(MADE), "docx", "doc", at), 0.99, ("office",)
    ),
    "pdf-paragraphs": Variant("pdf", plain(files.printed), 0.98, ("pypdfium2",)),
    "pdf-table": Variant("pdf", plain(files.printed, table=True), 0.98, ("pypdfium2",)),
    "pdf-of-a-browser": Variant("pdf", partial(files.printed_by_browser, MADE), 0.98, ("browser", "pypdfium2")),
    "pdf-of-a-browser-table": Variant(
        "pdf", partial(files.printed_by_browser, MADE, table=True), 0.98, ("browser", "pypdfium2")
    ),
    "pdf-of-an-office": Variant(
        "pdf",
        lambda at: files.converted(files.word(MADE, table=True), "docx", "pdf", at),
        0.98,
        ("office", "pypdfium2"),
    ),
    "xlsx-a-project-a-row": Variant("xlsx", plain(files.workbook, across=True), 0.99, ("python_calamine",)),
    "xlsx-label-left": Variant("xlsx", plain(files.workbook, across=False), 0.99, ("python_calamine",)),
    "xls-label-left": Variant(
        "xls",
        lambda at: files.converted(files.workbook(MADE, across=False), "xlsx", "xls", at),
        0.99,
        ("sheets", "python_calamine"),
    ),
    "ofd": Variant("ofd", plain(files.fixed), 0.98),
    "csv-a-project-a-row": Variant("csv", plain(files.comma_separated), 0.99),
    "csv-label-left": Variant("csv", plain(files.comma_separated, across=False), 0.99),
}


def missing(need: str) -> bool:
    if need == "office":
        return files.office() is None
    if need == "sheets":
        return not files.sheets()
    return files.browser() is None if need == "browser" else find_spec(need) is None


def extracted(path: Path) -> list[_Facts]:
    """What ``kg extract`` prints of a file: one object a document."""
    done = CliRunner().invoke(cli, ["extract", str(path)])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def text(path: Path) -> str:
    """The text that the offsets point into."""
    return CliRunner().invoke(cli, ["extract", "--text", str(path)]).stdout


@cache
def expected() -> _Facts:
    (facts,) = extracted(files.EXAMPLE)
    return facts


def squeezed(text: str) -> str:
    """A text without blanks and line breaks: a page breaks its lines where it will."""
    return "".join(text.split())


def projects(facts: _Facts) -> list[tuple[str, list[str], str | None, object]]:
    return [
        (squeezed(p["name"]), [*map(squeezed, p["implementing_units"])], p["amount_yuan"], p["fiscal_year"])
        for p in facts["projects"]
    ]


def amounts(facts: _Facts) -> list[tuple[int | None, str, str]]:
    return [(m["project"], m["yuan"], m["kind"]) for m in facts["money"]]


def citations(facts: _Facts) -> list[tuple[Any, ...]]:
    return [
        (
            c["project"],
            c["number"],
            squeezed(c["title"] or ""),
            c["relation"],
            [*map(squeezed, c["articles"])],
        )
        for c in facts["citations"]
    ]


def fields(path: Path, facts: _Facts) -> dict[tuple[int, str], str]:
    """The text of each field of each project."""
    whole = text(path)
    return {
        (p["ordinal"], squeezed(s["heading"])): squeezed(whole[s["start"] : s["end"]])
        for p in facts["projects"]
        for s in p["sections"]
    }


@cache
def true_fields() -> dict[tuple[int, str], str]:
    return {
        (number, label): squeezed("".join(lines))
        for number, item in enumerate(MADE.items, 1)
        for label, lines in item.fields
    }


def exact(path: Path, facts: _Facts) -> float:
    """The share of the fields whose text is that of the plain text, line breaks and blanks apart."""
    found = fields(path, facts)
    return sum(found.get(place) == words for place, words in true_fields().items()) / len(true_fields())


def test_the_example_itself() -> None:
    assert len(MADE.items) == len(expected()["projects"]) == 13
    assert len(true_fields()) == 13 * 8
    assert exact(files.EXAMPLE, expected()) == 1


# Another program makes the file first, which takes it seconds.
CONVERTED = {name for name, variant in VARIANTS.items() if {"office", "sheets", "browser"} & {*variant.needs}}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in CONVERTED else name for name in VARIANTS]
)
def test_every_format_says_the_same(name: str, tmp_path: Path) -> None:
    variant = VARIANTS[name]
    for need in variant.needs:
        if missing(need):
            pytest.skip(f"needs {need}")
    path = tmp_path / f"{files.EXAMPLE.stem}.{variant.ending}"
    path.write_bytes(variant.make(tmp_path))
    (facts,) = extracted(path)
    share = exact(path, facts)
    print(f"{name}: {share:.1%} of {len(true_fields())} fields exact")
    assert projects(facts) == projects(expected())
    assert amounts(facts) == amounts(expected())
    assert citations(facts) == citations(expected())
    assert share >= variant.exact


def test_a_zip_of_them_holds_documents_of_their_own(tmp_path: Path) -> None:
    names = ["html-table", "docx-table", "csv-label-left"]
    members = {f"{name}.{VARIANTS[name].ending}": VARIANTS[name].make(tmp_path) for name in names}
    (tmp_path / "all.zip").write_bytes(files.archived(members))
    found = extracted(tmp_path / "all.zip")
    assert [Path(facts["document"]["path"]).name for facts in found] == sorted(members)
    for facts in found:
        assert projects(facts) == projects(expected())
        assert citations(facts) == citations(expected())
