"""The rows of all tables, one document after the other: what is held in memory does not grow with the projects.

Things are numbered in the order of their IRIs, documents before what is in them, so the same documents give the same tables.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import pyoxigraph as ox

import queries
from kg.maintenance.relational import dictionary
from kg.maintenance.relational.dictionary import RDF_TYPE, Field, PathStep, TableDefinition
from kg.stores.store import Row, Store, Term
from kg.tables import table as tables
from kg.tables.language import user_language
from kg.tables.table import Value
from ontology.iris import NS

if TYPE_CHECKING:
    from kg.auditing.audited import Audited
    from kg.auditing.check_rows import Check

#: A row, with the name of its table.
Told = tuple[str, tuple[Value, ...]]
# So many shared things are described together.
_TOGETHER = 500
_NONE: tuple[Term, ...] = ()


def rows(store: Store, jobs: int = 1) -> Iterator[Told]:
    """Every row of every table, as it becomes known; ``jobs`` processes audit."""
    writer = _Rows(store)
    yield from writer.shared()
    audits = _audits(store, writer.documents, jobs)
    audited = next(audits, None)
    for iri in writer.documents:
        yield from writer.document(iri)
        # A document of which the catalogue knows no file is not audited.
        if audited is not None and audited.iri == iri:
            yield from writer.findings(iri, audited)
            audited = next(audits, None)


def _audits(store: Store, documents: list[str], jobs: int) -> Iterator[Audited]:
    from kg.auditing import accepted, audit

    known = accepted.of(store.path) if store.path else {}
    for one in audit.by_processes(store, documents, user_language(), jobs=jobs, texts=False):
        yield accepted.applied(one, known, frozenset()) if known else one


class _Things:
    """What is said of some things: a subject's properties with their values, and backwards."""

    def __init__(self, said: Iterable[Row]) -> None:
        self.of: defaultdict[str, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._back: dict[str, defaultdict[str, list[Term]]] = {}
        for subject, prop, value in said:
            self.of[subject.value][prop.value].append(value)  # type: ignore[union-attr, arg-type]

    def step(self, start: Iterable[Term], step: PathStep) -> list[Term]:
        if not step.repeated:
            return [value for term in start for value in self._next(_text(term), step)]
        found: dict[Term, None] = {}
        waiting = list(start)
        while waiting:
            values = [value for term in waiting for value in self._next(_text(term), step)]
            waiting = [value for value in values if value not in found]
            found.update(dict.fromkeys(values))
        return list(found)

    def _next(self, iri: str, step: PathStep) -> Iterable[Term]:
        if not step.backwards:
            return self.of[iri].get(step.prop, _NONE) if iri in self.of else _NONE
        if step.prop not in self._back:
            back = self._back[step.prop] = defaultdict(list)
            for subject, said in self.of.items():
                for value in said.get(step.prop, _NONE):
                    back[_text(value)].append(ox.NamedNode(subject))
        return self._back[step.prop].get(iri, _NONE)


class _Rows:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.keys: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self.numbered: defaultdict[str, int] = defaultdict(int)
        self.documents = self.things(dictionary.named("documents"))
        self.number("documents", self.documents)
        self.inner = [one for one in dictionary.relations() if one.found == "document"]

    def things(self, relation: TableDefinition) -> list[str]:
        """The IRIs of the things that are its rows."""
        found = self.store.rows(queries.bound("export/of-class", classes=_listed(relation.classes)))
        return sorted(iri for iri in (_text(row[0]) for row in found) if iri.startswith(relation.prefix))

    def number(self, table: str, iris: Iterable[str]) -> None:
        for iri in iris:
            self.numbered[table] += 1
            self.keys[table][iri] = self.numbered[table]

    def shared(self) -> Iterator[Told]:
        """The rows of what many documents share: areas, bodies, policies and what joins them."""
        chosen = [relation for relation in dictionary.relations() if relation.found == "shared"]
        held = {relation.name: self.things(relation) for relation in chosen if relation.classes}
        for relation in chosen:
            if relation.key:
                self.number(relation.name, held[relation.name])
        joined = [relation for relation in chosen if relation.statements]
        properties = ", ".join(f"<{one}>" for one in dictionary.properties("shared"))
        for relation in chosen:
            every = held.get(relation.name, [])
            for some in (every[start : start + _TOGETHER] for start in range(0, len(every), _TOGETHER)):
                bound = queries.bound("export/described", things=_listed(some), properties=properties)
                things = _Things(self.store.rows(bound))
                for one in (relation, *(joined if relation.key else ())):
                    for subject, given in _given(one, things, some):
                        yield one.name, self.row(one, things, subject, given)

    def document(self, iri: str) -> Iterator[Told]:
        """The rows of a document and of what it says."""
        properties = ", ".join(f"<{one}>" for one in dictionary.properties("document"))
        things = _Things(
            self.store.rows(queries.bound("export/of-document", document=f"<{iri}>", properties=properties))
        )
        classes: defaultdict[str, list[str]] = defaultdict(list)
        for subject, said in things.of.items():
            for kind in said.get(RDF_TYPE, _NONE):
                classes[_text(kind)].append(subject)
        held = {
            one.name: sorted((iri for kind in one.classes for iri in classes[kind]), key=_natural) for one in self.inner
        }
        for relation in self.inner:
            if relation.key and relation.name != "documents":
                self.keys[relation.name].clear()
                self.number(relation.name, held[relation.name])
        for relation in self.inner:
            stating = (iri for iri, said in things.of.items() if not said.keys().isdisjoint(relation.statements))
            named = sorted(stating, key=_natural) if relation.statements else held[relation.name]
            for subject, given in _given(relation, things, named):
                yield relation.name, self.row(relation, things, subject, {"graph": ox.NamedNode(iri), **given})

    def row(self, relation: TableDefinition, things: _Things, iri: str, given: Mapping[str, Term]) -> tuple[Value, ...]:
        return tuple(self.value(relation, field, things, iri, given) for field in relation.fields)

    def value(
        self, relation: TableDefinition, field: Field, things: _Things, iri: str, given: Mapping[str, Term]
    ) -> Value:
        if field.type == "key":
            return self.keys[relation.name][iri]
        terms: list[Term] = [ox.NamedNode(iri)]
        for step in field.path:
            terms = [given[step.prop]] if step.prop in given else things.step(terms, step)
        if field.refers:
            keys = self.keys[field.refers]
            return min((keys[text] for text in map(_text, terms) if text in keys), default=None)
        return converted(field, terms)

    def findings(self, iri: str, audited: Audited) -> Iterator[Told]:
        """The rows of what the audit finds in a document."""
        from kg.auditing.report.check_table import NOTED

        relation = dictionary.named("findings")
        ordinals = {iri.rpartition("/")[2]: number for iri, number in self.keys["projects"].items()}
        for check in audited.checks:
            if check.verdict in NOTED:
                self.numbered[relation.name] += 1
                known = _of_check(check, self.keys["documents"][iri], ordinals.get(str(check.project)))
                known["number"] = self.numbered[relation.name]
                yield relation.name, tuple(known[field.source] for field in relation.fields)


def _given(relation: TableDefinition, things: _Things, iris: Iterable[str]) -> Iterator[tuple[str, dict[str, Term]]]:
    """The thing of each row, with what a source may begin with: the thing, or the parts of the statement that the row is."""
    for iri in iris:
        thing = ox.NamedNode(iri)
        if not relation.statements:
            yield iri, {"iri": thing}
        for prop in relation.statements:
            for value in sorted(things.step([thing], PathStep(prop, False, False)), key=str):
                yield iri, {"subject": thing, "property": ox.NamedNode(prop), "value": value}


def _of_check(check: Check, document: int, project: int | None) -> dict[str, Value]:
    known: dict[str, Value] = {name: getattr(check, name) or None for name in _WORDS}
    known |= {"graph": document, "project": project, "start": None, "end": None, "quote": None}
    known["rule"] = check.finding.code if check.finding else check.check
    for last in check.evidence[-1:]:
        known |= {"start": last.start, "end": last.end, "quote": last.surface}
    return known


_WORDS = ("id", "verdict", "stated", "computed", "difference", "unit", "formula", "note", "accepted")


def converted(field: Field, terms: Iterable[Term]) -> Value:
    """What a column holds of these values: None where there is none that its type can hold."""
    texts = sorted({_text(term) for term in terms})
    if field.type == "boolean":
        return (field.how == "!") != (bool(texts) and texts != ["false"])
    if field.how in ("start", "end"):
        places = [tuple(map(int, match.groups())) for match in map(_PLACE.search, texts) if match]
        return min(places)[field.how == "end"] if places else None
    if field.how == "all":
        return "、".join(texts) or None
    return next((value for value in map(_READ[field.type], texts) if value is not None), None)


_PLACE = re.compile(r"#char=(\d{1,18}),(\d{1,18})\Z")


def _integer(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    # What DECIMAL(28, 4) holds.
    return number if number.is_finite() and abs(number) < _TOO_LARGE else None


_TOO_LARGE = Decimal(10) ** 24


def _date(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def _concept(iri: str) -> str | None:
    """The notation of a concept of ours; of any other name its last part."""
    return str(tables.for_json(iri)) if iri.startswith(NS) else re.split("[/#]", iri)[-1] or None


def _words(text: str) -> str | None:
    return text.replace("\x00", "") or None


_READ = {"text": _words, "concept": _concept, "integer": _integer, "decimal": _decimal, "date": _date}


def _natural(iri: str) -> list[tuple[int, str]]:
    """Orders …/2 before …/10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"([0-9]{1,18})", iri)]


def _listed(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)


def _text(term: Term | None) -> str:
    return "" if term is None or isinstance(term, ox.Triple) else term.value
