"""What a site is allowed to do: which store, for whom, and how much of the machine one question may take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of a site.

    ``judgements`` is the file of people's judgements where it is not in the store.  ``hosts`` are the names under which it may be called (a page elsewhere could otherwise reach it through a name of its own that it
    points here); ``origins`` are other sites whose scripts may read its answers: none unless asked for.  Limits of one
    SPARQL query (and of a list or a question of a page): ``seconds`` of time, ``rows`` or triples and ``answer`` bytes of its result, ``memory`` bytes of its process (where the
    system can limit it).  ``body`` is the largest request in bytes, ``workers`` how many queries run at once.
    """

    store: Path | str
    judgements: Path | None = None
    hosts: tuple[str, ...] = LOOPBACK
    origins: tuple[str, ...] = ()
    seconds: float = 20.0
    rows: int = 100_000
    answer: int = 64_000_000
    memory: int = 4 << 30
    body: int = 1_000_000
    workers: int = 2
    #: Seconds that a page waits for a list: of a large store it is made while the page says so.
    patience: float = 1.5
