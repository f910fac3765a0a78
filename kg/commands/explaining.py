"""The command that says why a citation is what it is: explain."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.commands import Failure, WrongUse, json_option

if TYPE_CHECKING:
    from kg.tables.language import Language
    from loaders.citations.explained import Edge, ExplainedCitation, Explanation
    from loaders.citations.validity import Clause, Paragraph
    from loaders.text.rules import Rule
    from loaders.text.tokens import Token

Say = Callable[[str, str], str]
_SHOWN = 60  # tokens of a sentence that are shown


@click.command(short_help="Why a citation is what it is. 说明识别的依据。")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("offset", type=click.IntRange(0), required=False)
@json_option
def explain(file: Path, offset: int | None, as_json: bool) -> None:
    """Say for every citation of a file, or for the one at OFFSET, which words and which rule decided, and what was refused.

    OFFSET counts the characters of the text that kg extract --text prints, from 0.
    """
    from kg.tables.language import user_language
    from loaders.citations import explained
    from loaders.extract import read_and_extract
    from loaders.source import UnreadableFile

    try:
        extraction = read_and_extract(file)
    except UnreadableFile as error:
        raise Failure(str(error)) from error
    if offset is not None and offset >= len(extraction.text):
        raise WrongUse(f"{file} has {len(extraction.text):,} characters: OFFSET {offset:,} is behind its end.")
    found = explained.explain(extraction, offset)
    if as_json:
        click.echo(json.dumps({"file": str(file), **_json(extraction.text, found)}, ensure_ascii=False, indent=2))
        return
    lines = _lines(extraction.text, found, user_language())
    click.echo("\n".join(lines).strip())


def _lines(text: str, found: Explanation, lang: Language) -> Iterator[str]:
    def say(english: str, chinese: str) -> str:
        return chinese if lang == "zh" else english

    if not (found.citations or found.refused or found.paragraphs):
        yield say("Nothing is cited here.", "此处没有引用。")
    for one in found.citations:
        yield from _citation(text, one, lang, say)
    for start, end, why in found.refused:
        yield ""
        yield _place(text, start, end) + say(": no document number", "：不是文号")
        yield "  " + _NOT_A_NUMBER[why][lang == "zh"]
    for paragraph in found.paragraphs:
        yield from _paragraph(text, paragraph, say)
    if found.tokens:
        yield ""
        yield say("Tokens of the line: ", "本行的词：") + _tokens(text, found.tokens, 0)


_NOT_A_NUMBER = {
    "no-hao": (
        "号 is missing, and without it the brackets or what follows speak against a number.",
        "缺“号”字，而括号或后文表明它不是文号。",
    ),
    "goes-on": ("What follows makes it something else (号楼, 号议案).", "后文表明它是别的东西（号楼、号议案）。"),
    "no-code": ("No agency code stands before the year.", "年份前没有发文机关代字。"),
    "licence": ("It is the number of a licence (…证字).", "它是许可证号（……证字）。"),
}


def _place(text: str, start: int, end: int) -> str:
    line = text.count("\n", 0, start) + 1
    return f"{start}–{end} (line {line}) «{_short(text[start:end])}»"


def _short(printed: str) -> str:
    return " ".join(printed.split())


def _citation(text: str, one: ExplainedCitation, lang: Language, say: Say) -> Iterator[str]:
    from kg.tables import table

    cited = one.citation
    yield ""
    yield click.style(_place(text, cited.start, cited.end), bold=True)
    for name, value in (("number", cited.number), ("title", cited.title)):
        if value:
            yield f"  {table.heading(name, lang)}: {value}"
    if one.own:
        yield "  " + say(
            "the document's own name, or what a row of a register describes: no citation",
            "本文件自身的名称，或目录所列的文件，不是引用",
        )
    if cited.via:
        yield "  " + say(f"«{cited.via}» stands for what was named before.", f"“{cited.via}”指前文所称的文件。")
    if one.edge:
        yield "  " + say("begins: ", "文号起点：") + _edge(one.edge, say)
        for candidate, why, word in one.edge.refused:
            yield (
                "    "
                + say(f"not «{candidate}»: ", f"不是“{candidate}”：")
                + _EDGE_REFUSED[why][lang == "zh"].format(word)
            )
    reasons = one.reasons
    yield "  " + say("tokens: ", "词：") + _tokens(text, reasons.tokens, cited.start)
    yield "  " + say("relation: ", "关系：") + _ruled(reasons.rule, _name(reasons.relation, lang), say)
    if one.section:
        yield "    " + say(
            f"in the section «{one.section}» every policy is what the project rests on: {_name('basis', lang)}",
            f"在“{one.section}”一节中，所引政策都是项目的{_name('basis', lang)}",
        )
    for rule in reasons.outranked:
        name = _name(rule.label, lang)
        yield "    " + say(
            f"not {name} by {rule.id}: priority {rule.priority} is lower",
            f"不取“{name}”（{rule.id}）：优先级 {rule.priority} 较低",
        )


def _name(relation: str, lang: Language) -> str:
    from kg.tables import table
    from ontology.iris import NS

    return table.concept(f"{NS}{relation.capitalize()}", lang)


def _ruled(rule: Rule | None, relation: str, say: Say) -> str:
    if rule is None:
        return say(f"{relation}: no rule fits", f"{relation}：没有规则适用")
    example = rule.example.replace("\\n", " ")
    return say(
        f"{relation} by {rule.id} (priority {rule.priority}), as in: {example}",
        f"{relation}，规则 {rule.id}（优先级 {rule.priority}），例：{example}",
    )


_EDGE_REFUSED = {
    "word": ("«{}» is in no code", "代字中没有“{}”"),
    "unknown": ("the tables know no code that begins so", "表中没有这样开头的代字"),
    "shorter": ("the longer code is known", "更长的代字已知"),
}


def _edge(edge: Edge, say: Say) -> str:
    pieces = [
        f"{piece} {say(english, chinese)}"
        for piece, english, chinese in (
            (edge.pieces.region, "region", "地区"),
            (edge.pieces.organ, "organ", "机关"),
            (edge.pieces.office, "office", "办公机构"),
            (edge.pieces.section, "section", "类别"),
            (edge.pieces.kind, "kind", "文种"),
        )
        if piece
    ] if edge.pieces else []  # fmt: skip
    composed = f" ({', '.join(pieces)})" if pieces else ""
    beside = _short(edge.beside) or say("the start of the line or text", "行首或文首")
    reasons = {
        "mark": say(f"before it stands {beside}", f"前面是 {beside}"),
        "word": say(f"before it stands the word «{beside}», which is in no code", f"前面的“{beside}”不会出现在代字中"),
        "body": say(
            f"before it stands «{beside}», a body's name or a conjunction", f"前面的“{beside}”是机关名称或连词"
        ),
        "table": say("the tables know a code that begins here", "表中有从这里开始的代字"),
        "run": say("no known word stands before it", "前面没有已知的词"),
        "order": say("an order or announcement carries the name of its body", "令或公告以机关名称编号"),
        "series": say("taken over from the number before it", "沿用前一文号的代字"),
        "none": say("no code or body is printed", "未写代字或机关"),
    }
    return f"{edge.code}{composed}: {reasons[edge.reason]}" if edge.code else reasons[edge.reason]


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


def _paragraph(text: str, paragraph: Paragraph, say: Say) -> Iterator[str]:
    yield ""
    yield click.style(_place(text, paragraph.tokens[0].start, paragraph.tokens[-1].end), bold=True)
    for name, value in (
        (say("in force from", "施行日期"), paragraph.force.since),
        (say("until", "有效期至"), paragraph.force.until),
    ):
        if value:
            yield f"  {name}: {value.value}"
    for clause in paragraph.taken:
        yield f"  «{_short(text[clause.start : clause.end])}»: {clause.rule.label}, {clause.rule.id}{_itself(clause, say)}"
    for clause in paragraph.refused:
        why = (
            say("another clause comes before it", "另有先于它的语句")
            if clause.itself
            else say("the sentence does not speak of this document itself", "该句说的不是本文件")
        )
        yield "  " + say(
            f"not «{_short(text[clause.start : clause.end])}»: {why}",
            f"不取“{_short(text[clause.start : clause.end])}”：{why}",
        )


def _itself(clause: Clause, say: Say) -> str:
    return (
        say(f"; of this document by {clause.itself.id}", f"；说的是本文件（{clause.itself.id}）")
        if clause.itself
        else ""
    )


def _json(text: str, found: Explanation) -> dict[str, Any]:
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
