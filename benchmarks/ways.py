"""The ways through the house: in how many forms a citation and an amount go from text to page, and which files a command visits.

``python -m benchmarks.ways`` runs real commands on one sample and watches every function of ours with :func:`sys.setprofile`:

* A *form* is whatever carries the citation's number or title (the amount's value) in a string or number of its own:

  - a class of ours, told by its name; one that holds another form (a record, a quote's text) and no copy of its words is none;
  - a JSON object, told by its keys: made, passed on or encoded in several files it is one form, and so is the text that encodes it;
  - the RDF description: statements, the literals in them, N-Quads.

  The values that records and statements are made of (``Mention``: a string with its place, ``Text``: a string with its datatype)
  belong to these.  An IRI refers to a policy and is no copy of its name; a mapping from IRIs to names is an index, the row of a table
  or of a query's answer is on its way into or out of one of these.  The register that is loaded beside the sample states the same
  number as another fact, in a record of its own.
* *Files visited* are the files of ours in which a function ran; a *move* is a call or a return that goes on in another file.

``--code FOLDER`` watches another checkout of the project; ``--write`` puts the lists into docs/explanation/ways.md.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "explanation" / "ways.md"
WINGS = ("kg", "loaders", "ontology", "queries")
SAMPLE = ROOT / "examples" / "红河州" / "个旧市卫生健康局2024年预算项目.txt"
REGISTER = ROOT / "examples" / "云南省政策文件目录.csv"
NUMBER, TITLE = "云财社发〔2023〕36号", "云南省基本公共卫生服务等5项补助资金管理办法实施细则"
YUAN = Decimal(148_900)
#: What this printed of version 0.1.0 (``--code`` a checkout of it).
FORMER = {
    "citation": 19,
    "amount": 14,
    "extract": 65,
    "load": 113,
    "trace": 21,
    "show": 23,
    "audit": 112,
    "picture": 110,
    "site": 56,
}
# Longer strings hold a whole text and no name.
_LONGEST = 400
_LOOKED_AT = 60
PARTS = ("Mention", "Text")


class Watch:
    """What was seen: files and moves of one command, and the forms of a citation and an amount."""

    def __init__(self, code: Path) -> None:
        self.code = f"{code}{os.sep}"
        self.files: Counter[str] = Counter()
        self.moves = 0
        self.last = ""
        self.forms: dict[str, set[str]] = {"citation": set(), "amount": set()}
        self._names: dict[str, str] = {}

    def __call__(self, frame: FrameType, event: str, value: Any) -> None:
        if event not in ("call", "return"):
            return
        file = self._file(frame.f_code.co_filename)
        if not file:
            return
        if event == "call":
            self.files[file] += 1
        elif value is not None:
            self._look(value)
        if file != self.last:
            self.moves += 1
            self.last = file

    def _file(self, path: str) -> str:
        known = self._names.get(path)
        if known is None:
            inside = path.removeprefix(self.code) if path.startswith(self.code) else ""
            known = self._names[path] = inside if inside.partition(os.sep)[0] in WINGS else ""
        return known

    def _look(self, value: Any) -> None:
        for one in _members(value):
            for what, held in (("citation", _names_it), ("amount", _is_it)):
                if (form := _form(one, held)) is not None:
                    self.forms[what].add(form)


def _members(value: Any) -> Iterable[Any]:
    yield value
    if isinstance(value, dict):
        yield from list(value.values())[:_LOOKED_AT]
    elif isinstance(value, (list, tuple, set, frozenset)) and not hasattr(value, "_fields"):
        yield from list(value)[:_LOOKED_AT]


def _names_it(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > _LONGEST or value.startswith(("http", "<http")):
        return False
    return NUMBER in value or TITLE in value


def _is_it(value: Any) -> bool:
    if isinstance(value, Decimal):
        return value == YUAN
    return isinstance(value, str) and value in ("148900", "148,900 元", "14.89")


def _form(one: Any, held: Callable[[Any], bool]) -> str | None:
    kind = type(one)
    if kind.__module__.split(".")[0] in WINGS:
        if kind.__name__ in PARTS:
            return None
        # Reading an attribute may ask the store, so only what is stored in the object itself is looked at.
        names = getattr(kind, "_fields", None) or getattr(kind, "__slots__", None) or vars(one)
        values = [getattr(one, name, None) for name in ([names] if isinstance(names, str) else names)]
        flat = [inner for value in values for inner in (value if isinstance(value, tuple) else (value,))]
        return f"{kind.__module__}.{kind.__qualname__}" if any(map(held, flat)) else None
    if isinstance(one, dict):
        return _json_form(one, held)
    if isinstance(one, tuple):
        # A row of a query or a key of a sort is not told apart by anything; a statement is.
        stated = len(one) == 3 and any(held(value) or held(getattr(value, "lexical", None)) for value in one[2:])
        return "RDF" if stated else None
    if isinstance(one, str) and one.startswith(("{", "[{")) and held is _names_it and NUMBER in one:
        try:
            return next(_encoded(json.loads(one), held), None)
        except ValueError:
            return None
    if isinstance(one, bytes) and held is _names_it and one.startswith(b"<http") and NUMBER.encode() in one:
        return "RDF"
    return None


def _json_form(one: dict[Any, Any], held: Callable[[Any], bool]) -> str | None:
    """A JSON object by its keys; None for an index, whose keys are no names of fields."""
    if not all(isinstance(key, str) and key.isidentifier() for key in one) or not any(map(held, one.values())):
        return None
    keys = sorted(one)
    return f"JSON {{{', '.join(keys[:5])}{', …' if len(keys) > 5 else ''}}}"


def _encoded(value: Any, held: Callable[[Any], bool]) -> Iterator[str]:
    """The JSON objects in a decoded text that carry what is looked for."""
    if isinstance(value, dict):
        if (form := _json_form(value, held)) is not None:
            yield form
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _encoded(inner, held)


COMMANDS = {
    "extract": ["extract", "--format", "jsonl", "{sample}"],
    "load": ["--store", "{store}", "load", "{sample}", "{register}"],
    "trace": ["--store", "{store}", "trace", NUMBER],
    "show": ["--store", "{store}", "show", NUMBER],
    "audit": ["--store", "{store}", "audit", "--all"],
    "picture": ["--store", "{store}", "picture", NUMBER, "--output", "{folder}/p.html"],
}


def watch(code: Path, folder: Path) -> dict[str, Any]:
    """Run the commands in this process and tell what was seen."""
    from click.testing import CliRunner

    from kg.cli import cli

    places = {"sample": SAMPLE, "register": REGISTER, "store": folder / "w.kg", "folder": folder}
    visited: dict[str, tuple[list[str], int]] = {}
    forms: dict[str, set[str]] = {"citation": set(), "amount": set()}
    steps: dict[str, Callable[[], object]] = {
        name: lambda words=words: CliRunner().invoke(cli, [word.format(**places) for word in words])  # type: ignore[misc]
        for name, words in COMMANDS.items()
    }
    steps["site"] = lambda: _pages(folder / "w.kg")
    for name, step in steps.items():
        # The first time modules and tables are read, which is no way of a fact.
        step()
        shutil.rmtree(folder / "w.kg") if name == "load" else None
        seen = Watch(code)
        # A site answers in threads of its own.
        threading.setprofile(seen)
        sys.setprofile(seen)
        try:
            step()
        finally:
            sys.setprofile(None)
            threading.setprofile(None)  # type: ignore[arg-type]
        visited[name] = sorted(seen.files), seen.moves
        for what, found in seen.forms.items():
            forms[what].update(found)
    return {"visited": visited, "forms": {what: sorted(found) for what, found in forms.items()}}


def _pages(store: Path) -> None:
    from starlette.testclient import TestClient

    from kg.web.settings import Settings
    from kg.web.site import create_app

    with TestClient(create_app(Settings(store=store, hosts=("testserver",), patience=30.0))) as client:
        listed = client.get("/policies?lang=zh").text
        for page in (
            "/policies",
            "/projects",
            f"/search?q={TITLE[:12]}",
            *_links(listed, "policy"),
            *_links(client.get("/projects").text, "project"),
        ):
            client.get(page)


def _links(page: str, kind: str) -> list[str]:
    return re.findall(rf'href="(/id/{kind}/[^"]+)"', page)[:40]


def report(found: dict[str, Any]) -> str:
    """The figures and the lists as Markdown."""
    parts = [
        "# The ways through the house\n",
        "Written by `python -m benchmarks.ways --write`; what is counted stands in `benchmarks/ways.py`.\n",
    ]
    parts += ["| what | count | version 0.1.0 |", "|---|---|---|"]
    parts += [f"| forms of one {what} | {len(forms)} | {FORMER[what]} |" for what, forms in found["forms"].items()]
    parts += [
        f"| files visited by `kg {name}` (moves between files) | {len(files)} ({moves:,}) | {FORMER[name]} |"
        for name, (files, moves) in found["visited"].items()
    ]
    for what, forms in found["forms"].items():
        parts += ["", f"## Forms of one {what}\n", *(f"- `{form}`" for form in forms)]
    parts += [
        "",
        "## Files that an audit of the store visits\n",
        *(f"- `{file}`" for file in found["visited"]["audit"][0]),
    ]
    return "\n".join(parts) + "\n"


def measured(code: Path) -> dict[str, Any]:
    """What :func:`watch` sees of a checkout, in a process that has read nothing else."""
    command = [sys.executable, "-P", str(Path(__file__).resolve()), "--here", "--code", str(code)]
    environment = {**os.environ, "PYTHONPATH": str(code), "KG_LANG": "en"}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, env=environment, cwd=code)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(arguments: list[str]) -> int:
    """Print the figures, or write them."""
    code = Path(arguments[arguments.index("--code") + 1]).resolve() if "--code" in arguments else ROOT
    if "--here" in arguments:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(watch(code, Path(folder)), ensure_ascii=False))
        return 0
    text = report(measured(code))
    if "--write" in arguments:
        PAGE.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
