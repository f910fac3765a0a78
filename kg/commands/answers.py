"""Answers that are more than a table, as lines for reading: a trace with its quotes, a dossier, candidates."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import click

from kg.commands import Failure, interruptible, print_table, say
from kg.tables import table
from kg.tables.language import Language
from kg.tables.table import Format

if TYPE_CHECKING:
    from kg.answers.dossier import Dossier
    from kg.answers.facts import Thing
    from kg.answers.trace import CitingPlace, Trace
    from kg.stores.store import Store

# Signs that no document number uses, so that nobody takes them for a part of the quote.
OPEN, CLOSE = "«", "»"


def trace_lines(found: Trace, lang: Language) -> Iterator[str]:
    """The regulation, then each thing that cites it with its places; the cited words are marked in their sentence."""
    policy = found.policy
    if policy is None:
        return
    yield click.style(table.clean(policy.name), bold=True)
    if policy.provisional:
        yield say("known by its title only, no number was printed")
    for key, values in (("other_title", policy.said("other_title")), ("issuers", policy.issuers)):
        if values:
            yield f"{table.heading(key, lang)}: {table.clean('; '.join(values))}"
    # How many projects is known of the store as a whole alone: not without the documents that another store holds too.
    if found.repeated:
        yield say(
            f"{found.total:,} {'citation' if found.total == 1 else 'citations'}, "
            f"{found.documents:,} {'document' if found.documents == 1 else 'documents'}"
        )
    else:
        yield say(
            f"{policy.projects:,} {'project' if policy.projects == 1 else 'projects'}, "
            f"{found.total:,} {'citation' if found.total == 1 else 'citations'}, "
            f"{found.documents:,} {'document' if found.documents == 1 else 'documents'}"
        )
    for _, group in groupby(found.places, key=lambda place: place.entity):
        of_one = list(group)
        yield ""
        yield _citing(of_one[0], lang)
        yield "  " + _source(of_one[0])
        for place in of_one:
            section = f"{place.section} · " if place.section else ""
            relation = table.concept(place.relation, lang)
            said = place.said
            page = f" · {table.clean(said.page)}" if said.page else ""
            yield f"  {table.clean(section + relation)}{page} · {said.start}–{said.end}"
            marked = click.style(f"{OPEN}{table.clean(said.exact)}{CLOSE}", bold=True)
            yield f"    {table.clean(said.before)}{marked}{table.clean(said.after)}"


def page_line(found: Trace) -> str:
    """Which of all places a page shows, and how to see the others."""
    first, last = found.skipped + 1, found.skipped + len(found.places)
    shown = f"{first:,}–{last:,}" if found.places else "0"
    following = f", the next ones with --skip {last}" if last < found.total else ""
    return f"\n{shown} of {found.total:,} citations; all of them with --all{following}."


#: How to see the places that a dossier leaves out.
CUT = "The others with kg trace --skip, or all with kg show --json."


def _citing(place: CitingPlace, lang: Language) -> str:
    if place.project is None:
        return f"{click.style(table.clean(place.citing), bold=True)}  ({say('outside any project')})"
    amount = table.yuan(place.amount_yuan, lang) if place.amount_yuan is not None else say("no amount")
    units = "、".join(place.units) or say("no unit")
    return f"{click.style(table.clean(place.project), bold=True)}  {table.clean(units)}  {amount}"


def _source(place: CitingPlace) -> str:
    parts = [place.said.file, place.publisher, str(place.fiscal_year) if place.fiscal_year else None]
    return table.clean(" · ".join(part for part in parts if part))


def one_thing(graph: Store, words: str, style: Format | None = None) -> Thing:
    """The one thing that the words mean; several are printed in that style, and are a failure as none is."""
    from kg.answers import dossier

    found = interruptible(lambda: dossier.find(graph, words))
    if not found:
        raise Failure(f"Nothing in the store matches {words!r}.")
    if len(found) > 1:
        print_table(dossier.table(found), style)
        raise Failure(f"{len(found)} things match {words!r}; use a longer name, or FILE ORDINAL for a project.")
    return found[0]


def dossier_lines(found: Dossier, lang: Language) -> Iterator[str]:
    """The name, and the one that was asked where it is another; then the single facts, one a line. The tables follow by themselves."""
    yield click.style(table.clean(found.thing.name), bold=True)
    if found.thing.kind in ("unit", "area") and (asked := found.thing.where):
        from loaders.bodies import successions

        former = found.thing.kind == "unit" and successions.changes({asked, found.thing.name})
        yield "  " + say(f"asked as {table.clean(asked)}, formerly" if former else f"asked as {table.clean(asked)}")
    width = max((table.width(table.heading(name, lang)) for name, _, _ in found.facts), default=0)
    for name, value, _ in found.facts:
        yield f"  {table.pad(table.heading(name, lang), width)}  {table.shown(value, name, lang)}"
