"""How long the audit of generated documents takes on one core: reading their text, and checking their figures.

``python -m benchmarks.audit [PROJECTS]``
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass

from benchmarks import generate
from kg.auditing.audit import audit
from loaders.extract import extract
from loaders.source import Source

PROJECTS = 10_000


@dataclass(frozen=True, slots=True)
class Audited:
    """``seconds`` to read and to check so many projects, and what came out by verdict."""

    projects: int
    reading: float
    checking: float
    verdicts: Counter[str]


def measure(projects: int = PROJECTS) -> Audited:
    """Audit generated documents one after the other."""
    reading = checking = 0.0
    verdicts: Counter[str] = Counter()
    for made in generate.documents(projects):
        begin = time.perf_counter()
        found = extract(Source(path=made.name, sha256="0" * 64, text=made.text, encoding="utf-8", format="txt"))
        middle = time.perf_counter()
        verdicts.update(check.verdict for check in audit(found))
        reading += middle - begin
        checking += time.perf_counter() - middle
    return Audited(projects, reading, checking, verdicts)


def main() -> None:
    """Print the measurement."""
    done = measure(int(sys.argv[1]) if len(sys.argv) > 1 else PROJECTS)
    print(
        f"{done.projects} projects: read in {done.reading:.1f} s, audited in {done.checking:.1f} s; {dict(done.verdicts)}"
    )


if __name__ == "__main__":
    main()
