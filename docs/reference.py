"""The reference pages, generated from the code: commands from their help, queries from their headers, words from the ontology,
Python from docstrings.

``python -m docs.reference`` writes them; a test fails when they are behind the code.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import get_args, get_type_hints

import click
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

import kg as kg_package
import queries
from docs import diagram
from kg.answers.chain import Chain
from kg.answers.dossier import Dossier
from kg.auditing.relations import catalogue
from kg.cli import cli as kg
from kg.graph import Graph, Picture
from kg.maintenance.relational import dictionary
from kg.tables.table import Table
from loaders.records import Extraction
from ontology.iris import NS

FOLDER = Path(__file__).parent / "reference"
DIAGRAM = Path(__file__).parent / "images" / "ontology.svg"
VOCABULARY = Path(__file__).parent.parent / "ontology" / "policy-kg.ttl"


def commands() -> str:
    """Every command's own help, as it prints it."""
    parts = ["# Commands", "", "What `kg COMMAND --help` prints, for every command.", ""]
    width = {"max_content_width": 100, "terminal_width": 100}
    root = kg.make_context("kg", [], resilient_parsing=True, **width)
    listed: list[tuple[tuple[str, ...], click.Command, click.Context]] = [((), kg, root)]
    for name in kg.list_commands(root):
        command = kg.get_command(root, name)
        if command is not None:
            child = command.make_context(name, [], parent=root, resilient_parsing=True, **width)
            listed.append(((name,), command, child))
            if isinstance(command, click.Group):
                for below, inner in sorted(command.commands.items()):
                    context = inner.make_context(below, [], parent=child, resilient_parsing=True, **width)
                    listed.append(((name, below), inner, context))
    for path, command, context in listed:
        parts += [f"## {' '.join(('kg', *path))}", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(parts)


def rules() -> str:
    """What the audit asks of figures: `kg rules` as a page."""
    parts = ["# Rules of the audit", "", "What `kg rules` prints: what figures must agree in.", ""]
    parts += ["| rule | documents | it says | 规则 |", "|---|---|---|---|"]
    parts += [f"| {' | '.join(str(cell) for cell in row)} |" for row in catalogue().rows]
    return "\n".join(parts) + "\n"


def questions() -> str:
    """Every named query: title, description, parameters, text."""
    parts = ["# Named queries", "", "Asked with `kg query NAME --set parameter=value`.", ""]
    for name in queries.names():
        query = queries.load(name)
        parts += [f"## {name}", "", f"**{query.title}** · {query.title_zh}", "", query.description, ""]
        for param in query.params:
            given = "required" if param.default is None else f"default `{param.default}`"
            parts.append(f"- `{param.name}` ({param.kind}, {given}): {param.note}")
        parts += ["", "```sparql", query.sparql.strip(), "```", ""]
    return "\n".join(parts)


def python() -> str:
    """The functions, classes and records of the Python API, from their docstrings."""
    parts = [
        "# Python · Python 接口",
        "",
        "What `import kg` offers; [how to use it](../how-to/python.md) shows it at work. A `Table` is the answer of most: rows as dictionaries,",
        "`.to_pandas()`, `.to_arrow()`, `.to_networkx()`.",
        "",
        "`import kg` 提供的函数和类，用法见[示例](../how-to/python.md)。多数函数返回 `Table`：可按行取字典，也可转为 pandas、Arrow 或 networkx。",
        "",
    ]
    for title, owner in (
        ("kg", kg_package),
        ("Graph · 图谱", Graph),
        ("Table · 表格", Table),
        ("Chain · 依据链", Chain),
        ("Dossier · 档案", Dossier),
        ("Picture · 关系图", Picture),
        ("Extraction · 一份文件的事实", Extraction),
    ):
        parts += [f"## {title}", ""]
        if inspect.isclass(owner):
            parts += [_described(owner), "", *_fields(owner)]
        for name in kg_package.__all__ if inspect.ismodule(owner) else vars(owner):
            parts += _documented(owner, name)
    return "\n".join(parts)


def _fields(owner: type) -> list[str]:
    """What a record holds, each with its type and what the records in it are."""
    known = getattr(owner, "__dataclass_fields__", {})
    of = get_type_hints(owner) if owner is Extraction else {}
    about = {name: next(iter(get_args(kind)), kind) for name, kind in of.items()}
    said = {
        name: _described(one).partition("\n")[0] for name, one in about.items() if hasattr(one, "__dataclass_fields__")
    }
    lines = [
        f"- `{name}`: `{field.type}`" + (f". {said[name]}" if name in said else "") for name, field in known.items()
    ]
    return [*lines, ""] if lines else []


def _documented(owner: object, name: str) -> list[str]:
    """A function, a method or a property; nothing of what is not public."""
    called = name if inspect.isclass(owner) else f"kg.{name}"
    thing = inspect.getattr_static(owner, name, None)
    if name == "__version__":
        return [f"### {called}", "", "The installed version, a string. 已安装的版本。", ""]
    if name.startswith("_") or not (callable(thing) or isinstance(thing, property)):
        return []
    written = thing.fget if isinstance(thing, property) else thing
    signature = re.sub(
        r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(written)).replace("(self, ", "(").replace("(self)", "()")
    )
    shown = signature.partition("-> ")[2] if isinstance(thing, property) else signature
    head = f"{called}: {shown}" if isinstance(thing, property) else f"{called}{shown}"
    return [f"### {called}", "", "```text", head, "```", "", _described(thing), ""]


def _described(thing: object) -> str:
    """A docstring as Markdown: what it says, then what it raises."""
    said = inspect.getdoc(thing) or ""
    said = re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", said.replace("``", "`"))
    text, *raised = re.split(r"^:raises ", said, flags=re.M)
    lines = [
        f"- raises `{kind.rpartition('.')[2]}`: {' '.join(why.split())}"
        for kind, _, why in (one.partition(": ") for one in raised)
    ]
    return "\n".join([text.rstrip(), *([""] if lines else []), *lines])


def vocabulary() -> str:
    """The terms of our own, with their labels and comments in both languages."""
    graph = rdflib.Graph().parse(VOCABULARY)
    parts = [
        "# Words",
        "",
        "Our own terms (`pk:` = `https://w3id.org/policy-kg/ns#`); how they are used: [the graph](../explanation/graph.md).",
        "",
        "![Each class with its properties, and arrows to the classes of their values](../images/ontology.svg)",
        "",
        "A box is a class: first its properties with arrows to the class of their values, then, in grey, narrower classes (▹) and the properties whose values",
        "are words, numbers, concepts or places in a text. Terms of other vocabularies have a prefix. All arrows to one class share a line.",
        "",
        "每个框是一个类：先列指向其他类的属性，再以灰色列出下位类（▹）和取值为文字、数字、概念或原文位置的属性。其他词汇表的词带前缀；指向同一类的箭头共用一条线。",
        "",
    ]

    def said(subject: rdflib.term.Node, predicate: rdflib.URIRef, language: str) -> str:
        values = [str(o) for o in graph.objects(subject, predicate) if getattr(o, "language", None) == language]
        return min(values, default="")

    for heading, kinds in (
        ("Classes", {OWL.Class}),
        ("Properties", {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}),
    ):
        rows = sorted({s for kind in kinds for s in graph.subjects(RDF.type, kind) if str(s).startswith(NS)})
        parts += [f"## {heading}", "", "| term | en | zh | meaning |", "|---|---|---|---|"]
        for term in rows:
            cells = [
                f"`pk:{str(term).removeprefix(NS)}`",
                said(term, RDFS.label, "en"),
                said(term, RDFS.label, "zh"),
                said(term, RDFS.comment, "en"),
            ]
            parts.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
        parts.append("")
    return "\n".join(parts)


def tables() -> str:
    """The data dictionary of the tables that an export writes."""
    parts = [
        "# Tables",
        "",
        "What `kg export --format csv|parquet|duckdb|neo4j` writes: [export](../how-to/export.md).",
    ]
    parts += [
        "A `key` numbers the rows of its table; `key of` another table joins the two. The source is the path in [the graph](../explanation/graph.md).",
        "",
    ]
    for relation in dictionary.relations():
        parts += [f"## {relation.name}", "", f"{relation.en[0].upper()}{relation.en[1:]}. {relation.zh}。", ""]
        parts += [
            f"Rows: `{relation.source}`.",
            "",
            "| column | type | unit | meaning | 含义 | source |",
            "|---|---|---|---|---|---|",
        ]
        parts += [
            f"| `{one.name}` | {one.type} | {one.unit} | {one.en} | {one.zh} | `{one.source}` |"
            for one in relation.fields
        ]
        parts.append("")
    parts += ["## Views", "", "In the DuckDB file; each answers as the named query does, without a limit.", ""]
    parts += ["| view | as | answers |", "|---|---|---|"]
    parts += [f"| `{one.name}` | {one.twin} | {one.about('en')} · {one.about('zh')} |" for one in dictionary.views()]
    return "\n".join(parts) + "\n"


def pages() -> dict[Path, str]:
    """Each generated page with its text."""
    return {
        FOLDER / "commands.md": commands(),
        FOLDER / "python.md": python(),
        FOLDER / "queries.md": questions(),
        FOLDER / "rules.md": rules(),
        FOLDER / "tables.md": tables(),
        FOLDER / "words.md": vocabulary(),
        DIAGRAM: diagram.svg(),
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
