"""Numbers and strings as Oxigraph writes them."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.rdf import literals
from loaders.rdf.literals import Text

XSD = "http://www.w3.org/2001/XMLSchema#"


def kept(text: Text) -> ox.Literal:
    """What a store gives back for a literal."""
    store = ox.Store()
    store.load(f"<a:s> <a:p> {text.nquads()} .\n".encode(), ox.RdfFormat.N_QUADS)
    value = next(iter(store)).object
    assert isinstance(value, ox.Literal)
    return value


@pytest.mark.parametrize(
    ("text", "lexical", "datatype"),
    [
        (literals.decimal(Decimal("764000.00")), "764000", "decimal"),
        (literals.decimal(Decimal("1E+3")), "1000", "decimal"),
        (literals.decimal(Decimal("0.10")), "0.1", "decimal"),
        (literals.decimal(Decimal("-0.00")), "0", "decimal"),
        (
            literals.decimal(Decimal("1234567890123456789012345678901.5")),
            "1234567890123456789012345678901.5",
            "decimal",
        ),
        (literals.integer(-7), "-7", "integer"),
        (literals.year("2025"), "2025", "gYear"),
        (literals.year("二〇二五"), "二〇二五", ""),
        (literals.year("20255"), "20255", ""),
        (literals.day("2024-03-15"), "2024-03-15", "date"),
        (literals.day("2024-03"), "2024-03", "gYearMonth"),
        (literals.day("2024"), "2024", "gYear"),
        (literals.day("2024年"), "2024年", ""),
        (literals.count("013"), "13", "integer"),
        (literals.count("13.5"), "13.5", ""),
        (literals.count("十三"), "十三", ""),
        (literals.count("²"), "²", ""),
        (literals.number("90"), "90", "decimal"),
        (literals.number("4.80"), "4.8", "decimal"),
        (literals.number("1e5"), "1e5", ""),
        (literals.number("全覆盖"), "全覆盖", ""),
        (literals.TRUE, "true", "boolean"),
    ],
)
def test_literals(text: Text, lexical: str, datatype: str) -> None:
    assert text == (lexical, XSD + datatype if datatype else "")
    assert kept(text).value == lexical


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15))
def test_a_store_keeps_the_spelling_of_any_decimal(value: Decimal) -> None:
    text = literals.decimal(value)
    assert kept(text).value == text.lexical
    assert Decimal(text.lexical) == value


@given(st.text())
def test_any_string_is_kept(value: str) -> None:
    assert kept(Text(value)).value == value
