"""The whole store in a format that other programs read."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from kg.answers import ask
from kg.maintenance import description, web_annotations
from kg.stores.store import Store
from kg.tables import table as tables
from kg.tables.language import user_language
from kg.tables.messages import UserError
from kg.tables.workbook import workbook
from loaders.rdf import identifiers
from ontology.drawing import drawn_properties
from ontology.iris import PREFIXES
from ontology.terms import PK

if TYPE_CHECKING:
    import networkx as nx

#: The same tables in several forms, and which forms are folders.
TABLES = ("csv", "parquet", "duckdb", "neo4j")
FOLDERS = ("csv", "parquet", "neo4j")
# What a document holds counts in sums where the document repeats no other one.
_OF_DOCUMENTS = ("document", "project", "work", "task")
# Sheet -> named query.
SHEETS = ("documents", "projects", "citations", "policies", "tasks-by-unit", "indicators", "funding-shares")


class ExportError(UserError):
    """An export that cannot be made; the message is one sentence for the user."""

    status = 2


def export(store: Store, form: str, output: Path, *, annotated: bool = False) -> None:
    """Write the store to ``output`` as one of :data:`FORMATS`; those of :data:`FOLDERS` make a folder with a file a table.

    ``annotated`` adds the evidence as Web Annotations, to formats of statements.

    :raises ExportError: that cannot be written.
    """
    if output.is_dir() != (form in FOLDERS) and output.exists():
        what = f"a file, and {form} is written as a folder of files" if form in FOLDERS else "a folder, not a file"
        raise ExportError(f"{output} is {what}; name another path with -o.")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        _writer(form, annotated)(store, output)
    except OSError as error:
        raise ExportError(f"{output} cannot be written ({error.strerror or error}).") from error


def _writer(form: str, annotated: bool) -> Callable[[Store, Path], None]:
    """What writes a format."""
    if not annotated:
        return FORMATS[form]
    if form not in STATEMENTS:
        raise ExportError(f"Web Annotations are statements, and {form} has none: use nq, ttl or jsonld.")
    return lambda store, output: STATEMENTS[form](chain(_described(store), web_annotations.quads(store)), output)


def _nq(quads: Iterable[ox.Quad], output: Path) -> None:
    """Sorted, so that two stores of the same documents give the same file."""
    with output.open("wb") as out:
        out.writelines(line.encode() for line in sorted(f"{quad} .\n" for quad in quads))


def triples(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """The union of all graphs, each statement once, sorted by subject."""
    return sorted({quad.triple for quad in quads}, key=str)


def _ttl(quads: Iterable[ox.Quad], output: Path) -> None:
    ox.serialize(triples(quads), output, ox.RdfFormat.TURTLE, prefixes=PREFIXES)


def _jsonld(quads: Iterable[ox.Quad], output: Path) -> None:
    ox.serialize(sorted(quads, key=str), output, ox.RdfFormat.JSON_LD, prefixes=PREFIXES)


def network(store: Store) -> nx.MultiDiGraph:
    """Documents, projects, tasks, regulations and units, and the arrows that the ontology draws between them."""
    import networkx as nx

    graph = nx.MultiDiGraph()
    named = ask.stored(store, "export/things")
    for iri, kind, label, number, year, day in sorted(named.rows, key=str):
        if iri not in graph:
            known = {
                "number": number and _xml(number),
                "year": year if isinstance(year, int) else None,
                "date": day and str(day),
            }
            graph.add_node(iri, kind=kind, label=_xml(label), **{name: of for name, of in known.items() if of})
    repeating = {subject for subject, _, _ in store.statements(None, str(PK.repeats))}
    for iri, kind in graph.nodes(data="kind"):
        if kind in _OF_DOCUMENTS:
            graph.nodes[iri]["counted"] = identifiers.home(iri) not in repeating
    money = ask.stored(store, "export/money")
    for iri, yuan in money.rows:
        if iri in graph:
            # The numbers of GraphML are floats: exact to the fen up to 90 trillion yuan.
            graph.nodes[iri]["amount_yuan"] = float(str(yuan))
    for prop, names in drawn_properties():
        for source, target in sorted({(source, target) for source, _, target in store.statements(None, prop)}):
            if source in graph and target in graph:
                # Both formats want another key for each arrow, so its property stands beside it.
                key, kind = f"e{graph.number_of_edges()}", re.split("[/#]", prop)[-1]
                graph.add_edge(source, target, key=key, property=prop, kind=kind, label=names["zh"])
    return graph


def _xml(value: tables.Value) -> str:
    """Text without the control characters that XML cannot hold."""
    return tables.clean(str(value))


def _graphml(store: Store, output: Path) -> None:
    import networkx as nx

    nx.write_graphml_xml(network(store), output)


def _gexf(store: Store, output: Path) -> None:
    import networkx as nx

    nx.write_gexf(network(store), output)


def sheets(store: Store) -> dict[str, tables.Table]:
    """The tables of Excel, by name."""
    return {name: ask.ask(store, name, {}, whole=True) for name in SHEETS}


def _tables(form: str, store: Store, output: Path) -> None:
    from kg.maintenance.relational import csv_folder, duckdb_file, neo4j_folder, rows

    write = {
        "csv": csv_folder.write,
        "neo4j": neo4j_folder.write,
        "duckdb": duckdb_file.write,
        "parquet": duckdb_file.write_parquet,
    }[form]
    write(rows.rows(store, os.cpu_count() or 1), output)


def _xlsx(store: Store, output: Path) -> None:
    output.write_bytes(workbook(sheets(store), user_language()))


def stream(store: Store, form: str, out: IO[bytes], *, annotated: bool = False) -> None:
    """Write a text format to a stream, as :func:`export` does to a file.

    :raises ExportError: the format needs a file.
    """
    if form in (*TABLES, "xlsx"):
        raise ExportError(f"{form} needs a place to write to: kg export --format {form} -o NAME.")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "export")
        _writer(form, annotated)(store, file)
        with file.open("rb") as text:
            while block := text.read(1 << 20):
                out.write(block)


STATEMENTS: dict[str, Callable[[Iterable[ox.Quad], Path], None]] = {"nq": _nq, "ttl": _ttl, "jsonld": _jsonld}


def _described(store: Store) -> Iterator[ox.Quad]:
    return chain(description.portable(store), description.quads(store))


def _stated(form: str, store: Store, output: Path) -> None:
    STATEMENTS[form](_described(store), output)


FORMATS: dict[str, Callable[[Store, Path], None]] = {
    **{form: partial(_stated, form) for form in STATEMENTS},
    "graphml": _graphml,
    "gexf": _gexf,
    "xlsx": _xlsx,
    **{form: partial(_tables, form) for form in TABLES},
}
