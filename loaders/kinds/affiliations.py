"""Which bodies are inside which: 个旧市卫生健康局所属事业单位个旧市人民医院, the units that a department's budget lists, 主管部门 beside 单位名称.

Only where the words say it: a name that stands nowhere near such words is inside nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import takewhile

from loaders.bodies import identity, organisations
from loaders.records import ACCOUNTS, Affiliation, Extraction, Mention
from loaders.source import MOST_FACTS, TooManyFacts
from loaders.tabular.table import Table
from loaders.text.paragraphs import lines, trimmed
from loaders.text.words import any_of, words
from ontology.authorities import places
from ontology.blanks import without_blanks

_WORDS = words("kinds/affiliation_words.tsv")
_NEAR = 60  # characters: a name stands right before or behind the words, and is no longer
_MOST_LISTED = 300
_RUN = re.compile("[\u4e00-\u9fff]+")
_BELONGS, _OWN = any_of(_WORDS["belongs"]), any_of(_WORDS["own"])
_WORD = re.compile(f"(?P<belongs>{_BELONGS})|(?P<under>{any_of(_WORDS['under'])})")
_KIND = re.compile(f"(?:{any_of(_WORDS['kind'])})*")
_INNER = re.compile(f".{{4,40}}?(?P<kind>{_BELONGS})(?:{any_of(_WORDS['kind'])})+")
_IS = re.compile(f"[，,]?{any_of(_WORDS['is'])}$")
_LINKED = re.compile(any_of(_WORDS["is"]))
_ALL = re.compile(f"{any_of(_WORDS['all'])}$")
_UNIT = re.compile(f"{_KIND.pattern}(?=[，,。；;、\\s]|$)")
_SELF = re.compile("[我本](?:局|委|办|厅|部门|单位|院|所|站|中心)$|(?<![\u4e00-\u9fff])[局委厅]$")
_AND = re.compile("[、和及与]")
_JOINS = re.compile("[和及与]")
_DEPARTMENT = re.compile("(?<!分)局$|[委厅部]$|委员会$|政府$")
_LIST = re.compile(
    f"{any_of(_WORDS['lists'])}[^。；;：:]{{0,40}}?(?:单位|机构)[^。；;：:]{{0,40}}?{any_of(_WORDS['opens'])}"
    "(?:[（(][^（()）]{0,30}[）)])?(?P<colon>[：:])?"
)
_INCLUDED = re.compile("纳入(?P<name>[^。，,；;：:]{4,60})$")
_NUMBER = re.compile("(?:[（(]?[0-9一二三四五六七八九十]{1,3}[）).．、]|[①-⑳])[ \u3000]*")
_LISTED = re.compile(f"(?:{_BELONGS}{_KIND.pattern})?")
_BEHIND = re.compile(f"[（(，,。；;、：:\\s]|{any_of(_WORDS['apart'])}|$")
_ITSELF = re.compile(f"[^，,。；;：:]{{0,40}}?[（(]?{_OWN}[）)]?(?:[，,。；;、\\s].*)?")
_BLANKS = re.compile(r"\s+")
_PART = re.compile("[、，,；;。\n]")
_CODE = re.compile(r"[\[［（(【]?[0-9]{3,12}[\]］）)】]?[ \u3000]*[-—–_]?[ \u3000]*")
_LABELLED = re.compile(
    rf"{any_of(_WORDS['holder'])}[：:][ \u3000]{{0,4}}(?P<holder>[^\s：:]{{3,40}})\s{{1,40}}"
    rf"{any_of(_WORDS['unit'])}[：:][ \u3000]{{0,4}}(?P<unit>[^\s：:]{{3,40}})"
)


def find(facts: Extraction) -> tuple[Affiliation, ...]:
    """What a document says of bodies inside others, each two once, where it says it first.

    :raises TooManyFacts: it says it of more than ``MOST_FACTS``.
    """
    where = identity.of_document(facts.document)
    found: dict[tuple[identity.Identity, identity.Identity], Affiliation] = {}
    for one in sorted((*_prose(facts.text), *_lists(facts), *_tables(facts)), key=lambda one: one.unit.start):
        unit, holder = identity.body(one.unit.value, where), identity.body(one.holder.value, where)
        # 我局 of a page whose publisher nobody knows is no body.
        if unit != holder and not (identity.own(holder.name) or identity.own(unit.name)):
            found.setdefault((unit, holder), one)
            if len(found) > MOST_FACTS:
                raise TooManyFacts("units inside others")
    return tuple(found.values())


def _said(text: str, start: int, end: int) -> Mention:
    return Mention(text[start:end], start, end)


def inner(name: str) -> str:
    """A unit's own name, where the name of what holds it and its kind stand before it: 某局所属事业单位某医院."""
    held = _INNER.match(name)
    inside = held and organisations.is_body(name[: held.start("kind")]) and organisations.is_body(name[held.end() :])
    return name[held.end() :] if held and inside else name


# --- prose -----------------------------------------------------------------------------------------------------------------------


def _prose(text: str) -> Iterator[Affiliation]:
    """甲局所属乙医院, 乙医院是甲局所属事业单位, 乙医院、丙站隶属于甲局."""
    for word in _WORD.finditer(text):
        if word["under"]:
            holder = _after(text, word.end())
            if holder and not (_AND.match(text, holder.end) and _after(text, holder.end + 1)):
                for unit in _listed_before(text, word.start(), holder):
                    yield Affiliation(unit=unit, holder=holder, said=_said(text, unit.start, holder.end))
            continue
        holder = _before(text, word.start())
        # 甲局和乙局所属丙站: of two bodies nobody can say which one holds it.
        beside = _before(text, holder.start - 1) if holder and _AND.match(text, holder.start - 1) else None
        if holder is None or (beside and _DEPARTMENT.search(beside.value)):
            continue
        begins = _KIND.match(text, word.end())
        listed = _listed(text, begins.end() if begins else word.end())
        first = next(listed, None)
        units = [first, *takewhile(partial(_goes_on, holder, first), listed)] if first else []
        for unit in units:
            yield Affiliation(unit=unit, holder=holder, said=_said(text, holder.start, unit.end))
        if not units and (ends := _UNIT.match(text, word.end())) and ends.end() > word.end():
            linked = _IS.search(text, max(0, holder.start - 3), holder.start)
            for unit in _listed_before(text, linked.start(), holder) if linked else ():
                yield Affiliation(unit=unit, holder=holder, said=_said(text, unit.start, ends.end()))


def _before(text: str, end: int) -> Mention | None:
    """The body whose name ends at a place: one that is named, or the one that speaks."""
    start = max(0, end - _NEAR)
    run = next((run for run in _RUN.finditer(text, start, end) if run.end() == end), None)
    if run is None:
        return None
    # Of what begins before all that is looked at nobody knows how it begins.
    named = organisations.find(text[run.start() : end]) if run.start() > start or start == 0 else []
    if named and run.start() + named[-1].end == end and not named[-1].value.startswith("原"):
        # 某血站系某市卫生健康委员会直属事业单位
        linked = _LINKED.match(named[-1].value)
        name = named[-1].value[linked.end() :] if linked else named[-1].value
        return Mention(name, end - len(name), end)
    speaks = _SELF.search(text, run.start(), end)
    return Mention(speaks[0] if len(speaks[0]) > 1 else f"本{speaks[0]}", speaks.start(), end) if speaks else None


def _after(text: str, start: int) -> Mention | None:
    """The body whose name begins at a place."""
    named = organisations.find(text[start : start + _NEAR])
    if (
        not named
        or named[0].start
        or any(_is_place(named[0].value[joint.end() :]) for joint in _JOINS.finditer(named[0].value))
    ):
        return None  # 地震台和国家地震局 are two bodies, whose ends nobody knows
    return Mention(named[0].value, start, start + named[0].end)


def _is_place(words: str) -> bool:
    return words.startswith(("国家", "中国")) or places.printed(words, body=True) > 0


def _goes_on(holder: Mention, first: Mention, name: Mention) -> bool:
    """Whether a body behind the first of those behind 所属 is a unit too: 市林业局所属林业站、市水利局 goes on with what the sentence is about."""
    above, one, this = (identity.area_of(body.value) for body in (holder, first, name))
    return bool(_DEPARTMENT.search(first.value) or not _DEPARTMENT.search(name.value)) and (
        not this or ((not above or places.holds(above, this)) and (not one or one.level == this.level))
    )


def _listed(text: str, start: int) -> Iterator[Mention]:
    """The bodies that are named one after the other from a place on."""
    for _ in range(_MOST_LISTED):
        name = _after(text, start)
        if name is None:
            return
        yield name
        if not _AND.match(text, name.end):
            return
        start = name.end + 1


def _listed_before(text: str, end: int, holder: Mention) -> Iterator[Mention]:
    """The bodies that are named one after the other up to a place, the last first: 甲中心、乙站均."""
    all_of = _ALL.search(text, max(0, end - _NEAR), end)
    last = name = _before(text, all_of.start() if all_of else end)
    for _ in range(_MOST_LISTED):
        if last is None or name is None or (name is not last and not _goes_on(holder, last, name)):
            return
        yield name
        if not _AND.match(text, name.start - 1):
            return
        name = _before(text, name.start - 1)


# --- lists -----------------------------------------------------------------------------------------------------------------------


def _lists(facts: Extraction) -> Iterator[Affiliation]:
    """The units that a department's budget or account lists as its own: in the same sentence, or one a line below it."""
    text, account = facts.text, facts.document.kind in ACCOUNTS
    # A page may break its lines anywhere.
    said = _BLANKS.sub("", text)
    where: list[int] = []
    for announced in _LIST.finditer(said):
        where = where or [place for place, character in enumerate(text) if not character.isspace()]
        first, last = where[announced.start()], where[announced.end() - 1] + 1
        below = not text[last : last + _NEAR].split("\n")[0].strip()
        if announced["colon"] is None and not below:
            continue
        included = _INCLUDED.search(said, max(0, announced.start() - _NEAR), announced.start())
        named = organisations.find(included["name"])[:1] if included else []
        if included and named and named[0].start == 0:
            first, begin = where[included.start()], included.start("name")
            holder: Mention | None = Mention(named[0].value, where[begin], where[begin + named[0].end - 1] + 1)
        else:
            holder = _before(text, first) or (facts.document.publisher if account else None)
        if holder:
            for unit in _in_lines(text, last) if below else _in_sentence(text, last, len(text)):
                yield Affiliation(unit=unit, holder=holder, said=_said(text, first, last))


def _in_sentence(text: str, start: int, end: int) -> Iterator[Mention]:
    """The bodies of 包括：甲中心、乙中心。, up to what is none."""
    while start < end:
        part = _PART.search(text, start, min(end, start + _NEAR))
        stop = part.start() if part else min(end, start + _NEAR)
        begin, last = trimmed(text, start, stop)
        unit = _name(text, begin, last)
        if unit is not None:
            yield unit
        elif not _ITSELF.fullmatch(text, begin, last):
            return
        if part is None or part[0] == "。":
            return
        start = stop + 1


def _in_lines(text: str, start: int) -> Iterator[Mention]:
    """The bodies of the lines of a list or of a table's first column with words, up to a line that is none."""
    rest = text[start : start + _MOST_LISTED * _NEAR]
    for number, (begin, end) in enumerate(lines(rest)):
        cells = [cell for cell in _cells(rest, begin, end) if _RUN.search(rest, *cell)]
        if not cells or number > _MOST_LISTED:
            return
        if number == 0 and any(rest[a:b] in _WORDS["unit"] for a, b in cells):
            continue
        at = _NUMBER.match(rest, *cells[0])
        begin, end = at.end() if at else cells[0][0], cells[0][1]
        unit = _name(rest, begin, end)
        if unit is not None:
            yield Mention(unit.value, start + unit.start, start + unit.end)
        elif not _ITSELF.fullmatch(rest, begin, end):
            return


def _name(text: str, start: int, end: int) -> Mention | None:
    """The body that an item of a list names; None where it is the department itself, or none."""
    if end - start > 2 * _NEAR or _ITSELF.fullmatch(text, start, end):
        return None
    begins = _LISTED.match(text, start, end)
    start = begins.end() if begins else start
    named = _after(text, start)
    if named is None or named.end > end or not _BEHIND.match(text, named.end, end):
        stop = next((place for place in range(start, end) if text[place] in "（(，,。；;、："), end)
        named = Mention(text[start:stop], start, stop) if organisations.is_body(text[start:stop]) else None
    return named


# --- columns and labels ----------------------------------------------------------------------------------------------------------


def _tables(facts: Extraction) -> Iterator[Affiliation]:
    """主管部门 beside 单位名称: two columns of a table, or two labels of a cover."""
    text = facts.text
    for found in _LABELLED.finditer(text):
        holder, unit = (_body(text, *found.span(name)) for name in ("holder", "unit"))
        if holder and unit and not _elsewhere(unit, holder):
            yield Affiliation(unit=unit, holder=holder, said=_said(text, *found.span()))
    for rows in (*_blocks(facts), *([] if facts.tables else _tabbed(text))):
        columns: tuple[int, int] | None = None
        holder, said = None, (0, 0)
        for cells in rows:
            printed = [without_blanks(text[a:b]) for a, b in cells]
            heads = [
                next((i for i, word in enumerate(printed) if word in _WORDS[of]), None) for of in ("holder", "unit")
            ]
            if heads[0] is not None and heads[1] is not None:
                columns, holder, said = (heads[0], heads[1]), None, cells[heads[0]]
            elif columns and max(columns) < len(cells):
                # A body that is printed once stands for the rows below it too.
                above, unit = (_body(text, *cells[column]) for column in columns)
                holder = above if printed[columns[0]] else holder
                if holder and unit and not _elsewhere(unit, holder):
                    yield Affiliation(unit=unit, holder=holder, said=_said(text, *said))


def _elsewhere(unit: Mention, holder: Mention) -> bool:
    """Whether a unit is a department or government of another area: 主管部门 is then in charge of its money, and does not hold it."""
    this, above = (identity.area_of(body.value) for body in (unit, holder))
    return bool(_DEPARTMENT.search(unit.value) and this and above and this.code != above.code)


_Row = list[tuple[int, int]]


def _blocks(facts: Extraction) -> Iterator[Iterator[_Row]]:
    """The rows of each table of the document in which a head says 主管部门; merged cells stand in each of their places."""
    for block in facts.tables:
        table = Table(facts.text, block)
        if any(without_blanks(table.words(cell)) in _WORDS["holder"] for cell in table.cells):
            width = min(table.width, _NEAR)
            yield (
                [(cell.start, cell.end) if (cell := table.at(row, column)) else (0, 0) for column in range(width)]
                for row in range(table.height)
            )


def _tabbed(text: str) -> Iterator[Iterator[_Row]]:
    """The lines of a text whose cells tabs part, as one table: each line of heads begins another."""
    if "\t" in text and any(word in text for word in _WORDS["holder"]):
        yield (list(_cells(text, *line)) for line in lines(text) if text.find("\t", *line) >= 0)


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for cell in re.finditer("[^\t]*(?:\t|$)", text[start:end]):
        yield trimmed(text, start + cell.start(), start + cell.end())


def _body(text: str, start: int, end: int) -> Mention | None:
    """The body that a cell names, without its code."""
    code = _CODE.match(text, start, end)
    start = code.end() if code else start
    name = without_blanks(text[start:end])
    return Mention(name, start, end) if organisations.is_body(name) else None
