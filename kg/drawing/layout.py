"""Places for the nodes of a picture: computed here once, so that no browser has to and every reader sees the same.

Each connected part is laid out by forces (arrows pull, nodes push, as in ForceAtlas2), the parts are then packed side by
side, the largest in the middle.  Small parts take the exact push between all pairs; large ones the push of the density
of nodes on a grid, by FFT, which costs about the same for 1,000 nodes as for 50,000.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeAlias

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]
Push: TypeAlias = Callable[[Points, Points], Points]

GAP = 46.0  # least distance of two nodes; a node is drawn with a radius of 5 to 16
EXACT = 200  # up to this many nodes all pairs are compared
GRID = 128  # cells on a side
GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


def positions(graph: nx.Graph, seed: int = 0) -> dict[Hashable, tuple[float, float]]:
    """Place every node of ``graph``; the same nodes, edges and seed give the same places, in whatever order they were added.

    Units are those of the page at zoom 1 (pixels); the centre is near (0, 0); no two nodes are at the same place.
    """
    nodes = sorted(graph, key=str)
    number = {node: index for index, node in enumerate(nodes)}
    pairs = sorted({(min(a, b), max(a, b)) for a, b in ((number[u], number[v]) for u, v in graph.edges()) if a != b})
    linked = nx.Graph(pairs)
    parts = sorted((sorted(part) for part in nx.connected_components(linked)), key=lambda part: (-len(part), part[0]))
    alone = [index for index in range(len(nodes)) if index not in linked]

    places: Points = np.zeros((len(nodes), 2))
    laid = [_part(part, np.array(sorted(linked.subgraph(part).edges())), seed) for part in parts]
    radii = [float(np.hypot(*points.T).max()) + GAP for points in laid]
    for part, points, centre in zip(parts, laid, _pack(radii), strict=True):
        places[part] = points + centre
    if alone:
        linked_places = np.delete(places, alone, axis=0)
        places[alone] = _rows_below(linked_places, len(alone)) if parts else _sunflower(len(alone), 0.0)
    return {node: (round(float(x), 1), round(float(y), 1)) for node, (x, y) in zip(nodes, places, strict=True)}


def _part(nodes: list[int], edges: NDArray[np.int64], seed: int) -> Points:
    """Lay out one connected part of at least two nodes around (0, 0)."""
    count = len(nodes)
    ends = np.searchsorted(np.array(nodes), edges)
    degree = np.bincount(ends.ravel(), minlength=count)
    spread = GAP * np.sqrt(count)
    points = np.random.default_rng(seed).normal(size=(count, 2)) * spread / 2
    push = _push_all_pairs if count <= EXACT else _push_on_grid
    points = _relax(points, ends, degree, push, rounds=300 if count <= EXACT else 220)
    points -= points.mean(axis=0)
    points = _turn(points)
    # Forces know no unit: give the typical arrow room for a label and every node room for itself, then undo overlaps.
    lengths = np.hypot(*(points[ends[:, 0]] - points[ends[:, 1]]).T)
    extent = np.sqrt(np.mean(points**2)) + 1e-9
    points *= max(2.6 * GAP / max(float(np.median(lengths)), 1e-9), 0.9 * GAP * np.sqrt(count) / extent)
    # The leaves of a hub crowd together; in a picture of few nodes there is room for their names.
    points = _keep_apart(points, GAP * (1.7 if count <= 400 else 1.0))
    points -= points.mean(axis=0)
    return points


def _relax(points: Points, ends: NDArray[np.int64], degree: NDArray[np.int64], push: Push, rounds: int) -> Points:
    """Follow the forces with cooling steps; heavy (much linked) nodes push more, and everything is drawn to the middle."""
    mass: Points = degree.astype(np.float64) + 1.0
    spread = float(np.hypot(*points.T).mean()) + 1.0
    source, target = ends[:, 0], ends[:, 1]
    for turn in range(rounds):
        pull = points[target] - points[source]
        force = push(points, mass) * (GAP * GAP)
        for axis in (0, 1):
            force[:, axis] += np.bincount(source, pull[:, axis], len(points))
            force[:, axis] -= np.bincount(target, pull[:, axis], len(points))
        force -= 0.02 * points * mass[:, None]
        step = force / mass[:, None]
        length = np.hypot(*step.T)[:, None] + 1e-9
        furthest = spread * 0.25 * (1 - turn / rounds) ** 1.5 + 0.5
        points = points + step / length * np.minimum(length, furthest)
    return points


def _push_all_pairs(points: Points, mass: Points) -> Points:
    """Push of every node on every other: product of masses over distance."""
    away = points[:, None, :] - points[None, :, :]
    square = (away**2).sum(axis=2) + 1.0
    weight = mass[:, None] * mass[None, :] / square
    pushed: Points = (away * weight[:, :, None]).sum(axis=1)
    return pushed


def _push_on_grid(points: Points, mass: Points) -> Points:
    """The same push, from the masses shared out to the cells of a grid and convolved with the push of one cell."""
    low, high = points.min(axis=0), points.max(axis=0)
    cell = float((high - low).max()) / (GRID - 2) + 1e-9
    place = (points - low) / cell
    corner = np.minimum(place.astype(np.int64), GRID - 2)
    part = place - corner
    shares = [
        ((corner[:, 0] + dx) * GRID + corner[:, 1] + dy, np.abs(1 - dx - part[:, 0]) * np.abs(1 - dy - part[:, 1]))
        for dx in (0, 1)
        for dy in (0, 1)
    ]
    density = sum(np.bincount(index, mass * share, GRID * GRID) for index, share in shares)
    spectrum = np.fft.rfft2(np.asarray(density).reshape(GRID, GRID), (2 * GRID, 2 * GRID))
    pushed = np.empty_like(points)
    for axis, kernel in enumerate(_KERNELS):
        field = np.fft.irfft2(spectrum * kernel, (2 * GRID, 2 * GRID))[:GRID, :GRID].ravel()
        pushed[:, axis] = sum(field[index] * share for index, share in shares)
    pushed *= mass[:, None] / cell
    return pushed


def _kernels() -> tuple[NDArray[np.complex128], NDArray[np.complex128]]:
    """Spectra of x/r² and y/r² on a grid of twice the size, so that the push does not come round the edge."""
    offset = np.fft.fftfreq(2 * GRID, 1 / (2 * GRID))
    x, y = np.meshgrid(offset, offset, indexing="ij")
    square = x**2 + y**2 + 0.25
    return np.fft.rfft2(x / square), np.fft.rfft2(y / square)


_KERNELS = _kernels()


def _turn(points: Points) -> Points:
    """Lay the longest extent across, as screens are wider than high; mirror so that the result does not depend on signs."""
    _, axes = np.linalg.eigh(points.T @ points)
    axes = axes[:, ::-1]
    turned: Points = points @ axes
    turned *= np.where((turned**3).sum(axis=0) < 0, -1.0, 1.0)
    # A chain would be a line across an empty screen: widen what is much flatter than a screen.
    long, short = np.sqrt((turned**2).mean(axis=0))
    turned[:, 1] *= max(1.0, min(4.0, 0.5 * long / max(short, 1e-9)))
    return turned


def _keep_apart(points: Points, gap: float, rounds: int = 30) -> Points:
    """Push nodes that are closer than ``gap`` apart, comparing each with the others of its own and the next cells."""
    # A tiny, fixed spiral separates what lies at the very same place, and so has no direction to go.
    points = points + _sunflower(len(points), 0.0) * 1e-3
    for _ in range(rounds):
        first, second = _close_pairs(points, gap)
        away = points[first] - points[second]
        distance = np.hypot(*away.T) + 1e-12
        near = distance < gap
        if not near.any():
            break
        first, second = first[near], second[near]
        shift = away[near] / distance[near, None] * ((gap - distance[near]) * 0.5 + 0.05)[:, None]
        for axis in (0, 1):
            points[:, axis] += np.bincount(first, shift[:, axis], len(points))
            points[:, axis] -= np.bincount(second, shift[:, axis], len(points))
    return points


def _close_pairs(points: Points, gap: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the pairs of nodes in the same or neighbouring cells of side ``gap``, each pair once."""
    cell = np.floor((points - points.min(axis=0)) / gap).astype(np.int64)
    width = int(cell[:, 1].max()) + 3
    key = (cell[:, 0] + 1) * width + cell[:, 1] + 1
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    firsts, seconds = [], []
    for offset in (0, 1, width - 1, width, width + 1):
        start = np.searchsorted(ordered, ordered + offset, "left")
        if offset == 0:
            start = np.arange(1, len(ordered) + 1)
        stop = np.searchsorted(ordered, ordered + offset, "right")
        count = np.maximum(stop - start, 0)
        first = np.repeat(np.arange(len(ordered)), count)
        within = np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
        firsts.append(order[first])
        seconds.append(order[np.repeat(start, count) + within])
    return np.concatenate(firsts), np.concatenate(seconds)


def _pack(radii: list[float]) -> list[Points]:
    """Give centres for circles of falling radius, each at the first free place of a spiral around the first."""
    centres: list[Points] = []
    turn = 0.0
    for index, radius in enumerate(radii):
        if index and radius < radii[index - 1] * 0.7:
            turn = 0.0  # smaller circles may fit into gaps further in
        while True:
            reach = radius * 0.5 * np.sqrt(turn) if centres else 0.0
            centre = np.array([reach * np.cos(turn * GOLDEN_ANGLE) * 1.25, reach * np.sin(turn * GOLDEN_ANGLE)])
            others = np.array(centres).reshape(-1, 2)
            if (np.hypot(*(others - centre).T) >= np.array(radii[:index]) + radius).all():
                break
            turn += 1.0
        centres.append(centre)
    return centres


def _rows_below(points: Points, count: int) -> Points:
    """Give places in rows under ``points`` for what nothing is linked to: there it is found, and does not shrink the picture."""
    low, high = points.min(axis=0), points.max(axis=0)
    wide = GAP * (4 if count <= 60 else 1)  # few have room for their names
    across = max(int((high[0] - low[0]) / wide) + 1, int(np.ceil(np.sqrt(2 * count * GAP / wide))))
    index = np.arange(count)
    centre = (low[0] + high[0] - (min(across, count) - 1) * wide) / 2
    return np.column_stack([centre + index % across * wide, high[1] + 3 * GAP + index // across * GAP])


def _sunflower(count: int, inner: float) -> Points:
    """Give ``count`` evenly spread places around a free circle of radius ``inner``."""
    index = np.arange(count) + (inner / GAP) ** 2
    radius, angle = GAP * np.sqrt(index), index * GOLDEN_ANGLE
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
