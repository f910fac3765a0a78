"""Plain text: find the encoding of the bytes, then the paragraphs of the text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from loaders.formats import typed_tables
from loaders.source import Block, Cell, Source, UnreadableFile
from loaders.text.paragraphs import trimmed

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TRIED = "UTF-8, UTF-16, GB18030, Big5"
_SAMPLE = 200_000
_LEAST_ROWS = 2  # of a table
_TAB, _ALIGNING = re.compile("\t"), re.compile("\t+")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# What ends a line besides: next line (of mainframes), line and paragraph separator (of Unicode, as editors on a Mac write them).
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_PRINTED_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def decode(data: bytes, name: str, hint: str | None = None) -> tuple[str, str]:
    """``data`` as text with ``\\n`` line ends, and the encoding that it is in.

    Order: byte order mark; UTF-16 by its NUL bytes; UTF-8; ``hint`` (what the page declares); GB18030; Big5 where the
    bytes are clearly not GB18030.  Raises UnreadableFile for binary data and for an encoding that is none of these.
    """
    text, encoding = _decoded(data, name, hint)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # A control character cannot be printed or stored in XML; a blank of the same length keeps every offset.
    text = _PRINTED_CONTROL.sub(" ", text)
    if not text.strip():
        raise UnreadableFile(f"{name} is empty: it holds nothing but blanks.")
    return text, encoding


def _decoded(data: bytes, name: str, hint: str | None) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise UnreadableFile(
                    f"{name} begins with the mark of {encoding.upper()} but is damaged at byte {error.start}: "
                    "save it again as UTF-8."
                ) from error
    wide = _utf16(data)
    if wide is not None:
        return wide
    if len(_CONTROLS.findall(data[:_SAMPLE])) > 0.005 * min(len(data), _SAMPLE) + 1:
        raise UnreadableFile(
            f"{name} looks like a binary file, not text: save the document as plain text (UTF-8) and load that."
        )
    if (plain := _strictly(data, "utf-8")) is not None:
        return plain, "utf-8"
    fitting = [(text, encoding) for encoding in ("gb18030", "big5") if (text := _strictly(data, encoding)) is not None]
    for text, encoding in fitting:
        if encoding == hint or (hint != "big5" and _everyday(text[:_SAMPLE], encoding)):
            return text, encoding
    if fitting:
        return fitting[0]
    raise UnreadableFile(f"{name} is in an unknown encoding (tried {_TRIED}): save it as UTF-8 and load that.")


def _utf16(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a mark: line ends, digits and blanks leave NUL bytes, all on one side of the pairs."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    if len(data) % 2 or not sample.count(0):
        return None
    left, right = sample[::2].count(0), sample[1::2].count(0)
    if left and right and min(left, right) * 20 > max(left, right):
        return None
    encoding = "utf-16-be" if left > right else "utf-16-le"
    if (text := _strictly(data, encoding)) is None:
        return None
    known = sum(1 for c in text[:_SAMPLE] if c.isascii() or "\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef")
    return (text, encoding) if known >= 0.9 * min(len(text), _SAMPLE) else None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _everyday(text: str, encoding: str) -> bool:
    """Whether the characters beyond ASCII are mostly those in everyday use.

    Big5 bytes nearly always decode as GB18030, but into rare characters; ordinary text of either encoding stays within
    the everyday half of its table (GB 2312; level 1 of Big5).
    """
    beyond = [c for c in text if not c.isascii()]
    if encoding == "gb18030":
        return len("".join(beyond).encode("gb2312", "ignore")) >= 2 * 0.75 * len(beyond)
    everyday = sum(1 for c in beyond if b"\xa1" <= c.encode("big5", "replace")[:1] <= b"\xc6")
    return everyday >= 0.95 * len(beyond)


def source(text: str, path: str, sha256: str, encoding: str) -> Source:
    """A plain text as a source: lines whose cells tabs part are a table, and so is one drawn with characters, every other line that is not blank a paragraph."""
    text = typed_tables.tabbed(_LINE_ENDS.sub("\n", text))
    return Source(path=path, sha256=sha256, text=text, encoding=encoding, format="txt", blocks=tuple(_blocks(text)))


def _blocks(text: str) -> Iterator[Block]:
    rows: list[tuple[int, int]] = []
    place = 0
    for line in text.split("\n"):
        start, place = place, place + len(line) + 1
        # A tab at the beginning alone indents, or stands for an empty cell, where no sentence follows.
        words = line.strip()
        if "\t" in (line if rows and not words.endswith("。") else words):
            rows.append((start, start + len(line)))
            continue
        if rows:
            yield from _table(text, rows)
            rows = []
        if words:
            start += line.index(words)
            yield Block("paragraph", start, start + len(words))
    yield from _table(text, rows)


def _table(text: str, rows: Sequence[tuple[int, int]]) -> Iterator[Block]:
    """The table of lines right below each other; one line alone is a paragraph."""
    if len(rows) < _LEAST_ROWS:
        yield from (Block("paragraph", *trimmed(text, *row)) for row in rows)
        return
    printed = [text[start:end] for start, end in rows]
    parting = _ALIGNING if _aligned(printed) else _TAB
    cells = []
    for number, ((start, end), row) in enumerate(zip(rows, printed, strict=True)):
        edges = [(0, 0), *(tab.span() for tab in parting.finditer(row)), (end - start, end - start)]
        for column, ((_, left), (right, _)) in enumerate(pairwise(edges)):
            if row[left:right].strip():
                cells.append(Cell(number, column, *trimmed(text, start + left, start + right)))
    yield Block("table", *trimmed(text, rows[0][0], rows[-1][1]), tuple(cells))


def _aligned(printed: Sequence[str]) -> bool:
    """Whether a hand set as many tabs as bring each cell below its title: each row has as many cells then, not as many tabs."""
    cells = {len(_ALIGNING.split(row.strip())) for row in printed}
    return len(cells) == 1 and len({row.count("\t") for row in printed}) > 1
