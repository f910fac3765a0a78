"""Every row of the rules proves itself: its one text holds, and its other one is found by this check alone."""

from __future__ import annotations

import disclosures
import pytest

from kg.auditing.figures import audit
from kg.auditing.rules import rules, sentence
from kg.auditing.words import said


@pytest.mark.parametrize("check", rules())
def test_a_rule_holds_and_fails(check: str) -> None:
    row = rules()[check]
    held = audit(disclosures.read(row["holds"]))
    # Of a bound only the breach is told.
    assert check in [c.check for c in held] or check in ("bounded-rate", "score-bound")
    assert not [c for c in held if c.verdict == "mismatch"]
    failed = [c for c in audit(disclosures.read(row["fails"])) if c.verdict == "mismatch"]
    assert {c.check for c in failed} == {check}
    assert all(c.evidence and c.note for c in failed)


@pytest.mark.parametrize("check", rules())
def test_a_finding_says_what_must_hold(check: str) -> None:
    for language in ("en", "zh"):
        found = [c for c in audit(disclosures.read(rules()[check]["fails"]), language) if c.verdict == "mismatch"]
        assert sentence(check, language) in found[0].note
    assert said("zh", "check", check) != check
