"""The text page: all of the text, every fact at its place, whatever overlaps."""

from __future__ import annotations

from html.parser import HTMLParser

from growth import keeps_step
from hypothesis import given
from hypothesis import strategies as st

from kg.web.dossiers.marked_text import ORDER, Mark, html, pieces

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(TEXTS)
    places = st.tuples(st.integers(-2, 62), st.integers(-2, 62), st.sampled_from(ORDER))
    return text, [
        Mark(start, end, kind, "https://w3id.org/policy-kg/id/policy/x")
        for start, end, kind in draw(st.lists(places, max_size=8))
    ]


class Read(HTMLParser):
    """What a browser makes of it: the text, and the text of each mark, continued ones joined."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.stack: list[tuple[str, int]] = []
        self.marks: list[tuple[str, bool, int, int]] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_ = dict(attrs)
        assert not (tag == "a" and any(name == "a" for name, _ in self.stack)), "a link in a link"
        self.stack.append((tag, len(self.text)))
        if tag == "mark":
            kind, _, first = str(given_["class"]).partition(" ")
            self.marks.append((kind, bool(first), len(self.text), -1))
            self.ids += [str(given_["id"])] if "id" in given_ else []

    def handle_endtag(self, tag: str) -> None:
        opened, at = self.stack.pop()
        assert opened == tag, "tags that cross"
        if tag == "mark":
            index = max(i for i, one in enumerate(self.marks) if one[3] < 0)
            self.marks[index] = (*self.marks[index][:3], len(self.text))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(marked())
def test_all_of_the_text_and_every_mark_at_its_place(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    wanted = {mark for mark in marks if 0 <= mark.start < mark.end <= len(text)}
    cut = list(pieces(text, marks))
    assert "".join(text[piece.start : piece.end] for piece in cut) == text
    for mark in wanted:
        assert (
            "".join(text[piece.start : piece.end] for piece in cut if mark in piece.marks)
            == text[mark.start : mark.end]
        )
    assert {mark for piece in cut for mark in piece.marks} == wanted
    reader = Read()
    reader.feed(str(html(text, marks)))
    reader.close()
    # The parser takes a carriage return in the text for what it is only as a reference.
    assert reader.text == text
    assert not reader.stack
    assert len(reader.ids) == len(set(reader.ids))
    assert set(reader.ids) == {f"{mark.start}-{mark.end}" for mark in wanted}
    covered = {(kind, at) for kind, _, start, end in reader.marks for at in range(start, end)}
    assert covered == {(mark.kind, at) for mark in wanted for at in range(mark.start, mark.end)}
    assert sum(first for _, first, _, _ in reader.marks) == len({(m.start, m.end, m.kind, m.iri) for m in wanted})


def test_inner_facts_stand_inside_outer_ones() -> None:
    text = "（一）安排25万元，其中省级10万元。"
    marks = [Mark(0, len(text), "task", "t"), Mark(5, 9, "money", "m"), Mark(14, 18, "money", "n")]
    assert str(html(text, marks)).count("</mark></mark></div>") == 0
    assert '<mark class="task first" id="0-19">（一）安排<mark class="money first" id="5-9">25万元</mark>' in str(
        html(text, marks)
    )


def test_a_citation_leads_to_its_policy() -> None:
    mark = Mark(0, 2, "citation", "https://w3id.org/policy-kg/id/policy/title/<x>&\"'")
    assert '<a href="/id/policy/title/%3Cx%3E%26%22%27">' in str(html("甲乙丙", [mark]))
    unresolved = Mark(0, 2, "citation", "https://w3id.org/policy-kg/id/citation/3f2a/0-2")
    assert "<a" not in str(html("甲乙丙", [unresolved]))


def long(lines: int) -> tuple[str, list[Mark]]:
    line = "安排资金25万元，覆盖率达90%。" * 10 + "\n"
    text = line * lines
    return text, [Mark(i, i + 6, "money", "m") for i in range(4, len(text) - 10, len(line))]


def test_marking_takes_time_as_the_text_is_long() -> None:
    keeps_step(lambda marked: html(*marked), long)


def test_a_long_text_is_cut_into_parts_at_line_ends() -> None:
    text, marks = long(3_000)
    page = str(html(text, marks))
    assert len(text) > 500_000
    assert page.count('<div class="part">') > 50
    reader = Read()
    reader.feed(page)
    assert reader.text == text
