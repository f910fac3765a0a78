"""Compound files (MS-CFB) made for tests: streams at the top, the sectors where the test wants them."""

from __future__ import annotations

import struct

from loaders.formats.containers.compound import MAGIC

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512


def entry(name: str, kind: int, start: int, size: int, right: int = FREE, below: int = FREE) -> bytes:
    raw = name.encode("utf-16-le")
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(raw) + 2, kind, 1, FREE, right, below)
        + bytes(36)
        + struct.pack("<III", start, size, 0)
    )


def packed(streams: dict[str, bytes], *, padding: int = 0, next_directory: int | None = None) -> bytes:
    """A file with these streams, each of at least 4,096 bytes; ``padding``: free sectors before the directory.

    ``next_directory`` is what the table says that follows the directory's last sector.
    """
    entries = [entry("Root Entry", 5, END, 0, below=1)]
    body, table = b"", []
    for number, (name, content) in enumerate(streams.items(), 1):
        start = len(table)
        content = content.ljust(-(-max(len(content), 4096) // SECTOR) * SECTOR, b"\0")
        count = len(content) // SECTOR
        table += [*range(start + 1, start + count), END]
        body += content
        entries.append(entry(name, 2, start, len(content), right=number + 1 if number < len(streams) else FREE))
    table += [FREE] * padding
    body += bytes(padding * SECTOR)
    entries += [bytes(128)] * (-len(entries) % 4)
    first, count = len(table), len(entries) // 4
    table += [*range(first + 1, first + count), END if next_directory is None else next_directory]
    body += b"".join(entries)
    in_sector = SECTOR // 4
    tables = 1
    while len(table) + tables + _further(tables) > tables * in_sector:
        tables += 1
    further = _further(tables)
    places = list(range(len(table), len(table) + tables))
    table += [FAT] * tables + [0xFFFFFFFC] * further
    table += [FREE] * (tables * in_sector - len(table))
    body += struct.pack(f"<{len(table)}I", *table)
    first_further = places[-1] + 1
    rest = places[109:]
    for number in range(further):
        some = rest[127 * number : 127 * (number + 1)]
        some += [FREE] * (127 - len(some))
        body += struct.pack("<128I", *some, first_further + number + 1 if number + 1 < further else END)
    head = MAGIC + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, tables, first, 0, 4096, END, 0, first_further if further else END, further)
    inline = (places + [FREE] * 109)[:109]
    return head + struct.pack("<109I", *inline) + body


def _further(tables: int) -> int:
    return -(-max(tables - 109, 0) // 127)
