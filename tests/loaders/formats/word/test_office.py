"""Older Word and WPS documents, through LibreOffice where it is installed."""

from __future__ import annotations

import http.server
import os
import subprocess
import tempfile
import threading
from pathlib import Path

import docx as python_docx
import pytest
import word_parts
from compound_files import packed

from loaders.formats import read
from loaders.formats.containers import sandbox
from loaders.formats.word import office
from loaders.source import UnreadableFile

needs_libreoffice = pytest.mark.skipif(office.program() is None, reason="needs LibreOffice (libreoffice-writer-nogui)")
FIB = (0xA5EC).to_bytes(2, "little") + bytes(8)
PLAIN_DOC = packed({"WordDocument": FIB + b"\x00\x00", "1Table": b""})
RTF = b"{\\rtf1\\ansi\\ansicpg936 {\\*\\generator x}\\'cf\\'ee\\'c4\\'bf\\u-24576?\\par 100\\par}"


def refused(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as error:
        read(path)
    message = str(error.value)
    assert message.startswith(path.name) and message.endswith(".") and "\n" not in message
    return message


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (PLAIN_DOC, True),
        (RTF, True),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w:wordDocument/>', True),
        (b'<?xml version="1.0"?><html/>', False),
        (packed({"Workbook": b""}), False),
        (packed({"EncryptedPackage": b""}), False),
        (packed({"WpsSomething": b""}), False),
        (PLAIN_DOC[:600], False),
        (b"", False),
        (word_parts.packed(""), False),
    ],
)
def test_known_by_content(data: bytes, expected: bool) -> None:
    assert office.is_document(data) is expected


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.doc", "a.txt"])
def test_protected_packages(tmp_path: Path, name: str) -> None:
    data = packed({"EncryptionInfo": b"", "EncryptedPackage": b"?" * 5000})
    assert refused(tmp_path / name, data) == f"{name} is protected by a password: save it without one and load that."


def test_a_protected_older_document(tmp_path: Path) -> None:
    data = packed({"WordDocument": FIB + b"\x00\x01", "1Table": b""})
    assert refused(tmp_path / "a.doc", data) == "a.doc is protected by a password: save it without one and load that."


def test_where_libreoffice_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "_PLACES", (str(tmp_path / "none"),))
    assert refused(tmp_path / "通知.wps", PLAIN_DOC) == (
        "通知.wps is an older Word or WPS document (.doc, .wps, .rtf), for which LibreOffice is needed: install it "
        "(https://www.libreoffice.org) and load the file again, or save it as .docx in Word or WPS and load that."
    )


def test_the_installers_place_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "soffice").write_text("")
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    monkeypatch.setattr(office, "_PLACES", ("/nowhere/soffice", "{PROGRAMFILES}/soffice"))
    monkeypatch.setattr(office.sys, "platform", "linux")
    assert office.program() == str(tmp_path / "soffice")


def converted(path: Path, ending: str) -> Path:
    profile = path.parent / "profile"
    command = [str(office.program()), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", ending]
    subprocess.run([*command, "--outdir", str(path.parent), str(path)], check=True, capture_output=True, timeout=100)
    return path.with_suffix(f".{ending.split(':')[0]}")


@needs_libreoffice
@pytest.mark.processes
@pytest.mark.parametrize(("ending", "name", "form"), [("doc", "a.wps", "doc"), ("rtf", "a.doc", "rtf")])
def test_older_documents_are_read(tmp_path: Path, ending: str, name: str, form: str) -> None:
    made = python_docx.Document()
    made.add_paragraph("项目概况", style="List Number")
    made.add_paragraph("资金来源", style="List Number")
    grid = made.add_table(2, 2, style="Table Grid")
    for place, words in enumerate(("项目名称", "供水项目", "金额", "1,098.26万元")):
        grid.cell(*divmod(place, 2)).text = words
    made.add_paragraph("依据云财社〔2023〕36号。")
    made.save(str(tmp_path / "made.docx"))
    # LibreOffice loses the tables of python-docx on the way to .doc, not those that it wrote itself.
    source = converted(tmp_path / "made.docx", "rtf")
    if ending == "doc":
        source = converted(source, "doc:MS Word 97")
    found = read(source.rename(tmp_path / name))
    assert found.format == form
    assert found.text == "1.项目概况\n2.资金来源\n项目名称\t供水项目\n金额\t1,098.26万元\n依据云财社〔2023〕36号。\n"
    cells = [found.text[c.start : c.end] for block in found.blocks for c in block.cells]
    assert cells == ["项目名称", "供水项目", "金额", "1,098.26万元"]


@needs_libreoffice
def test_damaged_and_wrongly_named(tmp_path: Path) -> None:
    assert "is damaged: open it in Word or WPS, save it as .docx" in refused(tmp_path / "a.doc", RTF[:30])
    (tmp_path / "b.doc").write_bytes(RTF)
    assert read(tmp_path / "b.doc").text.startswith("项目")


@needs_libreoffice
def test_nothing_stays_behind_and_a_slow_one_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "b.rtf").write_bytes(RTF)
    read(tmp_path / "b.rtf")
    monkeypatch.setattr(office, "SECONDS", 0.3)
    assert "more than 0.3 seconds" in refused(tmp_path / "b.rtf", RTF)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.rtf"]


@needs_libreoffice
def test_nothing_is_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/a.png"
        field = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{address}" \\\\d}}{{\\fldrslt }}}}'.encode()
        (tmp_path / "a.rtf").write_bytes(b"{\\rtf1\\ansi text " + field + b"\\par}")
        assert "text" in read(tmp_path / "a.rtf").text
    finally:
        server.shutdown()
    assert asked == []


@needs_libreoffice
def test_no_process_outlives_the_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(office, "SECONDS", 0.4)
    refused(tmp_path / "b.rtf", RTF)
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert str(tmp_path).encode() not in process.read_bytes()
        except OSError:
            continue


def test_the_child_says_sentences_without_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program", lambda: str(tmp_path / "no such program"))
    with pytest.raises(UnreadableFile, match="^cannot be read: LibreOffice does not start"):
        office.parse(os.fsencode(tmp_path) + b"\0" + RTF)
    assert sandbox.MEMORY == 2 << 30
