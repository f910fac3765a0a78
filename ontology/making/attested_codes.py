"""Makes ``ontology/authorities/attested_codes.tsv`` from a table of real document numbers with their issuers.

Usage: ``python -m ontology.making.attested_codes NUMBERS.tsv ontology/authorities/attested_codes.tsv``; the columns surface and issuer
are read.  A maintenance tool, not imported by the product.  Only facts are kept: the code, the body that issued all its numbers (blank
where they name several, or none), the first and the last year.  No title, no serial.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,14})[〔\[［（(﹝【]((?:19|20)\d\d)[〕\]］）)﹞】]第?0*\d+号")
_REMARK = re.compile(r"[(（][^()（）]*[)）]")
_NAME = re.compile(r"[\u4e00-\u9fff]{3,30}")
_NO_CODE = ("公告", "令", "通告", "通知")
HEADER = """\
# Agency codes of real documents with the body that issued them, made by ontology/making/attested_codes.py; do not edit by hand.
# body: blank where the documents name several bodies or none; since, until: the first and last year met. Source: see SOURCES.md.
code	body	since	until
"""


def numbers(source: Path) -> Iterator[tuple[str, str, int, str]]:
    """Code, body (blank where none is given), year and title of every number of the table that has a code and a plain year."""
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            match = _NUMBER.fullmatch(row["surface"].strip())
            if match and not match[1].endswith(_NO_CODE):
                body = _REMARK.sub("", row["issuer"] or "").strip().removesuffix("等")
                yield match[1], body if _NAME.fullmatch(body) else "", int(match[2]), row["title"] or ""


def main(source: Path, target: Path) -> None:
    """Write a row for each code."""
    bodies: dict[str, set[str]] = {}
    years: dict[str, list[int]] = {}
    for code, body, year, _ in numbers(source):
        bodies.setdefault(code, set()).add(body)
        years.setdefault(code, []).append(year)
    lines = []
    for code in sorted(bodies):
        named = bodies[code] - {""}
        body = next(iter(named)) if len(named) == 1 else ""
        lines.append(f"{code}\t{body}\t{min(years[code])}\t{max(years[code])}\n")
    target.write_text(HEADER + "".join(lines), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
