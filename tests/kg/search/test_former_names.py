"""A body is found by the names that it had before and came to have, where its whole name is typed."""

from __future__ import annotations

import pytest

from kg.search.short_forms import readings


@pytest.mark.parametrize(
    ("typed", "also"),
    [
        ("襄阳市卫生健康委员会", {"襄阳市卫生局", "襄阳市卫生和计划生育委员会"}),
        ("襄阳市卫计委", {"襄阳市卫生局", "襄阳市卫生健康委员会"}),
        ("沛县农业局", {"沛县农业农村局"}),
        ("建设部", {"住房和城乡建设部"}),
    ],
)
def test_a_whole_name_is_looked_for_under_former_and_later_names(typed: str, also: set[str]) -> None:
    assert also <= set(readings(typed)) and readings(typed)[0] == typed


@pytest.mark.parametrize("typed", ["卫生局", "沛县农业局补助", "农业", "沛" * 400, "", " "])
def test_other_words_are_looked_for_as_they_were(typed: str) -> None:
    assert not any("农业农村" in reading or "卫生健康局" in reading for reading in readings(typed))
