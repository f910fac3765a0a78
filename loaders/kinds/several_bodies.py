"""Disclosures of several bodies bound into one file: what the first one's head says is not said of all."""

from __future__ import annotations

import re

from loaders.bodies import organisations
from loaders.records import Mention
from loaders.text.paragraphs import lines

_LONGEST = 60
_TITLE = re.compile(
    r"(?:关于)?(?:的)?20\d\d年(?:度)?[\u4e00-\u9fff（）()]{0,40}(?:预算|项目)[\u4e00-\u9fff（）()]{0,20}"
)
_YEAR = re.compile(r"20\d\d年")


def bodies(text: str, first: int, last: int) -> tuple[Mention, ...]:
    """The bodies whose titles (BODY 2024年部门预算…) part ``text``, each once; () unless there are two or more.

    ``first`` and ``last`` are where the first and the last project begin: a title that opens a part stands before the last
    one, and at least one stands after the first.
    """
    found: dict[str, Mention] = {}
    later = False
    for start, end in lines(text[:last]):
        if end - start > _LONGEST or text[end - 1] in "。；，：:;、" or not _YEAR.search(text, start, end):
            continue
        body = organisations.publisher(text[start:end])
        if body is None or not _TITLE.fullmatch(text, start + body.end, end):
            continue
        if body.value not in found:
            later = later or bool(found) and start > first
            found[body.value] = Mention(body.value, start + body.start, start + body.end)
    return tuple(found.values()) if later else ()
