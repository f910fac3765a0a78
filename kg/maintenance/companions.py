"""What is made beside a store so that nobody who reads it waits: brought up to date by who changed the store."""

from __future__ import annotations

from kg.answers import kept_lists
from kg.search import index
from kg.stores.catalogue import StoreChange
from kg.stores.store import Store


def renew(store: Store, step: StoreChange | None = None) -> str | None:
    """The search index and the kept lists; where the file of the index cannot be written, the reason.

    ``step`` says what changed since a state: what was made of that state is renewed in that alone.
    """
    reason = index.refresh(store, step)
    kept_lists.renew(store, step)
    return reason
