"""The text of a query taken apart, so that the same question can be asked in another way: counted, in pages, sorted here.

Only standard SPARQL 1.1 is written, and only what stands outside of strings, IRIs and comments is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<string>\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"""|(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)|(?P<comment>\#[^\n]*)|(?P<mark>[{}()])|(?P<word>[?$:\w][\w:.-]*)""",
    re.DOTALL,
)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT in its parts, each as written; ``order`` is what follows ORDER BY, ``slice`` is LIMIT and OFFSET."""

    prologue: str
    head: str
    where: str
    group: str
    order: str
    slice: str
    values: str

    def text(self, *, order: bool = True) -> str:
        """The query without its prologue, for use inside another one; without ``order`` also unlimited."""
        modifiers = f"ORDER BY {self.order} {self.slice}" if order and self.order else self.slice if order else ""
        return f"{self.head} {self.where} {self.group} {modifiers} {self.values}"

    def whole(self, *, order: bool = True) -> str:
        """The query."""
        return f"{self.prologue}{self.head} {self.where} {self.group} " + (
            (f"ORDER BY {self.order} " if self.order else "") + self.slice if order else ""
        ) + f" {self.values}"  # fmt: skip

    def counted(self, *, order: bool = True) -> str:
        """A query for the number of its rows, as ``?all``."""
        return f"{self.prologue}SELECT (COUNT(*) AS ?all) WHERE {{ {{ {self.text(order=order)} }} }}"

    def different(self, *, order: bool = True) -> str:
        """A query for the number of its rows that differ, as ``?all``."""
        inside = f"SELECT DISTINCT * WHERE {{ {{ {self.text(order=order)} }} }}"
        return f"{self.prologue}SELECT (COUNT(*) AS ?all) WHERE {{ {{ {inside} }} }}"

    def page(self, variables: Sequence[str], limit: int, offset: int, *, order: bool = True) -> str:
        """A query for some of its rows, in the order of all their variables.

        Sorting stands inside and the slice outside, because engines sort only so many rows for a slice.
        """
        by = " ".join(f"?{name}" for name in variables)
        inside = f"SELECT {by} WHERE {{ {{ {self.text(order=order)} }} }} ORDER BY {by}"
        return f"{self.prologue}SELECT {by} WHERE {{ {{ {inside} }} }} LIMIT {limit} OFFSET {offset}"


def declared(sparql: str, prefixes: Mapping[str, str]) -> str:
    """The query with those of the prefixes declared that it uses; on its first line, so that lines keep their numbers."""
    used = {
        match["word"].partition(":")[0] for match in _TOKEN.finditer(sparql) if match["word"] and ":" in match["word"]
    }
    missing = (used & prefixes.keys()) - {name for name, _ in _PREFIX.findall(sparql)}
    return "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in sorted(missing)) + sparql


def datasets(sparql: str, prefixes: Mapping[str, str]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The query without its FROM and FROM NAMED, and the IRIs that they name: the protocol can say the same, and says it for all pages."""
    known = {**prefixes, **{name: iri[1:-1] for name, iri in _PREFIX.findall(sparql)}}
    default: list[str] = []
    named: list[str] = []
    found = [at for word, at, _ in _words(sparql) if word == "FROM"]
    for at in reversed(found):
        clause = _FROM.match(sparql, at)
        if clause is None:
            continue
        name = clause["name"]
        prefix, _, rest = name.partition(":")
        iri = name[1:-1] if name.startswith("<") else known.get(prefix, prefix + ":") + rest
        (named if clause["named"] else default).insert(0, iri)
        sparql = f"{sparql[:at]} {sparql[clause.end() :]}"
    return sparql, tuple(default), tuple(named)


_PREFIX = re.compile(r"\bPREFIX\s+([\w.-]*):\s*(<[^>]*>)", re.I)
_FROM = re.compile(r"FROM(?P<named>\s+NAMED)?\s*(?P<name><[^>]*>|[\w.-]*:[\w.:-]*)", re.I)


def prologue(sparql: str) -> str:
    """The declarations of prefixes and of the base."""
    found = _found(sparql, _FORMS, 0)
    return sparql[: found[1]] if found else ""


def form(sparql: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE; blank where it is none of them."""
    return next((word for word, _, _ in _words(sparql) if word in _FORMS), "")


def select(sparql: str) -> Select | None:
    """The parts of a SELECT; None for another query."""
    start = _found(sparql, _FORMS, 0)
    if start is None or start[0] != "SELECT":
        return None
    opening, closing = _braces(sparql, start[1])
    head = _plain(sparql[start[1] : opening])
    tail = _plain(sparql[closing + 1 :])
    by = re.compile(r"BY\b", re.I)
    cuts = {"order": len(tail), "slice": len(tail), "values": len(tail)}
    for word, at, _ in _words(tail):
        if word == "ORDER":
            cuts["order"] = at
        elif word in ("LIMIT", "OFFSET"):
            cuts["slice"] = min(cuts["slice"], at)
        elif word == "VALUES":
            cuts["values"] = at
    sliced = min(cuts["slice"], cuts["values"])
    ordered = min(cuts["order"], sliced)
    order = tail[ordered:sliced]
    named = by.search(order)
    return Select(
        sparql[: start[1]],
        re.sub(r"\s*(?<![\w?$])WHERE\s*$", "", head, flags=re.I),
        "WHERE " + sparql[opening : closing + 1],
        tail[:ordered],
        order[named.end() :].strip() if named else "",
        tail[sliced : cuts["values"]],
        tail[cuts["values"] :],
    )


def construct(sparql: str) -> tuple[str, str] | None:
    """The template of a CONSTRUCT in its braces, and the SELECT of what it is filled with; None for another query."""
    start = _found(sparql, _FORMS, 0)
    if start is None or start[0] != "CONSTRUCT":
        return None
    opening, closing = _braces(sparql, start[1])
    short = bool(_plain(sparql[start[1] : opening])[len("CONSTRUCT") :].strip())
    rest = sparql[start[1] + len("CONSTRUCT") :] if short else sparql[closing + 1 :]
    return sparql[opening : closing + 1], f"{sparql[: start[1]]}SELECT * {rest}"


def _braces(sparql: str, after: int) -> tuple[int, int]:
    """The first braces outside of all others behind a place."""
    outer = [(mark, at) for mark, at, depth in _marks(sparql) if depth == 0 and at > after]
    opening = next(at for mark, at in outer if mark == "{")
    return opening, next(at for mark, at in outer if mark == "}" and at > opening)


def variables(text: str) -> set[str]:
    """The variables in a piece of a query."""
    return {match["word"][1:] for match in _TOKEN.finditer(text) if match["word"] and match["word"][0] in "?$"}


def separators(sparql: str) -> list[tuple[int, int, str]]:
    """The separators of GROUP_CONCAT that are not ASCII: where each string stands, and what it means."""
    found = []
    before = ""
    for match in _TOKEN.finditer(sparql):
        if match["string"] and before == "SEPARATOR" and not match["string"].isascii() and "\\" not in match["string"]:
            text = match["string"]
            quote = 3 if text[:3] in ('"""', "'''") else 1
            found.append((match.start(), match.end(), text[quote:-quote]))
        if not match["comment"]:
            before = (match["word"] or "").upper()
    return found


def marked(sparql: str) -> tuple[str, dict[str, str]]:
    """The query with a mark of ASCII letters in the place of each separator that is none, and what each mark stands for.

    There are engines that join names with a question mark where a Chinese comma is asked for.
    """
    marks: dict[str, str] = {}
    for number, (start, end, text) in reversed(list(enumerate(separators(sparql)))):
        mark = f"~#{number}#~"
        marks[mark] = text
        sparql = f'{sparql[:start]}"{mark}"{sparql[end:]}'
    return sparql, marks


def listed(names: Iterable[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as VALUES; terms are written by pyoxigraph, None is UNDEF."""
    lines = (f"({' '.join('UNDEF' if term is None else str(term) for term in row)})" for row in rows)
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {' '.join(lines)} }}"


def _plain(text: str) -> str:
    """A piece without comments, which may not swallow what is put behind them."""
    return _TOKEN.sub(lambda match: " " if match["comment"] else match[0], text)


def _words(text: str) -> Iterable[tuple[str, int, int]]:
    """The words outside of all brackets, in capitals, with their place."""
    depth = 0
    for match in _TOKEN.finditer(text):
        if match["mark"]:
            depth += 1 if match["mark"] in "({" else -1
        elif match["word"] and depth == 0 and match["word"].isalpha():
            yield match["word"].upper(), match.start(), depth


def _marks(text: str) -> Iterable[tuple[str, int, int]]:
    """The brackets with their place and how deep the thing stands that they enclose."""
    depth = 0
    for match in _TOKEN.finditer(text):
        mark = match["mark"]
        if mark and mark in ")}":
            depth -= 1
        if mark:
            yield mark, match.start(), depth
        if mark and mark in "({":
            depth += 1


def _found(text: str, wanted: Sequence[str], start: int) -> tuple[str, int] | None:
    return next(((word, at) for word, at, _ in _words(text) if word in wanted and at >= start), None)
