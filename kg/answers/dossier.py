"""The dossier of one thing: a project, a regulation, a unit or a document, found by what a person calls it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pyoxigraph as ox

from kg.answers import ask, policy_lookup, standing, trace
from kg.stores.store import Store
from kg.tables.table import Table, Value, for_json
from ontology.iris import ID

Kind = Literal["project", "policy", "unit", "document"]
FOLDERS: dict[str, Kind] = {"project": "project", "policy": "policy", "organisation": "unit", "document": "document"}
#: How many of the regulations that are cited together with one are listed.
TOGETHER = 20
_ORDINAL = re.compile(r"(?P<file>.+?)[\s#]+(?P<ordinal>\d{1,5})")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that has a dossier; ``where`` tells two of the same name apart."""

    kind: Kind
    iri: str
    name: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the store knows of a thing: single facts, and tables by the name of what they list.

    ``totals`` holds how many rows a table would have that is cut to its first ones.
    """

    thing: Thing
    facts: tuple[tuple[str, Value], ...]
    tables: tuple[tuple[str, Table], ...]
    totals: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As ``kg show --json`` prints it."""
        found: dict[str, Any] = {"kind": self.thing.kind, "iri": self.thing.iri, "name": self.thing.name}
        for name, value in self.facts:
            known = found.get(name)
            if known is None:
                found[name] = for_json(value)
            else:
                found[name] = [*(known if isinstance(known, list) else [known]), for_json(value)]
        for name, table in self.tables:
            found[name] = [dict(zip(table.columns, map(for_json, row), strict=True)) for row in table.rows]
        return found


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
    named = _named(store, words, f"VALUES ?name {{ {ox.Literal(words)} }}")
    if not any(thing.name == words for thing in (*named, *cited)):
        named = _named(store, words)
    if re.fullmatch(r"[^/\\]+\.\w{1,5}", words) and any(thing.kind == "document" for thing in named):
        cited = []
    everything = [*named, *cited]
    whole = [thing for thing in everything if thing.name == words]
    return whole or everything


def _policy(found: policy_lookup.Policy) -> Thing:
    return Thing("policy", found.iri, found.title or found.number or found.iri, found.number or "")


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
    name = next(_names(store, node.value), None)
    if name is None and kind == "document" and store.has_graph(node.value):
        name = short
    return Thing(kind, node.value, name) if name is not None else None


def _names(store: Store, iri: str) -> Iterator[str]:
    for predicate in NAMES.values():
        yield from sorted(name for _, _, name in store.statements(iri, predicate))


NAMES: dict[Kind, str] = {
    "document": "https://w3id.org/policy-kg/ns#fileName",
    "project": "http://www.w3.org/2000/01/rdf-schema#label",
    "unit": "http://www.w3.org/2004/02/skos/core#prefLabel",
}


def _by_ordinal(store: Store, file: str, ordinal: int) -> list[Thing]:
    query = f"""SELECT DISTINCT ?iri ?name ?file {{
      ?source pk:fileName ?file . FILTER(CONTAINS(?file, {ox.Literal(file)}))
      ?iri prov:hadPrimarySource ?source ; pk:ordinal {ordinal} ; rdfs:label ?name
    }} ORDER BY ?file ?iri"""
    rows = ask.select(store, query).rows
    return [Thing("project", str(iri), str(name), f"{where} {ordinal}") for iri, name, where in rows]


def _named(store: Store, words: str, pattern: str | None = None) -> list[Thing]:
    """Projects, units and documents with these words in their names, or with the names that ``pattern`` gives."""
    part = ox.Literal(words)
    queries: tuple[tuple[Kind, str], ...] = (
        (
            "project",
            """?iri rdfs:label ?name ; pk:ordinal ?ordinal ; prov:hadPrimarySource ?source . ?source pk:fileName ?file .
            BIND(CONCAT(?file, " ", STR(?ordinal)) AS ?where)""",
        ),
        ("unit", '?iri skos:prefLabel ?name ; a org:FormalOrganization . BIND("" AS ?where)'),
        ("document", "?iri pk:fileName ?name . OPTIONAL { ?iri dcterms:title ?where }"),
    )
    found: dict[str, Thing] = {}
    for kind, said in queries:
        # Many things have one name: each name is compared once.
        names = pattern or (
            f"{{ SELECT ?name {{ ?named <{NAMES[kind]}> ?name }} GROUP BY ?name HAVING (CONTAINS(?name, {part})) }}"
        )
        table = ask.select(store, f"SELECT DISTINCT ?iri ?name ?where {{ {names} {said} }}")
        for iri, name, where in sorted(table.rows, key=str):
            found.setdefault(str(iri), Thing(kind, str(iri), str(name), str(where or "")))
    return list(found.values())


def dossier(store: Store, thing: Thing, *, places: int | None = None) -> Dossier:
    """All that the store knows of a thing; of the places that cite a policy only the first ``places``, where given."""
    if thing.kind == "policy":
        return _policy_dossier(store, thing, places)
    makers: dict[Kind, Callable[[Store, Thing], Dossier]] = {
        "project": _project_dossier,
        "unit": _unit_dossier,
        "document": _document_dossier,
    }
    return makers[thing.kind](store, thing)


def _query(store: Store, thing: Thing, sparql: str) -> Table:
    # ``$home`` is the graph of the document that a project stands in: with it the engine reads that document only.
    home = f"{ID}document/{thing.iri.removeprefix(ID).split('/')[1]}"
    return ask.select(store, ask.bind(sparql, {"iri": str(ox.NamedNode(thing.iri)), "home": str(ox.NamedNode(home))}))


def _facts(table: Table) -> tuple[tuple[str, Value], ...]:
    """The distinct values of each column, in the order of the columns."""
    pairs = [(name, row[i]) for i, name in enumerate(table.columns) for row in table.rows if row[i] is not None]
    return tuple(dict.fromkeys(pairs))


def _project_dossier(store: Store, thing: Thing) -> Dossier:
    facts = _query(
        store,
        thing,
        """SELECT DISTINCT ?document ?publisher ?ordinal ?units ?amount_yuan ?fiscal_year {
          $iri prov:hadPrimarySource ?source ; pk:ordinal ?ordinal . ?source pk:fileName ?document .
          OPTIONAL { ?source dcterms:publisher ?body OPTIONAL { ?body skos:prefLabel ?publisher } }
          OPTIONAL { $iri pk:implementedBy ?unit OPTIONAL { ?unit skos:prefLabel ?units } }
          OPTIONAL { ?grant schema:fundedItem $iri OPTIONAL { ?grant schema:amount ?a OPTIONAL { ?a schema:value ?amount_yuan } } }
          OPTIONAL { $iri pk:budgetYear ?fiscal_year } }""",
    )
    citations = _query(
        store,
        thing,
        """SELECT DISTINCT ?relation ?number ?title ?articles ?section ?quote ?page ?start ?end {
          ?citation cito:hasCitingEntity $iri ; pk:relation ?relation ; pk:evidence ?place .
          ?place oa:exact ?quote ; oa:start ?start ; oa:end ?end . OPTIONAL { ?place pk:page ?page }
          OPTIONAL { ?citation pk:inSection ?section }
          OPTIONAL { ?citation cito:hasCitedEntity ?policy
            OPTIONAL { ?policy eli:id_local ?number } OPTIONAL { ?policy dcterms:title ?policy_title } }
          OPTIONAL { ?citation dcterms:title ?printed }
          BIND(COALESCE(?policy_title, ?printed) AS ?title)
          OPTIONAL { SELECT ?citation (GROUP_CONCAT(?article; SEPARATOR="、") AS ?articles) {
            ?citation cito:hasCitingEntity $iri ; pk:article ?article } GROUP BY ?citation }
        } ORDER BY ?start""",
    )
    sections = _query(
        store,
        thing,
        """SELECT ?section (SUBSTR(?all, ?start + 1, ?end - ?start) AS ?text) {
          ?part dcterms:isPartOf $iri ; a pk:Section ; rdfs:label ?section ; oa:start ?start ; oa:end ?end .
          $iri prov:hadPrimarySource ?source . ?source pk:text ?all } ORDER BY ?start""",
    )
    tables = (
        ("citations", _paged(citations)),
        ("amounts", _paged(_amounts(store, thing))),
        ("indicators", _indicators(store, thing)),
    )
    return Dossier(thing, _facts(facts), (*tables, ("sections", sections)))


def _paged(table: Table) -> Table:
    """Without the column of the page where no row has one: texts and web pages have no pages."""
    at = table.columns.index("page")
    if any(row[at] is not None for row in table.rows):
        return table
    return Table((*table.columns[:at], *table.columns[at + 1 :]), [(*row[:at], *row[at + 1 :]) for row in table.rows])


def _amounts(store: Store, thing: Thing) -> Table:
    return _query(
        store,
        thing,
        """SELECT DISTINCT ?printed ?amount_yuan ?amount_kind ?per ?printed_level ?page { GRAPH $home {
          ?amount pk:mentionedIn $iri ; a schema:MonetaryAmount ; schema:value ?amount_yuan ; pk:amountKind ?amount_kind .
          OPTIONAL { ?amount pk:printed ?printed } OPTIONAL { ?amount pk:per ?per }
          OPTIONAL { ?amount pk:printedLevel ?printed_level }
          OPTIONAL { ?amount pk:evidence ?place OPTIONAL { ?place oa:start ?start } }
          OPTIONAL { ?amount pk:printed ?printed ; pk:evidence/pk:page ?page }
        } } ORDER BY ?start""",
    )


def _indicators(store: Store, thing: Thing) -> Table:
    return _query(
        store,
        thing,
        """SELECT DISTINCT ?indicator ?comparator ?value ?unit ?printed { GRAPH $home {
          ?iri pk:mentionedIn $iri ; a pk:Indicator ; rdfs:label ?indicator ; pk:comparator ?comparator ;
               schema:value ?value ; pk:printed ?printed .
          OPTIONAL { ?iri schema:unitText ?unit } } } ORDER BY ?indicator""",
    )


def _policy_dossier(store: Store, thing: Thing, limit: int | None) -> Dossier:
    (policy,) = policy_lookup.described(store, [thing.iri])
    found = trace.of_policy(store, policy, limit=limit)
    together = first(ask.ask(store, "co-cited", {"number": thing.iri}))
    tables = (("citing", citing(found.places)), ("together", together))
    return Dossier(thing, policy_facts(store, thing), tables, {} if found.whole else {"citing": found.total})


def policy_facts(store: Store, thing: Thing) -> tuple[tuple[str, Value], ...]:
    """What is known of a policy itself, without what cites it."""
    (policy,) = policy_lookup.described(store, [thing.iri])
    facts: list[tuple[str, Value]] = [("number", policy.number), ("title", policy.title)]
    facts += [("other_title", title) for title in policy.other_titles]
    facts += [("issuers", issuer) for issuer in policy.issuers]
    kind = _query(store, thing, "SELECT ?policy_kind { $iri eli:type_document ?policy_kind }")
    facts += [("policy_kind", row[0]) for row in kind.rows]
    for name, predicate in (("from_date", standing.FIRST_DAY), ("to_date", standing.LAST_DAY)):
        days = {day for _, _, day in store.statements(thing.iri, predicate, graph=policy_lookup.DERIVED)}
        facts += [(name, day) for day in sorted(days)]
    facts += [("status", standing.of(store, thing.iri).status)]
    facts += [("projects", policy.projects), ("citations", policy.citations)]
    facts += [("identified_by", "title" if policy.provisional else "number")]
    return tuple(pair for pair in facts if pair[1] is not None)


def citing(places: Iterable[trace.Place]) -> Table:
    """The places that cite a policy, as its dossier lists them."""
    return Table(
        ("citing", "units", "amount_yuan", "fiscal_year", "section", "relation", "quote", "document"),
        [
            (p.citing, "、".join(p.units), p.amount_yuan, p.fiscal_year, p.section, p.relation, p.quote, p.document)
            for p in places
        ],
    )


def first(together: Table) -> Table:
    """Of the regulations that are cited together with one, those that are most often."""
    return Table(together.columns, together.rows[:TOGETHER])


def _unit_dossier(store: Store, thing: Thing) -> Dossier:
    projects = _query(
        store,
        thing,
        """SELECT DISTINCT ?project ?amount_yuan ?fiscal_year ?document ?iri {
          ?iri pk:implementedBy $iri ; rdfs:label ?project ; prov:hadPrimarySource ?source . ?source pk:fileName ?document .
          OPTIONAL { ?iri pk:budgetYear ?fiscal_year }
          OPTIONAL { ?grant schema:fundedItem ?iri OPTIONAL { ?grant schema:amount ?a OPTIONAL { ?a schema:value ?amount_yuan } } }
        } ORDER BY ?fiscal_year ?document ?project""".replace("?iri", "?thing"),
    )
    projects = Table((*projects.columns[:-1], "iri"), projects.rows)
    tasks = _query(
        store,
        thing,
        """SELECT DISTINCT ?role ?task ?document {
          { ?thing pk:leadUnit $iri . BIND(pk:LeadUnit AS ?role) }
          UNION { ?thing pk:participatingUnit $iri . BIND(pk:ParticipatingUnit AS ?role) }
          ?thing rdfs:label ?task ; prov:hadPrimarySource ?source . ?source pk:fileName ?document } ORDER BY ?role ?document ?task""",
    )
    documents = _query(
        store,
        thing,
        """SELECT DISTINCT ?document ?title ?fiscal_year { ?source dcterms:publisher $iri ; pk:fileName ?document .
          OPTIONAL { ?source dcterms:title ?title } OPTIONAL { ?source pk:budgetYear ?fiscal_year } } ORDER BY ?document""",
    )
    issued = _query(
        store,
        thing,
        """SELECT DISTINCT ?number ?title ?citations { ?policy eli:passed_by $iri ; pk:citationCount ?citations .
          OPTIONAL { ?policy eli:id_local ?number } OPTIONAL { ?policy dcterms:title ?title } } ORDER BY ?number ?title""",
    )
    tables = (("projects", projects), ("tasks", tasks), ("documents", documents), ("policies", issued))
    return Dossier(thing, (), tables)


def _document_dossier(store: Store, thing: Thing) -> Dossier:
    facts = _query(
        store,
        thing,
        """SELECT DISTINCT ?title ?document_kind ?publisher ?fiscal_year ?declared_count ?declared_total ?path ?extractor ?sha256 {
          $iri pk:sha256 ?sha256 .
          OPTIONAL { $iri dcterms:title ?title } OPTIONAL { $iri pk:documentKind ?document_kind }
          OPTIONAL { $iri dcterms:publisher ?body OPTIONAL { ?body skos:prefLabel ?publisher } }
          OPTIONAL { $iri pk:budgetYear ?fiscal_year } OPTIONAL { $iri pk:path ?path }
          OPTIONAL { $iri pk:declaredCount ?declared_count }
          OPTIONAL { $iri pk:declaredTotal ?total OPTIONAL { ?total schema:value ?declared_total } }
          OPTIONAL { $iri pk:extractorVersion ?extractor } }""",
    )
    projects = _query(
        store,
        thing,
        """SELECT DISTINCT ?ordinal ?project ?amount_yuan ?thing {
          ?thing prov:hadPrimarySource $iri ; pk:ordinal ?ordinal ; rdfs:label ?project .
          OPTIONAL { ?grant schema:fundedItem ?thing OPTIONAL { ?grant schema:amount ?a OPTIONAL { ?a schema:value ?amount_yuan } } }
        } ORDER BY ?ordinal""",
    )
    projects = Table((*projects.columns[:-1], "iri"), projects.rows)
    cited = _query(
        store,
        thing,
        """SELECT ?number ?title (COUNT(DISTINCT ?citation) AS ?citations) {
          ?place dcterms:isPartOf $iri . ?citation pk:evidence ?place ; cito:hasCitedEntity ?policy .
          OPTIONAL { ?policy eli:id_local ?number } OPTIONAL { ?policy dcterms:title ?title }
        } GROUP BY ?policy ?number ?title ORDER BY DESC(?citations) ?number ?title""",
    )
    tasks = _query(
        store, thing, "SELECT DISTINCT ?task { ?thing prov:hadPrimarySource $iri ; a pk:Task ; rdfs:label ?task }"
    )
    tables = (("projects", projects), ("policies", cited), ("tasks", tasks), ("indicators", _indicators(store, thing)))
    return Dossier(thing, _facts(facts), tables)
