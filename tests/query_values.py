"""The values with which the tests ask the named queries that have parameters."""

from __future__ import annotations

import chain_store

VALUES = {
    **{
        name: {"unit": "局"}
        for name in (
            "budget-by-economic-class",
            "budget-by-function",
            "budget-year-over-year",
            "project-share",
            "three-public-expenses",
        )
    },
    "amounts-of-document": {"document": "shiqiao"},
    "basis-of-project": {"project": "经费"},
    "chain-down": {"number": chain_store.NATION},
    "chain-of-project": {"project": "托育机构"},
    "money-handed-down": {"number": "财社〔2024〕20号"},
    "chain-up": {"number": chain_store.COUNTY},
    "co-cited": {"number": "松财社发[2023]12号"},
    "old-bases": {"years": "8"},
    "policies-in-force": {"day": "2027-04-30"},
    "projects-citing": {"number": "松财社发 2023 12"},
    "projects-of-unit": {"unit": "清河县"},
    "units-sharing-bases": {"unit": "弥渡县"},
    "year-over-year": {"unit": "石泉县"},
}
