"""The numbered headings of a text: 一、 （一） 1. （1） ① 第一个 第二章 一是, with the level that their order gives them.

The styles follow GB/T 9704-2012, 7.3.3 (一、 → （一） → 1. → （1）); pages skip and mix them, so a style's level is the
depth at which the text uses it, not its place in the standard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from loaders.text import numerals

Style = Literal["part", "item", "han", "bracketed-han", "digit", "bracketed-digit", "circled", "ordinal"]

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HAN = r"[零〇一二三四五六七八九十]{1,4}"
_NUMBER = r"[0-9０-９]{1,3}"
_BLANK = r"[ \t\u3000\u00a0>]{0,60}"  # some pages quote their lines with ">"
_LABEL = re.compile(
    rf"^{_BLANK}(?P<label>"
    rf"第(?P<part>{_HAN}|{_NUMBER})(?:编|章|节|部分)|"
    rf"第(?P<item>{_HAN}|{_NUMBER})个(?=[ \t\u3000]*(?:[：:、]|项目|$))|"
    rf"(?P<bracketed_han>[（(]{_HAN}[）)])|"
    rf"(?P<han>{_HAN})(?:[、．]|\.(?![0-9]))|"
    rf"(?P<bracketed_digit>[（(]{_NUMBER}[）)])|"
    rf"(?P<digit>{_NUMBER})(?:[、．]|\.(?![0-9]))|"
    rf"(?P<circled>[{_CIRCLED}])|"
    rf"(?P<ordinal>{_HAN})是"
    r")[：:]?",
    re.M,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered line: ``text[start:end]`` is its label, ``text[title_start:title_end]`` the rest of its line.

    ``body_end`` is where the next heading of the same or a higher level begins; ``level`` counts from 1.
    """

    style: Style
    number: int
    level: int
    start: int
    end: int
    title_start: int
    title_end: int
    body_end: int


def integer(printed: str) -> int:
    """The value of a counting label: 十三 -> 13, 7 -> 7, ③ -> 3 (0 when it is none)."""
    if printed in _CIRCLED:
        return _CIRCLED.index(printed) + 1
    value = numerals.parse(printed)
    return int(value) if value is not None else 0


def outline(text: str) -> tuple[Heading, ...]:
    """Every numbered line of ``text`` in order, each with the level at which the text uses its style."""
    found: list[tuple[Style, int, int, int, int, int]] = []
    for match in _LABEL.finditer(text):
        group = next(name for name, value in match.groupdict().items() if value is not None and name != "label")
        line_end = text.find("\n", match.end())
        line_end = len(text) if line_end < 0 else line_end
        title = text[match.end() : line_end]
        title_start = match.end() + len(title) - len(title.lstrip())
        title_end = max(title_start, match.end() + len(title.rstrip()))
        number = integer(match[group].strip("（()）"))
        style = cast(Style, group.replace("_", "-"))
        found.append((style, number, match.start("label"), match.end(), title_start, title_end))
    levels = _levels([style for style, *_ in found])
    ends = _body_ends(levels, [start for _, _, start, *_ in found], len(text))
    return tuple(
        Heading(style, number, level, start, end, title_start, title_end, body_end)
        for (style, number, start, end, title_start, title_end), level, body_end in zip(
            found, levels, ends, strict=True
        )
    )


def _levels(styles: list[Style]) -> list[int]:
    """A style seen among those that are open closes what stands below it; a new one opens below the last."""
    open_styles: list[Style] = []
    levels = []
    for style in styles:
        if style in open_styles:
            del open_styles[open_styles.index(style) + 1 :]
        else:
            open_styles.append(style)
        levels.append(len(open_styles))
    return levels


def _body_ends(levels: list[int], starts: list[int], length: int) -> list[int]:
    ends = [length] * len(levels)
    waiting: list[int] = []
    for index, level in enumerate(levels):
        while waiting and levels[waiting[-1]] >= level:
            ends[waiting.pop()] = starts[index]
        waiting.append(index)
    return ends
