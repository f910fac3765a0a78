"""The best score that the open passages allow: their own truth, scored as if it were what a program had found.

The scorer leaves out every citation that lies in a text which a row says to ignore, or that holds one.  A few citations of the
truth do so too; then the truth itself misses them.  ``python -m benchmarks.ceiling`` prints the truth's scores beside ours, in one run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.scores import ROOT, SHARED

PASSAGES = SHARED / "data" / "citations.jsonl"
OURS = f'"{sys.executable}" -c "from kg.cli import main; main()"'

Scores = dict[str, dict[str, float] | float]


def stand_in(truth: Path, folder: Path) -> list[str]:
    """What ``kg extract`` would print for the passages in ``folder`` if it found the truth and nothing else."""
    rows = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [json.dumps(_record(row), ensure_ascii=False) for row in rows if (folder / f"{row['id']}.txt").is_file()]


def _record(row: dict[str, Any]) -> dict[str, object]:
    taken = ("surface", "number", "title", "articles")
    return {
        "document": {"path": f"{row['id']}.txt"},
        "citations": [{"kind": "policy", **{key: cited[key] for key in taken}} for cited in row["citations"]],
        "money": [{"yuan": amount["yuan"]} for amount in row["amounts"]],
    }


def score(truth: Path, kg: str) -> Scores:
    """The scorer's rows for the output of the command ``kg`` on the passages."""
    command = [sys.executable, str(SHARED / "tools" / "score.py"), "passages", str(truth), "--kg", kg, "--json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=ROOT, timeout=300)
    found: Scores = json.loads(done.stdout)
    return found


def ceiling(truth: Path = PASSAGES) -> Scores:
    """The scores of the truth itself."""
    return score(truth, f'"{sys.executable}" -m benchmarks.ceiling "{truth}"')


def main(arguments: list[str]) -> int:
    """Print the table; with the truth's file and ``extract … FOLDER`` be the program that is scored."""
    if "extract" in arguments:
        print("\n".join(stand_in(Path(arguments[0]), Path(arguments[-1]))))
        return 0
    console = Console()
    if not PASSAGES.is_file():
        console.print("The open data are not beside the project; nothing to score.")
        return 0
    table = Table("what", "the truth itself", "ours", title="F1 on the open passages")
    ours = score(PASSAGES, OURS)
    for what, value in ceiling().items():
        table.add_row(what, *(str(one["f1"] if isinstance(one, dict) else one) for one in (value, ours[what])))
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
