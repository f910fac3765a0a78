"""Crafted compound files (old .doc, .xls, .wps, .et): looped tables of sectors."""

from __future__ import annotations

import struct
from functools import partial

from attacks import Attack

END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def entry(name: str, kind: int, start: int, size: int, child: int = FREE, right: int = FREE, left: int = FREE) -> bytes:
    printed = name.encode("utf-16-le") + b"\0\0"
    return (
        printed.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(printed), kind, 1, left, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def compound(
    *streams: tuple[str, bytes, int],
    fat: dict[int, int] | None = None,
    header: dict[int, int] | None = None,
    links: tuple[int, int] = (FREE, FREE),
) -> bytes:
    """A compound file (MS-CFB) of streams (name, bytes, declared size or -1); ``fat`` and ``header`` (offset: value) lie."""
    entries = [entry("Root Entry", 5, END, 0, child=1, right=links[0], left=links[1])]
    body: list[bytes] = []
    table = [FAT, END]  # sector 0 the table, sector 1 the directory
    for number, (name, data, size) in enumerate(streams, 1):
        padded = data.ljust(max(4096, -(-len(data) // 512) * 512), b"\0")
        first = 2 + len(body)
        count = len(padded) // 512
        table += [*range(first + 1, first + count), END]
        body += [padded[at : at + 512] for at in range(0, len(padded), 512)]
        following = number + 1 if number < len(streams) else links[0]
        entries.append(entry(name, 2, first, len(padded) if size < 0 else size, right=following))
    for place, value in (fat or {}).items():
        table[place] = value
    table += [FREE] * (128 - len(table))
    head = bytearray(512)
    head[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 44, 1, 1, 0, 4096, END, 0, END, 0, 0)
    struct.pack_into("<108I", head, 80, *[FREE] * 108) if False else None
    head[80:512] = struct.pack("<108I", *[FREE] * 108)
    struct.pack_into("<I", head, 76, 0)
    for offset, value in (header or {}).items():
        struct.pack_into("<I", head, offset, value)
    directory = b"".join(entries)[:512].ljust(512, b"\0")
    return bytes(head) + struct.pack("<128I", *table[:128]) + directory + b"".join(body)


FIB = struct.pack("<HHHH", 0xA5EC, 0xC1, 0, 0x804) + bytes(2000)
BIFF = struct.pack("<HHHHHII", 0x809, 16, 0x600, 5, 0x1234, 0, 0) + bytes(4)
BIFF_CELLS = BIFF + b"".join(struct.pack("<HHHHHd", 0x203, 14, row, 255, 15, 1.5) for row in range(0, 65536, 5))
_STREAMS = {
    "doc": ("WordDocument", FIB),
    "wps": ("WordDocument", FIB),
    "xls": ("Workbook", BIFF),
    "et": ("Workbook", BIFF),
}


def plain(form: str, size: int = -1, **lies: object) -> bytes:
    name, data = _STREAMS[form]
    return compound((name, data, size), **lies)  # type: ignore[arg-type]


def shared(form: str) -> list[Attack]:
    return [
        Attack(f"fat-loop.{form}", partial(plain, form, fat={4: 2}), ""),
        Attack(f"fat-self.{form}", partial(plain, form, fat={2: 2}), ""),
        Attack(f"fat-far.{form}", partial(plain, form, fat={3: 0x7FFFFFFF}), ""),
        Attack(f"directory-loop.{form}", partial(plain, form, fat={1: 1}), ""),
        Attack(f"entry-loop.{form}", partial(plain, form, links=(1, 0)), ""),
        Attack(f"table-loop.{form}", partial(plain, form, header={68: 0, 72: 0x7FFFFFFF}), ""),
        Attack(f"table-count.{form}", partial(plain, form, header={44: 0xFFFFFFFF}), ""),
        Attack(f"mini-loop.{form}", partial(plain, form, header={60: 0, 64: 0x7FFFFFFF}), ""),
        Attack(f"sector-size.{form}", partial(plain, form, header={28: 0x0600FFFE}), ""),
        Attack(f"stream-size.{form}", partial(plain, form, 0x7FFFFFFFFFFF), ""),
        Attack(f"nothing.{form}", partial(plain, form), ""),
        Attack(f"head.{form}", lambda: bytes.fromhex("d0cf11e0a1b11ae1"), ""),
        Attack(f"ones.{form}", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\xff" * 100_000, ""),
        Attack(f"zeros.{form}", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100_000), ""),
        Attack(
            f"encrypted.{form}",
            lambda: compound(("EncryptedPackage", bytes(5000), -1), ("EncryptionInfo", bytes(300), -1)),
            "password|protected",
        ),
    ]


DOCS = [*shared("doc"), *shared("wps")[:2]]
SHEETS = [
    *shared("xls"),
    *shared("et")[:2],
    Attack("password.xls", lambda: compound(("Workbook", BIFF + struct.pack("<HHHHH", 0x2F, 6, 0, 1, 2), -1)), ""),
    Attack("records.xls", lambda: compound(("Workbook", BIFF + b"\xfc\x00\xff\xff\xff\xff\xff\x7f" * 200, -1)), ""),
]
