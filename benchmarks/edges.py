"""The left edge of real agency codes behind what may stand before them: ``python -m benchmarks.edges [NUMBERS.tsv] [--folds N] [--misses N]``.

Every distinct code of the table (default: ``../shared/data/document-numbers.tsv``) is put behind each context; right is an edge that lies
exactly before it.  The product's own tables hold these codes.  ``--folds N`` asks each N-th part of them with tables and model made without
them: what a code that nobody has seen may expect.
"""

from __future__ import annotations

import argparse
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from ontology.authorities import attested, code_model
from ontology.authorities.code_edges import left_edge
from ontology.making.attested_codes import numbers
from ontology.making.code_model import train

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "document-numbers.tsv"
_HAN = re.compile("[\u4e00-\u9fff]+")
_PLACE = re.compile("[\u4e00-\u9fff]{2,6}?(?:省|市|县|区|州)")
_TITLE_ENDS = ("通知", "意见", "公告", "办法", "方案", "批复", "函", "决定")
_SHORT = {
    "发展和改革委员会": "发改委",
    "卫生健康委员会": "卫健委",
    "科学技术": "科技",
    "工业和信息化": "工信",
    "人力资源和社会保障": "人社",
    "住房和城乡建设": "住建",
    "市场监督管理": "市监",
    "人民政府": "政府",
}


def _pick(code: str, words: str) -> str:
    """One of several words, the same for a code in every run."""
    held = words.split()
    return held[zlib.crc32(code.encode()) % len(held)]


def _short(body: str) -> str:
    name = body
    for full, brief in _SHORT.items():
        name = name.replace(full, brief)
    return name if name != body else ""


def _title(title: str) -> str:
    return "".join(_HAN.findall(title))[-22:] if title.endswith(_TITLE_ENDS) else ""


def _place(body: str) -> str:
    match = _PLACE.match(body)
    return match[0] if match else ""


#: Context -> what stands before a code, given the code, its body and a title; blank where a code has no such words.
CONTEXTS: Mapping[str, Callable[[str, str, str], str]] = {
    "a bracket": lambda code, body, title: "《某办法》（",
    "a list mark": lambda code, body, title: _pick(code, "1. 2、 （三） ④ • * 五、 A. ⑴ -"),
    "a verb": lambda code, body, title: _pick(code, "根据 依据 按照 遵照 参照 落实 贯彻 执行 转发 废止 适用 不含 享受 对照"),
    "one character": lambda code, body, title: _pick(code, "经 由 以 按 据 依 照 从"),
    "a verb after a noun": lambda code, body, title: _pick(code, "项目并经 工程已由 方案业经 初步设计报经 规划已经 发行已获"),
    "a series": lambda code, body, title: "国发〔2010〕1号" + _pick(code, "和 与 及 、 以及"),
    "the body in full": lambda code, body, title: body and "经" + body,
    "the former body": lambda code, body, title: body and "根据原" + body,
    "the body in short": lambda code, body, title: body and _short(body) and "由" + _short(body),
    "a place": lambda code, body, title: _place(body) and "落实" + _place(body),
    "a title": lambda code, body, title: _title(title),
}  # fmt: skip


@dataclass
class Tally:
    """How many edges of a context were asked and right, and the misses: what was read, what came out, the code."""

    asked: int = 0
    right: int = 0
    misses: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.right / self.asked


def _ask(code: str, body: str, title: str, tallies: dict[str, Tally]) -> None:
    for name, context in CONTEXTS.items():
        before = context(code, body, title)
        if not before:
            continue
        text = before + code
        found = text[left_edge(text) :]
        tally = tallies.setdefault(name, Tally())
        tally.asked += 1
        tally.right += found == code
        if found != code:
            tally.misses.append((text, found, code))


def measure(path: Path, folds: int = 0, only: int | None = None) -> dict[str, Tally]:
    """The tally of every context; with ``folds`` the codes asked are in no table (``only``: of this fold alone)."""
    rows = list(numbers(path))
    codes: dict[str, tuple[str, str]] = {}
    for code, body, _, title in rows:
        codes.setdefault(code, (body, title))
    tallies: dict[str, Tally] = {}
    for left_out in _folds(sorted(codes), folds) if folds else [frozenset[str]()]:
        if only is not None and zlib.crc32(min(left_out).encode()) % folds != only:
            continue
        if not folds:
            for code, (body, title) in codes.items():
                _ask(code, body, title, tallies)
            continue
        held = {code: known for code, known in attested.codes().items() if code not in left_out}
        model = train(row for row in rows if row[0] not in left_out)
        with (
            mock.patch.object(attested, "codes", lambda held=held: held),
            mock.patch.object(code_model, "model", lambda model=model: model),
        ):
            for code in sorted(left_out):
                _ask(code, *codes[code], tallies)
    return tallies


def _folds(codes: list[str], folds: int) -> Iterator[frozenset[str]]:
    for fold in range(folds):
        yield frozenset(code for code in codes if zlib.crc32(code.encode()) % folds == fold)


def main() -> int:
    """Print the share of right edges by context."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="?", type=Path, default=DATA)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--misses", type=int, default=0)
    arguments = parser.parse_args()
    if not arguments.numbers.is_file():
        print("The open data are not beside the project; nothing to count.")
        return 0
    tallies = measure(arguments.numbers, arguments.folds)
    for name, tally in tallies.items():
        print(f"{name:22} {tally.share:.4f}  {tally.right} of {tally.asked}")
        for text, found, code in tally.misses[: arguments.misses]:
            print(f"    {text} -> {found} not {code}")
    print(f"{'mean':22} {sum(tally.share for tally in tallies.values()) / len(tallies):.4f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
