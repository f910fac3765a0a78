"""Kept figures as the tables of ``docs/benchmarks.md``: ours, the plain way's, and how they compare and grow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log

from benchmarks import check
from benchmarks.audit import PROJECTS, TARGET, Audited
from benchmarks.citations import FASTER, Finding, Peer
from benchmarks.figures import Figures


@dataclass(frozen=True, slots=True)
class Line:
    """One row; ``ratio`` says how many times better ours is."""

    what: str
    ours: str
    plain: str = ""
    ratio: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that must hold, whether it does, and by what figure."""

    what: str
    holds: bool
    figure: str

    @property
    def verdict(self) -> str:
        """Said so that nobody misses it."""
        return "holds" if self.holds else "DOES NOT HOLD"

    def line(self) -> Line:
        """As the last row of a table."""
        return Line(f"target: {self.what}", f"{self.verdict}: {self.figure}")


def lines(run: Figures) -> list[Line]:
    """The table of a run."""
    return [*_filling(run), *_answering(run), *_checking(run)]


def _filling(run: Figures) -> Iterator[Line]:
    read, load, bare, quads = run["reading"], run["loading"], run["bare"], run["quads"]
    yield Line("extraction, one core", f"{read['documents'] / read['seconds']:,.0f} documents/s")
    yield Line("extraction, text", f"{read['bytes'] / read['seconds'] / 1e6:.2f} MB/s")
    yield Line("extraction, peak memory", mb(read["peak"]))
    if load:
        yield Line("files to an answering store", f"{load['whole']:,.0f} s ({load['processor']:,.0f} s of processors)")
        yield Line("… files", f"{run['documents'] / load['whole']:,.1f} documents/s")
        alone = bare["whole"] if bare else 0.0
        for what, seconds in (
            ("… all of it, and the engine's bulk load of the same quads", load["whole"]),
            ("… writing to the store, while others read", load["writing"]),
            ("… writing the same quads alone, in chunks as large as a load's", load.get("rewriting")),
        ):
            if seconds:
                theirs = (f"{quads / alone:,.0f} quads/s", f"{alone / seconds:.2f} ×") if alone else ("", "")
                yield Line(what, f"{quads / seconds:,.0f} quads/s", *theirs)
        for what, name, shown in (
            ("… peak memory, and the engine's", "peak", mb),
            ("on disk, and the engine's", "disk", mb),
        ):
            yield Line(what, shown(load[name]), *((shown(bare[name]), _ratio(bare[name], load[name])) if bare else ()))
        yield Line("… a quad", f"{load['disk'] / quads:.0f} bytes", f"{bare['disk'] / quads:.0f} bytes" if bare else "")
        if load["again"]:
            yield Line("loading again, nothing changed", s(load["again"]))


def _answering(run: Figures) -> Iterator[Line]:
    ready, plain = run["ready"], run.get("plain")
    for what, mine, theirs, shown in (
        ("ready: first ASK answered", ready["first"], plain and plain["ready"], ms),
        ("… peak memory until then", ready["peak"], plain and plain["ready_peak"], mb),
        ("… with the start of Python", ready["process"], plain and plain["ready"], s),
    ):
        yield Line(what, shown(mine), shown(theirs) if theirs else "", _ratio(theirs, mine) if theirs else "")
    for one in run["answers"]:
        name = f"{one['name']} ({one['about']} projects)" if one["about"] else one["name"]
        yield _timed(f"{name} *" if one["counts"] else name, one)
    if all("first" in one for one in run["answers"]):
        slowest = max(run["answers"], key=lambda one: one["first"])
        told = f"{s(sum(one['first'] for one in run['answers']))}; the slowest {slowest['name']}: {s(slowest['first'])}"
        yield Line("all of them, the first time that each is asked", told)
    if plain:
        yield Line("geometric mean of those marked *", "", "", f"{geometric(run, counted=True):.1f} ×")
        yield Line("geometric mean of all queries", "", "", f"{geometric(run, counted=False):.1f} ×")
    for one in run["traces"]:
        yield _timed(f"trace ({one['about']} projects)", one)
    for one in run["uses"]:
        yield _timed(one["name"], one)
    theirs = plain and plain["peak"]
    yield Line(
        "peak memory after all questions",
        mb(run["peak"]),
        mb(theirs) if theirs else "",
        _ratio(theirs, run["peak"]) if theirs else "",
    )
    yield Line("… and after search, pictures and pages", mb(run["uses_peak"]))


def _checking(run: Figures) -> Iterator[Line]:
    """The whole store checked and audited, beside pySHACL alone."""
    if not (found := run.get("checks")):
        return
    one, other = found["check"], found["audit"]
    theirs = one["reference"]
    wrong = (
        ", ".join(f"{count:,} {severity}" for severity, count in sorted(one["severities"].items())) or "nothing wrong"
    )
    yield Line(
        "check of the whole store, and by pySHACL alone",
        f"{s(one['whole'])}, {s(one['processor'])} of the processor ({wrong})",
        f"{s(theirs)} of the processor" if theirs else "",
        _ratio(theirs, one["processor"]) if theirs else "",
    )
    yield Line("… peak memory", mb(one["peak"]))
    yield Line(
        f"audit of the whole store, {other['jobs']} processes",
        f"{s(other['whole'])}, {s(other['processor'])} of processors",
    )
    yield Line("… what it says", other["said"])


def _timed(what: str, one: Figures) -> Line:
    mine = ms(one["median"]) + (f" (p95 {ms(one['p95'])})" if one["times"] > 1 else "")
    if "plain" not in one:
        return Line(what, mine)
    over = "more than " if one.get("over") else ""
    return Line(what, mine, over + ms(one["plain"]), f"{over and '> '}{one['plain'] / one['median']:.1f} ×")


def geometric(run: Figures, *, counted: bool) -> float:
    """How many times faster than the plain way queries are answered: of those that count, or of all (what was cut short as it is)."""
    ratios = [
        one["plain"] / one["median"] for one in run["answers"] if "plain" in one and (one["counts"] or not counted)
    ]
    return exp(sum(map(log, ratios)) / len(ratios)) if ratios else 0.0


def growth(few: Figures, many: Figures) -> list[Line]:
    """How each figure grows from one run to another with more projects; the last column is how many times it grew."""
    times = many["projects"] / few["projects"]
    rows = [Line("projects", f"{few['projects']:,}", f"{many['projects']:,}", f"{times:.0f} ×")]

    def grew(what: str, a: float, b: float, shown: object = None) -> None:
        write = shown if callable(shown) else ms
        rows.append(Line(what, write(a), write(b), f"{b / a:.1f} ×"))

    grew("quads", few["quads"], many["quads"], lambda value: f"{value:,}")
    if few["loading"] and many["loading"]:
        for what, name, shown in (
            ("files to an answering store", "whole", s),
            ("… of processors", "processor", s),
            ("… peak memory", "peak", mb),
            ("on disk", "disk", mb),
        ):
            grew(what, few["loading"][name], many["loading"][name], shown)
        documents, quads = ([run[of] / run["loading"]["whole"] for run in (few, many)] for of in ("documents", "quads"))
        grew("… files", *documents, lambda value: f"{value:,.1f} documents/s")
        grew("… all of it", *quads, lambda value: f"{value:,.0f} quads/s")
        grew(
            "… a quad",
            *(run["loading"]["disk"] / run["quads"] for run in (few, many)),
            lambda value: f"{value:.0f} bytes",
        )
    grew("ready: first ASK answered", few["ready"]["first"], many["ready"]["first"])
    for part, name in (("answers", "name"), ("traces", "about"), ("uses", "name")):
        before = {(one[name], one.get("about")): one for one in few[part]}
        for one in many[part]:
            old = before.get((one[name], one.get("about")))
            if old:
                what = f"{one['name']} ({one['about']} projects)" if part == "answers" and one["about"] else one[name]
                grew(f"trace ({what} projects)" if part == "traces" else what, old["median"], one["median"])
    grew("peak memory after all questions", few["peak"], many["peak"], mb)
    return rows


def targets(run: Figures) -> list[Target]:
    """What must hold of a run; which targets there are depends on its size."""
    found = []

    def must(what: str, figure: float, limit: float, shown: object, *, least: bool = False) -> None:
        write = shown if callable(shown) else str
        found.append(Target(what, figure >= limit if least else figure <= limit, write(figure)))

    if run["loading"] and run["projects"] <= 10_000:
        must("files to an answering store in under 120 s", run["loading"]["whole"], 120, s)
    if run["loading"] and run["bare"] and (writing := run["loading"].get("rewriting") or run["loading"]["writing"]):
        must("writing at most 2 × the bare engine's bulk load", writing / run["bare"]["whole"], 2, _times_of)
    if run["loading"]:
        must("loading in less than 2.5 GB of memory", run["loading"]["peak"], 2.5e9, mb)
    if plain := run.get("plain"):
        must(
            "ready at least 500 × sooner than rdflib in memory",
            plain["ready"] / run["ready"]["first"],
            500,
            _times_of,
            least=True,
        )
        must(
            "named queries at least 10 × faster (geometric mean of those marked *)",
            geometric(run, counted=True),
            10,
            _times_of,
            least=True,
        )
        must("memory at least 10 × less", plain["peak"] / run["peak"], 10, _times_of, least=True)
    if checks := run.get("checks"):
        reckoned = check.PROJECTS / max(run["projects"], 1)
        for what, seconds, limit in (
            ("checked in under 20 s", checks["check"]["whole"], check.TARGET),
            ("audited in under 20 s, by as many processes as there are cores", checks["audit"]["whole"], check.TARGET),
            ("audited in under 60 s of one core", checks["audit"]["processor"], check.ONE_CORE),
        ):
            must(f"the whole store of {check.PROJECTS:,} projects {what}", seconds * reckoned, limit, s)
    uses = {one["name"]: one for one in run["uses"]}
    for one in run["traces"]:
        must(f"trace p95 under 50 ms ({one['about']} projects)", one["p95"], 0.05, ms)
    for name, one in uses.items():
        if "first page" in name or (name.startswith("search") and "index" not in name):
            must(f"{name}: p95 under 50 ms", one["p95"], 0.05, ms)
        if "whole process" in name:
            must(f"{name}: under 0.6 s", one["median"], 0.6, s)
        if "layout" in name:
            must(f"{name}: under 10 s", one["median"], 10, s)
    slow = [one for one in run["answers"] if one["median"] > 2]
    worst = max(run["answers"], key=lambda one: one["median"])
    which = "; ".join(f"{one['name']} {one['about']} {ms(one['median'])}".replace("  ", " ") for one in slow)
    shown = which or f"the slowest is {worst['name']}, {ms(worst['median'])}"
    found.append(Target("every named query under 2 s", not slow, shown))
    return found


def of_citations(found: list[Finding], peers: list[Peer]) -> list[Line]:
    """The table of the recogniser of citations; the plain way is one regular expression, or eyecite on English texts."""
    ours = [
        Line(
            f"{finding.text}, {finding.size / 1e6:.1f} MB",
            f"{finding.size / finding.ours / 1e6:.2f} MB/s ({finding.found:,} citations)",
            f"{finding.size / finding.plain / 1e6:.1f} MB/s ({finding.plain_found:,} matches)",
            f"{finding.plain / finding.ours:.2f} ×",
        )
        for finding in found
    ]
    ours += [target.line() for target in citations_targets(found)]
    return ours + [
        Line(
            f"{peer.text}, {peer.size / 1e6:.2f} MB",
            "",
            f"{peer.size / peer.seconds / 1e6:.3f} MB/s ({peer.found:,} citations)",
            "",
        )
        for peer in peers
    ]


def citations_targets(found: list[Finding]) -> list[Target]:
    """What must hold of the recogniser, text by text."""
    return [
        Target(
            f"{one.text}: {FASTER} MB/s or more",
            one.size / one.ours / 1e6 >= FASTER,
            f"{one.size / one.ours / 1e6:.1f} MB/s",
        )
        for one in found
    ]


def of_audit(done: Audited) -> list[Line]:
    """The table of the audit; the plain way is to read the documents and check nothing."""
    verdicts = ", ".join(f"{count:,} {verdict}" for verdict, count in done.verdicts.most_common())
    return [
        Line(
            "figures, reading included",
            f"{done.whole:.1f} s ({verdicts})",
            f"{done.reading:.1f} s",
            f"{done.reading / done.whole:.2f} ×",
        ),
        Line("… the checks alone", f"{done.checking:.2f} s"),
        Line(
            "citations of all of them, compared with each other", f"{done.examining:.1f} s ({done.findings:,} findings)"
        ),
    ]


def audit_target(done: Audited) -> Target:
    """What must hold of the audit."""
    what = f"figures of {PROJECTS:,} projects audited in less than {TARGET:.0f} s on one core"
    return Target(what, done.holds, f"{done.whole / done.projects * PROJECTS:.1f} s")


def _ratio(theirs: float, mine: float) -> str:
    ratio = theirs / mine
    return f"{ratio:,.0f} ×" if ratio >= 10 else f"{ratio:.1f} ×"


def _times_of(ratio: float) -> str:
    return f"{ratio:,.0f} ×" if ratio >= 100 else f"{ratio:.2f} ×"


def s(seconds: float) -> str:
    """Seconds as one reads them."""
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:,.0f} s"


def ms(seconds: float) -> str:
    """Milliseconds, or seconds where they are many."""
    milliseconds = seconds * 1000
    if milliseconds >= 10_000:
        return s(seconds)
    return f"{milliseconds:,.0f} ms" if milliseconds >= 100 else f"{milliseconds:.3g} ms"


def mb(size: float) -> str:
    """Megabytes."""
    return f"{size / 1e6:,.0f} MB"
