"""Full texts of regulations: title, own number, date, the articles, and when the text is in force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from loaders.bodies import organisations
from loaders.citations import numbers, validity
from loaders.kinds import front
from loaders.kinds.reading import Reading
from loaders.records import Article, Document, Extraction, Mention
from loaders.text import dates
from loaders.text.outline import integer
from loaders.text.paragraphs import lines
from loaders.text.tokens import alternation

_BLANK = r"[ \t\u3000\xa0]"
_HAN = "零〇一二三四五六七八九十百千"
_LABEL = re.compile(
    rf"^{_BLANK}*(?P<label>第(?P<n>[{_HAN}]{{1,9}}|[0-9]{{1,4}}){_BLANK}?条(?:之[一二三四五六七八九十]{{1,3}})?)(?P<gap>{_BLANK}|$)?",
    re.M,
)
_CHAPTER = re.compile(rf"^{_BLANK}*第(?:[{_HAN}]{{1,5}}|[0-9]{{1,3}}){_BLANK}?[编章节](?:{_BLANK}|$)", re.M)
_CLOSING = re.compile(rf"^{_BLANK}*(?:附件|附表|附录|抄送|主送|（?此件|信息公开选项)", re.M)
_BRACKETED = re.compile(r"[（(](?P<inside>[^（()）]*(?:[（(][^（()）]*[）)][^（()）]*)*)[）)]")
_PUBLISHED = re.compile(rf"{_BLANK}*(?:{alternation('issue')}|通过)")
_NO_TITLE = re.compile(r"第[0-9零〇一二三四五六七八九十百]+号$|(?:令|文件|公报)$|^目\s*录$|^[（(]")
_LATER = re.compile("修[正订改]")
_HEAD = 6_000
_SHORTEST = 5  # characters of a title that can stand alone: 某县水库条例
_JUMP = 3  # articles: a page that lost one or two goes on; a line that begins with a cited 第二十三条 does not


def articles(text: str) -> tuple[Article, ...]:
    """The articles of the first regulation in ``text``: lines that begin 第一条, 第二条 … in this order.

    A line that begins with another number is a citation which the page broke; where articles were lost, up to two, the next
    is taken if a blank follows its label.
    """
    found: list[re.Match[str]] = []
    last, after = 0, len(text)
    for match in _LABEL.finditer(text):
        number = integer(match["n"])
        again = number == last and "之" in match["label"]
        lost = last and last + 1 < number <= last + _JUMP and match["gap"] is not None
        if number == last + 1 or again or lost:
            found.append(match)
            last = number
        elif number == 1 and last > 1 and match["gap"] is not None:
            after = match.start()  # the next regulation of the same file
            break
    stops = [*(m.start("label") for m in found), after][1:]
    return tuple(
        Article(label=m["label"], start=m.start("label"), end=_end(text, m.end(), stop, stop == after))
        for m, stop in zip(found, stops, strict=True)
    )


def _end(text: str, place: int, stop: int, last: bool) -> int:
    """Where an article ends before ``stop``: at a chapter's heading; the last one at annexes or the signature."""
    for pattern in (_CHAPTER, _CLOSING) if last else (_CHAPTER,):
        heading = pattern.search(text, place, stop)
        if heading is not None:
            stop = heading.start()
    if last:
        stop = _without_signature(text, place, stop)
    return place + len(text[place:stop].rstrip())


def _without_signature(text: str, place: int, stop: int) -> int:
    """The place above the lines at the end that are only bodies and a date."""
    tail = [(place + a, place + b) for a, b in lines(text[place:stop])]
    for start, end in reversed(tail):
        line = text[start:end]
        if start == place or not (organisations.is_body(line) or front.is_date_line(line)):
            break
        stop = start
    return stop


def title(reading: Reading) -> Mention | None:
    """The title above the first article that ends as those of regulations do (kind_words.tsv, title-rule and title-law), or None."""
    found = articles(reading.text)
    if not found:
        return None
    labelled = reading.label("标题")
    if labelled is not None and front.title_endings("rule", "law").search(front.bare(labelled.value)):
        return labelled
    text = reading.text
    heads = list(front.head_lines(text, min(found[0].start, _HEAD)))
    for index in range(len(heads) - 1, -1, -1):
        start, end = heads[index]
        line = text[start:end]
        if (
            _NO_TITLE.search(line)
            or _CHAPTER.match(line)
            or not front.title_endings("rule", "law").search(front.bare(line))
        ):
            continue
        if index and (above := _first_half(text, heads[index - 1], (start, end))) is not None:
            start = above
        return Mention(re.sub(r"\s*\n\s*", "", text[start:end]), start, end)
    return None


def _first_half(text: str, above: tuple[int, int], below: tuple[int, int]) -> int | None:
    """Where the line right above begins, if it is the first half of a title that the page's width broke.

    A line that could be a title itself is one, unless what stands below it is too short for a title (实施细则).
    """
    line = text[slice(*above)]
    if text[above[1] : below[0]].count("\n") != 1 or _NO_TITLE.search(line) or _CHAPTER.match(line):
        return None
    if numbers.find(line) or front.is_date_line(line) or any(map(organisations.is_body, [line, *line.split()])):
        return None
    whole = front.title_endings("rule", "law").search(front.bare(line)) is not None and below[1] - below[0] > _SHORTEST
    return None if whole else above[0]


def understand(reading: Reading, document: Document) -> Extraction:
    """A regulation under its title, with its articles."""
    document = replace(document, title=document.title or title(reading))
    document = dated(front.completed(replace(document, number=document.number or number(reading)), reading), reading)
    return Extraction(document=document, text=reading.text, articles=articles(reading.text))


def number(reading: Reading) -> Mention | None:
    """The regulation's own number: the page's, else the only one of its head, without those that the page says amended it."""
    own = front.number(reading)
    if own is not None:
        return own
    text, head = reading.text, _head_end(reading)
    named = title(reading)
    amended = [(a, b) for a, b in _history(text, named, head)][1:]
    found = [
        n
        for n in numbers.find(text[:head])
        if not any(a <= n.start < b for a, b in amended) and _stands_alone(text, n.start, n.end)
    ]
    values = {n.number.normal for n in found}
    return Mention(found[0].number.normal, found[0].start, found[0].end) if len(values) == 1 else None


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a number is a line's, or a bracket's in which it is said to publish."""
    # At most a line's width of blanks: the whole text before each number would be copied again and again.
    before, after = (
        text[max(0, start - 200) : start].rstrip(" \t\u3000")[-1:],
        text[end : end + 200].lstrip(" \t\u3000")[:1],
    )
    return (before in ("", "\n", "（", "(") and after in ("", "\n", "）", ")")) or bool(_PUBLISHED.match(text, end))


def _head_end(reading: Reading) -> int:
    found = articles(reading.text)
    return found[0].start if found else min(len(reading.text), _HEAD)


def _history(text: str, named: Mention | None, head: int) -> Iterator[tuple[int, int]]:
    """The parts of the bracket below the title: how it was made, then each amendment (根据……修订)."""
    bracket = _BRACKETED.search(text, named.end if named else 0, head)
    if bracket is None or not dates.find(bracket["inside"]):
        return
    start, end = bracket.span("inside")
    cuts = [start, *(m.start() for m in re.finditer("根据|[；;]", text[start:end]) if m.start())]
    places = [start, *(start + cut for cut in cuts[1:]), end]
    yield from zip(places, places[1:], strict=False)


def dated(document: Document, reading: Reading) -> Document:
    """``document`` with its date and the days between which it is in force, where its text says them, else its index table."""
    issued = document.date or _date(reading, document.title)
    clauses = validity.find(reading.text, issued=issued)
    inside = articles(reading.text)
    own = [c for c in clauses if inside and _within(c, inside[0].start, inside[-1].end)]
    agreed = validity.one(own or clauses)
    since = agreed.since or _labelled_date(reading, "施行日期")
    until = agreed.until or _labelled_date(reading, "失效日期")
    return replace(document, date=issued, in_force_from=since, in_force_until=until)


def _within(clause: validity.Force, start: int, end: int) -> bool:
    place = clause.since or clause.until
    return place is not None and start <= place.start < end


def _date(reading: Reading, named: Mention | None) -> Mention | None:
    """The day of the document: the index table's, the bracket's below the title, the signature's or the head's; else that of the page."""
    text = reading.text
    if written := _labelled_date(reading, "成文日期"):
        return written
    for start, end in _history(text, named, _head_end(reading)):
        made = [] if _LATER.search(text, start, end) else [d for d in dates.find(text[start:end]) if len(d.value) == 10]
        if made:
            return Mention(made[0].value, start + made[0].start, start + made[0].end)
        break
    return front.date(reading) or _labelled_date(reading, "发布日期")


def _labelled_date(reading: Reading, label: str) -> Mention | None:
    """The day that stands behind a label of the page; one or none."""
    printed = reading.label(label)
    if printed and len(found := dates.find(printed.value)) == 1 and len(found[0].value) == 10:
        return Mention(found[0].value, printed.start + found[0].start, printed.start + found[0].end)
    return None
