"""All records of a document as one JSON value in its graph, and back: what was extracted is kept once, nothing is read again.

A record is the array of its fields, those at the end that have their default left out.  What the graph says beside it is not
repeated: the text, the digest of the file, and whatever is just the characters of a record's own place.  The path and what was said
while the file was read belong to the file and are not kept.
"""

from __future__ import annotations

import json
import types
import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from loaders.records import Extraction

# To be raised when the same fields are written in another way.
_PACKING = 2
# Stands for the characters of a record's own place; no text is a number.
_OWN: Final = 0


@dataclass(slots=True)
class _Cursor:
    """Goes through a text with the records: most stand where the one before begins, or soon after."""

    text: str
    at: int = 0


_Code = Callable[[Any, _Cursor], Any]


@dataclass(frozen=True, slots=True)
class _Coder:
    """How values of a type become JSON and come back; None where they are JSON as they are."""

    encode: _Code | None = None
    decode: _Code | None = None


def encode(extraction: Extraction) -> str:
    """The records of an extraction as JSON in one line, without its text, its path and the digest of its file."""
    bare = replace(extraction, text="", document=replace(extraction.document, path="", sha256=""))
    values = [_written(getattr(bare, name), coder, extraction.text) for name, coder in _kinds().items()]
    return json.dumps([_form(), _check(extraction.text), *values], ensure_ascii=False, separators=(",", ":"))


def decode(kept: str, text: str, *, path: str, sha256: str, only: Collection[str] | None = None) -> Extraction | None:
    """The extraction that :func:`encode` was given; None where a version with other records wrote it, or of another text.

    Of the kinds of records (``citations``, ``money`` …) ``only`` these come back, the others are left empty: that is quicker.
    """
    form, check, *values = json.loads(kept)
    if form != _form() or check != _check(text):
        return None
    found = {
        name: coder.decode(value, _Cursor(text)) if coder.decode else value
        for (name, coder), value in zip(_kinds().items(), values, strict=True)
        if only is None or name == "document" or name in only
    }
    return Extraction(**{**found, "text": text, "document": replace(found["document"], path=path, sha256=sha256)})


@cache
def _kinds() -> dict[str, _Coder]:
    """What an extraction is made of, but its text."""
    hints = get_type_hints(Extraction)
    return {one.name: _coder(hints[one.name]) for one in fields(Extraction) if one.name != "text"}


def _written(value: Any, coder: _Coder, text: str) -> Any:
    return coder.encode(value, _Cursor(text)) if coder.encode else value


def _check(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


@cache
def _form() -> int:
    """A number that changes with every field of every record."""
    return zlib.crc32(f"{_PACKING} {_shape(Extraction, ())}".encode())


def _shape(hint: Any, around: tuple[Any, ...]) -> str:
    if is_dataclass(hint) and hint not in around:
        hints = get_type_hints(hint)
        inside = [
            f"{one.name}:{_shape(hints[one.name], (*around, hint))}{'' if one.default is MISSING else f'={one.default!r}'}"
            for one in fields(hint)
        ]
        return f"{_name(hint)}({','.join(inside)})"
    origin = get_origin(hint)
    if origin is Literal:
        return "str"
    return f"{_name(origin or hint)}[{','.join(_shape(one, around) for one in get_args(hint))}]"


def _name(hint: Any) -> str:
    return str(getattr(hint, "__name__", hint))


@cache
def _coder(hint: Any) -> _Coder:
    """The coder of a type that a field of a record may have."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in (int, str, bool) or origin is Literal:
        return _Coder()
    if hint is Decimal:
        return _Coder(lambda value, _: str(value), lambda value, _: Decimal(value))
    if is_dataclass(hint):
        return _record(hint)
    if origin in (Union, types.UnionType):
        (some,) = (one for one in arguments if one is not type(None))
        return _optional(_coder(some))
    if origin is tuple and arguments[1:] == (...,):
        return _many(_coder(arguments[0]))
    raise TypeError(f"no record may have a field of {hint}")


def _optional(some: _Coder) -> _Coder:
    encode, decode = some.encode, some.decode
    if encode is None or decode is None:
        return some
    return _Coder(
        lambda value, cursor: None if value is None else encode(value, cursor),
        lambda value, cursor: None if value is None else decode(value, cursor),
    )


def _many(one: _Coder) -> _Coder:
    encode, decode = one.encode, one.decode
    if encode is None or decode is None:
        return _Coder(lambda values, _: values, lambda values, _: tuple(values))
    return _Coder(
        lambda values, cursor: [encode(value, cursor) for value in values],
        lambda values, cursor: tuple([decode(value, cursor) for value in values]),
    )


def _record(kind: Any) -> _Coder:
    """The coder of a class of records, which may be made of itself.

    A place is told from that of the record before: how far on it begins, and how long it is.
    """
    hints = get_type_hints(kind)
    ordered: Sequence[Field[Any]] = fields(kind)
    if located := {"start", "end"} <= hints.keys():
        ordered = sorted(ordered, key=lambda field: field.name not in ("start", "end"))
    least = 2 if located else 0
    names = [field.name for field in ordered]
    defaults = [field.default for field in ordered]
    values_of = attrgetter(*names)
    texts = [place for place, name in enumerate(names) if located and str in (hints[name], *get_args(hints[name]))]
    itself = {place for place, name in enumerate(names) if kind in (hints[name], *get_args(hints[name]))}

    def encode(record: Any, cursor: _Cursor) -> list[Any]:
        values = list(values_of(record))
        own = cursor.text[values[0] : values[1]] if texts else ""
        for place in texts:
            if values[place] == own:
                values[place] = _OWN
        while len(values) > least and values[-1] == defaults[len(values) - 1]:
            values.pop()
        if located:
            values[0], values[1], cursor.at = values[0] - cursor.at, values[1] - values[0], values[0]
        for place, how in encoders:
            if place < len(values):
                values[place] = how(values[place], cursor)
        return values

    def decode(values: list[Any], cursor: _Cursor) -> Any:
        count = len(values)
        if located:
            cursor.at = values[0] = values[0] + cursor.at
            values[1] += values[0]
        for place in texts:
            if place >= count:
                break
            if values[place] == _OWN:
                values[place] = cursor.text[values[0] : values[1]]
        for place, how in decoders:
            if place >= count:
                break
            values[place] = how(values[place], cursor)
        return kind(**dict(zip(names, values)))  # noqa: B905

    again = _many(_Coder(encode, decode))
    coders = [(place, again if place in itself else _coder(hints[name])) for place, name in enumerate(names)]
    encoders = [(place, coder.encode) for place, coder in coders if coder.encode]
    decoders = [(place, coder.decode) for place, coder in coders if coder.decode]
    return _Coder(encode, decode)
