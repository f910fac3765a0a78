"""Errors that are planted in a budget are said of its scan too, and nothing is said to contradict that was only misread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import printed_pages
import pytest
from printed_pages import Typesetter

from kg.auditing import audit
from kg.auditing.audit import Stored
from kg.auditing.check_rows import Check
from loaders import extract, formats
from loaders.formats.scans import scan

scans = pytest.importorskip("scans", reason="needs pillow")
pytestmark = [
    pytest.mark.ocr,
    pytest.mark.slow,
    pytest.mark.skipif(not scan.available(), reason="needs pip install 'policy-kg[ocr]'"),
]

#: Where the money of a project comes from, and the figure that is wrong in it, in 万元; None where all is right.
FUNDS = [
    ("2024年安排资金共计36.50万元，其中：省级财政20.00万元，市级财政10.00万元，县级财政6.50万元。", None),
    (
        "2024年安排资金共计48.20万元，其中：省级财政20.00万元，市级财政18.60万元，县级财政6.60万元，三级共计48.20万元。",
        "48.2",
    ),
    ("补助村医350人，每人600元，需资金21.00万元。", None),
    ("补助村医415人，每人720元，需资金28.88万元。", "28.88"),
    ("购置设备12台，每台3.60万元，需资金43.20万元。", None),
    ("购置车辆8辆，每辆14.50万元，需资金118.00万元。", "118"),
    ("慰问困难职工260人，每人500元，需资金13.00万元。", None),
    ("培训乡村医生184人，每人1200元，需资金22.80万元。", "22.8"),
]
#: The rows of an account; the total of the second column is wrong.
ROWS = [
    ["项目", "上年决算数", "本年决算数"],
    ["一、一般公共预算财政拨款收入", "3,812.46", "4,128.65"],
    ["二、事业收入", "298.17", "312.40"],
    ["三、其他收入", "21.90", "18.05"],
    ["本年收入合计", "4,132.53", "4,495.10"],
]
WRONG = {figure for _, figure in FUNDS if figure} | {"4495.1"}


def pages() -> bytes:
    setter = Typesetter(foot=lambda page: f"— {page} —")
    setter.centred("青石县卫生健康局2024年预算重点项目公开")
    for number, (funds, _) in enumerate(FUNDS, 1):
        for words in (
            f"第{'一二三四五六七八'[number - 1]}个：",
            "项目名称",
            f"卫生健康补助项目{number}号",
            "资金安排情况",
            funds,
        ):
            setter.paragraph(words)
    setter.turn()
    setter.centred("收入决算表", 16)
    setter.paragraph("单位：万元")
    setter.table(ROWS, (0.5, 0.25, 0.25), head=True)
    return printed_pages.pdf(setter.sheets)


def checks(data: bytes) -> tuple[Check, ...]:
    extraction = extract.extract(formats.read_bytes(data, Path("公开.pdf")))
    (told,) = audit.audit(Stored("iri", "公开.pdf", extraction), ("en",), None)
    return tuple(told.checks)


def said(found: tuple[Check, ...], *verdicts: str) -> set[str]:
    """The figures that are said to be wrong, or perhaps wrong."""
    return {one.stated for one in found if one.verdict in verdicts}


@pytest.fixture(scope="module", autouse=True)
def nothing_kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def test_the_errors_are_errors_of_the_text() -> None:
    assert said(checks(pages()), "mismatch") == WRONG


@pytest.mark.parametrize(
    "how", [{}, {"dpi": 150}, {"skew": 1.0, "jpeg": 60, "stamp": True}], ids=["200 dpi", "150 dpi", "aslant, stamped"]
)
def test_the_errors_are_said_of_a_scan_and_none_is_a_contradiction(how: dict[str, float]) -> None:
    found = checks(scans.pdf(scans.pictures(pages(), **how)))
    assert said(found, "mismatch") == set()
    told = said(found, "to-check")
    assert len(told & WRONG) >= 0.8 * len(WRONG), told
    # What is right is not doubted for more than a misread figure.
    assert len(told - WRONG) <= 1, told
