"""Zip archives: the limits that hold for every format made of one."""

from __future__ import annotations

import io
import re
import struct
import zipfile

import pytest

from loaders.formats.containers import archive
from loaders.formats.containers.archive import Archive
from loaders.source import UnreadableFile


def packed(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return stream.getvalue()


def refused(data: bytes, part: str = "a.xml") -> str:
    with pytest.raises(UnreadableFile) as error:
        Archive(data, "a.docx").xml(part)
    message = str(error.value)
    assert message.startswith("a.docx ") and message.endswith(".") and "\n" not in message
    return message


def test_parts_by_name() -> None:
    opened = Archive(packed({"word/document.xml": "<a>甲</a>", "b/": b"", "c.bin": b"\x00"}), "a.docx")
    assert opened.names == ("word/document.xml", "c.bin")
    assert opened.has("/Word\\Document.xml") and not opened.has("d")
    assert opened.part("c.bin") == b"\x00"
    assert opened.xml("word/document.xml").text == "甲"
    assert archive.is_zip(packed({})) and not archive.is_zip(b"PK")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb2312", "GBK", "iso-8859-1"])
def test_encodings_of_parts(encoding: str) -> None:
    text = "é" if encoding == "iso-8859-1" else "县"
    part = f'<?xml version="1.0" encoding="{encoding}"?><a>{text}</a>'.encode(encoding)
    assert Archive(packed({"a.xml": part}), "a.docx").xml("a.xml").text == text


BOMB = "<!DOCTYPE a [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(12)) + "]>"


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (BOMB + "<a>&e11;</a>", "document type"),
        ('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a"><a/>', "document type"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "document type"),
        ((BOMB + "<a>&e11;</a>").encode("utf-16"), "document type"),
        (b'<?xml version="1.0" encoding="cp037"?>' + (BOMB + "<a>&e11;</a>").encode("cp037"), "damaged"),
        (b'<?xml version="1.0"' + b" " * 9000 + b'encoding="cp037"?>' + BOMB.encode("cp037"), "damaged"),
        (b'\xef\xbb\xbf<?xml version="1.0" encoding="cp037"?>' + BOMB.encode("cp037"), "damaged"),
        ("<a><b></a>", "damaged"),
        ("", "damaged"),
        (b"<a>\xff</a>", "damaged"),
        ("<a>&nbsp;</a>", "damaged"),
        ("<a>" + "<b/>" * archive.MAX_MARKS + "</a>", "million marks"),
        ("<a " + "".join(f'a{n}="" ' for n in range(archive.MAX_MARKS)) + "/>", "(?:million marks|64 MB)"),
    ],
    ids=[
        "bomb",
        "network",
        "file",
        "utf-16",
        "ebcdic",
        "far",
        "mark",
        "cut",
        "empty",
        "no UTF-8",
        "entity",
        "elements",
        "attributes",
    ],
)
def test_refused_xml(part: str | bytes, said: str) -> None:
    assert re.search(said, refused(packed({"a.xml": part})))


def test_sizes_are_counted_while_reading() -> None:
    data = bytearray(packed({"a.xml": b" " * (archive.MAX_PART_BYTES + 1)}))
    # What the directory says of the size, in both its places, is a lie: zipfile stops there and the checksum fails.
    assert "64 MB in a part" in refused(bytes(data))
    central = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, central + 24, 10)
    assert "damaged" in refused(bytes(data))


def test_all_parts_together_are_limited() -> None:
    parts: dict[str, bytes | str] = dict.fromkeys("12345", b" " * archive.MAX_PART_BYTES)
    opened = Archive(packed(parts), "a.zip")
    with pytest.raises(UnreadableFile, match="256 MB in all"):
        for name in opened.names:
            opened.part(name)


def test_a_part_that_is_read_twice_counts_once() -> None:
    opened = Archive(packed({"a": b" " * archive.MAX_PART_BYTES}), "a.zip")
    for _ in range(6):
        assert len(opened.part("a")) == archive.MAX_PART_BYTES


@pytest.mark.parametrize("count", [archive.MAX_ENTRIES + 1, 50 * archive.MAX_ENTRIES + 1])
def test_too_many_entries(count: int) -> None:
    with pytest.raises(UnreadableFile, match=f"has {count:,} entries, more than the limit of 2,000"):
        Archive(packed({f"{n}": b"" for n in range(count)}, zipfile.ZIP_STORED), "a.zip")


def test_damaged_encrypted_and_unusual() -> None:
    good = packed({"a.xml": "<a/>" * 1000})
    assert "damaged" in refused(good[:-30])
    assert "lacks its part b.xml: save it again" in refused(good, "b.xml")
    flagged = bytearray(good)
    flagged[6] |= 1
    flagged[flagged.rindex(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(flagged)) == "a.docx is protected by a password: save it without one and load that."
    assert "unusual method" in refused(packed({"a.xml": "<a/>"}, zipfile.ZIP_LZMA))
    with pytest.raises(UnreadableFile, match=r"^is damaged: open it and load that\.$"):
        Archive(b"PK\x03\x04", "", "open it")
