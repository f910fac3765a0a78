"""What a project is called: its name field, the title line above it, or the first sentence of its overview."""

from __future__ import annotations

import re

from loaders.bodies import organisations
from loaders.records import Mention, Section

_CLOSING = " \t\u3000。；;，,、"
_TITLE_TAIL = re.compile(r"(?:的?(?:(?:项目)?(?:经费|支出|预算|资金)?(?:使用)?情况说明))\s*$")
_BROKEN_TAIL = re.compile(
    r"(?:的?(?:\s*(?:项\s*目)?\s*(?:经\s*费|支\s*出|预\s*算|资\s*金)?\s*(?:使\s*用)?\s*情\s*况\s*说\s*明))\s*$"
)
# A tab parts the cells of a table, and begins a row whose first cell is empty.
_NAME = re.compile(r"[^\n\t]*(?:\n(?!\t|[ \u3000]*[\n\t])[^\n\t]+)?")
_FULL_LINE = 18  # characters: a line this long may have been broken by the page's width
_ITEM = re.compile(
    r"^[ \t\u3000]*(?:第[一二三四五六七八九十百\d]{1,4}个(?:项目)?[ \t]*[：:、]?|项目[一二三四五六七八九十\d]{1,3}[ \t]*[：:、.．]|"
    r"(?:附件\d{0,2}[：:]?)|[（(]?[一二三四五六七八九十\d]{1,3}[）)、．.](?!\d))[ \t]*"
)
_KIND = r"(?:工程|项目|专项资金|专项经费|专项|经费|资金|行动|活动)"
_BUILT = re.compile(
    rf"由[^，。；\n]{{2,40}}?(?:建设|实施|承担|开展|组织)的(?P<name>[^，。；：\n]{{3,50}}?{_KIND})(?=[，。、；（(])"
)
_OPENING = re.compile(
    rf"(?:本项目(?:为|是|名称为)|项目名称[：:为])?(?P<name>[^，。；：\n]{{3,50}}?{_KIND})(?=，|位于|范围|是指|主要|拟|于20|建设地点)"
)
_HAS_KIND = re.compile(r"(?:工程|项目|经费|资金|专项|费|[）)])\s*$|^\s*$")
_PRONOUN = re.compile(r"^(?:本|该|此|为|根据|按照|通过|主要|围绕|由)")


def title_start(text: str, start: int, end: int) -> int | None:
    """Where the title of a project's page (…项目经费情况说明) begins that ends with the line ``text[start:end]``.

    A long title is broken in print: a full line right above belongs to it.  None when the line ends no title.
    """
    line = text[start:end]
    line_start = text.rfind("\n", 0, start) + 1
    above_start = text.rfind("\n", 0, max(0, line_start - 1)) + 1
    above = text[above_start : max(above_start, line_start - 1)]
    full = above.strip()
    if (
        _FULL_LINE <= len(full) <= 80
        and full[-1] not in "。；;，,：:"
        and not _TITLE_TAIL.search(full)
        and not organisations.is_body(full)
        and _TITLE_TAIL.search(full + line.strip())
    ):
        return above_start + len(above) - len(above.lstrip())
    return start if len(line) <= 80 and _TITLE_TAIL.search(line) else None


def printed(text: str, sections: tuple[Section, ...]) -> Mention | None:
    """The value of the name field, without closing punctuation; a name broken over two lines is joined, but never two cells."""
    for section in sections:
        if section.field == "name" and section.end > section.start:
            paragraph = _NAME.match(text, section.start, section.end)
            words = paragraph[0] if paragraph else ""
            if len(words) > 80:
                words = words.split("\n")[0]
            kept = words.rstrip(_CLOSING + "\n")
            if kept:
                return Mention(re.sub(r"\s*\n\s*", "", kept), section.start, section.start + len(kept))
    return None


def in_title(text: str, start: int, end: int, sections: tuple[Section, ...]) -> Mention | None:
    """The name in the title ``text[start:end]`` (one line or two), or the one that the overview opens with."""
    title = text[start:end]
    tail = _BROKEN_TAIL.search(title)
    item = _ITEM.match(title)
    first = item.end() if item else 0
    last = _tail_start(title, tail) if tail else (len(title.rstrip(_CLOSING + "\n")) if item else first)
    if tail and title.startswith("关于", first):
        first += 2
    name = title[first:last].strip()
    joined = re.sub(r"\s*\n\s*", "", name)
    if len(joined) >= 2 and joined not in ("项目", "文本公开"):
        begin = start + title.index(name, first)
        return Mention(joined, begin, begin + len(name))
    for section in sections:
        if section.field == "overview":
            return _in_overview(text, section)
    return None


def _tail_start(title: str, tail: re.Match[str]) -> int:
    """Where the name ends: 项目 is part of it (养老服务补贴项目) unless it has its kind already (改造工程, 业务经费)."""
    item = re.match(r"的?\s*项\s*目", tail[0])
    if item is None or tail[0].startswith("的") or _HAS_KIND.search(title[: tail.start()]):
        return tail.start()
    return tail.start() + item.end()


def _in_overview(text: str, section: Section) -> Mention | None:
    opening = text[section.start : min(section.end, section.start + 200)]
    sentence = re.split(r"[。\n]", opening, maxsplit=1)[0] + "。"
    match = _BUILT.search(sentence) or _OPENING.match(sentence)
    if match is None or _PRONOUN.match(match["name"]):
        return None
    return Mention(match["name"], section.start + match.start("name"), section.start + match.end("name"))
