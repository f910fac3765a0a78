"""A judgement made or withdrawn in a process of its own (:mod:`kg.web.editing.job_queue`), when nobody else writes."""

from __future__ import annotations

from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from kg.judging import decisions
from kg.resolution.judgements import Judgement, JudgementError
from kg.search import index
from kg.stores.opening import open_store

if TYPE_CHECKING:
    from kg.web.editing.job_queue import Tell


def decide(tell: Tell, store: Path, judgements: Path | None, made: Judgement, seen: str) -> None:
    """Make a judgement, unless it would change something else than a person saw, of which ``seen`` is the digest.

    :raises JudgementError: it would, it contradicts others, or was made before.
    """
    with open_store(store, wait=inf) as graph:
        graph.judgements = judgements
        if decisions.preview(graph, made).digest != seen:
            raise JudgementError(
                "The store was changed after you looked, and the judgement would change something else now; look again."
            )
        step = decisions.judge(graph, made).step
    with open_store(store, read_only=True) as graph:
        index.refresh(graph, step)


def withdraw(tell: Tell, store: Path, judgements: Path | None, made: Judgement) -> None:
    """Withdraw a judgement.

    :raises JudgementError: somebody else has.
    """
    with open_store(store, wait=inf) as graph:
        graph.judgements = judgements
        step = decisions.undo(graph, made).step
    with open_store(store, read_only=True) as graph:
        index.refresh(graph, step)
