"""The budgets and final accounts of a department, each told once, whatever documents and measures print it."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from kg.tables.table import Table, Value
from ontology.terms import PK

FIGURES: Final = ("income_yuan", "expenditure_yuan", "basic_yuan", "project_yuan", "public_expenses_yuan")
"""What a row of ``dossier/unit-budgets`` says of the money."""
_ACCOUNT, _BUDGETED, _SETTLED = map(str, (PK.DepartmentAccount, PK.Budgeted, PK.Settled))


def alike(table: Table) -> list[list[dict[str, Value]]]:
    """The rows of ``dossier/unit-budgets``, those together that print the same money of one year, as department and unit do.

    Of what one document prints in several measures only one row is there; the department's document stands before its unit's.
    """
    held: dict[str, dict[str, Value]] = {}
    for row in sorted(table, key=lambda row: _rank(row["document_kind"], row["measure"])):
        held.setdefault(str(row["iri"]), row)
    found: defaultdict[tuple[object, ...], list[dict[str, Value]]] = defaultdict(list)
    for row in held.values():
        found[row["document_kind"], row["fiscal_year"], *(row[name] for name in FIGURES)].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (*scope(str(row["title"])), str(row["iri"])))
    return list(found.values())


def told_once(table: Table) -> Table:
    """A row for each budget or account; it names all documents that print it."""
    rows = [
        {**rows[0], "title": "；".join(dict.fromkeys(str(row["title"] or "") for row in rows))} for rows in alike(table)
    ]
    rows.sort(key=lambda row: (str(row["fiscal_year"]), str(row["title"])))
    return Table(table.columns, [tuple(row[name] for name in table.columns) for row in rows])


def scope(title: str) -> tuple[bool, str]:
    """That of the department stands before that of the unit alone, which it contains."""
    return "单位" in title, title


def _rank(kind: Value, measure: Value) -> tuple[bool, str]:
    """An account is told by what was settled, a budget by what was budgeted."""
    return str(measure) != (_SETTLED if str(kind) == _ACCOUNT else _BUDGETED), str(measure)
