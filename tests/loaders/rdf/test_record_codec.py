"""What was extracted comes back from its graph as it was."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import disclosure_files
import pytest
from folders import DATA
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import generate
from kg.stores import extractions
from kg.stores.catalogue import Catalogue
from kg.stores.opening import memory_store, open_store
from loaders import formats
from loaders.extract import extract
from loaders.rdf import identifiers, record_codec
from loaders.rdf.triples import nquads
from loaders.records import Document, Extraction, Mention

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
_PLAIN = {
    str: st.text('云山县补助5万元〔〕 \n"\\', max_size=6),
    int: st.integers(0, 40),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12),
    bool: st.booleans(),
}


def values(hint: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Anything that a field of this type may hold."""
    arguments = get_args(hint)
    if hint in _PLAIN:
        return _PLAIN[hint]
    if get_origin(hint) is Literal:
        return st.sampled_from(arguments)
    if get_origin(hint) is tuple:
        # A part may have parts without end.
        return st.just(()) if depth > 3 else st.lists(values(arguments[0], depth + 1), max_size=2).map(tuple)
    if arguments:
        return st.none() | values(next(one for one in arguments if one is not type(None)), depth)
    hints = get_type_hints(hint)
    return st.builds(hint, **{field.name: values(hints[field.name], depth) for field in fields(hint)})


def kept(extraction: Extraction, path: str = "") -> Extraction | None:
    """The extraction by way of its graph in a store."""
    store = memory_store()
    store.add(nquads(extraction))
    return extractions.read(store, identifiers.document(extraction.document.sha256), path)


def every(files: Iterable[Path]) -> int:
    """Compare what is read in each file with what its graph keeps; gives how many there were."""
    count = 0
    for file in files:
        extraction = extract(formats.read(file))
        assert kept(extraction, extraction.document.path) == extraction, file
        count += 1
    return count


def test_samples(root: Path, tmp_path: Path) -> None:
    found = [file for file in sorted((root / "examples").rglob("*")) if file.is_file()]
    for made in generate.documents(40):
        found.append(tmp_path / made.name)
        found[-1].write_text(made.text, encoding="utf-8")
    assert every(found) > 15


@settings(max_examples=30)
@given(values(Extraction), _TEXTS)
def test_any_extraction(extraction: Extraction, text: str) -> None:
    # The graph says the images of pages beside the records.
    extraction = replace(extraction, text=text, images=())
    sha256, path = extraction.document.sha256, extraction.document.path
    assert record_codec.decode(record_codec.encode(extraction), extraction.text, path=path, sha256=sha256) == extraction


MADE = disclosure_files.disclosure()
FORMS: dict[str, Callable[[], bytes]] = {
    "a.html": partial(disclosure_files.html, MADE, table=True),
    "a.docx": partial(disclosure_files.word, MADE, table=True),
    "a.xlsx": partial(disclosure_files.workbook, MADE, across=True),
    "a.csv": partial(disclosure_files.comma_separated, MADE),
    "a.pdf": partial(disclosure_files.printed, MADE, table=True),
    "a.ofd": partial(disclosure_files.fixed, MADE),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_format_with_its_tables_and_pages(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(FORMS[name]())
    assert every([file]) == 1
    extraction = extract(formats.read(file))
    assert extraction.projects and (extraction.tables or extraction.pages)


def test_two_copies_are_one_document(tmp_path: Path) -> None:
    """Neither where a file is nor what it is called becomes part of its graph."""
    data = FORMS["a.docx"]()
    graphs = set()
    for name in ("甲.docx", "b/乙.docx"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
        graphs.add(nquads(extract(formats.read(file))))
    assert len(graphs) == 1


def test_a_kind_alone_and_records_without_some_of_their_fields(tmp_path: Path) -> None:
    """What a page does not show need not be read; all the rest is as it was."""
    made = next(generate.documents(20))
    file = tmp_path / made.name
    file.write_text(made.text, encoding="utf-8")
    whole = extract(formats.read(file))
    read = partial(
        record_codec.decode,
        record_codec.encode(whole),
        whole.text,
        path=whole.document.path,
        sha256=whole.document.sha256,
    )
    some = read(only={"citations", "projects"}, without=frozenset({"sections", "style"}))
    assert some is not None and whole.projects and whole.citations and not some.money
    assert any(project.sections for project in whole.projects) and any(cited.style for cited in whole.citations)
    assert some.projects == tuple(replace(project, sections=()) for project in whole.projects)
    assert some.citations == tuple(replace(cited, style=()) for cited in whole.citations)
    assert read() == whole


def test_records_belong_to_their_own_text() -> None:
    text = "云山县水利局"
    extraction = _small(text)
    kept = record_codec.encode(extraction)
    assert text not in kept and "水利局" not in kept
    assert record_codec.decode(kept, text, path="a", sha256="b") == extraction
    assert record_codec.decode(kept, text + "。", path="a", sha256="b") is None


def test_what_another_version_kept_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = record_codec.encode(_small("云山县"))
    form = record_codec._form()
    monkeypatch.setattr(record_codec, "_PACKING", 99)
    record_codec._form.cache_clear()
    assert record_codec._form() != form
    assert record_codec.decode(kept, "云山县", path="a", sha256="b") is None
    record_codec._form.cache_clear()


def test_every_process_reads_what_another_kept() -> None:
    code = "from loaders.rdf import record_codec; print(record_codec._form())"
    told = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert told == {f"{record_codec._form()}\n"}


def _small(text: str) -> Extraction:
    document = Document(path="a", sha256="b", kind="notice", publisher=Mention(text, 0, len(text)))
    return Extraction(document=document, text=text)


def test_a_store_without_records_gives_none(tmp_path: Path) -> None:
    with tarfile.open(DATA / "fixtures" / "store-0.1.0.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = (found.parent for found in tmp_path.rglob("CURRENT"))
    with open_store(folder, read_only=True) as store:
        documents = [entry.document for entry in Catalogue.read(store).entries.values()]
        assert documents and list(extractions.each(store, documents)) == [(document, None) for document in documents]
