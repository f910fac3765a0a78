"""Sums that are kept ready keep their shapes; each of these shapes is broken once on purpose, and both ways to check find it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import money_store
import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.checking import check
from kg.cli import cli
from kg.resolution import resolve
from kg.stores.catalogue import GRAPH
from kg.stores.local import LocalStore
from kg.stores.opening import memory_store, open_store
from loaders.rdf import identifiers
from loaders.rdf.triples import nquads
from ontology.iris import PREFIXES
from ontology.terms import PK

HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + f"WITH <{identifiers.SUMMARIES}> "


@cache
def quads() -> tuple[ox.Quad, ...]:
    """Two budgets of different years and a report, with what is derived from them and their sums."""
    store = memory_store()
    for text in (money_store.OLD, money_store.NEW, money_store.REPORT):
        found = money_store.read(text)
        home = ox.NamedNode(identifiers.document(found.document.sha256))
        store.inner.load(nquads(found), ox.RdfFormat.N_QUADS)
        for name, value in (("path", f"{home.value[-4:]}.txt"), ("extractorVersion", "1")):
            store.inner.add(ox.Quad(home, ox.NamedNode(str(PK[name])), ox.Literal(value), GRAPH))
    resolve.rebuild(store)
    return tuple(store.inner)


def both(update: str = "") -> list[tuple[str, check.Violation]]:
    """What is wrong after an update, which both ways to check must say alike."""
    store = LocalStore(ox.Store())
    store.inner.extend(quads())
    if update:
        before = len(store), store.graph(identifiers.SUMMARIES)
        store.inner.update(HEAD + update)
        assert (len(store), store.graph(identifiers.SUMMARIES)) != before, "the update changes nothing"
    found = list(check.findings(store, language="en"))
    assert found == list(check.findings(store, language="en", engine="pyshacl"))
    return found


def test_sums_of_every_kind_keep_their_shapes() -> None:
    kinds = {
        str(quad.object)
        for quad in quads()
        if quad.graph_name.value == identifiers.SUMMARIES and quad.predicate.value.endswith("#type")  # type: ignore[union-attr]
    }
    assert len(kinds) == 5
    assert both() == []


def without(kind: str, name: str) -> str:
    return f"DELETE {{ ?s pk:{name} ?o }} WHERE {{ ?s a pk:{kind} ; pk:{name} ?o }}"


def instead(kind: str, name: str, value: str) -> str:
    return f"DELETE {{ ?s pk:{name} ?o }} INSERT {{ ?s pk:{name} {value} }} WHERE {{ ?s a pk:{kind} ; pk:{name} ?o }}"


def with_(kind: str, name: str, value: str) -> str:
    return f"INSERT {{ ?s pk:{name} {value} }} WHERE {{ ?s a pk:{kind} }}"


NO_JSON = (
    'DELETE { ?s pk:citingDocuments ?o } INSERT { ?s pk:citingDocuments "[[]]" } WHERE { ?s pk:citingDocuments ?o }'
)
COUNTS = ("Projects", "Citations", "CitedPolicies", "Amounts", "Tasks", "Indicators")
# What is done to the sums, the property that is reported (None: the sum as a whole), words of the message.
VIOLATIONS = [
    (without("YearSummary", "summaryOf"), "summaryOf", "sum up one"),
    ("DELETE { ?s pk:summaryOf ?o } WHERE { ?s pk:summaryOf ?o ; pk:citingDocuments ?d }", "summaryOf", "sum up one"),
    (with_("DocumentSummary", "summaryOf", "id:another"), "summaryOf", "sum up one"),
    (instead("LevelSummary", "summaryOf", '"a document"'), "summaryOf", "sum up one"),
    (instead("PolicyYearSummary", "summaryYear", '"next year"'), "summaryYear", "year"),
    (with_("UnitSummary", "summaryYear", '"1999"^^xsd:gYear'), "summaryYear", "year"),
    *((without("DocumentSummary", f"summary{name}"), f"summary{name}", "number of") for name in COUNTS),
    *((instead("DocumentSummary", f"summary{name}", "-1"), f"summary{name}", "not negative") for name in COUNTS),
    (instead("DocumentSummary", "summaryTasks", '"5"'), "summaryTasks", "one integer"),
    *((without(kind, "summaryYuan"), "summaryYuan", "sum") for kind in ("YearSummary", "LevelSummary", "UnitSummary")),
    (instead("YearSummary", "summaryYuan", '"1万元"'), "summaryYuan", "decimal"),
    (with_("UnitSummary", "summaryYuan", "1.5"), "summaryYuan", "one decimal"),
    (instead("YearSummary", "summaryProjects", "0"), "summaryProjects", "one project or more"),
    (without("LevelSummary", "summaryProjects"), "summaryProjects", "one project or more"),
    (instead("LevelSummary", "summaryLevel", "pk:Rule"), "summaryLevel", "defined levels"),
    (without("UnitSummary", "summaryUnit"), "summaryUnit", "one unit"),
    (instead("UnitSummary", "summaryUnit", '"某局"'), "summaryUnit", "one unit"),
    (NO_JSON, "citingDocuments", "JSON"),
    (without("PolicyYearSummary", "summaryCitations"), "summaryCitations", "one citation or more"),
    (instead("PolicyYearSummary", "summaryCitations", "0"), "summaryCitations", "one citation or more"),
    (instead("PolicyYearSummary", "summaryProjects", "0"), "summaryProjects", "not zero"),
    (with_("PolicyYearSummary", "summaryYuan", "-7.5"), "summaryYuan", "at most one sum"),
    (without("PolicyYearSummary", "summaryYuan"), None, "stand together"),
    (without("PolicyYearSummary", "summaryProjects"), None, "stand together"),
]


@pytest.mark.parametrize(("update", "path", "words"), VIOLATIONS)
def test_each_shape_broken_on_purpose(update: str, path: str | None, words: str) -> None:
    found = both(update)
    assert found
    for _, one in found:
        assert one.severity == "violation"
        assert one.path == (None if path is None else str(PK[path]))
        assert words in one.message


def test_a_wrong_sum_is_told_with_the_document_that_it_sums_up() -> None:
    of_documents = {document for document, _ in both(without("YearSummary", "summaryYuan"))}
    assert of_documents == {
        identifiers.document(money_store.read(text).document.sha256) for text in (money_store.OLD, money_store.NEW)
    }
    assert {document for document, _ in both(NO_JSON)} == {identifiers.SUMMARIES}


def test_the_command_checks_sums(tmp_path: Path) -> None:
    file, place = tmp_path / "budget.txt", tmp_path / "policy.kg"
    file.write_text(money_store.NEW, "utf-8")
    runner = CliRunner()
    assert runner.invoke(cli, ["--store", str(place), "load", str(file)]).exit_code == 0
    good = runner.invoke(cli, ["--store", str(place), "check"])
    assert good.exit_code == 0, good.output
    with open_store(place) as store:
        store.inner.update(HEAD + without("YearSummary", "summaryYuan"))
        store.inner.update(HEAD + NO_JSON)
    bad = runner.invoke(cli, ["--store", str(place), "check", "--json"])
    assert bad.exit_code == 1
    assert "budget.txt" in bad.output
    assert identifiers.SUMMARIES in bad.output
