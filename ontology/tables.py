"""Read the .tsv tables that hold the package's knowledge: ``#`` comments, a heading row, then one row a fact."""

from __future__ import annotations

from importlib.resources import files


def rows(package: str, name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``name`` beside the code of ``package``, each as heading -> cell (missing cells are empty).

    Raises ValueError when a row has more cells than the heading row: a tab too many would move facts into other columns.
    """
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    headings = lines[0].split("\t")
    table = []
    for line in lines[1:]:
        cells = line.split("\t")
        if len(cells) > len(headings):
            raise ValueError(f"{package}/{name}: more cells than headings in {line!r}")
        table.append(dict(zip(headings, cells + [""] * (len(headings) - len(cells)), strict=True)))
    return tuple(table)
