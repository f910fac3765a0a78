"""What was loaded is audited from the store alone: where the file is now, and whether it is, makes no difference."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import disclosure_files as made
import pytest
from click.testing import CliRunner

from docs import house
from kg.cli import cli

MADE = made.disclosure()
FORMS: dict[str, Callable[[], bytes]] = {
    "表.html": partial(made.html, MADE, table=True),
    "表.docx": partial(made.word, MADE, table=True),
    "表.xlsx": partial(made.workbook, MADE, across=True),
    "表.pdf": partial(made.printed, MADE, table=True),
    "表.csv": partial(made.comma_separated, MADE),
    "表.txt": partial(made.txt, MADE),
}
WAYS = (["--all"], ["--json"], ["--figures"])


def audited(store: Path, *things: str) -> list[tuple[int, str, str]]:
    """What every way of asking prints: exit status, output, errors."""
    found = [CliRunner().invoke(cli, ["--store", str(store), "audit", *things, *way]) for way in WAYS]
    return [(one.exit_code, one.stdout, one.stderr) for one in found]


def loaded(store: Path, *things: str) -> None:
    done = CliRunner().invoke(cli, ["--store", str(store), "load", *things])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("name", FORMS)
def test_a_file_that_has_moved(tmp_path: Path, name: str) -> None:
    file, store = tmp_path / name, tmp_path / "store"
    file.write_bytes(FORMS[name]())
    from_file = audited(store, str(file))
    loaded(store, str(file))
    file.rename(tmp_path / "elsewhere")
    told = audited(store)
    assert told == from_file
    assert "not examined" not in str(told) and '"check"' in told[1][1]


def test_after_a_backup_and_from_an_archive(tmp_path: Path) -> None:
    files = {name: form() for name, form in FORMS.items() if name != "表.pdf"}
    archive, store = tmp_path / "packed.zip", tmp_path / "store"
    archive.write_bytes(made.archived(files))
    from_file = audited(store, str(archive))
    loaded(store, str(archive))
    archive.unlink()
    assert audited(store) == from_file
    run = partial(CliRunner().invoke, cli)
    assert run(["--store", str(store), "backup", str(tmp_path / "copy")]).exit_code == 0
    shutil.rmtree(store)
    assert run(["--store", str(tmp_path / "new"), "restore", str(tmp_path / "copy")]).exit_code == 0
    assert audited(tmp_path / "new") == from_file


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address where a server offers it."""
    folder = tmp_path / "offered"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_from_an_address_that_is_gone(tmp_path: Path, site: tuple[Path, str]) -> None:
    folder, address = site
    file, store = folder / "a.html", tmp_path / "store"
    file.write_bytes(FORMS["表.html"]())
    from_file = audited(store, str(file))
    loaded(store, f"{address}/a.html")
    file.unlink()
    assert audited(store) == from_file


# All of loaders that the audit and the lint reach by any way: what a record is, where it is kept, and how values are compared.
VALUES = {
    "loaders.records": "the records themselves",
    "loaders.amounts": "the records of figures",
    "loaders.source": "the printed pages of an extraction",
    "loaders.rdf.record_codec": "gives the records back",
    "loaders.rdf.identifiers": "IRIs",
    "loaders.rdf.placed_citations": "the IRI of each citation of an extraction",
    "loaders.text.file_names": "paths as the catalogue writes them",
    "loaders.text.numerals": "第九十九条 of a cited article as a number",
    "loaders.citations.document_number": "the normal form of a number and its parts",
    "loaders.money.units": "what units count, and the decimals of a printed figure",
    "loaders.money.pairing": "which operands of a formula belong together",
}
# Titles of two documents come from the graph as strings; they differ only where neither the words nor the bodies in them agree.
COMPARING_TITLES = {
    "loaders.citations.titles",
    "loaders.bodies.organisation_words",
    "loaders.bodies.order_issuers",
    "loaders.bodies.superiors",
    "loaders.text.tokens",
}


def test_the_audit_and_the_lint_read_no_file_and_recognise_nothing() -> None:
    drawn = house.arrows()
    reached = {name for name in drawn if name.startswith(("kg.auditing.", "kg.linting."))}
    assert len(reached) > 15
    waiting = list(reached)
    while waiting:
        found = drawn[waiting.pop()] - reached
        reached |= found
        waiting += found
    assert {name for name in reached if name.startswith("loaders.")} == VALUES.keys() | COMPARING_TITLES
