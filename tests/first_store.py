"""A store as version 0.1.0 of policy-kg left it: four documents whose files are gone, and three judgements beside it."""

from __future__ import annotations

import tarfile
from pathlib import Path

from folders import DATA

QUADS, JUDGED = 6_732, 3


def unpacked(to: Path) -> Path:
    """The store, in the folder ``to``."""
    with tarfile.open(DATA / "fixtures" / "store-0.1.0.tar.xz") as packed:
        packed.extractall(to, filter="data")
    return to / "policy.kg"
