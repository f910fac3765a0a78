"""Files that people add through the site: they arrive in a folder of the store, are looked at, loaded when somebody says so, and can be taken out again.

What arrived is gone with the process that received it; what was taken has a record beside it (``load.json``), by which the next process goes
on where this one was stopped.
"""

from __future__ import annotations

import json
import secrets
import shutil
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kg.stores import layout
from kg.stores.catalogue import LoadedFile
from kg.stores.write_lock import StoreWriter
from kg.web.editing import addition_work
from kg.web.editing.addition_work import Listed, LoadedNow, Preview, UndoneLoad
from kg.web.editing.job_queue import JobQueue, QueuedJob
from kg.web.editing.write_page import Refused

if TYPE_CHECKING:
    from kg.web.editing.upload import Upload
    from kg.web.settings import Settings

AdditionState = Literal["loading", "loaded", "stopped", "failed", "undoing", "undone", "part_undone"]
# States from which a load may go on, and those from which it may be undone.
_AGAIN: tuple[AdditionState, ...] = ("stopped", "failed", "part_undone")
_UNDONE: tuple[AdditionState, ...] = ("loaded", *_AGAIN)
_RECORD, _FILES = "load.json", "files"
# Uploads that nobody has decided on: so many at once, and for so many seconds.
_MOST_UNDECIDED, _UNDECIDED = 20, 86_400
# Seconds for which who stops something waits for its end.
_ENDING = 5.0


@dataclass(slots=True)
class Arrival:
    """Files that have come and are not loaded: what is known of each so far, in their order."""

    key: str
    folder: Path
    refused: list[tuple[str, str]]
    left_out: int
    by: str
    since: float = field(default_factory=time.time)
    listed: Listed | None = None
    previews: dict[str, Preview] = field(default_factory=dict)
    job: QueuedJob | None = None

    @property
    def count(self) -> int:
        """How many files have come, as far as that is known."""
        return len(self.listed.paths) if self.listed else 0

    @property
    def first(self) -> str:
        """The path of the first, as far as it is known."""
        return self.listed.paths[0] if self.listed and self.listed.paths else "…"

    def hear(self, told: Listed | Preview) -> None:
        """Take what the process that looks at them tells."""
        if isinstance(told, Listed):
            self.listed = told
        else:
            self.previews[told.path] = told


@dataclass(slots=True)
class Addition:
    """Files that somebody had loaded: ``at`` is ISO 8601 in local time, ``outcomes`` what became of each, ``sentence`` why not all was done.

    ``replacing`` has for some of the paths the loaded file in whose place they come, ``replaced`` those that were taken out; ``restored`` and
    ``lost`` are their paths after an undo, ``kept`` other files whose content they have.  ``server`` is the process that does it.
    """

    key: str
    at: str
    by: str
    state: AdditionState
    paths: list[str]
    outcomes: list[LoadedNow] = field(default_factory=list)
    replacing: dict[str, LoadedFile] = field(default_factory=dict)
    replaced: list[LoadedFile] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    sentence: str = ""
    server: StoreWriter | None = None

    @property
    def holds(self) -> bool:
        """Whether the store is as the outcomes say."""
        return self.state in ("loaded", "stopped", "failed")

    @property
    def may_go_on(self) -> bool:
        """Whether it can be loaded again."""
        return self.state in _AGAIN

    @property
    def may_be_undone(self) -> bool:
        """Whether it can be taken out."""
        return self.state in _UNDONE

    def count(self, *states: str) -> int:
        """How many files ended so."""
        return sum(one.status in states for one in self.outcomes)

    @classmethod
    def read(cls, file: Path) -> Addition:
        """The record in a file; raises OSError, ValueError or TypeError where there is none."""
        said: dict[str, Any] = json.loads(file.read_text("utf-8"))
        said["outcomes"] = [LoadedNow(**{**one, "notes": tuple(one["notes"])}) for one in said["outcomes"]]
        said["replaced"] = [LoadedFile(**one) for one in said["replaced"]]
        said["replacing"] = {path: LoadedFile(**one) for path, one in said["replacing"].items()}
        said["server"] = StoreWriter(**said["server"]) if said["server"] else None
        return cls(**said)


class Additions:
    """All that came through the site into the store of ``settings``, with the queues of those who read and of the one who writes."""

    def __init__(self, settings: Settings, writer: JobQueue) -> None:
        self.store = Path(settings.store)
        self.judgements = settings.judgements
        #: Whatever writes to the store waits here for its turn.
        self.writer = writer
        self.reader = JobQueue("kg-preview")
        self._me = StoreWriter.this()
        self._lock = threading.RLock()
        self._arrivals: dict[str, Arrival] = {}
        self._jobs: dict[str, QueuedJob] = {}
        self._seen: dict[str, dict[str, LoadedNow]] = {}
        self._arriving = self.store / layout.ARRIVING / str(self._me.pid)
        self._clean()
        self._resume()

    def close(self) -> None:
        """End what is being done; the next process goes on with what was taken."""
        self.reader.close()
        shutil.rmtree(self._arriving, ignore_errors=True)

    # -- what arrives

    def room(self) -> Path:
        """A new folder for files that come.

        :raises Refused: too much waits to be decided on, or the folder cannot be made.
        """
        with self._lock:
            for old in [one for one in self._arrivals.values() if time.time() - one.since > _UNDECIDED]:
                self.discard(old)
            if len(self._arrivals) >= _MOST_UNDECIDED:
                raise Refused(409, "upload_undecided", count=len(self._arrivals))
        folder = self._arriving / _new_key()
        try:
            folder.mkdir(parents=True)
        except OSError as error:
            raise Refused(507, "upload_disk", reason=error.strerror or error) from error
        return folder

    def arrived(self, folder: Path, upload: Upload, by: str) -> Arrival:
        """Files have come whole: they are looked at from now on."""
        arrival = Arrival(folder.name, folder, upload.refused, upload.left_out, by)
        with self._lock:
            self._arrivals[arrival.key] = arrival
            arrival.job = self.reader.submit(addition_work.preview, folder, heard=arrival.hear)
        return arrival

    def arrival(self, key: str) -> Arrival | None:
        """The files that came under a key and are not decided on."""
        return self._arrivals.get(key)

    def undecided(self) -> list[Arrival]:
        """All files that are not decided on, the newest first."""
        return sorted(self._arrivals.values(), key=lambda one: one.key, reverse=True)

    def discard(self, arrival: Arrival) -> None:
        """Nobody wants them."""
        self._gone(arrival)
        self._look_no_more(arrival)
        shutil.rmtree(arrival.folder, ignore_errors=True)

    def _gone(self, arrival: Arrival) -> None:
        """Take an arrival off the list.

        :raises Refused: somebody else decided meanwhile.
        """
        with self._lock:
            if self._arrivals.pop(arrival.key, None) is None:
                raise Refused(409, "upload_decided")

    def _look_no_more(self, arrival: Arrival) -> None:
        if arrival.job is not None:
            self.reader.stop(arrival.job)

    # -- what is loaded

    def take(self, arrival: Arrival, chosen: Sequence[str], replacing: Mapping[str, LoadedFile]) -> Addition:
        """Load the files at these paths of an arrival, in place of others; they stay in a folder of the store.

        :raises Refused: somebody else decided meanwhile, or there is no room.
        """
        self._gone(arrival)
        at = datetime.now().isoformat(sep=" ", timespec="seconds")
        one = Addition(arrival.key, at, arrival.by, "loading", list(chosen), replacing=dict(replacing), server=self._me)
        making = self._folder(f".{one.key}")
        try:
            making.mkdir(parents=True)
            _write(making / _RECORD, one)
            arrival.folder.rename(making / _FILES)
            making.rename(self._folder(one.key))
        except OSError as error:
            # It is as it was before, to be decided on again.
            with suppress(OSError):
                (making / _FILES).rename(arrival.folder)
            shutil.rmtree(making, ignore_errors=True)
            with self._lock:
                self._arrivals[arrival.key] = arrival
            raise Refused(507, "upload_disk", reason=error.strerror or error) from error
        self._look_no_more(arrival)
        for path in _unwanted(self._folder(one.key) / _FILES, chosen):
            with suppress(OSError):
                path.unlink()
        self._load(one)
        return one

    def again(self, one: Addition) -> None:
        """Load what was stopped or failed."""
        self._begin(one, "loading", _AGAIN)
        self._load(one)

    def undo(self, one: Addition) -> None:
        """Take out what a load stored."""
        self._undo(one, self._begin(one, "undoing", _UNDONE))

    def stop(self, one: Addition) -> None:
        """Stop what is being done, or take it out of the queue; waits a little until it has ended."""
        job = self._jobs.get(one.key)
        if job is not None:
            self.writer.stop(job)
            job.over.wait(_ENDING)

    def find(self, key: str) -> Addition | None:
        """The load with a key."""
        if not key.replace("-", "").isalnum() or not key.isascii():
            return None
        with suppress(OSError, ValueError, TypeError, KeyError):
            return Addition.read(self._folder(key) / _RECORD)
        return None

    def all(self) -> Iterator[Addition]:
        """All loads, the newest first."""
        with suppress(OSError):
            for folder in sorted((self.store / layout.ADDED).iterdir(), reverse=True):
                if (found := self.find(folder.name)) is not None:
                    yield found

    def job(self, one: Addition) -> QueuedJob | None:
        """What is being done with a load at the moment by this process."""
        job = self._jobs.get(one.key)
        return job if job is not None and job.pending else None

    def done(self, one: Addition) -> int:
        """How many of its files are done."""
        return len(self._seen.get(one.key, ()))

    def _folder(self, key: str) -> Path:
        return self.store / layout.ADDED / key

    def _begin(self, one: Addition, state: AdditionState, before: Sequence[AdditionState]) -> AdditionState:
        """Note that something is done with a load now; gives the state that it was in.

        :raises Refused: somebody else has begun something with it.
        """
        with self._lock:
            now = self.find(one.key)
            if now is None or now.state not in before:
                raise Refused(409, "upload_decided")
            one.state, one.sentence, one.server = state, "", self._me
            one.restored, one.lost, one.kept = [], [], []
            self._keep(one)
            return now.state

    def _keep(self, one: Addition) -> None:
        with self._lock:
            _write(self._folder(one.key) / _RECORD, one)

    def _load(self, one: Addition) -> None:
        def hear(told: Any) -> None:
            if isinstance(told, LoadedNow):
                seen[told.path] = told

        def ended(job: QueuedJob) -> None:
            if job.state == "done":
                one.outcomes, one.replaced, whole = job.result
                one.state = "loaded" if whole else "stopped"
            else:
                # What was told is stored.
                one.outcomes, one.sentence = list(seen.values()), job.sentence
                one.state = "stopped" if job.state == "stopped" else "failed"
            self._keep(one)

        seen = self._seen[one.key] = {}
        folder = self._folder(one.key) / _FILES
        work = addition_work.load
        self._jobs[one.key] = self.writer.submit(
            work, self.store, self.judgements, folder, one.paths, one.replacing, heard=hear, ended=ended
        )

    def _undo(self, one: Addition, before: AdditionState = "part_undone") -> None:
        def ended(job: QueuedJob) -> None:
            if job.state == "done":
                done: UndoneLoad = job.result
                one.restored, one.lost, one.kept = done.restored, done.lost, done.kept
                one.state = "undone" if done.whole else "part_undone"
                if done.whole:
                    shutil.rmtree(self._folder(one.key) / _FILES, ignore_errors=True)
            else:
                begun = job.told == addition_work.REMOVING
                one.state, one.sentence = "part_undone" if begun else before, job.sentence
            self._keep(one)

        self._jobs[one.key] = self.writer.submit(
            addition_work.undo, self.store, self.judgements, one.key, one.outcomes, one.replaced, ended=ended
        )

    # -- after a crash

    def _clean(self) -> None:
        """Take away what arrived at processes that are no more."""
        for place, name in ((self.store / layout.ARRIVING, "*"), (self.store / layout.ADDED, ".*")):
            for folder in place.glob(name):
                pid = int(folder.name) if folder.name.isdecimal() else self._me.pid
                if pid == self._me.pid or not StoreWriter(pid, self._me.host, "", "").runs():
                    shutil.rmtree(folder, ignore_errors=True)

    def _resume(self) -> None:
        """Go on with what processes that are no more had begun, the oldest first."""
        for one in sorted(self.all(), key=lambda one: one.key):
            other = one.server
            if one.state not in ("loading", "undoing") or (other and other.pid != self._me.pid and other.runs()):
                continue
            one.server = self._me
            self._keep(one)
            (self._load if one.state == "loading" else self._undo)(one)


def _new_key() -> str:
    return f"{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"


def _unwanted(folder: Path, chosen: Sequence[str]) -> list[Path]:
    """The files in a folder that are neither chosen nor an archive of something that is."""
    kept = {
        folder.joinpath(*parts[:end])
        for path in chosen
        for parts in [path.split("/")]
        for end in range(1, len(parts) + 1)
    }
    return [path for path in folder.rglob("*") if path.is_file() and path not in kept]


def _write(file: Path, one: Addition) -> None:
    making = layout.making(file)
    making.write_text(json.dumps(asdict(one), ensure_ascii=False), "utf-8")
    making.replace(file)
