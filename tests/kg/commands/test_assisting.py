"""kg mcp from the command line: what it needs, and that no other command pays for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ENV = {**os.environ, "KG_LANG": "en"}


def ran(code: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, text=True, encoding="utf-8", env=ENV, check=False, stdin=subprocess.DEVNULL
    )  # fmt: skip


@pytest.mark.parametrize(("package", "more"), [("mcp", ()), ("mcp", ("--http",)), ("jinja2", ("--http",))])
def test_a_missing_package_is_named_with_the_way_to_it(package: str, more: tuple[str, ...]) -> None:
    done = ran(f"import sys; sys.modules[{package!r}] = None; from kg.cli import main; main()", "mcp", *more)
    assert done.returncode == 1 and done.stdout == ""
    assert (
        done.stderr
        == f"kg: Assistants need packages that are not installed ({package}): pip install 'policy-kg[mcp]'\n"
    )


def test_it_ends_with_who_asks(tmp_path: Path) -> None:
    done = ran("from kg.cli import main; main()", "--store", str(tmp_path / "none.kg"), "mcp")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("kg: There is no store") and len(done.stderr.splitlines()) == 1


def test_no_other_command_imports_it() -> None:
    code = "import sys; from kg.cli import main\ntry: main()\nfinally: print(sorted({'mcp', 'mcp_types', 'anyio', 'pydantic'} & set(sys.modules)))"
    for args in (("--help",), ("mcp", "--help"), ("query",)):
        assert ran(code, *args).stdout.splitlines()[-1] == "[]"
