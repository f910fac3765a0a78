"""How the names of a picture are typed in Latin letters: one reading a character, and the names that read otherwise.

Most names read as their characters do one by one, so a page carries a small table of characters and only the exceptions
(重庆 is read chongqing) name by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kg.search.pinyin import spelled

#: The blocks of Chinese characters that names are written with.
FIRST, LAST = "\u3400", "\u9fff"


@dataclass(frozen=True, slots=True)
class Latin:
    """``readings``: character -> syllable; ``exceptions``: name -> (whole, initials), where the characters alone mislead."""

    readings: dict[str, str]
    exceptions: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, names: Iterable[str]) -> Latin:
        """Spell the names; the same names give the same spelling, in whatever order they come."""
        sorted_names = sorted(set(names))
        characters = sorted({c for name in sorted_names for c in name if FIRST <= c <= LAST})
        readings = {c: whole for c in characters if (whole := spelled(c)[0]).isascii()}
        exceptions = {}
        for name in sorted_names:
            chinese = "".join(c for c in name if c in readings)
            if chinese and spelled(chinese) != cls(readings, {}).typed(chinese):
                exceptions[name] = spelled(chinese)
        return cls(readings, exceptions)

    def typed(self, name: str) -> tuple[str, str]:
        """The pinyin of a name and its initials, as the page works them out; only its Chinese characters count."""
        if name in self.exceptions:
            return self.exceptions[name]
        syllables = [self.readings[c] for c in name if c in self.readings]
        return "".join(syllables), "".join(syllable[0] for syllable in syllables)

    def to_json(self) -> dict[str, Any]:
        """As the page reads it: the characters of each syllable in one string."""
        by_syllable: dict[str, str] = {}
        for character, syllable in self.readings.items():
            by_syllable[syllable] = by_syllable.get(syllable, "") + character
        return {"syllables": dict(sorted(by_syllable.items())), "exceptions": self.exceptions}
