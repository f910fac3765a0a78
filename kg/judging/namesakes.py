"""Bodies and areas that stayed apart because their names alone do not say which ones they are, with those of the store that they may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from loaders.bodies import identity
from loaders.rdf import identifiers
from ontology.authorities import areas
from ontology.iris import ID

_AREA = f"{ID}area/"
#: A name that more than so many may bear says too little to ask a person.
MOST = 3


def candidates(iris: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """The IRIs of bodies and areas that may be others of these, each with those that it may be, sorted.

    市卫健局 of a page may be the 卫生健康局 of each 市, 朝阳区 each area whose name ends so, and 农办 each body that it is short for.
    """
    known = sorted(iris)
    bodies, whole = defaultdict[str, list[tuple[str, str]]](list), set(known)
    places: list[str] = []
    for iri in known:
        name, within = identifiers.name(iri)
        if iri.startswith(_AREA) and not within:
            places.append(name)
        elif not within and (area := identity.area_of(name)):
            place = identity.of_area(area).name
            bodies[name.removeprefix(place)].append((place, iri))
    for iri in known:
        name, within = identifiers.name(iri)
        if iri.startswith(_AREA):
            found = (
                [identifiers.area(place) for place in places if place != name and place.endswith(name)]
                if within
                else []
            )
        elif within:
            words, organ = identity.parted(name)
            found = [body for place, body in bodies[organ] if place.endswith(words) and _related(place, within)]
        else:
            found = [body for body in map(identifiers.organisation, identity.candidates(name)) if body in whole]
        if 0 < len(found) <= MOST:
            yield iri, found


def _related(place: str, within: str) -> bool:
    """Whether an area is the one that a name was read in, lies in it or holds it; where that is no area any may be meant."""
    one, other = identity.named_area(place), identity.named_area(within)
    if one is None or other is None:
        return True
    return one.code in {area.code for area in (other, *areas.ancestors(other))} or other in areas.ancestors(one)
