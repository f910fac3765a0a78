"""The command that checks the figures of documents: audit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import Failure, interruptible, opened, print_table, table_options

if TYPE_CHECKING:
    from kg.auditing import audit_report
    from kg.auditing.audit import Check
    from kg.store import Store
    from kg.tables import Format, Language
    from loaders.records import Extraction

    Audit = tuple[Extraction, list[Check]]

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Check sums, shares and formulae. 核对数字。")
@click.argument("things", nargs=-1, metavar="[THING|FILES]...")
@click.option("--all", "everything", is_flag=True, help="Show what is exact or not derivable as well. 列出全部检查。")
@click.option("--html", "page", type=_FILE, help="Write a report to print and hand on. 写出可打印的报告。")
@click.option("--xlsx", "book", type=_FILE, help="Write an Excel file with every check. 写出 Excel 文件。")
@table_options
@click.pass_obj
def audit(
    store: Path,
    things: tuple[str, ...],
    everything: bool,
    page: Path | None,
    book: Path | None,
    style: Format | None,
    output: Path | None,
) -> None:
    """Check the figures that documents print: sums, shares, formulae, quantities told twice. 核对文件中的数字。

    THING is a project, a unit, a regulation or a document of the store (as for `kg show`); FILES are files or folders, read
    without the store. Without any, all of the store. JSON, CSV and Excel hold every check. The exit status is 1 when
    figures contradict each other.
    """
    from kg import tables
    from kg.auditing import audit_report

    language = tables.language()
    data = style is not None or (output is not None and output.suffix.lower() in (".csv", ".json"))
    spoken: Language = "en" if style == "json" or (output and output.suffix.lower() == ".json") else language
    failed: list[str] = []
    audits = list(_audits(store, things, spoken, failed.append))
    checks = [check for _, found in audits for check in found]
    with _writing(page or book):
        if page is not None:
            page.write_text(audit_report.html([_audited(one) for one in audits], language), "utf-8")
        if book is not None:
            audit_report.xlsx(checks, book, language)
    if style == "json" or (output is not None and output.suffix.lower() == ".json"):
        text = json.dumps([check.to_json() for check in checks], ensure_ascii=False, indent=1) + "\n"
        with _writing(output):
            click.echo(text, nl=False) if output is None else output.write_text(text, "utf-8")
    else:
        shown = [c for c in checks if data or everything or c.verdict in audit_report.NOTED]
        if data or shown:
            print_table(audit_report.table(shown, language, brief=not data), style, output)
        if not data:
            click.echo(audit_report.counted(checks, language))
    for sentence in failed:
        click.echo(f"kg: {sentence}", err=True)
    if failed or any(check.verdict == "mismatch" for check in checks):
        raise SystemExit(1)


class _writing:
    """Turns a file that cannot be written into a sentence."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise Failure(f"{self.path} cannot be written ({error.strerror or error}).") from error


def _audits(store: Path, things: tuple[str, ...], language: Language, failed: Callable[[str], None]) -> Iterator[Audit]:
    """The audits of files, then those of things in the store."""
    from kg.auditing.audit import audit as audited
    from kg.auditing.audit import audit_store
    from kg.load import explained, find_files
    from loaders.extract import read_and_extract

    paths = [Path(thing) for thing in things if Path(thing).exists()]
    for file in find_files(paths)[0]:
        with explained(file) as problem:
            extraction = read_and_extract(file)
            yield extraction, audited(extraction, language)
        if problem:
            failed(problem[0])
    words = [thing for thing in things if not Path(thing).exists()]
    if words or not things:
        with opened(store) as graph:
            wanted = _wanted(graph, words) if words else None
            documents = None if wanted is None else sorted(wanted)
            for extraction, checks in interruptible(lambda: list(audit_store(graph, documents, language))):
                ordinals = None if wanted is None else wanted.get(_iri(extraction))
                yield extraction, [c for c in checks if ordinals is None or c.project in ordinals]


def _iri(extraction: Extraction) -> str:
    from loaders import identifiers

    return identifiers.document(extraction.document.sha256)


def _wanted(graph: Store, words: list[str]) -> dict[str, set[int] | None]:
    """The documents that the words mean, each with the ordinals of the projects that are meant (None: all of it)."""
    from kg import ask
    from kg import show as showing
    from loaders import identifiers
    from ontology.terms import ID

    wanted: dict[str, set[int] | None] = {}
    for word in words:
        found = showing.find(graph, word)
        if not found:
            raise Failure(f"Nothing in the store matches {word!r}, and there is no such file.")
        if len(found) > 1:
            raise Failure(f"{len(found)} things match {word!r}; `kg show {word}` lists them.")
        thing = found[0]
        if thing.kind == "document":
            wanted[thing.iri] = None
            continue
        projects = [thing.iri]
        if thing.kind == "unit":
            projects = [str(row[-1]) for row in ask.ask(graph, "projects-of-unit", {"unit": thing.name}).rows]
        elif thing.kind == "policy":
            citing = f"SELECT DISTINCT ?iri {{ ?iri pk:ordinal ?n . ?iri pk:basedOn|cito:cites <{thing.iri}> }}"
            projects = [str(row[0]) for row in ask.select(graph, citing).rows]
        for project in projects:
            sha, _, ordinal = project.removeprefix(ID + "project/").partition("/")
            ordinals = wanted.setdefault(identifiers.document(sha), set())
            if ordinals is not None:
                ordinals.add(int(ordinal))
    return wanted


def _audited(audit_of: Audit) -> audit_report.Audited:
    from kg.auditing.audit_report import Audited

    extraction, checks = audit_of
    title = extraction.document.title
    return Audited(
        document=checks[0].document if checks else Path(extraction.document.path).name,
        title=title.value if title else "",
        text=extraction.text,
        projects={project.ordinal: project.name.value for project in extraction.projects},
        checks=checks,
    )


COMMANDS = (audit,)
