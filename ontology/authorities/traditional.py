"""Traditional characters of codes and of bodies' names: 國務院 is 国务院."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from .areas import table


@cache
def _traditional() -> tuple[Mapping[int, str], frozenset[str]]:
    simple = {row[0]: row[1] for row in table("traditional")}
    return str.maketrans(simple), frozenset(simple)


def simplified(text: str) -> str:
    """``text`` with the traditional characters of codes and bodies' names in their simplified form, one for one."""
    forms, characters = _traditional()
    return text if characters.isdisjoint(text) else text.translate(forms)
