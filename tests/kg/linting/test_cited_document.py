"""A document whose citations are examined: what was extracted, with what the store knows of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import papers
import pytest

from kg.linting import cited_document, lint
from kg.linting.cited_document import CitedDocument
from kg.loading import load
from kg.stores import catalogue, extractions
from kg.stores.opening import memory_store
from kg.stores.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    papers.write(tmp_path, qinghe=papers.QINGHE.replace("清河县", "个旧市"))
    store = memory_store()
    load.load(store, [tmp_path / "qinghe.txt"])
    return store


@pytest.fixture
def read(store: Store) -> CitedDocument:
    (entry,) = catalogue.Catalogue.read(store).entries.values()
    extraction = extractions.read(store, entry.document, entry.file_name)
    assert extraction is not None
    return cited_document.of_extraction(store, extraction)


def test_document(read: CitedDocument) -> None:
    assert read.file == "qinghe.txt" and read.iri.endswith(read.extraction.document.sha256[:16])
    assert read.area is not None and read.area.name == "个旧市"


def test_citations_with_their_policies(read: CitedDocument) -> None:
    first, second = read.citations
    assert read.policy(first) is not None and read.policy(first) == read.policy(second)
    assert read.printed(first.printed_number) == papers.NUMBER
    assert read.printed(second.printed_number) == papers.NUMBER.replace("〔", "[").replace("〕", "]")
    assert [read.year(one) for one in (first, second)] == [2024, 2024]
    project = read.project(first)
    assert project is not None and project.name.value == "村医补助经费"


def test_the_year_of_the_project_comes_before_that_of_the_document(store: Store, read: CitedDocument) -> None:
    extraction = read.extraction
    year = extraction.document.fiscal_year
    assert year is not None
    own = replace(extraction.projects[0], fiscal_year=replace(year, value="2023"))
    changed = replace(extraction, projects=(own, *extraction.projects[1:]))
    found = cited_document.of_extraction(store, changed)
    assert [found.year(one) for one in found.citations] == [2023, 2024]


def test_a_citation_that_is_there_twice_is_told_once(tmp_path: Path) -> None:
    text = papers.QINGHE.replace("松财社发〔2023〕12号", "松财社发〔3023〕12号")
    papers.write(tmp_path, qinghe=text)
    store = memory_store()
    load.load(store, [tmp_path / "qinghe.txt"])
    (entry,) = catalogue.Catalogue.read(store).entries.values()
    extraction = extractions.read(store, entry.document, entry.file_name)
    assert extraction is not None
    examined = lint.examiner(store)
    found = examined(extraction)
    assert any(one.code == "impossible-year" for one in found)
    doubled = replace(extraction, citations=(*extraction.citations, *extraction.citations))
    assert examined(doubled) == found
