"""The tools by name: what each is for, which parameters it takes, and whether what somebody gives for them fits; the rows of ``tools.tsv``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from kg.answers.ask import near
from kg.tables.messages import UserError
from ontology.tables import rows

if TYPE_CHECKING:
    from kg.tables.language import Language


class WrongArguments(UserError):
    """What was given does not fit the tool; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class ToolParameter:
    """A parameter; ``default`` is None when it is required, ``most`` the largest number or the most characters."""

    name: str
    type: str
    default: Any
    required: bool
    most: int
    en: str
    zh: str

    @property
    def several(self) -> bool:
        """Whether it takes a list."""
        return self.type.startswith("[")

    @property
    def least(self) -> int:
        """The smallest number."""
        return 0 if self.default == 0 else 1

    @property
    def choices(self) -> list[str]:
        """The words that it takes; none where it takes any."""
        return self.type.strip("[]").split("|") if "|" in self.type else []

    def schema(self, lang: Language) -> dict[str, Any]:
        """As JSON Schema."""
        about: dict[str, Any] = {"description": self.zh if lang == "zh" else self.en}
        if self.default is not None:
            about["default"] = self.default
        if self.type == "integer":
            return {"type": "integer", "minimum": self.least, "maximum": self.most, **about}
        if self.choices:
            one = {"type": "string", "enum": self.choices}
            return {**({"type": "array", "items": one} if self.several else one), **about}
        return {"type": {"text": "string"}.get(self.type, self.type), **about}

    def fitting(self, value: Any) -> Any:
        """The value as the tool takes it; numbers, lists and objects may also come as their text.

        :raises WrongArguments: it does not fit.
        """
        if isinstance(value, str) and self.type != "text" and self.type not in self.choices:
            value = _read(value)
        if self.type == "text" and isinstance(value, str | int):
            text = str(value).strip()
            if not text:
                raise WrongArguments(f"{self.name} is blank.")
            if len(text) > self.most:
                raise WrongArguments(f"{self.name} has {len(text):,} characters; at most {self.most:,} are taken.")
            return text
        if self.type == "integer" and isinstance(value, int) and not isinstance(value, bool):
            if not self.least <= value <= self.most:
                raise WrongArguments(
                    f"{self.name} must be a whole number from {self.least} to {self.most:,}, not {value}."
                )
            return value
        if self.type == "boolean" and isinstance(value, bool):
            return value
        if self.type == "object" and isinstance(value, Mapping):
            return {str(name): str(one)[: self.most] for name, one in value.items() if one is not None}
        if self.several and isinstance(value, list) and set(map(str, value)) <= set(self.choices):
            return value
        if not self.several and value in self.choices:
            return value
        raise WrongArguments(f"{self.name} must be {self._kind}, not {json.dumps(value, ensure_ascii=False)[:100]}.")

    @property
    def _kind(self) -> str:
        if self.choices:
            return f"{'some' if self.several else 'one'} of {', '.join(self.choices)}"
        return {"text": "a text", "integer": "a whole number", "boolean": "true or false", "object": "an object"}[
            self.type
        ]


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


@dataclass(frozen=True, slots=True)
class ToolDefinition:
    """A tool."""

    name: str
    en: str
    zh: str
    parameters: tuple[ToolParameter, ...]

    def about(self, lang: Language) -> str:
        """What it is for."""
        return self.zh if lang == "zh" else self.en

    def schema(self, lang: Language) -> dict[str, Any]:
        """What it takes, as JSON Schema."""
        return {
            "type": "object",
            "properties": {one.name: one.schema(lang) for one in self.parameters},
            "required": [one.name for one in self.parameters if one.required],
            "additionalProperties": False,
        }

    def arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The value of each parameter.

        :raises WrongArguments: one is unknown, missing, or does not fit.
        """
        known = {one.name: one for one in self.parameters}
        for name in given:
            if name not in known:
                listed = ", ".join(known) or "none"
                raise WrongArguments(
                    f"The tool {self.name} has no parameter {name!r}{near(name, known)}; it takes: {listed}."
                )
        for one in self.parameters:
            if one.required and given.get(one.name) is None:
                raise WrongArguments(f"The tool {self.name} needs {one.name}.")
        return {
            one.name: one.default if given.get(one.name) is None else one.fitting(given[one.name])
            for one in self.parameters
        }


@cache
def tools() -> dict[str, ToolDefinition]:
    """All tools by name, in the order of the table."""
    found: dict[str, ToolDefinition] = {}
    parameters: dict[str, list[ToolParameter]] = {}
    table = rows("kg.web.assistant", "tools.tsv")
    for row in table:
        if row["parameter"]:
            parameters.setdefault(row["tool"], []).append(_parameter(row))
    for row in table:
        if not row["parameter"]:
            found[row["tool"]] = ToolDefinition(
                row["tool"], row["en"], row["zh"], tuple(parameters.get(row["tool"], ()))
            )
    return found


def _parameter(row: Mapping[str, str]) -> ToolParameter:
    default = None if row["default"] in ("", "-") else _read(row["default"])
    several = row["type"].startswith("[")
    required = row["default"] == "" and not several
    return ToolParameter(row["parameter"], row["type"], default, required, int(row["most"] or 0), row["en"], row["zh"])


def named(name: str) -> ToolDefinition:
    """The tool of that name.

    :raises WrongArguments: there is none.
    """
    known = tools()
    if name not in known:
        raise WrongArguments(f"There is no tool {name!r}{near(name, known)}; there are: {', '.join(known)}.")
    return known[name]
