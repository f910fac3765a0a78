"""Crafted files that try to kill, hang or mislead a reader; each is made here, none is kept as a file."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

SECRET = "机密口令一二三"
"""Stands in a file beside the crafted ones; no reader may be led to it."""


@dataclass(frozen=True, slots=True)
class Attack:
    """A file ``name`` of ``data()``; ``says``: a pattern of the sentence that refuses it, or None where it may be read too."""

    name: str
    data: Callable[[], bytes]
    says: str | None = ""


MEGABYTE = bytes(1 << 20)


@cache
def deflated_zeros(megabytes: int) -> tuple[bytes, int]:
    """``megabytes`` of NUL as a raw deflate stream, a thousandth of the size; and its CRC-32."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packer.compress(b"")
    # After a full flush the stream knows nothing of what came before, so the same bytes may follow again and again.
    block = packer.compress(MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    crc = 0
    for _ in range(megabytes):
        crc = zlib.crc32(MEGABYTE, crc)
    return block * megabytes + b"\x03\x00", crc


def zlib_zeros(megabytes: int) -> bytes:
    """The same as a zlib stream (FlateDecode of PDF)."""
    raw, _ = deflated_zeros(megabytes)
    adler = ((megabytes << 20) % 65521 << 16) | 1
    return b"\x78\xda" + raw + adler.to_bytes(4, "big")
