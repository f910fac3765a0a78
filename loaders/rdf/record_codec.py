"""All records of a document as one JSON value in its graph, and back: what was extracted is kept once, nothing is read again.

A record is the array of its fields, those at the end that have their default left out.  What the graph says beside it is not
repeated: the text, the images of its pages, the digest of the file, and whatever is just the characters of a record's own place.  The path and what was said
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
from typing import Any, Final, Literal, Union, cast, get_args, get_origin, get_type_hints

from loaders.records import Extraction

# To be raised when the same fields are written in another way.
_PACKING = 3
# Kinds of records that came later, and that few documents have: left out where there are none, and no part of the form, so that what was
# kept without them is read as it was.
_LATER: Final = frozenset({"recognised", "images"})
# What the graph says beside the records.
_BESIDE: Final = ("text", "images")
# Stands for the characters of a record's own place; no text is a number.
_OWN: Final = 0
# No string of JSON holds a line break: the kinds of records are parted by them, and read one by one.
_BETWEEN: Final = ",\n"


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
    """The records of an extraction as JSON, a line a kind, without its text, its path and the digest of its file."""
    bare = replace(extraction, text="", document=replace(extraction.document, path="", sha256=""))
    values = [
        _written(getattr(bare, name), coder, extraction.text)
        for name, coder in _kinds().items()
        if name not in _LATER or getattr(bare, name)
    ]
    parts = [json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values]
    return f"[{_form()},{_check(extraction.text)}{''.join(map(_BETWEEN.__add__, parts))}]"


def decode(
    kept: str,
    text: str,
    *,
    path: str,
    sha256: str,
    only: Collection[str] | None = None,
    without: frozenset[str] = frozenset(),
) -> Extraction | None:
    """The extraction that :func:`encode` was given; None where a version with other records wrote it, or of another text.

    Of the kinds of records (``citations``, ``money`` …) ``only`` these come back, of their fields none of ``without``
    (``sections``): the others are left empty, which is quicker.
    """
    head, *values = kept[1:-1].split(_BETWEEN)
    if head != f"{_form()},{_check(text)}":
        return None
    found = {
        name: coder.decode(json.loads(value), _Cursor(text)) if coder.decode else json.loads(value)
        for (name, coder), value in zip(_kinds(without).items(), values, strict=False)
        if only is None or name == "document" or name in only
    }
    return Extraction(**{**found, "text": text, "document": replace(found["document"], path=path, sha256=sha256)})


@cache
def _kinds(without: frozenset[str] = frozenset()) -> dict[str, _Coder]:
    """What an extraction is made of, but its text."""
    hints = get_type_hints(Extraction)
    return {one.name: _coder(hints[one.name], without) for one in fields(Extraction) if one.name not in _BESIDE}


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
            if one.name not in _LATER
        ]
        return f"{_name(hint)}({','.join(inside)})"
    origin = get_origin(hint)
    if origin is Literal:
        return "str"
    return f"{_name(origin or hint)}[{','.join(_shape(one, around) for one in get_args(hint))}]"


def _name(hint: Any) -> str:
    return str(getattr(hint, "__name__", hint))


@cache
def _coder(hint: Any, without: frozenset[str]) -> _Coder:
    """The coder of a type that a field of a record may have; fields of records in ``without`` are not read back."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in (int, str, bool) or origin is Literal:
        return _Coder()
    if hint is Decimal:
        return _Coder(lambda value, _: str(value), lambda value, _: Decimal(value))
    if is_dataclass(hint):
        return _record(hint, without)
    if origin in (Union, types.UnionType):
        (some,) = (one for one in arguments if one is not type(None))
        return _optional(_coder(some, without))
    if origin is tuple and arguments[1:] == (...,):
        return _many(_coder(arguments[0], without))
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


def _record(kind: Any, without: frozenset[str]) -> _Coder:
    """The coder of a class of records, which may be made of itself.

    A place is told from that of the record before, or around: how far on it begins, and how long it is.
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
        start = values[0]
        own = cursor.text[start : values[1]] if texts else ""
        for place in texts:
            if values[place] == own:
                values[place] = _OWN
        while len(values) > least and values[-1] == defaults[len(values) - 1]:
            values.pop()
        if located:
            values[0], values[1], cursor.at = start - cursor.at, values[1] - start, start
        for place, how in encoders:
            if place < len(values):
                values[place] = how(values[place], cursor)
        if located:
            cursor.at = start
        return values

    def decode_again(values: list[Any], cursor: _Cursor) -> Any:
        return decode(values, cursor)

    again = _many(_Coder(encode, decode_again))
    coders = [(place, again if place in itself else _coder(hints[name], without)) for place, name in enumerate(names)]
    encoders = [(place, coder.encode) for place, coder in coders if coder.encode]
    inner = {place: coder.decode for place, coder in coders if coder.decode}
    left = [place for place, name in enumerate(names) if name in without]
    decode = _decoder(kind, names, defaults, located, texts, left, inner)
    return _Coder(encode, decode)


def _decoder(
    kind: Any,
    names: Sequence[str],
    defaults: Sequence[Any],
    located: bool,
    texts: Sequence[int],
    left: Sequence[int],
    inner: dict[int, _Code],
) -> _Code:
    """The function that makes a record of its array, written out for the class as dataclasses write ``__init__``.

    A trace reads some thousand records; a loop over their fields would take twice as long.
    """
    lines = ["def decode(values, cursor):", " count = len(values)"]
    if located:
        lines.append(" f0 = cursor.at = values[0] + cursor.at; f1 = values[1] + f0")
    for place in range(2 if located else 0, len(names)):
        if place in left:
            continue
        known = f"inner[{place}](values[{place}], cursor)" if place in inner else f"values[{place}]"
        if place in texts:
            known = f"cursor.text[f0:f1] if values[{place}] == {_OWN} else {known}"
        optional = "" if defaults[place] is MISSING else f" if count > {place} else defaults[{place}]"
        lines.append(f" f{place} = ({known}){optional}")
    if located:
        lines.append(" cursor.at = f0")
    given = ", ".join(f"{name}=f{place}" for place, name in enumerate(names) if place not in left)
    scope: dict[str, Any] = {"kind": kind, "inner": inner, "defaults": defaults}
    exec("\n".join([*lines, f" return kind({given})"]), scope)
    return cast(_Code, scope["decode"])
