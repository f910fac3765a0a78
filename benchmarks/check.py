"""How long the check and the lint of a whole store take on one core.

``python -m benchmarks.check STORE [PYSHACL_DOCUMENTS]``
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from kg import check
from kg.catalogue import Catalogue
from kg.linting import lint
from kg.store import Store

PROJECTS = 10_000
TARGET = 20.0  # seconds for so many projects, check


@dataclass(frozen=True, slots=True)
class Checked:
    """Seconds of one core to check a store and to examine its citations; what came out.

    ``reference`` is what pySHACL alone takes for the whole store, reckoned from a few documents; None where it was not measured.
    """

    projects: int
    checking: float
    linting: float
    severities: Counter[str]
    findings: int
    reference: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the target holds, reckoned for 10,000 projects where another number was measured."""
        return self.checking / max(1, self.projects) * PROJECTS < TARGET


def measure(store: Store, reference: int = 0) -> Checked:
    """Check and lint a store as ``kg check`` and ``kg lint`` do; ``reference`` documents also by pySHACL alone."""
    [(projects,)] = store.rows(
        "PREFIX pk: <https://w3id.org/policy-kg/ns#> SELECT (COUNT(*) AS ?n) { ?project a pk:BudgetProject }"
    )
    begin = time.process_time()
    severities = Counter(finding.severity for _, finding in check.findings(store))
    checked = time.process_time()
    findings = sum(1 for _ in lint.lint(store))
    linted = time.process_time()
    alone = None
    documents = [entry.document for entry in Catalogue.read(store).entries.values()]
    if reference and documents:
        sample = list(islice(documents, reference))
        for _ in check.findings(store, documents=sample, engine="pyshacl"):
            pass
        alone = (time.process_time() - linted) / len(sample) * len(documents)
    count = int(str(getattr(projects, "value", 0)))
    return Checked(count, checked - begin, linted - checked, severities, findings, alone)


def main() -> None:
    """Print the measurement."""
    with Store.open(sys.argv[1], read_only=True) as store:
        done = measure(store, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    print(
        f"{done.projects} projects: checked in {done.checking:.1f} s ({dict(done.severities) or 'nothing wrong'}), "
        f"linted in {done.linting:.1f} s ({done.findings} findings)"
        + (f"; pySHACL alone takes {done.reference:.0f} s" if done.reference else "")
    )


if __name__ == "__main__":
    main()
