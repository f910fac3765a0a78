"""Whether a policy was still in force in a year: what registers, full texts and repealing documents in the store say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib.namespace import DCTERMS

from kg.linting.phrases import Bilingual, phrase
from kg.stores.store import Store
from loaders.citations.document_number import Number
from loaders.rdf import identifiers
from ontology.terms import ELI, PK

LAST_DAY, TITLE, NUMBER = str(ELI.date_no_longer_in_force), str(DCTERMS.title), str(ELI.id_local)
OVER = {str(PK.Repealed): "repealed", str(PK.Expired): "expired"}


@dataclass(frozen=True, slots=True)
class Lapse:
    """Why a policy was no longer in force, and the number or title of what replaced it, where one is named."""

    why: Bilingual
    replaced_by: str | None = None


def lapse(store: Store, policy: str, year: int) -> Lapse | None:
    """Why the policy was not in force any more in ``year``, or ended in the course of it; None where nothing in the store says so.

    The last day decides where one is stated, else the year of the document that repealed or replaced it, else the status.
    """
    successors = sorted(set(_said(store, policy, str(PK.replacedBy))))
    successor = successors[0] if len(successors) == 1 else None
    ends = sorted(day for _, _, day in store.statements(policy, LAST_DAY, graph=identifiers.DERIVED))
    if ends:
        day = ends[0]
        reckoned = (policy, str(PK.inferred), LAST_DAY) in set(store.statements(policy, str(PK.inferred)))
        said = phrase("last-day", day)
        return _by(int(day[:4]), year, phrase("reckoned", said) if reckoned else said, successor)
    states = {status for _, _, status in store.statements(policy, str(PK.status), graph=identifiers.DERIVED)}
    if states - OVER.keys():
        return None
    ended = sorted(_enders(store, policy))
    if ended:
        since, name = ended[0]
        return _by(since, year, phrase("replaced", name), successor)
    return Lapse(phrase(OVER[min(states)]), successor) if states and not successors else None


def _by(ended: int, year: int, why: Bilingual, successor: str | None) -> Lapse | None:
    """What ended in an earlier year is over; what ended in the year itself ended in its course."""
    if ended > year:
        return None
    return Lapse(phrase("in-course", why) if ended == year else why, successor)


def _enders(store: Store, policy: str) -> Iterator[tuple[int, str]]:
    """The documents that repealed or replaced a policy, with their years, where these are known."""
    for by, _, _ in store.statements(None, str(ELI.repeals), ox.NamedNode(policy), identifiers.DERIVED):
        if (since := _year(store, by)) is not None:
            yield since, _name(store, by)
    for predicate in (PK.replacedBy, PK.repealedBy):
        for printed in _said(store, policy, str(predicate)):
            number = Number.of(printed)
            if number is not None and number.year and number.year.isdecimal():
                yield int(number.year), printed


def _said(store: Store, policy: str, predicate: str) -> Iterator[str]:
    """What the rows of registers about a policy say."""
    for _, _, entry in store.statements(policy, str(PK.describedBy), graph=identifiers.DERIVED):
        for _, _, printed in store.statements(entry, predicate):
            yield printed


def _name(store: Store, policy: str) -> str:
    """The number of a policy, else its title, else its IRI."""
    for predicate, form in ((NUMBER, "{}"), (TITLE, "《{}》")):
        found = sorted(value for _, _, value in store.statements(policy, predicate))
        if found:
            return form.format(found[0])
    return policy


def _year(store: Store, policy: str) -> int | None:
    for predicate in (str(ELI.date_document), str(PK.numberYear)):
        for _, _, value in store.statements(policy, predicate):
            if value[:4].isdecimal():
                return int(value[:4])
    return None
