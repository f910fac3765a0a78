"""When two files are one publication, and when two projects have the same name.

A disclosure is often at hand twice, as a web page and as an attachment.  Both are loaded; sums take the money of one.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata

from loaders.rdf.literals import decimal
from loaders.records import Extraction
from ontology.blanks import without_blanks

_BATCH = re.compile("第[一二三四五六七八九十0-9]{1,3}批")
_YEAR = re.compile("20[0-9]{2}(?:年度|年)?|[“”\"'《》〈〉]")
_NUMBERED = re.compile(r"^(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|[①-⑳])(?=[^0-9])")


def normal_name(name: str) -> str:
    """A project's name as years are compared by: half-width, without blanks, quotation marks, years and its number in a list."""
    plain = unicodedata.normalize("NFKC", _NUMBERED.sub("", without_blanks(name)))
    return _YEAR.sub("", plain).replace("()", "") or plain


def content_key(extraction: Extraction) -> str | None:
    """16 hexadecimal digits that say what money a document states; two files with the same key are one publication.

    Documents of one publisher for one year whose projects have the same names and amounts in the same order are the same
    (their number and 第二批 in the title must agree too); where publisher or year is unknown, the same text is.  None where
    no project has money.
    """
    document = extraction.document
    sums = [[normal_name(p.name.value), decimal(p.amount).lexical] for p in extraction.projects if p.amount]
    if not sums:
        return None
    if not (document.publisher and document.fiscal_year):
        said: list[object] = [without_blanks(extraction.text)]
    else:
        title = document.title.value if document.title else ""
        said = [
            document.kind,
            without_blanks(document.publisher.value),
            document.fiscal_year.value,
            document.number.value if document.number else None,
            _BATCH.findall(title),
            sums,
        ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:16]
