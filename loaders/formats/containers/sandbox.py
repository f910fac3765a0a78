"""Run a risky reader in a child process with limits: what crashes or hangs there ends in one sentence, never the load.

PDFium and the Rust readers of workbooks abort the whole process where they fail, which no ``except`` catches.  The child is
this Python with this ``sys.path``, a small environment that is the same for all, the file's bytes on standard input, and
nothing of the parent's: it can be started from a worker of a process pool, from a thread, and on every system.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from importlib import import_module
from typing import IO, Any, Final

from loaders.formats.containers import operating_system
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
_START = "import sys; sys.path[:] = sys.argv[4:]; from loaders.formats.containers.sandbox import serve; serve()"
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
    command = operating_system.child(_START, __name__, module, str(memory), str(seconds))
    status, reply = _answer(command, data, name, seconds)
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


def _answer(command: list[str], data: bytes, name: str, seconds: float) -> tuple[int, bytes]:
    """Exit status and reply of the child; no child outlives this call, whatever ends it."""
    environment = {key: value for key, value in os.environ.items() if key.upper() in _KEPT}
    environment |= {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            **operating_system.OF_ITS_OWN,
        )
    except OSError as error:
        raise UnreadableFile(
            f"{name} cannot be read now: the system started no process for its reader ({error.strerror or error}); "
            "close other programs and load it again."
        ) from error
    try:
        reply, _ = process.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise _too_slow(name, seconds) from error
    finally:
        if process.returncode is None:
            operating_system.kill(process)
            process.communicate()
    return process.returncode, reply


def _too_slow(name: str, seconds: float) -> UnreadableFile:
    return UnreadableFile(f"{name} took more than {seconds:g} seconds to read, the limit: split it and load the parts.")


def _gigabytes(memory: int) -> str:
    return f"{memory / (1 << 30):.3g} GB"


def serve() -> None:
    """The child's side: limits first, then the bytes, the reader and the reply; ``sys.argv`` says which."""
    module, memory, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    # Readers that print, or programs that they start, must not write into the reply.
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        operating_system.limit(memory, seconds)
        operating_system.end_with_parent(seconds)
        status = _serve(module, out)
    # The modules' own endings may crash, and nothing is left that must be kept.
    os._exit(status)


def _serve(module: str, out: IO[bytes]) -> int:
    try:
        # Half a surrogate pair is no character: nothing that stores text takes it.
        found = import_module(module).parse(sys.stdin.buffer.read())
        reply = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        if len(reply) > MAX_REPLY:
            raise UnreadableFile(
                f"holds more than {MAX_REPLY // 1_000_000} MB of text, the limit: split it and load the parts."
            )
        out.write(reply)
        return 0
    except UnreadableFile as error:
        sentence = str(error)
    except MemoryError:
        return _OUT_OF_MEMORY
    except RecursionError:
        sentence = "nests its parts deeper than can be read: save it again in the program that made it and load that."
    except Exception as error:
        sentence = (
            f"is damaged, or holds what this version cannot read ({type(error).__name__}): open it in the program that it is "
            "made for, save it again and load that."
        )
    out.write(sentence.encode("utf-8", "replace"))
    return REFUSED
