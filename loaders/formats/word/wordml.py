"""The vocabulary of Word documents: short names for elements, their values, and what a style passes on (ECMA-376-1, 17).

Documents of the strict kind use other namespaces for the same elements; here both have the same short names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree.ElementTree import Element

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
}
_VALUES = tuple(f"{{{namespace}}}" for namespace, prefix in _PREFIXES.items() if prefix == "w")
_OFF = frozenset({"0", "false", "off"})
_MAX_BASED_ON = 50  # styles in a line of "based on"; a loop ends there


@lru_cache(maxsize=4096)
def short(tag: str) -> str:
    """``w:p`` for a paragraph's tag, in either namespace; "" for elements of other vocabularies."""
    namespace, _, local = tag.rpartition("}")
    prefix = _PREFIXES.get(namespace[1:])
    return f"{prefix}:{local}" if prefix else ""


def value(element: Element | None, name: str = "val") -> str | None:
    """The attribute ``w:name`` of an element; None where either is missing."""
    if element is None:
        return None
    for namespace in _VALUES:
        found = element.get(namespace + name)
        if found is not None:
            return found
    return None


def number(element: Element | None, name: str = "val") -> int | None:
    """The attribute ``w:name`` as a whole number; None where it is missing, none, or has more than eighteen digits."""
    printed = (value(element, name) or "").strip()
    return int(printed) if printed.isdecimal() and printed.isascii() and len(printed) <= 18 else None


def is_on(element: Element | None) -> bool | None:
    """Whether a switch such as ``w:vanish`` is on; None where it is missing."""
    return None if element is None else (value(element) or "true").lower() not in _OFF


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, the first child of that, and so on."""
    for name in path:
        if element is None:
            return None
        for inner in element:
            if short(inner.tag) == name:
                element = inner
                break
        else:
            return None
    return element


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of that name."""
    return (inner for inner in element if short(inner.tag) == name)


@dataclass(slots=True)
class Styles:
    """The styles of a document, by their ids, and the paragraph style that is used where none is named."""

    _by_id: dict[str, Element] = field(default_factory=dict)
    _default: str = ""
    _hidden: dict[str, bool | None] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Element | None) -> Styles:
        """The styles of the part ``styles.xml``."""
        styles = cls()
        for style in children(root, "w:style") if root is not None else ():
            name = value(style, "styleId") or ""
            styles._by_id.setdefault(name, style)
            if value(style, "type") == "paragraph" and (value(style, "default") or "0").lower() not in _OFF:
                styles._default = name
        return styles

    def line(self, properties: Element | None) -> Iterator[tuple[str, Element]]:
        """(id, style) of a paragraph's style and of those that it is based on, the nearest first."""
        yield from self._based_on(value(child(properties, "w:pStyle")) or self._default)

    def hides(self, name: str | None) -> bool | None:
        """Whether a style (a paragraph's where None is the default one) hides its text; None where it says nothing."""
        name = self._default if name is None else name
        if name not in self._hidden:
            told = (is_on(child(style, "w:rPr", "w:vanish")) for _, style in self._based_on(name))
            self._hidden[name] = next((hidden for hidden in told if hidden is not None), None)
        return self._hidden[name]

    def _based_on(self, name: str | None) -> Iterator[tuple[str, Element]]:
        for _ in range(_MAX_BASED_ON):
            style = self._by_id.get(name or "")
            if name is None or style is None:
                return
            yield name, style
            name = value(child(style, "w:basedOn"))
