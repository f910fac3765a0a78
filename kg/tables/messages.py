"""Messages in the user's language: they are written in English where they arise, and ``messages.tsv`` has the Chinese of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.tables.language import Language, user_language
from ontology.tables import rows

# A place for a value, ``{name}``; a choice of words that depends on one, ``[file is|files are]``.
PLACE = re.compile(r"\{(\w+)\}|\[([^\[\]]*\|[^\[\]]*)\]")
# Where a sentence ends and another one begins.
_END = re.compile(r"(?<=[.?!;。！？；])\s+|(?<=[。！？；])")


class UserError(Exception):
    """A failure whose message is one sentence for the user; ``status`` is the exit status of a command that meets it."""

    status = 1


@dataclass(frozen=True, slots=True)
class Phrase:
    """A message with places for values: its fixed pieces, the regular expression that finds the values, and its Chinese."""

    pieces: tuple[str, ...]
    pattern: str
    zh: str

    def filled(self, text: str) -> str | None:
        """The Chinese of a message with the values of ``text``, each in Chinese too where it is a message; None if it is another one."""
        if not (text.startswith(self.pieces[0]) and text.endswith(self.pieces[-1])):
            return None
        if not all(piece in text for piece in self.pieces):
            return None
        found = _compiled(self.pattern).fullmatch(text)
        if found is None:
            return None
        values = {name: chinese(value) for name, value in found.groupdict().items()}
        return PLACE.sub(lambda place: values[place[1]], self.zh)


def in_user_language(text: str) -> str:
    """A message as the user reads it."""
    return in_language(text, user_language())


def in_language(text: str, lang: Language) -> str:
    """A message in a language; what no row of the table knows stays as it is."""
    return chinese(text) if lang == "zh" else text


@lru_cache(1 << 12)
def chinese(text: str) -> str:
    """One message or several after one another in Chinese; what is unknown, such as the name of a file, stays as it is."""
    inner = text.strip()
    if not inner:
        return text
    whole = _whole(inner)
    if whole is None:
        for end in reversed(list(_END.finditer(inner))):
            first = _whole(inner[: end.start()])
            if first is not None:
                whole = first + chinese(inner[end.end() :])
                break
    if whole is None:
        return text
    start = text.index(inner)
    return text[:start] + whole + text[start + len(inner) :]


def _whole(text: str) -> str | None:
    fixed, templates = _catalogue()
    if text in fixed:
        return fixed[text]
    return next((said for template in templates if (said := template.filled(text)) is not None), None)


@cache
def _catalogue() -> tuple[dict[str, str], tuple[Phrase, ...]]:
    """Messages without places by their English, and the templates: first those that begin with fixed words, the longest first."""
    fixed: dict[str, str] = {}
    templates: list[Phrase] = []
    for row in rows("kg.tables", "messages.tsv"):
        pieces = PLACE.split(row["en"])
        if len(pieces) == 1:
            fixed[row["en"]] = row["zh"]
            continue
        pattern = re.escape(pieces[0])
        for at in range(1, len(pieces), 3):
            name, choice, piece = pieces[at : at + 3]
            pattern += f"(?P<{name}>.*?)" if name else f"(?:{'|'.join(map(re.escape, choice.split('|')))})"
            pattern += re.escape(piece)
        templates.append(Phrase(tuple(pieces[::3]), pattern, row["zh"]))
    templates.sort(key=lambda one: (not one.pieces[0], -sum(map(len, one.pieces))))
    return fixed, tuple(templates)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL)
