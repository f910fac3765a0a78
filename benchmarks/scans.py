"""What OCR reads of scans: open documents drawn as a scanner gives them back, beside what their text layer says.

``python -m benchmarks.scans [--kind KIND] [--first PAGES] [--differences] [FILE …]`` measures the open documents beside the project (``../shared``) or
the files that are named; texts are set on pages first.  Needs pip install 'policy-kg[ocr,bench]'.  A page takes some seconds.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from rich.console import Console
from rich.table import Table

from loaders import extract, formats
from loaders.rdf import jsonl
from loaders.source import SURE, Source
from tests import printed_pages, scans

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
OPEN = ("corpus/*.txt", "data/pdf/*.pdf")
#: How a page is scanned: arguments of tests/scans.pictures.
KINDS: dict[str, dict[str, Any]] = {
    "200 dpi": {},
    "150 dpi": {"dpi": 150},
    "200 dpi, aslant, JPEG 60": {"skew": 1.0, "jpeg": 60},
    "150 dpi, aslant, JPEG 60": {"dpi": 150, "skew": 1.0, "jpeg": 60},
    "200 dpi, aslant, JPEG 60, stamped": {"skew": 1.0, "jpeg": 60, "stamp": True},
}
_SIZE = 14.0  # points of the type in which a text is set


@dataclass(slots=True)
class Score:
    """How many things the text says, the scan says, and both say; each as often as it is said."""

    text: Counter[str] = field(default_factory=Counter)
    scan: Counter[str] = field(default_factory=Counter)

    def add(self, text: Iterable[str], scan: Iterable[str]) -> None:
        self.text.update(text)
        self.scan.update(scan)

    @property
    def right(self) -> int:
        return (self.text & self.scan).total()

    @property
    def precision(self) -> float:
        return self.right / (self.scan.total() or 1)

    @property
    def recall(self) -> float:
        return self.right / (self.text.total() or 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / ((self.text.total() + self.scan.total()) or 1)


def printed(path: Path) -> list[printed_pages.Sheet]:
    """A text as pages."""
    setter = printed_pages.Typesetter(foot=lambda page: f"— {page} —", size=_SIZE)
    rows: list[list[str]] = []
    for line in [*formats.read(path).text.splitlines(), ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            wide = max(map(len, rows))
            setter.table([[*row, *[""] * (wide - len(row))] for row in rows], [1.0] * wide, size=9)
            rows = []
        if line.strip():
            setter.paragraph(line.strip())
    return setter.sheets


def drawn(sheets: Sequence[printed_pages.Sheet], dpi: int) -> list[Image.Image]:
    """The pages in a font of the mainland, as its printers have it; readers of PDF take one of Japan where a file embeds none."""
    asked = ["fc-match", "--format", "%{file}\t%{index}", "Noto Serif CJK SC"]
    file, index = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split("\t")
    scale = dpi / 72
    found = []
    for sheet in sheets:
        picture = Image.new("L", (round(printed_pages.WIDTH * scale), round(printed_pages.HEIGHT * scale)), 255)
        pen = ImageDraw.Draw(picture)
        for text in sheet.texts:
            x = text.x
            for character in text.text:
                wide = printed_pages.width(character, text.size)
                font = ImageFont.truetype(file, text.size * scale, int(index))
                room = min(1.0, wide * scale / font.getlength(character))  # the typesetter has half an em for a %
                font = ImageFont.truetype(file, text.size * scale * max(room, 0.6), int(index))
                pen.text((x * scale, text.y * scale), character, 0, font, "ls")
                x += wide + text.spread
        for rule in sheet.rules:
            pen.line([place * scale for place in rule], 0, max(1, dpi // 100))
        found.append(picture)
    return found


def part(pdf: bytes, pages: Iterable[int]) -> bytes:
    """These pages of a PDF (from 0), as far as it has them."""
    import pypdfium2

    whole, some, out = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument.new(), BytesIO()
    some.import_pages(whole, [page for page in pages if page < len(whole)])
    some.save(out)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Measured:
    """Some pages of a file, and what was read of their scan; how many they are, and in how many seconds it was read."""

    text: Source
    scan: Source
    pages: int
    seconds: float


def of_file(path: Path, kind: str, pages: range) -> Measured:
    """These pages (from 0) of a PDF, or of a text that is set on pages, and their scan of a kind of :data:`KINDS`."""
    how = KINDS[kind]
    dpi = how.get("dpi", 200)
    if path.suffix == ".pdf":
        document = part(path.read_bytes(), pages)
        pictures = scans.pictures(document, **how)
    else:
        sheets = printed(path)[pages.start : pages.stop]
        document = printed_pages.pdf(sheets)
        pictures = scans.scanned(drawn(sheets, dpi), **{name: value for name, value in how.items() if name != "dpi"})
    text, scanned = formats.read_bytes(document, Path("a.pdf")), scans.pdf(pictures, dpi)
    begin = time.perf_counter()
    scan = formats.read_bytes(scanned, Path("a.pdf"))
    return Measured(text, scan, len(pictures), time.perf_counter() - begin)


def said(source: Source) -> dict[str, list[str]]:
    """What a document says, by kind; figures in cells of tables apart, and of those the sure ones."""
    told: Any = jsonl.record(extract.extract(source))
    text = source.text
    found: dict[str, list[str]] = {
        "numbers": [one["number"] for one in told["citations"] if one["number"]],
        "projects": [str(one["name"]) for one in told["projects"]],
        "units": [str(unit) for one in told["projects"] for unit in one.get("implementing_units", ())],
        "amounts": [],
        "cells": [],
        "sure cells": [],
    }
    for one in told["money"]:
        line = text[text.rfind("\n", 0, one["start"]) + 1 : text.find("\n", one["end"])]
        if "\t" not in line:
            found["amounts"].append(str(one["yuan"]))
        else:
            found["cells"].append(str(one["yuan"]))
            if one.get("ocr_confidence", 100) >= SURE:
                found["sure cells"].append(str(one["yuan"]))
    return found


def differences(text: str, scan: str) -> Iterator[tuple[str, str, str]]:
    """What stands in one and not in the other, blanks aside, with some characters before it."""
    one, other = ("".join(words.split()) for words in (text, scan))
    for what, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what != "equal":
            yield one[max(0, a - 6) : a], one[a:b], other[c:d]


def main() -> int:
    """Print the scores of each kind of scan over all files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--kind", choices=KINDS, action="append")
    parser.add_argument("--first", type=int, default=8, help="pages of each file")
    parser.add_argument("--from", dest="start", type=int, default=0, help="pages of each file that are left out before")
    parser.add_argument("--differences", action="store_true")
    asked = parser.parse_args()
    files = asked.files or [path for pattern in OPEN for path in sorted(SHARED.glob(pattern))]
    if not files:
        print("The open data are not beside the project; nothing to measure.")
        return 0
    table = Table("scan", "pages", "s a page", "what", "printed", "read", "right", "P", "R", "F1")
    for kind in asked.kind or list(KINDS):
        scores: dict[str, Score] = {}
        pages, seconds = 0, 0.0
        for path in files:
            measured = of_file(path, kind, range(asked.start, asked.start + asked.first))
            seconds += measured.seconds
            pages += measured.pages
            text, scan = said(measured.text), said(measured.scan)
            for what, things in text.items():
                scores.setdefault(what, Score()).add(things, scan[what])
                if asked.differences and what != "sure cells":
                    one, other = Counter(things), Counter(scan[what])
                    for sign, left in (("missed", one - other), ("false", other - one)):
                        if left:
                            print(f"{kind} {path.stem[:20]} {what} {sign}: {' | '.join(left.elements())[:600]}")
            if asked.differences:
                for before, is_, was in differences(measured.text.text, measured.scan.text):
                    print(f"{kind} {path.stem[:20]}: …{before}[{is_} -> {was}]")
            sys.stdout.flush()
        for what, score in scores.items():
            row = (score.text.total(), score.scan.total(), score.right)
            shares = (score.precision, score.recall, score.f1)
            table.add_row(
                kind, str(pages), f"{seconds / pages:.1f}", what, *map(str, row), *(f"{one:.3f}" for one in shares)
            )
    Console(width=140).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
