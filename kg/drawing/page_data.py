"""What a page is told of its graph: one JSON object of columns, small enough to send on.

Texts that return (a sentence that holds three quotes, a unit that fifty projects name) are written once and referred to by
number.  In a large picture the words around a quote are cut; the quoted words themselves never are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import networkx as nx

from kg.drawing.findings import DrawnFinding
from kg.drawing.latin import Latin
from kg.drawing.layout import positions
from kg.drawing.neighbourhood import TYPES
from kg.drawing.panel import Said, Text, yuan
from ontology.iris import ID
from ontology.tables import rows

#: From this many things on the words around a quote are cut to :data:`AROUND` characters on either side.
LARGE = 2500
AROUND = 30
Number = int | float


def page_data(
    graph: nx.MultiDiGraph,
    title: str,
    lang: str = "zh",
    *,
    links: str | None = None,
    findings: Sequence[DrawnFinding] = (),
    left_out: Mapping[str, str] | None = None,
    opened: str | None = None,
    more: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Give what the page is told, all sorted, so that the same graph gives the same data.

    ``links`` is put before the end of an IRI of ours to make the address of a thing's own page (None: no such pages).
    ``nodes`` holds columns of one length: ``id`` (without ``base``), ``label``, ``note``, ``facts`` (pairs of numbers of
    texts), ``quotes``, ``amount`` (yuan), ``cited``, ``x``, ``y`` (pixels at zoom 1), ``community``.  ``edges`` is flat: source, target and arrow
    of each; ``said`` are the quotes of each edge.  ``quotes`` is flat too, six numbers each: the text that says what it is
    about, its source, its sentence, where in the sentence the quoted words start and how many they are (code points), where they
    start in the document.  ``opened`` is the number of the node that the picture was asked for, -1 where there is none.
    """
    types = list(dict.fromkeys(TYPES.values()))
    order = {kind: rank for rank, kind in enumerate(types)}
    nodes = sorted(graph.nodes(data=True), key=lambda item: (order[item[1]["type"]], str(item[0])))
    number = {node: index for index, (node, _) in enumerate(nodes)}
    arrows = list(graph.graph.get("arrows", ()))
    named = {iri for iri, _ in arrows}
    arrows += [(iri, {"zh": iri, "en": iri}) for iri in sorted({key for _, _, key in graph.edges(keys=True)} - named)]
    rank = {iri: index for index, (iri, _) in enumerate(arrows)}
    edges = sorted(
        (
            (number[source], number[target], rank[key], data)
            for source, target, key, data in graph.edges(keys=True, data=True)
        ),
        key=lambda edge: edge[:3],
    )
    texts = _Numbered()
    quotes = _Quotes(texts, AROUND if len(nodes) >= LARGE else None)
    columns = _columns(nodes, positions(graph), texts, quotes)
    columns["community"] = communities(graph, [node for node, _ in nodes])
    return {
        "title": title,
        "lang": lang,
        "words": words(),
        "links": links,
        "base": ID,
        "opened": number.get(opened, -1),
        "more": None if more is None else list(more),
        "types": types,
        "counts": [sum(data["type"] == kind for _, data in nodes) for kind in types],
        "arrows": [[iri, names] for iri, names in arrows],
        "nodes": columns,
        "edges": [end for *edge, _ in edges for end in edge],
        "said": [_few(quotes.numbers(data.get("evidence", ()))) for *_, data in edges],
        "findings": [
            [number[found.node], found.severity, texts.number(found.text), texts.number(found.words)]
            for found in findings
            if found.node in number
        ],
        "left_out": [left_out["zh"], left_out["en"]] if left_out else None,
        "quotes": quotes.flat,
        "cut": quotes.cut,
        "sources": quotes.sources.rows,
        "texts": texts.rows,
        "spelling": Latin.of(data["thing"].name for _, data in nodes).to_json(),
    }


def communities(graph: nx.Graph, nodes: Sequence[Any]) -> list[int]:
    """Which community each of ``nodes`` belongs to, from 0, the largest first: groups that more arrows bind within than without (Louvain's method).

    The same graph gives the same communities, in whatever order it was made.
    """
    number = {node: index for index, node in enumerate(nodes)}
    plain: nx.Graph = nx.Graph()
    plain.add_nodes_from(range(len(nodes)))
    plain.add_edges_from(sorted({tuple(sorted((number[a], number[b]))) for a, b in graph.edges() if a != b}))
    found = sorted(map(sorted, nx.community.louvain_communities(plain, seed=0)), key=lambda one: (-len(one), one))
    member = {node: index for index, one in enumerate(found) for node in one}
    return [member[index] for index in range(len(nodes))]


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Give what the page says in each language, from ``page/words.tsv``."""
    return {row["key"]: {"zh": row["zh"], "en": row["en"]} for row in rows("kg.drawing", "page/words.tsv")}


def _columns(
    nodes: Sequence[tuple[Any, Mapping[str, Any]]],
    places: Mapping[Any, tuple[float, float]],
    texts: _Numbered,
    quotes: _Quotes,
) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {
        name: [] for name in ("id", "label", "note", "facts", "quotes", "amount", "cited", "x", "y")
    }
    for node, data in nodes:
        thing, grants = data["thing"], data.get("grants", ())
        columns["id"].append(str(node).removeprefix(ID) if str(node).startswith(ID) else [str(node)])
        columns["label"].append(texts.number(thing.name))
        # A single amount stands beside the name; several may be parts of each other.
        columns["note"].append(texts.number(yuan(grants[0].yuan) if len(grants) == 1 else thing.where))
        columns["facts"].append([texts.number(part) for fact in data.get("facts", ()) for part in fact])
        columns["quotes"].append(quotes.numbers(data.get("evidence", ())))
        columns["amount"].append(_few([_number(grant.yuan) for grant in grants]))
        columns["cited"].append(data.get("cited", 0))
        columns["x"].append(round(places[node][0]))
        columns["y"].append(round(places[node][1]))
    return columns


class _Numbered:
    """Values as rows of one table: what returns is written once."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self._numbers: dict[Any, int] = {}

    def number(self, value: Text | tuple[Any, ...]) -> int:
        """The row of a value; a text of two languages is written as [zh, en]."""
        row = (value["zh"], value["en"]) if isinstance(value, Mapping) else value
        if row not in self._numbers:
            self._numbers[row] = len(self.rows)
            self.rows.append(list(row) if isinstance(row, tuple) else row)
        return self._numbers[row]


class _Quotes:
    """Quotes as six numbers each; ``around`` is how many characters of their sentence stay on either side (None: all)."""

    def __init__(self, texts: _Numbered, around: int | None) -> None:
        self.texts = texts
        self.around = around
        self.sources = _Numbered()
        self.flat: list[int] = []
        self.cut = False
        self._numbers: dict[Said, int] = {}

    def numbers(self, said: Iterable[Said]) -> list[int]:
        return [self._number(one) for one in said]

    def _number(self, said: Said) -> int:
        if said not in self._numbers:
            self._numbers[said] = len(self._numbers)
            quote = said.quote
            before, after = self._shortened(quote.before, quote.after)
            number = self.texts.number
            named = (quote.called, quote.file, said.section, quote.page or "")
            source, sentence = self.sources.number(tuple(map(number, named))), number(before + quote.exact + after)
            self.flat += [number(said.about), source, sentence, len(before), len(quote.exact), quote.start]
        return self._numbers[said]

    def _shortened(self, before: str, after: str) -> tuple[str, str]:
        if self.around is None:
            return before, after
        if len(before) > self.around + 1:
            before, self.cut = "…" + before[-self.around :], True
        if len(after) > self.around + 1:
            after, self.cut = after[: self.around] + "…", True
        return before, after


def _few(values: Sequence[Any]) -> Any:
    """One value as itself, none as null: most lists of a page have one."""
    return (values[0] if values else None) if len(values) < 2 else list(values)


def _number(yuan: Decimal) -> Number:
    """An amount as JSON writes it, 0 for what is none: for sizes and ranges, not for reading."""
    if not yuan.is_finite() or yuan <= 0:
        return 0
    return int(yuan) if yuan == yuan.to_integral_value() else float(yuan)
