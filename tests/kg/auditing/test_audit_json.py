"""The audit as JSON: character for character what the standard library writes."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kg.auditing.check_rows import Check, of_finding
from kg.auditing.figures import audit
from kg.auditing.report import check_table
from kg.linting.lint import Evidence, Finding
from loaders.extract import read_and_extract

WORDS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('"\\\n\t\u2028'))
PLACES = st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 9999), WORDS), max_size=3)


def standard(checks: list[Check]) -> str:
    """What the library writes."""
    return json.dumps([check.to_json() for check in checks], ensure_ascii=False, indent=1) + "\n"


@st.composite
def rows(draw: st.DrawFn) -> Check:
    """A row about figures, or one about a citation; with and without evidence, project and suggestion."""
    project = draw(st.none() | st.integers(1, 99))
    words, places = draw(st.lists(WORDS, min_size=6, max_size=6)), draw(PLACES)
    if draw(st.booleans()):
        evidence = tuple(Evidence(*place) for place in places)
        name, formula, stated, computed, difference, note = words
        return Check(name, project, "sum", "exact", formula, stated, computed, difference, note, evidence)
    file, section, stated, suggestion, en, zh = words
    parts = tuple(Evidence(*place) for place in places)
    finding = Finding(
        "no-basis", "warning", "", file, project, None, section or None, stated, suggestion or None, en, zh, parts
    )
    return of_finding(finding, "zh")


@given(st.lists(rows(), max_size=4))
def test_as_the_library_writes_it(checks: list[Check]) -> None:
    assert check_table.as_json(checks) == standard(checks)


def test_a_document(root: Path) -> None:
    files = sorted((root / "examples" / "红河州").glob("*.txt"))
    checks = [check for file in files for check in audit(read_and_extract(file))]
    assert len(checks) > 5 and check_table.as_json(checks) == standard(checks)
