"""``/editor``: a SPARQL editor with our prefixes and words, examples, and answers as table, file, chart or graph."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

import queries
from kg.tables import table as tables
from kg.web import pages
from kg.web.dossiers import pictures
from ontology.drawing import concept_names
from ontology.iris import ID, NS, PREFIXES
from ontology.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from kg.tables.language import Language
    from kg.web.state import State

#: Things of one answer that are drawn as a graph at most: more do not fit into an address, nor into a picture.
MOST_DRAWN = 50
_TOKEN = re.compile(r"(?<![\w:<])([a-z]+):([A-Za-z_]\w*)")
_CLASSES = ("http://www.w3.org/2002/07/owl#Class", "http://www.w3.org/2000/01/rdf-schema#Class")
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def _editor(request: Request, state: State) -> Response:
    lang = pages.language(request)
    limits = {"seconds": f"{state.settings.seconds:g}", "rows": f"{state.settings.rows:,}"}
    model = {
        "prefixes": PREFIXES,
        "terms": terms(lang),
        "examples": [{"name": name, "query": query} for _, name, query in examples(lang)],
        "ours": ID,
        "namespace": NS,
        "headings": {column: tables.heading(column, lang) for column in tables.columns()},
        "most": MOST_DRAWN,
        "words": {key: pages.words()[key][lang] for key in pages.words() if key.startswith("editor_")},
    }
    short = sum(key == "example" for key, _, _ in examples(lang))
    return pages.page(
        request, "editor.html", title=pages.say(lang, "editor_title"), model=model, limits=limits, short=short,
    )  # fmt: skip


def terms(lang: Language) -> list[dict[str, str]]:
    """The words of the ontology and those of others that it or a named query uses: prefixed name, what it is called, what it is."""
    return [
        {"label": name, "detail": concept_names().get(iri, {}).get(lang, ""), "type": kind}
        for name, iri, kind in _terms()
    ]


@cache
def _terms() -> tuple[tuple[str, str, str], ...]:
    found: dict[str, str] = {}
    for file in ("policy-kg.ttl", "schemes.ttl", "shapes.ttl"):
        for triple in ox.parse((files("ontology") / file).read_bytes(), ox.RdfFormat.TURTLE):
            for term in (triple.subject, triple.predicate, triple.object):
                if isinstance(term, ox.NamedNode):
                    found.setdefault(term.value, _by_name(term.value))
            if triple.predicate.value == _TYPE and isinstance(triple.subject, ox.NamedNode):
                subject, of = triple.subject.value, str(getattr(triple.object, "value", ""))
                found[subject] = "class" if of in _CLASSES else "constant" if "skos/core#" in of else _by_name(subject)
    for name in queries.names():
        for prefix, local in _TOKEN.findall(queries.load(name).sparql.partition("\n\n")[2]):
            if prefix in PREFIXES:
                found.setdefault(PREFIXES[prefix] + local, _by_name(local))
    shortened = ((_shortened(iri), iri, kind) for iri, kind in found.items())
    return tuple(sorted((name, iri, kind) for name, iri, kind in shortened if name))


def _by_name(iri: str) -> str:
    """Vocabularies write classes with a capital letter and properties with a small one."""
    local = re.split(r"[#/:]", iri)[-1]
    return "class" if local[:1].isupper() else "property"


def _shortened(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        # Shapes are for checking data, not for asking.
        if local != iri and re.fullmatch(r"[A-Za-z_]\w*", local) and prefix not in ("id", "sh"):
            return f"{prefix}:{local}"
    return ""


def examples(lang: Language) -> Iterator[tuple[str, str, str]]:
    """Short queries to begin with, then the named ones: kind (example, question), name, SPARQL."""
    for row in rows("kg.web.sparql", "examples.tsv"):
        yield "example", row[lang], with_prefixes(row["query"].replace("\\n", "\n"))
    for name in queries.names():
        query = queries.load(name)
        # What has no value yet is a variable, and asks for everything; LIMIT takes no variable.
        defaults = {
            param.name: param.default if param.kind in ("integer", "rows") else str(ox.Literal(param.default))
            for param in query.params
            if param.default
        }
        yield "question", query.called(lang), queries.body(queries.bind(query.sparql, defaults))


def with_prefixes(query: str) -> str:
    """A query with declarations of those of our prefixes that it uses."""
    outside = re.sub(r"<[^<>\s]*>|\"[^\"\n]*\"", " ", query)
    used = [prefix for prefix in PREFIXES if re.search(rf"(?<![\w:]){prefix}:", outside)]
    return (
        "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used) + ("\n" if used else "") + query + "\n"
    )


def _graph(request: Request, state: State) -> Response:
    """The picture of the things that ``?key=`` names (``policy/…``), with the arrows between them; else with what is one arrow away."""
    lang = pages.language(request)
    keys = list(dict.fromkeys(request.query_params.getlist("key")))
    if len(keys) > MOST_DRAWN:
        return pages.message(request, 400, pages.say(lang, "editor_too_many", most=MOST_DRAWN))
    try:
        iris = [ox.NamedNode(ID + key).value for key in keys]
    except ValueError:
        return pages.message(request, 404, pages.say(lang, "not_found_long"))
    from kg.drawing.neighbourhood import READABLE, TooManyNodes, neighbourhood
    from kg.drawing.picture import draw

    select: Any = state.store().select
    drawn = neighbourhood(select, iris, hops=0)
    if not drawn.number_of_edges() and drawn.number_of_nodes():
        with suppress(TooManyNodes):
            drawn = neighbourhood(select, iris, hops=1, limit=READABLE)
    if not drawn.number_of_nodes():
        return pages.message(request, 404, pages.say(lang, "nothing_to_draw"))
    return pictures.framed(draw(drawn, pages.say(lang, "editor_graph_title"), lang))


#: The editor, and the picture of the things of an answer.
ROUTES = {"/editor": _editor, "/editor/graph": _graph}
