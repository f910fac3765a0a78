"""Every session in the documentation is run and must print what the page shows; every make target named exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import reference, transcripts

PAGES = [page for page in transcripts.pages() if "```console" in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(transcripts.ROOT)))
def test_sessions_are_real(page: Path) -> None:
    assert transcripts.renewed(page) == page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", transcripts.pages(), ids=lambda page: str(page.relative_to(transcripts.ROOT)))
def test_shell_blocks_name_real_targets(page: Path, root: Path) -> None:
    """``sh`` blocks are for what a test cannot run inside itself: make targets, which .ci/run runs, and installing."""
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), re.M))
    for block in re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S):
        for line in block.splitlines():
            command = line.split("#")[0].split()
            if not command:
                continue
            assert command[0] in ("make", "git", "pip", "cd"), f"{page.name}: put {line!r} into a console block"
            if command[0] == "make":
                assert command[1] in targets, f"{page.name}: no target {command[1]}"


def test_reference_is_renewed() -> None:
    for path, text in reference.pages().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run make docs"


@pytest.mark.parametrize(
    "page", sorted((transcripts.ROOT / "docs").rglob("*.zh-CN.md")), ids=lambda page: page.name.partition(".")[0]
)
def test_the_chinese_page_is_in_step(page: Path) -> None:
    """As many headings of each level, and the same commands and settings, as the English one; each leads to the other."""
    chinese, english = (
        one.read_text(encoding="utf-8") for one in (page, page.with_name(page.name.replace(".zh-CN", "")))
    )
    assert re.findall(r"^#+(?= )", chinese, re.M) == re.findall(r"^#+(?= )", english, re.M)
    assert _commands(chinese) == _commands(english)
    assert f"]({page.name})" in english and f"]({page.name.replace('.zh-CN', '')})" in chinese


def test_every_how_to_has_its_chinese_page() -> None:
    pages = {page.name for page in (transcripts.ROOT / "docs" / "how-to").glob("*.md")}
    english = {name for name in pages if not name.endswith(".zh-CN.md")}
    assert {name.replace(".md", ".zh-CN.md") for name in english} == pages - english


def _commands(text: str) -> list[str]:
    """What a reader types: the lines of shell blocks without what a comment says, of sessions and of other text the commands alone."""
    blocks = re.findall(r"^```(sh|text|console)\n(.*?)^```", text, re.M | re.S)
    lines = [(kind, line.split("  #")[0].rstrip()) for kind, block in blocks for line in block.splitlines()]
    typed = re.compile(r"[$] |(?:pip|pipx|uv|python3|pyinstaller|kg|policy-kg/bin/pip) ")
    return [line for kind, line in lines if kind == "sh" or typed.match(line)]
