"""What a title says that its document does to another one: 转发, 印发, 贯彻 / 实施, 修改, 废止, and to which.

A grammar of titles and nothing else: it reads 《A关于转发B的通知》 and gives B, whether anybody knows B or not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from loaders.citations import numbers, titles
from loaders.text.tokens import alternation
from ontology import endings, ends_unmarked
from ontology.authorities import places

Act = Literal["forwards", "issues", "implements", "amends", "repeals"]

_OPEN, _CLOSE = "《〈<＜﹤", "》〉>＞﹥"
_MARKS = re.compile(rf"[{_OPEN}{_CLOSE}]")
_ISSUES, _FORWARDS = alternation("issue"), alternation("forward")
_AMENDS, _REPEALS, _CARRIES = alternation("amend"), alternation("repeal"), alternation("implement", "carry-out")
_ISSUING = re.compile(_ISSUES)
# Without one of these words a title acts on nothing; most titles are done with here.
_ACTS = re.compile("|".join((_FORWARDS, _ISSUES, _AMENDS, _REPEALS, _CARRIES, "细则")))
_FORWARD = re.compile(rf"(?:关于)?{_FORWARDS}(?!办法|工作)")
_ISSUE = re.compile(rf"关于(?:{_AMENDS}(?:后|并|完善)?)?{_ISSUES}")
_AMEND = re.compile(rf"关于{_AMENDS}(?!后|并|完善|{_ISSUES})")
_REPEAL = re.compile(rf"关于(?:宣布)?{_REPEALS}(?!和宣布|部分|一批|若干)(?:和{_AMENDS})?")
_CARRY_BEFORE = re.compile(
    rf"(?<!调整)(?<!停止)(?<!暂停)(?<!延长){_CARRIES}(?:好|了)?(?P<issuer>[^，。；《〈<＜]{{0,30}})$"
)
_RULES = "|".join(endings())
_CARRY_AFTER = re.compile(rf"的?(?:贯彻)?实施(?:{_RULES})|的?(?:具体)?(?:实施)?细则")
_CARRY_UNMARKED = re.compile(rf"关于(?:进一步)?{_CARRIES}(?P<of>.+?)的(?:若干|具体|实施|贯彻)*(?:{_RULES})$")
_LAW = re.compile(r"实施(?P<of>中华人民共和国[^的]{2,40}?法)(?:办法|细则|规定|条例)$")
_DETAILED = re.compile(r"^(?P<of>.+?)(?:的)?实施(?:细则|办法|条例|规定)$")
# 关于修改《A》的决定, …等5件规章的决定, …部分条款的通知; but not 关于修订《A》所附文书格式的公告.
_WHOLLY = re.compile(
    r"^(?:等[^的]{0,14})?(?:和[^的]{0,14})?(?:(?:的|中)?(?:部分|有关|个别|若干|第[^的]{1,12}条)[^的]{0,6})?的?(?:决定|通知|公告|通告|命令|令|$)"
)
_END = re.compile(r"的?(?:补充)?(?:通知|决定|公告|通告|函)$")
_EDITION = re.compile(r"[（(](?:试行|暂行|修订|草案|[0-9]{4}年?|[^（）()]{0,8}版)[）)]$")
_LIST = re.compile(r"^(?:[、，,和与及]|以及)+$")
_MARKED_NUMBER = re.compile(r"^[（(][^（）()]{4,30}号[）)]")
# 转发“省科学技术厅关于…的通知”的通知: such quotes are marks of a title, those of “十四五” are not.
_QUOTED_TITLE = re.compile("“([^“”]*关于[^“”]*(?:“[^“”]*”[^“”]*)*(?:通知|公告|通告|意见|函|方案|办法))”")
# 转发县财政局、县民政局制定的《办法》: who made it stands before its marks, and the word that says so is no part of the name.
_DRAFTED = re.compile(rf"(?:共同|联合)?{alternation('draft')}的?$")
_ALSO = re.compile("[，,]?并[^《〈]{2,30}的通知$")
_MAKING = re.compile(rf"{_ISSUES}|{_AMENDS}|{_REPEALS}")
_AS_FILE = re.compile("[）)]?(?:文件?|电)?(?:精神)?(?:的通知|的函|$|(?=[\u4e00-\u9fff]{2,30}的通知$))")
_NUMBER_BESIDE = re.compile(r"[（(](?P<number>[^（）()]{4,30}号)[）)](?P<end>的通知)?$")
_SHORTEST = 5
_LONGEST_KIND = 22  # characters after the last 的: 指导意见, 若干措施（试行）


@dataclass(frozen=True, slots=True)
class Object:
    """A document that a title acts on: its title as it would be cited by itself, and its number where the title prints it.

    The title is blank where only a number is printed (转发国办发〔2018〕3号文件).  ``issuer`` is who stands before the marks of a title
    that is none without them: 省财政厅 of 转发省财政厅《补助办法》.

    ``ambiguous``: 云岭省补助资金管理办法实施细则 may be the province's details of 补助资金管理办法, or details of
    云岭省补助资金管理办法; only a document that is known can decide.
    """

    act: Act
    title: str
    number: str | None = None
    ambiguous: bool = False
    issuer: str = ""


def objects(title: str) -> tuple[Object, ...]:
    """The documents that a title says its own document forwards, issues, implements, amends or repeals; mostly none."""
    if not _ACTS.search(title):
        return ()
    title = _QUOTED_TITLE.sub(r"《\1》", _EDITION.sub("", title.strip()))
    marked = _marked(title)
    head = title[: marked[0][0]] if marked else title
    if forward := _FORWARD.search(head):
        return tuple(_taken(title, forward.end(), marked, "forwards"))
    for pattern, act in _REPEAL_OR_AMEND:
        if verb := pattern.search(head):
            return tuple(_taken(title, verb.end(), marked, act))
    if issue := _ISSUE.search(head):
        issued = tuple(_taken(title, issue.end(), marked, "issues"))
        # A notice and the attachment that it issues are one document, so what the attachment does, the notice does.
        inner = tuple(done for one in issued for done in objects(one.title) if done.act != "forwards")
        return issued + inner
    return tuple(_carried(title, marked))


_REPEAL_OR_AMEND: tuple[tuple[re.Pattern[str], Act], ...] = ((_REPEAL, "repeals"), (_AMEND, "amends"))


def _marked(title: str) -> list[tuple[int, int, str]]:
    """The outermost 《…》 of a title: start, end, what is inside; a mark that is never closed reaches to 的通知 or the end."""
    found: list[tuple[int, int, str]] = []
    depth = start = 0
    for place, char in enumerate(title):
        if char in _OPEN:
            start = place if depth == 0 else start
            depth += 1
        elif char in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                found.append((start, place + 1, title[start + 1 : place]))
    if depth:
        inner = title[start + 1 :]
        tail = _END.search(inner)
        shorter = inner[: tail.start()] if tail else inner
        # 转发《关于做好…工作的通知 lacks one mark and one 的通知: the only one is the inner title's, which is none without it.
        if "关于" in shorter and not _is_whole(shorter) or shorter.endswith("》"):
            shorter = inner
        end = start + 1 + len(shorter)
        found.append((start, end, title[start + 1 : end].rstrip(_CLOSE)))
    return found


def _taken(title: str, place: int, marked: list[tuple[int, int, str]], act: Act) -> list[Object]:
    """The objects of the verb that ends at ``place``."""
    if act == "forwards" and marked and _is_about(title[place : marked[0][0]], marked[0][2]):
        marked = []
    found: list[Object] = []
    before = place
    for start, end, inner in marked:
        gap = title[before:start]
        if found and not _LIST.match(gap.strip()) and not _is_number(gap):
            break
        if act == "forwards" and not _is_document(inner) and _END.match(title[end:]):
            inner += "的通知"  # 转发《征集指南建议》的通知: what is forwarded is no document without it
        found += _object(act, inner, issuer=gap if not found else "", after=title[end : end + 40])
        before = end
    if marked:
        last = _MARKED_NUMBER.sub("", title[before:])
        return found if act not in ("amends", "repeals") or _WHOLLY.match(last) else []
    core = title[place:]
    if core[-1:] in _CLOSE and _is_document(core[:-1]):
        core = core[:-1]
    number = None
    if act == "forwards":
        if alone := _number_alone(core):
            return [Object(act, "", alone)]
        core = _without_more(core)
        if (beside := _NUMBER_BESIDE.search(core)) and (printed := numbers.find(beside["number"])):
            core, number = core[: beside.start()] + beside["end"], printed[0].number.normal
    if core.endswith("的通知的通知"):
        core = core.removesuffix("的通知")
    elif act == "forwards":
        shorter = _END.sub("", core)
        inner_about = "关于" in shorter
        whole = _is_whole(shorter) if inner_about else _is_document(shorter)
        if whole and not (inner_about and _ISSUING.search(shorter.split("关于", 1)[1][:4])):
            core = shorter
    else:
        core = re.sub(r"等\d*[件部项个].*$", "", _END.sub("", core))
    return [replace(one, number=number) for one in _object(act, core)] if _is_document(core) else []


def _is_about(before: str, inner: str) -> bool:
    """Whether the marks are of what the forwarded document is about: 转发民政部关于贯彻《条例》的通知, 关于《征集计划》项目的通知."""
    return "关于" in before and not (before.endswith("关于") and _is_document(inner))


def _number_alone(core: str) -> str | None:
    """The number of 转发省物价局苏价费〔2010〕313号文件的通知, which names no title."""
    printed = numbers.find(core)
    if not printed or not printed[0].number.code:
        return None
    before, after = core[: printed[0].start].strip(" \u3000、（("), core[printed[0].end :]
    # The title that stands before a number is no body: 关于做好补助工作的通知（云财社〔2020〕1号）.
    return printed[0].number.normal if _AS_FILE.match(after) and (not before or titles.bodies(before)) else None


def _without_more(core: str) -> str:
    """The object without what else the notice orders: 转发关于X的意见并结合我市实际抓好落实的通知."""
    also = _ALSO.search(core)
    acted = "关于" in core and _MAKING.match(core.split("关于", 1)[1])
    return core[: also.start()] if also and not acted and _is_document(core[: also.start()]) else core


def _carried(title: str, marked: list[tuple[int, int, str]]) -> list[Object]:
    """What a title implements."""
    if marked:
        start, end, inner = marked[0]
        before = _CARRY_BEFORE.search(title[:start])
        if before:
            return _object("implements", inner, issuer=before["issuer"], after=title[end : end + 40])
        if _CARRY_AFTER.match(title[end:]):
            return _object("implements", inner)
        return []
    if law := _LAW.search(title):
        return _object("implements", law["of"])
    if (carried := _CARRY_UNMARKED.search(title)) and _is_document(carried["of"]):
        about = "关于" in carried["of"]
        return _object("implements", carried["of"]) if not about or _is_whole(carried["of"]) else []
    if (detailed := _DETAILED.match(title)) and _is_document(detailed["of"]) and "关于" not in detailed["of"]:
        placed = places.printed(detailed["of"]) > 0
        return [Object("implements", one.title, one.number, placed) for one in _object("implements", detailed["of"])]
    return []


def _object(act: Act, inner: str, issuer: str = "", after: str = "") -> list[Object]:
    """One object, with the issuer that stands before its marks where the title inside begins with 关于."""
    inner = inner.strip()
    issuer = _DRAFTED.sub("", issuer.strip(" \u3000、，,的"))
    before = numbers.find(issuer)
    if before:
        issuer = issuer[: before[0].start].rstrip(" \u3000、，,（(")
    if issuer and inner.startswith("关于"):
        inner = issuer + inner
        issuer = ""
    plain = _MARKS.sub("", inner).strip()
    if len(titles.normal(plain)) < _SHORTEST:
        return []
    number = re.match(r"[（(\s]*", after)
    printed = numbers.find(after[:40]) if number else []
    if before and not printed:
        return [Object(act, inner, before[0].number.normal, issuer=issuer if titles.bodies(issuer) else "")]
    own = printed[0].number.normal if printed and printed[0].start <= 2 else None
    return [Object(act, inner, own, issuer=issuer if titles.bodies(issuer) else "")]


def _is_document(title: str) -> bool:
    """Whether an unmarked object ends as a title does."""
    return ends_unmarked(title) == "alone"


def _is_whole(title: str) -> bool:
    """Whether a title is whole with its last words: 关于…的意见 is, 关于做好…工作 is the half of one whose 的通知 stands behind it."""
    head, of, kind = title.rpartition("的")
    return bool(head and of) and len(kind) <= _LONGEST_KIND and _is_document(kind)


def _is_number(text: str) -> bool:
    return bool(numbers.find(text))
