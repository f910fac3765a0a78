"""``/text/…``: the text of a document with every fact marked in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyoxigraph as ox
from markupsafe import Markup, escape
from starlette.exceptions import HTTPException

import queries
from kg.answers import ask, dossier, facts
from kg.web import pages
from kg.web.dossiers import crops, things
from ontology.iris import ID

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kg.stores.store import Store
    from kg.tables.language import Language
    from kg.web.state import State

TEXT = "https://w3id.org/policy-kg/ns#text"
#: RDF class -> what a mark is called (``mark_…`` in words.tsv) and its class on the page.
CLASSES = {
    "http://www.w3.org/ns/prov#Association": "unit",
    "http://purl.org/spar/cito/Citation": "citation",
    "https://schema.org/MonetaryAmount": "money",
    "https://w3id.org/policy-kg/ns#FundingShare": "share",
    "https://w3id.org/policy-kg/ns#Quantity": "quantity",
    "https://w3id.org/policy-kg/ns#Indicator": "indicator",
    "https://w3id.org/policy-kg/ns#Task": "task",
    "https://w3id.org/policy-kg/ns#BudgetProject": "project",
    "https://w3id.org/policy-kg/ns#Work": "project",
    "https://w3id.org/policy-kg/ns#PolicyEntry": "entry",
}
FINDING = "finding"
# Of marks at one place the first is outermost; what is wrong is nearest to the words.
ORDER = ("task", "entry", "project", "unit", "citation", "indicator", "money", "share", "quantity", FINDING)
#: Only these lead somewhere.
LINKED = ("citation", "project")
# A finding about more characters than this is about a section: marked, it would hide the facts in it.
_LONG = 300
# The page is cut into parts of about so many characters, so that a browser draws only those that are seen.
_PART = 8_000


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A fact that ``text[start:end]`` says; ``iri`` is what to look at."""

    start: int
    end: int
    kind: str
    iri: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters ``text[start:end]`` under the same marks, the outermost first."""

    start: int
    end: int
    marks: tuple[Mark, ...] = ()


def _answer(request: Request, state: State) -> Response:
    store = state.store()
    iri = things.iri_of(request, "/text/").replace(ID, f"{ID}document/", 1)
    thing = next(iter(dossier.find(store, iri)), None)
    text = text_of(store, iri) if thing is not None else None
    if thing is None or text is None:
        raise HTTPException(404)
    marks = [*marks_of(store, iri), *_wrong(state, iri)]
    counts = Counter(mark.kind for mark in marks)
    kinds = [(kind, counts[kind]) for kind in ORDER if counts[kind]]
    lang = pages.language(request)
    scan = crops.told(state, iri, lang)
    images = {start: _figure(iri, page, lang) if page else "" for start, page in scan.pages.items()} if scan else {}
    return pages.page(
        request, "text.html", title=thing.name, text=html(text, marks, images), kinds=kinds, document=iri, scan=scan
    )


def _figure(document: str, page: int, lang: Language) -> str:
    """The image of a page, which stands beside what was read of it."""
    alt = escape(pages.say(lang, "image_of_page", page=page))
    return f'<figure><img src="/image/{document.rpartition("/")[2]}/{page}" alt="{alt}" loading="lazy"></figure>'


def text_of(store: Store, document: str) -> str | None:
    """The text that was read from a document."""
    return next((text for _, _, text in store.statements(document, TEXT, None, document)), None)


def marks_of(store: Store, document: str) -> list[Mark]:
    """The facts of a document with the places that say them; several facts of one kind at one place are one mark."""
    query = queries.bound("dossier/marks", document=str(ox.NamedNode(document)), classes=facts.iri_list(CLASSES))
    found: dict[tuple[int, int, str], Mark] = {}
    for start, end, kind, thing, policy in sorted(ask.select(store, query).rows, key=str):
        mark = Mark(int(str(start)), int(str(end)), CLASSES[str(kind)], str(policy or thing))
        found.setdefault((mark.start, mark.end, mark.kind), mark)
    return sorted(found.values())


def _wrong(state: State, document: str) -> list[Mark]:
    """The findings on a document, as far as they are known: the text does not wait for them."""
    rows = state.examiner.document(state.store(), document) or ()
    return [
        Mark(place.start, place.end, FINDING, document)
        for row in rows
        if row.severity in ("error", "warning")
        for place in row.places[-1:]
        if place.end - place.start <= _LONG
    ]


def pieces(text: str, marks: Iterable[Mark], cuts: Iterable[int] = ()) -> Iterator[Piece]:
    """The whole text in stretches: marks may overlap, so the text is cut wherever one begins or ends, and at ``cuts``."""
    inside = sorted({mark for mark in marks if 0 <= mark.start < mark.end <= len(text)})
    borders = sorted({0, len(text), *cuts, *(m.start for m in inside), *(m.end for m in inside)})
    active: list[Mark] = []
    following = iter(inside)
    ahead = next(following, None)
    for start, end in zip(borders, borders[1:], strict=False):
        active = [mark for mark in active if mark.end > start]
        while ahead is not None and ahead.start == start:
            active.append(ahead)
            ahead = next(following, None)
        # What ends last stands outside: then what is inside another fact is inside it on the page as well.
        yield Piece(start, end, tuple(sorted(active, key=lambda m: (m.start, -m.end, ORDER.index(m.kind)))))


def html(text: str, marks: Iterable[Mark], images: Mapping[int, str] = MappingProxyType({})) -> Markup:
    """The text as HTML: marks nest, one that crosses another's end is continued, and each begins with its place as its id.

    What follows a place is beside the image of its page (HTML) that ``images`` hold there.
    """
    out: list[str] = []
    ending = ""
    opened: list[tuple[Mark, str]] = []
    named: set[str] = set()
    cuts = {0, *_cuts(text), *images}

    def close(down_to: int) -> None:
        while len(opened) > down_to:
            out.append(opened.pop()[1])

    for piece in pieces(text, marks, cuts):
        if piece.start in cuts:
            close(0)
            image = images.get(piece.start)
            out += [ending, f'<div class="part scanned">{image}<div>' if image else '<div class="part">']
            ending = "</div></div>" if image else "</div>"
        same = 0
        while same < min(len(opened), len(piece.marks)) and opened[same][0] == piece.marks[same]:
            same += 1
        close(same)
        for mark in piece.marks[same:]:
            before, after = _tags(mark, mark.start == piece.start, any("</a>" in end for _, end in opened), named)
            out.append(before)
            opened.append((mark, after))
        out.append(_literal(text[piece.start : piece.end]))
    close(0)
    return Markup("".join(out) + ending)  # noqa: S704 - every value above is escaped or one of our own words


def _tags(mark: Mark, first: bool, in_link: bool, named: set[str]) -> tuple[str, str]:
    place = f"{mark.start}-{mark.end}"
    own = first and place not in named
    named.update([place] if own else [])
    before = f'<mark class="{mark.kind}{" first" if first else ""}"{f" id={chr(34)}{place}{chr(34)}" if own else ""}>'
    address = pages.href(mark.iri) if mark.kind in LINKED and not in_link else None
    if address is None or address.startswith("/id/citation/"):
        return before, "</mark>"
    return f'{before}<a href="{escape(address)}">', "</a></mark>"


def _cuts(text: str) -> Iterator[int]:
    """Where the parts of the page begin: after a line's end."""
    at = text.find("\n", _PART)
    while 0 <= at < len(text) - 1:
        yield at + 1
        at = text.find("\n", at + 1 + _PART)


def _literal(text: str) -> str:
    """Text as HTML that reads back letter by letter: a carriage return would be taken for the end of a line."""
    return str(escape(text)).replace("\r", "&#13;")


#: The route of texts.
ROUTES = {"/text/{key}": _answer}
