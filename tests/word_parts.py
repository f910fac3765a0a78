"""Word documents made of raw XML parts, for what no library writes."""

from __future__ import annotations

import io
import zipfile

from loaders.formats.word import docx
from loaders.source import Source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wps="urn:wps" xmlns:wp="urn:wp"'
)
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def part(name: str, inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {NAMESPACES}>{inside}</w:{name}>'


def relations(of: dict[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{TYPES}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(of.items())
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def packed(body: str, *, strict: bool = False, main: str = "word/document.xml", **parts: str) -> bytes:
    """A document with this body; ``parts``: the content of numbering, styles, footnotes, endnotes."""
    files = {
        "[Content_Types].xml": _types(main, *parts),
        "_rels/.rels": relations({"officeDocument": main}),
        main: part("document", f"<w:body>{body}</w:body>"),
        main.replace("word/", "word/_rels/") + ".rels": relations({name: f"{name}.xml" for name in parts}),
        **{f"word/{name}.xml": part(name, inside) for name, inside in parts.items()},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            out.writestr(name, content.replace(W, STRICT) if strict else content)
    return stream.getvalue()


def _types(main: str, *parts: str) -> str:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    names = {main: f"{kind}.document.main+xml", **{f"word/{name}.xml": f"{kind}.{name}+xml" for name in parts}}
    rows = "".join(f'<Override PartName="/{name}" ContentType="{what}"/>' for name, what in names.items())
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{default}<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'


def source(body: str, *, strict: bool = False, **parts: str) -> Source:
    return docx.source(packed(body, strict=strict, **parts), "/a/a.docx", "a.docx", "0" * 64)


def text(body: str, *, strict: bool = False, **parts: str) -> str:
    return source(body, strict=strict, **parts).text.removesuffix("\n")


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(inside: str, properties: str = "") -> str:
    """A paragraph of runs, or of words where ``inside`` is no markup."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside if inside.startswith('<') else run(inside)}</w:p>"


def cell(inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside if inside.startswith('<') else paragraph(inside)}</w:tc>"


def table(*lines: str | list[str]) -> str:
    """A table of rows, each its XML or the words of its cells."""
    rows = [line if isinstance(line, str) else f"<w:tr>{''.join(map(cell, line))}</w:tr>" for line in lines]
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"
