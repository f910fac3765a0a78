"""A store as Python programs and notebooks use it: ask, trace, search, draw; every answer is a table.

``kg.open`` gives one::

    import kg

    graph = kg.open("policy.kg")
    graph.trace("云财社发〔2023〕36号")                    # a table; a notebook shows it, .to_pandas() gives a DataFrame
    graph.query("projects-citing", number="云财社发〔2023〕36号")
    graph.sparql("SELECT ?p WHERE { ?p a pk:BudgetProject } LIMIT 3")
    graph.picture("云财社发〔2023〕36号").save("picture.html")
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date
from html import escape
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from kg.stores.store import Place, Store, StoreError
from kg.tables.table import Table, Value

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.answers.chain import Chain
    from kg.answers.dossier import Dossier
    from kg.answers.facts import Thing
    from kg.drawing.picture import Engine


class Graph(AbstractContextManager["Graph"]):
    """One store, opened for reading: it stays as it was when it was opened, also while another process writes."""

    def __init__(self, store: Store, place: Place | None = None) -> None:
        self.store = store
        self._place = place

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store's files; a second call does nothing."""
        self.store.close()

    def __repr__(self) -> str:
        return f"<kg.Graph {self.store}>"

    def load(self, paths: Path | str | Iterable[Path | str], *, jobs: int = 1, force: bool = False) -> Table:
        """Read files, and all files in folders, into the store, as ``kg load`` does; a row a file, with what became of it.

        Paths may be URLs.  ``jobs`` processes read; ``force`` reads again what has not changed.  The graph then shows the store as it is now;
        a path that does not exist or cannot be read is a row with its ``reason`` and stops no other.
        :raises kg.stores.store.StoreError: another process writes, or the store is one in memory.
        :raises loaders.source.UnreadableFile: a folder at a URL cannot be listed.
        """
        from kg.loading import load as loading
        from kg.maintenance import companions
        from kg.stores.opening import is_address, open_store
        from loaders.formats import place

        if self._place is None:
            raise StoreError("This graph has no place to write to; open it with kg.open.")
        named = [paths] if isinstance(paths, Path | str) else list(paths)
        files, _ = loading.find_files([place(str(path)) for path in named])
        with open_store(self._place) as store:
            report = loading.load(store, files, jobs=jobs, force=force)
        self.close()
        self.store = open_store(self._place, read_only=True)
        if not is_address(self._place):
            companions.renew(self.store, report.step)
        return report.table()

    def trace(self, policy: str) -> Table:
        """Every place that cites a regulation, a row each: who, units, yuan, file, section, sentence, offsets.

        ``policy`` is its number in any spelling, or part of its title.
        :raises kg.answers.policy_lookup.NoSuchPolicy: none matches, or several do; ``candidates`` lists them.
        """
        from kg.answers import policy_lookup, trace

        found = policy_lookup.one(self.store, policy)
        return trace.table(trace.places_of(self.store, found.iri))

    def chain(self, policy: str, *, up: bool = True, down: bool = True, depth: int = 20) -> Chain:
        """What a regulation rests on, up to the nation, and what rests on it, down to projects: ``.table()``, ``.to_networkx()``.

        ``policy`` is its number in any spelling, or part of its title; ``depth`` the largest number of steps in each direction.
        :raises kg.answers.policy_lookup.NoSuchPolicy: none matches, or several do; ``candidates`` lists them.
        """
        from kg.answers import chain, policy_lookup

        return chain.chain(self.store, policy_lookup.one(self.store, policy), up=up, down=down, depth=depth)

    def query(self, name: str, **parameters: object) -> Table:
        """The answer of a named query (``kg query`` lists them), for instance ``query("most-cited", limit=5)``.

        A parameter that is None counts as not given.
        :raises kg.answers.ask.AskError: no such query or parameter, or a value that does not fit.
        """
        from kg.answers import ask

        given = {key: str(value) for key, value in parameters.items() if value is not None}
        return ask.ask(self.store, name, given, whole=True)

    def queries(self) -> Table:
        """The named queries: name, what they answer, and their parameters."""
        import queries
        from kg.tables.language import user_language

        known = map(queries.load, queries.names())
        rows = [(one.name, one.called(user_language()), ", ".join(param.name for param in one.params)) for one in known]
        return Table(("query", "question", "parameters"), rows)

    def sparql(self, text: str) -> Table | bool | rdflib.Graph:
        """The answer of a SPARQL 1.1 query over the union of all named graphs; the usual prefixes need not be declared.

        A table for SELECT, a truth value for ASK, an rdflib graph for CONSTRUCT and DESCRIBE.
        :raises kg.answers.ask.AskError: a syntax error, or an update.
        """
        import pyoxigraph as ox

        from kg.answers import ask

        found = ask.run(self.store, text)
        if isinstance(found, ox.QuerySolutions):
            return ask.table(found)
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        from rdflib import Graph as RdfGraph

        triples = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES)
        return RdfGraph().parse(data=triples or b"", format="nt")

    def search(self, words: str, limit: int = 10) -> Table:
        """What ``kg search`` finds: names, numbers, pinyin, text; ``limit`` rows of each kind.

        :raises ValueError: ``limit`` is negative.
        """
        from kg.search.find import search

        return search(self.store, words, limit=limit).table()

    def audit(self, thing: str | None = None) -> Table:
        """Every check of the figures and citations of documents, a row each, as ``kg audit --csv`` gives it.

        ``thing`` is a document, or a project, whose document is audited (None: all documents).
        :raises LookupError: nothing matches, or several things do.
        """
        from kg.auditing import audit as audits
        from kg.auditing.report import check_table
        from kg.tables.language import user_language
        from loaders.rdf import identifiers

        lang = user_language()
        documents, ordinals = None, None
        if thing is not None:
            found = self._thing(thing)
            if found.kind not in ("document", "project"):
                raise LookupError(f"An audit is of a document or a project; {found.name} is neither.")
            documents = [identifiers.home(found.iri)]
            ordinals = [identifiers.ordinal(found.iri)] if found.kind == "project" else None
        every = audits.of_store(self.store, documents, (lang,))
        return check_table.table([check for (one,) in every for check in one.of_projects(ordinals)], lang)

    def diff(self, earlier: Graph | Path | str | None = None, *, since: date | None = None) -> Table:
        """What differs from an earlier store, or came since a day; a row a document, project, policy or finding, as ``kg diff`` tells it.

        ``earlier`` is an open graph, or where a store is.  The table is empty, and so false, where nothing differs: ``kg diff`` then exits with 0.
        :raises ValueError: neither is given, or both are.
        :raises kg.stores.store.StoreError: the earlier store cannot be read.
        """
        from kg.answers import store_changes

        if since is not None and earlier is None:
            return store_changes.table(store_changes.since(self.store, since))
        if earlier is None or since is not None:
            raise ValueError("either an earlier store or since")
        if isinstance(earlier, Graph):
            return store_changes.table(store_changes.between(earlier.store, self.store))
        from kg.stores.opening import open_store

        with open_store(earlier, read_only=True) as former:
            return store_changes.table(store_changes.between(former, self.store))

    def show(self, thing: str) -> Dossier:
        """All that is known of one thing: a project, a regulation, a unit or a document, by what a person calls it.

        :raises LookupError: nothing matches, or several things do; the message lists them.
        """
        from kg.answers import dossier as show

        return show.dossier(self.store, self._thing(thing))

    def picture(
        self, thing: str | None = None, *, hops: int | None = None, limit: int = 20_000, engine: Engine = "canvas"
    ) -> Picture:
        """What surrounds a thing (None: everything) as one HTML page that needs no network, as ``kg picture``; a notebook shows it.

        :raises LookupError: nothing matches, or several things do.
        :raises ValueError: more than ``limit`` things would be drawn; the message says how to narrow.
        """
        found = None if thing is None else self._thing(thing)
        title = self.store.name if found is None else found.name
        return drawn(self.store, title, None if found is None else [found.iri], hops, limit, engine)

    def network(self) -> nx.MultiDiGraph:
        """Documents, projects, tasks, regulations and units with the arrows between them, as ``kg export --format graphml`` writes them.

        Nodes are IRIs with ``kind``, ``label`` and, where known, ``number``, ``year``, ``date`` and ``amount_yuan`` (a float); ``counted``
        is false for what only repeats another document; the ``kind`` of an edge is the last part of its property (``basedOn``, ``implementedBy`` …).
        """
        from kg.maintenance import export

        return export.network(self.store)

    def tables(self, *, jobs: int = 1) -> dict[str, Table]:
        """The tables that ``kg export --format csv`` writes, by name: documents, projects, grants, citations, policies, findings …

        Their columns, units and keys are in the data dictionary (docs/reference/tables.md).  All are held in memory; ``jobs`` processes audit.
        """
        from kg.maintenance.relational import dictionary, rows

        held: dict[str, list[tuple[Value, ...]]] = {one.name: [] for one in dictionary.relations()}
        for name, row in rows.rows(self.store, jobs):
            held[name].append(row)
        return {
            one.name: Table(tuple(field.name for field in one.fields), held[one.name]) for one in dictionary.relations()
        }

    @property
    def dataset(self) -> rdflib.Dataset:
        """The store as an rdflib Dataset whose default graph is the union of all named graphs, the usual prefixes bound.

        It is for reading; what would write raises :class:`kg.stores.store.StoreError`.
        """
        from rdflib import Dataset

        from kg.stores.rdflib_view import ReadingStore
        from ontology.iris import PREFIXES

        dataset = Dataset(store=ReadingStore(store=self.store.inner), default_union=True)
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace)
        return dataset

    def _thing(self, words: str) -> Thing:
        from kg.answers import dossier as show

        found = show.find(self.store, words)
        if len(found) == 1:
            return found[0]
        if not found:
            raise LookupError(f"Nothing in the store matches {words!r}.")
        listed = "; ".join(f"{one.name} ({one.where})" if one.where else one.name for one in found[:5])
        raise LookupError(f"{len(found)} things match {words!r}; use a longer name: {listed}.")


def drawn(
    store: Store, title: str, iris: list[str] | None, hops: int | None, limit: int = 20_000, engine: Engine = "canvas"
) -> Picture:
    """The picture of what is so many steps around things (None: as many as stay readable), or of everything where no things are named.

    :raises ValueError: more than ``limit`` things would be drawn; the message says how to narrow.
    """
    from kg.drawing import excerpt
    from kg.drawing import neighbourhood as near
    from kg.drawing.findings import findings, left_out
    from kg.drawing.picture import draw
    from kg.tables.language import user_language

    lang = user_language()
    if iris is None:
        shown = near.whole(store.select, limit)
    elif hops is None:
        part = excerpt.around(store, iris, limit)
        shown, title = part.graph, part.title(title, lang)
    else:
        shown = near.neighbourhood(store.select, iris, hops, limit)
    wrong = findings(store, set(shown))
    opened = iris[0] if iris is not None and len(iris) == 1 else None
    page = draw(shown, title, lang, engine, findings=wrong, left_out=left_out(set(shown), wrong), opened=opened)
    return Picture(page, shown.number_of_nodes(), shown.number_of_edges())


class Picture:
    """A drawn part of the graph: one HTML page."""

    def __init__(self, html: str, things: int, arrows: int) -> None:
        self.html = html
        self.things = things
        self.arrows = arrows

    def save(self, path: Path | str) -> Path:
        """Write the page as UTF-8."""
        file = Path(path)
        file.write_bytes(
            self.html.encode()
        )  # the same bytes on every machine: no line ends or encoding of the system's
        return file

    def __repr__(self) -> str:
        return f"<kg.Picture of {self.things} things and {self.arrows} arrows>"

    def _repr_html_(self, height: int = 600) -> str:
        """How a notebook shows it: in a frame of its own, which may run the page's script and nothing else."""
        page = escape(self.html, quote=True)
        return (
            f'<iframe srcdoc="{page}" sandbox="allow-scripts" style="width:100%;height:{height}px;border:0"></iframe>'
        )
