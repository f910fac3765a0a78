"""Work reports: the works that a report tells of with their money (一是某医院建设项目。… 项目总投资3.75亿元)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial

from loaders.amounts import Money
from loaders.kinds import front
from loaders.kinds.reading import Reading
from loaders.records import Document, Extraction, Mention, Project
from loaders.text.words import pattern

_cue = partial(pattern, "kinds/work_words.tsv")
_LONGEST = 40
_NAME_END = re.compile(r"(?:项目|工程|建设|改造|修缮)$")
_SENTENCE_LIKE = re.compile(r"^(?:该|本|此|这|其|各|我)|[为是]|^(?:重点|重大|民生)?(?:项目|工程|基础设施建设)$")
_SENTENCE = re.compile(r"[。\n]")
# A clause that is a work's name and goes on: 某三甲医院项目，实际到位资金2400万元
_INLINE = re.compile(
    r"(?:^|[：:；;。\n])[ \t\u3000]*(?P<name>[^，。；：:;\n]{4,40}?(?:项目|工程))[，,](?=[^。\n]{0,60}[元万亿])"
)
# A work's name and right after it what it costs: 某门诊楼建设项目总投资1800万元
_LED = re.compile(
    r"(?P<name>[^，。；：:\n]{4,40}?(?:项目|工程|建设|改造))(?=总投资|计划投资|估算投资|概算|共?投资|共?投入|争取|获得|到位|安排|落实)"
)
_NEAR = 16


def understand(reading: Reading, document: Document) -> Extraction:
    """The works with money, numbered as they come; an amount is a work's when its sentence calls it so."""
    document = front.completed(document, reading)
    works = tuple(_works(reading, document.fiscal_year))
    money = tuple(part for work in works for part in work.amount_parts)
    return Extraction(document=document, text=reading.text, projects=works, money=money)


def _works(reading: Reading, year: Mention | None) -> Iterator[Project]:
    text = reading.text
    ordinal = 0
    taken = 0
    for name, body, end in sorted(_places(reading), key=lambda p: (p[0].start, -p[0].end)):
        if name.start < taken:
            continue
        amount = _financing(text, reading.money_in(body, end))
        if amount is None:
            continue
        ordinal += 1
        taken = end
        yield Project(
            ordinal=ordinal,
            name=name,
            amount_parts=(replace(amount, kind="total", project=ordinal),),
            fiscal_year=year,
            start=name.start,
            end=end,
        )


def _places(reading: Reading) -> Iterator[tuple[Mention, int, int]]:
    """(name, where the words about it begin, where they end) of every work."""
    text = reading.text
    starts = [*(h.start for h in reading.headings), len(text)]
    for heading in reading.headings:
        sentence = _SENTENCE.search(text, heading.title_start, min(heading.title_end, heading.title_start + 60))
        title_end = sentence.start() if sentence else heading.title_end
        name = _name(text, heading.title_start, title_end)
        if name is None and (led := _LED.match(text, heading.title_start, heading.title_end)) is not None:
            name, title_end = _name(text, led.start("name"), led.end("name")), led.end("name")
        if name is not None:
            line_end = text.find("\n", title_end)
            own = min(heading.body_end, starts[bisect_right(starts, heading.start)])
            last = own if not text[title_end : heading.title_end].strip("。 ") else line_end
            yield name, title_end, last if last > 0 else len(text)
    for match in _INLINE.finditer(text):
        name = _name(text, match.start("name"), match.end("name"))
        if name is not None:
            stop = _SENTENCE.search(text, match.end())
            yield name, match.end(), stop.start() if stop else len(text)


def _name(text: str, start: int, end: int) -> Mention | None:
    """A heading as the name of a work: without the verb before it (加强村卫生室建设) and a second 建设 (…项目建设)."""
    while (verb := _cue("verb").match(text, start, end)) is not None:
        start = verb.end()
    title = text[start:end].rstrip(" \t\u3000，：:")
    if re.search(r"(?:项目|工程)建设$", title):
        title = title[:-2]
    if not 4 <= len(title) <= _LONGEST or _NAME_END.search(title) is None or re.search(r"[，。；、]", title):
        return None
    if _cue("abstract").search(title) or _SENTENCE_LIKE.search(title):
        return None
    return Mention(title, start, start + len(title))


def _financing(text: str, amounts: tuple[Money, ...]) -> Money | None:
    """The first amount that the words before it call the work's money (总投资, 争取财政资金)."""
    for group in ("whole", "money"):
        for amount in amounts:
            if amount.kind in ("rate", "threshold", "change") or amount.yuan <= Decimal(0):
                continue
            before = re.split(r"[，。；;\n]", text[max(0, amount.start - _NEAR) : amount.start])[-1]
            if _cue(group).search(before) and not _cue("part").search(before):
                return amount
    return None
