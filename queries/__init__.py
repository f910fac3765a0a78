# Part of policy-kg.
"""Named questions: one SPARQL query a file, with what it asks and its parameters in the header.

A header is made of comment lines::

    # title: Projects that cite a regulation
    # title-zh: 引用某一文件的项目
    # description: One sentence.
    # description-zh: 一句话。
    # param: number (policy, required) — the number in any spelling, or part of the title

A parameter is written ``$name`` in the query and nowhere else; results are ``?name``.  Both are SPARQL variables, so a query
with its parameters bound also runs in any other engine.

Queries that the house asks for itself lie in folders by wing (``dossier/``, ``resolution/`` …): :func:`text` gives them, :func:`names`
does not list them.  Their ``$name`` may stand for a list of terms.  A line ``# include: NAME`` is replaced by ``fragments/NAME.rq``, so
that what many queries ask alike stands once; a fragment declares its own prefixes.

A parameter of the kind ``rows`` limits a list to what somebody reads at once; :meth:`NamedQuery.whole` asks for all of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from textwrap import indent
from typing import Literal, cast, get_args

Kind = Literal["string", "integer", "date", "policy", "rows"]
# More rows than any store holds.
ALL = 1_000_000_000
_INCLUDE = re.compile(r"^(?P<indent>[ ]*)# include: (?P<name>[\w-]+)\n", re.M)
_PREFIX = re.compile(r"^PREFIX [^\n]*\n", re.M)
_HEAD = re.compile(r"\A(?:#[^\n]*\n)*")
#: What a $name inside could not be: strings, IRIs and comments are passed over whole.
TOKEN = re.compile(
    r"""\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
    r"""|<[^<>"{}|^`\\\x00-\x20]*>|\#[^\n]*|\$(?P<name>\w+)""",
    re.DOTALL,
)
_PARAM = re.compile(r"(?P<name>\w+) \((?P<kind>\w+), (?:required|default (?P<default>.*?))\) — (?P<note>.+)")


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a query; ``default`` is None when it is required."""

    name: str
    kind: Kind
    default: str | None
    note: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with what its header says."""

    name: str
    title: str
    title_zh: str
    description: str
    params: tuple[Param, ...]
    sparql: str
    description_zh: str

    @property
    def whole(self) -> dict[str, str]:
        """The values with which a list is not cut."""
        return {param.name: str(ALL) for param in self.params if param.kind == "rows"}

    def called(self, lang: Literal["en", "zh"]) -> str:
        """What the query asks, in one of our languages."""
        return self.title_zh if lang == "zh" else self.title

    def about(self, lang: Literal["en", "zh"]) -> str:
        """What the query answers, in one of our languages."""
        return self.description_zh or self.description if lang == "zh" else self.description


def body(sparql: str) -> str:
    """A query without the header that only we read."""
    lines = sparql.splitlines()
    while lines and lines[0].startswith("# "):
        lines.pop(0)
    return "\n".join(lines).strip() + "\n"


def names() -> list[str]:
    """The names of all queries, sorted."""
    return sorted(file.name.removesuffix(".rq") for file in files("queries").iterdir() if file.name.endswith(".rq"))


def views() -> dict[str, str]:
    """The named queries that the tables of an export answer too, as SQL: ``views/NAME.sql``, by name."""
    found = sorted(file.name for file in files("queries").joinpath("views").iterdir())
    return {name.removesuffix(".sql"): files("queries").joinpath("views", name).read_text("utf-8") for name in found}


@cache
def text(name: str) -> str:
    """The SPARQL of a file by its path without ``.rq`` (``dossier/amounts``), its fragments put in.

    :raises FileNotFoundError: there is no such file.
    """
    written = files("queries").joinpath(f"{name}.rq").read_text("utf-8")
    prefixes: dict[str, None] = {}

    def put(include: re.Match[str]) -> str:
        fragment = text(f"fragments/{include['name']}")
        prefixes.update(dict.fromkeys(_PREFIX.findall(fragment)))
        return indent(_PREFIX.sub("", _HEAD.sub("", fragment)).lstrip("\n"), include["indent"])

    whole = _INCLUDE.sub(put, written)
    # What fragments need is declared at the head of the query, once.
    more = "".join(line for line in prefixes if line not in written)
    return _HEAD.sub(lambda head: head[0] + more, whole, count=1)


def bound(name: str, **values: str) -> str:
    """The SPARQL of a file with values (written as SPARQL terms) in the place of its ``$name``."""
    return bind(text(name), values)


def bind(sparql: str, values: Mapping[str, str]) -> str:
    """Put values (written as SPARQL terms) in the place of each ``$name``, outside strings, IRIs and comments.

    Oxigraph's own substitutions reach only variables of the outermost SELECT, so the text is the safe place to bind: a value
    has been written by pyoxigraph and cannot end its literal.
    """

    def put(match: re.Match[str]) -> str:
        name = match["name"]
        return values.get(name, match[0]) if name else match[0]

    return TOKEN.sub(put, sparql)


@cache
def load(name: str) -> NamedQuery:
    """Read a query by its name.

    :raises KeyError: there is no query of that name.
    :raises ValueError: its header is not complete.
    """
    if name not in names():
        raise KeyError(name)
    sparql = text(name)
    fields: dict[str, str] = {}
    params: list[Param] = []
    for line in sparql.splitlines():
        if not line.startswith("# "):
            break
        key, _, value = line[2:].partition(": ")
        if key == "param":
            params.append(_param(name, value))
        else:
            fields[key] = value.strip()
    try:
        titles = (fields["title"], fields["title-zh"])
        return NamedQuery(name, *titles, fields["description"], tuple(params), sparql, fields.get("description-zh", ""))
    except KeyError as error:
        raise ValueError(f"{name}.rq: the header has no {error}") from None


def _param(name: str, value: str) -> Param:
    match = _PARAM.fullmatch(value.strip())
    if match is None or match["kind"] not in get_args(Kind):
        raise ValueError(f"{name}.rq: no parameter can be read from {value!r}")
    return Param(match["name"], cast(Kind, match["kind"]), match["default"], match["note"])
