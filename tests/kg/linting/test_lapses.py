"""Whether a policy was still in force, by what the store says of it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib.namespace import XSD

from kg.linting.lapses import lapse
from kg.stores.opening import memory_store
from kg.stores.store import Store
from loaders.rdf import identifiers
from ontology.terms import ELI, PK

POLICY, OTHER = identifiers.policy("红民发〔2010〕6号"), identifiers.policy("红民发〔2018〕2号")
Value = ox.NamedNode | ox.Literal


def store(*said: tuple[str, object, Value]) -> Store:
    """A store whose derived graph says these things."""
    made = memory_store()
    graph = ox.NamedNode(identifiers.DERIVED)
    for subject, predicate, value in said:
        made.inner.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(str(predicate)), value, graph))
    return made


def day(text: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(str(XSD.date)))


def test_nothing_said() -> None:
    assert lapse(store(), POLICY, 2024) is None


@pytest.mark.parametrize(("year", "over"), [(2017, False), (2018, True), (2019, True), (2024, True)])
def test_a_last_day(year: int, over: bool) -> None:
    held = store((POLICY, ELI.date_no_longer_in_force, day("2018-06-30")))
    found = lapse(held, POLICY, year)
    assert (found is not None) is over
    if found is not None:
        assert "2018-06-30" in found.why.en and "2018-06-30" in found.why.zh
        assert ("in the course" in found.why.en) is (year == 2018)


def test_a_reckoned_day_is_said_to_be_one() -> None:
    over, last = ELI.date_no_longer_in_force, ox.NamedNode(str(ELI.date_no_longer_in_force))
    found = lapse(store((POLICY, over, day("2018-06-30")), (POLICY, PK.inferred, last)), POLICY, 2024)
    assert found is not None and "reckoned" in found.why.en and "推算" in found.why.zh


@pytest.mark.parametrize(("status", "over"), [(PK.Repealed, True), (PK.Expired, True), (PK.InForce, False)])
def test_a_status_without_a_date(status: object, over: bool) -> None:
    held = store((POLICY, PK.status, ox.NamedNode(str(status))))
    assert (lapse(held, POLICY, 2024) is not None) is over


def test_statuses_that_disagree_say_nothing() -> None:
    both = [(POLICY, PK.status, ox.NamedNode(str(status))) for status in (PK.Repealed, PK.InForce)]
    assert lapse(store(*both), POLICY, 2024) is None


@pytest.mark.parametrize(("year", "over"), [(2017, False), (2018, True), (2019, True)])
def test_a_document_that_repeals_it(year: int, over: bool) -> None:
    held = store(
        (OTHER, ELI.repeals, ox.NamedNode(POLICY)),
        (OTHER, ELI.id_local, ox.Literal("红民发〔2018〕2号")),
        (OTHER, PK.numberYear, ox.Literal("2018", datatype=ox.NamedNode(str(XSD.gYear)))),
    )
    found = lapse(held, POLICY, year)
    assert (found is not None) is over
    assert found is None or "红民发〔2018〕2号" in found.why.zh


def replaced(by: str) -> Store:
    """A store in which a register's row says that the policy was replaced, without a day."""
    entry = "https://example.org/entry"
    return store(
        (POLICY, PK.status, ox.NamedNode(str(PK.Repealed))),
        (POLICY, PK.describedBy, ox.NamedNode(entry)),
        (entry, PK.replacedBy, ox.Literal(by)),
    )


def test_the_successor_is_the_suggestion() -> None:
    found = lapse(replaced("红民发〔2018〕2号"), POLICY, 2024)
    assert found is not None and found.replaced_by == "红民发〔2018〕2号"


def test_what_a_later_document_replaced_was_in_force_before() -> None:
    assert lapse(replaced("红民发〔2018〕2号"), POLICY, 2017) is None


def test_a_successor_of_unknown_year_leaves_it_open() -> None:
    assert lapse(replaced("红河州托育补助管理办法"), POLICY, 2024) is None
