"""Whether a title that is printed here can mean a policy that was issued there: issuers, codes and places decide."""

from __future__ import annotations

from functools import cache

from kg.resolution import spelling
from kg.resolution.printed_issuers import contradicted
from kg.resolution.spelling import Name
from loaders.citations.numbers import Number
from ontology.authorities import issuers, places


def compatible(scope: str, title: Name, other: Name, number: Number | None) -> bool:
    """Whether a title can mean the policy of another with the same words: their issuers, or where they are printed, decide."""
    if title.bodies and other.bodies:
        return spelling.agree(title.bodies, other.bodies)
    if title.bodies:
        return not (number and contradicted(number, title.bodies))
    if title.placed:
        return True
    if other.bodies:
        return spelling.national(other.bodies) or bool(scope and _above(scope, other.bodies))
    return not (number and scope) or _reached(number, scope)


def _above(scope: str, bodies: frozenset[str]) -> bool:
    """Whether one of the bodies is of the area ``scope`` or of one above it."""
    return any(spelling.within(scope, area) for body in bodies for area in places.leading(body, body=True).areas)


@cache
def _reached(number: Number, scope: str) -> bool:
    """Whether a document cited in ``scope`` can be one of the bodies that the code may name; True where nobody knows."""
    year = int(number.year) if number.year and number.year.isdigit() else None
    decision = issuers.decide(number.code or "", year, None)
    bodies = decision.candidates or ((decision.issuer,) if decision.issuer else ())
    return not bodies or any(body.area is None or spelling.within(scope, body.area) for body in bodies)


def same_place(title: Name, other: Name) -> bool:
    """Whether two titles are of one issuer, or begin with the same place."""
    if title.bodies and other.bodies:
        return spelling.agree(title.bodies, other.bodies)
    return title.placed and other.placed
