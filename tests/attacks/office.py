"""Crafted Word, Excel and OFD files: bombs in parts, entities, spans, references and loops."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain

from attacks import Attack
from attacks.zips import Member, member, zeros, zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
O = "http://www.ofdspec.org/2016"  # noqa: E741
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
}
_WORKBOOK = (
    f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="预算" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_XLSX_PARTS = {
    "xl/workbook.xml": _WORKBOOK,
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{R}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{R}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    ),
}
_OFD_PARTS = {
    "OFD.xml": (
        f'<ofd:OFD xmlns:ofd="{O}" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>'
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    ),
    "Doc_0/Document.xml": (
        f'<ofd:Document xmlns:ofd="{O}"><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>'
        '0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" '
        'BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
    ),
}


def package(form: str, parts: dict[str, str | bytes], *more: Member) -> bytes:
    """An Office file: the given parts and those that every file of the format has."""
    main, kind = _MAIN[form]
    given: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
            f'"application/xml"/><Override PartName="/{main}" ContentType="{kind}"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{R}/officeDocument" Target="{main}"/>'
            "</Relationships>"
        ),
        **(_XLSX_PARTS if form == "xlsx" else {}),
        **parts,
    }
    return zipped(*(member(name, _bytes(part)) for name, part in given.items()), *more)


def _bytes(part: str | bytes) -> bytes:
    return part.encode() if isinstance(part, str) else part


def docx(body: str, *more: Member, before: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    document = (
        f'<?xml version="1.0"?>{before}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'
    )
    return package("docx", {"word/document.xml": document, **(parts or {})}, *more)


def xlsx(
    rows: str, *more: Member, before: str = "", after: str = "", parts: dict[str, str | bytes] | None = None
) -> bytes:
    sheet = f'<?xml version="1.0"?>{before}<worksheet xmlns="{S}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return package("xlsx", {"xl/worksheets/sheet1.xml": sheet, **(parts or {})}, *more)


def ofd(layer: str, *more: Member, before: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    page = (
        f'<?xml version="1.0"?>{before}<ofd:Page xmlns:ofd="{O}"><ofd:Content><ofd:Layer ID="2">{layer}</ofd:Layer>'
        "</ofd:Content></ofd:Page>"
    )
    given = {**_OFD_PARTS, "Doc_0/Pages/Page_0/Content.xml": page, **(parts or {})}
    return zipped(*(member(name, _bytes(part)) for name, part in given.items()), *more)


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def cell(words: str, place: str = "A1") -> str:
    return f'<row r="1"><c r="{place}" t="inlineStr"><is><t>{words}</t></is></c></row>'


def text_object(words: str, attributes: str = "") -> str:
    return (
        '<ofd:TextObject ID="3" Boundary="10 10 180 10" Font="1" Size="4">'
        f'<ofd:TextCode X="0" Y="4" {attributes}>{words}</ofd:TextCode></ofd:TextObject>'
    )


MAKERS: dict[str, tuple[Callable[..., bytes], Callable[[str], str]]] = {
    "docx": (docx, paragraph),
    "xlsx": (xlsx, cell),
    "ofd": (ofd, text_object),
}
LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
ATTRIBUTES = " ".join(f"a{n}='1'" for n in range(300_000))
DOCTYPES = {
    "entity-bomb": f'<!DOCTYPE x [<!ENTITY e0 "笑">{LAUGHS}]>',
    "xxe-file": '<!DOCTYPE x [<!ENTITY e9 SYSTEM "secret.txt">]>',
    "xxe-parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "secret.txt"> %p; <!ENTITY e9 "x">]>',
    "xxe-network": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY e9 "x">]>',
}


def shared(form: str) -> list[Attack]:
    """The attacks on the package and its XML that are the same for each format."""
    make, said = MAKERS[form]
    body = said("村医补助10万元")
    main = {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml", "ofd": "Doc_0/Pages/Page_0/Content.xml"}[
        form
    ]

    def utf16() -> bytes:
        markup = f'<?xml version="1.0" encoding="UTF-16"?>{DOCTYPES["xxe-file"]}<x>&e9;</x>'
        return make(body, parts={main: markup.encode("utf-16")})

    def utf7() -> bytes:
        markup = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>'
        return make(body, parts={main: markup})

    found = [
        Attack(f"{name}.{form}", partial(make, said("&e9;"), before=doctype), "document type|damaged")
        for name, doctype in DOCTYPES.items()
    ]
    return [
        *found,
        Attack(f"xxe-utf16.{form}", utf16, "document type|damaged"),
        Attack(f"utf7.{form}", utf7, ""),
        Attack(f"bomb-main.{form}", lambda: make(body, zeros(main, 900)), "64 MB"),
        Attack(
            f"bomb-aside.{form}", lambda: make(body, zeros("media/a.bin", 900)), "64 MB" if form == "xlsx" else None
        ),
        Attack(f"lying-size.{form}", lambda: make(body, zeros(main, 900, size=100)), ""),
        Attack(f"many-parts.{form}", lambda: make(body, *(member(f"p{n}.xml", b"<x/>") for n in range(3000))), "2,000"),
        Attack(f"wide.{form}", lambda: make(body * 700_000), None),
        Attack(f"deep.{form}", lambda: make("<x>" * 300_000 + "</x>" * 300_000), None),
        Attack(f"deep-open.{form}", lambda: make("<x>" * 1_000_000), ""),
        Attack(f"attributes.{form}", lambda: make(f"<x {ATTRIBUTES}/>" * 8), None),
        Attack(f"long-text.{form}", lambda: make(said("村" * 15_000_000)), None),
        Attack(f"no-main.{form}", lambda: make(body, parts={main: ""}), ""),
        Attack(f"cut-main.{form}", lambda: make(body, parts={main: "<x><y>"}), ""),
        Attack(f"cut.{form}", lambda: make(body)[:-30], "damaged"),
        Attack(f"password.{form}", lambda: make(body, member(main, b"x", flags=0x801)), "password"),
        Attack(f"not-text.{form}", lambda: make(body, parts={main: bytes(range(256)) * 100}), ""),
    ]


def table(cells: str) -> str:
    return f"<w:tbl>{cells}</w:tbl>"


def spanned(words: str, properties: str) -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(words)}</w:tc>"


def row(properties: str, cells: int = 1) -> str:
    return f"<w:tr>{spanned('a', properties) * cells}</w:tr>"


def numbered(levels: str, more: str = "") -> dict[str, str | bytes]:
    """A numbering part with one list of the given levels."""
    return {
        "word/numbering.xml": (
            f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{more}'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
        ),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{R}/numbering" Target="numbering.xml"/>'
            f'<Relationship Id="rId2" Type="{R}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId3" Type="{R}/image" TargetMode="External" Target="http://127.0.0.1:9/x.png"/>'
            "</Relationships>"
        ),
    }


def list_item(level: int = 0, style: str = "") -> str:
    numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    return f"<w:p><w:pPr>{style}{numbering}</w:pPr><w:r><w:t>项</w:t></w:r></w:p>"


def level(number: int, form: str, start: str, words: str = "第%1项") -> str:
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/></w:lvl>'


def style_loop() -> bytes:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:basedOn w:val="{b}"/><w:link w:val="{b}"/></w:style>'
        for a, b in ("AB", "BA")
    )
    parts = numbered(
        level(0, "decimal", "1"), '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="A"/></w:abstractNum>'
    )
    parts["word/styles.xml"] = f'<w:styles xmlns:w="{W}">{styles}</w:styles>'
    return docx(list_item(0, '<w:pStyle w:val="A"/>') * 9, parts=parts)


def boxes(depth: int) -> str:
    """Text boxes in text boxes, each with the copy for older programs that doubles what stands inside."""
    inner = paragraph("框")
    choice = '<mc:Choice xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">{}</mc:Choice>'
    for _ in range(depth):
        inner = f"<w:p><w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r></w:p>"
    return inner + choice.format("")


_FORMATS = ["decimal", "chineseCounting", "upperRoman", "lowerLetter", "ideographTraditional", "japaneseCounting"]
DOCX = [
    *shared("docx"),
    Attack(
        "span.docx",
        lambda: docx(table(row('<w:gridSpan w:val="2000000000"/>', 50) * 500)),
        None,
    ),
    Attack("span-text.docx", lambda: docx(table(row('<w:gridSpan w:val="x"/>'))), None),
    Attack("span-minus.docx", lambda: docx(table(row('<w:gridSpan w:val="-5"/>'))), None),
    Attack(
        "grid-before.docx",
        lambda: docx(table(f'<w:tr><w:trPr><w:gridBefore w:val="2000000000"/></w:trPr>{spanned("a", "")}</w:tr>' * 9)),
        None,
    ),
    Attack("rows.docx", lambda: docx(table(row('<w:gridSpan w:val="63"/>', 63) * 4000)), ""),
    Attack("merged-down.docx", lambda: docx(table(row("<w:vMerge/>", 60) * 3000)), None),
    Attack("tables-deep.docx", lambda: docx("<w:tbl><w:tr><w:tc>" * 50_000 + "</w:tc></w:tr></w:tbl>" * 50_000), None),
    Attack("boxes-deep.docx", lambda: docx(boxes(10_000)), None),
    *(
        Attack(
            f"number-{form}.docx",
            lambda form=form: docx(list_item() * 200, parts=numbered(level(0, form, "2000000000"))),  # type: ignore[misc]
            None,
        )
        for form in _FORMATS
    ),
    Attack(
        "number-text.docx",
        lambda: docx(list_item() * 200, parts=numbered(level(0, "decimal", "x" * 9, "%9%0%a%" + "%1" * 100_000))),
        None,
    ),
    Attack(
        "number-level.docx",
        lambda: docx(list_item(10**9) * 9 + list_item(-1), parts=numbered(level(0, "decimal", "1"))),
        None,
    ),
    Attack("style-loop.docx", style_loop, None),
    Attack("spaces.docx", lambda: docx("<w:p>" + "<w:r><w:tab/><w:br/></w:r>" * 500_000 + "</w:p>"), None),
]


def strings() -> bytes:
    """A string of 30,000 characters that two hundred thousand cells refer to: 18 GB."""
    shared_strings = f'<sst xmlns="{S}"><si><t>{"村" * 30_000}</t></si></sst>'
    row = "".join('<c t="s"><v>0</v></c>' for _ in range(200))
    return xlsx(f"<row>{row}</row>" * 1000, parts={"xl/sharedStrings.xml": shared_strings})


def sheets(count: int) -> bytes:
    names = "".join(f'<sheet name="s{n}" sheetId="{n + 1}" r:id="rId1"/>' for n in range(count))
    row = "".join(f"<c><v>{n}</v></c>" for n in range(100))
    workbook = f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{names}</sheets></workbook>'
    return xlsx(f"<row>{row}</row>" * 400, parts={"xl/workbook.xml": workbook})


def merges(*ranges: str) -> str:
    merged = "".join(f'<mergeCell ref="{r}"/>' for r in ranges)
    return f"<mergeCells>{merged}</mergeCells>"


_NUMBERS = ["1e308", "-1e308", "1e999", "nan", "", "x", "1" * 5000, "2958466", "-1"]
XLSX = [
    *shared("xlsx"),
    Attack("far-cell.xlsx", lambda: xlsx(cell("远", "XFD1048576")), "column 16,384"),
    Attack("far-row.xlsx", lambda: xlsx('<row r="1048576"><c r="XFD1048576"/></row>'), None),
    Attack(
        "far-no-row.xlsx", lambda: xlsx('<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'), "16,384"
    ),
    Attack("beyond.xlsx", lambda: xlsx(cell("远", "ZZZZZ99999999999")), None),
    Attack("dimension.xlsx", lambda: xlsx(cell("a"), parts={}, after='<dimension ref="A1:XFD1048576"/>'), None),
    Attack("merge-all.xlsx", lambda: xlsx(cell("a"), after=merges("A1:XFD1048576", "A1:A1", "B2:A1", "x")), None),
    Attack("merge-many.xlsx", lambda: xlsx(cell("a"), after=merges(*(f"A{n}:ZZ{n}" for n in range(1, 200_000)))), None),
    Attack("strings.xlsx", strings, ""),
    Attack("sheets.xlsx", partial(sheets, 5000), ""),
    Attack("cells.xlsx", lambda: xlsx("".join(chain(("<row>", "<c><v>1</v></c>" * 100, "</row>") * 10_000))), None),
    Attack(
        "numbers.xlsx",
        lambda: xlsx(
            "".join(
                f'<row><c s="1"><v>{n}</v></c><c t="d"><v>{n}</v></c><c t="s"><v>{n}</v></c></row>' for n in _NUMBERS
            )
        ),
        None,
    ),
    Attack(
        "target.xlsx",
        lambda: xlsx(
            cell("a"),
            parts={
                "xl/_rels/workbook.xml.rels": (
                    f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{R}/worksheet" '
                    'Target="../../secret.txt"/></Relationships>'
                )
            },
        ),
        None,
    ),
]


def _document(pages: str, more: str = "") -> str:
    return (
        f'<ofd:Document xmlns:ofd="{O}"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>'
        f"</ofd:PageArea>{more}</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
    )


def _pages(count: int, place: str = "Pages/Page_0/Content.xml") -> dict[str, str | bytes]:
    return {"Doc_0/Document.xml": _document("".join(f'<ofd:Page ID="{n}" BaseLoc="{place}"/>' for n in range(count)))}


def template_loop() -> bytes:
    page = (
        f'<ofd:Page xmlns:ofd="{O}"><ofd:Template TemplateID="7"/><ofd:Content><ofd:Layer ID="2">{text_object("村")}'
        "</ofd:Layer></ofd:Content></ofd:Page>"
    )
    template = '<ofd:TemplatePage ID="7" BaseLoc="Pages/Page_0/Content.xml"/>'
    place = '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>'
    return ofd("", parts={"Doc_0/Pages/Page_0/Content.xml": page, "Doc_0/Document.xml": _document(place, template)})


OFD = [
    *shared("ofd"),
    Attack("delta.ofd", lambda: ofd(text_object("村医补助", 'DeltaX="g 2000000000 4"') * 9), None),
    Attack("delta-words.ofd", lambda: ofd(text_object("村医补助", 'DeltaX="g x 4 g -1 2 g" DeltaY="1e999 nan"')), None),
    Attack("places.ofd", lambda: ofd(text_object("村").replace("10 10 180 10", "1e300 nan inf x")), None),
    Attack("template-loop.ofd", template_loop, None),
    Attack("pages.ofd", lambda: ofd(text_object("村"), parts=_pages(100_000)), ""),
    Attack("page-outside.ofd", lambda: ofd("", parts=_pages(1, "../../../../secret.txt")), ""),
    Attack("page-absolute.ofd", lambda: ofd("", parts=_pages(1, "/etc/passwd")), ""),
    Attack(
        "root-outside.ofd",
        lambda: ofd("", parts={"OFD.xml": _OFD_PARTS["OFD.xml"].replace("Doc_0/Document", "../x")}),
        "",
    ),
    Attack("objects.ofd", lambda: ofd(text_object("村医补助") * 200_000), None),
    Attack("one-place.ofd", lambda: ofd(text_object("村" * 100_000) * 20), None),
    Attack(
        "lines.ofd",
        lambda: ofd(
            '<ofd:PathObject Boundary="0 0 1 1"><ofd:AbbreviatedData>M 0 0 L 1 1 </ofd:AbbreviatedData></ofd:PathObject>'
            * 200_000
        ),
        None,
    ),
]
