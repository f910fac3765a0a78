"""How much a store holds: documents, projects, money, citations, and how the citations were understood."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rdflib.namespace import FOAF

from kg.answers.ask import select
from kg.stores.store import Store
from kg.tables.table import Table, Value, facts
from ontology.terms import CITO, ELI, PK, SCHEMA

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
ROLES = (PK.implementedBy, PK.leadUnit, PK.participatingUnit)


def stats(store: Store) -> Table:
    """One row a figure; money is the sum of what budgets allocate to their projects.

    A work of a report tells of money that budgets have given: it is counted as a project, and its money is left out.
    """
    rows: list[tuple[str, Value]] = [
        (name, _count(store, "?thing a ?kind", kind=classes)) for name, classes in CLASSES.items()
    ]
    rows.append(("units", _count(store, "?project ?role ?thing", role=ROLES)))
    rows.append(("amount_yuan", _allocated(store)))
    rows.append(("title_only_policies", _count(store, '?thing pk:identifiedBy "title"')))
    rows.append(("statements", len(store)))
    return facts(rows)


def _count(store: Store, pattern: str, **among: Sequence[str]) -> int:
    """How many different ``?thing`` fit a pattern, other variables being one of ``among``; counted by the engine, as most never come here."""
    values = " ".join(f"VALUES ?{name} {{ {' '.join(f'<{iri}>' for iri in iris)} }}" for name, iris in among.items())
    ((number,),) = select(store, f"SELECT (COUNT(DISTINCT ?thing) AS ?things) {{ {values} {pattern} }}").rows
    return int(str(number))


def _allocated(store: Store) -> Decimal:
    """Multiplied and added up here and not by the engine, whose decimals end at 1.7e20."""
    table = select(
        store,
        """SELECT ?yuan (COUNT(*) AS ?times) {
             ?grant schema:fundedItem ?project ; schema:amount ?amount . ?amount schema:value ?yuan .
             ?project a pk:BudgetProject
           } GROUP BY ?yuan""",
    )
    amounts = ((Decimal(yuan), int(str(times))) for yuan, times in table.rows if isinstance(yuan, Decimal | int))
    return sum((yuan * times for yuan, times in amounts), Decimal(0))
