"""Who writes to an endpoint: a note in a graph of its own, because an endpoint has no lock.

The note says who and when, and every writing renews it.  A second writer sees it and waits or stops; a note whose process has ended on this
machine, or that nobody renewed for a quarter of an hour, is taken over.  It guards kg against kg: other programs do not look at it.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict

import pyoxigraph as ox

from kg.stores.store import Row, StoreError
from kg.stores.write_lock import StoreWriter

#: Outside of everything that is exported, counted or searched.
GRAPH = "https://w3id.org/policy-kg/writer"
_HOLDER, _STATE = f"{GRAPH}#holder", f"{GRAPH}#state"
#: Seconds after which a note that nobody renewed holds no longer, and how often it is renewed.
LONGEST, RENEWED = 900.0, 60.0
# The notes of this process that were not taken away yet.
_LIVE: set[str] = set()


class Lease:
    """The note of this process.  ``rows`` asks the endpoint, ``update`` changes it."""

    def __init__(self, name: str, rows: Callable[[str], list[Row]], update: Callable[[str], None]) -> None:
        self._name = name
        self._rows = rows
        self._update = update
        self._mine = ""
        self._at = 0.0
        self._key = uuid.uuid4().hex
        self.state = ""

    def take(self, wait: float) -> None:
        """Write the note, after waiting up to ``wait`` seconds for another writer.

        :raises StoreError: another one writes.
        """
        until = time.monotonic() + wait
        while True:
            others = self._others()
            held = next((note for note in others if _holds(note)), None)
            if held is None:
                self._write(others)
                # Of two that wrote at the same time the first by its key stays.
                again = [note for note in self._others() if _holds(note)]
                if not any(json.loads(note)["key"] < self._key for note in again):
                    return
                held = again[0]
                self.leave()
            if time.monotonic() >= until:
                raise StoreError(
                    f"The store {self._name} is in use by another kg process ({_writer(held)}); wait until it has finished, or let kg wait with --wait."
                )
            time.sleep(min(0.5, max(0.0, until - time.monotonic())))

    def renew(self) -> None:
        """Say that this process still writes.

        :raises StoreError: another process took over.
        """
        if time.time() - self._at < RENEWED:
            return
        if self._mine not in self._read(_HOLDER):
            raise StoreError(
                f"Another kg process took over the store {self._name}, because this one did not write for long; run the command again."
            )
        self._write([])

    def leave(self) -> None:
        """Take the note away."""
        _LIVE.discard(self._key)
        if self._mine:
            mine, self._mine = self._mine, ""
            self._update(_changed([(_HOLDER, mine)], []))

    def change(self) -> str:
        """An update that marks that what is stored is another than before."""
        old, self.state = self.state or next(iter(self._read(_STATE)), ""), uuid.uuid4().hex
        return _changed([(_STATE, old)] if old else [], [(_STATE, self.state)])

    def now(self) -> str | None:
        """The mark of what is stored now; None where no kg has written."""
        return min(self._read(_STATE), default=None)

    def holder(self) -> str | None:
        """Who writes now, in words."""
        return next((str(_writer(note)) for note in self._others() if _holds(note)), None)

    def _others(self) -> list[str]:
        return [note for note in self._read(_HOLDER) if note != self._mine and _read(note)]

    def _read(self, predicate: str) -> list[str]:
        rows = self._rows(f"SELECT ?v WHERE {{ GRAPH <{GRAPH}> {{ <{GRAPH}> <{predicate}> ?v }} }}")
        return sorted(str(row[0].value) for row in rows if isinstance(row[0], ox.Literal))

    def _write(self, gone: list[str]) -> None:
        self._at = time.time()
        note = json.dumps({**asdict(StoreWriter.this()), "key": self._key, "at": self._at}, sort_keys=True)
        old = [*gone, self._mine] if self._mine else gone
        self._update(_changed([(_HOLDER, one) for one in old], [(_HOLDER, note)]))
        self._mine = note
        _LIVE.add(self._key)


def _changed(gone: list[tuple[str, str]], new: list[tuple[str, str]]) -> str:
    """An update that takes statements out of the graph and puts others in."""
    parts = []
    for verb, said in (("DELETE", gone), ("INSERT", new)):
        if said:
            lines = " . ".join(f"<{GRAPH}> <{predicate}> {ox.Literal(text)}" for predicate, text in said)
            parts.append(f"{verb} DATA {{ GRAPH <{GRAPH}> {{ {lines} }} }}")
    return " ;\n".join(parts)


def _read(note: str) -> dict[str, object]:
    try:
        found = json.loads(note)
        return found if {"pid", "host", "since", "command", "key", "at"} <= found.keys() else {}
    except (ValueError, AttributeError):
        return {}


def _writer(note: str) -> StoreWriter:
    said = json.loads(note)
    return StoreWriter(said["pid"], said["host"], said["since"], said["command"])


def _holds(note: str) -> bool:
    """Whether the process of a note may still write."""
    said = json.loads(note)
    process = _writer(note)
    if said["pid"] == os.getpid() and process.host == StoreWriter.this().host:
        return said["key"] in _LIVE
    return process.runs() and time.time() - float(said["at"]) < LONGEST
