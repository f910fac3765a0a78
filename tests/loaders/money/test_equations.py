"""Equations printed with signs: their figures, their form, and what they become in the graph and in JSON."""

from __future__ import annotations

import json
from decimal import Decimal

import disclosures
import pytest

from loaders.money import equations
from loaders.rdf import jsonl
from loaders.rdf.triples import triples
from loaders.records import Extraction
from ontology.terms import PK, SCHEMA


@pytest.mark.parametrize(
    ("text", "form", "figures", "stated"),
    [
        ("按20人×50元×12月=1.2万元安排。", "#×#×#", ["20人", "50元", "12月"], "12000 元"),
        ("（3人+2人）*0.5万元＝2.5万元", "(#+#)×#", ["3人", "2人", "5000元"], "25000 元"),
        ("41.96万人×94元×4.8%=189.32万元", "#×#×#", ["419600人", "94元", "4.8%"], "1893200 元"),
        ("1,489人 × ５０元=74450", "#×#", ["1489人", "50元"], "74450 "),
        ("100÷3=33.3元", "#÷#", ["100", "3"], "33.3 元"),
        ("1.护林员补助：40人×1800元/月×12个月=86.40万元；", "#×#×#", ["40人", "1800元/月", "12个月"], "864000 元"),
    ],
)
def test_what_is_printed(text: str, form: str, figures: list[str], stated: str) -> None:
    (one,) = equations.find(text)
    assert one.left.value == form
    assert [f"{operand.value.normalize():f}{operand.unit}" for operand in one.operands] == figures
    assert f"{one.stated.value.normalize():f} {one.stated.unit}" == stated
    for part in (*one.operands, one.stated):
        assert text[part.start : part.end] == part.surface
    assert one.start == one.left.start < one.left.end < one.stated.start < one.stated.end == one.end


@pytest.mark.parametrize("text", ["20人×50元", "共20人=", "a×2=3元", "比例为1:2+3=6元", "5×(3-1)=11元", "1×2=3×4"])
def test_what_is_none(text: str) -> None:
    assert list(equations.find(text)) == []


def _read() -> Extraction:
    return disclosures.read("云山县水利局2024年预算项目\n\n共用600人×50元×12月=36万元。\n另有3人×2次=6人次。\n")


def test_what_comes_to_money_is_a_formula_of_the_graph() -> None:
    """The graph holds amounts; a count that is worked out is in the records alone."""
    extraction = _read()
    assert len(extraction.equations) == 2
    said = {(str(s), str(p)): str(o) for s, p, o in triples(extraction)}
    formulae = [s for (s, p), o in said.items() if p == str(PK.calculationKind)]
    results = {Decimal(said[said[formula, str(PK.result)], str(SCHEMA.value)]) for formula in formulae}
    assert results == {Decimal(360_000)} and len(formulae) == 1


def test_they_are_printed_as_json() -> None:
    printed = json.loads(jsonl.line(_read()))["calculations"]
    last = printed[-1]
    assert (last["kind"], last["result"], last["unit"], last["surface"]) == ("equation", "6", "人", "6人")
    assert [operand["surface"] for operand in last["operands"]] == ["3人", "2次"]
    first = next(one for one in printed if one["kind"] == "equation")
    assert (first["result"], first["unit"], first["surface"]) == ("360000", "元", "36万元")
    assert [operand["value"] for operand in first["operands"]] == ["600", "50", "12"]
