"""The only place that mints IRIs: from content, never from counters or clocks, so the same file gives the same IRIs.

Chinese stays as it is.  What an IRI may not hold, what would end a path segment, and what nobody can see (controls,
blanks, direction marks) is percent-encoded as UTF-8, so different names always give different IRIs.  Every function
returns a plain ``str`` that rdflib's ``URIRef`` and pyoxigraph's ``NamedNode`` take as it is.

``sha256`` is a file's digest in hexadecimal digits; its first 16 name the document.  ``start``/``end`` are code points.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Final, Literal
from urllib.parse import quote as percent_encode
from urllib.parse import unquote

from loaders.citations import titles
from ontology.blanks import without_blanks
from ontology.iris import ID

DERIVED: Final = f"{ID}graph/derived"
"""The graph of what the mentions mean."""

CATALOGUE: Final = f"{ID}graph/catalogue"
"""The graph of the files that were loaded."""

SUMMARIES: Final = f"{ID}graph/summaries"
"""The graph of what queries add up, kept ready."""

Role = Literal["implementing", "lead", "participating"]
Stated = Literal[
    "amount",
    "sum",
    "share",
    "quantity",
    "calculation",
    "task",
    "association",
    "indicator",
    "target",
    "entry",
    "dataset",
    "observation",
    "allotment",
    "membership",
]

# RFC 3987 ipchar without the percent sign, without blanks, invisible characters and private use.
_UNSAFE = re.compile(
    r"[^A-Za-z0-9._~!$&'()*+,;=:@\-"
    "\u00a1-\u00ac\u00ae-\u061b\u061d-\u167f\u1681-\u180a\u1810-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff"
    "\u3001-\u3163\u3165-\ud7ff\uf900-\ufdcf\ufe10-\ufefe\uff01-\uff9f\uffa1-\uffef"
    "\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd]"
)
_CHARACTERS: Final = "#char="
_OFFSET = re.compile(r"[0-9]{1,15}")
_SHA = re.compile(r"[0-9a-f]{16,64}")


def document(sha256: str) -> str:
    """A source document, which is also the name of its graph."""
    return f"{ID}document/{_key(sha256)}"


def home(iri: str) -> str:
    """The document that a project, a task, a citation … stands in: its digest is the second part of every such IRI; blank for others."""
    return f"{ID}document/{iri.removeprefix(ID).split('/')[1]}" if iri.startswith(ID) else ""


def project(sha256: str, ordinal: int) -> str:
    """A project of a budget or a funded work of a report: the ``ordinal``-th of its document, from 1."""
    return f"{ID}project/{_key(sha256)}/{ordinal}"


def ordinal(project: str) -> int:
    """The place of a project among those of its document, from 1."""
    return int(project.rpartition("/")[2])


def grant(sha256: str, ordinal: int) -> str:
    """The money allocated to the project with that ordinal."""
    return f"{ID}grant/{_key(sha256)}/{ordinal}"


def citation(sha256: str, start: int, end: int, lent: int | None = None, nth: int = 1) -> str:
    """One place where a document names a policy; ``lent`` is the ordinal of a further project that the place speaks of.

    ``nth`` counts the policies that the same characters name: the dash of 36—40号 names three.
    """
    place = f"{'' if lent is None else f'{lent}/'}{start}-{end}{'' if nth == 1 else f'/{nth}'}"
    return f"{ID}citation/{_key(sha256)}/{place}"


def passage(sha256: str, start: int, end: int) -> str:
    """The characters ``[start, end)`` of a document's text, as RFC 5147 names them: …/document/3f2a…#char=5490,5563."""
    return f"{ID}document/{_key(sha256)}{_CHARACTERS}{start},{end}"


def page(sha256: str, number: int) -> str:
    """A page of a document, from 1, as RFC 8118 names it: …/document/3f2a…#page=3."""
    return f"{ID}document/{_key(sha256)}#page={number}"


def place(passage: str) -> tuple[str, int, int] | None:
    """The document, the start and the end that the IRI of a passage says; None for an IRI that is no passage's."""
    document, _, span = passage.partition(_CHARACTERS)
    start, _, end = span.partition(",")
    if not document.startswith(f"{ID}document/") or not (_OFFSET.fullmatch(start) and _OFFSET.fullmatch(end)):
        return None
    return document, int(start), int(end)


def annotation(passage: str) -> str:
    """The annotation of a passage: …/annotation/3f2a…/5490-5563."""
    return f"{ID}annotation/{_below(passage)}"


def selector(passage: str, kind: Literal["position", "quote"]) -> str:
    """One of the two ways in which an annotation says where a passage is."""
    return f"{ID}selector/{_below(passage)}/{kind}"


def _below(passage: str) -> str:
    key, _, span = passage.removeprefix(f"{ID}document/").partition(_CHARACTERS)
    return f"{key}/{span.replace(',', '-')}"


def stated(kind: Stated, sha256: str, start: int, end: int, *further: str) -> str:
    """What a document states at a place: an amount of money, a task, a row of a register …

    ``further`` tells apart what may share a place: the level that a share is of (省、市各承担50%), the unit of a quantity (the same words
    may count months or quarters), the kind of a formula and the place of its first operand, the role of a unit, the name of an indicator.
    """
    return "/".join((f"{ID}{kind}/{_key(sha256)}/{start}-{end}", *map(_segment, further)))


def computed_amount(sha256: str, of: str) -> str:
    """An amount that no page prints: the sum of a project's parts (``project-8``), or what one is more than its parts (``rest-of-5-9``)."""
    return f"{ID}amount/{_key(sha256)}/{of}"


def budget_line(sha256: str, root: str, of: str) -> str:
    """A part of an allocation or of a sum: ``root`` is the ordinal of the project or the place of the sum, ``of`` its own place.

    What is left of an amount beside its parts is ``rest-of-`` the amount's place.
    """
    return f"{ID}line/{_key(sha256)}/{root}/{of}"


def organisation(name: str, within: str = "") -> str:
    """A body by its name; blanks inside do not count.  ``within`` is the area or the document of a name that means others elsewhere."""
    return f"{ID}organisation/{_named(name, within)}"


def area(name: str, within: str = "") -> str:
    """An administrative area by its name, as :func:`organisation`."""
    return f"{ID}area/{_named(name, within)}"


def _named(name: str, within: str) -> str:
    return _segment(without_blanks(name)) + (f"/in/{_segment(within)}" if within else "")


def name(iri: str) -> tuple[str, str]:
    """The name and the ``within`` that the IRI of a body, an area or a class says."""
    name, _, within = iri.removeprefix(ID).partition("/")[2].partition("/in/")
    return unquote(name), unquote(within)


def functional_class(code: str) -> str:
    """A class of the functional classification by its printed code: 2100408."""
    return f"{ID}class/{_segment(code)}"


def class_scheme(name: Literal["functional", "economic"]) -> str:
    """The national classification of expenditure by function, or by economic nature."""
    return f"{ID}scheme/{name}"


def economic_class(code: str) -> str:
    """A class of the economic classification by its printed code: 30101."""
    return f"{ID}class/economic/{_segment(code)}"


def policy(number: str | None = None, title: str | None = None, within: str | None = None) -> str:
    """A policy by its number in normal form; a provisional one by its title (any spelling with the same normal form).

    Both together name a policy whose number is incomplete (〔2022〕24号): many bodies have one like it.  ``within`` is the
    document, area or issuer of a policy whose name means something else elsewhere (《实施方案》).

    Raises:
        ValueError: neither says anything.
    """
    normal = titles.normal(title) if title else ""
    scope = f"/in/{_segment(within)}" if within else ""
    if not number:
        return f"{ID}policy/title/{_segment(normal)}{scope}"
    name = f"{ID}policy/{_segment(number)}"
    return f"{name}/title/{_segment(normal)}{scope}" if normal else name + scope


def relation(subject: str, predicate: str, of: str) -> str:
    """A statement between two policies, as a thing that can have evidence; ``predicate`` is the IRI of its property."""
    digest = hashlib.sha256("\n".join((subject, predicate, of)).encode()).hexdigest()[:16]
    return f"{ID}relation/{re.split('[#/]', predicate)[-1]}/{digest}"


def renaming(old: str, new: str) -> str:
    """The change of a body's name, or its merger into another body, by the names before and after."""
    return f"{ID}change/{_segment(without_blanks(old))}/{_segment(without_blanks(new))}"


def summary(of: str, *by: str) -> str:
    """What is kept ready of a document or policy; ``by`` names the sum: what by, the year, the level or unit (IRIs), as far as given."""
    parts = "".join(f"{re.split('[#/]', part)[-1] or '-'}/" for part in by)
    return f"{ID}summary/{parts}{of.removeprefix(ID)}"


@lru_cache(maxsize=65536)
def _segment(text: str) -> str:
    """``text`` as one segment of a path; different texts give different segments.

    Raises:
        ValueError: ``text`` is empty.
    """
    if not text:
        raise ValueError("a thing without a name has no IRI")
    if text in {".", ".."}:  # steps of a path, which a reader of IRIs may resolve away
        return text.replace(".", "%2E")
    return _UNSAFE.sub(_encode, text)


def _encode(found: re.Match[str]) -> str:
    return percent_encode(found[0], safe="", errors="surrogatepass")


@lru_cache(maxsize=1024)
def _key(sha256: str) -> str:
    if _SHA.fullmatch(sha256) is None:
        raise ValueError(f"not a SHA-256 in hexadecimal digits: {sha256!r}")
    return sha256[:16]
