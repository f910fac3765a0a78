"""Counted things against the parts that the page prints of them: 1227例（乙类585例、丙类642例）, 地上8013平方米、地下5356平方米."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kg.auditing.arithmetic import judge
from kg.auditing.check_rows import Check, Rows
from kg.tables.table import plain
from loaders.money.units import printed_places


def checks(rows: Rows, settled: set[int]) -> Iterator[Check]:
    """The sums of counted things that hold, and those of complements that do not.

    ``settled`` are the places of amounts of money that other checks have added up.
    """
    for found in rows.extraction.quantity_sums:
        whole, parts = found.whole, found.parts
        if whole.start in settled:
            continue
        total = sum((part.value for part in parts), Decimal(0))
        scale = Decimal(whole.scale)
        places = printed_places(whole.surface)
        verdict = judge(total, whole.value, scale.scaleb(-places))
        if verdict == "truncated" or (verdict == "mismatch" and not found.closed):
            continue
        unit = {1: "", 10**4: "万", 10**8: "亿"}[whole.scale] + whole.unit
        note = rows.note("complement") if verdict == "mismatch" else ""
        yield rows.row(
            "sum",
            verdict,
            found.project,
            " + ".join(plain(part.value / scale) for part in parts),
            stated=plain(whole.value / scale),
            computed=plain(total / scale),
            unit=unit,
            note=rows.note("rounded", str(places)) if verdict == "rounded" else note,
            evidence=[*parts, whole],
        )
