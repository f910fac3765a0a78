"""``/image/…``: the image of a page that OCR read, with its words framed (``/image/KEY/3``), and the crop of a place (``/image/KEY/12-20``).

What a page says of all that OCR read in a document is :func:`told`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from kg.stores import extractions, page_images
from kg.stores.catalogue import Catalogue
from kg.tables.messages import in_language
from loaders.formats.pages import fixed_layout
from loaders.text import file_names
from ontology.iris import ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from kg.stores.store import Store
    from kg.tables.language import Language
    from kg.web.state import State
    from loaders.records import Extraction

_KEY = re.compile(r"[0-9a-f]{16,64}")
_PAGE = re.compile(r"[0-9]{1,6}")
_AROUND = 8  # characters around what is mended
_PLACE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
# An image shows itself and nothing else, also where somebody opens it alone.
_HEADERS = {"Content-Security-Policy": "default-src 'none'; img-src data:", "Cache-Control": "private, max-age=600"}


def _answer(request: Request, state: State) -> Response:
    key = request.path_params["key"]
    document = f"{ID}document/{key}"
    read = _KEY.fullmatch(key) and state.kept(("recognised", document), lambda store: _read(store, document))
    if not read:
        raise HTTPException(404)
    drawn = _drawn(request, state.store(), document, read)
    if drawn is None:
        raise HTTPException(404)
    return Response(drawn, media_type="image/svg+xml", headers=_HEADERS)


def _drawn(request: Request, store: Store, document: str, read: Extraction) -> str | None:
    """The page or the crop that is asked for; None where its image is not kept."""
    asked = request.path_params["asked"]
    if _PAGE.fullmatch(asked):
        place = _PLACE.fullmatch(request.query_params.get("place", ""))
        image = page_images.image(store, document, int(asked))
        return page_images.whole(image, read, (int(place[1]), int(place[2])) if place else None) if image else None
    place = _PLACE.fullmatch(asked)
    for crop in page_images.crops(read, int(place[1]), int(place[2]))[:1] if place else ():
        image = page_images.image(store, document, crop.page)
        return page_images.cut(image, crop) if image else None
    return None


@dataclass(frozen=True, slots=True)
class Scan:
    """What OCR read of a document: ``sentence`` says it; where pages begin in the text, with the numbers of those whose image is kept.

    ``unkept`` says whether there is a page that OCR read without its image; ``mended`` is what was read otherwise than the text has it: the
    words as they were read, as the text has them, and their place.
    """

    sentence: str
    pages: dict[int, int | None]
    unkept: bool
    mended: tuple[tuple[str, str, int, int], ...]


def told(state: State, document: str, lang: Language) -> Scan | None:
    """What OCR read of a document (IRI); None where a text layer says all of it."""
    store = state.store()
    read = state.kept(("recognised", document), lambda held: _read(held, document))
    if read is None or not read.recognised:
        return None
    begins: dict[int, int] = {}
    for one in read.recognised:
        begins.setdefault(one.page, one.start)
    kept = page_images.kept(store.select, [document]).get(document, set())
    name = Catalogue.read(store).names().get(document, "")
    last = max(int(number[0]) for page in read.pages if (number := re.search(r"[0-9]+", page.label)))
    # Pictures in a text are counted as such; what is around them has no page.
    said = fixed_layout.pictures_by_ocr if all("图" in page.label for page in read.pages) else fixed_layout.read_by_ocr
    sentence = said(read.text, read.recognised, file_names.readable(Path(name).name), len(kept or begins), last)
    shown = {start: page for page, start in begins.items() if page in kept}
    return Scan(
        in_language(sentence, lang),
        {**{page.start: None for page in read.pages}, **shown},
        len(shown) < len(begins),
        tuple(_mended(read)),
    )


def _mended(read: Extraction) -> Iterator[tuple[str, str, int, int]]:
    for one in read.recognised:
        shown = read.text[one.start : one.end]
        places = [at for at, (a, b) in enumerate(zip(one.read, shown, strict=False)) if a != b]
        if places:
            begin, end = max(places[0] - _AROUND, 0), min(places[-1] + 1 + _AROUND, len(shown))
            yield one.read[begin:end], shown[begin:end], one.start + begin, one.start + end


def _read(store: Store, document: str) -> Extraction | None:
    return next(read for _, read in extractions.each(store, [document], only={"recognised", "pages"}))


ROUTES = {"/image/{key}/{asked}": _answer}
