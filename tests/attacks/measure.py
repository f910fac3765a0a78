"""``python -m attacks.measure``: reads the files named on standard input as ``kg load`` does and says what each cost.

For each path one line of JSON: the refusal or "", the CPU seconds of this process and its children, and the most memory (MB)
that the largest of the children and this process have had together so far.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from benchmarks.process import peak_bytes
from loaders import extract, formats
from loaders.rdf import triples
from loaders.source import UnreadableFile


def spent() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def memory() -> float:
    return peak_bytes() / 1e6 + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


def read(path: Path) -> str:
    said = ""
    try:
        members = formats.members(path) or (path,)
    except UnreadableFile as error:
        return str(error)
    for member in members:
        try:
            triples.nquads(extract.extract(formats.read(member)))
        except UnreadableFile as error:
            said = str(error)
        except Exception as error:
            return f"Traceback: {type(error).__name__}: {error}"
    return said


def main() -> None:
    for line in sys.stdin:
        before = spent()
        said = read(Path(line.rstrip("\n")))
        print(json.dumps([said, spent() - before, memory()]), flush=True)


if __name__ == "__main__":
    main()
