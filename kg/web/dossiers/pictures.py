"""``/graph/…``: the picture of what surrounds a thing, the same page as ``kg picture`` writes."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from kg.answers import dossier
from kg.tables.messages import in_language
from kg.web import pages
from kg.web.dossiers import things
from kg.web.findings import findings
from ontology.iris import ID

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from kg.drawing.findings import DrawnFinding
    from kg.stores.store import Store
    from kg.web.state import State

MOST_FINDINGS = 200
#: Of so many things more neighbours are loaded into one picture.
MOST_MORE = 12


def _answer(request: Request, state: State) -> Response:
    from kg.drawing.neighbourhood import TooManyNodes

    lang = pages.language(request)
    iri = things.iri_of(request, "/graph/")
    store = state.store()
    name = _name(store, iri)
    if name is None:
        raise HTTPException(404)
    title = pages.say(lang, "graph_of", name=name)
    more = tuple(dict.fromkeys(request.query_params.getlist("more")))[:MOST_MORE]
    if not all(map(_is_key, more)):
        raise HTTPException(404)
    try:
        # A picture that was made while the examination ran is made anew when that has got further.
        far = state.examiner.look(store)
        known = far.done // 50 if far.running else -1
        html = state.kept(("picture", iri, lang, known, more), lambda held: _drawn(held, state, iri, title, lang, more))
    except TooManyNodes as error:
        return pages.message(request, 503, in_language(str(error), lang), "graph_large", back=pages.href(iri))
    if html is None:
        message = pages.say(lang, "graph_none")
        return pages.page(request, "message.html", title=title, message=message, back=pages.href(iri))
    return framed(_with_way_back(html, pages.href(iri) or "/", pages.say(lang, "graph_back")))


def framed(html: str) -> HTMLResponse:
    """A picture as an answer.

    The page brings its own policy with the hashes of its script and style; the header must not be stricter than that.
    """
    from kg.drawing.picture import policy

    return HTMLResponse(html, headers={"Content-Security-Policy": f"{policy(html)}; frame-ancestors 'none'"})


def _is_key(key: str) -> bool:
    """Whether this can be the end of an IRI."""
    try:
        return bool(ox.NamedNode(ID + key))
    except ValueError:
        return False


def _name(store: Store, iri: str) -> str | None:
    thing = (
        next(iter(dossier.find(store, iri)), None)
        if iri.removeprefix(ID).partition("/")[0] in dossier.FOLDERS
        else None
    )
    return thing.name if thing is not None and thing.iri == iri else None


def _drawn(store: Store, state: State, iri: str, title: str, lang: str, more: Sequence[str]) -> str | None:
    """The page, or None where nothing surrounds the thing."""
    from kg.drawing.excerpt import around
    from kg.drawing.neighbourhood import USUAL
    from kg.drawing.picture import draw

    part = around(store, [iri], USUAL, [ID + key for key in more])
    graph = part.graph
    if not graph.number_of_nodes():
        return None
    found = _findings(state, set(graph.nodes))
    left_out = _left_out(state, len(found))
    return draw(
        graph,
        part.title(title, lang),
        lang,
        links="/id/",
        findings=found,
        left_out=left_out,
        opened=iri,
        more=more,
    )


def _findings(state: State, nodes: Collection[str]) -> list[DrawnFinding]:
    """What is wrong with the things of a picture, as far as they have been examined."""
    from kg.drawing.findings import DrawnFinding

    out = []
    for row in findings.wrong(state.examiner.rows()):
        node = next((one for one in (findings.about(row), row.document) if one in nodes), None)
        if node is not None and row.severity in ("error", "warning"):
            severity: Literal["error", "warning"] = "error" if row.severity == "error" else "warning"
            out.append(DrawnFinding(node, severity, row.text, row.places[-1].surface if row.places else ""))
    return out[:MOST_FINDINGS]


def _left_out(state: State, found: int) -> dict[str, str] | None:
    """What the list of findings does not hold: the examination runs, or there are more than the page lists."""
    far = state.examiner.look(state.store())
    said = {"zh": findings.told(far, "zh", static=True), "en": findings.told(far, "en", static=True)}
    if said["en"]:
        return said
    if found >= MOST_FINDINGS:
        return {"zh": pages.say("zh", "more_findings", most=found), "en": pages.say("en", "more_findings", most=found)}
    return None


def _with_way_back(html: str, address: str, words: str) -> str:
    """The page with a link to the dossier; it has no style of its own, so that the page's policy holds."""
    link = f'<a class="back" href="{escape(address, quote=True)}">← {escape(words)}</a>'
    return re.sub(r"<header[^>]*>", lambda found: found[0] + link, html, count=1)


#: The route of all pictures.
ROUTES = {"/graph/{rest:path}": _answer}
