"""Every Python block of the documentation runs, in the order of its page, on a store of the samples."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import mcp  # noqa: F401 - its client remembers the standard error of when it was imported, which must be one that lasts
import pytest

from docs import transcripts
from kg.loading.load import find_files, load
from kg.stores.opening import open_store

PAGES = [page for page in transcripts.pages() if "```python" in page.read_text(encoding="utf-8")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    folder = tmp_path_factory.mktemp("python")
    with open_store(folder / "policy.kg") as store:
        load(store, find_files([root / "examples" / "红河州"])[0])
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(transcripts.ROOT)))
def test_blocks_run(
    page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A block of text that follows one of Python is what it prints."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    names: dict[str, object] = {}
    blocks = re.finditer(
        r"^```python\n(.*?)^```(?:\n+```text\n(.*?)^```)?", page.read_text(encoding="utf-8"), re.M | re.S
    )
    for block in blocks:
        capsys.readouterr()
        exec(compile(block[1], page.name, "exec"), names)
        if block[2] is not None:
            assert capsys.readouterr().out == block[2]


def test_there_are_such_pages() -> None:
    assert {"README.md", "python.md"} <= {page.name for page in PAGES}
