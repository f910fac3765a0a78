"""Work plans: tasks with the units that are responsible, in brackets at a paragraph's end or in a line of their own.

A bare list of units in brackets names those responsible, so all of them lead, as do those who 负责 where no unit 牵头.  Groups (各区、镇、街道, 有关成员单位) are no
bodies and are left out.
"""

from __future__ import annotations

import re
from functools import cache

from loaders.bodies import organisations
from loaders.kinds import front
from loaders.kinds.reading import Reading
from loaders.records import Document, Extraction, Mention, Task
from loaders.text.outline import Heading, outline
from loaders.text.paragraphs import between, trimmed
from loaders.text.words import any_of, words

_TABLE = "kinds/task_words.tsv"
_BRACKET = re.compile(r"[（(]([^（()）\n]{2,400})[）)]")
_PART = re.compile(r"[；;。]|(?<=[\u4e00-\u9fff])[，,]")
_SHORTEST = 5
_BULLETS = " \t\u3000•·●>"


@cache
def _role(group: str) -> re.Pattern[str]:
    pattern = any_of(words(_TABLE)[group])
    return re.compile(rf"[ \t\u3000]*{pattern}[ \t]*[：:]" if group.endswith("label") else pattern)


def understand(reading: Reading, document: Document) -> Extraction:
    """The tasks of a plan; a task's text is its paragraph up to the brackets, without its number."""
    return Extraction(document=front.completed(document, reading), text=reading.text, tasks=tasks(reading.text))


def tasks(text: str) -> tuple[Task, ...]:
    """Every passage that ends in brackets or a line which name the units responsible for it."""
    labels = {h.start: h for h in outline(text)}
    found: list[Task] = []
    above: tuple[int, int] | None = None
    position = 0
    for line in text.split("\n"):
        start, end = position, position + len(line)
        position = end + 1
        if not line.strip():
            continue
        if _label(line) is not None:
            units = _units(text, start, end)
            if above is not None and (units[0] or units[1]):
                found = _added(found, above, text, units)
            continue
        first = _after_label(text, start, end, labels)
        found += _in_line(text, first, end)
        above = (first, end)
    return tuple(found)


def _after_label(text: str, start: int, end: int, labels: dict[int, Heading]) -> int:
    while start < end and text[start] in _BULLETS:
        start += 1
    heading = labels.get(start)
    first = heading.end if heading is not None and heading.end < end else start
    while first < end and text[first].isspace():
        first += 1
    return first


def _in_line(text: str, start: int, end: int) -> list[Task]:
    found = []
    begin = start
    for bracket in _BRACKET.finditer(text, start, end):
        if bracket.start() - begin < _SHORTEST or not _ends_a_sentence(text, begin, bracket, end):
            continue
        lead, participants = _units(text, bracket.start(1), bracket.end(1))
        if lead or participants:
            found.append(_task(text, begin, bracket.start(), lead, participants))
            begin = bracket.end()
    return found


def _ends_a_sentence(text: str, begin: int, bracket: re.Match[str], end: int) -> bool:
    before = text[begin : bracket.start()].rstrip()[-1:]
    return before in "。；;.！" or not text[bracket.end() : end].strip(" \t\u3000。；;，,")


def _task(text: str, start: int, end: int, lead: list[Mention], participants: list[Mention]) -> Task:
    start, end = trimmed(text, start, end)
    return Task(text=text[start:end], lead=tuple(lead), participants=tuple(participants), start=start, end=end)


def _added(
    found: list[Task], above: tuple[int, int], text: str, units: tuple[list[Mention], list[Mention]]
) -> list[Task]:
    """A line 责任单位：… belongs to the paragraph above; a second one (配合单位：…) adds to the same task."""
    if found and found[-1].start >= above[0] and found[-1].end <= above[1]:
        last = found[-1]
        merged = _task(text, last.start, last.end, [*last.lead, *units[0]], [*last.participants, *units[1]])
        return [*found[:-1], merged]
    return [*found, _task(text, above[0], above[1], *units)]


def _units(text: str, start: int, end: int) -> tuple[list[Mention], list[Mention]]:
    """(lead, participants) named by ``text[start:end]``: A牵头，B、C配合 · A、B按职责分工负责 · 责任单位：A · A、B."""
    lead: list[Mention] = []
    participants: list[Mention] = []
    roles = {"lead": lead, "part": participants}
    labelled: str | None = None
    waiting: list[tuple[int, int]] = []
    for part_start, part_end in between(_PART, text, start, end):
        part = text[part_start:part_end]
        if not part.strip():
            continue
        label = _label(part)
        after = _role_after(part) if label is None else None
        names_start = part_start + (label[1] if label else 0)
        names_end = part_start + after[1] if after else part_end
        waiting += organisations.listed(text, names_start, names_end)
        labelled = label[0] if label else None if after else labelled
        role = after[0] if after else labelled
        if role == "duty":
            role = "part" if lead else "lead"
        if role is not None:
            roles[role] += _named(text, waiting, lenient=True)
            waiting = []
    if waiting and not lead and not participants and _is_list_of_bodies(text, waiting):
        lead += _named(text, waiting, lenient=False)
    return lead, participants


def _label(part: str) -> tuple[str, int] | None:
    """(role, where the units begin) when a part begins with a label: 责任单位：…, 配合单位：…"""
    for role in ("lead", "part"):
        match = _role(f"{role}-label").match(part)
        if match is not None:
            return role, match.end()
    return None


def _role_after(part: str) -> tuple[str, int] | None:
    """(role, where its words begin) when a part ends in a role; ``duty`` is a lead's or, beside one, a participant's: 市教育局牵头, A、B按职责分工负责, C等配合."""
    for role in ("lead", "duty", "part"):
        for match in _role(f"{role}-after").finditer(part):
            if not part[match.end() :].strip(" \t。；;"):
                return role, match.start()
    return None


def _named(text: str, items: list[tuple[int, int]], lenient: bool) -> list[Mention]:
    """The bodies among ``items``; where a role's words follow (``lenient``), any name that is no group counts as one."""
    names = []
    for start, end in items:
        start, end = trimmed(text, start, end)
        name = text[start:end]
        body = organisations.is_body(name)
        known = body or (lenient and 3 <= len(name) <= 20 and not organisations.is_sentence(name))
        if known and not organisations.is_group(name):
            names.append(Mention(name, start, end))
        elif lenient and (grouped := _before_group(name)):
            names.append(Mention(name[:grouped], start, start + grouped))
    return names


def _before_group(name: str) -> int:
    """How much of 全国总工会等有关成员单位 is a body: what stands before 等."""
    place = name.find("等")
    return place if place > 0 and organisations.is_body(name[:place]) else 0


def _is_list_of_bodies(text: str, items: list[tuple[int, int]]) -> bool:
    """Whether brackets without a role hold a list of bodies: the first is one, and no item is anything else."""
    if not organisations.is_body(text[slice(*items[0])]) and not organisations.is_group(text[slice(*items[0])]):
        return False
    known = [organisations.is_body(text[a:b]) or organisations.is_group(text[a:b]) for a, b in items]
    return sum(known) * 2 > len(items) and any(organisations.is_body(text[a:b]) for a, b in items)
