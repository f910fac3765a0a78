"""Every command against three real engines: the answers are those of a store in a folder, also after a server was killed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from folders import ROOT
from sparql_engines import ENGINES, Engine, OxigraphServer

import queries
from kg.cli import cli
from kg.stores.opening import open_store
from kg.stores.remote.connection import Connection
from kg.stores.remote.engine import RemoteStore

pytestmark = pytest.mark.engines
EXAMPLES = ROOT / "examples"
NUMBER = "云财社发〔2023〕36号"
#: Values for the parameters of named queries; a limit that leaves something out depends on how an engine sorts inside a query.
VALUES = {"document": "2024", "project": "补助", "number": NUMBER, "unit": "卫生"}
COMMANDS = [
    ("stats", "--json"),
    ("list", "--json"),
    ("trace", NUMBER, "--json"),
    ("show", NUMBER, "--json"),
    ("show", "蒙自市卫生健康局", "--json"),
    ("show", "基本公共卫生服务补助资金", "--json"),
    ("chain", NUMBER),
    ("lint",),
    ("audit", "--csv"),
    ("conflicts",),
    ("judgements",),
    ("check",),
    ("search", "补助资金", "--json"),
    ("search", "gjs", "--json"),
    ("sparql", "SELECT ?p (COUNT(*) AS ?n) { ?x pk:basedOn ?p } GROUP BY ?p ORDER BY ?p LIMIT 7"),
    ("sparql", "ASK { ?x pk:basedOn ?p }"),
    ("sparql", "ASK { ?x pk:basedOn 3 }"),
    ("sparql", "CONSTRUCT { ?p pk:of ?x } WHERE { ?x pk:basedOn ?p }"),
    ("sparql", "SELECT ?s ?o FROM <https://w3id.org/policy-kg/id/graph/catalogue> { ?s pk:path ?o } ORDER BY ?o"),
    ("sparql", "SELECT ?x WHERE { ?x pk:complete true } ORDER BY ?x"),
    ("sparql", "SELEC ?x"),
    ("sparql", "DROP ALL"),
]


def run(store: object, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), *arguments])


def good(store: object, *arguments: str) -> str:
    result = run(store, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def exported(store: object, folder: Path) -> bytes:
    target = folder / "export.nq"
    good(store, "export", "--format", "nq", "-o", str(target))
    return target.read_bytes()


def comparable(result: Result) -> Any:
    """The answer without what SPARQL leaves open: in which order joined names and values of one thing come."""
    try:
        return result.exit_code, _sorted(json.loads(result.stdout))
    except ValueError:
        return result.exit_code, result.output


def _sorted(value: Any) -> Any:
    if isinstance(value, str):
        by = " " if value.startswith("https://") else "、"
        return by.join(sorted(value.split(by)))
    if isinstance(value, dict):
        return {key: _sorted(one) for key, one in value.items()}
    if isinstance(value, list):
        inside = [_sorted(one) for one in value]
        return sorted(inside) if all(isinstance(one, str) for one in inside) else inside
    return value


def named(name: str) -> tuple[str, ...]:
    given = [f"{param.name}={VALUES[param.name]}" for param in queries.load(name).params if param.name in VALUES]
    return ("query", name, "--json", *(word for setting in given for word in ("--set", setting)))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Good files alone, in a folder whose path does not matter."""
    folder = tmp_path_factory.mktemp("files") / "examples"
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("README.md"))
    return folder


@pytest.fixture(scope="module")
def local(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("local") / "local.kg"
    good(store, "load", "--jobs", "1", str(files))
    return store


@pytest.fixture(scope="module")
def expected(local: Path) -> dict[tuple[str, ...], Any]:
    """What a store in a folder answers to every command."""
    return {command: comparable(run(local, *command)) for command in [*COMMANDS, *map(named, queries.names())]}


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Search indexes of endpoints go to a folder of the tests, passwords come from nowhere else."""
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
    patch.setenv("NETRC", os.devnull)
    yield
    patch.undo()


@pytest.fixture(scope="module", params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, home: None) -> Iterator[Engine]:
    one = ENGINES[request.param]()
    patch = pytest.MonkeyPatch()
    for name, value in one.secrets.items():
        patch.setenv(name, value)
    try:
        one.start()
        yield one
    finally:
        patch.undo()
        one.close()


def emptied(engine: Engine) -> None:
    with open_store(engine.query) as store:
        assert isinstance(store, RemoteStore)
        for graph in list(store.graphs()):
            store.writing.drop(graph)
        assert len(store) == 0


def test_every_command_answers_as_a_folder_does(
    engine: Engine, files: Path, local: Path, expected: dict[tuple[str, ...], Any], tmp_path: Path
) -> None:
    first = good(engine.query, "load", "--jobs", "1", str(files))
    assert "15 loaded" in first
    assert exported(engine.query, tmp_path) == exported(local, tmp_path)
    assert "15 files are up to date" in good(engine.query, "load", "--jobs", "1", str(files))
    assert all(status in (0, 1, 2) for status, _ in expected.values())
    # What takes long and asks nothing that the others do not is asked of one engine.
    thorough = isinstance(engine, OxigraphServer)
    wrong = [
        command
        for command, answer in expected.items()
        if (thorough or command != ("check",)) and comparable(run(engine.query, *command)) != answer
    ]
    assert wrong == []
    pictures = []
    for store in (engine.query, local):
        good(store, "picture", NUMBER, "-o", str(tmp_path / "picture.html"))
        pictures.append((tmp_path / "picture.html").read_bytes())
    assert pictures[0] == pictures[1]
    for form in ("ttl", "graphml") if thorough else ():
        assert good(engine.query, "export", "--format", form, "-o", str(tmp_path / "a")) and good(
            local, "export", "--format", form, "-o", str(tmp_path / "b")
        )
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    if thorough:
        assert "15 documents have their facts" in good(engine.query, "doctor")
    for command in (("backup", str(tmp_path / "copy")), ("restore", str(tmp_path / "copy")), ("compact",)):
        refused = run(engine.query, *command)
        assert refused.exit_code == 1 and "for a store in a folder" in refused.output


def test_changed_and_removed_files(engine: Engine, files: Path, tmp_path: Path) -> None:
    emptied(engine)
    folder = tmp_path / "some"
    folder.mkdir()
    for name in (
        "蒙自市教育体育局2024年预算项目.txt",
        "蒙自市卫生健康局2024年预算项目.txt",
        "个旧市卫生健康局2024年预算项目.txt",
    ):
        shutil.copy(files / "红河州" / name, folder)
    stores = (engine.query, tmp_path / "local.kg")
    for store in stores:
        good(store, "load", "--jobs", "1", str(folder))
    changed = folder / "蒙自市教育体育局2024年预算项目.txt"
    changed.write_text(changed.read_text("utf-8").replace("学生", "学员"), "utf-8")
    for store in stores:
        assert "1 updated" in good(store, "load", "--jobs", "1", str(folder))
    assert exported(stores[0], tmp_path) == exported(stores[1], tmp_path)
    for store in stores:
        assert "Removed 1 file" in good(store, "remove", str(changed))
    assert exported(stores[0], tmp_path) == exported(stores[1], tmp_path)
    # A judgement of a person is a file here, and heeded there.
    judged = tmp_path / "judged.csv"
    good(tmp_path / "local.kg", "same", NUMBER, "红卫发〔2023〕16号", "--why", "a test", "--judgements", str(judged))
    for store in stores:
        good(store, "load", "--jobs", "1", str(folder), "--judgements", str(judged))
    assert exported(stores[0], tmp_path) == exported(stores[1], tmp_path)


class Cut(Exception):
    """The process ends here."""


def _requests(patch: pytest.MonkeyPatch, before: Callable[[int], None], after: Callable[[int], None]) -> list[int]:
    """Call ``before`` and ``after`` each request that changes something, with its number."""
    real = Connection.send
    count = [0]

    def send(self: Connection, method: str, url: str, **options: Any) -> Any:
        changes = url != self.address.query or "query" not in dict(options.get("data") or ())  # type: ignore[call-overload]
        if not changes:
            return real(self, method, url, **options)
        count[0] += 1
        before(count[0])
        answer = real(self, method, url, **options)
        after(count[0])
        return answer

    patch.setattr(Connection, "send", send)
    return count


@pytest.fixture(scope="module")
def few(files: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two states of a folder of three files, and what a store in a folder makes of the second."""
    first = tmp_path_factory.mktemp("few") / "few"
    first.mkdir()
    for name in (
        "云南省政策文件目录.csv",
        "玉溪市/红塔区民政局2024年项目经费情况说明.txt",
        "红河州/蒙自市教育体育局2024年预算项目.txt",
    ):
        shutil.copy(files / name, first)
    second = first.parent / "second"
    shutil.copytree(first, second)
    (second / "红塔区民政局2024年项目经费情况说明.txt").unlink()
    changed = second / "蒙自市教育体育局2024年预算项目.txt"
    changed.write_text(changed.read_text("utf-8").replace("学生", "学员"), "utf-8")
    return first, second


def _becomes(folder: Path, state: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(state, folder)


def _undisturbed(states: tuple[Path, Path], folder: Path) -> tuple[bytes, bytes]:
    """What a store in a folder exports after the first load, and after the changes."""
    store = folder.parent / "undisturbed.kg"
    shutil.rmtree(store, ignore_errors=True)
    _becomes(folder, states[0])
    good(store, "load", "--jobs", "1", str(folder))
    one = exported(store, folder.parent)
    _becomes(folder, states[1])
    good(store, "load", "--jobs", "1", str(folder))
    good(store, "remove", str(folder / "红塔区民政局2024年项目经费情况说明.txt"))
    return one, exported(store, folder.parent)


@pytest.mark.parametrize("engine", ["oxigraph"], indirect=True)
def test_a_load_that_ends_at_any_request_is_finished_by_the_next(
    engine: Engine, few: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    _, wanted = _undisturbed(few, folder)
    number, ended = 0, False
    while not ended:
        number += 4
        emptied(engine)
        _becomes(folder, few[0])
        good(engine.query, "load", "--jobs", "1", str(folder))
        _becomes(folder, few[1])

        def cut(count: int, last: int = number) -> None:
            if count >= last:
                raise Cut

        with pytest.MonkeyPatch.context() as patch:
            _requests(patch, cut, lambda count: None)
            result = run(engine.query, "load", "--jobs", "1", str(folder))
        ended = result.exit_code == 0
        good(engine.query, "load", "--jobs", "1", str(folder))
        good(engine.query, "remove", str(folder / "红塔区民政局2024年项目经费情况说明.txt"))
        assert exported(engine.query, tmp_path) == wanted, f"cut at request {number}"
    assert number > 15


def test_a_server_killed_in_a_load_loses_nothing_that_was_told(
    engine: Engine, few: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    wanted, _ = _undisturbed(few, folder)
    _becomes(folder, few[0])
    for at in (5, 9, 12) if isinstance(engine, OxigraphServer) else (8,):
        emptied(engine)
        with pytest.MonkeyPatch.context() as patch:
            _requests(patch, lambda count: None, lambda count, at=at: engine.kill() if count == at else None)  # type: ignore[misc]
            result = run(engine.query, "load", "--jobs", "1", str(folder))
        assert result.exit_code == 1 and "does not answer" in result.output and "Traceback" not in result.output
        told = [line.split(maxsplit=1)[1] for line in result.output.splitlines() if line.startswith("loaded ")]
        engine.start()
        held = {row["path"] for row in json.loads(run(engine.query, "list", "--json").stdout)}
        assert set(told) <= held
        good(engine.query, "load", "--jobs", "1", str(folder))
        assert exported(engine.query, tmp_path) == wanted
