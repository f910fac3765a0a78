from __future__ import annotations

import locale
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.commands import drawing
from kg.drawing import neighbourhood
from kg.drawing.findings import DOCUMENTS, findings, left_out
from kg.drawing.neighbourhood import whole
from kg.stores.opening import open_store

NUMBER = "云财社发〔2023〕36号"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    path = tmp_path_factory.mktemp("picture") / "policy.kg"
    result = CliRunner().invoke(cli, ["--store", str(path), "load", str(root / "examples" / "红河州")])
    assert result.exit_code == 0, result.output
    return path


def picture(store: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), "picture", *words])


def test_everything_a_thing_or_an_answer(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "picture.html"
    query = tmp_path / "basis.rq"
    query.write_text(
        f'CONSTRUCT {{ ?a pk:basedOn ?b }} {{ ?a pk:basedOn ?b . ?b eli:id_local "{NUMBER}" }}', "utf-8-sig"
    )
    counts = []
    for words in (
        [],
        [NUMBER, "--hops", "1"],
        ["--query", "projects-citing", "--set", f"number={NUMBER}"],
        ["--query", "projects-citing", "--set", f"number={NUMBER}", "--hops", "1"],
        ["--sparql", str(query)],
    ):
        result = picture(store, *words, "-o", str(out))
        assert result.exit_code == 0, result.output
        counts.append([int(word) for word in result.output.split() if word.isdigit()])
        assert "default-src 'none'" in out.read_text("utf-8")
    (everything, _), (near, _), (answer, _), (around, _), (basis, arrows) = counts
    assert everything > near > 1
    assert around > answer > 0
    assert basis == arrows + 1


@pytest.mark.parametrize("args", [["--help"], ["stats"], ["picture", "-o", "picture.html"]], ids=" ".join)
def test_a_command_waits_for_nothing_that_it_does_not_use(args: list[str], store: Path, tmp_path: Path) -> None:
    """Pyvis brings IPython along, which takes two seconds; other engines, the cluster and the site are rooms of their own."""
    told = (
        "import atexit, sys; atexit.register(lambda: print('imported', *sys.modules)); from kg.cli import main; main()"
    )
    command = [sys.executable, "-c", told, "--store", str(store), *args]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, timeout=120)
    assert done.returncode == 0, done.stderr
    imported = set(done.stdout.rpartition("imported ")[2].split())
    assert "kg.cli" in imported
    rooms = {"pyvis", "IPython", "jinja2", "pandas", "distributed", "fsspec", "aiohttp", "requests", "starlette"}
    assert not imported & (rooms | {"kg.loading.cluster", "kg.stores.remote", "kg.web.site"})


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--query", "nothing-such"], "no query named 'nothing-such'"),
        (["--query", "projects-citing"], "needs number"),
        (["--query", "projects-citing", "--set", "number"], "NAME=VALUE"),
        (["--set", "number=1"], "parameter of --query"),
        ([NUMBER, "--query", "areas"], "Name one of"),
        (["--query", "money-by-year"], "nothing that can be drawn"),
        (["--limit", "5"], "More than 5 things to draw: draw the neighbourhood of one project"),
        (["没有这样的东西"], "Nothing in the store matches"),
    ],
)
def test_one_clear_sentence(store: Path, tmp_path: Path, words: list[str], sentence: str) -> None:
    result = picture(store, *words, "-o", str(tmp_path / "x.html"))
    assert result.exit_code in (1, 2)
    assert sentence in result.output and "Traceback" not in result.output
    assert not (tmp_path / "x.html").exists()


@pytest.mark.parametrize(
    ("text", "sentence"), [("ASK { ?a ?b ?c }", "nothing to draw"), ("SELECT", "error"), ("\udcff", "UTF-8")]
)
def test_bad_sparql_is_a_sentence(store: Path, tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "q.rq"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    result = picture(store, "--sparql", str(file), "-o", str(tmp_path / "x.html"))
    assert result.exit_code in (1, 2) and "Traceback" not in result.output
    assert sentence in result.output.lower() or sentence in result.output


def test_the_same_bytes_under_a_chinese_code_page(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where the default encoding is cp936: nothing of the page may depend on it."""
    monkeypatch.setenv("KG_LANG", "zh")
    plain, coded, other = (tmp_path / f"{name}.html" for name in ("plain", "coded", "other"))
    picture(store, NUMBER, "-o", str(plain))
    monkeypatch.setattr(locale, "getpreferredencoding", lambda do_setlocale=True: "cp936")
    monkeypatch.setattr(locale, "getencoding", lambda: "cp936", raising=False)
    picture(store, NUMBER, "-o", str(coded))
    localedef = shutil.which("localedef")
    made = localedef and subprocess.run(
        [localedef, "-i", "zh_CN", "-f", "GBK", str(tmp_path / "zh_CN.GBK")], capture_output=True, check=False
    )
    if not made or not (tmp_path / "zh_CN.GBK").is_dir():
        pytest.skip(
            "no localedef, or no charmap GBK (Debian: package locales), so no locale of that encoding can be made"
        )
    words = ["--store", str(store), "picture", NUMBER, "-o", str(other)]
    # The child says its encoding first: a locale that is not there would be UTF-8 and prove nothing.
    code = f"import locale; print(locale.getencoding()); from kg.cli import cli; cli({ascii(words)})"
    environment = {
        **os.environ,
        "PYTHONUTF8": "0",
        "LOCPATH": str(tmp_path),
        "LC_ALL": "zh_CN.GBK",
        "PYTHONCOERCECLOCALE": "0",
    }
    environment.pop("PYTHONIOENCODING", None)
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    said = done.stdout.decode("gbk").splitlines()
    assert said[0].upper() in ("GBK", "CP936")
    assert "个对象" in said[-1]
    assert plain.read_bytes() == coded.read_bytes() == other.read_bytes()
    assert b"\r\n" not in plain.read_bytes()


def test_findings_are_those_of_the_audit(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(store, read_only=True) as graph:
        drawn = set(whole(graph.select))
        found = findings(graph, drawn)
        few = findings(graph, {node for node in drawn if "/project/" in node})
        assert left_out(drawn, found) is None
        # More documents than are examined: nothing is found, and that is said.
        monkeypatch.setattr("kg.drawing.findings.DOCUMENTS", 1)
        assert findings(graph, drawn) == ()
        said = left_out(drawn, ())
        assert said and "未作核查" in said["zh"] and "kg audit" in said["en"]
    assert found and few == ()
    assert DOCUMENTS >= 300
    assert {one.node for one in found} <= drawn
    assert [one.severity for one in found] == sorted((one.severity for one in found), key=["error", "warning"].index)
    audit = CliRunner().invoke(cli, ["--store", str(store), "audit", "--csv"])
    for one in found:
        assert not one.words or one.words in audit.output


def test_python_draws_what_the_command_draws(store: Path, tmp_path: Path) -> None:
    """The same things, the same findings, the same page."""
    import kg

    for words in ((), (NUMBER,), (NUMBER, "--hops", "0")):
        picture(store, *words, "-o", str(tmp_path / "command.html"))
        hops = int(words[2]) if len(words) > 1 else None
        with kg.open(store) as graph:
            graph.picture(words[0] if words else None, hops=hops).save(tmp_path / "python.html")
        assert (tmp_path / "python.html").read_bytes() == (tmp_path / "command.html").read_bytes()


def test_the_command_draws_no_more_than_the_picture_can() -> None:
    assert drawing.MOST == neighbourhood.MOST


def test_without_pyvis_its_engine_is_told_in_one_sentence(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The documentation says how to leave it out; the other engine draws as before."""
    monkeypatch.setitem(sys.modules, "kg.drawing.pyvis_page", None)
    monkeypatch.delattr("kg.drawing.pyvis_page", raising=False)  # where another test has imported it
    monkeypatch.setenv("KG_LANG", "en")
    monkeypatch.chdir(tmp_path)
    done = picture(store, NUMBER, "--engine", "pyvis")
    assert done.exit_code == 1 and done.stderr.startswith("kg: --engine pyvis needs packages that are not installed")
    assert picture(store, NUMBER).exit_code == 0
