"""Crafted PDF files: stream bombs, loops, too many pages, and numbers that ask for gigabytes."""

from __future__ import annotations

import zlib
from functools import partial

from attacks import Attack, zlib_zeros

PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
SAID = b"BT /F1 12 Tf 72 720 Td (Budget 2024: 10 projects, 12.5 million) Tj ET"


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(data), extra) + data + b"\nendstream"


def pdf(objects: dict[int, bytes], trailer: bytes = b"", tail: bytes | None = None) -> bytes:
    """A PDF file of numbered objects; those that every file needs are there unless they are given."""
    given = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: PAGE,
        4: stream(SAID),
        5: FONT,
        **objects,
    }
    body = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, data in sorted(given.items()):
        places[number] = len(body)
        body += b"%d 0 obj\n" % number + data + b"\nendobj\n"
    start = len(body)
    size = max(given) + 1
    body += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        body += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(body + (end if tail is None else tail))


def content(data: bytes, extra: bytes = b"") -> bytes:
    return pdf({4: stream(data, extra)})


def packed(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return stream(data, b"/Filter [%s]" % (b"/FlateDecode " * times))


def pages(count: int, *, nested: bool = False) -> bytes:
    """So many pages: each an object of its own, or the same object again and again."""
    if nested:
        kids = b"3 0 R " * count
        return pdf({2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)})
    objects = {
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % n for n in range(10, count + 10)), count)
    }
    return pdf(objects | dict.fromkeys(range(10, count + 10), PAGE))


def tree_fan(depth: int) -> bytes:
    """Each node of the page tree holds the next one ten times: 10 ** depth pages."""
    objects = {2: b"<< /Type /Pages /Kids [10 0 R] /Count 1000000000 >>"}
    for n in range(10, 10 + depth):
        objects[n] = b"<< /Type /Pages /Parent 2 0 R /Kids [%s] /Count 10 >>" % (b"%d 0 R " % (n + 1) * 10)
    return pdf(objects | {10 + depth: PAGE})


def tree_deep(depth: int) -> bytes:
    objects = {2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>"}
    for n in range(10, 10 + depth):
        objects[n] = b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>" % (n - 1, n + 1)
    return pdf(objects | {10 + depth: PAGE})


def form_loop() -> bytes:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources << /XObject << /X 6 0 R >> >>"
    page = PAGE.replace(b"/Font", b"/XObject << /X 6 0 R >> /Font")
    return pdf({3: page, 4: stream(b"/X Do " + SAID), 6: stream(b"/X Do /X Do", form)})


def form_fan(depth: int) -> bytes:
    """Each form draws the next one ten times."""
    objects = {3: PAGE.replace(b"/Font", b"/XObject << /X 10 0 R >> /Font"), 4: stream(b"/X Do " + SAID)}
    for n in range(10, 10 + depth):
        resources = b"/Resources << /XObject << /X %d 0 R >> /Font << /F1 5 0 R >> >>" % (n + 1)
        objects[n] = stream(b"/X Do " * 10, b"/Type /XObject /Subtype /Form /BBox [0 0 100 100] " + resources)
    return pdf(objects | {10 + depth: stream(SAID, b"/Type /XObject /Subtype /Form /BBox [0 0 600 800]")})


def cmap(ranges: bytes, count: int = 1) -> bytes:
    body = b"begincmap\n" + (b"1 beginbfrange\n" + ranges + b"\nendbfrange\n") * count + b"endcmap"
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts ["
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) "
        b"/Supplement 2 >> /W [0 2000000000 500 1 [ 500 ]] >>] >>"
    )
    return pdf({4: stream(b"BT /F1 12 Tf 72 720 Td <00010002> Tj ET"), 5: font, 6: stream(body)})


def cross_references(words: bytes) -> bytes:
    """A cross-reference stream (PDF 1.5) in place of the table."""
    data = stream(zlib.compress(bytes(64)), b"/Type /XRef /Filter /FlateDecode /Root 1 0 R " + words)
    start = len(pdf({}, tail=b""))
    return pdf({}, tail=b"9 0 obj\n" + data + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start)


def table_loop() -> bytes:
    start = pdf({}).rpartition(b"startxref\n")[2].split()[0]
    return pdf({}, b"/Prev " + start)


def grid(lines: int) -> bytes:
    """So many ruled lines that a finder of tables meets their crossings."""
    across = b"".join(b"10 %.3f m 500 %.3f l S\n" % (n * 800 / lines, n * 800 / lines) for n in range(lines))
    down = b"".join(b"%.3f 10 m %.3f 800 l S\n" % (n * 500 / lines, n * 500 / lines) for n in range(lines))
    return pdf({4: packed(across + down + SAID)})


def letters(count: int, *, spread: bool) -> bytes:
    places = (b"%.2f %.2f Td (a) Tj " % ((n * 0.37) % 500, (n * 0.91) % 800) for n in range(count))
    body = b"".join(b"BT /F1 4 Tf " + p + b"ET " for p in places) if spread else b"BT /F1 9 Tf (a) Tj " * count
    return pdf({4: packed(body)})


PDFS = [
    Attack("stream.pdf", lambda: content(zlib_zeros(900), b"/Filter /FlateDecode"), ""),
    Attack("stream-blanks.pdf", lambda: pdf({4: packed(b" " * 300_000_000)}), None),
    Attack(
        "stream-twice.pdf",
        lambda: pdf({4: packed(zlib_zeros(900), 1).replace(b"[/Flate", b"[/FlateDecode /Flate")}),
        None,
    ),
    Attack("stream-letters.pdf", lambda: pdf({4: packed(b"BT /F1 9 Tf (" + b"a" * 60_000_000 + b") Tj ET")}), None),
    Attack("filters.pdf", lambda: pdf({4: packed(SAID, 200)}), None),
    Attack("long-hex.pdf", lambda: content(b"BT /F1 9 Tf <" + b"41" * 20_000_000 + b"> Tj ET"), None),
    Attack("pages-501.pdf", partial(pages, 501), "500"),
    Attack("pages.pdf", partial(pages, 100_000), "500"),
    Attack("pages-same.pdf", partial(pages, 2_000_000, nested=True), ""),
    Attack("tree-fan.pdf", partial(tree_fan, 9), None),
    Attack("tree-deep.pdf", partial(tree_deep, 50_000), ""),
    Attack("tree-loop.pdf", lambda: pdf({2: b"<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 3 >>"}), None),
    Attack(
        "tree-parent.pdf",
        lambda: pdf({3: PAGE.replace(b"/Parent 2", b"/Parent 3").replace(b"/MediaBox [0 0 595 842]", b"")}),
        None,
    ),
    Attack("count.pdf", lambda: pdf({2: b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"}), None),
    Attack("count-minus.pdf", lambda: pdf({2: b"<< /Type /Pages /Kids [3 0 R] /Count -5 >>"}), None),
    Attack("form-loop.pdf", form_loop, None),
    Attack("form-fan.pdf", partial(form_fan, 9), None),
    Attack("object-loop.pdf", lambda: pdf({4: b"4 0 R", 5: b"5 0 R"}), None),
    Attack("length-loop.pdf", lambda: pdf({4: b"<< /Length 4 0 R >>\nstream\n" + SAID + b"\nendstream"}), None),
    Attack("table-loop.pdf", table_loop, None),
    Attack("table-start.pdf", lambda: pdf({}, tail=b"startxref\n99999999999999999999\n%%EOF"), None),
    Attack("table-size.pdf", lambda: cross_references(b"/Size 2000000000 /W [8 8 8] /Index [0 2000000000]"), None),
    Attack("table-width.pdf", lambda: cross_references(b"/Size 9 /W [2000000000 1 -5]"), None),
    Attack("deep.pdf", lambda: pdf({5: b"[" * 2_000_000}), None),
    Attack("deep-content.pdf", lambda: content(b"[" * 2_000_000 + b"<<" * 500_000 + SAID), None),
    Attack("deep-save.pdf", lambda: content(b"q " * 3_000_000 + SAID), None),
    Attack("box.pdf", lambda: pdf({3: PAGE.replace(b"595 842", b"1e30 99999999999999999999")}), None),
    Attack("box-none.pdf", lambda: pdf({3: PAGE.replace(b"[0 0 595 842]", b"[0 0 0 0]")}), None),
    Attack("matrix.pdf", lambda: content(b"1e30 1e30 1e30 1e30 1e30 1e30 cm nan inf Td " + SAID), None),
    Attack("cmap.pdf", partial(cmap, b"<0000> <FFFFFFFF> <0000>"), None),
    Attack("cmap-many.pdf", partial(cmap, b"<0000> <FFFF> <4E00>", 20_000), None),
    Attack("cmap-long.pdf", partial(cmap, b"<0001> <FFFF> <" + b"4E00" * 30_000 + b">"), None),
    Attack("grid.pdf", partial(grid, 3_000), None),
    Attack("letters.pdf", partial(letters, 300_000, spread=True), None),
    Attack("letters-one-place.pdf", partial(letters, 300_000, spread=False), None),
    Attack(
        "encrypted.pdf",
        lambda: pdf({9: b"<< /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -4 >>"}, b"/Encrypt 9 0 R"),
        "",
    ),
    Attack("encrypted-odd.pdf", lambda: pdf({}, b"/Encrypt << /Filter /No /V 99 >>"), ""),
    Attack("head-only.pdf", lambda: b"%PDF-1.7\n", ""),
    Attack("rubbish.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4000, ""),
    Attack("cut.pdf", lambda: pdf({})[:300], None),
    Attack("objects.pdf", lambda: b"%PDF-1.7\n" + b"1 0 obj <<>> endobj\n" * 2_000_000, ""),
    Attack(
        "network.pdf",
        lambda: pdf({4: b"<< /Length 0 /F << /FS /URL /F (http://127.0.0.1:9/x) >> >>\nstream\n\nendstream"}),
        None,
    ),
]
