"""Rules over tokens, as rows of a table: which pattern of tokens says what, in which order, with an example and a counter-example.

A row is ``id, label, priority, pattern, example, counter_example, source``.  Of the rows whose pattern is found, the one with the highest
priority decides.  The language of patterns, over one character a token:

========================  ==================================================================================
``repeal``                a token of this class of the lexicon, or of a class that the recogniser puts in (``this``)
``"按"``                  the token that is this term
``word``                  text that no row of the lexicon knows
``start``, ``end``        the ends of what is read
``a b``, ``a|b``, ``(…)``  one after the other, either, a group
``a?``, ``a*``, ``a+``    once or not at all, any number of times, at least once; ``a{0,12}``: at most so often
``~(a|b)``                one token of none of these classes
``!a``, ``!(a b)``        what must not follow here
``<name>``                the pattern of the row ``name`` whose label is ``piece``
``value=date``            the token ``date``, which the recogniser asks for as ``value``
========================  ==================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from loaders.text.tokens import END, START, WORD, Lexicon
from ontology.tables import rows

_PART = re.compile(
    r'\s+|"(?P<term>[^"]+)"|<(?P<piece>[a-z-]+)>|(?P<capture>[a-z]+)=|(?P<none>~)|(?P<not>!)'
    r"|(?P<name>[a-z][a-z:-]*)|(?P<mark>[()|?*+]|\{\d+,\d+\})"
)
_BUILT_IN = {"word": f"(?:{WORD}+)", "start": START, "end": END}


@dataclass(frozen=True, slots=True)
class Rule:
    """A row, and its pattern as an expression over the characters of tokens.

    ``needs`` are the characters of which one at least must stand in a text for the rule to match; empty: no such characters.
    """

    id: str
    label: str
    priority: int
    pattern: re.Pattern[str]
    needs: frozenset[str]
    example: str
    counter_example: str
    source: str


class Rules:
    """A table of rules and the lexicon that it speaks of.

    ``given`` are the classes that the recogniser puts into the string by itself, each with its characters.
    Raises ValueError for a pattern that cannot be read, naming its row.
    """

    def __init__(self, package: str, table: str, given: Mapping[str, str] | None = None) -> None:
        held = rows(package, table)
        self._given = given or {}
        self._pieces = {row["id"]: row["pattern"] for row in held if row["label"] == "piece"}
        parts = [part for row in held for part in _parts(row["pattern"], f"{table}, {row['id']}")]
        named = {part["name"] for part in parts if part["name"]} - set(self._given) - set(_BUILT_IN)
        self.lexicon = Lexicon(named, (part["term"] for part in parts if part["term"]))
        made = [self._rule(row, table) for row in held if row["label"] != "piece"]
        self.rules = tuple(sorted(made, key=lambda rule: -rule.priority))

    def _rule(self, row: Mapping[str, str], table: str) -> Rule:
        where = f"{table}, {row['id']}"
        try:
            pattern = re.compile(self._expression(row["pattern"], where))
        except re.error as error:
            raise ValueError(f"{where}: the pattern cannot be read: {error}") from None
        return Rule(
            row["id"],
            row["label"],
            int(row["priority"]),
            pattern,
            self._needs(row["pattern"], where),
            row["example"],
            row["counter_example"],
            row["source"],
        )

    def _expression(self, pattern: str, where: str) -> str:
        made: list[str] = []
        depth, closing = 0, {}  # what is put behind the bracket that closes a group
        prefix = ""
        parts = list(_parts(pattern, where))
        for part in parts:
            if part["not"]:
                prefix = "(?!"
            elif part["none"]:
                prefix = "[^"
            elif part["capture"]:
                prefix = f"(?P<{part['capture']}>"
            elif part["mark"] == "(" and prefix == "[^":
                depth += 1
                closing[depth] = "]"
                made.append("[^")
                prefix = ""
            elif part["mark"] == "(":
                depth += 1
                closing[depth] = ")" if prefix else ""
                made.append((prefix or "") + "(?:")
                prefix = ""
            elif part["mark"] == ")":
                made.append("]" if closing[depth] == "]" else ")" + closing[depth])
                depth -= 1
            elif part["mark"] == "|":
                made.append("" if closing.get(depth) == "]" else "|")
            elif part["mark"]:
                made.append(part["mark"])
            else:
                one = self._one(part, where, inside=closing.get(depth) == "]" or prefix == "[^")
                made.append(f"{prefix}{one}{']' if prefix == '[^' else ')'}" if prefix else one)
                prefix = ""
        return "".join(made)

    def _one(self, part: re.Match[str], where: str, *, inside: bool) -> str:
        """The expression for a name, a term or a piece; ``inside`` a set of characters without its brackets."""
        if part["piece"]:
            if part["piece"] not in self._pieces:
                raise ValueError(f"{where}: there is no piece <{part['piece']}>")
            return f"(?:{self._expression(self._pieces[part['piece']], where)})"
        if not inside and part["name"] in _BUILT_IN:
            return _BUILT_IN[part["name"]]
        return self._symbols(part) if inside else f"[{self._symbols(part)}]"

    def _symbols(self, part: re.Match[str]) -> str:
        name = part["name"]
        if not name:
            return self.lexicon.symbol(part["term"])
        if name in _BUILT_IN:
            return WORD if name == "word" else _BUILT_IN[name]
        return self._given[name] if name in self._given else self.lexicon.symbols(name)

    def _needs(self, pattern: str, where: str) -> frozenset[str]:
        """The characters of the first name of the lexicon that every match holds."""
        depth, best = 0, frozenset[str]()
        parts = list(_parts(pattern, where))
        if any(part["mark"] == "|" for part in _outside(parts)):
            return best
        for index, part in enumerate(parts):
            depth += (part["mark"] == "(") - (part["mark"] == ")")
            optional = index + 1 < len(parts) and (parts[index + 1]["mark"] or " ")[0] in "?*{"
            plain = not index or not (parts[index - 1]["not"] or parts[index - 1]["none"])
            usable = (part["name"] and part["name"] not in self._given and part["name"] not in _BUILT_IN) or part[
                "term"
            ]
            if not depth and usable and plain and not optional:
                return frozenset(self._symbols(part))
        return best

    def first(self, coded: str) -> Rule | None:
        """The rule that decides for a string of tokens."""
        present = frozenset(coded)
        for rule in self.rules:
            if (not rule.needs or not present.isdisjoint(rule.needs)) and rule.pattern.search(coded):
                return rule
        return None

    def all(self, coded: str) -> tuple[Rule, ...]:
        """Every rule whose pattern is found, the one that decides first."""
        return tuple(rule for rule in self.rules if rule.pattern.search(coded))

    def labelled(self, *labels: str) -> tuple[Rule, ...]:
        """The rules of these labels, in order."""
        return tuple(rule for rule in self.rules if rule.label in labels)


def _parts(pattern: str, where: str) -> Iterator[re.Match[str]]:
    place = 0
    while place < len(pattern):
        part = _PART.match(pattern, place)
        if part is None:
            raise ValueError(f"{where}: the pattern cannot be read at {pattern[place:]!r}")
        place = part.end()
        if not part[0].isspace():
            yield part


def _outside(parts: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The parts outside all groups."""
    depth = 0
    for part in parts:
        depth += part["mark"] == "("
        if not depth:
            yield part
        depth -= part["mark"] == ")"
