"""What differs between two stores, or what came into one since a day: documents, projects with their money and bases, policies, findings.

A document is the same where its bytes are; one of the same path (or, where stores stand on different machines, of the same file name, if only
one has it) is a new version.  Projects of two versions are set side by side as ``/compare`` does it.  Files of the same content as another one
are left aside, as in all sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date
from decimal import Decimal

import queries
from kg.answers import ask, policy_lookup, side_by_side
from kg.answers.side_by_side import SideBySide
from kg.answers.standing import ended_since, of_rows, standing
from kg.auditing import audit
from kg.auditing.check_rows import Check
from kg.stores import catalogue
from kg.stores.catalogue import Catalogue, LoadedFile
from kg.stores.store import Store
from kg.tables.language import user_language
from kg.tables.table import Table
from ontology.terms import PK

#: What can differ, in the order in which it is told, and how.
THINGS = ("document", "project", "policy", "finding")


@dataclass(frozen=True, slots=True)
class StoreDifference:
    """One thing that is new, gone or changed; ``group`` as in :mod:`kg.answers.side_by_side`.  What a kind of thing does not have is None."""

    thing: str
    group: str
    name: str
    document: str | None = None
    previous_yuan: Decimal | None = None
    amount_yuan: Decimal | None = None
    difference_yuan: Decimal | None = None
    new_bases: str | None = None
    gone_bases: str | None = None
    previous_status: str | None = None
    status: str | None = None
    iri: str | None = None
    previous_iri: str | None = None


COLUMNS = tuple(field.name for field in fields(StoreDifference))


def table(found: Iterable[StoreDifference]) -> Table:
    """One row a difference."""
    return Table(COLUMNS, [astuple(one) for one in found])


def between(before: Store, after: Store, today: date | None = None) -> list[StoreDifference]:
    """What the later store has otherwise than the earlier one; empty where they tell the same.

    Findings are looked for in documents that are new or of another version; what became of policies is a row of the policy.
    """
    found: list[StoreDifference] = []
    sides = _StoreSide(before), _StoreSide(after)
    for old, new in _paired(*(side.documents for side in sides)):
        found += _of_document(*sides, old, new)
    return _in_order([*found, *_policies(before, after, today)])


def since(store: Store, day: date, today: date | None = None) -> list[StoreDifference]:
    """What came into a store on that day or later, and which policies ended since.

    What a new version of a document replaced is not in the store any more: its projects are told as new.
    """
    found: list[StoreDifference] = []
    side = _StoreSide(store)
    for entry in side.documents.values():
        if entry.loaded >= day.isoformat():
            found += _of_document(side, side, None, entry)
    ended = ended_since(ask.stored(store, "facets/policy-status"), day, today)
    for one in policy_lookup.described(store, sorted(ended)) if ended else ():
        now = standing([], [], [ended[one.iri]], today)
        found.append(StoreDifference("policy", "changed", one.name, status=now.status, iri=one.iri))
    return _in_order(found)


class _StoreSide:
    """A store, its documents by IRI (each under its first path, without those that repeat another one), and what contradicts itself in one."""

    def __init__(self, store: Store) -> None:
        self.store = store
        repeats = {subject for subject, _, _ in store.statements(predicate=str(PK.repeats))}
        self.documents: dict[str, LoadedFile] = {}
        for _, entry in sorted(Catalogue.read(store).entries.items()):
            if entry.document not in repeats:
                self.documents.setdefault(entry.document, entry)
        self._audits = audit.auditor(store, (user_language(),), citations=True, style=False)

    def wrong(self, document: str | None) -> list[Check]:
        """The contradictions in a document; of none there are none."""
        return [check for (one,) in self._audits([document] if document else []) for check in one.checks if check.wrong]


def _of_document(
    before: _StoreSide, after: _StoreSide, old: LoadedFile | None, new: LoadedFile | None
) -> Iterator[StoreDifference]:
    """A document that is new, gone or of another version, its projects, and what contradicts itself in it, where it is still there."""
    shown = new or old
    assert shown is not None
    group = "changed" if old and new else "new" if new else "gone"
    was, now = old.document if old else None, new.document if new else None
    yield StoreDifference("document", group, shown.file_name, catalogue.shown(shown.path), iri=now, previous_iri=was)
    yield from _projects(side_by_side.documents(after.store, was, now, before.store), shown.file_name)
    if now:
        yield from _findings(shown.file_name, after.wrong(now), before.wrong(was), now)


def _paired(
    before: Mapping[str, LoadedFile], after: Mapping[str, LoadedFile]
) -> Iterator[tuple[LoadedFile | None, LoadedFile | None]]:
    """Documents that only one side has, those of one path, then of one name, in pairs."""
    old = {entry.path: entry for iri, entry in before.items() if iri not in after}
    new = {entry.path: entry for iri, entry in after.items() if iri not in before}
    for path in sorted(old.keys() & new.keys()):
        yield old.pop(path), new.pop(path)
    # By name, where each side has one of it.
    sides: list[dict[str, list[LoadedFile]]] = [{}, {}]
    for held, side in zip(sides, (old, new), strict=True):
        for entry in side.values():
            held.setdefault(entry.file_name, []).append(entry)
    for name in sorted(sides[0].keys() & sides[1].keys()):
        ours, theirs = sides[0][name], sides[1][name]
        if len(ours) == len(theirs) == 1:
            yield old.pop(ours[0].path), new.pop(theirs[0].path)
    yield from ((entry, None) for _, entry in sorted(old.items()))
    yield from ((None, entry) for _, entry in sorted(new.items()))


def _projects(compared: SideBySide, document: str) -> Iterator[StoreDifference]:
    found = compared.table()
    for row in found:
        if row["group"] != "same":
            told = {name: row[name] for name in COLUMNS if name in found.columns}
            yield StoreDifference("project", name=str(row["project"]), document=document, **told)  # type: ignore[arg-type]


def _findings(name: str, now: list[Check], then: list[Check], document: str) -> Iterator[StoreDifference]:
    """What contradicts itself in a document and did not in its former version, and what is mended."""
    for group, held, others in (("new", now, then), ("gone", then, now)):
        left = Counter(_said(check) for check in others)
        for check in held:
            if left[_said(check)] > 0:
                left[_said(check)] -= 1
            else:
                yield StoreDifference("finding", group, _said(check), name, iri=document)


def _said(check: Check) -> str:
    return "; ".join(filter(None, (check.formula, check.note))) or check.stated


def _policies(before: Store, after: Store, today: date | None) -> Iterator[StoreDifference]:
    """Policies of both stores whose status is another one, as of one day; and those that only one names."""
    then, now = (dict(_standings(store, today)) for store in (before, after))
    for group, store, iris in (
        ("new", after, now.keys() - then.keys()),
        ("gone", before, then.keys() - now.keys()),
        ("changed", after, {iri for iri in now.keys() & then.keys() if now[iri] != then[iri]}),
    ):
        for one in policy_lookup.described(store, sorted(iris)) if iris else ():
            yield StoreDifference(
                "policy", group, one.name, previous_status=then.get(one.iri), status=now.get(one.iri),
                iri=one.iri if group != "gone" else None, previous_iri=one.iri if group != "new" else None,
            )  # fmt: skip


def _standings(store: Store, today: date | None) -> Iterator[tuple[str, str | None]]:
    said: dict[str, list[Mapping[str, object]]] = {}
    for row in ask.select(store, queries.text("facets/policy-status")):
        said.setdefault(str(row["iri"]), []).append(row)
    for iri, rows in said.items():
        yield iri, of_rows(rows, today).status


def _in_order(found: list[StoreDifference]) -> list[StoreDifference]:
    return sorted(found, key=lambda one: THINGS.index(one.thing))
