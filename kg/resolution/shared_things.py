"""Bodies, areas and classes: what many documents name is described once, in the derived graph.

A document points to them by IRIs that say which ones they are (:mod:`loaders.bodies.identity`); here stands what they are called, what
holds them, and under which other names pages print them.  So no triple stands in two graphs, and a sum over names counts nothing twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, ORG, PROV, RDF, RDFS, SKOS, XSD

import queries
from kg.stores import catalogue
from kg.stores.store import Store
from loaders.bodies import identity, successions
from loaders.rdf import identifiers
from ontology import levels
from ontology.authorities import areas, budget_classes
from ontology.authorities.areas import Area
from ontology.authorities.budget_classes import Scheme
from ontology.iris import ID
from ontology.terms import ELI, PK

Quads = set[ox.Quad]

# The first concept of each level is that of bodies.
LEVELS = {level: PK[concept] for concept, level in reversed(levels().items()) if level}
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
        PK.payee,
        ORG.member,
        ORG.organization,
        DCTERMS.spatial,
        PK.functionalClass,
        PK.economicClass,
    )
)


def everything(store: Store, derived: Iterable[ox.Quad]) -> Quads:
    """What is said of all bodies, areas and classes of a store; ``derived`` is what is derived of its policies."""
    named = {iri for (iri,) in _rows(store, "shared-things")} | _pointed(derived)
    found = _described(named, _rows(store, "affiliations")) | _also(_rows(store, "printed-names"))
    return found | _renamed(_bodies(found)) | _classes(store)


def change(
    store: Store,
    documents: Iterable[str],
    gone_before: Iterable[ox.Quad],
    added: Iterable[ox.Quad],
    *,
    lost: bool = True,
) -> tuple[Quads, Quads]:
    """What is to go and to come after these documents changed and what is derived of policies.

    Of that, ``gone_before`` is gone and ``added`` is new.  Nothing is ``lost`` where the documents were not stored before.
    """
    new, printed, inside = _pointed(added), set[tuple[str, ...]](), set[tuple[str, ...]]()
    stored = list(filter(store.has_graph, documents))
    for document in stored:
        for predicate in _POINTERS:
            new |= {quad.object.value for quad in store.quads(None, predicate, None, ox.NamedNode(document))}  # type: ignore[union-attr]
        printed |= _rows(store, "printed-names-in", document=f"<{document}>")
        inside |= _rows(store, "affiliations-in", document=f"<{document}>")
    coming = _described(new, inside) | _also(printed)
    gone = _no_more_printed(store) if lost else set()
    unused = _pointed(gone_before)
    if lost:
        unused |= {iri for query in ("unnamed-bodies", "unnamed-areas") for (iri,) in _rows(store, query)}
    no_more = _unused(store, unused, gone, coming)
    # Of what is no more nobody knows what it called the classes: all are counted again.
    classes = {iri for (iri,) in _rows(store, "described-classes")} if lost else _unsettled(store, stored)
    for iri in no_more | classes:
        said = store.quads(ox.NamedNode(iri), None, None, catalogue.DERIVED)
        # That another one stands for it is what people judged, and no description.
        gone |= {quad for quad in said if quad.predicate.value != str(DCTERMS.isReplacedBy)}
    # Only bodies of the same past and future are concerned when one comes or goes.
    come = _bodies(coming)
    family = {other for iri in come | no_more for other in _family(iri)}
    standing = {iri for iri in family - no_more if any(store.quads(ox.NamedNode(iri), _LABEL, None, catalogue.DERIVED))}
    gone |= {quad for iri in family for quad in _told(store, iri)}
    coming |= _renamed(standing | come)
    if lost or classes:
        coming |= _classes(store, None if lost else classes)
    return gone - coming, {quad for quad in coming - gone if quad not in store}


def _no_more_printed(store: Store) -> Quads:
    """The other names that no page prints any more, and the bodies that hold others as no page and no name says any more."""
    held = _inside(_rows(store, "unprinted-affiliations"))
    by_name = {quad for iri in {_value(quad.subject) for quad in held} for quad in _held_by(iri)}
    return _also(_rows(store, "unprinted-names")) | held - by_name


def _unused(store: Store, unnamed: Iterable[str], gone: Quads, coming: Quads) -> set[str]:
    """The described bodies and areas to which nothing points any more, and those to which only such things pointed."""
    kept = {quad.object for quad in coming if quad.predicate in _WITHIN} | {quad.subject for quad in coming}
    things, todo = set[object](), [ox.NamedNode(iri) for iri in unnamed]
    todo += [quad.object for quad in gone if quad.predicate in _WITHIN]  # type: ignore[misc]
    while todo:
        thing = todo.pop()
        if thing in kept or thing in things or not thing.value.startswith((_BODY, _AREA)):
            continue
        # Many point to a province: the first that stays is enough.
        pointing = (quad for link in (*_POINTERS, *_WITHIN) for quad in store.quads(None, link, thing))
        if not any(quad not in gone and quad.subject not in things for quad in pointing):
            things.add(thing)
            todo += [end for link in _WITHIN for end in _ends(store, thing, link)]
    return {thing.value for thing in things}  # type: ignore[attr-defined]


def _ends(store: Store, thing: ox.NamedNode, link: ox.NamedNode) -> list[ox.NamedNode]:
    """Where a link leads in the derived graph."""
    return [quad.object for quad in store.quads(thing, link, None, catalogue.DERIVED)]  # type: ignore[misc]


def named_twice(store: Store) -> list[str]:
    """The bodies and areas that have no name, two, or that of another one; a name counts as often as a graph states it."""
    return sorted({iri for (iri,) in _rows(store, "named-twice")})


def _rows(store: Store, query: str, graphs: Sequence[str] = (), **values: str) -> set[tuple[str, ...]]:
    """The rows of a query over all graphs, or over some."""
    found = store.query(queries.bound(f"resolution/{query}", **values).replace(_ALL, ""), graphs)
    assert isinstance(found, ox.QuerySolutions)
    return {tuple(str(getattr(term, "value", "")) for term in row) for row in found}


def _pointed(quads: Iterable[ox.Quad]) -> set[str]:
    ends = {quad.object.value for quad in quads if quad.predicate in _POINTERS}  # type: ignore[union-attr]
    return {iri for iri in ends if iri.startswith(_SHARED)}


# --- one thing -------------------------------------------------------------------------------------------------------------------


def _described(named: Iterable[str], inside: Iterable[tuple[str, ...]] = ()) -> Quads:
    """The descriptions of bodies and areas, and of what these lie in or belong to; pages print which are ``inside`` others."""
    found = _inside(inside)
    waiting, done = [*named, *(_value(quad.object) for quad in found)], set[str]()
    while waiting:
        iri = waiting.pop()
        if iri in done or iri.startswith(_CLASS):
            continue
        done.add(iri)
        said = set(_body(iri) if iri.startswith(_BODY) else _area(iri))
        waiting += [_value(quad.object) for quad in said if quad.predicate in _WITHIN]
        found |= said
    return found


def _renamed(bodies: Iterable[str]) -> Quads:
    """The changes by which some of these bodies became others of them, with the bodies in between."""
    found: Quads = set()
    ends = set[str]()
    for old, new, row in successions.changes({name for name, within in map(identifiers.name, bodies) if not within}):
        iri = identifiers.renaming(old, new)
        before, after = identifiers.organisation(old), identifiers.organisation(new)
        ends |= {before, after}
        found |= {
            _say(iri, RDF.type, _node(ORG.ChangeEvent)),
            _say(iri, RDFS.label, f"{old} → {new}, {row.year}"),
            _say(iri, ORG.originalOrganization, _node(before)),
            _say(iri, ORG.resultingOrganization, _node(after)),
            _say(iri, DCTERMS.source, row.source),
            ox.Quad(
                _node(iri), _node(DCTERMS.date), ox.Literal(str(row.year), datatype=_node(XSD.gYear)), catalogue.DERIVED
            ),
        }
    return found | _described(ends)


def _family(iri: str) -> set[str]:
    """The bodies that one can have been or have become, itself included."""
    name, within = identifiers.name(iri)
    if not iri.startswith(_BODY) or within:
        return set()
    return {identifiers.organisation(other) for other in successions.family(name)}


def _told(store: Store, body: str) -> Quads:
    """What is said of the changes of a body."""
    events = {quad.subject for end in _ENDS for quad in store.quads(None, end, ox.NamedNode(body), catalogue.DERIVED)}
    return {quad for event in events for quad in store.quads(event, None, None, catalogue.DERIVED)}  # type: ignore[arg-type]


def _bodies(said: Quads) -> set[str]:
    """The bodies that are described by these statements."""
    return {iri for quad in said if quad.predicate == _LABEL and (iri := _value(quad.subject)).startswith(_BODY)}


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))


_LABEL = ox.NamedNode(str(SKOS.prefLabel))
_BROADER = ox.NamedNode(str(SKOS.broader))
# Not every engine takes it: where all classes are meant, nothing need stand there.
_ALL = "VALUES ?class { UNDEF }"
_OBSERVED = "observed-classes"
_CLASSES = ("printed-classes", _OBSERVED)
_CALLED, _SCHEME = ox.NamedNode(str(RDFS.label)), ox.NamedNode(str(SKOS.inScheme))
_PART_OF = ox.NamedNode(str(ORG.subOrganizationOf))
# What leads from a body or an area to what holds it.
_WITHIN = (ox.NamedNode(str(DCTERMS.spatial)), _BROADER, _PART_OF)
_ENDS = (ox.NamedNode(str(ORG.originalOrganization)), ox.NamedNode(str(ORG.resultingOrganization)))


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
    yield from _held_by(iri)


def _held_by(iri: str) -> Quads:
    """What holds a body by its own name."""
    name, within = identifiers.name(iri)
    above = successions.parent(name) if not within else None
    return _inside([(iri, identifiers.organisation(above))]) if above else set()


def _inside(pairs: Iterable[tuple[str, ...]]) -> Quads:
    return {_say(iri, ORG.subOrganizationOf, _node(holder)) for iri, holder in pairs if iri != holder}


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


def _unsettled(store: Store, documents: Sequence[str]) -> set[str]:
    """The classes whose description may be another one after documents came, with those that hold them.

    One more page that calls a class what most call it changes nothing: to know that, no other page is read.
    """
    found = set[str]()
    # One at a time: of several graphs that are asked as one, the engine looks for each statement in each.
    for document, query in product(documents, _CLASSES):
        for iri, name, _ in _rows(store, query, (document,), classes="UNDEF"):
            said = list(store.quads(ox.NamedNode(iri), None, None, catalogue.DERIVED))
            names = {_value(quad.object) for quad in said if quad.predicate == _CALLED}
            in_tree = any(quad.predicate == _SCHEME for quad in said)
            if not said or (name and name not in names) or (query == _OBSERVED and not in_tree):
                found.add(iri)
    return found | {end for iri in found for quad in _above(iri) for end in (iri, _value(quad.object))}


def _classes(store: Store, among: Collection[str] | None = None) -> Quads:
    """Every class, or those ``among`` these, with its code and the name that most pages give it; those of budgets and accounts as trees of the national list."""
    wanted = "UNDEF" if among is None else " ".join(f"<{iri}>" for iri in sorted(among))
    printed_by_projects, observed = (_rows(store, query, classes=wanted) for query in _CLASSES)
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for iri, name, times in (*printed_by_projects, *observed):
        names[iri][name] += int(times)
    trees = {iri for iri, _, _ in observed}
    trees |= {iri for iri in among or () if any(store.quads(None, _BROADER, ox.NamedNode(iri), catalogue.DERIVED))}
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
