"""What a document says of all its projects together, their number and their money, against the projects themselves."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kg.auditing import repetition
from kg.auditing.arithmetic import figure, judge
from kg.auditing.check_rows import Check, Evidence, Rows
from kg.auditing.words import said
from loaders.records import Extraction, Money, Part


def checks(rows: Rows) -> Iterator[Check]:
    """The declared count and the declared total, where the document declares them."""
    document, projects = rows.extraction.document, rows.extraction.projects
    count, total = document.declared_count, document.declared_total
    counted = count is None or int(count.value) == len(projects)
    if count is not None:
        yield rows.row(
            "declared-count",
            "exact" if counted else "mismatch",
            None,
            said(rows.language, "word", "projects", str(len(projects))),
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
    if verdict == "mismatch" and (other := _other_choice(rows.extraction, total.yuan - computed)) is not None:
        parts = [other[1] if m is other[0] else m for m in parts]
        computed, verdict = total.yuan, "exact"
    note = ""
    if verdict == "mismatch" and (missing or not counted or total.approximate):
        verdict = "not-derivable"
        note = rows.note("incomplete", str(missing)) if missing else rows.note("count-differs")
    yield rows.amounts_row("declared-total", verdict, rows.added(parts, total), computed, total, parts, note)


def _other_choice(extraction: Extraction, difference: Decimal) -> tuple[Money, Money] | None:
    """An amount of a project, and another one beside it that would make up the difference.

    A page may print several amounts for a project (what it costs, what this year gives, what one level pays), and the total
    counts another one than was taken; what a part of it is for is none of them.
    """
    inner = {part.money.start for tree in extraction.allocations for part in _below(tree)}
    for project in extraction.projects:
        if len(project.amount_parts) == 1:
            own = project.amount_parts[0]
            wanted = own.yuan + difference
            for money in repetition.money_in(extraction, project.start, project.end):
                if money.yuan != wanted or money.kind not in ("total", "part", "other"):
                    continue
                if money.start not in inner or money.level not in (None, own.level):
                    return own, money
    return None


def _below(tree: Part) -> Iterator[Part]:
    for part in tree.parts:
        yield part
        yield from _below(part)
