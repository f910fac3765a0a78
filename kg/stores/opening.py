"""Opening a store: in a folder, at an address, or in memory."""

from __future__ import annotations

import pyoxigraph as ox

from kg.stores.local import LocalStore
from kg.stores.store import Place, Store, StoreError


def is_address(place: Place) -> bool:
    """Whether a place is an endpoint's address and not a folder."""
    return isinstance(place, str) and place.lower().startswith(("http://", "https://"))


def open_store(place: Place, *, read_only: bool = False, wait: float = 0) -> Store:
    """Open the store in a folder or at an address; a writer makes it when it is missing.

    A reader of a folder sees the store as it was when it was opened, also while another process writes; a reader of an address
    sees what is there when it asks.  A writer waits up to ``wait`` seconds for another one to finish.
    :raises StoreError: no store there, in use by another writer, or not readable.
    """
    if not is_address(place):
        return LocalStore.open(place, read_only=read_only, wait=wait)
    try:
        from kg.stores.remote.engine import RemoteStore
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("kg", "loaders", "ontology"):
            raise
        raise StoreError(
            f"A store at an address needs packages that are not installed ({error.name}): pip install 'policy-kg[remote]'"
        ) from None
    return RemoteStore.at(str(place), read_only=read_only, wait=wait)


def memory_store() -> Store:
    """An empty store that lives as long as the process."""
    return LocalStore(ox.Store())
