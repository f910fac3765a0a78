"""The province that the numbers around one say."""

from __future__ import annotations

import pytest

from ontology.authorities.neighbours import provinces

JIANGSU = [("锡政办发", 2020), ("扬府办发", 2021)]
SHANDONG = [("济政发", 2019), ("烟政办发", 2022)]
OPEN, CENTRAL = ("宁商", 2021), ("国办发", 2021)


def said(*numbers: tuple[str, int | None]) -> list[str | None]:
    return [area.name if area else None for area in provinces(numbers)]


@pytest.mark.parametrize(
    ("before", "after", "area"),
    [
        (JIANGSU[:1], JIANGSU[1:], "江苏省"),
        ([*JIANGSU, CENTRAL], [CENTRAL], "江苏省"),  # a central body says nothing
        ([*JIANGSU, CENTRAL, CENTRAL, CENTRAL], [], None),  # farther than three
        (JIANGSU, SHANDONG[:1], None),  # two of three
        (JIANGSU, [JIANGSU[0], JIANGSU[1], SHANDONG[0]], "江苏省"),  # four of five
        (JIANGSU[:1], [("", None), OPEN], None),  # one alone, beside what says nothing
        ([], [], None),
    ],
)
def test_the_province_that_the_numbers_around_agree_on(
    before: list[tuple[str, int]], after: list[tuple[str, int]], area: str | None
) -> None:
    assert said(*before, OPEN, *after)[len(before)] == area


def test_a_number_does_not_speak_for_itself() -> None:
    assert said(JIANGSU[0], CENTRAL, SHANDONG[0]) == [None, None, None]


def test_thousands_of_numbers_each_see_their_own_neighbours() -> None:
    found = said(*(JIANGSU * 3000), *(SHANDONG * 3000))
    assert set(found[:5990]) == {"江苏省"} and set(found[6010:]) == {"山东省"}
    assert None in found[5990:6010]
