"""How long `kg check` and `kg audit` of a whole store take.

``python -m benchmarks.check STORE [PYSHACL_DOCUMENTS]``
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.process import alone
from kg.checking import check
from kg.stores.catalogue import Catalogue
from kg.stores.opening import open_store
from kg.stores.store import Store
from loaders.formats.containers.operating_system import cores

PROJECTS = 10_000
TARGET = 20.0  # seconds for so many projects, each of the two
ONE_CORE = 60.0  # seconds of all cores together that the audit of so many may take
#: More projects are not checked: the targets are for so many.
CHECKED_UP_TO = PROJECTS
# So many documents tell how long pySHACL alone takes for all.
REFERENCE = 10


@dataclass(frozen=True, slots=True)
class Checked:
    """Seconds (and those of the processor) of `kg check` without the start of Python; what it found, by severity.

    ``reference`` is what pySHACL alone takes for the whole store in seconds of the processor, reckoned from a few documents;
    None where it was not measured.
    """

    whole: float
    processor: float
    severities: dict[str, int]
    reference: float | None = None


@dataclass(frozen=True, slots=True)
class Audited:
    """Seconds of `kg audit` as a whole command by its ``jobs`` processes, and those of all cores; its last line."""

    whole: float
    processor: float
    jobs: int
    said: str


def checked(path: Path, reference: int = 0) -> Checked:
    """Check a store as ``kg check`` does; ``reference`` documents also by pySHACL alone."""
    with open_store(path, read_only=True) as store:
        begin, used = time.perf_counter(), time.process_time()
        severities = Counter(finding.severity for _, finding in check.findings(store))
        whole, processor = time.perf_counter() - begin, time.process_time() - used
        documents = [entry.document for entry in Catalogue.read(store).entries.values()]
        sample = list(islice(documents, reference))
        alone = None
        if sample:
            spent = [_by_pyshacl(store, some) for some in (sample[:1], sample)]
            # What is derived is read once, whatever the number of documents.
            a_document = (spent[1] - spent[0]) / max(1, len(sample) - 1)
            alone = spent[0] + a_document * (len(documents) - 1)
    return Checked(whole, processor, dict(severities), alone)


def _by_pyshacl(store: Store, documents: list[str]) -> float:
    begin = time.process_time()
    for _ in check.findings(store, documents=documents, engine="pyshacl"):
        pass
    return time.process_time() - begin


def audited(path: Path) -> Audited:
    """Run ``kg audit``; exit status 1 says that something is wrong in the documents.

    :raises RuntimeError: it failed otherwise.
    """
    command = [sys.executable, "-c", "from kg.cli import main; main()", "--store", str(path), "audit"]
    begin, before = time.perf_counter(), os.times()
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", env={**os.environ, "KG_LANG": "en", "PYTHONUTF8": "1"}
    )
    whole, after = time.perf_counter() - begin, os.times()
    said = next((line for line in reversed(done.stdout.splitlines()) if line.startswith("Checks: ")), None)
    if done.returncode not in (0, 1) or said is None:
        raise RuntimeError(f"kg audit: exit status {done.returncode}: {done.stderr[-2000:]}")
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Audited(whole, processor, cores(), said.removeprefix("Checks: "))


def main() -> None:
    """Print the measurement."""
    path, reference = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    one, other = alone(checked, path, reference).result, audited(path)
    print(
        f"checked in {one.whole:.1f} s, {one.processor:.1f} s of the processor ({one.severities or 'nothing wrong'})"
        + (f"; pySHACL alone takes {one.reference:.0f} s" if one.reference else "")
    )
    print(
        f"audited in {other.whole:.1f} s by {other.jobs} processes, {other.processor:.1f} s of processors: {other.said}"
    )


if __name__ == "__main__":
    # Imported again by the measured process, which must find its functions under their own name.
    from benchmarks.check import main as run

    run()
