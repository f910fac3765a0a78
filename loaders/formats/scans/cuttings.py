"""Parts of kept images of pages as PNG, with frames drawn on them, for programs that show no WebP and cut nothing: Word, Excel.

Used in the readers' sandbox alone: a store may come from somebody else, and its images with it.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageDraw

from loaders.formats.scans.pictures import MAX_PIXELS

_FRAME: Final = (162, 24, 44)  # the colour of the frames on the site
_WIDTH, _AROUND = 3, 4  # pixels: how thick a frame is, and how far around the words, none of which it may cover
_COLOURS: Final = 32  # of a cutting: print, a seal and the frame need no more, and it is a third as large


def parse(data: bytes) -> list[str | None]:
    """The cuttings as PNG in base64, in the order of the JSON ``{"images": {name: WebP in base64}, "cut": [[name, box, [frame, …]], …]}``.

    Boxes and frames are left, top, right and bottom in pixels.  None for a part of an image that cannot be shown.
    """
    asked = json.loads(data)
    images = {name: _opened(image) for name, image in asked["images"].items()}
    return [_cut(images[name], box, frames) for name, box, frames in asked["cut"]]


def _opened(image: str) -> Any | None:
    try:
        found = Image.open(BytesIO(b64decode(image)), formats=("WEBP",))
        if found.width * found.height > MAX_PIXELS:
            return None
        return found.convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def _cut(image: Any | None, box: list[float], frames: list[list[float]]) -> str | None:
    if image is None:
        return None
    left, top = (max(0, round(side)) for side in box[:2])
    right, bottom = min(image.width, round(box[2])), min(image.height, round(box[3]))
    if right <= left or bottom <= top:
        return None
    part = image.crop((left, top, right, bottom))
    pen = ImageDraw.Draw(part)
    for x0, y0, x1, y1 in frames:
        x0, y0, x1, y1 = x0 - left - _AROUND, y0 - top - _AROUND, x1 - left + _AROUND, y1 - top + _AROUND
        pen.rectangle((x0, y0, max(x0, x1), max(y0, y1)), outline=_FRAME, width=_WIDTH)
    out = BytesIO()
    part.quantize(_COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return b64encode(out.getvalue()).decode()
