"""When two files are one publication, and when two projects have the same name.

A document is often at hand twice, as a web page and as an attachment, or on another site.  Both are loaded; sums and counts take one.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator

from loaders.amounts import Statement
from loaders.rdf.literals import decimal
from loaders.records import ACCOUNTS, Extraction
from ontology.blanks import without_blanks

_BATCH = re.compile("第[一二三四五六七八九十0-9]{1,3}批")
_YEAR = re.compile("20[0-9]{2}(?:年度|年)?|[“”\"'《》〈〉]")
# What one format only prints: the number of a page, and below the title the lines that tell when and where a page came out.
_PAGE_NUMBER = re.compile(r"[-—–－·] ?\d{1,4} ?[-—–－·]|第\d{1,4}页(?:[,，]?共\d{1,4}页)?")
_COLOPHON = re.compile(
    r"(?:(?:发布|发文|成文|公开)(?:时间|日期|机构|机关|字号)|文号|信息来源|来源|作者|浏览|阅读|点击|字体|分享|打印)"
)
_COLOPHON_LINES = 6
_NO_LETTERS = re.compile(r"[\W_]+")
_HEAD = 2000
# So few letters many documents may have in common.
_LEAST = 40
_NUMBERED = re.compile(r"^(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|[①-⑳])(?=[^0-9])")


def normal_name(name: str) -> str:
    """A project's name as years are compared by: half-width, without blanks, quotation marks, years and its number in a list."""
    plain = unicodedata.normalize("NFKC", _NUMBERED.sub("", without_blanks(name)))
    return _YEAR.sub("", plain).replace("()", "") or plain


def content_key(extraction: Extraction) -> str | None:
    """16 hexadecimal digits that say what a document states; two files with the same key are one publication.

    Of projects with money, documents of one publisher for one year with the same names and amounts in the same order are the same
    (their number and 第二批 in the title must agree too); budgets and accounts of departments with the same figures.  All others, and those whose publisher or year is unknown, are the same by
    what they say of themselves and the letters of their body.  None where that is too short to tell one document from another.
    """
    document = extraction.document
    sums = [[normal_name(p.name.value), decimal(p.amount).lexical] for p in extraction.projects if p.amount]
    if document.kind in ACCOUNTS:
        sums = [[without_blanks(table.title), *_figures(table)] for table in extraction.statements]
    title = document.title.value if document.title else ""
    if sums and document.publisher and document.fiscal_year:
        said: list[object] = [
            document.kind,
            without_blanks(document.publisher.value),
            document.fiscal_year.value,
            document.number.value if document.number else None,
            _BATCH.findall(title),
            sums,
        ]
    else:
        body = _body(extraction)
        if len(body) < _LEAST:
            return None
        stated = (document.number, document.publisher, document.fiscal_year, document.date)
        said = [_letters(title), *(_letters(one.value) if one else None for one in stated), body]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _body(extraction: Extraction) -> str:
    """The letters of a document from below its title to its date in the signature: what every format of it prints.

    Above stand the menu and the index table of a page, below what a site or a printer adds.
    """
    text, document = extraction.text, extraction.document
    start, end = 0, len(text)
    if document.title:
        start = document.title.end
        # A page prints the title in its menu or its index table as well.
        again = text.find(text[document.title.start : start] + "\n", start, start + _HEAD)
        start = again + start - document.title.start if again >= 0 else start
        stated = [one.end for one in (document.date, document.publisher) if one]
        facts = [one.end for many in (extraction.citations, extraction.projects, extraction.entries) for one in many]
        if stated and max(stated) > max([start, *facts]):
            end = max(stated)
    held = [line for line in map(str.strip, text[start:end].splitlines()) if not _PAGE_NUMBER.fullmatch(line)]
    head = [line for line in held[:_COLOPHON_LINES] if not _COLOPHON.match(line)]
    return _letters("".join([*head, *held[_COLOPHON_LINES:]]))


def _letters(text: str) -> str:
    """What is left of a text in every format: no blanks, no punctuation, full width as half width."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text))


def _figures(table: Statement) -> Iterator[str]:
    rows = (row for side in table.sides for row in side.rows)
    return (decimal(figure.yuan).lexical for row in rows for figure in row.figures if figure)
