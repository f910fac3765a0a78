"""Answers that rest on less than what is stored say so, in one line, until the next load."""

from __future__ import annotations

import hashlib
from pathlib import Path

import papers
import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from kg.answers import staleness
from kg.cli import cli
from kg.resolution import resolve, rules
from kg.stores import catalogue, write_lock
from kg.stores.opening import memory_store, open_store
from kg.stores.store import nquads, parse
from kg.tables.messages import chinese
from loaders.rdf import identifiers

ENGLISH = (
    "kg: The last load was interrupted, so answers about regulations may miss the newest files; run kg load again."
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    papers.write(tmp_path / "papers", qinghe=papers.QINGHE)
    assert ask(tmp_path / "s.kg", "load", str(tmp_path / "papers")).exit_code == 0
    return tmp_path / "s.kg"


def ask(store: Path, *args: str, lang: str = "en") -> Result:
    return CliRunner(env={"KG_LANG": lang}).invoke(cli, ["--store", str(store), *args])


def interrupt(store: Path) -> None:
    with open_store(store) as opened:
        opened.replace({}, insert={catalogue.STALE})


COMMANDS = (
    ("stats",),
    ("trace", papers.NUMBER),
    ("query", "most-cited"),
    ("audit",),
    ("search", "补助"),
    ("list",),
    ("lint",),
    ("check",),
    ("export", "--format", "nq"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_each_answer_says_so_on_standard_error(command: tuple[str, ...], store: Path) -> None:
    before = ask(store, *command)
    assert "interrupted" not in before.output
    interrupt(store)
    after = ask(store, *command)
    assert after.stderr.splitlines()[0] == ENGLISH
    assert after.exit_code == before.exit_code and after.exit_code in (0, 1)
    if command[0] not in ("export", "stats"):  # which show the mark itself
        assert after.stdout == before.stdout


def test_in_chinese(store: Path) -> None:
    interrupt(store)
    assert "上次读入被中断" in ask(store, "stats", lang="zh").stderr


def test_the_next_load_clears_it_though_no_file_changed(store: Path) -> None:
    whole = ask(store, "export", "--format", "nq").stdout
    interrupt(store)
    assert ask(store, "load", str(store.parent / "papers")).exit_code == 0
    after = ask(store, "export", "--format", "nq")
    assert (after.stdout, after.stderr) == (whole, "")


def test_while_a_load_is_under_way_nobody_speaks_of_an_interruption(store: Path) -> None:
    with open_store(store) as opened:
        opened.replace({}, insert={catalogue.STALE})
        assert write_lock.holder(store) is not None
        notice = staleness.notice(opened)
        assert notice is not None and "are being stored (kg" in notice and "正在读入" in chinese(notice)


def test_a_store_in_memory_that_is_whole() -> None:
    assert staleness.notice(memory_store()) is None


def test_a_store_by_other_rules_says_so_and_is_made_anew(store: Path) -> None:
    whole = ask(store, "export", "--format", "nq").stdout
    papers_folder = str(store.parent / "papers")
    summaries = identifiers.SUMMARIES
    for old in ({ox.Quad(catalogue.DERIVED, rules.MARK, ox.Literal("1"), catalogue.GRAPH)}, set()):
        with open_store(store) as opened:
            kept = set(opened.quads(catalogue.DERIVED, rules.MARK, None, catalogue.GRAPH))
            assert len(kept) == 1
            opened.replace({summaries: b""}, delete=kept, insert=old)
        told = ask(store, "stats")
        assert told.stderr.startswith("kg: This store was made by another version of policy-kg")
        assert "另一版本" in ask(store, "stats", lang="zh").stderr
        assert ask(store, "load", papers_folder).exit_code == 0
        assert ask(store, "stats").stderr == ""
        assert ask(store, "export", "--format", "nq").stdout == whole


def test_the_rules_have_another_version_when_they_derive_something_else(root: Path) -> None:
    """To accept a change of the rules: raise rules.RULES and add the line that this test shows; of the documents: write it over the last."""
    store = memory_store()
    for file in sorted((root / "tests" / "data" / "triples").glob("*.nq")):
        document = next(quad.graph_name.value for quad in parse(file.read_bytes()))
        store.add(file.read_bytes() + nquads(catalogue.entry_quads(catalogue.LoadedFile(file.name, document, ""))))
    resolve.rebuild(store)
    told = store.graph(identifiers.DERIVED) | store.graph(identifiers.SUMMARIES)
    assert len(told) > 100
    kept = (root / "tests" / "data" / "expected" / "rules.txt").read_text("utf-8").splitlines()
    assert f"{rules.RULES} {hashlib.sha256(nquads(told)).hexdigest()}" == kept[-1]
    assert len({line.split()[0] for line in kept}) == len(kept)
