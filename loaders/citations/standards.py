"""Numbers of standards: GB/T 9704-2012, WS/T 367—2012, DB53/T 123-2020, T/CHAS 10-2-2019.

A standard's number is no document number (发文字号): it names a standard, and is kept apart as one.  It consists of a code of
``standards.tsv``, /T for a recommended standard (/Z for a guide), the serial with its parts, and the year.  Without a year it is
taken only where the code is unmistakable (GB 5749, or any with /T): the letters of an industry are also those of models and products.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from loaders.citations.pairs import Joined
from ontology.tables import rows

_B = r"[ \t\n\u3000\u00a0]{0,2}"
_DASH = r"[-－—–―‐﹣]{1,2}"
_DASHES = re.compile(_DASH)
_WIDE_MARKS = "ＧＴ／"  # one of them stands in the number of a standard that is printed in full width
_WIDE = {wide: wide - 0xFEE0 for wide in (*range(0xFF0E, 0xFF1A), *range(0xFF21, 0xFF3B))}
_AFTER_TITLE = re.compile(r"\s{0,3}[（(]?\s{0,2}(?:(?:标准号|编号)[：:]?\s?)?")
_BEFORE_TITLE = re.compile(r"\s{0,3}")
_LONG = 4  # digits of a serial after which GB cannot be a size of memory (GB 128)


@dataclass(frozen=True, slots=True)
class Standard:
    """The number of a standard at ``[start, end)``; ``number`` is its one spelling (GB/T 9704-2012)."""

    start: int
    end: int
    number: str


def find(text: str) -> list[Standard]:
    """The numbers of standards in ``text``, in order."""
    # One character for one character: places stay what they are.
    narrow = text.translate(_WIDE) if any(mark in text for mark in _WIDE_MARKS) else text
    found = []
    for match in _candidates(narrow):
        before = narrow[match.start() - 1 : match.start()]
        if before.isascii() and (before.isalnum() or before in ("/", "-", "_", ".")) and before:
            continue
        if match["year"] is None and not (match["kind"] or _national(match)):
            continue
        found.append(Standard(match.start(), match.end(), _normal(match)))
    return found


def _national(match: re.Match[str]) -> bool:
    return match["code"].startswith("GB") and len(match["serial"]) >= _LONG


def _normal(match: re.Match[str]) -> str:
    code, kind, serial, year = match.group("code", "kind", "serial", "year")
    printed = "".join(code.split()) + (f"/{kind}" if kind else "")
    serial = _DASHES.sub("-", "".join(serial.split()))
    return f"{printed} {serial}" + (f"-{year}" if year else "")


def _candidates(text: str) -> Iterator[re.Match[str]]:
    """Codes with a serial, in order."""
    latin, whole, chinese = _patterns()
    found = list(latin.finditer(text))
    for code in chinese:
        place = text.find(code)
        while place >= 0:
            if match := whole.match(text, place):
                found.append(match)
            place = text.find(code, place + 1)
    yield from sorted(found, key=re.Match.start)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]]:
    """The expression for codes in Latin letters, that for all, and the codes in Chinese characters.

    Nothing but a Latin letter begins the first: text without any is passed over quickly.
    """
    codes: dict[str, list[str]] = {}
    for row in rows("loaders.citations", "standards.tsv"):
        codes.setdefault(row["level"], []).append(row["code"])
    (local,), (group,) = codes["local"], codes["group"]
    chinese = tuple(code for code in codes["national"] if not code.isascii())

    def compiled(named: list[str]) -> re.Pattern[str]:
        fixed = "|".join(sorted(named, key=len, reverse=True))
        return re.compile(
            rf"(?P<code>{fixed}|{local}[1-8][0-9](?:[0-9]{{2}})?|{group}{_B}/{_B}[A-Z]{{2,9}})(?:{_B}/{_B}(?P<kind>[TZ]))?{_B}"
            rf"(?P<serial>[A-Z]?[0-9]{{1,5}}(?:\.[0-9]{{1,2}}){{0,2}}(?:{_DASH}[0-9]{{1,2}}(?={_DASH})){{0,2}})"
            rf"(?:{_B}{_DASH}{_B}(?P<year>19[5-9][0-9]|20[0-9]{{2}}|[5-9][0-9])(?![0-9年])|(?![0-9.年]|{_B}{_DASH}{_B}[0-9]))"
        )

    named = [*codes["national"], *codes["industry"]]
    return compiled([code for code in named if code.isascii()]), compiled(named), chinese


def join(text: str, joined: list[Joined]) -> list[Joined]:
    """What ``joined`` names with the standards of the text: beside or in a title as its number, else by themselves, in order."""
    found = find(text)
    if not found:
        return joined
    alone: list[Joined] = []
    index = 0
    for standard in found:
        while index < len(joined) and joined[index].end < standard.end:
            index += 1
        inside = joined[index] if index < len(joined) and joined[index].start < standard.end else None
        before = joined[index - 1] if index else None
        after = joined[index] if index < len(joined) else None
        if inside is not None:
            _inside(inside, standard)
        elif before is not None and before.standard is None and before.title and _beside(text, before, standard):
            before.standard, before.end = standard.number, standard.end
        elif (
            after is not None
            and after.title is not None
            and after.start == after.title.start
            and _BEFORE_TITLE.fullmatch(text, standard.end, after.start)
        ):
            after.standard, after.start = standard.number, standard.start
        elif before is None or before.end <= standard.start:
            item = Joined(None, None, standard.start, standard.end)
            item.standard = standard.number
            alone.append(item)
    return sorted([*joined, *alone], key=lambda item: item.start) if alone else joined


def _inside(item: Joined, standard: Standard) -> None:
    """A title's own standard stands at its beginning or end (《公文格式（GB/T 9704-2012）》); what it speaks of in its middle."""
    title = item.title
    if title is not None and item.standard is None:
        at_end = title.inner_end - 1 <= standard.end <= title.inner_end
        if at_end or standard.start == title.inner_start:
            item.standard = standard.number


def _beside(text: str, item: Joined, standard: Standard) -> bool:
    return standard.start - item.end < 12 and _AFTER_TITLE.fullmatch(text, item.end, standard.start) is not None
