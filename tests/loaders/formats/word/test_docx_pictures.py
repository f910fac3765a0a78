"""Pictures of a Word document outside its body: those of notes are read where the note stands, those of headers and footers are told of."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from word_parts import PACKAGE, TYPES, packed, paragraph

from loaders.formats.scans import scan
from loaders.formats.word import docx
from loaders.source import Source

WIDE, NARROW = 5_400_000, 720_000  # EMU: 15 cm, 2 cm


def drawing(id: str, wide: int = WIDE) -> str:
    return f'<w:r><w:drawing><wp:inline><wp:extent cx="{wide}"/><a:blip xmlns:a="urn:a" r:embed="{id}"/></wp:inline></w:drawing></w:r>'


def note(id: int, inside: str) -> str:
    return f'<w:footnote w:id="{id}">{inside}</w:footnote>'


def pictured(of: Mapping[str, Sequence[str]], body: str, **parts: str) -> bytes:
    """A document; ``of`` says of which pictures (a.png) each part has relations, r0 and so on."""
    out = io.BytesIO(packed(body, **parts))
    names = dict.fromkeys(name for some in of.values() for name in some)
    with zipfile.ZipFile(out, "a") as archive:
        for name, some in of.items():
            rows = "".join(
                f'<Relationship Id="r{n}" Type="{TYPES}/image" Target="media/{one}"/>' for n, one in enumerate(some)
            )
            archive.writestr(
                f"word/_rels/{name}.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'
            )
        for name in names:
            archive.writestr(f"word/media/{name}", b"\x89PNG\r\n\x1a\n")
    return out.getvalue()


def read(data: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[Source, list[str]]:
    """The source where OCR reads of each picture its name, and the pictures that it is asked for."""
    asked: list[str] = []

    def of_pictures(parts: Sequence[str], data: bytes, name: str) -> tuple[list[Mapping[str, Any]], tuple[str, ...]]:
        asked[:] = parts
        lines = [[[f"图中文字{one[-5]}。", 100.0, 200.0, 50.0, 16.0, []]] for one in parts]
        page = {"width": 600.0, "height": 800.0, "state": "read", "tables": []}
        return [{**page, "lines": line} for line in lines], ()

    monkeypatch.setattr(scan, "of_pictures", of_pictures)
    return docx.source(data, "/a/a.docx", "a.docx", "0" * 64), asked


REFERRED = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
BODY = paragraph(f"<w:r><w:t>第一段。</w:t></w:r>{REFERRED.format(2)}") + paragraph(
    f"<w:r><w:t>第二段。</w:t></w:r>{REFERRED.format(3)}"
)


def test_a_picture_of_a_note_stands_behind_the_words_of_its_note(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its id is that of its own part: the body has another picture by the same one."""
    notes = note(2, paragraph(f"<w:r><w:t>注一。</w:t></w:r>{drawing('r1')}")) + note(
        3, paragraph("注二。") + paragraph(drawing("r0"))
    )
    body = paragraph(drawing("r9")) + BODY
    data = pictured({"footnotes": ["b.png", "c.png"]}, body, footnotes=notes)
    found, asked = read(data, monkeypatch)
    assert asked == ["word/media/c.png", "word/media/b.png"]
    assert found.text.split("\n")[:-1] == ["第一段。", "第二段。", "注一。", "图中文字c。", "注二。", "图中文字b。"]
    assert [one.label for one in found.pages] == ["第1幅图（OCR）", "第2幅图（OCR）"]


def test_a_small_picture_of_a_note_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pictured({"footnotes": ["b.png"]}, BODY, footnotes=note(2, paragraph(drawing("r0", NARROW))))
    found, asked = read(data, monkeypatch)
    assert asked == [] and found.text == "第一段。\n第二段。\n" and found.warnings == ()


@pytest.mark.usefixtures("without_ocr")
def test_without_the_extra_the_picture_of_a_note_is_counted() -> None:
    data = pictured({"footnotes": ["b.png"]}, BODY, footnotes=note(2, paragraph(drawing("r0"))))
    assert docx.source(data, "a", "a.docx", "").warnings == (
        "a.docx: 1 picture in it may hold words, which were not read: run pip install 'policy-kg[ocr]' and load it again.",
    )


def head(inside: str, kind: str = "header") -> dict[str, str]:
    return {kind: f"<w:hdr>{paragraph(inside)}</w:hdr>"}


def test_pictures_of_headers_and_footers_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {**head(drawing("r0")), **head(drawing("r0") + drawing("r1"), "footer")}
    data = pictured({"header": ["b.png"], "footer": ["b.png", "c.png"]}, paragraph("正文。"), **both)
    found, asked = read(data, monkeypatch)
    assert asked == [] and found.text == "正文。\n"
    assert found.warnings == (
        "a.docx: 2 pictures in its headers and footers, which are left out, may hold words: put what is to be read into the text.",
    )


@pytest.mark.parametrize(
    "parts",
    [head(drawing("r0", NARROW)), head(drawing("r7")), head("页眉"), {"header": "<w:p>" * 250 + "</w:p>" * 250}],
)
def test_other_headers_are_not(parts: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = read(pictured({"header": ["b.png"]}, paragraph("正文。"), **parts), monkeypatch)
    assert found.text == "正文。\n" and found.warnings == ()


def test_a_damaged_header_refuses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = read(packed(paragraph("正文。"), header="<w:p>"), monkeypatch)
    assert found.text == "正文。\n"
