"""The command line as users run it; what is wrong with the input is in test_bad_input.py."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import SimpleNamespace

import papers
import pytest
import small_store
from click.testing import CliRunner, Result

from kg.cli import cli, main


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_store.on_disk(tmp_path_factory.mktemp("cli") / "small.kg")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LANG", "en")


def kg(store: Path | str, *args: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["--store", str(store), *args])
    assert result.exit_code == code, result.output
    return result


def process(
    *args: str, env: dict[str, str] | None = None, text: str | None = None
) -> subprocess.CompletedProcess[bytes]:
    """``kg`` in a process of its own."""
    command = [sys.executable, "-c", "from kg.cli import main; main()", *args]
    given = text.encode() if text is not None else None
    return subprocess.run(command, capture_output=True, env={**os.environ, **(env or {})}, input=given, timeout=60)


@pytest.mark.parametrize("name", ["queries", "ontology", "loaders"])
def test_a_package_in_the_place_of_a_part_is_told_in_one_sentence(tmp_path: Path, name: str) -> None:
    """The names are anybody's: a folder of the user's, or another package, may stand where ours should."""
    other = tmp_path / name / "__init__.py"
    other.parent.mkdir()
    other.write_text("# Another.\n", "utf-8")
    code = "import sys; from kg.cli import main; sys.argv = ['kg', 'stats']; sys.path.insert(0, sys.argv.pop()); main()"
    code = code.replace("sys.argv = ['kg', 'stats']", f"sys.argv = ['kg', 'stats', {str(tmp_path)!r}]")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2 and not done.stdout
    (told,) = done.stderr.splitlines()
    assert f"kg: {other.resolve()} is no part of policy-kg" in told and "单独的环境" in told


def test_a_folder_without_modules_in_the_place_of_a_part_is_named_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stands in the way is told, not our own folder that it hides."""
    (tmp_path / "queries").mkdir()

    def find(name: str, _: object) -> ModuleSpec | None:
        return PathFinder.find_spec(name, [str(tmp_path)])

    monkeypatch.setattr(sys, "meta_path", [SimpleNamespace(find_spec=find), *sys.meta_path])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert f"kg: {(tmp_path / 'queries').resolve()} is no part of policy-kg" in capsys.readouterr().err


def test_help_is_quick_and_names_every_command() -> None:
    """It is quick since nothing is imported for it except click and the rooms that name the commands."""
    code = "import sys; sys.modules.update(dict.fromkeys(sys.argv.pop().split())); from kg.cli import main; main()"
    needless = "loaders ontology queries networkx numpy oxrdflib pyoxigraph pyshacl pypinyin rdflib rich selectolax"
    done = subprocess.run([sys.executable, "-c", code, "--help", needless], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    shown = done.stdout.decode()
    for command in cli.commands:
        assert re.search(rf"^  {command} .*[\u4e00-\u9fff]", shown, re.M), command


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_has_its_help_in_the_users_language(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    english = CliRunner().invoke(cli, [command, "--help"]).output.partition("Commands:")[0]
    assert re.search(r"[a-z]{4}", english) and not re.search(r"[\u4e00-\u9fff]。", english)
    monkeypatch.setenv("KG_LANG", "zh")
    chinese = CliRunner().invoke(cli, [command, "--help"]).output
    assert re.search(r"[\u4e00-\u9fff]。", chinese) and not re.search(
        r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", chinese.replace("kg query", "")
    )


def test_load_tells_what_it_did_then_that_nothing_changed(tmp_path: Path) -> None:
    folder = papers.write(tmp_path / "papers", qinghe=papers.QINGHE, shiqiao=papers.SHIQIAO)
    (folder / "song.mp3").write_bytes(b"ID3")
    shown = kg(tmp_path / "s", "load", str(folder)).output
    assert "Read 2 documents, 4 projects, " in shown
    assert "Files: 2 loaded." in shown
    assert "Not read: 1 file with ending .mp3" in shown
    assert "Nothing changed: 2 files are up to date" in kg(tmp_path / "s", "load", str(folder)).output
    assert "Files: 2 updated." in kg(tmp_path / "s", "load", "--force", str(folder)).output
    assert "Files: 1 updated, 1 unchanged" not in kg(tmp_path / "s", "list").output


def test_nothing_changed_is_said_without_reading_or_resolving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = papers.write(tmp_path / "papers", **{f"p{i}": papers.QINGHE.replace("清河", f"清河{i}") for i in range(5)})
    kg(tmp_path / "s", "load", str(folder))
    for work in ("kg.loading.file_reader._read", "kg.resolution.resolve.rebuild"):
        monkeypatch.setattr(work, lambda *_: pytest.fail("nothing changed"))
    assert "Nothing changed: 5 files" in kg(tmp_path / "s", "load", str(folder)).output


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_store_may_be_named_anywhere(place: int, store: Path) -> None:
    args = ["trace", small_store.NUMBER]
    for option in (["--store", str(store)], [f"--store={store}"]):
        assert CliRunner().invoke(cli, [*args[:place], *option, *args[place:]]).exit_code == 0
    assert CliRunner().invoke(cli, ["--store", str(store), "trace", "--", "--store"]).exit_code == 1


def test_list_and_remove(tmp_path: Path) -> None:
    folder = papers.write(tmp_path / "papers", qinghe=papers.QINGHE, shiqiao=papers.SHIQIAO)
    kg(tmp_path / "s", "load", str(folder))
    listed = json.loads(kg(tmp_path / "s", "list", "--json").output)
    assert [Path(row["path"]).name for row in listed] == ["qinghe.txt", "shiqiao.txt"]
    assert [row["projects"] for row in listed] == [2, 2]
    (folder / "shiqiao.txt").unlink()
    assert "Removed 1 file." in kg(tmp_path / "s", "remove", "shiqiao.txt").output
    assert "Removed 1 file." in kg(tmp_path / "s", "remove", str(folder)).output
    assert json.loads(kg(tmp_path / "s", "list", "--json").output) == []


def test_extract_prints_a_line_of_json_a_document_or_its_text(tmp_path: Path) -> None:
    folder = papers.write(tmp_path / "papers", qinghe=papers.QINGHE, shiqiao=papers.SHIQIAO)
    lines = kg("none", "extract", "--format", "jsonl", str(folder)).output.splitlines()
    assert [Path(json.loads(line)["document"]["path"]).name for line in lines] == ["qinghe.txt", "shiqiao.txt"]
    text = kg("none", "extract", "--text", str(folder / "qinghe.txt")).output
    for citation in json.loads(lines[0])["citations"]:
        assert text[citation["start"] : citation["end"]] == citation["surface"]
    assert not Path("none").exists()


def test_trace_marks_the_citation_in_its_sentence(store: Path) -> None:
    shown = kg(store, "trace", "松财社发[2023]12号").output
    assert "3 projects, 5 citations, 2 documents" in shown
    assert "公共卫生服务经费  清河县卫生健康局、清河县疾病预防控制中心  2,000,000 yuan" in shown
    assert "qinghe-2024.txt · 清河县卫生健康局 · 2024" in shown
    assert "立项依据 · basis · 160–184" in shown
    assert "依据«《乡村医生补助办法》（松财社发[2023]12号»）要求。" in shown
    assert len(json.loads(kg(store, "trace", "--json", "松财社发 2023 12").output)["citations"]) == 5
    rows = list(csv.DictReader(io.StringIO(kg(store, "trace", "--csv", "松财社发 2023 12").output)))
    assert rows[1]["amount_yuan"] == "2000000" and rows[1]["relation"] == "basis"


@pytest.mark.parametrize("asked", [("trace", "松财社发〔2023〕12号"), ("search", "补助")])
def test_quick_answers_do_without_rdflib(asked: tuple[str, str], store: Path) -> None:
    """It takes a tenth of a second to load, of the six that a trace may take."""
    code = "import sys; sys.modules['rdflib'] = None; from kg.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "--store", str(store), *asked], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert "补助" in done.stdout.decode()


def test_trace_lists_candidates(store: Path) -> None:
    result = kg(store, "trace", "医", code=1)
    assert "松江州乡村医生补助办法" in result.output and "Several regulations match" in result.output
    assert "No regulation" in kg(store, "trace", "松财社发〔2023〕1号", code=1).output


def test_show_prints_a_dossier_or_what_to_choose_from(store: Path) -> None:
    shown = kg(store, "show", "qinghe 2").output
    assert "2,000,000 yuan" in shown and "citations (2)" in shown
    assert json.loads(kg(store, "show", "--json", "清河县卫生健康局").output)["kind"] == "unit"
    assert "4 things match" in kg(store, "show", "村医", code=1).output


def test_query_lists_and_answers(store: Path) -> None:
    listed = kg(store, "query").output
    assert "projects-citing" in listed and "Projects that cite a regulation" in listed
    shown = kg(store, "query", "projects-citing", "--set", "number=松财社发〔2023〕12号").output
    assert "1,205,000 yuan" in shown and "w3id" not in shown
    assert len(kg(store, "query", "most-cited", "--set", "limit=2", "--csv").output.splitlines()) == 3


def test_a_table_goes_to_a_file_whose_ending_says_how(store: Path, tmp_path: Path) -> None:
    for name in ("x.csv", "x.json", "x.txt"):
        assert kg(store, "query", "documents", "-o", str(tmp_path / name)).output == ""
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbfdocument,")
    assert len(json.loads((tmp_path / "x.json").read_text("utf-8"))) == 3
    assert "plan-2025.txt" in (tmp_path / "x.txt").read_text("utf-8")


SELECT = "SELECT DISTINCT ?n { ?p pk:basedOn/eli:id_local ?n } ORDER BY ?n"


def test_sparql_answers_in_every_format(store: Path, tmp_path: Path) -> None:
    assert kg(store, "sparql", SELECT).output.splitlines()[0] == "?n"
    assert kg(store, "sparql", "--format", "csv", SELECT).output.splitlines()[1] == "〔2022〕24号"
    found = json.loads(kg(store, "sparql", "--format", "json", SELECT).output)
    assert found["results"]["bindings"][0]["n"]["value"] == "〔2022〕24号"
    assert kg(store, "sparql", "ASK { ?s ?p ?o }").output == "true\n"
    assert json.loads(kg(store, "sparql", "--format", "json", "ASK { ?s <http://none> ?o }").output)["boolean"] is False
    construct = "CONSTRUCT { ?p pk:basedOn ?l } WHERE { ?p pk:basedOn ?l }"
    assert "@prefix pk:" in kg(store, "sparql", construct).output
    assert len(kg(store, "sparql", "--format", "nt", construct).output.splitlines()) == 6
    assert json.loads(kg(store, "sparql", "--format", "json", construct).output)
    (tmp_path / "q.rq").write_text(SELECT, "utf-8")
    assert "〔2022〕24号" in kg(store, "sparql", str(tmp_path / "q.rq")).output
    assert "〔2022〕24号" in CliRunner().invoke(cli, ["--store", str(store), "sparql", "-"], input=SELECT).output
    assert "pk:Basis" in kg(store, "sparql", "SELECT DISTINCT ?r { ?c pk:relation ?r }").output


def test_stats_count(store: Path) -> None:
    rows = {row["fact"]: row["value"] for row in json.loads(kg(store, "stats", "--json").stdout)}
    assert rows["projects"] == 5 and rows["amount_yuan"] == "3555000" and rows["documents"] == 3
    assert "3,555,000 yuan" in kg(store, "stats").output


def test_check_and_picture_and_export(tmp_path: Path) -> None:
    folder = papers.write(tmp_path / "papers", qinghe=papers.QINGHE)
    kg(tmp_path / "s", "load", str(folder))
    assert "1 document checked, nothing wrong" in kg(tmp_path / "s", "check").output
    for thing in ([papers.NUMBER], []):
        kg(tmp_path / "s", "picture", *thing, "--hops", "1", "-o", str(tmp_path / "deep" / "x.html"))
        assert "村医补助经费" in (tmp_path / "deep" / "x.html").read_text("utf-8")
    kg(tmp_path / "s", "export", "--format", "nq", "-o", str(tmp_path / "x.nq"))
    assert "松财社发〔2023〕12号" in (tmp_path / "x.nq").read_text("utf-8")


def test_the_language_of_tables_follows_the_user(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LANG", "zh")
    assert "引用次数" in kg(store, "query", "most-cited").output
    assert "3 个项目，5 处引用" in kg(store, "trace", small_store.NUMBER).output


@pytest.mark.parametrize(
    "env", [{"PYTHONIOENCODING": "cp936"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]
)
def test_chinese_is_utf8_under_any_locale(env: dict[str, str], store: Path) -> None:
    done = process("--store", str(store), "query", "most-cited", env=env)
    assert "松江州乡村医生补助办法" in done.stdout.decode("utf-8")


def test_a_reader_that_has_seen_enough_is_no_error(store: Path) -> None:
    command = f'{sys.executable} -c "from kg.cli import main; main()" --store {store} export --format nq | head -n 1'
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60)
    assert done.stderr == b"" and len(done.stdout.splitlines()) == 1


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_ends_a_long_query_with_one_line(store: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    command = [sys.executable, "-c", "from kg.cli import main; main()", "--store", str(store), "sparql", endless]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        time.sleep(1.5)
        running.send_signal(signal.SIGINT)
        try:
            out, err = running.communicate(timeout=20)
        finally:
            running.kill()
    assert running.returncode == 130
    assert out == b"" and err.decode().strip() == "Interrupted."
