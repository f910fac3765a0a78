"""Literals as N-Quads write them, in the spelling that Oxigraph gives back: 14.90 -> 14.9, so nothing changes in a store.

What should be a number and is none stays a plain string; the shapes report it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from loaders.records import Mention

_XSD = "http://www.w3.org/2001/XMLSchema#"
_BOOLEAN, _DECIMAL, _GYEAR, _INT = (_XSD + name for name in ("boolean", "decimal", "gYear", "integer"))
_YEAR = re.compile(r"[0-9]{4}")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DATES = (
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), _XSD + "date"),
    (re.compile(r"[0-9]{4}-[0-9]{2}"), _XSD + "gYearMonth"),
    (_YEAR, _GYEAR),
)
_ESCAPED = re.compile(r'[\\"\n\r]')


class Text(NamedTuple):
    """A literal: its characters and the IRI of its datatype, "" for a plain string."""

    lexical: str
    datatype: str = ""

    def nquads(self) -> str:
        """The literal in N-Quads."""
        lexical, datatype = self
        if _ESCAPED.search(lexical):
            lexical = lexical.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        return f'"{lexical}"^^<{datatype}>' if datatype else f'"{lexical}"'


TRUE: Final = Text("true", _BOOLEAN)


def integer(value: int) -> Text:
    """A whole number."""
    return Text(str(value), _INT)


def decimal(value: Decimal) -> Text:
    """A decimal without exponent, trailing zeros and minus zero."""
    lexical = f"{value:f}"
    if "." in lexical:
        lexical = lexical.rstrip("0").rstrip(".")
    return Text("0" if lexical == "-0" else lexical, _DECIMAL)


def year(printed: str) -> Text:
    """A year of four digits."""
    return Text(printed, _GYEAR if _YEAR.fullmatch(printed) else "")


def day(printed: str) -> Text:
    """An ISO date, or a month or year where no more is known: 2024-03-15, 2024-03, 2024."""
    return Text(printed, next((datatype for form, datatype in _DATES if form.fullmatch(printed)), ""))


def count(printed: str) -> Text:
    """A whole number as printed in digits."""
    return integer(int(printed)) if _INTEGER.fullmatch(printed) else Text(printed)


def number(printed: str) -> Text:
    """A decimal as printed in digits."""
    return decimal(Decimal(printed)) if _NUMBER.fullmatch(printed) else Text(printed)


def printed(of: str, record: object, properties: Mapping[str, str]) -> Iterator[tuple[str, str, str | Text]]:
    """What fields of a record say of a thing as plain strings: a property a field, a statement for each value of it."""
    for field, predicate in properties.items():
        value = getattr(record, field)
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None:
                yield of, predicate, Text(one.value if isinstance(one, Mention) else one)
