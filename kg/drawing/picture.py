"""One self-contained HTML page of a graph: a file to open, to send on, to keep.

The page asks the network for nothing, and its content security policy forbids that it could.  Every value of the graph
reaches it as JSON data and is shown as text, never as HTML.  The same graph gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from math import log1p
from typing import Any, Literal

import networkx as nx

from kg.drawing.dossier import Quote, Text
from kg.drawing.layout import positions
from kg.drawing.neighbourhood import TYPES
from ontology.tables import rows

Engine = Literal["canvas", "pyvis"]

#: The page's script, in the order of need; the stage (what draws) is the engine's own.
SCRIPTS = ("model.js", "labels.js", "{stage}", "search.js", "legend.js", "panel.js", "main.js")
PAGE = files("kg.drawing") / "page"
# JSON may stand in a script element when it can neither end it nor start a comment; U+2028/9 were line ends in old scripts.
UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def draw(graph: nx.MultiDiGraph, title: str, lang: str = "zh", engine: Engine = "canvas") -> str:
    """Write ``graph`` (as :func:`kg.drawing.neighbourhood.neighbourhood` gives it) as an HTML page; save it as UTF-8.

    ``lang`` is the language the page starts in, "zh" or "en".  ``engine="pyvis"`` draws with pyvis's vis-network instead of
    the page's own canvas, for up to 150 nodes; ValueError beyond that.
    """
    if lang not in ("zh", "en"):
        raise ValueError(f"The page speaks zh and en, not {lang!r}.")
    data = page_data(graph, title, lang)
    stage, library = "stage.js", ""
    if engine == "pyvis":
        # pyvis brings IPython along: two seconds that only those who ask for it should wait.
        from kg.drawing.page import pyvis_page

        data["vis"] = pyvis_page.network_data(data)
        stage, library = "stage_vis.js", pyvis_page.library()
    script = "".join(_part(name.format(stage=stage)) for name in SCRIPTS)
    script = f'{library}\n(() => {{\n"use strict";\n{script}}})();\n'
    return _page(title, lang, _part("page.css"), script, data)


def page_data(graph: nx.MultiDiGraph, title: str, lang: str = "zh") -> dict[str, Any]:
    """Give what the page is told: words, types, arrows, nodes with places and sizes, edges, quotes; all sorted."""
    types = list(dict.fromkeys(TYPES.values()))
    order = {kind: rank for rank, kind in enumerate(types)}
    nodes = sorted(graph.nodes(data=True), key=lambda item: (order[item[1]["type"]], str(item[0])))
    number = {node: index for index, (node, _) in enumerate(nodes)}
    places = positions(graph)
    largest = _largest_of_type(nodes)
    arrows = list(graph.graph.get("arrows", ()))
    named = {iri for iri, _ in arrows}
    arrows += [(iri, {"zh": iri, "en": iri}) for iri in sorted({key for _, _, key in graph.edges(keys=True)} - named)]
    rank = {iri: index for index, (iri, _) in enumerate(arrows)}
    quotes = _Numbered()
    table = [
        {
            "id": str(node),
            "type": order[data["type"]],
            "label": data.get("label") or str(node),
            "note": data.get("note", ""),
            "facts": [[key, value] for key, value in data.get("facts", ())],
            "quotes": [quotes.number(quote) for quote in data.get("evidence", ())],
            "size": data.get("size") or "",
            "x": places[node][0],
            "y": places[node][1],
            "r": _radius(data, graph.degree(node), largest[data["type"]]),
        }
        for node, data in nodes
    ]
    edges = sorted(
        (
            (number[source], number[target], rank[key], data)
            for source, target, key, data in graph.edges(keys=True, data=True)
        ),
        key=lambda edge: edge[:3],
    )
    return {
        "title": title,
        "lang": lang,
        "words": words(),
        "types": types,
        "arrows": [names for _, names in arrows],
        "nodes": table,
        "edges": [[*edge, [quotes.number(quote) for quote in data.get("evidence", ())]] for *edge, data in edges],
        "quotes": quotes.rows,
    }


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Give what the page says in each language, from ``page/words.tsv``."""
    return {row["key"]: {"zh": row["zh"], "en": row["en"]} for row in rows("kg.drawing.page", "words.tsv")}


class _Numbered:
    """Quotes as rows of one table: a quote that several arrows share is written once."""

    def __init__(self) -> None:
        self.rows: list[list[str | int]] = []
        self._numbers: dict[Quote, int] = {}

    def number(self, quote: Quote) -> int:
        if quote not in self._numbers:
            self._numbers[quote] = len(self.rows)
            source = [quote.about, quote.document, quote.file, quote.section]
            self.rows.append([*source, quote.prefix, quote.exact, quote.suffix, quote.start, quote.end])
        return self._numbers[quote]


def _largest_of_type(nodes: list[tuple[Any, dict[str, Any]]]) -> dict[str, Decimal]:
    largest: dict[str, Decimal] = {}
    for _, data in nodes:
        largest[data["type"]] = max(_size(data), largest.get(data["type"], Decimal(0)))
    return largest


def _size(data: Mapping[str, Any]) -> Decimal:
    try:
        size = Decimal(data.get("size") or 0)
    except (InvalidOperation, ValueError):
        return Decimal(0)
    return size if size.is_finite() and size > 0 else Decimal(0)


def _radius(data: Mapping[str, Any], degree: int, largest: Decimal) -> float:
    """From 5 to 14 pixels: by amount or citations within the type, on a logarithmic scale, else by the number of arrows."""
    if largest > 0:
        # Amounts of one list differ by some thousand times: below a thousandth of the largest all are the smallest.
        return round(5 + 9 * log1p(1000 * float(_size(data) / largest)) / log1p(1000), 1)
    return round(5 + min(9.0, 1.6 * log1p(degree)), 1)


def _page(title: str, lang: str, style: str, script: str, data: Mapping[str, Any]) -> str:
    values: dict[str, Callable[[], str]] = {
        "lang": lambda: "zh-CN" if lang == "zh" else "en",
        "title": lambda: html.escape(title.replace("\0", "")),
        "noscript": lambda: html.escape(words()["noscript"][lang]),
        "policy": lambda: (
            f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
            "img-src data: blob:; base-uri 'none'; form-action 'none'"
        ),
        "style": lambda: style,
        "data": lambda: _json(data),
        "script": lambda: script,
    }
    # One pass, so that a value that looks like a place is not filled in turn.
    return re.sub(r"\{\{(\w+)\}\}", lambda place: values[place[1]](), _part("page.html"))


def _json(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


@cache
def _part(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8").replace("\r\n", "\n")


__all__ = ["Engine", "Text", "draw", "page_data", "words"]
