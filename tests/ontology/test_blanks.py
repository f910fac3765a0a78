from __future__ import annotations

import pytest

from ontology.blanks import without_blanks


@pytest.mark.parametrize("printed", ["合计", "合　计", " 合 计\n", "合\u200b计", "\ufeff合\u00a0计"])
def test_a_name_is_the_same_with_and_without_blanks(printed: str) -> None:
    assert without_blanks(printed) == "合计"
