"""What counts as a form of a citation or an amount, and which files a call visits."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks import ways
from kg.answers.facts import Thing
from loaders.amounts import Money
from loaders.rdf.literals import Text
from loaders.records import Citation, Mention
from loaders.text import numerals


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (Citation(start=0, end=3, surface="", number=ways.NUMBER), "loaders.records.Citation"),
        (Citation(start=0, end=3, surface="", number="别的文件"), None),
        (Citation(start=0, end=3, surface=ways.NUMBER * 100), None),
        (Mention(ways.NUMBER, 0, 3), None),
        (Thing("policy", f"https://example.org/{ways.NUMBER}", ""), None),
        ({"number": ways.NUMBER, "b": 1}, "JSON {b, number}"),
        ({f"https://example.org/{ways.NUMBER}": ways.NUMBER}, None),
        (f'{{"citations": [{{"number": "{ways.NUMBER}", "b": 1}}]}}', "JSON {b, number}"),
        (("s", "p", ways.NUMBER), "RDF"),
        (("s", "p", Text(ways.NUMBER)), "RDF"),
        (("s", ways.NUMBER), None),
        (f'<http://e/s> <http://e/p> "{ways.NUMBER}" .'.encode(), "RDF"),
        (ways.NUMBER, None),
    ],
)
def test_forms_of_a_citation(value: object, form: str | None) -> None:
    assert ways._form(value, ways._names_it) == form


def test_an_amount_is_known_by_its_value() -> None:
    money = Money(start=0, end=8, surface="14.89万元", yuan=Decimal("148900.00"))
    assert ways._form(money, ways._is_it) == "loaders.amounts.Money"
    assert ways._form(money, ways._names_it) is None


def test_files_and_moves(root: Path) -> None:
    seen = ways.Watch(root)
    sys.setprofile(seen)
    try:
        numerals.parse("二〇二四")
    finally:
        sys.setprofile(None)
    assert set(seen.files) == {"loaders/text/numerals.py"} and seen.moves == 1


@pytest.mark.slow
def test_a_fact_changes_its_form_no_more_often_than_was_agreed() -> None:
    """A citation takes at most 7 forms from the text to the page, an amount at most 6."""
    forms = ways.measured(ways.ROOT)["forms"]
    assert len(forms["citation"]) <= 7, forms["citation"]
    assert len(forms["amount"]) <= 6, forms["amount"]
