"""A store of version 0.1.0 answers as it did, says what it is, and is brought up to date: without its files as far as that goes, and by them."""

from __future__ import annotations

import hashlib
import tarfile
from pathlib import Path

import first_store
import pytest
import web_site
from click.testing import CliRunner, Result
from first_store import FILES
from folders import DATA, ROOT
from rdflib import RDF, SKOS
from starlette.testclient import TestClient

from kg.cli import cli
from kg.stores.opening import open_store
from kg.web.site import create_app
from loaders.rdf import identifiers
from ontology.terms import PK

SAID = "kg: This store was made by version 0.1.0 of policy-kg and is read as it is; kg load of its files brings it up to date"
REGULATION = "个卫联发〔2023〕8号"
JOINED = "国家卫生应急队伍管理办法（试行）"
# What version 0.1.0 said of this store.
STATS = ["4", "19", "19", "0", "40", "41", "64", "0", "28", "6", "13493060", "9", "6732"]
TRACED = [
    "个旧市卫生健康局2024年预算项目.docx",
    "生育支持补助资金",
    "900,000",
    "《关于印发个旧市生育支持项目实施方案的通知》",
]
# The one of its files that is nowhere now.
GONE = "个旧市卫生健康局2024年预算项目.docx"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store, before a version that is not its own, and none of its files where it was."""
    for room in ("loaders.templates", "kg.answers.staleness"):
        monkeypatch.setattr(f"{room}.version", lambda package: "0.2.0")
    monkeypatch.setattr("kg.stores.catalogue.LoadedFile.is_there", lambda entry: entry.path.startswith(ROOT.as_posix()))
    return first_store.unpacked(tmp_path)


def ask(store: Path, *args: str, lang: str = "en") -> Result:
    done = CliRunner(env={"KG_LANG": lang}).invoke(cli, ["--store", str(store), *args])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done


def figures(store: Path) -> list[str]:
    return [line.rpartition(",")[2] for line in ask(store, "stats", "--csv").stdout.splitlines()[1:]]


@pytest.mark.parametrize(
    "command",
    [("stats",), ("trace", REGULATION), ("show", REGULATION), ("query", "most-cited"), ("list",), ("judgements",)],
)
def test_who_reads_is_told_in_one_sentence(store: Path, command: tuple[str, ...]) -> None:
    done = ask(store, *command)
    assert done.exit_code == 0
    (line,) = done.stderr.splitlines()
    assert line.startswith(SAID)
    assert "由 policy-kg 0.1.0 建立" in ask(store, *command, lang="zh").stderr


def test_it_answers_as_it_did(store: Path) -> None:
    assert figures(store) == STATS
    traced = ask(store, "trace", REGULATION).stdout
    assert all(words in traced for words in TRACED)
    assert "国家基本公共卫生服务规范" in ask(store, "trace", JOINED).stdout.splitlines()[0]


def test_the_site_says_it_on_its_first_page(store: Path) -> None:
    with TestClient(create_app(web_site.settings_of(store))) as client:
        page = client.get("/", headers={"accept-language": "en"}).text
    assert page.count(SAID.removeprefix("kg: ")) == 1


def test_an_audit_never_says_that_all_is_well(store: Path) -> None:
    done = ask(store, "audit")
    told = done.stderr.splitlines()
    assert done.exit_code == 1 and told[0].startswith(SAID)
    assert [line for line in told[1:] if not line.startswith("kg: not examined: ")] == [] and len(told) == 5
    assert "othing contradicts" not in done.output


def test_compact_does_what_can_be_done_without_files(store: Path) -> None:
    done = ask(store, "compact")
    assert done.exit_code == 0
    taken, others = done.stderr.splitlines()
    assert "now this one folder holds all of it" in taken
    assert others.startswith(
        "kg: 4 of 4 documents were stored by another version of policy-kg: kg load their files again"
    )
    assert "Stored without their tables, and no longer where they were: " in others
    assert (store / "search.sqlite").is_file()
    assert figures(store)[:5] == STATS[:5]
    assert ask(store, "check").exit_code == 0
    assert "生育支持项目实施方案的通知》" in ask(store, "show", f"{GONE} 3").stdout
    assert ask(store, "stats").stderr.splitlines() == [others]
    assert ask(store, "trace", REGULATION).stderr == ""
    assert len(ask(store, "judgements", "--csv").stdout.splitlines()) == 1 + first_store.JUDGED
    assert "国家基本公共卫生服务规范" in ask(store, "trace", JOINED).stdout.splitlines()[0]
    doctor = ask(store, "doctor")
    assert doctor.exit_code == 0 and others.removeprefix("kg: ") in doctor.stdout
    assert ask(store, "audit").exit_code == 1


def test_compact_names_places_as_loading_does(store: Path) -> None:
    """Evidence, sections and repeated words of a document are the same, whether they were restated or its file was loaded again.

    And nothing is stated of things of a kind that is not stated of them now.
    """
    ask(store, "compact")
    restated, kinds = places(store)
    ask(store, "load", "--jobs", "1", str(FILES[-1]))
    loaded, kinds_now = places(store)
    assert restated == loaded and len(loaded) > 100
    assert kinds - kinds_now == set() and len(kinds) > 50


def places(store: Path) -> tuple[set[tuple[str, str, str]], set[tuple[str, str]]]:
    """The statements of a document that lead to a passage or say something of one; all classes with the properties of their things."""
    document = identifiers.document(hashlib.sha256(FILES[-1].read_bytes()).hexdigest())
    with open_store(store, read_only=True) as opened:
        said = set(opened.statements(None, None, graph=document))
    classes = {s: o for s, p, o in said if p == str(RDF.type)}
    kinds = {(classes[s], p) for s, p, _ in said if s in classes}
    return {one for one in said if "#char=" in one[0] or one[2].startswith(f"{document}#char=")}, kinds


def test_its_files_bring_it_up_to_date_wherever_they_are(store: Path) -> None:
    done = ask(store, "load", "--jobs", "1", *map(str, FILES))
    assert done.exit_code == 0 and "now this one folder holds all of it" in done.stderr
    (told,) = ask(store, "stats").stderr.splitlines()
    assert told.startswith("kg: 1 of 4 documents were stored by another version") and told.endswith(f"were: {GONE}.")
    assert figures(store)[:5] == STATS[:5]
    assert len(ask(store, "judgements", "--csv").stdout.splitlines()) == 1 + first_store.JUDGED
    traced = ask(store, "trace", JOINED).stdout
    assert "国家基本公共卫生服务规范" in traced.splitlines()[0] and FILES[-1].name in traced
    audit = ask(store, "audit")
    assert audit.exit_code == 1
    (unread,) = audit.stderr.splitlines()
    assert unread.startswith(f"kg: not examined: {GONE}")
    assert "178.78" in audit.stdout, "the documents that were loaded again are examined"


def judged(store: Path) -> dict[str, set[str]]:
    """Each judgement that is heeded, with the names of the regulations that it is told of."""
    with open_store(store, read_only=True) as opened:
        told = list(opened.statements(None, str(SKOS.editorialNote), None, identifiers.DERIVED))
        names = list(opened.statements(None, str(PK.spelling), None, identifiers.DERIVED))
    held: dict[str, set[str]] = {}
    for policy, _, note in told:
        held.setdefault(note, set()).update(f"{policy} {name}" for one, _, name in names if one == policy)
    return held


@pytest.mark.parametrize("how", [("compact",), ("load", "--jobs", "1", *map(str, FILES))])
def test_judgements_made_before_hold_after_the_upgrade(store: Path, how: tuple[str, ...]) -> None:
    before = judged(store)
    assert len(before) == first_store.JUDGED
    assert ask(store, *how).exit_code == 0
    assert judged(store) == before
    # A later load heeds them, and they can be taken back.
    assert ask(store, "load", "--force", "--jobs", "1", str(FILES[-1])).exit_code == 0
    assert judged(store) == before
    assert ask(store, "judgements", "--undo", str(first_store.JUDGED)).exit_code == 0
    left = judged(store)
    assert len(left) == first_store.JUDGED - 1 and not any(JOINED in one for names in left.values() for one in names)


def test_a_backup_of_version_010_is_restored_as_a_store_of_today(store: Path) -> None:
    new = store.with_name("new.kg")
    assert ask(new, "restore", str(store)).exit_code == 0
    assert {one.name for one in new.iterdir()} == {"checksums.json", "judgements.csv", "quads", "store.json"}
    with open_store(new, read_only=True) as opened:
        assert len(opened) == first_store.QUADS
    assert len(ask(new, "judgements", "--csv").stdout.splitlines()) == 1 + first_store.JUDGED
    assert (store / "CURRENT").is_file(), "the backup stays as it was"
    # And in the place of a store of version 0.1.0, which goes aside whole.
    done = ask(store, "restore", str(new))
    assert (
        done.exit_code == 0
        and len(ask(store.with_name("policy.kg.before-1"), "judgements", "--csv").stdout.splitlines()) == 4
    )


def test_a_backup_of_it_is_one_folder(store: Path) -> None:
    copy = store.with_name("copy.kg")
    assert ask(store, "backup", str(copy)).exit_code == 0
    assert figures(copy) == STATS and not (copy / "CURRENT").exists()
    assert len(ask(copy, "judgements", "--csv").stdout.splitlines()) == 1 + first_store.JUDGED
    assert (store / "CURRENT").is_file()


def test_a_store_of_an_older_engine_is_brought_up_to_date_by_compact(tmp_path: Path) -> None:
    """One quad, as Oxigraph 0.3 wrote it: who only reads cannot upgrade it."""
    with tarfile.open(DATA / "fixtures" / "store-oxigraph-0.3.tar.xz") as packed:
        packed.extractall(tmp_path, filter="data")
    store = tmp_path / "old.kg"
    for command in (["stats"], ["query", "documents"], ["serve"], ["backup", str(tmp_path / "b.kg")]):
        done = ask(store, *command)
        assert done.exit_code == 1 and done.stderr.strip().endswith(
            f"bring it up to date with kg --store {store} compact."
        )
    assert ask(store, "compact").exit_code == 0
    assert ask(store, "sparql", "ASK { <x:a> <x:b> 'c' }").stdout.strip() == "true"
