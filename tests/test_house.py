"""The house's own rules: arrows run down and in no circle, rooms have names, knowledge is a row, no machine's paths."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from docs import house

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
    "mcp": {"kg/web/assistant/server.py"},
    "mcp_types": {"kg/web/assistant/server.py"},
    "uvicorn": {"kg/commands/serving.py", "kg/web/connections.py"},
    "distributed": {"kg/loading/cluster.py", "kg/loading/cluster_worker.py"},
    "fsspec": {"loaders/formats/containers/urls.py"},
    "aiohttp": set(),
    "requests": {"kg/stores/remote/"},
    "platformdirs": {"kg/stores/remote/"},
    "pandas": {"kg/tables/table.py"},
    "python_multipart": {"kg/web/editing/upload.py"},
    "duckdb": {"kg/maintenance/relational/duckdb_file.py"},
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


# --- circles, and how much stands in a folder ----------------------------------------------------------------------------------


def test_no_circle_at_any_depth() -> None:
    drawn = house.arrows()
    assert len(drawn) > 200
    assert list(house.circles({name: dict.fromkeys(targets, 1) for name, targets in drawn.items()})) == []
    found = {folder: list(house.circles(house.inside(folder, drawn))) for folder in house.folders(drawn)}
    assert {folder: circles for folder, circles in found.items() if circles} == {}


def test_a_circle_is_found(tmp_path: Path) -> None:
    (tmp_path / "kg" / "up").mkdir(parents=True)
    for name, text in {
        "kg/__init__.py": "",
        "kg/up/__init__.py": "",
        "kg/up/one.py": "from kg.up.two import x",
        "kg/up/two.py": "def late():\n    from kg import below",
        "kg/below.py": "from kg.up import one",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    drawn = house.arrows(tmp_path)
    assert drawn["kg.up.two"] == {"kg.below"}
    assert list(house.circles(house.inside("kg", drawn))) == [["below", "up"]]


# Most entries of a folder, __init__.py and py.typed among them.
MOST = {"kg": 18, "loaders": 15}


def test_folders_are_of_a_size(root: Path) -> None:
    for folder, most in MOST.items():
        entries = sorted(one.name for one in (root / folder).iterdir() if one.name != "__pycache__")
        assert len(entries) <= most, entries
    for folder in house.folders(house.arrows()):
        if folder:
            room = root.joinpath(*folder.split("."))
            held = [one for one in room.iterdir() if one.suffix in (".py", ".rq") or (one / "__init__.py").is_file()]
            assert len(held) >= 2, f"{folder}: a room of its own for one noun"
            code = [one for one in held if one.suffix == ".py"]
            assert len(code) <= 20, f"{folder} has {len(code)} modules"


def test_the_map_is_true() -> None:
    assert house.PAGE.read_text(encoding="utf-8") == house.page(), "run make docs"


# --- names ---------------------------------------------------------------------------------------------------------------------

# Class names that mean two things, each with its reason.
TWICE: dict[str, str] = {
    "Table": "what a page prints, and what an answer is: each is the field's word in its half of the house",
}


def test_a_class_name_means_one_thing(root: Path) -> None:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for package in ALLOWED:
        for module in modules(root, package):
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    homes[node.name].append(module.relative_to(root).as_posix())
    twice = {name: files for name, files in homes.items() if len(files) > 1 and name not in TWICE}
    assert twice == {}


def test_paths_in_contributing_exist(root: Path) -> None:
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:kg|loaders|ontology|queries|tests|docs|benchmarks|examples)/[^`\s*<]*)`", text)
    assert len(named) > 10
    assert [path for path in named if not (root / path).exists()] == []


# --- questions are .rq files -----------------------------------------------------------------------------------------------------

# How many strings of a module hold a SELECT, and why they are no .rq files.
SELECTS: dict[str, int] = {
    # Put together by code from the shapes of the ontology.
    "kg/checking/screens.py": 7,
    # Scans of the parts of a document's quotes, put together by code from the properties that are compared.
    "kg/checking/quotes.py": 4,
    # An example in a docstring.
    "kg/graph.py": 1,
    # Patterns and parts of somebody's query, put together by code for engines at an address.
    "kg/stores/remote/engine.py": 5,
    "kg/stores/remote/lease.py": 1,
    "kg/stores/remote/rewriting.py": 4,
}


def test_questions_are_files(root: Path) -> None:
    """A SELECT in Python is one that code puts together; any other is a file of queries/."""
    found: dict[str, int] = {}
    for package in ALLOWED:
        for module in modules(root, package):
            count = sum(map(_asks, ast.walk(ast.parse(module.read_text(encoding="utf-8")))))
            if count:
                found[module.relative_to(root).as_posix()] = count
    more = {name: count for name, count in found.items() if count > SELECTS.get(name, 0)}
    assert more == {}


def _asks(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(_SELECT.search(node.value))


_SELECT = re.compile(r"\bSELECT\s+(?:DISTINCT\s+)?[?(*{]")


# --- tables ----------------------------------------------------------------------------------------------------------------------

# Tables of what is said to people, in two languages; they know nothing of the world.
WORDING = {
    "kg/auditing/words.tsv",
    "kg/drawing/page/words.tsv",
    "kg/tables/columns.tsv",
    "kg/tables/messages.tsv",
    "kg/web/assistant/tools.tsv",
    "kg/web/words.tsv",
    "kg/web/sparql/examples.tsv",
}
# The whole table has one source, which its first line names.
ONE_SOURCE = {
    "ontology/authorities/attested_codes.tsv",
    "ontology/authorities/code_model.tsv",
    "ontology/authorities/areas.tsv",
}


# Rows that have neither, as many as there are: letters of agency codes that no attested code of the open data holds.
BARE = {"ontology/authorities/organs.tsv": 176}
# Tables whose example shows what a group of words is for, with one of its words.
GROUPED = {
    "loaders/bodies/organisation_words.tsv",
    "loaders/kinds/register_words.tsv",
    "loaders/money/allocation_words.tsv",
    "loaders/money/calculation_words.tsv",
    "loaders/money/levels.tsv",
    "loaders/money/money_words.tsv",
    "loaders/text/indicators_words.tsv",
}


def tables(root: Path) -> list[Path]:
    return [table for package in ALLOWED for table in sorted((root / package).rglob("*.tsv"))]


def test_tables_are_tables(root: Path) -> None:
    """Every table has a header line and every row as many cells."""
    for table in tables(root):
        lines = [x for x in table.read_text(encoding="utf-8").split("\n") if x and not x.startswith("#")]
        width = lines[0].count("\t")
        assert width, f"{table.relative_to(root)} has no header"
        for number, line in enumerate(lines[1:], 2):
            assert line.count("\t") == width, f"{table.relative_to(root)}: row {number}: {line!r}"


def test_every_row_of_knowledge_has_its_example_or_source(root: Path) -> None:
    bare: dict[str, list[str]] = {}
    for table in tables(root):
        name = table.relative_to(root).as_posix()
        text = table.read_text(encoding="utf-8")
        if name in ONE_SOURCE:
            assert text.startswith("#"), name
        elif name not in WORDING:
            lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                if not (row.get("example") or row.get("source")):
                    bare.setdefault(name, []).append(next(iter(row.values())))
    assert {name: len(rows) for name, rows in bare.items()} == BARE


def test_an_example_holds_its_own_word(root: Path) -> None:
    """Rules that are more than a word prove their examples in tests of their own."""
    wrong: dict[str, list[str]] = {}
    for table in tables(root):
        name = table.relative_to(root).as_posix()
        lines = [x for x in table.read_text(encoding="utf-8").splitlines() if x.strip() and not x.startswith("#")]
        groups: defaultdict[str, set[bool]] = defaultdict(set)
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            word, example = row.get("word"), row.get("example")
            if word and example:
                groups[(row.get("group") or row.get("role") or "") if name in GROUPED else word].add(word in example)
        wrong.update({f"{name}: {group}": [] for group, held in groups.items() if True not in held})
    assert wrong == {}


def test_no_two_files_of_tests_have_one_name(root: Path) -> None:
    # pytest imports them by their names alone.
    names = Counter(file.name for file in (root / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
