"""Six people: each installs extras that there are, and then runs something that the other tests of the documentation run too."""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path

import pytest


@pytest.mark.parametrize("name", ["paths.md", "paths.zh-CN.md"])
def test_each_of_six_has_a_way_that_is_run(name: str, root: Path) -> None:
    setup = ConfigParser()
    setup.read(root / "setup.cfg", "utf-8")
    extras = set(setup["options.extras_require"])
    _, *sections = re.split(r"^## ", (root / "docs" / "how-to" / name).read_text("utf-8"), flags=re.M)
    assert len(sections) == 6
    for section in sections:
        (installed,) = re.findall(r"^pip install '?policy-kg(?:\[([\w,]+)\])?", section, re.M)
        assert set(filter(None, installed.split(","))) <= extras
        assert re.search(r"^```(?:console\n\$ |python\n)", section, re.M)
