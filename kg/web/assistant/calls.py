"""What each tool does: it asks what the command of that name asks, and says which command that is."""

from __future__ import annotations

import shlex
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

import queries
from kg.answers import ask, dossier, evidence, facts, policy_lookup, trace
from kg.answers import chain as chains
from kg.answers.policy_lookup import NoSuchPolicy
from kg.tables.messages import UserError, in_language
from kg.tables.table import Table, Value
from kg.web.assistant.tool_answer import AnswerList, ToolAnswer
from kg.web.query_worker import Answer, Job
from loaders.source import page_at

if TYPE_CHECKING:
    from kg.answers.facts import Thing
    from kg.answers.policy_lookup import FoundPolicy
    from kg.answers.trace import Trace
    from kg.auditing.audit import Auditor
    from kg.stores.store import Store
    from kg.tables.language import Language
    from kg.web.state import State

#: Of a trace: what ``kg trace --csv`` has, and which things these are.
_CITING = (
    "citing", "units", "amount_yuan", "document", "publisher", "fiscal_year", "section", "relation", "quote", "page", "start", "end"
)  # fmt: skip
_TABLES = ("application/sparql-results+json", 1.0)
_GRAPHS = ("application/n-triples", 0.9)
# An area of more projects is too large for its list to be made at once.
_LARGE = 5_000
# What ``kg search --limit`` takes, which has no ``--skip``.
_MOST_HITS = 10_000
#: Seconds that somebody waits for the whole of a list before its first rows are asked for alone.
_PATIENCE = 1.0


class SeveralThings(UserError):
    """Words fit several things; ``candidates`` are these."""

    def __init__(self, sentence: str, candidates: Table) -> None:
        self.candidates = candidates
        super().__init__(sentence)


class Calls:
    """Answers tools from the state of a site: the same store, processes and limits."""

    def __init__(self, state: State, lang: Language) -> None:
        self.state = state
        self.lang = lang
        # Lists that take too long to be made whole, each with the state of the store in which it did.
        self._long: dict[str, Store] = {}
        self._of: Mapping[str, Callable[..., ToolAnswer]] = {
            "trace": self.trace, "search": self.search, "show": self.show, "chain": self.chain, "audit": self.audit,
            "list_queries": self.list_queries, "query": self.query, "sparql": self.sparql, "sources": self.sources,
        }  # fmt: skip

    def answer(self, tool: str, arguments: Mapping[str, Any]) -> ToolAnswer:
        """The answer of a tool to arguments that fit it."""
        return self._of[tool](**arguments)

    def warm(self) -> None:
        """Have all processes read their modules and open the store before a query needs them."""
        for _ in range(self.state.settings.workers):
            self.state.queries.enter(Job("ASK { }", (_TABLES,)), "warm")

    def trace(self, regulation: str, limit: int, skip: int) -> ToolAnswer:
        """``kg trace``."""
        store = self.state.store()
        policy = _policy(store, regulation)
        found = trace.of_policy(store, policy, limit=limit, skip=skip)
        return ToolAnswer(
            asked=_asked("trace", regulation, limit=limit, skip=skip),
            facts=_facts(dossier.standing_facts(store, policy), policy.iri),
            lists=[_places(found)],
        )

    def search(self, words: str, kinds: Sequence[str] | None, limit: int, skip: int) -> ToolAnswer:
        """``kg search``."""
        options: dict[str, Any] = {"kinds": tuple(kinds)} if kinds else {}
        found = self.state.search(words, limit=limit, skip=skip, **options)
        table = found.table()
        where = {i: (hit.said.file, hit.said.page) for i, hit in enumerate(found.hits) if hit.said is not None}
        rows = [(*row, *where.get(i, (None, None))) for i, row in enumerate(table.rows)]
        seldom = ("where", "quote", "start", "end", "document", "page")
        table = Table((*table.columns, "document", "page"), rows).filled(seldom)
        return ToolAnswer(
            asked=_asked("search", words, limit=min(limit + skip, _MOST_HITS), **options),
            facts=[(kind, count) for kind, count in found.totals.items()],
            lists=[AnswerList("hits", table, sum(max(0, count - skip) for count in found.totals.values()))],
        )

    def show(self, thing: str, limit: int) -> ToolAnswer:
        """``kg show``, with the quotes of what it lists."""
        store = self.state.store()
        found = _thing(store, thing)
        asked = _asked("show", found.iri)
        if found.kind == "policy":
            policy = _policy(store, found.iri)
            told = trace.of_policy(store, policy, limit=limit)
            together = ask.ask(store, "co-cited", {"number": policy.iri})
            lists = [_places(told), AnswerList.cut("together", together, limit)]
            return ToolAnswer(asked=asked, facts=_facts(dossier.standing_facts(store, policy), policy.iri), lists=lists)
        many = _projects_of_large(store, found)
        whole = dossier.whole(store, found, ("area-projects",) if many else ())
        lists = [AnswerList.cut(name, table, limit) for name, table in whole.tables if len(table)]
        if many:
            lists.append(AnswerList("projects", Table((), ()), many))
        return ToolAnswer(
            asked=asked,
            facts=_facts([("name", found.name, None), *whole.facts], found.iri),
            lists=[_quoted(store, one) for one in lists],
            notes=["The projects of so large an area are not listed here: show one of its parts."] if many else [],
        )

    def chain(self, regulation: str, direction: str, depth: int, limit: int) -> ToolAnswer:
        """``kg chain``."""
        store = self.state.store()
        policy = _policy(store, regulation)
        found = chains.chain(store, policy, up=direction != "down", down=direction != "up", depth=depth, most=limit)
        options = {} if direction == "both" else {direction: True}
        more = sum(step.more for start in (found.up, found.down) if start for step in start.walk())
        one = AnswerList.cut("steps", found.table(), limit)
        notes = [f"{more:,} more projects rest on these regulations: trace lists those of each."] if more else []
        return ToolAnswer(
            asked=_asked("chain", regulation, depth=depth, **options),
            facts=_facts(dossier.standing_facts(store, policy), policy.iri),
            lists=[_quoted(store, one)],
            notes=notes,
        )

    def audit(self, thing: str, all: bool, limit: int, skip: int) -> ToolAnswer:
        """``kg audit`` of a document or a project."""
        from kg.auditing import accepted
        from kg.auditing.report import check_table
        from loaders.rdf import identifiers

        store = self.state.store()
        found = _thing(store, thing)
        if found.kind not in ("document", "project"):
            raise UserError(f"An audit is of a document or a project; {found.name} is neither.")
        document = identifiers.home(found.iri)
        ordinals = [identifiers.ordinal(found.iri)] if found.kind == "project" else None
        known = accepted.of(self.state.settings.store)
        rows: list[tuple[Value, ...]] = []
        counts: Counter[str] = Counter()
        for (one,) in self._auditor()([document]):
            one = accepted.applied(one, known, frozenset())
            checks = one.of_projects(ordinals)
            counts.update(check_table.judged(check, self.lang) for check in checks)
            shown = [check for check in checks if all or check.verdict in check_table.NOTED]
            for check, row in zip(shown, check_table.table(shown, self.lang).rows, strict=True):
                first = check.evidence[0] if check.evidence else None
                cell = one.cells.get(first.start) if first else None
                place = (page_at(one.pages, first.start), first.start, first.end) if first else (None, None, None)
                named = " / ".join(filter(None, (cell.table, cell.row, cell.column))) if cell else None
                rows.append((*row, *place, named, check.id))
        table = Table((*check_table.COLUMNS, "page", "start", "end", "cell", "id"), rows)
        table = table.filled([name for name in table.columns if name not in ("document", "check", "verdict")])
        nothing = "Nothing was examined: it prints no sum, share, formula or citation that can be checked."
        return ToolAnswer(
            asked=_asked("audit", found.iri, **({"all": True} if all else {})),
            facts=[*_facts([("name", found.name, None)], found.iri), *counts.items()],
            lists=[AnswerList.cut("checks", table, limit, skip)],
            notes=[] if counts else [nothing],
        )

    def _auditor(self) -> Auditor:
        """What audits documents: what each is compared with, the names of all citations, is read once for a state of the store."""
        from kg.auditing import audit

        return self.state.kept(
            ("auditor", self.lang),
            lambda store: audit.auditor(store, (self.lang,), citations=True, style=False, reported=True),
        )

    def list_queries(self) -> ToolAnswer:
        """``kg query`` without a name, with what the parameters are."""
        rows: list[tuple[Value, ...]] = []
        for query in map(queries.load, queries.names()):
            told = [
                f"{one.name} ({one.kind}{'' if one.default is None else f', {one.default}'}): {in_language(one.note, self.lang)}"
                for one in query.params
                if one.kind != "rows"
            ]
            rows.append((query.name, query.called(self.lang), query.about(self.lang), "; ".join(told) or None))
        table = Table(("query", "title", "about", "parameters"), rows)
        return ToolAnswer(asked={"command": "kg query"}, lists=[AnswerList("queries", table, len(table))])

    def query(self, name: str, parameters: Mapping[str, str], limit: int, skip: int) -> ToolAnswer:
        """``kg query``: the whole list where it is there soon, else its first rows."""
        store = self.state.store()
        query = ask.named(name)
        sized = {one.name: str(limit + 1) for one in query.params if one.kind == "rows"}
        given = {key: value for key, value in parameters.items() if key not in sized}
        whole = queries.bind(query.sparql, ask.terms(store, query, {**query.whole, **given}))
        command = ["kg", "query", name, *(part for key, value in given.items() for part in ("--set", f"{key}={value}"))]
        try:
            if sized and self._long.get(whole) is store:
                raise TimeoutError
            table = self._table(whole, _PATIENCE if sized else None)
            one = AnswerList.cut("rows", table, limit, skip)
            # Only for other programs the command prints the whole of a longer list, of which these rows are a part.
            command += (
                ["--csv"] if any(len(table) >= int(p.default or 0) for p in query.params if p.kind == "rows") else []
            )
        except TimeoutError:
            self._long[whole] = store
            if skip:
                raise UserError(
                    f"The list {name} is too long to be read in parts: choose its rows with sparql."
                ) from None
            table = self._table(queries.bind(query.sparql, ask.terms(store, query, {**sized, **given})))
            self.warm()  # in the place of the process that was stopped
            some = AnswerList.cut("rows", table, limit)
            one = AnswerList("rows", some.table, None if len(table) > limit else len(table))
            command += [part for key in sized for part in ("--set", f"{key}={limit}")]
        asked = {"command": shlex.join(command), "sparql": queries.body(whole)}
        return ToolAnswer(asked=asked, lists=[_quoted(store, one)])

    def sparql(self, text: str, limit: int) -> ToolAnswer:
        """``kg sparql``, in a process with limits, as the site's endpoint."""
        found = cast(Answer, self._limited(Job(text, (_TABLES, _GRAPHS), lang=self.lang)))
        asked = {"command": shlex.join(["kg", "sparql", text]), "sparql": text}
        if found.media == _GRAPHS[0]:
            lines = found.body.decode().splitlines()
            triples = Table(("triple",), [(line,) for line in lines])
            return ToolAnswer(asked=asked, lists=[AnswerList.cut("triples", triples, limit)])
        answer = ox.parse_query_results(found.body, format=ox.QueryResultsFormat.JSON)
        if isinstance(answer, ox.QueryBoolean):
            return ToolAnswer(asked=asked, facts=[("answer", bool(answer))])
        return ToolAnswer(asked=asked, lists=[AnswerList.cut("rows", ask.table(answer), limit)])

    def sources(self, thing: str | None, limit: int, skip: int) -> ToolAnswer:
        """The quotes that say a thing; without one, the documents."""
        if thing is None:
            return self.query("documents", {}, limit, skip)
        store = self.state.store()
        iris = [thing]
        if not list(_evidence(store, iris)):
            found = _thing(store, thing)
            if found.kind == "policy":
                return self.trace(found.iri, limit, skip)
            iris = [found.iri]
        said = evidence.quotes(store.select, (quote for _, quote in _evidence(store, iris)))
        rows = [
            (one.exact, one.before + one.exact + one.after, one.file, one.page, one.start, one.end, one.document)
            for one in sorted(said.values(), key=lambda one: (one.document, one.start, one.end))
        ]
        table = Table(("quote", "text", "document", "page", "start", "end", "document_iri"), rows)
        notes = [] if rows else ["No words of a document say it by themselves: it is worked out from others."]
        return ToolAnswer(
            asked=_asked("show", iris[0]),
            lists=[AnswerList.cut("quotes", table.filled(("page",)), limit, skip)],
            notes=notes,
        )

    def _table(self, query: str, patience: float | None = None) -> Table:
        return cast(Table, self._limited(Job(query, lang=self.lang), patience))

    def _limited(self, job: Job, patience: float | None = None) -> Answer | Table:
        """The answer of a process that is stopped when it takes too long.

        :raises TimeoutError: it takes longer than ``patience`` seconds.
        """
        waiting = self.state.queries.enter(job, "assistant")
        began = time.monotonic()
        while True:
            try:
                return cast("Answer | Table", waiting.answer.result(0.1))
            except TimeoutError:
                late = patience is not None and time.monotonic() - began > patience
                self.state.queries.look_after(waiting, gone=late)
                if late:
                    raise


def _policy(store: Store, words: str) -> FoundPolicy:
    """The one regulation that is meant.

    :raises NoSuchPolicy: none is.
    :raises SeveralThings: several are.
    """
    try:
        return policy_lookup.one(store, words)
    except NoSuchPolicy as error:
        if not error.candidates:
            raise
        raise SeveralThings(str(error), policy_lookup.table(error.candidates)) from None


def _thing(store: Store, words: str) -> Thing:
    found = dossier.find(store, words)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError(f"Nothing in the store matches {words!r}.")
    raise SeveralThings(f"{len(found)} things match {words!r}; use the IRI of one of them.", dossier.table(found))


def _projects_of_large(store: Store, thing: Thing) -> int:
    """How many projects an area has whose list takes longer to make than somebody waits for it; 0 for all else."""
    if thing.kind != "area":
        return 0
    years = ask.stored(store, "dossier/area-money", iri=thing.iri)
    projects = sum(int(str(row["projects"])) for row in years)
    return projects if projects > _LARGE else 0


def _asked(command: str, words: str, **options: object) -> dict[str, object]:
    """The command that gives the same answer."""
    parts = ["kg", command, words]
    for name, value in options.items():
        if isinstance(value, tuple):
            parts += [part for one in value for part in (f"--{name.removesuffix('s')}", str(one))]
        elif value is True:
            parts.append(f"--{name}")
        elif value != 0:
            parts += [f"--{name}", str(value)]
    return {"command": shlex.join(parts)}


def _facts(found: Iterable[dossier.Fact], iri: str) -> list[tuple[str, Value]]:
    return [*((name, value) for name, value, _ in found), ("iri", iri)]


def _places(found: Trace) -> AnswerList:
    table = trace.table(found.places, _CITING)
    rows = [(*row, place.entity, place.said.document) for row, place in zip(table.rows, found.places, strict=True)]
    return AnswerList("citing", Table((*table.columns, "iri", "document_iri"), rows), found.total, found.skipped)


def _evidence(store: Store, things: Sequence[str]) -> Iterable[tuple[str, str]]:
    """The quotes that say things, or the money granted to them; none where a word is no IRI."""
    try:
        for name in ("drawing/evidence", "drawing/grant-evidence"):
            for row in facts.asked(store.select, name, things):
                yield row["thing"].value, row["quote"].value
    except ValueError:
        return


def _quoted(store: Store, one: AnswerList) -> AnswerList:
    """The list, each row with the words that say its thing and its money, and where they stand, where it has none of its own."""
    columns = one.table.columns
    if "iri" not in columns or "start" in columns or not len(one.table):
        return one
    things = [str(row["iri"]) for row in one.table if row["iri"]]
    pairs = list(_evidence(store, list(dict.fromkeys(things))))
    own = [str(row["quote_iri"]) for row in one.table if row.get("quote_iri")]
    said = evidence.quotes(store.select, (*(quote for _, quote in pairs), *own))
    by_thing: dict[object, list[evidence.Quote]] = {}
    for thing, quote in pairs:
        if quote in said:
            by_thing.setdefault(thing, []).append(said[quote])
    more = tuple(name for name in _PLACE if name == "quote" or name not in columns)
    kept = tuple(name for name in columns if name not in ("quote", "quote_iri"))
    rows: list[tuple[Value, ...]] = []
    for row in one.table:
        stated = said.get(str(row.get("quote_iri")))
        words = _words([stated] if stated else by_thing.get(row["iri"], ()))
        rows.append((*(row[name] for name in kept), *(words[name] for name in more)))
    return replace(one, table=Table((*kept, *more), rows).filled(more))


_PLACE = ("quote", "document", "page", "start", "end")


def _words(said: Sequence[evidence.Quote]) -> Mapping[str, Value]:
    """The words that say a thing, and the place of the first of them."""
    if not said:
        return dict.fromkeys(_PLACE)
    quote = " … ".join(dict.fromkeys(one.exact for one in said))
    return dict(zip(_PLACE, (quote, said[0].file, said[0].page, said[0].start, said[0].end), strict=True))
