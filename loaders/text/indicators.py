"""Measurable aims and results: 孕产妇系统管理率达90% · 婴儿死亡率控制在3‰以内 · 满意度 ≥90.00(%).

A name must end as a measure does (率, 水平, 能力 … in ``indicators_words.tsv``).  Left out are changes (提高2个百分点),
conditions (覆盖率大于50%的单位), several values at once (分别控制在…), round figures (约, 左右) and money.  以上, 以下 and
以内 include the number, 超过, 高于, 低于 and 小于 do not (民法典, article 1259).
"""

from __future__ import annotations

import re

from loaders.records import Comparator, Indicator
from loaders.text.numerals import NARROW
from loaders.text.words import any_of, words

_WORDS = words("text/indicators_words.tsv")
_COMPARATORS: tuple[Comparator, ...] = (">=", ">", "<=", "<", "=")
_MEANS: dict[str, Comparator] = {word: sign for sign in _COMPARATORS for word in _WORDS[sign]}

_B = r"[ \t\u3000\xa0]{0,4}(?:\n[ \t\u3000\xa0]{0,4})?"
_NUMBER = r"[0-9０-９]{1,9}(?:\n?[.．][0-9０-９]{1,6})?"
_PERCENT = r"[%％‰]|[(（][%％‰][)）]|/10{0,5}万|/万"
_UNIT = rf"(?:{_PERCENT}|[万亿]?{any_of(_WORDS['unit'])}(?:{_B}/{_B}(?:日|天|年|千人|万人))?)"
_STATEMENT = re.compile(
    rf"(?P<suffix>{any_of(_WORDS['suffix'])})(?:死亡)?(?:{any_of(_WORDS['adverb'])}){{0,2}}{_B}"
    rf"(?P<comparator>{any_of(sorted(_MEANS, key=len, reverse=True))})?{_B}(?P<value>{_NUMBER}){_B}(?P<unit>{_UNIT})?"
    rf"(?P<after>{_B}(?:{any_of(_WORDS['after>='])}|{any_of(_WORDS['after<='])}))?"
)
# 孕产妇死亡控制在13/10万: no suffix, but a measure all the same
_DEATHS = re.compile(
    rf"(?P<suffix>死亡)(?P<comparator>控制在){_B}(?P<value>{_NUMBER}){_B}(?P<unit>{_PERCENT})(?P<after>{_B}{any_of(_WORDS['after<='])})?"
)
_CONDITION = re.compile(rf"{_B}(?:的(?!目标|要求|标准|水平)|[-—~～至][0-9０-９]|左右|上下)")
_EDGE = re.compile(r"[，。；：！？,;:!?()（）\[\]“”\"《》|\s]")
_LEAD = re.compile(
    rf"(?:{any_of(_WORDS['lead'])}|[0-9]{{1,2}}[.．、](?=[0-9]{{4}}年|[^0-9])|[到至]?[0-9０-９]{{4}}年(?:底|末|度)?(?!以来)|[0-9]{{1,2}}月(?:底|末)?)+"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_LONGEST = 30  # characters of a name


def find(text: str) -> list[Indicator]:
    """The indicators that ``text`` states, in its order, without overlaps; a span runs from the name to the value's end.

    ``value`` is a plain decimal numeral, ``unit`` as printed without blanks (%, ‰, /10万, 万吨/日), empty for a pure number.
    """
    found: list[Indicator] = []
    for match in sorted((*_STATEMENT.finditer(text), *_DEATHS.finditer(text)), key=lambda m: m.start()):
        indicator = _read(text, match)
        if indicator and (not found or indicator.start >= found[-1].end):
            found.append(indicator)
    return found


def _read(text: str, match: re.Match[str]) -> Indicator | None:
    unit = "".join((match["unit"] or "").split()).strip("()（）").replace("％", "%")
    suffix = match["suffix"]
    if text.endswith(_WORDS["refused"], 0, match.end("suffix")) or _CONDITION.match(text, match.end()):
        return None
    if not unit and (suffix not in _WORDS["bare"] or re.match(r"[\w.．/%％‰]", text[match.end() : match.end() + 1])):
        return None
    if suffix in _WORDS["stated"] and (not match["comparator"] and "\n" in match.group() or unit in ("%", "‰")):
        return None
    name = _name(text, match.end("suffix"))
    if name is None:
        return None
    start, printed = name
    return Indicator(
        name=printed,
        value="".join(match["value"].split()).translate(NARROW),
        unit=unit,
        comparator=_comparator(match),
        start=start,
        end=match.end(),
    )


def _comparator(match: re.Match[str]) -> Comparator:
    after = (match["after"] or "").strip()
    if after:
        return ">=" if after in _WORDS["after>="] else "<="
    return _MEANS.get(match["comparator"] or "=", "=")


def _name(text: str, end: int) -> tuple[int, str] | None:
    """Where the name that ends at ``end`` begins, and the name without line breaks; None where it is no name."""
    start = end
    floor = max(0, end - _LONGEST - 4)
    while start > floor:
        before = text[start - 1]
        if before == "\n" and _runs_on(text, start - 1):
            start -= 1
        elif before == "、":  # 高血压、糖尿病规范管理率 is one name, 发现率达93%、治疗率 two
            segment = re.search(r"[^，。；：、,;:\s]*$", text[max(0, start - 1 - _LONGEST) : start - 1])
            if segment is None or not segment.group() or re.search(r"[0-9０-９%‰）)]", segment.group()):
                break
            start -= 1
        elif _EDGE.match(before):
            break
        else:
            start -= 1
    lead = _LEAD.match(text, start, end)
    if lead and _HAN.search(text, lead.end(), end):
        start = lead.end()
    name = "".join(text[start:end].split())
    return (
        (start, name) if 2 < len(name) <= _LONGEST and _HAN.match(name[-1]) and (start > floor or not floor) else None
    )


def _runs_on(text: str, newline: int) -> bool:
    """Whether the line before ``newline`` was broken by the page's width: long, and not at its own end."""
    line = text[text.rfind("\n", max(0, newline - 200), newline) + 1 : newline]
    return (
        len(line) >= 20
        and bool(_HAN.match(line[-1]))
        and newline + 1 < len(text)
        and bool(_HAN.match(text[newline + 1]))
    )
