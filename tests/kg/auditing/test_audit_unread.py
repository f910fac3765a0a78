"""What the audit says of a stored document that cannot be read again: never that all is well."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kg
from kg.auditing.figures import figures, reader
from kg.cli import cli
from kg.drawing.findings import findings
from kg.stores.store import Store
from kg.web.background_audit import examined
from loaders.formats import sha256
from loaders.rdf import identifiers

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


def lost(tmp_path: Path, name: str, text: str, lose: Callable[[Path], object] = Path.unlink) -> tuple[Path, str]:
    """A store of one file that is lost afterwards, and the IRI of its document."""
    file, store = tmp_path / name, tmp_path / "store"
    file.write_text(text, "utf-8")
    iri = identifiers.document(sha256(file)[:16])
    assert run(store, "load", str(file)).exit_code == 0
    lose(file)
    return store, iri


def _changed(file: Path) -> None:
    file.write_text("一、总则", "utf-8")


@pytest.mark.parametrize("lose", [Path.unlink, _changed])
@pytest.mark.parametrize(("name", "text"), [("a.html", PAGE), ("a.csv", ROWS), ("a.htm", PAGE)])
def test_a_document_of_a_format_with_tables_is_named(
    tmp_path: Path, name: str, text: str, lose: Callable[[Path], object]
) -> None:
    store, _ = lost(tmp_path, name, text, lose)
    told = run(store, "audit")
    assert told.exit_code == 1 and "Nothing contradicts" not in told.output
    assert told.stderr.startswith(f"kg: not examined: {name} (") and "load it again" in told.stderr
    assert "Not examined: 1." in told.stdout
    data = run(store, "audit", "--json")
    (row,) = (one for one in json.loads(data.stdout) if one["check"] != "citation")
    assert (data.exit_code, row["check"], row["verdict"], row["document"]) == (1, "reading", "not-derivable", name)
    assert row["project"] is None and row["evidence"] == [] and row["note"].startswith(f"not examined: {name} (")
    assert data.stderr == f"kg: {row['note']}\n"


def test_it_is_said_in_chinese_and_of_a_project_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, _ = lost(tmp_path, "a.html", PAGE)
    monkeypatch.setenv("KG_LANG", "zh")
    told = run(store, "audit", "a.html 1", "--all")
    assert told.exit_code == 1 and "未核对：a.html（" in told.stderr and "未核对：1 份文件。" in told.stdout
    assert "未发现不符" not in told.output


def test_a_plain_text_is_examined_from_what_the_store_keeps(tmp_path: Path) -> None:
    store, _ = lost(tmp_path, "a.txt", PLAIN)
    told = run(store, "audit", "--figures")
    assert "20 人 × 50 元/人 = 0.1 万元" in told.stdout and not told.stderr


def test_a_text_that_is_not_there_is_told(tmp_path: Path) -> None:
    store, iri = lost(tmp_path, "a.txt", PLAIN)
    with Store.open(store) as graph:
        kept = {quad for quad in graph.graph(iri) if quad.predicate.value.endswith("#text")}
        assert kept
        graph.replace({}, kept, set())
        found = reader(graph)(iri)
        assert found is not None and [check.unread for check in figures(found)] == [True]
        assert reader(graph)(f"{iri}0") is None


def test_the_file_at_another_place_that_was_loaded_as_well_serves(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    store, _ = lost(tmp_path, "a.html", PAGE, lambda file: shutil.move(file, tmp_path / "b.html"))
    assert run(store, "load", str(tmp_path / "b.html")).exit_code == 0
    assert not file.exists()
    told = run(store, "audit", "--figures")
    assert "20 人 × 50 元/人 = 0.1 万元" in told.stdout and not told.stderr


def test_the_report_says_it_instead_of_an_all_clear(tmp_path: Path) -> None:
    store, _ = lost(tmp_path, "a.html", PAGE)
    (tmp_path / "whole.txt").write_text("云山市水利局\n", "utf-8")
    for _ in range(2):  # a document alone, then one of several
        assert run(store, "audit", "--html", str(tmp_path / "report.htm")).exit_code == 1
        page = (tmp_path / "report.htm").read_text("utf-8")
        assert "not examined: a.html (" in page and "Nothing contradicts itself" not in page
        run(store, "load", str(tmp_path / "whole.txt"))


def test_the_site_the_picture_and_python_say_it(tmp_path: Path) -> None:
    store, iri = lost(tmp_path, "a.html", PAGE)
    with Store.open(store, read_only=True) as graph:
        ((_, rows),) = examined(graph)
        (row,) = (row for row in rows if row.unread)
        assert (row.severity, row.verdict["en"]) == ("warning", "not examined")
        assert row.text["zh"].startswith("未核对：a.html（") and row.text["en"].startswith("not examined: a.html (")
        (drawn,) = (one for one in findings(graph, [iri]) if one.node == iri and "examined" in str(one.text))
        assert drawn.severity == "warning"
    with kg.open(store) as known:
        told = known.audit("a.html 1")
        assert any("a.html（" in str(line) or "a.html (" in str(line) for line in told.rows)
