"""The names under which pages print policies: number, title, issuers beside it, and where it was printed when that matters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kg.resolution.reach import recurs, replaced
from kg.resolution.spelling import Name
from loaders.bodies import identity, superiors
from loaders.citations import numbers, titles
from loaders.citations.numbers import Number
from loaders.rdf import identifiers
from ontology.authorities import areas, places, renames, whole_names

_STATE, _NATIONAL = "中华人民共和国", "国家"
_JOINTS = re.compile(r"[、与和及,，\s\u3000]")
_ORDER = re.compile("(?<=..)(?:令|公告|通告)\\Z")
_DOCUMENT = re.compile("[0-9a-f]{16}")
_MASKED = re.compile(r"[xX×Ｘ]{2,}|某[某省市州县区]")
# Between a spelling and the rule by which it was joined, where the rule is a guess or a person's judgement.
_BY = " ≈ "


@dataclass(frozen=True, slots=True)
class Witness:
    """Who prints a name: the documents, and whether a register or the document itself is among them."""

    documents: frozenset[str] = frozenset()
    authority: bool = False


def spelled(name: Name, rule: str) -> str:
    """A name as the derived graph keeps it, with the rule that joined it to its policy where that is worth saying."""
    return name.printed + (_BY + rule if rule not in ("number", "title") else "")


def parse(text: str) -> tuple[Name, str]:
    """The name that :func:`spelled` wrote, and the rule (blank where it did not say one)."""
    text, _, rule = text.partition(_BY)
    open_, close = text.find("《"), text.rfind("》")
    if open_ < 0 or close < open_:
        number, _, scope = text.partition(" ")
        return Name(number, scope=scope), rule
    issuers = tuple(text[:open_].split("、")) if open_ else ()
    rest = text[close + 1 :]
    number, scope = ("", rest)
    if rest.startswith("（"):
        end = _closing(rest)
        number, scope = rest[1:end], rest[end + 1 :]
    scope, _, time = scope.partition("@")
    day, _, read = time.partition("@")
    return Name(number, text[open_ + 1 : close], issuers, scope, day, read), rule


def _closing(text: str) -> int:
    """Where the bracket closes that a text begins with; a code may hold a section in brackets of its own: 云府（综）〔2021〕5号."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "（") - (sign == "）")
        if depth == 0:
            return place
    return len(text)


def name(
    number: str | None,
    title: str | None,
    issuers: tuple[str, ...] = (),
    document: str = "",
    area: str = "",
    day: str = "",
    read: str = "",
) -> Name | None:
    """The name that is printed in a document (its 16 digits) of an area; None where it names nothing.

    ``day`` is the policy's own date as the document states it, ``read`` the year of a document that cites.  The issuers that the
    title itself says are left out, and so are scope and time of a name that needs none.
    """
    title, beside = _titled(title or "", issuers)
    if number:
        scope = _issued_in(number, title, area, document)
        if not title and not scope and not complete(of(number)):
            scope = document
        return _shared(number, title, beside if title else (), scope)
    if not title:
        return None
    printed = _shared("", title, beside)
    if recurs(printed.core):
        printed = replace(printed, day=day, read=read)
    elif replaced(printed.core):
        printed = replace(printed, read=read)
    if printed.empty or _MASKED.search(title):
        return replace(printed, scope=document)
    if printed.relative:
        return replace(printed, scope=area or document)
    return printed if printed.placed or printed.bodies else replace(printed, scope=area)


# Documents name the same policies again and again.
_shared = cache(Name)


@cache
def _titled(title: str, issuers: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A title, blank where it names nothing, and of the issuers beside it those that it does not say itself."""
    title = title if titles.normal(title) else ""
    beside = tuple(sorted(issuers))
    if beside == tuple(sorted(titles.issuers(title))):
        return title, ()
    return title, tuple(body for body in beside if body and not set(body) & set("《》、"))


def _issued_in(number: str, title: str, area: str, document: str) -> str:
    """Where the order of a body was issued whose name means another one elsewhere (省政府令第188号); blank for all other numbers.

    The place that begins the title says it, else the area of the page, else it is known in this document only.
    """
    code = of(number).code if of(number).form != "coded" else None
    if not code or not identity.relative(code):
        return ""
    titled = places.leading(title).area if title else None
    for where in (identity.of_area(titled).name if titled else "", area):
        if where and not _issuer(code, where).within:
            return where
    return document


@cache
def _issuer(code: str, where: str) -> identity.Identity:
    """The body that the name before an order means in an area, or in a document (its 16 digits)."""
    return identity.body(
        code, identity.reader(None if _DOCUMENT.fullmatch(where) else where or None, None, None, where)
    )


@cache
def of(normal: str) -> Number:
    """The pieces of a number in normal form; cheaper than reading it as print."""
    return Number.of(normal) or numbers.parse(normal) or Number(None, None, normal)


def complete(number: Number) -> bool:
    """Whether a number names one document: with code, and a year that was not masked (orders carry no year)."""
    if not number.code or _MASKED.search(number.code):
        return False
    return number.form == "order" or (number.year is not None and number.year.isdigit() and len(number.year) == 4)


@cache
def key(normal: str, scope: str = "") -> str:
    """The number under which all its spellings meet: 中华人民共和国国务院令第457号 -> 国务院令第457号.

    The nation before a body's name and what stands between joint bodies (、与和, blanks) do not count; a body of an area has its
    official name: 省政府令第188号 in Guangdong (``scope``) -> 广东省人民政府令第188号, and one of the nation too: 国家环保总局令第5号 ->
    国家环境保护总局令第5号, 人行令〔2021〕3号 -> 中国人民银行令〔2021〕3号, and of several that were called so the one of the number's year.
    """
    number = of(official(normal, scope))
    order = _ORDER.search(number.code or "") if number.form == "coded" else None
    if not number.code or (number.form == "coded" and order is None):
        return normal
    word = order[0] if order else ""
    year = int(number.year) if complete(number) and number.year else None
    bodies = _bodies(number.code.removeprefix(_STATE).removesuffix(word))
    code = _JOINTS.sub("", "、".join(_whole(body, year) for body in bodies)) or number.code
    return Number(code + word, number.year, number.serial, number.form).normal


def _bodies(code: str) -> tuple[str, ...]:
    """The bodies before an order: 财政部税务总局 are two, between which a blank stood."""
    return tuple(body for run in code.split("、") for body in superiors.parted(run))


def _whole(body: str, year: int | None) -> str:
    """The name of a body of the nation that is printed in short.

    As it is where several, one after the other, were called so, and ``year`` does not say which.
    """
    name = _orders().get(body) or whole_names.whole_name(body)
    names = {name} if name else set()
    for other in whole_names.meanings(body.removeprefix(_NATIONAL)):
        names |= {other, _NATIONAL + other}
    names &= whole_names.of_nation()
    if len(names) > 1 and year is not None:
        names = set(renames.called_in(year, names))
    return names.pop() if len(names) == 1 else body


@cache
def _orders() -> Mapping[str, str]:
    """Bodies by the short name that only their orders have: 人行 of a county's page is no bank of the nation."""
    return {row[0].removesuffix("令"): row[1] for row in areas.table("ministries") if _ORDER.search(row[0]) and row[1]}


@cache
def official(normal: str, scope: str = "") -> str:
    """A number with the official name of the body of an area that issued it; any other number as it is."""
    number = of(normal)
    if number.form == "coded" or not number.code:
        return normal
    issuer = _issuer(number.code, scope)
    if issuer.area is None or issuer.within or issuer.name == number.code:
        return normal
    return Number(issuer.name, number.year, number.serial, number.form).normal


def number_key(name: Name) -> str:
    """The :func:`key` of a name's number; blank where it has none."""
    return key(name.number, name.scope) if name.number else ""


def whole(name: Name) -> bool:
    """Whether the number of a name says which document it is, where it was printed."""
    number = of(number_key(name))
    if not complete(number) or number.form == "coded":
        return complete(number)
    # 财政部 税务总局公告 is of two bodies, neither of which is another one elsewhere.
    bodies = (body for run in (number.code or "").split("、") for body in superiors.parted(run))
    return not any(map(identity.relative, bodies))


def shown(spellings: Sequence[str]) -> str:
    """Of the spellings of one number the one to show: without the nation, joint bodies set apart."""
    short = {Number((n := of(s)).code, n.year, n.serial, n.form).normal.removeprefix(_STATE) for s in spellings}
    return min(short, key=lambda text: (-text.count("、"), len(text), text))


def number_iri(normal: str) -> str:
    """The IRI of the policy of a number, whatever its spelling."""
    return identifiers.policy(key(normal))
