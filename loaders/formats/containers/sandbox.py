"""Run a risky reader in a child process with limits: what crashes or hangs there ends in one sentence, never the load.

PDFium and the Rust readers of workbooks abort the whole process where they fail, which no ``except`` catches.  The child
(:mod:`loaders.formats.containers.child`) has a small environment that is the same for all and nothing of the parent's: it can be started
from a worker of a process pool, from a thread, and on every system.  It stays for the next file, so that its Python and its readers are
loaded once, and forks for each: limits and faults are those of one file, and no file finds what another one left.  Where the system
does not fork, a child reads one file.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any, Final

from loaders.formats.containers import child, operating_system
from loaders.formats.containers.child import Child
from loaders.source import UnreadableFile

MEMORY: Final = 2 << 30
"""Bytes that a child may have."""
SECONDS: Final = 60.0
"""Seconds that a child may take."""
MAX_REPLY: Final = 128_000_000
"""Bytes that a child may answer with."""
REFUSED: Final = 3
"""Exit status of a child that says, in a sentence, why the file cannot be read."""
_OUT_OF_MEMORY: Final = 4
_TOLD: Final = (0, REFUSED, _OUT_OF_MEMORY)
# What a child, and LibreOffice below it, need to find themselves; nothing else of the environment reaches them.
_KEPT = frozenset(
    {"APPDATA", "HOME", "KG_LANG", "LD_LIBRARY_PATH", "LOCALAPPDATA", "PATH", "PROGRAMFILES", "PROGRAMFILES(X86)"}
    | {"PYTHONHOME", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "USERPROFILE", "WINDIR"}
)


def run(module: str, data: bytes, name: str, *, memory: int = MEMORY, seconds: float = SECONDS) -> Any:
    """What ``module.parse(data)`` gives, a value of JSON, computed in a child process.

    ``module.parse`` raises UnreadableFile with a sentence that lacks the file's name ("is damaged: …"); here ``name`` stands
    before it.  Raises UnreadableFile also where the child passes ``memory`` (bytes) or ``seconds``, or crashes.
    """
    status, reply = _answer(
        {"module": module, "memory": memory, "seconds": seconds, "forks": operating_system.FORKS}, data, name
    )
    if status == REFUSED:
        raise UnreadableFile(f"{name} {reply.decode('utf-8')}")
    if status == 0 and reply:
        return json.loads(reply)
    if status == _OUT_OF_MEMORY:
        raise UnreadableFile(
            f"{name} needs more than {_gigabytes(memory)} of memory to be read, the limit: split it and load the parts."
        )
    if status == -getattr(signal, "SIGXCPU", 0):
        raise _too_slow(name, seconds)
    raise UnreadableFile(
        f"{name} made its reader stop: it is damaged, or needs more than {_gigabytes(memory)} of memory, the limit; "
        "open it in the program that it is made for, save it again and load that."
    )


# The child that waits for the next file, with what it was started from.  Taking it out is one step, also among threads.
_Surroundings = tuple[int, list[str], dict[str, str]]
_waiting: list[tuple[_Surroundings, Child]] = []


def _answer(question: Mapping[str, Any], data: bytes, name: str) -> tuple[int, bytes]:
    """Exit status and reply of a child; none that reads outlives this call, whatever ends it."""
    seconds = question["seconds"]
    environment = {key: value for key, value in os.environ.items() if key.upper() in _KEPT}
    environment |= {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    # It takes 180 MB of addresses for each core of the machine otherwise: with eight, a reader would begin beyond its limit.
    environment["OPENBLAS_NUM_THREADS"] = "1"
    surroundings = os.getpid(), operating_system.child(__name__), environment
    while True:
        reader = _one_that_waits(surroundings)
        used = reader is not None
        reader = reader or _started(environment, name)
        late = threading.Event()
        timer = threading.Timer(seconds, _too_late, (late, reader))
        timer.daemon = True
        timer.start()
        status: int | None = None
        try:
            status, reply = reader.ask(question, data)
        except (OSError, EOFError, ValueError):
            reply = b""
        except BaseException:
            reader.kill()
            reader.end()
            raise
        finally:
            timer.cancel()
        if status in _TOLD and question["forks"] and not _waiting:
            _waiting.append((surroundings, reader))
            return status, reply
        if status not in _TOLD:
            reader.kill()  # with what it may have started
        ended = reader.end()
        if status is not None:
            return status, reply
        if late.is_set():
            raise _too_slow(name, seconds)
        # One that waited may have been ended meanwhile, whoever did it.
        if not used:
            return ended or 0, b""


def _too_late(late: threading.Event, reader: Child) -> None:
    late.set()
    reader.kill()


def _one_that_waits(surroundings: _Surroundings) -> Child | None:
    with suppress(IndexError):
        of, reader = _waiting.pop()
        if of == surroundings:
            return reader
        # A process that was forked off leaves alone what is its parent's.
        if of[0] == surroundings[0]:
            reader.kill()
            reader.end()
    return None


def _started(environment: dict[str, str], name: str) -> Child:
    try:
        return Child(__name__, environment, quiet=True)
    except OSError as error:
        raise UnreadableFile(
            f"{name} cannot be read now: the system started no process for its reader ({error.strerror or error}); "
            "close other programs and load it again."
        ) from error


@atexit.register
def _end() -> None:
    """End the child that waits."""
    _one_that_waits((os.getpid(), [], {}))


def _too_slow(name: str, seconds: float) -> UnreadableFile:
    return UnreadableFile(f"{name} took more than {seconds:g} seconds to read, the limit: split it and load the parts.")


def _gigabytes(memory: int) -> str:
    return f"{memory / (1 << 30):.3g} GB"


def serve() -> None:
    """The child's side: for each file limits first, then the reader and the reply."""
    out = child.answers()
    for question, data in child.questions():
        if not question["forks"]:
            child.send(out, *_confined(question, data))
            break
        with suppress(Exception):
            import_module(question["module"])  # what cannot be done here, the fork says
        child.send(out, *operating_system.forked(partial(_confined, question, data), MAX_REPLY, out.fileno()))
    # The modules' own endings may crash, and nothing is left that must be kept.
    os._exit(0)


def _confined(question: Mapping[str, Any], data: bytes) -> tuple[int, bytes]:
    operating_system.limit(question["memory"], question["seconds"])
    operating_system.end_with_parent(question["seconds"])
    return _parsed(question["module"], data)


def _parsed(module: str, data: bytes) -> tuple[int, bytes]:
    try:
        found = import_module(module).parse(data)
        # Half a surrogate pair is no character: nothing that stores text takes it.
        reply = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        if len(reply) > MAX_REPLY:
            raise UnreadableFile(
                f"holds more than {MAX_REPLY // 1_000_000} MB of text, the limit: split it and load the parts."
            )
        return 0, reply
    except UnreadableFile as error:
        sentence = str(error)
    except MemoryError:
        return _OUT_OF_MEMORY, b""
    except RecursionError:
        sentence = "nests its parts deeper than can be read: save it again in the program that made it and load that."
    except Exception as error:
        sentence = (
            f"is damaged, or holds what this version cannot read ({type(error).__name__}): open it in the program that it is "
            "made for, save it again and load that."
        )
    return REFUSED, sentence.encode("utf-8", "replace")
