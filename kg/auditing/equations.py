"""Equations that the page itself prints with signs: 20人×50元×12月=1.2万元, (3+2)×0.5万元＝2.5万元.

Every sensible scale is tried, as a unit may stand only once (0.05×12=0.6万元); an equation that none makes true is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation

from kg.auditing.arithmetic import Verdict, judge
from kg.auditing.check_rows import Check, Evidence, Rows
from kg.tables.table import plain
from loaders.text.numerals import NARROW

_FIGURE = r"[0-9０-９]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9０-９]+(?:[.．][0-9０-９]+)?"
_WORD = r"[\u4e00-\u9fff%％/／·.²㎡]{0,8}"
_ONE = rf"[(（]*(?:{_FIGURE}){_WORD}[)）]*"
_SIGN = r"[ ]?[×xX*＊÷+＋][ ]?"
_EQUATION = re.compile(
    rf"(?<![0-9０-９.．,，/／〔\[_:：=＝÷×*＊+＋\-—－a-zA-Z])(?P<left>{_ONE}(?:{_SIGN}{_ONE}){{1,12}})[ ]?[=＝][ ]?"
    rf"(?P<figure>{_FIGURE})(?P<unit>[万亿]?(?:元|[\u4e00-\u9fff%％]?))(?![0-9０-９=＝×*＊÷+＋]|[ ]?[=＝×*＊÷+＋])"
)
_TOKEN = re.compile(rf"(?P<figure>{_FIGURE})(?P<word>{_WORD})|(?P<sign>[×xX*＊÷+＋()（）])|[ ]")
_SIGNS = str.maketrans("xX*＊＋（）", "××××+()")
_SCALES = {
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "亿": Decimal(100_000_000),
    "%": Decimal("0.01"),
    "％": Decimal("0.01"),
}


def checks(rows: Rows, settled: set[int]) -> Iterator[Check]:
    """The printed equations; ``settled`` are the places of results that other checks have worked out."""
    text = rows.extraction.text
    if "=" not in text and "＝" not in text:
        return
    for match in _EQUATION.finditer(text):
        if match.start("figure") in settled:
            continue
        stated = Decimal(match["figure"].translate(NARROW).replace(",", ""))
        places = len(match["figure"].translate(NARROW).partition(".")[2])
        judged = _judged(match["left"], stated, match["unit"], Decimal(1).scaleb(-places))
        if judged is None:
            continue
        verdict, computed = judged
        if verdict == "mismatch" and not match["unit"].endswith("元"):
            continue  # 2米×300厘米=6平方米: units that convert are not known here
        project = next((p.ordinal for p in rows.extraction.projects if p.start <= match.start() < p.end), None)
        yield rows.row(
            "calculation",
            verdict,
            project,
            _written(match["left"]),
            stated=plain(stated),
            computed=plain(round(computed, 6)),
            unit=match["unit"],
            note=rows.note(verdict, str(places)) if verdict in ("rounded", "truncated") else "",
            evidence=[
                Evidence(match.start("left"), match.end("left"), ""),
                Evidence(match.start("figure"), match.end("unit"), ""),
            ],
        )


def _judged(left: str, stated: Decimal, unit: str, step: Decimal) -> tuple[Verdict, Decimal] | None:
    """The best verdict of all scales, with what the left side comes to in the unit of the right side."""
    scale = _SCALES.get(unit[:1], Decimal(1))
    order: tuple[Verdict, ...] = ("exact", "rounded", "truncated", "mismatch")
    best: tuple[Verdict, Decimal] | None = None
    for kind, worth in (("scaled", scale), ("printed", Decimal(1)), ("printed", scale)):
        value = _value(left, scaled=kind == "scaled")
        if value is None:
            return None
        computed = value / worth
        verdict = judge(computed, stated, step)
        if best is None or order.index(verdict) < order.index(best[0]):
            best = (verdict, computed)
    return best


def _value(left: str, *, scaled: bool) -> Decimal | None:
    """The value of an expression with × ÷ + and brackets; ``scaled`` heeds 万, 亿 and % behind its figures."""
    tokens: list[Decimal | str] = []
    for match in _TOKEN.finditer(left):
        if match["figure"] is not None:
            value = Decimal(match["figure"].translate(NARROW).replace(",", ""))
            first = match["word"][:1]
            heeded = first in ("%", "％") or (scaled and first in _SCALES)
            tokens.append(value * _SCALES[first] if heeded else value)
        elif match["sign"] is not None:
            tokens.append(match["sign"].translate(_SIGNS))
    try:
        value, rest = _sum(tokens)
    except (IndexError, ValueError, DivisionByZero, InvalidOperation):
        return None
    return value if not rest else None


def _sum(tokens: list[Decimal | str]) -> tuple[Decimal, list[Decimal | str]]:
    value, tokens = _product(tokens)
    while tokens and tokens[0] == "+":
        more, tokens = _product(tokens[1:])
        value += more
    return value, tokens


def _product(tokens: list[Decimal | str]) -> tuple[Decimal, list[Decimal | str]]:
    value, tokens = _atom(tokens)
    while tokens and tokens[0] in ("×", "÷"):
        more, rest = _atom(tokens[1:])
        value = value * more if tokens[0] == "×" else value / more
        tokens = rest
    return value, tokens


def _atom(tokens: list[Decimal | str]) -> tuple[Decimal, list[Decimal | str]]:
    first = tokens[0]
    if first == "(":
        value, rest = _sum(tokens[1:])
        if rest[0] != ")":
            raise ValueError("a bracket is open")
        return value, rest[1:]
    if not isinstance(first, Decimal):
        raise ValueError(f"{first} is no figure")
    return first, tokens[1:]


def _written(left: str) -> str:
    """The left side with one form of each sign and blanks around it."""
    return re.sub(r"[ ]*([×÷+])[ ]*", r" \1 ", left.translate(str.maketrans("xX*＊＋", "××××+")))
