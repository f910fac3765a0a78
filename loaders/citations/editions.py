"""Which edition of a title that comes every year a sentence means: 2021年印发的《实施方案》, 《工作要点》（2021年）, 去年出台的《行动计划》.

Only a year that is said of the document itself counts: in brackets behind its title, right before it, or with the verb of its issue.
"""

from __future__ import annotations

import re
from functools import cache

from loaders.text import dates
from loaders.text.tokens import alternation
from loaders.text.words import any_of
from ontology.tables import rows

_BEFORE, _BEHIND = 64, 64
_ISSUED = alternation("issue", "draft", "amend")
_B = r"\s{0,2}"
_N = "[0-9０-９〇零○Ｏ一二三四五六七八九十]"


@cache
def _back() -> dict[str, int]:
    return {row["word"]: int(row["back"]) for row in rows(__name__.rpartition(".")[0], "edition_words.tsv")}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a title up to it, and what stands behind it."""
    figures = rf"(?<!{_N}){_N}{{4}}{_B}年"
    year = rf"(?P<year>{figures}|{any_of(sorted(_back(), key=len, reverse=True))})(?:度|{_B}{_N}{{1,3}}{_B}月(?:{_B}{_N}{{1,3}}{_B}[日号])?)?"
    behind = year.replace("?P<year>", "?P<year2>")
    # 为 and a purpose may stand between the year and who issues.
    by = rf"[，,]?(?:为[^，。；：《》]{{2,40}}[，,])?(?:(?!{alternation('basis', 'basis-short')})[^，,。；;：:！？\n《》年]){{0,24}}?"
    before = rf"{year}(?:{by}{_ISSUED}(?:实施)?[了过]?)?的?{_B}$"
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
    return _four(found["year"], page) if found else ""


def _four(printed: str, page: str) -> str:
    if (back := _back().get(printed)) is not None:
        return str(int(page) - back) if page else ""
    said = dates.find(printed if printed.endswith("年") else f"{printed}年")
    return said[0].value if said else ""
