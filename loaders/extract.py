"""From a source to all its facts: a pure function of the file's bytes and this version of the package."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from loaders import citations, formats, indicators, kinds, money, shares, templates
from loaders.kinds.reading import Reading, Understood
from loaders.outline import outline
from loaders.records import Citation, Document, Extraction, Indicator, Mention, Money, Project, Share
from loaders.source import Source

_Located = TypeVar("_Located", Money, Share, Indicator)


def read_and_extract(path: Path) -> Extraction:
    """The facts of the file at ``path``.  Raises loaders.source.UnreadableFile where it cannot be read."""
    return extract(formats.read(path))


def extract(source: Source) -> Extraction:
    """The facts of a source, in the order of its text; doubts that a user should know are in ``warnings``."""
    text = source.text
    template, headed = templates.find(text)
    amounts = tuple(money.find(text))
    reading = Reading(source=source, headings=outline(text), template=template, headed=headed, money=amounts)
    kind, warnings = kinds.classify(reading)
    found = kinds.understand(kind, reading, Document(path=source.path, sha256=source.sha256, kind=kind))
    owner = _owners(found.projects)
    stated = _stated(found)
    return Extraction(
        document=found.document,
        text=text,
        projects=found.projects,
        citations=tuple(_placed(c, found.projects, owner) for c in citations.find(text) if not _overlaps(c, stated)),
        money=_owned(_with(amounts, found.money), owner),
        shares=_owned(shares.find(text), owner),
        tasks=found.tasks,
        indicators=_owned(indicators.find(text), owner),
        entries=found.entries,
        articles=found.articles,
        warnings=(*warnings, *found.warnings),
    )


def _stated(found: Understood) -> list[Mention]:
    """Names of policies that are no citations: the document's own number, and what a register says of its policies."""
    own = [found.document.number] if found.document.number else []
    for entry in found.entries:
        own += [m for m in (entry.number, entry.title, *entry.replaced_by, *entry.repealed_by) if m is not None]
    return sorted(own, key=lambda mention: mention.start)


def _overlaps(citation: Citation, stated: list[Mention]) -> bool:
    """Whether a "citation" is one of the names in ``stated``, by its number or its title."""
    places = [citation.printed_number, citation.printed_title]
    for place in places:
        if place is None:
            continue
        index = bisect_left(stated, place.end, key=lambda mention: mention.start) - 1
        if index >= 0 and stated[index].end > place.start:
            return True
    return False


def _owners(projects: tuple[Project, ...]) -> Callable[[int], Project | None]:
    starts = [p.start for p in projects]

    def owner(position: int) -> Project | None:
        index = bisect_right(starts, position) - 1
        return projects[index] if index >= 0 and position < projects[index].end else None

    return owner


def _owned(facts: Iterable[_Located], owner: Callable[[int], Project | None]) -> tuple[_Located, ...]:
    """Each fact with the ordinal of the project that it stands in."""
    owned = []
    for fact in facts:
        project = owner(fact.start)
        owned.append(replace(fact, project=project.ordinal if project else None))
    return tuple(owned)


def _placed(citation: Citation, projects: tuple[Project, ...], owner: Callable[[int], Project | None]) -> Citation:
    """A citation with its project and section; in the section of the basis every policy is what the project rests on."""
    project = owner(citation.start)
    if project is None:
        return citation
    section = next((s for s in project.sections if s.start <= citation.start < s.end), None)
    relation = citation.relation
    if section is not None and section.field == "basis" and citation.kind == "policy":
        relation = "basis"
    return replace(citation, project=project.ordinal, section=section.heading if section else None, relation=relation)


def _with(amounts: tuple[Money, ...], told: tuple[Money, ...]) -> tuple[Money, ...]:
    """The recogniser's amounts; where the kind of document says more about one (a total, a part), its record counts."""
    by_place = {(m.start, m.end): m for m in amounts}
    by_place.update({(m.start, m.end): m for m in told})
    return tuple(by_place[place] for place in sorted(by_place))
