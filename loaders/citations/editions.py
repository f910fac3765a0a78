"""Which edition of a title that comes every year a sentence means: 2021年印发的《实施方案》, 《工作要点》（2021年）, 去年出台的《行动计划》.

Only a year that is said of the document itself counts: in brackets behind its title, right before it, or with the verb of its issue.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from loaders.bodies import identity, organisations
from loaders.bodies.organisation_words import pattern
from loaders.text import dates
from loaders.text.tokens import alternation
from loaders.text.words import any_of, words
from ontology.authorities import places
from ontology.authorities.whole_names import local_bodies, meanings, of_nation
from ontology.tables import rows

_TABLE: Final = "citations/edition_words.tsv"
_BEFORE, _BEHIND = 64, 64
_ISSUED = alternation("issue", "draft", "amend")
_B = r"\s{0,2}"
_N = "[0-9０-９〇零○Ｏ一二三四五六七八九十]"
_LEVEL: Final = re.compile("[我本]?(?:自治区|自治州|地区|[省市州县区旗盟镇乡])[级里]?")
# A place that no table knows counts where two characters name it: 云岭县.
_UNKNOWN: Final = re.compile("..[省市州县区旗盟]")
_WITH: Final = re.compile("会同|联合(?!会)|以及|并")


@cache
def _back() -> dict[str, int]:
    return {row["word"]: int(row["back"]) for row in rows("loaders", _TABLE) if row["back"]}


@cache
def _word(group: str) -> str:
    return any_of(words(_TABLE)[group])


@cache
def _other() -> re.Pattern[str]:
    """What else is done in a year than to issue: 严格执行, 学习."""
    return re.compile(f"{alternation('basis', 'basis-short', 'implement', 'carry-out')}|{_word('other')}")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a title up to it, and what stands behind it."""
    figures = rf"(?<!{_N}){_N}{{4}}{_B}年"
    year = rf"(?P<year>{figures}|{_word('year')})(?:[度底初末]|{_B}{_N}{{1,3}}{_B}月(?:{_B}{_N}{{1,3}}{_B}[日号])?)?"
    behind = year.replace("?P<year>", "?P<year2>")
    # 为 and a purpose may stand between the year and who issues.
    by = r"[，,]?(?:为[^，。；：《》]{2,40}[，,])?(?P<by>[^，,。；;：:！？\n《》年]{0,24}?)"
    drafted = rf"(?:{_ISSUED}[并和、]?){{0,2}}"
    before = rf"(?<![至到—–~～-]){year}(?:{by}{drafted}{_ISSUED}(?:实施)?[了过]?)?(?P<of>的)?{_B}$"
    after = (
        rf"{_B}(?:[（(]{_B}(?:{year}|(?P<bare>(?:19|20)[0-9]{{2}}))(?:{_ISSUED})?(?:版|本)?{_B}[）)]"
        rf"|(?:已|是|系)?[于在]?{behind}(?:由[^，。；：《》\n]{{2,20}}?)?{_ISSUED})"
    )
    return re.compile(before), re.compile(after)


def year(text: str, start: int, end: int, page: str = "") -> str:
    """The year of the document that is cited in ``text[start:end]``, as four digits; blank where the text does not say one.

    ``page`` is the year of the text, from which 去年 is reckoned; blank where nobody knows.
    """
    before, after = _patterns()
    if found := after.match(text, end, end + _BEHIND):
        return _four(found["year"] or found["year2"] or found["bare"], page)
    found = before.search(text, max(0, start - _BEFORE), start)
    return _four(found["year"], page) if found and _issues(found["by"] or "", bool(found["of"])) else ""


def _issues(said: str, attributive: bool) -> bool:
    """Whether what stands between a year and the verb of issue leaves the year to that verb.

    In 2023年严格执行省财政厅印发的《…》 it is the year of something else: where 的 follows, only those who issue may stand there.
    """
    if _other().search(said) or (re.match(_word("span"), said) and not places.leading(said).chains):
        return False
    names = _named(said)
    held = (names[start:end] for start, end in organisations.listed(names, 0, len(names)))
    return not attributive or not (organisations.is_sentence(names) or any(not _body(one) for one in held))


def _named(said: str) -> str:
    """Those who issue, without the words for how they do: 由县水务局会同县财政局联合 -> 县水务局、县财政局、."""
    manner = f"(?:{_word('manner')})*"
    return _WITH.sub("、", re.sub(rf"^(?:已|曾)?由?{manner}|{manner}$", "", said.strip()))


def _body(name: str) -> bool:
    """Whether this is one body by its place or level, or of the nation: 省财政厅, 我县, 国务院; not 我县收到省财政厅."""
    if identity.own(name) or _known(name) & of_nation():
        return True
    party = pattern("party").match(name)
    plain = name[party.end() :] if party else name
    size = places.printed(plain, body=True)
    if size and not places.leading(plain, body=True).chains and not _UNKNOWN.match(plain):
        return False  # 争取到省财政厅
    level = None if size else _LEVEL.match(plain)
    organ = plain[size or (level.end() if level else 0) :]
    if (known := _known(organ)) or not organ:
        return bool(size or level or known & of_nation())
    # A known organ at the end, or another level within, is the object of what stands before it.
    inside = any(_known(organ[at:]) for at in range(1, len(organ) - 2)) or _LEVEL.search(organ)
    return bool(size or level or party) and not inside and organisations.is_body(name)


def _known(organ: str) -> frozenset[str]:
    return meanings(organ) | ({organ} & (local_bodies() | of_nation()))


def _four(printed: str, page: str) -> str:
    if (back := _back().get(printed)) is not None:
        return str(int(page) - back) if page else ""
    said = dates.find(printed if printed.endswith("年") else f"{printed}年")
    return said[0].value if said else ""
