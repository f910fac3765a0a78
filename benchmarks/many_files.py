"""How fast files of each format are read, and a folder of mixed files by one process and by two.

``python -m benchmarks.many_files [--files 2000] [--projects 10000]`` measures this alone.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pyoxigraph as ox

from benchmarks import generate, machine, mixed_files
from benchmarks.loading import TimedStore
from benchmarks.process import alone, peak_bytes
from benchmarks.report import Line
from kg.loading import load
from kg.loading.file_reader import read
from kg.stores.store import Store

OF_EACH = 20


@dataclass(frozen=True, slots=True)
class Format:
    """Files of one format: how many, their pages (0 where the format has none), and the seconds for reading them."""

    ending: str
    files: int
    pages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Load:
    """A load of a folder: ``seconds`` from files to a closed store, ``writing`` of them in the store, ``peak`` bytes of memory of the
    process that writes until then; what it holds as a digest.
    """

    jobs: int
    files: int
    failed: int
    quads: int
    seconds: float
    writing: float
    peak: int
    digest: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What this benchmark found: the formats, and loads by one process and by two."""

    formats: list[Format]
    loads: list[Load]

    def lines(self) -> list[Line]:
        """The table: two processes beside one."""
        lines = [
            Line(
                f"reading {one.ending}",
                f"{one.files / one.seconds:,.0f} files/s"
                + (f", {one.pages / one.seconds:,.0f} pages/s" if one.pages else ""),
            )
            for one in self.formats
        ]
        single, double = self.loads
        lines += [
            Line(
                f"loading {single.files:,} mixed files",
                f"{double.seconds:.1f} s ({double.files / double.seconds:,.0f} files/s)",
                f"{single.seconds:.1f} s ({single.files / single.seconds:,.0f} files/s)",
                f"{single.seconds / double.seconds:.2f} ×",
            ),
            Line(
                "… peak memory of the process that writes",
                f"{double.peak / 1e6:,.0f} MB",
                f"{single.peak / 1e6:,.0f} MB",
            ),
        ]
        return lines

    def wrong(self) -> list[str]:
        """What must be empty: files that were not read, other results by other numbers of processes."""
        found = [f"{one.failed} files failed with {one.jobs} jobs" for one in self.loads if one.failed]
        if len({one.digest for one in self.loads}) > 1:
            found.append("two processes gave another store than one")
        return found


def reading(folder: Path, ending: str) -> Format:
    """Read every file of a folder here; the first is read once before, so that no table is loaded while the clock runs."""
    files = sorted(folder.iterdir())
    read(files[0])
    begin = time.perf_counter()
    found = [read(file) for file in files]
    seconds = time.perf_counter() - begin
    for one in found:
        if one.reason:
            raise RuntimeError(one.reason)
    return Format(ending, len(files), sum(one.about.pages for one in found if one.about), seconds)


def loading(folder: Path, store: Path, jobs: int) -> Load:
    """Load a folder into a new store."""
    begin = time.perf_counter()
    with TimedStore.open(store) as graph:
        files, _ = load.find_files([folder])
        report = load.load(graph, files, jobs=jobs)
        writing = graph.writing if isinstance(graph, TimedStore) else 0.0
    seconds, peak = time.perf_counter() - begin, peak_bytes()
    with TimedStore.open(store, read_only=True) as graph:
        digest = fingerprint(graph)
        return Load(jobs, len(files), report.count("failed"), len(graph), seconds, writing, peak, digest)


def fingerprint(store: Store) -> str:
    """What a store holds, whatever the order of its quads: the sum of their digests, as the engine writes them."""
    out = BytesIO()
    store.inner.dump(out, ox.RdfFormat.N_QUADS)
    total = 0
    for line in out.getbuffer().tobytes().splitlines():
        total += int.from_bytes(hashlib.blake2b(line, digest_size=16).digest(), "little")
    return f"{total % (1 << 128):032x}"


def measure(folder: Path, count: int, of_each: int = OF_EACH) -> Measured:
    """Everything, in a new folder; each load in a process of its own."""
    formats = []
    for ending in mixed_files.SHARES:
        place = folder / f"all{ending}"
        mixed_files.write_alike(place, of_each, ending)
        formats.append(alone(reading, place, ending).result)
    mixed_files.write(folder / "mixed", count)
    loads = [alone(loading, folder / "mixed", folder / f"{jobs}.kg", jobs) for jobs in (1, 2)]
    return Measured(formats, [one.result for one in loads])


@click.command()
@click.option("--files", default=2_000, show_default=True, help="Mixed files to load.")
@click.option("--projects", default=0, help="Load so many projects from text files too, by one process and by two.")
def main(files: int, projects: int) -> None:
    """Measure and print; exit status 1 where the results differ."""
    for line in machine.described():
        click.echo(line)
    with TemporaryDirectory(prefix="policy-kg-bench-") as name:
        found = measure(Path(name), files)
        for line in found.lines():
            click.echo(" | ".join((line.what, line.ours, line.plain, line.ratio)))
        if projects:
            generate.write(Path(name) / "texts", projects)
            for jobs in (1, 2):
                one = alone(loading, Path(name) / "texts", Path(name) / f"texts-{jobs}.kg", jobs).result
                click.echo(
                    f"{projects:,} projects, {one.quads:,} quads, {jobs} jobs: {one.seconds:.1f} s, writing {one.writing:.1f} s"
                )
    click.echo(f"busy: {machine.busy()}")
    for problem in found.wrong():
        click.echo(f"WRONG: {problem}", err=True)
    if found.wrong():
        raise SystemExit(1)


if __name__ == "__main__":
    # Imported again by each measured process, which must find its functions under their own name.
    from benchmarks.many_files import main as run

    run(prog_name="python -m benchmarks.many_files")
