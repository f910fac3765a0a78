"""Shares of a cost that levels of government bear: 中央承担80%、省级承担14%; 由省、市县财政按6:4的比例承担（市县按3:7的比例承担即12%:28%）.

A percentage is a share only where a level is its subject and bearing is its verb; coverage rates, insurance and growth are
not.  Levels and verbs stand in ``levels.tsv`` and ``shares_words.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from loaders.amounts import Share
from loaders.text.numerals import NARROW
from loaders.text.words import any_of, words

_LEVELS = words("money/levels.tsv")
_WORDS = words("money/shares_words.tsv")

_B = r"[ \t\u3000\xa0]{0,4}\n?[ \t\u3000\xa0]{0,4}"
_NUMBER = r"[0-9０-９]{1,3}(?:[.．][0-9０-９]{1,4})?"
_PERCENT = rf"{_NUMBER}{_B}[%％]"
_FULL, _SHORT = any_of(_LEVELS["full"]), any_of(_LEVELS["short"])
_PUBLIC = "(?:(?:一般公共)?(?:预算)?(?:财政|内)?(?:资金|投资|补助)?|本级|财力)?"
_BEARS = any_of(_WORDS["bears"])
_SIGN = "[:：∶﹕比]"

# 中央承担80% · 市级财政应承担4.8% · 中央财政按80%的比例补助 · 中央补助资金占80%
_STATED = re.compile(
    rf"(?<![全各{''.join(_LEVELS['short'])}])(?P<level>{_FULL}|{_SHORT}(?=财政|承担|负担|分担)){_B}{_PUBLIC}(?:各|应|需|再|实际)?"
    rf"(?:{_BEARS}(?:资金|经费|部分|比例)?(?:比例)?(?:为|占|的|约|：|:)?|按(?:照)?(?=[^，。；]{{1,12}}{_BEARS})|占){_B}"
    rf"(?P<percent>{_PERCENT})(?!{_B}(?:以上|以下|左右))"
)
# 80%由中央承担
_INVERTED = re.compile(
    rf"(?P<percent>{_PERCENT})(?:的?(?:资金|经费|费用|部分))?由(?P<level>{_FULL}|{_SHORT}(?=财政)){_PUBLIC}{_BEARS}"
)
# 省、州市财政按7:3的比例承担 · 中央与地方按8:2分担 · 省、市、县分别承担50%、30%、20%
_LEVEL = f"(?:{_FULL}|{_SHORT})"
_SEVERAL = rf"(?P<levels>{_LEVEL}(?:财政)?(?:{_B}[、和与及]{_B}{_LEVEL}(?:财政)?){{1,5}}|{_LEVEL})"
_RATIO = re.compile(
    rf"{_SEVERAL}(?:{_PUBLIC}|[二三四五]级财政|各级财政)(?:分担|承担|负担|分别)?(?:比例|的比例)?(?:按照|按|为)"
    rf"(?P<ratio>{_NUMBER}[%％]?(?:{_B}{_SIGN}{_B}{_NUMBER}[%％]?){{1,5}})"
    rf"(?=[^，。；]{{0,6}}{_BEARS}|[^，。；]{{0,4}}比例|[（(]|[，。；]|$)(?:的?比例)?(?:{_BEARS})?(?:[）)，,]?即(?P<nested>{_NUMBER}[%％]{_B}{_SIGN}{_B}{_NUMBER}[%％]))?"
)
_IN_TURN = re.compile(
    rf"{_SEVERAL}{_PUBLIC}(?:分别|依次)(?:按(?:照)?)?(?:{_BEARS})?(?:比例)?(?:为|占)?(?P<ratio>{_PERCENT}(?:{_B}[、和,，及]{_B}{_PERCENT}){{1,5}})"
)
_ONE = re.compile(_LEVEL)
_FIGURE = re.compile(_NUMBER)
_CLUE = re.compile("[%％]|[0-9０-９][ ]?[:：∶﹕比]")


def find(text: str) -> list[Share]:
    """The shares that ``text`` prints, in its order; ``level`` is as printed, ``percent`` of the whole cost.

    A ratio is read as percents of its sum (7:3 is 70 and 30) when they come out even.  A ratio within a share
    （市县按3:7的比例承担） is not taken, only what the text says it comes to (即12%:28%).  A stated share spans from the level
    to the percent sign, a share of a list or ratio its figure.
    """
    shares: list[Share] = []
    for sentence in re.finditer(r"[^。；;]{1,600}", text):
        if _CLUE.search(sentence.group()):
            found: list[Share] = []
            for share in _in_sentence(sentence.group(), sentence.start()):
                if not any(s.start < share.end and share.start < s.end for s in found):
                    found.append(share)
            shares += sorted(found, key=lambda s: s.start)
    return shares


def _in_sentence(sentence: str, offset: int) -> Iterator[Share]:
    for match in _RATIO.finditer(sentence):
        levels = _split(match["levels"], match["ratio"])
        figures = list(_FIGURE.finditer(match["ratio"]))
        if levels and not _splits_a_share(sentence[: match.start()]):
            yield from _shares(
                levels, figures, offset + match.start("ratio"), scaled=not re.search("[%％]", match["ratio"])
            )
        if levels and match["nested"]:
            yield from _shares(
                levels, list(_FIGURE.finditer(match["nested"])), offset + match.start("nested"), scaled=False
            )
    for match in _IN_TURN.finditer(sentence):
        levels = _split(match["levels"], match["ratio"])
        if levels:
            yield from _shares(
                levels, list(_FIGURE.finditer(match["ratio"])), offset + match.start("ratio"), scaled=False
            )
    for pattern in (_STATED, _INVERTED):
        for match in pattern.finditer(sentence):
            level = match["level"]
            percent = _number(match["percent"])
            if percent <= 100:
                start, end = match.start(), match.end("percent")
                if pattern is _INVERTED:
                    end = match.end("level")
                yield Share(level=level, percent=percent, start=offset + start, end=offset + end)


def _splits_a_share(before: str) -> bool:
    """Whether the text breaks off in a bracket behind another share: what follows splits that share, not the cost."""
    opened = max(before.rfind("（"), before.rfind("("))
    return opened > max(before.rfind("）"), before.rfind(")")) and bool(_CLUE.search(before[:opened]))


def _split(printed: str, ratio: str) -> list[str]:
    """The levels named, as many as the ratio has figures: 州市 alone before 2:8 is 州 and 市; otherwise none."""
    count = len(_FIGURE.findall(ratio))
    levels = _ONE.findall(printed)
    if len(levels) == count:
        return levels
    joined = re.sub("财政|[级、和与及\\s]", "", printed)
    return list(joined) if len(levels) == 1 and len(joined) == count and set(joined) <= set(_LEVELS["short"]) else []


def _shares(levels: Sequence[str], figures: Sequence[re.Match[str]], offset: int, *, scaled: bool) -> Iterator[Share]:
    values = [_number(f.group()) for f in figures]
    total = sum(values, Decimal(0))
    if not total:
        return
    for level, figure, value in zip(levels, figures, values, strict=True):
        percent = value * 100 / total if scaled else value
        if percent > 100 or percent != round(percent, 4):
            return
        plain = Decimal(format(percent.normalize(), "f"))
        yield Share(level=level, percent=plain, start=offset + figure.start(), end=offset + figure.end())


def _number(printed: str) -> Decimal:
    return Decimal("".join(printed.translate(NARROW).split()).rstrip("%％"))
