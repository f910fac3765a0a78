"""Budgets and final accounts in the forms of several provinces: nothing is said of them as they are; one wrong figure, wherever it is, is found."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import disclosures
import pytest

from benchmarks.departments import FORMS, Document
from benchmarks.ledgers import ledger
from kg.auditing.check_rows import Check
from kg.auditing.figures import audit

SEEDS = range(4)
#: So many of the changed figures are found at least.
LEAST = 0.97
SAMPLE = 16  # figures of a document in the fast test


def wrong(text: str) -> list[Check]:
    return [check for check in audit(disclosures.read(text)) if check.verdict in ("mismatch", "to-check")]


def made(form: str, seed: int) -> Document:
    """Odd ones are in single yuan, so that what is printed in ten thousands is rounded."""
    return FORMS[form](ledger(seed, round_to=1 if seed % 2 else 100))


def spoiled(printed: str, random: Random) -> str:
    """As a person mistypes a figure: two digits that stand beside each other change places, or one of the first is another."""
    places = [at for at in range(3) if printed[at : at + 2].isdigit() and printed[at] != printed[at + 1]]
    if places and len(printed) > 5 and random.random() < 0.5:
        at = random.choice(places)
        return printed[:at] + printed[at + 1] + printed[at] + printed[at + 2 :]
    return f"{int(printed[0]) % 9 + 1}{printed[1:]}"


def missed(page: Document, places: list[tuple[int, int]], random: Random) -> Iterator[str]:
    for start, end in places:
        instead = spoiled(page.text[start:end], random)
        found = wrong(page.text[:start] + instead + page.text[end:])
        if not any(one.start < end and one.end > start for check in found for one in check.evidence):
            line = page.text[page.text.rfind("\n", 0, start) + 1 : page.text.find("\n", end)]
            yield f"{page.text[start:end]} -> {instead}: {line}"


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_said_of_what_holds(form: str, seed: int) -> None:
    page = made(form, seed)
    checks = audit(disclosures.read(page.text))
    assert [check.formula for check in checks if check.verdict in ("mismatch", "to-check")] == []
    assert len(checks) > 40


@pytest.mark.parametrize("form", FORMS)
def test_some_figures_changed(form: str) -> None:
    page, random = made(form, 1), Random(form)
    places = random.sample(page.figures, SAMPLE) + random.sample(page.told, 4)
    assert list(missed(page, places, random)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("form", FORMS)
def test_each_figure_changed_once(form: str, seed: int) -> None:
    page = made(form, seed)
    for places in (page.figures, page.told):
        found = list(missed(page, places, Random(seed)))
        assert len(found) <= len(places) * (1 - LEAST), "\n".join(found)
