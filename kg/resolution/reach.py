"""Whether a title that is printed here can mean a policy that was issued there: issuers, codes and places decide."""

from __future__ import annotations

from functools import cache

from kg.resolution import policy_names, spelling
from kg.resolution.printed_issuers import contradicted
from kg.resolution.spelling import TitleParts
from ontology.authorities import issuers, places


def compatible(scope: str, title: TitleParts, other: TitleParts, number: str | None) -> bool:
    """Whether a title can mean the policy of another with the same words: their issuers, or where they are printed, decide."""
    if title.issuers and other.issuers:
        return spelling.agree(title.issuers, other.issuers)
    if title.issuers:
        return not (number and contradicted(policy_names.of(number), title.issuers))
    if title.placed:
        return True
    if other.issuers:
        return spelling.national(other.issuers) or bool(scope and _above(scope, other.issuers))
    return not (number and scope) or _reached(number, scope)


def _above(scope: str, bodies: frozenset[str]) -> bool:
    """Whether one of the bodies is of the area ``scope`` or of one above it."""
    return any(spelling.within(scope, area) for body in bodies for area in places.leading(body, body=True).areas)


@cache
def _reached(number: str, scope: str) -> bool:
    """Whether a document cited in ``scope`` can be one of the bodies that the code may name; True where nobody knows."""
    pieces = policy_names.of(number)
    year = int(pieces.year) if pieces.year and pieces.year.isdigit() else None
    decision = issuers.decide(pieces.code or "", year, None)
    bodies = decision.candidates or ((decision.issuer,) if decision.issuer else ())
    return not bodies or any(body.area is None or spelling.within(scope, body.area) for body in bodies)


def same_place(title: TitleParts, other: TitleParts) -> bool:
    """Whether two titles are of one issuer, or begin with the same place."""
    if title.issuers and other.issuers:
        return spelling.agree(title.issuers, other.issuers)
    return title.placed and other.placed
