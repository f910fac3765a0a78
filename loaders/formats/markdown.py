"""Markdown (.md): the marks of headings, lists and emphasis go, tables of bars become grids; lines stay lines.

CommonMark and the tables of GitHub's dialect, as far as documents use them; what a hand wrote carelessly is read as it was meant:
a heading without a blank after its signs, a table without the line below its head, bold that ends before a bracket.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from loaders.formats.web import html
from loaders.formats.web.page_text import TextWriter, write
from loaders.source import Block, Source, UnreadableFile
from loaders.text.paragraphs import lines

ENDINGS = (".md", ".markdown")
_HEADING = re.compile(r"[ ]{0,3}(?:#{1,6}(?:[ \t\u3000]+|(?=[^\W\d_a-zA-Z]|[（(【《])|$)|#{2,6}(?=[^#]))")
_CLOSED = re.compile(r"(?<![\\#])#{1,6}$")
_QUOTED = re.compile(r"\A[ ]{0,3}(?:>[ ]?)+")
_ITEM = re.compile(r"[ \t\u3000]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?(?!\d{1,4}[ \t]*[-*]$)")
# A list numbers headings that have an ordinal of their own: 1. 一、项目名称.
_NUMBERED_TWICE = re.compile(
    r"[ \t]*\d{1,3}[.)][ \t]+(?=(?:\*\*|__)?(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]))"
)
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|={3,}[ \t]*)$")
_FENCE = re.compile(r"[ \t]*(```+|~~~+)")
_DELIMITER = re.compile(
    r"\|[ \t]*:?-+:?[ \t]*$|\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?$"
)  # without blanks at its ends
_BAR = re.compile(r"(?<!\\)\|")
_TABLE = re.compile(r"[ \t]*<table\b", re.I)
_REFERENCE = re.compile(r"[ ]{0,3}\[[^\]\n]{1,100}\]:[ \t]*<?(?:https?://|data:|/|\.{1,2}/|#)\S+")
_FRONT_KEY = re.compile(r"[A-Za-z_-]{1,40}:[ \t]*(.*)$")
_ENDS = {"<!--": "-->", "<script": "</script>", "<style": "</style>"}
_HIDING = re.compile(r"<!--|-->|<(?:script|style)\b|</(?:script|style)>", re.I)
# What ends a line within a line or a cell; any other element says how its text looks.
_BREAK = re.compile(r"<br[ ]{0,3}/?>|</p>[ ]{0,3}<p>", re.I)
_ELEMENT = re.compile(
    r"</?(?:a|b|big|blockquote|center|code|del|details|div|em|figure|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|s|"
    r"small|span|strike|strong|sub|summary|sup|u|ul)(?:[ /][^<>\n]{0,500})?>",
    re.I,
)
_LINK = re.compile(
    r"!\[[^\]\n]{0,300}\](?:\((?:data:[^()\s]*|(?:[^()\n]|\([^()\n]{0,100}\)){0,500})\)|\[[^\[\]\n]{0,100}\])|\[(?!\d{4}\]|\^)([^\[\]\n]{1,300})\]\((?:[^()\s]|\([^()\s]{0,100}\)){0,500}(?:[ ]\"[^\"\n]{0,200}\")?\)"
)
_AUTOMATIC = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,500})>")
# Emphasis says its words and no figure's edge: 50元*3人 is a product.  An underscore within a word is one of a name.
_INSIDE = r"(?:[^{0}\\\n]|\\.){{1,1000}}?"
_STARS = re.compile(
    r"(?<![\\*])(\*{2,3})(?![\s*])(" + _INSIDE.format("*") + r")(?<!\s)\1(?!\*)"
    r"|(?<![\\*\d])\*(?![\s*\d])(" + _INSIDE.format("*") + r")(?<![\s\d])\*(?![*\d])"
    r"|(?<![\\*\w)）])\*(?![\s*])(" + _INSIDE.format("*") + r")(?<!\s)\*(?![*\w(（])"
)
_LINES = re.compile(
    r"(?<![\\_A-Za-z0-9])(_{2,3})(?![\s_])(" + _INSIDE.format("_") + r")(?<!\s)\1(?![_A-Za-z0-9])"
    r"|(?<![\\\w])_(?![\s_])(" + _INSIDE.format("_") + r")(?<!\s)_(?!\w)"
    r"|(?<![\\~=])(~~|==)(?![\s~=])(" + _INSIDE.format("~=") + r")(?<!\s)\4(?![~=])"
)
_CODE = re.compile(r"(`{1,2})(?!`)([^`\n]{1,1000})\1(?!`)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def source(text: str, path: str, name: str, sha256: str, encoding: str) -> Source:
    """A decoded Markdown text as a source: a line is a paragraph, a table a grid.

    Raises UnreadableFile where nothing is left, and for an element ``table`` over the limits of web pages.
    """
    written: list[str] = []
    blocks: list[Block] = []
    position = 0
    for piece in _pieces(text, name):
        if isinstance(piece, TextWriter):
            content = piece.content()
            blocks.extend(block.moved(position) for block in piece.blocks())
        else:
            content = piece + "\n"
            blocks.extend(Block("paragraph", position + start, position + end) for start, end in lines(piece))
        written.append(content)
        position += len(content)
    if not blocks:
        raise UnreadableFile(f"{name} is empty: it holds nothing but blanks.")
    return Source(
        path=path,
        sha256=sha256,
        text="".join(written),
        encoding=encoding,
        format="md",
        blocks=tuple(blocks),
    )


def _pieces(text: str, name: str) -> Iterator[str | TextWriter]:
    """The lines without their marks, and the tables."""
    printed = _shown(text).split("\n")
    at = 0
    # A rule may stand at the beginning too: then what is above the next one is text.
    keyed = printed[0].strip() == "---" and len(printed) > 1 and _FRONT_KEY.match(printed[1])
    if keyed and "---" in (ends := [line.strip() for line in printed[1:50]]):
        at = ends.index("---") + 2
        yield from _front_matter(printed[1 : at - 1])
    while at < len(printed):
        line = _QUOTED.sub("", printed[at], count=1)
        if fence := _FENCE.match(line):
            end = next(
                (n for n in range(at + 1, len(printed)) if printed[n].strip().startswith(fence[1])), len(printed)
            )
            yield from printed[at + 1 : end]
            at = end + 1
        elif _TABLE.match(line):
            end = next((n for n in range(at, len(printed)) if "</table" in printed[n].lower()), len(printed) - 1)
            yield _elements("\n".join(printed[at : end + 1]), name)
            at = end + 1
        elif width := _table(printed, at):
            rows = [_row(row) for row in printed[at : at + width]]
            table = TextWriter()
            table.table([_cells(row) for row in rows if not _DELIMITER.match(row)])
            yield table
            at += width
        else:
            if not (_RULE.match(line) or _REFERENCE.match(line)):
                yield _line(line)
            at += 1


def _shown(text: str) -> str:
    """What a page would show: no comment, and nothing for programs, over however many lines; what is not ended is text."""
    kept, at, hidden = [], 0, None
    for mark in _HIDING.finditer(text):
        if hidden is None and mark[0].lower() in _ENDS:
            hidden = mark
        elif hidden is not None and mark[0].lower() == _ENDS[hidden[0].lower()]:
            kept.append(text[at : hidden.start()])
            at, hidden = mark.end(), None
    return "".join(kept) + text[at:]


def _front_matter(printed: list[str]) -> Iterator[str]:
    """What stands above a text for the program that makes a page of it: only the title is printed there."""
    for line in printed:
        key = _FRONT_KEY.match(line)
        if key is None or line.lower().startswith("title:"):
            yield (key[1] if key else line).strip().strip("\"'")


def _table(printed: list[str], at: int) -> int:
    """How many lines from here on are rows of one table; 0 where none begins."""
    if "|" not in printed[at] or at + 1 == len(printed):
        return 0
    head, below = _row(printed[at]), _row(printed[at + 1])
    framed = head.startswith("|") and len(_BAR.findall(head)) > 1
    if not (_DELIMITER.match(below) or (framed and below.startswith("|"))):
        return 0
    end = at + 1
    while end < len(printed) and "|" in printed[end]:
        end += 1
    return end - at


def _row(line: str) -> str:
    return _QUOTED.sub("", line, count=1).strip()


def _cells(row: str) -> list[str]:
    cells = [_inline(cell).strip() for cell in _BAR.split(row.removeprefix("|"))]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _elements(markup: str, name: str) -> TextWriter:
    """A table that is written as elements of HTML, as converters write one with merged cells."""
    html.refuse_hostile(markup, name)
    writer = TextWriter()
    body = LexborHTMLParser(markup).body
    if body is not None:
        try:
            write(body, writer)
        except UnreadableFile as error:
            raise UnreadableFile(f"{name} {error}") from error
    return writer


def _line(line: str) -> str:
    if item := _ITEM.match(line) or _NUMBERED_TWICE.match(line):
        line = line[item.end() :]
    if heading := _HEADING.match(line):
        line = _CLOSED.sub("", line[heading.end() :].rstrip()).rstrip()
    return _inline(line.removesuffix("\\"))


def _inline(words: str) -> str:
    """Words without the marks inside their line."""
    if "<" in words:
        words = _ELEMENT.sub("", _AUTOMATIC.sub(r"\1", _BREAK.sub("\n", words)))
    if "](" in words or "![" in words:
        words = _LINK.sub(lambda link: link[1] or "", words)
    if "*" in words:
        for _ in range(2):  # bold within italics
            words = _STARS.sub(lambda found: found[2] or found[3] or found[4], words)
    if "_" in words or "~" in words or "==" in words:
        words = _LINES.sub(lambda found: found[2] or found[3] or found[5], words)
    if "`" in words:
        words = _CODE.sub(r"\2", words)
    words = _ESCAPED.sub(r"\1", words) if "\\" in words else words
    return _ENTITY.sub(lambda found: entities.unescape(found[0]).replace("\xa0", " "), words) if "&" in words else words
