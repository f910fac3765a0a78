"""The whole run: generate, read, load, ask both ways, compare, and say what was found."""

from __future__ import annotations

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
    citations,
    embedded,
    generate,
    in_memory,
    loading,
    machine,
    many_files,
    questions,
    reading,
    report,
)
from benchmarks.process import alone
from benchmarks.report import Line, Size

OPENINGS = 5
WIDTH = 118
READING = "reading alone"
MIXED = 2_000
SINGLE = "one process"
MANY = "Files of every format, and two processes beside one"
COLUMNS = ("measured", "kg", "the plain way", "kg is better by")
METHOD = """\
- Documents are generated (`benchmarks/generate.py`, seeded): text files in the Yunnan template, about ten projects each,
  citations by Zipf's law over 4,300 regulations, so that some are cited once and one by most projects.
- Each engine runs in a process of its own; its peak memory is that process's high-water mark. The run starts
  nothing else beside it; what else the machine did shows in the load above.  The disk's cache is warm.
- *Ready* is from the call that opens the store (or parses the N-Quads) to the answer of a first ASK, Python and its
  libraries already imported; the median of {openings} new processes for kg, one for the plain way.
- *The plain way* is rdflib's `Dataset(default_union=True)` in memory with the same quads and the same SPARQL text. Reading
  the query's text counts for both (rdflib: {parsing} in the median).  Its trace is one query for the same facts.
- Queries with a parameter are asked for regulations with 1, about 10 and up to 100 citing projects and for the one that
  most projects cite; those marked * make the geometric mean.  Latencies are medians of up to {ours} repetitions (or
  {ours_most:.0f} s) for kg and {plain} (or {plain_most:.0f} s) for the plain way, at least one.
- A trace is timed {rounds} times for each of up to {sample} regulations of a class, all in one new process; the target
  is judged by the class of 50 to 100 citing projects alone, the hardest that it names.
- The audit is measured in seconds of one core (processor time), on documents in memory, as `kg audit FOLDER` does after it
  has opened the files; the plain way reads the same documents in the same process and checks nothing.  Citations are
  examined all together, in a store in memory.
- Formats are read in one process, LibreOffice's left out; the mixed files are loaded by one process and by two, whose stores must
  be the same to the last quad.  The bare engine loads the N-Quads of the same store from a file in one step.
- All rows of all answers of both engines are compared as multisets, and all traced places; the reader's projects,
  money and cited numbers with what the generator wrote.  A difference ends the run with exit status 1.
"""


@click.command()
@click.option("--projects", default="1000,10000", show_default=True, help="Sizes to measure, separated by commas.")
@click.option("--quick", is_flag=True, help="200 projects only; nothing is written unless --output is given.")
@click.option("--output", type=click.Path(path_type=Path), help="The report [default: docs/benchmarks.md].")
@click.option("--work", type=click.Path(path_type=Path), help="Keep the generated files and stores in this new folder.")
def main(projects: str, quick: bool, output: Path | None, work: Path | None) -> None:
    """Measure reading, loading and asking, against rdflib in memory with the same quads and the same SPARQL."""
    console = Console()
    console.width = max(console.width, WIDTH)
    sizes = [200] if quick else [int(part) for part in projects.split(",")]
    with _folder(work) as folder:
        measured = [size(folder, number, console) for number in sizes]
        mixed, of_each = (MIXED, many_files.OF_EACH) if sizes[-1] >= MIXED else (20, 2)
        console.print(f"loading {mixed:,} mixed files …", style="dim")
        many = many_files.measure(folder / "formats", mixed, of_each)
    console.print("finding citations beside a plain regular expression and eyecite …", style="dim")
    found = report.of_citations(alone(citations.find).result, alone(citations.peer).result)
    console.print(f"auditing {sizes[-1]:,} projects …", style="dim")
    audited = alone(audit.measure, sizes[-1]).result
    for one in measured:
        console.print(_table(_title(one), one.lines()))
    console.print(_table(MANY, many.lines(), SINGLE))
    console.print(_table(_audit_title(audited), report.of_audit(audited), READING))
    console.print(_table("Finding citations, one core", found, "one regular expression, or eyecite"))
    wrong = [problem for one in (*measured, many) for problem in one.wrong()]
    for problem in wrong:
        console.print(f"WRONG: {problem}", style="red", markup=False)
    console.print(*_verdicts(measured[-1], audited), sep="\n", markup=False)
    if output is None and not quick:
        output = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
    if output is not None:
        output.write_text(page(measured, many, found, audited, wrong), "utf-8")
        console.print(f"Written to {output}.", markup=False)
    if wrong:
        raise SystemExit(1)


def size(folder: Path, projects: int, console: Console) -> Size:
    """All measurements with so many projects."""

    def say(what: str) -> None:
        console.print(f"{projects:,} projects: {what} …", style="dim")

    files, store, nquads = (folder / f"{projects}{ending}" for ending in ("", ".kg", ".nq"))
    documents, text_bytes, yuan, cited = generate.write(files, projects)
    say(f"reading {documents:,} documents")
    read = alone(reading.read, files)
    say("loading")
    loaded = alone(loading.fill, files, store)
    alone(loading.dump, store, nquads)
    bare = alone(loading.bare, nquads, folder / f"{projects}-bare.kg")
    plan = alone(questions.plan, store).result
    say("asking kg")
    opened = [alone(embedded.ready, store) for _ in range(OPENINGS)]
    ours = alone(embedded.session, store, plan)
    traced = alone(embedded.traces, store, plan)
    say("asking rdflib")
    plain = alone(in_memory.session, nquads, plan)
    return Size(
        projects=projects,
        documents=documents,
        text_bytes=text_bytes,
        expected=(projects, yuan, cited),
        reading=read,
        loading=loaded,
        bare=bare,
        plan=plan,
        opened=opened,
        ours=ours,
        traced=traced,
        plain=plain,
    )


def page(
    measured: Sequence[Size],
    many: many_files.Measured,
    found: Sequence[Line],
    audited: audit.Audited,
    wrong: Sequence[str],
) -> str:
    """The report as Markdown."""
    parsing = sorted(seconds for one in measured for seconds in one.plain.result.parsing)
    method = METHOD.format(
        openings=OPENINGS,
        parsing=f"{parsing[len(parsing) // 2] * 1000:.0f} ms",
        ours=embedded.REPEATS,
        ours_most=embedded.AT_MOST,
        plain=in_memory.REPEATS,
        plain_most=in_memory.AT_MOST,
        rounds=embedded.ROUNDS,
        sample=questions.SAMPLE,
    )
    parts = ["# Benchmarks\n", f"Written by `make bench` on {date.today()}; do not edit by hand.\n"]
    parts.append("\n".join(f"- {line}" for line in [*machine.described(), _busy()]) + "\n")
    parts.append("\n".join(_verdicts(measured[-1], audited)) + "\n")
    if wrong:
        parts.append("**Wrong answers:**\n\n" + "\n".join(f"- {problem}" for problem in wrong) + "\n")
    for one in measured:
        parts.append(f"## {_title(one)}\n")
        parts.append(_markdown(one.lines(), "rdflib in memory"))
    parts += [f"## {MANY}\n", _markdown(many.lines(), SINGLE)]
    parts += [f"## {_audit_title(audited)}\n", _markdown(report.of_audit(audited), READING)]
    parts += ["## Finding citations, one core\n", _markdown(found, "one regular expression, or eyecite")]
    parts += ["## How it was measured\n", method]
    return "\n".join(parts)


@contextmanager
def _folder(work: Path | None) -> Iterator[Path]:
    if work is not None:
        work.mkdir(parents=True)
        yield work
        return
    with TemporaryDirectory(prefix="policy-kg-bench-") as name:
        yield Path(name)


def _busy() -> str:
    load = machine.busy()
    return (
        "load not known" if load is None else f"load of the last minute at the end: {load} (of which the run itself: 1)"
    )


def _title(one: Size) -> str:
    quads = one.loading.result.quads
    return f"{one.projects:,} projects in {one.documents:,} documents, {one.text_bytes / 1e6:.1f} MB of text, {quads:,} quads"


def _audit_title(audited: audit.Audited) -> str:
    return f"Auditing {audited.projects:,} projects, one core"


def _verdicts(one: Size, audited: audit.Audited) -> list[str]:
    targets = [*one.targets(), report.audit_target(audited)]
    lines = [f"Targets at {one.projects:,} projects:", ""]
    return lines + [f"- {'holds' if t.holds else 'DOES NOT HOLD'}: {t.what}: {t.figure}" for t in targets]


def _table(title: str, lines: Sequence[Line], plain: str = "rdflib in memory") -> Table:
    table = Table(title=title, title_justify="left")
    for column in (COLUMNS[0], COLUMNS[1], plain, COLUMNS[3]):
        table.add_column(column, justify="left" if column == COLUMNS[0] else "right")
    for line in lines:
        table.add_row(line.what, line.ours, line.plain, line.ratio)
    return table


def _markdown(lines: Sequence[Line], plain: str) -> str:
    rows = [(COLUMNS[0], COLUMNS[1], plain, COLUMNS[3]), ("---", "---:", "---:", "---:")]
    rows += [(line.what, line.ours, line.plain, line.ratio) for line in lines]
    return "\n".join("| " + " | ".join(row).replace("*", "\\*") + " |" for row in rows) + "\n"
