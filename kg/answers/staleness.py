"""What answers rest on while a load has not come to its end, for regulations are resolved when all files are stored; or on another version's rules."""

from __future__ import annotations

from kg.resolution import rules
from kg.stores import catalogue
from kg.stores.store import Store

_OTHER_RULES = (
    "This store was made by another version of policy-kg, so answers may be missing; run kg load again on its files."
)


def notice(store: Store) -> str | None:
    """A sentence where what is derived is not what we would make of the documents; None where it is."""
    if not catalogue.is_stale(store):
        return _OTHER_RULES if rules.differ(store) else None
    held = store.holder()
    if held is not None:
        return f"New files are being stored ({held}): answers about regulations do not include them yet."
    return "The last load was interrupted, so answers about regulations may miss the newest files; run kg load again."
