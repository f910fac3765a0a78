"""What an installation takes: the wheel with each extra, into an environment of its own outside the checkout, tried there.

``python -m benchmarks.installs [EXTRA …]`` prints a row of the table in docs/how-to/install.md for each: seconds of installing, megabytes of what
came without compiled files, and what was tried there.  Packages come from wherever pip finds them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "examples" / "红河州" / "蒙自市民政局2023年预算项目.txt"
# What is tried of an extra in a folder of its own: statements of Python, or the arguments of kg.
TRIED: dict[str, list[str]] = {
    "": ["stats"],
    "pdf": ["-c", "import pypdfium2"],
    "sheets": ["-c", "import python_calamine"],
    "web": ["-c", "import kg.web.site"],
    "columns": ["export", "--format", "duckdb", "--output", "tables.duckdb"],
    "report": ["audit", "--output", "report.docx"],
    "notebook": ["-c", "import kg; print(kg.open('policy.kg').query('projects').to_pandas().shape)"],
    "arrow": ["-c", "import kg; print(kg.open('policy.kg').query('projects').to_arrow().num_rows)"],
    "urls": ["-c", "import fsspec, aiohttp"],
    "remote": ["-c", "import requests, platformdirs"],
    "cluster": ["-c", "import distributed"],
    "mcp": ["-c", "import mcp"],
    "ocr": ["-c", "import onnxruntime"],
    "all": ["-c", "import kg.web.site, duckdb, pandas"],
}


def main(extras: list[str]) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, str(ROOT)]
        subprocess.run(command, check=True)
        (wheel,) = Path(folder).glob("policy_kg-*.whl")
        print("| installed | seconds | MB | tried |\n|---|---|---|---|")
        for extra in extras or TRIED:
            print(_row(Path(folder) / (extra or "core"), wheel, extra), flush=True)


def _row(folder: Path, wheel: Path, extra: str) -> str:
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    before, began = _megabytes(folder), time.perf_counter()
    named = f"{wheel}[{extra}]" if extra else str(wheel)
    # Not in the checkout, whose own metadata pip would take for the package.
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-compile", named], cwd=folder, check=True)
    seconds, size = time.perf_counter() - began, _megabytes(folder) - before
    work = folder / "work"
    work.mkdir()
    kg = python.with_name("kg")
    subprocess.run([kg, "load", SAMPLE], cwd=work, check=True, capture_output=True)
    tried = TRIED[extra]
    done = subprocess.run([python if tried[0] == "-c" else kg, *tried], cwd=work, check=False, capture_output=True)
    # An audit that finds something ends with 1.
    right = done.returncode == 0 or (tried[0] == "audit" and done.returncode == 1)
    name = f"policy-kg[{extra}]" if extra else "policy-kg"
    return f"| `{name}` | {seconds:.0f} | {size:.0f} | {'yes' if right else 'FAILED'} |"


def _megabytes(folder: Path) -> float:
    files = (file for file in folder.rglob("*") if file.is_file() and file.suffix != ".pyc" and not file.is_symlink())
    return sum(file.stat().st_size for file in files) / 1e6


if __name__ == "__main__":
    main(sys.argv[1:])
