"""What the audit finds in the documents of a picture, as the page lists it: by thing, worst first.

The documents are read again as ``kg audit`` does (some 50 ms of processor time each), so this is for pictures of up to
:data:`DOCUMENTS` documents; of what is left out the page says so (:func:`left_out`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kg.drawing.panel import Text

if TYPE_CHECKING:
    from kg.stores.store import Store

#: Pictures of more documents than this carry no findings: ``kg audit`` lists those.
DOCUMENTS = 400
MOST = 200
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a thing of the picture: ``words`` are the printed characters, ``text`` says what is wrong."""

    node: str
    severity: Severity
    text: Text
    words: str = ""


def findings(store: Store, nodes: Collection[str]) -> tuple[Finding, ...]:
    """Audit the documents among ``nodes`` (IRIs): figures that contradict each other and citations that cannot be right.

    A document that cannot be read again is a warning, so that nobody takes silence for praise.
    A finding is told of its project where that is drawn, else of its document.  Empty where more than :data:`DOCUMENTS`
    documents are drawn.
    """
    from kg.auditing import citation_rows
    from kg.auditing.figures import figures, reader
    from loaders.rdf import identifiers

    documents = _documents(nodes)
    if not 0 < len(documents) <= DOCUMENTS:
        return ()
    found: list[tuple[int, str, int, Finding]] = []

    def add(document: str, project: int | None, severity: Severity, text: Text, words: str, place: int) -> None:
        own = identifiers.project(document.rpartition("/")[2], project) if project is not None else document
        node = own if own in nodes else document
        found.append((severity == "warning", document, place, Finding(node, severity, text, words)))

    read = reader(store)
    for document in documents:
        whole = read(document)
        if whole is None:
            continue
        for one, other in zip(figures(whole, "zh"), figures(whole, "en"), strict=True):
            if one.unread:
                add(document, None, "warning", {"zh": one.note, "en": other.note}, "", 0)
            elif one.verdict == "mismatch":
                text = {"zh": "；".join(filter(None, (one.formula, one.note)))}
                text["en"] = "; ".join(filter(None, (other.formula, other.note)))
                last = one.evidence[-1] if one.evidence else None
                add(document, one.project, "error", text, last.surface if last else "", last.start if last else 0)
    for document, cited in citation_rows.of_store(store, documents).items():
        for finding in cited:
            if finding.severity != "style":
                start = finding.evidence[0].start if finding.evidence else 0
                text = {"zh": finding.zh, "en": finding.en}
                add(document, finding.project, finding.severity, text, finding.stated, start)
    return tuple(one for *_, one in sorted(found, key=lambda row: row[:3])[:MOST])


def left_out(nodes: Collection[str], found: Collection[Finding]) -> dict[str, str] | None:
    """What the list of findings does not hold, as the page says it; None where it is complete."""
    documents = len(_documents(nodes))
    if documents > DOCUMENTS:
        return {
            "zh": f"图中有 {documents:,} 个文件，未作核查（上限 {DOCUMENTS} 个）；请用 kg audit，或只画一个单位、一份文件。",
            "en": f"The picture holds {documents:,} documents; figures and citations are examined for up to {DOCUMENTS}: "
            "use kg audit, or draw one unit or one document.",
        }
    if len(found) >= MOST:
        return {
            "zh": f"只列出最要紧的 {MOST} 条；全部见 kg audit。",
            "en": f"The gravest {MOST} are listed; kg audit lists all.",
        }
    return None


def _documents(nodes: Collection[str]) -> list[str]:
    from ontology.iris import ID

    return sorted(node for node in nodes if node.startswith(ID + "document/"))
