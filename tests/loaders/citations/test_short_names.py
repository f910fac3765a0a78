"""Short names: introduced in a document, meant from there on, by the nearest introduction before."""

from __future__ import annotations

import pytest

from loaders.citations import citations

KINDS = [
    "办法",
    "规定",
    "规程",
    "指南",
    "预案",
    "目录",
    "章程",
    "暂行规定",
    "若干措施",
    "意见",
    "决定",
    "条例",
    "方案",
    "细则",
    "规划",
    "纲要",
    "通知",
    "要点",
    "公告",
    "标准",
    "规范",
    "制度",
    "准则",
    "规则",
    "导则",
    "工作方案",
    "实施意见",
    "实施细则",
    "管理办法",
    "行动计划",
    "若干意见",
    "暂行办法",
    "三年行动方案",
    "清单",
    "指引",
    "大纲",
    "公约",
    "守则",
    "批复",
    "协议",
    "倡议",
    "白皮书",
    "手册",
    "总体规划",
    "专项规划",
    "补充规定",
    "工作要点",
    "名录",
    "办法（试行）",
    "解释",
    "决议",
    "通报",
    "指导意见",
    "纪要",
    "二十条",
]
TITLE = "海南省渔港管理办法"


def stand_ins(text: str) -> list[tuple[str | None, str | None]]:
    return [(found.title or found.number, found.via) for found in citations.find(text) if found.via]


@pytest.mark.parametrize("kind", KINDS)
def test_every_usual_word_is_a_short_name(kind: str) -> None:
    title = f"甘肃省草原生态补偿{kind}"
    text = (
        f"县里印发了《{title}》（甘农发〔2014〕7号，以下简称《{kind}》）。各乡镇要学习。\n\n按照《{kind}》第三条执行。"
    )
    assert stand_ins(text) == [(title, kind)]
    assert [found.title for found in citations.find(text) if not found.via] == [title]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("根据《海南省渔港管理办法》（以下简称“《办法》”），《办法》第二条规定。", "办法"),
        ("根据《海南省渔港管理办法》（下称《办法》），《办法》第二条规定。", "办法"),
        ("根据《海南省渔港管理办法》（简称《办法》），《办法》第二条规定。", "办法"),
        ("根据《海南省渔港管理办法》（以下称为《办法》），《办法》第二条规定。", "办法"),
        ("根据《海南省渔港管理办法》[以下简称《办法》]。《办法》第二条规定。", "办法"),
        ("根据《海南省渔港管理办法》（2003年修订，以下简称《办法》），《办法》第二条规定。", "办法"),
        ("根据《海南省渔港管理\n办法》（以下简\n称《办法》）。《办法》第二条。", "办法"),
        ("根据《海南省渔港管理办法》（以下简称省《办法》），结合实际。省《办法》第二条规定。", "省《办法》"),
        ("根据《海南省渔港管理办法》（以下简称“省办法”），结合实际。依照省办法第二条规定。", "省办法"),
        ("根据《海南省渔港管理办法》（以下简称《渔港办法》），《渔港办法》第二条规定。", "渔港办法"),
        ("根据《海南省渔港管理办法》（以下简称《渔港办法》或《办法》），《办法》第二条规定。", "办法"),
        ("根据《海南省渔港管理办法》（以下简称办法）。依照办法第二条规定处理。", "办法"),
        ("根据《海南省渔港管理办法》（以下简称“办法”）。“办法”第二条规定。", "办法"),
    ],
)
def test_the_ways_of_introducing_one(text: str, printed: str) -> None:
    assert stand_ins(text) == [(TITLE, printed)]


@pytest.mark.parametrize(
    ("text", "number", "printed"),
    [
        ("根据琼府〔1996〕3号文（以下简称“3号文”），结合实际。3号文要求自查。", "琼府〔1996〕3号", "3号文"),
        ("对照鲁财预〔2009〕53号文件（以下简称53号文件）。按53号文件执行。", "鲁财预〔2009〕53号", "53号文件"),
        (
            "省政府豫政〔1988〕12号（以下简称“省12号文件”）下发后，各地落实省12号文件。",
            "豫政〔1988〕12号",
            "省12号文件",
        ),
    ],
)
def test_a_number_has_short_names_too(text: str, number: str, printed: str) -> None:
    assert stand_ins(text) == [(number, printed)]


def test_the_nearest_introduction_before_says_what_is_meant() -> None:
    text = (
        "《海南省渔港管理办法》（以下简称《办法》）。按《办法》第一条。\n"
        "《海南省渔船管理办法》（以下简称《办法》）。按《办法》第二条。"
    )
    assert stand_ins(text) == [("海南省渔港管理办法", "办法"), ("海南省渔船管理办法", "办法")]


@pytest.mark.parametrize(
    "text",
    [
        "根据《海南省渔港管理办法》《海南省渔船管理办法》（以下统称《办法》），《办法》第二条规定。",
        "根据《海南省渔港管理办法》和《海南省渔船管理办法》（以下简称《两办法》），《两办法》第二条规定。",
        "根据《甲县渔港办法》（以下简称《办法》）和《乙县渔港办法》（以下简称《办法》），按《办法》执行。",
    ],
)
def test_what_is_given_to_several_policies_names_none(text: str) -> None:
    assert stand_ins(text) == []
    assert len(citations.find(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "《办法》要求。省政府《海南省渔港管理办法》（琼府〔1996〕3号，以下简称《办法》）印发。",
        "根据《海南省渔港管理办法》，海南省渔业局（以下简称“省局”）负责，省局牵头。",
        "根据《海南省渔港管理办法》（以下简称《办法》），本办法第二条、管理办法第三条另有规定。",
        "根据琼府〔1996〕3号（以下简称“3号文”），琼府〔1996〕13号文要求不同。",
        "《海南省渔港管理办法》所称渔港，是指渔船停泊的港口。渔港第二条。",
    ],
)
def test_no_short_name(text: str) -> None:
    assert stand_ins(text) == []


def test_a_title_that_is_no_short_name_stays_a_policy_of_its_own() -> None:
    text = "根据《海南省渔港管理办法》（以下简称《办法》）和《海南省渔船办法》（琼府〔1997〕3号），依《办法》第三条。"
    assert [found.title for found in citations.find(text) if not found.via] == [TITLE, "海南省渔船办法"]


def test_the_longest_short_name_at_a_place_is_meant() -> None:
    text = "《海南省渔港管理办法》（以下简称渔港办法）和《海南省渔港管理办法实施细则》（以下简称渔港办法细则）。按渔港办法细则办。"
    assert stand_ins(text) == [("海南省渔港管理办法实施细则", "渔港办法细则")]


@pytest.mark.parametrize("count", [3, 60])
def test_few_names_and_many_are_found_alike(count: int) -> None:
    letters = "甲乙丙丁戊己庚辛"
    names = [letters[at % 8] + letters[at // 8] for at in range(count)]
    text = "".join(f"执行《{name}县补助办法》（以下简称{name}办法）。\n" for name in names)
    text += "".join(f"依{name}办法发放。\n" for name in names)
    assert stand_ins(text) == [(f"{name}县补助办法", f"{name}办法") for name in names]
