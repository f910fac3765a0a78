"""Pictures as pixels: what is damaged or too large is refused in a sentence before any pixel of it is made."""

from __future__ import annotations

import io
import struct
import zlib

import pytest

pytest.importorskip("cv2", reason="needs pip install 'policy-kg[ocr]'")
pytest.importorskip("onnxruntime", reason="needs pip install 'policy-kg[ocr]'")

import numpy as np
import printed_pages
import scans
from PIL import Image

from loaders.formats.scans import pictures
from loaders.source import UnreadableFile

pytestmark = pytest.mark.ocr


def part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is so large, in a few bytes."""
    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", zlib.compress(bytes(1000))) + part(b"IEND", b"")


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as error:
        list(pictures.drawn(data, range(pictures.parse(data)["frames"])))
    return str(error.value)


def test_a_picture_is_counted_by_its_frames() -> None:
    frames = [Image.new("L", (40, 60), shade) for shade in (0, 128, 255)]
    tiff = scans.file(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert pictures.parse(tiff) == {"frames": 3}
    assert [int(pixels[0, 0, 0]) for pixels, _ in pictures.drawn(tiff, [0, 2])] == [0, 255]
    assert pictures.parse(scans.file(frames[0])) == {"frames": 1}


def tiff(*kinds: int, **more: object) -> bytes:
    """A TIFF of frames of these kinds (NewSubfileType), each darker than the one before."""
    from PIL import TiffImagePlugin

    out = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(out, True) as writer:
        for number, kind in enumerate(kinds):
            told = TiffImagePlugin.ImageFileDirectory_v2()
            told[254] = kind
            Image.new("L", (40, 60), 200 - number).save(writer, "TIFF", tiffinfo=told, **more)
            writer.newFrame()
    return out.getvalue()


def test_smaller_copies_and_masks_in_a_tiff_are_no_pages() -> None:
    data = tiff(2, 1, 2, 4, 0)
    assert pictures.parse(data) == {"frames": 3}
    assert [int(pixels[0, 0, 0]) for pixels, _ in pictures.drawn(data, [0, 1, 2])] == [200, 198, 196]


def test_more_frames_than_a_file_may_have_are_refused() -> None:
    assert pictures.parse(tiff(*[1, 0] * 200)) == {"frames": 200}
    assert refused(tiff(*[0] * 201)) == "has more pages than the limit of 200: split it and load the parts."


def test_a_fax_has_pixels_that_are_not_square() -> None:
    ((pixels, _),) = pictures.drawn(scans.file(Image.new("1", (1728, 1100), 1), "TIFF", dpi=(204, 98)), [0])
    assert pixels.shape[:2] == (2290, 1728)
    ((pixels, _),) = pictures.drawn(scans.file(Image.new("1", (1728, 2200), 1), "TIFF", dpi=(1, 98)), [0])
    assert pixels.shape[:2] == (2200, 1728)


@pytest.mark.parametrize("side", [100_000, 9_000])
def test_a_bomb_is_refused_unopened(side: int) -> None:
    assert refused(bomb(side, side)) == "has more than 80 million pixels, the limit: scan it at 200 dpi and load that."


def test_a_bomb_behind_a_small_page_is_refused_unopened() -> None:
    for side in (9_500, 20_000):
        frames = [Image.new("1", (40, 40)), Image.new("1", (side, side))]
        tiff = scans.file(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="group4")
        assert refused(tiff) == "has more than 80 million pixels, the limit: scan it at 200 dpi and load that."


def test_only_a_tiff_has_pages() -> None:
    """What a telephone adds to a photograph, and the further frames of an animation, show the same page again."""
    page, again = Image.new("RGB", (1600, 2000), "white"), Image.new("RGB", (400, 500), "black")
    for form in ("MPO", "PNG"):
        data = scans.file(page, form, save_all=True, append_images=[again])
        assert Image.open(io.BytesIO(data)).n_frames == 2  # type: ignore[attr-defined]
        assert pictures.parse(data) == {"frames": 1}
        ((pixels, _),) = pictures.drawn(data, [0])
        assert pixels.min() == 255


@pytest.mark.parametrize(
    ("kind", "white"), [(np.uint16, 65_535), (np.uint16, 4_095), (np.int32, 65_535), (np.float32, 1.0)]
)
def test_a_grey_of_more_bits_keeps_its_print(kind: type, white: float) -> None:
    shades = np.full((1800, 1600), white, kind)
    shades[100:400, 100:900] = white / 10
    for form in ("PNG", "TIFF") if kind is np.uint16 else ("TIFF",):
        ((pixels, _),) = pictures.drawn(scans.file(Image.fromarray(shades), form), [0])
        assert pixels[1000, 1000, 0] == 255 and 20 < pixels[200, 200, 0] < 30
    assert not next(pictures.drawn(scans.file(Image.fromarray(shades * 0), "TIFF"), [0]))[0].any()


def test_what_is_damaged_is_refused() -> None:
    whole = scans.file(Image.effect_noise((300, 400), 50))
    for data in (
        whole[: len(whole) // 2],
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        b"II*\0" + bytes(90),
        b"\xff\xd8\xff" * 40,
    ):
        assert refused(data) == (
            "is a damaged image: open it in a program for images, save it again as PNG and load that."
        )


def test_what_is_clear_lies_on_white_paper() -> None:
    clear = scans.file(Image.new("RGBA", (1600, 1600), (0, 0, 0, 0)))
    ((pixels, _),) = pictures.drawn(clear, [0])
    assert pixels.min() == 255


def test_a_photograph_is_turned_as_it_was_held() -> None:
    picture = Image.new("RGB", (1600, 2000), "white")
    picture.paste("black", (0, 0, 1600, 100))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    ((pixels, _),) = pictures.drawn(scans.file(picture, "JPEG", exif=exif), [0])
    assert pixels.shape == (1600, 2000, 3)
    assert pixels[:, -50].max() < 10 < 200 < pixels[:, 50].min()


def test_a_page_of_a_pdf_is_drawn_at_its_size() -> None:
    pdf = printed_pages.pdf([printed_pages.Sheet()] * 2)
    ((pixels, point),) = pictures.drawn(pdf, [1])
    assert pixels.shape == (2339, 1654, 3)
    assert abs(point * 1654 - printed_pages.WIDTH) < 1
