"""The generated files of every format are read as what they were made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import generate, many_files, mixed_files
from kg.loading.file_reader import read


@pytest.mark.parametrize("ending", mixed_files.SHARES)
def test_a_file_of_each_format_says_what_it_was_made_from(ending: str, tmp_path: Path) -> None:
    mixed_files.write_alike(tmp_path, 1, ending)
    (file,) = tmp_path.iterdir()
    found = read(file)
    assert found.reason is None and found.about is not None and file.suffix == ending
    facts = dict(found.about.facts)
    if ending in (".csv", ".xlsx"):
        assert facts["register rows"] > 50
    else:
        assert facts["projects"] == next(generate.documents(20)).projects


def test_the_mixture_has_all_formats_early(tmp_path: Path) -> None:
    assert sum(mixed_files.SHARES.values()) == 100
    mixed_files.write(tmp_path, 100)
    files = list(tmp_path.iterdir())
    assert len(files) == 100
    assert {file.suffix for file in files} == set(mixed_files.SHARES)


def test_other_stores_by_other_numbers_of_processes_would_be_told() -> None:
    one = many_files.Load(1, 2, 0, 10, 1.0, 0.5, 1_000, "a")
    two = many_files.Load(2, 2, 1, 10, 1.0, 0.5, 1_000, "b")
    assert not many_files.Measured([], [one, one]).wrong()
    assert len(many_files.Measured([], [one, two]).wrong()) == 2
