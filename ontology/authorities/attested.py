"""Agency codes that a register of public documents attests: 云财社 is a code of 云南省财政厅, in these years.

The table ``attested_codes.tsv`` is made by ``ontology/making/attested_codes.py`` (see ``SOURCES.md``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .areas import table


@dataclass(frozen=True, slots=True)
class Attested:
    """A code with the body that the register gives for it (blank where it gives several, or none) and its first and last year."""

    code: str
    body: str
    since: int
    until: int


@cache
def codes() -> Mapping[str, Attested]:
    """Every attested code."""
    return {code: Attested(code, body, int(since), int(until)) for code, body, since, until in table("attested_codes")}
