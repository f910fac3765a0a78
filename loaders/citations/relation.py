"""How a text stands to a policy that it names: rests on it, drafts, amends, repeals, forwards or implements it, or mentions it.

Judged by the words of the sentence around the citation: the verb right before it, what follows it, 根据 … before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from loaders.citations.pairs import Joined
from loaders.records import Relation

_WINDOW = 400  # characters of a sentence that are read to each side
_IMPLEMENT_BEFORE = re.compile(
    r"(?:贯彻|落实|贯彻落实|贯彻执行|贯彻实施|组织实施|深入实施|全面实施|严格执行|认真执行)(?:好|了)?\s?$"
)
_FORWARD_BEFORE = re.compile(r"转发(?:了)?\s?$")
_FORWARD_AFTER = re.compile(r"[）)]?\s?转发给")
_BASIS = re.compile(r"根据|依据|依照|按照|遵照")
_BASIS_SHORT = re.compile(r"(?<![\u4e00-\u9fff])按(?=国|《|省|市|县|区|州)")
_BASIS_BESIDE = re.compile(r"(?:根据|依据|依照|按照|遵照|按)\s?$")
_REPEAL_AFTER = re.compile(r"[^。！？]{0,400}?(?:同时|一并|予以|即行)?(?:废止|失效|停止执行|停止施行)")
# What a bracket says of another policy: 松政发〔2018〕22号（原松政发〔2008〕11号同时废止）.
_OTHERS = re.compile(r"[（(][^（）()]*[号》][^（）()]*[）)]")
_REPEAL_BEFORE = re.compile(r"(?:废止|停止执行)[^。；，]{0,30}$")
_AMEND_AFTER = re.compile(
    r"[）)]?(?:第[^，。；《]{1,20}?条)?(?:进行|予以|作出?)?了?(?:如下|以下|部分|个别)?(?:第[一二三四五六]次)?(?:修正|修改|修订)"
)
_AMEND_WITHIN = 32  # characters to the 修 that _AMEND_AFTER looks for, at most
_AMEND_BEFORE = re.compile(r"(?:修改|修订|修正)(?:了|并印发|完善)?\s?$")
_AMEND_OBJECT = re.compile(r"(?:对|将)[^。；]{0,10}$")
_DRAFT_BEFORE = re.compile(
    r"(?:制定|制订|起草|编制|拟定|拟订|草拟|出台|研究制订?|颁布实施)(?:了|出台|并印发|印发|并实施|国家层面|系列)?\s?$"
)
# The verbs above reach back no further than this, and end in one of these characters.
_VERB_AT_MOST, _VERB_ENDS = 12, frozenset("彻实行施好了发改订正善定草制台面列")
_LIST_GAP = re.compile(r"[\s、，,和及与以；;）)\]】号文件]*")
_LINKS = frozenset("、，,和及与以；;）)]】号文件")
_SENTENCE = re.compile(r"[。！？]|\n[ \t\u3000]*\n")
_ENDS = re.compile("止|失效")
_BLANKS = " \t\u3000"


def relations(text: str, joined: list[Joined]) -> list[Relation]:
    """The relation of each; members of a list share the verb before its first (修订《A》《B》) or behind its last (第3、4号修正)."""
    ends = [found.start() for found in _ENDS.finditer(text)] if "止" in text or "失效" in text else []
    own = [_relation(text, item, ends) for item in joined]
    linked = [_listed(text, a.tail, b.start) for a, b in zip(joined, joined[1:], strict=False)]
    for index, link in enumerate(linked):
        if link and own[index + 1] == "mention" and own[index] in ("drafts", "amends", "forwards", "implements"):
            own[index + 1] = own[index]
    for index in range(len(linked) - 1, -1, -1):
        number = joined[index + 1].number
        if linked[index] and number is not None and number.elided and own[index + 1] == "amends":
            own[index] = "amends"
    return own


def _listed(text: str, end: int, start: int) -> bool:
    """Whether only commas, 和 and the like stand between the end of a citation and the start of the next."""
    if end >= start:
        return True
    last = text[start - 1]
    return (last in _LINKS or last.isspace()) and _LIST_GAP.fullmatch(text, end, start) is not None


def _relation(text: str, item: Joined, ends: list[int]) -> Relation:
    """The relation of one; ``ends`` are the places of 止 and 失效 in the text."""
    # What a plain search for a character rules out is not tried as an expression: most citations have none of the words.
    begin, tail = sentence_start(text, item.start), item.tail
    last = text[item.start - 1 : item.start]
    verb = text[max(begin, item.start - _VERB_AT_MOST) : item.start]
    acts = last in _VERB_ENDS or (last.isspace() and verb.rstrip()[-1:] in _VERB_ENDS)
    if acts and _DRAFT_BEFORE.search(verb):
        return "drafts"
    if (acts and _FORWARD_BEFORE.search(verb)) or (
        text.find("转", tail, tail + 4) >= 0 and _FORWARD_AFTER.match(text, tail)
    ):
        return "forwards"
    if acts and _IMPLEMENT_BEFORE.search(verb):
        return "implements"
    if acts and _AMEND_BEFORE.search(verb):
        return "amends"
    amended = text.find("修", tail, tail + _AMEND_WITHIN) >= 0 and _AMEND_AFTER.match(text, tail)
    if amended and (item.title is None or _AMEND_OBJECT.search(verb)):
        return "amends"
    before = text[begin : item.start]
    if ends and (_repealed_after(text, tail, ends) or ("止" in before and _REPEAL_BEFORE.search(before))):
        return "repeals"
    if item.via is not None and item.title is None:
        # 该办法 rests on nothing: what the sentence rests on is named in full.
        return "basis" if _BASIS_BESIDE.search(before) else "mention"
    if ("据" in before or "照" in before) and _BASIS.search(before):
        return "basis"
    return "basis" if "按" in before and _BASIS_SHORT.search(before) else "mention"


def _repealed_after(text: str, tail: int, ends: list[int]) -> bool:
    """Whether the rest of the sentence says that what was named is repealed (… 同时废止)."""
    limit = tail + _WINDOW + 20
    nearest = bisect_left(ends, tail)
    if nearest == len(ends) or ends[nearest] >= limit:
        return False
    stop = _SENTENCE.search(text, tail, limit)
    rest = _OTHERS.sub("", text[tail : stop.start() if stop else limit])
    return _REPEAL_AFTER.match(rest) is not None


def sentence_start(text: str, place: int) -> int:
    """Where the sentence begins that holds ``place``: after 。！？ or an empty line, at most 400 characters before."""
    begin = max(0, place - _WINDOW)
    for mark in "。！？":
        if (found := text.rfind(mark, begin, place)) >= 0:
            begin = found + 1
    line = text.rfind("\n", begin, place)
    while line >= 0:
        if line > begin and text[line - 1] == "\n":
            return line + 1
        above = text.rfind("\n", begin, line)
        if above < 0:
            break
        if not text[above + 1 : line].strip(_BLANKS):
            return line + 1
        line = above
    return begin
