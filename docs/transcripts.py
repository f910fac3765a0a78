"""The sessions that the documentation shows are real: run, compared, and pasted by this tool.

A fenced ``console`` block holds commands behind ``$ `` and what they printed.  The blocks of a page are one session in one
temporary folder that holds a copy of ``examples/``.  ``python -m docs.transcripts --write`` pastes the real output; without
``--write`` it says which pages differ.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"(?P<head>^```console\n)(?P<body>.*?)(?P<foot>^```$)", re.M | re.S)
_SECONDS = re.compile(r"\b\d+(?:\.\d+)? s\b")


def pages() -> list[Path]:
    """All pages that may hold sessions."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*.md")])


def commands(body: str) -> Iterator[str]:
    """The commands of a block."""
    for line in body.splitlines():
        if line.startswith("$ "):
            yield line[2:]


def run(command: str, folder: Path) -> str:
    """What a command prints (both streams as a terminal shows them), with durations blanked."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "COLUMNS": "110",
        "KG_LANG": "zh" if folder.name.endswith("-zh") else "en",
        "KG_STORE": "policy.kg",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        command, shell=True, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        encoding="utf-8", errors="replace", timeout=120, check=False,
    )  # fmt: skip
    return _SECONDS.sub("… s", done.stdout.replace(str(folder), "."))


def renewed(page: Path) -> str:
    """The page with the real output of each of its sessions."""
    text = page.read_text(encoding="utf-8")
    if not _BLOCK.search(text):
        return text
    with tempfile.TemporaryDirectory(suffix="-zh" if "zh-CN" in page.name else "-en") as name:
        folder = Path(name)
        shutil.copytree(ROOT / "examples", folder / "examples")

        def replace(match: re.Match[str]) -> str:
            lines = []
            for command in commands(match["body"]):
                printed = run(command, folder).rstrip("\n")
                lines.append(f"$ {command}\n" + (printed + "\n" if printed else ""))
            return match["head"] + "".join(lines) + match["foot"]

        return _BLOCK.sub(replace, text)


def main() -> int:
    """Compare or renew every page; exit status 1 when a page differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="paste the real output into the pages")
    arguments = parser.parse_args()
    differing = []
    for page in pages():
        fresh = renewed(page)
        if fresh != page.read_text(encoding="utf-8"):
            differing.append(page.relative_to(ROOT))
            if arguments.write:
                page.write_text(fresh, encoding="utf-8")
    for name in differing:
        print(f"{name}: {'renewed' if arguments.write else 'differs from what the commands print'}")
    return 1 if differing and not arguments.write else 0


if __name__ == "__main__":
    sys.exit(main())
