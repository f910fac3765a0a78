"""The model of characters: deterministic, finite, and it prefers a code to a sentence."""

from __future__ import annotations

from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from ontology.authorities.code_model import model
from ontology.making.code_model import Counting, lines, train

SMALLEST, LARGEST = 100_000, 300_000  # bytes of the table


def test_a_gram_never_counted_falls_back_to_a_shorter_one() -> None:
    counting = Counting()
    for code in ("云财社", "云财农", "黔财社"):
        counting.add(code)
    grams = counting.grams("code", 1)
    assert grams.log("云财", "社") > grams.log("云财", "行") == grams.log("川财", "行") or grams.log("川财", "社") > -20
    assert grams.log("川财", "社") > grams.log("川财", "行")


def test_the_better_place_has_the_higher_value() -> None:
    run = "水利厅甘水建管"
    values = model().weigh(run, 0, range(len(run)))
    assert max(values, key=values.__getitem__) == 3


@given(st.text(alphabet="云财社发根据的和厅龘省水利", min_size=1, max_size=14))
def test_values_are_finite_and_the_same_each_time(run: str) -> None:
    values = model().weigh(run, 0, range(len(run)))
    assert all(-1000 < value < 0 for value in values.values())
    assert values == model().weigh(run, 0, range(len(run)))


def test_training_is_deterministic_and_keeps_no_title() -> None:
    rows = [("云财社", "云南省财政厅", 2020, "云岭县关于甲乙丙丁戊己的通知")] * 2
    first, second = list(lines(train(rows))), list(lines(train(rows)))
    assert first == second
    assert not any("甲乙丙丁" in line for line in first)


def test_the_table_is_small() -> None:
    size = len(files("ontology.authorities").joinpath("code_model.tsv").read_bytes())
    assert SMALLEST < size < LARGEST
