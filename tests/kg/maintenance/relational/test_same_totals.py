"""The same totals through every door: Python, pandas, DuckDB, CSV, Neo4j, GraphML, Turtle and Excel as by `kg stats` and `money-by-year`."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import duckdb
import networkx as nx
import openpyxl
import pandas as pd
import pyoxigraph as ox
import pytest

from kg.answers import ask
from kg.answers.stats import stats
from kg.graph import Graph
from kg.maintenance import export
from kg.stores.store import Store
from kg.tables import table as tables
from ontology.iris import PREFIXES
from ontology.terms import PK


@dataclass
class Totals:
    """What a form of the data comes to; ``years`` has the money of budget projects by year, ``cited`` the projects that cite each policy."""

    documents: int
    projects: int
    policies: int
    years: dict[int | None, Decimal] = field(default_factory=dict)
    cited: dict[str, int] | None = None


def by_year(rows: Iterable[tuple[object, object]]) -> dict[int | None, Decimal]:
    """The money of each year, to the fen: some forms have floats."""
    years: dict[int | None, Decimal] = defaultdict(Decimal)
    for year, yuan in rows:
        if yuan not in (None, ""):
            years[int(str(year)) if year not in (None, "") else None] += Decimal(str(yuan))
    return {year: round(total, 2) for year, total in years.items()}


def _frames(read: Callable[[str], pd.DataFrame]) -> Totals:
    projects = read("projects").merge(read("documents")[["document_id", "counted"]], on="document_id")
    projects = projects[projects["counted"] & (projects["kind"] == "BudgetProject")]
    policies = read("policies")
    return Totals(
        len(read("documents")), len(projects), len(policies),
        by_year((None if pd.isna(year) else year, None if pd.isna(yuan) else yuan) for year, yuan in zip(projects["fiscal_year"], projects["amount_yuan"], strict=True)),
        dict(zip(policies["iri"], policies["citing_projects"], strict=True)),
    )  # fmt: skip


def of_python(store: Store, folder: Path, forms: dict[str, Path]) -> Totals:
    found = Graph(store).tables()
    return _frames(lambda name: found[name].to_pandas())


def of_pandas(store: Store, folder: Path, forms: dict[str, Path]) -> Totals:
    return _frames(lambda name: pd.read_parquet(forms["parquet"] / f"{name}.parquet"))


def of_csv(store: Store, folder: Path, forms: dict[str, Path]) -> Totals:
    return _frames(
        lambda name: pd.read_csv(
            forms["csv"] / f"{name}.csv", dtype={"amount_yuan": str, "fiscal_year": "Int64"}, encoding="utf-8-sig"
        )
    )


def of_duckdb(store: Store, folder: Path, forms: dict[str, Path]) -> Totals:
    with duckdb.connect(str(forms["duckdb"]), read_only=True) as opened:
        known = dict(opened.execute("FROM stats").fetchall())
        years = opened.execute("SELECT fiscal_year, amount_yuan FROM money_by_year").fetchall()
        cited = opened.execute("SELECT iri, citing_projects FROM policies").fetchall()
    return Totals(
        int(known["documents"]), int(known["budget_projects"]), int(known["policies"]), by_year(years), dict(cited)
    )


def of_neo4j(store: Store, folder: Path, forms: dict[str, Path]) -> Totals:
    def read(name: str) -> list[dict[str, str]]:
        with (forms["neo4j"] / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return [{key.partition(":")[0] or key: cell for key, cell in row.items()} for row in csv.DictReader(file)]

    def key(row: dict[str, str]) -> str:
        return row[next(column for column in row if column.endswith("_id") or column == "id")]

    documents = read("documents")
    counted = {key(row) for row in documents if row["counted"] == "true"}
    arrows = next(
        file for file in forms["neo4j"].iterdir() if file.name.startswith("projects") and "document" in file.name
    )
    with arrows.open(encoding="utf-8", newline="") as file:
        homes = {row[":START_ID(projects)"]: row[":END_ID(documents)"] for row in csv.DictReader(file)}
    projects = [row for row in read("projects") if row["kind"] == "BudgetProject" and homes[key(row)] in counted]
    policies = read("policies")
    return Totals(
        len(documents), len(projects), len(policies),
        by_year((row["fiscal_year"], row["amount_yuan"]) for row in projects),
        {row["iri"]: int(row["citing_projects"] or 0) for row in policies},
    )  # fmt: skip


def of_graphml(store: Store, folder: Path, forms: dict[str, Path]) -> Totals:
    export.export(store, "graphml", folder / "out.graphml")
    graph = nx.read_graphml(folder / "out.graphml")
    kinds = [said["kind"] for _, said in graph.nodes(data=True)]
    projects = [said for _, said in graph.nodes(data=True) if said["kind"] == "project" and said["counted"]]
    return Totals(
        kinds.count("document"), len(projects), kinds.count("policy"),
        by_year((said.get("year"), said.get("amount_yuan")) for said in projects),
        {
            node: len({one for one, _ in graph.in_edges(node) if graph.nodes[one].get("counted") and graph.nodes[one]["kind"] in ("project", "work")})
            for node, said in graph.nodes(data=True) if said["kind"] == "policy"
        },
    )  # fmt: skip


def of_turtle(store: Store, folder: Path, forms: dict[str, Path]) -> Totals:
    export.export(store, "ttl", folder / "out.ttl")
    graph = ox.Store()
    graph.bulk_load(path=folder / "out.ttl", format=ox.RdfFormat.TURTLE)
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())

    def rows(sparql: str) -> list[tuple[str | None, ...]]:
        found = graph.query(head + sparql)
        assert isinstance(found, ox.QuerySolutions)
        return [tuple(None if term is None else term.value for term in row) for row in found]  # type: ignore[union-attr]

    once = "FILTER NOT EXISTS { ?p prov:hadPrimarySource/pk:repeats ?first }"
    counts = [
        int(str(rows(f"SELECT (COUNT(DISTINCT ?p) AS ?n) {{ {pattern} }}")[0][0]))
        for pattern in ("?p a foaf:Document", f"?p a pk:BudgetProject {once}", "?p a eli:LegalResource")
    ]
    granted = "?p a pk:BudgetProject . ?g schema:fundedItem ?p ; schema:amount/schema:value ?y . OPTIONAL { ?p pk:budgetYear ?year }"
    cited = rows(
        f"SELECT ?policy (COUNT(DISTINCT ?p) AS ?n) {{ ?p pk:ordinal ?o ; pk:basedOn|cito:cites ?policy . {once} }} GROUP BY ?policy"
    )
    return Totals(
        *counts, by_year(rows(f"SELECT ?year ?y {{ {granted} {once} }}")), {str(iri): int(str(n)) for iri, n in cited}
    )  # type: ignore[arg-type]


def of_xlsx(store: Store, folder: Path, forms: dict[str, Path]) -> Totals:
    export.export(store, "xlsx", folder / "out.xlsx")
    book = openpyxl.load_workbook(folder / "out.xlsx", read_only=True)
    sheets = {}
    for name, sheet in zip(export.SHEETS, book.worksheets, strict=True):
        head, *rows = sheet.iter_rows(values_only=True)
        sheets[name] = [dict(zip(head, row, strict=True)) for row in rows]

    def said(name: str) -> str:
        return tables.heading(name, "en")

    budget = tables.concept(str(PK.BudgetProject), "en")
    projects = [row for row in sheets["projects"] if row[said("project_kind")] == budget]
    return Totals(
        len(sheets["documents"]), len(projects), len(sheets["policies"]),
        by_year((row[said("fiscal_year")], row[said("amount_yuan")]) for row in projects),
    )  # fmt: skip


@pytest.mark.parametrize("totals", [of_python, of_pandas, of_csv, of_duckdb, of_neo4j, of_graphml, of_turtle, of_xlsx])
def test_totals_are_those_of_the_store(
    totals: Callable[[Store, Path, dict[str, Path]], Totals],
    tabled: Store,
    forms: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KG_LANG", "en")
    known = dict(stats(tabled).rows)
    found = totals(tabled, tmp_path, forms)
    assert (found.documents, found.projects, found.policies) == (
        known["documents"], known["budget_projects"], known["policies"],
    )  # fmt: skip
    years = by_year((row["fiscal_year"], row["amount_yuan"]) for row in ask.ask(tabled, "money-by-year", {}))
    assert found.years == years and len(years) > 4
    assert sum(found.years.values()) == known["amount_yuan"]
    if found.cited is not None:
        cited = {row["iri"]: row["projects"] for row in ask.ask(tabled, "policies", {}, whole=True)}
        assert {iri: n for iri, n in found.cited.items() if n and not pd.isna(n)} == {
            iri: n for iri, n in cited.items() if n
        }
