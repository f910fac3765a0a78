"""Loads that something happens to: a folder in two states, a loader that tells its phases, and what must hold afterwards."""

from __future__ import annotations

import functools
import os
import random
import resource
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import loading_sessions
import papers
import pyoxigraph as ox
from click.testing import CliRunner

from kg.cli import cli
from kg.stores.catalogue import Catalogue
from kg.stores.opening import open_store
from kg.stores.store import StoreError
from loaders import formats
from loaders.rdf import identifiers

ENV = {**os.environ, "KG_LANG": "en", "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
# What the loader does at a time; `reading` is what it does beside everything else.
PHASES = ("starting", "reading", "writing", "resolving", "merging", "closing")
# Each file gets its line, each load merges, and a phase is told where it begins; the rest is the real command.
TELLING = """
import functools, os
fd = int(os.environ["KG_PHASES"])
def told(phase, what):
    @functools.wraps(what)
    def run(*args, **options):
        os.write(fd, phase.encode() + b"\\n")
        return what(*args, **options)
    return run
from kg.loading import prefetch
from kg.stores import local
from kg.commands import load_progress
from kg.resolution import resolve
load_progress.EACH_ITS_LINE = 1_000_000
prefetch.Ahead.in_turn = told("reading", prefetch.Ahead.in_turn)
local.LocalStore.add = told("writing", local.LocalStore.add)
local.LocalStore.replace = told("writing", local.LocalStore.replace)
local.LocalStore._worth_merging = told("merging", lambda self: True)
local.write_lock.forget = told("closing", local.write_lock.forget)
local.checksums.seal = told("closing", local.checksums.seal)
resolve.rebuild = told("resolving", resolve.rebuild)
"""


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """A folder, the store of its first state, and what a load of its second state gives that nobody disturbs."""

    folder: Path
    first: Path
    export: str
    graphs: dict[str, set[ox.Quad]]
    entries: set[tuple[str, str]]
    phases: dict[str, list[float]]


def prepared(home: Path, files: int, jobs: int) -> Undisturbed:
    """A folder of which a fifth changes, a fifth is added and a file in an archive goes."""
    folder, first, second = home / "papers", home / "first.kg", home / "second.kg"
    loading_sessions.folder(folder, files)
    texts = {path: path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))}
    archive(folder / "together.zip", "a", "b", "c")
    # Files that are added stand all over the order, and so do those that change.
    added = [path for i, path in enumerate(texts) if i % 5 == 3]
    for path in added:
        path.unlink()
    assert loaded(first, folder) == 0
    graphs, entries = stored(first)
    for i, (path, text) in enumerate(texts.items()):
        path.write_text(text.replace("120", "130").replace("村医", "乡医") if i % 5 == 1 else text, "utf-8")
    archive(folder / "together.zip", "a", "c")
    shutil.copytree(first, second)
    done, phases, _ = run(second, folder, jobs)
    assert done.returncode == 0, done.stderr
    more, after = stored(second)
    assert {path for path, _ in after} > {path.as_posix() for path in texts}
    return Undisturbed(folder, first, exported(second), {**graphs, **more}, entries | after, phases)


def archive(path: Path, *names: str) -> None:
    with zipfile.ZipFile(path, "w") as together:
        for name in names:
            together.writestr(zipfile.ZipInfo(f"{name}.txt"), papers.SHIQIAO.replace("石桥", f"石桥{name}"))


def stored(store: Path) -> tuple[dict[str, set[ox.Quad]], set[tuple[str, str]]]:
    """The graph of each document, and the path and document of each file."""
    with open_store(store, read_only=True) as opened:
        entries = {(entry.path, entry.document) for entry in Catalogue.read(opened).entries.values()}
        return {iri: opened.graph(iri) for iri in opened.graphs() if "/document/" in iri}, entries


def kg(store: Path, *args: str) -> str:
    """What ``kg`` prints; in this process, which is quicker."""
    done = CliRunner(env={"KG_LANG": "en"}).invoke(cli, ["--store", str(store), *args])
    assert done.exit_code == 0, done.output + repr(done.exception)
    return done.stdout


def loaded(store: Path, folder: Path, *more: str) -> int:
    return CliRunner(env={"KG_LANG": "en"}).invoke(cli, ["--store", str(store), "load", *more, str(folder)]).exit_code


def exported(store: Path) -> str:
    return kg(store, "export", "--format", "nq")


def command(store: Path, folder: Path, jobs: int) -> list[str]:
    code = loading_sessions.SMALL + TELLING + loading_sessions.MAIN
    return [sys.executable, "-c", code, "--store", str(store), "load", "--jobs", str(jobs), str(folder)]


def run(
    store: Path, folder: Path, jobs: int, *, kill: tuple[str, int, float] | None = None, limit: int | None = None
) -> tuple[subprocess.CompletedProcess[str], dict[str, list[float]], str]:
    """Run the loader to its end, or kill it: a time after it said for so many times that it begins a phase.

    ``limit`` is the size in bytes that no file of it may exceed.  Gives what it said, when each phase began (seconds), and in
    which it was last.
    """
    reading, writing = os.pipe()
    phases: dict[str, list[float]] = {phase: [] for phase in PHASES}
    last = "starting"
    begin = time.monotonic()
    phases["starting"].append(0.0)
    confine = limit and functools.partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit))
    with subprocess.Popen(
        command(store, folder, jobs),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**ENV, "KG_PHASES": str(writing)},
        pass_fds=[writing],
        preexec_fn=confine or None,
    ) as process:
        os.close(writing)
        said: list[str] = ["", ""]

        def listen(which: int) -> None:
            stream = (process.stdout, process.stderr)[which]
            assert stream is not None
            said[which] = stream.read()

        listeners = [threading.Thread(target=listen, args=(which,)) for which in (0, 1)]
        for listener in listeners:
            listener.start()
        if kill and kill[0] == "starting":
            threading.Timer(kill[2], process.kill).start()
        with os.fdopen(reading, encoding="utf-8") as told:
            for line in told:
                # What is written while it resolves belongs to resolving.
                last = "resolving" if line.strip() == "writing" and last == "resolving" else line.strip()
                phases[last].append(time.monotonic() - begin)
                if kill and last == kill[0] and len(phases[last]) == kill[1] + 1:
                    threading.Timer(kill[2], process.kill).start()
        for listener in listeners:
            listener.join()
        process.wait(60)
        return subprocess.CompletedProcess(process.args, process.returncode, *said), phases, last


def moment(undisturbed: Undisturbed, phase: str, chance: random.Random) -> tuple[str, int, float]:
    """A moment in a phase, from how long the phases of the undisturbed load took."""
    begun = undisturbed.phases[phase]
    turn = chance.randrange(len(begun))
    later = [time for times in undisturbed.phases.values() for time in times if time > begun[turn]]
    length = min(later, default=begun[turn] + 0.02) - begun[turn]
    return phase, turn, length * chance.random()


def told(output: str) -> set[str]:
    """The paths of which the loader said that they are stored."""
    # The last line may be cut off.
    lines = output.splitlines(keepends=True)
    whole = [line.rstrip("\n") for line in lines if line.endswith("\n")]
    return {
        line.partition(" ")[2].strip() for line in whole if line.startswith(("loaded ", "updated ")) and "/" in line
    }


def check_after(undisturbed: Undisturbed, store: Path, output: str) -> None:
    """What was told is stored, no document is there in part, and the next load ends where an undisturbed one ends."""
    found = None
    try:
        found = stored(store)
    except StoreError as error:
        # Ended before the engine had made a store.
        assert "no store" in str(error) or "holds nothing yet" in str(error), error
        assert not told(output)
    if found is not None:
        graphs, entries = found
        assert graphs.keys() == {document for _, document in entries}
        for iri, quads in graphs.items():
            assert quads == undisturbed.graphs[iri], f"{iri} is there in part"
        assert entries <= undisturbed.entries
        now = {(path, identifiers.document(formats.sha256(Path(path)))) for path in told(output)}
        assert now <= entries, "told and not stored"
    assert loaded(store, undisturbed.folder) == 0
    assert exported(store) == undisturbed.export


def copies(undisturbed: Undisturbed, to: Path) -> Iterator[Path]:
    """The store as it was before the disturbed load, under ever new names."""
    for number in range(1_000_000):
        store = to / f"{number}.kg"
        shutil.copytree(undisturbed.first, store)
        yield store
        shutil.rmtree(store)
