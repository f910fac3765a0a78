"""Which kind of document a text is, and what that kind has to say."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from loaders.kinds import budget_disclosure, department_budget, front, register, regulation, work_plan, work_report
from loaders.kinds.reading import Reading
from loaders.records import Document, DocumentKind, Extraction
from loaders.text.words import pattern

_words = partial(pattern, "kinds/kind_words.tsv")
_OPENING = 1_500
_LEAST = 3
_TITLE = 8  # a title that says what the document is outweighs any number of headings


def classify(reading: Reading) -> tuple[DocumentKind, tuple[str, ...]]:
    """The kind of the document, with a sentence for the user where it could not be told.

    A register is mostly a table of policies; the budget or account of a department has its tables.  A disclosure follows a template with a basis or a funding heading, or lists
    projects or their targets in tables without a title of another kind.  The other kinds collect points: 8 for their title,
    1 for each typical heading, opening words 2; the kind with the most points wins, if it has 3 and no other as many.
    """
    if register.is_register(reading.source):
        return "register", ()
    if budget := department_budget.kind(reading):
        return budget, ()
    fields = {h.field for h in reading.headed}
    if reading.template is not None and fields & {"basis", "funding"}:
        return "budget-disclosure", ()
    points = _points(reading)
    ranked = sorted(points.items(), key=lambda item: -item[1])
    if ranked[0][1] < _TITLE and (reading.tables.lists or reading.tables.targets):
        return "budget-disclosure", ()
    if ranked[0][1] >= _LEAST and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        return ranked[0][0], ()
    return "other", (
        "This is no disclosure, plan, report or notice that could be recognised, so it has no projects and tasks; "
        "what it cites and its amounts of money are still taken.",
    )


def _points(reading: Reading) -> dict[DocumentKind, int]:
    points: dict[DocumentKind, int] = {"notice": 0, "work-plan": 0, "work-report": 0, "regulation": 0}
    title = front.title(reading)
    bare = front.bare(title.value) if title else ""
    if front.is_notice(bare):
        points["notice"] += _TITLE
    grouped: tuple[tuple[DocumentKind, str], ...] = (("work-plan", "plan"), ("work-report", "report"))
    for kind, group in grouped:
        found = points[kind]
        if bare and front.title_endings(group).search(bare):
            found += _TITLE
        typical = _words(f"heading-{group}")
        short = [h for h in reading.headings if h.title_end - h.title_start <= 30]
        found += sum(typical.search(reading.text, h.title_start, h.title_end) is not None for h in short)
        points[kind] = found
    if _words("opening-report").search(reading.text[:_OPENING]):
        points["work-report"] += 2
    points["work-plan"] += min(3, len(work_plan.tasks(reading.text)))
    if not points["notice"] and regulation.title(reading) is not None:
        points["regulation"] += _TITLE
    return points


def _notice(reading: Reading, document: Document) -> Extraction:
    """A notice under its own number, with what its text or its attachment gives out: tasks, or a regulation's articles."""
    return Extraction(
        document=regulation.dated(front.completed(document, reading), reading),
        text=reading.text,
        tasks=work_plan.tasks(reading.text),
        articles=regulation.articles(reading.text),
    )


_KINDS: dict[DocumentKind, Callable[[Reading, Document], Extraction]] = {
    "budget-disclosure": budget_disclosure.understand,
    "department-budget": department_budget.understand,
    "department-account": department_budget.understand,
    "work-plan": work_plan.understand,
    "work-report": work_report.understand,
    "notice": _notice,
    "regulation": regulation.understand,
    "register": register.understand,
}


def understand(kind: DocumentKind, reading: Reading, document: Document) -> Extraction:
    """What only its kind tells of a document; its money and indicators are those that the recognisers would not find or name."""
    reader = _KINDS.get(kind)
    return (
        reader(reading, document)
        if reader
        else Extraction(document=front.completed(document, reading), text=reading.text)
    )
