"""One regulation traced through several stores, as one of each province: each document counts once, also where several stores hold it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.answers import policy_lookup, trace
from kg.answers.policy_lookup import FoundPolicy, NoSuchPolicy
from kg.answers.trace import Trace
from kg.resolution.citing_documents import entries
from kg.stores.store import Place, Store
from kg.tables.table import Table

#: What one store says, and where the store is.
StoreTrace = tuple[Place, Trace]


def traces(
    stores: Sequence[tuple[Place, Store]], words: str, *, limit: int | None = None, skip: int = 0
) -> tuple[StoreTrace, ...]:
    """Where the regulation is cited, store by store; a store that does not know it has no place in the answer.

    ``limit`` places of all after the first ``skip``; None gives all that follow.
    :raises NoSuchPolicy: no store knows it, or the words mean several in one or in different stores.
    """
    found = [policy_lookup.find(store, words) for _, store in stores]
    meant: dict[str, FoundPolicy] = {policy.iri: policy for some in found for policy in some}
    if len(meant) != 1:
        raise NoSuchPolicy(words, tuple(meant.values()))
    told: set[str] = set()
    answers: list[StoreTrace] = []
    for (place, store), policies in zip(stores, found, strict=True):
        for policy in policies:
            one = trace.of_policy(store, policy, limit=limit, skip=skip, without=told)
            answers.append((place, one))
            told |= {entry.document for entry in entries(store, policy.iri)}
            skip = max(0, skip - one.total)
            limit = None if limit is None else limit - len(one.places)
    return tuple(answers)


def table(found: Sequence[StoreTrace]) -> Table:
    """One row a place, with the store that holds it."""
    whole = trace.table(place for _, one in found for place in one.places)
    names = [str(place) for place, one in found for _ in one.places]
    rows = [(name, *row) for name, row in zip(names, whole.rows, strict=True)]
    return Table(("store", *whole.columns), rows)


def to_json(found: Sequence[StoreTrace]) -> dict[str, Any]:
    """As ``kg trace --json`` prints it: the regulation as the first store names it, the places with their stores."""
    shown, total = sum(len(one.places) for _, one in found), sum(one.total for _, one in found)
    parts = [(str(place), one.to_json()) for place, one in found]
    return {
        "policy": parts[0][1]["policy"],
        **({} if shown == total else {"total": total}),
        "citations": [{"store": place, **said} for place, part in parts for said in part["citations"]],
        "candidates": [],
    }
