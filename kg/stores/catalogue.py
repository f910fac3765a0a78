"""Which files were loaded, with which version of the extractor, and whether what is derived is up to date.

The catalogue is a named graph of the store, so that an entry changes in the same transaction as its document's graph.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

import queries
from kg.stores.store import Store
from loaders.rdf import identifiers
from loaders.text import file_names
from ontology.iris import ID, NS, PREFIXES

GRAPH = ox.NamedNode(identifiers.CATALOGUE)
DERIVED = ox.NamedNode(identifiers.DERIVED)
PATH = ox.NamedNode(NS + "path")
FILE_NAME = ox.NamedNode(NS + "fileName")
VERSION = ox.NamedNode(NS + "extractorVersion")
STATE = ox.NamedNode(NS + "state")
LOADED = ox.NamedNode(NS + "loadedOn")
LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_DATE = ox.NamedNode(PREFIXES["xsd"] + "date")
STALE = ox.Quad(DERIVED, ox.NamedNode(NS + "stale"), ox.Literal(True), GRAPH)


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A loaded file: its absolute path as :func:`posix` writes it, the IRI of its document, the version that read it.

    ``loaded`` is the day (2024-03-28) on which its content first came into the store, blank where nobody knows.
    """

    path: str
    document: str
    version: str
    loaded: str = field(default="", compare=False)

    @property
    def file_name(self) -> str:
        """The last part of the path, for people."""
        return shown(self.path).rsplit("/", 1)[-1]

    @property
    def file(self) -> Path:
        """Where the file is, or was."""
        return Path(file_names.meant(self.path))

    def is_there(self) -> bool:
        """Whether the file is there, or the archive that it is a member of; of one on the web nobody asks."""
        file = self.file
        return "://" in self.path or file.exists() or any(folder.is_file() for folder in file.parents)


# So many paths are looked up sooner than the whole catalogue of a small store is read.
_MANY = 50


@dataclass(frozen=True, slots=True)
class StoreChange:
    """What changed since the store was in the state ``since``: these documents, and these derived things, come or gone included."""

    since: str
    documents: frozenset[str]
    things: frozenset[str]

    @classmethod
    def joined(cls, *steps: StoreChange | None) -> StoreChange | None:
        """Steps that followed each other, as one; None where one of them is not known."""
        known = [step for step in steps if step is not None]
        if not known or len(known) < len(steps):
            return None
        documents = frozenset[str]().union(*(step.documents for step in known))
        return cls(known[0].since, documents, frozenset[str]().union(*(step.things for step in known)))


class Catalogue:
    """The entries of a store, by path and by document.

    ``moved`` is what :meth:`put` and :meth:`drop` added to the weight by which :func:`digest` names the entries.
    """

    def __init__(self, entries: Iterable[LoadedFile] = (), asked: Store | None = None) -> None:
        self._by_path: dict[str, LoadedFile] = {}
        # The paths of each document, in the order in which they came; a dict that is used as an ordered set.
        self._by_document: dict[str, dict[str, None]] = {}
        self.moved = 0
        # Where entries are looked up when they are asked for, and what has been.
        self._store = asked
        self._seen: set[str] = set()
        for entry in entries:
            self.drop(entry.path)
            self._hold(entry)
        self.moved = 0

    @classmethod
    def asked(cls, store: Store, paths: int = 1) -> Catalogue:
        """The catalogue as the store holds it, to be asked by :meth:`get` and :meth:`of_document` for so many paths.

        An entry is read when it is asked for, or all are where that is sooner.
        """
        return cls.read(store) if paths > _MANY else cls(asked=store)

    @classmethod
    def read(cls, store: Store) -> Catalogue:
        """The catalogue as the store holds it."""
        return cls(_entries(store))

    @property
    def entries(self) -> Mapping[str, LoadedFile]:
        """All entries by path; :meth:`put` and :meth:`drop` change them."""
        return MappingProxyType(self._by_path)

    def get(self, path: str) -> LoadedFile | None:
        """The entry of a path."""
        if self._store is not None and path not in self._seen:
            self._seen.add(path)
            for quad in list(self._store.quads(None, PATH, ox.Literal(path), GRAPH)):
                self._look(quad.subject.value)  # type: ignore[union-attr]
        return self._by_path.get(path)

    def put(self, entry: LoadedFile) -> None:
        """Add an entry, in the place of the one with the same path."""
        self._look(entry.document)
        self.drop(entry.path)
        self._hold(entry)
        self.moved += _weight(entry)

    def drop(self, path: str) -> None:
        """Take the entry of a path out, if there is one."""
        entry = self.get(path)
        if entry is not None:
            del self._by_path[path]
            paths = self._by_document[entry.document]
            del paths[path]
            if not paths:
                del self._by_document[entry.document]
            self.moved -= _weight(entry)

    def of_document(self, document: str) -> list[LoadedFile]:
        """The entries whose file has the content of ``document``: more than one when a file was copied."""
        self._look(document)
        return [self._by_path[path] for path in self._by_document.get(document, ())]

    def _hold(self, entry: LoadedFile) -> None:
        self._by_path[entry.path] = entry
        self._by_document.setdefault(entry.document, {})[entry.path] = None

    def _look(self, document: str) -> None:
        """Read what the store says of a document, where entries are read as they are asked for; of a page that is not fetched none is known."""
        if document and self._store is not None and document not in self._seen:
            self._seen.add(document)
            for entry in _entries(self._store, document):
                self._seen.add(entry.path)
                self._hold(entry)

    def names(self) -> dict[str, str]:
        """What each document is called: the name of its file, of the first by its path where there are several."""
        return {document: self._by_path[min(paths)].file_name for document, paths in self._by_document.items()}

    def quads(self, documents: Iterable[str]) -> set[ox.Quad]:
        """What the catalogue says of these documents."""
        return {
            quad for document in set(documents) for entry in self.of_document(document) for quad in entry_quads(entry)
        }

    def under(self, path: Path) -> list[LoadedFile]:
        """The entries of a file, or of all files in a folder; the path need not exist any more."""
        whole = posix(path)
        return [
            e for key, e in sorted(self._by_path.items()) if key == whole or key.startswith(whole.rstrip("/") + "/")
        ]


def _entries(store: Store, document: str | None = None) -> list[LoadedFile]:
    """What the catalogue of a store holds, of all documents or of one, by path."""
    paths: list[tuple[str, str]] = []
    versions: dict[str, str] = {}
    days: dict[str, str] = {}
    for subject, predicate, value in store.statements(document, graph=identifiers.CATALOGUE):
        if predicate == PATH.value:
            paths.append((value, subject))
        elif predicate == VERSION.value:
            versions[subject] = value
        elif predicate == LOADED.value:
            days[subject] = value
    return [LoadedFile(path, iri, versions.get(iri, ""), days.get(iri, "")) for path, iri in sorted(paths)]


def _weight(entry: LoadedFile) -> int:
    said = "\n".join((entry.path, entry.document, entry.version))
    return int.from_bytes(hashlib.sha256(said.encode()).digest())


def entry_quads(entry: LoadedFile) -> set[ox.Quad]:
    """What the catalogue says of one file."""
    document = ox.NamedNode(entry.document)
    said = {PATH: entry.path, FILE_NAME: entry.file_name, VERSION: entry.version}
    found = {ox.Quad(document, name, ox.Literal(value), GRAPH) for name, value in said.items()}
    if entry.loaded:
        found.add(ox.Quad(document, LOADED, ox.Literal(entry.loaded, datatype=_DATE), GRAPH))
    return found


def file_name(store: Store, document: str) -> str | None:
    """The name of a document's file, of several copies the first; None where the catalogue has none."""
    return min((name for _, _, name in store.statements(document, FILE_NAME.value)), default=None)


def labels(store: Store, documents: Iterable[str] | None = None) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """What the catalogue calls these documents, or all, and what it is to call them: by the title, else by the name of the file."""
    asked = [None] if documents is None else [ox.NamedNode(one) for one in set(documents)]
    old = {quad for one in asked for quad in store.quads(one, LABEL, None, GRAPH)}
    listed = " ".join("UNDEF" if one is None else str(one) for one in asked)
    rows = store.rows(queries.bound("stores/titles", documents=listed))
    new = {ox.Quad(document, LABEL, ox.Literal((title or file).value), GRAPH) for document, file, title in rows}  # type: ignore[arg-type,union-attr]
    return old - new, new - old


def is_document(quad: ox.Quad) -> bool:
    """Whether a quad stands in the graph of a document."""
    return str(getattr(quad.graph_name, "value", "")).startswith(f"{ID}document/")


def posix(path: Path) -> str:
    """The absolute path with forward slashes on every system; links are kept as the user named them.

    RDF is text, so a name that is none for the system is written in signs of its own; :attr:`LoadedFile.file` is the way back.
    """
    absolute = path.resolve() if ".." in path.parts else path.absolute()
    return file_names.written(absolute.as_posix())


def shown(path: str) -> str:
    """A path of the catalogue for people, as they would type it from the folder that they are in; another one may be shown alike."""
    meant = file_names.meant(path)
    with suppress(OSError):
        meant = meant.removeprefix(f"{Path.cwd().as_posix().rstrip('/')}/")
    return file_names.readable(meant)


def is_stale(store: Store) -> bool:
    """Whether documents changed after the derived graph was built."""
    return STALE in store


def state(store: Store) -> str:
    """What names the state of a store: a digest of its files, their versions and the judgements heeded; other content, other digest.

    The last step of every change keeps it, so that nobody has to read the whole catalogue to know that nothing has changed.
    """
    if is_stale(store):
        return f"{digest(store)} stale"
    return settled(store) or digest(store)


def settled(store: Store) -> str | None:
    """The state when what is derived was last right; None where it never was."""
    return next((value for _, _, value in store.statements(DERIVED.value, STATE.value, None, GRAPH.value)), None)


def digest(store: Store, since: str | None = None, moved: int = 0) -> str:
    """The state as the catalogue gives it now; reads all of it, but where the state is known since which the entries ``moved`` so far.

    The weights of the entries are added up, in whatever order they came, and stand before what names the rest.
    """
    if since is not None and len(since) == _DIGITS + _REST:
        weight = int(since[:_DIGITS], 16) + moved
    else:
        weight = sum(map(_weight, _entries(store)))
    beside = {STATE, STALE.predicate}
    lines = sorted(str(quad) for quad in store.quads(DERIVED, None, None, GRAPH) if quad.predicate not in beside)
    rest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return f"{weight % 16**_DIGITS:0{_DIGITS}x}{rest[:_REST]}"


_DIGITS, _REST = 64, 32


def state_quad(value: str) -> ox.Quad:
    """The statement that keeps a state."""
    return ox.Quad(DERIVED, STATE, ox.Literal(value), GRAPH)
