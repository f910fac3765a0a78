"""How a printed document number deviates from the standard (GB/T 9704-2012, 7.2.5): notes of style, never errors."""

from __future__ import annotations

import re
from functools import cache

from loaders.citations.numbers import CLOSE, OPEN, Number, Printed
from ontology.tables import rows

# 云财社发〔2023〕36号 as by far the most are printed: at most the brackets and blanks are not those of the standard.
_USUAL = re.compile(
    rf"[\u4e00-\u9fff]+(?P<open>[{re.escape(OPEN)}])(?:19[5-9]|20[0-9])[0-9](?P<close>[{re.escape(CLOSE)}])"
    r"(?P<before>\s?)[1-9][0-9]*(?P<after>\s?)号"
)
_YEAR = re.compile(
    rf"(?P<open>[{re.escape(OPEN)}]?)\s*(?P<year>[0-9０-９xX×＊*ＸOoＯlI|]+)年?\s*(?P<close>[{re.escape(CLOSE)}])"
)
_BLANK = re.compile(r"\s")
_WIDE = re.compile(r"[０-９]")
_READ_OTHERWISE = re.compile("[OoＯlI|]")  # what a scan shows for a digit
_SERIAL = re.compile(r"(?P<ordinal>第)?\s*[（(]?(?P<serial>[0-9０-９OoＯlI|]+)\s*[）)]?\s*(?:号|$)")


@cache
def notes() -> dict[str, dict[str, str]]:
    """Note -> what it says in ``en`` and ``zh``, and its ``source``."""
    return {row["note"]: row for row in rows("loaders.citations", "style.tsv")}


def style(text: str, printed: Printed) -> tuple[str, ...]:
    """The notes on a number as printed in ``text``, in the order of the table; empty for one that keeps to the standard."""
    number = printed.number
    usual = _USUAL.fullmatch(text, printed.start, printed.end)
    if usual and not printed.elided:
        brackets = ("brackets",) if usual["open"] != "〔" or usual["close"] != "〕" else ()
        return (*brackets, "blanks") if usual["before"] or usual["after"] else brackets
    surface = text[printed.start : printed.end]
    found = {"elided"} if printed.elided else set()
    if _BLANK.search(surface):
        found.add("blanks")
    if _WIDE.search(surface):
        found.add("wide-digits")
    if number.form == "coded":
        found |= _coded(surface, number, printed.elided)
    elif surface.rstrip().endswith(("令", "公告", "通告")):
        found.add("number-last")
    return tuple(found) if len(found) < 2 else tuple(note for note in notes() if note in found)


def _coded(surface: str, number: Number, elided: bool) -> set[str]:
    found: set[str] = set()
    year = _YEAR.search(surface)
    if year is not None:
        if not elided and (year["open"], year["close"]) != ("〔", "〕"):
            found.add("brackets")
        if number.code and surface.find(number.code[:1]) > year.start():
            found.add("year-first")
        if number.year and not number.year.isdigit():
            found.add("masked-year")
        elif _READ_OTHERWISE.search(year["year"]):
            found.add("wide-digits")
        elif len(year["year"]) < 4:
            found.add("short-year")
        elif number.year and not 1949 <= int(number.year) <= 2100:
            found.add("impossible-year")
    if number.code is None:
        found.add("no-code")
    serial = _SERIAL.search(surface, year.end() if year else 0)
    if serial is not None:
        if _READ_OTHERWISE.search(serial["serial"]):
            found.add("wide-digits")
        if serial["ordinal"]:
            found.add("ordinal")
        if len(serial["serial"]) > 1 and serial["serial"][0] in "0０":
            found.add("leading-zero")
    if not surface.endswith("号") and not elided:
        found.add("no-hao")
    return found
