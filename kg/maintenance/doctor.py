"""Whether a store is well: a list of what was looked at, what is wrong, and what to do."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kg.stores import catalogue, checksums, engine_errors
from kg.stores.catalogue import Catalogue
from kg.stores.local import LocalStore
from kg.stores.opening import is_address, open_store
from kg.stores.store import Place, Store, StoreError
from loaders.rdf import identifiers
from ontology.iris import ID

State = Literal["good", "note", "bad"]
_DOCUMENT = f"{ID}document/"
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Observation:
    """What was looked at and how it is; ``bad`` needs a hand, ``note`` is good to know.  Sentences in both languages."""

    state: State
    en: str
    zh: str


def examine(path: Place) -> Iterator[Observation]:
    """Look at a store: whether it opens and its files are whole, whether documents, catalogue, what is derived and the
    search index agree, and whether the facts keep the shapes.
    """
    whole = [one for one in _files(Path(path)) if one.state == "bad"] if not is_address(path) else []
    yield from whole
    try:
        with open_store(path, read_only=True) as store:
            yield Observation(
                "good",
                f"{path} opens and holds {len(store):,} quads.",
                f"{path} 可以打开，含 {len(store):,} 条四元组。",
            )
            if whole:
                return
            for look in (_content, _writers, _documents, _derived, _sources, _index, _shapes):
                yield from look(store)
    except StoreError as error:
        yield Observation("bad", str(error), f"存储不可用：{error}")
    except (OSError, RuntimeError) as error:
        if not engine_errors.of_engine(error):
            raise
        sentence = engine_errors.sentence(Path(path), error)
        yield Observation("bad", sentence, f"存储不可用：{sentence}")


def _files(folder: Path) -> Iterator[Observation]:
    """Whether the files are as their last writer left them."""
    broken = list(checksums.broken(folder))
    if broken:
        sentence = engine_errors.damaged(folder, f"{_some(broken)} not as written")
        yield Observation(
            "bad", sentence, f"存储文件已损坏（{_some(broken)}）：请用 kg restore 恢复备份，或另建存储重新读入。"
        )


def _content(store: Store) -> Iterator[Observation]:
    """Whether all that is stored can be read; where a file has no seal, through the engine, which has sums of its own."""
    if store.path is None or not isinstance(store, LocalStore):
        return
    if checksums.unsealed(store.path):
        count = sum(1 for _ in store.quads())
        if count != len(store):
            sentence = engine_errors.damaged(store.path, f"{count:,} of {len(store):,} quads can be read")
            yield Observation("bad", sentence, f"存储已损坏：{sentence}")
        else:
            yield Observation(
                "note",
                "It was not closed by its last writer: kg load closes it, then kg doctor can look at all of it.",
                "上次写入未正常结束：请再运行一次 kg load，之后 kg doctor 才能检查全部内容。",
            )
        return
    yield Observation("good", "All its files are whole.", "存储文件完好。")


def _writers(store: Store) -> Iterator[Observation]:
    from kg.stores import write_lock

    if store.path is None:
        return
    held = store.holder()
    if held is not None:
        yield Observation("note", f"Another process writes to it now: {held}.", f"另一进程正在写入：{held}。")
    elif write_lock.file(store.path).exists():
        yield Observation(
            "note",
            "A writer was ended from outside; its note is left and does no harm: the next kg load takes it away.",
            "上次写入被强行终止，遗留的标记无害，下次 kg load 会清除。",
        )


def _documents(store: Store) -> Iterator[Observation]:
    """Every document of the catalogue has its graph, and every graph of a document is in the catalogue."""
    known = {entry.document for entry in Catalogue.read(store).entries.values()}
    stored = {graph for graph in store.graphs() if graph.startswith(_DOCUMENT)}
    lost, orphans = sorted(known - stored), sorted(stored - known)
    if lost:
        yield Observation(
            "bad",
            f"{len(lost)} documents of the catalogue have no facts ({_some(lost)}): kg load --force reads them again.",
            f"目录中有 {len(lost)} 个文件没有内容（{_some(lost)}）：用 kg load --force 重新读入。",
        )
    if orphans:
        yield Observation(
            "bad",
            f"{len(orphans)} documents stand in the store and in no catalogue ({_some(orphans)}): kg load their files again.",
            f"有 {len(orphans)} 个文件不在目录中（{_some(orphans)}）：请重新 kg load。",
        )
    if not lost and not orphans:
        yield Observation(
            "good", f"All {len(known):,} documents have their facts.", f"{len(known):,} 个文件的内容齐全。"
        )


def _derived(store: Store) -> Iterator[Observation]:
    from kg.answers import staleness
    from kg.resolution import resolve
    from kg.resolution.judgements import JudgementError

    try:
        behind = catalogue.is_stale(store) or resolve.outdated(store)
    except JudgementError as error:
        yield Observation("bad", str(error), f"人工判定文件有误：{error}")
        return
    notice = staleness.notice(store)
    if behind and notice is None:
        yield Observation(
            "bad",
            "What the regulations mean is behind the judgements: any kg load brings it up to date.",
            "政策文件的归并结果落后于人工判定：再运行一次 kg load 即可更新。",
        )
    elif notice is not None:
        under_way = store.holder() is not None
        yield Observation("note" if under_way else "bad", *notice)
    elif store.has_graph(identifiers.DERIVED) or not Catalogue.read(store).entries:
        yield Observation("good", "Regulations are resolved from all documents.", "政策文件归并结果与全部文件一致。")


def _sources(store: Store) -> Iterator[Observation]:
    """Files that were loaded and are gone: their facts stay, but nobody can look at the source any more."""
    gone = [
        catalogue.shown(entry.path)
        for entry in Catalogue.read(store).entries.values()
        if "://" not in entry.path and not _there(entry.file)
    ]
    if gone:
        yield Observation(
            "note",
            f"{len(gone)} loaded files are no longer where they were ({_some(gone)}); kg remove takes their facts out.",
            f"有 {len(gone)} 个已读入的文件不在原处（{_some(gone)}）；可用 kg remove 移除其内容。",
        )


def _there(path: Path) -> bool:
    """Whether a file is there, or the archive that it is a member of."""
    return path.exists() or any(folder.is_file() for folder in path.parents)


def _index(store: Store) -> Iterator[Observation]:
    from kg.search import index

    problems = index.problems(store)
    for problem in problems:
        yield Observation("bad", problem, f"搜索索引有误：{problem}")
    path = index.file(store)
    if path is None or problems or not path.exists():
        return
    try:
        with closing(sqlite3.connect(path)) as database:
            if index.is_current(database, store):
                iris = database.execute("SELECT DISTINCT iri FROM things").fetchall()
                strangers = [iri for (iri,) in iris if next(iter(store.statements(iri)), None) is None]
                if strangers:
                    yield Observation(
                        "bad",
                        f"{path.name} finds {len(strangers)} things that are not in the store: delete it, the next search makes it anew.",
                        f"搜索索引中有 {len(strangers)} 项不在存储中：删除 {path.name}，下次搜索会重建。",
                    )
                else:
                    yield Observation("good", "The search index fits the store.", "搜索索引与存储一致。")
    except sqlite3.DatabaseError:
        return  # somebody brings it up to date at this moment


def _shapes(store: Store) -> Iterator[Observation]:
    from kg.checking.check import findings

    # A question to the engine over a damaged block may take all memory: nobody knows of files without a seal.
    # At an address it would be asked for document by document.
    if not isinstance(store, LocalStore) or (store.path is not None and checksums.unsealed(store.path)):
        return
    found = Counter(finding.severity for _, finding in findings(store))
    if found["violation"]:
        yield Observation(
            "bad",
            f"{found['violation']:,} facts break the shapes of the graph: kg check lists them; kg load --force reads files again.",
            f"有 {found['violation']:,} 处不符合数据规范：kg check 列出明细，kg load --force 可重新读入。",
        )
    else:
        yield Observation("good", "The facts keep the shapes.", "数据符合规范。")


def _some(names: list[str]) -> str:
    listed = ", ".join(name.removeprefix(_DOCUMENT) for name in names[:_SHOWN])
    return listed + (", …" if len(names) > _SHOWN else "")
