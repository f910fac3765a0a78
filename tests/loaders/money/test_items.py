"""What an amount is for, as the words around it say."""

from __future__ import annotations

import pytest

from loaders.money import money
from loaders.money.items import item
from loaders.text.outline import outline


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("其中：印刷费15万元。", "印刷费"),
        ("安排 其中：印刷费15万元。", "印刷费"),
        ("安排40万元，其中：15万元用于培训。", None),
        ("宣传资料印制，市级财政承担资金：3.10万元。", "宣传资料印制"),
        ("（一）设备购置\n15万元。", "设备购置"),
        ("共安排资金300万元， 其中：中央财政资金200万元。", None),
    ],
)
def test_items(text: str, expected: str | None) -> None:
    found = item(text, money.find(text)[-1], outline(text), whole=False)
    assert (found and found.value) == expected
    assert found is None or text[found.start : found.end] == found.value
