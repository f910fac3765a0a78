"""Why a text's citations are what they are: where a number begins and why, which rule gave the relation, which days are in force.

For people who look into one place; nothing of this is made when a text is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from loaders.citations import citations, coded, numbers, relation, validity
from loaders.citations.coded import Refusal
from loaders.citations.number_pieces import WINDOW, Printed, squeeze
from loaders.citations.relation import Reasons
from loaders.citations.validity import Paragraph
from loaders.records import Citation, Extraction
from loaders.text.tokens import HAN, Token
from ontology.authorities import attested, code_edges
from ontology.authorities.code_edges import Beginning
from ontology.authorities.issuers import Segments, could_be_code, segment
from ontology.authorities.name_ends import last_name

#: Why a code begins where it does: nothing Chinese stands before it (``mark``; ``beside`` is what does), a word that is in no code
#: (``word``), the name of a body (``body``) or a place (``place``), a conjunction or preposition (``joint``), the tables know a code that
#: begins here (``table``) or none does (``run``); an order carries its body's name (``order``), a member of a series the code of the number
#: before it (``series``), and some have none.
EdgeReason = Literal["mark", "word", "body", "place", "joint", "table", "run", "order", "series", "none"]
#: Why it does not begin elsewhere: what would stand in it is in no code, the whole is longer, the evidence is weaker (by so many points),
#: or hardly weaker: then a person should look.
EdgeRefusal = Literal["word", "shorter", "weaker", "close"]
_REASONS: Mapping[str, EdgeReason] = {
    "mark": "mark",
    "word": "word",
    "body": "body",
    "ending": "body",
    "tail": "body",
    "again": "body",
    "own": "body",
    "place": "place",
    "bare": "place",
    "conjunction": "joint",
    "lead": "joint",
    "cut": "joint",
    "common": "joint",
    "verb": "joint",
    "joint": "joint",
}
_MOST_RIVALS = 3


@dataclass(frozen=True, slots=True)
class Edge:
    """Where the agency code of a number begins: ``code`` as printed, what stands ``beside`` it on the left, and the other readings.

    ``attested``: a register of real documents has this code.
    """

    code: str
    reason: EdgeReason
    beside: str
    pieces: Segments | None
    refused: tuple[tuple[str, EdgeRefusal, str], ...]
    attested: bool = False


@dataclass(frozen=True, slots=True)
class ExplainedCitation:
    """A citation with what decided its number's left edge and its relation; ``section`` is the heading that made it a basis.

    ``own``: it is the document's own name, or a policy that a row of a register describes, and so no citation.
    """

    citation: Citation
    edge: Edge | None
    reasons: Reasons
    section: str | None
    own: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a text cites and when it is in force, with reasons; ``refused`` looks like numbers: start, end, why it is none.

    ``tokens`` are those of the line at the place that was asked for, where no citation stands there.
    """

    citations: tuple[ExplainedCitation, ...]
    refused: tuple[tuple[int, int, Refusal], ...]
    paragraphs: tuple[Paragraph, ...]
    tokens: tuple[Token, ...]


def explain(extraction: Extraction, offset: int | None = None) -> Explanation:
    """The reasons for a document's citations and days in force; of those at ``offset`` alone, where it is given."""
    text = extraction.text
    printed = {number.start: number for number in numbers.find(text)}
    stated = {(c.start, c.end): c for c in extraction.citations}
    found = [
        ExplainedCitation(citation, _edge(text, citation, printed), reasons, *_stated(stated, citation))
        for citation, reasons in citations.explain(text)
        if _at(offset, citation.start, citation.end)
    ]
    taken = [(number.start, number.end) for number in printed.values()]
    refused = tuple(
        (start, end, why)
        for start, end, why in coded.refused(text)
        if _at(offset, start, end) and not any(a < end and start < b for a, b in taken)
    )
    paragraphs = tuple(
        one
        for one in validity.explain(text, extraction.document.date)
        if _at(offset, one.tokens[0].start, one.tokens[-1].end)
    )
    tokens = () if found or offset is None else tuple(_line(text, offset))
    return Explanation(tuple(found), refused, paragraphs, tokens)


def _at(offset: int | None, start: int, end: int) -> bool:
    return offset is None or start <= offset < end


def _line(text: str, offset: int) -> Iterator[Token]:
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", start)
    yield from relation.rules().lexicon.tokens(text, start, end if end >= 0 else len(text))


def _stated(stated: dict[tuple[int, int], Citation], citation: Citation) -> tuple[str | None, bool]:
    """The heading of the section that made a citation a basis where no rule did, and whether it is no citation of the document."""
    said = stated.get((citation.start, citation.end))
    return (None, True) if said is None else (said.section if said.relation != citation.relation else None, False)


def _edge(text: str, citation: Citation, printed: dict[int, Printed]) -> Edge | None:
    """Why the citation's number begins where it does; None where no number is printed."""
    number = printed.get(citation.printed_number.start) if citation.printed_number else None
    if number is None:
        return None
    start, code = number.start, number.number.code
    if number.elided:
        return Edge(code or "", "series", "", None, ())
    if number.number.form != "coded" or code is None:
        return Edge(code or "", "order" if code else "none", "", None, ())
    end = start
    while end < number.end and len(squeeze(text[start:end])) < len(code):
        end += 1
    readings = code_edges.beginnings(squeeze(text[max(0, end - WINDOW) : end]))
    reason = _reason(text, start, code, readings)
    beside = _beside(text, start, reason)
    refused = tuple(_refused(text, start, end, readings))
    return Edge(code, reason, beside, segment(code), refused, code in attested.codes())


def _reason(text: str, start: int, code: str, readings: Sequence[Beginning]) -> EdgeReason:
    before = text[max(0, start - 1) : start].strip()
    if not before or not _is_han(before):
        return "mark"
    for evidence in readings[0].evidence if readings else ():
        if evidence in _REASONS and evidence != "mark":
            return _REASONS[evidence]
    return "table" if could_be_code(code) else "run"


def _beside(text: str, start: int, reason: EdgeReason) -> str:
    before = text[max(0, start - WINDOW) : start].rstrip()
    words = {"word": code_edges.words().never, "joint": code_edges.words().joint}.get(reason)
    if words is not None:
        return _ending(before, words.get(before[-1], ())) or before[-2:]
    if reason in ("body", "place"):
        return last_name(before)
    return before[-1:] if reason == "mark" else before[-2:]


def _ending(before: str, words: tuple[str, ...]) -> str | None:
    return next((word for word in words if before.endswith(word)), None)


def _refused(text: str, start: int, end: int, readings: Sequence[Beginning]) -> Iterator[tuple[str, EdgeRefusal, str]]:
    """The other places at which the code could begin: before a word that is in no code, and where a reading was weighed and found weaker."""
    code = squeeze(text[start:end])
    word = _ending(text[:start], code_edges.words().never.get(text[start - 1 : start], ()))
    if word:
        yield word + code, "word", word
    for rival in readings[1 : _MOST_RIVALS + 1]:
        less = round(readings[0].points - rival.points, 1)
        reading = squeeze(text[max(0, end - WINDOW) : end])[rival.start :]
        yield reading, "close" if less < code_edges.CLOSE else "weaker", str(less)
    if len(readings) < 2:
        shorter = next((code[size:] for size in range(1, len(code)) if could_be_code(code[size:])), None)
        if shorter:
            yield shorter, "shorter", ""


def _is_han(character: str) -> bool:
    first, last = HAN.split("-")
    return first <= character <= last
