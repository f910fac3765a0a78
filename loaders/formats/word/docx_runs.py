"""The characters of one Word paragraph as Word prints it: runs, tracked changes, fields, signs, formulas (ECMA-376-1, 17.3)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from xml.etree.ElementTree import Element

from loaders.formats.word.wordml import (
    Styles,
    child,
    children,
    is_on,
    short,
    value,
)
from loaders.text.numerals import raised
from ontology.tables import rows

BREAK = "\n"
UNKNOWN_SIGN = "\ufffd"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What a run or a paragraph holds that stands for its own content; w:ins and w:moveTo are text that was added while changes
# were tracked, w:del and w:moveFrom, which are not here, text that was taken out.
_THROUGH = frozenset(
    {"w:ins", "w:moveTo", "w:hyperlink", "w:fldSimple", "w:smartTag", "w:customXml", "w:sdtContent", "w:dir", "w:bdo"}
    | {"w:ruby", "w:rubyBase", "m:oMathPara", "w:subDoc"}
)
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": BREAK, "w:cr": BREAK, "w:noBreakHyphen": "-"}
_NOTES = {"w:footnoteReference": "footnotes", "w:endnoteReference": "endnotes"}
_DRAWINGS = frozenset({"w:drawing", "w:pict", "w:object"})
_RELATIONS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_LEAST_WIDE = 60.0
"""Millimetres: a picture that is printed narrower is a seal, a signature or a sign, and no page or table."""
_EMU = 36_000  # of DrawingML, a millimetre
_STYLE_WIDTH = re.compile(r"(?:^|;)\s*width\s*:\s*([0-9.]{1,9})\s*(pt|in|cm|mm|px|)")
_MILLIMETRES = {"pt": 25.4 / 72, "in": 25.4, "cm": 10.0, "mm": 1.0, "px": 25.4 / 96, "": 25.4 / 96}
# A character in a circle that the font lacks is a field without a result: eq \o\ac(○,1).
_ENCLOSED = re.compile(r"\s*eq\s*\\o\s*\\ac\s*\(\s*[○〇◯]\s*[,，;]\s*([^,，;()]{1,3}?)\s*\)\s*", re.I)
_MATH = {"m:f": ("m:num", "/", "m:den"), "m:sSup": ("m:e", "^", "m:sup"), "m:sSub": ("m:e", "", "m:sub")}


@dataclass(slots=True)
class _Field:
    """A field that is open: its instruction, then, from ``result`` on, what it prints."""

    result: bool = False
    instruction: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Runs:
    """Reads paragraphs in their order; a field may begin in one and end in another.

    ``notes``: (kind, id) of the footnotes and endnotes met so far; ``boxes``: the text boxes of the paragraph read last; ``pictures``: the
    ids of its pictures.
    """

    styles: Styles
    notes: dict[tuple[str, str], None] = field(default_factory=dict)
    boxes: list[Element] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    _fields: list[_Field] = field(default_factory=list)
    _words: list[str] = field(default_factory=list)

    def text(self, paragraph: Element) -> str:
        """What the paragraph prints, its lines parted by ``BREAK``; hidden and deleted text is left out."""
        self._words = []
        self.boxes, self.pictures = [], []
        self._inside(paragraph, bool(self.styles.hides(value(child(paragraph, "w:pPr", "w:pStyle")))))
        # A field whose instruction never ends is broken: what follows is text.
        self._fields = [one for one in self._fields if one.result]
        return "".join(self._words)

    def _inside(self, parent: Element, hidden: bool) -> None:
        for element in parent:
            name = short(element.tag)
            if name == "w:t":
                if not hidden:
                    self._say(_printed(element))
            elif name == "w:r":
                self._run(element, self._is_hidden(element, hidden))
            elif name in _THROUGH:
                self._inside(element, hidden)
            elif name in _SIGNS:
                if not hidden:
                    self._say(_SIGNS[name])
            elif name == "w:sdt":
                if content := sdt_content(element):
                    self._inside(content[0], hidden)
            elif name == "mc:AlternateContent":
                for branch in alternative(element):
                    self._inside(branch, hidden)
            elif not hidden:
                self._rare(element, name)
            elif name == "w:fldChar":
                self._field(element)

    def _run(self, run: Element, hidden: bool) -> None:
        begin = len(self._words)
        self._inside(run, hidden)
        if value(child(run, "w:rPr", "w:vertAlign")) == "superscript":
            before = self._words[begin - 1][-1:] if begin else ""
            self._words[begin:] = [raised(words, before) for words in self._words[begin:]]

    def _rare(self, element: Element, name: str) -> None:
        if name == "w:fldChar":
            self._field(element)
        elif name == "w:instrText":
            if self._fields and not self._fields[-1].result:
                self._fields[-1].instruction.append(element.text or "")
        elif name == "w:sym":
            self._say(_sign(value(element, "font") or "", value(element, "char") or ""))
        elif name in _NOTES:
            self.notes.setdefault((_NOTES[name], value(element, "id") or ""))
        elif name in _DRAWINGS:
            self.boxes += text_boxes(element)
            if name != "w:object":  # whose picture is what another program would show
                self.pictures += dict.fromkeys(pictures(element))
        elif name == "m:oMath":
            self._say(_formula(element))

    def _is_hidden(self, run: Element, otherwise: bool) -> bool:
        properties = child(run, "w:rPr")
        if properties is None:
            return otherwise
        own = is_on(child(properties, "w:vanish"))
        style = child(properties, "w:rStyle")
        if own is None and style is not None:
            own = self.styles.hides(value(style) or "")
        return otherwise if own is None else own

    def _say(self, words: str) -> None:
        # Inside a field's instruction other fields give their results to it, not to the reader.
        if all(one.result for one in self._fields[:-1]):
            self._words.append(words)

    def _field(self, mark: Element) -> None:
        kind = value(mark, "fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].result = True
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            enclosed = None if ended.result else _ENCLOSED.fullmatch("".join(ended.instruction))
            if enclosed:
                self._say(_circled(enclosed[1]))


def sdt_content(control: Element) -> list[Element]:
    """What a content control holds; nothing where it still shows the words that ask the writer to fill it in."""
    if is_on(child(control, "w:sdtPr", "w:showingPlcHdr")):
        return []
    return list(children(control, "w:sdtContent"))


def alternative(choices: Element) -> list[Element]:
    """The one branch of an ``mc:AlternateContent`` that is read: both say the same, for newer and for older programs.

    It is the first choice, unless only the fallback has a text box.
    """
    choice, fallback = child(choices, "mc:Choice"), child(choices, "mc:Fallback")
    if choice is None or (fallback is not None and _has_box(fallback) and not _has_box(choice)):
        choice = fallback
    return [] if choice is None else [choice]


def _has_box(branch: Element) -> bool:
    return any(short(element.tag) in ("w:txbxContent", "w:t") for element in branch.iter())


def text_boxes(drawing: Element) -> Iterator[Element]:
    """The contents of the text boxes of a drawing, those of a group one after the other."""
    for element in drawing:
        name = short(element.tag)
        if name == "w:txbxContent":
            yield element
        elif name == "mc:AlternateContent":
            for branch in alternative(element):
                yield from text_boxes(branch)
        else:
            yield from text_boxes(element)


def pictures(drawing: Element, wide: float = math.inf) -> Iterator[str]:
    """The ids of the pictures of a drawing that are printed wide enough to be a page, those of its text boxes left out."""
    for element in drawing:
        name = short(element.tag)
        local = element.tag.rpartition("}")[2]
        if local == "extent" and (printed := element.get("cx", "")).isdecimal():
            wide = int(printed[:18]) / _EMU
        elif style := _STYLE_WIDTH.search(element.get("style", "")):
            wide = float(style[1].strip(".").partition(".")[0] or 0) * _MILLIMETRES[style[2]]
        if local in ("blip", "imagedata"):
            told = (element.get(relation + kind) for relation in _RELATIONS for kind in ("embed", "id"))
            yield from (found for found in told if found and wide >= _LEAST_WIDE)
        if name == "mc:AlternateContent":
            for branch in alternative(element):
                yield from pictures(branch, wide)
        elif name != "w:txbxContent":
            yield from pictures(element, wide)


def _printed(element: Element) -> str:
    words = element.text or ""
    if element.get(_XML_SPACE) != "preserve":
        words = words.strip(" \t\r\n")
    return words.replace("\n", " ").replace("\x7f", " ")


@cache
def _signs() -> dict[tuple[str, int], str]:
    return {
        (row["font"].casefold(), int(row["place"], 16)): row["sign"]
        for row in rows("loaders.formats.word", "docx_symbols.tsv")
    }


def _sign(font: str, place: str) -> str:
    """A sign by its place in a font; one that nobody has listed is :data:`UNKNOWN_SIGN`, never a guess."""
    try:
        code = int(place, 16)
    except ValueError:
        return UNKNOWN_SIGN
    known = _signs().get((font.casefold(), code & 0xFF if 0xF000 <= code <= 0xF0FF else code))
    if known:
        return known
    is_character = 0x20 <= code < 0xD800 or 0xF900 <= code < 0xFFFE
    symbols = any(font.casefold() == name for name, _ in _signs())
    return chr(code) if is_character and not symbols else UNKNOWN_SIGN


def _circled(printed: str) -> str:
    if printed.isdecimal() and 1 <= int(printed) <= 20:
        return chr(0x2460 + int(printed) - 1)
    return printed


def _formula(formula: Element) -> str:
    """A formula in one line; a fraction keeps its bar and a power its sign, so that no new number comes of their digits."""
    said = []
    for element in formula:
        name = short(element.tag)
        if name in _MATH:
            first, sign, second = _MATH[name]
            said += [_part(element, first), sign, _part(element, second)]
        elif name == "m:t":
            said.append(_printed(element))
        elif name not in ("w:del", "w:moveFrom"):
            said.append(_formula(element))
    return "".join(said)


def _part(element: Element, name: str) -> str:
    inner = child(element, name)
    return "" if inner is None else _formula(inner)
