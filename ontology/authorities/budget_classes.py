"""The national classes of expenditure by function and by economic nature, as trees of codes with their names through the years.

A code says what holds it by its first digits: 2100408 (项) is of 21004 (款) of 210 (类).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from .areas import table

Scheme = Literal["functional", "economic"]
_LENGTHS = (3, 5, 7)  # of the codes of 类, 款, 项


def above(code: str) -> str | None:
    """The code of the class that holds a class; None for a 类, and for what is no code of a class."""
    return code[: _LENGTHS[_LENGTHS.index(len(code)) - 1]] if len(code) in _LENGTHS[1:] else None


def names(scheme: Scheme, code: str) -> tuple[str, ...]:
    """What the national list calls a class, the present name first; () for one that the table does not hold."""
    return _names().get((scheme, code), ())


@cache
def _names() -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for scheme, code, name, _, until, _ in table("budget_classes"):
        found.setdefault((scheme, code), []).append((int(until or 9999), name))
    return {key: tuple(name for _, name in sorted(held, reverse=True)) for key, held in found.items()}
