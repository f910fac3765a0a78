"""The places of a report as the pictures of their pages show them, for the forms that cannot cut an image themselves: Word, Excel."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kg.stores import page_images
from kg.tables.messages import in_language
from loaders.source import UnreadableFile

if TYPE_CHECKING:
    from kg.auditing.report.document_report import DocumentReport, QuotedPlace
    from kg.stores.page_images import Crop

#: Cuts what is asked of images, for a document of that name; given to a report, for an audit opens no image itself (:mod:`kg.stores.page_cuttings`).
Cutter = Callable[[bytes, str], list[str | None]]

MOST: Final = 300
"""Cuttings in one file of a report, of some 20 kB each; the report as a page shows all, for it holds each image once."""


@dataclass(frozen=True, slots=True)
class Cutting:
    """A part of a page as PNG; what it is called, and how many thousandths of the page it is wide."""

    png: bytes
    label: str
    wide: float


@dataclass(frozen=True, slots=True)
class Pictures:
    """The cuttings of a document's report, and a sentence about those that are not shown, "" where all are."""

    cut: Mapping[Crop, Cutting] = field(default_factory=dict)
    missing: str = ""

    def of(self, quote: QuotedPlace) -> Iterator[Cutting]:
        """What shows a quoted place; nothing where OCR did not read it."""
        return (self.cut[crop] for crop in quote.crops if crop in self.cut)


def pictures(reports: Sequence[DocumentReport], cutter: Cutter | None) -> list[Pictures]:
    """The pictures of each report, in their order; of all that the file shows :data:`MOST` at most, and none without who cuts them."""
    found: list[Pictures] = []
    left = MOST
    for one in reports:
        found.append(_of(one, left, cutter))
        left -= len(found[-1].cut)
    return found


def _of(one: DocumentReport, most: int, cutter: Cutter | None) -> Pictures:
    quotes = [place for each in (*one.findings, *one.citations) for place in (each.stated, *each.others) if place]
    # The image of a page that is not kept is told of by the report itself.
    wanted = dict.fromkeys(crop for quote in quotes for crop in quote.crops if crop.page in one.one.images)
    if not wanted:
        return Pictures()
    if cutter is None:
        return Pictures({}, one.say("no-cuttings"))
    some = list(wanted)[:most]
    try:
        cut = _cut(one, some, cutter)
    except UnreadableFile as error:
        return Pictures({}, in_language(str(error), one.language))
    shown = {crop: cutting for crop, cutting in zip(some, cut, strict=True) if cutting}
    if len(some) < len(wanted):
        return Pictures(shown, one.say("more-cuttings", str(most)))
    return Pictures(shown, "" if len(shown) == len(some) else one.say("no-images"))


def _cut(one: DocumentReport, crops: Sequence[Crop], cutter: Cutter) -> Iterator[Cutting | None]:
    asked = [
        (
            str(crop.page),
            page_images.pixels(image, crop.box),
            [page_images.pixels(image, frame) for frame in crop.frames],
        )
        for crop in crops
        for image in (one.one.images[crop.page],)
    ]
    images = {str(page): one.one.images[page].data for page in dict.fromkeys(crop.page for crop in crops)}
    data = json.dumps({"images": images, "cut": asked}).encode()
    told = cutter(data, one.one.document) if crops else []
    for crop, png in zip(crops, told, strict=True):
        wide = crop.box[2] - crop.box[0]
        yield Cutting(b64decode(png), one.say("crop", str(crop.page)), wide) if png else None
