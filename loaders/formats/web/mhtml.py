"""Web pages in one file with their pictures (.mht, .mhtml), which office systems also offer under the name .doc (RFC 2557)."""

from __future__ import annotations

import email
import re
from email.message import Message
from typing import Final

from loaders.source import UnreadableFile

ENDINGS: Final = (".mht", ".mhtml")
MAX_BOUNDARIES: Final = 50
"""Parts with parts inside: each costs the parser a look at every line."""
_HEAD = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s{0,20}(?=[A-Za-z-]{2,40}:)(?=[\s\S]{0,2000}?^MIME-Version:)(?=[\s\S]{0,3000}?^Content-Type:\s*multipart/)",
    re.I | re.M,
)


def is_page(data: bytes) -> bool:
    """Whether ``data`` begins with the head of a message of several parts."""
    return _HEAD.match(data[:4096]) is not None


def page(data: bytes, name: str) -> tuple[bytes, str | None]:
    """The bytes of the page itself, its first part that is HTML, and the encoding that its head declares.

    Raises UnreadableFile where there is none.
    """
    if data.count(b"boundary=") <= MAX_BOUNDARIES:
        message: Message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf \r\n\t"))
        for part in message.walk():
            content = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
            if isinstance(content, bytes) and content.strip():
                charset = (part.get_content_charset() or "").lower()
                return content, "gb18030" if charset.startswith("gb") else charset or None
    raise UnreadableFile(
        f"{name} is a saved web page (.mht) without text: open it in a browser, save it as .html and load that."
    )
