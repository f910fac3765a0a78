"""Scans for the tests: pages of a PDF as a scanner gives them back, and files that hold nothing else."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw

WHITE = 255


def pictures(pdf: bytes, *, dpi: int = 200, skew: float = 0.0, jpeg: int = 90, stamp: bool = False) -> list[Any]:
    """The pages in grey, or in colour where a red stamp stands over the words; ``skew`` in degrees, ``jpeg`` the quality."""
    import pypdfium2

    drawn = [page.render(scale=dpi / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return scanned(drawn, skew=skew, jpeg=jpeg, stamp=stamp)


def scanned(drawn: Sequence[Any], *, skew: float = 0.0, jpeg: int = 90, stamp: bool = False) -> list[Any]:
    """Pictures of pages as :func:`pictures` gives them."""
    found = []
    for page in drawn:
        picture = page.convert("RGB" if stamp else "L")
        if stamp:
            picture = stamped(picture)
        if skew:
            white = (WHITE,) * 3 if stamp else WHITE
            picture = picture.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=white)
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=jpeg)
        found.append(Image.open(out))
    return found


def stamped(picture: Any) -> Any:
    """A red ring and a star's cross over the middle of the page, as a seal lies over a signature."""
    over = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(over)
    x, y, around = picture.width * 0.6, picture.height * 0.3, picture.width * 0.1
    draw.ellipse(
        (x - around, y - around, x + around, y + around), outline=(220, 30, 30, 170), width=picture.width // 200
    )
    draw.line((x - around, y, x + around, y), fill=(220, 30, 30, 170), width=picture.width // 150)
    return Image.alpha_composite(picture.convert("RGBA"), over).convert("RGB")


def pdf(pages: Sequence[Any], dpi: int = 200) -> bytes:
    """A PDF of pictures, without a text layer."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
    return out.getvalue()


def file(picture: Any, form: str = "PNG", **more: Any) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()
