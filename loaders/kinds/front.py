"""What stands around a document's body: its title, its number, its publisher at the top or in the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from loaders.bodies import organisations
from loaders.citations import numbers
from loaders.kinds.reading import Reading
from loaders.records import Document, Mention
from loaders.text import dates
from loaders.text.paragraphs import lines
from loaders.text.tokens import alternation
from loaders.text.words import any_of, words
from ontology import policy_kind

_HEAD_LINES = 60
_LONGEST_TITLE = 80
_ACTS = re.compile(f"关于|{alternation('issue', 'forward')}")
_NOTICES = ("NormativeDocument", "Correspondence")
_DATED_HEAD, _DATED_END = 15, 3  # lines
_BULLET = "•·●◆■►>-*"
_SERIES = re.compile(r"(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)]?篇?|[（(][^（()）]{1,12}[）)])$")
_NUMBERED = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、．.](?!\d)")
_NUMBER_ENDS = (
    "号",
    "令",
    "公告",
    "通告",
)  # of an order or announcement in a line of its own: 国家税务总局公告2023年第43号
_YEAR = re.compile(r"(?<![\d—–~－至-])20\d\d(?=年(?!\s?[—–~－至-]\s?20))")
_DATE_LINE = re.compile(
    r"(?:\d{4}|[二〇零○一九]{4})年\s?[\d一二三四五六七八九十]{1,3}月\s?[\d一二三四五六七八九十]{1,3}日$"
)


def head_lines(text: str, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The lines of a document's head that may be a title: short, no sentence, no item of a menu."""
    for count, (start, stop) in enumerate(lines(text[: end if end is not None else 20_000])):
        if count >= _HEAD_LINES:
            return
        line = text[start:stop]
        if (
            stop - start <= _LONGEST_TITLE
            and line[0] not in _BULLET
            and line[-1] not in "。；;，,：:…"
            and "。" not in line
        ):
            yield start, stop


def title(reading: Reading) -> Mention | None:
    """The document's title: the index table's, else the first line of the head that ends as titles do."""
    labelled = reading.label("标题")
    if labelled is not None:
        return labelled
    text = reading.text
    endings = title_endings("plan", "report", "rule", "disclosure")
    for start, end in head_lines(text):
        line = text[start:end]
        core = bare(line)
        if _NUMBERED.match(line):
            continue
        if len(line) >= 6 and (is_notice(core) or (endings.search(core) and not endings.fullmatch(core))):
            first = _joined_start(text, start, line)
            return Mention(re.sub(r"\s*\n\s*", "", text[first:end]), first, end)
    return None


def is_notice(title: str) -> bool:
    """Whether a title is that of an official document about something: 关于…的通知, 关于…的批复."""
    about = title.find("关于")
    return about >= 0 and 5 <= len(title) - about <= _LONGEST_TITLE and policy_kind(title) in _NOTICES


def bare(title: str) -> str:
    """A title without what numbers or qualifies it at its end: 工作要点（试行） -> 工作要点."""
    return _SERIES.sub("", title.strip())


@cache
def title_endings(*kinds: str) -> re.Pattern[str]:
    """An expression for what titles of some kinds end with (kind_words.tsv, title-plan, title-rule …)."""
    known = words("kinds/kind_words.tsv")
    return re.compile(any_of(word for kind in kinds for word in known[f"title-{kind}"]) + "$")


def _joined_start(text: str, start: int, line: str) -> int:
    """Where a title broken over two lines begins: 某市财政局 / 关于印发…的通知."""
    if not _ACTS.match(line):
        return start
    before = text[:start].rstrip()
    above = before.rfind("\n") + 1
    above += len(before[above:]) - len(before[above:].lstrip())
    return above if organisations.is_body(before[above:]) and start - len(before) <= 3 else start


def number(reading: Reading) -> Mention | None:
    """The document's own number: the index table's, else a line of the head that is a number and nothing else."""
    labelled = reading.label("发文字号")
    if labelled is not None and any(c.isdigit() for c in labelled.value):
        return _in_normal_form(labelled)
    text = reading.text
    for start, end in head_lines(text):
        line = text[start:end]
        if line.rstrip().endswith(_NUMBER_ENDS) and numbers.parse(line):
            return _in_normal_form(Mention(text[start:end], start, end))
    return None


def _in_normal_form(printed: Mention) -> Mention:
    """A number in its one spelling; what is no number as the grammar knows it stays as printed."""
    known = numbers.parse(printed.value)
    return replace(printed, value=known.normal) if known else printed


def is_date_line(line: str) -> bool:
    """Whether a line is a date and nothing else: 2024年3月12日."""
    return _DATE_LINE.fullmatch(line.strip()) is not None


def date(reading: Reading) -> Mention | None:
    """The day of a document by the lines that are only a date: below its bodies, in its head or at its end; one or none."""
    text = reading.text
    placed = list(lines(text))
    found: dict[str, Mention] = {}
    signed: dict[str, Mention] = {}
    for index, (start, end) in enumerate(placed):
        if end - start > 20 or not is_date_line(text[start:end]):
            continue
        known = dates.find(text[start:end])
        if len(known) != 1:
            continue
        day = Mention(known[0].value, start, end)
        if index and organisations.is_body(text[slice(*placed[index - 1])]):
            signed.setdefault(day.value, day)
        elif index < _DATED_HEAD or index >= len(placed) - _DATED_END:
            found.setdefault(day.value, day)
    days = list((signed or found).values())
    return days[0] if len(days) == 1 else None


def publisher(reading: Reading, end: int | None = None) -> Mention | None:
    """The publishing body: the index table's, else the one that begins a line of the head, else the signature's."""
    labelled = reading.label("发布机构")
    if labelled is not None:
        return labelled
    text = reading.text
    for start, stop in head_lines(text, end):
        found = organisations.publisher(text[start:stop])
        if found is not None:
            return Mention(found.value, start + found.start, start + found.end)
    return _signature(text)


def _signature(text: str) -> Mention | None:
    """The body that stands alone in a line, right above the date, at the end of a document."""
    tail = max(0, len(text) - 4_000)
    last = [(tail + a, tail + b) for a, b in lines(text[tail:])][-12:]
    for (start, end), (date_start, date_end) in zip(last, last[1:], strict=False):
        if _DATE_LINE.fullmatch(text[date_start:date_end]) and organisations.is_body(text[start:end]):
            return Mention(text[start:end], start, end)
    return None


def year(text: str, title: Mention) -> Mention | None:
    """The only year that a title names (…2024年工作要点); a span of years (2022—2024年) names none."""
    found = list(_YEAR.finditer(text, title.start, title.end))
    return Mention(found[0][0], found[0].start(), found[0].end()) if len({m[0] for m in found}) == 1 else None


def completed(document: Document, reading: Reading, head_end: int | None = None) -> Document:
    """``document`` with title, number, publisher, area and year from the page, where it has none yet."""
    body = document.publisher or publisher(reading, head_end)
    named = document.title or title(reading)
    return replace(
        document,
        title=named,
        fiscal_year=document.fiscal_year or (year(reading.text, named) if named else None),
        number=document.number or number(reading),
        publisher=body,
        area=organisations.area(body) if body else None,
    )
