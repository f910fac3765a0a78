"""Where an agency code begins: the left edge of 云财社发 in 根据云财社发〔2023〕36号.

Nothing tells a reader of Chinese where a word ends, so the edge is found by evidence (``edge_evidence.tsv``).  A code lies behind the
last word that cannot belong to one (``not_in_code.tsv``).  A code that a register attests right there is taken whole.  Else every place
at which a code may begin is a reading: the tables say what ends before it and what begins there, and a small model of characters
(:mod:`ontology.authorities.code_model`) weighs the readings that they leave.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from . import attested, code_model
from .areas import table
from .code_grammar import begins_with_name, could_begin, head_end, national_at, organ_at, regions, says_again
from .common_words import consists
from .firm_codes import FIRM, holds_firm, school_end
from .name_ends import NameEnds, endings, last_characters, name_ends
from .segments import is_letter_of, kind_letters, provinces
from .traditional import simplified

# A code is written in Chinese characters; a section may stand in brackets inside it: 陕科（社）函.  Behind it come the letters of the
# kind (函, 字, 规范, 办发字); more is the sentence that goes on after a remark: 标志工程（点）已由湖发改投.
_SECTION = re.compile(r"[一-鿿][（(][一-鿿]{1,2}[）)][一-鿿]{0,3}\Z")
_BRACKETED = re.compile(r"[（(][^（()）]*[）)]")
_LONGEST_HEAD = 4  # characters before the section of such a code
_ORDER = ("令", "公告", "通告")
_MINUTES = "纪要"
_SESSION = ("届", "届〕", "届﹞", "届]")
# 中华人民共和国国务院、中华人民共和国中央军事委员会令 (26 characters) is the longest name met before an order's number.
_WINDOW = 40
# 国中医药科技中医便函 (10 characters) is the longest code met; a longer run of words is a sentence.
_LONGEST = 14
_SHORTEST_ATTESTED = 3  # characters; two letters (科发) are a part of many longer codes
_SHORTEST_HELD = 3  # characters of a name that no code holds
_KINDS = "发字函"  # a verb that ends with one (印发) may also be the end of a code
_ORPHAN = 2  # characters that are no word, no body and no place by themselves
_CHINA = "中国"  # the codes of firms of the state begin with it: 中国华电建函
_TAIL = 2  # characters of such a verb
_CODE = frozenset(("attested", "begins"))  # evidence that a code begins
_WEAK = frozenset(("joint", "inside"))  # evidence that alone is none
_ECHOED = frozenset(("body", "place", "ending", "tail"))  # behind a name the code often begins as the name does
_NAMES = frozenset(("body", "place", "ending", "again", "own"))  # behind them any letters may be a code
_NO_NAMES = frozenset(("", "tail"))
_COMMITTEE = re.compile("[省市县区州旗盟]委")
_TOP = ("总署", "总局")  # which no code holds
_LONG_NAME = 5  # characters of a body's name that no code begins with
_AND, _AND_GOES_ON = "和及与", "县政平龙布林静硕田顺"  # 和县, 和平, 和顺: places that begin so
_AFTER_DIGITS = re.compile("号文(?=[和与及])|[年月日条款项号届次]")
_OPENING = "（(〔[【《<〈“"
#: Fewer points between two readings are so few that a person should look.
CLOSE = 2.0


@dataclass(frozen=True, slots=True)
class Beginning:
    """A place of the text at which the code may begin: the ``evidence`` for it and the sum of its points, and of the model's value."""

    start: int
    evidence: tuple[str, ...]
    points: float


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

    def longest_first(held: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
        return {last: tuple(sorted(set(found), key=lambda word: (-len(word), word))) for last, found in held.items()}

    return _Words(
        longest_first(classes["word"]), frozenset(nouns), longest_first(classes["joint"]), frozenset(classes["loose"])
    )


@cache
def points() -> Mapping[str, float]:
    """Evidence -> its points."""
    return {row[0]: float(row[2]) for row in table("edge_evidence")}


@cache
def _sides() -> Mapping[str, str]:
    return {row[0]: row[1] for row in table("edge_evidence")}


def could_be_code(text: str) -> bool:
    """Tell whether ``text`` as a whole may be an agency code: it begins like one and holds no word that cannot be in one."""
    return bool(text) and left_edge(text) == 0 and could_begin(simplified(text))


def left_edge(text_before_bracket: str) -> int:
    """Return where the agency code begins in the text that stands before the year's bracket (or before 第…号 of an order).

    The caller has seen a year in brackets and a serial number: of running text alone, the edge says nothing.
    ``len(text_before_bracket)`` means that no code stands there.  About twenty characters are enough; at most forty are looked at.
    Blanks and line breaks inside the text are passed over, as in the text of PDF files.

    >>> left_edge("落实财税"), left_edge("符合教师厅"), left_edge("的通知")
    (2, 2, 3)
    """
    text = simplified(text_before_bracket)
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


def beginnings(text: str) -> tuple[Beginning, ...]:
    """The readings of a text without blanks that were weighed, the best first; one alone was not weighed, and none is no code."""
    run = _run(text)
    found = _readings(text, run, len(text) > _WINDOW)
    if len(found) > 1:
        found = _weighed(text[run:], run, found)
    return tuple(sorted(found, key=lambda one: (-one.points, one.start)))


def _edge(text: str, cut: bool) -> int:
    """Find the edge in a text without blanks; ``cut`` tells that more text stood before it."""
    if text.endswith(_ORDER) or text.endswith(_SESSION):
        from .order_names import order_edge

        found = order_edge(text)
        if found < len(text):
            return found
    if text.endswith(_MINUTES):
        return _minutes_edge(text)
    section = _SECTION.search(text) if "）" in text or ")" in text else None
    if section:
        kind = _BRACKETED.sub("", section[0][1:])
        found = _edge(text[: section.start() + 1] + kind, cut)
        # 院（后）字, 法（经）复: of a body that no table knows
        whole = kind in kind_letters() and section.start() - found < _LONGEST_HEAD
        if found <= section.start() and (
            whole or could_begin(text, found) or could_begin(_BRACKETED.sub("", text[found:]))
        ):
            return found
    run = _run(text)
    held = _readings(text, run, cut)
    if len(held) > 1:
        held = _weighed(text[run:], run, held)
    return min(held, key=lambda one: (-one.points, one.start)).start if held else len(text)


def _minutes_edge(text: str) -> int:
    """The edge of a number of minutes: the name of a body that the tables know, else what a mark or a word opens that is in no code."""
    from .order_names import MINUTES, order_edge

    found, minutes = order_edge(text), MINUTES.search(text)
    if found < len(text) or minutes is None:
        return found
    run = _run(text)
    barrier = _barrier(text[: minutes.start()], run, words())[0]
    longest = _LONGEST_HEAD if barrier == run else 1  # 天研司会议纪要: behind a mark a name that no table has
    return barrier if minutes.start() - barrier < longest else len(text)


def _run(text: str) -> int:
    """Where the Chinese characters at the text's end begin."""
    start = len(text)
    while start and "一" <= text[start - 1] <= "鿿":
        start -= 1
    if 0 < start < len(text) and text[start - 1].isdigit() and (counted := _AFTER_DIGITS.match(text, start)):
        return counted.end()
    return start


def _readings(text: str, run: int, cut: bool) -> list[Beginning]:
    """The places at which the code may begin, in order, without the model's value; empty when no code stands there."""
    end = len(text)
    known = words()
    barrier, word, soft = _barrier(text, run, known)
    if barrier == end:
        return []
    sure = end in soft  # 徐工信创新发: a code, for it begins as one before the word 新发
    last = end - _TAIL if sure else end
    codes = attested.codes()
    marked = barrier == run and not (cut and run == 0)
    if end - barrier >= _SHORTEST_ATTESTED and text[barrier:] in codes and (marked or word) and not soft:
        return [Beginning(barrier, ("attested", "mark" if marked else "word"), 0.0)]
    names = name_ends(text[run:])
    firm = text.find(FIRM, barrier)
    firm_end = firm + len(FIRM)
    if firm >= 0 and holds_firm(text[barrier:]):
        names = NameEnds({place: kind for place, kind in names.ends.items() if place != firm_end - run}, names.inside)
        firm_end += 1  # the letters behind are its own
    opened = run > 0 and text[run - 1] in _OPENING
    order = text.endswith(_ORDER)
    owned = max(firm_end, school_end(text, barrier) if marked or word else 0)
    low = max(barrier, end - _LONGEST)
    if not order:
        low = max(low, run + _after_long_name(names, text[run:]))
    found: list[Beginning] = []
    for place in range(low, last):
        if order and place > barrier and text[place:] in _ORDER and not _is_joint(text[barrier:place], known):
            break  # 公告 alone is no code when an unknown body stands before it
        code = text[place:]
        right = _right(code, codes, names, place - run, end - run)
        if place == barrier and (marked or word):
            left = "mark" if marked else "word"
        elif place in soft:
            left = "word"
        else:
            left = _left(text, place, barrier, run, word, opened, names, known, right)
        named = run + names.echoed(code[0], text[run:], place - run) if left in _ECHOED else place
        echo = left in _ECHOED and (named < place or text[barrier] == code[0])
        if left == "joint" and found and found[-1].start == place - 1 and "echo" in found[-1].evidence:
            left = ""  # 如东县工信局如工信
        if left == "joint" and marked and place < barrier + 2 and begins_with_name(text, barrier):
            left = ""
        if (not left or left in _WEAK) and not right & _CODE:
            continue
        if len(code) == 1 and "begins" not in right and (place > low or _is_joint(code, known)):
            continue
        if sure and (not left or left in _WEAK or not right & _CODE):
            continue
        if (place < owned and not left) or 0 < firm < place < firm_end:
            continue  # inside the name of a school or a firm
        if left in _NO_NAMES and code in kind_letters() and any("begins" in one.evidence for one in found):
            continue  # 奉府办便函 ends so, though 便函 alone may be a code
        if not left and found and found[0].start == barrier and "unknown" in found[0].evidence:
            left = "common" if text[barrier:place] != _CHINA and consists(text[barrier:place]) else ""
        whole = found and (found[-1].start == barrier or "again" in found[-1].evidence)
        spanned = not left or (left == "tail" and whole)
        if spanned and found and _is_supported(found[-1]) and place < head_end(text, found[-1].start):
            continue  # what begins so is its region and its organ, where the tables take it for them
        if "holds" in right and _leads_to_code(names, place - run, code):
            continue
        held = right | {left} if left else right
        if marked and not left and 0 < place - barrier <= _ORPHAN:
            held |= {"orphan"}
        if not right & _CODE and left not in _NAMES:
            held |= {"region" if code[0] in provinces() and len(code) >= _SHORTEST_ATTESTED else "unknown"}
        if echo:
            held |= {"echo"}
        evidence = tuple(sorted(held))
        if "begins" in right and named < place:
            found = [one for one in found if one.start < named]  # inside the name: 化州教委化教
        found.append(Beginning(place, evidence, sum(points()[one] for one in evidence)))
    return found


def _right(code: str, codes: Mapping[str, object], names: NameEnds, start: int, end: int) -> frozenset[str]:
    """What the code itself says, which begins at ``start`` of the run."""
    letters = FIRM not in code and (could_begin(code) or (code.startswith(_CHINA) and could_begin(code, len(_CHINA))))
    found = {"begins"} if letters else set()
    if len(code) >= _SHORTEST_ATTESTED and code in codes:
        found.add("attested")
    central = start + national_at(code, 0)  # 国三峡办 is a code, though it holds the name 三峡办
    if "attested" not in found and (
        any(
            kind != "bare" and place <= end - 2 and _holds(names, start, place)
            for place, kind in names.ends.items()
            if place > central or place - names.size(place) == start
        )
        or (_held_ending().search(code) and not holds_firm(code))
    ):
        found.add("holds")
    return frozenset(found)


@cache
def _held_ending() -> re.Pattern[str]:
    """An ending of bodies' names inside a code: 集团 in 中核集团中核安; not those of zones, whose codes may hold them."""
    return re.compile(f"(?:{'|'.join(word for word in endings() if not word.endswith('区'))})..")


def _holds(names: NameEnds, start: int, end: int) -> bool:
    """Whether the name that ends at ``end`` begins right at ``start``, or lies behind it and is longer than what codes hold."""
    size = names.size(end)
    return end - size == start if size < _SHORTEST_HELD else end - size >= start


def _leads_to_code(names: NameEnds, start: int, code: str) -> bool:
    """Whether the name of a body begins right at ``start`` and a code behind it: 水利局陆水规, 市委督查室绵委督, but not 工信部电管."""
    begins = (start, start + 2 if _COMMITTEE.match(code) else start)
    sizes = (end - start for end, kind in names.ends.items() if kind == "body" and end - names.size(end) in begins)
    return any(could_begin(code, size) and national_at(code, 0) < size for size in sizes)


def _after_long_name(names: NameEnds, run: str) -> int:
    """Where the last body's name ends that is too long to stand in a code (国家外汇管理局汇复); 0 for none."""
    ends = [place for place, kind in names.ends.items() if kind == "body" and place <= len(run) - 2]
    return max((end for end in ends if names.size(end) >= _LONG_NAME or run[:end].endswith(_TOP)), default=0)


def _left(
    text: str,
    place: int,
    barrier: int,
    run: int,
    word: str,
    opened: bool,
    names: NameEnds,
    known: _Words,
    right: frozenset[str],
) -> str:
    """What ends before a place that is not the first: one kind of evidence, or blank."""
    before = text[place - 1]
    if _is_joint(text[barrier:place], known) and "holds" not in right:
        after_noun = word in known.nouns or (
            barrier == run and (text[run - 1 : run] == "文" or text[run - 1 : run] in known.nouns)
        )
        if not right & _CODE:
            if after_noun and place == barrier + 1 and text[barrier] in _AND and text[place] not in _AND_GOES_ON:
                return "conjunction"  # …号和劳人险字
            return "joint" if could_begin(text, barrier) else "cut"
        if after_noun:
            return "conjunction" if place == barrier + 1 else "verb"
        if barrier == run and not opened and not word and not begins_with_name(text, barrier):
            return "lead"
    if text[barrier:place] in known.loose and right & _CODE and not could_begin(text, barrier):
        return "lead"
    if again := says_again(text, place, barrier):
        return again
    kind = names.ends.get(place - run)
    if kind and (kind != "bare" or is_letter_of(text[place], text[run:place])):
        return kind
    if place - run in names.inside:
        return "inside"
    if text.endswith(endings(), barrier, place):
        return "ending"
    if before in last_characters() and place - barrier > 1:
        return "tail"
    for joint in known.joint.get(before, ()):
        if text.endswith(joint, barrier, place):
            return "cut" if len(joint) > 1 else "joint"
    return ""


def _is_joint(word: str, known: _Words) -> bool:
    return word in known.joint.get(word[-1:], ())


def _is_supported(reading: Beginning) -> bool:
    """Whether the tables say both what ends before the reading and what begins there."""
    return "begins" in reading.evidence and any(_sides()[one] == "left" for one in reading.evidence)


def _weighed(run: str, offset: int, found: list[Beginning]) -> list[Beginning]:
    """The readings with the model's value of each."""
    low = found[0].start - offset
    values = code_model.model().weigh(run, low, [one.start - offset for one in found])
    return [Beginning(one.start, one.evidence, round(one.points + values[one.start - offset], 3)) for one in found]


def _barrier(text: str, start: int, known: _Words) -> tuple[int, str, frozenset[int]]:
    """Return the end of the last word that cannot be in a code, and the word; ``(start, "")`` when there is none.

    A word that a region and its organ reach over (新发 in 新发改规), and one that ends as codes do (新发 in 徐工信创新发), may be none: its
    end is one of the third value's.
    """
    never = known.never
    soft = set()
    for end in range(len(text), start, -1):
        for word in never.get(text[end - 1], ()):
            if text.endswith(word, start, end):
                if _reaches_over(text, end - len(word), end) or (
                    end == len(text) and len(word) == _TAIL and word[-1] in _KINDS
                ):
                    soft.add(end)
                    break
                return end, word, frozenset(soft)
    return start, "", frozenset(soft)


@lru_cache(maxsize=1 << 12)
def _crosses(head: str, size: int) -> bool:
    return any(head[:region] in regions() and region + organ_at(head, region) > size for region in range(1, size))


def _reaches_over(text: str, start: int, end: int) -> bool:
    """Whether the letters of a region and an organ begin at ``start`` and end behind ``end``."""
    return end - start > 1 and end < len(text) and _crosses(text[start : end + 6], end - start)
