"""From places that name policies to policies: a pure function of the places and of people's judgements.

The rules are in :mod:`kg.resolution.matching`; here the policies are put together, and the derived graph is kept equal to them.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.resolution import (
    incremental,
    judged_things,
    judgements,
    mentions,
    relations,
    repeated_files,
    restating,
    rules,
    shared_things,
    summaries,
)
from kg.resolution.derived import GUESSES, Policy, by_documents, put_together, quads
from kg.resolution.judgements import Judgement
from kg.resolution.matching import match
from kg.resolution.mentions import Cited, read
from kg.resolution.policy_names import Witness
from kg.resolution.printed_names import PrintedNames
from kg.resolution.spelling import Name
from kg.stores import catalogue, layout
from kg.stores.catalogue import StoreChange
from kg.stores.store import BULK, Store
from ontology import vocabulary
from ontology.iris import ID
from ontology.terms import PK

__all__ = ["GUESSES", "Cited", "Policy", "quads", "read", "rebuild", "resolve"]


def resolve(
    places: Iterable[Cited],
    judged: Sequence[Judgement] = (),
    names: PrintedNames | None = None,
    repeating: frozenset[str] = frozenset(),
) -> dict[str, Policy]:
    """The policies that the places mean, by IRI; each place is in ``Policy.citations`` of at most one of them.

    A place that prints neither number nor title means none.  ``names`` are made anew of the places.  The documents of the digits
    ``repeating`` repeat others, and do not count again where the title of a policy is chosen.
    """
    by_name = mentions.by_name(places)

    def witness(name: Name) -> Witness:
        held = by_name[name]
        return Witness(
            frozenset(cited.document or cited.citation for cited in held), any(c.kind != "citation" for c in held)
        )

    matching = match(by_name, judgements.of_policies(judged), witness)
    if names is not None:
        names.make(by_name, matching)
    policies = put_together(matching)
    for name, (iri, _) in matching.meant.items():
        policy = policies[iri]
        for cited in by_name[name]:
            policy.citations.append(cited)
            if where := cited.area or cited.near:
                policy.areas.add(where)
    for policy in policies.values():
        policy.citations.sort(key=lambda cited: cited.citation)
        printed = [(cited.name.title, cited.document or cited.citation) for cited in policy.citations if cited.name]
        policy.titles = by_documents(printed, repeating)
    return policies


def documents(policies: Iterable[Policy]) -> dict[str, str]:
    """Which policy each loaded document is, where it is one."""
    return {c.citation: policy.iri for policy in policies for c in policy.described if c.kind == "document"}


def judged(store: Store) -> tuple[Judgement, ...]:
    """What people judged about this store.

    :raises kg.resolution.judgements.JudgementError: the file cannot be read, or its judgements contradict each other.
    """
    return judgements.read(judgement_file(store)) if store.judgements or store.path else ()


def judgement_file(store: Store) -> Path:
    """Where people's judgements about a store are: in its folder, unless it was opened with another file."""
    if store.judgements is not None:
        return store.judgements
    file = store.companion(layout.JUDGEMENTS)
    if file is None:
        raise judgements.JudgementError("A store in memory has no file of judgements.")
    return file


def outdated(store: Store) -> bool:
    """Whether what is derived follows other rules than ours, or heeds other judgements than the file holds now."""
    return rules.differ(store) or _heeded(store) != _fingerprint(judged(store))


def _fingerprint(known: Sequence[Judgement]) -> set[ox.Quad]:
    """The mark of the judgements that the derived graph heeds; none where there are none."""
    if not known:
        return set()
    digest = hashlib.sha256("\n".join(repr(one) for one in known).encode()).hexdigest()
    return {ox.Quad(catalogue.DERIVED, _HEEDS, ox.Literal(digest), catalogue.GRAPH)}


def _heeded(store: Store) -> set[ox.Quad]:
    return set(store.quads(catalogue.DERIVED, _HEEDS, None, catalogue.GRAPH))


_HEEDS = ox.NamedNode(str(PK.judgements))


# Where more of the documents changed, summaries are made of all at once instead of looking up what each of them touches.
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many quads changed, and the step from the state before to that after; None where nobody knows the one before."""

    quads: int
    step: StoreChange | None


def rebuild(store: Store, before: Mapping[str, Sequence[Cited]] | None = None, moved: int | None = None) -> Rebuilt:
    """Make the derived graph what all places of the store mean.

    ``before`` gives, for each document that changed since the last time, the places that it had (none where it is new): then only
    what those touch is computed anew, unless they are so many that all of it is done sooner.  None means that nobody knows, and all
    of it is.  The summaries are brought up to date as well, of what changed where that is known.
    ``moved`` is what the catalogue says of its entries (:attr:`kg.stores.catalogue.Catalogue.moved`), where it is known.
    The mark that it is out of date goes in the last transaction, so that a crash on the way is healed by the next writer.
    """
    with closing(PrintedNames(store)) as names:
        done = _rebuilt(store, names, before, moved)
        names.keep(catalogue.settled(store) or "")
    return done


def _rebuilt(
    store: Store, names: PrintedNames, before: Mapping[str, Sequence[Cited]] | None, moved: int | None
) -> Rebuilt:
    since = catalogue.settled(store) if before is not None else None
    known = judged(store)
    old_rules, our_rules = rules.followed(store), rules.ours(store)
    if old_rules != our_rules and store.has_graph(catalogue.DERIVED.value):
        restating.restate(store)
        before = None
    gone, come = judged_things.change(store, known, whole=False)
    if gone or come:
        if before is not None:
            # What people judged of bodies and areas changes the documents that name them.
            named = {str(quad.graph_name.value) for quad in gone | come}  # type: ignore[union-attr]
            before = {one: mentions.of_document(store, one) for one in named - before.keys()} | dict(before)
        store.replace({}, delete=gone, insert=come | {catalogue.STALE})
    rejudged = _heeded(store) != _fingerprint(known) or judged_things.heeded(store) != judged_things.replaced(known)
    some = None
    if before is not None and names.are_of(since or ""):
        with suppress(sqlite3.Error):
            some = incremental.change(store, names, before, known, rejudged=rejudged)
    known_before = before if some is not None else None
    change = some or _whole_change(store, known, names)
    gone, added = change
    changed = gone | added
    if len(added) >= BULK and not gone:
        store.extend(added)
        added = set()
    # The words that the store uses go with it, as its mark does.
    old_mark, mark = _heeded(store) | old_rules, _fingerprint(known) | our_rules
    old_mark, mark = (
        old_mark | store.graph(vocabulary.ONTOLOGY),
        mark | (vocabulary.statements() if our_rules else set()),
    )
    gone, added = gone | (old_mark - mark), added | (mark - old_mark)
    if gone or added:
        # What follows is several transactions: the mark stands until all of them are through.
        store.replace({}, delete=gone, insert=added | {catalogue.STALE})
    if known_before is not None:
        lost = any(places is not mentions.NOWHERE for places in known_before.values())
        gone, added = shared_things.change(store, known_before, *change, lost=lost)
        changed |= gone | added
        if gone or added:
            store.replace({}, delete=gone, insert=added | {catalogue.STALE})
    few = None if before is None or incremental.many(store, len(before), _HALF) else set(before)
    if few is None:
        summaries.renew(store)
    else:
        documents, policies = summaries.touched(*change)
        summaries.renew(store, documents | few, policies)
    _settle(store, few, None if moved is None else since, moved or 0)
    return Rebuilt(len(changed), _step(since, before, changed) if since and before is not None else None)


def _step(since: str, documents: Iterable[str], changed: set[ox.Quad]) -> StoreChange:
    """The step from the state ``since`` in which these documents changed, and these quads of what is derived."""
    things = frozenset(iri for quad in changed if (iri := quad.subject.value).startswith(_SEARCHED))  # type: ignore[union-attr]
    # Of others it may have changed whether they count.
    others = {quad.subject.value for quad in changed if quad.predicate == repeated_files.REPEATS}  # type: ignore[union-attr]
    return StoreChange(since, frozenset({*documents, *others}), things)


_SEARCHED = (f"{ID}policy/", f"{ID}organisation/")


def would_change(store: Store, known: Sequence[Judgement]) -> incremental.Change:
    """The quads that the derived graph, which is up to date, would lose and gain if these were all judgements; the store stays as it is.

    Bodies, areas and classes to which nothing would point any more are not told.  Names that are not kept are, so that who asks once more
    does not wait again.
    """
    with closing(PrintedNames(store)) as names, suppress(sqlite3.Error):
        state = catalogue.settled(store) or ""
        if not names.are_of(state):
            repeating = repeated_files.repeating(repeated_files.everything(store))
            resolve(mentions.read(store), judged(store), names, repeating)
            names.keep(state)
        if names.are_of(state):
            return incremental.change(store, names, {}, known, rejudged=True) or _whole_change(store, known)
    return _whole_change(store, known)


def _whole_change(store: Store, known: Sequence[Judgement], names: PrintedNames | None = None) -> incremental.Change:
    old, new = store.graph(catalogue.DERIVED.value), everything(store, known, names)
    return old - new, new - old


def _settle(store: Store, documents: Iterable[str] | None, since: str | None, moved: int) -> None:
    """Say what these documents, or all, are called, that what is derived is up to date, and which state of the store that is."""
    unsaid, said = catalogue.labels(store, documents)
    old = set(store.quads(catalogue.DERIVED, catalogue.STATE, None, catalogue.GRAPH))
    new = (
        {catalogue.state_quad(catalogue.digest(store, since, moved))}
        if any(store.quads(None, catalogue.PATH, None, catalogue.GRAPH))
        else set()
    )
    marks = {catalogue.STALE} if catalogue.is_stale(store) else set()
    if marks or old != new or unsaid or said:
        store.replace({}, delete=marks | (old - new) | unsaid, insert=(new - old) | said)


def everything(store: Store, known: Sequence[Judgement], names: PrintedNames | None = None) -> set[ox.Quad]:
    """The whole derived graph, from all places of the store; ``names`` are made anew of them."""
    again = repeated_files.everything(store)
    repeating = repeated_files.repeating(again)
    policies = resolve(mentions.read(store), known, names, repeating)
    found = (
        again
        | quads(policies.values(), repeating, judged_things.replaced(known))
        | judged_things.statements(judged_things.replaced(known))
        | relations.edges(policies, documents(policies.values()))
    )
    return found | shared_things.everything(store, found)
