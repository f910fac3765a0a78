"""Compound files (.doc, .xls, .wps, .et, protected .docx): what stands at the top of their directory (MS-CFB).

Only the directory is read, every chain of it to an end that does not depend on what the file says of itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_DIRECTORY: Final = 4_096
"""Sectors of the directory that are read; a sector has at least four entries."""
_IN_HEADER = 109
_ENTRY = 128
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks
_STREAM = 2
_SMALL = 4_096  # bytes: smaller streams stand inside another one


def streams(data: bytes) -> dict[str, int | None]:
    """The streams at the top of a compound file: name -> where its bytes begin in the file, None for a small one.

    Raises ValueError where the directory is damaged.  A storage, such as an embedded document, is not looked into.
    """
    try:
        return _streams(data)
    except struct.error as error:
        raise ValueError("the directory points outside the file") from error


def _streams(data: bytes) -> dict[str, int | None]:
    shift, first = struct.unpack_from("<H", data, 30)[0], struct.unpack_from("<I", data, 48)[0]
    if not data.startswith(MAGIC) or shift not in (9, 12):
        raise ValueError("no compound file")
    entries = [
        data[place : place + _ENTRY]
        for sector in _chain(data, shift, first)
        for place in range((sector + 1) << shift, (sector + 2) << shift, _ENTRY)
    ]
    if not entries or len(entries[0]) < _ENTRY:
        raise ValueError("no directory")
    found: dict[str, int | None] = {}
    # The names are a tree: each entry points to those before and after it; the first entry, the root, to one of its own.
    waiting, seen = [_number(entries[0], 76)], set[int]()
    while waiting:
        index = waiting.pop()
        if index in seen or index >= len(entries) or len(entries[index]) < _ENTRY:
            continue
        seen.add(index)
        entry = entries[index]
        waiting += [_number(entry, 68), _number(entry, 72)]
        if entry[66] == _STREAM:
            length = min(max(struct.unpack_from("<H", entry, 64)[0] - 2, 0), 62)
            name = entry[:length].decode("utf-16-le", "replace")
            small = _number(entry, 120) < _SMALL
            found[name] = None if small else (_number(entry, 116) + 1) << shift
    return found


def _chain(data: bytes, shift: int, sector: int) -> Iterator[int]:
    """The sectors of the directory in their order."""
    tables = _tables(data, shift)
    for _ in range(MAX_DIRECTORY):
        if sector >= _LAST:
            return
        yield sector
        table, place = divmod(sector, 1 << (shift - 2))
        if table >= len(tables) or tables[table] >= _LAST:
            return
        sector = _number(data, ((tables[table] + 1) << shift) + 4 * place)


def _tables(data: bytes, shift: int) -> list[int]:
    """The sectors that say which sector follows which: the first in the header, the others in a chain of their own."""
    tables = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 76))
    further = _number(data, 68)
    numbers = 1 << (shift - 2)
    while further < _LAST and len(tables) << shift < len(data):
        *more, further = struct.unpack_from(f"<{numbers}I", data, (further + 1) << shift)
        tables += more
    return tables


def _number(data: bytes, place: int) -> int:
    number: int = struct.unpack_from("<I", data, place)[0]
    return number
