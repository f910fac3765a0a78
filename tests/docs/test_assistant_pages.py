"""How to connect an assistant: the settings that the pages show start the server, and both languages say the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.web.assistant.server import PATH
from kg.web.assistant.tools import tools

PAGES = ("assistant.md", "assistant.zh-CN.md")


@pytest.fixture(params=PAGES)
def text(request: pytest.FixtureRequest, root: Path) -> str:
    return (root / "docs" / "how-to" / request.param).read_text("utf-8")


def servers(text: str) -> Iterator[dict[str, Any]]:
    """The server of each block of settings."""
    for block in re.findall(r"^```json\n(.*?)^```", text, re.M | re.S):
        (found,) = json.loads(block).values()
        assert list(found) == ["policy-kg"]
        yield found["policy-kg"]


def test_the_settings_start_the_server(text: str, tmp_path: Path) -> None:
    starting = [one for one in servers(text) if "command" in one]
    assert len(starting) == 3
    for one in starting:
        (store,) = (word for word in one["args"] if word.endswith("policy.kg"))
        args = [str(tmp_path / "policy.kg") if word == store else word for word in one["args"]]
        done = subprocess.run(
            [str(Path(sys.executable).parent / one["command"]), *args],
            env={**os.environ, **one["env"]}, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        # It answers until its input ends; that there is no store yet is said, in the language of the settings.
        assert (done.returncode, done.stdout) == (0, "")
        assert ("还没有存储" in done.stderr) == (one["env"]["KG_LANG"] == "zh")


def test_the_address_is_the_servers(text: str) -> None:
    (address,) = (one["url"] for one in servers(text) if "url" in one)
    assert address == f"http://127.0.0.1:8765{PATH}"


def test_every_tool_is_told(text: str) -> None:
    assert set(tools()) == set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| `.*", text, re.M))))


def test_both_languages_have_the_same_parts(root: Path) -> None:
    shapes = []
    for name in PAGES:
        text = (root / "docs" / "how-to" / name).read_text("utf-8")
        shapes.append(
            (
                re.findall(r"^(#+) ", text, re.M),
                re.findall(r"^```(\w+)", text, re.M),
                re.findall(r"^\$ (.*)", text, re.M),
            )
        )
    assert shapes[0] == shapes[1]
