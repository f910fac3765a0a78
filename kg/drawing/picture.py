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
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import networkx as nx

from kg.drawing.findings import DrawnFinding
from kg.drawing.page_data import page_data, words

Engine = Literal["canvas", "pyvis"]

#: The page's script, in the order of need; the stage (what draws) is the engine's own.
SCRIPTS = (
    *(
        "model.js",
        "kept.js",
        "filter.js",
        "colours.js",
        "address.js",
        "labels.js",
        "camera.js",
        "naming.js",
        "paint.js",
        "svg_pen.js",
        "hand.js",
    ),
    *("{stage}", "search.js", "legend.js", "start.js", "panel.js", "table.js", "save.js", "main.js"),
)
PAGE = files("kg.drawing") / "page"
# JSON may stand in a script element when it can neither end it nor start a comment; U+2028/9 were line ends in old scripts.
UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def draw(
    graph: nx.MultiDiGraph,
    title: str,
    lang: str = "zh",
    engine: Engine = "canvas",
    *,
    links: str | None = None,
    findings: Sequence[DrawnFinding] = (),
    left_out: Mapping[str, str] | None = None,
    opened: str | None = None,
    more: Sequence[str] | None = None,
) -> str:
    """Write ``graph`` (as :func:`kg.drawing.neighbourhood.neighbourhood` gives it) as an HTML page; save it as UTF-8.

    ``lang`` is the language the page starts in, "zh" or "en".  ``engine="pyvis"`` draws with pyvis's vis-network instead of
    the page's own canvas, for up to 150 nodes; ValueError beyond that.  ``links`` is the address ("/id/") that the end of a
    thing's IRI is put behind to reach its own page; without it the page links nowhere.  ``findings`` are what
    :func:`kg.drawing.findings.findings` says of the things, ``left_out`` what they do not hold.
    ``opened`` is the IRI of what the picture was asked for: it is marked, and chosen first.  ``more`` are the ends of the IRIs whose neighbours
    were loaded as well, where the server that draws it takes more of them as ``?more=``.
    """
    if lang not in ("zh", "en"):
        raise ValueError(f"The page speaks zh and en, not {lang!r}.")
    if links is not None and not re.match(r"/(?!/)|https?://", links):
        raise ValueError(f"Pages of things are at an address that starts with / or http, not {links!r}.")
    data = page_data(graph, title, lang, links=links, findings=findings, left_out=left_out, opened=opened, more=more)
    stage, library = "stage.js", ""
    if engine == "pyvis":
        # pyvis brings IPython along: two seconds that only those who ask for it should wait.
        from kg.drawing import pyvis_page

        data["vis"] = pyvis_page.network_data(data)
        stage, library = "stage_vis.js", pyvis_page.library()
    script = "".join(_part(name.format(stage=stage)) for name in SCRIPTS)
    script = f'{library}\n(() => {{\n"use strict";\n{script}}})();\n'
    return _page(title, lang, _part("page.css"), script, data)


def policy(page: str) -> str:
    """Give the content security policy that a page states of itself, for a server to send as a header too.

    Raises :class:`ValueError` for what :func:`draw` did not write.
    """
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    if found is None:
        raise ValueError("This page states no content security policy.")
    return html.unescape(found[1])


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


__all__ = ["Engine", "draw", "page_data", "policy", "words"]
