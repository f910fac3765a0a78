"""How long the audit of generated documents takes on one core, beside reading them, which any check has to do first.

``python -m benchmarks.audit [PROJECTS]``
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass

from benchmarks import generate
from kg.auditing.figures import audit
from kg.linting import lint
from kg.loading import unstored
from loaders.extract import extract
from loaders.records import Extraction
from loaders.source import Source

PROJECTS = 10_000
# So many tell how long all take; the audit of a whole store is measured beside it (benchmarks/check.py).
SAMPLE = 2_000
TARGET = 60.0  # seconds for the figures of so many projects, reading included


@dataclass(frozen=True, slots=True)
class Audited:
    """Seconds of one core to read so many projects, to check their figures, and to examine their citations; what came out."""

    projects: int
    reading: float
    checking: float
    examining: float
    verdicts: Counter[str]
    findings: int

    @property
    def whole(self) -> float:
        """Reading and checking the figures."""
        return self.reading + self.checking

    @property
    def holds(self) -> bool:
        """Whether the target holds, reckoned for 10,000 projects where another number was measured."""
        return self.whole / self.projects * PROJECTS < TARGET


def measure(projects: int = PROJECTS) -> Audited:
    """Audit generated documents as ``kg audit FOLDER`` does: their figures one after the other, then all citations."""
    reading = checking = 0.0
    verdicts: Counter[str] = Counter()
    read: list[Extraction] = []
    for number, made in enumerate(generate.documents(projects)):
        begin = time.process_time()
        found = extract(
            Source(path=made.name, sha256=f"{number:064x}"[::-1], text=made.text, encoding="utf-8", format="txt")
        )
        middle = time.process_time()
        verdicts.update(check.verdict for check in audit(found))
        reading += middle - begin
        checking += time.process_time() - middle
        read.append(found)
    begin = time.process_time()
    examined = lint.examiner(unstored.store(read))
    findings = sum(len(examined(one)) for one in read)
    return Audited(projects, reading, checking, time.process_time() - begin, verdicts, findings)


def main() -> None:
    """Print the measurement."""
    done = measure(int(sys.argv[1]) if len(sys.argv) > 1 else PROJECTS)
    print(
        f"{done.projects} projects: read in {done.reading:.1f} s, figures audited in {done.checking:.1f} s "
        f"({done.whole / done.reading:.2f} × reading alone), citations examined in {done.examining:.1f} s; "
        f"{dict(done.verdicts)}, {done.findings} findings on citations"
    )


if __name__ == "__main__":
    main()
