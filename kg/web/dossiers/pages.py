"""Dossiers: all that the store knows of one policy, project, unit, area or document, each fact with the words that say it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

import queries
from kg.answers import ask, chain, dossier, policy_lookup, trace
from kg.auditing.report import ledger
from kg.tables import reasons
from kg.tables.table import Table
from kg.web import pages
from kg.web.dossiers import budgets, compared, crops, money, regulations, resting
from kg.web.downloads import FORMATS, download
from kg.web.findings import findings, reports
from kg.web.state import BeingMade
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import PK

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kg.answers.dossier import Dossier
    from kg.answers.facts import Thing
    from kg.stores.store import Store
    from kg.web.background_audit import AuditRow
    from kg.web.state import State

#: More places than this are listed in the download only; the page says how many there are.
PLACES = 200
#: More rows of one table than this are in its download only.
ROWS = 300
_DEPTH = 4
# Of more places than this only those that are shown are read.
_READ = 2_000
# Seconds that a page waits for what is beside the matter.
_PATIENCE = 0.5


def answer(request: Request, state: State, iri: str) -> Response:
    """The dossier of the thing with this IRI as a page, or one of its tables as a file (``?table=…&format=csv``)."""
    store = state.store()
    if (place := identifiers.place(iri)) is not None:
        return RedirectResponse(pages.text_of(*place), 303)
    folder = iri.removeprefix(ID).partition("/")[0]
    if folder not in dossier.FOLDERS:
        return _elsewhere(request, store, iri)
    thing = next(iter(dossier.find(store, iri)), None)
    if thing is not None and thing.iri != iri and thing.kind in ("unit", "area"):
        return RedirectResponse(pages.moved(request, thing.iri), 303)
    if thing is None or thing.iri != iri:
        raise HTTPException(404)
    # What holds a whole province is asked for again and again, and reads all its projects.
    known = (
        state.kept(("dossier", iri), lambda held: _known(held, thing))
        if dossier.has_parts(store, thing)
        else _known(store, thing)
    )
    tables = dict(known.tables)
    form, name = request.query_params.get("format", ""), request.query_params.get("table")
    if folder == "policy" and form in FORMATS:
        if name == "citing":
            tables = {name: dossier.citing(trace.places_of(store, thing.iri))}
        elif name == "together":
            tables = {name: _together(state, thing, state.patience(whole=True))}
    department = None
    if folder == "organisation":
        asked = request.query_params.get("budget", "")
        department = budgets.department(store, iri, tables["budgets"], asked, pages.language(request))
    files = {**tables, **(department.files if department else {})}
    if name is not None:
        if form not in FORMATS or name not in files:
            raise HTTPException(404)
        return download(files[name], f"{thing.name}-{name}", form, pages.language(request))
    values: dict[str, Any] = {
        "title": thing.name,
        "iri": iri,
        "facts": [
            # Where the server keeps a file is nobody's business.
            (name, value, pages.href(named))
            for name, value, named in known.facts
            if name != "path"
        ],
        "tables": tables,
        "most": ROWS,
        "first": resting.ROWS,
    }
    if folder == "policy":
        return _policy(request, state, thing, values)
    if folder == "document":
        return _document(request, state, thing, values)
    if folder == "project":
        return _project(request, state, thing, {**values, "cited": known.cited})
    if department is not None:
        return _unit(request, store, thing, values, department)
    return pages.page(request, "dossier.html", **values)


def _unit(
    request: Request, store: Store, thing: Thing, values: dict[str, Any], department: budgets.Department
) -> Response:
    return pages.page(
        request, "department.html", **values, years=f"/charts/money?unit={quote(thing.name, safe='')}", compare=compared.years(store, thing.iri)[:2],
        department=department, sheet=request.query_params.get("sheet", ""),
    )  # fmt: skip


def _known(store: Store, thing: Thing) -> Dossier:
    """What a page tells of a thing; the places that cite a policy are read by its own page."""
    if thing.kind == "policy":
        return dossier.Dossier(thing, (), ())
    known = dossier.whole(store, thing)
    # An amount that was worked out stands where it is made up, not in the list of those that the page prints.
    printed = [
        (name, Table(table.columns, [row for row in table.rows if row[0] is not None]) if name == "amounts" else table)
        for name, table in known.tables
    ]
    return replace(known, tables=tuple((name, table.filled(dossier.SELDOM)) for name, table in printed))


def _policy(request: Request, state: State, thing: Thing, values: dict[str, Any]) -> Response:
    store = state.store()
    (policy,) = policy_lookup.described(store, [thing.iri])
    known = regulations.regulation(store, thing.iri)
    zh = pages.language(request) == "zh"
    found = trace.of_policy(store, policy, limit=PLACES)
    places = found.places
    # The findings at all places are told where these are few enough to be read for a page.
    every = trace.places_of(store, thing.iri) if PLACES < found.total <= _READ else places
    together = None
    with suppress(BeingMade):
        together = _together(state, thing, _PATIENCE)
    # Projects without end are no chain: they are listed below, with their words.
    chains = chain.chain(store, policy, depth=_DEPTH, projects=policy.projects <= PLACES)
    # The store's own places: a document is the second part of the IRI of whatever cites in it.
    cited = ((identifiers.home(p.entity), p.said.start, p.said.end) for p in every)
    checks = findings.at_places(state, cited)
    values["facts"] = dossier.policy_facts(policy)
    return pages.page(
        request, "policy.html", **values, policy=policy, places=places, all_places=found.total, up=chains.up,
        down=chains.down, total=resting.total(store, thing.iri), levels=state.kept(("levels", thing.iri), lambda held: resting.by_level(held, thing.iri)),
        resting=resting.projects(store, places), most_resting=resting.ROWS, known=known, today=date.today(), reason_zh=reasons.chinese(known.reason) if zh else None,
        checks=checks[:PLACES], progress=_progress(request, state), examined=None, together=together, all_checked=len(every) == found.total,
        hands_down=money.hands_down(store, thing.iri),
    )  # fmt: skip


def _together(state: State, thing: Thing, wait: float | None = None) -> Table:
    """What is cited together with a policy.

    :raises BeingMade: that is not known yet.
    """
    query = queries.load("co-cited")
    return dossier.first(
        state.asked(queries.bind(query.sparql, ask.terms(state.store(), query, {"number": thing.iri})), wait)
    )


def _document(request: Request, state: State, thing: Thing, values: dict[str, Any]) -> Response:
    key = thing.iri.removeprefix(f"{ID}document/")
    lang = pages.language(request)
    rows = findings.of_document(state, thing.iri)
    # The ledger is told with the findings: as soon as the document is examined.
    report, whole = reports.report_of(state, thing.iri, lang, findings.PATIENCE) if rows is not None else (None, True)
    progress = _unknown(request, state, rows) if whole else pages.say(lang, "repairs_sought")
    style = [row for row in rows or () if row.severity == "style"]
    return pages.page(
        request, "document.html", **values, key=key, scan=crops.told(state, thing.iri, lang), examined=key, progress=progress, part=None if whole else "repairs", report=report, ledger=report.table if report else None, columns=ledger.columns(report.total) if report else (),
        verdict=reports.verdict(report) if report else None, causes=report.causes if report else (), style=style,
        accepted=findings.accepted(rows or ()), unread=report.unread if report else (),
    )  # fmt: skip


def _project(request: Request, state: State, thing: Thing, values: dict[str, Any]) -> Response:
    store = state.store()
    key, _, ordinal = thing.iri.removeprefix(f"{ID}project/").partition("/")
    rows = findings.of_document(state, f"{ID}document/{key}")
    checks = [row for row in rows or () if row.unread or str(row.project) == ordinal]
    return pages.page(
        request, "project.html", **values, text=f"/text/{key}", document=f"/id/document/{key}", key=key,
        money=money.tree(store, thing.iri), calculations=money.calculations(store, thing.iri),
        checks=checks, progress=_unknown(request, state, rows), examined=key,
    )  # fmt: skip


def _progress(request: Request, state: State) -> str:
    return findings.told(state.examiner.look(state.store()), pages.language(request))


def _unknown(request: Request, state: State, rows: tuple[AuditRow, ...] | None) -> str:
    """Why nothing is said of a document's figures; "" where they are known."""
    return "" if rows is not None else _progress(request, state) or pages.say(pages.language(request), "not_examined")


def _elsewhere(request: Request, store: Store, iri: str) -> Response:
    """What has no dossier is shown where the text says it; the rest as its statements."""
    statements = [(predicate, value) for _, predicate, value in store.statements(iri)]
    if not statements:
        raise HTTPException(404)
    for one in sorted(value for predicate, value in statements if predicate == str(PK.evidence)):
        if (place := identifiers.place(one)) is not None:
            return RedirectResponse(pages.text_of(*place), 303)
    rows = [(predicate.rpartition("/")[2].rpartition("#")[2], value) for predicate, value in sorted(set(statements))]
    return pages.page(request, "statements.html", title=iri.removeprefix(ID), iri=iri, rows=rows)
