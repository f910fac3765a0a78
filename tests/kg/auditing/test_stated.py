"""What short texts state of their figures, kind by kind: nothing is said where all holds, one contradiction where it does not."""

from __future__ import annotations

import disclosures
import pytest
from folders import DATA

from kg.auditing.figures import audit

_LINES = (DATA / "audit" / "stated.tsv").read_text("utf-8").splitlines()[2:]
STATED = [tuple(line.replace("\\n", "\n").replace("\\t", "\t").split("\t", 2)) for line in _LINES]


@pytest.mark.parametrize(("kind", "wrong", "text"), STATED, ids=[f"{one[0]}-{n}" for n, one in enumerate(STATED)])
def test_stated(kind: str, wrong: str, text: str) -> None:
    found = [(c.check, c.formula) for c in audit(disclosures.read(text)) if c.verdict in ("mismatch", "to-check")]
    assert bool(found) is bool(wrong), found
