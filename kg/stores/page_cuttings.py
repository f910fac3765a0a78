"""Parts of the kept images of scanned pages as PNG, cut in the readers' sandbox."""

from __future__ import annotations

from collections.abc import Callable

from loaders.formats.containers import sandbox
from loaders.formats.scans import scan


def cutter() -> Callable[[bytes, str], list[str | None]] | None:
    """What cuts what is asked (:mod:`loaders.formats.scans.cuttings`) for the document of a name; None where the extra ``[ocr]`` is not installed."""
    return _cut if scan.available() else None


def _cut(asked: bytes, document: str) -> list[str | None]:
    told: list[str | None] = sandbox.run("loaders.formats.scans.cuttings", asked, document)
    return told
