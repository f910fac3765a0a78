"""Drawn lines become grids: merged cells, open sides, double strokes, and drawings that are no tables."""

from __future__ import annotations

from loaders.formats.pages import ruling
from loaders.formats.pages.ruling import Segment


def box(x0: float, y0: float, x1: float, y1: float) -> list[Segment]:
    return [(x0, y0, x1, y0), (x1, y0, x1, y1), (x1, y1, x0, y1), (x0, y1, x0, y0)]


def lattice(xs: list[float], ys: list[float]) -> list[Segment]:
    flat: list[Segment] = [(xs[0], y, xs[-1], y) for y in ys]
    return flat + [(x, ys[0], x, ys[-1]) for x in xs]


def only(segments: list[Segment]) -> ruling.Grid:
    found = ruling.grids(segments, 10.0)
    assert len(found) == 1
    return found[0]


def test_a_lattice() -> None:
    grid = only(lattice([0, 50, 120], [0, 20, 40, 60]))
    assert grid.xs == (0, 50, 120) and grid.ys == (0, 20, 40, 60)
    assert all(grid.cells[field] == field for field in grid.cells) and len(grid.cells) == 6
    assert grid.cell_at(60, 30) == (1, 1) and grid.cell_at(200, 30) is None
    assert grid.right_of((0, 0)) == 50


def test_cells_drawn_one_by_one_as_boxes_with_gaps_of_a_hair() -> None:
    cells = [box(x + 0.4, y + 0.4, x + 49.8, y + 19.8) for x in (0, 50, 100) for y in (0, 20)]
    grid = only([side for cell in cells for side in cell])
    assert len(grid.xs) == 4 and len(grid.ys) == 3 and len(set(grid.cells.values())) == 6


def test_strokes_drawn_as_thin_boxes() -> None:
    thin = [side for x0, y0, x1, y1 in lattice([0, 50, 100], [0, 20, 40]) for side in box(x0, y0, x1 + 0.5, y1 + 0.5)]
    assert len(set(only(thin).cells.values())) == 4


def test_merged_cells() -> None:
    """A head over both columns, and a label beside two rows."""
    segments = [*box(0, 0, 100, 60), (0, 20, 100, 20), (50, 20, 50, 60), (50, 40, 100, 40)]
    grid = only(segments)
    assert grid.cells == {
        (0, 0): (0, 0),
        (0, 1): (0, 0),
        (1, 0): (1, 0),
        (2, 0): (1, 0),
        (1, 1): (1, 1),
        (2, 1): (2, 1),
    }
    assert grid.right_of((0, 0)) == 100


def test_a_table_without_its_outer_sides() -> None:
    flat: list[Segment] = [(0, y, 100, y) for y in (0, 20, 40)]
    grid = only([*flat, (50, 0, 50, 40)])
    assert grid.xs == (0, 50, 100) and len(set(grid.cells.values())) == 4


def test_a_table_that_a_page_breaks_is_open_there() -> None:
    grid = only([(0, 0, 100, 0), (0, 0, 0, 40), (50, 0, 50, 40), (100, 0, 100, 40), (0, 20, 100, 20)])
    assert (grid.open_above, grid.open_below) == (False, True)
    assert grid.ys == (0, 20, 40)
    closed = only(lattice([0, 50, 100], [0, 20]))
    assert (closed.open_above, closed.open_below) == (False, False)


def test_tables_apart_are_two_from_above() -> None:
    found = ruling.grids([*lattice([0, 50, 100], [200, 220]), *lattice([0, 50, 100], [0, 20])], 10.0)
    assert [grid.ys[0] for grid in found] == [0, 200]


def test_what_is_no_table() -> None:
    assert ruling.grids([], 10.0) == []
    assert ruling.grids(box(0, 0, 500, 700), 10.0) == []  # a frame
    assert ruling.grids([(0, 100, 400, 100), (0, 300, 400, 300)], 10.0) == []  # rules
    assert ruling.grids([(0, 0, 100, 80), (10, 90, 70, 20)], 10.0) == []  # slants
    assert ruling.grids(box(0, 0, 3, 3) * 2, 10.0) == []  # a tick box
    assert ruling.grids([(0, 0, 1, 0)] * (ruling.MAX_SEGMENTS + 1), 10.0) == []  # a map


def test_an_underline_in_a_cell_does_not_part_it() -> None:
    grid = only([*lattice([0, 100, 200], [0, 40]), (20, 30, 60, 30)])
    assert len(set(grid.cells.values())) == 2
