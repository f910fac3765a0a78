"""A store for each folder of a province: several are loaded at a time, each by one writer; all are traced and published together.

    python deploy/provinces.py load FOLDER STORES      every folder in FOLDER becomes STORES/ITS-NAME.kg
    python deploy/provinces.py trace STORES REGULATION … kg trace over all of them; what follows are its options
    python deploy/provinces.py publish STORES          STORES/ITS-NAME.nq, with the vocabulary and the description of each

A load that ends early goes on where it stopped when the same command is given again.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

#: Stores that are written at once: each writer has one process that reads for it.
AT_ONCE = max(1, (os.cpu_count() or 2) // 2)
KG = (sys.executable, "-c", "from kg.cli import main; main()")


def kg(*args: str) -> int:
    """Run a command; its exit status."""
    return subprocess.run([*KG, *args], check=False).returncode


def several(commands: Iterable[tuple[str, ...]]) -> int:
    """Run commands, some at a time; the largest exit status."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return max(pool.map(lambda args: kg(*args), commands), default=0)


def main(what: str, folder: str, *rest: str) -> int:
    """Do what the arguments say; the exit status."""
    stores = sorted(Path(rest[0] if what == "load" else folder).glob("*.kg"))
    if what == "load":
        out = Path(rest[0])
        out.mkdir(parents=True, exist_ok=True)
        provinces = sorted(one for one in Path(folder).iterdir() if one.is_dir())
        return several(("--store", str(out / f"{one.name}.kg"), "load", "--jobs", "1", str(one)) for one in provinces)
    if what == "publish":
        return several(
            ("--store", str(one), "export", "--format", "nq", "-o", str(one.with_suffix(".nq"))) for one in stores
        )
    return kg(*(part for one in stores for part in ("--store", str(one))), "trace", *rest)


if __name__ == "__main__":
    if (
        len(sys.argv) < 3
        or sys.argv[1] not in ("load", "trace", "publish")
        or (sys.argv[1] != "publish" and len(sys.argv) < 4)
    ):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
