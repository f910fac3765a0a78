"""Pictures as rows of pixels: those of a file, and those that pages of a PDF are drawn as.  Used in the readers' sandbox alone."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from loaders.formats.containers import archive
from loaders.formats.pages import ofd, ofd_pages, pdf
from loaders.formats.scans import ofd_drawing
from loaders.formats.scans.recogniser import Picture
from loaders.source import UnreadableFile

MAX_PIXELS: Final = 80_000_000
"""Pixels of one picture: an A3 page at 600 dpi has 70 million."""
MAX_FRAMES: Final = 200
DPI: Final = 200
_LONGEST = 3400  # pixels of what is read: an A3 page at 200 dpi
_SHORTEST = 1500  # a page with less is made larger, for its characters are too small
_POINT, _INCH = 72, 25.4
_NOT_SQUARE, _MOST_OBLONG = 1.1, 4.0  # times as many pixels to the inch in one direction as in the other
_A4 = 595.3
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF")  # the last two stand in OFDs
# Further frames of others are an animation, or the map of brightness that a telephone adds to a photograph.
_PAGED = "TIFF"
_SUBFILE, _COPY_OR_MASK = 254, 0b101  # TIFF 6.0, NewSubfileType: a smaller copy of another frame, a mask
_MOST_FRAMES = 4 * MAX_FRAMES  # that are looked at
_FAULTS = (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, KeyError)
_DAMAGED = "is a damaged image: open it in a program for images, save it again as PNG and load that."


def parse(data: bytes) -> dict[str, int]:
    """How many frames a picture has.  Raises UnreadableFile, the sentence without the file's name, where it is damaged or over a limit."""
    frames = len(_frames(data))
    if frames > MAX_FRAMES:
        raise UnreadableFile(f"has more pages than the limit of {MAX_FRAMES}: split it and load the parts.")
    return {"frames": frames}


def drawn(data: bytes, wanted: Sequence[Any]) -> Iterator[tuple[Picture, float]]:
    """These pages (from 0) or these parts of an archive as pixels, each with the points that a pixel measures.

    No pixels of a page or a part whose picture cannot be read.
    """
    if pdf.is_pdf(data):
        yield from _of_pdf(data, wanted)
    elif ofd.is_ofd(data):
        yield from _of_ofd(data, wanted)
    elif archive.is_zip(data):
        yield from _of_parts(archive.Archive(data, ""), wanted)
    else:
        frames = _frames(data)
        for number in wanted:
            with _opened(data, frames[number]) as picture:
                yield _upright(picture)


def _frames(data: bytes) -> list[int]:
    """The frames of a picture that are its pages; a TIFF may hold smaller copies of them, and masks, as well."""
    frames = []
    with _opened(data) as picture:
        if picture.format != _PAGED:
            return [0]
        try:
            for frame in range(_MOST_FRAMES):
                picture.seek(frame)
                kind = picture.tag_v2.get(_SUBFILE, 0)
                if not (isinstance(kind, int) and kind & _COPY_OR_MASK):
                    frames.append(frame)
        except (EOFError, *_FAULTS):
            pass  # what is behind a damaged frame cannot be found
    return frames or [0]


def _of_pdf(data: bytes, numbers: Sequence[int]) -> Iterator[tuple[Picture, float]]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for number in numbers:
        page = document[number]
        longest = max(page.get_width(), page.get_height(), 1.0)
        scale = min(DPI / _POINT, _LONGEST / longest)
        bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
        pixels = bitmap.to_numpy()
        # A page of one colour channel has no others.
        yield (
            np.ascontiguousarray(
                np.broadcast_to(pixels, (*pixels.shape[:2], 3)) if pixels.shape[2] == 1 else pixels[:, :, :3]
            ),
            1 / scale,
        )
        page.close()


def _of_ofd(data: bytes, numbers: Sequence[int]) -> Iterator[tuple[Picture, float]]:
    """An image that is all that a page shows as it is, else all that is drawn."""
    parts = archive.Archive(data, "")

    def image(part: str) -> Picture:
        with _opened(parts.part(part) if part else b"") as picture:
            return _upright(picture)[0]

    for page in ofd_pages.drawings(data, numbers):
        if len(page.shapes) == 1 and page.shapes[0].part is not None:
            yield from _of_parts(parts, [page.shapes[0].part])
        else:
            longest = max(page.width, page.height, 1.0)
            dpi = min(DPI, _LONGEST / longest * _INCH)
            yield ofd_drawing.picture(page, dpi, image), _POINT / dpi


def _of_parts(parts: archive.Archive, names: Sequence[str]) -> Iterator[tuple[Picture, float]]:
    """The pictures; of one that is of no format that is read here (JBIG2), damaged or missing, no pixels."""
    for name in names:
        try:
            with _opened(parts.part(name) if name else b"") as opened:
                found = _upright(opened)
        except UnreadableFile:
            found = np.zeros((0, 0, 3), np.uint8), 0.0
        yield found


def _opened(data: bytes, frame: int = 0) -> Any:
    """The picture, of which no pixel is read yet; each frame has a size of its own."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        picture = Image.open(BytesIO(data), formats=_FORMATS)
        picture.seek(frame)
        if picture.width * picture.height > MAX_PIXELS:
            raise Image.DecompressionBombError
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadableFile(
            f"has more than {MAX_PIXELS // 1_000_000} million pixels, the limit: scan it at {DPI} dpi and load that."
        ) from error
    except (EOFError, *_FAULTS) as error:
        raise UnreadableFile(_DAMAGED) from error
    return picture


def _upright(picture: Any) -> tuple[Picture, float]:
    """The pixels as the camera was held; a page is taken to be as wide as A4 paper is."""
    try:
        if picture.format == "JPEG":
            picture.draft("RGB", (_LONGEST, _LONGEST))
        turned = ImageOps.exif_transpose(picture)
        if turned.mode.startswith(("I", "F")):
            turned = _in_eight_bits(turned)
        if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
            whole = turned.convert("RGBA")
            turned = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole)
        turned = turned.convert("RGB")
    except _FAULTS as error:
        raise UnreadableFile(_DAMAGED) from error
    turned = _square(turned, picture.info.get("dpi"))
    longest = max(turned.size)
    scale = min(1.0, _LONGEST / longest) if longest > _SHORTEST else min(2.0, _SHORTEST / longest)
    if scale != 1:
        size = [max(1, round(side * scale)) for side in turned.size]
        turned = turned.resize((size[0], size[1]), Image.Resampling.LANCZOS)
    return np.asarray(turned), _A4 / min(turned.size)


def _square(picture: Any, dpi: Any) -> Any:
    """The picture with pixels as wide as high: a fax has 204 to the inch across and 98 down."""
    try:
        across, down = (float(one) for one in dpi)
        ratio = across / down
    except (TypeError, ValueError, ZeroDivisionError):
        return picture
    if not (_NOT_SQUARE < ratio <= _MOST_OBLONG or _NOT_SQUARE < 1 / (ratio or 1.0) <= _MOST_OBLONG):
        return picture
    size = (
        (picture.width, round(picture.height * ratio)) if ratio > 1 else (round(picture.width / ratio), picture.height)
    )
    return picture.resize(size, Image.Resampling.BICUBIC)


def _in_eight_bits(picture: Any) -> Any:
    """A grey picture of 12, 16 or 32 bits or of fractions: its lightest is the paper, whatever number says white."""
    shades = np.nan_to_num(np.asarray(picture, np.float32)).clip(0)
    return Image.fromarray((shades * (255 / (float(shades.max()) or 1.0))).astype(np.uint8))
