"""The audit of many documents by several processes, each of which opens the store for itself."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import connection
from pathlib import Path
from typing import TYPE_CHECKING

from kg.auditing import audit

if TYPE_CHECKING:
    from kg.auditing.page import Audited
    from kg.stores.store import Store
    from kg.tables.language import Language

#: Fewer documents are not worth a process.
WORTH = 64
# So many are handed over at once: a process that is stopped ends soon, and none waits long for the others.
_TOGETHER = 8


def of_store(
    store: Store,
    documents: Sequence[str] | None = None,
    language: Language = "en",
    *,
    citations: bool = True,
    style: bool = False,
    jobs: int = 1,
    texts: bool = True,
) -> Iterator[Audited]:
    """The audits of stored documents, of all or of those with these IRIs, by ``jobs`` processes where that is worth it.

    The audits and their order do not depend on ``jobs``.  A store that is in no folder is audited in this process.  Without
    ``texts`` they hold no text and no pages: that is most of what one process tells the other.
    """
    chosen = audit.stored(store) if documents is None else documents
    folder = store.path
    if jobs < 2 or len(chosen) < WORTH or folder is None or not folder.is_dir():
        for (one,) in audit.of_store(store, chosen, (language,), citations=citations, style=style):
            yield one if texts else _without_text(one)
        return
    parts = [chosen[start : start + _TOGETHER] for start in range(0, len(chosen), _TOGETHER)]
    begin = (folder, language, citations, style, texts)
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin, begin) as pool:
        try:
            for audited in pool.map(_part, parts):
                yield from audited
        finally:
            pool.shutdown(cancel_futures=True)


_audits: Callable[[Iterable[str] | None], Iterator[audit.Told]]
_texts: bool


def _begin(folder: Path, language: Language, citations: bool, style: bool, texts: bool) -> None:
    """In a new process: open the store.  Ctrl-C is the first process' matter; when that ends, so does this one."""
    global _audits, _texts
    from kg.stores.opening import open_store

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _audits = audit.auditor(open_store(folder, read_only=True), (language,), citations=citations, style=style)
    _texts = texts
    # As for the command itself: little of what a document leaves are circles, and what was read before it stays.
    gc.freeze()
    gc.set_threshold(50_000)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _part(documents: Sequence[str]) -> list[Audited]:
    return [one if _texts else _without_text(one) for (one,) in _audits(documents)]


def _without_text(one: Audited) -> Audited:
    return replace(one, text="", pages=())
