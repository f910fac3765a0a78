"""The command that says why a citation is what it is: explain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.commands import WrongUse, json_option, opened, print_json, say

if TYPE_CHECKING:
    from kg.stores.store import Place, Store
    from loaders.citations.explained import Edge, ExplainedCitation, Explanation
    from loaders.citations.validity import Clause, Paragraph
    from loaders.records import Extraction
    from loaders.text.rules import Rule
    from loaders.text.tokens import Token

# The lead issuer of each number, None where nobody can tell, and the reason.
Issued = dict[str, tuple[str | None, str]]
_SHOWN = 60  # tokens of a sentence that are shown


@click.command(short_help="Why a citation is what it is. 说明识别的依据。")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("offset", type=click.IntRange(0), required=False)
@json_option
@click.pass_obj
def explain(store: Place, file: Path, offset: int | None, as_json: bool) -> None:
    """Say for every citation of a file, or for the one at OFFSET, which words and which rule decided, and what was refused.

    OFFSET counts the characters of the text that kg extract --text prints, from 0.

    Whose a number is, the store says where it has it, with what its registers teach; else its letters do.
    """
    from loaders.citations import explained
    from loaders.extract import read_and_extract

    extraction = read_and_extract(file)
    if offset is not None and offset >= len(extraction.text):
        raise WrongUse(f"{file} has {len(extraction.text):,} characters: OFFSET {offset:,} is behind its end.")
    found = explained.explain(extraction, offset)
    issued = _issued(store, {one.citation.number for one in found.citations if one.citation.number}, extraction)
    if as_json:
        print_json({"file": str(file), **_json(extraction.text, found, issued)}, indent=2)
        return
    click.echo("\n".join(_lines(extraction.text, found, issued)).strip())


def _issued(place: Place, numbers: set[str], extraction: Extraction) -> Issued:
    """Who issued what has these numbers, and why that is known: as a store that is there says, else by the letters, read in the document.

    A document without an area of its own is read where the numbers around each one say.
    """
    from kg.resolution.issuing.issuers import around, issuing
    from kg.stores import layout
    from kg.stores.opening import is_address
    from loaders.citations.document_number import Number

    found: Issued = {}
    if is_address(place) or layout.has_store(Path(place)):
        with opened(place) as store:
            found = {number: said for number in numbers if (said := _stored(store, number))}
    near = around([one.number for one in extraction.citations if one.number])
    own = extraction.document.area
    for number in numbers - found.keys():
        known = issuing(Number.of(number), (), {own.value} if own else {near[number]} if number in near else ())
        found[number] = known.lead, known.reason
    return found


def _stored(store: Store, number: str) -> tuple[str | None, str] | None:
    from kg.answers import facts
    from loaders.rdf import identifiers
    from ontology.terms import PK

    said = {term: value for _, term, value in store.statements(identifiers.policy(number), graph=identifiers.DERIVED)}
    if (reason := said.get(str(PK.issuerReason))) is None:
        return None
    lead = said.get(str(PK.leadIssuer))
    return facts.name(store.select, lead) if lead else None, reason


def _lines(text: str, found: Explanation, issued: Issued) -> Iterator[str]:
    if not (found.citations or found.refused or found.paragraphs):
        yield say("Nothing is cited here.")
    for one in found.citations:
        yield from _citation(text, one, issued.get(one.citation.number or ""))
    for start, end, why in found.refused:
        yield ""
        yield _place(text, start, end) + say(": no document number")
        yield "  " + say(_NOT_A_NUMBER[why])
    for paragraph in found.paragraphs:
        yield from _paragraph(text, paragraph)
    if found.tokens:
        yield ""
        yield say(f"Tokens of the line: {_tokens(text, found.tokens, 0)}")


_NOT_A_NUMBER = {
    "no-hao": "号 is missing, and without it the brackets or what follows speak against a number.",
    "goes-on": "What follows makes it something else (号楼, 号议案).",
    "no-code": "No agency code stands before the year.",
    "licence": "It is the number of a licence or a deed (…证字, 合同).",
    "report": "It is the number of a report, a sample or a case (报告编号).",
    "court": "It is the number of a court's case or verdict (…民初字).",
    "arbitration": "It is the number of a case of arbitration (…仲案).",
    "decision": "It is the number of a decision on one case, a penalty or a reconsideration (…罚字, …复决字).",
}
_EDGE_REFUSED = {
    "word": "«{}» is in no code",
    "shorter": "the longer code is known",
    "weaker": "the evidence for it is weaker by {} points",
    "close": "but its evidence is weaker by {} points only, so look at the place",
}
_BEGINS = {
    "mark": "before it stands {}",
    "word": "before it stands the word «{}», which is in no code",
    "body": "before it stands «{}», the name of a body",
    "place": "before it stands «{}», the name of a place",
    "joint": "before it stands «{}», a conjunction or a verb",
    "table": "the tables know a code that begins here",
    "run": "no known word stands before it",
    "order": "an order or announcement carries the name of its body",
    "series": "taken over from the number before it",
    "none": "no code or body is printed",
}


def _place(text: str, start: int, end: int) -> str:
    line = text.count("\n", 0, start) + 1
    return say(f"{start}–{end} (line {line})") + f" «{_short(text[start:end])}»"


def _short(printed: str) -> str:
    return " ".join(printed.split())


def _citation(text: str, one: ExplainedCitation, issuer: tuple[str | None, str] | None) -> Iterator[str]:
    from kg.tables import table
    from kg.tables.language import user_language
    from kg.tables.reasons import chinese as reasons_zh

    cited = one.citation
    yield ""
    yield click.style(_place(text, cited.start, cited.end), bold=True)
    for name, value in (("number", cited.number), ("title", cited.title)):
        if value:
            yield f"  {table.heading(name, user_language())}: {value}"
    if one.own:
        yield "  " + say("the document's own name, or what a row of a register describes: no citation")
    if cited.via:
        yield "  " + say(f"«{cited.via}» stands for what was named before.")
    if one.edge:
        yield "  " + say(f"begins: {_edge(one.edge)}")
        for candidate, why, word in one.edge.refused:
            yield "    " + say(f"not «{candidate}»: {_EDGE_REFUSED[why].format(word)}")
    if issuer is not None:
        body, reason = issuer
        told = reasons_zh(reason) if user_language() == "zh" else reason
        yield "  " + say(f"issued by: {body or say('nobody can tell')} ({told})")
    reasons = one.reasons
    yield "  " + say(f"tokens: {_tokens(text, reasons.tokens, cited.start)}")
    yield "  " + say(f"relation: {_ruled(reasons.rule, _name(reasons.relation))}")
    if one.section:
        yield "    " + say(
            f"in the section «{one.section}» every policy is what the project rests on: {_name('basis')}"
        )
    for rule in reasons.outranked:
        yield "    " + say(f"not {_name(rule.label)} by {rule.id}: priority {rule.priority} is lower")


def _name(relation: str) -> str:
    from kg.tables import table
    from kg.tables.language import user_language
    from ontology.iris import NS

    return table.concept(f"{NS}{relation.capitalize()}", user_language())


def _ruled(rule: Rule | None, relation: str) -> str:
    if rule is None:
        return f"{relation}: no rule fits"
    example = rule.example.replace("\\n", " ")
    return f"{relation} by {rule.id} (priority {rule.priority}), as in: {example}"


def _edge(edge: Edge) -> str:
    reason = _BEGINS[edge.reason].format(_short(edge.beside) or say("the start of the line or text"))
    if not edge.code:
        return reason
    parts = ("region", "organ", "office", "section", "kind") if edge.pieces else ()
    pieces = [f"{piece} {say(part)}" for part in parts if (piece := getattr(edge.pieces, part))]
    composed = f" ({', '.join(pieces)})" if pieces else ""
    return f"{edge.code}{composed}: {say(reason)}{say('; real documents bear this code') if edge.attested else ''}"


def _tokens(text: str, tokens: tuple[Token, ...], place: int) -> str:
    near = next((index for index, token in enumerate(tokens) if token.start >= place), 0)
    first = max(0, near - _SHOWN // 2)
    shown = [_token(text, token) for token in tokens[first : first + _SHOWN]]
    return ("… " if first else "") + " ".join(shown) + (" …" if len(tokens) > first + _SHOWN else "")


def _token(text: str, token: Token) -> str:
    printed = _short(text[token.start : token.end])
    if token.classes in (("citation",), ("word",)):
        return f"⟦{printed}⟧" if token.classes == ("citation",) else printed
    return f"{printed}/{'+'.join(token.classes)}"


def _paragraph(text: str, paragraph: Paragraph) -> Iterator[str]:
    yield ""
    yield click.style(_place(text, paragraph.tokens[0].start, paragraph.tokens[-1].end), bold=True)
    since, until = paragraph.force.since, paragraph.force.until
    if since:
        yield "  " + say(f"in force from: {since.value}")
    if until:
        yield "  " + say(f"until: {until.value}")
    for clause in paragraph.taken:
        itself = say(f"; of this document by {clause.itself.id}") if clause.itself else ""
        yield f"  «{_short(text[clause.start : clause.end])}»: {clause.rule.label}, {clause.rule.id}{itself}"
    for clause in paragraph.refused:
        why = "not «{}»: the sentence does not speak of this document itself"
        if clause.itself:
            why = "not «{}»: another clause comes before it"
        yield "  " + say(why.format(_short(text[clause.start : clause.end])))


def _json(text: str, found: Explanation, issued: Issued) -> dict[str, Any]:
    return {
        "citations": [
            {
                "start": one.citation.start,
                "end": one.citation.end,
                "surface": one.citation.surface,
                "number": one.citation.number,
                "title": one.citation.title,
                "relation": "basis" if one.section else one.citation.relation,
                "section": one.section,
                "own": one.own,
                "edge": asdict(one.edge) if one.edge else None,
                "issuer": _issuer(issued.get(one.citation.number or "")),
                "tokens": _token_list(text, one.reasons.tokens),
                "rule": _rule(one.reasons.rule),
                "outranked": [_rule(rule) for rule in one.reasons.outranked],
            }
            for one in found.citations
        ],
        "refused": [{"start": start, "end": end, "reason": why} for start, end, why in found.refused],
        "in_force": [
            {
                "since": one.force.since.value if one.force.since else None,
                "until": one.force.until.value if one.force.until else None,
                "taken": [_clause(clause) for clause in one.taken],
                "refused": [_clause(clause) for clause in one.refused],
                "tokens": _token_list(text, one.tokens),
            }
            for one in found.paragraphs
        ],
        "tokens": _token_list(text, found.tokens),
    }


def _issuer(issued: tuple[str | None, str] | None) -> dict[str, str | None] | None:
    return {"body": issued[0], "reason": issued[1]} if issued else None


def _token_list(text: str, tokens: tuple[Token, ...]) -> list[dict[str, Any]]:
    return [
        {"start": token.start, "end": token.end, "printed": text[token.start : token.end], "classes": token.classes}
        for token in tokens
    ]


def _rule(rule: Rule | None) -> dict[str, Any] | None:
    return {"id": rule.id, "label": rule.label, "priority": rule.priority, "source": rule.source} if rule else None


def _clause(clause: Clause) -> dict[str, Any]:
    return {"start": clause.start, "end": clause.end, "rule": _rule(clause.rule), "itself": _rule(clause.itself)}


COMMANDS = (explain,)
