"""The doctor: what is well, what is not, and what to do."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.cli import cli
from kg.loading.load import load
from kg.maintenance.doctor import Observation, examine
from kg.stores import catalogue, layout, write_lock
from kg.stores.opening import open_store

TEXT = "松山市卫生健康局2024年预算重点项目公开\n\n一、项目名称\n村医补助\n二、立项依据\n《办法》（松财社发〔2023〕12号）。\n"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    with open_store(tmp_path / "s.kg") as opened:
        load(opened, [tmp_path / "a.txt"])
    return tmp_path / "s.kg"


def bad(path: Path) -> list[str]:
    return [finding.text for finding in examine(path) if finding.state == "bad"]


def test_a_store_that_is_well(store: Path) -> None:
    found = list(examine(store))
    assert [finding.state for finding in found] == ["good"] * 6
    assert all(isinstance(finding, Observation) and finding.text for finding in found)


def test_no_store(tmp_path: Path) -> None:
    assert "no store" in bad(tmp_path / "none.kg")[0]


def test_a_document_without_facts(store: Path) -> None:
    with open_store(store) as opened:
        document = next(iter(catalogue.Catalogue.read(opened).entries.values())).document
        opened.inner.remove_graph(ox.NamedNode(document))
    assert "--force" in bad(store)[0]


def test_facts_without_a_catalogue(store: Path) -> None:
    with open_store(store) as opened:
        opened.inner.remove_graph(catalogue.GRAPH)
    assert "no catalogue" in bad(store)[0]


def test_what_is_derived_is_behind(store: Path) -> None:
    with open_store(store) as opened:
        opened.inner.add(catalogue.STALE)
    assert "interrupted" in bad(store)[0] and "run kg load again" in bad(store)[0]
    with open_store(store) as opened:
        load(opened, [store.parent / "a.txt"])
    assert bad(store) == []


def test_what_is_derived_is_being_renewed(store: Path) -> None:
    with open_store(store) as opened:
        opened.inner.add(catalogue.STALE)
        opened.inner.flush()
        assert bad(store) == []
        notes = [finding.text for finding in examine(store) if finding.state == "note"]
    assert any("Another process writes" in note for note in notes)
    assert any("New files are being stored" in note for note in notes)


def test_facts_that_break_a_shape(store: Path) -> None:
    with open_store(store) as opened:
        document = next(iter(catalogue.Catalogue.read(opened).entries.values())).document
        for quad in opened.graph(document):
            if quad.predicate.value.endswith(("#exact", "#start")):
                opened.inner.remove(quad)
    assert "break the shapes" in bad(store)[0] and "kg check lists them" in bad(store)[0]


def test_judgements_that_are_newer(store: Path) -> None:
    (store / layout.JUDGEMENTS).write_text(
        "kind,a,b,why,who,when\ndifferent,松财社发〔2023〕12号,松财社发〔2022〕12号,,,\n", "utf-8"
    )
    assert "behind the judgements" in bad(store)[0]


def test_judgements_that_cannot_be_read(store: Path) -> None:
    (store / layout.JUDGEMENTS).write_text("kind,a,b\nnonsense,x,y\n", "utf-8")
    assert "judgement" in bad(store)[0]


def test_a_file_that_is_gone_is_a_note(store: Path) -> None:
    (store.parent / "a.txt").unlink()
    notes = [finding for finding in examine(store) if finding.state == "note"]
    assert "kg remove" in notes[0].text and "a.txt" in notes[0].text
    assert bad(store) == []


def test_a_damaged_index(store: Path) -> None:
    (store / layout.INDEX).write_bytes(b"rubbish")
    assert "delete it" in bad(store)[0]


def test_a_note_that_a_killed_writer_left(store: Path) -> None:
    write_lock.file(store).write_text('{"pid": 1, "host": "elsewhere-no-more"', "utf-8")
    assert "ended from outside" in next(finding.text for finding in examine(store) if finding.state == "note")


@pytest.mark.parametrize(("lang", "word"), [("en", "opens"), ("zh", "可以打开")])
def test_the_command(store: Path, monkeypatch: pytest.MonkeyPatch, lang: str, word: str) -> None:
    monkeypatch.setenv("KG_LANG", lang)
    run = CliRunner().invoke(cli, ["--store", str(store), "doctor"])
    assert run.exit_code == 0 and word in run.output
    (store / layout.INDEX).write_bytes(b"rubbish")
    run = CliRunner().invoke(cli, ["--store", str(store), "doctor"])
    assert run.exit_code == 1 and "✗" in run.output
