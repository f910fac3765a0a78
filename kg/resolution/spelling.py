"""What a printed title names, piece by piece, and when two titles are spellings of one another.

Everything here looks at two titles only; which policy a title then means is decided in :mod:`kg.resolution.matching`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, lru_cache

from kg.resolution.typing_errors import alternatives, common
from loaders.bodies import order_issuers
from loaders.citations import titles
from loaders.text import numerals
from loaders.text.tokens import alternation
from ontology import ends_unmarked, is_generic, policy_kind
from ontology.authorities import places
from ontology.authorities.areas import Area
from ontology.authorities.common_words import covered
from ontology.authorities.renames import linked
from ontology.authorities.whole_names import of_nation
from ontology.tables import rows

TRUNCATED_FROM, MISTYPED_FROM, CONTAINED_FROM = 12, 10, 4
_STATE = "中华人民共和国"
_NATION = ("中华人民共和国", "国家", "全国", "中国", "中央", "国务院", "中共中央")
_DROPPED = re.compile(r"[^\w]|_")
_ISSUES = alternation("issue")
_WRAPPED = re.compile(rf"^(?:关于)?{_ISSUES}(?P<core>.+?)(?:(?:的|之)?(?:通知|公告|通告|决定))?$")
_OPENED = re.compile(rf"^(?:关于)?{_ISSUES}")
_NOTICE = re.compile(r"^(?P<core>.+)的通知$")
_ISSUED = re.compile(_ISSUES)
_INNER = re.compile(r"[《〈<＜]([^《》〈〉<>＜＞]{4,})[》〉>＞]")
_FORWARDS = re.compile(alternation("forward"))
_ACTED = re.compile(f"关于|{_ISSUES}|{alternation('forward')}")
_NEGATION = re.compile(r"[不非除未无]")
_FIGURE = re.compile(r"\d+|第?[一二三四五六七八九十百]+(?=[批期版届轮号条年项])")
_RELATIVE = re.compile(r"^(?:省|市|州|县|区|本[省市州县区]|我[省市州县区]|[一二三四五六七八九十]+届[省市州县区]|xx|某)")
_LEVEL = re.compile("^(?:自治区|[省市州县区])")
# Years and counts as titles write them one way or the other: 二〇二一年, 2021年度, 2021春季; 五项, 第三十六个.
_WRITTEN_YEAR = re.compile("[一二][〇零九][〇零一二三四五六七八九]{2}(?=年)")
_COUNT = re.compile("[一二三四五六七八九十百]+(?=[项个批次届期轮号条月日类种])")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:年度?)?")
_NOTICES = re.compile("(?:通知){2,}$")
_UNSPLIT = re.compile(r"[、\s\u3000]+")

_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """What one or many places print of a policy: ``number`` in normal form, ``title`` without its marks.

    ``issuers`` stand beside the title and are not part of it.  ``scope`` is the document (16 hexadecimal digits) or the area of a
    name that means something else elsewhere: 《实施方案》, 市人民政府…, a title that names no place; it is blank otherwise.
    Of a title that may come every year, ``day`` is the document's own date where a register says it, ``read`` the year of a page that
    cites it.

    The title is taken apart as well: ``core`` is what it is about, without issuer, without 关于, without 印发…的通知 around it.
    ``bodies`` are the issuers in the title and beside it, as they are compared.  ``parts`` are the cores of attachments that a notice
    issues together; ``stem`` is the title without what stands before the core, for comparing titles that break off.  ``placed`` tells
    that the core begins with the nation or a place, ``relative`` that the title means another policy elsewhere, ``empty`` that it says
    nothing but a kind.
    """

    number: str = ""
    title: str = ""
    issuers: tuple[str, ...] = ()
    scope: str = ""
    day: str = ""
    read: str = ""
    core: str = field(init=False, compare=False, repr=False)
    stem: str = field(init=False, compare=False, repr=False)
    bodies: frozenset[str] = field(init=False, compare=False, repr=False)
    parts: tuple[str, ...] = field(init=False, compare=False, repr=False)
    placed: bool = field(init=False, compare=False, repr=False)
    relative: bool = field(init=False, compare=False, repr=False)
    empty: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        for piece, value in zip(_PIECES, _taken_apart(self.title, self.issuers), strict=True):
            object.__setattr__(self, piece, value)

    @property
    def printed(self) -> str:
        """The name as one string: 云南省财政厅《…办法》（云财社发〔2023〕36号）."""
        if not self.title:
            return f"{self.number} {self.scope}".strip()
        number = f"（{self.number}）" if self.number else ""
        time = f"@{self.day}@{self.read}" if self.day or self.read else ""
        return f"{'、'.join(self.issuers)}《{self.title}》{number}{self.scope}{time}"


_PIECES = ("core", "stem", "bodies", "parts", "placed", "relative", "empty")


@cache
def _taken_apart(printed: str, named: tuple[str, ...]) -> tuple[object, ...]:
    """The pieces of a printed title; ``named`` are issuers that stand beside it."""
    whole = rest = fold(printed)
    issuers = titles.issuers(printed) if _ACTED.search(printed) else ()
    if issuers:
        rest = rest.removeprefix(fold("".join(issuers)))
        if rest.startswith("等") and (acts := _ACTED.search(rest)):  # 某部等三部门关于…
            rest = rest[acts.start() :]
    core = stem = rest.removeprefix(_STATE)
    if not _FORWARDS.search(core):
        core = _unwrapped(core)
        stem = _OPENED.sub("", stem).removeprefix("关于").removeprefix(_STATE)
    core = core.removeprefix("关于").removeprefix(_STATE) or rest
    return (
        core,
        stem.removeprefix("关于"),
        frozenset(map(body, (*issuers, *named))) if issuers or named else _NOBODY,
        _attachments(printed),
        whole.startswith(_STATE) or placed(core) or policy_kind(core) == "Law",
        bool(_RELATIVE.match(core)) or any(map(_RELATIVE.match, issuers)),
        not issuers and len(whole) <= 8 and is_generic(whole),
    )


# A title is compared with many others.
@lru_cache(maxsize=1 << 14)
def fold(printed: str) -> str:
    """A title as it is compared: width, case, marks, blanks and punctuation folded."""
    # 二○○九年 is printed with a circle, which is no letter.
    return _DROPPED.sub("", unicodedata.normalize("NFKC", printed.replace("○", "〇"))).lower()


@cache
def quoted(title: str) -> str:
    """What a title is about as other titles quote it: without 的, with 二〇〇九年度 as 2009年, 五项 as 5项, without 的通知 behind a document.

    关于推进家庭医生签约服务高质量发展指导意见的通知 quotes 关于推进家庭医生签约服务高质量发展的指导意见; of a forwarding notice
    what it forwards is said so in turn, and who issued that is left out.
    """
    return _quoted(Name(title=title).core)


def _quoted(core: str) -> str:
    if forwards := _FORWARDS.match(core):
        return forwards[0] + quoted(core[forwards.end() :])
    said = _COUNT.sub(lambda found: _digits(found[0]), _WRITTEN_YEAR.sub(lambda found: _digits(found[0]), core))
    said = _YEAR.sub(r"\1年", said.replace("的", ""))
    said = _NOTICES.sub("通知", said)
    shorter = said.removesuffix("通知")
    return shorter if ends_unmarked(shorter) else said


def _digits(numeral: str) -> str:
    value = numerals.parse(numeral)
    return numeral if value is None else str(value)


def _unwrapped(title: str) -> str:
    wrapped = _WRAPPED.match(title) if _OPENED.match(title) else None
    if wrapped:
        return wrapped["core"]
    notice = _NOTICE.match(title)
    # 实施方案的通知: the words 关于印发 were lost.  做好…工作的通知 is no wrapper, 工作 is no document.
    if notice and not title.startswith("关于") and _is_document(notice["core"]):
        return notice["core"]
    return title


@cache
def _is_document(title: str) -> bool:
    return policy_kind(title) not in (None, "other")


def _attachments(printed: str) -> tuple[str, ...]:
    """印发《A》和《B》的通知 -> A, B; nothing for one attachment, which is the core itself."""
    found = _INNER.findall(printed)
    if len(found) < 2 or not _ISSUED.search(printed) or _FORWARDS.search(printed):
        return ()
    return tuple(fold(part).removeprefix(_STATE) for part in found)


@cache
def placed(core: str) -> bool:
    """Whether a title begins with the nation or the name of a place: then the same title elsewhere is the same document."""
    return core.startswith(_NATION) or bool(places.printed(core))


# --- bodies ---------------------------------------------------------------------------------------------------------------------


@cache
def body(name: str) -> str:
    """A body's name as it is compared; the nation stays before what places have too: 中华人民共和国海事局."""
    plain = _UNSPLIT.sub("", order_issuers.normal(name))
    bare = plain.removeprefix(_STATE)
    return plain if bare.endswith("局") and bare not in of_nation() and not bare.endswith("总局") else bare


@cache
def same_body(one: str, other: str) -> bool:
    """Whether two names may be one body: short forms, former names, and a place left out are allowed."""
    if one == other:
        return True
    first, second = places.leading(one, body=True), places.leading(other, body=True)
    if bool(first.chains) != bool(second.chains) and any(
        name.startswith(_STATE) or name in of_nation() for name in (one, other)
    ):
        return False  # 中华人民共和国海事局 is not 江苏海事局
    if first.chains and second.chains and not any(places.same(a, b) for a in first.areas for b in second.areas):
        return False
    short, long = sorted((_LEVEL.sub("", place.rest.removeprefix(_STATE)) for place in (first, second)), key=len)
    if short in linked().get(long, ()):
        return True
    if long.endswith(("办公室", "办公厅")) != short.endswith(("办公室", "办公厅")) or not short:
        return False
    rest = iter(long)
    return short[0] == long[0] and all(char in rest for char in short)


def agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether the issuers of one set are among those of the other: joint documents are often cited by some of their issuers.

    One shared body is not enough: what 民政部、财政部 issue is not what 退役军人事务部、财政部 do.
    """
    few, many = sorted((one, other), key=len)
    return bool(few) and all(any(same_body(a, b) for b in many) for a in few)


def national(issuers: frozenset[str]) -> bool:
    """Whether a body of the centre is among the issuers: nothing else has a name without a place."""
    return any(not placed(name) or name.startswith(_NATION) for name in issuers if not _RELATIVE.match(name))


# --- two titles -----------------------------------------------------------------------------------------------------------------


def alike(one: Name, other: Name) -> bool:
    """Whether two titles printed with one number are spellings of one another: shortened, reordered, mistyped by a character.

    Another figure, another place, 不 or 非, 转发 or 实施细则 in one of them is never a spelling.
    """
    short, long = sorted((one, other), key=lambda title: (len(title.core), title.core))
    if short.core == long.core:
        return True
    if _contradict(short, long):
        return False
    whole = fold(long.title)
    if len(short.core) >= CONTAINED_FROM and (at := whole.find(short.core)) >= 0:
        return not (at and _NEGATION.match(whole, at - 1))
    if short.stem and long.stem.startswith(short.stem) and len(short.stem) >= CONTAINED_FROM:
        return True
    return len(short.core) >= 8 and _reworded(short.core, whole)


def _contradict(short: Name, long: Name) -> bool:
    one, other = fold(short.title), fold(long.title)
    if bool(_making_another().search(one)) != bool(_making_another().search(other)):
        return True
    figures, others = set(_FIGURE.findall(one)), set(_FIGURE.findall(other))
    if figures - others and others - figures:
        return True
    here, there = places.leading(short.core).areas, places.leading(long.core).areas
    if here and there and not any(places.holds(a, b) or places.holds(b, a) for a in here for b in there):
        return True
    return bool(short.bodies and long.bodies and not agree(short.bodies, long.bodies))


def _reworded(short: str, long: str) -> bool:
    """Whether each piece of the shorter title stands in the longer one, but for single characters."""
    lost = 0
    for kind, start, end, at, until in SequenceMatcher(None, short, long, autojunk=False).get_opcodes():
        piece, there = short[start:end], long[at:until]
        if kind in ("equal", "insert"):
            if kind == "insert" and len(there) <= 2 and _NEGATION.search(there):
                return False
            continue
        if len(piece) > 1 and piece in long:
            continue
        if _NEGATION.search(piece) or (len(there) <= 2 and _NEGATION.search(there)):
            return False
        if kind == "replace" and len(piece) == len(there) and any(map(alternatives, piece, there)):
            return False
        lost += len(piece)
        if len(piece) > 2:
            return False
    return lost <= max(1, len(short) // 8)


@cache
def within(area: str, above: Area) -> bool:
    """Whether the area of this name may lie in another, or be it; an unknown name lies nowhere."""
    return any(places.holds(above, known) for known in places.whole(area))


def breaks_off(title: Name) -> bool:
    """Whether a title ends before its last word: …管理实施细, …的通."""
    return len(title.stem) >= TRUNCATED_FROM and policy_kind(title.title) is None


def continues(cut: Name, whole: Name) -> bool:
    """Whether ``whole`` is what ``cut`` breaks off from."""
    return len(whole.stem) > len(cut.stem) and whole.stem.startswith(cut.stem)


def mistyped(one: str, other: str) -> bool:
    """Whether two cores differ by one character, wrong, missing or too much, that makes no word in one of them.

    Figures, places, 不 / 非 / 除 and pairs that both make sense (省 / 州, 药 / 食) never count as typing errors.
    """
    return _slip(one, other) is not None


def suspected(title: str, others: Iterable[str]) -> bool:
    """Whether a title has a typing error that one of the others has not: 公共卫在服务 beside 公共卫生服务."""
    return any(_slip(fold(title), fold(other)) == fold(title) for other in others)


def _slip(one: str, other: str) -> str | None:
    """Which of two cores is a typing error of the other; blank where one is and nobody can say which, None where none is."""
    if min(len(one), len(other)) < MISTYPED_FROM or abs(len(one) - len(other)) > 1 or one == other:
        return None
    start, tail = common(one, other)
    a, b = one[start : len(one) - tail], other[start : len(other) - tail]
    if len(a) > 1 or len(b) > 1 or _FIGURE.search(a + b) or re.search(r"[\dx零〇一二三四五六七八九十]", a + b):
        return None
    if _NEGATION.search(a + b) or start < max(places.printed(one), places.printed(other)):
        return None
    if (a or b) in "的之和与及" and (b or a) in "的之和与及":
        return ""
    if a and b:
        right = covered(one, start), covered(other, start)
        return None if alternatives(a, b) or right[0] == right[1] else other if right[0] else one
    long, short = (one, other) if a else (other, one)
    if long[start] == long[start - 1] and not covered(long[: start + 1], start):
        return long  # 管理理办法
    if covered(long, start):
        return None if covered(short, start) and covered(short, start - 1) else short
    return long if covered(short, start) else None


@cache
def _making_another() -> re.Pattern[str]:
    """The words by which a title is another one's than without them, also under one number."""
    return re.compile("|".join(row["word"] for row in rows("kg.resolution", "another_title.tsv")))
