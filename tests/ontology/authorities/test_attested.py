"""The table of attested codes: facts alone, and such as the grammar can read."""

from __future__ import annotations

import re

from ontology.authorities.attested import codes
from ontology.authorities.code_edges import left_edge


def test_rows_are_facts() -> None:
    assert len(codes()) > 1500
    for code, held in codes().items():
        assert code == held.code
        assert re.fullmatch("[\u4e00-\u9fff]{2,14}", code)
        assert not held.body or re.fullmatch("[\u4e00-\u9fff]{3,30}", held.body)
        assert 1949 <= held.since <= held.until <= 2100


def test_every_code_is_read_whole() -> None:
    cut = [code for code in codes() if left_edge("（" + code) != 1]
    assert cut == []
