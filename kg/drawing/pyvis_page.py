"""Small pictures with pyvis: its Network as the data model, its vis-network as the drawing, our page around it.

pyvis's own templates load from a CDN and turn titles into HTML, so they are not used.  The only module that imports pyvis.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from pyvis.network import Network

LIMIT = 150
SHAPES = {
    "policy": "square",
    "project": "dot",
    "work": "hexagon",
    "organisation": "triangle",
    "document": "star",
    "task": "diamond",
}
OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "keyboard": False, "multiselect": False, "tooltipDelay": 120},
    "edges": {"smooth": {"enabled": True, "type": "dynamic"}, "arrows": {"to": {"enabled": True, "scaleFactor": 0.5}}},
}


def network_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """Build the pyvis network of a page's data; give its nodes, edges and options as JSON values.

    Raises :class:`ValueError` above :data:`LIMIT` nodes: vis-network is slow there, and the canvas is not.
    """
    columns, texts = data["nodes"], data["texts"]
    count = len(columns["id"])
    if count > LIMIT:
        raise ValueError(f"pyvis draws up to {LIMIT} nodes, this picture has {count}: use engine='canvas'.")
    kinds = [kind for kind, many in zip(data["types"], data["counts"], strict=True) for _ in range(many)]
    network = Network(directed=True)
    # Names, titles and colours follow the reader's language and theme, so the page's own script sets them.
    for number, kind in enumerate(kinds):
        label = texts[columns["label"][number]]
        network.add_node(
            number,
            label=label if len(label) <= 16 else label[:15] + "…",
            title=label,
            shape=SHAPES[kind],
            size=10,
            x=columns["x"][number],
            y=columns["y"][number],
            physics=False,
        )
    flat = data["edges"]
    for number, (source, target, arrow) in enumerate(zip(flat[::3], flat[1::3], flat[2::3], strict=True)):
        network.add_edge(source, target, id=number, title=data["arrows"][arrow][1][data["lang"]])
    network.set_options(json.dumps(OPTIONS))
    options = network.options if isinstance(network.options, dict) else json.loads(network.options.to_json())
    return {"nodes": network.nodes, "edges": network.edges, "options": options}


def library() -> str:
    """Give vis-network's script from the installed pyvis, without its pointer to a source map (a request)."""
    versions = [entry for entry in (files("pyvis") / "lib").iterdir() if entry.name.startswith("vis-")]
    newest = max(versions, key=lambda entry: [int(part) for part in entry.name.removeprefix("vis-").split(".")])
    script = (newest / "vis-network.min.js").read_text(encoding="utf-8")
    lines = script.replace("\r\n", "\n").split("\n")
    script = "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL="))
    if "</script" in script.lower() or "<!--" in script:
        raise ValueError("This version of vis-network cannot be written into a page.")
    return script
