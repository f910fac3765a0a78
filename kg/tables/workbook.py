"""Tables as an Excel workbook with a sheet for each: numbers are numbers, everything else is text and never a formula."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from kg.tables import table as tables
from kg.tables.language import Language
from kg.tables.table import Table, Value

# Excel takes no more.
LONGEST_CELL, MOST_ROWS = 32_767, 1_048_575
# A sheet takes 65,530, of so many characters at most.
MOST_LINKS, LONGEST_LINK = 65_000, 2_079
_WIDEST = 60
# Pixels of Excel: a column of pictures, a line of text, the highest that a row can be, and between two pictures.
_SHOWN, _LINE, _HIGHEST, _APART = 640, 20, 540, 4


def workbook(
    sheets: Mapping[str, Table],
    lang: Language,
    wrong: Mapping[str, Collection[int]] | None = None,
    link: Callable[[str], str | None] = lambda _: None,
    pictures: Mapping[str, Mapping[int, Sequence[tuple[bytes, str]]]] | None = None,
) -> bytes:
    """The workbook, its headings and concepts in that language; columns are as wide as what they hold.

    The texts of the sheets that ``wrong`` names are broken into lines, and their rows with these numbers (from 0) coloured.  ``link`` gives the address to which an IRI in a cell leads.
    ``pictures`` are shown in the last column of a sheet, by the number of the row: PNG, and what it is called; of one row as many as it can be high.
    """
    import xlsxwriter

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        red = book.add_format({"bg_color": "#FDE2E0", "text_wrap": True})
        broken = book.add_format({"text_wrap": True, "valign": "top"})
        for name, table in sheets.items():
            coloured = (wrong or {}).get(name, ())
            text = broken if name in (wrong or {}) else None
            sheet, linked = book.add_worksheet(name), 0
            headings = [tables.heading(column, lang) for column in table.columns]
            sheet.write_row(0, 0, headings, bold)
            widths = [tables.width(heading) for heading in headings]
            styles = [money if tables.kind(column) == "money" else text for column in table.columns]
            for line, row in enumerate(table.rows[:MOST_ROWS], 1):
                for i, value in enumerate(row):
                    shown, style = (
                        tables.shown(value, table.columns[i], lang),
                        red if line - 1 in coloured else styles[i],
                    )
                    widths[i] = max(widths[i], min(_WIDEST, tables.width(shown[:_WIDEST])))
                    if isinstance(value, int | Decimal) and not isinstance(value, bool):
                        sheet.write_number(line, i, value, style)
                    elif tables.kind(table.columns[i]) == "date" and (whole := _date(value)) and style is not red:
                        sheet.write_datetime(line, i, whole, day)
                    elif linked < MOST_LINKS and (address := link(str(value or ""))) and len(address) <= LONGEST_LINK:
                        linked += 1
                        sheet.write_url(line, i, address, string=shown[:LONGEST_CELL])
                    elif value is not None:
                        sheet.write_string(line, i, shown[:LONGEST_CELL], style)
                    elif style is red:
                        sheet.write_blank(line, i, None, style)
            for line, some in (pictures or {}).get(name, {}).items():
                told = [-(-tables.width(str(value)) // min(_WIDEST, width)) for value, width in zip(table.rows[line], widths, strict=True)]  # fmt: skip
                high = _pictured(sheet, line + 1, len(widths) - 1, some)
                sheet.set_row_pixels(line + 1, min(_HIGHEST, max(high, _LINE * max(told))))
                widths[-1] = _SHOWN // 7
            for i, width in enumerate(widths):
                sheet.set_column(i, i, width + 2)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(1, len(table.rows)), max(0, len(table.columns) - 1))
    return out.getvalue()


def _pictured(sheet: Any, line: int, column: int, pictures: Sequence[tuple[bytes, str]]) -> int:
    """Put pictures into a cell, one below another, each whole; how many pixels all of them are high."""
    high = _APART
    for png, label in pictures:
        wide, tall = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
        scale = min(1.0, _SHOWN / wide)
        if high + tall * scale > _HIGHEST:
            break
        # A filter that hides the row hides them as well.
        placed = {"image_data": BytesIO(png), "x_scale": scale, "y_scale": scale, "y_offset": high, "x_offset": _APART}
        sheet.insert_image(line, column, "", {**placed, "object_position": 1, "description": label})
        high += round(tall * scale) + _APART
    return high


def _date(value: Value) -> date | None:
    """A whole date that Excel can have; a month or a year alone stays text."""
    try:
        found = date.fromisoformat(str(value)) if len(str(value)) == 10 else None
    except ValueError:
        return None
    return found if found and found.year >= 1900 else None
