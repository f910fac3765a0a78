"""The dossier of one thing: a project, a regulation, a unit, an area or a document, found by what a person calls it.

``kg show``, the pages of the site and the panel of the picture print the same facts (:mod:`kg.answers.facts`); tables come from
``queries/dossier/``.  A table about places in a document has the columns ``start`` and ``end``: offsets of its text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pyoxigraph as ox

import queries
from kg.answers import ask, evidence, facts, former_iris, policy_lookup, trace, unit_budgets
from kg.answers.facts import Kind, Term, Thing
from kg.answers.policy_lookup import FoundPolicy
from kg.answers.trace import CitingPlace
from kg.stores.store import Store
from kg.tables.table import Table, Value, for_json, objects
from loaders.rdf import identifiers
from ontology.iris import ID

FOLDERS: dict[str, Kind] = {
    "project": "project", "policy": "policy", "organisation": "unit", "area": "area", "document": "document"
}  # fmt: skip
#: The tables of each kind of thing by their queries, and the columns of each that ``kg show`` prints (none: the site alone shows it).
TABLES: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    "project": {
        "amounts": ("printed", "amount_yuan", "amount_kind", "per", "printed_level", "page"),
        "shares": (),
        "indicators": ("indicator", "comparator", "value", "unit", "printed"),
        "project-funds": ("fund", "initial_yuan", "planned_yuan", "executed_yuan", "weight", "score"),
        "project-performance": ("indicator_group", "indicator", "target", "actual", "weight", "score"),
        "sections": ("section", "text"),
    },
    "unit": {
        "unit-projects": ("project", "amount_yuan", "fiscal_year", "document", "iri"),
        "unit-money": (),
        "unit-inside": ("unit", "amount_yuan", "projects", "own_amount_yuan", "own_projects"),
        "unit-affiliations": ("unit", "part_of", "printed", "document", "page"),
        "unit-budgets": (
            "fiscal_year",
            "title",
            "income_yuan",
            "expenditure_yuan",
            "basic_yuan",
            "project_yuan",
            "public_expenses_yuan",
        ),
        "unit-tasks": ("role", "task", "document"),
        "unit-documents": ("document", "title", "fiscal_year"),
        "unit-policies": ("number", "title", "citations"),
    },
    "area": {
        "area-money": ("fiscal_year", "amount_yuan", "projects", "own_amount_yuan", "own_projects"),
        "area-parts": ("area", "documents", "projects"),
        "area-projects": ("project", "amount_yuan", "fiscal_year", "area", "document", "iri"),
        "area-documents": ("document", "title", "fiscal_year", "area"),
        "area-policies": ("number", "title", "projects", "area"),
    },
    "document": {
        "document-projects": ("ordinal", "project", "amount_yuan", "iri"),
        "document-policies": ("number", "title", "citations"),
        "document-tasks": ("task",),
        "amounts": (),
        "shares": (),
        "indicators": ("indicator", "comparator", "value", "unit", "printed"),
    },
}
#: Columns that few kinds of documents have: a table of which no row has a value is shown without them.
SELDOM = (
    *("page", "per", "printed_level", "unit"),
    *("initial_yuan", "planned_yuan", "executed_yuan", "actual", "weight", "score"),
)
#: What the dossier of a policy says of the places that cite it.
CITING = ("citing", "units", "amount_yuan", "fiscal_year", "section", "relation", "quote", "document")
#: How many of the regulations that are cited together with one are listed.
TOGETHER = 20
#: A regulation with the places that cite it; its IRI is blank where the words could not be taken for one.
CitedPolicy = tuple[Thing, list[CitingPlace]]
#: What a fact is called, its value, and the IRI of the thing that the value names, where it names one.
Fact = tuple[str, Value, str | None]
_ORDINAL = re.compile(r"(?P<file>.+?)[\s#]+(?P<ordinal>\d{1,5})")


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the store knows of a thing: single facts, and tables by the name of what they list.

    ``totals`` holds how many rows a table would have that is cut to its first ones; ``cited`` is what a project cites.
    """

    thing: Thing
    facts: tuple[Fact, ...]
    tables: tuple[tuple[str, Table], ...]
    totals: Mapping[str, int] = field(default_factory=dict)
    cited: tuple[CitedPolicy, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As ``kg show --json`` prints it."""
        found: dict[str, Any] = {"kind": self.thing.kind, "iri": self.thing.iri, "name": self.thing.name}
        for name, value, _ in self.facts:
            known = found.get(name)
            if known is None:
                found[name] = for_json(value)
            else:
                found[name] = [*(known if isinstance(known, list) else [known]), for_json(value)]
        for name, table in self.tables:
            found[name] = objects(table)
        return found


def table(found: Iterable[Thing]) -> Table:
    """The things that some words may mean, a row each."""
    return Table(("thing", "name", "where", "iri"), [(one.kind, one.name, one.where, one.iri) for one in found])


def find(store: Store, words: str) -> list[Thing]:
    """What ``words`` may mean: an IRI or the end of one, ``FILE ORDINAL``, a number, a name, or part of a name.

    A name that is whole beats all names that only contain it.
    """
    words = words.strip()
    if not words:
        return []
    by_iri = _by_iri(store, words)
    if by_iri is not None:
        return [by_iri]
    match = _ORDINAL.fullmatch(words)
    if match and (projects := _by_ordinal(store, match["file"], int(match["ordinal"]))):
        return projects
    cited = [_policy(found) for found in policy_lookup.find(store, words)]
    if policy_lookup.is_number(words):
        return cited
    # Names that are the words themselves are looked up; to find those that contain them, all names are read.
    named = _named(store, "dossier/find-whole", words)
    whole_names = set(named)
    if not named and not any(thing.name == words for thing in cited):
        named = _named(store, "dossier/find-part", words)
    if re.fullmatch(r"[^/\\]+\.\w{1,5}", words) and any(thing.kind == "document" for thing in named):
        cited = []
    everything = [*named, *cited]
    named_so = [thing for thing in everything if thing in whole_names or thing.name == words]
    return named_so or everything


def _policy(found: FoundPolicy) -> Thing:
    return Thing("policy", found.iri, found.heading, found.number or "")


def _by_iri(store: Store, words: str) -> Thing | None:
    short = words.removeprefix(ID)
    kind = FOLDERS.get(short.split("/", 1)[0])
    if kind is None or "/" not in short:
        return None
    try:
        node = ox.NamedNode(ID + short)
    except ValueError:
        return None
    if kind == "policy":
        known = policy_lookup.described(store, [node.value])
        return _policy(known[0]) if known else None
    name = facts.names(store.select, [node.value]).get(node.value)
    if name is None and (now := former_iris.successor(store, node.value)):
        return _by_iri(store, now)
    if name is None and kind == "document" and store.has_graph(node.value):
        name = short
    return Thing(kind, node.value, name) if name is not None else None


def _by_ordinal(store: Store, file: str, ordinal: int) -> list[Thing]:
    query = queries.bound("dossier/find-ordinal", file=str(ox.Literal(file)), ordinal=str(ordinal))
    rows = ask.select(store, query).rows
    return [Thing("project", str(iri), str(name), f"{where} {ordinal}") for iri, name, where in rows]


def _named(store: Store, query: str, words: str) -> list[Thing]:
    """Projects, units, areas and documents with these words in their names: in those of their files, where they are documents.

    A body or an area that has another name is called by that, and ``where`` is the one with the words in it.
    """
    rows = sorted(ask.select(store, queries.bound(query, words=str(ox.Literal(words)))).rows, key=str)
    called = facts.names(store.select, list(dict.fromkeys(str(iri) for kind, iri, _, _ in rows if kind != "project")))
    found: dict[str, Thing] = {}
    for kind, iri, name, where in (tuple(map(str, row)) for row in rows):
        known = called.get(iri, name)
        thing = Thing(cast(Kind, kind), iri, known, where or (name if name != known else ""))
        # Its own name comes before the others that have the words in them.
        found[iri] = thing if name == known else found.get(iri, thing)
    return sorted(found.values(), key=lambda thing: list(TABLES).index(thing.kind))


def dossier(store: Store, thing: Thing, *, places: int | None = None) -> Dossier:
    """What ``kg show`` prints of a thing; of the places that cite a policy only the first ``places``, where given."""
    if thing.kind == "policy":
        return _of_policy(store, thing, places)
    known = whole(store, thing)
    wanted = {_called(name): columns for name, columns in TABLES[thing.kind].items()}
    tables = []
    for name, table in known.tables:
        columns = wanted.get(name, table.columns)
        if name == "budgets":
            table = unit_budgets.told_once(table)
        if columns:
            rows = dict.fromkeys(table.only(columns).rows)
            tables.append((name, Table(columns, list(rows)).filled(("page",))))
    return replace(known, tables=tuple(tables))


def whole(store: Store, thing: Thing, left_out: Collection[str] = ()) -> Dossier:
    """All that the store knows of a project, a unit, an area or a document, with the offsets of each place; without the tables ``left_out``."""
    home = thing.iri if thing.kind != "project" else identifiers.home(thing.iri)
    if not has_parts(store, thing):
        # Few bodies hold others, and an engine reads all projects to find that out.
        left_out = {*left_out, "unit-inside"}
    tables = [
        (_called(name), ask.stored(store, f"dossier/{name}", iri=thing.iri, home=home))
        for name in TABLES[thing.kind]
        if name not in left_out
    ]
    if thing.kind != "project":
        return Dossier(thing, _OF[thing.kind](store, thing.iri) if thing.kind in _OF else (), tuple(tables))
    citations, cited = _cited(store, thing.iri)
    return Dossier(thing, _of_project(store, thing.iri), (("citations", citations), *tables), cited=cited)


def has_parts(store: Store, thing: Thing) -> bool:
    """Whether an area holds others, or a body does."""
    link = {"area": "within", "unit": "part_of"}.get(thing.kind)
    return link is not None and any(store.statements(None, facts.PROPERTIES[link], ox.NamedNode(thing.iri)))


def _called(query: str) -> str:
    return query.rpartition("-")[2]


# ---- facts


def _facts(store: Store, held: facts.Stated, wanted: Iterable[str]) -> tuple[Fact, ...]:
    """What is stated of one thing: values as Python has them, things by what they are called."""
    found = [(name, term) for name in wanted for term in held[name]]
    called = facts.names(store.select, sorted({term.value for _, term in found if _is_thing(term)}))
    return tuple(
        (name, called.get(term.value, facts.tail(term.value)), term.value)
        if _is_thing(term)
        else (name, ask.value(term), None)
        for name, term in found
    )


def _is_thing(term: Term) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(ID)


def _of_project(store: Store, iri: str) -> tuple[Fact, ...]:
    held = facts.stated(
        store.select, [iri, identifiers.home(iri)], ("document", "publisher", "ordinal", "units", "fiscal_year")
    )
    where = [
        (name, value, identifiers.home(iri) if name == "document" else named)
        for name, value, named in _facts(store, held[identifiers.home(iri)], ("document", "publisher"))
    ]
    granted = facts.grants(store.select, [iri]).get(iri, ())
    money = dict.fromkeys(("amount_yuan", grant.yuan, None) for grant in granted)
    own = _facts(store, held[iri], ("ordinal", "units"))
    return (*where, *own, *money, *_facts(store, held[iri], ("fiscal_year",)))


def _of_document(store: Store, iri: str) -> tuple[Fact, ...]:
    held = facts.stated(store.select, [iri])[iri]
    totals = facts.amounts(store.select, [term.value for term in held["declared_total"]])
    return (
        *_facts(store, held, ("title", "document_kind", "area", "publisher", "fiscal_year", "declared_count")),
        *(("declared_total", yuan, None) for yuan in totals.values()),
        *_facts(store, held, ("document", "path", "extractor", "sha256")),
    )


def _of_area(store: Store, iri: str) -> tuple[Fact, ...]:
    return _facts(store, facts.stated(store.select, [iri])[iri], ("area_code", "level", "within"))


def _of_unit(store: Store, iri: str) -> tuple[Fact, ...]:
    """What holds a body, and as what it was before or went on; a change of its name is no thing with a page of its own."""
    changes = [str(label) for label, _ in ask.stored(store, "dossier/unit-changes", iri=iri).rows]
    held = _facts(store, facts.stated(store.select, [iri])[iri], ("part_of",))
    return (*held, *(("renamed", label, None) for label in changes))


_OF = {"document": _of_document, "area": _of_area, "unit": _of_unit}


def policy_facts(policy: FoundPolicy) -> tuple[Fact, ...]:
    """What is known of a policy itself, without what cites it."""
    named: list[tuple[str, Iterable[Value]]] = [
        ("number", [policy.number]),
        ("title", [policy.title]),
        ("other_title", policy.said("other_title")),
        ("issuers", policy.issuers),
        *((name, policy.said(name)) for name in ("issuer_reason", "policy_kind", "dated", "from_date", "to_date")),
        ("status", [policy.standing.status]),
        ("projects", [policy.projects]),
        ("citations", [policy.citations]),
        ("identified_by", ["title" if policy.provisional else "number"]),
    ]
    return tuple((name, value, None) for name, values in named for value in values if value is not None)


# ---- citations


def _cited(store: Store, project: str) -> tuple[Table, tuple[CitedPolicy, ...]]:
    """What a project cites, in the order of its text: a table with a row a place, and the regulations with their places."""
    rows = ask.stored(store, "dossier/citations", iri=project).rows
    quotes = evidence.quotes(store.select, [str(row[-1]) for row in rows])
    places = [(quotes[str(row[-1])], row) for row in rows if str(row[-1]) in quotes]
    found: dict[str, CitedPolicy] = {}
    names: dict[str, tuple[str | None, str | None]] = {}
    lines: list[tuple[Value, ...]] = []
    for said, row in sorted(places, key=lambda one: (one[0].start, str(one[1][0]))):
        _, iri, number, title, printed, relation, section, guess, articles, _ = (
            None if value is None else str(value) for value in row
        )
        key = iri or f"{number}{printed}"
        number, named = names.setdefault(key, (number, title or printed))
        policy = Thing("policy", iri or "", named or number or "", (number or "") if named else "")
        _, held = found.setdefault(key, (policy, []))
        listed = tuple(sorted(articles.split("、"))) if articles else ()
        one = CitingPlace(project, said, relation or "", section, guess, listed)
        if one not in held:
            held.append(one)
            shown = (named, "、".join(listed) or None, section, said.exact, said.page, said.start, said.end)
            lines.append((relation, number, *shown))
    columns = ("relation", "number", "title", "articles", "section", "quote", "page", "start", "end")
    return Table(columns, sorted(lines, key=lambda row: row[-2:])).filled(("page",)), tuple(found.values())


# ---- policies


def _of_policy(store: Store, thing: Thing, limit: int | None) -> Dossier:
    (policy,) = policy_lookup.described(store, [thing.iri])
    found = trace.of_policy(store, policy, limit=limit)
    together = first(ask.ask(store, "co-cited", {"number": thing.iri}))
    tables = (("citing", citing(found.places)), ("together", together))
    return Dossier(thing, standing_facts(store, policy), tables, {} if found.whole else {"citing": found.total})


def standing_facts(store: Store, policy: FoundPolicy) -> tuple[Fact, ...]:
    """What is known of a policy itself, and beside its status what repeals it."""
    said = list(policy_facts(policy))
    behind = next(at for at, fact in enumerate(said) if fact[0] == "projects")
    said[behind:behind] = _repealed_by(store, policy.iri)
    return tuple(said)


def _repealed_by(store: Store, iri: str) -> tuple[Fact, ...]:
    """What repeals a policy, whatever a register says of its status: 现行有效 was true on the day of the register."""
    found: dict[str, Fact] = {}
    for row in ask.stored(store, "dossier/repealed-by", iri=iri).rows:
        number, title, later = (None if value is None else str(value) for value in row)
        key = number or title or later or ""
        if key not in found or later:
            found[key] = ("repealed_by", policy_lookup.called(number, title) or facts.tail(key), later)
    return tuple(found.values())


def citing(places: Iterable[CitingPlace]) -> Table:
    """The places that cite a policy, as its dossier lists them."""
    return trace.table(places, CITING)


def first(together: Table) -> Table:
    """Of the regulations that are cited together with one, those that are most often."""
    return Table(together.columns, together.rows[:TOGETHER])
