"""How a printed document number deviates from the standard (GB/T 9704-2012, 7.2.5): notes of style, never errors."""

from __future__ import annotations

import re
from functools import cache

from loaders.numbers import CLOSE, OPEN, Number, Printed
from ontology.tables import rows

_YEAR = re.compile(rf"[{re.escape(OPEN)}]?\s*(?P<year>[0-9０-９xX×＊*Ｘ]+)年?\s*[{re.escape(CLOSE)}]")
_SERIAL = re.compile(r"(?P<ordinal>第)?\s*(?P<serial>[0-9０-９]+)\s*(?:号|$)")


@cache
def notes() -> dict[str, dict[str, str]]:
    """Note -> what it says in ``en`` and ``zh``, and its ``source``."""
    return {row["note"]: row for row in rows("loaders", "number_style.tsv")}


def style(text: str, printed: Printed) -> tuple[str, ...]:
    """The notes on a number as printed in ``text``, in the order of the table; empty for one that keeps to the standard."""
    number = printed.number
    surface = text[printed.start : printed.end]
    found = {"elided"} if printed.elided else set()
    if re.search(r"\s", surface):
        found.add("blanks")
    if re.search(r"[０-９]", surface):
        found.add("wide-digits")
    if number.form == "coded":
        found |= _coded(surface, number, printed.elided)
    elif surface.rstrip().endswith(("令", "公告", "通告")):
        found.add("number-last")
    return tuple(note for note in notes() if note in found)


def _coded(surface: str, number: Number, elided: bool) -> set[str]:
    found: set[str] = set()
    year = _YEAR.search(surface)
    if year is not None:
        bracketed = year[0].strip()
        if not elided and (bracketed[0], bracketed[-1]) != ("〔", "〕"):
            found.add("brackets")
        if number.code and surface.find(number.code[:1]) > year.start():
            found.add("year-first")
        if number.year and not number.year.isdigit():
            found.add("masked-year")
        elif len(year["year"]) < 4:
            found.add("short-year")
        elif number.year and not 1949 <= int(number.year) <= 2100:
            found.add("impossible-year")
    if number.code is None:
        found.add("no-code")
    serial = _SERIAL.search(surface, year.end() if year else 0)
    if serial is not None:
        if serial["ordinal"]:
            found.add("ordinal")
        if len(serial["serial"]) > 1 and serial["serial"][0] in "0０":
            found.add("leading-zero")
    if not surface.endswith("号") and not elided:
        found.add("no-hao")
    return found
