"""First bytes that tell a file's true format, whatever its name says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ontology.tables import rows


@dataclass(frozen=True, slots=True)
class Signature:
    """``start``: the bytes a file of this format begins with; ``inside``: bytes that also stand in its first 4,096."""

    start: bytes
    inside: bytes
    what: str
    advice: str


@cache
def _signatures() -> tuple[Signature, ...]:
    return tuple(
        Signature(bytes.fromhex(row["start"]), row["inside"].encode(), row["what"], row["advice"])
        for row in rows("loaders.formats.containers", "signatures.tsv")
    )


def named(data: bytes) -> Signature | None:
    """The binary format that ``data`` shows itself to be, or None."""
    head = data[:4096]
    for signature in _signatures():
        if head.startswith(signature.start) and signature.inside in head:
            return signature
    return None
