"""Whether a store is well: a list of what was looked at, what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kg import catalogue
from kg.catalogue import Catalogue
from kg.store import Store, StoreError
from loaders import identifiers
from ontology.terms import ID

State = Literal["good", "note", "bad"]
_DOCUMENT = f"{ID}document/"
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and how it is; ``bad`` needs a hand, ``note`` is good to know.  Sentences in both languages."""

    state: State
    en: str
    zh: str


def examine(path: Path) -> Iterator[Finding]:
    """Look at a store: whether it opens, whether documents and catalogue agree, and what stands beside it."""
    try:
        with Store.open(path, read_only=True) as store:
            yield Finding(
                "good",
                f"{path} opens and holds {len(store):,} quads.",
                f"{path} 可以打开，含 {len(store):,} 条四元组。",
            )
            yield from _writers(path)
            yield from _documents(store)
            yield from _derived(store)
            yield from _files(store)
            yield from _beside(store)
    except StoreError as error:
        yield Finding("bad", str(error), f"存储不可用：{error}")


def _writers(path: Path) -> Iterator[Finding]:
    from kg import writer

    held = writer.holder(path)
    if held is not None:
        yield Finding("note", f"Another process writes to it now: {held}.", f"另一进程正在写入：{held}。")
    elif (path / writer.NOTE).exists():
        yield Finding(
            "note",
            "A writer was ended from outside; its note is left and does no harm: the next kg load takes it away.",
            "上次写入被强行终止，遗留的标记无害，下次 kg load 会清除。",
        )


def _documents(store: Store) -> Iterator[Finding]:
    """Every document of the catalogue has its graph, and every graph of a document is in the catalogue."""
    known = {entry.document for entry in Catalogue.read(store).entries.values()}
    stored = {graph.value for graph in store.inner.named_graphs() if graph.value.startswith(_DOCUMENT)}
    lost, orphans = sorted(known - stored), sorted(stored - known)
    if lost:
        yield Finding(
            "bad",
            f"{len(lost)} documents of the catalogue have no facts ({_some(lost)}): kg load --force reads them again.",
            f"目录中有 {len(lost)} 个文件没有内容（{_some(lost)}）：用 kg load --force 重新读入。",
        )
    if orphans:
        yield Finding(
            "bad",
            f"{len(orphans)} documents stand in the store and in no catalogue ({_some(orphans)}): kg load their files again.",
            f"有 {len(orphans)} 个文件不在目录中（{_some(orphans)}）：请重新 kg load。",
        )
    if not lost and not orphans:
        yield Finding("good", f"All {len(known):,} documents have their facts.", f"{len(known):,} 个文件的内容齐全。")


def _derived(store: Store) -> Iterator[Finding]:
    from kg.resolution import resolve
    from kg.resolution.judgements import JudgementError

    try:
        behind = catalogue.is_stale(store) or resolve.outdated(store)
    except JudgementError as error:
        yield Finding("bad", str(error), f"人工判定文件有误：{error}")
        return
    if behind:
        yield Finding(
            "bad",
            "What the regulations mean is behind the documents or the judgements: any kg load brings it up to date.",
            "政策文件的归并结果落后于文件或人工判定：再运行一次 kg load 即可更新。",
        )
    elif store.has_graph(identifiers.DERIVED) or not Catalogue.read(store).entries:
        yield Finding("good", "Regulations are resolved from all documents.", "政策文件归并结果与全部文件一致。")


def _files(store: Store) -> Iterator[Finding]:
    """Files that were loaded and are gone: their facts stay, but nobody can look at the source any more."""
    gone = [entry.path for entry in Catalogue.read(store).entries.values() if not _there(Path(entry.path))]
    if gone:
        yield Finding(
            "note",
            f"{len(gone)} loaded files are no longer where they were ({_some(gone)}); kg remove takes their facts out.",
            f"有 {len(gone)} 个已读入的文件不在原处（{_some(gone)}）；可用 kg remove 移除其内容。",
        )


def _there(path: Path) -> bool:
    """Whether a file is there, or the archive that it is a member of."""
    return path.exists() or any(folder.is_file() for folder in path.parents)


def _beside(store: Store) -> Iterator[Finding]:
    from kg.search import index

    for problem in index.problems(store):
        yield Finding("bad", problem, f"搜索索引有误：{problem}")


def _some(names: list[str]) -> str:
    listed = ", ".join(name.removeprefix(_DOCUMENT) for name in names[:_SHOWN])
    return listed + (", …" if len(names) > _SHOWN else "")
