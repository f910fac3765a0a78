"""Which area and which body a printed name means on a page: 红塔区 and 玉溪市红塔区, 市卫健局 and 楚雄市卫生健康局.

A name is read where it stands: in the document of an area, published by a body.  What that does not decide stays apart: the identity
carries the area or the document that the name was read in, and nothing else is ever the same as it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from loaders.bodies.organisation_words import alternation, generic, pattern, words
from loaders.records import Document
from ontology.authorities import areas, places
from ontology.authorities.areas import Area
from ontology.authorities.whole_names import local_bodies, meanings, of_nation, whole_name
from ontology.blanks import without_blanks

_UNITS: Final = tuple("省市州县区旗盟")
# A document is told by the first digits of its SHA-256.
_DOCUMENT = re.compile("[0-9a-f]{16}")
_STATE: Final = "中华人民共和国"
# The usual names of what stands before the place; their committees are called 委: 中共云岭县委.
_SHORT_PARTY: Final = {"中国共产党": "中共", "中国共产主义青年团": "共青团", "中国人民政治协商会议": "政协"}
_OF_PARTY = re.compile("委(?!托)|纪律检查委员会")
_PARTY_COMMITTEE = re.compile("^委员会(?=[^委]|$)")
_OF_NATION = re.compile("国家|全国|中国|中央|国务院|中华全国|最高人民")
_RELATIVE = re.compile("[我本]?(自治区|自治州|地区|[林特矿新]区|[省市州县区旗盟])(?:级)?(?=.)")
# 委 of the party, of a county and of the youth league is short for more than 委员会.
_COMMITTEE = re.compile("(?<![党工纪团省市州县区旗盟])委$")
_GOVERNMENT = re.compile("^政府")
_BELONGING = re.compile("(.{4,40}?)(?:所属|下属)(.{4,40}[院所站校园队馆社])")
# 团市委 is the committee of the youth league of the city.
_LEAGUE = re.compile("^团(自治区|[省市州县区旗盟地])委(?:员会)?$")
# 局属各单位, 直属单位, 委机关: those of the body that publishes the page, or that body itself.
_HELD = re.compile(
    "(?P<own>[局委办厅部院校所站]??)(?P<held>(?:直属|所属|下属|机关|系统|各?[科股处]室|(?<=.)(?:属|直|本级)).{0,6})"
)
_ITSELF = frozenset({"机关", "本级", "机关本级"})
_IN_AREA = re.compile("全[省州市县区]|辖区")
# 河西区人民政府友谊路街道办事处 is the office that others call without the government that sends it.
_STREET = re.compile("^(?:(?:人民)?政府)?(.{1,8}街道办)(?:事处)?$")
# A body of this kind that names no place is one of many: each county has its 林业站, and each page means its own.
_ONE_OF_MANY = re.compile(
    ".{0,8}(?:局|办|办公室|中心|[^车]站|所|[支大]队|供销社|保健院|卫生院|福利院|敬老院|法院|检察院|人民医院|中医院|领导小组|指挥部|专班|镇|乡|街道|小学|中学|幼儿园|养老院|管委会|管理委员会|村委会|居委会|社区|园区)"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """An area or a body: its official name, and what it was read in where the name alone does not say which one it is.

    ``area`` is the area itself, or the one that a body is of, where that is one division of the tables.
    """

    name: str
    within: str = ""
    area: Area | None = None

    @property
    def label(self) -> str:
        """The name that no other thing of its kind has: 楚雄市卫生健康局, 市卫健局（楚雄市）."""
        if not self.within:
            return self.name
        return f"{self.name}（{'文件' + self.within[:8] if _DOCUMENT.fullmatch(self.within) else self.within}）"


@dataclass(frozen=True, slots=True)
class Reader:
    """Where names are read: the area that a page is about, and its publisher, as far as they are known.

    ``scope`` keeps apart what they do not decide, ``document`` what each page means otherwise.
    """

    scope: str
    place: Identity | None = None
    publisher: Identity | None = None
    document: str = ""

    @property
    def page(self) -> str:
        """What keeps apart the names that mean a body of the page itself, as two institutions of one district both say 本单位."""
        return self.document or self.scope


NOWHERE: Final = Reader("")


def reader(printed_area: str | None, publisher: str | None, title: str | None, key: str) -> Reader:
    """Where the names of a document are read, by the area and the publisher that it prints; ``key`` tells it from all others.

    A page that says no area is about the place that its title begins with: 个旧市2024年爱国卫生工作要点.
    """
    place = area(printed_area, Reader(key)) if printed_area else None
    if not printed_area and title and (titled := places.leading(without_blanks(title)).area):
        place = of_area(titled)
    return reader_in(place, publisher, key)


def reader_in(place: Identity | None, publisher: str | None, key: str) -> Reader:
    """Where the names of a document about ``place`` are read."""
    scope = place.name if place and not place.within else key
    here = Reader(scope, place, document=key)
    return replace(here, publisher=body(publisher, here)) if publisher else here


def of_document(document: Document) -> Reader:
    """Where the names of a document are read."""
    stated = (document.area, document.publisher, document.title)
    place, publisher, title = (one.value if one else None for one in stated)
    return reader(place, publisher, title, document.sha256[:16])


# --- areas -----------------------------------------------------------------------------------------------------------------------


def area(printed: str, where: Reader = NOWHERE) -> Identity:
    """The area that a name means; one that the tables give to several stays apart, as one that no table knows has only its name."""
    name = without_blanks(printed)
    held = places.whole(name, where.place.area if where.place else None)
    if len(held) == 1:
        return of_area(held[0])
    return Identity(name, where.scope) if held else Identity(name)


def of_area(known: Area) -> Identity:
    """A division under its official name, with that of its parent where it shares it: 北京市朝阳区."""
    today = areas.by_code(known.code) or known
    return Identity(_official()[today.code], area=today)


@lru_cache(maxsize=4096)
def named_area(label: str) -> Area | None:
    """The division of this official name; None for what no table knows."""
    code = _by_official().get(label)
    return areas.by_code(code) if code else None


@lru_cache(maxsize=1 << 16)
def area_of(body: str) -> Area | None:
    """The division whose official name begins a body's: 楚雄市卫生健康局 -> 楚雄市; None where none does."""
    plain = pattern("party").sub("", body, count=1) if pattern("party").match(body) else body
    for size in range(min(len(plain), _longest()), 1, -1):
        if plain[:size] in _by_official() and not places.goes_on(plain[size - 1 :]):
            return named_area(plain[:size])
    return None


@cache
def _longest() -> int:
    return max(map(len, _by_official()))


@cache
def _official() -> Mapping[str, str]:
    """The name of each division by its code, that of its parent before it where another one is called the same."""
    last = {known.code: known for known in areas.areas() if areas.by_code(known.code) == known}
    bearers: dict[str, list[Area]] = {}
    for known in last.values():
        bearers.setdefault(known.name, []).append(known)
    found: dict[str, str] = {}
    for name, held in bearers.items():
        in_force = [known for known in held if known.until is None]
        for known in held:
            above = areas.ancestors(known)[:1] if len(held) > 1 and in_force != [known] else ()
            found[known.code] = "".join(one.name for one in above) + name
    taken = Counter(found.values())
    return {code: f"{name}（{code}）" if taken[name] > 1 else name for code, name in found.items()}


@cache
def _by_official() -> Mapping[str, str]:
    return {name: code for code, name in _official().items()}


# --- bodies ----------------------------------------------------------------------------------------------------------------------


def own(printed: str) -> bool:
    """Whether a body speaks of itself: 本单位, 我局."""
    return _own().fullmatch(printed) is not None


def relative(printed: str) -> bool:
    """Whether a body's name means another one elsewhere: 市卫健局, 省政府."""
    return bool(body(printed, Reader("elsewhere")).within)


def body(printed: str, where: Reader = NOWHERE) -> Identity:
    """The body that a name means for its reader: with the official names of its area and of its organ."""
    return _body(without_blanks(printed), where)


@lru_cache(maxsize=1 << 16)
def _body(name: str, where: Reader) -> Identity:
    name = name.removeprefix(_STATE) or name
    if said := _own().match(name) or _part().fullmatch(name):
        own = where.publisher if said.end() == len(name) else None  # 本局办公室 is a part of it
        return own if own is not None and _speaks(own, said["itself"]) else Identity(name, where.page)
    if (held := _BELONGING.fullmatch(name)) and pattern("ending").search(held[1]):
        # 个旧市卫生健康局所属个旧市妇幼保健院 is the second; one that names no place is of the place of the first.
        holder = _body(held[1], where)
        return _body(held[2], Reader(where.scope, of_area(holder.area)) if holder.area else where)
    name = _LEAGUE.sub(r"共青团\1委", name)
    if len(name) > 4 and name.endswith("街道办"):
        name += "事处"
    party = pattern("party").match(name)
    before, plain = (_SHORT_PARTY.get(party[0], party[0]), name[party.end() :]) if party else ("", name)
    begins = places.leading(plain, where.place.area if where.place else None, body=True)
    printed = plain.removesuffix(begins.rest) if begins.chains else ""
    whole = bool(begins.area) and printed.endswith(_UNITS)
    if town := _town().match(begins.rest if whole else plain):
        if _any_town().fullmatch(town[1]):
            return Identity(name, where.scope)
        if not whole and town[1] != printed:  # 桐乡 is a city's name in short
            return _township(before, plain, where)
    if begins.area is not None:
        place = of_area(begins.area)
        if whole or _organ(begins.rest) in local_bodies():
            return _of(place, before, begins.rest, where.publisher)
        return Identity(before + plain, area=place.area)  # 昆明学院 is called so
    if begins.chains:
        return Identity(before + plain, where.scope)
    if plain.startswith("原") and len(plain) > 3:
        return _body(before + plain[1:], where)
    level = _RELATIVE.match(plain)
    if level and plain[level.end()] in _UNITS and _organ(plain[level.end() + 1 :]) in local_bodies():
        return Identity(name, where.scope)  # 市县财政局 and 州市财政局 are many
    if level and not places.goes_on(plain[level.end(1) - 1 :]):
        above = _above(where.place, level[1])
        return _of(above, before, plain[level.end() :], where.publisher) if above else Identity(name, where.scope)
    organ = _organ(plain, where.place.area if where.place else None)
    if _OF_NATION.match(plain) or (not before and organ in of_nation()):
        return Identity(before + organ)
    if meanings(plain) & of_nation():
        return Identity(name, where.scope)  # 广电总局 was several bodies, one after the other
    if size := places.printed(plain, body=True):
        return _of(Identity(plain[:size]), before, plain[size:], where.publisher)
    if _several().fullmatch(plain):
        return _held(plain, where)
    plain = name  # 政协 of nowhere, 民进路小学
    if organ in local_bodies():
        if where.place is None or where.place.within:
            return Identity(name, where.scope)
        return _of(where.place, "", plain, where.publisher)
    # 妇幼保健院 says a kind of body, and each county has its own.
    only_kind = plain in generic() or pattern("ending").fullmatch(plain) or _ONE_OF_MANY.fullmatch(plain)
    return Identity(name, where.scope) if only_kind else Identity(name)


@cache
def _own() -> re.Pattern[str]:
    """How a body speaks of itself, and what it calls itself then: 我单位, 本中心, 本院机关."""
    return re.compile(
        f"[我本](?P<itself>{alternation('itself', 'part')}|[省市州县区旗盟]$)(?:本级|本部|机关本级|机关)?"
    )


@cache
def _part() -> re.Pattern[str]:
    """What any body is or has: 中心, 办公室, 单位本级.  Alone it is that of the page."""
    return re.compile(f"(?P<itself>{alternation('itself', 'part')})(?:本级|本部)?")


def _speaks(body: Identity, itself: str) -> bool:
    """Whether a body may mean itself by a word: 单位 and 机关 any of them, 中心 one that is called so."""
    return itself in words("itself") or _is_called(body, itself)


@cache
def _several() -> re.Pattern[str]:
    """Names that mean several bodies, or a sort of bodies, and name no place: 局属各单位, 各科室, 主管部门."""
    return re.compile(f"{alternation('several')}.*|.{{0,12}}{alternation('sort')}")


def _held(name: str, where: Reader) -> Identity:
    """Those of a page's publisher where the name says that they are, else of this page alone."""
    held, own = _HELD.fullmatch(name), where.publisher
    if held is None or own is None or not _is_called(own, held["own"]):
        return Identity(name, where.scope if _IN_AREA.match(name) else where.page)
    return own if held["own"] and held["held"] in _ITSELF else Identity(own.name + held["held"], own.within, own.area)


def _is_called(body: Identity, organ: str) -> bool:
    """Whether a body speaks of itself so: 局, and 委 for 委员会, 办 for 办公室."""
    return body.name.removesuffix("员会").removesuffix("公室").endswith(organ)


@cache
def _town() -> re.Pattern[str]:
    """The name of a town or a street, the first group, and what belongs to it; 城乡建设局 is of none."""
    return re.compile(rf"([\u4e00-\u9fff]{{1,8}}?(?:镇|乡|街道)){alternation('township')}")


@cache
def _any_town() -> re.Pattern[str]:
    """What stands for the name of a town and is none: 乡镇人民政府, 有关乡镇人民政府 and 本镇人民政府 are of any; 金乡镇 is one."""
    return re.compile(rf".{{2,}}乡镇|{alternation('any town')}+(?:镇|乡|街道)")


def _township(before: str, organ: str, where: Reader) -> Identity:
    """A body of a town or a street: each county has its 城关镇, and a page about a county means that one's."""
    place, name = where.place, before + organ
    if place is None or place.within:
        return Identity(name, where.scope)
    if organ.startswith(place.name):
        return Identity(name)
    if place.area.code in _parents() if place.area else not place.name.endswith(_UNITS):
        return Identity(name, where.scope)
    return _named(place, before, organ)


@cache
def _parents() -> frozenset[str]:
    """The codes of the divisions that hold others."""
    return frozenset(known.parent for known in areas.areas())


def _of(place: Identity, before: str, organ: str, publisher: Identity | None) -> Identity:
    """A body of an area; the party's committee of a county is 中共…县委, with the party's name or without.

    A form that several bodies have in short (农办) means the one that published the page, else it stays as it is printed.
    """
    names = meanings(organ, place.area)
    several = [_named(place, before, name) for name in names] if len(names) > 1 else []
    return next((one for one in several if one == publisher), _named(place, before, _organ(organ, place.area)))


def parted(name: str) -> tuple[str, str]:
    """What a name says of its area (市 of 市卫健局, 朝阳区 of 朝阳区财政局; blank where nothing), and its organ under its whole name."""
    if level := _RELATIVE.match(name):
        return level[1], _organ(name[level.end() :])
    size = places.printed(name, body=True)
    return name[:size], _organ(name[size:])


def candidates(label: str) -> tuple[str, ...]:
    """The bodies that a body's name may be short for, where it may be several: 个旧市农办; none for any other name."""
    place = area_of(label)
    if place is None:
        return tuple(sorted(names)) if len(names := meanings(label)) > 1 else ()
    within = of_area(place)
    names = meanings(label.removeprefix(within.name), place)
    return tuple(sorted(_named(within, "", name).name for name in names)) if len(names) > 1 else ()


def _named(place: Identity, before: str, organ: str) -> Identity:
    """The body of an area with this organ, which says by {} where the area stands if that is not before it."""
    if "{}" in organ:
        return Identity(organ.format(place.name), area=place.area)
    if not before and _OF_PARTY.match(organ):
        before = "中共"
    if before and before != "政协" and not place.name.endswith("自治区"):
        organ = _PARTY_COMMITTEE.sub("委", organ)
    organ = organ if before else _STREET.sub(r"\1事处", organ)
    return Identity(before + place.name + organ, area=place.area)


def _above(place: Identity | None, unit: str) -> Identity | None:
    """The area that 市 or 省 means on a page about ``place``: the nearest of its kind that is it or holds it."""
    if place is None or place.within:
        return None
    if place.area is None:
        return place if place.name.endswith(unit) else None
    for known in (place.area, *areas.ancestors(place.area)):
        if known.name.endswith(unit) and (unit != "区" or not known.name.endswith(("自治区", "地区"))):
            # 神农架林区 is a 林区, 碑林区 is none.
            if len(unit) == 2 and unit != "地区" and known.name not in (unit, known.short + unit):
                continue
            return of_area(known)
    return None


def _organ(name: str, place: Area | None = None) -> str:
    """An organ under its whole name: 卫健局 and 卫生健康委 are 卫生健康局 and 卫生健康委员会, 政府办 of a county is 人民政府办公室."""
    known = whole_name(name, place) or whole_name(_GOVERNMENT.sub("人民政府", name), place)
    name = _GOVERNMENT.sub("人民政府", name)
    return known or (_COMMITTEE.sub("委员会", name) if len(name) > 2 and name not in local_bodies() else name)
