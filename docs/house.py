"""The house as its imports draw it: which module imports which, where a circle is, and the map for those who contribute.

``python -m docs.house`` writes the map into ``docs/explanation/house.md``; ``tests/test_house.py`` holds the rules with the same graph.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WINGS = ("kg", "loaders", "ontology", "queries")
PAGE = ROOT / "docs" / "explanation" / "house.md"

Arrows = Mapping[str, frozenset[str]]
"""What each module imports of ours; a package stands as ``package.__init__``."""


def modules(root: Path = ROOT) -> dict[str, Path]:
    """Every module of the house by its dotted name; folders without ``__init__.py`` hold tools for making tables."""
    return {
        ".".join(file.relative_to(root).with_suffix("").parts): file
        for wing in WINGS
        for file in sorted((root / wing).rglob("*.py"))
        if (file.parent / "__init__.py").is_file()
    }


def arrows(root: Path = ROOT) -> Arrows:
    """The imports between our modules: those inside functions and those for types alone as well."""
    known = modules(root)
    return {name: frozenset(_imported(file, set(known)) - {name}) for name, file in known.items()}


def _imported(file: Path, known: set[str]) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parent = name.rpartition(".")[0]
            choices = (name, f"{name}.__init__", parent, f"{parent}.__init__")
            found.update([next(one for one in choices if one in known)] if any(one in known for one in choices) else [])
    return found


def inside(folder: str, drawn: Arrows) -> dict[str, Counter[str]]:
    """The arrows between what stands in a folder ("" is the top), each with the number of imports that it stands for."""
    depth = folder.count(".") + 1 if folder else 0
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, targets in drawn.items():
        for target in targets:
            if _within(name, folder) and _within(target, folder):
                here, there = name.split(".")[depth], target.split(".")[depth]
                if here != there:
                    found[here][there] += 1
    return found


def _within(name: str, folder: str) -> bool:
    return not folder or name.startswith(f"{folder}.")


def folders(drawn: Arrows) -> list[str]:
    """Every folder that holds modules, the top ("") first."""
    return sorted({".".join(name.split(".")[:depth]) for name in drawn for depth in range(name.count(".") + 1)})


def circles(graph: Mapping[str, Mapping[str, int]]) -> Iterator[list[str]]:
    """The circles of a graph: sets of two or more places of which each can be reached from every other one."""
    seen: set[str] = set()
    for start in sorted(graph):
        there = _reached(start, graph)
        circle = sorted(one for one in there if start in _reached(one, graph))
        if start in circle and start not in seen:
            seen.update(circle)
            yield circle


def _reached(start: str, graph: Mapping[str, Mapping[str, int]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for target in graph.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def _floors(graph: Mapping[str, Mapping[str, int]]) -> list[list[str]]:
    """What stands in a folder, floor by floor: whoever imports stands above what it imports."""
    names = set(graph) | {target for targets in graph.values() for target in targets}
    height: dict[str, int] = {}

    def floor(name: str) -> int:
        if name not in height:
            height[name] = 1 + max((floor(target) for target in graph.get(name, ())), default=0)
        return height[name]

    found: defaultdict[int, list[str]] = defaultdict(list)
    for name in sorted(names):
        found[floor(name)].append(name)
    return [found[level] for level in sorted(found, reverse=True)]


def page(root: Path = ROOT) -> str:
    """The map as Markdown: the floors of the house and of its large wings, and what each room is about."""
    drawn = arrows(root)
    known = modules(root)
    parts = [
        "# The house\n",
        "Written by `make docs` from the imports themselves. Whoever imports stands above what it imports.\n",
    ]
    for folder in ("", "kg", "loaders"):
        graph = inside(folder, drawn)
        parts.append(f"## {folder or 'All of it'}\n")
        parts.append("```text")
        parts += [" · ".join(one for one in level if one != "__init__") for level in _floors(graph)]
        parts.append("```\n")
        if folder:
            names = sorted({name for level in _floors(graph) for name in level} - {"__init__"})
            parts += ["| room | what it is about |", "|---|---|"]
            parts += [f"| `{folder}/{name}` | {_about(known, f'{folder}.{name}')} |" for name in names]
            parts.append("")
    return "\n".join(parts)


def _about(known: Mapping[str, Path], name: str) -> str:
    file = known.get(name) or known[f"{name}.__init__"]
    words = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").partition("\n\n")[0]
    return " ".join(words.replace("|", "\\|").split())


def main() -> int:
    """Write the map."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
