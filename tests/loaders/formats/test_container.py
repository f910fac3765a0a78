"""Zip archives of documents: each member a document, hostile names and members without harm."""

from __future__ import annotations

import contextlib
import io
import re
import stat
import zipfile
from pathlib import Path

import pytest
import word_parts
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli import cli
from loaders import formats
from loaders.formats.containers import archive
from loaders.formats.zipped import Container, is_container
from loaders.source import UnreadableFile

Member = tuple[str | zipfile.ZipInfo, bytes | str]


def packed(*members: Member) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members:
            out.writestr(name, content)
    return stream.getvalue()


class Raw(zipfile.ZipInfo):
    """A member whose name is written as these bytes, without the flag that says UTF-8."""

    def __init__(self, raw: bytes) -> None:
        super().__init__("x")
        self.raw = raw

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.raw, 0


def opened(*members: Member) -> Container:
    return Container(packed(*members), "公开.zip")


def test_members_by_their_paths() -> None:
    found = opened(
        ("卫健局/b.txt", "乙"), ("a.txt", "甲"), ("空/", ""), ("__MACOSX/._a.txt", "x"), ("卫健局/Thumbs.db", "x")
    )
    assert found.paths == ("a.txt", "卫健局/b.txt")
    assert (found.read("a.txt").decode(), found.note("a.txt")) == ("甲", None)
    with pytest.raises(UnreadableFile, match=r"^公开.zip holds no file c.txt\.$"):
        found.read("c.txt")


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("gb18030", "红塔区/卫生健康局2024年预算.txt"),
        ("utf-8", "红塔区/卫生健康局.txt"),
        ("gbk", "説明\\臷.txt"),
        ("ascii", "a/b.txt"),
    ],
)
def test_names_of_chinese_windows(encoding: str, name: str) -> None:
    assert opened((Raw(name.encode(encoding)), "x")).paths == (name.replace("\\", "/"),)


def test_a_name_in_utf_8_beside_another() -> None:
    member = Raw(b"???.txt")
    printed = "预算.txt".encode()
    member.extra = (0x7075).to_bytes(2, "little") + (5 + len(printed)).to_bytes(2, "little") + bytes(5) + printed
    assert opened((member, "x")).paths == ("预算.txt",)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/a.txt", "etc/a.txt"),
        ("C:\\Windows\\a.txt", "Windows/a.txt"),
        ("c:a.txt", "a.txt"),
        ("c:d:a.txt", "a.txt"),
        ("../C:/../a.txt", "a.txt"),
        ("\\\\server\\share\\a.txt", "server/share/a.txt"),
        ("a/../../b.txt", "a/b.txt"),
        ("./a.txt", "a.txt"),
        ("a\nb\u202etxt.exe", "a_b_txt.exe"),
        ("长" * 2000 + ".txt", "长" * 996 + ".txt"),
    ],
)
def test_names_that_point_elsewhere(name: str, path: str) -> None:
    found = opened((name, "x"))
    assert found.paths == (path,)
    assert "its name in the archive was" in (found.note(path) or "")
    assert "\n" not in (found.note(path) or "")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@given(st.lists(st.text(max_size=30), max_size=5))
def test_no_name_leaves_the_archive(names: list[str]) -> None:
    members = [(name, "x") for name in names if name.strip("\0") and name.isprintable()]
    for path in opened(*members).paths:
        parts = path.split("/")
        assert ".." not in parts and "" not in parts and not path.startswith("/")
        assert re.match("[A-Za-z]:", path) is None


def test_two_files_of_one_name_are_two() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        found = opened(("a.txt", "甲"), ("a.txt", "乙"), ("x/../a.txt", "丙"), ("a", "1"), ("./a", "2"))
    assert found.paths == ("a", "a (2)", "a (2).txt", "a.txt", "x/a.txt")
    assert (found.read("a.txt").decode(), found.read("a (2).txt").decode()) == ("甲", "乙")
    assert found.note("a (2).txt") == "the archive has more than one file a.txt"


def link(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


def problem(found: Container, path: str) -> str:
    assert path in found.paths
    with pytest.raises(UnreadableFile) as error:
        found.read(path)
    return str(error.value)


def test_one_broken_member_never_stops_the_others() -> None:
    inner = packed(("甲.txt", "内"), ("深.zip", packed(("z.txt", "z"))))
    data = bytearray(packed(("bad.txt", "坏" * 1000), ("good.txt", "好"), (link("link.txt"), "/etc/passwd"), ("in.zip", inner),
                            ("broken.zip", b"PK\x03\x04" + bytes(50)), ("big.txt", b" " * (archive.MAX_PART_BYTES + 1))))  # fmt: skip
    place = data.index(b"bad.txt") + 9
    data[place : place + 4] = b"\xff" * 4
    found = Container(bytes(data), "公开.zip")
    assert found.paths == ("bad.txt", "big.txt", "broken.zip", "good.txt", "in.zip/深.zip", "in.zip/甲.txt", "link.txt")
    assert problem(found, "bad.txt") == "公开.zip/bad.txt is damaged: pack it again and load that."
    assert "64 MB in a part" in problem(found, "big.txt")
    assert problem(found, "broken.zip") == "broken.zip is damaged: pack it again and load that."
    assert (
        problem(found, "link.txt") == "link.txt is a link to another file, which is not followed: pack the file itself."
    )
    assert "archive in an archive in an archive" in problem(found, "in.zip/深.zip")
    assert [found.read(path).decode() for path in ("in.zip/甲.txt", "good.txt")] == ["内", "好"]


def test_limits_hold_for_all_that_is_inside() -> None:
    blank = b" " * archive.MAX_PART_BYTES
    parts = [(f"{n}.txt", blank) for n in range(5)]
    with pytest.raises(UnreadableFile, match=r"^公开.zip holds more than 2,000 entries or 256 MB"):
        opened(*parts)
    inner = packed(("a.txt", blank))
    nested = [(f"{n}.zip", inner) for n in range(5)]
    assert "256 MB in all" in problem(opened(*nested), "4.zip")
    many = packed(*[(f"{n}.txt", "x") for n in range(1_500)])
    assert "2,000 entries" in problem(opened(("1.zip", many), ("2.zip", many)), "2.zip")


def test_a_protected_member() -> None:
    data = bytearray(packed(("a.txt", "x")))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    found = Container(bytes(data), "a.zip")
    assert problem(found, "a.txt") == "a.zip/a.txt is protected by a password: save it without one and load that."


def test_what_is_an_archive_of_files() -> None:
    assert is_container(packed(("a.txt", "x"))) and is_container(packed())
    assert is_container(b"PK\x03\x04" + bytes(100))
    assert not is_container(word_parts.packed(""))
    assert not is_container(packed(("OFD.xml", "<a/>")))
    assert not is_container(b"text")


DISCLOSURE = "一、项目名称\n供水项目\n二、立项依据\n依据云财社〔2023〕36号。\n三、实施单位\n清河县水务局\n"


def test_read_and_load_a_member(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inner = packed(("丙.txt", DISCLOSURE.replace("供水", "排水")))
    (tmp_path / "公开.zip").write_bytes(
        packed(("水务局/甲.txt", DISCLOSURE), ("../乙.docx", word_parts.packed(word_parts.paragraph("通知"))), ("坏.docx", "x"),
               ("曲.mp3", "x"), (link("链.txt"), "甲.txt"), ("内.zip", inner))
    )  # fmt: skip
    assert formats.read(Path("公开.zip/水务局/甲.txt")).text == DISCLOSURE
    assert formats.read(Path("公开.zip/内.zip/丙.txt")).text.startswith("一、项目名称\n排水")
    found = formats.read(Path("公开.zip/乙.docx"))
    assert (found.text, found.warnings) == ("通知\n", ("its name in the archive was '../乙.docx'",))
    with pytest.raises(UnreadableFile, match="holds no file 丁"):
        formats.read(Path("公开.zip/丁.txt"))

    def kg(*args: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(cli, ["--store", "s.kg", *args])
        return done.exit_code, done.stdout, done.stderr

    code, out, err = kg("load", "公开.zip")
    assert code == 1
    assert [line.split("公开.zip/")[-1] for line in out.splitlines() if line.startswith("loaded")] == [
        "乙.docx", "内.zip/丙.txt", "水务局/甲.txt",
    ]  # fmt: skip
    assert "坏.docx" in err and "链.txt is a link" in err and "its name in the archive was" in err
    code, out, err = kg("load", "公开.zip")
    assert "2 failed" in out and "3 unchanged" in out
    code, out, err = kg("list", "--csv")
    assert [line.split(",")[0].split("/公开.zip/")[-1] for line in out.splitlines()[1:]] == [
        "乙.docx", "内.zip/丙.txt", "水务局/甲.txt",
    ]  # fmt: skip
    code, out, err = kg("remove", "公开.zip/水务局")
    assert (code, out.startswith("Removed 1 file")) == (0, True)
    code, out, err = kg("remove", "公开.zip")
    assert (code, out.startswith("Removed 2 files")) == (0, True)


def test_an_archive_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(packed(("a.txt", "x"))[:-10])
    (tmp_path / "b.txt").write_text(DISCLOSURE, encoding="utf-8")
    done = CliRunner().invoke(cli, ["--store", str(tmp_path / "s.kg"), "load", str(tmp_path)])
    assert done.exit_code == 1
    assert "a.zip is damaged: pack it again and load that." in done.stderr
    assert "1 loaded, 1 failed" in done.stdout
    (tmp_path / "c.docx").write_bytes(packed(("a.txt", "x")))
    with pytest.raises(UnreadableFile, match=r"c.docx is an archive of 1 files and no document"):
        formats.read(tmp_path / "c.docx")


SAMPLE = packed(
    ("甲/a.txt", "甲" * 50), ("b.zip", packed(("c.txt", "丙"))), (Raw("说明.txt".encode("gbk")), "x"), (link("l"), "a")
)


@given(st.data())
@settings(max_examples=200)
def test_mutated_archives_never_crash(data: st.DataObject) -> None:
    raw = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 6))):
        # The directory at the end is where most of what can be wrong stands.
        place = data.draw(st.integers(0, len(raw) - 1) | st.integers(len(raw) * 3 // 5, len(raw) - 1))
        raw[place] = data.draw(st.sampled_from([0, 1, 0x7F, 0xFF]) | st.integers(0, 255))
    raw = raw[: data.draw(st.integers(0, len(raw)) | st.just(len(raw)))]
    try:
        found = Container(bytes(raw), "a.zip")
    except UnreadableFile as error:
        assert str(error).startswith("a.zip ")
        return
    for path in found.paths:
        with contextlib.suppress(UnreadableFile):
            assert len(found.read(path)) < 10_000
