"""Names of files that are no text for the system, such as GBK bytes on Linux: written as text and found again, and made readable.

Python keeps a byte that it cannot decode as half a surrogate pair (PEP 383), which neither RDF nor UTF-8 takes.  And names that every system
takes, for what is written under the name of something: Windows refuses some characters, some ends and the names of its devices.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

# Half a surrogate pair; a backslash in front of what reads like one of ours.
_UNWRITABLE = re.compile(r"[\ud800-\udfff]|\\(?=x(?:5c|[89a-f][0-9a-f])|ud[89a-f][0-9a-f]{2})")
_WRITTEN = re.compile(r"\\(?:x(5c|[89a-f][0-9a-f])|u(d[89a-f][0-9a-f]{2}))")
# What stands between spaces and slashes is one name, whose bytes are of one encoding.
_NAME = re.compile(r"[^\s/]*[\ud800-\udfff][^\s/]*")
_BYTES = 0xDC00
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³]) *(?:\..*)?", re.I | re.S)
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
# Bytes that are kept of a name (Linux has 255), and those of an ending that stays.
_MOST_BYTES, _ENDING_BYTES = 200, 20


def written(path: str) -> str:
    r"""A path as text, from which :func:`meant` gives the path again: an undecodable byte is ``\xd4``, other halves of pairs ``\ud83d``.

    Two paths are never written alike, so a backslash that would be taken for the beginning of such a sign is itself ``\x5c``.
    """

    def sign(found: re.Match[str]) -> str:
        number = ord(found[0])
        byte = number - _BYTES if 0x80 <= number - _BYTES <= 0xFF else number
        return f"\\x{byte:02x}" if byte <= 0xFF else f"\\u{byte:04x}"

    return _UNWRITABLE.sub(sign, path)


def meant(text: str) -> str:
    """The path that :func:`written` wrote so."""

    def character(found: re.Match[str]) -> str:
        if found[2]:
            return chr(int(found[2], 16))
        byte = int(found[1], 16)
        return chr(byte if byte < 0x80 else _BYTES + byte)

    return _WRITTEN.sub(character, text)


def readable(text: str) -> str:
    """Text with names of files in it, for people: names that are no UTF-8 are read as GB18030, else their bytes stand as ``%FF``."""
    return _NAME.sub(_readable, text)


def _readable(found: re.Match[str]) -> str:
    try:
        data = found[0].encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a pair of UTF-16, as Windows allows
        return found[0].encode("utf-8", "replace").decode("utf-8")
    try:
        name = data.decode("gb18030")
    except UnicodeDecodeError:
        name = ""
    return name if name and name.isprintable() else "".join(f"%{b:02X}" if b > 0x7F else chr(b) for b in data)


def is_reserved(name: str) -> bool:
    """Whether Windows takes a name for a device, with whatever ending: CON, nul.txt, COM1."""
    return _RESERVED.fullmatch(name) is not None


def portable(name: str) -> str:
    """A name as every system takes it, blank where nothing is left of it; of a long one the beginning and the ending."""
    name = _REFUSED.sub("_", readable(name)).strip().rstrip(". ")
    if is_reserved(name):
        name = f"_{name}"
    if len(name.encode()) <= _MOST_BYTES:
        return name
    ending = PurePosixPath(name).suffix
    ending = ending if len(ending.encode()) <= _ENDING_BYTES else ""
    stem = name.removesuffix(ending).encode()[: _MOST_BYTES - len(ending.encode()) - 3].decode("utf-8", "ignore")
    return f"{stem}…{ending}"
