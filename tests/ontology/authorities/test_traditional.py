"""Traditional characters are read as their simplified forms, one for one."""

from __future__ import annotations

from ontology.authorities.traditional import simplified


def test_characters_are_exchanged_one_for_one() -> None:
    assert simplified("依據國務院") == "依据国务院"
    assert len(simplified("衛生部備案")) == 5


def test_other_text_stays() -> None:
    assert simplified("云财社发 2023") == "云财社发 2023"
