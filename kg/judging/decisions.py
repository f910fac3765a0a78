"""What a person decides of two names, for the commands and for the site: said, told what it changes, made, withdrawn."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence

import pyoxigraph as ox
from rdflib.namespace import SKOS

from kg.answers import policy_lookup
from kg.judging import consequences
from kg.judging.consequences import Consequences
from kg.resolution import judged_things, judgements, policy_names, resolve, spelling
from kg.resolution.judgements import Judgement, JudgementError, Kind
from kg.resolution.mentions import Cited
from kg.resolution.resolve import Rebuilt
from kg.stores import catalogue
from kg.stores.store import Store
from kg.tables.table import cell, clean
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import PK


def proposed(
    store: Store, kind: Kind, a: str, b: str, why: str = "", who: str = "", when: datetime.date | None = None
) -> Judgement:
    """The judgement that two names mean one regulation, body or area, or two; nothing is made of it yet.

    :raises JudgementError: the names are one, or of different kinds of things, or nothing is called so.
    :raises kg.answers.policy_lookup.NoSuchPolicy: more than one regulation is called so.
    """
    first, second = named(store, a), named(store, b)
    rooms = [next((room for room in judgements.THINGS if name.startswith(room)), "") for name in (first, second)]
    if rooms[0] != rooms[1]:
        raise JudgementError("A regulation, a body and an area are different kinds of things; judge two of one kind.")
    if judgements.end(first) == judgements.end(second):
        raise JudgementError(f"{a} and {b} are the same name; nothing was judged.")
    day = (when or datetime.date.today()).isoformat()
    return Judgement(kind, first, second, said(why), said(who), day)


def said(words: str) -> str:
    """What a person typed, on one line, and no formula for the spreadsheet in which somebody opens the file."""
    return str(cell(clean(words)))


def named(store: Store, words: str) -> str:
    """What is written into the file for a name that a person typed: the number, the title as printed, or the IRI.

    :raises JudgementError: no body or area has this IRI, several are called so, or nothing is.
    :raises kg.answers.policy_lookup.NoSuchPolicy: more than one regulation is called so.
    """
    if thing := _thing(store, words.strip()):
        return thing
    end = judgements.end(words)
    if not end.number:
        folded = spelling.fold(words)
        for name in titles(store):
            if spelling.fold(name) == folded:
                return name
    if words.strip().startswith(ID):
        return policy_lookup.one(store, words).iri
    found = policy_lookup.find(store, words)
    if not found:
        raise JudgementError(f"No regulation, body or area of the store is called {words!r}.")
    if len(found) > 1 and not end.number:
        raise policy_lookup.NoSuchPolicy(words, found)
    if end.number:
        return end.number
    return found[0].number if found[0].number and not found[0].provisional else found[0].title or found[0].iri


def _thing(store: Store, words: str) -> str | None:
    """The body or area with this IRI or name, its own or else one that pages print; None where nothing but a policy can be meant."""
    replaced = judged_things.heeded(store)
    if words.startswith(judgements.THINGS):
        if words not in replaced and not any(store.statements(words, str(SKOS.prefLabel), None, identifiers.DERIVED)):
            raise JudgementError(f"No loaded document names {judgements.called(words)}.")
        return words
    for predicate in (SKOS.prefLabel, SKOS.altLabel):
        said = store.statements(None, str(predicate), ox.Literal(words), identifiers.DERIVED)
        found = sorted({iri for iri, _, _ in said if iri.startswith(judgements.THINGS)})
        if len(found) > 1:
            listed = "; ".join(map(judgements.called, found[:5]))
            raise JudgementError(f"Several bodies or areas are called {words}; name one of them: {listed}.")
        if found:
            # A name of the one for which it stands means that one: only so can a judgement be said to stand against another.
            own = [iri for iri, kept in replaced.items() if kept == found[0] and words in _called(iri)]
            return own[0] if len(own) == 1 and predicate == SKOS.altLabel else found[0]
    own = [iri for iri in replaced if words in _called(iri)]
    return own[0] if len(own) == 1 else None


def _called(iri: str) -> tuple[str, str]:
    """What a body or an area is called: so that no other is, and as pages print it."""
    return judgements.called(iri), identifiers.name(iri)[0]


def titles(store: Store) -> list[str]:
    """All titles that pages print, sorted."""
    spellings = store.statements(None, str(PK.spelling), None, identifiers.DERIVED)
    return sorted({policy_names.parse(text)[0].title for _, _, text in spellings} - {""})


def known(store: Store) -> tuple[Judgement, ...]:
    """All judgements, in the order in which they were made."""
    return resolve.judged(store)


def key(made: Judgement) -> str:
    """What tells a judgement from all others of a store."""
    return hashlib.sha256(repr(made).encode()).hexdigest()[:16]


def preview(store: Store, made: Judgement) -> Consequences:
    """What a judgement would change.

    :raises JudgementError: it contradicts others, or was made before.
    """
    return consequences.of(store, _with(store, made), things=made.of_things)


def preview_undo(store: Store, made: Judgement) -> Consequences:
    """What withdrawing a judgement would change.

    :raises JudgementError: it is none of the store's.
    """
    return consequences.of(store, _without(store, made), things=made.of_things)


def judge(store: Store, made: Judgement) -> Rebuilt:
    """Make a judgement: the file has it, and the graph follows it; gives what changed.

    :raises JudgementError: it contradicts others, or was made before.
    """
    return _heed(store, made, _with(store, made))


def undo(store: Store, made: Judgement) -> Rebuilt:
    """Withdraw a judgement: the graph is as it would be without it.

    :raises JudgementError: it is none of the store's; somebody may have withdrawn it meanwhile.
    """
    return _heed(store, made, _without(store, made))


def _heed(store: Store, made: Judgement, judged: Sequence[Judgement]) -> Rebuilt:
    if made.of_things:
        judged_things.change(store, judged)  # refused before anything is written
    # What a load that was interrupted left is in no mention yet: then all of it is made anew.
    unchanged: Mapping[str, Sequence[Cited]] | None = None if catalogue.is_stale(store) else {}
    # Whoever dies between the file and the graph leaves the mark: no answer passes for one that heeds the file.
    store.replace({}, insert={catalogue.STALE})
    try:
        judgements.write(resolve.judgement_file(store), judged)
    except JudgementError:
        store.replace({}, delete=set() if unchanged is None else {catalogue.STALE})
        raise
    return resolve.rebuild(store, unchanged)


def _with(store: Store, made: Judgement) -> list[Judgement]:
    before = known(store)
    for one in before:
        if one.kind == made.kind and one.ends == made.ends:
            raise JudgementError(f"That was judged before: {one}.")
    judgements.check([*before, made])
    return [*before, made]


def _without(store: Store, made: Judgement) -> list[Judgement]:
    before = list(known(store))
    if made not in before:
        raise JudgementError(f"There is no such judgement any more: {made}.")
    before.remove(made)
    return before
