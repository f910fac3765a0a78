"""A table as HTML for notebooks: every value is text, quotes wrap, amounts stand right."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from kg import tables

if TYPE_CHECKING:
    from kg.tables import Language, Table

#: A notebook that shows more rows than this is no help; the rest is counted.
MOST = 200


def html(table: Table, lang: Language, most: int = MOST) -> str:
    """``table`` as one HTML table, its first ``most`` rows; money in yuan, concepts by their names."""
    visible = tables.visible(table)
    right = {i for i in visible if tables.kind(table.columns[i]) in ("money", "count")}

    def line(cells: list[str], tag: str) -> str:
        drawn = (
            f'<{tag} style="text-align:{"right" if i in right else "left"};white-space:pre-wrap">{escape(text)}</{tag}>'
            for i, text in zip(visible, cells, strict=True)
        )
        return f"<tr>{''.join(drawn)}</tr>"

    head = line([tables.heading(table.columns[i], lang) for i in visible], "th")
    body = "".join(
        line([tables.shown(row[i], table.columns[i], lang) for i in visible], "td") for row in table.rows[:most]
    )
    rest = len(table.rows) - most
    more = "" if rest <= 0 else f"<p>{f'… 还有 {rest:,} 行' if lang == 'zh' else f'… and {rest:,} more rows'}</p>"
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>{more}"
