from __future__ import annotations

import errno
import gc
import os
import shutil
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import papers
import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.answers import trace
from kg.cli import cli
from kg.loading import file_reader, load
from kg.loading.report import Report
from kg.resolution import resolve
from kg.stores import catalogue
from kg.stores.catalogue import Catalogue
from kg.stores.opening import memory_store
from kg.stores.store import Store
from loaders.rdf import identifiers
from ontology.terms import PK


def run(store: Store, *paths: Path, force: bool = False) -> Report:
    files, passed_over = load.find_files(paths)
    report = load.load(store, files, force=force)
    report.passed_over = passed_over
    return report


def statuses(report: Report) -> dict[str, str]:
    return {Path(outcome.path).name: outcome.status for outcome in report.outcomes}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return papers.write(tmp_path / "papers", qinghe=papers.QINGHE, shiqiao=papers.SHIQIAO)


def test_files_become_graphs_with_what_is_derived(folder: Path) -> None:
    store = memory_store()
    report = run(store, folder)
    assert statuses(report) == {"qinghe.txt": "loaded", "shiqiao.txt": "loaded"}
    assert (report.facts["documents"], report.facts["projects"]) == (2, 4)
    assert [place.project for place in trace.trace(store, papers.NUMBER).places][:1] == ["村医补助经费"]
    assert not catalogue.is_stale(store)


def test_an_unchanged_file_is_skipped_before_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = memory_store()
    run(store, folder)
    before = set(store.inner)
    monkeypatch.setattr(file_reader, "_read", lambda file: pytest.fail("read again"))
    report = run(store, folder)
    assert statuses(report) == {"qinghe.txt": "unchanged", "shiqiao.txt": "unchanged"}
    assert not report.changed and set(store.inner) == before


def test_circles_are_looked_for_seldom_while_files_are_read(folder: Path) -> None:
    before, during = gc.get_threshold(), []
    load.load(memory_store(), load.find_files([folder])[0], begun=lambda _: during.append(gc.get_threshold()[0]))
    assert during == [load.RARELY] * 2 and gc.get_threshold() == before


def test_a_changed_file_replaces_all_that_it_said(folder: Path) -> None:
    store = memory_store()
    run(store, folder)
    (folder / "qinghe.txt").write_text(
        papers.QINGHE.replace("〔2023〕12号", "〔2025〕99号").replace("[2023]12", "[2025]99"), "utf-8"
    )
    assert statuses(run(store, folder)) == {"qinghe.txt": "updated", "shiqiao.txt": "unchanged"}
    assert trace.trace(store, "松财社发〔2025〕99号").places
    assert not any(place.said.file == "qinghe.txt" for place in trace.trace(store, papers.NUMBER).places)
    fresh = memory_store()
    run(fresh, folder)
    assert set(fresh.inner) == set(store.inner)


def test_force_reads_again_and_changes_nothing(folder: Path) -> None:
    store = memory_store()
    run(store, folder)
    before = set(store.inner)
    assert set(statuses(run(store, folder, force=True)).values()) == {"updated"}
    assert set(store.inner) == before


def test_another_version_of_the_extractor_reads_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = memory_store()
    monkeypatch.setattr(load.templates, "extractor_version", lambda: "0.0.1")
    run(store, folder)
    monkeypatch.setattr(load.templates, "extractor_version", lambda: "0.0.2")
    assert set(statuses(run(store, folder)).values()) == {"updated"}
    assert {entry.version for entry in Catalogue.read(store).entries.values()} == {"0.0.2"}


def test_two_files_of_one_content_share_a_graph_until_the_last_is_removed(folder: Path) -> None:
    store = memory_store()
    shutil.copy(folder / "qinghe.txt", folder / "copy.txt")
    report = run(store, folder)
    assert report.count("loaded") == 3 and report.facts["documents"] == 2
    entries = Catalogue.read(store).entries
    document = entries[catalogue.posix(folder / "copy.txt")].document
    assert entries[catalogue.posix(folder / "qinghe.txt")].document == document
    known = Catalogue.read(store)
    load.remove(store, known.under(folder / "copy.txt"))
    assert store.has_graph(document)
    names = {name for _, _, name in store.statements(document, str(catalogue.FILE_NAME.value))}
    assert names == {"qinghe.txt"}
    load.remove(store, Catalogue.read(store).under(folder / "qinghe.txt"))
    assert not store.has_graph(document)


def test_a_file_that_becomes_a_copy_of_another_leaves_nothing_behind(folder: Path) -> None:
    store = memory_store()
    run(store, folder)
    shutil.copy(folder / "qinghe.txt", folder / "shiqiao.txt")
    run(store, folder)
    assert len([name for name in store.inner.named_graphs() if "/document/" in str(name)]) == 1
    assert trace.trace(store, "松卫发〔2022〕7号").policy is None


def test_a_removed_folder_leaves_an_empty_store(folder: Path) -> None:
    store = memory_store()
    run(store, folder)
    load.remove(store, Catalogue.read(store).under(folder))
    assert len(store) == 0


def test_one_bad_file_stops_no_other_and_costs_nothing_that_was_stored(folder: Path) -> None:
    store = memory_store()
    run(store, folder)
    before = store.graph(Catalogue.read(store).entries[catalogue.posix(folder / "qinghe.txt")].document)
    (folder / "qinghe.txt").write_bytes(b"\x00\x01\x02" * 500)
    papers.write(folder, third=papers.QINGHE.replace("清河县", "平川县"))
    report = run(store, folder, folder / "missing.txt")
    assert statuses(report) == {
        "qinghe.txt": "failed",
        "shiqiao.txt": "unchanged",
        "third.txt": "loaded",
        "missing.txt": "failed",
    }
    assert all(
        outcome.reason and "\n" not in outcome.reason for outcome in report.outcomes if outcome.status == "failed"
    )
    assert store.graph(Catalogue.read(store).entries[catalogue.posix(folder / "qinghe.txt")].document) == before


def test_registers_and_full_texts_in_folders_are_read(folder: Path) -> None:
    (folder / "目录.csv").write_text("文件名称,文号,状态\n松江州乡村医生补助办法,松财社发〔2023〕12号,废止\n", "utf-8")
    papers.write(folder, law="清河县节水办法\n第一条 为了节水，制定本办法。\n第二条 本办法自2024年5月1日起施行。\n")
    store = memory_store()
    report = run(store, folder)
    assert report.count("loaded") == 4 and not report.passed_over
    assert (report.facts["register rows"], report.facts["articles"]) == (1, 2)
    repealed = [iri for iri, _, _ in store.statements(None, str(PK.status), ox.NamedNode(str(PK.Repealed)))]
    assert sorted(iri.split("/id/")[1].split("/")[0] for iri in repealed) == ["entry", "policy"]


@pytest.mark.slow
def test_a_text_longer_than_the_engine_takes_is_refused_and_the_others_go_on(folder: Path) -> None:
    """16.2 MB of text are one statement; the engine's parser gives up at 16 MiB."""
    (folder / "yearbook.txt").write_text(papers.QINGHE + "本年度各项工作平稳推进。\n" * 440_000, "utf-8")
    store = memory_store()
    report = run(store, folder)
    assert statuses(report) == {"qinghe.txt": "loaded", "shiqiao.txt": "loaded", "yearbook.txt": "failed"}
    assert [outcome.reason for outcome in report.outcomes if outcome.reason] == [
        "yearbook.txt is too long for one document (its text, or the cells of its tables): split it and load the parts."
    ]


def test_a_fault_of_ours_is_one_files_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = file_reader._read

    def broken(file: Path) -> object:
        if file.name == "qinghe.txt":
            raise KeyError("x")
        return whole(file)

    monkeypatch.setattr(file_reader, "_read", broken)
    report = run(memory_store(), folder)
    assert statuses(report) == {"qinghe.txt": "failed", "shiqiao.txt": "loaded"}
    assert report.outcomes[0].reason and "fault in kg (KeyError" in report.outcomes[0].reason


def test_folders_are_walked_sorted_without_hidden_files_and_others_are_counted(tmp_path: Path) -> None:
    for name in (
        "b/2.txt",
        "b/1.HTML",
        "a/x.htm",
        ".hidden.txt",
        ".git/y.txt",
        "c/z.gif",
        "c/~$z.txt",
        "c/README",
        "c/README.md",
        "c/README.zh-CN.md",
        "c/readme.txt",
        "c/清河县2024年预算公开.md",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    files, passed_over = load.find_files([tmp_path, tmp_path / "b", tmp_path / "c" / "z.gif"])
    assert [file.relative_to(tmp_path).as_posix() for file in files] == [
        "a/x.htm",
        "b/1.HTML",
        "b/2.txt",
        "c/readme.txt",
        "c/z.gif",
        "c/清河县2024年预算公开.md",
    ]
    assert passed_over == Counter({".gif": 1, ".md": 2, "(no ending)": 1})


def test_many_new_documents_are_written_in_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {f"p{i}": papers.QINGHE.replace("清河", f"清河{i}") for i in range(7)}
    folder = papers.write(tmp_path / "many", **names)
    monkeypatch.setattr(load, "CHUNK_DOCUMENTS", 3)
    chunked, whole = memory_store(), memory_store()
    run(chunked, folder)
    monkeypatch.setattr(load, "CHUNK_DOCUMENTS", 3000)
    run(whole, folder)
    assert set(chunked.inner) == set(whole.inner)


def test_after_a_crash_before_resolving_the_next_load_heals(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = memory_store()
    monkeypatch.setattr(resolve, "rebuild", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(load.Interrupted) as stopped:
        run(store, folder)
    assert stopped.value.left == 0 and stopped.value.report.count("loaded") == 2
    assert catalogue.is_stale(store) and not store.has_graph(identifiers.DERIVED)
    monkeypatch.undo()
    assert not run(store, folder).changed
    assert trace.trace(store, papers.NUMBER).places and not catalogue.is_stale(store)


def test_loading_in_any_order_gives_the_same_store(folder: Path) -> None:
    one, other = memory_store(), memory_store()
    run(one, folder / "qinghe.txt")
    run(one, folder / "shiqiao.txt")
    run(other, folder / "shiqiao.txt", folder / "qinghe.txt")
    assert set(one.inner) == set(other.inner)


def zipped(path: Path, **texts: str) -> Path:
    with ZipFile(path, "w") as packed:
        for name, text in texts.items():
            packed.writestr(name.replace("__", "/") + ".txt", text)
    return path


def test_files_in_an_archive_are_documents_of_their_own(tmp_path: Path) -> None:
    store, plain = memory_store(), memory_store()
    papers.write(tmp_path / "f", qinghe=papers.QINGHE)
    packed = zipped(tmp_path / "f" / "more.zip", 卫健局__shiqiao=papers.SHIQIAO)
    with ZipFile(packed, "a") as more:
        more.writestr("photo.gif", b"x")
    report = run(store, tmp_path / "f")
    assert [Path(one.path).relative_to(catalogue.posix(tmp_path)).as_posix() for one in report.outcomes] == [
        "f/more.zip/卫健局/shiqiao.txt",
        "f/qinghe.txt",
    ]
    assert report.passed_over == Counter({".gif": 1})
    run(plain, papers.write(tmp_path / "g", qinghe=papers.QINGHE, shiqiao=papers.SHIQIAO))
    documents = [{e.document for e in Catalogue.read(one).entries.values()} for one in (store, plain)]
    assert documents[0] == documents[1]
    assert set(statuses(run(store, tmp_path / "f")).values()) == {"unchanged"}
    assert set(statuses(run(store, packed)).values()) == {"unchanged"}


def test_what_vanished_from_an_archive_is_taken_out(tmp_path: Path) -> None:
    store, fresh = memory_store(), memory_store()
    papers.write(tmp_path / "f", qinghe=papers.QINGHE)
    third = papers.QINGHE.replace("清河县", "平川县")
    packed = zipped(tmp_path / "f" / "more.zip", a=papers.SHIQIAO, b=third, copy=papers.QINGHE)
    assert run(store, tmp_path / "f").count("loaded") == 4
    zipped(packed, renamed=third, new=papers.SHIQIAO.replace("石桥县", "青山县"))
    report = run(store, tmp_path / "f")
    assert statuses(report) == {
        "qinghe.txt": "unchanged",
        "new.txt": "loaded",
        "renamed.txt": "loaded",
        "a.txt": "removed",
        "b.txt": "removed",
        "copy.txt": "removed",
    }
    run(fresh, tmp_path / "f")
    assert set(store.inner) == set(fresh.inner)


def test_one_file_of_an_archive_loaded_alone_costs_the_others_nothing(tmp_path: Path) -> None:
    store = memory_store()
    packed = zipped(tmp_path / "more.zip", a=papers.SHIQIAO, b=papers.QINGHE)
    run(store, packed)
    assert statuses(run(store, packed / "a.txt")) == {"a.txt": "unchanged"}
    assert len(Catalogue.read(store).entries) == 2


def test_an_archive_that_became_unreadable_keeps_what_it_said_and_an_emptied_one_does_not(tmp_path: Path) -> None:
    store = memory_store()
    packed = zipped(tmp_path / "more.zip", a=papers.SHIQIAO, b=papers.QINGHE)
    run(store, packed)
    whole = packed.read_bytes()
    packed.write_bytes(whole[: len(whole) // 2])
    report = run(store, tmp_path)
    assert statuses(report) == {"more.zip": "failed"} and len(Catalogue.read(store).entries) == 2
    zipped(packed)
    report = run(store, tmp_path)
    assert statuses(report) == {"more.zip": "failed", "a.txt": "removed", "b.txt": "removed"}
    assert (
        report.outcomes[0].reason
        == "more.zip is an archive and holds no file that kg reads: pack the documents themselves."
    )
    assert len(store) == 0


def test_an_archive_is_removed_with_all_that_is_in_it(tmp_path: Path) -> None:
    store = memory_store()
    packed = zipped(tmp_path / "more.zip", a=papers.SHIQIAO, b__c=papers.QINGHE)
    run(store, packed)
    packed.unlink()
    load.remove(store, Catalogue.read(store).under(packed))
    assert len(store) == 0


@pytest.mark.parametrize("named", ["", "closed", "closed/inner"])
def test_a_folder_that_cannot_be_read_is_told_and_the_others_go_on(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = papers.write(tmp_path / "papers", qinghe=papers.QINGHE)
    closed = papers.write(folder / "closed", shiqiao=papers.SHIQIAO)
    papers.write(closed / "inner", deep=papers.SHIQIAO)
    closed.chmod(0)
    if os.access(closed, os.R_OK):  # root may read everything, and Windows knows no such mode
        closing(monkeypatch, closed)
    try:
        shown = CliRunner().invoke(cli, ["--store", str(tmp_path / "s.kg"), "load", str(folder), str(folder / named)])
    finally:
        closed.chmod(0o700)
    assert shown.exit_code == 1 and "Files: 1 loaded, " in shown.output, shown.output
    assert f"You may not read {closed}." in shown.output


def closing(monkeypatch: pytest.MonkeyPatch, closed: Path) -> None:
    """Let the system refuse a folder and what is below it, as it does to who is not root."""
    scandir, stat = os.scandir, os.stat

    def scanned(path: str | Path) -> object:
        if Path(path) == closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    def looked_at(path: str | Path, **how: bool) -> os.stat_result:
        if isinstance(path, str | Path) and closed in Path(path).parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "scandir", scanned)
    monkeypatch.setattr(os, "stat", looked_at)
