"""Searching: what is found, in which order, and where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.answers.facts import Thing
from kg.cli import cli
from kg.loading.load import load
from kg.search import contents, find, pinyin
from kg.search.find import Hit, search
from kg.search.grams import fold, runs
from kg.search.short_forms import readings
from kg.stores.opening import memory_store, open_store
from kg.stores.store import Store
from loaders.citations import numbers

TEXT = """松山市卫生健康局2024年预算重点项目公开

项目一
一、项目名称
村医补助
二、立项依据
《松山市村医补助办法》（松财社发〔2023〕12号）。
三、项目实施单位
松山市卫生健康局
四、资金安排情况
常住人口41.96万人，市级财政安排1,896,600元，其中托育机构200元。

项目二
一、项目名称
乡村医生养老补助
二、立项依据
《松山市村医补助办法》（松财社发〔2023〕12号）；《重庆市养老办法》（松政发〔2023〕1号）。
三、项目实施单位
松山市托育中心
四、资金安排情况
松政发 [2023] 11 号另有规定。
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    (folder / "公开.txt").write_text(TEXT, "utf-8")
    with open_store(folder / "s.kg") as opened:
        load(opened, [folder / "公开.txt"])
    return folder / "s.kg"


def hits(store: Path, words: str, **options: int) -> list[Hit]:
    with open_store(store, read_only=True) as opened:
        return list(search(opened, words, **options).hits)


def test_a_place_outside_of_projects_is_named_by_its_document_with_the_file_beside(store: Path) -> None:
    (found,) = [hit for hit in hits(store, "重点项目公开") if hit.thing.kind == "text"]
    assert (found.thing.name, found.thing.where) == ("松山市卫生健康局2024年预算重点项目公开", "公开.txt")


def named(store: Path, words: str) -> list[str]:
    return [hit.thing.name for hit in hits(store, words) if hit.thing.kind != "text"]


def test_a_part_of_a_name(store: Path) -> None:
    assert named(store, "村医")[:2] == ["松山市村医补助办法", "村医补助"]
    assert named(store, "养老补助") == ["乡村医生养老补助"]


def test_a_whole_name_comes_first(store: Path) -> None:
    assert hits(store, "村医补助")[1].thing.name == "村医补助"


@pytest.mark.parametrize(
    "spelling", ["松财社发〔2023〕12号", "松财社发[2023]12号", "松财社发（2023） 12 号", "松财社发〔2023〕第12号"]
)
def test_a_number_in_any_spelling(store: Path, spelling: str) -> None:
    assert named(store, spelling) == ["松财社发〔2023〕12号"]


def test_a_number_is_whole(store: Path) -> None:
    texts = [hit for hit in hits(store, "松政发〔2023〕1号") if hit.thing.kind == "text"]
    assert [hit.words[1] for hit in texts] == ["松政发〔2023〕1号"]


@pytest.mark.parametrize("words", ["cqs", "chongqing", "CQS"])
def test_pinyin(store: Path, words: str) -> None:
    assert "重庆市养老办法" in named(store, words)


def test_pinyin_written_twice_is_other_pinyin(store: Path) -> None:
    assert named(store, "cqscqs") == []


def test_several_words_of_pinyin_are_looked_for_one_by_one(store: Path) -> None:
    assert "重庆市养老办法" in named(store, "yanglao chongqing")
    near = hits(store, "yanglao kunming")
    assert near and not any(hit.whole for hit in near), "what has only one of them is told as the nearest"


@pytest.mark.parametrize(
    ("words", "exact"),
    [("1896600", "1,896,600"), ("４１.９６万", "41.96万"), ("托育机构 200", "托育机构"), ("村", "村")],
)
def test_text_with_its_place(store: Path, words: str, exact: str) -> None:
    found = next(hit for hit in hits(store, words) if hit.thing.kind == "text")
    assert found.words[1] == exact
    assert found.said is not None
    assert TEXT[found.said.start : found.said.end] == exact
    assert found.thing.name in ("村医补助", "公开.txt")


def test_nothing(store: Path) -> None:
    for words in ("鲸鱼", "  ", "（）"):
        assert hits(store, words) == []
    for words in ("没有的词语", "村医 没有"):
        assert not any(hit.whole for hit in hits(store, words))


def test_limit_and_skip(store: Path) -> None:
    everything = [hit for hit in hits(store, "松山", limit=100) if hit.thing.kind == "text"]
    first = [hit for hit in hits(store, "松山", limit=1) if hit.thing.kind == "text"]
    second = [hit for hit in hits(store, "松山", limit=1, skip=1) if hit.thing.kind == "text"]
    assert first + second == everything[:2]


@pytest.mark.parametrize("words", ["松山", "村医", "cunyi", "松财社发〔2023〕12号"])
def test_a_limit_of_nothing_counts_alone(store: Path, words: str) -> None:
    with open_store(store, read_only=True) as opened:
        found = search(opened, words, limit=0)
        assert found.hits == () and found.totals == search(opened, words, limit=100).totals != {}
        for limit, skip in ((-1, 0), (1, -1)):
            with pytest.raises(ValueError, match="must not be negative"):
                search(opened, words, limit=limit, skip=skip)


def test_totals_count_things_once(store: Path) -> None:
    with open_store(store, read_only=True) as opened:
        found = search(opened, "松", limit=1)
    assert found.totals["unit"] == 2
    assert found.totals["text"] == len([hit for hit in hits(store, "松", limit=100) if hit.thing.kind == "text"])


def test_the_command(store: Path) -> None:
    run = CliRunner().invoke(cli, ["search", "--store", str(store), "村医", "--limit", "1"])
    assert run.exit_code == 0
    assert "松山市村医补助办法" in run.stdout
    assert "--limit" in run.stderr
    run = CliRunner().invoke(cli, ["search", "--store", str(store), "没有的词语"])
    assert "Nothing found." in run.output


def test_no_store(tmp_path: Path) -> None:
    run = CliRunner().invoke(cli, ["search", "--store", str(tmp_path / "none.kg"), "x"])
    assert run.exit_code == 1
    assert "no store" in run.output


# -- beside a plain reading of all names


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory, root: Path) -> tuple[Store, list[Thing]]:
    """The examples, twice, so that things are called alike; and all names of things."""
    folder = tmp_path_factory.mktemp("county")
    for file in (root / "examples").glob("*.txt"):
        text = file.read_text("utf-8", errors="replace")
        (folder / file.name).write_text(text, "utf-8")
        (folder / f"again-{file.name}").write_text(text + "\n。", "utf-8")
    opened = open_store(folder / "s.kg")
    load(opened, sorted(folder.glob("*.txt")))
    documents = sorted({iri for iri, _, _ in opened.statements(None, contents.PK + "fileName")})
    names = contents.policies(opened) | contents.units(opened)
    return opened, sorted(names.union(*(found for _, found, *_ in contents.of_documents(opened, documents))))


def scanned(names: list[Thing], words: str) -> dict[str, list[tuple[str, str, str]]]:
    """What a search should find of names, by kind and in order: kind → IRI, name, note."""
    wanted, meant = runs(words), [runs(reading) for reading in readings(words)]
    found: dict[str, list[tuple[int, int, int, str, str, str]]] = {}
    for one in names:
        folded = fold(one.name)
        latin = [fold(spelling) for spelling in pinyin.spelled(one.name)] if pinyin.typed(words) else []
        by_name = any(some and all(run in folded for run in some) for some in meant)
        in_latin = any(fold(words) in spelling for spelling in latin) or (
            latin and all(any(run in spelling for spelling in latin) for run in wanted)
        )
        if wanted and (by_name or in_latin):
            fit = 0 if folded == wanted[0] else 1 if folded.startswith(wanted[0]) else 2
            entry = (fit, -one.weight, len(one.name), one.name, one.iri, one.where)
            found.setdefault(one.kind, []).append(entry)
    best: dict[str, dict[str, tuple[str, str, str]]] = {}
    for kind, entries in found.items():
        for *_, name, iri, note in sorted(entries):
            best.setdefault(kind, {}).setdefault(iri, (iri, name, note))
    return {kind: list(things.values()) for kind, things in best.items()}


@settings(max_examples=150)
@given(data=st.data())
def test_as_a_plain_reading_of_all_names(data: st.DataObject, county: tuple[Store, list[Thing]]) -> None:
    store, names = county
    name = data.draw(st.sampled_from(names)).name
    whole, initials = pinyin.spelled(name)
    source = data.draw(st.sampled_from([name, name, whole, initials]))
    begin = data.draw(st.integers(0, max(0, len(source) - 1)))
    words = source[begin : begin + data.draw(st.integers(1, 12))]
    if data.draw(st.booleans()):
        words += " " + data.draw(st.sampled_from(["市", "2023", "的", "补助", name[-2:], whole[-3:], words]))
    if numbers.loose(words.strip()) is not None:
        return
    limit, skip = data.draw(st.integers(1, 12)), data.draw(st.integers(0, 8))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "_MANY", data.draw(st.sampled_from([0, 1000])))
        found, right = search(store, words, limit=limit, skip=skip), scanned(names, words)
    assert {kind: total for kind, total in found.totals.items() if kind in right} == {
        kind: len(things) for kind, things in right.items()
    }
    # Where a kind has no such name, what comes near may stand: only with all the words, unless no kind has such a name.
    assert all(hit.whole for hit in found.hits if right or hit.thing.kind == "text")
    for kind, things in right.items():
        hits = [(hit.thing.iri, hit.thing.name, hit.thing.where) for hit in found.hits if hit.thing.kind == kind]
        assert hits == things[skip : skip + limit]


@st.composite
def made_up(draw: st.DrawFn) -> list[Thing]:
    """Few things with several names each, many of them called alike, of different weights."""
    names: set[Thing] = set()
    for at in range(draw(st.integers(1, 12))):
        kind, weight = draw(st.sampled_from(["policy", "unit"])), draw(st.integers(0, 3))
        for name in draw(st.sets(st.text("村医补助", min_size=1, max_size=4), min_size=1, max_size=4)):
            names.add(Thing(kind, f"https://example.org/{at}", name, f"note {at}", weight))
    return sorted(names)


@settings(max_examples=150)
@given(made_up(), st.text("村医补助", min_size=1, max_size=2), st.integers(1, 5), st.integers(0, 4), st.booleans())
# Two names of one heavy thing come first; the heaviest of the next is heavier than all others that have the first.
@example(
    [Thing("policy", "a", "村", "", 3), Thing("policy", "a", "村医", "", 3)]
    + [Thing("policy", iri, "村医", "", 0) for iri in "bc"]
    + [Thing("policy", "d", "村补", "", 2)],
    "村",
    2,
    0,
    False,
)
def test_things_that_share_their_names(names: list[Thing], words: str, limit: int, skip: int, many: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "_MANY", 0 if many else 1000)
        patch.setattr(contents, "policies", lambda store, among: set(names))
        patch.setattr(contents, "units", lambda store, among: set())
        found, right = search(memory_store(), words, limit=limit, skip=skip), scanned(names, words)
    assert found.totals == {kind: len(things) for kind, things in right.items()}
    for kind, things in right.items():
        hits = [(hit.thing.iri, hit.thing.name, hit.thing.where) for hit in found.hits if hit.thing.kind == kind]
        assert hits == things[skip : skip + limit]
