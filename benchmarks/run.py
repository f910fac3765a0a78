"""The whole run: generate, read, load, ask both ways, compare, and put what was found into the report."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.table import Table

from benchmarks import (
    audit,
    budgets,
    check,
    citations,
    embedded,
    figures,
    in_memory,
    machine,
    many_files,
    plots,
    questions,
    report,
)
from benchmarks.figures import Figures, Work
from benchmarks.process import alone
from benchmarks.report import Line, Target

REPORT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
WIDTH = 118
MIXED = 2_000
COLUMNS = ("measured", "kg", "the plain way", "kg is better by")
RDFLIB, GROWN = "rdflib in memory, or the bare engine", "times"
METHOD = """\
- Documents are generated (`benchmarks/generate.py`, seeded): text files in the Yunnan template, about ten projects each,
  citations by Zipf's law over 4,300 regulations, so that some are cited once and one by most projects.
- Each engine runs in a process of its own; its peak memory is that process's high-water mark. The run starts
  nothing else beside it; what else the machine did shows in its load, which is given before and after.  Processor time is that of
  all cores; other work on the machine lengthens it less than the time by the clock.  The disk's cache is as warm as its size allows.
- Reading is measured on {sample} documents in one process.
- *Ready* is from the call that opens the store (or parses the N-Quads) to the answer of a first ASK, Python and its
  libraries already imported; the median of {openings} new processes for kg, one for the plain way.
- *The plain way* is rdflib's `Dataset(default_union=True)` in memory with the same quads and the same SPARQL text, up to
  {plain_up_to:,} projects.  Its trace is one query for the same facts.  *The bare engine* is pyoxigraph's `bulk_load` of the
  N-Quads of the same store from a file.
- Every named query is asked once before it is timed, so that what it reads is in memory as far as there is room; the line
  *all of them, the first time* tells what that took.  It is asked with its default parameters, so that long lists are cut at 100 rows.  Queries with a regulation are asked
  for regulations with 1, about 10 and up to 100 citing projects and for the one that most projects cite; those marked * make the
  geometric mean.  Latencies are medians of up to {ours} repetitions (or {ours_most:.0f} s) for kg and {plain} (or
  {plain_most:.1f} s) for the plain way, at least one; an answer that takes the plain way longer than {longest:.0f} s ({counted:.0f} s where
  it counts) is given up, and its ratio is more than what is told.
- A trace is made once and then timed {rounds} times for each of up to {traced} regulations of a class, all in one new process.
- The audit is measured in seconds of one core (processor time), on documents in memory, as `kg audit FOLDER` does after it
  has opened the files; the plain way reads the same documents in the same process and checks nothing.  Citations are
  examined all together, in a store in memory.
- *Check* is `kg check` without the start of Python; what pySHACL alone takes for the whole store is reckoned from {reference} documents.
  *Audit* is the whole command `kg audit` of the store by its default number of processes.
- All rows of all answers of both engines are compared as multisets (of lists that are cut, which rows they show is left to the engine),
  and all traced places; the money of all projects with what the generator wrote.  A difference ends the run with exit status 1.
"""


@click.command()
@click.option("--projects", default="10000", show_default=True, help="Sizes to measure, separated by commas.")
@click.option("--quick", is_flag=True, help="200 projects only; nothing is written unless --output is given.")
@click.option("--formats", is_flag=True, help="Also files of every format, and two processes beside one.")
@click.option("--sizes-only", is_flag=True, help="No check, no audit and no finding of citations.")
@click.option(
    "--budgets", "departments", default=0, help="So many department budgets, half PDF and half xlsx, and nothing else."
)
@click.option("--no-engine", is_flag=True, help="Not the engine and rdflib beside it.")
@click.option("--output", type=click.Path(path_type=Path), help="The report [default: docs/benchmarks.md].")
@click.option(
    "--results", type=click.Path(path_type=Path), default=figures.RESULTS, help="The figures of this and earlier runs."
)
@click.option(
    "--work",
    type=click.Path(path_type=Path),
    help="Keep generated files and stores in this folder; stores there are used.",
)
def main(
    projects: str,
    quick: bool,
    formats: bool,
    sizes_only: bool,
    departments: int,
    no_engine: bool,
    output: Path | None,
    results: Path,
    work: Path | None,
) -> None:
    """Measure reading, loading and asking, against rdflib in memory with the same quads and the same SPARQL."""
    console = Console()
    console.width = max(console.width, WIDTH)
    sizes = [] if departments else [200] if quick else [int(part) for part in projects.split(",")]
    writes = output is not None or not (quick or 0 < departments < budgets.BUDGETS)
    begin = time.perf_counter()
    wrong: list[str] = []
    with _folder(work) as folder:
        for number in sizes:

            def say(what: str, number: int = number) -> None:
                console.print(f"{time.perf_counter() - begin:5.0f} s  {number:,} projects: {what} …", style="dim")

            run = figures.measure(Work(folder, number), say, engine=not no_engine, checks=not sizes_only)
            wrong += run["wrong"]
            console.print(_table(title(run), report.lines(run), RDFLIB))
            console.print(*verdicts(report.targets(run)), sep="\n", markup=False)
            if writes:
                figures.keep(run, results)
        parts = [] if sizes_only or departments else [_citations(), _audit(sizes[-1])]
        if departments:
            parts.append(_budgets(folder / "budgets", departments))
        elif formats:
            console.print(f"loading {MIXED:,} mixed files …", style="dim")
            parts.append(
                _formats(folder / "formats", *((MIXED, many_files.OF_EACH) if sizes[-1] >= MIXED else (20, 2)))
            )
    for part in parts:
        wrong += part.get("wrong", [])
        console.print(_table(part["title"], [Line(*line) for line in part["lines"]], part["plain"]))
        if writes:
            figures.keep(part, results)
    for problem in wrong:
        console.print(f"WRONG: {problem}", style="red", markup=False)
    if writes:
        target = output or REPORT
        write(target, results)
        console.print(f"Written to {target} after {time.perf_counter() - begin:,.0f} s.", markup=False)
    if wrong:
        raise SystemExit(1)


def write(target: Path, results: Path) -> None:
    """Write the report, of all figures that are kept, and draw its pictures."""
    kept = figures.kept(results)
    drawn = plots.draw([run for name, run in kept.items() if name.isdigit()], target.parent / "images")
    target.write_text(page(kept, [file.name for file in drawn]), "utf-8")


def page(kept: dict[str, Figures], images: Sequence[str] = ()) -> str:
    """The report as Markdown, of all figures that are kept."""
    runs = [run for name, run in kept.items() if name.isdigit()]
    parts = ["# Benchmarks\n", "Written by `make bench` and `make bench-large`; do not edit by hand.\n"]
    for run in runs:
        parts.append(f"Targets at {run['projects']:,} projects:\n")
        parts.append("\n".join(verdicts(report.targets(run))) + "\n")
        if run["wrong"]:
            parts.append("**Wrong answers:**\n\n" + "\n".join(f"- {problem}" for problem in run["wrong"]) + "\n")
    parts += [f"![{name.removesuffix('.svg')}](images/{name})\n" for name in images]
    if len(runs) > 1:
        few, many = runs[-2:]
        parts.append(f"## From {few['projects']:,} to {many['projects']:,} projects\n")
        shown = f"{few['projects']:,} projects", f"{many['projects']:,} projects"
        parts.append(_markdown(report.growth(few, many), ("measured", *shown, GROWN)))
    for run in runs:
        parts.append(f"## {title(run)}\n")
        busy = " and ".join("not known" if load is None else str(load) for load in run["busy"])
        said = [*run["machine"], f"measured on {run['date']}; load of the machine before and after: {busy}"]
        said += run.get("remarks", [])
        parts.append("\n".join(f"- {line}" for line in said) + "\n")
        parts.append(_markdown(report.lines(run), (COLUMNS[0], COLUMNS[1], RDFLIB, COLUMNS[3])))
    for name, part in kept.items():
        if not name.isdigit():
            parts.append(f"## {part['title']}\n\nMeasured on {part['date']}.\n")
            head = (COLUMNS[0], COLUMNS[1], part["plain"], COLUMNS[3])
            parts.append(_markdown([Line(*line) for line in part["lines"]], head))
    method = METHOD.format(
        sample=figures.SAMPLE,
        openings=figures.OPENINGS,
        plain_up_to=figures.PLAIN_UP_TO,
        ours=embedded.REPEATS,
        ours_most=embedded.AT_MOST,
        plain=in_memory.REPEATS,
        plain_most=in_memory.AT_MOST,
        longest=in_memory.LONGEST,
        counted=in_memory.LONGEST_COUNTED,
        reference=check.REFERENCE,
        rounds=embedded.ROUNDS,
        traced=questions.SAMPLE,
    )
    return "\n".join([*parts, "## How it was measured\n", method])


def title(run: Figures) -> str:
    """The heading of a run."""
    return (
        f"{run['projects']:,} projects in {run['documents']:,} documents, {run['text_bytes'] / 1e6:.1f} MB of text, "
        f"{run['quads']:,} quads"
    )


def verdicts(targets: Sequence[Target]) -> list[str]:
    """What holds and what does not, a line each."""
    return [f"- {one.verdict}: {one.what}: {one.figure}" for one in targets]


def part(name: str, heading: str, plain: str, lines: Sequence[Line], wrong: Sequence[str] = ()) -> Figures:
    """The figures of a part of the report that has a table of its own."""
    return {
        "part": name,
        "title": heading,
        "plain": plain,
        "lines": [[one.what, one.ours, one.plain, one.ratio] for one in lines],
        "wrong": list(wrong),
        "date": str(date.today()),
        "machine": machine.described(),
    }


def _citations() -> Figures:
    found = report.of_citations(alone(citations.find).result, alone(citations.peer).result)
    return part("citations", "Finding citations, one core", "one regular expression, or eyecite", found)


def _audit(projects: int) -> Figures:
    projects = min(projects, audit.SAMPLE)
    done = alone(audit.measure, projects).result
    target = report.audit_target(done)
    lines = [*report.of_audit(done), target.line()]
    return part("audit", f"Auditing {projects:,} projects, one core", "reading alone", lines)


def _budgets(folder: Path, count: int) -> Figures:
    done = budgets.measure(folder, count)
    heading = f"{count:,} department budgets of {done.pages} pages, half PDF and half xlsx"
    return part("budgets", heading, "", done.lines())


def _formats(folder: Path, mixed: int, of_each: int) -> Figures:
    many = many_files.measure(folder, mixed, of_each)
    heading = "Files of every format, and two processes beside one"
    return part("formats", heading, "one process", many.lines(), many.wrong())


@contextmanager
def _folder(work: Path | None) -> Iterator[Path]:
    if work is not None:
        work.mkdir(parents=True, exist_ok=True)
        yield work
        return
    with TemporaryDirectory(prefix="policy-kg-bench-") as name:
        yield Path(name)


def _table(heading: str, lines: Sequence[Line], plain: str) -> Table:
    table = Table(title=heading, title_justify="left")
    for column in (COLUMNS[0], COLUMNS[1], plain, COLUMNS[3]):
        table.add_column(column, justify="left" if column == COLUMNS[0] else "right")
    for line in lines:
        table.add_row(line.what, line.ours, line.plain, line.ratio)
    return table


def _markdown(lines: Sequence[Line], head: Sequence[str]) -> str:
    rows = [tuple(head), ("---", "---:", "---:", "---:")]
    rows += [(line.what, line.ours, line.plain, line.ratio) for line in lines]
    return "\n".join("| " + " | ".join(row).replace("*", "\\*") + " |" for row in rows) + "\n"
