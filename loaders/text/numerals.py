"""Numbers as Chinese documents print them: 1,098.26 · １６．５ · 壹拾陆万 · 三千零五 · 3亿5000万 · 二〇二四.

A reading is given only where there is one: 一千五 (1,500 or 1,005), 三五 before a unit, 1,23 or 几十 have none.
"""

from __future__ import annotations

import re
from decimal import Decimal

#: Full-width and variant characters that only differ in looks.
NARROW = str.maketrans("０１２３４５６７８９．，萬億○", "0123456789.,万亿〇")

DIGITS = {
    **{c: n for n, c in enumerate("零一二三四五六七八九")},
    **{c: n for n, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "貳": 2,
    "弍": 2,
    "參": 3,
    "叄": 3,
    "陸": 6,
}
TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}

#: The characters of a Chinese integer, for character classes.
CHINESE = "".join(DIGITS) + "".join(TENS)

_ARABIC = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_BLANK = re.compile(r"\s+")


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(words: str, before: str) -> str:
    """What is printed raised behind the character ``before``: the digits of a footnote or a power are no part of the number before them.

    Behind a Latin letter they stay, since m2 is how a square metre is written, and in square brackets, which part them already.
    """
    is_mark = words.strip(" ()（）").isdecimal() and (before.isdigit() or not before.isascii())
    return words.translate(_RAISED) if is_mark else words


def parse(text: str) -> Decimal | None:
    """The number that ``text`` says, or None where it is no number or has more than one reading.

    Digits may be full-width, with thousands separators and decimals; Chinese numerals may be everyday or financial
    (壹贰叁), and mixed with digits before 十百千万亿 (3亿5000万).  Blanks and line breaks inside are ignored.
    """
    printed = _BLANK.sub("", text).translate(NARROW)
    if not printed:
        return None
    if _ARABIC.fullmatch(printed):
        return Decimal(printed.replace(",", ""))
    if "点" in printed:
        whole, _, rest = printed.partition("点")
        places = rest.rstrip("万亿")
        above = _read(whole)
        if above is None or not places or any(c not in DIGITS for c in places):
            return None
        scale = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}.get(rest[len(places) :])
        return None if scale is None else (above + Decimal("0." + _positional(places))) * scale
    if len(printed) > 1 and all(c in DIGITS for c in printed):
        return Decimal(_positional(printed))
    return _read(printed)


def _positional(printed: str) -> str:
    return "".join(str(DIGITS[c]) for c in printed)


def _read(printed: str, scales: tuple[tuple[str, int], ...] = (("亿", 10**8), ("万", 10**4))) -> Decimal | None:
    """``A亿B`` and ``A万B``, each part read with the smaller scales only."""
    if not scales:
        return _below_ten_thousand(printed)
    (mark, scale), *smaller = scales
    above, found, below = printed.rpartition(mark)
    if not found:
        return _read(printed, tuple(smaller))
    high = _read(above, tuple(smaller))
    tail = below[1:] if below[:1] in ("零", "〇") and len(below) > 1 else below
    low = _read(tail, tuple(smaller)) if tail else Decimal(0)
    if high is None or low is None or low >= scale:
        return None
    if below and (high % 1 or (len(below) == 1 and low)):  # 3.5亿2000万 is no number; 一万五 has two readings
        return None
    return high * scale + low


def _below_ten_thousand(printed: str) -> Decimal | None:
    """Digits with at most one of 十百千 (5千), or Chinese numerals in falling order (三千零五十)."""
    if printed and printed[0].isdigit() and printed[0].isascii():
        times = TENS.get(printed[-1])
        digits = printed[:-1] if times else printed
        return Decimal(digits.replace(",", "")) * (times or 1) if _ARABIC.fullmatch(digits) else None
    total, digit, place, zero = 0, None, 10**5, False
    for c in printed:
        if c in TENS:
            if TENS[c] >= place or digit == 0 or (digit is None and (TENS[c] != 10 or zero)):
                return None  # out of order, or 百 and 千 without a digit before them (数百, 百万)
            place = TENS[c]
            total += (1 if digit is None else digit) * place
            digit, zero = None, False
        elif c not in DIGITS or digit is not None:
            return None
        elif c in "零〇" and printed != c:
            if zero or place > 1000 or place == 10:
                return None
            zero = True
        else:
            digit = DIGITS[c]
    if digit is None:
        return None if zero or not printed else Decimal(total)
    if place < 10**5 and place != 10 and not zero:  # 一千五: 1,500 or 1,005
        return None
    return Decimal(total + digit)
