"""Where an agency code begins: the left edge of 云财社发 in 根据云财社发〔2023〕36号.

Nothing tells a reader of Chinese where a word ends, so the edge is found with tables: the words that cannot belong to a code
(``not_in_code.tsv``), the letters of regions, the letters of organs and the codes of central bodies.  Characters are not counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from .areas import areas, table

# A code is written in Chinese characters; a section may stand in brackets inside it: 陕科（社）函.  Behind it come the letters of the
# kind (函, 字, 规范, 办发字); more is the sentence that goes on after a remark: 标志工程（点）已由湖发改投.
_SECTION = re.compile(r"[一-鿿][（(][一-鿿]{1,2}[）)][一-鿿]{0,3}\Z")
_ORDER = ("令", "公告", "通告")
_SESSION = ("届", "届〕", "届﹞", "届]")
# 中华人民共和国国务院、中华人民共和国中央军事委员会令 (26 characters) is the longest name met before an order's number.
_WINDOW = 40
# 国中医药科技中医便函 (10 characters) is the longest code met; a longer run of words is a sentence.
_LONGEST = 14
_AFTER_DIGITS = "年月日条款项号届次"
_OPENING = "（(〔[【《<〈“"


@dataclass(frozen=True, slots=True)
class _Words:
    """The table ``not_in_code.tsv``, by the last character of each word."""

    never: Mapping[str, tuple[str, ...]]
    nouns: frozenset[str]
    joint: Mapping[str, tuple[str, ...]]
    loose: frozenset[str]


@cache
def words() -> _Words:
    """Read the words that cannot belong to a code, longest first."""
    classes: dict[str, dict[str, list[str]]] = {"word": {}, "joint": {}, "loose": {}}
    nouns = set()
    for word, kind, _ in table("not_in_code"):
        classes["word" if kind == "noun" else kind].setdefault(word[-1], []).append(word)
        if kind == "noun":
            nouns.add(word)

    for row in table("organs"):
        for name in row[3:6]:
            if len(name) > 2 and name[-1] in "厅局会室心部署院":
                classes["joint"].setdefault(name[-1], []).append(name.replace("{}", ""))

    def longest_first(held: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
        return {last: tuple(sorted(set(found), key=lambda word: (-len(word), word))) for last, found in held.items()}

    return _Words(
        longest_first(classes["word"]), frozenset(nouns), longest_first(classes["joint"]), frozenset(classes["loose"])
    )


@cache
def regions() -> frozenset[str]:
    """Return every string that may stand for a region at the head of a code: 云, 红, 玉红 is two of them, 恩施州, 柳南."""
    found = {row[0] for name in ("provinces", "region_letters") for row in table(name)}
    for area in areas():
        if area.level != "province" and area.until is None:
            for letters in (area.short[:1], area.short[:2], area.short):
                found.update((letters, letters + area.name[-1]))
    return frozenset(found)


@cache
def _province_letters() -> frozenset[str]:
    return frozenset(row[0] for row in table("provinces"))


@cache
def organs() -> frozenset[str]:
    """Return every string that may stand after a region: 政, 府, 财, 人社, 发改."""
    return frozenset(row[0] for row in table("organs"))


@cache
def national() -> frozenset[str]:
    """Return the codes that stand without a region: 国办发, 财社, 国卫."""
    return frozenset(row[0] for row in table("ministries"))


@cache
def _first_letters() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    return tuple(frozenset(code[0] for code in codes) for codes in (regions(), organs(), national()))  # type: ignore[return-value]


@cache
def _longest() -> tuple[int, int, int]:
    return max(map(len, regions())), max(map(len, organs())), max(map(len, national()))


def organ_at(text: str, start: int) -> int:
    """Return the length of the longest organ that stands at ``start``, 0 for none."""
    if text[start : start + 1] not in _first_letters()[1]:
        return 0
    known = organs()
    for size in range(min(_longest()[1], len(text) - start), 0, -1):
        if text[start : start + size] in known:
            return size
    return 0


def national_at(text: str, start: int) -> int:
    """Return the length of the longest central code that stands at ``start``, 0 for none.

    A code of one letter (法〔2020〕3号) counts only when it is all: at any other place the letter begins ordinary words.
    """
    if text[start : start + 1] not in _first_letters()[2]:
        return 0
    known = national()
    left = len(text) - start
    for size in range(min(_longest()[2], left), 0, -1):
        if text[start : start + size] in known and (size > 1 or left == 1):
            return size
    return 0


def could_begin(text: str, start: int = 0) -> bool:
    """Tell whether an agency code may begin at ``start``: a central code, or one or two regions and then an organ."""
    return _begins(text[start : start + 24])


@lru_cache(maxsize=1 << 14)
def _begins(text: str) -> bool:
    if national_at(text, 0):
        return True
    head = text[:1]
    if head == "团":
        return text[1:2] in regions()
    if head not in _first_letters()[0]:
        return False
    known = regions()
    for size in range(1, min(_longest()[0], len(text)) + 1):
        if text[:size] not in known:
            continue
        if organ_at(text, size):
            return True
        for more in (1, 2):
            # 红 + 玉 may be a prefecture and its county; a province stands first or not at all (日粤府令 is a day and 粤府令).
            below = text[size : size + more]
            if below in known and below not in _province_letters() and organ_at(text, size + more):
                return True
    return False


def could_be_code(text: str) -> bool:
    """Tell whether ``text`` as a whole may be an agency code: it begins like one and holds no word that cannot be in one."""
    return bool(text) and left_edge(text) == 0 and could_begin(text)


def left_edge(text_before_bracket: str) -> int:
    """Return where the agency code begins in the text that stands before the year's bracket (or before 第…号 of an order).

    The caller has seen a year in brackets and a serial number: of running text alone, the edge says nothing.
    ``len(text_before_bracket)`` means that no code stands there.  About twenty characters are enough; at most forty are looked at.
    Blanks and line breaks inside the text are passed over, as in the text of PDF files.

    >>> left_edge("落实财税"), left_edge("符合教师厅"), left_edge("的通知")
    (2, 2, 3)
    """
    text = text_before_bracket
    offset = max(0, len(text) - _WINDOW)
    window = text[offset:]
    if window.isspace() or not window:
        return len(text)
    if any(character.isspace() for character in window):
        kept = [index for index, character in enumerate(window) if not character.isspace()]
        edge = _edge("".join(window[index] for index in kept), offset > 0)
        return offset + kept[edge] if edge < len(kept) else len(text)
    edge = _edge(window, offset > 0)
    return offset + edge if edge < len(window) else len(text)


def _edge(text: str, cut: bool) -> int:
    """Find the edge in a text without blanks; ``cut`` tells that more text stood before it."""
    order = text.endswith(_ORDER) or text.endswith(_SESSION)
    if order:
        from .order_names import order_edge

        found = order_edge(text)
        if found < len(text):
            return found
    section = _SECTION.search(text) if "）" in text or ")" in text else None
    if section:
        found = _edge(text[: section.start() + 1], cut)
        if found <= section.start() and could_begin(text, found):
            return found
    start = len(text)
    while start and "一" <= text[start - 1] <= "鿿":
        start -= 1
    if 0 < start < len(text) and text[start - 1].isdigit() and text[start] in _AFTER_DIGITS:
        start += 1
    known = words()
    barrier, last_word = _barrier(text, start, known)
    if barrier == len(text):
        return len(text)
    # A conjunction cannot stand right after a verb (根据和政发) or a bracket: there the same character is a place.
    held = bool(last_word and last_word not in known.nouns) or (
        not last_word and start > 0 and text[start - 1] in _OPENING
    )
    body = _after_body(text, barrier, known)
    if body > barrier:
        barrier, held = body, False
    barrier = _after_joint(text, barrier, held, known)
    for index in range(max(barrier, len(text) - _LONGEST), len(text)):
        if order and index > barrier and text[index:] in _ORDER:
            break  # 公告 alone is no code when an unknown body stands before it
        if could_begin(text, index):
            # One unknown letter before a code is a region that the tables lack, unless it is known as a word (并).
            return barrier if index == barrier + 1 and text[barrier] not in known.loose else index
    unbounded = cut and barrier == 0
    return len(text) if unbounded or len(text) - barrier > _LONGEST else barrier


def _after_body(text: str, start: int, known: _Words) -> int:
    """Return the end of the last name of a body that a code follows (国务院国办发), ``start`` when there is none."""
    for end in range(len(text) - 1, start + 1, -1):
        for word in known.joint.get(text[end - 1], ()):
            if len(word) > 1 and text.endswith(word, start, end) and could_begin(text, end):
                return end
    return start


def _after_joint(text: str, start: int, held: bool, known: _Words) -> int:
    """Return the end of the conjunction that a code follows; ``held`` tells that none can stand at ``start``."""
    begun = could_begin(text, start)
    for end in range(start + 1, len(text)):
        if text[end - 1] not in known.joint or text[end - 1] not in known.joint[text[end - 1]]:
            continue
        if begun and (end > start + 1 or held):
            continue
        if could_begin(text, end):
            return end
    if not begun and text[start] in known.joint.get(text[start], ()):
        return start + 1
    return start


def _barrier(text: str, start: int, known: _Words) -> tuple[int, str]:
    """Return the end of the last word that cannot be in a code, and the word; ``(start, "")`` when there is none."""
    never = known.never
    for end in range(len(text), start, -1):
        for word in never.get(text[end - 1], ()):
            if text.endswith(word, start, end):
                return end, word
    return start, ""
