"""Zip archives with false directories, bombs and path tricks."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from functools import partial

from attacks import Attack, deflated_zeros

GOOD = "清河县2024年预算公开。\n依据《村医补助办法》（松财社发〔2023〕1号）安排10万元。\n".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An entry of a zip file; every field of its headers can be false."""

    name: bytes
    packed: bytes
    crc: int
    size: int
    method: int = 8
    flags: int = 0x800
    mode: int = 0o100644
    packed_size: int | None = None
    at: int | None = None


def member(name: str | bytes, data: bytes, **fields: int) -> Member:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    printed = name.encode() if isinstance(name, str) else name
    return Member(**{"name": printed, "packed": packed, "crc": zlib.crc32(data), "size": len(data), **fields})  # type: ignore[arg-type]


def zeros(name: str, megabytes: int, **fields: int) -> Member:
    packed, crc = deflated_zeros(megabytes)
    return Member(**{"name": name.encode(), "packed": packed, "crc": crc, "size": megabytes << 20, **fields})  # type: ignore[arg-type]


def zipped(*members: Member) -> bytes:
    """The members as a zip file, by the letter of APPNOTE, so that headers can lie where zipfile would not."""
    body, directory = bytearray(), bytearray()
    for m in members:
        packed_size = len(m.packed) if m.packed_size is None else m.packed_size
        offset = len(body) if m.at is None else m.at
        common = struct.pack("<HHHHHIIIHH", 20, m.flags, m.method, 0, 0x21, m.crc, packed_size, m.size, len(m.name), 0)
        if m.at is None:
            body += b"PK\x03\x04" + common + m.name + m.packed
        directory += b"PK\x01\x02" + struct.pack("<H", 0x314) + common
        directory += struct.pack("<HHHII", 0, 0, 0, m.mode << 16, offset) + m.name
    end = struct.pack("<HHHHIIH", 0, 0, len(members) & 0xFFFF, len(members) & 0xFFFF, len(directory), len(body), 0)
    return bytes(body + directory + b"PK\x05\x06" + end)


def with_good(*members: Member) -> bytes:
    return zipped(member("a.txt", GOOD), *members)


def many(count: int) -> bytes:
    return zipped(*(member(f"{n}.txt", b"x") for n in range(count)))


def many_large() -> bytes:
    return with_good(*(zeros(f"{n}.bin", 30) for n in range(20)))


def overlapping() -> bytes:
    """A thousand entries that all point to the same 60 MB."""
    whole = zeros("0.txt", 60)
    return zipped(whole, *(zeros(f"{n}.txt", 60, at=0) for n in range(1, 1000)))


def nested(depth: int) -> bytes:
    data = with_good()
    for n in range(depth):
        data = zipped(member(f"{n}.zip", data))
    return data


def fan(depth: int, width: int) -> bytes:
    """42.zip: each archive holds ``width`` others, at the bottom 60 MB each."""
    data = zipped(zeros("0.txt", 60))
    for _ in range(depth):
        data = zipped(*(member(f"{n}.zip", data) for n in range(width)))
    return data


def tricks() -> bytes:
    names = [
        "../../out.txt",
        "/tmp/out.txt",
        "C:\\out.txt",
        "..\\out.txt",
        "a\0.txt",
        "con.txt",
        "a/../../../b.txt",
        "",
    ]
    return with_good(
        *(member(name, GOOD + name.encode()) for name in names),
        member(b"\xff\xfe\x80.txt", GOOD + b"1", flags=0),
        member("link.txt", b"/etc/passwd", mode=0o120777),
        member("dir.txt/", b"", mode=0o040755),
    )


def cut() -> bytes:
    return with_good(member("b.txt", GOOD * 50))[:-80]


ZIPS = [
    Attack("bomb.zip", lambda: with_good(zeros("b.txt", 900)), "MB"),
    Attack("many.zip", partial(many, 3000), "2,000"),
    Attack("very-many.zip", partial(many, 300_000), "2,000"),
    Attack("many-large.zip", many_large, "256 MB|not read|holds no"),
    Attack("overlapping.zip", overlapping, "MB"),
    Attack("nested.zip", partial(nested, 60), "zip"),
    Attack("fan.zip", partial(fan, 5, 16), ""),
    Attack("lying-size.zip", lambda: with_good(zeros("b.txt", 900, size=10)), ""),
    Attack("lying-size-large.zip", lambda: with_good(member("b.txt", GOOD, size=0xFFFFFFF0)), None),
    Attack("lying-packed.zip", lambda: with_good(member("b.txt", GOOD, packed_size=0x7FFFFFFF)), None),
    Attack("lying-offset.zip", lambda: with_good(member("b.txt", GOOD, at=0x7FFFFFFF)), ""),
    Attack("wrong-crc.zip", lambda: zipped(member("b.txt", GOOD, crc=1)), "damaged"),
    Attack("password.zip", lambda: zipped(member("b.txt", GOOD, flags=0x801)), "password"),
    Attack("method.zip", lambda: zipped(member("b.txt", GOOD, method=98)), ""),
    Attack("tricks.zip", tricks, None),
    Attack("cut.zip", cut, "damaged"),
    Attack("only-head.zip", lambda: b"PK\x03\x04" + bytes(1000), "damaged"),
    Attack("empty.zip", lambda: zipped(), ""),
    Attack("rubbish.zip", lambda: b"PK\x03\x04PK\x01\x02" * 400_000, ""),
]
