"""What the figures of budgets and accounts must agree in (``rules.tsv``): a sentence a check, which a finding tells."""

from __future__ import annotations

from functools import cache

from kg.tables.language import Language
from ontology.tables import rows


@cache
def rules() -> dict[str, dict[str, str]]:
    """The rows by the name of their check; of a text in ``holds`` and ``fails`` the line breaks and tabs are printed."""
    return {
        row["check"]: {key: value.replace("\\n", "\n").replace("\\t", "\t") for key, value in row.items()}
        for row in rows("kg.auditing", "rules.tsv")
    }


def sentence(check: str, language: Language) -> str:
    """What must hold, in the user's language."""
    return rules()[check][language]
