"""The figures of a run as rows: ours, the plain way's, and how they compare."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from statistics import median

from benchmarks import embedded, in_memory
from benchmarks.audit import PROJECTS, TARGET, Audited
from benchmarks.citations import Finding, Peer
from benchmarks.loading import Loading
from benchmarks.process import Measured
from benchmarks.questions import RANGES, Plan
from benchmarks.reading import Reading


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


@dataclass(frozen=True, slots=True)
class Size:
    """Everything measured with one number of projects."""

    projects: int
    documents: int
    text_bytes: int
    expected: tuple[object, ...]
    reading: Measured[Reading]
    loading: Measured[Loading]
    bare: Measured[float]
    plan: Plan
    opened: list[Measured[embedded.Session]]
    ours: Measured[embedded.Session]
    traced: Measured[embedded.Traces]
    plain: Measured[in_memory.Session]

    @property
    def ready_ratio(self) -> float:
        """How many times sooner our store answers its first question."""
        return self.plain.result.ready / median(m.result.ready for m in self.opened)

    @property
    def query_ratio(self) -> float:
        """The geometric mean of the five queries' ratios."""
        return exp(sum(log(ratio) for *_, ratio, counts in self.ratios() if counts) / self.counted)

    @property
    def counted(self) -> int:
        """How many queries count."""
        return sum(question.counts for question in self.plan.questions)

    def ratios(self) -> list[tuple[str, float, float, float, float, bool]]:
        """Each question: name, our median and p95, the plain way's median, their ratio, whether it counts."""
        rows = []
        for question, ours, plain in zip(
            self.plan.questions, self.ours.result.answers, self.plain.result.answers, strict=True
        ):
            name = f"{question.name} ({question.about} projects)" if question.about else question.name
            ratio = median(plain.times) / median(ours.times)
            rows.append((name, median(ours.times), p95(ours.times), median(plain.times), ratio, question.counts))
        return rows

    def wrong(self) -> list[str]:
        """What the two engines answer differently, or the reader did not find: all must be empty."""
        found = []
        for question, ours, plain in zip(
            self.plan.questions, self.ours.result.answers, self.plain.result.answers, strict=True
        ):
            if ours.rows != plain.rows:
                differing = sorted(set(ours.rows) ^ set(plain.rows), key=str)[:2]
                found.append(f"{question.name} {question.about}: other answers, such as {differing}")
        for iri, places in self.plain.result.traced.places.items():
            if places != self.traced.result.places[iri]:
                found.append(f"trace of {iri}: other places")
        read = self.reading.result
        if (read.projects, read.yuan, read.cited) != self.expected:
            found.append("the reader did not find the projects, money and numbers that the generator wrote")
        return found

    def targets(self) -> list[Target]:
        """What must hold at 10,000 projects."""
        slowest = [times for times in self.traced.result.times.values() if times][-1]
        return [
            Target(
                "ready at least 100 × sooner than rdflib in memory",
                self.ready_ratio >= 100,
                f"{self.ready_ratio:,.0f} ×",
            ),
            Target(
                "five named queries at least 5 × faster (geometric mean)",
                self.query_ratio >= 5,
                f"{self.query_ratio:.1f} ×",
            ),
            Target(
                "files to an answering store in under 120 s",
                self.loading.result.whole < 120,
                _s(self.loading.result.whole),
            ),
            Target(
                "writing at most 2 × the bare engine's bulk load",
                self.loading.result.writing <= 2 * self.bare.result,
                f"{self.loading.result.writing / self.bare.result:.2f} ×",
            ),
            Target(
                "trace p95 at most 20 ms for regulations with up to 100 citing projects",
                p95(slowest) <= 0.020,
                _ms(p95(slowest)),
            ),
        ]

    def lines(self) -> list[Line]:
        """The table of this size."""
        read, load, ours, plain = self.reading.result, self.loading.result, self.ours, self.plain
        ready = median(m.result.ready for m in self.opened)
        ready_peak = median(m.result.ready_peak for m in self.opened)
        lines = [
            Line("extraction, one core", f"{read.documents / read.extracting:,.0f} documents/s"),
            Line("extraction, text", f"{self.text_bytes / read.extracting / 1e6:.2f} MB/s"),
            Line("extraction, peak memory", _mb(self.reading.peak)),
            Line("files to an answering store", f"{load.whole:.1f} s"),
            Line("… all of it", f"{load.quads / load.whole:,.0f} quads/s"),
            Line(
                "… writing to the store alone, and the bare engine's bulk load",
                f"{load.quads / load.writing:,.0f} quads/s",
                f"{load.quads / self.bare.result:,.0f} quads/s",
                f"{self.bare.result / load.writing:.2f} ×",
            ),
            Line("… peak memory", _mb(self.loading.peak)),
            Line("loading again, nothing changed", f"{load.again:.2f} s"),
            Line("on disk", _mb(load.disk)),
            Line("… a quad", f"{load.disk / load.quads:.0f} bytes"),
            Line("ready: first ASK answered", _ms(ready), _s(plain.result.ready), f"{self.ready_ratio:,.0f} ×"),
            Line(
                "… peak memory until then",
                _mb(ready_peak),
                _mb(plain.result.ready_peak),
                f"{plain.result.ready_peak / ready_peak:.0f} ×",
            ),
            Line(
                "… with the start of Python",
                _s(median(m.seconds for m in self.opened)),
                _s(plain.result.ready),
                f"{plain.result.ready / median(m.seconds for m in self.opened):.0f} ×",
            ),
        ]
        for name, mine, worst, other, ratio, counts in self.ratios():
            label = f"{name} *" if counts else name
            lines.append(Line(label, f"{_ms(mine)} (p95 {_ms(worst)})", _ms(other), f"{ratio:.1f} ×"))
        lines.append(Line(f"geometric mean of the {self.counted} marked *", "", "", f"{self.query_ratio:.1f} ×"))
        for name in RANGES:
            times, others = self.traced.result.times.get(name), plain.result.traced.times.get(name)
            if times and others:
                lines.append(
                    Line(
                        f"trace ({name} projects)",
                        f"{_ms(median(times))} (p95 {_ms(p95(times))})",
                        _ms(median(others)),
                        f"{median(others) / median(times):.1f} ×",
                    )
                )
        lines.append(
            Line("peak memory after all questions", _mb(ours.peak), _mb(plain.peak), f"{plain.peak / ours.peak:.0f} ×")
        )
        return lines


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
    return ours + [
        Line(
            f"{peer.text}, {peer.size / 1e6:.2f} MB",
            "",
            f"{peer.size / peer.seconds / 1e6:.3f} MB/s ({peer.found:,} citations)",
            "",
        )
        for peer in peers
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


def p95(times: list[float]) -> float:
    """The time that 95 of 100 calls stay within (nearest rank)."""
    ranked = sorted(times)
    return ranked[max(0, -(-len(ranked) * 95 // 100) - 1)]


def _s(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"


def _ms(seconds: float) -> str:
    milliseconds = seconds * 1000
    return f"{milliseconds:,.0f} ms" if milliseconds >= 100 else f"{milliseconds:.3g} ms"


def _mb(size: float) -> str:
    return f"{size / 1e6:,.0f} MB"
