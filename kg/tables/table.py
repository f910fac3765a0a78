"""Tables as people and programs read them: aligned for Chinese text, JSON, CSV; money as money, concepts by their names."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from kg.tables.language import Language, user_language
from kg.tables.messages import in_language

if TYPE_CHECKING:
    import networkx as nx
    from pandas import DataFrame
    from pyarrow import Table as ArrowTable
    from rich.console import RenderableType

Value = str | int | Decimal | bool | None
Format = Literal["table", "json", "csv"]
NS = "https://w3id.org/policy-kg/ns#"
ELI = "http://data.europa.eu/eli/ontology#"
#: A notebook that shows more rows than this is no help; the rest is counted.
MOST_ROWS = 200
# A spreadsheet takes a cell that starts so for a formula, an Asian one also the wide signs; a sign alone (=) and a number (-3.5%) are none.
_FORMULA = re.compile(r"(?!(?:.|[+\-＋－]?[\d,]+(?:\.\d+)?[%％]?)\Z)[=+\-@＝＋－＠\t\r\n]", re.DOTALL)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DTYPES = {"count": "Int64", "boolean": "boolean", "date": "datetime64[ns]", "text": object}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by name (rows of ``columns.tsv`` say what they are called) and rows of the same length.

    Money is :class:`~decimal.Decimal` yuan; concepts of the ontology are their IRIs until they are printed.
    """

    columns: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        """The rows as dictionaries by column."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def filled(self, seldom: Iterable[str]) -> Table:
        """The table without those of the columns ``seldom`` that have no value in any row."""
        columns = enumerate(self.columns)
        return self.only(
            [name for i, name in columns if name not in seldom or any(row[i] is not None for row in self.rows)]
        )

    def only(self, columns: Sequence[str], rows: int | None = None) -> Table:
        """These columns of the table, of its first ``rows`` or of all."""
        kept = [self.columns.index(name) for name in columns]
        return Table(tuple(columns), [tuple(row[i] for i in kept) for row in self.rows[:rows]])

    def __str__(self) -> str:
        return as_text(self, user_language())

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        return as_html(self, user_language())

    def to_pandas(self, *, floats: bool = False) -> DataFrame:
        """A pandas DataFrame with the columns' names; concepts are their notations (basis, total, …).

        Amounts are exact decimals, or with ``floats`` numbers that pandas counts with faster; years and counts are whole numbers or missing
        (``Int64``), days ``datetime64``, what is true or not ``boolean``.  Dates of which some are only of a month or a year stay as printed.
        :raises ImportError: pandas is not installed; the message says how to install it.
        """
        try:
            from pandas import DataFrame, Series
        except ImportError:
            raise ImportError("to_pandas() needs pandas: pip install 'policy-kg[notebook]'") from None
        frame = DataFrame()
        for i, column in enumerate(self.columns):
            values, how = self._typed(i)
            if how == "decimal":
                frame[column] = Series(values, dtype=float if floats else object)
            else:
                frame[column] = Series(values, dtype=_DTYPES[how])
        return frame

    def to_arrow(self, *, floats: bool = False) -> ArrowTable:
        """A table of Apache Arrow, with the columns as :meth:`to_pandas` has them; amounts are decimal128 with the digits that they need.

        :raises ImportError: pyarrow is not installed; the message says how to install it.
        """
        try:
            import pyarrow as pa
        except ImportError:
            raise ImportError("to_arrow() needs pyarrow: pip install 'policy-kg[arrow]'") from None
        kinds = {"count": pa.int64(), "boolean": pa.bool_(), "date": pa.date32(), "text": pa.string()}
        columns = {}
        for i, column in enumerate(self.columns):
            values, how = self._typed(i)
            if how == "decimal" and not floats:
                digits = max((-int(v.as_tuple().exponent) for v in values if isinstance(v, Decimal)), default=0)
                columns[column] = pa.array(values, pa.decimal128(38, max(digits, 0)))
            else:
                numbers = [None if v is None else float(v) for v in values] if how == "decimal" else values  # type: ignore[arg-type]
                columns[column] = pa.array(numbers, kinds.get(how, pa.float64()))
        return pa.table(columns)

    def to_networkx(self, source: str, target: str) -> nx.MultiDiGraph:
        """A directed graph with an edge for each row, from its value in the column ``source`` to that in ``target``.

        What the other columns have is the edge's: amounts as floats, since most measures of a network need such.  A row that lacks an end is none.
        :raises ValueError: there is no such column.
        """
        import networkx as nx

        ends = self.columns.index(source), self.columns.index(target)
        graph = nx.MultiDiGraph()
        for row in self.rows:
            values = [float(value) if isinstance(value, Decimal) else for_json(value) for value in row]
            if None not in (first := [values[i] for i in ends]):
                # The columns of a user's query may be called as the parameters of add_edge are.
                key, said = graph.add_edge(*first), enumerate(zip(self.columns, values, strict=True))
                graph.edges[*first, key].update(
                    {name: of for i, (name, of) in said if i not in ends and of is not None}
                )
        return graph

    def _typed(self, i: int) -> tuple[list[object], str]:
        """The values of a column for programs, and what they are: count, decimal, boolean, date or text.

        A date is one where each is of a day; where one is only of a month or a year, all stay as they are printed.
        """
        values = [row[i] for row in self.rows]
        held = {type(value) for value in values} - {type(None)}
        about = kind(self.columns[i])
        if held == {bool}:
            return list(values), "boolean"
        small = all(value is None or isinstance(value, int) and abs(value) < 2**63 for value in values)
        if (held == {int} and small) or (not held and about in ("count", "year")):
            return list(values), "count"
        if held and held <= {int, Decimal} or (not held and about == "money"):
            return [None if value is None else Decimal(str(value)) for value in values], "decimal"
        if about == "date" and all(value is None or _DAY.fullmatch(str(value)) for value in values):
            return [None if value is None else date.fromisoformat(str(value)) for value in values], "date"
        # What is a number in one row and words in another is words.
        return [None if value is None else str(for_json(value)) for value in values], "text"


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is called and how its values are shown: text, money, count, year, date, message, reasons or iri."""

    en: str
    zh: str
    kind: str


@cache
def columns() -> dict[str, Column]:
    """The columns that ``columns.tsv`` knows, by name."""
    text = files("kg.tables").joinpath("columns.tsv").read_text("utf-8")
    rows = csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["column"]: Column(row["en"], row["zh"], row["kind"]) for row in rows}


def heading(column: str, lang: Language) -> str:
    """What a column is called; an unknown one (of a user's own query) keeps its name."""
    known = columns().get(column)
    return column if known is None else (known.zh if lang == "zh" else known.en)


def kind(column: str) -> str:
    """How a column's values are shown."""
    known = columns().get(column)
    return known.kind if known else "text"


def yuan(amount: Decimal, lang: Language) -> str:
    """An amount for reading: 1,896,600 元, in English 1,896,600 yuan, with the decimals that it has."""
    return f"{plain(amount, ',')} {'元' if lang == 'zh' else 'yuan'}"


def plain(number: Decimal, separator: str = "") -> str:
    """A decimal without exponent and without zeros at the end."""
    text = f"{number:{separator}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Value, column: str, lang: Language) -> str:
    """A value as one line of a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    if isinstance(value, Decimal):
        return yuan(value, lang) if kind(column) == "money" else plain(value, ",")
    if isinstance(value, int):
        return f"{value:,}" if kind(column) == "count" else str(value)
    if kind(column) == "reasons" and lang == "zh":
        from kg.tables import reasons

        return clean(reasons.chinese(value))
    # A word or a sentence of ours is written in English; anything else is as a page prints it.
    return clean(concept(in_language(value, lang) if kind(column) == "message" else value, lang))


def clean(text: str) -> str:
    """Text on one line, without the control characters that could steer a terminal or turn the line around."""
    return _CONTROL.sub(" ", text).strip()


def concept(value: str, lang: Language) -> str:
    """The name of a concept of the ontology in the user's language; any other value as it is."""
    if not value.startswith((NS, ELI)):
        return value
    from ontology.drawing import concept_names

    names = concept_names().get(value)
    return names[lang] if names and lang in names else value.removeprefix(NS).removeprefix(ELI)


@cache
def _notations() -> dict[str, str]:
    """What concepts are called in JSON and in the records (skos:notation), by IRI."""
    import pyoxigraph as ox

    notation = ox.NamedNode("http://www.w3.org/2004/02/skos/core#notation")
    data = files("ontology").joinpath("schemes.ttl").read_bytes()
    triples = ox.parse(data, ox.RdfFormat.TURTLE)
    return {triple.subject.value: triple.object.value for triple in triples if triple.predicate == notation}


def for_json(value: Value) -> str | int | bool | None:
    """A value for programs: decimals as strings, concepts by their notation (basis, total, …)."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, str) and value.startswith(NS):
        return _notations().get(value, value.removeprefix(NS))
    return value.removeprefix(ELI) if isinstance(value, str) else value


def objects(table: Table) -> list[dict[str, str | int | bool | None]]:
    """One object a row, for programs."""
    return [dict(zip(table.columns, map(for_json, row), strict=True)) for row in table.rows]


def as_json(table: Table) -> str:
    """A list with one object a row."""
    return json.dumps(objects(table), ensure_ascii=False, indent=1) + "\n"


def as_csv(table: Table, *, concepts: bool = True) -> str:
    """CSV (RFC 4180) with column names as headings; a text that a spreadsheet would run as a formula is defused.

    Concepts are given by their notation; without ``concepts`` IRIs stay whole.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([cell(value, concepts=concepts) for value in row] for row in table.rows)
    return out.getvalue()


def cell(value: Value, *, concepts: bool = True) -> str | int:
    """A value for a spreadsheet: numbers as numbers, a text that starts like a formula behind an apostrophe."""
    simple = value if isinstance(value, str) and not concepts else for_json(value)
    if simple is None:
        return ""
    if isinstance(value, str):
        text = str(simple)
        return "'" + text if _FORMULA.match(text) else text
    return str(simple).lower() if isinstance(simple, bool) else simple


def as_text(table: Table, lang: Language) -> str:
    """Aligned lines for a file or a pipe: nothing is cut off, columns are two blanks apart."""
    seen = visible(table)
    lines = [[heading(table.columns[i], lang) for i in seen]]
    lines += [[shown(row[i], table.columns[i], lang) for i in seen] for row in table.rows]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    right = [kind(table.columns[i]) in ("money", "count") for i in seen]
    return "".join(
        "  ".join(pad(text, size, flush) for text, size, flush in zip(line, widths, right, strict=True)).rstrip() + "\n"
        for line in lines
    )


def as_html(table: Table, lang: Language, most: int = MOST_ROWS) -> str:
    """``table`` as one HTML table, its first ``most`` rows; money in yuan, concepts by their names."""
    seen = visible(table)
    right = {i for i in seen if kind(table.columns[i]) in ("money", "count")}

    def line(cells: list[str], tag: str) -> str:
        drawn = (
            f'<{tag} style="text-align:{"right" if i in right else "left"};white-space:pre-wrap">{escape(text)}</{tag}>'
            for i, text in zip(seen, cells, strict=True)
        )
        return f"<tr>{''.join(drawn)}</tr>"

    head = line([heading(table.columns[i], lang) for i in seen], "th")
    body = "".join(line([shown(row[i], table.columns[i], lang) for i in seen], "td") for row in table.rows[:most])
    rest = len(table.rows) - most
    more = "" if rest <= 0 else f"<p>{f'… 还有 {rest:,} 行' if lang == 'zh' else f'… and {rest:,} more rows'}</p>"
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>{more}"


def visible(table: Table) -> list[int]:
    """Identifiers are for programs: a table for reading shows them only when it has nothing else."""
    return [i for i, name in enumerate(table.columns) if kind(name) != "iri"] or list(range(len(table.columns)))


def width(text: str) -> int:
    """How many cells of a terminal a text fills: Chinese characters two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, size: int, right: bool = False) -> str:
    """Fill a text up with blanks to ``size`` cells."""
    blanks = " " * (size - width(text))
    return blanks + text if right else text + blanks


def render(table: Table, lang: Language) -> RenderableType:
    """A table for a terminal, wrapped to its width."""
    from rich import box
    from rich.table import Table as Drawn
    from rich.text import Text

    drawn = Drawn(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    seen = visible(table)
    for i in seen:
        name = table.columns[i]
        number = kind(name) in ("money", "count")
        drawn.add_column(
            Text(heading(name, lang)),
            justify="right" if number else "left",
            no_wrap=number or kind(name) == "year",
            overflow="fold",
        )
    for row in table.rows:
        drawn.add_row(*(Text(shown(row[i], table.columns[i], lang)) for i in seen))
    return drawn


def write(
    table: Table,
    style: Format = "table",
    *,
    output: Path | None = None,
    stream: TextIO | None = None,
    nothing: str = "",
) -> None:
    """Print a table to standard output, or write it to a file; ``nothing`` is said when it has no rows.

    A CSV file starts with a byte order mark, so that Excel reads it as UTF-8.
    """
    lang = user_language()
    out = stream or sys.stdout
    if style == "table" and not table.rows and output is None:
        out.write((nothing or ("没有结果。" if lang == "zh" else "Nothing found.")) + "\n")
        return
    if style == "table" and output is None and out.isatty():
        from rich.console import Console

        Console(file=out).print(render(table, lang))
        return
    text = as_json(table) if style == "json" else as_csv(table) if style == "csv" else as_text(table, lang)
    if output is None:
        out.write(text)
    else:
        output.write_bytes(text.encode("utf-8-sig" if style == "csv" else "utf-8"))


def facts(pairs: Iterable[tuple[str, Value]]) -> Table:
    """A table of two columns: what, and its value."""
    return Table(("fact", "value"), list(pairs))
