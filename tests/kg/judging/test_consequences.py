"""What a judgement would change, told before: exactly what making it changes, and nothing is written by asking."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import papers
import pytest
from click.testing import CliRunner, Result
from judged_papers import CODED, ELSEWHERE, FILES, OTHER, SLIP, TITLE, TYPO, WATER

from kg.answers import ask
from kg.cli import cli
from kg.judging import decisions
from kg.judging.consequences import Weight
from kg.resolution.judgements import Judgement, JudgementError
from kg.stores import layout
from kg.stores.opening import open_store
from kg.stores.store import Store


def kg(store: Path, *args: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), *args], env={"KG_LANG": "en"})


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judged")
    assert kg(folder / "s.kg", "load", str(papers.write(folder / "papers", **FILES))).exit_code == 0
    return folder / "s.kg"


def bytes_of(store: Path, folder: Path) -> bytes:
    target = folder / "all.nq"
    assert kg(store, "export", "--format", "nq", "-o", str(target)).exit_code == 0
    return target.read_bytes()


def weights(store: Store) -> dict[str, Weight]:
    """Each policy with what hangs on it, as the pages of the site and the queries say."""
    money = {str(row["iri"]): row["amount_yuan"] for row in ask.ask(store, "money-by-policy", {}, whole=True)}
    rows = ask.ask(store, "policies", {}, whole=True)
    return {
        iri: Weight(int(str(row["citations"])), int(str(row["projects"])), Decimal(str(money.get(iri) or 0)))
        for row in rows
        if (iri := str(row["iri"]))
    }


JUDGED: list[tuple[str, str, str]] = [
    ("same", CODED, TYPO),
    ("same", TYPO, CODED),
    ("same", CODED, ELSEWHERE),
    ("same", CODED, OTHER),
    ("different", WATER, SLIP),
    ("different", CODED, TITLE),
    ("different", CODED, ELSEWHERE),
    ("same", SLIP, ELSEWHERE),
]


@pytest.mark.parametrize(("kind", "a", "b"), JUDGED)
def test_what_was_told_is_what_happens_and_undoing_gives_the_store_back(
    filled: Path, tmp_path: Path, kind: str, a: str, b: str
) -> None:
    before = bytes_of(filled, tmp_path)
    with open_store(filled, read_only=True) as store:
        made = decisions.proposed(store, kind, a, b, "核对过原件", "李某")  # type: ignore[arg-type]
        told, was = decisions.preview(store, made), weights(store)
    assert bytes_of(filled, tmp_path) == before and not (filled / layout.JUDGEMENTS).exists()
    with open_store(filled) as store:
        decisions.judge(store, made)
        will = weights(store)
        back = decisions.preview_undo(store, made)
    changed = {iri for iri in was.keys() | will.keys() if was.get(iri) != will.get(iri)}
    assert {one.iri for one in told.policies} >= changed
    for one in told.policies:
        assert (one.before, one.after) == (was.get(one.iri), will.get(one.iri)), one.name
        assert one.name
    # Taking it back would move as much the other way.
    assert (back.citations, back.projects, back.yuan) == (told.citations, told.projects, told.yuan)
    assert {(one.iri, one.before, one.after) for one in back.policies} == {
        (one.iri, one.after, one.before) for one in told.policies
    }
    with open_store(filled) as store:
        decisions.undo(store, made)
    assert bytes_of(filled, tmp_path) == before and not (filled / layout.JUDGEMENTS).exists()


def test_the_money_that_moves_is_that_of_the_projects_that_name_it(filled: Path) -> None:
    with open_store(filled, read_only=True) as store:
        told = decisions.preview(store, decisions.proposed(store, "same", CODED, TYPO))
    # Baisha's two projects: only the number of the first is the other one.
    assert (told.citations, told.projects, told.yuan) == (1, 1, Decimal(888_000))
    kept, gone = told.policies
    assert kept.number == CODED and gone.number == TYPO and gone.after is None and gone.before is not None
    assert gone.before.yuan == 888_000 and kept.after and kept.before
    assert kept.after.yuan - kept.before.yuan == 888_000 and kept.after.projects - kept.before.projects == 1


def test_a_guess_is_parted_also_where_its_title_may_come_every_year(filled: Path) -> None:
    """The page says of which year a title is read; what a person judges is the title."""
    with open_store(filled, read_only=True) as store:
        told = decisions.preview(store, decisions.proposed(store, "different", WATER, SLIP))
    assert (told.citations, told.projects, told.yuan) == (1, 1, Decimal(73_000))


def test_names_that_are_apart_stay_so(filled: Path) -> None:
    done = kg(filled, "different", CODED, ELSEWHERE, "--dry-run")
    assert done.exit_code == 0
    assert done.output == "No citation would mean another regulation than now; the judgement would keep it so.\n"


def test_the_command_tells_and_judges_nothing(filled: Path, tmp_path: Path) -> None:
    before = bytes_of(filled, tmp_path)
    done = kg(filled, "same", CODED, TYPO, "--dry-run")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == (
        "Citations that would mean another regulation: 1; projects: 1; money that would rest on another one: 888,000 yuan."
    )
    assert TYPO in done.output and not (filled / layout.JUDGEMENTS).exists()
    assert bytes_of(filled, tmp_path) == before
    chinese = CliRunner().invoke(cli, ["--store", str(filled), "same", CODED, TYPO, "--dry-run"], env={"KG_LANG": "zh"})
    assert "Citation" not in chinese.output and "888,000 元" in chinese.output


def test_twice_is_refused_and_what_was_withdrawn_cannot_be_withdrawn(filled: Path, tmp_path: Path) -> None:
    before = bytes_of(filled, tmp_path)
    with open_store(filled) as store:
        made = decisions.proposed(store, "same", CODED, TYPO, "核对过")
        decisions.judge(store, made)
        with pytest.raises(JudgementError, match="judged before"):
            decisions.preview(store, decisions.proposed(store, "same", TYPO, CODED, "再判一次"))
        with pytest.raises(JudgementError, match="contradict"):
            decisions.preview(store, decisions.proposed(store, "different", TYPO, CODED, "不同"))
        decisions.undo(store, made)
        with pytest.raises(JudgementError, match="no such judgement"):
            decisions.undo(store, made)
    assert bytes_of(filled, tmp_path) == before


def test_nobody_is_told_what_a_store_would_do_that_is_not_up_to_date(filled: Path) -> None:
    from kg.stores import catalogue

    with open_store(filled) as store:
        made = decisions.proposed(store, "same", CODED, TYPO)
        store.replace({}, insert={catalogue.STALE})
        with pytest.raises(JudgementError, match="not up to date"):
            decisions.preview(store, made)
        store.replace({}, delete={catalogue.STALE})


def test_a_judgement_that_only_the_file_has_is_seen_and_made_good(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a process that dies between the file and the graph; and of a file that somebody changed by hand."""
    from kg.resolution import judgements, resolve
    from kg.stores import catalogue

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    before = bytes_of(filled, tmp_path)
    with open_store(filled) as store:
        made = decisions.proposed(store, "same", CODED, TYPO, "核对过")
        with monkeypatch.context() as patch:
            patch.setattr(resolve, "rebuild", die)
            with pytest.raises(KeyboardInterrupt):
                decisions.judge(store, made)
        assert decisions.known(store) == (made,) and catalogue.is_stale(store)
        decisions.undo(store, made)
        assert not catalogue.is_stale(store)
    assert bytes_of(filled, tmp_path) == before
    with open_store(filled) as store:
        judgements.write(filled / layout.JUDGEMENTS, [made])
        with pytest.raises(JudgementError, match="not up to date"):
            decisions.preview_undo(store, made)
        judgements.write(filled / layout.JUDGEMENTS, [])

    def full(*_: object) -> None:
        raise JudgementError("The judgements cannot be written.")

    with open_store(filled) as store, monkeypatch.context() as patch:
        patch.setattr(judgements, "write", full)
        with pytest.raises(JudgementError, match="written"):
            decisions.judge(store, made)
        assert not catalogue.is_stale(store), "nothing was changed"
    assert bytes_of(filled, tmp_path) == before


@pytest.mark.parametrize("why", ["=HYPERLINK(1)", "一\n二\r\n三\x00\x1b[31m", " \t "])
def test_what_a_person_types_stays_on_its_line_and_is_no_formula(filled: Path, why: str) -> None:
    with open_store(filled, read_only=True) as store:
        made = decisions.proposed(store, "same", CODED, TYPO, why, "<b>\n=1+1")
    for said in (made.why, made.who):
        assert all(character.isprintable() for character in said) and not said.startswith(("=", "+", "-", "@"))
    assert Judgement(made.kind, made.a, made.b, made.why, made.who, made.when) == made


def test_a_judgement_on_a_store_whose_load_was_interrupted_heals_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The documents of the load are in the store and the graph does not follow them: a judgement makes all of it anew."""
    path = tmp_path / "s.kg"
    assert kg(path, "load", str(papers.write(tmp_path / "papers", **FILES))).exit_code == 0
    (tmp_path / "late.txt").write_text(
        "根据《松江州渔业补助办法》（松财农发〔2022〕7号）的规定，安排资金30万元。\n", "utf-8"
    )

    def killed(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("kg.resolution.resolve.rebuild", killed)
        assert kg(path, "load", str(tmp_path / "late.txt")).exit_code != 0
    assert kg(path, "same", CODED, TYPO, "--why", "同一文件").exit_code == 0
    assert "松财农发〔2022〕7号" in kg(path, "show", "松财农发〔2022〕7号").output
    assert kg(path, "doctor").exit_code == 0
