"""The names under which pages print policies: number, title, issuers beside it, and where it was printed when that matters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from kg.resolution.spelling import Name
from loaders.citations import numbers, titles
from loaders.citations.numbers import Number
from loaders.rdf import identifiers

_STATE = "中华人民共和国"
_JOINTS = re.compile(r"[、与和及,，\s\u3000]")
_MASKED = re.compile(r"[xX×Ｘ]{2,}|某[某省市州县区]")
# Between a spelling and the rule by which it was joined, where the rule is a guess or a person's judgement.
_BY = " ≈ "


@dataclass(frozen=True, slots=True)
class Witness:
    """Who prints a name: the documents, and whether a register or the document itself is among them."""

    documents: frozenset[str] = frozenset()
    authority: bool = False


def spelled(name: Name, rule: str) -> str:
    """A name as the derived graph keeps it, with the rule that joined it to its policy where that is worth saying."""
    return name.printed + (_BY + rule if rule not in ("number", "title") else "")


def parse(text: str) -> tuple[Name, str]:
    """The name that :func:`spelled` wrote, and the rule (blank where it did not say one)."""
    text, _, rule = text.partition(_BY)
    open_, close = text.find("《"), text.rfind("》")
    if open_ < 0 or close < open_:
        number, _, scope = text.partition(" ")
        return Name(number, scope=scope), rule
    issuers = tuple(text[:open_].split("、")) if open_ else ()
    rest = text[close + 1 :]
    number, scope = ("", rest)
    if rest.startswith("（"):
        number, _, scope = rest[1:].partition("）")
    return Name(number, text[open_ + 1 : close], issuers, scope), rule


@cache
def name(
    number: str | None, title: str | None, issuers: tuple[str, ...] = (), document: str = "", area: str = ""
) -> Name | None:
    """The name that is printed in a document (its 16 digits) of an area; None where it names nothing.

    The issuers that the title itself says are left out, and so is the scope of a name that needs none.
    """
    if not title or not titles.normal(title):
        title = ""
    beside = () if tuple(sorted(issuers)) == tuple(sorted(titles.issuers(title))) else tuple(sorted(issuers))
    beside = tuple(body for body in beside if body and not set(body) & set("《》、"))
    if number:
        lonely = not title and not complete(of(number))
        return Name(number, title, beside if title else (), document if lonely else "")
    if not title:
        return None
    read = Name("", title, beside)
    if read.empty or _MASKED.search(title):
        return replace(read, scope=document)
    if read.relative:
        return replace(read, scope=area or document)
    return read if read.placed or read.bodies else replace(read, scope=area)


@cache
def of(normal: str) -> Number:
    """The pieces of a number in normal form; cheaper than reading it as print."""
    return Number.of(normal) or numbers.parse(normal) or Number(None, None, normal)


def complete(number: Number) -> bool:
    """Whether a number names one document: with code, and a year that was not masked (orders carry no year)."""
    if not number.code or _MASKED.search(number.code):
        return False
    return number.form == "order" or (number.year is not None and number.year.isdigit() and len(number.year) == 4)


@cache
def key(normal: str) -> str:
    """The number under which all its spellings meet: 中华人民共和国国务院令第457号 -> 国务院令第457号.

    The nation before a body's name and what stands between joint bodies (、与和, blanks) do not count.
    """
    number = of(normal)
    if number.form == "coded" or not number.code:
        return normal
    code = _JOINTS.sub("", number.code.removeprefix(_STATE)) or number.code
    return Number(code, number.year, number.serial, number.form).normal


def shown(spellings: Sequence[str]) -> str:
    """Of the spellings of one number the one to show: without the nation, joint bodies set apart."""
    short = {Number((n := of(s)).code, n.year, n.serial, n.form).normal.removeprefix(_STATE) for s in spellings}
    return min(short, key=lambda text: (-text.count("、"), len(text), text))


def number_iri(normal: str) -> str:
    """The IRI of the policy of a number, whatever its spelling."""
    return identifiers.policy(key(normal))
