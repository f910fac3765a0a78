"""Disclosures of budget projects in a fixed template: one project after the other under the same headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from loaders.amounts import Money
from loaders.bodies import identity, organisations
from loaders.kinds import allocation, front, implementers, project_name, several_bodies, tabled_projects
from loaders.kinds.declaration_form import annual_amount, form_start
from loaders.kinds.listed_projects import Draft
from loaders.kinds.reading import Reading
from loaders.records import Document, Extraction, Mention, Project, Section
from loaders.templates.headings import Headed
from loaders.text import dates
from loaders.text.outline import integer
from loaders.text.paragraphs import lines, trimmed
from loaders.text.words import any_of, words

_LEAST_FIELDS = 3
_ITEM = re.compile(
    r"[ \t\u3000]*(?:第[一二三四五六七八九十百\d]{1,4}个|项目[一二三四五六七八九十\d]{1,3})(?:项目)?[ \t]*[：:、]?"
)
_SERIES = re.compile(r"[ \t]*[（(][一二三四五六七八九十\d]{1,3}[）)]$")
_NUMERAL = re.compile(r"[一二三四五六七八九十\d]+")
_COUNT = re.compile(
    r"项目(?:共计|共有|共|合计|总计|有)?\s?(?P<after>\d{1,4}|[一二三四五六七八九十]{1,3})\s?[个项](?!目)|"
    r"(?P<before>\d{1,4}|[一二三四五六七八九十]{1,3})\s?个(?P<which>[\u4e00-\u9fff]{0,8})项目"
)
_COUNT_WORDS = words("kinds/declared_count_words.tsv")
_OTHER_COUNT, _THIS_LIST = (re.compile(any_of(_COUNT_WORDS[group])) for group in ("other", "list"))
_PART = re.compile(f"{any_of(_COUNT_WORDS['part'])}的?$")
_AMONG = re.compile("[（(，,；;]?其中")
_ANNOUNCED = re.compile("公开(?!招)|公示|现将|以下|下列|如下")
_HOLDER = re.compile(any_of(_COUNT_WORDS["holder"]) + any_of(_COUNT_WORDS["doing"]))  # 3个单位申报项目
_CLAUSE_END = re.compile(r"[，,。；;\n]")
_TOTAL_WORD = re.compile(r"金额|资金|合计|共计|总额|总计|预算|经费")
_PERIOD = 60  # characters: a longer section is a plan in prose, whose dates are not the budget's
_SENTENCE_END = re.compile(r"[。；;\n]")
_LONGEST = 400  # characters to each side of a count in which its clause and its sentence are looked for


@dataclass(frozen=True, slots=True)
class _Span:
    """One project's place: from its marker line to the next project's; ``headed`` are its headings."""

    start: int
    end: int
    headed: tuple[Headed, ...]


def understand(reading: Reading, document: Document) -> Extraction:
    """The projects of a disclosure, and what its head declares of their number and total."""
    text = reading.text
    spans = _spans(text, reading.headed) if reading.headed else []
    document, head_end = _headed(reading, document, spans)
    count, total = _declared(reading, head_end)
    drafts = [_project(reading, span, ordinal, document) for ordinal, span in enumerate(spans, 1)]
    level = _level(document.publisher)
    drafts, loose, warnings = tabled_projects.merged(reading, drafts, document.fiscal_year, level)
    projects = tuple(draft.project for draft in drafts)
    warnings = [warning for draft in drafts for warning in draft.warnings] + warnings
    if document.fiscal_year is None:
        years = [p.fiscal_year for p in projects if p.fiscal_year]
        if years and len({y.value for y in years}) == 1:
            document = replace(document, fiscal_year=years[0])
    total = total or tabled_projects.declared_total(reading, len(projects))
    parted = several_bodies.bodies(text, spans[0].start, spans[-1].start) if spans else ()
    if parted:
        # One candidate or none: whose title, count and total the head says, only a part of the file is under.
        places = {place.value if (place := organisations.area(body)) else "" for body in parted}
        document = replace(document, title=None, publisher=None, area=document.area if len(places) == 1 else None)
        count = total = None
        named = "、".join(body.value for body in parted)
        warnings.append(
            f"This file holds the disclosures of several bodies ({named}): each project keeps its own unit, and the document "
            "has no title, publisher or declared count; split the file to have them."
        )
    elif document.area is None:
        document = replace(document, area=_place([unit for project in projects for unit in project.units]))
    document = replace(document, declared_count=count, declared_total=total)
    if count is not None and int(count.value) != len(projects):
        warnings.append(f"The page declares {count.value} projects; {len(projects)} were found.")
    money = [m for draft in drafts for m in draft.money]
    indicators = [*loose, *(indicator for draft in drafts for indicator in draft.indicators)]
    return Extraction(
        document=document,
        text=text,
        projects=projects,
        money=(*money, *((total,) if total else ())),
        indicators=tuple(indicators),
        comparisons=tuple(tabled_projects.subtotals(reading)),
        warnings=tuple(warnings),
    )


def _place(units: Sequence[Mention]) -> Mention | None:
    """The one area of which all units are that begin with a place: that of a page that says no publisher."""
    places = [place for unit in units if (place := organisations.area(unit)) is not None]
    return places[0] if len({identity.area(place.value).name for place in places}) == 1 else None


def _headed(reading: Reading, document: Document, spans: list[_Span]) -> tuple[Document, int]:
    """The document with what stands above its first project, and where that begins."""
    text = reading.text
    tabled = tabled_projects.first_place(reading)
    if not spans:
        head_end = tabled or 0
        document = front.completed(document, reading, head_end)
        if document.title is None:
            document = replace(document, title=tabled_projects.title(text, head_end) or _first_title(text, head_end))
    else:
        first = spans[0].headed[0].start
        head_end = first if tabled is None else min(first, tabled)
        named_by_title = not any(h.field == "name" for h in reading.headed)
        document = front.completed(document, reading, spans[0].start if named_by_title else head_end)
        if document.title is None or (named_by_title and len(spans) > 1 and document.title.start >= spans[0].start):
            document = replace(document, title=_first_title(text, spans[0].start))
        if document.title is not None and len(spans) > 1 and document.title.start >= spans[0].start:
            document = replace(document, title=_without_series(document.title))
    year = _year_in(text, 0, head_end) or (front.year(text, document.title) if document.title else None)
    return replace(document, fiscal_year=year), head_end


def _level(body: Mention | None) -> str | None:
    """The level of a body by the place that begins its name: 个旧市卫生健康局 -> 市."""
    place = organisations.area(body) if body else None
    return place.value[-1] if place else None


def _spans(text: str, headed: tuple[Headed, ...]) -> list[_Span]:
    """A project begins where the field that began the first one comes again (a stray heading inside begins none)."""
    first = headed[0].field
    groups: list[list[Headed]] = []
    for heading in headed:
        if heading.field == first and (not groups or any(h.field != first for h in groups[-1])):
            groups.append([])
        groups[-1].append(heading)
    whole = [group for group in groups if len({h.field for h in group}) >= _LEAST_FIELDS] or [list(headed)]
    starts = _starts(text, [group[0].start for group in whole])
    ends = [*starts[1:], len(text.rstrip())]
    return [_Span(a, b, tuple(g)) for a, b, g in zip(starts, ends, whole, strict=True)]


def _starts(text: str, headings: list[int]) -> list[int]:
    """Where each project begins: at the line above its first heading, where that is its number or page title."""
    above = [_line_above(text, place) for place in headings]
    shapes = Counter(_shape(text[start:end]) for start, end in above)
    starts = []
    for (start, end), heading in zip(above, headings, strict=True):
        line = text[start:end]
        repeated = 0 < len(line) <= 80 and line[-1] not in "。；;" and shapes[_shape(line)] > 1
        title = project_name.title_start(text, start, end)
        if title is not None:
            starts.append(title)
        else:
            starts.append(start if _ITEM.fullmatch(line) or repeated else heading)
    return starts


def _shape(line: str) -> str:
    """A line without its numbers, or only its numbering where it has one: equal for 一、修路 and 二、架桥."""
    number = re.match(r"(?:项目)?[（(]?[一二三四五六七八九十\d]{1,3}[）)、．.：:]", line)
    return _NUMERAL.sub("#", number[0] if number else line)


def _line_above(text: str, place: int) -> tuple[int, int]:
    end = place
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return trimmed(text, text.rfind("\n", 0, end) + 1, end)


def _first_title(text: str, start: int) -> Mention | None:
    """The first line of the head, before the first project, that is no sentence and no label with its value."""
    for begin, end in lines(text[:start]):
        if end - begin <= 80 and text[end - 1] not in "。；;" and not re.search("[：:]", text[begin:end]):
            return Mention(text[begin:end], begin, end)
    return None


def _without_series(title: Mention) -> Mention:
    """The title that the pages of one disclosure share: 某局2024年项目文本公开（一） without （一）."""
    shared = _SERIES.sub("", title.value)
    return Mention(shared, title.start, title.start + len(shared))


def _first_line(text: str, span: _Span) -> Mention:
    start, end = next(lines(text[span.start : span.end]))
    return Mention(text[span.start + start : span.start + end], span.start + start, span.start + end)


def _year_in(text: str, start: int, end: int) -> Mention | None:
    found = dates.fiscal_year(text[start:end])
    return Mention(found.value, start + found.start, start + found.end) if found else None


def _period_year(text: str, start: int, end: int) -> Mention | None:
    """The year of a period that lies wholly in it (2025.1.1-2025.12.31), where the section says nothing else."""
    found = dates.find(text[start:end])
    if end - start > _PERIOD or len({m.value[:4] for m in found}) != 1:
        return None
    first = start + found[0].start
    printed = text[first : first + 4]
    return Mention(printed, first, first + 4) if printed == found[0].value[:4] else None


def _declared(reading: Reading, head_end: int) -> tuple[Mention | None, Money | None]:
    """The number of projects and their total that the head states (重点项目13个，涉及金额1,098.26万元)."""
    head = reading.text[:head_end]
    counts = [found for found in _COUNT.finditer(head) if _announces(head, found)]
    if not counts:
        return None, None
    # 预算项目26个…，公开重点项目2个，具体如下: the one that announces this list counts.
    count = next((found for found in counts if _ANNOUNCED.search(_clause(head, found))), counts[0])
    group = "after" if count["after"] else "before"
    mention = Mention(str(integer(count[group])), count.start(group), count.end(group))
    close = _SENTENCE_END.search(head, count.end())
    for amount in reading.money_in(count.end(), close.start() if close else head_end):
        if _TOTAL_WORD.search(head, count.end(), amount.start):
            return mention, replace(amount, kind="total")
    return mention, None


def _announces(head: str, count: re.Match[str]) -> bool:
    """Whether a count of projects says how many this document lists.

    编报绩效目标的项目50个 counts others, whether the page shows them or not.
    """
    among = _AMONG.search(head, count.end(), _end(head, count, _SENTENCE_END))
    clause = _clause(head, count)
    if among:  # 项目5个（其中新增3个）: what 其中 tells counts some of them
        clause = clause[: max(0, among.start() - _begin(head, count))]
    if _PART.search(count["which"] or "" if count["before"] else head[_begin(head, count) : count.start()]):
        return False
    if count["before"] and _HOLDER.search(head, count.end("before"), count.end()):
        return False
    if not _OTHER_COUNT.search(clause):
        return True
    return _THIS_LIST.search(head, _begin(head, count), _end(head, count, _SENTENCE_END)) is not None


def _begin(head: str, count: re.Match[str]) -> int:
    """Where the clause of a count begins."""
    floor = max(0, count.start() - _LONGEST)
    return max((mark.end() for mark in _CLAUSE_END.finditer(head, floor, count.start())), default=floor)


def _end(head: str, count: re.Match[str], mark: re.Pattern[str]) -> int:
    stop = min(len(head), count.end() + _LONGEST)
    close = mark.search(head, count.end(), stop)
    return close.start() if close else stop


def _clause(head: str, count: re.Match[str]) -> str:
    return head[_begin(head, count) : _end(head, count, _CLAUSE_END)]


def _sections(text: str, span: _Span) -> tuple[Section, ...]:
    form = form_start(text, span.headed[0].body, span.end)
    ends = [*(h.start for h in span.headed[1:]), span.end]
    sections = []
    for heading, end in zip(span.headed, ends, strict=True):
        stop = min(end, form) if form is not None and form >= heading.body else end
        stop = stop if heading.end is None else heading.end
        if heading.end is not None and not (span.start <= heading.body and stop <= span.end):
            continue  # a table that puts a value into another project's place says nothing certain of this one
        start, stop = trimmed(text, heading.body, stop)
        sections.append(Section(heading=heading.heading, field=heading.field, start=start, end=stop))
    return tuple(sections)


def _project(reading: Reading, span: _Span, ordinal: int, document: Document) -> Draft:
    text, sections = reading.text, _sections(reading.text, span)
    warnings = []
    title_end = span.headed[0].start
    name = project_name.printed(text, sections) or project_name.in_title(text, span.start, title_end, sections)
    if name is None:
        name = _first_line(text, span)
        warnings.append(
            f"Project {ordinal}: the page prints no name for it, so it is called by its first line: {name.value}."
        )
    units = [u for s in sections if s.field == "unit" for u in implementers.in_section(text, s.start, s.end)]
    units = units or list(implementers.in_form(text, span.headed[0].body, span.end))
    year = (
        _year_in(text, span.start, title_end)
        or document.fiscal_year
        or next((y for s in sections if s.field in ("funding", "plan") if (y := _year_in(text, s.start, s.end))), None)
        or next((y for s in sections if s.field == "plan" if (y := _period_year(text, s.start, s.end))), None)
    )
    level = _level(document.publisher or (units[0] if units else None))
    chosen = _allocation(reading, span, sections, year.value if year else None, level)
    if chosen.ambiguous:
        warnings.append(
            f"Project {ordinal}: its funding section prints several amounts and does not say which one is allocated, "
            "so it has no amount here."
        )
    project = Project(
        ordinal=ordinal,
        name=name,
        units=tuple({u.value: u for u in units}.values()),
        amount_parts=tuple(replace(part, project=ordinal) for part in chosen.stated),
        fiscal_year=year,
        start=span.start,
        end=trimmed(text, span.start, span.end)[1],
        sections=sections,
    )
    return Draft(project, list(project.amount_parts), warnings=warnings)


def _allocation(
    reading: Reading, span: _Span, sections: tuple[Section, ...], year: str | None, level: str | None
) -> allocation.Allocation:
    """From the funding section; where that prints no amount, from the performance form; then from the overview."""
    text = reading.text
    funding = [s for s in sections if s.field == "funding"]
    amounts = tuple(m for s in funding for m in reading.money_in(s.start, s.end))
    chosen = allocation.choose(text, amounts, year, level)
    if chosen.parts or chosen.ambiguous:
        return chosen
    form = annual_amount(text, span.headed[0].body, span.end)
    if form is not None:
        return allocation.Allocation((form,))
    told = [m for s in sections if s.field in ("overview", "content") for m in reading.money_in(s.start, s.end)]
    return allocation.named_for_project(text, tuple(told))
