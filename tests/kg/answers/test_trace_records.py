"""A trace reads the records of the documents that cite; what it shows is what the single statements say."""

from __future__ import annotations

import tarfile
from decimal import Decimal
from pathlib import Path

import small_store
from folders import DATA

from kg.answers import trace
from kg.loading.load import find_files, load
from kg.stores.opening import memory_store, open_store
from kg.stores.store import Store
from loaders.rdf import identifiers
from ontology.iris import NS
from ontology.terms import CITO, PK


def cited(store: Store) -> list[str]:
    """All policies that somebody cites."""
    return sorted(
        {policy for _, _, policy in store.statements(None, str(CITO.hasCitedEntity), graph=identifiers.DERIVED)}
    )


def test_places_say_what_the_statements_say(root: Path) -> None:
    with memory_store() as store:
        load(store, find_files([root / "examples"])[0])
        assert not list(store.statements(None, str(PK.summary)))
        pieces = small_store.summaries(store)
        shown = 0
        for policy in cited(store):
            citing = {
                c
                for c, _, p in store.statements(None, str(CITO.hasCitedEntity), graph=identifiers.DERIVED)
                if p == policy
            }
            places = {
                (place.entity, place.said.start, place.said.end): place for place in trace.places_of(store, policy)
            }
            assert len(places) == len(citing)
            for one in (pieces[citation] for citation in citing):
                place = places[one["entity"], one["start"], one["end"]]
                year = one["fiscal_year"]
                assert (place.project, place.publisher, place.section) == (
                    one["project"],
                    one["publisher"],
                    one["section"],
                )
                assert (list(place.units), place.citing) == (one["units"], one["citing"] or place.said.file)
                assert place.amount_yuan == (None if one["amount_yuan"] is None else Decimal(one["amount_yuan"]))
                assert place.fiscal_year == (None if year is None else int(year))
                assert place.relation == NS + one["relation"].capitalize()
                assert (place.said.before, place.said.exact, place.said.after) == (
                    one["before"],
                    one["exact"],
                    one["after"],
                )
                shown += 1
        assert shown > 60


def test_what_the_first_version_stored_is_traced_as_it_said(tmp_path: Path) -> None:
    with tarfile.open(DATA / "fixtures" / "store-0.1.0.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = (found.parent for found in tmp_path.rglob("CURRENT"))
    with open_store(folder, read_only=True) as store:
        total = sum(len(trace.places_of(store, policy)) for policy in cited(store))
        means = list(store.statements(None, str(CITO.hasCitedEntity), graph=identifiers.DERIVED))
        assert total == len(means) > 5
