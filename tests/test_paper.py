"""A document as its own graph holds it."""

from __future__ import annotations

from pathlib import Path

import papers
import pytest

from kg import catalogue, load
from kg.linting import paper
from kg.linting.paper import Paper
from kg.store import Store
from ontology.terms import PK


@pytest.fixture
def read(tmp_path: Path) -> Paper:
    papers.write(tmp_path, qinghe=papers.QINGHE.replace("清河县", "个旧市"))
    store = Store.in_memory()
    load.load(store, [tmp_path / "qinghe.txt"])
    (entry,) = catalogue.Catalogue.read(store).entries.values()
    return paper.read(store, entry.document)


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
    found = paper.read(Store.in_memory(), "https://example.org/none")
    assert (found.file, found.projects, found.citations) == ("", (), ())
