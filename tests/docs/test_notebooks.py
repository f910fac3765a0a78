"""Every notebook of the documentation runs, cell by cell, on a store of the samples, and comes to what the queries say."""

from __future__ import annotations

import ast
import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from folders import ROOT

import kg

BOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the samples and a store of them, as a reader's checkout has."""
    made = tmp_path_factory.mktemp("notebooks")
    shutil.copytree(ROOT / "examples", made / "examples")
    with kg.open(made / "policy.kg", create=True) as graph:
        graph.load(made / "examples")
    return made


def executed(name: str) -> dict[str, Any]:
    """The names after the last cell; ``shown`` has what each cell that ends with an expression shows."""
    names: dict[str, Any] = {"shown": []}
    for number, cell in enumerate(
        json.loads((ROOT / "docs" / "notebooks" / f"{name}.ipynb").read_text("utf-8"))["cells"]
    ):
        if cell["cell_type"] == "code":
            tree = ast.parse("".join(cell["source"]))
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, f"{name} {number}", "exec"), names)
            if isinstance(last, ast.Expr):
                names["shown"].append(eval(compile(ast.Expression(last.value), f"{name} {number}", "eval"), names))
    return names


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_a_notebook_has_both_languages_and_no_outputs(book: Path) -> None:
    cells = json.loads(book.read_text("utf-8"))["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells)
    assert all(
        cell["outputs"] == [] and cell["execution_count"] is None for cell in cells if cell["cell_type"] == "code"
    )
    headings = [
        line for cell in cells if cell["cell_type"] == "markdown" for line in cell["source"] if line.startswith("#")
    ]
    assert len(headings) > 3 and all(" · " in heading for heading in headings)
    assert f"notebooks/{book.name}" in (ROOT / "docs" / "how-to" / "python.md").read_text("utf-8")


def test_tracing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    names = executed("tracing")
    with kg.open("policy.kg") as graph:
        (row,) = [one for one in graph.query("most-cited") if one["number"] == names["NUMBER"]]
        assert len(names["projects"].drop_duplicates("iri")) == row["projects"] > 1
        assert len(names["places"]) == row["citations"]
        (money,) = [one for one in graph.query("money-by-policy") if one["number"] == names["NUMBER"]]
        assert names["by_unit"].sum() == names["total"] == money["amount_yuan"]
    assert set(names["loaded"].to_pandas()["outcome"]) == {"unchanged"}
    assert names["picture"].things > 3


def test_money(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    names = executed("money")
    assert names["wide"].sum().sum() == names["years"]["amount_yuan"].sum() > 0
    assert (names["growth"]["fiscal_year"] == names["growth"]["previous_year"] + 1).all() and len(names["growth"])
    assert dict(names["shown"][-1]) == dict(
        zip(names["years"]["fiscal_year"], names["years"]["amount_yuan"], strict=True)
    )
    assert isinstance(names["shown"][-1].iloc[0], Decimal) and len(names["flows"]) > 1
    assert names["checks"]["verdict"].isin(["mismatch"]).any()


def test_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    names, again = executed("network"), executed("network")
    assert names["communities"] == again["communities"] and 0 < names["modularity"] < 1
    assert sum(map(len, names["communities"])) == len(names["rests"])
    with kg.open("policy.kg") as graph:
        nearest = graph.query("units-sharing-bases", unit=names["shown"][-3][0][0]).to_pandas()
        assert names["shown"][-3][0][2] in set(nearest["policies"])
