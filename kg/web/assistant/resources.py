"""What an assistant can read by its address: the dossier of a thing, and the text of a document, some thousand characters at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, unquote

from kg.answers import facts
from kg.stores.catalogue import Catalogue
from kg.tables.messages import UserError, in_language
from kg.web.assistant.framing import framed, visible
from kg.web.assistant.tool_answer import SET_APART, ToolAnswer
from ontology.iris import ID

if TYPE_CHECKING:
    from kg.stores.store import Store
    from kg.tables.language import Language
    from kg.web.assistant.calls import Calls

#: The addresses as URI templates (RFC 6570), with what stands there.
TEMPLATES: Mapping[str, tuple[str, str, str]] = {
    "policy-kg://dossier/{+thing}": ("dossier", "All that is known of a thing, by its IRI or the end of it.", "一个对象的全部信息，按其标识或标识的末段。"),
    "policy-kg://document/{digest}{?start}": ("document", "The text of a document from a character on.", "公开文件的正文，从某个字符起。"),
}  # fmt: skip
#: Characters of a text that are given at once, and documents of a list.
TEXT, DOCUMENTS = 20_000, 100
_ADDRESS = re.compile(r"policy-kg://(?P<kind>dossier|document)/(?P<rest>[^?#]+)(?:\?(?P<query>[^#]*))?")
_ROWS = 50


class NoSuchResource(UserError):
    """An address at which nothing stands; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class ReadableDocument:
    """A document that can be read: its address, and the name of its file."""

    uri: str
    name: str


def documents(store: Store, first: int) -> tuple[list[ReadableDocument], bool]:
    """Some documents of the store, in the order of their files, and whether there are more."""
    names = Catalogue.read(store).names()
    every = sorted(names, key=lambda iri: (names[iri], iri))
    some = every[first : first + DOCUMENTS]
    found = [ReadableDocument(address("document", iri), " ".join(visible(names[iri]).split())) for iri in some]
    return found, len(every) > first + DOCUMENTS


def address(kind: str, iri: str) -> str:
    """Where a thing stands."""
    end = iri.removeprefix(f"{ID}document/") if kind == "document" else iri.removeprefix(ID)
    return f"policy-kg://{kind}/{quote(end)}"


def read(calls: Calls, uri: str) -> Iterator[tuple[str, str]]:
    """What stands at an address: each content with its media type.

    :raises NoSuchResource: nothing does.
    """
    parts = _ADDRESS.fullmatch(uri)
    if parts is None:
        listed = ", ".join(TEMPLATES)
        raise NoSuchResource(f"There is no resource {uri[:200]!r}; addresses are made so: {listed}.")
    rest = unquote(parts["rest"])
    if parts["kind"] == "dossier":
        yield from both(calls.show(rest, _ROWS), calls.lang)
        return
    start = parse_qs(parts["query"] or "").get("start", ["0"])[0]
    if not (start.isascii() and start.isdigit() and len(start) < 12):
        raise NoSuchResource(f"start must be a whole number, not {start[:50]!r}.")
    yield "text/plain", _text(calls.state.store(), rest, int(start), calls.lang)


def both(answer: ToolAnswer, lang: Language) -> Iterator[tuple[str, str]]:
    """An answer for reading and for programs."""
    yield "text/plain", answer.readable(lang)
    yield "application/json", json.dumps(answer.structured(lang), ensure_ascii=False)


def _text(store: Store, digest: str, start: int, lang: Language) -> str:
    iri = f"{ID}document/{digest}"
    texts = {row["document"].value: row["text"].value for row in _texts(store, iri)}
    if iri not in texts:
        raise NoSuchResource(f"The store has no document {digest[:200]!r}.")
    text = texts[iri]
    start = min(start, len(text))
    end = min(len(text), start + TEXT)
    name = Catalogue.read(store).names().get(iri, digest)
    told = [f"{name}: characters {start:,}–{end:,} of {len(text):,}."]
    if end < len(text):
        told.append(f"What follows: {address('document', iri)}?start={end}")
    lines = (in_language(sentence, lang) for sentence in told)
    return in_language(SET_APART, lang) + "\n" + framed("\n".join((*lines, text[start:end])))


def _texts(store: Store, iri: str) -> Iterator[facts.Row]:
    try:
        yield from facts.asked(store.select, "dossier/texts", [iri])
    except ValueError:
        return
