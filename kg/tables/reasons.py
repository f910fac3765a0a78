"""Why a body is taken for the issuer, in Chinese: the graph says it in English, one reason after another."""

from __future__ import annotations

import re

from kg.tables import messages

# The letters of an organ and its name.
_LETTERS = re.compile(r"([^:]+): ([^A-Za-z]+)")


def chinese(reason: str) -> str:
    """The reason in Chinese; what no row of the messages knows stays as it is."""
    return "；".join(_part(part) for part in reason.split("; "))


def _part(part: str) -> str:
    said = messages.chinese(part)
    match = _LETTERS.fullmatch(part) if said == part else None
    return match.expand(r"“\1”即\2") if match else said
