"""Commands that follow policies, examine citations and compare: chain, lint, diff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import (
    Failure,
    StorePlace,
    WrongUse,
    echo,
    interruptible,
    opened,
    print_json,
    print_table,
    say,
    table_options,
)
from kg.tables.language import user_language

if TYPE_CHECKING:
    from kg.answers.chain import Chain, Step
    from kg.answers.facts import Thing
    from kg.linting.lint import Finding
    from kg.stores.store import Place, Store
    from kg.tables.table import Format, Table, Value

CUTS = {"cycle": "a circle: see above", "again": "see its other place", "depth": "there is more: --depth"}
KINDS = {one[1:-1]: one for one in ("[project]", "[nation]", "[province]", "[prefecture]", "[county]")}
# So many projects of a regulation are printed: more are a list, not a tree.
_PROJECTS = 100


@click.command(short_help="What a regulation rests on, and what rests on it. 依据链。")
@click.argument("words", metavar="REGULATION")
@click.option("--up", "only", flag_value="up", help="Show only what it rests on.")
@click.option("--down", "only", flag_value="down", help="Show only what rests on it.")
@click.option(
    "--depth", type=click.IntRange(1, 50), default=20, show_default=True, help="Number of steps in each direction."
)
@table_options
@click.pass_obj
def chain(store: Path, words: str, only: str | None, depth: int, style: Format | None, output: Path | None) -> None:
    """Follow the chain of authority from nation to county, and to the projects.

    Upwards: what the regulation forwards, implements or rests on. Downwards: what forwards or implements it or rests on it.
    REGULATION is its number in any spelling or part of its title.
    """
    from kg.answers import chain as chains
    from kg.answers import policy_lookup

    with opened(store) as graph:
        policy = policy_lookup.one(graph, words)
        most = None if style or output else _PROJECTS
        found = interruptible(
            lambda: chains.chain(graph, policy, up=only != "down", down=only != "up", depth=depth, most=most)
        )
    if style == "json":
        print_json(found.to_json(), output)
    elif style or output:
        print_table(found.table(), style, output)
    else:
        for line in chain_lines(found):
            click.echo(line)


def chain_lines(found: Chain) -> Iterator[str]:
    """The policy, then a tree in each direction."""
    from kg.tables import table

    yield click.style(table.clean(found.policy.name), bold=True)
    for step, name in ((found.up, "rests on"), (found.down, "is the basis of")):
        if step is not None:
            yield ""
            yield f"{say(name)}:" if step.steps else f"{say(name)}: {say('nothing that the store knows')}"
            yield from _tree(step, "")


def _tree(above: Step, indent: str) -> Iterator[str]:
    from kg.tables import table

    for step in above.steps:
        last = step is above.steps[-1] and not above.more
        yield f"{indent}{'└─' if last else '├─'} {_step(step)}"
        yield from _tree(step, indent + ("   " if last else "│  "))
    if above.more:
        how = f"kg trace {table.clean(above.number or above.name)}"
        yield f"{indent}└─ … " + say(f"{above.more:,} more projects: {how}")


def _step(step: Step) -> str:
    from kg.tables import table

    kind = KINDS.get(step.level or "" if step.kind == "policy" else step.kind, "[—]")
    parts = [say(kind), table.clean(step.number or ""), table.clean(f"《{step.title}》" if step.title else "")]
    if step.kind == "project":
        parts += [table.clean(step.name), table.clean(step.where or ""), str(step.year or "")]
    elif step.year and step.number is None:
        parts.append(str(step.year))
    if step.relation:
        parts.append(f"· {table.concept(step.relation, user_language())}")
    if step.provisional:
        parts.append(say("(title only)"))
    if step.cut:
        parts.append(f"… {say(CUTS[step.cut])}")
    return " ".join(part for part in parts if part)


@click.command(short_help="What is wrong with citations. 引用检查。")
@click.argument("words", metavar="[THING]", required=False)
@click.option("--style", "notes", is_flag=True, help="Also list where numbers deviate from GB/T 9704-2012.")
@table_options
@click.pass_obj
def lint(store: Path, words: str | None, notes: bool, style: Format | None, output: Path | None) -> None:
    """Find what is wrong with citations: in all documents, a document, a project or a regulation.

    Each finding names its place and quotes it; a suggestion is only a suggestion. The findings do not change the exit status,
    which is 1 when a document could not be examined.
    """
    from kg.auditing.words import said

    unread: list[str] = []
    with opened(store) as graph:
        found = interruptible(lambda: _findings(graph, words, notes, unread.append))
    if style == "json":
        print_json([finding.to_json() for finding in found], output)
    elif style or output:
        print_table(lint_table(found), style, output)
    elif found or not unread:
        for line in lint_lines(found):
            click.echo(line)
    for name in unread:
        click.echo(f"kg: {said(user_language(), 'note', 'unread', name)}", err=True)
    if unread:
        raise SystemExit(1)


def _findings(graph: Store, words: str | None, notes: bool, unread: Callable[[str], None]) -> list[Finding]:
    from kg.linting import lint as linting
    from loaders.rdf import identifiers

    if words is None:
        return list(linting.lint(graph, style=notes, unread=unread))
    thing = _thing(graph, words)
    if thing.kind == "document":
        return list(linting.lint(graph, [thing.iri], style=notes, unread=unread))
    if thing.kind == "project":
        found = linting.lint(graph, [identifiers.home(thing.iri)], style=notes, unread=unread)
        return [one for one in found if one.project == identifiers.ordinal(thing.iri)]
    if thing.kind == "policy":
        return list(linting.of_policy(graph, thing.iri, style=notes, unread=unread))
    raise Failure(f"kg lint takes a document, a project or a regulation; {thing.name} is none of these.")


def _thing(graph: Store, words: str) -> Thing:
    """The document, project or regulation that ``words`` mean; a file before what is only called alike."""
    from kg.answers import dossier

    found = dossier.find(graph, words)
    documents = [thing for thing in found if thing.kind == "document"]
    if len(documents) == 1:
        return documents[0]
    if not found:
        raise Failure(f"Nothing in the store matches {words!r}.")
    if len(found) > 1:
        listed = "; ".join(f"{thing.name} ({thing.kind}) {thing.where}".strip() for thing in found[:5])
        raise Failure(
            f"{len(found)} things match {words!r}; use a longer name, or FILE ORDINAL for a project: {listed}."
        )
    return found[0]


def lint_lines(found: list[Finding]) -> Iterator[str]:
    """The findings by document and project, each with its places."""
    from kg.linting import lint as linting
    from kg.tables import table

    if not found:
        yield say("No findings.")
        return
    zh = user_language() == "zh"
    file: str | None = None
    for one in found:
        if one.file != file:
            file = one.file
            yield click.style(table.clean(file), bold=True)
        head = linting.checks()[one.code]["name_zh" if zh else "name_en"]
        project = table.clean(f"{one.project} {one.project_name}") + " · " if one.project is not None else ""
        yield f"  {project}{say(one.severity)}: {head}"
        yield f"    {table.clean(one.zh if zh else one.en)}"
        if one.suggestion:
            yield f"    {say('perhaps')}: {table.clean(one.suggestion)}"
        for place in one.evidence:
            yield f"    {place.start}–{place.end} «{table.clean(_short(place.surface))}»"
    counts = [(sum(one.severity == severity for one in found), severity) for severity in linting.SEVERITIES]
    yield ("，" if zh else ", ").join(f"{count} {say(_SEVERAL[severity])}" for count, severity in counts if count)


_SEVERAL = {"error": "errors", "warning": "warnings", "style": "notes of style"}


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:100] + "…"


def lint_table(found: list[Finding]) -> Table:
    """One row a finding; the place is its first."""
    from kg.tables.table import Table

    message = "zh" if user_language() == "zh" else "en"
    of_finding = {
        "document": "file",
        "ordinal": "project",
        "project": "project_name",
        "section": "section",
        "severity": "severity",
        "code": "code",
        "message": message,
        "stated": "stated",
        "suggestion": "suggestion",
    }
    rows: list[tuple[Value, ...]] = [
        (*(getattr(one, field) for field in of_finding.values()), place.surface, place.start, place.end)
        for one in found
        for place in one.evidence
    ]
    return Table((*of_finding, "quote", "start", "end"), rows)


@click.command(short_help="What two stores differ in, or what is new. 对比。")
@click.argument("stores", nargs=-1, metavar="[EARLIER [LATER]]", type=StorePlace(path_type=Path))
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Instead of an earlier store: what came into the store on this day (2024-03-28) or later, and which regulations ended since.",
)
@table_options
@click.pass_obj
def diff(
    store: Place, stores: tuple[Place, ...], since: datetime | None, style: Format | None, output: Path | None
) -> None:
    """Say what differs between an earlier store and this one: documents, projects with their money and bases, the status of regulations, findings.

    EARLIER and LATER are folders or addresses of stores; LATER is the one of --store where it is not named. Findings are those of documents that are
    new or of another version. The exit status is 0 where nothing differs, 1 where something does, and 2 where a store cannot be read or the answer cannot be written.
    """
    from kg.answers import store_changes
    from kg.tables.messages import UserError

    if (len(stores) not in (1, 2)) if since is None else stores:
        raise WrongUse("Say either an earlier store or --since.")
    try:
        with opened(stores[1] if len(stores) == 2 else store) as later:
            if since is not None:
                found = interruptible(lambda: store_changes.since(later, since.date()))
            else:
                with opened(stores[0]) as earlier:
                    found = interruptible(lambda: store_changes.between(earlier, later))
        print_table(store_changes.table(found), style, output, nothing="Nothing differs.")
    except (Failure, UserError) as error:
        raise WrongUse(str(error)) from error
    if not style and found:
        told = Counter((one.thing, one.group) for one in found)
        gap, comma = ("", "、") if user_language() == "zh" else (" ", ", ")
        parts = [f"{say(group)}{gap}{say(thing)} {count:,}" for (thing, group), count in told.items()]
        echo(f"{len(found):,} {'difference' if len(found) == 1 else 'differences'}: {comma.join(parts)}.")
    if found:
        raise SystemExit(1)


COMMANDS = (chain, lint, diff)
