"""OCR of one picture: where its words stand, and the characters of each with the confidence of each.

The networks are PP-OCRv6 (small), which the package rapidocr carries (Apache-2.0); nothing of that package runs, and nothing is fetched.
The same picture gives the same words: sums are made by a fixed number of threads and in a fixed order.  Used in the readers' sandbox alone.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

# From 1.29 on, whoever imports it has it number the machine in a file of the home and tell its maker which networks run, unless this is set before.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

MODELS: Final = ("PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx")
THREADS: Final = 2
_LONGEST, _LONGEST_SHEET = 1600, 2240  # pixels of the longer side in which words are looked for
_PAGE = 2500  # pixels of the longer side of a page; what has more is a sheet of small type
_GRAIN = 32  # pixels: the sides of what the first network takes are so many times some whole number
_INK, _CERTAIN = 0.3, 0.5  # of a pixel, of a box: how sure the network is that it is printed on
_GROWN = 1.6  # the network marks the middle of a line; times its area by its perimeter the box grows
_LEAST = 3  # pixels
_HEIGHT = 48  # pixels: of a line that the second network takes
_STEP = 8  # pixels of such a line that one answer stands for
_WIDEST = 3200
_TOGETHER, _TOGETHER_WIDE = 6, 9600  # lines, and the pixels of all of them: their answers fill the memory
_MOST_LINES = 3000  # of a page

# A mark that is printed in several ways: what the network is unsure of is which of them it is.  Between them it may come to say that there is none.
_WAYS: Final = ("(（[［〔【﹝{", ")）]］〕】﹞}")
_MARK = 0.25  # how sure it is of all of them together where it says that there is nothing

Picture = np.ndarray[Any, np.dtype[np.uint8]]
"""Rows of pixels of three colours: red, green, blue."""


@dataclass(frozen=True, slots=True)
class Character:
    """What was read, from 0 to 1 how sure that is, and between which pixels of its line it stands."""

    text: str
    confidence: float
    x0: float
    x1: float


Box = tuple[tuple[float, float], tuple[float, float], float]
"""Where a line of words stands: its centre, its size along and across, and its angle in degrees."""


def boxes(picture: Picture) -> list[Box]:
    """Where lines of words stand, from above."""
    height, width = picture.shape[:2]
    longest = max(height, width)
    scale = min(1.0, (_LONGEST if longest <= _PAGE else _LONGEST_SHEET) / longest)
    sides = [max(_GRAIN, round(side * scale / _GRAIN) * _GRAIN) for side in (width, height)]
    small = cv2.resize(picture, sides, interpolation=cv2.INTER_AREA).astype(np.float32) / 127.5 - 1
    session, name, _ = _network(MODELS[0])
    found = session.run(None, {name: small[:, :, ::-1].transpose(2, 0, 1)[None]})[0][0, 0]
    inked = cv2.dilate((found > _INK).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(inked, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    across, down = width / sides[0], height / sides[1]
    told = []
    for outline in outlines[:_MOST_LINES]:
        (x, y), (long, high), angle = cv2.minAreaRect(outline)
        if min(long, high) < _LEAST or _certainty(found, outline) < _CERTAIN:
            continue
        grown = long * high * _GROWN / (long + high)
        long, high = long + grown, high + grown
        if abs(angle) > 45:  # the rectangle's other side is the line's
            long, high, angle = high, long, angle - math.copysign(90, angle)
        told.append(((x * across, y * down), (long * across, high * down), angle))
    return sorted(told, key=lambda box: (box[0][1], box[0][0]))


def _certainty(found: Any, outline: Any) -> float:
    x, y, wide, high = cv2.boundingRect(outline)
    inside = np.zeros((high, wide), np.uint8)
    cv2.fillPoly(inside, [outline - (x, y)], 1)
    return float(cv2.mean(found[y : y + high, x : x + wide], inside)[0])


def read(crops: list[Picture]) -> list[tuple[Character, ...]]:
    """The characters of pictures of one line each, at the pixels of each picture."""
    lines: list[tuple[Character, ...]] = [()] * len(crops)
    order = sorted(range(len(crops)), key=lambda index: (crops[index].shape[1] / crops[index].shape[0], index))
    session, name, alphabet = _network(MODELS[1])
    while order:
        together = max(1, min(_TOGETHER, _TOGETHER_WIDE // width(crops[order[min(_TOGETHER, len(order)) - 1]])))
        some, order = order[:together], order[together:]
        shown = [_line(crops[index]) for index in some]
        wide = max(line.shape[2] for line in shown)
        batch = np.zeros((len(some), 3, _HEIGHT, wide), np.float32)
        for place, line in zip(batch, shown, strict=True):
            place[:, :, : line.shape[2]] = line
        for index, line, answers in zip(some, shown, session.run(None, {name: batch})[0], strict=True):
            lines[index] = tuple(_decoded(answers, alphabet, wide, line.shape[2], crops[index].shape[1]))
    return lines


def width(crop: Picture) -> int:
    """How many pixels wide a line is for the network, which its time goes by."""
    high, wide = map(int, crop.shape[:2])
    return min(max(round(_HEIGHT * wide / high), _STEP), _WIDEST)


def _line(crop: Picture) -> Any:
    scaled = cv2.resize(crop, (width(crop), _HEIGHT), interpolation=cv2.INTER_LINEAR)
    return (scaled.astype(np.float32) / 127.5 - 1)[:, :, ::-1].transpose(2, 0, 1)


def _decoded(answers: Any, alphabet: tuple[str, ...], batch: int, line: int, crop: int) -> list[Character]:
    """One character for each run of the same answer; the first of the alphabet says that there is none."""
    best = answers.argmax(axis=1)
    sure = answers.max(axis=1)
    for ways in _ways(alphabet):
        told = answers[:, ways].sum(axis=1)
        read = np.isin(best, ways)
        sure[read] = told[read]
        lost = np.flatnonzero((best == 0) & (told >= _MARK))
        for first, *others in np.split(lost, np.flatnonzero(np.diff(lost) > 1) + 1) if len(lost) else ():
            place = max((first, *others), key=lambda at: float(told[at]))
            if not read[max(place - 1, 0) : place + 2].any():
                best[place] = ways[int(answers[place, ways].argmax())]
                sure[place] = told[place]
    pixels = batch / len(best) * crop / line  # of the picture, for one answer
    found = []
    starts = [0, *(index for index in range(1, len(best)) if best[index] != best[index - 1]), len(best)]
    for start, end in pairwise(starts):
        if best[start]:
            peak = float(sure[start:end].max())
            found.append(Character(alphabet[best[start]], round(peak, 4), start * pixels, end * pixels))
    return found


@cache
def _ways(alphabet: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    """The places in the alphabet of the marks that are printed in several ways."""
    return tuple(tuple(at for at, sign in enumerate(alphabet) if sign and sign in ways) for ways in _WAYS)


@cache
def _network(model: str) -> tuple[Any, str, tuple[str, ...]]:
    """A network, the name of what it takes, and the alphabet that it answers in."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    # Threads that wait leave the processor to others.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    cv2.setNumThreads(THREADS)
    session = onnxruntime.InferenceSession(str(place() / model), options, ["CPUExecutionProvider"])
    told = session.get_modelmeta().custom_metadata_map.get("character", "")
    return session, session.get_inputs()[0].name, ("", *told.splitlines(), " ")


def place() -> Path:
    """The folder of the networks, in the package that carries them."""
    found = find_spec("rapidocr")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("rapidocr")
    return Path(found.origin).parent / "models"
