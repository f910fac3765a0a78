"""The numbers that Word prints before paragraphs but does not keep in their text: 一、 （一） 1.1 ① (ECMA-376-1, 17.9).

In a disclosure they are the headings, so a reader without them loses where a project begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from xml.etree.ElementTree import Element

from loaders.formats.word.wordml import (
    Styles,
    child,
    children,
    is_on,
    number,
    value,
)
from ontology.tables import rows

LEVELS = 9
_MAX_LABEL = 60  # characters of a level's text: longer ones are no numbers
_LARGEST = 32_767
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    """``style`` is the paragraph style that stands at this level, "" for none."""

    start: int
    form: str
    text: str
    restart: int | None
    decimal: bool
    style: str = ""


_DECIMAL = _Level(1, "decimal", "", None, False)


@dataclass(slots=True)
class _List:
    """A list whose paragraphs are counted together (``w:abstractNum``)."""

    levels: dict[int, _Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


@dataclass(slots=True)
class _Instance:
    """A use of a list (``w:num``): it may begin anew and change the levels."""

    shared: _List
    levels: dict[int, _Level]
    starts: dict[int, int]
    by_style: dict[str, int]


class Numbering:
    """Counts the numbered paragraphs of one document, which must be asked for in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._instances: dict[int, _Instance] = {}
        if root is not None:
            self._read(root)

    def label(self, properties: Element | None) -> str:
        """What stands before the paragraph with these properties (``w:pPr``), and count it; "" for none or a bullet."""
        place = self._place(properties)
        if place is None:
            return ""
        instance, level = place
        counts = instance.shared.counts
        if level in instance.starts:
            counts[level] = instance.starts.pop(level)
        else:
            before = counts[level]
            counts[level] = instance.levels.get(level, _DECIMAL).start if before is None else min(before + 1, _LARGEST)
        for above in range(level):
            if counts[above] is None:
                # A level that is left out counts as begun: 1.1.1 right below 1 is followed by 1.2.
                counts[above] = instance.levels.get(above, _DECIMAL).start
        for below in range(level + 1, LEVELS):
            restart = instance.levels.get(below, _DECIMAL).restart
            if restart is None or 0 < level + 1 <= restart:
                counts[below] = None
        return self._printed(instance, level)

    def _printed(self, instance: _Instance, level: int) -> str:
        own = instance.levels.get(level)
        if own is None or own.form == "bullet":
            return ""

        def count(place: re.Match[str]) -> str:
            index = int(place[1]) - 1
            other = instance.levels.get(index, _DECIMAL)
            counted = instance.shared.counts[index]
            form = "decimal" if own.decimal and other.form != "none" else other.form
            return printed(form, other.start if counted is None else counted)

        return _PLACE.sub(count, own.text).strip()

    def _place(self, properties: Element | None) -> tuple[_Instance, int] | None:
        """The list and the level, from 0, that a paragraph or its style stands in."""
        direct = child(properties, "w:numPr")
        list_id, level = _numbered(direct)
        styles: list[str] = []
        for name, style in self._styles.line(properties):
            styles.append(name)
            of_style = child(style, "w:pPr", "w:numPr")
            if list_id is None and of_style is not None:
                list_id, deeper = _numbered(of_style)
                level = deeper if level is None else level
        instance = self._instances.get(list_id) if list_id else None
        if instance is None:
            return None
        if level is None or direct is None:
            # In a style the list itself says at which level the style stands.
            level = next((instance.by_style[s] for s in styles if s in instance.by_style), level or 0)
        return (instance, level) if level < LEVELS else None

    def _read(self, root: Element) -> None:
        lists: dict[int, _List] = {}
        links: dict[int, str] = {}
        named: dict[str, int] = {}
        for found in children(root, "w:abstractNum"):
            key = number(found, "abstractNumId")
            if key is None:
                continue
            lists[key] = _List({i: _level(one) for one in children(found, "w:lvl") if (i := _index(one)) is not None})
            linked, name = child(found, "w:numStyleLink"), child(found, "w:styleLink")
            if linked is not None:
                links[key] = value(linked) or ""
            if name is not None:
                named[value(name) or ""] = key
        for found in children(root, "w:num"):
            key, of = number(found, "numId"), number(child(found, "w:abstractNumId"))
            if of in links:
                of = named.get(links[of])
            if key is None or of is None or of not in lists:
                continue
            shared = lists[of]
            own: dict[int, _Level] = {}
            starts: dict[int, int] = {}
            for override in children(found, "w:lvlOverride"):
                index, start = _index(override), number(child(override, "w:startOverride"))
                changed = child(override, "w:lvl")
                if index is not None and changed is not None:
                    own[index] = _level(changed)
                if index is not None and start is not None:
                    starts[index] = start
            by_style = {one.style: i for levels in (shared.levels, own) for i, one in levels.items() if one.style}
            self._instances[key] = _Instance(shared, {**shared.levels, **own}, starts, by_style)


def _numbered(properties: Element | None) -> tuple[int | None, int | None]:
    return number(child(properties, "w:numId")), number(child(properties, "w:ilvl"))


def _index(of: Element) -> int | None:
    index = number(of, "ilvl")
    return index if index is not None and index < LEVELS else None


def _level(found: Element) -> _Level:
    start = number(child(found, "w:start"))
    shown = not is_on(child(found, "w:rPr", "w:vanish"))
    return _Level(
        start=1 if start is None else min(start, _LARGEST),
        form=_form(found),
        text=(value(child(found, "w:lvlText")) or "")[:_MAX_LABEL] if shown else "",
        restart=number(child(found, "w:lvlRestart")),
        decimal=bool(is_on(child(found, "w:isLgl"))),
        style=value(child(found, "w:pStyle")) or "",
    )


def _form(level: Element) -> str:
    """The number format; newer ones stand beside one that older programs know, which is taken."""
    found = child(level, "w:numFmt")
    if found is None:
        found = child(level, "mc:AlternateContent", "mc:Fallback", "w:numFmt")
    return value(found) or "decimal"


@cache
def _forms() -> dict[str, dict[str, str]]:
    return {row["format"]: row for row in rows("loaders.formats.word", "docx_numbering.tsv")}


def printed(form: str, count: int) -> str:
    """A number in a number format of Word; a format that is not in the table is printed in decimals, as Word does.

    >>> [printed("chineseCounting", n) for n in (3, 10, 21)], printed("decimalEnclosedCircle", 2)
    (['三', '十', '二十一'], '②')
    """
    if form == "none":
        return ""
    if form == "decimalZero":
        return f"{count:02d}"
    if form == "numberInDash":
        return f"- {count} -"
    row = _forms().get(form)
    if row is None or count < 0:
        return str(count)
    signs = row["signs"]
    if row["way"] == "positional":
        return "".join(signs[int(digit)] for digit in str(count))
    if count == 0:
        return signs[0] if row["way"] == "counting" else "0"
    if row["way"] == "counting":
        return _counted(count, signs, row["tens"], bool(row["one_ten"]))
    if row["way"] == "letters":
        return signs[(count - 1) % 26] * ((count - 1) // 26 + 1) if count <= 26 * 30 else str(count)
    if row["way"] == "roman":
        return _roman(count, signs)
    return signs[count - 1] if count <= len(signs) else str(count)


def _counted(count: int, digits: str, tens: str, one_ten: bool) -> str:
    """A number as it is spoken: 105 is 一百零五; a format that has no sign for hundred prints a digit a place."""
    if count >= 10 ** (len(tens) + 1):
        return "".join(digits[int(digit)] for digit in str(count))
    said, gap = "", False
    for power in range(len(tens), -1, -1):
        digit = count // 10**power % 10
        if not digit:
            gap = bool(said)
            continue
        if gap:
            said += digits[0]
            gap = False
        alone = power == 1 and digit == 1 and not said and not one_ten
        said += ("" if alone else digits[digit]) + (tens[power - 1] if power else "")
    return said


def _roman(count: int, signs: str) -> str:
    if count >= 4000:
        return str(count)
    said = ""
    for power in range(3, -1, -1):
        digit = count // 10**power % 10
        one, five, ten = tuple((signs + "  ")[2 * power : 2 * power + 3])
        if digit in (4, 9):
            said += one + (ten if digit == 9 else five)
        else:
            said += (five if digit >= 5 else "") + one * (digit % 5)
    return said
