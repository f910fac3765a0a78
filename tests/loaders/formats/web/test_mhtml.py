"""Web pages saved in one file, under their own names and as .doc."""

from __future__ import annotations

from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from growth import keeps_step

from loaders.formats import read
from loaders.formats.web import mhtml
from loaders.source import UnreadableFile

PAGE = "<html><body><p>一、项目名称</p><table><tr><td>金额</td><td>12.5万元</td></tr></table></body></html>"


def saved(charset: str = "utf-8", *, page: str = PAGE) -> bytes:
    message = MIMEMultipart("related")
    message.attach(MIMEText("纯文本", "plain", "utf-8"))
    message.attach(MIMEText(page, "html", charset))
    message.attach(MIMEText("<p>另一页</p>", "html", "utf-8"))
    return bytes(message)


@pytest.mark.parametrize("name", ["a.mht", "a.mhtml", "a.doc"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_the_page_is_read(tmp_path: Path, name: str, charset: str) -> None:
    (tmp_path / name).write_bytes(saved(charset))
    found = read(tmp_path / name)
    assert (found.text, found.format) == ("一、项目名称\n金额\t12.5万元\n", "html")


def test_quoted_printable_as_word_writes_it(tmp_path: Path) -> None:
    words = "".join(f"={byte:02X}" for byte in "项目".encode("gb2312"))
    (tmp_path / "a.doc").write_bytes(
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="--=_x"\r\n\r\n----=_x\r\n'
        b"Content-Location: file:///C:/a.htm\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        b'Content-Type: text/html; charset="gb2312"\r\n\r\n<html><body><p class=3DMso=\r\nNormal>'
        + words.encode()
        + b"</p></body></html>\r\n\r\n----=_x--\r\n"
    )
    assert read(tmp_path / "a.doc").text == "项目\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (saved(), True),
        (b"\xef\xbb\xbfFrom: <Saved by WPS>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n", True),
        (b"MIME-Version: 1.0\nContent-Type: text/plain\n\n", False),
        ("会议：MIME-Version:".encode(), False),
        (b"<html>MIME-Version:\nContent-Type: multipart/related", False),
        (b"", False),
    ],
)
def test_known_by_content(data: bytes, expected: bool) -> None:
    assert mhtml.is_page(data) is expected


def test_without_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.mht").write_bytes(saved(page=" "))
    assert read(tmp_path / "a.mht").text == "另一页\n"


def test_parts_in_parts_take_no_time(tmp_path: Path) -> None:
    def nested(depth: int) -> Path:
        parts = b"".join(b"--%d\nContent-Type: multipart/mixed; boundary=%d\n\n" % (n, n + 1) for n in range(depth))
        (tmp_path / "b.mht").write_bytes(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=0\n\n" + parts)
        return tmp_path / "b.mht"

    def refused(path: Path) -> None:
        with pytest.raises(UnreadableFile, match="saved web page .* without text"):
            read(path)

    keeps_step(refused, nested, size=2_500, most=2_500)
