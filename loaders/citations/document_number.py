"""What a document number is, and its normal form; where a text prints one is found in :mod:`loaders.citations.numbers`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Form = Literal["coded", "order", "announcement", "notice"]
#: What is printed for a form; a 公告 and a 通告 of one body, year and serial are two documents.
WORDS: Final[Mapping[Form, str]] = {"coded": "", "order": "令", "announcement": "公告", "notice": "通告"}
FORMS: Final[Mapping[str, Form]] = {word: form for form, word in WORDS.items()}
_NORMAL = re.compile(
    r"(?P<code>[^〔〕]*)〔(?P<year>[^〔〕]*)〕(?P<serial>[^〔〕号]+)号"
    r"|(?P<body>.*?)(?P<form>令|公告|通告)(?:(?P<issued>[^第年]+)年)?第(?P<count>[^第号]+)号"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A document number: ``code`` (agency code or issuing body, None when missing), ``year`` (four digits, or as printed

    when masked or impossible; of orders only where it stands behind 令: they are counted anew each year), ``serial`` without leading zeros.
    """

    code: str | None
    year: str | None
    serial: str
    form: Form = "coded"
    #: The one spelling under which equal numbers are equal: 云财社发〔2023〕36号, 国务院令第588号.
    normal: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "normal", self._normal())

    def _normal(self) -> str:
        code = self.code or ""
        if self.form != "coded":
            year = f"{self.year}年" if self.year else ""
            return f"{code}{WORDS[self.form]}{year}第{self.serial}号"
        return f"{code}〔{self.year}〕{self.serial}号"

    @classmethod
    def of(cls, normal: str) -> Number | None:
        """The number whose normal form this is; None for anything else, such as a title."""
        match = _NORMAL.fullmatch(normal)
        if match is None:
            return None
        if match["form"]:
            return cls(match["body"] or None, match["issued"], match["count"], FORMS[match["form"]])
        return cls(match["code"] or None, match["year"], match["serial"])
