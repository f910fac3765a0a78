"""How fast files become facts, on one core."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from loaders import extract
from loaders.rdf import triples


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read; ``extracting`` are the seconds from bytes to records, ``saying`` those from records to N-Quads."""

    documents: int
    size: int
    extracting: float
    saying: float
    projects: int
    yuan: Decimal
    cited: Counter[str]


def read(folder: Path, most: int | None = None) -> Reading:
    """Extract the first files of a folder; the first is read once before, so that no table is loaded while the clock runs."""
    files = sorted(folder.iterdir())[:most]
    triples.nquads(extract.read_and_extract(files[0]))
    extracting = saying = 0.0
    documents = projects = size = 0
    yuan = Decimal(0)
    cited: Counter[str] = Counter()
    for file in files:
        begin = time.perf_counter()
        extraction = extract.read_and_extract(file)
        extracted = time.perf_counter()
        triples.nquads(extraction)
        saying += time.perf_counter() - extracted
        extracting += extracted - begin
        documents += 1
        size += file.stat().st_size
        projects += len(extraction.projects)
        yuan += sum((project.amount or Decimal(0) for project in extraction.projects), Decimal(0))
        places = {(c.project, c.number) for c in extraction.citations if c.project is not None and c.number}
        cited.update(number for _, number in places if number)
    return Reading(documents, size, extracting, saying, projects, yuan, cited)
