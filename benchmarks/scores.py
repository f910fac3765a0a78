"""The scores of the recognisers on the open data, and what the working tree gains and loses against the last commit.

``make scores`` prints both.  The open data lie beside the project (``../shared``); without them there is nothing to score.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
#: Each set of the open data, by its files below ../shared, and the verb of the scorer that reads it.
SETS = {
    "data/citations.jsonl": "passages",
    "data/new-open.jsonl": "passages",
    "gold/*.json": "documents",
    "data/disclosures/*.json": "disclosures",
}
RUN = "from kg.cli import main; main()"


def score(data: str, code: Path) -> tuple[dict[str, dict[str, float] | float], set[str]]:
    """The scores of the code in a folder on one of the ``SETS``, and its misses and false hits as lines."""
    files = sorted(str(path) for path in SHARED.glob(data))
    kg = f'"{sys.executable}" -c "{RUN}"'
    command = [sys.executable, str(SHARED / "tools" / "score.py"), SETS[data], *files, "--kg", kg]
    environment = {**os.environ, "PYTHONPATH": str(code)}

    def run(*options: str) -> str:
        done = subprocess.run(
            [*command, *options], capture_output=True, encoding="utf-8", check=True, env=environment, cwd=code
        )
        return done.stdout

    misses = {line for line in run("--misses").splitlines() if line.startswith(("MISSED", "FALSE"))}
    return json.loads(run("--json")), misses


def committed(folder: Path) -> Path:
    """The last commit's files in a folder of their own."""
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
    return folder


def main() -> int:
    """Print the scores, the gains and the losses; exit status 1 when something was lost."""
    console = Console()
    if not SHARED.is_dir():
        console.print("The open data are not beside the project; nothing to score.")
        return 0
    lost = False
    with tempfile.TemporaryDirectory() as name:
        before_code = committed(Path(name))
        table = Table("data", "what", "F1", "last commit", title="Scores on the open data")
        for data in SETS:
            now, misses_now = score(data, ROOT)
            before, misses_before = score(data, before_code)
            for measure, value in now.items():
                former = before.get(measure)
                cells = [str(x["f1"] if isinstance(x, dict) else x) for x in (value, former) if x is not None]
                table.add_row(data, measure, *cells)
            for sign, lines in (("better", misses_before - misses_now), ("worse", misses_now - misses_before)):
                for line in sorted(lines):
                    console.print(f"{sign}: {data}: {line}", highlight=False)
                    lost |= sign == "worse"
        console.print(table)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
