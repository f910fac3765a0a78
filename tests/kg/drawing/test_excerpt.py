"""A regulation with more neighbours than a picture holds is drawn by its first places, and the page says so."""

from __future__ import annotations

import money_store
import pytest

from kg.answers import policy_lookup, trace
from kg.drawing import excerpt
from kg.drawing.neighbourhood import TooManyNodes, surroundings
from kg.resolution import summaries
from kg.stores.store import Store
from loaders.rdf import identifiers
from ontology.iris import ID

POLICY = identifiers.policy("石财社〔2022〕5号")


@pytest.fixture(scope="module")
def store() -> Store:
    store = money_store.in_memory()
    summaries.renew(store)
    return store


def test_what_fits_is_drawn_whole(store: Store) -> None:
    found = excerpt.around(store, [POLICY])
    assert set(found.graph) == set(surroundings(store.select, [POLICY]))
    assert found.title("名称", "zh") == "名称"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_does_not_fit_is_drawn_by_its_first_places(
    store: Store, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setattr(trace, "PAGE", 2)
    (policy,) = policy_lookup.described(store, [POLICY])
    places = trace.of_policy(store, policy)
    first = places.places[:2]
    assert places.total > 4
    with pytest.raises(TooManyNodes):
        surroundings(store.select, [POLICY], 6)
    found = excerpt.around(store, [POLICY], 6)
    assert (found.shown, found.total) == (2, places.total)
    assert {POLICY, *(place.entity for place in first)} <= set(found.graph) and len(found.graph) <= 6
    assert {one for one in found.graph if "/project/" in one} == {place.entity for place in first}
    assert all(found.graph.has_edge(place.entity, POLICY) for place in first)
    documents = {one for one in found.graph if one.startswith(f"{ID}document/")}
    assert documents == {identifiers.document(place.entity.removeprefix(ID).split("/")[1]) for place in first}
    assert any(one.startswith(f"{ID}organisation/") for one in found.graph)
    said = found.title("名称", lang)
    assert said.startswith("名称") and "2" in said and str(places.total) in said


def test_other_things_are_refused_with_the_way_to_narrow(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooManyNodes, match="start from fewer things"):
        excerpt.around(store, [identifiers.organisation("石泉县卫生健康局")], 2)
    monkeypatch.setattr(trace, "PAGE", 2)
    with pytest.raises(TooManyNodes):
        excerpt.around(store, [POLICY], 2)
