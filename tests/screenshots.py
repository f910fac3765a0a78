"""Pictures of pages, kept where ``KG_SCREENSHOTS`` says (else build/screenshots): for people to look at after the tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from folders import ROOT


def keep(page: Any, name: str, *, full: bool = False) -> bytes:
    """Save what a page shows as ``name``.png; gives its bytes, which are not blank."""
    data: bytes = page.screenshot(full_page=full, animations="disabled")
    return keep_bytes(data, name)


def keep_bytes(data: bytes, name: str) -> bytes:
    """Save a PNG that a page made itself."""
    file = folder() / f"{name}.png"
    file.write_bytes(data)
    assert varied(pixels(data)), f"{name} is blank"
    return data


def keep_print(page: Any, name: str) -> Any:
    """Save the first sheet of the printed page; gives its pixels, which are not blank."""
    import pypdfium2

    document = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))
    image = document[0].render(scale=1.0).to_pil()
    image.save(folder() / f"{name}.png")
    found = np.asarray(image.convert("RGB"))
    document.close()
    assert varied(found), f"{name} is blank"
    return found


def pixels(data: bytes) -> Any:
    """The pixels of a PNG, rows by columns by red, green, blue."""
    from io import BytesIO

    from PIL import Image

    return np.asarray(Image.open(BytesIO(data)).convert("RGB"))


def varied(found: Any) -> bool:
    """Whether an image is more than one colour: its brightness varies, and at least a few hundred pixels are not the ground."""
    ground = np.median(found.reshape(-1, 3), axis=0)
    away = (np.abs(found.astype(int) - ground).max(axis=2) > 40).sum()
    return bool(found.std() > 3 and away > 300)


def folder() -> Path:
    """Where the pictures go; made where it is not there."""
    found = Path(os.environ.get("KG_SCREENSHOTS") or ROOT / "build" / "screenshots")
    found.mkdir(parents=True, exist_ok=True)
    return found
