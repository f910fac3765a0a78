"""The reference pages, generated from the code: commands from their help, queries from their headers, words from the ontology.

``python -m docs.reference`` writes them; a test fails when they are behind the code.
"""

from __future__ import annotations

from pathlib import Path

import click
import rdflib
from rdflib.namespace import OWL, RDF, RDFS

import queries
from kg.auditing.relations import catalogue
from kg.cli import cli as kg
from kg.maintenance.relational import dictionary
from ontology.iris import NS

FOLDER = Path(__file__).parent / "reference"
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


def vocabulary() -> str:
    """The terms of our own, with their labels and comments in both languages."""
    graph = rdflib.Graph().parse(VOCABULARY)
    parts = [
        "# Words",
        "",
        "Our own terms (`pk:` = `https://w3id.org/policy-kg/ns#`); how they are used: [the graph](../explanation/graph.md).",
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
        FOLDER / "queries.md": questions(),
        FOLDER / "rules.md": rules(),
        FOLDER / "tables.md": tables(),
        FOLDER / "words.md": vocabulary(),
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
