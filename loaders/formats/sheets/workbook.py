"""The cells of a workbook, read in a process of their own (:mod:`loaders.formats.containers.sandbox`): a Rust abort cannot be caught.

A cell is its value, not its looks: number formats are not known here, but for percentages of .xlsx, whose cells say 0.95
where the page shows 95%.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from loaders.formats.containers.archive import Archive
from loaders.formats.sheets import workbook_limits, workbook_percent
from loaders.formats.sheets.grid import MAX_CELLS
from loaders.source import UnreadableFile

_Value = int | float | str | bool | date | datetime | time | timedelta
_Sheet = tuple[str, list[list[str]], list[tuple[int, int, int, int]]]
_ADVICE = "open it in Excel or WPS, save it again"
_PROTECTED = "is protected by a password: save it without one and load that."


def parse(data: bytes) -> list[_Sheet]:
    """(name, rows, merged cells) of every sheet that is shown, in order; hidden sheets are left out, for nobody sees them.

    A merged cell is (row, column, rows high, columns wide).  Raises UnreadableFile, the sentence without the file's name.
    """
    percent: dict[str, frozenset[tuple[int, int]]] = {}
    try:
        if data.startswith(b"PK"):
            parts = Archive(data, "", _ADVICE)
            workbook_limits.check(parts)
            percent = workbook_percent.cells(parts)
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        found: list[_Sheet] = []
        left = MAX_CELLS
        for name in shown:
            sheet = book.get_sheet_by_name(name)
            left -= sheet.height * sheet.width
            if left < 0 and found:  # a workbook may call the same small part a thousand sheets
                raise UnreadableFile(
                    f"has more than {MAX_CELLS:,} cells in all: split it and load the sheets one by one."
                )
            found.append((name, *_cells(sheet, percent.get(name, frozenset()))))
        return found
    except PasswordError as error:
        raise UnreadableFile(_PROTECTED) from error
    except CalamineError as error:
        raise UnreadableFile(f"is damaged: {_ADVICE} and load that.") from error


def _cells(
    sheet: CalamineSheet, percent: frozenset[tuple[int, int]]
) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    if sheet.start is None:
        return [], []
    top, left = sheet.start
    if sheet.height * sheet.width > MAX_CELLS:
        raise UnreadableFile(
            f"has a cell at row {top + sheet.height:,}, column {left + sheet.width:,}: more than {MAX_CELLS:,} cells; "
            "delete the cells far below or to the right of the table and save it again."
        )
    rows = [
        [_printed(value, (top + y, left + x) in percent) for x, value in enumerate(row)]
        for y, row in enumerate(sheet.to_python())
    ]
    merged = [
        (first[0] - top, first[1] - left, last[0] - first[0] + 1, last[1] - first[1] + 1)
        for first, last in sheet.merged_cell_ranges or ()
        if first[0] >= top and first[1] >= left
    ]
    return rows, merged


def _printed(value: _Value, percent: bool = False) -> str:
    """A cell as a person would write it: whole numbers without a point, dates in ISO form without a time of midnight."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float) and percent:
        return _plain(Decimal(_number(value)) * 100) + "%"
    if isinstance(value, int | float):
        return _number(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _number(value: int | float) -> str:
    """A number without an exponent and without what binary fractions add: 0.1 + 0.2 is 0.3, as Excel shows it."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return _plain(Decimal(f"{value:.15g}"))


def _plain(number: Decimal) -> str:
    printed = f"{number:f}"
    return printed.rstrip("0").rstrip(".") if "." in printed else printed
