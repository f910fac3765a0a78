"""Tables in notebooks."""

from __future__ import annotations

from decimal import Decimal

from kg.tables.table import Table, as_html

HOSTILE = "</td><script>alert(1)</script><img src=x onerror=alert(1)>\u2028"


def test_values_are_text() -> None:
    drawn = as_html(Table((HOSTILE, "quote"), [(HOSTILE, HOSTILE)]), "en")
    assert "<script" not in drawn and "<img" not in drawn
    assert drawn.count("&lt;script&gt;") == 3


def test_headings_amounts_and_concepts_follow_the_language() -> None:
    table = Table(
        ("project", "amount_yuan", "relation"), [("补助", Decimal("1896600.50"), "https://w3id.org/policy-kg/ns#Basis")]
    )
    english, chinese = as_html(table, "en"), as_html(table, "zh")
    assert ">1,896,600.5 yuan<" in english and "text-align:right" in english
    assert ">amount<" in english and ">金额<" in chinese
    assert ">basis<" in english and ">basis<" not in chinese


def test_long_tables_are_cut_and_counted() -> None:
    drawn = as_html(Table(("project",), [("x",)] * 12), "en", most=10)
    assert drawn.count("<td") == 10
    assert "2 more rows" in drawn
