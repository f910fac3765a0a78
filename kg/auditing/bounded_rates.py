"""Targets that no rate can reach: 补助发放准确率 =120%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from kg.auditing.check_rows import Check, Rows
from kg.auditing.rules import sentence
from kg.linting.lint import Evidence
from ontology.tables import rows as table

_MORE = re.compile("[%％]?[（(](?:含|包括|包含)")  # 覆盖率105%（含外来人口）
_OTHER = ("增", "提高", "提升", "毛", "超")


@cache
def _bounded() -> tuple[str, ...]:
    return tuple(row["word"] for row in table("kg.auditing", "bounded_rates.tsv"))


def checks(rows: Rows) -> Iterator[Check]:
    """A mismatch for each indicator whose name ends in a bounded rate and whose target is above 100 %; a target within is no check."""
    bounded = _bounded()
    for one in rows.extraction.indicators:
        if one.unit not in ("%", "％") or not one.name.endswith(bounded) or any(word in one.name for word in _OTHER):
            continue
        if Decimal(one.value) > 100 and not _MORE.match(rows.extraction.text, one.end):
            yield rows.row(
                "bounded-rate",
                "mismatch",
                one.project,
                f"{one.name} {one.comparator} {one.value} %",
                note=sentence("bounded-rate", rows.language),
                evidence=[Evidence(one.start, one.end, "")],
            )
