"""How long the pages of the site take, of a store of generated documents or of one that there is.

``make bench-site`` measures 20,000 projects and puts the lines into ``docs/benchmarks.md``; ``python -m benchmarks.site --store FOLDER`` only prints.
A page is asked once, and then again and again: what is warm.  Processor time is that of the process that answers, which other work on the machine
lengthens less than the time by the clock.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote

import click
import httpx

from benchmarks import figures, generate, loading, machine, run
from benchmarks.process import alone
from benchmarks.report import Line, Target, ms, s
from kg.maintenance import companions
from kg.stores.opening import open_store
from kg.web.charts.charts import NAMES
from kg.web.lists.lists import LISTS
from loaders.formats.containers import operating_system

PROJECTS = 20_000
ROUNDS = 20
WARM = 0.3
"""Seconds within which 95 of a hundred pages come, once they were asked."""
COLD = 2.0
"""Seconds after its start within which the site shows its whole first page."""
_PATIENCE = 300.0
_SERVE = "from kg.cli import main; main()"
_WORDS = "医疗"
# One thing of each kind, as the first page of its list links to it.
_THING = re.compile(r'href="(/id/[^"#?]+)"')
_NARROWED = re.compile(r'href="(/[a-z]+\?[^"]*\b(?:area|year|level|status)=[^"]+)"')


@dataclass(frozen=True, slots=True)
class Asked:
    """The seconds that a page took the first time and each time after, and the processor's seconds of one of these."""

    path: str
    first: float
    warm: tuple[float, ...]
    processor: float

    @property
    def p95(self) -> float:
        """The time within which 95 of a hundred came."""
        return sorted(self.warm)[max(0, -(-len(self.warm) * 95 // 100) - 1)]


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds from the start of the site to an answer and to the whole first page, and each page."""

    answering: float
    whole: float
    pages: tuple[Asked, ...]

    def lines(self) -> list[Line]:
        """The table, the targets last."""
        found = [
            Line("the site answers after its start", s(self.answering)),
            Line("… all that its first page shows", s(self.whole)),
        ]
        found += [
            Line(one.path, f"{ms(median(one.warm))}, p95 {ms(one.p95)}; processor {ms(one.processor)}", ms(one.first))
            for one in self.pages
        ]
        slowest = max(self.pages, key=lambda one: one.p95)
        cold = Target(f"the whole first page in under {COLD:g} s after a start", self.whole < COLD, s(self.whole))
        warm = Target(
            f"every page p95 under {ms(WARM)}", slowest.p95 < WARM, f"the slowest is {slowest.path}, {ms(slowest.p95)}"
        )
        return [*found, cold.line(), warm.line()]


def measure(store: Path, rounds: int = ROUNDS) -> Measured:
    """Start the site on a store and ask its pages."""
    begin = time.perf_counter()
    with _site(store) as (process, client):
        whole, answering = client.get("/"), time.perf_counter() - begin
        while "refresh" in whole.headers:
            time.sleep(0.05)
            whole = client.get("/")
        shown = time.perf_counter() - begin
        return Measured(answering, shown, tuple(_asked(process, client, path, rounds) for path in _paths(client)))


def _filled(files: Path, store: Path) -> None:
    """A store as ``kg load`` leaves it, with what stands beside it."""
    loading.fill(files, store)
    with open_store(store, read_only=True) as graph:
        companions.renew(graph)


def _paths(client: httpx.Client) -> list[str]:
    found = ["/", *(f"/{name}" for name in LISTS)]
    for name in LISTS:
        body = _whole(client, f"/{name}").text
        found += [link.replace("&amp;", "&") for link in (_NARROWED.findall(body)[:1] + _THING.findall(body)[:1])]
    found += ["/policies?sort=title", f"/projects?filter={quote(_WORDS)}", "/projects?page=50"]
    found += [f"/search?q={quote(_WORDS)}", f"/suggest?q={quote(_WORDS)}", "/new", "/findings", "/questions/most-cited"]
    return found + [f"/charts/{name}" for name in NAMES]


def _asked(process: int, client: httpx.Client, path: str, rounds: int) -> Asked:
    begin = time.perf_counter()
    _whole(client, path)
    first, warm = time.perf_counter() - begin, []
    used = operating_system.processor(process) or 0.0
    for _ in range(rounds):
        begin = time.perf_counter()
        client.get(path).raise_for_status()
        warm.append(time.perf_counter() - begin)
    return Asked(path, first, tuple(warm), ((operating_system.processor(process) or 0.0) - used) / rounds)


def _whole(client: httpx.Client, path: str) -> httpx.Response:
    """A page that says no more that something of it is still being made."""
    until = time.monotonic() + _PATIENCE
    while True:
        answer = client.get(path)
        if "refresh" not in answer.headers and answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            return answer.raise_for_status()
        if time.monotonic() > until:
            raise TimeoutError(path)
        time.sleep(0.1)


@contextmanager
def _site(store: Path) -> Iterator[tuple[int, httpx.Client]]:
    command = [sys.executable, "-c", _SERVE, "--store", str(store), "serve"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[0]
        with httpx.Client(base_url=address, timeout=_PATIENCE, follow_redirects=True) as client:
            yield process.pid, client
    finally:
        process.terminate()
        process.wait(30)


@click.command()
@click.option("--store", type=click.Path(exists=True, path_type=Path), help="Ask this store, and write nothing.")
@click.option("--projects", default=PROJECTS, show_default=True, help="So many projects are generated and loaded.")
@click.option("--rounds", default=ROUNDS, show_default=True, help="How often each page is asked again.")
@click.option("--write", is_flag=True, help="Put the lines into docs/benchmarks.md.")
def main(store: Path | None, projects: int, rounds: int, write: bool) -> None:
    """Ask the pages of the site, and print what they take."""
    with TemporaryDirectory(prefix="policy-kg-bench-") as folder:
        if store is None:
            store = Path(folder, "s.kg")
            generate.write(Path(folder, "files"), projects)
            alone(_filled, Path(folder, "files"), store)
        found = measure(store, rounds).lines()
    for line in machine.described():
        click.echo(line)
    for one in found:
        click.echo(" | ".join(filter(None, (one.what, one.ours, one.plain))))
    if write:
        figures.keep(run.part("site", f"The site on {projects:,} projects", "the first time", found), figures.RESULTS)
        run.write(run.REPORT, figures.RESULTS)


if __name__ == "__main__":
    # Imported again by the measured process, which must find its functions under their own name.
    from benchmarks.site import main as measured

    measured(prog_name="python -m benchmarks.site")
