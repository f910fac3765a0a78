"""A judgement made or withdrawn in a process of its own (:mod:`kg.web.editing.job_queue`), when nobody else writes."""

from __future__ import annotations

import signal
from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from kg.judging import decisions
from kg.maintenance import companions
from kg.resolution.judgements import Judgement, JudgementError
from kg.stores.opening import open_store

if TYPE_CHECKING:
    from kg.resolution.resolve import Rebuilt
    from kg.stores.store import Store
    from kg.web.editing.job_queue import Tell


def decide(tell: Tell, store: Path, judgements: Path | None, made: Judgement, seen: str) -> None:
    """Make a judgement, unless it would change something else than a person saw, of which ``seen`` is the digest.

    :raises JudgementError: it would, it contradicts others, or was made before.
    """

    def judged(graph: Store) -> Rebuilt:
        if decisions.preview(graph, made).digest != seen:
            raise JudgementError(
                "The store was changed after you looked, and the judgement would change something else now; look again."
            )
        return decisions.judge(graph, made)

    _change(store, judgements, judged)


def withdraw(tell: Tell, store: Path, judgements: Path | None, made: Judgement) -> None:
    """Withdraw a judgement.

    :raises JudgementError: somebody else has.
    """
    _change(store, judgements, lambda graph: decisions.undo(graph, made))


def _change(store: Path, judgements: Path | None, change: Callable[[Store], Rebuilt]) -> None:
    """Change what people judged when it is this process' turn; who stops it before then stops it whole, who comes later waits for its end."""
    with open_store(store, wait=inf) as graph:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        graph.judgements = judgements
        step = change(graph).step
    with open_store(store, read_only=True) as graph:
        companions.renew(graph, step)
