"""What the audit finds in the documents of a picture, as the page lists it: by thing, worst first.

An audit takes some ten milliseconds of processor time a document, so this is for pictures of up to :data:`DOCUMENTS` documents; of
what is left out the page says so (:func:`left_out`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kg.drawing.panel import Text

if TYPE_CHECKING:
    from kg.auditing.check_rows import Check
    from kg.stores.store import Store

#: Pictures of more documents than this carry no findings: ``kg audit`` lists those.
DOCUMENTS = 400
MOST = 200
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class DrawnFinding:
    """Something wrong with a thing of the picture: ``words`` are the printed characters, ``text`` says what is wrong."""

    node: str
    severity: Severity
    text: Text
    words: str = ""


def findings(store: Store, nodes: Collection[str]) -> tuple[DrawnFinding, ...]:
    """Audit the documents among ``nodes`` (IRIs): figures that contradict each other and citations that cannot be right.

    A document that was stored without its records is a warning, so that nobody takes silence for praise.
    A finding is told of its project where that is drawn, else of its document.  Empty where more than :data:`DOCUMENTS`
    documents are drawn.
    """
    from kg.auditing import audit
    from loaders.rdf import identifiers

    documents = _documents(nodes)
    if not 0 < len(documents) <= DOCUMENTS:
        return ()
    found: list[tuple[bool, str, int, DrawnFinding]] = []
    for zh, en in audit.of_store(store, documents, ("zh", "en")):
        for one, other in zip(zh.checks, en.checks, strict=True):
            severity = _severity(one)
            if severity is None:
                continue
            own = identifiers.project(zh.iri.rpartition("/")[2], one.project) if one.project is not None else zh.iri
            node = own if own in nodes else zh.iri
            place = one.evidence and one.evidence[0 if one.finding else -1]
            words = one.stated if one.finding else place.surface if place else ""
            text = {"zh": _text(one, "；"), "en": _text(other, "; ")}
            row = (
                severity == "warning",
                zh.iri,
                place.start if place else 0,
                DrawnFinding(node, severity, text, words),
            )
            found.append(row)
    return tuple(one for *_, one in sorted(found, key=lambda row: row[:3])[:MOST])


def _severity(check: Check) -> Severity | None:
    """How grave it is; None for what the picture does not list."""
    if check.finding is not None:
        return None if check.finding.severity == "style" else check.finding.severity
    if check.unread:
        return "warning"
    return "error" if check.verdict == "mismatch" else "warning" if check.verdict == "to-check" else None


def _text(check: Check, between: str) -> str:
    return between.join(filter(None, (check.formula, check.note)))


def left_out(nodes: Collection[str], found: Collection[DrawnFinding]) -> dict[str, str] | None:
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
