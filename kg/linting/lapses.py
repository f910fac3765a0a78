"""Whether a policy was still in force in a year: what registers, full texts and repealing documents in the store say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib.namespace import DCTERMS

from kg.stores.store import Store
from loaders.citations.document_number import Number
from loaders.rdf import identifiers
from ontology.terms import ELI, PK

LAST_DAY, TITLE, NUMBER = str(ELI.date_no_longer_in_force), str(DCTERMS.title), str(ELI.id_local)
OVER = {
    str(PK.Repealed): ("a register says that it has been repealed, without a date", "目录登记为已废止，未写日期"),
    str(PK.Expired): ("a register says that it has expired, without a date", "目录登记为已失效，未写日期"),
}


@dataclass(frozen=True, slots=True)
class Lapse:
    """Why a policy was no longer in force, in both languages, and the number or title of what replaced it, where one is named."""

    en: str
    zh: str
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
        en = f"its last day was {day}" + (", reckoned from its period of validity" if reckoned else "")
        zh = f"其有效期至{day}" + ("（按有效期推算）" if reckoned else "")
        return _by(int(day[:4]), year, en, zh, successor)
    states = {status for _, _, status in store.statements(policy, str(PK.status), graph=identifiers.DERIVED)}
    if states - OVER.keys():
        return None
    ended = sorted(_enders(store, policy))
    if ended:
        since, name = ended[0]
        return _by(since, year, f"{name} took its place or repealed it", f"{name}已将其替代或废止", successor)
    return Lapse(*OVER[min(states)], successor) if states and not successors else None


def _by(ended: int, year: int, en: str, zh: str, successor: str | None) -> Lapse | None:
    """What ended in an earlier year is over; what ended in the year itself ended in its course."""
    if ended > year:
        return None
    if ended == year:
        en, zh = f"{en}, in the course of the budget year", f"{zh}，即在预算年度之内"
    return Lapse(en, zh, successor)


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
