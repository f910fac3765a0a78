"""What a site is allowed to do: which store, for whom, and how much of the machine one question may take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from loaders.formats.containers import operating_system

#: Where files are sent to, as large a request as ``upload`` says.
UPLOADS = "/add"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# Of the memory of a machine, what the processes of a site may have in all; and what one has where the machine does not tell, or has more.
_SHARE = 0.75
_MOST_EACH = 4 << 30
# With less a process cannot open a store.
_LEAST_EACH = 512 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of a site.

    ``judgements`` is the file of people's judgements where it is not in the store.  ``hosts`` are the names under which it may be called (a page elsewhere could otherwise reach it through a name of its own that it
    points here); ``origins`` are other sites whose scripts may query ``/sparql``: none unless asked for.  Limits of one
    SPARQL query (and of a list or a question of a page): ``seconds`` of time, ``rows`` or triples and ``answer`` bytes of its result.  ``body`` is the
    largest request in bytes, ``workers`` how many users' queries run at once; ``memory`` bytes is what all processes may have together (where the
    system can limit it; None: three quarters of the machine's).
    """

    store: Path | str
    judgements: Path | None = None
    hosts: tuple[str, ...] = LOOPBACK
    origins: tuple[str, ...] = ()
    #: The file of :mod:`kg.web.login`; None: everybody may read.
    passwords: Path | None = None
    #: Whether browsers that open a one-time link may write (:mod:`kg.web.editing`).
    editing: bool = False
    #: A folder whose files are loaded as they arrive.
    watch: Path | None = None
    seconds: float = 20.0
    rows: int = 100_000
    answer: int = 64_000_000
    memory: int | None = None
    body: int = 1_000_000
    #: Of files that an editor sends at once: their bytes in all, and how many.
    upload: int = 500_000_000
    upload_files: int = 2_000
    workers: int = 2
    #: Seconds that a page waits for a list: of a large store it is made while the page says so.
    patience: float = 1.5
    #: Seconds in which the head of a request must have come, and then its body.
    arriving: float = 10.0
    #: Connections at once; users' queries may wait on half of them.
    connections: int = 1_000

    def largest(self, method: str, path: str) -> int:
        """The bytes that the body of a request may have."""
        return self.upload if self.editing and (method, path) == ("POST", UPLOADS) else self.body

    @property
    def makers(self) -> int:
        """How many processes make lists for pages: one more than queries have, for the longest."""
        return self.workers + 1

    @property
    def memory_each(self) -> int:
        """The bytes that each process may have."""
        memory = self.memory
        if memory is None:
            memory = int(_SHARE * (operating_system.memory() or _MOST_EACH * 8))
        return max(
            _LEAST_EACH, min(_MOST_EACH if self.memory is None else memory, memory // (self.workers + self.makers))
        )
