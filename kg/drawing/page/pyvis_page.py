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
    if len(data["nodes"]) > LIMIT:
        raise ValueError(
            f"pyvis draws up to {LIMIT} nodes, this picture has {len(data['nodes'])}: use engine='canvas'."
        )
    lang = data["lang"]
    network = Network(directed=True)
    for number, node in enumerate(data["nodes"]):
        kind = data["types"][node["type"]]
        note = node["note"] if isinstance(node["note"], str) else node["note"][lang]
        network.add_node(
            number,
            label=node["label"] if len(node["label"]) <= 16 else node["label"][:15] + "…",
            title="\n".join(part for part in (node["label"], note, data["words"][f"type_{kind}"][lang]) if part),
            shape=SHAPES[kind],
            size=node["r"] * 1.2,
            x=node["x"],
            y=node["y"],
            physics=False,
        )
    for number, (source, target, arrow, _) in enumerate(data["edges"]):
        network.add_edge(source, target, id=number, title=data["arrows"][arrow][lang])
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
