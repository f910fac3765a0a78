"""What the audit says of a document that was stored without its records, as version 0.1.0 did: never that all is well."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from folders import DATA

import kg
from kg.cli import cli
from kg.drawing.findings import findings
from kg.stores.opening import open_store
from kg.web.background_audit import examined
from loaders.formats import sha256
from loaders.rdf import identifiers
from ontology.terms import PK

PLAIN = """云山市水利局2024年预算项目公开

项目名称
河道保洁
立项依据
《云山市河道管理办法》。
项目实施单位
云山市水利局
项目实施内容
开展工作。
资金安排情况
慰问20人，每人50元，市级财政安排0.20万元。
项目实施计划
年底完成。
"""
PAGE = f"<html><head><meta charset='utf-8'></head><body>{PLAIN.replace(chr(10), '<br>')}</body></html>"
ROWS = "项目名称,金额（万元）\n河道保洁,30\n山塘维修,50\n合计,90\n"


def run(store: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), *words])


def old(tmp_path: Path, name: str, text: str) -> tuple[Path, str]:
    """A store of one file whose records are not kept, and the IRI of its document."""
    file, store = tmp_path / name, tmp_path / "store"
    file.write_text(text, "utf-8")
    iri = identifiers.document(sha256(file)[:16])
    assert run(store, "load", str(file)).exit_code == 0
    forget(store, iri)
    return store, iri


def forget(store: Path, iri: str) -> None:
    with open_store(store) as graph:
        kept = {quad for quad in graph.graph(iri) if quad.predicate.value == str(PK.records)}
        assert len(kept) == 1
        graph.replace({}, kept, set())


@pytest.mark.parametrize(("name", "text"), [("a.html", PAGE), ("a.csv", ROWS), ("a.txt", PLAIN)])
def test_it_is_named(tmp_path: Path, name: str, text: str) -> None:
    store, _ = old(tmp_path, name, text)
    told = run(store, "audit")
    assert told.exit_code == 1 and "There are no figures" not in told.output
    assert told.stderr.startswith(f"kg: not examined: {name} (") and "load it again" in told.stderr
    assert "Not examined: 1." in told.stdout
    data = run(store, "audit", "--json")
    (row,) = (one for one in json.loads(data.stdout) if one["check"] != "citation")
    assert (data.exit_code, row["check"], row["verdict"], row["document"]) == (1, "reading", "not-derivable", name)
    assert row["project"] is None and row["evidence"] == [] and row["note"].startswith(f"not examined: {name} (")
    assert data.stderr == f"kg: {row['note']}\n"


def test_it_is_said_in_chinese_and_of_a_project_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, _ = old(tmp_path, "a.html", PAGE)
    monkeypatch.setenv("KG_LANG", "zh")
    told = run(store, "audit", "a.html 1", "--all")
    assert told.exit_code == 1 and "未核对：a.html（" in told.stderr and "未核对：1 份文件。" in told.stdout
    assert "没有可以相互核对" not in told.output


def test_loading_again_mends_it(tmp_path: Path) -> None:
    store, _ = old(tmp_path, "a.txt", PLAIN)
    assert run(store, "load", "--force", str(tmp_path / "a.txt")).exit_code == 0
    told = run(store, "audit", "--figures")
    assert "20 人 × 50 元/人 = 0.1 万元" in told.stdout and not told.stderr


def test_lint_names_it_too(tmp_path: Path) -> None:
    store, _ = old(tmp_path, "a.html", PAGE)
    told = run(store, "lint")
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.startswith("kg: not examined: a.html (")
    (tmp_path / "b.txt").write_text("云山市水利局\n", "utf-8")
    assert run(store, "load", str(tmp_path / "b.txt")).exit_code == 0
    assert run(store, "lint", "b.txt").exit_code == 0


def test_a_store_of_the_first_version(tmp_path: Path) -> None:
    with tarfile.open(DATA / "fixtures" / "store-0.1.0.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    (store,) = (found.parent for found in tmp_path.rglob("CURRENT"))
    told = run(store, "audit")
    assert told.exit_code == 1 and "There are no figures" not in told.output and "Not examined: 4." in told.stdout
    assert told.stderr.count("kg: not examined: ") == 4


def test_the_report_says_it_instead_of_an_all_clear(tmp_path: Path) -> None:
    store, _ = old(tmp_path, "a.html", PAGE)
    (tmp_path / "whole.txt").write_text("云山市水利局\n", "utf-8")
    for without_figures in range(2):  # a document alone, then one of several, of which the other has none
        assert run(store, "audit", "--html", str(tmp_path / "report.htm")).exit_code == 1
        page = (tmp_path / "report.htm").read_text("utf-8")
        assert "not examined: a.html (" in page and page.count("There are no figures") == without_figures
        run(store, "load", str(tmp_path / "whole.txt"))


def test_the_site_the_picture_and_python_say_it(tmp_path: Path) -> None:
    store, iri = old(tmp_path, "a.html", PAGE)
    with open_store(store, read_only=True) as graph:
        ((_, rows),) = examined(graph)
        (row,) = (row for row in rows if row.unread)
        assert (row.severity, row.verdict["en"]) == ("warning", "not examined")
        assert row.text["zh"].startswith("未核对：a.html（") and row.text["en"].startswith("not examined: a.html (")
        (drawn,) = (one for one in findings(graph, [iri]) if one.node == iri and "examined" in str(one.text))
        assert drawn.severity == "warning"
    with kg.open(store) as known:
        told = known.audit("a.html 1")
        assert any("a.html（" in str(line) or "a.html (" in str(line) for line in told.rows)
