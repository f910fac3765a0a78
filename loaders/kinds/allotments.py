"""What a notice of allocation (资金下达通知) hands down: to whom, how much, and of which year.

Its table gives a row to each payee, with one amount, or with one a year; of several columns the one that says what is handed down
now counts, else the total.  Without a table the prose names each payee before its amount, or the notice speaks to one area alone.
Where none of this is plain, nothing is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from loaders.amounts import Money, Side, Statement, StatementRow
from loaders.bodies import identity
from loaders.bodies.identity import Reader
from loaders.records import Allotment, Extraction, Mention
from loaders.text.words import pattern
from ontology.authorities import places
from ontology.authorities.areas import ancestors
from ontology.blanks import without_blanks

_words = partial(pattern, "kinds/allotment_words.tsv")
_YEAR = re.compile(r"(20\d\d)\s?年")
_NUMBERED = re.compile(r"^(?:其中[：:]?|[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]|[（(]?\d{1,3}[）)、.．])+")
_ITEM = re.compile("[。；;：:\n]")
_BEFORE = re.compile(r"[、，,及和与\s]*(?:其中[：:，,]?)?")
_ADDRESSED = re.compile("^[^\n。]{2,200}[：:][ \t\u3000]*$", re.M)
_LEVEL = re.compile("[省市州盟县区旗]")
_APART = re.compile("[、，,；;]")
_NEAR = 60  # characters: a payee stands before its amount in its own clause
_HEAD = 1500  # whom a notice speaks to stands below its title


def find(facts: Extraction) -> tuple[Allotment, ...]:
    """The payees of a notice in the order of its text; none of what is no notice of allocation."""
    title = facts.document.title
    if facts.document.kind != "notice" or title is None:
        return ()
    said = without_blanks(title.value)
    if not _words("title").search(said) or not _words("funds").search(said):
        return ()
    where = identity.of_document(facts.document)
    tabled = [one for table in facts.statements for side in table.sides for one in _of_table(facts, table, side, where)]
    found = tabled or list(_of_prose(facts, where)) or list(_alone(facts, where))
    return tuple(_within(facts.text, found, where))


def _within(text: str, found: Sequence[Allotment], where: Reader) -> Iterator[Allotment]:
    """Each with the one of the smallest area that its payee lies in."""
    areas = [identity.area(one.payee.value, where).area for one in found]
    rows: dict[tuple[str, str], int] = {}
    for place, (area, one) in enumerate(zip(areas, found, strict=True)):
        # 州本级 is what stays with the prefecture, and holds none of its counties.
        if area is not None and not _words("own").search(text, one.payee.start, one.payee.end):
            rows.setdefault((area.code, one.year.value if one.year else ""), place)
    for area, one in zip(areas, found, strict=True):
        year = one.year.value if one.year else ""
        above = [rows[outer.code, year] for outer in (ancestors(area) if area else ()) if (outer.code, year) in rows]
        yield replace(one, within=above[0]) if above else one


# -- tables


def _of_table(facts: Extraction, table: Statement, side: Side, where: Reader) -> Iterator[Allotment]:
    columns = _columns(side)
    if not columns:
        return
    years = {place: _year_of(facts.text, table, side, place) for place in columns} if len(columns) > 1 else {}
    above = ""
    for row in side.rows:
        payee = _payee(side, row, where, above)
        if payee is None:
            above = _printed_above(side, row, above)
            continue
        above = payee[1]
        for place in columns:
            if (money := row.figures[place]) is not None:
                yield Allotment(payee=payee[0], money=money, year=years.get(place))


def _columns(side: Side) -> list[int]:
    """The columns of what is handed down: the only one, what is given now, the total, or one a year."""
    heads = ["".join((*column.heads, column.measure)) for column in side.columns]
    for group in ("now", "whole"):
        named = [place for place, head in enumerate(heads) if _words(group).search(head)]
        if len(named) == 1:
            return named
    if len(heads) == 1:
        return [0]
    years = [tuple(_YEAR.findall(head)[-1:]) for head in heads]
    return list(range(len(heads))) if all(years) and len(set(years)) == len(years) else []


def _year_of(text: str, table: Statement, side: Side, place: int) -> Mention | None:
    """The year that a column is of, where its head prints it."""
    column = side.columns[place]
    years = _YEAR.findall("".join((*column.heads, column.measure)))
    first = side.rows[0].line
    told = [m for m in _YEAR.finditer(text, table.start, first) if years and m[1] == years[-1]]
    return Mention(told[-1][1], *told[-1].span(1)) if told else None


def _payee(side: Side, row: StatementRow, where: Reader, above: str) -> tuple[Mention, str] | None:
    """The payee of a row, and the area below which the rows after it may stand; None for a total and what names nobody."""
    named = [
        (column.heads[-1], cell)
        for column, cell in zip(side.labels, row.labels, strict=True)
        if column.kind == "name" and cell is not None
    ]
    # What a column of projects or purposes names is paid for, not paid.
    cells = [cell for head, cell in named if not _words("purpose").search(head)] or [cell for _, cell in named]
    if not cells:
        return None
    cell = cells[-1]
    name = _NUMBERED.sub("", without_blanks(cell.surface))
    outer = without_blanks(cells[0].surface) if len(cells) > 1 else above
    whole = _words("whole").sub("", name)
    if whole != name and not places.whole(whole, where.place.area if where.place else None):
        return None
    payee = _understood(whole, where, outer)
    if not payee:
        return None
    area = identity.area(outer, where).area
    inside = identity.area(payee, where).area
    kept = outer if area and inside and places.holds(area, inside) else payee if inside else above
    return Mention(payee, cell.start, cell.end), kept


def _printed_above(side: Side, row: StatementRow, above: str) -> str:
    """The area that a row without a payee of its own names for those below it."""
    for column, cell in zip(side.labels, row.labels, strict=True):
        if column.kind == "name" and cell is not None and places.whole(without_blanks(cell.surface)):
            return without_blanks(cell.surface)
    return above


def _understood(name: str, where: Reader, outer: str) -> str:
    """A payee's name as the page means it; "" for what is neither an area nor a body."""
    if (own := _words("own").search(name)) and not places.leading(name).chains:
        known = where.place if where.place and not where.place.within else None
        higher = identity.area(outer, where) if outer else None
        if printed := tuple(_LEVEL.findall(name[: own.end()])):
            # 市本级 of a province's notice is of the city above it.
            return next((one.name for one in (known, higher) if one and one.area and one.name.endswith(printed)), "")
        # 本级 alone, below a city of a province's notice, is of either.
        either = higher and higher != known and higher.area and higher.area.level == "prefecture"
        return known.name if known and not either else ""
    alone = identity.area(name, where)
    if alone.within and outer and identity.area(outer + name, where).area:
        return outer + name
    return name if len(name) > 1 and not name.isdecimal() else ""


# -- prose


def _of_prose(facts: Extraction, where: Reader) -> Iterator[Allotment]:
    """Payees before their amounts: 其中：个旧市常住人口41.96万人，下达47.33万元；蒙自市66.10万元."""
    last = 0
    for money in facts.money:
        begin, last = last, money.end
        if not _given(money):
            continue
        item = max(
            (m.end() for m in _ITEM.finditer(facts.text, max(begin, money.start - _NEAR), money.start)), default=0
        )
        start = _BEFORE.match(facts.text, max(item, begin, money.start - _NEAR), money.start).end()  # type: ignore[union-attr]
        if verb := _words("gives").match(facts.text, start, money.start):
            start = verb.end()
        words = facts.text[start : money.start]
        near = where.place.area if where.place else None
        place = places.leading(words, near)
        named = words.removesuffix(place.rest) if place.chains else ""
        if not named.endswith(tuple("省市州县区旗盟")):
            continue
        before = facts.text.rfind("\n", 0, start) + 1
        if place.rest and not _words("gives").search(facts.text, before, money.start):
            continue
        yield Allotment(payee=Mention(named, start, start + len(named)), money=money)


def _given(money: Money) -> bool:
    return money.kind in ("total", "part", "other") and not money.approximate and money.yuan > 0


def _alone(facts: Extraction, where: Reader) -> Iterator[Allotment]:
    """The only area that a notice speaks to, with the only amount, or the total, that it hands down: 现下达你市补助资金500万元."""
    spoken = _ADDRESSED.search(facts.text, facts.document.title.end if facts.document.title else 0, _HEAD)
    if spoken is None:
        return
    areas: dict[str, Mention] = {}
    start = spoken.start()
    near = where.place.area if where.place else None
    for part in _APART.split(spoken[0].rstrip()[:-1]):
        place = places.leading(part, near, body=True)
        if place.area is not None:
            named = part.removesuffix(place.rest)
            areas.setdefault(place.area.code, Mention(named, start, start + len(named)))
        start += len(part) + 1
    handed = [
        money
        for money in facts.money
        if _given(money) and _words("gives").search(facts.text, max(spoken.end(), money.start - _NEAR), money.start)
    ]
    told = Counter(money.yuan for money in handed)
    if len(areas) == 1 and len(told) == 1:
        yield Allotment(payee=next(iter(areas.values())), money=handed[0])
