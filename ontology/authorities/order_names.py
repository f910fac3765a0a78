"""Where the name of the body begins that stands before 令, 公告 or 通告: 广东省人民政府令第197号, 海关总署公告2015年第59号."""

from __future__ import annotations

import re
from functools import cache

from .areas import Area, named, table
from .body_names import body_names
from .name_ends import bodies
from .places import leading

#: The words for minutes, which carry the name of their body as an order does: 玉树州人民政府专题会议纪要.
MINUTES = re.compile(
    r"(?:(?:第[一二三四五六七八九十0-9]{1,4}次)?(?:常务|常委|专题|办公|协调|工作|联席|全体|党组|党委|党政|班子|局长|厅长|市长|县长|区长|州长|"
    r"镇长|主任|行长|院长|校长|书记|总经理|董事会)*(?:会议?)?)?纪要\Z"
)
_TAIL = re.compile(r"(?:令|公告|通告)(?:[〔﹝\[]?第?[0-9一二三四五六七八九十]{1,4}届[〕﹞\]]?)?\Z")
_STATE = "中华人民共和国"
_SESSION = re.compile(r"第[一二三四五六七八九十0-9]{1,4}届")


@cache
def _longest() -> int:
    return max(map(len, named())) + max(map(len, body_names())) + len(_STATE) + 6


@cache
def _names() -> frozenset[str]:
    return body_names() | {name for name in bodies() if len(name) > 2}


@cache
def _is_body(name: str) -> bool:
    """Tell whether ``name`` is [中华人民共和国][areas][session][body]."""
    rest = name.removeprefix(_STATE)
    return rest in _names() or _SESSION.sub("", leading(rest, body=True).rest, count=1) in _names()


def order_edge(text: str) -> int:
    """Return where the leftmost list of known bodies begins that reaches the order word at the end, ``len(text)`` for none."""
    tail = _TAIL.search(text) or MINUTES.search(text)
    if tail is None:
        return len(text)
    end = tail.start()
    best = len(text)
    while True:
        for start in range(max(0, end - _longest()), max(0, end - 1)):
            if _is_body(text[start:end]):
                best = start
                break
        else:
            return best
        # 财政部、税务总局令; in tables the mark is a blank, which is not in the text any more.
        end = best - 1 if best > 0 and text[best - 1] == "、" else best


def body_of(code: str, near: Area | None = None, year: int | None = None) -> tuple[str, tuple[Area, ...]] | None:
    """Return the body that the code of an order prints in full (广东省人民政府令), None when it does not, or names several.

    With it stand the areas that its name may mean: none for a central body, several for 朝阳区人民政府, which ``near`` may decide.
    """
    tail = _TAIL.search(code) or MINUTES.search(code)
    if tail is None:
        return None
    name = code[: tail.start()]
    if not _is_body(name):
        return None
    plain = _SESSION.sub("", name.removeprefix(_STATE), count=1)
    held = () if plain in body_names() else leading(plain, near, year, body=True).areas
    if held:
        return plain, held
    full = {row[0]: row[1] for row in table("ministries") if row[1]}
    return full.get(plain, plain), ()
