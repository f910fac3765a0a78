"""What the printed figures of a document say about each other: sums, shares, formulae, quantities told twice.

A mismatch is only said where no sensible reading of the page fits; where figures are missing nothing is said of the parts,
and one row says that the amount cannot be derived.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal

from kg.auditing import arithmetic, repetition
from kg.auditing.arithmetic import Verdict, figure, judge, operand_text, shown_unit, written
from kg.auditing.audit_words import said
from kg.auditing.readings import Reading, readings
from kg.auditing.shared_costs import share_groups
from kg.tables import Language, plain
from loaders import allocations, calculations
from loaders.quantities import printed_places
from loaders.records import Calculation, Extraction, Money, Operand, Part, Project
from loaders.source import Source

if TYPE_CHECKING:
    from kg.store import Store

CheckName = Literal["declared-total", "declared-count", "sum", "shares", "calculation", "repeated-quantity", "citation"]
#: How near a reading must come that does not take all figures of the page: it may fit by chance.
_CLOSE = Decimal("0.001")


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Printed characters that a check rests on: ``surface`` is ``text[start:end]``."""

    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the audit, as ``kg audit --json`` prints it.

    ``project`` is the ordinal or None for the document; figures are plain decimals in the unit that ``formula`` names.
    """

    document: str
    project: int | None
    check: CheckName
    verdict: Verdict
    formula: str
    stated: str
    computed: str
    difference: str
    note: str
    evidence: tuple[Evidence, ...]

    def to_json(self) -> dict[str, Any]:
        """As ``kg audit --json`` prints it; what a check does not have is null."""
        fields = {name: getattr(self, name) or None for name in ("formula", "stated", "computed", "difference", "note")}
        return {
            "document": self.document,
            "project": self.project,
            "check": self.check,
            "verdict": self.verdict,
            **fields,
            "evidence": [{"start": e.start, "end": e.end, "surface": e.surface} for e in self.evidence],
        }


def audit(extraction: Extraction, language: Language = "en") -> list[Check]:
    """Every check that the printed figures of a document allow: of the document first, then project by project."""
    document = PurePath(extraction.document.path.replace("\\", "/")).name
    return [replace(check, document=document) for check in _Audit(extraction, language).run()]


def audit_store(
    store: Store, documents: Iterable[str] | None = None, language: Language = "en"
) -> Iterator[tuple[Extraction, list[Check]]]:
    """The audit of stored documents (all of them, or those with these IRIs), from the text that the store keeps."""
    from kg.catalogue import Catalogue
    from loaders.extract import extract
    from ontology.terms import PK

    names = {entry.document: entry.file_name for entry in Catalogue.read(store).entries.values()}
    for iri in sorted(names, key=lambda iri: (names[iri], iri)) if documents is None else documents:
        text = next((value for _, _, value in store.statements(iri, str(PK.text), graph=iri)), None)
        if text is not None:
            sha256 = iri.rpartition("/")[2]
            source = Source(path=names.get(iri, iri), sha256=sha256, text=text, encoding="utf-8", format="txt")
            found = extract(source)
            yield found, audit(found, language)


class _Audit:
    """The audit of one document."""

    def __init__(self, extraction: Extraction, language: Language) -> None:
        self.extraction = extraction
        self.language = language
        self.calculations = extraction.calculations or calculations.find(extraction)
        self.trees = extraction.allocations or allocations.find(extraction, self.calculations)
        self.held = {id(c): self.fitting(c) for c in self.calculations}
        self.tried = {c.project for c in self.calculations}
        self.exact = {c.result.start: held[0].value for c in self.calculations if (held := self.held[id(c)])}

    def run(self) -> list[Check]:
        found = [*self.declared(), *self.sums(), *self.overviews(), *self.shares(), *self.formulae(), *self.repeated()]
        covered = {check.project for check in found if check.check in ("sum", "calculation", "repeated-quantity")}
        found += [
            self.not_derivable(p) for p in self.extraction.projects if p.amount is not None and p.ordinal not in covered
        ]
        return sorted(found, key=lambda c: (c.project or 0, c.evidence[-1].start if c.evidence else 0, c.check))

    # -- one check

    def row(
        self,
        check: CheckName,
        verdict: Verdict,
        project: int | None,
        left: str,
        *,
        stated: str = "",
        computed: str = "",
        unit: str = "",
        note: str = "",
        evidence: Iterable[Operand | Money | Evidence] = (),
    ) -> Check:
        """A row; ``left`` is the formula up to the equals sign, figures are decimals in ``unit``."""
        blank = f" {unit}" if unit else ""
        formula = f"{left} = {computed}{blank}" if left and computed else left
        if formula and stated:
            formula += said(self.language, "word", "stated", f"{stated}{blank}")
        difference = plain(Decimal(stated) - Decimal(computed)) if stated and computed else ""
        quotes = {
            Evidence(e.start, e.end, self.extraction.text[e.start : e.end]): None for e in evidence if e.end > e.start
        }
        return Check("", project, check, verdict, formula, stated, computed, difference, note, tuple(quotes))

    def amounts_row(
        self,
        check: CheckName,
        verdict: Verdict,
        left: str,
        computed: Decimal,
        stated: Money,
        evidence: Iterable[Operand | Money | Evidence],
        note: str = "",
        project: int | None = None,
    ) -> Check:
        """A row whose figures are yuan; a mismatch is written in the decimals that the page prints."""
        unit = shown_unit(stated)
        printed = figure(stated)
        places = max(printed.places, 0) if printed.unit == unit else 2
        exact = arithmetic.in_unit(computed, unit)
        shown = max(places, 2) if verdict == "mismatch" else 6
        if len(exact.partition(".")[2]) > shown:
            exact = arithmetic.in_unit(computed, unit, shown)
        if verdict in ("rounded", "truncated") and not note:
            note = self.note(verdict, str(printed.places))
        return self.row(
            check,
            verdict,
            stated.project if project is None else project,
            left,
            stated=arithmetic.in_unit(stated.yuan, unit),
            computed=exact,
            unit=unit + arithmetic.per_text(stated.per),
            note=note,
            evidence=[*evidence, stated],
        )

    def note(self, key: str, *values: str) -> str:
        """A note in the user's language."""
        return said(self.language, "note", key, *values)

    # -- declared by the document

    def declared(self) -> Iterator[Check]:
        document, projects = self.extraction.document, self.extraction.projects
        count, total = document.declared_count, document.declared_total
        counted = count is None or int(count.value) == len(projects)
        if count is not None:
            yield self.row(
                "declared-count",
                "exact" if counted else "mismatch",
                None,
                said(self.language, "word", "projects", str(len(projects))),
                stated=count.value,
                computed=str(len(projects)),
                evidence=[Evidence(count.start, count.end, "")],
            )
        if total is None or not projects:
            return
        parts = [m for p in projects for m in p.amount_parts]
        computed = sum((p.amount or Decimal(0) for p in projects), Decimal(0))
        verdict = judge(computed, total.yuan, figure(total).step)
        missing = sum(p.amount is None for p in projects)
        if verdict == "mismatch" and (other := self.other_choice(total.yuan - computed)) is not None:
            parts = [other[1] if m is other[0] else m for m in parts]
            computed, verdict = total.yuan, "exact"
        note = ""
        if verdict == "mismatch" and (missing or not counted or total.approximate):
            verdict = "not-derivable"
            note = self.note("incomplete", str(missing)) if missing else self.note("count-differs")
        yield self.amounts_row("declared-total", verdict, self.added(parts, total), computed, total, parts, note)

    def other_choice(self, difference: Decimal) -> tuple[Money, Money] | None:
        """An amount of a project, and another one beside it that would make up the difference.

        A page may print several amounts for a project (what it costs, what this year gives), and the total counts another
        one than was taken.
        """
        for project in self.extraction.projects:
            if len(project.amount_parts) == 1:
                own = project.amount_parts[0]
                wanted = own.yuan + difference
                for money in repetition.money_in(self.extraction, project.start, project.end):
                    if money.yuan == wanted and money.kind in ("total", "part", "other"):
                        return own, money
        return None

    def added(self, parts: Sequence[Money], whole: Money) -> str:
        """The parts of a sum in the unit of the whole, as a formula."""
        unit = shown_unit(whole)
        return " + ".join(arithmetic.in_unit(m.yuan, unit) for m in parts)

    # -- sums

    def sums(self) -> Iterator[Check]:
        for tree in self.trees:
            yield from self.sum_of(tree)

    def sum_of(self, part: Part) -> Iterator[Check]:
        if part.parts:
            parts = [p.money for p in part.parts]
            computed = sum((m.yuan for m in parts), Decimal(0))
            verdict = judge(computed, part.money.yuan, figure(part.money).step)
            if verdict == "mismatch" and self.unrounded(parts) is not None:
                again = judge(self.unrounded(parts) or computed, part.money.yuan, figure(part.money).step)
                verdict = again if again == "mismatch" else "rounded"
            if verdict != "mismatch" or (part.complete and not part.money.approximate):
                note = self.note("over") if verdict == "mismatch" and computed > part.money.yuan else ""
                left = self.added(parts, part.money)
                yield self.amounts_row("sum", verdict, left, computed, part.money, parts, note)
        for inner in part.parts:
            yield from self.sum_of(inner)

    def unrounded(self, parts: Sequence[Money]) -> Decimal | None:
        """The sum of what the parts are before they were rounded, where the page says how it came to some of them."""
        if not any(m.start in self.exact for m in parts):
            return None
        return sum((self.exact.get(m.start, m.yuan) for m in parts), Decimal(0))

    def overviews(self) -> Iterator[Check]:
        """The amount in the overview or the content against the one in the funding section."""
        for project in self.extraction.projects:
            if len(project.amount_parts) == 1:
                for money, subject in repetition.named_again(self.extraction, project):
                    own = project.amount_parts[0]
                    verdict = judge(own.yuan, money.yuan, figure(money).step)
                    if verdict != "mismatch" or subject:
                        left = self.added([own], money)
                        note = self.note("overview") if verdict == "exact" else ""
                        yield self.amounts_row("sum", verdict, left, own.yuan, money, [own], note)

    # -- shares

    def shares(self) -> Iterator[Check]:
        for group in share_groups(self.extraction):
            left = " + ".join(f"{plain(s.percent)} %" for s in group.shares)
            total = sum((s.percent for s in group.shares), Decimal(0))
            yield self.row(
                "shares",
                "exact" if total == group.whole else "mismatch",
                group.shares[0].project,
                left,
                stated=plain(group.whole),
                computed=plain(total),
                unit="%",
                note=self.note("nested") if group.whole != 100 else "",
                evidence=[Evidence(s.start, s.end, "") for s in group.shares],
            )

    # -- formulae

    def fitting(self, calculation: Calculation) -> tuple[Reading, Verdict] | None:
        """The reading that holds: exact before rounded before cut, the one with fewer figures first; None where none does."""
        stated, step = calculation.result.yuan, figure(calculation.result).step
        best: tuple[int, int, Reading, Verdict] | None = None
        order: dict[Verdict, int] = {"exact": 0, "rounded": 1, "truncated": 2}
        for reading in readings(calculation):
            value = reading.value
            verdict = judge(value, stated, step)
            if verdict == "mismatch" and calculation.complete and arithmetic.within_rounding(reading, stated, step):
                verdict = "rounded"
            if verdict == "mismatch":
                continue
            if not calculation.complete and abs(value - stated) > stated * _CLOSE:
                continue
            rank = (order[verdict], len(reading.operands))
            if best is None or rank < best[:2]:
                best = (*rank, reading, verdict)
        return best[2:] if best else None

    def formulae(self) -> Iterator[Check]:
        for calculation in self.calculations:
            found = self.held[id(calculation)]
            if found is not None:
                reading, verdict = found
                note = ""
                if judge(reading.value, calculation.result.yuan, figure(calculation.result).step) == "mismatch":
                    counts = [operand_text(o) for o in reading.operands if o.scale > 1]
                    note = self.note("printed-in-ten-thousands", ", ".join(counts))
                yield self.formula(calculation, reading, verdict, note)
            elif calculation.complete and (tried := readings(calculation)):
                yield self.formula(calculation, tried[0], "mismatch", self.would_fit(tried[0], calculation.result.yuan))

    def formula(self, calculation: Calculation, reading: Reading, verdict: Verdict, note: str) -> Check:
        operands = sorted(reading.operands, key=lambda o: o.start)
        return self.amounts_row(
            "calculation", verdict, written(reading), reading.value, calculation.result, operands, note
        )

    def would_fit(self, reading: Reading, stated: Decimal) -> str:
        """The value of the one count (or change) with which the formula would come to what is stated."""
        changes = [o for o in reading.operands if o.role == "change"]
        if changes:
            value = stated - (reading.value - changes[0].value)
            return self.note("fits", operand_text(replace(changes[0], value=value))) if value > 0 else ""
        counts = [o for o in reading.operands if o.role == "count"]
        if len(counts) != 1 or not reading.value:
            return ""
        count = counts[0]
        step = Decimal(count.scale).scaleb(-printed_places(count.surface))
        value = (count.value * stated / reading.value / step).to_integral_value() * step
        return self.note("fits", operand_text(replace(count, value=value)))

    # -- quantities told twice

    def repeated(self) -> Iterator[Check]:
        """The same thing counted twice, and a population that another project of the document counts."""
        for told in repetition.told_twice(self.extraction):
            verdict: Verdict = "exact" if told.first.value == told.second.value else "mismatch"
            first, second = (plain(o.value / told.first.scale) for o in (told.first, told.second))
            unit = operand_text(told.first).partition(" ")[2]
            row = self.row(
                "repeated-quantity",
                verdict,
                told.project,
                f"{told.thing}: {first} {unit}",
                stated=second,
                unit=unit,
                note=self.note("same-thing") if verdict == "mismatch" else "",
                evidence=[told.first, told.second],
            )
            yield replace(row, computed=first, difference=plain(Decimal(second) - Decimal(first)))
        figured = {c.project for c in self.calculations if c.kind == "product" and (c.complete or self.held[id(c)])}
        for borrowed in repetition.borrowed_populations(self.extraction, figured):
            reading = Reading((((borrowed.standard,), (borrowed.population,)),))
            own = borrowed.amount
            verdict = judge(reading.value, own.yuan, figure(own).step)
            if verdict == "mismatch" and arithmetic.within_rounding(reading, own.yuan, figure(own).step):
                verdict = "rounded"
            note = self.note("other-project", operand_text(borrowed.population), str(borrowed.source))
            evidence = [borrowed.population, borrowed.standard]
            yield self.amounts_row("repeated-quantity", verdict, written(reading), reading.value, own, evidence, note)

    def not_derivable(self, project: Project) -> Check:
        tried = project.ordinal in self.tried
        amounts = project.amount_parts
        unit = shown_unit(amounts[0]) if amounts else "元"
        if len(amounts) > 1:
            computed = arithmetic.in_unit(project.amount or Decimal(0), unit)
            left, note = self.added(amounts, amounts[0]), self.note("no-total")
            return self.row(
                "sum", "not-derivable", project.ordinal, left, computed=computed, unit=unit, note=note, evidence=amounts
            )
        return self.row(
            "calculation",
            "not-derivable",
            project.ordinal,
            "",
            stated=arithmetic.in_unit(project.amount or Decimal(0), unit),
            unit=unit,
            note=self.note("open-formula" if tried else "no-formula"),
            evidence=amounts,
        )
