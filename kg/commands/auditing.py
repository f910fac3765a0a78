"""The command that checks the figures of documents: audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import Failure, echo, interruptible, opened, print_table, style_of, table_options, writing
from kg.tables.language import user_language

if TYPE_CHECKING:
    from kg.auditing.audited import Audited
    from kg.stores.store import Store
    from kg.tables.language import Language
    from kg.tables.table import Format
    from loaders.records import Extraction

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(short_help="Check sums, formulae and citations. 核对数字和引用。")
@click.argument("things", nargs=-1, metavar="[THING|FILES]...")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="List every check, also those that agree or cannot be derived, and notes of style.",
)
@click.option("--figures", is_flag=True, help="Check only figures, not citations.")
@click.option(
    "--rules",
    "users",
    type=_FILE,
    help="Check also the relations between cells of tables in this file (see `kg rules`).",
)
@click.option("--since", "former", type=_FILE, help="Leave out what this former `kg audit --json` holds.")
@click.option("--jobs", type=click.IntRange(1), help="Number of processes; by default one for each core.")
@click.option(
    "--report",
    "files",
    type=_FILE,
    multiple=True,
    help="Write a report to hand over: FILE.html (to print), FILE.xlsx or FILE.docx; may be given several times.",
)
@click.option("--html", "page", type=_FILE, help="Write an HTML report that can be printed.")
@click.option("--xlsx", "book", type=_FILE, help="Write an Excel file with every check.")
@table_options
@click.pass_obj
def audit(
    store: Path,
    things: tuple[str, ...],
    everything: bool,
    figures: bool,
    users: Path | None,
    former: Path | None,
    jobs: int | None,
    files: tuple[Path, ...],
    page: Path | None,
    book: Path | None,
    style: Format | None,
    output: Path | None,
) -> None:
    """Check the figures and the citations in documents.

    Figures: sums, shares, formulae, quantities that are stated twice. Citations: the findings of `kg lint`.

    THING is a project, a unit, a regulation or a document of the store (as for `kg show`); FILES are files or folders, read
    without the store. Without any, all of the store. JSON, CSV and Excel hold every check. The exit status is 1 when
    figures contradict each other or a citation is surely wrong (severity error), or a document could not be examined;
    a warning leaves it 0, and so does what `kg accept` has accepted.

    A report says of each document what was checked and what came of it, and of each finding both places and the smallest change that
    would repair it.
    """
    from kg.auditing import accepted
    from kg.auditing.report import check_table, forms
    from kg.stores import page_cuttings

    language = user_language()
    style = style_of(style, output)
    spoken: Language = "en" if style == "json" else language
    failed: list[str] = []
    if users is not None:
        _use(users)
    reports = forms.chosen(files) if files else {}
    if page is not None:
        reports[page] = "html"
    if book is not None:
        reports[book] = "xlsx"
    told = accepted.told_before(former) if former is not None else frozenset()
    known = accepted.of(store)
    chosen = _Chosen(
        language if reports else spoken, citations=not figures, style=everything, texts=bool(reports), jobs=jobs
    )
    audits = [*chosen.of_files(things, failed.append), *chosen.of_store(store, things)]
    if told or known:
        audits = [accepted.applied(one, known, told) for one in audits]
    checks = [check for one in audits for check in one.checks]
    failed += [check.note for check in checks if check.unread]
    for file, form in reports.items():
        body = forms.written(audits, form, language, cutter=page_cuttings.cutter())
        with writing(file):
            file.write_bytes(body)
    if style == "json":
        text = check_table.as_json(checks)
        with writing(output):
            click.echo(text, nl=False) if output is None else output.write_text(text, "utf-8")
    else:
        shown = [c for c in checks if style or everything or c.verdict in check_table.NOTED]
        if style or shown:
            print_table(check_table.table(shown, language, brief=not style), style, output)
        if not style and (audits or not failed):
            click.echo(check_table.counted(checks, language))
    for sentence in failed:
        echo(f"kg: {sentence}", err=True)
    if failed or any(check.wrong for check in checks):
        raise SystemExit(1)


def _use(file: Path) -> None:
    """Let the audit ask a user's relations too, in this process and in those that work for it."""
    import os

    from kg.auditing import relations

    relations.read(file)
    os.environ[relations.FILE] = str(file.resolve())


@click.command(short_help="What figures must agree in. 核对规则。")
@click.option("--rules", "users", type=_FILE, help="List also the relations of this file.")
@table_options
def rules(users: Path | None, style: Format | None, output: Path | None) -> None:
    """List what the audit asks of figures, with the relations between tables that a file of your own may add to.

    Such a file (for `kg audit --rules`) is a table parted by tabs with the columns rule, left, relation, right, grade, en and zh.
    left and right are TITLE¦ROW¦COLUMN (several parted by " + "): patterns for the title of a table, the name of a row and the
    heads of a column; relation is = or <=, grade contradiction or to-check.
    """
    from kg.auditing import relations

    if users is not None:
        _use(users)
    print_table(relations.catalogue(), style_of(style, output), output)


@click.command(short_help="Accept a finding of the audit. 接受审核发现。")
@click.argument("finding")
@click.argument("things", nargs=-1, metavar="[THING|FILES]...")
@click.option("--why", required=True, help="The reason, which the audit shows.")
@click.pass_obj
def accept(store: Path, finding: str, things: tuple[str, ...], why: str) -> None:
    """Accept a finding of the audit: it stays in the list as accepted and does not count in the exit status.

    FINDING is its id in `kg audit --json`; it is looked for in the store, or in the things or files that are named. What is
    accepted is kept in the folder of the store and in its backups, and holds as long as the document stays as it is.
    """
    from kg.auditing import accepted

    if not why.strip():
        raise Failure("Say why the finding is accepted: --why TEXT.")
    if not isinstance(store, Path) or not store.is_dir():
        raise Failure("A finding is accepted in the folder of a store; load a file first.")
    chosen = _Chosen(user_language(), citations=True, style=True, texts=False)
    audits = [*chosen.of_files(things, lambda problem: None), *chosen.of_store(store, things)]
    check = next((check for one in audits for check in one.checks if check.id == finding), None)
    if check is None:
        raise Failure(f"There is no finding {finding}; `kg audit --json` gives the id of each.")
    accepted.accept(store, check.id, check.document, check.formula or check.note, why)
    echo(f"Accepted: {check.document}, {check.formula or check.note}.")


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is asked for: the language of notes, whether citations are examined, and whether their style is; by ``jobs`` processes.

    ``texts`` says whether the audits must hold the texts that were audited, and all else that a report needs.
    """

    language: Language
    citations: bool
    style: bool
    texts: bool
    jobs: int | None = None

    def of_files(self, things: tuple[str, ...], failed: Callable[[str], None]) -> list[Audited]:
        """The audits of the files and folders among the things; ``failed`` gets a sentence for each unreadable file."""
        files = [Path(thing) for thing in things if _exists(thing)]
        if not files:
            return []
        from kg.auditing import audit as audits
        from kg.linting import lint
        from kg.loading import unstored
        from kg.loading.file_reader import explained
        from kg.loading.load import find_files
        from loaders.extract import read_and_extract
        from loaders.rdf import identifiers

        read: list[Extraction] = []
        for file in find_files(files)[0]:
            with explained(file) as problem:
                read.append(read_and_extract(file))
            if problem:
                failed(problem[0])
        examined = lint.examiner(unstored.store(read), style=self.style) if self.citations and read else None
        named = (
            audits.Stored(
                identifiers.document(one.document.sha256),
                one.document.file_name,
                one,
                {image.page: image for image in one.images}.get,
            )
            for one in read
        )
        return [audit for one in named for audit in audits.audit(one, (self.language,), examined, reported=self.texts)]

    def of_store(self, store: Path | str, things: tuple[str, ...]) -> list[Audited]:
        """The audits of the things in the store; of all of it where nothing is named."""
        from kg.auditing import audit as audits
        from loaders.formats.containers.operating_system import cores

        words = [thing for thing in things if not _exists(thing)]
        if things and not words:
            return []
        if words and isinstance(store, Path) and not store.exists():
            raise Failure(f"There is no file {words[0]!r}, and no store at {store} that could hold such a thing.")
        with opened(store) as graph:
            wanted = _wanted(graph, words) if words else None
            documents = None if wanted is None else sorted(wanted)
            options = {"citations": self.citations, "style": self.style, "texts": self.texts}
            read = interruptible(
                lambda: list(audits.by_processes(graph, documents, self.language, jobs=self.jobs or cores(), **options))
            )
        if wanted is None:
            return read
        found = []
        for whole in read:
            ordinals = wanted.get(whole.iri)
            found.append(replace(whole, checks=whole.of_projects(ordinals)))
        return found


def _exists(thing: str) -> bool:
    try:
        return Path(thing).exists()
    except OSError:  # a name that no file system takes
        return False


def _wanted(graph: Store, words: list[str]) -> dict[str, set[int] | None]:
    """The documents that the words mean, each with the ordinals of the projects that are meant (None: all of it)."""
    from kg.answers import ask
    from kg.answers import dossier as showing
    from loaders.rdf import identifiers

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
        if thing.kind == "area":
            wanted.update(
                dict.fromkeys(str(row["iri"]) for row in ask.stored(graph, "dossier/area-documents", iri=thing.iri))
            )
            continue
        projects = [thing.iri]
        if thing.kind == "unit":
            projects = [str(row[-1]) for row in ask.ask(graph, "projects-of-unit", {"unit": thing.name}).rows]
        elif thing.kind == "policy":
            projects = [str(row[0]) for row in ask.stored(graph, "dossier/citing-projects", iri=thing.iri).rows]
        for project in projects:
            ordinals = wanted.setdefault(identifiers.home(project), set())
            if ordinals is not None:
                ordinals.add(identifiers.ordinal(project))
    return wanted


COMMANDS = (audit, rules, accept)
