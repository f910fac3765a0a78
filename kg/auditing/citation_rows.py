"""The findings of the lint as rows of the audit: for files that are in no store, and for documents of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.auditing.check_rows import Check, Evidence
from loaders.rdf import identifiers
from loaders.records import Extraction

if TYPE_CHECKING:
    from kg.linting.lint import Finding
    from kg.tables.language import Language

Found = Mapping[str, Sequence["Finding"]]
"""Findings by the IRI of their document, in the order of its text."""


def of_files(extractions: Sequence[Extraction], *, style: bool = False) -> Found:
    """The findings of documents that were read from files; what one file cites is compared with what the others do.

    Registers and full texts among them tell what is in force.  No store on the disk is opened or changed.
    """
    from kg.linting import lint
    from kg.resolution import resolve
    from kg.stores import catalogue
    from kg.stores.opening import memory_store
    from kg.stores.store import nquads
    from loaders.rdf import triples

    store = memory_store()
    documents: dict[str, Extraction] = {}
    for one in extractions:
        documents.setdefault(identifiers.document(one.document.sha256), one)
    data = []
    for document, one in documents.items():
        entry = catalogue.LoadedFile(catalogue.posix(Path(one.document.path)), document, "")
        data.append(triples.nquads(_without_money(one)) + nquads(catalogue.entry_quads(entry)))
    store.add(b"".join(data))
    resolve.rebuild(store)
    examined = lint.examiner(store, style=style)
    return {document: examined(one) for document, one in documents.items()}


def rows(extraction: Extraction, document: str, found: Found, language: Language) -> list[Check]:
    """The findings of a document as rows; ``document`` is what its rows call it."""
    findings = found.get(identifiers.document(extraction.document.sha256), ())
    return [row(replace(finding, file=document), language) for finding in findings]


def row(finding: Finding, language: Language) -> Check:
    """A finding as a row; like in the lint's JSON its verdict is a mismatch, and its severity says how sure it is."""
    return Check(
        document=finding.file,
        project=finding.project,
        check="citation",
        verdict="mismatch",
        formula="",
        stated=finding.stated,
        computed=finding.suggestion or "",
        difference="",
        note=finding.zh if language == "zh" else finding.en,
        evidence=tuple(Evidence(place.start, place.end, place.surface) for place in finding.evidence),
        finding=finding,
    )


def _without_money(extraction: Extraction) -> Extraction:
    """What a lint needs: money and aims are most of a document's statements, and no citation depends on them."""
    return replace(
        extraction,
        money=(),
        shares=(),
        tasks=(),
        indicators=(),
        calculations=(),
        allocations=(),
        document=replace(extraction.document, declared_total=None),
        projects=tuple(replace(project, amount=None, amount_parts=()) for project in extraction.projects),
    )
