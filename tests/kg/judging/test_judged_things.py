"""Bodies and areas that stayed apart: listed, judged, told before, withdrawn; what a judgement moves is what it says."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import papers
import pytest
from click.testing import CliRunner, Result
from judged_bodies import CHAOYANG, FILES, FINANCE, LOCAL
from judged_bodies import WATER_BUREAU as WATER

from kg.answers import ask
from kg.cli import cli
from kg.judging import decisions, doubts
from kg.maintenance import doctor
from kg.resolution import judged_things, judgements, resolve
from kg.resolution.judgements import Judgement, JudgementError
from kg.stores import layout
from kg.stores.opening import open_store
from kg.stores.store import Store
from kg.tables import messages
from loaders.rdf import identifiers


def kg(store: Path, *args: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), *args], env={"KG_LANG": "en"})


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("things")
    assert kg(folder / "s.kg", "load", str(papers.write(folder / "papers", **FILES))).exit_code == 0
    return folder / "s.kg"


def quads(store: Path) -> set[object]:
    with open_store(store, read_only=True) as graph:
        return set(graph.quads())


def money(store: Store) -> dict[str, tuple[Decimal, int]]:
    rows = ask.ask(store, "units-by-money", {}, whole=True)
    return {str(row["unit"]): (Decimal(str(row["amount_yuan"])), int(str(row["projects"]))) for row in rows}


def apart(store: Store, name: str, room: str = "organisation") -> str:
    """The IRI of what stayed apart under a name."""
    begin = {"organisation": identifiers.organisation, "area": identifiers.area}[room](name) + "/in/"
    (found,) = {iri for iri, _, _ in store.statements() if iri.startswith(begin)}
    return found


def test_what_stayed_apart_is_in_doubt_with_what_it_may_be(filled: Path) -> None:
    with open_store(filled, read_only=True) as store:
        found = {
            (one.kind, one.one.name, judgements.called(one.other.words).split("（")[0]): one
            for one in doubts.told(store, doubts.pairs(store))
            if one.other
        }
    expected = {
        ("body", WATER, LOCAL): 500_000,
        ("body", FINANCE, CHAOYANG): 130_000,
        ("area", "北京市朝阳区", "朝阳区"): 130_000,
    }
    assert {pair: one.yuan for pair, one in found.items()} == expected
    for one in found.values():
        assert one.one.quote and one.other and one.other.quote and one.other.quote.exact
    listed = kg(filled, "conflicts").output
    assert WATER in listed and LOCAL in listed


# The kept thing, what is the same, and what the units have then: a body, the same the other way, an area with the bodies of its pages.
JUDGED = [
    ("organisation", WATER, LOCAL, {WATER: (Decimal(800_000), 2)}, 1, 500_000),
    ("organisation", LOCAL, WATER, {WATER: (Decimal(800_000), 2)}, 1, 500_000),
    ("organisation", FINANCE, CHAOYANG, {FINANCE: (Decimal(240_000), 2)}, 1, 130_000),
    ("area", "北京市朝阳区", "朝阳区", {FINANCE: (Decimal(240_000), 2)}, 1, 130_000),
]


@pytest.mark.parametrize(("room", "a", "b", "units", "projects", "yuan"), JUDGED)
def test_what_was_told_is_what_happens_and_undoing_gives_the_store_back(
    filled: Path,
    tmp_path: Path,
    room: str,
    a: str,
    b: str,
    units: dict[str, tuple[Decimal, int]],
    projects: int,
    yuan: int,
) -> None:
    before = quads(filled)
    with open_store(filled, read_only=True) as store:
        names = [name if name in (WATER, FINANCE, "北京市朝阳区") else apart(store, name, room) for name in (a, b)]
        was = money(store)
        made = decisions.proposed(store, "same", names[0], names[1], "核对过原件", "李某")
        told = decisions.preview(store, made)
        other = decisions.preview(store, decisions.proposed(store, "different", names[0], names[1]))
    assert (told.projects, told.yuan) == (projects, yuan) and told.citations >= 1 and "Places" in str(told)
    assert other.citations == 0 and "No page" in str(other)
    assert quads(filled) == before and not (filled / layout.JUDGEMENTS).exists()
    done = kg(filled, "same", *names, "--why", "核对过原件")
    assert done.exit_code == 0, done.output
    with open_store(filled, read_only=True) as store:
        will = money(store)
        assert was.items() | units.items() >= will.items() and units.items() <= will.items()
        assert len(will) == len(was) - 1
        assert store.graph(identifiers.DERIVED) == resolve.everything(store, resolve.judged(store))
        (judged,) = resolve.judged(store)
        back = decisions.preview_undo(store, judged)
        assert not [one for one in doubts.pairs(store) if set(names) <= {one.one.words, one.other and one.other.words}]
        kept, gone = names if names[0] in (WATER, FINANCE) or a == "北京市朝阳区" else names[::-1]
        # The name that a page prints finds the one that stands for it.
        assert judged_things.heeded(store).keys() == {gone}
        assert decisions.named(store, kept) == judged_things.heeded(store)[gone]
    assert (back.citations, back.projects, back.yuan) == (told.citations, told.projects, told.yuan)
    assert {(one.iri, one.before, one.after) for one in back.policies} == {
        (one.iri, one.after, one.before) for one in told.policies
    }
    for one in told.policies:
        if one.iri.startswith(identifiers.organisation("x")[:-1]) and one.after:
            assert will[one.name] == (one.after.yuan, one.after.projects)
    assert [one.text for one in doctor.examine(filled) if one.state == "bad"] == []
    assert kg(filled, "judgements", "--undo", "1").exit_code == 0
    assert quads(filled) == before and not (filled / layout.JUDGEMENTS).exists()


def test_a_judgement_holds_for_what_is_loaded_later_and_for_a_store_made_anew(filled: Path, tmp_path: Path) -> None:
    store = tmp_path / "s.kg"
    folder = papers.write(tmp_path / "papers", **FILES)
    assert kg(store, "load", str(folder)).exit_code == 0
    with open_store(store, read_only=True) as graph:
        local = apart(graph, LOCAL)
    assert kg(store, "same", WATER, local, "--why", "同一单位").exit_code == 0
    wanted = quads(store)
    (short,) = folder.glob("short*")
    text = short.read_text("utf-8")
    short.unlink()
    assert kg(store, "load", "--prune", str(folder)).exit_code in (0, 2)
    short.write_text(text, "utf-8")
    assert kg(store, "load", str(folder)).exit_code == 0
    assert {q for q in quads(store) if "catalogue" not in str(q)} == {q for q in wanted if "catalogue" not in str(q)}
    again = tmp_path / "again.kg"
    kg(again, "load", str(folder))
    (again / layout.JUDGEMENTS).write_bytes((store / layout.JUDGEMENTS).read_bytes())
    assert kg(again, "load", str(folder)).exit_code == 0
    assert {q for q in quads(again) if "catalogue" not in str(q)} == {q for q in wanted if "catalogue" not in str(q)}


def test_a_judgement_that_stands_is_named_where_another_would_contradict_it(filled: Path, tmp_path: Path) -> None:
    store = tmp_path / "s.kg"
    shutil.copytree(filled, store)
    with open_store(store, read_only=True) as graph:
        local = apart(graph, LOCAL)
    assert kg(store, "same", FINANCE, WATER, "--why", "试").exit_code == 0
    assert kg(store, "same", WATER, local, "--why", "同一单位").exit_code == 0
    called = judgements.called(local)
    stands = f"kg: That contradicts judgement 2 ({WATER} = {called}), which stands; withdraw it first: kg judgements --undo 2.\n"
    for names in ((WATER, local), (local, WATER), (WATER, LOCAL), (WATER, called)):
        refused = kg(store, "different", *names, "--why", "不同")
        assert (refused.exit_code, refused.output) == (1, stands), names
    chinese = messages.in_language(stands.removeprefix("kg: ").strip(), "zh")
    assert chinese == f"与仍然有效的第 2 条判定（{WATER} = {called}）相矛盾；请先撤销该条：kg judgements --undo 2。"
    assert "judged before" in kg(store, "same", WATER, LOCAL, "--why", "再").output
    assert kg(store, "judgements", "--undo", "2").exit_code == 0
    assert kg(store, "different", WATER, local, "--why", "不同").exit_code == 0
    refused = kg(store, "same", WATER, local, "--why", "同")
    assert refused.output.startswith("kg: That contradicts judgement 2 (") and "≠" in refused.output


def test_a_judgement_reads_only_what_it_touches(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "s.kg"
    shutil.copytree(filled, store)

    def whole(*_: object) -> None:
        raise AssertionError("all that is derived is made anew")

    monkeypatch.setattr(resolve, "everything", whole)
    with open_store(store, read_only=True) as graph:
        names = {room: apart(graph, name, room) for room, name in (("organisation", CHAOYANG), ("area", "朝阳区"))}
    for kept, gone in ((FINANCE, names["organisation"]), ("北京市朝阳区", names["area"])):
        for args in (("same", kept, gone, "--why", "同一"), ("judgements", "--undo", "1")):
            done = kg(store, *args)
            assert done.exit_code == 0, done.output
    monkeypatch.undo()
    assert quads(store) == quads(filled)


def test_what_cannot_be_judged_is_told(filled: Path) -> None:
    with open_store(filled, read_only=True) as store:
        local = apart(store, LOCAL)
        for a, b, words in (
            (WATER, "北京市朝阳区", "different kinds of things"),
            (WATER, WATER, "the same name"),
            (WATER, identifiers.organisation("无此单位"), "No loaded document names 无此单位"),
            (WATER, "无此单位", "No regulation, body or area of the store is called '无此单位'"),
        ):
            with pytest.raises(JudgementError, match=words):
                decisions.proposed(store, "same", a, b)
        first = decisions.proposed(store, "same", WATER, local)
        with pytest.raises(JudgementError, match="contradict"):
            judgements.check([first, decisions.proposed(store, "different", WATER, local)])


@pytest.mark.parametrize(
    ("same", "kept"),
    [
        ([("甲县财政局", "乙县财政局")], {"乙县财政局": "甲县财政局"}),
        ([("县财政局/in/1", "甲县财政局")], {"县财政局/in/1": "甲县财政局"}),
        ([("丙/in/1", "丙/in/2"), ("丙/in/2", "甲县财政局")], {"丙/in/1": "甲县财政局", "丙/in/2": "甲县财政局"}),
    ],
)
def test_which_stands_for_which(same: list[tuple[str, str]], kept: dict[str, str]) -> None:
    begin = identifiers.organisation("x")[:-1]
    judged = [Judgement("same", begin + a, begin + b, "") for a, b in same]
    judged.append(Judgement("same", "云财社发〔2023〕36号", "云财社发〔2023〕63号", ""))
    assert judged_things.replaced(judged) == {begin + one: begin + other for one, other in kept.items()}
    assert judgements.of_policies(judged) == judged[-1:]
