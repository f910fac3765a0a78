"""Tables as files to download: CSV for Excel, XLSX, JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response

from kg.tables import table as tables
from kg.tables.table import Table
from kg.tables.workbook import workbook
from kg.web.pages import href
from kg.web.wording import say
from loaders.text import file_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.tables.language import Language
    from kg.tables.table import Value

# What Excel allows in the name of a sheet.
_LONGEST_NAME, _REFUSED = 31, str.maketrans("", "", "[]:*?/\\'")

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(
    table: Table, name: str, form: str, lang: Language, *, site: str = "", about: Sequence[tuple[str, Value]] = ()
) -> Response:
    """``table`` as a file called ``name`` with the ending of ``form``, one of :data:`FORMATS`.

    CSV starts with a byte order mark, so that Excel reads it as UTF-8; texts that a spreadsheet would run as formulas are defused.
    In a workbook identifiers lead to their pages on the ``site`` (its address), and a second sheet tells ``about`` the first: what and of what.
    """
    if form == "csv":
        body = tables.as_csv(table).encode("utf-8-sig")
    elif form == "json":
        body = tables.as_json(table).encode()
    else:
        body = book(table, name, lang, site=site, about=about)
    return Response(body, headers={"Content-Type": FORMATS[form], "Content-Disposition": disposition(name, form)})


def disposition(name: str, ending: str) -> str:
    """What tells a browser under which name to keep a file (RFC 6266): a plain one for old programs, the whole one for all others."""
    kept = file_names.portable(name) or "table"
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in kept)
    return f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{quote(kept, safe='')}.{ending}"


def book(table: Table, name: str, lang: Language, *, site: str, about: Sequence[tuple[str, Value]]) -> bytes:
    """``table`` as a workbook, as :func:`download` says."""
    sheets = {_sheet(name): table}
    if about:
        sheets[say(lang, "sheet_about")] = Table(("about", "note"), list(about))
    return workbook(sheets, lang, link=lambda iri: site + address if site and (address := href(iri)) else None)


def _sheet(name: str) -> str:
    return name.translate(_REFUSED)[:_LONGEST_NAME].strip() or "Sheet1"
