"""Parts against the sum that the page prints of them, and a project's amount against the same one printed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from kg.auditing import repetition
from kg.auditing.arithmetic import figure, judge
from kg.auditing.check_rows import Check, Rows
from loaders.records import Money, Part


def checks(rows: Rows, worked_out: Mapping[int, Decimal]) -> Iterator[Check]:
    """Every sum of the trees of allocation.

    ``worked_out`` is what formulae come to before they are rounded, by the place of the amount that states the result.
    """
    for tree in rows.extraction.allocations:
        yield from _sum_of(rows, tree, worked_out)


def _sum_of(rows: Rows, part: Part, worked_out: Mapping[int, Decimal]) -> Iterator[Check]:
    if part.parts:
        parts = [p.money for p in part.parts]
        computed = sum((m.yuan for m in parts), Decimal(0))
        verdict = judge(computed, part.money.yuan, figure(part.money).step)
        if verdict == "mismatch" and (unrounded := _unrounded(parts, worked_out)) is not None:
            again = judge(unrounded or computed, part.money.yuan, figure(part.money).step)
            verdict = again if again == "mismatch" else "rounded"
        if verdict != "mismatch" or (part.complete and not part.money.approximate):
            note = rows.note("over") if verdict == "mismatch" and computed > part.money.yuan else ""
            left = rows.added(parts, part.money)
            yield rows.amounts_row("sum", verdict, left, computed, part.money, parts, note)
    for inner in part.parts:
        yield from _sum_of(rows, inner, worked_out)


def _unrounded(parts: Sequence[Money], worked_out: Mapping[int, Decimal]) -> Decimal | None:
    """The sum of what the parts are before they were rounded, where the page says how it came to some of them."""
    if not any(m.start in worked_out for m in parts):
        return None
    return sum((worked_out.get(m.start, m.yuan) for m in parts), Decimal(0))


def overviews(rows: Rows) -> Iterator[Check]:
    """The amount in the overview or the content against the one in the funding section."""
    for project in rows.extraction.projects:
        if len(project.amount_parts) == 1:
            for money, subject in repetition.named_again(rows.extraction, project):
                own = project.amount_parts[0]
                verdict = judge(own.yuan, money.yuan, figure(money).step)
                if verdict != "mismatch" or subject:
                    left = rows.added([own], money)
                    note = rows.note("overview") if verdict == "exact" else ""
                    yield rows.amounts_row("sum", verdict, left, own.yuan, money, [own], note)
