"""Which cells of a workbook (.xlsx) show their number as a percentage: 0.95 that the page prints as 95%.

By ECMA-376-1, 18.8.30 (numFmt): the built-in formats 9 and 10, and every custom format with a percent sign outside quotes.
What such a cell prints is made in :mod:`loaders.formats.sheets.workbook`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from posixpath import join, normpath
from xml.parsers import expat

from loaders.formats.containers.archive import Archive
from loaders.formats.sheets.workbook_limits import column

_BUILT_IN = frozenset({9, 10})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_Attributes = dict[str, str]


def cells(workbook: Archive) -> dict[str, frozenset[tuple[int, int]]]:
    """Sheet's name -> (row, column) of its percentages, from 0; {} where the workbook has no styles (xls, ods).

    The parts are those that ``workbook_limits.check`` has let pass.
    """
    names = set(workbook.names)
    if not {"xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    styles = _percent_styles(workbook)
    if not styles:
        return {}
    targets = {
        a.get("Id", ""): a.get("Target", "")
        for _, a in _elements(workbook, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    found = {}
    for _, sheet in _elements(workbook, "xl/workbook.xml", "sheet"):
        relation = next((value for key, value in sheet.items() if key.endswith(":id")), "")
        target = targets.get(relation, "")
        part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if part in names:
            found[sheet.get("name", "")] = frozenset(_places(workbook, part, styles))
    return found


def _percent_styles(workbook: Archive) -> frozenset[int]:
    """The numbers of the cell styles (cellXfs) that show a percentage."""
    custom: dict[int, bool] = {}
    styles: list[int] = []
    for path, attributes in _elements(workbook, "xl/styles.xml", "numFmt", "xf"):
        number = attributes.get("numFmtId", "")
        if not number.isdecimal():
            continue
        if path[-1] == "numFmt":
            custom[int(number)] = "%" in _QUOTED.sub("", attributes.get("formatCode", ""))
        elif "cellXfs" in path:
            styles.append(int(number))
    return frozenset(i for i, number in enumerate(styles) if custom.get(number, number in _BUILT_IN))


def _places(workbook: Archive, part: str, styles: frozenset[int]) -> list[tuple[int, int]]:
    places = []

    def take(_: tuple[str, ...], attributes: _Attributes) -> None:
        style = attributes.get("s", "")
        if style.isdecimal() and int(style) in styles and (place := _REFERENCE.fullmatch(attributes.get("r", ""))):
            places.append((int(place[2]) - 1, column(place[1]) - 1))

    _walk(workbook, part, ("c",), take)
    return places


def _elements(workbook: Archive, part: str, *wanted: str) -> list[tuple[tuple[str, ...], _Attributes]]:
    """(names of its parent and itself, attributes) of the elements of a small part that are called so."""
    found: list[tuple[tuple[str, ...], _Attributes]] = []
    _walk(workbook, part, wanted, lambda path, attributes: found.append((path, attributes)))
    return found


def _walk(
    workbook: Archive, part: str, wanted: tuple[str, ...], take: Callable[[tuple[str, ...], _Attributes], None]
) -> None:
    """Call ``take`` for the elements of a part that are called so, without their namespaces' prefixes."""
    path: list[str] = []

    def start(tag: str, attributes: _Attributes) -> None:
        path.append(tag.rpartition(":")[2])
        if path[-1] in wanted:
            take(tuple(path[-2:]), attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: path.pop()
    try:
        parser.Parse(workbook.part(part), True)
    except expat.ExpatError:
        return
