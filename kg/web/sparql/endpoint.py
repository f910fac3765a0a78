"""``/sparql``: the SPARQL 1.1 Protocol for queries (W3C Recommendation, 21 March 2013), read-only.

GET with ``query``, POST of a form, POST of a query; the default graph is the union of all named graphs unless the request names others.
Errors are one sentence: as plain text, or on a page for who asks for pages first, as browsers do.
"""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from kg.tables.messages import in_language
from kg.web import negotiation, pages, results
from kg.web.query_queue import QueryQueue
from kg.web.query_worker import Answer, Failed, Job, Reason
from kg.web.wording import Sentence

STATUS: dict[Reason, int] = {"syntax": 400, "refused": 403, "acceptable": 406, "limit": 503, "busy": 503, "store": 503}
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_MOST_FIELDS = 100
_LOOK = 0.25


class BadRequest(Sentence):
    """A request that the protocol does not allow."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        self.status = status
        super().__init__(key, **values)


async def sparql(request: Request, waiting: QueryQueue) -> Response:
    """What the endpoint says; queries are answered by the queue in which they wait."""
    try:
        job = await _job(request)
        return _without_query(request) if job is None else _answer(await _answered(request, waiting, job))
    except BadRequest as error:
        return _sentence(request, error.said(pages.language(request)), error.status)
    except Failed as failed:
        return _sentence(request, in_language(str(failed), pages.language(request)), STATUS[failed.reason])


async def _answered(request: Request, waiting: QueryQueue, job: Job) -> Answer:
    """The answer of a query; when the client goes away its process is freed for others."""
    one = waiting.enter(job, request.client.host if request.client else "")
    answer = asyncio.wrap_future(one.answer)
    while not (await asyncio.wait({answer}, timeout=_LOOK))[0]:
        waiting.look_after(one, gone=await request.is_disconnected())
    return answer.result()


def _answer(answer: Answer) -> Response:
    charset = "" if "json" in answer.media or "xml" in answer.media else "; charset=utf-8"
    return Response(answer.body, headers={"Content-Type": answer.media + charset, "Vary": "Accept"})


def _sentence(request: Request, sentence: str, status: int) -> Response:
    answer: Response
    if (
        negotiation.choose(negotiation.accepted(request.headers.get("accept")), ("text/plain", "text/html"))
        == "text/html"
    ):
        answer = pages.message(request, status, sentence)
    else:
        answer = PlainTextResponse(sentence + "\n", status, {"Vary": "Accept"})
    if status == 503:
        answer.headers["Retry-After"] = "10"
    return answer


async def _job(request: Request) -> Job | None:
    """The query of a request; None for a GET that asks nothing."""
    fields = _fields(request.url.query)
    if request.method == "POST":
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media == _UPDATE:
            raise BadRequest(403, "fail_update")
        if media not in (_FORM, _QUERY):
            raise BadRequest(415, "fail_media", form=_FORM, query=_QUERY, media=media or "—")
        try:
            body = (await request.body()).decode("utf-8")
        except UnicodeDecodeError:
            raise BadRequest(400, "fail_utf8") from None
        if media == _FORM:
            fields = {**fields, **_fields(body)}
        elif "query" in fields:
            raise BadRequest(400, "fail_two")
        else:
            fields["query"] = [body]
    if "update" in fields:
        raise BadRequest(403, "fail_update")
    asked = fields.get("query", [])
    if not asked and request.method == "GET":
        return None
    if len(asked) != 1:
        raise BadRequest(400, "fail_count" if asked else "fail_no_query", count=len(asked))
    return Job(
        asked[0],
        _accepted(request, fields),
        tuple(fields.get("default-graph-uri", ())),
        tuple(fields.get("named-graph-uri", ())),
        pages.language(request),
        str(request.url.replace(query="")),
    )


def _fields(encoded: str) -> dict[str, list[str]]:
    try:
        return parse_qs(encoded, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise BadRequest(400, "fail_fields") from None


def _accepted(request: Request, fields: dict[str, list[str]]) -> negotiation.Accepted:
    # In an address a plus sign is a blank: application/rdf+xml comes as application/rdf xml.
    short = fields.get("format", [""])[-1].strip().lower().replace(" ", "+")
    return (*results.named(short), *negotiation.accepted(request.headers.get("accept")))


def _without_query(request: Request) -> Response:
    """A person is shown the editor; a program is told what this endpoint can do (SPARQL 1.1 Service Description)."""
    offered = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml", "text/html")
    accept = negotiation.accepted(request.headers.get("accept"))
    media = negotiation.choose(accept, offered)
    if media is None:
        said = pages.say(pages.language(request), "fail_description", offered=", ".join(offered))
        return _sentence(request, said, 406)
    if media == "text/html":
        return RedirectResponse("/editor", 303)
    import pyoxigraph as ox

    triples = ox.parse(_description(str(request.url.replace(query=""))), ox.RdfFormat.TURTLE)
    body = ox.serialize((triple.triple for triple in triples), format=results.GRAPHS[media]) or b""
    return _answer(Answer(media, body))


def _description(address: str) -> str:
    formats = {
        *(form.iri for form in results.SOLUTIONS.values()),
        *(form.iri for form in results.GRAPHS.values()),
    }
    listed = ", ".join(f"<{iri}>" for iri in sorted(formats))
    return f"""@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
<{address}#service> a sd:Service ;
  sd:endpoint <{address}> ;
  sd:supportedLanguage sd:SPARQL11Query ;
  sd:feature sd:UnionDefaultGraph ;
  sd:resultFormat {listed} ;
  sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
"""
