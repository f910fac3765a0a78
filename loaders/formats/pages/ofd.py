"""OFD documents, the national fixed-layout format (GB/T 33190-2016): a zip of XML parts with a place for every character.

Signatures, annotations and attachments are no part of what the pages print, and are not read.
"""

from __future__ import annotations

from typing import Any

from loaders.formats.containers import archive, sandbox
from loaders.source import UnreadableFile

ENDINGS = (".ofd",)
_ROOT = "OFD.xml"


def is_ofd(data: bytes) -> bool:
    """Whether ``data`` is an OFD document, whatever the file's name says."""
    if not archive.is_zip(data):
        return False
    try:
        return archive.Archive(data, "").has(_ROOT)
    except UnreadableFile:
        return _ROOT.encode() in data  # reading it says what is wrong


def pages(data: bytes, name: str) -> list[dict[str, Any]]:
    """Every page as :func:`loaders.formats.pages.ofd_pages.parse` gives it.

    Raises UnreadableFile where the file is damaged, encrypted or over a limit.
    """
    found: list[dict[str, Any]] = sandbox.run("loaders.formats.pages.ofd_pages", data, name)
    return found
