"""Scans are read as the pages that were scanned; nothing of it happens without the extra, and nothing over the network."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import gazette_page
import printed_pages
import pytest
from folders import ROOT
from printed_pages import Typesetter

from loaders import extract, formats
from loaders.formats.pages import fixed_layout
from loaders.formats.scans import scan
from loaders.rdf import jsonl
from loaders.source import SURE, Recognised, Source, UnreadableFile

scans = pytest.importorskip("scans", reason="needs pillow")
NEEDS = pytest.mark.skipif(not scan.available(), reason="needs pip install 'policy-kg[ocr]'")
NUMBERS = ["云财社发〔2023〕36号", "红政办发〔2022〕117号", "国务院令第376号"]
SAID = [
    "为做好全市基本公共卫生服务工作，根据《云南省财政厅关于下达2024年基本公共卫生服务补助资金的通知》（云财社发〔2023〕36号）、"
    "红政办发〔2022〕117号文件和《突发公共卫生事件应急条例》（国务院令第376号），现将有关事项通知如下。",
    "一、下达资金4128.65万元，其中：中央财政3200万元，省级财政528.65万元，市级财政400万元。",
    "二、按人均94元的标准，服务常住人口439218人。",
]


@pytest.fixture(autouse=True)
def nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def printed() -> bytes:
    setter = Typesetter(foot=lambda page: f"— {page} —")
    setter.centred("清河市卫生健康局关于下达补助资金的通知")
    for paragraph in SAID:
        setter.paragraph(paragraph)
    return printed_pages.pdf(setter.sheets)


def read(data: bytes, name: str = "通知.pdf") -> Source:
    return formats.read_bytes(data, Path(name))


def facts(source: Source) -> tuple[list[str | None], list[str]]:
    told = jsonl.record(extract.extract(source))
    return [c["number"] for c in told["citations"]], [m["yuan"] for m in told["money"]]  # type: ignore[attr-defined]


# ---- without the extra


@pytest.mark.usefixtures("without_ocr")
def test_without_the_extra_the_line_to_install_it_is_told() -> None:
    with pytest.raises(UnreadableFile) as error:
        read(b"\x89PNG\r\n\x1a\n" + bytes(100), "通知.png")
    assert str(error.value) == (
        "通知.png is an image (PNG), not a text or web page: run pip install 'policy-kg[ocr]' and load it again."
    )
    assert scan.endings() == ()


def test_nothing_of_the_extra_is_imported_by_what_needs_it_not() -> None:
    """Reading a PDF that has a text layer imports no network, neither here nor in the reader's process."""
    code = (
        "import sys; from pathlib import Path; from loaders import formats; import loaders.formats.pages.pdf_pages as p;"
        "formats.read_bytes(sys.stdin.buffer.read(), Path('a.pdf')); "
        "print([name for name in ('cv2', 'onnxruntime', 'rapidocr', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], input=printed(), capture_output=True, check=False, cwd=ROOT)
    assert done.stdout.decode().strip() == "[]", done.stderr.decode()


def test_more_pages_than_a_file_may_have_are_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "find_spec", lambda name: name)
    page = {"width": 100.0, "height": 100.0, "tables": [], "state": "scanned", "lines": []}
    with pytest.raises(UnreadableFile) as error:
        scan._source([page] * 201, b"", "通知.pdf", "通知.pdf", "", "pdf")
    assert str(error.value) == (
        "通知.pdf has 201 pages that are scanned images, more than the limit of 200 for OCR: split it and load the parts."
    )


def test_pages_with_text_are_read_beside_more_scans_than_a_file_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "find_spec", lambda name: name)
    page = {"width": 100.0, "height": 100.0, "tables": []}
    text = {**page, "state": "read", "lines": [["预算", 10.0, 30.0, 50.0, 10.0, []]]}
    pages = [text, *({**page, "state": state, "lines": []} for state in ["scanned"] * 200 + ["broken"])]
    source = scan._source(pages, b"", "a.pdf", "a.pdf", "", "pdf")
    assert source.text == "预算\n"
    assert source.warnings == (
        "a.pdf has 201 pages that are scanned images, more than the limit of 200 for OCR: split it and load the parts. "
        "The other pages were read.",
    )


@pytest.mark.skipif(os.name != "posix", reason="an account without a home")
def test_an_account_without_a_home_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/somebody")
    assert scan._cache() == "/somebody/.cache/policy-kg/ocr"
    monkeypatch.setenv("XDG_CACHE_HOME", "no/absolute/path")
    assert scan._cache() == "/somebody/.cache/policy-kg/ocr"
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)
    assert scan._cache() is None


# ---- with it


@NEEDS
@pytest.mark.ocr
def test_the_networks_tell_nobody_that_they_run(tmp_path: Path) -> None:
    code = "from loaders.formats.scans import recogniser; recogniser._network(recogniser.MODELS[1])"
    # Where tests of its own or a CI run, ONNX Runtime tells nothing anyway.
    others = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "CI", "GITHUB_"))}
    places = dict.fromkeys(("HOME", "LOCALAPPDATA", "XDG_CACHE_HOME"), str(tmp_path))
    subprocess.run([sys.executable, "-c", code], env=others | places, check=True, cwd=ROOT)
    assert list(tmp_path.iterdir()) == []


@NEEDS
@pytest.mark.ocr
@pytest.mark.slow
@pytest.mark.parametrize(
    "how", [{}, {"dpi": 150}, {"skew": 1.0, "jpeg": 60, "stamp": True}], ids=["200 dpi", "150 dpi", "aslant, stamped"]
)
def test_a_scan_has_the_facts_of_the_text(how: dict[str, float]) -> None:
    wanted = facts(read(printed()))
    assert wanted[0] == NUMBERS and len(wanted[1]) == 5
    source = read(scans.pdf(scans.pictures(printed(), **how)))
    assert facts(source) == wanted
    assert "通知.pdf: 1 of 1 page was read by OCR" in source.warnings[0]


@NEEDS
@pytest.mark.ocr
@pytest.mark.slow
def test_pages_are_read_as_each_is_in_a_mixed_document_and_say_where_they_were_read() -> None:
    import pypdfium2

    whole, part = pypdfium2.PdfDocument(printed()), pypdfium2.PdfDocument(scans.pdf(scans.pictures(printed())))
    whole.import_pages(part)
    out = io.BytesIO()
    whole.save(out)
    source = read(out.getvalue())
    brackets = str.maketrans("（）〔〕", "()[]")
    first, second = (source.text[page.start : page.end].translate(brackets) for page in source.pages)
    assert first.split() == second.split()
    assert {one.page for one in source.recognised} == {2}
    assert all(len(one.confidence) == one.end - one.start for one in source.recognised)
    told = "".join(source.text[one.start : one.end] for one in source.recognised).translate(brackets)
    assert "".join(told.split()) == "".join(second.split())
    title = source.recognised[0]
    left, top, right, bottom = title.box
    assert abs(left + right - 1000) < 30 and 100 < top < bottom < 170
    assert min(title.confidence) >= SURE


@NEEDS
@pytest.mark.ocr
@pytest.mark.slow
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_its_head_is_turned(turn: int) -> None:
    (picture,) = scans.pictures(printed())
    assert facts(read(scans.file(picture.rotate(turn, expand=True)), "通知.png")) == facts(read(printed()))


@NEEDS
@pytest.mark.ocr
@pytest.mark.slow
def test_the_same_bytes_give_the_same_words_and_places_without_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, where sockets can be refused, and in the readers' sandbox, without what was kept."""
    pytest.importorskip("cv2")
    from loaders.formats.scans import scanned_pages

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    data = scans.pdf(scans.pictures(printed()))
    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "create_connection", refused)
    asked = [json.dumps({"pages": [0], "cache": f"/nonexistent/{n}"}).encode() + b"\n" + data for n in range(2)]
    here = [json.loads(json.dumps(scanned_pages.parse(one))) for one in asked]
    monkeypatch.undo()
    there, _ = scan._read(data, "a.pdf", [0])
    assert here[0] == here[1] == [there[0]]


@NEEDS
@pytest.mark.ocr
def test_what_was_read_of_a_picture_is_kept_by_its_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    blank = scans.file(Image.new("L", (400, 300), 255))
    with pytest.raises(UnreadableFile, match=r"^a.png is empty: no page of it holds any text\.$"):
        read(blank, "a.png")
    (kept,) = (tmp_path / "policy-kg" / "ocr").iterdir()
    # What is kept is what is told: no network is asked again.
    told = kept.read_text("utf-8").replace(
        '"signs": []', '"signs": [["预", 10, 30, 50, 20, 0.99], ["算", 30, 50, 50, 20, 0.5]]'
    )
    kept.write_text(told, "utf-8")
    source = read(blank, "a.png")
    assert source.text == "预算\n" and source.format == "image"
    assert source.warnings == ("a.png: 1 of 1 page was read by OCR; 1 word is unsure: see page 1.",)
    assert source.recognised[0].confidence == (99, 50)


@NEEDS
@pytest.mark.ocr
@pytest.mark.parametrize(
    "left", ["", "[]", "{}", "null", '{"signs": [[1]]}', '{"size": ["a", "b"], "signs": [[5, 1, 1, 1, 1, 1]]}']
)
def test_what_is_kept_in_another_form_is_read_again(left: str, tmp_path: Path) -> None:
    from PIL import Image

    from loaders.formats.scans import scanned_pages

    data = b'{"pages": [0], "cache": %s}\n' + scans.file(Image.new("L", (400, 300), 255))
    cache = b'"%s"' % tmp_path.as_posix().encode()
    first = scanned_pages.parse(data.replace(b"%s", cache, 1))
    (kept,) = tmp_path.iterdir()
    whole = kept.read_text("utf-8")
    kept.write_text(left, "utf-8")
    assert scanned_pages.parse(data.replace(b"%s", cache, 1)) == first
    assert kept.read_text("utf-8") == whole
    assert scanned_pages.parse(data.replace(b"%s", b"null", 1)) == first


def in_word(*pictures: tuple[bytes, float]) -> bytes:
    """A Word document of a paragraph before each of these pictures, so many centimetres wide, and one at the end."""
    import docx

    made, out = docx.Document(), io.BytesIO()
    for number, (picture, wide) in enumerate(pictures):
        made.add_paragraph(f"第{number + 1}段。")
        made.add_picture(io.BytesIO(picture), docx.shared.Cm(wide))
    made.add_paragraph("最后一段。")
    made.save(out)
    return out.getvalue()


@pytest.mark.usefixtures("without_ocr")
def test_pictures_in_a_text_are_named_without_the_extra() -> None:
    (picture,) = scans.pictures(printed(), dpi=20)
    assert read(in_word((scans.file(picture), 4)), "a.docx").warnings == ()
    assert read(in_word((scans.file(picture), 15)), "a.docx").warnings == (
        "a.docx: 1 picture in it may hold words, which were not read: run pip install 'policy-kg[ocr]' and load it again.",
    )


@NEEDS
@pytest.mark.ocr
@pytest.mark.slow
def test_a_page_that_was_pasted_into_a_text_is_read_in_its_place() -> None:
    (picture,) = scans.pictures(printed())
    page, seal = scans.file(picture), scans.file(picture.resize((300, 300)))
    source = read(in_word((page, 15.0), (seal, 4.0), (scans.file(picture, "JPEG")[:5000], 12.0)), "a.docx")
    assert facts(source) == facts(read(printed()))
    words = source.text.split("\n")
    assert (
        words[0] == "第1段。"
        and words[1].startswith("清河市卫生健康局")
        and words[-4:] == ["第2段。", "第3段。", "最后一段。", ""]
    )
    (place,) = source.pages
    assert source.text[place.start : place.end].startswith(words[1]) and place.label == "第1幅图（OCR）"
    assert source.text[: place.end].endswith("439218人。\n")
    assert {one.page for one in source.recognised} == {1}
    assert source.warnings[0].startswith("a.docx: 1 of 2 pictures in it was read by OCR, with ")


def test_pages_that_make_their_reader_stop_take_no_others_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "find_spec", lambda name: name)
    page = {"width": 100.0, "height": 100.0, "tables": []}
    sign = [10.0, 20.0, 50.0, 10.0, 1.0]
    told = {**page, "state": "read", "ocr": True, "lines": [["预", 10.0, 20.0, 50.0, 10.0, [sign]]]}
    asked = []

    def run(module: str, data: bytes, name: str, **_: float) -> object:
        asked.append(json.loads(data.partition(b"\n")[0])["pages"])
        if 5 in asked[-1]:
            raise UnreadableFile(f"{name} took too long.")
        return [told] * len(asked[-1])

    monkeypatch.setattr(scan.sandbox, "run", run)
    scanned = {**page, "state": "scanned", "lines": []}
    source = scan._source([scanned] * 10, b"", "a.pdf", "a.pdf", "", "pdf")
    assert asked == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert [one.page for one in source.recognised] == [1, 2, 3, 4, 9, 10]
    assert source.warnings[-1] == "a.pdf took too long. The other pages were read."


def test_a_page_without_an_unsure_word_says_so() -> None:
    page = {"width": 100.0, "height": 100.0, "state": "read", "tables": [], "ocr": True}
    sign = [10.0, 20.0, 50.0, 10.0, 1.0]
    pages = [{**page, "lines": [["预", 10.0, 20.0, 50.0, 10.0, [sign]]]}, {**page, "state": "empty", "lines": []}]
    source = fixed_layout.source(pages, path="a.png", name="a.png", sha256="", form="image")
    assert source.warnings == (
        "a.png: 2 of 2 pages were read by OCR; no word is unsure.",
        "a.png: OCR finds no word on page 2; compare it with the file.",
    )


def test_pages_with_a_text_layer_are_never_read_by_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "available", lambda: True)
    monkeypatch.setattr(scan, "_read", None)
    assert scan.of_pdf(printed(), "a.pdf", "a.pdf", "").recognised == ()


def ofd(picture: bytes, *sheets: printed_pages.Sheet) -> bytes:
    """An OFD of these pages, of which those that are an image show this one."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    places = (f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(sheets)))
    more: dict[str, str | bytes] = {
        "Doc_0/Document.xml": (
            f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            f"<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData><ofd:Pages>{''.join(places)}</ofd:Pages></ofd:Document>"
        ),
        "Doc_0/DocumentRes.xml": (
            f'<ofd:Res {space} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="9" Type="Image">'
            "<ofd:MediaFile>a</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
        ),
        "Doc_0/Res/a": picture,
    }
    return printed_pages.ofd(sheets, **more)


IMAGE = printed_pages.Sheet(image=True)


@NEEDS
@pytest.mark.ocr
@pytest.mark.slow
@pytest.mark.parametrize("form", ["JPEG", "BMP", "GIF"])
def test_pages_of_an_ofd_that_are_images_are_read(form: str) -> None:
    (picture,) = scans.pictures(printed())
    assert facts(read(ofd(scans.file(picture, form), IMAGE), "通知.ofd")) == facts(read(printed()))


@NEEDS
@pytest.mark.ocr
@pytest.mark.parametrize("picture", [b"\x97JB2\r\n\x1a\n" + bytes(50), b"\xff\xd8\xff" * 40, b""])
def test_an_image_that_cannot_be_read_takes_no_other_page_of_an_ofd_along(picture: bytes) -> None:
    setter = Typesetter()
    setter.paragraph(SAID[1])
    said = (
        "通知.ofd: page 2 holds an image of a format that cannot be read; open the file in the program that it is made for, "
        "print it to a PDF and load that."
    )
    source = read(ofd(picture, *setter.sheets, IMAGE), "通知.ofd")
    assert source.text == f"{SAID[1]}\n" and source.warnings == (f"{said} The other pages were read.",)
    with pytest.raises(UnreadableFile) as error:
        read(ofd(picture, IMAGE), "通知.ofd")
    assert str(error.value) == said.replace("page 2", "page 1")


def outlines(dpi: int = 400) -> list[list[tuple[float, float]]]:
    """The outlines of the printed page's characters, in points from its upper left corner; what is inside another goes round the other way."""
    cv2 = pytest.importorskip("cv2")
    import numpy as np

    (picture,) = scans.pictures(printed(), dpi=dpi)
    inked = (np.asarray(picture) < 128).astype(np.uint8)
    found, _ = cv2.findContours(inked, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return [[(float(x) * 72 / dpi, float(y) * 72 / dpi) for x, y in one[:, 0]] for one in found if len(one) > 4]


def drawn_in_ofd() -> bytes:
    said = []
    for outline in outlines():
        places = [f"{x * 25.4 / 72:.3f} {y * 25.4 / 72:.3f}" for x, y in outline]
        curves = (f"Q {' '.join(places[at : at + 2])}" for at in range(1, len(places) - 1, 2))
        said.append(f"M {places[0]} {' '.join(curves)} C")
    path = (
        '<ofd:PathObject Boundary="0 0 210 297" Fill="true" Stroke="false"><ofd:FillColor Value="30 30 30"/>'
        f"<ofd:AbbreviatedData>{' '.join(said)}</ofd:AbbreviatedData></ofd:PathObject>"
    )
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    content = f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="1">{path}</ofd:Layer></ofd:Content></ofd:Page>'
    return printed_pages.ofd([printed_pages.Sheet()], **{"Doc_0/Pages/Page_0/Content.xml": content})


def drawn_in_pdf() -> bytes:
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(printed_pages.WIDTH, printed_pages.HEIGHT))
    path = page.beginPath()
    for outline in outlines():
        path.moveTo(outline[0][0], printed_pages.HEIGHT - outline[0][1])
        for a, b in zip(outline[1::2], outline[2::2], strict=False):
            path.curveTo(*(v for x, y in (a, a, b) for v in (x, printed_pages.HEIGHT - y)))
        path.close()
    page.drawPath(path, stroke=0, fill=1, fillMode=1)
    page.showPage()
    page.save()
    return out.getvalue()


@NEEDS
@pytest.mark.ocr
@pytest.mark.slow
@pytest.mark.parametrize("made", [drawn_in_ofd, drawn_in_pdf], ids=["ofd", "pdf"])
def test_words_that_are_drawn_as_shapes_are_read(made: Callable[[], bytes]) -> None:
    source = read(made(), "通知.bin")
    assert facts(source) == facts(read(printed()))
    assert " 1 of 1 page was read by OCR" in source.warnings[0]


@NEEDS
@pytest.mark.ocr
@pytest.mark.slow
def test_a_page_of_an_ofd_that_is_an_image_in_strips_is_read() -> None:
    (picture,) = scans.pictures(printed())
    half = picture.height // 2
    strips = [picture.crop((0, top, picture.width, top + half)) for top in (0, half)]
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    objects = (
        f'<ofd:ImageObject ID="{n}" Boundary="0 {n * 148.5} 210 148.5" CTM="210 0 0 148.5 0 0" ResourceID="{n}"/>'
        for n in range(2)
    )
    held = (
        f'<ofd:MultiMedia ID="{n}" Type="Image"><ofd:MediaFile>{n}</ofd:MediaFile></ofd:MultiMedia>' for n in range(2)
    )
    data = printed_pages.ofd(
        [printed_pages.Sheet()],
        **{
            "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
            '</ofd:PageArea><ofd:DocumentRes>Res.xml</ofd:DocumentRes></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/>'
            "</ofd:Pages></ofd:Document>",
            "Doc_0/Res.xml": f'<ofd:Res {space} BaseLoc="."><ofd:MultiMedias>{"".join(held)}</ofd:MultiMedias></ofd:Res>',
            "Doc_0/P.xml": f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="1">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>',
            **{f"Doc_0/{n}": scans.file(strip) for n, strip in enumerate(strips)},
        },
    )
    assert facts(read(data, "通知.ofd")) == facts(read(printed()))


def test_a_page_with_its_number_alone_beside_an_image_is_scanned() -> None:
    sheet = printed_pages.Sheet(texts=[printed_pages.Text(290, 805, 10, "— 3 —")], image=True)
    (page,) = printed_pages.laid_out([sheet])
    assert page["state"] == "scanned"
    (page,) = printed_pages.laid_out([printed_pages.Sheet(texts=sheet.texts)])
    assert page["state"] == "read"


@NEEDS
@pytest.mark.ocr
@pytest.mark.slow
def test_two_columns_of_a_scan_are_read_one_after_the_other() -> None:
    data = printed_pages.pdf([gazette_page.sheet()])
    wanted = read(data)
    source = read(scans.pdf(scans.pictures(data, skew=0.5)))
    assert facts(source) == facts(wanted) != ([], [])
    assert [line[:3] for line in source.text.splitlines()[1:]] == [said[:3] for said in gazette_page.SAID]
    right = next(one for one in source.recognised if source.text.startswith("不得截留", one.start))
    assert right.box[0] > 500


@NEEDS
@pytest.mark.ocr
@pytest.mark.slow
@pytest.mark.parametrize("how", [{"skew": 4.0}, {"light": 0.35}, {"seal": True}], ids=["aslant", "light", "sealed"])
def test_light_print_a_seal_and_a_page_that_lies_aslant(how: dict[str, float]) -> None:
    from PIL import Image

    (picture,) = scans.pictures(printed(), skew=how.get("skew", 0.0), stamp="seal" in how)
    if "light" in how:
        picture = picture.point(lambda shade: 255 - int((255 - shade) * how["light"]))
    if "seal" in how:
        picture = scans.stamped(picture.transpose(Image.Transpose.ROTATE_180)).transpose(Image.Transpose.ROTATE_180)
    assert facts(read(scans.file(picture), "通知.png")) == facts(read(printed()))


@pytest.mark.parametrize(
    ("words", "doubted", "count"),
    [
        ("清政发〔2023〕36号，合计：", "〔〕，：", 0),
        ("清政发〔2023〕36号，合计：", "6：", 1),
        ("3.50%，12-13", ".%-", 3),
        ("慰问金、校舍", "问、舍", 2),
        ("慰问，校", "问，校", 2),
    ],
)
def test_which_mark_it_is_makes_no_word_unsure(words: str, doubted: str, count: int) -> None:
    """Every page of a faint scan would be one to look at for its commas."""
    sure = tuple(60 if character in doubted else 99 for character in words)
    line = Recognised(4, 4 + len(words), 1, (0, 0, 900, 20), sure)
    assert line.unsure_words(f"前文。\n{words}") == count
    told = fixed_layout.read_by_ocr(f"前文。\n{words}", [line], "a.pdf", 1, 1)
    assert told.endswith("no word is unsure." if not count else "see page 1.")
