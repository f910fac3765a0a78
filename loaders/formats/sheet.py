"""Workbooks (.xlsx): every shown sheet is a table under its name."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from loaders.formats import grid
from loaders.source import Source, UnreadableFile

ENDINGS = (".xlsx",)
REFUSED = 3
"""Exit status of the process that reads a workbook where it says why it cannot."""
_SECONDS = 60
_ROOM = Path(__file__).resolve().parents[2]
# What Excel and WPS call a sheet that nobody named.
_UNNAMED = re.compile(r"(?:Sheet|工作表|Feuil|Tabelle)\s?\d*", re.I)


def is_workbook(data: bytes) -> bool:
    """Whether ``data`` is a zip archive with a workbook inside, whatever the file's name says."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with ZipFile(BytesIO(data)) as parts:
            return any(name.startswith("xl/") for name in parts.namelist())
    except (BadZipFile, ValueError, UnicodeDecodeError):
        return False


def source(data: bytes, path: str, name: str, sha256: str) -> Source:
    """A workbook as a source.  Needs the extra ``sheets``.

    Raises UnreadableFile where the extra is missing, or the workbook is damaged, protected or larger than the limits.
    """
    if find_spec("python_calamine") is None:
        raise UnreadableFile(
            f"{name} is an Excel workbook, for which this installation lacks the reader: "
            "run pip install 'policy-kg[sheets]' and load it again, or save it as CSV and load that."
        )
    tables = [("" if _UNNAMED.fullmatch(sheet) else sheet, rows) for sheet, rows in _tables(data, name)]
    return grid.source(tables, path=path, name=name, sha256=sha256, encoding="utf-8", form="xlsx")


def _tables(data: bytes, name: str) -> list[tuple[str, list[list[str]]]]:
    """The sheets as :func:`loaders.formats.workbook.tables` gives them, from a process that may be killed."""
    paths = os.pathsep.join(filter(None, (str(_ROOM), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "loaders.formats.workbook"]
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, env=environment, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(
            f"{name} took more than {_SECONDS} seconds to open: split it and load the parts."
        ) from error
    if done.returncode == REFUSED:
        raise UnreadableFile(f"{name} {done.stderr.decode('utf-8')}")
    if done.returncode:
        raise UnreadableFile(f"{name} cannot be opened: save it again in Excel or WPS, or as CSV, and load that.")
    return [(sheet, rows) for sheet, rows in json.loads(done.stdout)]
