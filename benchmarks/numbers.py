"""How many of the real document numbers beside the project the grammar reads: ``python -m benchmarks.numbers``."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from loaders.citations import numbers

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "document-numbers.tsv"


def main() -> int:
    """Print the cells in which a number is found, those that it fills whole, and the cells where it does not."""
    if not DATA.is_file():
        print("The open data are not beside the project; nothing to count.")
        return 0
    with DATA.open(encoding="utf-8", newline="") as file:
        cells = [row["surface"] for row in csv.DictReader(file, dialect="excel-tab", quoting=csv.QUOTE_NONE)]
    without, partly = [], []
    for cell in cells:
        found = numbers.find(cell)
        if not found:
            without.append(cell)
        elif numbers.parse(cell) is None:
            partly.append(f"{cell} -> {', '.join(one.number.normal for one in found)}")
    print(
        f"cells {len(cells)}  number found {len(cells) - len(without)}  whole {len(cells) - len(without) - len(partly)}"
    )
    print("none:", *without, sep="\n  ")
    print("several, or less than the cell:", *partly, sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
