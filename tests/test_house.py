"""The house's own rules: arrows run down, rooms have names, no machine's paths."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ALLOWED = {
    "ontology": {"ontology"},
    "queries": {"queries", "ontology"},
    "loaders": {"loaders", "ontology"},
    "kg": {"kg", "loaders", "ontology", "queries"},
}
VAGUE = re.compile(r"(?:^|/)(?:utils?|helpers?|common|misc|manager|core)(?:\.py|/)")


def modules(root: Path, package: str) -> list[Path]:
    return sorted((root / package).rglob("*.py"))


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_arrows_run_down(root: Path, package: str) -> None:
    ours = set(ALLOWED)
    for module in modules(root, package):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                names = [node.module]
            tops = {name.split(".")[0] for name in names} & ours
            assert tops <= ALLOWED[package], f"{module.relative_to(root)} imports {tops - ALLOWED[package]}"


# What is large or rarely wanted is imported by the rooms whose work it is; the first names of modules, and the rooms.
ROOMS = {
    "pyvis": {"kg/drawing/pyvis_page.py"},
    "IPython": set(),
    "jinja2": {"kg/web/pages.py"},
    "starlette": {"kg/web/"},
    "uvicorn": {"kg/commands/serving.py"},
    "distributed": {"kg/loading/cluster.py", "kg/loading/cluster_worker.py"},
    "fsspec": {"loaders/formats/containers/urls.py"},
    "aiohttp": set(),
    "requests": {"kg/stores/remote/"},
    "platformdirs": {"kg/stores/remote/"},
    "pandas": {"kg/tables/table.py"},
}  # fmt: skip


def test_what_is_large_has_a_room_of_its_own(root: Path) -> None:
    for package in ALLOWED:
        for module in modules(root, package):
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                else:
                    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                name = module.relative_to(root).as_posix()
                for large in {one.split(".")[0] for one in names} & set(ROOMS):
                    assert name.startswith(tuple(ROOMS[large])), f"{name} imports {large}"


def test_rooms_are_of_a_size_and_have_a_name(root: Path) -> None:
    for package in ALLOWED:
        for module in modules(root, package):
            name = str(module.relative_to(root))
            assert not VAGUE.search(name), f"{name}: what is it about?"
            lines = len(module.read_text(encoding="utf-8").splitlines())
            assert lines <= 400, f"{name} has {lines} lines: two nouns in one room?"


def test_knowledge_has_its_source(root: Path) -> None:
    """Every table has a header line and every row as many cells."""
    for package in ALLOWED:
        for table in sorted((root / package).rglob("*.tsv")):
            lines = [x for x in table.read_text(encoding="utf-8").split("\n") if x and not x.startswith("#")]
            width = lines[0].count("\t")
            assert width, f"{table.relative_to(root)} has no header"
            for number, line in enumerate(lines[1:], 2):
                assert line.count("\t") == width, f"{table.relative_to(root)}: row {number}: {line!r}"
