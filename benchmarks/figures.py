"""The figures of one run with so many projects, kept as JSON: the report puts them beside those of other runs and other days."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import check, embedded, generate, in_memory, loading, machine, questions, reading
from benchmarks.process import Measured, alone

#: Where the figures of each number of projects are.
RESULTS = Path(__file__).resolve().parent / "results"
OPENINGS = 5
# rdflib in memory needs 40 GB for a hundred thousand projects.
PLAIN_UP_TO = 10_000
# So many documents tell how fast reading is, and whether the reader finds what the generator wrote.
SAMPLE = 200
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Work:
    """The files of a run: generated documents, the store, its N-Quads."""

    folder: Path
    projects: int

    @property
    def documents(self) -> Path:
        """The generated documents."""
        return self.folder / str(self.projects)

    @property
    def store(self) -> Path:
        """The store."""
        return self.folder / f"{self.projects}.kg"

    @property
    def nquads(self) -> Path:
        """All its statements."""
        return self.folder / f"{self.projects}.nq"


def measure(work: Work, say: Callable[[str], None], *, engine: bool = True, checks: bool = True) -> Figures:
    """All measurements with so many projects; a store that is there already is asked, not made anew.

    ``engine`` also loads the quads into the engine without us, ``checks`` runs the checks of the whole store.
    """
    projects, busy, begin = work.projects, machine.busy(), time.perf_counter()
    say("generating")
    documents, text_bytes, yuan, _ = generate.write(work.documents, projects)
    say(f"reading {min(SAMPLE, documents):,} documents")
    sample = alone(reading.read, work.documents, SAMPLE)
    found: Figures = {
        "projects": projects,
        "date": str(date.today()),
        "machine": machine.described(),
        "documents": documents,
        "text_bytes": text_bytes,
        "reading": _reading(sample),
        "loading": None,
    }
    if not work.store.exists():
        say(f"loading {documents:,} documents")
        loaded = alone(loading.fill, work.documents, work.store)
        found["loading"] = {**_fields(loaded.result), "peak": loaded.peak}
    found["bare"] = None
    if engine:
        say("the bare engine")
        if not work.nquads.exists():
            alone(loading.dump, work.store, work.nquads)
        beside = work.folder / f"{projects}-bare.kg"
        shutil.rmtree(beside, ignore_errors=True)
        bare = alone(loading.bare, work.nquads, beside)
        found["bare"] = {**_fields(bare.result), "peak": bare.peak}
        shutil.rmtree(beside)
        if projects > PLAIN_UP_TO:
            work.nquads.unlink()
        elif found["loading"]:
            found["loading"]["rewriting"] = alone(loading.rewritten, work.nquads, beside).result
            shutil.rmtree(beside)
    found["quads"], total = alone(embedded.totals, work.store).result
    plan = alone(questions.plan, work.store).result
    say("asking")
    opened = [alone(embedded.ready, work.store) for _ in range(OPENINGS)]
    ours = alone(embedded.session, work.store, plan)
    traced = alone(embedded.traces, work.store, plan)
    used = alone(embedded.uses, work.store, plan)
    found["ready"] = {
        "first": median(one.result.ready for one in opened),
        "peak": median(one.result.ready_peak for one in opened),
        "process": median(one.seconds for one in opened),
    }
    found["peak"], found["uses_peak"] = max(ours.peak, traced.peak), used.peak
    plain: Measured[in_memory.Session] | None = None
    if engine and projects <= PLAIN_UP_TO:
        say("asking rdflib")
        plain = alone(in_memory.session, work.nquads, plan)
        found["plain"] = {"ready": plain.result.ready, "ready_peak": plain.result.ready_peak, "peak": plain.peak}
    found["answers"] = [
        {
            "name": question.name,
            "about": question.about,
            "counts": question.counts,
            "rows": len(mine.rows),
            **_times(mine.times),
            "first": mine.first,
            **({"plain": median(plain.result.answers[at].times)} if plain else {}),
            **({"over": True} if plain and plain.result.answers[at].over else {}),
        }
        for at, (question, mine) in enumerate(zip(plan.questions, ours.result.answers, strict=True))
    ]
    found["traces"] = [
        {
            "about": name,
            **_times(times),
            **(
                {"plain": median(plain.result.traced.times[name])}
                if plain and plain.result.traced.times.get(name)
                else {}
            ),
        }
        for name, times in traced.result.times.items()
        if times
    ]
    found["uses"] = [{"name": name, **_times(times)} for name, times in used.result.items()]
    found["checks"] = None
    if checks and projects <= check.CHECKED_UP_TO:
        say("checking and auditing the store")
        checked, audited = alone(check.checked, work.store, check.REFERENCE), alone(check.audited, work.store)
        found["checks"] = {
            "check": {**_fields(checked.result), "peak": checked.peak},
            "audit": _fields(audited.result),
        }
    found["wrong"] = list(_wrong(found, plan, ours.result, traced.result, plain, total, yuan))
    found["busy"] = [busy, machine.busy()]
    found["took"] = time.perf_counter() - begin
    return found


def _reading(sample: Measured[reading.Reading]) -> Figures:
    read = sample.result
    return {"documents": read.documents, "bytes": read.size, "seconds": read.extracting, "peak": sample.peak}


def _fields(one: Any) -> Figures:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def _times(times: list[float]) -> Figures:
    return {"median": median(times), "p95": p95(times), "times": len(times)}


def _wrong(
    found: Figures,
    plan: questions.Plan,
    ours: embedded.Session,
    traced: embedded.Traces,
    plain: Measured[in_memory.Session] | None,
    total: Decimal,
    yuan: Decimal,
) -> Iterator[str]:
    """What the two engines answer differently, or the reader did not find: all must be empty."""
    if total != yuan:
        yield f"the projects' money is {total} yuan, and the generator wrote {yuan}"
    if plain is None:
        return
    for question, mine, other in zip(plan.questions, ours.answers, plain.result.answers, strict=True):
        if other.over or mine.rows == other.rows:
            continue
        # Which rows a list shows that is cut is left to the engine.
        if question.cut and len(mine.rows) == len(other.rows) >= question.cut:
            continue
        differing = sorted(set(mine.rows) ^ set(other.rows), key=str)[:2]
        yield f"{question.name} {question.about}: other answers, such as {differing}"
    for iri, places in plain.result.traced.places.items():
        if places != traced.places[iri]:
            yield f"trace of {iri}: other places"


def p95(times: list[float]) -> float:
    """The time that 95 of 100 calls stay within (nearest rank)."""
    ranked = sorted(times)
    return ranked[max(0, -(-len(ranked) * 95 // 100) - 1)]


def keep(figures: Figures, folder: Path = RESULTS) -> None:
    """Write the figures of a run in the place of earlier ones with as many projects.

    A run that used a store that was there already has none of its loading: those of the run before stay, with its day.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = figures["part"] if "part" in figures else f"{figures['projects']}"
    before = kept(folder).get(name, {})
    earlier = [part for part in ("loading", "bare") if part in figures and not figures[part] and before.get(part)]
    if earlier and before["quads"] == figures["quads"]:
        remark = f"loading, and the bare engine, were measured in the run before, on {before['date']}"
        figures = {**figures, **{part: before[part] for part in earlier}, "remarks": [remark]}
    text = json.dumps(figures, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / f"{name}.json").write_text(text + "\n", "utf-8")


def kept(folder: Path = RESULTS) -> dict[str, Figures]:
    """All figures that are kept, by their names; runs by their number of projects first."""
    files = sorted(folder.glob("*.json"), key=lambda file: (not file.stem.isdigit(), len(file.stem), file.stem))
    return {file.stem: json.loads(file.read_text("utf-8")) for file in files}
