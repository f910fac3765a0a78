"""``/id/…``: each thing of the graph at its own address, as RDF for programs and as a dossier for people (Cool URIs)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from kg.answers import former_iris
from kg.stores import catalogue
from kg.web import negotiation, results
from kg.web.dossiers import pages
from kg.web.pages import moved
from ontology.iris import ID, PREFIXES

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.stores.store import Store
    from kg.web.state import State

HTML = "text/html"
RDF = ("text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml")


def _answer(request: Request, state: State) -> Response:
    iri = iri_of(request)
    if "table" in request.query_params:
        return pages.answer(request, state, iri)
    short = request.query_params.get("format", "")
    if short and short not in ("html", *results.SHORT):
        return PlainTextResponse(f"format is one of html, {', '.join(results.SHORT)}.\n", 400)
    accept = negotiation.accepted(request.headers.get("accept"))
    wanted = results.named(short) or ((HTML, 1.0),) if short else accept
    # People come without a wish that they know of: browsers ask for HTML, curl takes what comes first.
    media = negotiation.choose(wanted, (HTML, *RDF, "application/json"))
    if media is None:
        return PlainTextResponse(f"A thing can be had as {HTML}, {', '.join(RDF)}.\n", 406)
    if media == HTML:
        return pages.answer(request, state, iri)
    triples = described(state.store(), iri)
    if not triples and (now := former_iris.successor(state.store(), iri)):
        return RedirectResponse(moved(request, now), 303, {"Vary": "Accept"})
    if not triples:
        return PlainTextResponse("The store knows no such thing.\n", 404)
    form = results.GRAPHS[media]
    body = ox.serialize(triples, format=form, prefixes=PREFIXES if form == ox.RdfFormat.TURTLE else None) or b""
    return Response(body, headers={"Content-Type": media, "Vary": "Accept"})


def iri_of(request: Request, front: str = "/id/") -> str:
    """The IRI that an address means: numbers and titles stand in it escaped by the browser, once.

    :raises HTTPException: 404, where it can be none.
    """
    raw = request.scope.get("raw_path") or request.url.path.encode()
    iri = ID + unquote(raw.decode("ascii", "replace").partition("?")[0].removeprefix(front))
    try:
        return str(ox.NamedNode(iri).value)
    except ValueError:
        raise HTTPException(404) from None


def described(store: Store, iri: str) -> list[ox.Triple]:
    """All statements about a thing, and about the quotes that are its evidence, sorted."""
    subject = ox.NamedNode(iri)
    evidence = ox.NamedNode("https://w3id.org/policy-kg/ns#evidence")
    # Where a file is on this machine is nobody else's matter.
    found = {quad.triple for quad in store.quads(subject, None, None) if quad.predicate != catalogue.PATH}
    for triple in list(found):
        if triple.predicate == evidence and isinstance(triple.object, ox.NamedNode):
            found |= {quad.triple for quad in store.quads(triple.object, None, None)}
    return sorted(found, key=str)


#: The route of all things.
ROUTES = {"/id/{rest:path}": _answer}
