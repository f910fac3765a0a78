"""Whether a load's memory stays the same whatever the number of files, and whether one that was killed goes on where it stopped.

``python -m benchmarks.endurance [--projects 1000 --projects 10000]``; the memory is that of the process that writes, told apart
into reading and writing, and into resolving afterwards, which holds all names of the store.  What may wait at a time (8 MB read ahead,
a chunk of 16 MB that fills and one that is written) is filled by 1,000 projects, which say 63 MB.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks import generate, machine
from benchmarks.many_files import fingerprint
from benchmarks.process import alone, peak_bytes
from kg.loading import load
from kg.resolution import resolve
from kg.stores.opening import open_store

JOBS = 2
# A flat line may rise so much: what grows with the number of files is one entry of the catalogue each.
FLAT = 1.25


@dataclass(frozen=True, slots=True)
class Peaks:
    """A load's files and quads, and the most bytes of memory until all is written, and until it ends."""

    files: int
    quads: int
    written: int
    ended: int


def peaks(folder: Path, path: Path) -> Peaks:
    """Load a folder into a new store, in a process that has done nothing else."""
    before: list[int] = []
    rebuild = resolve.rebuild

    def noted(*arguments: object, **more: object) -> int:
        before.append(peak_bytes())
        return rebuild(*arguments, **more)  # type: ignore[arg-type]

    resolve.rebuild = noted
    with open_store(path) as store:
        files, _ = load.find_files([folder])
        load.load(store, files, jobs=JOBS)
        return Peaks(len(files), len(store), before[0], peak_bytes())


@dataclass(frozen=True, slots=True)
class Resumed:
    """A load that was killed when ``stored`` of ``files`` were told, and the one after it: ``unchanged`` were not read again."""

    files: int
    told: int
    unchanged: int
    seconds: float
    same: bool


def resumed(folder: Path, path: Path, undisturbed: Path) -> Resumed:
    """Kill -9 a load at about half of its files, and load again; compare with a store that nobody disturbed."""
    command = [
        sys.executable,
        "-c",
        "from kg.cli import main; main()",
        "--store",
        str(path),
        "load",
        "--jobs",
        str(JOBS),
    ]
    with subprocess.Popen([*command, str(folder)], stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stderr is not None
        told = 0
        for line in process.stderr:
            found = re.match(r"([\d,]+) (?:of|/) [\d,]+", line)
            told = int(found[1].replace(",", "")) if found else told
            if re.search(r"\b[5-9]\d ?[%％]|（[5-9]\d", line):
                process.kill()
                break
        process.wait()
    begin = time.perf_counter()
    with open_store(path) as store:
        files, _ = load.find_files([folder])
        report = load.load(store, files, jobs=JOBS)
    seconds = time.perf_counter() - begin
    with open_store(path, read_only=True) as store, open_store(undisturbed, read_only=True) as whole:
        same = fingerprint(store) == fingerprint(whole)
    return Resumed(len(files), told, report.count("unchanged"), seconds, same)


@click.command()
@click.option("--projects", multiple=True, type=int, default=(1_000, 10_000), show_default=True)
def main(projects: tuple[int, ...]) -> None:
    """Measure and print; exit status 1 where memory grows, or a killed load ends elsewhere."""
    for line in machine.described():
        click.echo(line)
    found: list[Peaks] = []
    with TemporaryDirectory(prefix="policy-kg-bench-") as name:
        home = Path(name)
        for count in sorted(projects):
            generate.write(home / f"texts-{count}", count)
            one = alone(peaks, home / f"texts-{count}", home / f"{count}.kg").result
            found.append(one)
            click.echo(
                f"{count:,} projects, {one.files:,} files, {one.quads:,} quads: at most {one.written / 1e6:,.0f} MB while reading "
                f"and writing, {one.ended / 1e6:,.0f} MB with resolving"
            )
        last = max(projects)
        again = resumed(home / f"texts-{last}", home / "killed.kg", home / f"{last}.kg")
    click.echo(
        f"killed when {again.told:,} of {again.files:,} files were read: {again.unchanged:,} were stored, the rest took "
        f"{again.seconds:.1f} s; {'the same store' if again.same else 'ANOTHER STORE'}"
    )
    flat = found[-1].written <= found[0].written * FLAT
    if not flat:
        click.echo("WRONG: memory grows with the number of files", err=True)
    if not flat or not again.same:
        raise SystemExit(1)


if __name__ == "__main__":
    # Imported again by each measured process, which must find its functions under their own name.
    from benchmarks.endurance import main as run

    run(prog_name="python -m benchmarks.endurance")
