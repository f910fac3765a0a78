"""The ontology as a picture: a box a class with its properties, an arrow from each property to the class that its values are of.

Which class has which property is what ``policy-kg.ttl`` says (``rdfs:domain``, and ``schema:domainIncludes`` where more than one class
has it) and what ``shapes.ttl`` asks of the class.  All arrows to one class share a line between the two columns of boxes, so that none
crosses a box; boxes are moved until the lines are short.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import combinations
from pathlib import Path
from textwrap import wrap

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS

from ontology.iris import NS, PREFIXES

FOLDER = Path(__file__).parent.parent / "ontology"
SCHEMA = rdflib.Namespace(PREFIXES["schema"])
#: Of what shapes ask only by the beginning of an IRI: which class it is of.
_MINTED = {"organisation": PREFIXES["org"] + "FormalOrganization", "area": NS + "Area"}
_WIDTH, _GAP, _ROW, _HEAD, _APART = 318, 16, 16, 24, 14
_COLOURS = (
    "#1b5e9e", "#a33c1f", "#2f7d4f", "#7a3e9d", "#9a6a00", "#00797a", "#b0306a", "#56616b", "#4b5320", "#3b3fb0", "#7b3f00", "#c2185b",
)  # fmt: skip


@dataclass
class Box:
    """A class: ``links`` are its properties with the classes of their values, ``plain`` those whose values are words, numbers, concepts or
    places in texts; ``kinds`` are narrower classes without a property of their own.
    """

    term: str
    names: Mapping[str, str]
    links: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The narrower classes and the plain properties, as many on a line as fit."""
        kinds = [f"▹ {one}" for one in self.kinds]
        return [*kinds, *wrap(", ".join(self.plain), 48)]

    @property
    def rows(self) -> list[tuple[str, tuple[str, ...]]]:
        """The links as they are written: where the classes of one do not fit on a line each has its own."""
        found: list[tuple[str, tuple[str, ...]]] = []
        for name, zh, targets in self.links:
            label = f"{name} {zh}".rstrip()
            if _wide(f"{label} → {', '.join(map(short, targets))}") < _WIDTH - 16:
                found.append((label, targets))
            else:
                found += [(label if number == 0 else "", (one,)) for number, one in enumerate(targets)]
        return found

    @property
    def height(self) -> int:
        """How tall it is drawn."""
        return _HEAD + _ROW * (len(self.rows) + len(self.lines)) + 8


def short(iri: str) -> str:
    """A term as people write it: our own without a prefix."""
    prefix = next((name for name, start in PREFIXES.items() if iri.startswith(start) and name != "pk"), None)
    return iri.removeprefix(NS) if prefix is None else f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}"


def _wide(text: str) -> float:
    """About how wide a text is drawn."""
    return sum(11.5 if character > "\u2e80" else 6.0 for character in text)


def boxes(folder: Path = FOLDER) -> list[Box]:
    """Every class that something is said of, with its properties; one that has none of its own stands in the box of the wider class."""
    graph = rdflib.Graph()
    for name in ("policy-kg.ttl", "shapes.ttl"):
        graph.parse(folder / name)
    has: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for prop in _properties(graph):
        ranges = {str(one) for name in (RDFS.range, SCHEMA.rangeIncludes) for one in graph.objects(prop, name)}
        for owner in (*graph.objects(prop, RDFS.domain), *graph.objects(prop, SCHEMA.domainIncludes)):
            has[str(owner)][str(prop)] |= ranges
    for shape, owner in graph.subject_objects(SH.targetClass):
        for prop, values in _asked(graph, shape):
            general = {str(one) for one in graph.objects(prop, RDFS.range)}
            has[str(owner)][str(prop)] |= values or general
    narrower: defaultdict[str, set[str]] = defaultdict(set)
    for one, wider in graph.subject_objects(RDFS.subClassOf):
        if wider != SKOS.Concept:
            narrower[str(wider)].add(str(one))
    for wider, those in narrower.items():
        for prop in set.intersection(*(set(has[one]) for one in those)):
            has[wider][prop] |= set.union(*(has[one][prop] for one in those))
        for one in those:
            has[one] = defaultdict(set, {prop: values for prop, values in has[one].items() if prop not in has[wider]})
    known = _classes(graph)
    reached = {value for props in has.values() for values in props.values() for value in _widest(values, narrower)}
    drawn = {one for one in known if has.get(one) or one in reached or one in narrower}
    return [_box(graph, term, has[term], narrower, drawn) for term in sorted(drawn)]


def _widest(values: set[str], narrower: Mapping[str, set[str]]) -> set[str]:
    """The same classes, a wider one in the place of all that are narrower."""
    for wider, those in narrower.items():
        if those <= values:
            values = values - those | {wider}
    return values


def _properties(graph: rdflib.Graph) -> set[rdflib.term.Node]:
    """What is said to be a property, and is still used."""
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    found = {prop for kind in kinds for prop in graph.subjects(RDF.type, kind)} | set(
        graph.subjects(SCHEMA.domainIncludes)
    )
    return (
        found
        - set(graph.subjects(OWL.deprecated))
        - set(graph.subjects(RDFS.subPropertyOf, rdflib.URIRef(NS + "section")))
    )


def _classes(graph: rdflib.Graph) -> set[str]:
    """Our own classes, and those of others of which shapes ask something."""
    own = {str(one) for one in graph.subjects(RDF.type, OWL.Class) if str(one).startswith(NS)}
    return own | {str(one) for name in (SH.targetClass, SCHEMA.domainIncludes) for one in graph.objects(None, name)}


def _asked(graph: rdflib.Graph, shape: rdflib.term.Node) -> Iterator[tuple[rdflib.URIRef, set[str]]]:
    """The properties that a shape asks of a thing, each with the classes that it asks of the values."""
    for part in graph.objects(shape, SH.property):
        prop = graph.value(part, SH.path)
        if isinstance(prop, rdflib.URIRef) and graph.value(part, SH.maxCount) != rdflib.Literal(0):
            yield prop, set(_values(graph, part))
    for choice in _members(graph, shape):
        yield from _asked(graph, choice)


def _values(graph: rdflib.Graph, part: rdflib.term.Node) -> Iterator[str]:
    for one in (part, *_members(graph, part)):
        yield from map(str, graph.objects(one, SH["class"]))
        pattern = str(graph.value(one, SH.pattern) or "")
        yield from (term for name, term in _MINTED.items() if "/id/" in pattern and name in pattern)


def _members(graph: rdflib.Graph, node: rdflib.term.Node) -> list[rdflib.term.Node]:
    return [member for choices in graph.objects(node, SH["or"]) for member in Collection(graph, choices)]


def _box(
    graph: rdflib.Graph,
    term: str,
    has: Mapping[str, set[str]],
    narrower: Mapping[str, set[str]],
    drawn: set[str],
) -> Box:
    def names(iri: str) -> dict[str, str]:
        labels = graph.objects(rdflib.URIRef(iri), RDFS.label)
        return {one.language: str(one) for one in labels if isinstance(one, rdflib.Literal) and one.language}

    box = Box(term, names(term))
    box.links += [("is a", "属于", (wider,)) for wider, those in narrower.items() if term in those]
    for prop in sorted(has, key=short):
        if targets := tuple(sorted(_widest(has[prop], narrower) & drawn)):
            box.links.append((short(prop), names(prop).get("zh", ""), targets))
        else:
            box.plain.append(short(prop))
    box.kinds = [f"{short(one)} {names(one).get('zh', '')}" for one in sorted(narrower.get(term, set()) - drawn)]
    return box


@dataclass
class Layout:
    """Where each box stands: two columns, from above."""

    columns: tuple[list[Box], list[Box]]

    def tops(self) -> dict[str, tuple[int, int]]:
        """Of each class its column and where it begins; the right column half a row lower, so that no two lines become one."""
        found = {}
        for side, column in enumerate(self.columns):
            top = _APART + side * _ROW // 2
            for box in column:
                found[box.term] = (side, top)
                top += box.height + _APART
        return found

    def length(self) -> int:
        """How long the lines are, and how much longer one column is than the other."""
        tops = self.tops()
        lines = sum(
            abs(tops[box.term][1] + _HEAD + _ROW * row - tops[target][1])
            for column in self.columns
            for box in column
            for row, (_, targets) in enumerate(box.rows)
            for target in targets
        )
        heights = [sum(box.height + _APART for box in column) for column in self.columns]
        return lines + 20 * abs(heights[0] - heights[1])


def arranged(found: Sequence[Box]) -> Layout:
    """Boxes in two columns: any two change places, and any one its column, as long as that makes the lines shorter."""
    layout = Layout((list(found[::2]), list(found[1::2])))
    best, before = layout.length(), -1
    while best != before:
        before = best
        places = [(side, at) for side in (0, 1) for at in range(len(layout.columns[side]))]
        for one, other in combinations(places, 2):
            _swap(layout, one, other)
            if (now := layout.length()) < best:
                best = now
            else:
                _swap(layout, one, other)
        for box in found:
            best = _moved(layout, box, best)
    return layout


def _swap(layout: Layout, one: tuple[int, int], other: tuple[int, int]) -> None:
    (a, i), (b, j) = one, other
    layout.columns[a][i], layout.columns[b][j] = layout.columns[b][j], layout.columns[a][i]


def _moved(layout: Layout, box: Box, best: int) -> int:
    """Put a box where the lines are shortest, and give their length."""
    home = next(side for side in (0, 1) if box in layout.columns[side])
    at = layout.columns[home].index(box)
    layout.columns[home].remove(box)
    for side in (0, 1):
        for place in range(len(layout.columns[side]) + 1):
            layout.columns[side].insert(place, box)
            if (now := layout.length()) < best:
                best, home, at = now, side, place
            layout.columns[side].pop(place)
    layout.columns[home].insert(at, box)
    return best


def svg(found: Sequence[Box] | None = None) -> str:
    """The picture."""
    layout = arranged(boxes() if found is None else found)
    tops = layout.tops()
    lanes = _lanes(layout, tops)
    gutter = 2 * _GAP + 9 * max((slot for slot, _ in lanes.values()), default=0)
    width = 2 * _WIDTH + gutter
    height = max(tops[box.term][1] + box.height for column in layout.columns for box in column) + _APART
    edges = (_WIDTH, _WIDTH + gutter)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
        "<title>Classes and properties of policy-kg · 政策知识图谱的类和属性</title>",
        "<style>text{font:11px sans-serif;fill:#222}.head{font-weight:bold;font-size:12px}.plain{fill:#666}"
        "path,line{fill:none;stroke-width:1.2}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    colours = {target: _COLOURS[slot % len(_COLOURS)] for target, (slot, _) in lanes.items()}
    for target, (slot, ports) in lanes.items():
        parts += _line(_WIDTH + _GAP + 9 * slot, ports, tops[target], edges, colours[target])
    for box in (box for column in layout.columns for box in column):
        parts += _drawn(box, tops[box.term], edges, colours)
    return "\n".join([*parts, "</svg>"]) + "\n"


#: The ports of the lines to a class: of which column, and how far down.
Ports = list[tuple[int, int]]


def _lanes(layout: Layout, tops: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, Ports]]:
    """For each class that arrows lead to the lane of its line, and where the arrows begin; lines that never meet share a lane."""
    ports: defaultdict[str, Ports] = defaultdict(list)
    for column in layout.columns:
        for box in column:
            side, top = tops[box.term]
            for row, (_, targets) in enumerate(box.rows):
                for number, target in enumerate(targets):
                    ports[target].append((side, top + _HEAD + _ROW * row + 4 + 4 * number))
    taken: list[list[tuple[int, int]]] = []
    found = {}
    for target, these in sorted(
        ports.items(), key=lambda item: (max(y for _, y in item[1]) - min(y for _, y in item[1]), item[0])
    ):
        ends = [*(y for _, y in these), tops[target][1] + 12]
        span = (min(ends) - 3, max(ends) + 3)
        slot = next(
            (n for n, spans in enumerate(taken) if all(span[1] < a or b < span[0] for a, b in spans)), len(taken)
        )
        taken += [[]] if slot == len(taken) else []
        taken[slot].append(span)
        found[target] = (slot, these)
    return found


def _line(x: int, ports: Ports, target: tuple[int, int], edges: tuple[int, int], colour: str) -> Iterator[str]:
    """The line to a class, from each of its ports, with the head of the arrow."""
    side, top = target
    y, edge = top + 12, edges[side]
    ends = [y, *(at for _, at in ports)]
    tip = edge + (1 if side == 0 else -1)
    back = 7 if side == 0 else -7
    strokes = "".join(f"M{edges[of]} {at}H{x}" for of, at in ports)
    yield f'<path d="{strokes}M{x} {min(ends)}V{max(ends)}M{x} {y}H{tip + back}" stroke="{colour}"/>'
    yield f'<path d="M{tip} {y}l{back} -4v8z" style="fill:{colour}"/>'
    yield from (f'<circle cx="{x}" cy="{at}" r="2.2" fill="{colour}"/>' for _, at in ports)


def _drawn(box: Box, place: tuple[int, int], edges: tuple[int, int], colours: Mapping[str, str]) -> Iterator[str]:
    """A box with its words."""
    side, top = place
    left = 1 if side == 0 else edges[1]
    colour = colours.get(box.term, "#444")
    yield f'<rect x="{left}" y="{top}" width="{_WIDTH - 1}" height="{box.height}" rx="4" fill="#fbfbfa" stroke="{colour}"/>'
    yield f'<text class="head" x="{left + 8}" y="{top + 16}" style="fill:{colour}">{escape(short(box.term))}  {escape(box.names.get("zh", ""))}</text>'
    y = top + _HEAD + 10
    for label, targets in box.rows:
        heads = ", ".join(f'<tspan style="fill:{colours[one]}">{escape(short(one))}</tspan>' for one in targets)
        yield f'<text x="{left + (8 if label else 90)}" y="{y}">{escape(label)} → {heads}</text>'
        y += _ROW
    for line in box.lines:
        yield f'<text class="plain" x="{left + 8}" y="{y}">{escape(line)}</text>'
        y += _ROW
