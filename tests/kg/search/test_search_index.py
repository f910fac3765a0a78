"""The index in a store's folder: made from it, kept in step, thrown away at any time."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from folders import DATA

from kg.cli import cli
from kg.loading.load import find_files, load, remove
from kg.resolution import resolve
from kg.search import contents, index, name_words
from kg.search.find import Found, search
from kg.stores import layout
from kg.stores.catalogue import Catalogue
from kg.stores.opening import open_store
from loaders.rdf import record_codec

PROJECT = """松山市卫生健康局{year}年预算重点项目公开

项目一
一、项目名称
{name}
二、立项依据
《松山市村医补助办法》（松财社发〔2023〕{number}号）。
三、项目实施单位
松山市卫生健康局
四、资金安排情况
市级财政安排{wan}万元。
"""


def written(folder: Path, file: str, name: str, number: int = 12, year: int = 2024) -> Path:
    path = folder / file
    path.write_text(PROJECT.format(name=name, number=number, year=year, wan=12.5), "utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "s.kg"
    files = [written(tmp_path, "a.txt", "托育机构补助"), written(tmp_path, "b.txt", "村医补助", 7)]
    with open_store(path) as opened:
        load(opened, files)
    return path


def found(store: Path, words: str) -> Found:
    with open_store(store, read_only=True) as opened:
        return search(opened, words)


def names(store: Path, words: str) -> set[str]:
    return {hit.thing.name for hit in found(store, words).hits if hit.thing.kind != "text"}


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What an index answers from, without row numbers."""
    columns = {
        "things JOIN called ON thing = things.id JOIN spellings ON spelling = spellings.id": (
            "kind, iri, name, note, weight, folded, called.alone, document, things, spellings.alone, heaviest"
        ),
        "passages": 'document, project, heading, start, "end"',
    }
    with closing(sqlite3.connect(path)) as database:
        return {table: sorted(database.execute(f"SELECT {what} FROM {table}")) for table, what in columns.items()}


def test_a_search_makes_the_index(store: Path) -> None:
    assert not (store / layout.INDEX).exists()
    assert "托育机构补助" in names(store, "托育")
    assert (store / layout.INDEX).exists()


def kg(store: Path, *args: str) -> str:
    result = CliRunner().invoke(cli, ["--store", str(store), *args])
    assert result.exit_code == 0, result.output
    return result.output


def test_who_searches_after_a_load_or_a_removal_does_not_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s.kg"
    for act in ("load", "remove"):
        kg(path, act, str(written(tmp_path, "a.txt", "托育机构补助")))
        with monkeypatch.context() as waiting:
            waiting.setattr(index, "_update", lambda *_, **__: pytest.fail("a search made the index"))
            assert names(path, "托育") == ({"托育机构补助"} if act == "load" else set())


def test_a_load_is_done_where_no_index_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "s.kg"
    # What nobody can write to, not even root.
    (path / layout.INDEX).mkdir(parents=True)
    for act, told in (("load", "Files: 1 loaded."), ("load", "Nothing changed"), ("remove", "Removed 1 file.")):
        shown = kg(path, act, str(written(tmp_path, "a.txt", "托育机构补助")))
        assert told in shown
        assert f"{path / layout.INDEX} cannot be written (unable to open database file)" in shown


def test_the_index_follows_the_store(store: Path, tmp_path: Path) -> None:
    assert "村医补助" in names(store, "村医")
    with open_store(store) as opened:
        load(opened, [written(tmp_path, "b.txt", "老年人津贴", 7), written(tmp_path, "c.txt", "义诊活动", 9)])
    assert "村医补助" not in names(store, "村医补助")
    assert "老年人津贴" in names(store, "老年人")
    assert names(store, "松财社发[2023]9号") == {"松财社发〔2023〕9号"}
    kept = everything(store / layout.INDEX)
    (store / layout.INDEX).unlink()
    names(store, "义诊")
    assert everything(store / layout.INDEX) == kept


def test_an_index_that_is_told_what_changed_is_one_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(20)
    path, bodies = tmp_path / "s.kg", ("松山市卫生健康局", "松山市教育局", "松山市民政局")
    files = {f"{letter}.txt": written(tmp_path, f"{letter}.txt", f"第{letter}补助", 1) for letter in "abcdef"}
    with open_store(path) as store:
        load(store, sorted(files.values()))
        index.refresh(store)
        for turn in range(25):
            file = files[chance.choice(sorted(files))]
            loaded = Catalogue.read(store).under(file)
            if loaded and chance.random() < 0.4:
                step = remove(store, loaded)
            else:
                written(tmp_path, file.name, f"第{chance.choice('甲乙丙')}补助", chance.randint(1, 4))
                text = file.read_text("utf-8").replace(bodies[0], chance.choice(bodies))
                file.write_text(f"{text}\n{turn}\n", "utf-8")
                step = load(store, [file]).step
            with monkeypatch.context() as told:
                for what in ("policies", "units"):
                    whole = getattr(contents, what)
                    told.setattr(contents, what, lambda store, among, whole=whole: whole(store, {*among}))
                index.refresh(store, step)
            with closing(index._connected(tmp_path / f"{turn}.sqlite")) as anew:
                index._make(anew, store)
            assert everything(path / layout.INDEX) == everything(tmp_path / f"{turn}.sqlite")


def test_who_asks_in_letters_finds_what_came_last(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pinyin of a few new names is read when somebody asks for it, of many at once; either way the index finds the same."""
    asked = ("tuoyu", "cyjg", "laonian", "yizhen", "songshan", "shi", "村医")
    found_by: list[list[Found]] = []
    for few in (500, 3, 0):
        monkeypatch.setattr(name_words, "FEW", few)
        (store / layout.INDEX).unlink(missing_ok=True)
        with open_store(store) as opened:
            remove(opened, list(Catalogue.read(opened).entries.values())[2:])
            index.refresh(opened)
            for file, name, number in (("c.txt", "老年人津贴", 9), ("d.txt", "义诊活动", 7)):
                index.refresh(opened, load(opened, [written(tmp_path, file, name, number)]).step)
        found_by.append([found(store, words) for words in (*asked, *asked)])
        with closing(sqlite3.connect(store / layout.INDEX)) as database:
            assert database.execute("SELECT COUNT(*) FROM unspelled").fetchone() == (0,)
    assert found_by[0] == found_by[1] == found_by[2]
    assert found_by[0][2].totals and found_by[0][3].totals


def test_a_full_disk_leaves_names_without_their_pinyin_and_the_index_to_others(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(store, "村医")
    with open_store(store) as opened:
        index.refresh(opened, load(opened, [written(tmp_path, "c.txt", "老年人津贴", 9)]).step)
    with closing(index._connected(store / layout.INDEX)) as database:

        def full(name: str) -> str:
            assert database.in_transaction, name
            raise sqlite3.OperationalError("database or disk is full")

        with monkeypatch.context() as told:
            told.setattr(name_words, "_in_latin", full)
            name_words.spell(database)
        assert not database.in_transaction
        with closing(sqlite3.connect(store / layout.INDEX, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert other.execute("SELECT COUNT(*) FROM unspelled").fetchone() != (0,)
            other.execute("ROLLBACK")
    assert found(store, "老年人津贴").totals["project"] == found(store, "laonianrenjintie").totals["project"] == 1


def test_what_was_forgotten_is_not_found_in_what_came_after(store: Path, tmp_path: Path) -> None:
    """The words of a deleted passage stay in the file: no later passage or name may have its number."""
    assert found(store, "村医补助").totals["text"] == 3
    assert found(store, "托育").totals["text"] == 1
    with open_store(store) as opened:
        load(opened, [written(tmp_path, "a.txt", "老年人津贴"), written(tmp_path, "b.txt", "义诊活动", 7)])
    assert found(store, "托育").totals == {}
    again = found(store, "村医补助")
    (store / layout.INDEX).unlink()
    assert again == found(store, "村医补助")


def test_judgements_renew_the_names(store: Path, tmp_path: Path) -> None:
    assert found(store, "松财社发〔2023〕7号").totals["policy"] == 1
    with open_store(store, read_only=True) as opened:
        before = index.fingerprint(opened)
    (store / layout.JUDGEMENTS).write_text(
        "kind,a,b,why,who,when\nsame,松财社发〔2023〕12号,松财社发〔2023〕7号,the same,me,2024-05-06\n", "utf-8"
    )
    with open_store(store) as opened:
        resolve.rebuild(opened)
        assert index.fingerprint(opened) != before
    assert found(store, "松财社发〔2023〕7号").totals["policy"] == 1


@pytest.mark.parametrize("damage", [b"", b"no database at all", b"SQLite format 3\x00" + bytes(100)])
def test_a_damaged_file_is_made_anew(store: Path, damage: bytes) -> None:
    names(store, "托育")
    (store / layout.INDEX).write_bytes(damage)
    assert "托育机构补助" in names(store, "托育")


def test_old_tables_are_made_anew(store: Path) -> None:
    with closing(sqlite3.connect(store / layout.INDEX)) as database:
        database.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        database.execute("CREATE TABLE things (id INTEGER PRIMARY KEY)")
        database.commit()
    assert "托育机构补助" in names(store, "托育")


def test_problems(store: Path) -> None:
    with open_store(store, read_only=True) as opened:
        assert index.problems(opened) == []
        index.refresh(opened)
        assert index.problems(opened) == []
        with closing(sqlite3.connect(store / layout.INDEX)) as database:
            database.execute("DELETE FROM documents")
            database.commit()
        assert "other documents" in index.problems(opened)[0]
        (store / layout.INDEX).write_bytes(b"rubbish")
        assert "damaged" in index.problems(opened)[0]


def test_a_file_of_another_version_is_made_anew(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr(index, "_VERSION", "0")
        names(store, "托育")
    with closing(sqlite3.connect(store / layout.INDEX)) as database:
        database.execute("UPDATE spellings SET id = id + 1000")
        database.execute("UPDATE called SET spelling = spelling + 1000")
        database.commit()
    assert "托育机构补助" in names(store, "托育")


def test_where_nothing_can_be_written_memory_serves(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "file", lambda opened: store / "no" / "such" / "folder.sqlite")
    assert "托育机构补助" in names(store, "托育")


@pytest.mark.parametrize(
    "past",
    [
        "INSERT INTO passages VALUES (5000, 'gone', '', '', 0, 0)",
        """WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
           INSERT INTO spellings SELECT i, 'unit', 'name ' || i, '', 0, 0, 0 FROM n""",
    ],
)
def test_a_file_mostly_of_the_past_is_made_anew(store: Path, past: str) -> None:
    names(store, "托育")
    with closing(sqlite3.connect(store / layout.INDEX)) as database:
        database.execute(past)
        database.execute("UPDATE meta SET value = 'another state'")
        database.commit()
    names(store, "托育")
    with closing(sqlite3.connect(store / layout.INDEX)) as database:
        (passages,) = database.execute("SELECT MAX(id) FROM passages").fetchone()
        (spellings,) = database.execute("SELECT COUNT(*) FROM spellings WHERE name LIKE 'name %'").fetchone()
        assert passages < 1000 and spellings == 0


def test_records_say_what_the_graph_states(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document of an older version, whose records nobody understands, is indexed alike."""
    with open_store(tmp_path / "s.kg") as opened:
        load(opened, find_files([root / "examples", DATA])[0])
        documents = sorted({iri for iri, _, _ in opened.statements(None, contents.PK + "fileName")})
        by_records = list(contents.of_documents(opened, documents))
        monkeypatch.setattr(record_codec, "decode", lambda *_, **__: None)
        assert list(contents.of_documents(opened, documents)) == by_records
    assert sum(bool(one.project) for *_, passages in by_records for one in passages) > 100
