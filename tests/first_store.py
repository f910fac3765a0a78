"""A store as version 0.1.0 of policy-kg left it: four documents whose files are gone, and three judgements beside it."""

from __future__ import annotations

import tarfile
from pathlib import Path

from folders import DATA, ROOT

QUADS, JUDGED = 6_732, 3
# Three of its files, as they are elsewhere now; the fourth, a .docx, is nowhere.  Stores of later versions hold these three alone.
FILES = [
    ROOT / "examples" / name
    for name in (
        "云南省政策文件目录.csv",
        "玉溪市/红塔区农业农村局2024年预算项目.html",
        "红河州/个旧市卫生健康局2023年预算项目.txt",
    )
]


def unpacked(to: Path, version: str = "0.1.0") -> Path:
    """The store as a version left it, in the folder ``to``."""
    with tarfile.open(DATA / "fixtures" / f"store-{version}.tar.xz") as packed:
        packed.extractall(to, filter="data")
    return to / "policy.kg"
