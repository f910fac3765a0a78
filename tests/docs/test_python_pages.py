"""Every Python block of the documentation runs, in the order of its page, on a store of the samples."""

from __future__ import annotations

import re
from pathlib import Path

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
def test_blocks_run(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S):
        exec(compile(block, page.name, "exec"), names)


def test_there_are_such_pages() -> None:
    assert {"README.md", "python.md"} <= {page.name for page in PAGES}
