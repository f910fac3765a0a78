"""Of a body and of what is inside it all projects are counted, also those that state no amount."""

from __future__ import annotations

from decimal import Decimal

import money_store
from affiliated_units import BUREAU, CLINIC, HOSPITAL, TEXTS, disclosure

from kg.answers import ask, dossier

_UNSAID = disclosure(f"{HOSPITAL}2024年", ("病案整理", HOSPITAL, 7)).replace("本级财政安排7.00万元", "从结余中解决")
_SAID = disclosure(f"{BUREAU}2024年", ("疫苗接种", BUREAU, 40))


def test_projects_without_an_amount_are_counted() -> None:
    store = money_store.of(*map(money_store.read, (_UNSAID, _SAID, TEXTS["budget"])))
    rows = {str(row["unit"]): row for row in ask.ask(store, "units-of-body", {"body": BUREAU})}
    counted = {
        name: tuple(row[c] for c in ("amount_yuan", "projects", "own_amount_yuan", "own_projects"))
        for name, row in rows.items()
    }
    money = Decimal(400_000)
    assert counted == {BUREAU: (money, 2, money, 1), HOSPITAL: (0, 1, 0, 1), CLINIC: (None, None, None, None)}
    (bureau,) = dossier.find(store, BUREAU)
    inside = dict(dossier.whole(store, bureau).tables)["inside"]
    assert {row[0]: row[1:5] for row in inside.rows} == counted
