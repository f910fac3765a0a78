"""``/report/html``, ``/report/xlsx``, ``/report/docx``: the report of the audit on one document, or on those whose name holds words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from kg.auditing import accepted, audit
from kg.auditing.report import forms
from kg.auditing.report.document_report import DocumentReport
from kg.auditing.report.word_document import MissingPackage
from kg.search.grams import fold
from kg.stores.catalogue import Catalogue
from kg.stores.layout import ACCEPTED
from kg.tables.messages import in_language
from kg.web import pages
from ontology.iris import ID

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.auditing.audited import Audited
    from kg.tables.language import Language
    from kg.web.state import State

#: A report on more documents is a matter for the command.
MOST = 100


def report_of(state: State, document: str, lang: Language) -> DocumentReport | None:
    """What the audit says of a document (IRI), without repairs; None where the store does not hold it."""
    return next((DocumentReport(one, lang) for one in _audited(state, [document], lang, reported=False)), None)


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
    audits = list(_audited(state, sorted(chosen, key=lambda iri: (chosen[iri], iri)), lang, reported=True))
    try:
        body = forms.written(audits, form, lang, lambda iri: site + iri.replace(ID, "/id/", 1))
    except MissingPackage as error:
        return pages.message(request, 501, in_language(str(error), lang), "report")
    (name,) = chosen.values() if len(chosen) == 1 else (pages.say(lang, "report"),)
    disposition = f"attachment; filename=\"report.{form}\"; filename*=UTF-8''{quote(Path(name).stem)}.{form}"
    return Response(body, headers={"Content-Type": forms.MEDIA[form], "Content-Disposition": disposition})


def _chosen(state: State, words: str) -> dict[str, str]:
    """The documents with this key, or whose file name holds the words, with their file names."""
    names = {iri: Path(name).name for iri, name in Catalogue.read(state.store()).names().items()}
    if (iri := f"{ID}document/{words}") in names:
        return {iri: names[iri]}
    return {iri: name for iri, name in names.items() if fold(words) in fold(name)}


def _audited(state: State, documents: Iterable[str], lang: Language, *, reported: bool) -> Iterator[Audited]:
    store = state.settings.store
    known = accepted.read(store) if isinstance(store, Path) and (store / ACCEPTED).is_file() else {}
    for (one,) in _auditor(state, lang, reported)(documents):
        yield accepted.applied(one, known, frozenset())


def _auditor(state: State, lang: Language, reported: bool) -> Callable[[Iterable[str] | None], Iterator[audit.Told]]:
    """What gives the audits; what all of them need is read once for each state of the store."""
    return state.kept(
        ("auditor", lang, reported),
        lambda store: audit.auditor(store, (lang,), citations=True, style=False, reported=reported),
    )


ROUTES = {"/report/{form}": _answer}
