"""The pages of a fixed layout (PDF, OFD) become one text: noise left out, paragraphs joined, tables joined over pages.

The pages are what :func:`loaders.formats.pages.page_layout.page` gives for each.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from statistics import median
from typing import Any, Final

from loaders.formats.pages import line_breaks, misreadings, running_heads
from loaders.formats.pages.glyphs import ASCENT, Glyph, Line
from loaders.formats.pages.running_heads import PageLines
from loaders.formats.web.page_text import TextWriter
from loaders.source import BLANK, OCR_PAGE, Block, Page, PageImage, Recognised, Source, UnreadableFile

MAX_PAGES: Final = 500
_NAMED = 10  # pages that a message names one by one
_SAME = 0.02  # of a page's width: columns that agree
_LOW, _HIGH = 0.6, 0.35  # of a page's height: where a table that a page breaks ends and begins again
_SENTENCE_END = ("。", "；", "！", "？")
_CONTINUED = re.compile(r".{0,30}[（(]?续\s*表?[）)]?.{0,6}")

Pieces = list[tuple[int, str, tuple[Glyph, ...]]]
"""Characters with the index of the page that prints them, and where and how surely OCR read each that is no blank."""
Seen = list[tuple[int, int, tuple[Glyph, ...]]]
"""Where a line or a cell begins in the text, the index of its page, and its characters that OCR read."""


@dataclass(slots=True)
class _Table:
    """A table; each cell in pieces, for a row may be broken by a page.

    ``columns`` are parts of the page's width; ``page`` is where its last part stands, ``low`` whether it ends low on it,
    ``open_above`` and ``open_below`` whether no line closes its first and its last row.
    """

    columns: list[float]
    rows: list[list[Pieces]]
    merged: dict[tuple[int, int], tuple[int, int]]
    page: int
    low: bool
    open_above: bool
    open_below: bool


def source(pages: Sequence[Mapping[str, Any]], *, path: str, name: str, sha256: str, form: str) -> Source:
    """The pages as a source; pages that cannot be read are left out and named in its warnings.

    Raises UnreadableFile where no page can be read.
    """
    warnings = _unreadable(pages, name)
    writer = TextWriter()
    seen = write(pages, writer)
    marks = [(start, number) for start, number, _ in seen]
    text = writer.content()
    if not text.strip():
        raise UnreadableFile(f"{name} is empty: no page of it holds any text.")
    places = runs(marks, len(text), [label(n, bool(page.get("ocr"))) for n, page in enumerate(pages, 1)])
    text, found = misreadings.mended(text, tuple(recognised(text, seen, pages)))
    read = sum(1 for page in pages if page.get("ocr"))
    blocks = tuple(_on_page(block, marks) for block in writer.blocks())
    return Source(
        path=path,
        sha256=sha256,
        text=text,
        encoding="utf-8",
        format=form,
        blocks=blocks,
        pages=places,
        recognised=found,
        images=images(pages),
        warnings=(
            *warnings,
            *([read_by_ocr(text, found, name, read, len(pages))] if read else []),
            *_wordless(pages, name),
        ),
    )


def write(pages: Sequence[Mapping[str, Any]], writer: TextWriter) -> Seen:
    """Write the pages as paragraphs and tables, their noise left out; tells where each line and each cell begins."""
    lined = [_lined(page) for page in pages]
    noise = running_heads.left_out(lined)
    kept = [
        [line for index, line in enumerate(page.lines) if index not in out]
        for page, out in zip(lined, noise, strict=True)
    ]
    areas = [_area(pages, kept, columned) for columned in (False, True)]
    seen: Seen = []
    for element in _elements(pages, kept, areas):
        if isinstance(element, _Table):
            _write_table(element, writer, seen)
        else:
            for number, printed, signs in element:
                seen.append((writer.position, number, signs))
                writer.text(printed)
            writer.end_line()
    return seen


def _area(
    pages: Sequence[Mapping[str, Any]], kept: Sequence[Sequence[Line]], columned: bool
) -> line_breaks.TypeArea | None:
    """The type area of the lines that go over the whole page, or of those of two columns."""
    lines = [[line for line in page if line.columned == columned] for page in kept]
    widths = [page["width"] for page in pages if page["lines"]]
    if columned:
        widths = [line.x0 + line.x1 for page in lines for line in page]
    return line_breaks.column(lines, median(widths or [0.0]))


def label(number: int, ocr: bool = False) -> str:
    """What people call the page of this number, counted from 1 as a reader's window counts; and that OCR read it."""
    return f"第{number}页{OCR_PAGE}" if ocr else f"第{number}页"


def _unreadable(pages: Sequence[Mapping[str, Any]], name: str) -> tuple[str, ...]:
    scanned = [n for n, page in enumerate(pages, 1) if page["state"] == "scanned"]
    broken = [n for n, page in enumerate(pages, 1) if page["state"] == "broken"]
    unread = [n for n, page in enumerate(pages, 1) if page["state"] == "unread"]
    crowded = [n for n, page in enumerate(pages, 1) if page["state"] == "crowded"]
    read = any(page["state"] == "read" for page in pages)
    found = []
    if scanned:
        found.append(
            f"{name}: {_named(scanned)} {'has' if len(scanned) == 1 else 'have'} no text layer "
            f"({'a scanned image' if len(scanned) == 1 else 'scanned images'}); run pip install 'policy-kg[ocr]' and load it again."
        )
    if broken:
        found.append(
            f"{name}: {_named(broken)} {'has' if len(broken) == 1 else 'have'} a font whose map to characters is broken, so the text cannot be read; "
            "print the file to a new PDF from its source, or run pip install 'policy-kg[ocr]' and load it again."
        )
    if unread:
        found.append(
            f"{name}: {_named(unread)} {'holds' if len(unread) == 1 else 'hold'} an image of a format that cannot be read; "
            "open the file in the program that it is made for, print it to a PDF and load that."
        )
    if crowded:
        found.append(
            f"{name}: {_named(crowded)} {'shows' if len(crowded) == 1 else 'show'} more words or marks than OCR reads of a page; "
            "divide it into several pages and load them."
        )
    if found and not read:
        raise UnreadableFile(" ".join(found))
    return tuple(f"{sentence} The other pages were read." for sentence in found)


def _named(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    shown = ", ".join(map(str, numbers[:_NAMED]))
    rest = len(numbers) - _NAMED
    return f"pages {shown} and {rest} others" if rest > 0 else f"pages {shown}"


def _lined(page: Mapping[str, Any]) -> PageLines:
    first, last = page.get("columned", (0, 0))
    lines = tuple(
        Line(text, x0, x1, y, size, printed=_signs(signs), columned=first <= at < last)
        for at, (text, x0, x1, y, size, signs) in enumerate(page["lines"])
    )
    return PageLines(page["height"], lines, tuple((table["top"], table["bottom"]) for table in page["tables"]))


def _signs(signs: Sequence[Sequence[float]]) -> tuple[Glyph, ...]:
    return tuple(Glyph("", *sign) for sign in signs)


def recognised(text: str, seen: Seen, pages: Sequence[Mapping[str, Any]]) -> Iterator[Recognised]:
    """What OCR read, a line or a cell each, in the order of the text."""
    for start, number, signs in seen:
        if not signs:
            continue
        end, sure, waiting = start, list[int](), iter(signs)
        while len(sure) - sure.count(BLANK) < len(signs):
            sure.append(BLANK if text[end].isspace() else int(100 * (next(waiting).confidence or 0.0)))
            end += 1
        width, height = pages[number]["width"], pages[number]["height"]
        box = (
            min(sign.x0 for sign in signs) / width,
            min(sign.y - ASCENT * sign.size for sign in signs) / height,
            max(sign.x1 for sign in signs) / width,
            max(sign.y + (1 - ASCENT) * sign.size for sign in signs) / height,
        )
        begun = next(index for index, one in enumerate(sure) if one != BLANK)
        places = tuple(min(max(round(1000 * place), 0), 1000) for place in box)
        yield Recognised(start + begun, end, number + 1, places, tuple(sure[begun:]))


def _wordless(pages: Sequence[Mapping[str, Any]], name: str) -> Iterator[str]:
    """Which pages OCR looked at and found no word on: a photograph, or what it cannot read."""
    blank = [n for n, page in enumerate(pages, 1) if page.get("ocr") and not (page["lines"] or page["tables"])]
    if blank:
        yield f"{name}: OCR finds no word on {_named(blank)}; compare {'it' if len(blank) == 1 else 'them'} with the file."


def images(pages: Sequence[Mapping[str, Any]]) -> tuple[PageImage, ...]:
    """The images of the pages that OCR read."""
    return tuple(PageImage(number, page["image"]) for number, page in enumerate(pages, 1) if page.get("image"))


def read_by_ocr(text: str, found: Sequence[Recognised], name: str, read: int, pages: int) -> str:
    """The sentence how many pages of a file were read by OCR, and on which its words are unsure."""
    words = {page: sum(one.unsure_words(text) for one in held) for page, held in groupby(found, attrgetter("page"))}
    where = [page for page, count in words.items() if count]
    count = sum(words.values())
    if not count:
        return f"{name}: {read} of {pages} {'page' if pages == 1 else 'pages'} {'was' if read == 1 else 'were'} read by OCR; no word is unsure."
    return (
        f"{name}: {read} of {pages} {'page' if pages == 1 else 'pages'} {'was' if read == 1 else 'were'} read by OCR; "
        f"{count:,} {'word is' if count == 1 else 'words are'} unsure: see {_named(where)}."
    )


def pictures_by_ocr(text: str, found: Sequence[Recognised], name: str, read: int, pictures: int) -> str:
    """The sentence how many pictures in the text of a file were read by OCR, and how many of their words are unsure."""
    words = sum(one.unsure_words(text) for one in found)
    return (
        f"{name}: {read} of {pictures} {'picture' if pictures == 1 else 'pictures'} in it {'was' if read == 1 else 'were'} read by OCR, "
        f"with {words:,} unsure {'word' if words == 1 else 'words'}."
    )


def _elements(
    pages: Sequence[Mapping[str, Any]],
    kept: Sequence[Sequence[Line]],
    areas: Sequence[line_breaks.TypeArea | None],
) -> list[_Table | Pieces]:
    """Tables and paragraphs in the order of the pages."""
    found: list[_Table | Pieces] = []
    run: list[tuple[int, Line]] = []

    def end_run() -> None:
        by_page: list[list[Line]] = []
        numbers: list[int] = []
        for number, line in run:
            if not numbers or numbers[-1] != number:
                numbers.append(number)
                by_page.append([])
            by_page[-1].append(line)
        lines = iter([line for _, line in run])  # each is a piece of a paragraph
        for paragraph in line_breaks.paragraphs(by_page, areas[bool(run) and run[0][1].columned]):
            found.append([(numbers[index], printed, next(lines).printed) for index, printed in paragraph])
        run.clear()

    for number, page in enumerate(pages):
        waiting = sorted(page["tables"], key=lambda table: table["top"])
        for line in kept[number]:
            while waiting and waiting[0]["top"] < line.top:
                end_run()
                _add_table(found, waiting.pop(0), number, page)
            if run and run[-1][1].columned != line.columned:
                end_run()
            run.append((number, line))
        for table in waiting:
            end_run()
            _add_table(found, table, number, page)
    end_run()
    return found


def _add_table(found: list[_Table | Pieces], table: Mapping[str, Any], number: int, page: Mapping[str, Any]) -> None:
    rows: list[list[Pieces]] = [
        [[(number, cell, _signs(signs))] if cell else [] for cell, signs in zip(row, told, strict=True)]
        for row, told in zip(table["rows"], table["signs"], strict=True)
    ]
    columns = [place / page["width"] for place in table["columns"]]
    merged = {(row, column): (high, wide) for row, column, high, wide in table["merged"]}
    low = table["bottom"] > _LOW * page["height"]
    new = _Table(columns, rows, merged, number, low, table["open_above"], table["open_below"])
    told = len(found) > 1 and not isinstance(found[-1], _Table) and _CONTINUED.fullmatch(_joined(found[-1]))
    last = found[-2] if told else found[-1] if found else None
    if isinstance(last, _Table) and last.page == number - 1 and table.get("printed"):
        _fit(new, last.columns, [(a + b) / 2 / page["width"] for a, b in table["printed"]])
        rows = new.rows
    elif isinstance(last, _Table) and 0 < table.get("headed", 0) <= _repeated_head(last.rows, rows):
        new.columns = (
            last.columns if len(columns) == len(last.columns) else columns
        )  # words of other lengths make others
    if not (isinstance(last, _Table) and _goes_on(last, new, table["top"] < _HIGH * page["height"])):
        found.append(new)
        return
    if told:
        found.pop()
    again = _repeated_head(last.rows, rows)
    rows = rows[again:]
    # A line under a row closes it on one page at least; where both parts are open, one row is broken.
    if rows and (_is_rest(last.rows[-1], rows[0]) or (last.open_below and new.open_above)):
        for above, below in zip(last.rows[-1], rows[0], strict=True):
            for page_number, printed, signs in below:
                joint = line_breaks.joint(above[-1][1], printed) if above else ""
                above.append((page_number, joint + printed, signs))
        rows, again = rows[1:], again + 1
    shift = len(last.rows) - again
    last.merged |= {(row + shift, column): reach for (row, column), reach in merged.items() if row >= again}
    last.rows += rows
    last.page, last.low, last.open_below = number, new.low, new.open_below


def _fit(new: _Table, columns: list[float], middles: Sequence[float]) -> None:
    """Give a table without a head and without lines the columns of the one before, where each of its own stands in another one of these."""
    places = [bisect_right(columns, middle) - 1 for middle in middles]
    if len(places) == len(set(places)) and places[0] >= 0 and places[-1] < len(columns) - 1:
        empty: list[list[Pieces]] = [[[] for _ in columns[1:]] for _ in new.rows]
        for row, cells in zip(empty, new.rows, strict=True):
            for place, cell in zip(places, cells, strict=True):
                row[place] = cell
        new.columns, new.rows = columns, empty


def _goes_on(last: _Table, new: _Table, high: bool) -> bool:
    """Whether a table goes on in the one at the top of the next page; the same form filled in again does not."""
    if last.page != new.page - 1 or not (last.low and high) or not _agree(last.columns, new.columns):
        return False
    if last.open_below and new.open_above:
        return True
    head = _repeated_head(last.rows, new.rows)
    if head < min(len(last.rows), len(new.rows)) and _joined(last.rows[head][0]) != _joined(new.rows[head][0]):
        return True
    before, after = ({_joined(row[0]) for row in rows[head:] if row[0]} for rows in (last.rows, new.rows))
    same = {label for label in before & after if not label.isdecimal()}
    return not (len(same) >= 3 and 2 * len(same) >= len(after))


def _agree(left: Sequence[float], right: Sequence[float]) -> bool:
    """As many columns, each as wide; the whole may be moved sideways, as on left and right pages."""
    if len(left) != len(right):
        return False
    return all(abs((a - left[0]) - (b - right[0])) <= _SAME for a, b in zip(left, right, strict=True))


def _joined(pieces: Pieces) -> str:
    return "".join(printed for _, printed, _ in pieces)


def _printed(row: Sequence[Pieces]) -> list[str]:
    return [_joined(cell) for cell in row]


def _repeated_head(above: Sequence[Sequence[Pieces]], below: Sequence[Sequence[Pieces]]) -> int:
    """How many first rows of a table's next part repeat the table's head."""
    count = 0
    for first, again in zip(above, below, strict=False):
        if _printed(first) != _printed(again):
            break
        count += 1
    return count


def _is_rest(above: Sequence[Pieces], below: Sequence[Pieces]) -> bool:
    """Whether the first row of a next page is the rest of the row that the page broke.

    It has no first cell, and what it has goes on from words above: in a table of a label and its text always, in a wider one
    where those words end no sentence.
    """
    over, under = _printed(above), _printed(below)
    if under[0] or not over[0]:
        return False
    if len(under) == 2:
        return True
    filled = [index for index, printed in enumerate(under) if printed]
    return all(len(over[index]) >= 8 and not over[index].endswith(_SENTENCE_END) for index in filled)


def _write_table(table: _Table, writer: TextWriter, seen: Seen) -> None:
    rows = table.rows
    seen.append((writer.position, next(cell[0][0] for cell in rows[0] if cell), ()))
    writer.table([_printed(row) for row in rows], table.merged)
    cells = [cell for row in rows for cell in row]
    for place, pieces in zip(writer.blocks()[-1].cells, cells, strict=True):
        start = place.start
        for number, printed, signs in pieces:
            seen.append((start, number, signs))
            start += len(printed)


def runs(marks: Sequence[tuple[int, int]], length: int, labels: Sequence[str]) -> tuple[Page, ...]:
    """The runs of text by page; a page whose text is interrupted by another's has several."""
    places: list[Page] = []
    for index, (start, number) in enumerate(marks):
        end = marks[index + 1][0] if index + 1 < len(marks) else length
        if places and places[-1].label == labels[number]:
            places[-1] = replace(places[-1], end=end)
        elif end > start:
            places.append(Page(start, end, labels[number]))
    return tuple(places)


def _on_page(block: Block, marks: Sequence[tuple[int, int]]) -> Block:
    index = bisect_right(marks, block.start, key=lambda mark: mark[0]) - 1
    return replace(block, page=marks[max(index, 0)][1] + 1)
