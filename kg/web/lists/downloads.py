"""Tables as files to download: CSV for Excel, XLSX, JSON."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response

from kg.tables import table as tables

if TYPE_CHECKING:
    from kg.tables.language import Language
    from kg.tables.table import Table

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WIDEST = 60


def download(table: Table, name: str, form: str, lang: Language) -> Response:
    """``table`` as a file called ``name`` with the ending of ``form``, one of :data:`FORMATS`.

    CSV starts with a byte order mark, so that Excel reads it as UTF-8; texts that a spreadsheet would run as formulas are defused.
    """
    if form == "csv":
        body = tables.as_csv(table).encode("utf-8-sig")
    elif form == "json":
        body = tables.as_json(table).encode()
    else:
        body = workbook(table, lang)
    # RFC 6266: the plain name for old programs, the whole one for all others.
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in name) or "table"
    disposition = f"attachment; filename=\"{plain}.{form}\"; filename*=UTF-8''{quote(name)}.{form}"
    return Response(body, headers={"Content-Type": FORMATS[form], "Content-Disposition": disposition})


def workbook(table: Table, lang: Language) -> bytes:
    """An Excel workbook with one sheet; money and counts are numbers, everything else is text and never a formula."""
    import xlsxwriter

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, [tables.heading(column, lang) for column in table.columns], bold)
        widths = [tables.width(tables.heading(column, lang)) for column in table.columns]
        for number, row in enumerate(table.rows, 1):
            for i, value in enumerate(row):
                shown = tables.for_json(value) if not isinstance(value, str) else tables.concept(value, lang)
                if value is None:
                    continue
                widths[i] = max(widths[i], min(_WIDEST, tables.width(str(shown))))
                if isinstance(value, str):
                    sheet.write_string(number, i, str(shown)[:32_767])
                elif isinstance(value, bool):
                    sheet.write_boolean(number, i, value)
                else:
                    sheet.write_number(number, i, value)
        for i, width in enumerate(widths):
            sheet.set_column(i, i, width + 2)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(table.rows)), max(0, len(table.columns) - 1))
    return out.getvalue()
