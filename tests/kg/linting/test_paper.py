"""A document as its own graph holds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import papers
import pytest

from benchmarks import generate
from kg.linting import cited_document
from kg.linting.cited_document import Paper
from kg.loading import load
from kg.stores import catalogue
from kg.stores.opening import memory_store
from loaders.extract import read_and_extract
from loaders.rdf import identifiers, triples
from loaders.records import Classification, Mention
from ontology.terms import PK


@pytest.fixture
def read(tmp_path: Path) -> Paper:
    papers.write(tmp_path, qinghe=papers.QINGHE.replace("清河县", "个旧市"))
    store = memory_store()
    load.load(store, [tmp_path / "qinghe.txt"])
    (entry,) = catalogue.Catalogue.read(store).entries.values()
    return cited_document.read(store, entry.document)


def test_document(read: Paper) -> None:
    assert (read.file, read.year) == ("qinghe.txt", 2024)
    assert read.area is not None and read.area.name == "个旧市"


def test_projects_with_their_sections(read: Paper) -> None:
    assert [(project.ordinal, project.name, project.budget) for project in read.projects] == [
        (1, "村医补助经费", True),
        (2, "公共卫生服务经费", True),
    ]
    first = read.projects[0]
    assert read.text[first.start : first.end] == first.name
    (basis,) = [section for section in first.sections if section.field == "basis"]
    assert basis.heading == "立项依据" and papers.NUMBER in read.text[basis.start : basis.end]


def test_citations(read: Paper) -> None:
    first, second = read.citations
    assert read.text[first.start : first.end] == first.surface
    assert (first.number, first.title, first.relation) == (papers.NUMBER, "松江州乡村医生补助办法", str(PK.Basis))
    assert first.project == read.projects[0].iri and first.policy is not None
    assert second.style == ("brackets",) and second.policy == first.policy


def test_an_unknown_document_is_empty() -> None:
    found = cited_document.read(memory_store(), "https://example.org/none")
    assert (found.file, found.projects, found.citations) == ("", (), ())


def same_as_stored(files: Iterable[Path]) -> int:
    """Load files and compare what was read in each with what its graph says; gives how many citations there were."""
    store = memory_store()
    load.load(store, files)
    cited = 0
    for entry in catalogue.Catalogue.read(store).entries.values():
        found = cited_document.of_extraction(store, read_and_extract(Path(entry.path)))
        assert found == cited_document.read(store, entry.document), entry.path
        cited += sum(one.policy is not None for one in found.citations)
    return cited


def test_what_was_read_is_what_the_store_says(root: Path, tmp_path: Path) -> None:
    examples, broken = root / "examples", root / "examples" / "broken"
    found = [file for file in sorted(examples.rglob("*")) if file.is_file() and broken not in file.parents]
    for made in generate.documents(60):
        found.append(tmp_path / made.name)
        found[-1].write_text(made.text, encoding="utf-8")
    assert same_as_stored(found) > 100


@pytest.mark.shared
def test_what_was_read_in_the_corpus(shared: Path) -> None:
    folders = (shared / "corpus", shared / "data" / "disclosures")
    assert same_as_stored([file for folder in folders for file in sorted(folder.rglob("*.txt"))]) > 100


@pytest.mark.parametrize("start", [8, 99, 100, 101, 1000])
def test_a_project_is_quoted_where_the_store_says(tmp_path: Path, start: int) -> None:
    """A project that prints its own year and class has several quotes; the first by its IRI counts, for a store has no order."""
    found = read_and_extract(papers.write(tmp_path, qinghe=papers.QINGHE) / "qinghe.txt")
    first = found.projects[0]
    printed = Classification(code=Mention("2100399", start, start + 2), name=Mention("其他", start + 1, start + 3))
    first = replace(first, fiscal_year=Mention("2023", start + 3, start + 7), classifications=(printed,))
    changed = replace(found, projects=(first, *found.projects[1:]), citations=tuple(reversed(found.citations)))
    store = memory_store()
    store.add(triples.nquads(changed))
    read = cited_document.read(store, identifiers.document(found.document.sha256))
    assert cited_document.of_extraction(store, changed) == read
    assert read.projects[0].year == 2023


def test_two_things_with_one_place_are_left_to_the_store(tmp_path: Path) -> None:
    extraction = read_and_extract(papers.write(tmp_path, qinghe=papers.QINGHE) / "qinghe.txt")
    doubled = replace(extraction, citations=(*extraction.citations, extraction.citations[0]))
    store = memory_store()
    assert cited_document.of_extraction(store, extraction) is not None
    assert cited_document.of_extraction(store, doubled) is None
