"""``/report/html``, ``/report/xlsx``, ``/report/docx``: the report of the audit on one document, or on those whose name holds words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from kg.auditing import accepted, audit
from kg.auditing.report import forms
from kg.auditing.report.document_report import DocumentReport
from kg.auditing.report.word_document import MissingPackage
from kg.linting import lint
from kg.search.grams import fold
from kg.stores import page_cuttings
from kg.stores.catalogue import Catalogue
from kg.tables.messages import in_language
from kg.web import pages
from kg.web.downloads import disposition
from ontology.iris import ID

if TYPE_CHECKING:
    from concurrent.futures import Future

    from starlette.requests import Request

    from kg.auditing.audited import Audited
    from kg.tables.language import Language
    from kg.web.state import State

#: A report on more documents is a matter for the command.
MOST = 100


def report_of(state: State, document: str, lang: Language, seconds: float) -> tuple[DocumentReport | None, bool]:
    """What the audit says of a document (IRI), and whether that is all: for the repairs, which take their time, it waits so long.

    None where the store does not hold it.
    """
    try:
        found, whole = repaired(state, document, lang).result(seconds), True
    except TimeoutError:
        found, whole = _audited(state, document, lang, reported=False), False
    return (DocumentReport(_accepted(state, found), lang) if found else None), whole


def repaired(state: State, document: str, lang: Language) -> Future[Audited | None]:
    """The audit of a document with its repairs, which is made while nobody waits."""
    return state.aside(("repaired", document, lang), lambda: _audited(state, document, lang, reported=True))


def verdict(report: DocumentReport) -> str:
    """How much was checked, and what came of it in each grade; what one figure would repair is told as well."""
    whole, lang = report.total, report.language
    if not whole.checked:
        return report.verdict
    grades = (
        ("hold", whole.hold),
        ("rounded", whole.rounded),
        ("to_check", whole.to_check),
        ("accepted", whole.accepted),
    )
    parts = [pages.say(lang, f"grade_{key}", count=f"{count:,}") for key, count in grades if count]
    parts.append(
        pages.say(lang, "grade_mismatch" if whole.mismatch else "grade_no_mismatch", count=f"{whole.mismatch:,}")
    )
    told = pages.say(lang, "grades", checked=f"{whole.checked:,}", grades=pages.say(lang, "grades_between").join(parts))
    repaired = [many for many in report.causes if report.one.repairs.get(many[0].check.id)]
    if repaired:
        told += pages.say(lang, "grades_repaired", changes=len(repaired), findings=sum(map(len, repaired)))
    return told


def _answer(request: Request, state: State) -> Response:
    form = next((one for one in forms.FORMS if one == request.path_params["form"]), None)
    if form is None:
        raise HTTPException(404)
    lang = pages.language(request)
    words = request.query_params.get("document", "")
    chosen = _chosen(state, words)
    if not chosen or len(chosen) > MOST:
        key = "report_too_many" if chosen else "nothing"
        return pages.message(request, 400, pages.say(lang, key, most=MOST, count=len(chosen)), "report")
    site = str(request.base_url).rstrip("/")
    made = (_audited(state, iri, lang, reported=True) for iri in sorted(chosen, key=lambda iri: (chosen[iri], iri)))
    audits = [_accepted(state, one) for one in made if one is not None]
    try:
        body = forms.written(audits, form, lang, lambda iri: site + iri.replace(ID, "/id/", 1), page_cuttings.cutter())
    except MissingPackage as error:
        return pages.message(request, 501, in_language(str(error), lang), "report")
    (name,) = chosen.values() if len(chosen) == 1 else (pages.say(lang, "report"),)
    named = disposition(Path(name).stem, form)
    return Response(body, headers={"Content-Type": forms.MEDIA[form], "Content-Disposition": named})


def _chosen(state: State, words: str) -> dict[str, str]:
    """The documents with this key, or whose file name holds the words, with their file names."""
    names = {iri: Path(name).name for iri, name in Catalogue.read(state.store()).names().items()}
    if (iri := f"{ID}document/{words}") in names:
        return {iri: names[iri]}
    return {iri: name for iri, name in names.items() if fold(words) in fold(name)}


def _audited(state: State, document: str, lang: Language, *, reported: bool) -> Audited | None:
    """The audit of a document; what all audits need is read once for each state of the store."""
    read = state.kept(("audit", "documents"), audit.reader)
    examined = state.kept(("audit", "citations"), lint.examiner)
    one = read(document)
    return next(audit.audit(one, (lang,), examined, reported=reported)) if one is not None else None


def _accepted(state: State, one: Audited) -> Audited:
    return accepted.applied(one, accepted.of(state.settings.store), frozenset())


ROUTES = {"/report/{form}": _answer}
