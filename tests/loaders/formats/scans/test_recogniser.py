"""What the network answers becomes characters; a mark that may be printed in several ways is one mark."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="needs pip install 'policy-kg[ocr]'")
pytest.importorskip("onnxruntime", reason="needs pip install 'policy-kg[ocr]'")

import numpy as np

from loaders.formats.scans import recogniser

pytestmark = pytest.mark.ocr
ALPHABET = ("", "4", "2", "〔", "（", "(", "〕", "]", "）", ")", "，")


def decoded(*answers: dict[str, float]) -> list[tuple[str, float]]:
    """What a line says, of which each place has these answers; the rest says that nothing is there."""
    told = np.zeros((len(answers), len(ALPHABET)), np.float32)
    for place, sure in zip(told, answers, strict=True):
        for sign, share in sure.items():
            place[ALPHABET.index(sign)] = share
        place[0] = 1 - sum(sure.values())
    read = recogniser._decoded(told, ALPHABET, 8 * len(answers), 8 * len(answers), 8 * len(answers))
    return [(one.text, one.confidence) for one in read]


def test_a_mark_of_which_only_the_way_is_unsure_is_read() -> None:
    """2024〕2: nothing is the likeliest of all answers, but some closing bracket is likelier than not to have been printed."""
    lost = {"]": 0.11, "）": 0.10, ")": 0.06, "〕": 0.05}
    assert decoded({"4": 1.0}, lost, {"2": 1.0}) == [("4", 1.0), ("]", 0.32), ("2", 1.0)]
    assert decoded({"4": 1.0}, {"，": 0.32}, {"2": 1.0}) == [("4", 1.0), ("2", 1.0)]
    assert decoded({"4": 1.0}, {"]": 0.1, "）": 0.1}, {"2": 1.0}) == [("4", 1.0), ("2", 1.0)]


def test_a_mark_is_read_once() -> None:
    assert decoded({"4": 1.0}, {"]": 0.9}, {"）": 0.3}, {}, {"2": 1.0}) == [("4", 1.0), ("]", 0.9), ("2", 1.0)]
    lost = {"]": 0.2, "）": 0.2}
    assert decoded({"4": 1.0}, lost, lost, {"2": 1.0}) == [("4", 1.0), ("]", 0.4), ("2", 1.0)]


def test_it_is_as_sure_as_all_its_ways() -> None:
    assert decoded({"（": 0.7, "(": 0.1, "〔": 0.1}, {"2": 1.0}) == [("（", 0.9), ("2", 1.0)]
