"""Bodies, areas and classes: what many documents name is described once, in the derived graph.

A document points to them by IRIs that say which ones they are (:mod:`loaders.bodies.identity`); here stands what they are called, what
holds them, and under which other names pages print them.  So no triple stands in two graphs, and a sum over names counts nothing twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, ORG, PROV, RDF, RDFS, SKOS

import queries
from kg.stores import catalogue
from kg.stores.store import Store
from loaders.bodies import identity
from loaders.rdf import identifiers
from ontology.authorities import areas, budget_classes
from ontology.authorities.areas import Area
from ontology.authorities.budget_classes import Scheme
from ontology.iris import ID
from ontology.terms import ELI, PK

Quads = set[ox.Quad]

LEVELS = {"nation": PK.Nation, "province": PK.Province, "prefecture": PK.Prefecture, "county": PK.County}
_BODY, _AREA, _CLASS = f"{ID}organisation/", f"{ID}area/", f"{ID}class/"
_SHARED = (_BODY, _AREA, _CLASS)
# What leads from a document, a project or a policy to a body, an area or a class.
_POINTERS = tuple(
    ox.NamedNode(str(one))
    for one in (
        PROV.agent,
        DCTERMS.publisher,
        ELI.passed_by,
        PK.leadIssuer,
        DCTERMS.spatial,
        PK.functionalClass,
        PK.economicClass,
    )
)


def everything(store: Store, derived: Iterable[ox.Quad]) -> Quads:
    """What is said of all bodies, areas and classes of a store; ``derived`` is what is derived of its policies."""
    named = {iri for (iri,) in _rows(store, "shared-things")} | _pointed(derived)
    return _described(named) | _also(_rows(store, "printed-names")) | _classes(store)


def change(store: Store, documents: Iterable[str], added: Iterable[ox.Quad]) -> tuple[Quads, Quads]:
    """What is to go and to come after these documents changed and what is derived of policies, of which ``added`` is new."""
    new, printed = _pointed(added), set[tuple[str, ...]]()
    for document in filter(store.has_graph, documents):
        for predicate in _POINTERS:
            new |= {quad.object.value for quad in store.quads(None, predicate, None, ox.NamedNode(document))}  # type: ignore[union-attr]
        printed |= _rows(store, "printed-names-in", document=f"<{document}>")
    unused = {iri for (iri,) in _rows(store, "unnamed-bodies")}
    classes = {iri for (iri,) in _rows(store, "described-classes")}
    gone: Quads = {_say(iri, SKOS.altLabel, name) for iri, name in _rows(store, "unprinted-names")}
    for iri in unused | classes | _unused_areas(store, unused):
        gone |= set(store.quads(ox.NamedNode(iri), None, None, catalogue.DERIVED))
    coming = _described(new) | _also(printed)
    if classes or any(iri.startswith(_CLASS) for iri in new):
        coming |= _classes(store)
    return gone - coming, {quad for quad in coming - gone if quad not in store}


def _unused_areas(store: Store, bodies: Iterable[str]) -> set[str]:
    """The described areas in which nothing lies any more once these bodies are gone, and those that held only such areas."""
    gone = {ox.NamedNode(iri) for iri in bodies}
    waiting = [ox.NamedNode(iri) for (iri,) in _rows(store, "unnamed-areas")]
    waiting += [place for body in gone for place in _ends(store, body, _SPATIAL)]
    found = set[str]()
    while waiting:
        area = waiting.pop()
        pointing = (quad.subject for link in (_SPATIAL, _BROADER) for quad in store.quads(None, link, area))
        if area.value.startswith(_AREA) and gone.issuperset(pointing):
            gone.add(area)
            found.add(area.value)
            waiting += _ends(store, area, _BROADER)
    return found


def _ends(store: Store, thing: ox.NamedNode, link: ox.NamedNode) -> list[ox.NamedNode]:
    """Where a link leads in the derived graph."""
    return [quad.object for quad in store.quads(thing, link, None, catalogue.DERIVED)]  # type: ignore[misc]


def named_twice(store: Store) -> list[str]:
    """The bodies and areas that have no name, two, or that of another one; a name counts as often as a graph states it."""
    return sorted({iri for (iri,) in _rows(store, "named-twice")})


def _rows(store: Store, query: str, **values: str) -> set[tuple[str, ...]]:
    text = queries.bound(f"resolution/{query}", **values)
    return {tuple(str(getattr(term, "value", "")) for term in row) for row in store.rows(text)}


def _pointed(quads: Iterable[ox.Quad]) -> set[str]:
    ends = {quad.object.value for quad in quads if quad.predicate in _POINTERS}  # type: ignore[union-attr]
    return {iri for iri in ends if iri.startswith(_SHARED)}


# --- one thing -------------------------------------------------------------------------------------------------------------------


def _described(named: Iterable[str]) -> Quads:
    """The descriptions of bodies and areas, and of the areas that these lie in."""
    found: Quads = set()
    waiting, done = list(named), set[str]()
    while waiting:
        iri = waiting.pop()
        if iri in done or iri.startswith(_CLASS):
            continue
        done.add(iri)
        said = set(_body(iri) if iri.startswith(_BODY) else _area(iri))
        waiting += [quad.object.value for quad in said if quad.predicate in (_SPATIAL, _BROADER)]  # type: ignore[union-attr]
        found |= said
    return found


_SPATIAL, _BROADER = ox.NamedNode(str(DCTERMS.spatial)), ox.NamedNode(str(SKOS.broader))


def _say(iri: str, predicate: object, value: str | ox.NamedNode) -> ox.Quad:
    term = ox.Literal(value) if isinstance(value, str) else value
    return ox.Quad(ox.NamedNode(iri), ox.NamedNode(str(predicate)), term, catalogue.DERIVED)


def _node(iri: object) -> ox.NamedNode:
    return ox.NamedNode(str(iri))


def _named(iri: str) -> Iterator[ox.Quad]:
    """The name of a body or an area, which no other one has."""
    label = identity.Identity(*identifiers.name(iri)).label
    yield _say(iri, SKOS.prefLabel, label)
    yield _say(iri, RDFS.label, label)


def _body(iri: str) -> Iterator[ox.Quad]:
    name, within = identifiers.name(iri)
    yield _say(iri, RDF.type, _node(ORG.FormalOrganization))
    yield from _named(iri)
    place = identity.area_of(name) if not within else None
    if place is not None:
        yield _say(iri, DCTERMS.spatial, _area_node(place))


def _area(iri: str) -> Iterator[ox.Quad]:
    name, within = identifiers.name(iri)
    yield _say(iri, RDF.type, _node(SKOS.Concept))
    yield _say(iri, RDF.type, _node(PK.Area))
    yield from _named(iri)
    known = identity.named_area(name) if not within else None
    if known is None:
        return
    yield _say(iri, SKOS.notation, known.code)
    yield _say(iri, PK.level, _node(LEVELS[known.level]))
    for other in {*areas.short_names(known), *areas.former_names(known)} - {name}:
        yield _say(iri, SKOS.altLabel, other)
    for above in areas.ancestors(known)[:1]:
        yield _say(iri, SKOS.broader, _area_node(above))


def _area_node(area: Area) -> ox.NamedNode:
    return ox.NamedNode(identifiers.area(identity.of_area(area).name))


def _also(printed: Iterable[tuple[str, ...]]) -> Quads:
    return {_say(iri, SKOS.altLabel, name) for iri, name in printed}


def _classes(store: Store) -> Quads:
    """Every class with its code and the name that most pages give it; those of budgets and accounts as trees of the national list."""
    observed = _rows(store, "observed-classes")
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for iri, name, times in (*_rows(store, "printed-classes"), *observed):
        names[iri][name] += int(times)
    trees = {iri for iri, _, _ in observed}
    found: Quads = {quad for iri in trees for quad in _above(iri)}
    trees |= {quad.object.value for quad in found if quad.predicate == _BROADER}  # type: ignore[union-attr]
    for iri in names.keys() | trees:
        printed = names[iri]
        called = sorted(filter(None, printed), key=lambda name: (-printed[name], -len(name), name))
        listed = _listed(iri) if iri in trees else ()
        found.add(_say(iri, RDF.type, _node(SKOS.Concept)))
        found.add(_say(iri, SKOS.notation, _code(iri)))
        found |= {_say(iri, RDFS.label, name) for name in (*called, *listed)[:1]}
        if iri in trees:
            found.add(_say(iri, SKOS.inScheme, _node(identifiers.class_scheme(_scheme(iri)))))
            found |= {_say(iri, SKOS.altLabel, name) for name in listed[1:]}
    return found


def _scheme(iri: str) -> Scheme:
    return "economic" if iri.startswith(f"{_CLASS}economic/") else "functional"


def _code(iri: str) -> str:
    return identifiers.name(iri)[0].rpartition("/")[2]


def _listed(iri: str) -> tuple[str, ...]:
    """What the national list calls a class, the present name first."""
    return budget_classes.names(_scheme(iri), _code(iri))


def _above(iri: str) -> Iterator[ox.Quad]:
    """The links from a class to those that hold it."""
    named = {"functional": identifiers.functional_class, "economic": identifiers.economic_class}[_scheme(iri)]
    while (code := budget_classes.above(_code(iri))) is not None:
        yield _say(iri, SKOS.broader, _node(named(code)))
        iri = named(code)
