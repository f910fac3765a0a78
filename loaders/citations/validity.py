"""When a document begins and ceases to be in force, as its own words say: 本细则自2024年1月1日起施行，有效期5年。

What is said of other texts (2019年1月1日起施行的…同时废止) does not count: the sentence must speak of 本细则, 本办法 …, or of
nothing else than its own force.  The last day in force is meant by ``until``: five years from 2024-01-01 end on 2028-12-31.
The rules are rows of ``rules/validity.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from loaders.records import Mention
from loaders.text import dates, numerals
from loaders.text.rules import Rule, Rules
from loaders.text.tokens import END, START, Token, terms

_HERE = "\ue010"
_BEFORE = 100  # tokens before a clause in which the sentence says what it speaks of
_CLAUSE_WORDS = {"in-force", "applies", "period"}  # classes without whose terms a paragraph says nothing of force


@dataclass(frozen=True, slots=True)
class Force:
    """``since`` the first and ``until`` the last day in force, ISO dates each with the words that say it.

    A value that no word prints (five years from a day; the day of issue) is computed: its words are all that it needs.
    """

    since: Mention | None = None
    until: Mention | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that a rule read as a day or a period in force: ``text[start:end]``.

    ``itself`` is the rule by which the sentence speaks of the document itself; None: of something else, so the words do not count.
    """

    rule: Rule
    start: int
    end: int
    values: dict[str, Token]
    itself: Rule | None
    last: int  # the place of its last token


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that speaks of force: its tokens, the clauses that count, and those that do not."""

    tokens: tuple[Token, ...]
    taken: tuple[Clause, ...]
    refused: tuple[Clause, ...]
    force: Force


@cache
def rules() -> Rules:
    """The rows of ``rules/validity.tsv``."""
    return Rules("loaders.citations", "rules/validity.tsv", {"here": _HERE})


def find(text: str, start: int = 0, end: int | None = None, issued: Mention | None = None) -> list[Force]:
    """Every force clause of ``text[start:end]`` in order.  ``issued`` is the day that 自印发之日起 means, if it is known."""
    stop = len(text) if end is None else end
    found = (_force(text, *_read(text, a, b), issued)[0] for a, b in _paragraphs(text, start, stop))
    return [force for force in found if force != Force()]


def explain(text: str, issued: Mention | None = None) -> list[Paragraph]:
    """The paragraphs that speak of force, with the clauses that rules read there."""
    found = []
    for start, end in _paragraphs(text, 0, len(text)):
        tokens, coded = _read(text, start, end)
        force, taken = _force(text, tokens, coded, issued)
        read = [clause for label in ("since", "until") for clause in _clauses(label, tokens, coded)]
        if read:
            refused = tuple(clause for clause in read if clause not in taken)
            found.append(Paragraph(tuple(tokens), tuple(taken), refused, force))
    return found


def one(clauses: list[Force]) -> Force:
    """The force that all clauses agree on; what they contradict each other in is left out."""
    since = {c.since.value: c.since for c in reversed(clauses) if c.since}
    until = {c.until.value: c.until for c in reversed(clauses) if c.until}
    return Force(*(next(iter(found.values())) if len(found) == 1 else None for found in (since, until)))


def after_years(first: str, years: int) -> str | None:
    """The last day of ``years`` years that begin on the ISO date ``first``; None where ``first`` is no full date."""
    try:
        day = date.fromisoformat(first)
        return (_same_day(day, day.year + years) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return None


def validity(printed: str) -> int | None:
    """The years of a period of validity: 有效期5年, 5年, 五年 -> 5."""
    tokens, coded = _read(printed, 0, len(printed))
    for clause in _clauses("period", tokens, coded):
        return _integer(printed, clause.values["years"])
    return None


@cache
def _clause_words() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(term.term) for term in terms() if _CLAUSE_WORDS.intersection(term.classes)))


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of ``text[start:end]`` that may speak of force."""
    while word := _clause_words().search(text, start, end):
        begin = max(start, text.rfind("\n", start, word.start()) + 1)
        stop = text.find("\n", word.end(), end)
        start = end if stop < 0 else stop + 1
        yield begin, (end if stop < 0 else stop)


def _read(text: str, start: int, end: int) -> tuple[list[Token], str]:
    tokens = rules().lexicon.tokens(text, start, end)
    return tokens, START + "".join(token.code for token in tokens) + END


def _clauses(label: str, tokens: list[Token], coded: str) -> list[Clause]:
    """The clauses of a paragraph that rules of ``label`` read, in the order of the text; of two at a place the first rule's."""
    found: list[Clause] = []
    for rule in rules().labelled(label):
        for match in rule.pattern.finditer(coded):
            first, last = max(match.start() - 1, 0), min(match.end() - 2, len(tokens) - 1)
            values = {name: tokens[match.start(name) - 1] for name, value in match.groupdict().items() if value}
            found.append(
                Clause(
                    rule,
                    tokens[first].start,
                    tokens[last].end,
                    values,
                    _itself(coded[max(0, match.start() - _BEFORE) : match.start()]),
                    last,
                )
            )
    return sorted(found, key=lambda clause: clause.start)


def _itself(before: str) -> Rule | None:
    """The rule by which a sentence that begins with the tokens ``before`` speaks of the document itself."""
    marked = before + _HERE
    return next((rule for rule in rules().labelled("itself") if rule.pattern.search(marked)), None)


def _force(text: str, tokens: list[Token], coded: str, issued: Mention | None) -> tuple[Force, list[Clause]]:
    """The force of a paragraph, and its clauses that say so: the first day, and the period that follows it there or precedes it."""
    begun = next((clause for clause in _clauses("since", tokens, coded) if clause.itself), None)
    since = _since(text, begun, issued) if begun else None
    until: Mention | None = None
    periods = [clause for clause in _clauses("until", tokens, coded) if begun or clause.itself]
    if begun:
        # What follows the first day counts before what precedes it: 自…起施行至….
        periods.sort(key=lambda clause: clause.end <= tokens[begun.last].start)
    period = max(periods, key=lambda clause: clause.rule.priority, default=None)
    if period is None:
        return Force(since), [begun] if begun else []
    if "value" in period.values:
        until = _day(text, period.values["value"])
    elif since is not None and (last := after_years(since.value, _integer(text, period.values["years"]))):
        until = Mention(last, min(since.start, period.start), max(since.end, period.end))
    return Force(since, until), [clause for clause in (begun, period) if clause]


def _since(text: str, clause: Clause, issued: Mention | None) -> Mention | None:
    printed = clause.values.get("value")
    first = _day(text, printed) if printed else issued
    if first is None or len(first.value) != 10:
        return None
    if delay := clause.values.get("delay"):
        later = date.fromisoformat(first.value) + timedelta(days=_integer(text, delay))
        return Mention(later.isoformat(), clause.start, clause.end)
    return first if printed else Mention(first.value, clause.start, clause.end)


def _day(text: str, token: Token) -> Mention | None:
    found = dates.find(text[token.start : token.end])
    return Mention(found[0].value, token.start, token.end) if len(found) == 1 and len(found[0].value) == 10 else None


def _integer(text: str, token: Token) -> int:
    value = numerals.parse(text[token.start : token.end - 1].strip())
    return int(value) if value is not None else 0


def _same_day(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes 1 March where there is none, so that the day before it is the 28th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
