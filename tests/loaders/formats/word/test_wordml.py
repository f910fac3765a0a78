"""The vocabulary of Word documents: names in both namespaces, numbers and switches, styles that rest on others."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest
from word_parts import NAMESPACES, STRICT, W

from loaders.formats.word.wordml import (
    Styles,
    child,
    children,
    is_on,
    number,
    short,
    value,
)


def element(inside: str) -> Element:
    return fromstring(f"<w:x {NAMESPACES}>{inside}</w:x>")


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        (f"{{{W}}}p", "w:p"),
        (f"{{{STRICT}}}p", "w:p"),
        ("{urn:schemas-microsoft-com:vml}shape", "v:shape"),
        ("{urn:x}p", ""),
        ("p", ""),
    ],
)
def test_names(tag: str, name: str) -> None:
    assert short(tag) == name


def test_children_and_paths() -> None:
    tree = element('<w:a><w:b w:val="1"/></w:a><w:a><w:b w:val="2"/><w:c/></w:a>')
    found = child(tree, "w:a", "w:b")
    assert found is not None and value(found) == "1"
    assert child(tree, "w:a", "w:c") is None and child(None, "w:a") is None and child(tree) is tree
    assert len(list(children(tree, "w:a"))) == 2


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("7", 7), (" 7 ", 7), ("2000000000", 2_000_000_000), ("-1", None), ("", None), ("1.5", None), ("９", None), ("9" * 19, None), ("x", None)],
)  # fmt: skip
def test_numbers(printed: str, expected: int | None) -> None:
    assert number(element(f'<w:n w:val="{printed}"/>')[0]) == expected
    assert number(None) is None and number(element("<w:n/>")[0]) is None


@pytest.mark.parametrize(
    ("markup", "expected"),
    [("<w:s/>", True), ('<w:s w:val="1"/>', True), ('<w:s w:val="on"/>', True), ('<w:s w:val="0"/>', False), ('<w:s w:val="False"/>', False), ('<w:s w:val="off"/>', False)],
)  # fmt: skip
def test_switches(markup: str, expected: bool) -> None:
    assert is_on(element(markup)[0]) is expected
    assert is_on(None) is None


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"/>'
    '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="N"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="C"><w:basedOn w:val="B"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="L1"><w:basedOn w:val="L2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="L2"><w:basedOn w:val="L1"/></w:style>'
)


@pytest.mark.parametrize(
    ("name", "line", "hidden"),
    [("B", "B A N", True), ("C", "C B A N", False), ("N", "N", None), ("none", "", None), (None, "N", None)],
)
def test_styles(name: str | None, line: str, hidden: bool | None) -> None:
    styles = Styles.read(element(STYLES))
    properties = element(f'<w:pStyle w:val="{name}"/>' if name else "")
    assert " ".join(found for found, _ in styles.line(properties)) == line
    assert styles.hides(name) is hidden
    assert Styles.read(None).hides(name) is None


def test_styles_that_rest_on_each_other_end() -> None:
    styles = Styles.read(element(STYLES))
    assert len(list(styles.line(element('<w:pStyle w:val="L1"/>')))) == 50
    assert styles.hides("L1") is None
