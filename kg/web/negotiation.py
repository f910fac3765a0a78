"""Which format a client accepts (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Accepted = tuple[tuple[str, float], ...]


def accepted(header: str | None) -> Accepted:
    """The media ranges of an Accept header with their weights; an absent or empty header accepts everything."""
    found = []
    for part in (header or "*/*").split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        if not media:
            continue
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    weight = min(1.0, max(0.0, float(value)))
                except ValueError:
                    weight = 0.0
        found.append((media.lower(), weight))
    return tuple(found) or (("*/*", 1.0),)


def choose(accept: Accepted, offered: Sequence[str]) -> str | None:
    """The media type of ``offered`` that the client likes best, the first of equals; None where it accepts none."""
    best, best_weight = None, 0.0
    for media in offered:
        weight = _weight(accept, media)
        if weight > best_weight:
            best, best_weight = media, weight
    return best


def _weight(accept: Iterable[tuple[str, float]], media: str) -> float:
    """The weight of the most specific range that covers a media type."""
    found, precision = 0.0, -1
    for pattern, weight in accept:
        exact = (
            2 if pattern == media else 1 if pattern == f"{media.partition('/')[0]}/*" else 0 if pattern == "*/*" else -1
        )
        if exact > precision:
            found, precision = weight, exact
    return found
