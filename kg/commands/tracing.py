"""Commands that follow policies and examine citations: chain, lint."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import Failure, interruptible, opened, print_table, table_options
from kg.tables.language import user_language

if TYPE_CHECKING:
    from kg.answers.chain import Chain, Step
    from kg.answers.facts import Thing
    from kg.linting.lint import Finding
    from kg.stores.store import Store
    from kg.tables.language import Language
    from kg.tables.table import Format, Table, Value

CUTS = {
    "cycle": ("a circle: see above", "循环：见上"),
    "again": ("see its other place", "见他处"),
    "depth": ("there is more: --depth", "后面还有：--depth"),
}
# So many projects of a regulation are printed: more are a list, not a tree.
_PROJECTS = 100
LEVELS = {
    "nation": ("nation", "国家"),
    "province": ("province", "省"),
    "prefecture": ("prefecture", "市州"),
    "county": ("county", "县区"),
}


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
        _write_json(found.to_json(), output)
    elif style or output:
        print_table(chain_table(found), style, output)
    else:
        for line in chain_lines(found, user_language()):
            click.echo(line)


def chain_lines(found: Chain, lang: Language) -> Iterator[str]:
    """The policy, then a tree in each direction."""
    from kg.tables import table

    yield click.style(table.clean(found.policy.name), bold=True)
    for step, name, nothing in (
        (found.up, ("rests on", "上级依据"), ("nothing that the store knows", "库中没有")),
        (found.down, ("is the basis of", "下级落实"), ("nothing that the store knows", "库中没有")),
    ):
        if step is None:
            continue
        yield ""
        yield f"{_say(lang, *name)}:" if step.steps else f"{_say(lang, *name)}: {_say(lang, *nothing)}"
        yield from _tree(step, "", lang)


def _tree(above: Step, indent: str, lang: Language) -> Iterator[str]:
    from kg.tables import table

    for step in above.steps:
        last = step is above.steps[-1] and not above.more
        yield f"{indent}{'└─' if last else '├─'} {_step(step, lang)}"
        yield from _tree(step, indent + ("   " if last else "│  "), lang)
    if above.more:
        how = f"kg trace {table.clean(above.number or above.name)}"
        yield f"{indent}└─ … " + _say(
            lang, f"{above.more:,} more projects: {how}", f"另有 {above.more:,} 个项目：{how}"
        )


def _step(step: Step, lang: Language) -> str:
    from kg.tables import table

    level = _say(lang, *LEVELS[step.level]) if step.level in LEVELS else "—"
    kind = _say(lang, "project", "项目") if step.kind == "project" else level
    parts = [f"[{kind}]", table.clean(step.number or ""), table.clean(f"《{step.title}》" if step.title else "")]
    if step.kind == "project":
        parts += [table.clean(step.name), table.clean(step.where or ""), str(step.year or "")]
    elif step.year and step.number is None:
        parts.append(str(step.year))
    if step.relation:
        parts.append(f"· {table.concept(step.relation, lang)}")
    if step.provisional:
        parts.append(_say(lang, "(title only)", "（只有标题）"))
    if step.cut:
        parts.append(f"… {_say(lang, *CUTS[step.cut])}")
    return " ".join(part for part in parts if part)


def chain_table(found: Chain) -> Table:
    """One row a step, in the order of the tree; ``above`` is what it hangs on."""
    from kg.tables.table import Table

    columns = (
        "direction",
        "depth",
        "kind",
        "relation",
        "level",
        "number",
        "title",
        "year",
        "where",
        "cut",
        "quote",
        "iri",
    )
    rows: list[tuple[Value, ...]] = []
    for direction, start in (("up", found.up), ("down", found.down)):
        for step in start.walk() if start else ():
            if step.relation is None:
                continue
            name = step.title if step.kind == "policy" else step.name
            row: tuple[Value, ...] = (
                direction,
                step.depth,
                step.kind,
                step.relation,
                step.level,
                step.number,
                name,
                step.year,
                step.where,
                step.cut,
                step.quote,
                step.iri,
            )
            rows.append(row)
    return Table(columns, rows)


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
    lang = user_language()
    if style == "json":
        _write_json([finding.to_json() for finding in found], output)
    elif style or output:
        print_table(lint_table(found, lang), style, output)
    elif found or not unread:
        for line in lint_lines(found, lang):
            click.echo(line)
    for name in unread:
        click.echo(f"kg: {said(lang, 'note', 'unread', name)}", err=True)
    if unread:
        raise SystemExit(1)


def _findings(graph: Store, words: str | None, notes: bool, unread: Callable[[str], None]) -> list[Finding]:
    from kg.linting import lint as linting

    if words is None:
        return list(linting.lint(graph, style=notes, unread=unread))
    thing = _thing(graph, words)
    if thing.kind == "document":
        return list(linting.lint(graph, [thing.iri], style=notes, unread=unread))
    if thing.kind == "project":
        document, ordinal = linting.home(thing.iri)
        found = linting.lint(graph, [document], style=notes, unread=unread)
        return [one for one in found if one.project == ordinal]
    if thing.kind == "policy":
        return list(linting.of_policy(graph, thing.iri, style=notes, unread=unread))
    raise Failure(f"{thing.name} is a unit; lint takes a document, a project or a regulation.")


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


def lint_lines(found: list[Finding], lang: Language) -> Iterator[str]:
    """The findings by document and project, each with its places."""
    from kg.linting import lint as linting
    from kg.tables import table

    if not found:
        yield _say(lang, "No findings.", "没有发现问题。")
        return
    counts = {severity: sum(one.severity == severity for one in found) for severity in linting.SEVERITIES}
    names = {"error": ("errors", "错误"), "warning": ("warnings", "警告"), "style": ("notes of style", "格式提示")}
    summary = [f"{count} {_say(lang, *names[name])}" for name, count in counts.items() if count]
    file: str | None = None
    for one in found:
        if one.file != file:
            file = one.file
            yield click.style(table.clean(file), bold=True)
        head = linting.checks()[one.code]["name_zh" if lang == "zh" else "name_en"]
        project = table.clean(f"{one.project} {one.project_name}") + " · " if one.project is not None else ""
        severity = _say(lang, one.severity, names[one.severity][1])
        yield f"  {project}{severity}: {head}"
        yield f"    {table.clean(one.zh if lang == 'zh' else one.en)}"
        if one.suggestion:
            yield f"    {_say(lang, 'perhaps', '或为')}: {table.clean(one.suggestion)}"
        for place in one.evidence:
            yield f"    {place.start}–{place.end} «{table.clean(_short(place.surface))}»"
    yield "，".join(summary) if lang == "zh" else ", ".join(summary)


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:100] + "…"


def lint_table(found: list[Finding], lang: Language) -> Table:
    """One row a finding; the place is its first."""
    from kg.tables.table import Table

    columns = (
        "document",
        "ordinal",
        "project",
        "section",
        "severity",
        "code",
        "message",
        "stated",
        "suggestion",
        "quote",
        "start",
        "end",
    )
    rows: list[tuple[Value, ...]] = [
        (
            one.file,
            one.project,
            one.project_name,
            one.section,
            one.severity,
            one.code,
            one.zh if lang == "zh" else one.en,
            one.stated,
            one.suggestion,
            place.surface,
            place.start,
            place.end,
        )
        for one in found
        for place in one.evidence
    ]
    return Table(columns, rows)


def _write_json(value: object, output: Path | None) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        raise Failure(f"{output} cannot be written ({error.strerror or error}).") from error


def _say(lang: Language, en: str, zh: str) -> str:
    return zh if lang == "zh" else en


COMMANDS = (chain, lint)
