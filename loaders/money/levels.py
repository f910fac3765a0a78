"""Levels of government as printed: 市, 市级 and 市本级 are one."""

from __future__ import annotations

import re


def same_level(one: str | None, other: str | None) -> bool:
    """Whether two printed levels are the same: 市, 市级 and 市本级 are."""
    return bool(one and other) and _bare(one or "") == _bare(other or "")


def _bare(level: str) -> str:
    return re.sub("[级本]|财政", "", level) or level
