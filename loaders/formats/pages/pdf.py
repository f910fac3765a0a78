"""PDF documents: text and tables page by page.  Needs the extra ``pdf``."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from loaders.formats.containers import sandbox
from loaders.source import UnreadableFile

ENDINGS = (".pdf",)
_BEGIN, _END = b"%PDF-", b"%%EOF"
_SECONDS, _SECONDS_PER_MEGABYTE = 20.0, 20.0
_MEMORY = 3 << 29  # bytes: looped drawings fill all that there is
_HEAD = 1024  # bytes in which readers look for the mark (ISO 32000-1, implementation note 13)


def is_pdf(data: bytes) -> bool:
    """Whether ``data`` is a PDF document, whatever the file's name says; readers accept some bytes before its mark."""
    return data.startswith(_BEGIN) or (_BEGIN in data[:_HEAD] and _END in data[-_HEAD:])


def pages(data: bytes, name: str) -> list[dict[str, Any]]:
    """Every page as :func:`loaders.formats.pages.page_layout.page` gives it.

    Raises UnreadableFile where the extra is missing, or the file is damaged, encrypted or over a limit.
    """
    if find_spec("pypdfium2") is None:
        raise UnreadableFile(
            f"{name} is a PDF document, for which this installation lacks the reader: "
            "run pip install 'policy-kg[pdf]' and load it again."
        )
    # A page takes some 10 ms: what is small and takes long is crafted, and the other files wait for it.
    seconds = min(sandbox.SECONDS, round(_SECONDS + _SECONDS_PER_MEGABYTE * len(data) / 1_000_000))
    found: list[dict[str, Any]] = sandbox.run(
        "loaders.formats.pages.pdf_pages", data, name, memory=_MEMORY, seconds=seconds
    )
    return found
