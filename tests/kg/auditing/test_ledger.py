"""The ledger of checks: how many are stated, hold, contradict, and could not be checked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kg.auditing.arithmetic import VERDICTS
from kg.auditing.audited import Audited
from kg.auditing.check_rows import Check, of_finding, unread
from kg.auditing.report.ledger import COLUMNS, ledger, total, verdict
from kg.linting.lint import Evidence, Finding, Severity


def row(check: str, judged: str, accepted: str = "") -> Check:
    return Check("a", None, check, judged, "1 = 1", "1", "1", "", "", (), accepted=accepted)  # type: ignore[arg-type]


def cited(severity: Severity, start: int) -> Check:
    place = (Evidence(start, start + 2, "x"),)
    return of_finding(Finding("c", severity, "iri", "a", None, None, None, "x", None, "A.", "甲。", place), "en")


def of(checks: Sequence[Check], citations: tuple[tuple[int, int], ...] | None = None) -> Audited:
    return Audited("a", "", "", {}, checks, citations=citations)


def test_each_verdict_has_its_column() -> None:
    (line,) = ledger(of([row("sum", verdict) for verdict in VERDICTS]))
    assert line.figures == dict(zip(COLUMNS, (len(VERDICTS), len(VERDICTS) - 1, 1, 3, 1, 1, 0, 1, 0), strict=True))


def test_lines_and_their_total() -> None:
    lines = ledger(of([row("sum", "exact"), row("sum", "mismatch", "known"), row("share", "mismatch")]))
    assert [line.check for line in lines] == ["sum", "share"]
    assert total(lines).figures == {
        **dict.fromkeys(COLUMNS, 0),
        "stated": 3,
        "checked": 3,
        "hold": 1,
        "mismatch": 1,
        "accepted": 1,
    }


def test_a_citation_counts_once_with_the_gravest_that_is_said_of_it() -> None:
    found = [cited("warning", 10), cited("error", 11), cited("style", 20), cited("warning", 90)]
    (line,) = ledger(of(found, ((10, 15), (20, 25), (30, 35))))
    assert (line.stated, line.hold, line.to_check, line.mismatch) == (4, 2, 1, 1)


def test_what_was_not_examined_is_no_all_clear() -> None:
    whole = total(ledger(of([unread("a", "zh")])))
    assert (whole.stated, whole.checked, whole.unreadable) == (1, 0, 1)
    assert verdict(whole, "zh") == "1 处表述，没有一处可以核对。"
    assert verdict(total([]), "zh") == "没有可以相互核对的数字。"


@pytest.mark.parametrize(
    ("judged", "zh", "en"),
    [
        (
            "exact",
            "可核对 1 项，其中 1 项相符；其中未发现矛盾。",
            "1 checks could be made, 1 of them hold; no contradiction",
        ),
        ("mismatch", "可核对 1 项，其中 0 项相符；1 项矛盾。", "0 of them hold; 1 contradict."),
        ("to-check", "可核对 1 项，其中 0 项相符；1 项请核实。", "1 to check."),
    ],
)
def test_the_verdict_says_how_much_was_checked(judged: str, zh: str, en: str) -> None:
    whole = total(ledger(of([row("sum", judged)])))
    assert verdict(whole, "zh") == zh and en in verdict(whole, "en")
