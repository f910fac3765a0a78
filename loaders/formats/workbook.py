"""The cells of a workbook (.xlsx), read in a process of their own: what Rust aborts, Python cannot catch.

``python -m loaders.formats.workbook`` takes a workbook's bytes on standard input and prints ``[[name, rows], …]`` as JSON, or
with exit status ``REFUSED`` on standard error the sentence, without the file's name, that says why it cannot be read.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from loaders.formats import workbook_limits
from loaders.formats.sheet import REFUSED
from loaders.source import UnreadableFile

_MEMORY = 2 << 30
_Value = int | float | str | bool | date | datetime | time | timedelta


def tables(data: bytes) -> list[tuple[str, list[list[str]]]]:
    """(name, rows) of every sheet that is shown, in order; hidden sheets are left out, for nobody sees what they say.

    Raises UnreadableFile, the sentence without the file's name.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        with ZipFile(BytesIO(data)) as parts:
            workbook_limits.check(parts)
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        return [
            (name, [[_printed(v) for v in row] for row in book.get_sheet_by_name(name).to_python()]) for name in shown
        ]
    except (BadZipFile, CalamineError) as error:
        raise UnreadableFile("is damaged: open it in Excel or WPS, save it again and load that.") from error


def _printed(value: _Value) -> str:
    """A cell as a person would write it: whole numbers without a point, dates in ISO form without a time of midnight."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def main() -> int:
    """Read standard input, print JSON; at most 2 GB of memory where the system can limit it."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        found = tables(sys.stdin.buffer.read())
    except UnreadableFile as error:
        sys.stderr.write(str(error))
        return REFUSED
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
