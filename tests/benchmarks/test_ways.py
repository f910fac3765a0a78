"""What counts as a form of a citation or an amount, and which files a call visits."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks import ways
from loaders.records import Mention, Money
from loaders.text import numerals


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (Mention(ways.NUMBER, 0, 3), "loaders.records.Mention"),
        (Mention("别的文件", 0, 4), None),
        (Mention(ways.NUMBER * 100, 0, 4), None),
        ({"number": ways.NUMBER}, "JSON object of a.py"),
        (f'{{"number": "{ways.NUMBER}"}}', "JSON text of a.py"),
        (("s", "p", ways.NUMBER), "RDF statement"),
        (("s", ways.NUMBER), None),
        (f'<http://e/s> <http://e/p> "{ways.NUMBER}" .'.encode(), "N-Quads"),
        (ways.NUMBER, None),
    ],
)
def test_forms_of_a_citation(value: object, form: str | None) -> None:
    found = ways._form(value, ways._names_it, "a.py", "f")
    assert (found and found[0]) == form


def test_an_amount_is_known_by_its_value() -> None:
    money = Money(start=0, end=8, surface="14.89万元", yuan=Decimal("148900.00"))
    assert ways._form(money, ways._is_it, "a.py", "f") == ("loaders.records.Money", "class")
    assert ways._form(money, ways._names_it, "a.py", "f") is None


def test_files_and_moves(root: Path) -> None:
    seen = ways.Watch(root)
    sys.setprofile(seen)
    try:
        numerals.parse("二〇二四")
    finally:
        sys.setprofile(None)
    assert set(seen.files) == {"loaders/text/numerals.py"} and seen.moves == 1
