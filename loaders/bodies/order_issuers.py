"""Names of issuing bodies that stand before an order or announcement: 财政部 税务总局令第51号.

Only the left edge is decided here: which of the characters before 令 / 公告 / 第N号 are the name of a body, or of several
joint bodies.
Which body a name means on its page (省政府), :mod:`loaders.bodies.identity` decides.
"""

from __future__ import annotations

import re

from loaders.bodies.organisation_words import alternation
from ontology.authorities.traditional import simplified

_END = re.compile(rf"{alternation('ending', 'signer')}$")
# Punctuation of both widths, list marks (- • * + — ①, 一、 where no word goes before it) and a blank line: no name goes over them.
_HARD = re.compile(
    r"[，。；：:;,.．！？“”\"‘’《》〈〉<>＜＞（）()'`【】〔〕\[\]［］﹝﹞|]|(?<![部局署委会院行府厅办])[/／]|[-－‐-―•·∙*＊+＋※●○◆◇■□▪▲△★☆►➢✓\uf000-\uf0ff]|"
    r"[\u2160-\u217f\u2460-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289]|(?<![\u4e00-\u9fff])[一二三四五六七八九十]{1,3}、|"
    r"\n[ \t\u3000]*\n"
)
_MOSTLY = "，。；：（》"  # by far the most of these marks
# Words that end what stands before a body's name.  Lookaheads spare the names that begin or go on with the same character.
_STOP = re.compile(
    rf"{alternation('breaker', 'stop')}|第[零〇一二三四五六七八九十百千0-9０-９]{{1,9}}[条款项章节]|(?<=[0-9０-９])[\s]*[年月日]|[0-9０-９]+|[A-Za-z]{{2,}}\s+"
)
_LEAD = re.compile(r"^(?:原|和|及|与|、|\s|经(?![济贸营])|为|于(?!都|洪|田))+")
# 生态环境部等六部门令: the order is the leading body's, and carries its number.
_AND_OTHERS = re.compile(
    r"等[\s]*[二三四五六七八九十两几多0-9０-９]{0,3}[\s]*个?(?:部门|部委|单位|机关|委局|部|委|局)(?:[和及、]有?关?单位)?\s*\Z"
)
_BETWEEN = re.compile(r"[、\s/／]+|[与和及]")
_FORMER = re.compile(r"(?:^|(?<=[、与和及]))原")
_SLASH = re.compile("[/／]")
_BLANKS = re.compile(r"[\s\u3000\u00a0]+")
_WINDOW = 120


def _pieces(text: str) -> list[tuple[int, str]]:
    """Split at separators whose left side ends in a body's suffix: (start, piece) from left to right."""
    pieces = []
    begin = 0
    for match in _BETWEEN.finditer(text):
        if match.start() > begin and _END.search(text[begin : match.start()]):
            pieces.append((begin, text[begin : match.start()]))
            begin = match.end()
    pieces.append((begin, text[begin:]))
    return pieces


def start(text: str, end: int) -> int:
    """Where the body (or joint bodies) whose name ends at ``end`` begins; ``end`` when there is none."""
    low = max(0, end - _WINDOW)
    stripped = text[low:end].rstrip()
    hard = max(map(stripped.rfind, _MOSTLY)) + 1
    for match in _HARD.finditer(stripped, hard):
        hard = match.end()
    base = low + hard
    window = simplified(stripped[hard:].removesuffix("联合"))  # 海关总署、农业农村部联合公告
    if "等" in window and (others := _AND_OTHERS.search(window)):
        window = window[: others.start()]
    if not _END.search(window):
        return end
    result = end
    for begin, piece in reversed(_pieces(window)):
        cut = max((match.end() for match in _STOP.finditer(piece)), default=0)
        lead = _LEAD.match(piece[cut:])
        cut += lead.end() if lead else 0
        newline = piece.rfind("\n")
        if newline >= cut and _END.search(piece[newline + 1 :].strip()):
            cut = newline + 1 + len(piece[newline + 1 :]) - len(piece[newline + 1 :].lstrip())
        name = piece[cut:]
        if not name.strip() or not _END.search(name.rstrip()):
            break
        result = base + begin + cut
        if cut > (lead.end() if lead else 0) or (lead and "原" not in lead[0] and begin == 0):
            break
    return result


def leading(names: str) -> str:
    """Names of joint issuers without the others that issued with them: 某部等三部门 -> 某部."""
    return _AND_OTHERS.sub("", names) if "等" in names else names


def normal(name: str) -> str:
    """A body's name without blanks, without 原 (former) and without the others that issued with it (等六部门); joint bodies by 、."""
    if not name.isalnum() or "等" in name:
        name = _BLANKS.sub("", _SLASH.sub("、", _AND_OTHERS.sub("", name)))
    return _FORMER.sub("", name) if "原" in name else name


def is_body(name: str) -> bool:
    """Whether ``name`` ends as the name of a body does."""
    return _END.search(name.strip()) is not None
