"""Precision and recall of the issuing body named from a document number alone.

Usage: ``python -m benchmarks.issuers [document-numbers.tsv] [--folds=5] [--alone] [--wrong] [--silent]`` (default: ``../shared/data/document-numbers.tsv``).

Every number is asked twice: alone, and as it stands, in the province that the numbers of the rows around it say by their letters (never
by the issuer's column; decision 18).  ``--wrong`` and ``--silent`` show the rows behind the second, with ``--alone`` those behind the first.

How it counts.  A row takes part when it has a number with an agency code and an issuer that is a body.  Right: the named body, or its
office, is the issuer after blanks, remarks in brackets (已变更, 原…), 中共/中国共产党, 原 and 自治区's peoples are taken off and short forms are
written out; or ``renames.tsv`` links the two names (one step or more) at the
same area: the column mostly holds today's name, the code is read for the number's year; or the issuer is the body's office, or the body
whose office signed.  Wrong: any other body.  Precision = right / named, recall = right / rows.  Level: nation, province,
prefecture or county of the named area against that of the issuer's area, over the rows in which both are given.  Rows whose number has no
code but the word for a kind of paper (公告〔2020〕3号) are counted, and told apart.  ``folds`` asks each part of the codes without any of them
in the register of codes, their neighbours too.
"""

from __future__ import annotations

import csv
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from unittest import mock

from ontology.authorities import attested, neighbours
from ontology.authorities.areas import Area, areas
from ontology.authorities.issuers import Issuer, decide, left_edge
from ontology.authorities.renames import linked
from ontology.authorities.segments import plain

ROOT = Path(__file__).resolve().parent.parent

NUMBER = re.compile(
    r"[〔\[［（(﹝【]\s*((?:19|20)\d\d)\s*[〕\]］）)﹞】]|(?=第?\s*[\d０-９一二三四五六七八九十百]+\s*号)|((?:19|20)\d\d)年"
)
REMARK = re.compile(r"[(（][^()（）]*[)）]")
PARTY = re.compile("(?<=[省市县区州盟旗])委(?!员会)")
GROUP = re.compile("人民政府([^局厅]+(?:委员会|小组)(?:办公室)?)$")  # 福建省人民政府安全生产委员会
SHORT = {
    "人大(含常委会)": "人民代表大会常务委员会",
    "住房城乡": "住房和城乡",
    "人大常委会": "人民代表大会常务委员会",
    "科技工委": "科技工作委员会",
    "科技局": "科学技术局",
    "科技厅": "科学技术厅",
}


def rows(path: Path) -> Iterator[tuple[str, int | None, str]]:
    """Yield ``(code, year, issuer)`` of the rows that have all of a number, a code and an issuer."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            surface, issuer = row["surface"].strip(), row["issuer"].strip()
            match = NUMBER.search(surface)
            if not match or not issuer:
                continue
            before = surface[: match.start()]
            code = before[left_edge(before) :]
            year = match.group(1) or match.group(2)
            if code.strip():
                yield code, int(year) if year else None, issuer


@cache
def normal(name: str) -> str:
    """Write a body's name in one way."""
    for short, full in SHORT.items():
        name = name.replace(short, full)
    name = (
        REMARK.sub("", name)
        .replace(" ", "")
        .removesuffix("等")
        .removeprefix("原")
        .removeprefix("中国共产党")
        .removeprefix("中共")
    )
    name = name.removeprefix("中华人民共和国")
    name = PARTY.sub("委员会", GROUP.sub(r"\1", name))
    for province in ("广西", "宁夏", "新疆", "西藏", "内蒙古"):
        full = next(area.name for area in areas() if area.short == province)
        if name.startswith(province) and not name.startswith(full):
            name = full + name.removeprefix(province)
    return name


@cache
def place(name: str) -> str:
    """Return the area's name at the head of a body's name, blank for none."""
    return max((area.name for area in areas() if name.startswith(area.name)), key=len, default="")


def same(found: Issuer, issuer: str, links: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether the named body is the issuer, see the module's text."""
    want = normal(issuer)
    for name in filter(None, (found.body, found.office)):
        have = normal(name)
        if have == want or have == want + "员会":
            return True
        area = place(have)
        if area and want.startswith(area):
            stem, other = have.removeprefix(area), want.removeprefix(area)
            if other in links.get(stem, ()):
                return True
            # The city in which a county's body lies may be printed before it: 南宁市兴宁区…
        if want.endswith(have) and place(want) != want:
            return True
        if want in links.get(have, ()) or have in (want.removesuffix("办公厅"), want.removesuffix("办公室")):
            return True
    return False


@cache
def level_of(issuer: str) -> str | None:
    """Return the level of the issuer's area, None where its name does not tell."""
    name = normal(issuer)
    if name.startswith(("国家", "国务院")) or name.endswith("部"):
        return "nation"
    held = [area for area in areas() if name.startswith(area.name) and area.until is None]
    below = [area for area in areas() if held and area.until is None and name.startswith(held[0].name + area.name)]
    levels = {
        area.level for area in (below or held) if len(area.name) == max(len(other.name) for other in (below or held))
    }
    return levels.pop() if len(levels) == 1 else None


@dataclass
class Measured:
    """Counts over the rows, and the rows that were named wrongly or not at all."""

    rows: int = 0
    named: int = 0
    right: int = 0
    levels: int = 0
    level_right: int = 0
    wrong: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    silent: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    papers: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.named

    @property
    def recall(self) -> float:
        return self.right / self.rows

    @property
    def level(self) -> float:
        return self.level_right / self.levels


def measure(path: Path, folds: int = 0, alone: bool = True) -> Measured:
    """Name the issuer of every row and compare; with ``folds`` the register of codes lacks each part of the codes that is asked."""
    result = Measured()
    asked = list(rows(path))
    known = attested.codes()
    for fold in range(max(folds, 1)):
        held = {code: one for code, one in known.items() if not folds or _fold(code, folds) != fold}
        with mock.patch.object(attested, "codes", lambda held=held: held):
            attested.ordered.cache_clear()
            places = [None] * len(asked) if alone else neighbours.provinces([row[:2] for row in asked])
            _ask(
                [
                    (*row, near)
                    for row, near in zip(asked, places, strict=True)
                    if not folds or _fold(row[0], folds) == fold
                ],
                result,
            )
        attested.ordered.cache_clear()
    return result


def _fold(code: str, folds: int) -> int:
    return zlib.crc32(plain(code).encode()) % folds


def _ask(asked: Iterable[tuple[str, int | None, str, Area | None]], result: Measured) -> None:
    links = linked()
    for code, year, issuer, near in asked:
        result.rows += 1
        decision = decide(code, year, near)
        if decision.issuer is None:
            result.papers += decision.reason.endswith("names a kind of paper, not a body")
            result.silent[(code, issuer, decision.reason)] += 1
            continue
        result.named += 1
        if same(decision.issuer, issuer, links):
            result.right += 1
        else:
            result.wrong[(code, issuer, decision.issuer.body)] += 1
        level = level_of(issuer)
        if level:
            result.levels += 1
            result.level_right += level == decision.issuer.level


def main() -> None:
    """Print the measures, and with ``--wrong`` or ``--silent`` the rows behind them."""
    names = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    folds = next((int(argument.partition("=")[2]) for argument in sys.argv if argument.startswith("--folds=")), 0)
    path = Path(names[0]) if names else ROOT.parent / "shared" / "data" / "document-numbers.tsv"
    alone, beside = measure(path, folds), measure(path, folds, alone=False)
    for name, one in (("alone", alone), ("beside its neighbours", beside)):
        print(f"{name}: rows {one.rows}  named {one.named}  right {one.right}  without a code {one.papers}")
        print(
            f"precision {one.precision:.4f}  recall {one.recall:.4f}  level {one.level:.4f} ({one.levels} rows with a level)"
        )
    result = alone if "--alone" in sys.argv else beside
    for flag, held in (("--wrong", result.wrong), ("--silent", result.silent)):
        if flag in sys.argv:
            for key, count in held.most_common():
                print(flag[2:], count, *key)


if __name__ == "__main__":
    main()
