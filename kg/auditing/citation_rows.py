"""The findings of the lint as rows of the audit: for files that are in no store, and for documents of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.auditing.check_rows import Check, Evidence
from loaders.rdf import identifiers
from loaders.records import Extraction

if TYPE_CHECKING:
    from kg.linting.lint import Finding
    from kg.stores.store import Store
    from kg.tables.language import Language

Found = Mapping[str, Sequence["Finding"]]
"""Findings by the IRI of their document, in the order of its text."""


def of_files(extractions: Iterable[Extraction], *, style: bool = False) -> Found:
    """The findings of documents that were read from files; what one file cites is compared with what the others do.

    Registers and full texts among them tell what is in force.  No store on the disk is opened or changed.
    """
    from kg.resolution import resolve
    from kg.stores import catalogue
    from kg.stores.opening import memory_store
    from kg.stores.store import nquads
    from loaders.rdf import triples

    store = memory_store()
    data: dict[str, bytes] = {}
    for one in extractions:
        document = identifiers.document(one.document.sha256)
        entry = catalogue.Entry(catalogue.posix(Path(one.document.path)), document, "")
        if document not in data:
            data[document] = triples.nquads(_without_money(one)) + nquads(catalogue.entry_quads(entry))
    store.add(b"".join(data.values()))
    resolve.rebuild(store)
    return of_store(store, style=style)


def of_store(store: Store, documents: Iterable[str] | None = None, *, style: bool = False) -> Found:
    """The findings of stored documents: of all, or of those with these IRIs."""
    from kg.linting import lint

    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in lint.lint(store, documents, style=style):
        found[finding.document].append(finding)
    return found


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
