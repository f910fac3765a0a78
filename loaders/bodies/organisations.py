"""Names of public bodies: recognised by how they begin and end, never by what would be convenient.

A name in running text counts only when it begins with a place (个旧市…), a level (市卫健委, 省财政厅) or a national word
(国家…, 全国…); a name that stands alone between separators (市爱卫办、市卫健委) only needs a body's ending.
"""

from __future__ import annotations

import re
from functools import cache

from loaders.bodies.organisation_words import alternation, generic, pattern, words
from loaders.records import Mention
from loaders.text.paragraphs import between, lines
from ontology.authorities import areas, places
from ontology.authorities.body_names import national
from ontology.authorities.whole_names import whole_name

_LONGEST = 40
_HAN = "\u4e00-\u9fff"
_RUN = re.compile(rf"[{_HAN}0-9]{{2,}}")
_PLACE_ENDS = "省|自治区|自治州|州|市|县|区|盟|旗|镇|乡|街道"
# What follows a whole name and is no part of it: a conjunction, a count (医院两家).
_NOT_INSIDE = re.compile(r"[和及与一二三两几多0-9家个等内外]")
_STREET = ("街道办事处", "办事处")
_SEPARATOR = re.compile(r"[、，,；;。\s]+|和|及|与")


@cache
def _outside_places(role: str) -> re.Pattern[str]:
    """The words of a role, but where they are part of the name of a place: 让胡路区, 无为市, 天全县."""
    spared = {
        f"(?!(?<={name[: word.start()]}){name[word.start() :]})"
        for name in {area.name for area in areas.areas()}
        for word in pattern(role).finditer(name)
    }
    return re.compile(f"(?={alternation(role)}){''.join(sorted(spared))}{alternation(role)}")


@cache
def _anchor() -> re.Pattern[str]:
    short = "|".join(
        sorted({area.name for area in areas.areas() if len(area.name) == 2 and area.name[1] != "区"})
    )  # 沛县
    return re.compile(rf"(?:{alternation('anchor')}|{short}|[{_HAN}]{{2,7}}?(?:{_PLACE_ENDS}))")


def is_group(name: str) -> bool:
    """Whether ``name`` means several bodies at once (各区, 有关成员单位, 市直各单位): no body of its own."""
    return _outside_places("group").search(name) is not None


def is_body(name: str) -> bool:
    """Whether the whole of ``name`` is one body's name by its ending, without words that make a sentence."""
    stripped = name.strip()
    return (
        2 <= len(stripped) <= _LONGEST
        and stripped.endswith(words("ending"))
        and stripped not in generic()
        and _outside_places("breaker").search(stripped) is None
        and not is_group(stripped)
        and re.search(r"[，。、；：:,;《》“”\n]", stripped) is None
    )


def find(text: str) -> list[Mention]:
    """The bodies that running text names, in order; ``text[start:end]`` is the name, its value the same."""
    found: list[Mention] = []
    for run in _RUN.finditer(text):
        for start, end in between(_outside_places("breaker"), text, *run.span()):
            found += _in_piece(text, start, end)
    return found


def _in_piece(text: str, start: int, end: int) -> list[Mention]:
    """The bodies in a run without breakers: anchored at its beginning or right after the body before."""
    found: list[Mention] = []
    while end - start >= 3:
        piece = text[start : min(end, start + _LONGEST)]
        lead = re.match(r"和|及|与|并|经(?!济|信|贸|开)|报|请|向|对(?!外)", piece) if found else None
        start += lead.end() if lead else 0
        piece = piece[lead.end() :] if lead else piece
        anchor = _anchor().match(piece)
        if anchor is None or is_group(piece[: anchor.end()]):
            break
        length = _name_length(piece, anchor.end())
        if not length:
            break
        found.append(Mention(piece[:length], start, start + length))
        start += length
    return found


def _name_length(piece: str, anchored: int) -> int:
    """How many characters the name has: to its first ending, and on while the rest goes on as one name.

    市委 goes on to 市委宣传部, 卫生健康委员会 to 卫生健康委员会办公室; a place or level after an ending begins the next name,
    except that a street office is an agency of its government (某区人民政府某街道办事处), and that a body of the nation has
    bodies in the provinces (国家税务总局某省税务局).
    """
    length = 0
    for ending in pattern("ending").finditer(piece, 1):
        between = piece[length : ending.start()] if length else ""
        if length and ending[0] in _STREET and piece[:length].endswith("人民政府") and len(between) <= 6:
            length = ending.end()
            continue
        if length and piece[:length] in national() and places.printed(piece[length:], body=True):
            length = ending.end()
            continue
        next_name = _anchor().match(piece, length) and not between.startswith("级", 1)  # 区委区级机关工作委员会
        inside = _NOT_INSIDE.search(between)
        if length and (len(between) > 6 or next_name or inside):
            break
        if (
            ending.end() > anchored - 1
            and piece[: ending.end()] not in generic()
            and not is_group(piece[: ending.end()])
        ):
            length = ending.end()
    return length


def publisher(head: str) -> Mention | None:
    """The body whose name begins a line of a document's head: 个旧市卫生健康局2024年预算重点项目 -> 个旧市卫生健康局.

    One of the nation names no place; it stands alone: 财政部 税务总局.
    """
    for start, end in lines(head):
        names = find(head[start : min(end, start + 2 * _LONGEST)])
        if names and names[0].start == 0 and names[0].end >= 4:
            return Mention(names[0].value, start, start + names[0].end)
        word = head[start:end].split(maxsplit=1)[0]
        if (whole_name(word) or word) in national():
            return Mention(word, start, start + len(word))
    return None


def area(body: Mention) -> Mention | None:
    """The place that begins a body's name, as printed: 个旧市卫生健康局 -> 个旧市, 玉溪市红塔区医共体 -> 玉溪市红塔区."""
    lead = pattern("party").match(body.value)  # 中共玉溪市红塔区委 is of 玉溪市红塔区
    start = lead.end() if lead else 0
    end = start + places.printed(body.value[start:], body=True)
    return (
        Mention(body.value[start:end], body.start + start, body.start + end) if start < end < len(body.value) else None
    )


def listed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The items of a list of bodies in ``text[start:end]``: 市爱卫办、市卫健委，各区 -> three (start, end).

    和, 及 and 与 part two items only where what stands before them is a body's name (水利和湖泊局 stays whole).
    """
    items: list[tuple[int, int]] = []
    begin = start
    for match in _SEPARATOR.finditer(text, start, end):
        if match[0] in ("和", "及", "与") and not is_body(text[begin : match.start()]):
            continue
        items.append((begin, match.start()))
        begin = match.end()
    items.append((begin, end))
    return [(a, b) for a, b in items if text[a:b].strip()]


def is_sentence(text: str) -> bool:
    """Whether ``text`` holds a word that stands in no body's name (负责, 根据, 的 …)."""
    return _outside_places("breaker").search(text) is not None
