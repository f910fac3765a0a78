"""Older Word and WPS documents (.doc, .wps, .rtf, Word's own XML): LibreOffice turns them into .docx, which is read.

LibreOffice runs in a child process with a profile of its own, without macros and without a network, and is ended with its
child.  Nothing of it is in this package; where it is not installed the user is told what to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from loaders.formats.containers import compound, sandbox
from loaders.formats.word import docx
from loaders.source import Source, UnreadableFile

ENDINGS = (".doc", ".wps", ".rtf", ".wpt", ".dot")
SECONDS: Final = 60.0
_RTF = b"{\\rtf"
_WORD_XML = (b'progid="Word.Document"', b"<w:wordDocument")
_ENCRYPTED = 0x0100
_FIB = (0xA5EC, 0xA5DC)
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "{PROGRAMFILES}\\LibreOffice\\program\\soffice.exe",
    "{PROGRAMFILES(X86)}\\LibreOffice\\program\\soffice.exe",
)
# No macros, no links to other places, and a proxy that does not exist: what a document points to is not fetched.
_SETTINGS = Path(__file__).with_name("libreoffice.xcu")


def is_document(data: bytes) -> bool:
    """Whether ``data`` is a document that LibreOffice turns into text; by its content, whatever the file is called."""
    if data.startswith(_RTF):
        return True
    if not data.startswith(compound.MAGIC):
        head = data[:4096]
        return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") and any(mark in head for mark in _WORD_XML)
    return "WordDocument" in _streams(data)


def refuse_protected(data: bytes, name: str) -> None:
    """Raise UnreadableFile where a compound file is encrypted: a protected .docx or .xlsx, or a protected .doc."""
    if not data.startswith(compound.MAGIC):
        return
    found = _streams(data)
    start = found.get("WordDocument")
    protected = "EncryptedPackage" in found
    if start is not None and int.from_bytes(data[start : start + 2], "little") in _FIB:
        protected |= bool(int.from_bytes(data[start + 10 : start + 12], "little") & _ENCRYPTED)
    if protected:
        raise UnreadableFile(f"{name} is protected by a password: save it without one and load that.")


def source(data: bytes, path: str, name: str, sha256: str) -> Source:
    """A document of an older format as a source.

    Raises UnreadableFile where LibreOffice is missing, takes more than 60 seconds or 2 GB, or cannot read the file.
    """
    refuse_protected(data, name)
    if program() is None:
        raise UnreadableFile(
            f"{name} is an older Word or WPS document (.doc, .wps, .rtf), for which LibreOffice is needed: install it "
            "(https://www.libreoffice.org) and load the file again, or save it as .docx in Word or WPS and load that."
        )
    with tempfile.TemporaryDirectory(prefix="kg-", ignore_cleanup_errors=True) as folder:
        sandbox.run("loaders.formats.word.office", os.fsencode(folder) + b"\0" + data, name, seconds=SECONDS)
        made = Path(folder, "made", "document.docx").read_bytes()
    return docx.source(made, path, name, sha256, form="rtf" if data.startswith(_RTF) else "doc")


def parse(data: bytes) -> bool:
    """Called in the child: the name of a folder, NUL, the document; leaves ``made/document.docx`` in the folder.

    Raises UnreadableFile, the sentence without the file's name.
    """
    place, _, document = data.partition(b"\0")
    folder = Path(os.fsdecode(place))
    if document.startswith(compound.MAGIC):
        ending, filter_name = "doc", "MS Word 97"
    elif document.startswith(_RTF):
        ending, filter_name = "rtf", "Rich Text Format"
    else:
        ending, filter_name = "xml", "MS Word 2003 XML"
    given = folder / f"document.{ending}"
    given.write_bytes(document)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_bytes(_SETTINGS.read_bytes())
    command = [
        program() or "soffice",
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        # Without the filter LibreOffice takes what it does not know for plain text.
        f"--infilter={filter_name}",
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "made")),
        str(given),
    ]
    # Its log goes nowhere, and its temporary files into the folder that the parent removes.
    environment = {**os.environ, "TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder), "HOME": str(folder)}
    try:
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            check=False,
        )
    except OSError as error:
        raise UnreadableFile(
            f"cannot be read: LibreOffice does not start ({error.strerror or error}); install it again, or save the "
            "file as .docx in Word or WPS and load that."
        ) from error
    if not (folder / "made" / "document.docx").is_file():
        raise UnreadableFile("is damaged: open it in Word or WPS, save it as .docx and load that.")
    return True


def program() -> str | None:
    """Where LibreOffice is installed: on the search path, or where its installers for Windows and macOS put it."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return found
    for place in _PLACES:
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)"):
            place = place.replace("{" + variable + "}", os.environ.get(variable, "?"))
        if Path(place).is_file() and (sys.platform == "win32") == place.endswith(".exe"):
            return place
    return None


def _streams(data: bytes) -> dict[str, int | None]:
    try:
        return compound.streams(data)
    except ValueError:
        return {}
