"""The tables of printed names: trusted only as of the state that the store is in, and made anew otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import papers
import pytest
from click.testing import CliRunner

from kg.cli import cli
from kg.judging import decisions
from kg.loading.load import find_files, load, remove
from kg.resolution import mentions, resolve
from kg.resolution.printed_names import PrintedNames
from kg.stores import catalogue, layout
from kg.stores.catalogue import Catalogue
from kg.stores.opening import open_store
from loaders.rdf import identifiers
from ontology.terms import ELI

LATER = papers.SHIQIAO.replace("石桥", "石桥村")


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    """A store, and the folder of its files."""
    folder = papers.write(tmp_path, qinghe=papers.QINGHE, shiqiao=papers.SHIQIAO)
    with open_store(tmp_path / "s.kg") as store:
        load(store, find_files([folder])[0])
    return tmp_path / "s.kg", folder


def read_whole(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a change of one file reads all places; what is derived is right in any case."""
    papers.write(folder, shiqiao=LATER)
    whole: list[object] = []
    real = mentions.read
    with open_store(path) as store:
        with monkeypatch.context() as counted:
            counted.setattr(mentions, "read", lambda opened: whole.append(opened) or real(opened))
            assert load(store, find_files([folder])[0]).changed
        assert store.graph(identifiers.DERIVED) == resolve.everything(store, ())
    return bool(whole)


def test_a_change_reads_no_other_places(made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read_whole(*made, monkeypatch)


def _delete(file: Path) -> None:
    file.unlink()


def _overwrite(file: Path) -> None:
    file.write_bytes(b"no database at all")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:8192])


@pytest.mark.parametrize("harm", [_delete, _overwrite, _cut])
def test_where_they_are_missing_or_damaged_all_is_read(
    made: tuple[Path, Path], harm: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    harm(made[0] / layout.NAMES)
    assert read_whole(*made, monkeypatch)
    papers.write(made[1], shiqiao=papers.SHIQIAO)
    with open_store(made[0]) as store:
        load(store, find_files([made[1]])[0])
    assert not read_whole(*made, monkeypatch)


def test_those_of_another_state_are_not_trusted(made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a crash came between the store's last step and theirs, or where somebody put a copy in their place."""
    path, folder = made
    old = (path / layout.NAMES).read_bytes()
    with open_store(path) as store:
        remove(store, Catalogue.read(store).under(folder / "qinghe.txt"))
    (path / layout.NAMES).write_bytes(old)
    assert read_whole(path, folder, monkeypatch)


def test_what_is_not_kept_has_not_been(made: tuple[Path, Path]) -> None:
    with open_store(made[0]) as store:
        state = catalogue.settled(store) or ""
        names = PrintedNames(store)
        assert names.are_of(state)
        before = [one for document in store.graphs() for one in mentions.of_document(store, document)]
        named = {one.name for one in before if one.name}
        assert named and names.change(before, []) == named
        names.close()
        names = PrintedNames(store)
        assert names.are_of(state) and all(map(names.documents, named))
        names.close()


@pytest.mark.parametrize(
    "number",
    ["云府（综）〔2021〕5号", "晋财（社）〔2019〕33号", "国办函（电）〔2008〕7号", "渝府地（土）〔2003〕612号"],
)
def test_numbers_with_a_section_are_read_again(number: str, tmp_path: Path) -> None:
    """One document more that cites what others cite, and one that prints its title alone."""
    store = tmp_path / "s.kg"

    def load(name: str, words: str) -> None:
        (tmp_path / name).write_text(f"关于{name[0]}县水利工程的说明\n{words}\n", "utf-8")
        done = CliRunner().invoke(cli, ["--store", str(store), "load", str(tmp_path / name)])
        assert done.exit_code == 0 and done.exception is None, done.output

    for name in "甲乙丙丁":
        load(f"{name}.txt", f"{name}县根据《关于加强水利工程管理的通知》（{number}）执行。")
    load("戊.txt", "戊县根据《关于加强水利工程管理的通知》执行。")
    shown = CliRunner().invoke(cli, ["--store", str(store), "trace", number])
    assert shown.exit_code == 0 and "5 " in shown.output


def test_who_only_asks_what_a_judgement_would_change_keeps_them(
    made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a store of an older version, or a copy without them, the second question reads no other places."""
    path = made[0]
    with open_store(path, read_only=True) as store:
        numbers = sorted(
            number for _, _, number in store.statements(None, str(ELI.id_local), None, identifiers.DERIVED)
        )
        judgement = decisions.proposed(store, "same", *numbers[:2])
        told = decisions.preview(store, judgement)
        assert told.policies
        (path / layout.NAMES).unlink()
        assert decisions.preview(store, judgement) == told
        monkeypatch.setattr(mentions, "read", lambda _: pytest.fail("all places were read"))
        assert decisions.preview(store, judgement) == told
    with open_store(path) as store:
        load(store, [papers.write(made[1], shiqiao=LATER) / "shiqiao.txt"])
        assert not catalogue.is_stale(store)
