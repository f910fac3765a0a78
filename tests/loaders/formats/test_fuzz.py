"""Mutated files of every format: a reader gives a source or says why not, in a sentence; nothing else, and never a hang.

``KG_FUZZ_SECONDS`` says how long to go on (8 seconds unless told, 20 in .ci/run); each round is another seed.
"""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import disclosure_files as files
import pytest
from attacks import compounds, office
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from loaders import formats
from loaders.extract import extract
from loaders.source import Source, UnreadableFile

SECONDS = float(os.environ.get("KG_FUZZ_SECONDS", "8"))
ONE_FILE = 30  # seconds that a mutated small file may take on a busy machine
_SMALL = files.Disclosure(files.disclosure().front, files.disclosure().items[:2])
MADE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "txt": ("txt", lambda: files.txt(_SMALL)),
    "html": ("html", lambda: files.html(_SMALL, table=True)),
    "csv": ("csv", lambda: files.comma_separated(_SMALL)),
    "docx": ("docx", lambda: files.word_numbered(_SMALL)),
    "docx-table": ("docx", lambda: files.word(_SMALL, table=True)),
    "xlsx": ("xlsx", lambda: files.workbook(_SMALL, across=False)),
    "ofd": ("ofd", lambda: files.fixed(_SMALL)),
    "pdf": ("pdf", lambda: files.printed(_SMALL, table=True)),
    "xls": ("xls", lambda: compounds.plain("xls")),
    "doc": ("doc", lambda: compounds.plain("doc")),
    "zip": ("zip", lambda: files.archived({"a.txt": files.txt(_SMALL), "b.docx": office.docx(office.paragraph("村"))})),
}
WHERE = st.floats(0, 1, exclude_max=True)
ODD = st.sampled_from(
    [b"\0", b"\xff" * 4, b"\x7f\xff\xff\xff", b"<", b"]]>", b"%PDF", b"PK\x03\x04", b"endobj", b"99999999999", b"-1", b'"', b"\t" * 9]
) | st.binary(min_size=1, max_size=12)  # fmt: skip
STEP = (
    st.tuples(st.just("flip"), WHERE, st.integers(1, 255))
    | st.tuples(st.just("cut"), WHERE, st.just(0))
    | st.tuples(st.just("put"), WHERE, ODD)
    | st.tuples(st.just("drop"), WHERE, st.integers(1, 200))
    | st.tuples(st.just("double"), WHERE, st.integers(1, 3000))
    | st.tuples(st.just("splice"), WHERE, st.sampled_from(sorted(MADE)))
)


@cache
def made(name: str) -> bytes:
    return MADE[name][1]()


def mutated(data: bytes, steps: list[tuple[str, float, object]]) -> bytes:
    """The bytes after each step, at a place that is a share of their length."""
    for how, share, what in steps:
        at = int(share * len(data))
        if how == "flip" and data:
            data = data[:at] + bytes([data[at] ^ int(str(what))]) + data[at + 1 :]
        elif how == "cut":
            data = data[:at]
        elif how == "put" and isinstance(what, bytes):
            data = data[:at] + what + data[at + len(what) * (at % 2) :]
        elif how == "drop":
            data = data[:at] + data[at + int(str(what)) :]
        elif how == "double":
            piece = data[at : at + int(str(what))]
            data = data[:at] + piece * 3 + data[at:]
        elif how == "splice":
            other = made(str(what))
            data = data[:at] + other[int(share * len(other)) :]
    return data


def inside(data: bytes, share: float, steps: list[tuple[str, float, object]]) -> bytes:
    """A zip archive with one part mutated, its directory right again, so that what reads the part is reached."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = sorted(parts)
    name = names[int(share * len(names))]
    return files.archived({**parts, name: mutated(parts[name], steps)})


def read(path: Path) -> None:
    """Read a file, or those in it, as ``kg load`` does; only UnreadableFile may come out, and it is a sentence."""
    start = time.monotonic()
    try:
        for one in formats.members(path) or [path]:
            source = formats.read(one)
            assert isinstance(source, Source)
            assert all(0 <= b.start <= b.end <= len(source.text) for b in source.blocks)
            source.text.encode()
            extract(source)
    except UnreadableFile as error:
        sentence = str(error)
        assert sentence.endswith(".") and "\n" not in sentence and "Traceback" not in sentence, sentence
    assert time.monotonic() - start < ONE_FILE


@pytest.mark.parametrize("name", MADE)
def test_mutated_files_are_read_or_refused(name: str, tmp_path: Path) -> None:
    if name == "pdf" and find_spec("pypdfium2") is None or name[:3] == "xls" and find_spec("python_calamine") is None:
        pytest.skip("needs the reader")
    ending, _ = MADE[name]
    data = made(name)
    path = tmp_path / f"file.{ending}"
    end = time.monotonic() + SECONDS / len(MADE)

    failed: set[str] = set()

    def check(steps: list[tuple[str, float, object]], share: float, whole: bool) -> None:
        example = repr((steps, share, whole))
        if time.monotonic() > end and example not in failed:
            return
        path.write_bytes(inside(data, share, steps) if zipped and not whole else mutated(data, steps))
        try:
            read(path)
        except BaseException:
            failed.add(example)  # shown again after the time is up
            raise

    zipped = zipfile.is_zipfile(BytesIO(data))
    number = 0
    while time.monotonic() < end:
        number += 1

        # A function anew each time: hypothesis keeps its settings on the function.
        def round_of(steps: list[tuple[str, float, object]], share: float, whole: bool) -> None:
            check(steps, share, whole)

        given(st.lists(STEP, min_size=1, max_size=4), WHERE, st.booleans())(
            settings(
                max_examples=40,  # few: what is drawn when the time is up is not read
                deadline=None,
                database=None,
                phases=(Phase.explicit, Phase.generate),
                suppress_health_check=list(HealthCheck),
            )(seed(number)(round_of))
        )()
