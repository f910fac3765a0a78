"""Bars as SVG, written by hand so that the same figures give the same bytes; they are read on light and on dark pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import floor, log10
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.report import ms

#: Where the pictures are.
IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
_ROW, _BAR, _LEFT, _WIDE, _RIGHT = 34, 12, 300, 420, 110
# Grey that stands out from white and from black; blue and orange that people tell apart who see no green or red.
_INK, _OURS, _THEIRS = "#767676", "#3b7dd8", "#e08214"

Bar = tuple[str, float | None, float | None]


def draw(runs: Sequence[Figures], folder: Path = IMAGES) -> list[Path]:
    """The pictures of the runs: beside rdflib, and how answers grow; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    beside = next((run for run in reversed(runs) if run.get("plain")), None)
    if beside:
        bars = [(_name(one), one["median"], one.get("plain")) for one in beside["answers"] if one["counts"]]
        bars.insert(0, ("ready: first ASK answered", beside["ready"]["first"], beside["plain"]["ready"]))
        title = f"{beside['projects']:,} projects, logarithmic"
        made.append(_write(folder / "bench-rdflib.svg", svg(title, ("kg", "rdflib in memory"), bars)))
    if len(runs) > 1:
        few, many = runs[-2:]
        before = {_name(one): one["median"] for one in few["answers"]}
        slowest = sorted(many["answers"], key=lambda one: -one["median"])[:12]
        bars = [(_name(one), before.get(_name(one)), one["median"]) for one in slowest]
        title = "The slowest queries, logarithmic"
        names = (f"{few['projects']:,} projects", f"{many['projects']:,} projects")
        made.append(_write(folder / "bench-growth.svg", svg(title, names, bars)))
    return made


def svg(title: str, names: tuple[str, str], bars: Sequence[Bar]) -> str:
    """Two bars a row on a logarithmic scale of seconds; a bar that is None is left out."""
    values = [value for _, *pair in bars for value in pair if value]
    low, high = 10 ** floor(log10(min(values))), max(values)
    span = max(log10(high / low), 1e-9)
    height = 62 + _ROW * len(bars)
    width = _LEFT + _WIDE + _RIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="sans-serif" font-size="12" fill="{_INK}" role="img" aria-label="{escape(title)}">',
        f'<text x="{_LEFT}" y="16" font-size="14">{escape(title)}</text>',
    ]
    for at, (name, colour) in enumerate(zip(names, (_OURS, _THEIRS), strict=True)):
        parts.append(f'<rect x="{_LEFT + at * 180}" y="28" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{_LEFT + at * 180 + 18}" y="38">{escape(name)}</text>')
    for row, (what, *pair) in enumerate(bars):
        top = 54 + row * _ROW
        parts.append(f'<text x="{_LEFT - 8}" y="{top + 17}" text-anchor="end">{escape(what)}</text>')
        for at, (value, colour) in enumerate(zip(pair, (_OURS, _THEIRS), strict=True)):
            if value:
                long = max(1.0, _WIDE * log10(value / low) / span)
                y = top + at * (_BAR + 1)
                parts.append(f'<rect x="{_LEFT}" y="{y}" width="{long:.1f}" height="{_BAR}" fill="{colour}"/>')
                parts.append(f'<text x="{_LEFT + long + 6:.1f}" y="{y + 10}">{escape(ms(value))}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _name(one: Figures) -> str:
    return f"{one['name']} ({one['about']})" if one["about"] else str(one["name"])


def _write(file: Path, text: str) -> Path:
    file.write_text(text, "utf-8")
    return file
