"""What answers rest on while a load has not come to its end, for regulations are resolved when all files are stored; or on another version's work."""

from __future__ import annotations

from importlib.metadata import version

from kg.resolution import rules
from kg.stores import catalogue, layout
from kg.stores.catalogue import Catalogue, LoadedFile
from kg.stores.store import Store
from ontology.iris import NS

_OTHER_RULES = (
    "This store was made by another version of policy-kg, so answers may be missing; run kg load again on its files."
)
_FIRST = (
    "This store was made by version 0.1.0 of policy-kg and is read as it is; kg load of its files brings it up to date, "
    "kg compact as far as that is possible without them."
)
_SHOWN = 3


def notice(store: Store) -> str | None:
    """A sentence where what is derived is not what we would make of the documents; None where it is."""
    if not catalogue.is_stale(store):
        if store.path is not None and layout.is_first(store.path):
            return _FIRST
        return _OTHER_RULES if rules.differ(store) else None
    held = store.holder()
    if held is not None:
        return f"New files are being stored ({held}): answers about regulations do not include them yet."
    return "The last load was interrupted, so answers about regulations may miss the newest files; run kg load again."


def documents(store: Store) -> str | None:
    """A sentence where another version of policy-kg stored documents; None where ours stored all.  Reads the whole catalogue."""
    ours = version("policy-kg")
    entries = Catalogue.read(store).entries.values()
    # What follows + are the user's templates: those change with a setting.
    others = {entry.document: entry for entry in entries if entry.version.partition("+")[0] != ours}
    if not others:
        return None
    told = (
        f"{len(others):,} of {len({entry.document for entry in entries}):,} documents were stored by another version of policy-kg: "
        "kg load their files again, wherever these are now."
    )
    lost = sorted(entry.file_name for entry in others.values() if _lost(store, entry))
    if lost:
        names = ", ".join(lost[:_SHOWN]) + (", …" if len(lost) > _SHOWN else "")
        told += f" Stored without their tables, and no longer where they were: {names}."
    return told


def _lost(store: Store, entry: LoadedFile) -> bool:
    """Whether a document is stored without its tables, and its file is not where it was."""
    kept = store.statements(entry.document, NS + "records", None, entry.document)
    return not entry.is_there() and next(kept, None) is None
