"""The words of documents that say facts: the one place that reads quotes from the graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.answers import facts
from kg.answers.facts import Select
from kg.stores import page_images
from loaders.rdf import identifiers
from loaders.source import OCR_PAGE
from loaders.text import sentences


@dataclass(frozen=True, slots=True)
class Quote:
    """A place in a document: its words are cut from the document's ``text`` when they are shown, never copied.

    ``document`` is the IRI of the document, ``called`` what it is called, ``file`` the name of its file; ``page`` is None where its format has no pages.
    ``pictured`` says whether the image of that page is kept, which OCR read.
    """

    document: str
    called: str
    start: int
    end: int
    text: str = field(default="", repr=False, compare=False)
    page: str | None = None
    file: str = ""
    pictured: bool = False

    @property
    def exact(self) -> str:
        """The words themselves."""
        return self.text[self.start : self.end]

    @property
    def before(self) -> str:
        """What stands before them in their sentence."""
        return sentences.before(self.text, self.start)

    @property
    def after(self) -> str:
        """What stands behind them in their sentence."""
        return sentences.after(self.text, self.end)

    @property
    def sentence(self) -> str:
        """The whole sentence as printed."""
        return self.before + self.exact + self.after


def quotes(select: Select, iris: Iterable[str]) -> dict[str, Quote]:
    """The quotes with these IRIs; what is no passage of a document of the store is left out."""
    places = {iri: place for iri in sorted(set(iris)) if (place := identifiers.place(iri)) is not None}
    documents = sorted({document for document, _, _ in places.values()})
    texts = {row["document"].value: row["text"].value for row in facts.asked(select, "dossier/texts", documents)}
    pages = {row["quote"].value: row["page"].value for row in facts.asked(select, "dossier/pages", places)}
    read = [iri for iri, page in pages.items() if page.endswith(OCR_PAGE)]
    images = page_images.kept(select, (places[iri][0] for iri in read))
    called, stated = facts.names(select, documents), facts.stated(select, documents, ("document",))
    found = {}
    for iri, (document, start, end) in places.items():
        if (text := texts.get(document)) is not None:
            found[iri] = Quote(
                document=document,
                called=called.get(document, facts.tail(document)),
                start=start,
                end=end,
                text=text,
                page=pages.get(iri),
                pictured=iri in read and document in images,
                file=next((file.value for file in stated[document]["document"]), ""),
            )
    return found


def quote(select: Select, iri: str) -> Quote | None:
    """One quote; None where there is none."""
    return quotes(select, [iri]).get(iri)
