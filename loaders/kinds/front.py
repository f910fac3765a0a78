"""What stands around a document's body: its title, its number, its publisher at the top or in the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice

from loaders.bodies import identity, order_issuers, organisation_words, organisations
from loaders.citations import numbers, titles
from loaders.kinds.reading import Reading
from loaders.records import Document, Mention
from loaders.text import dates
from loaders.text.paragraphs import lines
from loaders.text.tokens import alternation
from loaders.text.words import any_of, words
from ontology import policy_kind
from ontology.blanks import without_blanks

_HEAD_LINES = 60
_LONGEST_TITLE = 80
_ACTS = re.compile(f"关于|{alternation('issue', 'forward')}")
_FORWARDS = re.compile(alternation("forward"))
_NOTICES = ("NormativeDocument", "Correspondence")
# What the people's congress and the conference proposed is answered one by one: 对省政协十二届三次会议第45号提案的答复.
_REPLIES = re.compile("对[^，。；：]{4,60}(?:建议|提案|议案)的")
_RULES = ("Law", "Regulation", "Rule")
_LONGEST_SIGNATURE, _LONGEST_DATE = 80, 20  # characters of a line
_DATED_HEAD, _DATED_END, _TITLE_LINES = 15, 3, 3  # lines
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
    """The document's title: the index table's, else the first line of the head that ends as titles do; without （转载） around it."""
    text = reading.text
    labelled = reading.label("标题")
    if labelled is not None:
        return _without_marks(text, labelled)
    endings = title_endings("plan", "report", "rule", "disclosure")
    for start, end in head_lines(text):
        line = text[start:end]
        if _NUMBERED.match(line):
            continue
        end = _joined_end(text, start, end)
        whole = _in_one_line(text[start:end])
        core = bare(whole)
        if len(whole) >= 6 and (is_notice(core) or (endings.search(core) and not endings.fullmatch(core))):
            first = _joined_start(text, start, line)
            return _without_marks(text, Mention(_in_one_line(text[first:end]), first, end))
    return None


def _without_marks(text: str, title: Mention) -> Mention:
    """A title without the word of the site that reprints the document before or after it."""
    before, after = _reprint_marks()
    lead, tail = before.match(title.value), after.search(title.value)
    if not lead and not tail:
        return title
    value = title.value[lead.end() if lead else 0 : tail.start() if tail else None]
    return _printed(text, value, title.start, title.end) or title if value else title


@cache
def _reprint_marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    word = rf"\s?{any_of(words('kinds/kind_words.tsv')['reprint'])}\s?"
    bracketed = rf"[（(【\[［〔]{word}[）)】\]］〕]"
    return re.compile(rf"\s?(?:{bracketed}|{word}[：:])\s?"), re.compile(rf"\s?{bracketed}\s?$")


def is_notice(title: str) -> bool:
    """Whether a title is that of an official document about something: 关于…的通知, 关于…的批复, 对第45号提案的答复."""
    about = title.find("关于")
    if about < 0 and _REPLIES.search(title):
        return len(title) <= _LONGEST_TITLE and policy_kind(title) in _NOTICES
    return about >= 0 and 5 <= len(title) - about <= _LONGEST_TITLE and policy_kind(title) in _NOTICES


def bare(title: str) -> str:
    """A title without what numbers or qualifies it at its end: 工作要点（试行） -> 工作要点."""
    return _SERIES.sub("", title.strip())


@cache
def title_endings(*kinds: str) -> re.Pattern[str]:
    """An expression for what titles of some kinds end with (kind_words.tsv, title-plan, title-rule …)."""
    known = words("kinds/kind_words.tsv")
    return re.compile(any_of(word for kind in kinds for word in known[f"title-{kind}"]) + "$")


def _in_one_line(title: str) -> str:
    """A title without the line breaks of its page, and without the blanks that space out a line (的 通 知)."""
    return "".join(
        "".join(pieces) if max(map(len, pieces), default=0) == 1 else line.strip()
        for line in title.split("\n")
        if (pieces := line.split())
    )


def _joined_end(text: str, start: int, end: int) -> int:
    """Where the title of a notice ends that is broken over lines: 某县人民政府关于印发 / 某县照明管理办法 / 的通知."""
    line = text[start:end]
    if "关于" not in line or "：" in line or is_notice(bare(line)):
        return end
    before = end
    for place, last in islice(lines(text[end : end + 4 * _LONGEST_TITLE]), _TITLE_LINES):
        line = text[end + place : end + last]
        if text.count("\n", before, end + place) > 1 or line[-1] in "。；;，,：:" or numbers.parse(line):
            break
        before = end + last
        if is_notice(bare(_in_one_line(text[start:before]))):
            return before
    return end


def _joined_start(text: str, start: int, line: str) -> int:
    """Where a title broken over two lines begins: 某市财政局 / 关于印发…的通知."""
    if not _ACTS.match(line):
        return start
    before = text[:start].rstrip()
    above = before.rfind("\n") + 1
    above += len(before[above:]) - len(before[above:].lstrip())
    return above if _names_issuers(before[above:]) and start - len(before) <= 3 else start


def _names_issuers(line: str) -> bool:
    """Whether a line names bodies and nothing else, be it that one forwards what others issued: 某省政府办公厅转发省发改委等部门."""
    named = _FORWARDS.sub("、", order_issuers.leading(line), count=1)
    return all(organisations.is_body(piece) for piece in re.split(r"[、\s]+", named))


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


def publisher(reading: Reading, named: Mention | None, end: int | None = None) -> Mention | None:
    """Who issued the document with the title ``named``: the body in the title, or the first that signs; else whom the page names.

    A site that reprints a document names itself in its index table.  Who forwards one and does not sign is not the one who
    signed what is forwarded.
    """
    text = reading.text
    labelled, signed = reading.label("发布机构"), _signature(text)
    titled = _titled(text, named) if named and (end is None or named.start < max(end, 1)) else None
    if labelled is None:
        return titled or signed or _heading(text, end) or _source(reading)
    if titled is None and named is not None and _FORWARDS.search(named.value):
        signed = None
    found = titled or signed
    return found if found and not identity.relative(found.value) else labelled


def _titled(text: str, named: Mention) -> Mention | None:
    """The body that begins a title and acts in it, or whose plan, report or budget it is; a regulation is about bodies."""
    called = titles.issuers(named.value)
    if called and organisations.is_body(called[0]):
        return _printed(text, called[0], named.start, named.end)
    if policy_kind(named.value) in _RULES or "关于" in named.value:
        return None
    found = organisations.publisher(named.value)
    return _printed(text, found.value, named.start, named.end) if found else None


def _printed(text: str, name: str, start: int, end: int) -> Mention | None:
    """Where a name stands in ``text[start:end]``, which may break it over lines."""
    found = re.compile(r"\s*".join(map(re.escape, name))).search(text, start, end)
    return Mention(name, found.start(), found.end()) if found else None


def _signature(text: str) -> Mention | None:
    """The first of the bodies that stand one a line, or side by side, right above a date; the first of the text's signatures."""
    signed: Mention | None = None
    for start, end in lines(text):
        if signed is not None and end - start <= _LONGEST_DATE and _DATE_LINE.fullmatch(text[start:end]):
            return signed
        first = _signing(text, start, end) if end - start <= _LONGEST_SIGNATURE else None
        signed = (signed or first) if first else None
    return None


def _signing(text: str, start: int, end: int) -> Mention | None:
    """The first body of a line with nothing but bodies, set apart by blanks; a name may be spaced out (国 家 能 源 局)."""
    whole = without_blanks(text[start:end])
    if not whole.endswith(organisation_words.words("ending")):
        return None
    pieces = list(re.finditer(r"[^\s]+", text[start:end]))
    if all(organisations.is_body(piece[0]) for piece in pieces):
        return Mention(pieces[0][0], start + pieces[0].start(), start + pieces[0].end())
    return Mention(whole, start, end) if organisations.is_body(whole) else None


def _heading(text: str, end: int | None) -> Mention | None:
    """The body that begins a line of the head."""
    for start, stop in head_lines(text, end):
        found = organisations.publisher(text[start:stop])
        if found is not None:
            return Mention(found.value, start + found.start, start + found.end)
    return None


def _source(reading: Reading) -> Mention | None:
    """The body that the page names as its source."""
    found = reading.label("信息来源")
    return found if found and organisations.is_body(found.value) else None


def year(text: str, title: Mention) -> Mention | None:
    """The only year that a title names (…2024年工作要点); a span of years (2022—2024年) names none."""
    found = list(_YEAR.finditer(text, title.start, title.end))
    return Mention(found[0][0], found[0].start(), found[0].end()) if len({m[0] for m in found}) == 1 else None


def completed(document: Document, reading: Reading, head_end: int | None = None) -> Document:
    """``document`` with title, number, publisher, area and year from the page, where it has none yet."""
    named = document.title or title(reading)
    body = document.publisher or publisher(reading, named, head_end)
    return replace(
        document,
        title=named,
        fiscal_year=document.fiscal_year or (year(reading.text, named) if named else None),
        number=document.number or number(reading),
        publisher=body,
        area=organisations.area(body) if body else None,
    )
