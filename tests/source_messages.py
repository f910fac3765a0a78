"""The messages that the source code holds: every English sentence of a string, and every word of what is raised or printed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from folders import ROOT

from kg.tables.messages import PLACE

PACKAGES = ("kg", "loaders", "ontology", "queries")
CHINESE = re.compile(r"[㐀-鿿]")
# Three words in a row are a sentence; a single one is a message where it is printed.
SENTENCE = re.compile(r"[A-Za-z][a-z'’]+[,;:]? (?:[a-z'’]+|[A-Z][a-z]+)[,;:]? [A-Za-z][a-z'’]*")
# A name by which a program finds something, such as a message of the site in its own table.
KEY = re.compile(r"[\w{}-]+")
WORD = re.compile(r"[a-z]{3,}")
# Languages for machines: SPARQL, SQL, Python that a process is started with, HTML, CSS.
CODE = re.compile(
    r"\b(?:SELECT|VALUES|INSERT|DELETE|CREATE|DROP|JOIN|INDEXED|GRAPH|FILTER)\b|\bimport\b|__|</|src '|-heaviest|char\(0x"
)
# Faults of a program that calls the package; a command shows none of them.
FAULTS = {
    "AssertionError", "AttributeError", "IndexError", "KeyError", "LookupError", "NotImplementedError", "RuntimeError",
    "StopIteration", "TypeError", "ValueError",
}  # fmt: skip
# A sentence in English and in Chinese: the user reads one of them, only the overview of commands has both.
BOTH = re.compile(r"[A-Za-z][.:;]? [㐀-鿿][^a-z]*。$")
PRINTING = {"echo", "secho", "say", "style"}
LOGIC = (ast.BinOp, ast.BoolOp, ast.IfExp, ast.JoinedStr, ast.FormattedValue, ast.keyword)


@dataclass(frozen=True, slots=True)
class Message:
    """A string with ``{}`` where values stand, and where it is."""

    text: str
    place: str


def messages() -> list[Message]:
    """All messages of the packages, in the order of their places; those with their Chinese beside them are not among them."""
    found = []
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            name = file.relative_to(ROOT).as_posix()
            found += [Message(text, f"{name}:{line}") for line, text in _of(tree)]
    return found


def _of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant | ast.JoinedStr) or isinstance(above[node], ast.JoinedStr | ast.Expr):
            continue
        if isinstance(node, ast.Constant) and not isinstance(node.value, str):
            continue
        if isinstance(above[node], ast.FormattedValue) and _choice(above[node]):
            continue
        if isinstance(above[node], ast.Compare) or _beside_chinese(node, above) or _is_fault(node, above):
            continue
        for text in expanded(node):
            pattern = WORD if _is_printed(node, above) else SENTENCE
            if KEY.fullmatch(text):
                continue
            both = bool(BOTH.search(text))
            if both and _is_short_help(node, above):
                continue
            if (both or pattern.search(text.replace("{}", " X "))) and not CODE.search(text):
                yield node.lineno, canonical(text)


def expanded(node: ast.expr) -> list[str]:
    """The texts of a string with ``{}`` for its values; where a value is one of two strings, a text for each."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return [text for branch in (node.body, node.orelse) for text in expanded(branch)]
    if isinstance(node, ast.FormattedValue):
        return expanded(node.value) if _choice(node) else ["{}"]
    if isinstance(node, ast.JoinedStr):
        return ["".join(parts) for parts in product(*map(expanded, node.values))]
    return ["{}"]


def _choice(node: ast.AST) -> bool:
    """Whether a value is one of two fixed strings."""
    value = node.value if isinstance(node, ast.FormattedValue) else node
    return isinstance(value, ast.IfExp) and all(
        isinstance(branch, ast.Constant) and isinstance(branch.value, str) for branch in (value.body, value.orelse)
    )


def _strings(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def _beside_chinese(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether the Chinese stands beside it: the other branch of a condition, the next argument, the other value of a dictionary."""
    while True:
        parent = above.get(node)
        if isinstance(parent, ast.IfExp | ast.Call | ast.Tuple | ast.Dict):
            siblings = [
                getattr(child, "value", child) if isinstance(child, ast.keyword) else child
                for child in ast.iter_child_nodes(parent)
                if child is not node
            ]
            strings = [
                child for child in siblings if isinstance(child, ast.Constant | ast.JoinedStr | ast.IfExp | ast.BinOp)
            ]
            if any(CHINESE.search(text) for child in strings for text in _strings(child)):
                return True
        if isinstance(parent, ast.Assign) and ast.unparse(parent.targets[0]) == "en":
            return True
        if not isinstance(parent, (*LOGIC, ast.Tuple, ast.Dict)):
            return False
        node = parent


def _called(node: ast.AST) -> str:
    function = node.func if isinstance(node, ast.Call) else node
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _call(node: ast.AST, above: dict[ast.AST, ast.AST]) -> ast.AST | None:
    """The call that a string is an argument of, through conditions and sums of strings."""
    parent = above.get(node)
    while isinstance(parent, LOGIC):
        parent = above.get(parent)
    return parent if isinstance(parent, ast.Call) else None


def _is_fault(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    call = _call(node, above)
    return call is not None and _called(call) in FAULTS


def _is_short_help(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    parent = above.get(node)
    return isinstance(parent, ast.keyword) and parent.arg == "short_help"


def _is_printed(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    call = _call(node, above)
    parent = above.get(node)
    if isinstance(parent, ast.keyword) and parent.arg == "help":
        return True
    return call is not None and (_called(call) in PRINTING or isinstance(above.get(call), ast.Raise))


def texts() -> set[str]:
    """Every string of the packages, with ``{}`` for its values."""
    found: set[str] = set()
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            found |= strings(file)
    return found


def strings(file: Path) -> set[str]:
    """Every string of a file, with ``{}`` for its values."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Constant | ast.JoinedStr)]
    return {canonical(text) for node in found for text in expanded(node)}


def canonical(text: str) -> str:
    """Values beside one another are one."""
    return re.sub(r"(?:\{\})+", "{}", text).strip()


def expanded_row(en: str) -> list[str]:
    """The messages that a row of the table is for: one for each choice of words."""
    pieces = PLACE.split(en)
    parts = [[pieces[0]]]
    for at in range(1, len(pieces), 3):
        name, choice, piece = pieces[at : at + 3]
        parts += [["{}"] if name else choice.split("|"), [piece]]
    return [canonical("".join(one)) for one in product(*parts)]
