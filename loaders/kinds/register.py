"""Registers of policies: a table whose columns say number, title, dates and status; a row is a policy.

Columns are matched by their names (register_columns.tsv), what the cells say by words (register_words.tsv).  A table is a
register where its heading row has a column for the number, or one for the title beside one for the time or state of force; a head may
take several rows, of which one stands under blanks or wide cells of the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby, islice
from typing import get_args

from loaders.bodies import organisations
from loaders.citations import citations, numbers, validity
from loaders.kinds.reading import Reading
from loaders.records import Document, Entry, Extraction, Mention, Status
from loaders.source import Block, Cell, Source
from loaders.text import dates
from loaders.text.words import words
from ontology import policy_kind
from ontology.tables import rows

_FORCE = frozenset({"from", "until", "status", "replaced", "repealed"})
_SUFFIX = re.compile(r"[（(\[【][^（()）\]】]*[）)\]】]$")
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?:\s?[-./年]\s?(?P<m>\d{1,2})(?:\s?[-./月]\s?(?P<d>\d{1,2})\s?日?)?\s?月?)?\s?年?(?:[\sT]00?:00(?::00)?)?"
)
_DIGITS = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)")
_HEADING = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|附件|合计|总计|注[：:]|备注[：:]")
_TITLED = re.compile(r"(?:目录|清单|一览表|汇总表|台账|名录|登记表|统计表)$")
_REPLACED = re.compile(r"(?:被|由|以)(?P<by>[^。；\n]{2,160}?)(?:替代|代替|取代)")
_REPEALED = re.compile(r"(?:被|由|根据|依据|按照?|经)(?P<by>[^。；\n]{2,160}?)(?:宣布|予以|明确|决定)?废止")
_TAKEN_OVER = re.compile(r"(?:现?已经?)?[被由][^。；\n]{2,160}(?<!部分)(?:[替取]代|代替|废止)(?!第)")
_SINCE_THEN = re.compile(r"(?:之日)?起?[，,]?")
_IN_PART = re.compile("第|部分|其中|后")  # 废止第五条, 期满后重新评估
_BODIES = re.compile(r"[^\s、，,；;/]+")
_TO = re.compile(r"\s*起?\s*(?:至|到|[-－‐-―~～]+)\s*")  # between the first and the last day in force
_ONWARD = re.compile(r"\s*(?:起|开始)")
# What is left of 自…起施行，有效期5年 and 5年（自…起） beside the period.
_FROM_THEN = re.compile(
    r"^\s*(?:自|从)?\s*(?:施行|实施|执行|生效)?\s*[，,；;]?|[，,（(]?\s*(?:自|从)?\s*(?:施行|实施|执行|生效)?\s*[）)]?\s*$"
)
_Columns = Mapping[int, tuple[str, int]]  # column -> field and rank among the names of that field
_Row = Sequence[Cell]
_LONGEST_CAPTION = 60
_MOST_TOLD, _LONGEST_HEAD = 30, 40  # of columns that are told: how many, and how much of a name


@dataclass(slots=True)
class _Doubts:
    """What the register says and nobody could read: rows without a policy by why, cells of an unknown form by their column.

    ``heads`` has what the columns of the table at hand are called, ``columns`` the column of each cell of the row at hand by its start.
    """

    blank: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    cells: dict[str, list[str]] = field(default_factory=dict)
    heads: Mapping[int, str] = field(default_factory=dict)
    columns: Mapping[int, int] = field(default_factory=dict)

    def cell(self, cell: Mention) -> None:
        """Remember a cell that was not understood."""
        self.cells.setdefault(self.heads[self.columns[cell.start]], []).append(_quoted(cell.value))

    def sentences(self) -> tuple[str, ...]:
        found = [
            f"Left out of the register: {len(rows)} {'row' if len(rows) == 1 else 'rows'} {why}; the first: {rows[0]}."
            for why, rows in (
                ("with neither a title nor a number", self.blank),
                ("without a title whose number cannot be read", self.unread),
            )
            if rows
        ]
        found += [
            f"Not understood in the register: {len(cells)} {'cell' if len(cells) == 1 else 'cells'} of the column {column}; the first: {cells[0]}."
            for column, cells in islice(self.cells.items(), _MOST_TOLD)
        ]
        return tuple(found)


def is_register(source: Source) -> bool:
    """Whether most of a source is a table whose heading row is a register's."""
    text = source.text
    tables = [one for one in source.blocks if one.cells and any(columns for _, columns, _ in _headed(text, one))]
    return 2 * sum(block.end - block.start for block in tables) > len(text.strip())


def understand(reading: Reading, document: Document) -> Extraction:
    """The register's policies in the order of its rows; its own title, publisher and day from what stands above."""
    doubts = _Doubts()
    entries = tuple(_entries(reading.source, doubts))
    document = _described(reading, document, entries[0].start if entries else len(reading.text))
    return Extraction(document=document, text=reading.text, entries=entries, warnings=doubts.sentences())


def columns_told(source: Source) -> str:
    """One sentence: which columns of a register are read and which are not, as its heading rows call them."""
    text = source.text
    read: dict[str, None] = {}
    left: dict[str, None] = {}
    for block in source.blocks:
        for _, columns, heads in _headed(text, block):
            if columns:
                for column, head in heads.items():
                    (read if column in columns else left)[head] = None
    unread = [head for head in left if head not in read]
    if not unread:
        return f"All columns of the register are read: {_listed(read)}."
    return f"Columns of the register that are read: {_listed(read)}; not read: {_listed(unread)}."


def _listed(heads: Iterable[str]) -> str:
    first = [head[:_LONGEST_HEAD] for head in islice(heads, _MOST_TOLD)]
    return "、".join(first) + ("…" if len(first) == _MOST_TOLD else "")


def _described(reading: Reading, document: Document, head: int) -> Document:
    text = reading.text
    title = reading.label("标题")
    for line in re.finditer(r"[^\t\n]+", text[: min(head, 5_000)]):
        if title is None and len(line[0]) >= 6 and _TITLED.search(_SUFFIX.sub("", line[0].strip())):
            title = Mention(line[0].strip(), line.start(), line.start() + len(line[0].rstrip()))
    body = reading.label("发布机构")
    if body is None and title and (named := organisations.publisher(title.value)):
        body = Mention(named.value, title.start + named.start, title.start + named.end)
    days = [d for d in dates.find(text[: min(head, 5_000)]) if len(d.value) == 10]
    return replace(
        document,
        title=title,
        publisher=body,
        area=organisations.area(body) if body else None,
        date=days[0] if len({d.value for d in days}) == 1 else None,
    )


def _entries(source: Source, doubts: _Doubts) -> Iterator[Entry]:
    text = source.text
    caption: Mention | None = None
    for block in source.blocks:
        if block.kind == "paragraph":
            caption = _caption(text, block.start, block.end, caption)
            continue
        columns: _Columns = {}
        for row, found, heads in _headed(text, block):
            if found:
                columns, doubts.heads = found, heads
            elif len(row) == 1 and _is_caption(text, row[0], columns):
                caption = _caption(text, row[0].start, row[0].end, caption)
            elif columns:
                entry = _entry(text, row, columns, caption, doubts)
                if entry is not None:
                    yield entry
        caption = None


def _headed(text: str, block: Block) -> Iterator[tuple[_Row, _Columns, Mapping[int, str]]]:
    """The rows of a table without their empty cells: one of a register's head with what the columns say and are called from there on, others with nothing."""
    taken: set[int] = set()
    columns: dict[int, tuple[str, int]] = {}
    heads: dict[int, str] = {}
    for _, cells in groupby(block.cells, key=lambda cell: cell.row):
        if not (row := [cell for cell in cells if text[cell.start : cell.end].strip()]):
            continue
        own = {c.column: _names()[name] for c in row if (name := _folded(text[c.start : c.end])) in _names()}
        # A second row of the head stands under blanks and wide cells of the first.
        if not (own and columns) or any({c.column, c.column + 1} <= taken for c in row):
            columns, heads = {}, {}
        if own:
            printed = {cell.column: " ".join(text[cell.start : cell.end].split()) for cell in row}
            taken, columns, heads = set(printed), {**columns, **own}, {**heads, **printed}
        fields = {what for what, _ in columns.values()}
        enough = "number" in fields and len(columns) > 1 or "title" in fields and fields & _FORCE
        yield row, columns if enough else {}, heads


@cache
def _names() -> dict[str, tuple[str, int]]:
    return {
        _folded(row["name"]): (row["field"], rank)
        for rank, row in enumerate(rows("loaders.kinds", "register_columns.tsv"))
    }


def _folded(printed: str) -> str:
    """A name without what does not tell it apart: width, blanks, a remark in brackets, case."""
    folded = "".join(unicodedata.normalize("NFKC", printed).split()).casefold().rstrip(":")
    return _SUFFIX.sub("", folded) or folded


@cache
def _words() -> tuple[tuple[str, str], ...]:
    """(word, group), the longest word first."""
    known = [(_folded(word), group) for group, members in words("kinds/register_words.tsv").items() for word in members]
    return tuple(sorted(known, key=lambda pair: -len(pair[0])))


def _meaning(printed: str) -> str | None:
    folded = "".join(unicodedata.normalize("NFKC", printed).split()).casefold()
    states, beginnings = _states()
    # Most cells begin with none of them, which one call tells.
    if not folded.startswith(beginnings):
        return "repealed" if _TAKEN_OVER.match(folded) else None
    for word, group in states:
        if folded == word or (group not in ("nothing", "ever") and folded.startswith(word)):
            return "unknown" if _IN_PART.match(folded, len(word)) else group
    return None


def _over(cell: Mention) -> Mention | None:
    """The day from which on a status says that it is over: 自2020年1月1日起停止执行."""
    for day in dates.find(cell.value):
        then = _SINCE_THEN.sub("", cell.value[day.end :], count=1)
        if cell.value[: day.start] in ("", "自", "于", "已于") and _meaning(then) in ("expired", "repealed"):
            return Mention(day.value, cell.start + day.start, cell.start + day.end)
    return None


@cache
def _states() -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The words of cells, not of captions, with their groups; and the words alone."""
    states = tuple((word, group) for word, group in _words() if not group.startswith("caption-"))
    return states, tuple(word for word, _ in states)


def _is_caption(text: str, cell: Cell, columns: _Columns) -> bool:
    """Whether a row of one cell heads the rows below it, and is no policy of which only the title is known."""
    printed = text[cell.start : cell.end]
    what = columns.get(cell.column, ("", 0))[0]
    return what not in ("title", "number") or _HEADING.match(printed) is not None


def _caption(text: str, start: int, end: int, before: Mention | None) -> Mention | None:
    """The words of a caption that say in what state all policies below it are.

    None where it names several states; what held ``before`` where it names none (二、教育类).
    """
    if end - start > _LONGEST_CAPTION:
        return before
    found = {
        group: Mention(group.removeprefix("caption-"), place, place + len(word))
        for word, group in _words()
        if group.startswith("caption-") and (place := text.find(word, start, end)) >= 0
    }
    if not found:
        return before
    return next(iter(found.values())) if len(found) == 1 else None


def _entry(text: str, row: _Row, columns: _Columns, caption: Mention | None, doubts: _Doubts) -> Entry | None:
    start, end = row[0].start, row[-1].end
    doubts.columns = {cell.start: cell.column for cell in row}
    ranked = sorted((columns[cell.column][1], cell.start, cell.end) for cell in row if cell.column in columns)
    fields = {rank: what for what, rank in columns.values()}
    by_field: dict[str, list[Mention]] = {}
    for rank, a, b in ranked:
        by_field.setdefault(fields[rank], []).append(Mention(text[a:b], a, b))

    def first(what: str) -> Mention | None:
        stated = by_field.get(what, [])
        return next((m for m in stated if _meaning(m.value) not in ("nothing", "ever")), None)

    number, title = _named(text, first("number"), first("title"), doubts)
    if number is None and title is None:
        (doubts.unread if first("number") else doubts.blank).append(_quoted(text[start:end]))
        return None
    since, issuer = _day(first("from"), doubts), first("issuer")
    printed = first("status")
    state = _meaning(printed.value) if printed else None
    over = _over(printed) if printed and state is None else None
    if printed and state is None and over is None:
        doubts.cell(printed)
    if "status" not in {what for what, _ in columns.values()}:
        printed, state = caption, caption.value if caption else None
    remarks = [m for what in ("status", "note") for m in by_field.get(what, [])]
    return Entry(
        start=start,
        end=end,
        number=number,
        title=title,
        issuers=tuple(_slice(issuer, *name.span()) for name in _BODIES.finditer(issuer.value)) if issuer else (),
        date=_day(first("date"), doubts),
        in_force_from=since,
        in_force_until=_until(text, first("until"), since, doubts) or over,
        status=next((status for status in get_args(Status) if status == state), None),
        printed_status=replace(printed, value=text[printed.start : printed.end]) if printed else None,
        replaced_by=(*_cited(first("replaced"), doubts), *_in_remarks(remarks, _REPLACED)),
        repealed_by=(*_cited(first("repealed"), doubts), *_in_remarks(remarks, _REPEALED)),
    )


def _named(
    text: str, number: Mention | None, title: Mention | None, doubts: _Doubts
) -> tuple[Mention | None, Mention | None]:
    """The number in normal form, and the title without outer marks and without a number in brackets behind it."""
    found = _number(number) if number else None
    if number and found is None:
        doubts.cell(number)
    if title is None:
        return found, None
    inside = numbers.find(title.value)
    if found is None and inside and re.fullmatch(r"\s*[）)]?\s*", title.value[inside[-1].end :]):
        last = inside[-1]
        found = Mention(last.number.normal, title.start + last.start, title.start + last.end)
        title = _slice(title, 0, len(title.value[: last.start].rstrip(" \u3000（(")))
    if title.value.startswith("《") and title.value.endswith("》") and title.value.find("》") == len(title.value) - 1:
        title = _slice(title, 1, len(title.value) - 1)
    return found, title if title.value.strip() else None


def _slice(mention: Mention, start: int, end: int) -> Mention:
    return Mention(mention.value[start:end], mention.start + start, mention.start + end)


def _number(cell: Mention) -> Mention | None:
    found = numbers.of_cell(cell.value)
    return Mention(found.number.normal, cell.start + found.start, cell.start + found.end) if found else None


def _day(cell: Mention | None, doubts: _Doubts) -> Mention | None:
    """A date as registers write it, with a year alone or without a day where no more is printed."""
    if cell is None:
        return None
    match = _DATE.fullmatch(cell.value.strip()) or _DIGITS.fullmatch(cell.value.strip())
    if match is not None:
        known = dates.find("-".join(filter(None, match.groups())) if match["d"] else "")
        year, month = match["y"], match["m"]
        if match["d"] and known:
            return replace(cell, value=known[0].value)
        if not match["d"] and (month is None or 1 <= int(month) <= 12):
            return replace(cell, value=year if month is None else f"{year}-{int(month):02d}")
    else:
        found = dates.find(cell.value)
        if len(found) == 1:
            return Mention(found[0].value, cell.start + found[0].start, cell.start + found[0].end)
    doubts.cell(cell)
    return None


def _until(text: str, cell: Mention | None, since: Mention | None, doubts: _Doubts) -> Mention | None:
    """The last day in force: of two days (2019年1月1日至2023年12月31日) the second, of a period (5年, 自2019年1月1日起5年) the day

    that it ends on, where the first day is known.
    """
    if cell is None:
        return None
    found = dates.find(cell.value)
    rest = cell.value
    if len(found) == 2 and _TO.fullmatch(rest, found[0].end, found[1].start):
        return Mention(found[1].value, cell.start + found[1].start, cell.start + found[1].end)
    if len(found) == 1 and (onward := _ONWARD.match(rest, found[0].end)):
        since = Mention(found[0].value, cell.start + found[0].start, cell.start + found[0].end)
        rest = _FROM_THEN.sub("", rest[: found[0].start] + rest[onward.end() :])
    elif validity.validity(rest) is None:
        return _day(cell, doubts)
    years = validity.validity(rest)
    last = validity.after_years(since.value, years) if since and years else None
    if since is None or last is None:
        doubts.cell(cell)
        return None
    return Mention(last, min(since.start, cell.start), max(since.end, cell.end))


def _cited(cell: Mention | None, doubts: _Doubts) -> Iterator[Mention]:
    """The policies that a cell names by number or title."""
    if cell is None:
        return
    found = list(_policies(cell))
    if found:
        yield from found
    elif policy_kind(cell.value) not in (None, "other"):
        yield cell
    else:
        doubts.cell(cell)


def _in_remarks(remarks: Sequence[Mention], pattern: re.Pattern[str]) -> Iterator[Mention]:
    """The policies that a remark names between 被 and 替代 or 废止."""
    for remark in remarks:
        for match in pattern.finditer(remark.value):
            yield from _policies(_slice(remark, *match.span("by")))


def _policies(cell: Mention) -> Iterator[Mention]:
    for citation in citations.find(cell.value):
        place = citation.printed_number or citation.printed_title
        value = citation.number or citation.title
        if citation.kind == "policy" and place is not None and value is not None:
            yield Mention(value, cell.start + place.start, cell.start + place.end)


def _quoted(printed: str) -> str:
    shown = printed.replace("\t", " ").strip()
    return f"“{shown if len(shown) <= 40 else shown[:39] + '…'}”"
