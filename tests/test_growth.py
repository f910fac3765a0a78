"""What says that work grows with its text finds the work that does not."""

from __future__ import annotations

import pytest
from growth import keeps_step


def test_a_line_is_let_through() -> None:
    keeps_step(lambda text: sum(map(ord, text)), lambda n: "一" * n)


def test_what_takes_no_time_is_let_through() -> None:
    keeps_step(len, lambda n: "一" * n)


def test_a_square_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("growth.LEAST", 0.002)
    with pytest.raises(AssertionError, match="of the processor"):
        keeps_step(lambda text: sum(text.count(letter) for letter in text), lambda n: "一" * n)
