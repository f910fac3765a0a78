"""How much a store holds: documents, projects, money, citations, and how the citations were understood."""

from __future__ import annotations

from decimal import Decimal

from rdflib.namespace import FOAF

import queries
from kg.answers.ask import select
from kg.answers.facts import iri_list
from kg.stores.store import Store
from kg.tables.table import Table, Value, facts
from ontology.terms import CITO, ELI, PK, SCHEMA

# Every file is a document, and what repeats a regulation is no second regulation.
EACH = ("documents", "policies")
CLASSES = {
    "documents": (FOAF.Document,),
    "projects": (PK.BudgetProject, PK.Work),
    "budget_projects": (PK.BudgetProject,),
    "works": (PK.Work,),
    "citations": (CITO.Citation,),
    "policies": (ELI.LegalResource,),
    "amounts": (SCHEMA.MonetaryAmount,),
    "tasks": (PK.Task,),
    "indicators": (PK.Indicator,),
}


def stats(store: Store) -> Table:
    """One row a figure; money is the sum of what budgets allocate to their projects.

    A work of a report tells of money that budgets have given: it is counted as a project, and its money is left out.  All files
    are documents; of what files with the same content hold, that of one counts.
    """
    rows: list[tuple[str, Value]] = [
        (name, _count(store, "things-of-class" if name in EACH else "held-of-class", classes=iri_list(classes)))
        for name, classes in CLASSES.items()
    ]
    rows.append(("units", _count(store, "units-in-roles")))
    rows.append(("amount_yuan", _allocated(store)))
    rows.append(("title_only_policies", _count(store, "policies-by-title")))
    rows.append(("statements", len(store)))
    return facts(rows)


def _count(store: Store, query: str, **values: str) -> int:
    ((number,),) = select(store, queries.bound(f"answers/{query}", **values)).rows
    return int(str(number))


def _allocated(store: Store) -> Decimal:
    """Multiplied and added up here and not by the engine, whose decimals end at 1.7e20."""
    table = select(store, queries.text("answers/allocated"))
    amounts = ((Decimal(yuan), int(str(times))) for yuan, times in table.rows if isinstance(yuan, Decimal | int))
    return sum((yuan * times for yuan, times in amounts), Decimal(0))
