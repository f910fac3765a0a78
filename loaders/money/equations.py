"""Equations that the page itself prints with signs: 20人×50元×12月=1.2万元, (3+2)×0.5万元＝2.5万元.

Only figures with × ÷ + and brackets on the left of one sign of equality, and one figure on its right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from loaders.amounts import Operand, OperandRole
from loaders.records import Equation, Mention
from loaders.text.numerals import NARROW

_FIGURE = r"[0-9０-９]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9０-９]+(?:[.．][0-9０-９]+)?"
_WORD = r"[\u4e00-\u9fff%％/／·.²㎡]{0,8}"
_ONE = rf"[(（]*(?:{_FIGURE}){_WORD}[)）]*"
_SIGN = r"[ ]?[×xX*＊÷+＋][ ]?"
_EQUATION = re.compile(
    rf"(?<![0-9０-９][:：])(?<![0-9０-９.．,，/／〔\[_=＝÷×*＊+＋\-—－a-zA-Z])(?P<left>{_ONE}(?:{_SIGN}{_ONE}){{1,12}})[ ]?[=＝][ ]?"
    rf"(?P<figure>{_FIGURE})(?P<unit>[万亿]?(?:元|[\u4e00-\u9fff%％]?))(?![0-9０-９=＝×*＊÷+＋]|[ ]?[=＝×*＊÷+＋])"
)
_TOKEN = re.compile(rf"(?P<figure>{_FIGURE})(?P<unit>{_WORD})|(?P<sign>[×xX*＊÷+＋()（）])")
_SIGNS = str.maketrans("xX*＊＋（）", "××××+()")
_SCALES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def find(text: str) -> Iterator[Equation]:
    """The equations of a text, in order."""
    if "=" not in text and "＝" not in text:
        return
    for match in _EQUATION.finditer(text):
        operands, form = [], ""
        for token in _TOKEN.finditer(text, match.start("left"), match.end("left")):
            form += token["sign"].translate(_SIGNS) if token["sign"] else "#"
            if not token["sign"]:
                operands.append(_operand(text, token))
        left = Mention(form, match.start("left"), match.end("left"))
        yield Equation(
            start=match.start(), end=match.end(), left=left, operands=tuple(operands), stated=_operand(text, match)
        )


def _operand(text: str, match: re.Match[str]) -> Operand:
    """A figure with its unit: 0.5万元 is 5000 元, 62.5% are 62.5 %."""
    unit = match["unit"]
    scale = _SCALES.get(unit[:1], 1)
    start, end = match.start("figure"), match.end("unit")
    rest = "%" if unit[:1] in ("%", "％") else unit[scale > 1 :]
    role: OperandRole = "share" if rest == "%" else "amount" if rest.startswith("元") else "count"
    value = Decimal(match["figure"].translate(NARROW).replace(",", "")) * scale
    return Operand(role=role, value=value, unit=rest, start=start, end=end, surface=text[start:end], scale=scale)
