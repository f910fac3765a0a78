"""Budgets and accounts in the graph: a sum over leaves is the printed total, in every table and every open document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import budget_samples
import pyoxigraph as ox
import pytest

from kg.resolution import resolve
from kg.stores.opening import memory_store
from loaders.extract import read_and_extract
from loaders.kinds.budget_observations import observed
from loaders.money.units import precision
from loaders.rdf.triples import nquads
from loaders.records import Extraction
from ontology.iris import PREFIXES
from ontology.terms import concepts

_PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
_BY_FUNCTION = (
    _PREFIXES
    + """SELECT ?class (SUM(?yuan) AS ?sum) WHERE {
  ?table a qb:DataSet ; pk:budgetTable pk:ExpenditureTable .
  ?figure qb:dataSet ?table ; pk:leaf true ; pk:functionalClass/skos:broader* ?top ; schema:amount/schema:value ?yuan .
  ?top skos:notation ?class FILTER(STRLEN(?class) = 3)
} GROUP BY ?class"""
)
_PARTS = (
    _PREFIXES
    + """SELECT ?table ?leaf WHERE {
  ?leaf a qb:Observation ; qb:dataSet ?table ; pk:leaf true ; pk:measure ?measure ; pk:functionalClass/skos:broader+ ?above .
  ?figure qb:dataSet ?table ; pk:leaf true ; pk:measure ?measure ; pk:functionalClass ?above .
  OPTIONAL { ?leaf pk:expenditureKind ?kind } OPTIONAL { ?figure pk:expenditureKind ?kind_above }
  FILTER(!BOUND(?kind_above) || ?kind = ?kind_above) OPTIONAL { ?leaf pk:fundingSource ?of } OPTIONAL { ?figure pk:fundingSource ?of_above }
  FILTER(!BOUND(?of_above) || ?of = ?of_above)
}"""
)


def ask(found: Extraction, query: str) -> Iterator[tuple[str, ...]]:
    store = memory_store()
    store.inner.load(nquads(found), format=ox.RdfFormat.N_QUADS)
    resolve.rebuild(store)
    return (tuple(str(getattr(term, "value", "")) for term in row) for row in store.rows(query))


def printed(found: Extraction) -> dict[str, Decimal]:
    """What the expenditure table prints of each class, and of all."""
    (table,) = (one for one in observed(found) if one.table == "expenditure")
    whole = [one for one in table.figures if not one.kind]
    return {one.code or one.name: one.money.yuan for one in whole if len(one.code) == 3 or one.name == "合计"}


def step(found: Extraction) -> Decimal:
    """Half of the last printed place of an amount in the table."""
    (table,) = (one for one in observed(found) if one.table == "expenditure")
    return precision(table.figures[0].money).step / 2


@pytest.mark.parametrize("path", budget_samples.SAMPLES)
def test_the_sum_by_function_is_the_printed_total(path: str) -> None:
    found = budget_samples.read(budget_samples.SAMPLES[path])
    sums = {code: Decimal(value) for code, value in ask(found, _BY_FUNCTION)}
    told = printed(found)
    assert sum(sums.values()) == told.pop("合计")
    assert sums == told and len(sums) == 2


def test_the_sum_by_function_of_every_open_document_is_the_printed_total(shared: Path) -> None:
    """Exact where the page prints yuan; where it prints ten thousands, each leaf is rounded for itself."""
    for path in sorted((shared / "data/pdf").glob("*.pdf")):
        found = read_and_extract(path)
        sums = {code: Decimal(value) for code, value in ask(found, _BY_FUNCTION)}
        (table,) = (one for one in observed(found) if one.table == "expenditure")
        rounding = step(found) * sum(one.leaf for one in table.figures) if step(found) > 1 else 0
        told = printed(found)
        assert abs(sum(sums.values()) - told.pop("合计")) <= rounding, path.name
        assert sums.keys() == told.keys()
        assert all(abs(sums[code] - told[code]) <= rounding for code in told), path.name
        assert not list(ask(found, _PARTS)), path.name


@pytest.mark.parametrize("path", budget_samples.SAMPLES)
def test_no_leaf_is_part_of_another(path: str) -> None:
    assert not list(ask(budget_samples.read(budget_samples.SAMPLES[path]), _PARTS))


def test_classes_are_trees_with_the_names_of_the_national_list() -> None:
    query = (
        _PREFIXES
        + """SELECT ?code ?name ?above WHERE {
      ?class skos:inScheme ?scheme ; skos:notation ?code ; rdfs:label ?name OPTIONAL { ?class skos:broader/skos:notation ?above } }"""
    )
    text = budget_samples.SAMPLES["青州市水务局2024年部门预算.txt"].replace("213\t03\t\t水利\t", "213\t\t\t\t")
    found = {code: (name, above) for code, name, above in ask(budget_samples.read(text), query)}
    assert found["2130301"] == ("行政运行", "21303")
    assert found["21303"] == ("水利", "213")
    assert found["301"] == ("工资福利支出", "")
    assert found["30113"] == ("住房公积金", "301")


def test_a_table_says_whose_it_is_and_a_figure_where_it_stands() -> None:
    query = (
        _PREFIXES
        + """SELECT ?table ?body ?year ?cell ?printed WHERE {
      ?set a qb:DataSet ; pk:budgetTable ?table ; pk:department/skos:prefLabel ?body ; pk:budgetYear ?year .
      ?figure qb:dataSet ?set ; pk:evidence ?cell ; schema:amount ?amount . ?amount pk:printed ?printed ; pk:evidence ?cell }"""
    )
    found = budget_samples.read(budget_samples.ACCOUNT)
    rows = list(ask(found, query))
    assert {(body, year) for _, body, year, _, _ in rows} == {("云岭县交通运输局", "2023")}
    assert Counter(table for table, *_ in rows) == {
        str(concepts("BudgetTables")[one.table]): len(one.figures) for one in observed(found)
    }
    for *_, cell, words in rows:
        start, end = map(int, cell.partition("#char=")[2].split(","))
        assert found.text[start:end] == words
