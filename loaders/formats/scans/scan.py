"""Read by OCR what is only a picture: pages without a text layer that can be read, files of pictures, and pictures in a text."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from loaders.formats.containers import sandbox
from loaders.formats.pages import ofd, pdf
from loaders.source import Source, UnreadableFile

ENDINGS: Final = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
MAX_PAGES: Final = 200
"""Pages of one file that are read by OCR, each of which takes seconds."""
_MARKS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_MODULE = "loaders.formats.scans.scanned_pages"
_NEEDED = ("rapidocr", "onnxruntime", "cv2", "PIL")
_MEMORY = 3 << 29  # bytes
_TOGETHER = 4  # pages that one process reads
_SECONDS, _SECONDS_PER_PAGE = 60.0, 60.0  # what takes three on a machine at rest
_MOST_FAILED = 3  # processes of a file that end so, until the rest of it is left
Paged = Callable[[str, int, int], None]
"""Is told a file's name, how many of its pages OCR has read, and how many it is to read."""
told_pages: Final[ContextVar[Paged]] = ContextVar("told_pages", default=lambda name, read, pages: None)
"""Who is told, while a file is read, how far OCR is."""
RASTERS: Final = (*ENDINGS, ".bmp", ".gif")
"""The endings of pictures inside documents."""


def available() -> bool:
    """Whether the extra ``ocr`` is installed."""
    return all(find_spec(name) is not None for name in _NEEDED)


def endings() -> tuple[str, ...]:
    """The endings of pictures, which are documents where OCR can read them."""
    return ENDINGS if available() else ()


def is_picture(data: bytes) -> bool:
    """Whether ``data`` is a picture that can be read here."""
    return data.startswith(_MARKS) and available()


def source(data: bytes, path: str, name: str, sha256: str) -> Source:
    """A picture as a source; each frame of a TIFF is a page.

    Raises UnreadableFile where it is damaged or over a limit, or no word is found in it.
    """
    count = sandbox.run("loaders.formats.scans.pictures", data, name, memory=_MEMORY)["frames"]
    return _source([{"state": "scanned"}] * count, data, path, name, sha256, "image")


def of_pdf(data: bytes, path: str, name: str, sha256: str) -> Source:
    """A PDF as a source: pages without a text layer that can be read are read by OCR where it is installed, and named in its warnings otherwise.

    Raises UnreadableFile where no page can be read, and as :func:`loaders.formats.pages.pdf.pages` does.
    """
    return _source(pdf.pages(data, name), data, path, name, sha256, "pdf")


def of_ofd(data: bytes, path: str, name: str, sha256: str) -> Source:
    """An OFD as a source: as :func:`of_pdf` gives a PDF."""
    return _source(ofd.pages(data, name), data, path, name, sha256, "ofd")


def _source(pages: Sequence[Mapping[str, Any]], data: bytes, path: str, name: str, sha256: str, form: str) -> Source:
    from loaders.formats.pages import fixed_layout

    told, warnings = _with_words(pages, data, name)
    found = fixed_layout.source(told, path=path, name=name, sha256=sha256, form=form)
    return replace(found, warnings=(*found.warnings, *warnings))


def of_pictures(parts: Sequence[str], data: bytes, name: str) -> tuple[list[Mapping[str, Any]], tuple[str, ...]]:
    """What OCR read of pictures that stand in the text of a document, the parts of a zip archive, a page each; and what is to be told of them."""
    count = len(parts)
    if not available():
        return [], (
            f"{name}: {count:,} {'picture' if count == 1 else 'pictures'} in it may hold words, which were not read: "
            "run pip install 'policy-kg[ocr]' and load it again.",
        )
    if count > MAX_PAGES:
        return [], (
            f"{name} holds {count:,} pictures, more than the limit of {MAX_PAGES} for OCR, so that none of them was read: "
            "split it and load the parts.",
        )
    found, warnings = _read(data, name, list(parts))
    nothing = {"width": 1.0, "height": 1.0, "state": "left", "lines": (), "tables": ()}
    return [found.get(number, nothing) for number in range(count)], warnings


def _with_words(
    pages: Sequence[Mapping[str, Any]], data: bytes, name: str
) -> tuple[Sequence[Mapping[str, Any]], tuple[str, ...]]:
    """The pages, and what is to be told of those that are left unread."""
    wanted = [number for number, page in enumerate(pages) if page["state"] in ("scanned", "broken")]
    if not wanted or not available():
        return pages, ()
    found: dict[int, Mapping[str, Any]] = {}
    if len(wanted) > MAX_PAGES:
        warnings: tuple[str, ...] = (_too_many(name, len(wanted)),)
    else:
        read, warnings = _read(data, name, wanted)
        found = {wanted[index]: page for index, page in read.items()}
    # What has a text layer is read as it is without the extra.
    others = [page for number, page in enumerate(pages) if number not in wanted] + list(found.values())
    if warnings and not any(page["state"] == "read" for page in others):
        raise UnreadableFile(warnings[0])
    left: dict[int, Mapping[str, Any]] = {number: {**pages[number], "state": "left"} for number in wanted}
    left.update(found)
    told = [left.get(number, page) for number, page in enumerate(pages)]
    return told, tuple(f"{sentence} The other pages were read." for sentence in warnings)


def _read(data: bytes, name: str, wanted: Sequence[int | str]) -> tuple[dict[int, Mapping[str, Any]], tuple[str, ...]]:
    """These pages (from 0, or parts of an archive) of a file as :func:`loaders.formats.pages.page_layout.page` gives them, by their place in ``wanted``,
    each with ``ocr`` true; and why others are not among them.

    Some pages at a time are read in a process of its own, with limits; pages that make it stop take no others along.
    """
    found: dict[int, Mapping[str, Any]] = {}
    sentences: dict[str, None] = {}
    failed = 0
    for first in range(0, len(wanted), _TOGETHER):
        some = wanted[first : first + _TOGETHER]
        head = json.dumps({"pages": some, "cache": _cache()}).encode()
        told_pages.get()(name, first, len(wanted))
        try:
            seconds = _SECONDS + _SECONDS_PER_PAGE * len(some)
            read = sandbox.run(_MODULE, head + b"\n" + data, name, memory=_MEMORY, seconds=seconds)
        except UnreadableFile as error:
            sentences[str(error)] = None
            failed += 1
            if failed == _MOST_FAILED:
                break
            continue
        found.update(enumerate(read, first))
    return found, tuple(sentences)


def _too_many(name: str, count: int) -> str:
    return (
        f"{name} has {count:,} pages that are scanned images, more than the limit of {MAX_PAGES} for OCR: "
        "split it and load the parts."
    )


def _cache() -> str | None:
    """Where what was read of a picture is kept, by the picture's digest; None for an account without a home, as a container may have."""
    places = [os.environ.get("XDG_CACHE_HOME"), os.environ.get("LOCALAPPDATA")]
    with suppress(RuntimeError):
        places.append(str(Path.home() / ".cache"))
    found = next((place for place in places if place and Path(place).is_absolute()), None)
    return found and str(Path(found, "policy-kg", "ocr"))
