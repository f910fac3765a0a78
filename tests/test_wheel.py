"""What is shipped: the site's pages, scripts, words and notices are in the wheel, which needs no node and no network to be made."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel made from a copy of what is in the project's folder."""
    import shutil

    pytest.importorskip("setuptools")
    source = tmp_path_factory.mktemp("source") / "project"
    source.mkdir()
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, source)
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    for package in ("kg", "loaders", "ontology", "queries"):
        shutil.copytree(root / package, source / package, ignore=ignored)
    out = source / "out"
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        str(out),
        str(source),
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = out.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """The files of the wheel."""
    with zipfile.ZipFile(wheel) as opened:
        return set(opened.namelist())


@pytest.mark.parametrize("folder", ["kg/web/templates", "kg/web/static", "kg/web/static/vendor", "kg/drawing/page"])
def test_every_file_of_a_page_is_shipped(root: Path, names: set[str], folder: str) -> None:
    files = {f"{folder}/{file.name}" for file in (root / folder).iterdir() if file.is_file()}
    assert files
    assert files <= names


def test_the_words_every_query_and_every_module_are_shipped(root: Path, names: set[str]) -> None:
    assert {"kg/web/words.tsv", "kg/tables/columns.tsv"} <= names
    written = {file.relative_to(root).as_posix() for file in (root / "queries").rglob("*.rq")}
    assert len(written) > 60 and written <= names
    for package in ("kg", "loaders", "ontology", "queries"):
        for module in (root / package).rglob("*.py"):
            # Folders without __init__.py hold tools for whoever works on the project.
            if (module.parent / "__init__.py").is_file():
                assert str(module.relative_to(root)) in names


def test_every_table_is_shipped(root: Path, names: set[str]) -> None:
    tables = {
        table.relative_to(root).as_posix()
        for package in ("kg", "loaders", "ontology", "queries")
        for ending in ("*.tsv", "*.ttl", "*.rq")
        for table in (root / package).rglob(ending)
    }
    assert len(tables) > 80 and tables <= names


def test_what_makes_the_bundle_stays_at_home(names: set[str]) -> None:
    assert not [name for name in names if "node_modules" in name or "package-lock" in name]


def test_it_installs_and_serves_where_there_is_no_node(wheel: Path, tmp_path: Path) -> None:
    """The installed package, not the project's folder, answers with its pages, its bundles and their notices."""
    target, empty = tmp_path / "installed", tmp_path / "no programs"
    empty.mkdir()
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(target),
        str(wheel),
    ]
    environment = {**os.environ, "PATH": str(empty)}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env=environment)
    assert done.returncode == 0, done.stderr
    code = f"""
import sys; sys.path.insert(0, {str(target)!r})
from pathlib import Path
import kg.web.site
assert kg.web.site.__file__.startswith({str(target)!r}), kg.web.site.__file__
from kg.web.settings import Settings
from starlette.testclient import TestClient
client = TestClient(kg.web.site.create_app(Settings(store=Path("none.kg"), hosts=("testserver",))))
for address in ("/static/vendor/echarts.js", "/static/vendor/codemirror.js", "/static/vendor/THIRD_PARTY_NOTICES.txt", "/static/site.css"):
    assert client.get(address).status_code == 200, address
assert "policy-kg" in client.get("/charts").text
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=environment,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
