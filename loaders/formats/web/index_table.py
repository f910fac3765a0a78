"""The index table of a government page: 索引号, 发布机构, 发文字号, 成文日期 … above the article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from selectolax.lexbor import LexborNode

from loaders.formats.web import page_text

_STRONG = frozenset({"索引号", "发布机构", "发文字号"})  # a group without one of these is no index table
_CELLS = "td, th, li, dt, dd, span, p, div, em, strong, b, label, i"
_LABELLED = re.compile(r"([^：:]{2,20})[：:](.*)", re.S)
_LONGEST = 300
_NEAR = 60  # elements: an article may have a line 来源：… of its own, far below the index table
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Index:
    """``entries``: (label, label as printed, value); ``nodes``: the elements that hold them."""

    entries: tuple[tuple[str, str, str], ...]
    nodes: frozenset[int]


def find(body: LexborNode) -> Index:
    """The index table of the page, empty when there is none.

    A label stands with its value in one element (索引号：…), or in one element and its value in the next.
    """
    found: list[tuple[int, str, str, str, tuple[int, ...]]] = []
    seen: set[str] = set()
    heads: dict[int, bool] = {}
    for place, element in enumerate(body.css(_CELLS)):
        if _has_block(element):
            continue
        text = _text(element)
        match = _LABELLED.fullmatch(text)
        printed, value = (match[1], match[2].strip()) if match else (text, "")
        label = _label(printed)
        if label is None or label in seen:
            continue
        if (row := _row(element)) is not None:
            if row.mem_id not in heads:
                heads[row.mem_id] = _heads_columns(row)
            if heads[row.mem_id]:
                continue
        nodes: tuple[int, ...] = (element.mem_id,)
        if not value:
            neighbour = _next_element(element)
            if neighbour is None or _has_block(neighbour):
                continue
            value = _text(neighbour)
            if _label(value.rstrip("：:")) is not None:
                continue
            nodes = (element.mem_id, neighbour.mem_id)
        if not value or len(value) > _LONGEST:
            continue
        seen.add(label)
        found.append((place, label, _BLANKS.sub("", printed), value, nodes))
    strong = [place for place, label, *_ in found if label in _STRONG]
    near = [f for f in found if any(abs(f[0] - place) <= _NEAR for place in strong)]
    if len(near) < 2:
        return Index((), frozenset())
    return Index(
        tuple((label, printed, value) for _, label, printed, value, _ in near), frozenset(n for f in near for n in f[4])
    )


def _label(printed: str) -> str | None:
    return page_text.words("label").get(_BLANKS.sub("", printed)) if len(printed) <= 20 else None


def _text(element: LexborNode) -> str:
    return _BLANKS.sub(" ", "".join(page_text.pieces(element))).strip()


def _has_block(element: LexborNode) -> bool:
    """Whether the element holds others that could be cells themselves: then they are looked at, not it."""
    inner = element.css("td, th, li, dt, dd, p, div, table, ul, dl")  # selectolax finds the element itself too
    return any(node.mem_id != element.mem_id for node in inner)


def _row(element: LexborNode) -> LexborNode | None:
    row = element.parent
    return row if row is not None and row.tag == "tr" else None


def _heads_columns(row: LexborNode) -> bool:
    """Whether a row is the head of a table of data, as that of a register: what stands beside a name there is another one."""
    cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
    printed = [_BLANKS.sub("", _text(cell)).rstrip("：:") for cell in cells]
    if len(cells) > 2 and (printed[0] == "序号" or all(cell.tag == "th" for cell in cells)):
        return True
    return any(both == (True, True) for both in pairwise(_label(one) is not None for one in printed))


def _next_element(element: LexborNode) -> LexborNode | None:
    node = element.next
    while node is not None and not node.is_element_node:
        if node.is_text_node and (node.text_content or "").strip():
            return None
        node = node.next
    return node
