"""Pages open in the browsers of offices: Chromium and Edge 100, Firefox ESR 102 (docs/how-to/browse.md).  What is newer may not be needed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

# What came later, with the first Chromium and Firefox that know it (MDN browser-compat-data).
NEWER = {
    r"light-dark\(": "CSS light-dark(), 123 / 120",
    r"color-mix\(": "CSS color-mix(), 111 / 113",
    r"@container\b": "CSS container queries, 105 / 110",
    r"\b\d+[dsl]v[hw]\b": "CSS dynamic viewport units, 108 / 101",
    r"text-wrap:": "CSS text-wrap, 114 / 121",
    r"@starting-style|@scope\b|anchor-name|field-sizing|interpolate-size": "newer CSS",
    r"\boklch\(|\boklab\(|\blch\(": "CSS oklch(), 111 / 113",
    r"\.to(Sorted|Reversed|Spliced)\(|\.with\(": "Array.prototype.toSorted, 110 / 115",
    r"\.findLast(Index)?\(": "Array.prototype.findLast, 97 / 104",
    r"(Object|Map)\.groupBy\(": "Object.groupBy, 117 / 119",
    r"Promise\.withResolvers": "119 / 121",
    r"\bstructuredClone\(": "98 / 94, and not needed",
    r"\.(union|intersection|difference|isSubsetOf)\(": "methods of Set, 122 / 127",
    r"\.(isWellFormed|toWellFormed)\(": "111 / 119",
    r"/[dgimsuy]*v[dgimsuy]*\.(test|exec)": "the flag v of regular expressions, 112 / 116",
    r"AbortSignal\.(any|timeout)": "103 / 100 and later",
    r"CSS\.highlights|\bnew Highlight\(": "105 / 140",
    r"\bpopover\b|showPopover": "114 / 125",
    r"navigation\.navigate|startViewTransition": "not in Firefox",
    r"\bOffscreenCanvas\b|\.roundRect\(|\.reset\(\)": "99 / 112 and 105",
    r"\bimport\s.*\bwith\s*\{": "import attributes",
}
# Rules that a browser which does not know them may leave out: nothing is lost but an ornament.
SPARED = {"page.css": {r":has("}, "site.css": {r":has("}}


def ours(root: Path) -> list[Path]:
    return sorted(
        file
        for folder in ("kg/web/static", "kg/drawing/page")
        for file in (root / folder).iterdir()
        if file.suffix in (".js", ".css")
    )


def without_comments(text: str) -> str:
    return re.sub(r"/\*[\s\S]*?\*/|(?m:^\s*//.*$)", "", text)


@pytest.mark.parametrize("pattern", NEWER)
def test_nothing_newer_is_used(root: Path, pattern: str) -> None:
    files = ours(root)
    assert len(files) > 20
    for file in files:
        found = re.search(pattern, without_comments(file.read_text("utf-8")))
        assert found is None, f"{file.name}: {found[0]} ({NEWER[pattern]})"


def test_has_is_an_ornament_only(root: Path) -> None:
    """``:has()`` (105 / 121) may stand only where its absence loses neither words nor the sight of the focus."""
    for file in ours(root):
        if file.suffix == ".css":
            for rule in re.findall(r"[^{}]*:has\([^{}]*\{[^}]*\}", file.read_text("utf-8")):
                assert file.name in SPARED, rule
                assert re.search(r"\{ *(color|opacity|display: none)", rule), rule


def test_the_bundles_are_built_for_2020(root: Path) -> None:
    assert 'target: "es2020"' in (root / "kg/web/bundle/build.mjs").read_text("utf-8")
