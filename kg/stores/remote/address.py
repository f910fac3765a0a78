"""Where an endpoint takes queries, updates and whole graphs: the first is what the user names, the others stand beside it.

SPARQL 1.1 gives each of the three its own address and no way to ask for them, so the table holds what engines do by default;
``KG_STORE_UPDATE`` and ``KG_STORE_GRAPHS`` say it where an installation differs.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import platformdirs

from kg.stores.store import StoreError
from ontology import tables

UPDATE, GRAPHS = "KG_STORE_UPDATE", "KG_STORE_GRAPHS"


@dataclass(frozen=True, slots=True)
class Address:
    """An endpoint: ``query`` is its query address, ``update`` and ``graphs`` are where the others may be, the likeliest first."""

    query: str
    update: tuple[str, ...]
    graphs: tuple[str, ...]

    def __str__(self) -> str:
        """To show: without parameters, which may hold a key."""
        parts = urlsplit(self.query)
        return f"{parts.scheme}://{parts.netloc}{parts.path}"

    @property
    def home(self) -> Path:
        """What stands beside a folder's store has its place here, in the user's data folder: a name that tells which endpoint."""
        digest = hashlib.sha256(self.query.encode()).hexdigest()[:8]
        host = re.sub(r"[^\w.-]", "_", urlsplit(self.query).hostname or "")
        return platformdirs.user_data_path("policy-kg", appauthor=False) / f"{host}-{digest}"


def read(text: str) -> Address:
    """The endpoint at an address, with what the environment says of it.

    :raises StoreError: it is no address, or holds a password.
    """
    query = _checked(text, "--store")
    beside = _beside(query)
    update = os.environ.get(UPDATE)
    graphs = os.environ.get(GRAPHS)
    return Address(
        query,
        (_checked(update, UPDATE),) if update else tuple(dict.fromkeys([*(one for one, _ in beside), query])),
        (_checked(graphs, GRAPHS),) if graphs else tuple(dict.fromkeys([*(one for _, one in beside), query])),
    )


def _checked(text: str, named: str) -> str:
    parts = urlsplit(text.strip())
    try:
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        port_fits = False
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_fits:
        raise StoreError(f"{named} is no address of an endpoint; it looks like https://host/sparql.")
    if parts.username is not None or parts.password is not None:
        raise StoreError(
            f"{named} holds a user name or password, which others could read in lists of processes and in logs; put them into "
            "KG_STORE_USER and KG_STORE_PASSWORD, or into the file .netrc."
        )
    return urlunsplit(parts._replace(fragment=""))


def _beside(query: str) -> list[tuple[str, str]]:
    """The update and graph-store addresses that engines have beside such a query address."""
    parts = urlsplit(query)
    found = []
    for row in tables.rows("kg.stores.remote", "addresses.tsv"):
        pattern = re.escape(row["query"]).replace(r"\*", "([^/]+)") + "/?$"
        fits = re.search(pattern, parts.path)
        if fits is None:
            continue
        before, held = parts.path[: fits.start()], fits[1] if fits.re.groups else ""
        update, graphs = (
            # The query's own parameters (a default graph, say) are none of an update's.
            urlunsplit(parts._replace(path=before + row[column].replace("*", held), query="", fragment=""))
            for column in ("update", "graphs")
        )
        found.append((update, graphs))
    return found
