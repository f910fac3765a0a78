"""Where names of bodies and places end: the longest name counts, and one inside a longer one is no end."""

from __future__ import annotations

import pytest

from ontology.authorities.name_ends import last_name, name_ends


@pytest.mark.parametrize(
    ("run", "ends"),
    [
        ("经云南省科技厅云科", {"云南省": "place", "科技厅": "body"}),
        ("落实南昌洪府发", {"南昌": "bare"}),
        ("国家发展和改革委员会发改", {"国家发展和改革委员会": "body"}),
        ("原邮电部邮部字", {"邮电部": "body"}),
        ("吉林市市监局吉市监", {"吉林市": "place", "市监局": "body"}),
    ],
)
def test_names_and_their_ends(run: str, ends: dict[str, str]) -> None:
    found = name_ends(run)
    wanted = {run.index(name) + len(name): kind for name, kind in ends.items()}
    assert {end: found.ends.get(end) for end in wanted} == wanted


def test_a_place_within_a_name_is_no_end() -> None:
    run = "国家粮食和物资储备局"
    assert set(name_ends(run).ends) == {len(run)}
    assert name_ends(run).inside == frozenset(range(1, len(run)))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("项目经云南省科技厅", "云南省科技厅"),
        ("由原邮电部", "邮电部"),
        ("云岭老龄协会", "协会"),
        ("并经", ""),
    ],
)
def test_the_name_that_a_text_ends_with(text: str, name: str) -> None:
    assert last_name(text) == name
