"""Frozen dataclasses that are made quickly are what they would be without."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, dataclass, replace

import pytest

from ontology.frozen import quickly


@quickly
@dataclass(frozen=True, slots=True)
class Place:
    name: str
    start: int
    end: int = 7


@quickly
@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    name: str
    places: tuple[Place, ...] = ()


def test_fields_defaults_and_equality() -> None:
    place = Place("云", start=3)
    assert (place.name, place.start, place.end) == ("云", 3, 7)
    assert place == Place("云", 3, 7) and hash(place) == hash(Place("云", 3, 7)) and place != Place("云", 3, 8)
    assert repr(Named(name="甲", places=(place,))) == ("Named(name='甲', places=(Place(name='云', start=3, end=7),))")


def test_it_stays_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Place("云", 3).start = 4  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del Place("云", 3).end


def test_what_is_asked_for_must_be_given() -> None:
    with pytest.raises(TypeError):
        Place("云")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Named("甲")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Named(name="甲", other=1)  # type: ignore[call-arg]


def test_copies_and_what_is_kept() -> None:
    named = Named(name="甲", places=(Place("云", 3),))
    assert replace(named, name="乙") == Named(name="乙", places=named.places)
    assert pickle.loads(pickle.dumps(named)) == named
