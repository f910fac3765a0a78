"""What the user is told of a file that cannot be read, or only in part: each sentence as it is, in tests/data/messages.tsv."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import disclosure_files as files
import pytest
from attacks import compounds, office, pdfs, zips
from folders import DATA
from reportlab.pdfgen.canvas import Canvas

from loaders import extract, formats
from loaders.formats.pages import pdf
from loaders.formats.sheets import sheet
from loaders.formats.word import office as old_documents
from loaders.source import UnreadableFile

TOLD = DATA / "messages.tsv"


def png(width: int = 40, height: int = 60) -> bytes:
    """A grey picture."""
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def printed(pages: str, password: str | None = None) -> bytes:
    """A PDF whose pages are text (t) or a picture (s)."""
    from reportlab.lib.utils import ImageReader

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=1, encrypt=password)
    for page in pages:
        if page == "t":
            canvas.drawString(72, 720, "Budget 2024: the county pays 10 village doctors")
        else:
            canvas.drawImage(ImageReader(io.BytesIO(png())), 20, 20, 555, 802)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def pictures() -> bytes:
    """An OFD document whose only page is a picture."""
    resources = (
        f'<ofd:Res xmlns:ofd="{office.O}" BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image" Format="PNG">'
        "<ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    )
    picture = '<ofd:ImageObject ID="4" Boundary="5 5 200 287" CTM="200 0 0 287 0 0" ResourceID="5"/>'
    return office.ofd(picture, parts={"Doc_0/DocumentRes.xml": resources, "Doc_0/Res/a.png": png()})


def broken_map() -> bytes:
    """A PDF whose font says that all its characters are private ones."""
    return pdfs.cmap(b"<0000> <FFFF> <E000>").replace(b"<00010002>", b"<00010002000300040005>")


def protected(*streams: str) -> bytes:
    return compounds.compound(*((stream, bytes(5000), -1) for stream in streams))


PROTECTED = ("EncryptedPackage", "EncryptionInfo")
CASES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "scanned-pdf": ("a.pdf", lambda: printed("sss")),
    "scanned-page-of-a-pdf": ("a.pdf", lambda: printed("tts")),
    "scanned-pages-of-a-pdf": ("a.pdf", lambda: printed("tsststs")),
    "broken-font-map": ("a.pdf", broken_map),
    "image-only-ofd": ("a.ofd", pictures),
    "protected-pdf": ("a.pdf", lambda: printed("t", "secret")),
    "protected-docx": ("a.docx", lambda: protected(*PROTECTED)),
    "protected-xlsx": ("a.xlsx", lambda: protected(*PROTECTED)),
    "protected-zip": ("a.zip", lambda: zips.zipped(zips.member("a.txt", zips.GOOD, flags=0x801))),
    "protected-ofd": (
        "a.ofd",
        lambda: office.ofd("", zips.member("Doc_0/Pages/Page_0/Content.xml", b"x", flags=0x801)),
    ),
    "unknown-encoding": ("a.txt", lambda: bytes([0xFF, 0x80, 0x81, 0x8D, 0xFE, 0xFF, 0x90]) * 400),
    "needs-the-extra-pdf": ("a.pdf", lambda: printed("t")),
    "needs-the-extra-sheets": ("a.xlsx", lambda: files.workbook(files.disclosure(), across=True)),
    "needs-libreoffice": ("a.doc", lambda: compounds.plain("doc")),
    "other": ("a.txt", lambda: "清河县城区道路今日起封闭施工，请绕行。\n施工费用35万元。\n".encode()),
    "picture": ("a.pdf", png),
    "empty": ("a.txt", lambda: b""),
}
WITHOUT = {"needs-the-extra-pdf": pdf, "needs-the-extra-sheets": sheet}
NEEDS = {"pdf": "pypdfium2", "xlsx": "python_calamine"}


@pytest.fixture
def golden() -> dict[str, str]:
    lines = TOLD.read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split("\t") for line in lines)


def told(name: str, data: bytes, folder: Path) -> str:
    """The refusal, or the warnings."""
    path = folder / name
    path.write_bytes(data)
    try:
        path = (formats.members(path) or [path])[0]
        return " ".join(extract.read_and_extract(path).warnings)
    except UnreadableFile as error:
        return str(error)


@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize("case", CASES)
def test_what_the_user_is_told(
    case: str, golden: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, made = CASES[case]
    need = NEEDS.get(name.rpartition(".")[2])
    if case in WITHOUT:
        monkeypatch.setattr(WITHOUT[case], "find_spec", lambda name: None)
    elif need and find_spec(need) is None:
        pytest.skip(f"needs {need}")
    if case == "needs-libreoffice":
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(old_documents, "_PLACES", (), raising=False)
    assert told(name, made(), tmp_path) == golden[case]


def test_every_message_is_tested(golden: dict[str, str]) -> None:
    assert set(golden) == set(CASES)
