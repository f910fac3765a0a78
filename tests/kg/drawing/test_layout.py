from __future__ import annotations

import random

import networkx as nx
import numpy as np
import pytest
from growth import keeps_step
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.drawing import layout
from kg.drawing.layout import GAP, positions


def coordinates(graph: nx.Graph) -> np.ndarray:
    return np.array(list(positions(graph).values())).reshape(-1, 2)


def least_distance(points: np.ndarray) -> float:
    away = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    np.fill_diagonal(away, np.inf)
    return float(away.min())


def scale_free(count: int, seed: int = 1) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(nx.barabasi_albert_graph(count, 2, seed=seed).edges())
    graph.add_nodes_from(f"alone {number}" for number in range(count // 10))
    return graph


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_tiny_graphs(count: int) -> None:
    for graph in (nx.empty_graph(count), nx.path_graph(count), nx.MultiDiGraph(nx.complete_graph(count))):
        points = coordinates(graph)
        assert points.shape == (count, 2)
        assert np.isfinite(points).all()
        if count > 1:
            assert least_distance(points) >= GAP * 0.9


def test_loops_and_parallel_arrows_are_no_trouble() -> None:
    graph = nx.MultiDiGraph([(1, 1), (1, 2), (1, 2), (2, 1)])
    assert np.isfinite(coordinates(graph)).all()
    assert set(positions(nx.MultiDiGraph([(1, 1)]))) == {1}


@settings(max_examples=25)
@given(st.integers(0, 24), st.lists(st.tuples(st.integers(0, 23), st.integers(0, 23)), max_size=40))
def test_any_graph_gets_finite_distinct_places(count: int, pairs: list[tuple[int, int]]) -> None:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from((a, b) for a, b in pairs if a < count and b < count)
    places = positions(graph)
    assert set(places) == set(graph)
    assert len(set(places.values())) == len(graph)
    assert all(np.isfinite(place).all() for place in places.values())


@pytest.mark.parametrize("count", [50, 400])
def test_the_order_of_nodes_and_edges_does_not_matter(count: int) -> None:
    graph = scale_free(count)
    nodes, edges = list(graph), list(graph.edges())
    random.Random(2).shuffle(nodes)
    random.Random(3).shuffle(edges)
    other = nx.MultiDiGraph()
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    assert positions(graph) == positions(graph) == positions(other)
    assert positions(graph) != positions(graph, seed=1)


@pytest.mark.parametrize("count", [60, 600])
def test_nodes_do_not_cover_each_other(count: int) -> None:
    assert least_distance(coordinates(scale_free(count))) > 2 * 14  # the largest node's diameter


@pytest.mark.parametrize("count", [120, 900])
def test_linked_nodes_are_nearer_than_others(count: int) -> None:
    graph = nx.Graph(nx.connected_caveman_graph(count // 12, 12))
    places = positions(graph)
    linked = np.median([np.hypot(*np.subtract(places[a], places[b])) for a, b in graph.edges()])
    chance = random.Random(4)
    nodes = list(graph)
    pairs = [(chance.choice(nodes), chance.choice(nodes)) for _ in range(500)]
    any_two = np.median([np.hypot(*np.subtract(places[a], places[b])) for a, b in pairs])
    assert linked * 3 < any_two


def test_parts_lie_apart() -> None:
    graph = nx.disjoint_union_all([nx.star_graph(9), nx.path_graph(4), nx.cycle_graph(5), nx.empty_graph(3)])
    places = positions(graph)
    parts = [np.array([places[node] for node in part]) for part in nx.connected_components(graph)]
    for index, one in enumerate(parts):
        for other in parts[:index]:
            assert np.hypot(*(one[:, None] - other[None]).transpose(2, 0, 1)).min() >= GAP * 0.9


def test_the_push_on_the_grid_is_that_of_all_pairs() -> None:
    random_points = np.random.default_rng(7).normal(size=(300, 2)) * 500
    mass = np.random.default_rng(8).integers(1, 9, 300).astype(float)
    exact, grid = layout._push_all_pairs(random_points, mass), layout._push_on_grid(random_points, mass)
    error = np.hypot(*(exact - grid).T) / np.hypot(*exact.T)
    assert float(np.median(error)) < 0.05


def test_time_grows_with_the_nodes_only() -> None:
    keeps_step(positions, scale_free, size=500)
