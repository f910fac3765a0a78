from __future__ import annotations

from pathlib import Path

import papers
import pytest
import small_store
from click.testing import CliRunner, Result

from kg.answers import policy_lookup
from kg.cli import cli
from kg.resolution import judgements, resolve
from kg.resolution.judgements import Judgement, JudgementError
from kg.resolution.resolve import Cited
from kg.stores import layout
from kg.stores.opening import open_store
from ontology.iris import ID

CODED, TYPO, LATER = "松财社发〔2023〕12号", "松财社〔2023〕12号", "松财社发〔2024〕12号"
TITLE = "松江州乡村医生补助办法"


def kg(store: Path, *args: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), *args], env={"KG_LANG": "en"})


def exported(store: Path, folder: Path) -> bytes:
    target = folder / "all.nq"
    assert kg(store, "export", "--format", "nq", "-o", str(target)).exit_code == 0
    return target.read_bytes()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return small_store.on_disk(tmp_path / "policy.kg")


def clusters(judged: list[Judgement], *printed: tuple[str | None, str | None]) -> list[set[int]]:
    places = [Cited(f"http://e/{n}", number, title) for n, (number, title) in enumerate(printed)]
    found = resolve.resolve(places, judged).values()
    return sorted(({int(c.citation[9:]) for c in policy.citations} for policy in found), key=min)


def same(a: str, b: str) -> Judgement:
    return Judgement("same", a, b, "原件核对过", "李某", "2024-03-15")


def different(a: str, b: str) -> Judgement:
    return Judgement("different", a, b, "原件核对过")


# --- what a judgement does


@pytest.mark.parametrize(
    ("judged", "printed", "expected"),
    [
        ([same(CODED, TYPO)], [(CODED, TITLE), (TYPO, None), (LATER, None)], [{0, 1}, {2}]),
        ([same(TYPO, "松财社发[2023]12 号")], [(CODED, TITLE), (TYPO, None)], [{0, 1}]),
        ([same(CODED, "节水通知")], [(CODED, TITLE), (None, "节水通知"), (None, "《节水 通知》")], [{0, 1, 2}]),
        ([same("甲节水通知", "乙节水通知")], [(None, "甲节水通知"), (None, "乙节水通知")], [{0, 1}]),
        # A title that was joined to a number by its words is taken out of it alone.
        ([same(LATER, TITLE)], [(CODED, TITLE), (None, TITLE), (LATER, None)], [{0}, {1, 2}]),
        ([same(CODED, TYPO), same(TYPO, LATER)], [(CODED, None), (TYPO, None), (LATER, None)], [{0, 1, 2}]),
        (
            [different(CODED, TITLE)],
            [(CODED, None), (CODED, "关于印发" + TITLE + "的通知"), (None, TITLE)],
            [{0}, {1, 2}],
        ),
        (
            [different(TITLE, "关于印发" + TITLE + "的通知")],
            [(CODED, TITLE), (CODED, "关于印发" + TITLE + "的通知")],
            [{0}, {1}],
        ),
        (
            [same(f"{ID}policy/{CODED}/title/节水办法", f"{ID}policy/{CODED}/title/校舍规程细节")],
            [(CODED, "节水办法"), (CODED, "校舍规程细节")],
            [{0, 1}],
        ),
        ([same("没有人引用的文件", CODED)], [(CODED, TITLE)], [{0}]),
    ],
)
def test_what_a_judgement_does(
    judged: list[Judgement], printed: list[tuple[str | None, str | None]], expected: list[set[int]]
) -> None:
    assert clusters(judged, *printed) == expected


def test_the_first_number_stays_and_the_other_leads_to_it(store: Path) -> None:
    assert kg(store, "same", small_store.NUMBER, "松政发〔2021〕8号", "--why", "同一份文件").exit_code == 0
    with open_store(store, read_only=True) as graph:
        one, other = policy_lookup.one(graph, small_store.NUMBER), policy_lookup.one(graph, "松政发 2021 8")
    assert one == other and one.number == small_store.NUMBER


# --- the file


def test_undoing_gives_back_the_graph_byte_for_byte(store: Path, tmp_path: Path) -> None:
    before = exported(store, tmp_path)
    assert kg(store, "same", small_store.NUMBER, "松政发〔2021〕8号", "--why", "同一份").exit_code == 0
    one = exported(store, tmp_path)
    assert kg(store, "different", small_store.NUMBER, TITLE, "--why", "另一份", "--who", "李某").exit_code == 0
    two = exported(store, tmp_path)
    assert len({before, one, two}) == 3
    listed = kg(store, "judgements", "--csv").output.splitlines()
    assert len(listed) == 3 and "李某" in listed[2]
    assert kg(store, "judgements", "--undo", "2").exit_code == 0
    assert exported(store, tmp_path) == one
    assert kg(store, "judgements", "--undo", "1").exit_code == 0
    assert exported(store, tmp_path) == before
    assert not (store / layout.JUDGEMENTS).exists()


def test_the_file_is_read_as_it_was_written_and_keeps_its_dates(tmp_path: Path) -> None:
    file = tmp_path / "j.csv"
    made = [same(CODED, "甲，“乙”\n办法"), different(CODED, LATER)]
    judgements.write(file, made)
    first = file.read_bytes()
    assert list(judgements.read(file)) == made
    judgements.write(file, judgements.read(file))
    assert file.read_bytes() == first and b"2024-03-15" in first
    assert judgements.read(tmp_path / "none.csv") == ()


def test_a_file_edited_by_hand_is_heeded_by_the_next_load(tmp_path: Path) -> None:
    store = tmp_path / "policy.kg"
    folder = papers.write(tmp_path / "papers", qinghe=papers.QINGHE)
    assert kg(store, "load", str(folder)).exit_code == 0
    before = exported(store, tmp_path)
    judgements.write(store / layout.JUDGEMENTS, [different(papers.NUMBER, TITLE)])
    assert kg(store, "load", str(folder)).exit_code == 0
    heeded = exported(store, tmp_path)
    assert heeded != before
    (store / layout.JUDGEMENTS).unlink()
    assert kg(store, "load", str(folder)).exit_code == 0
    assert exported(store, tmp_path) == before


def test_the_file_may_lie_elsewhere(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.csv"
    args = ["same", small_store.NUMBER, "松政发〔2021〕8号", "--why", "同一份", "--judgements", str(file)]
    assert kg(store, *args).exit_code == 0
    assert file.exists() and not (store / layout.JUDGEMENTS).exists()
    assert "同一份" in kg(store, "judgements", "--judgements", str(file)).output


# --- what is refused


def test_contradictions_are_one_sentence_and_change_nothing(store: Path, tmp_path: Path) -> None:
    a, b, c = small_store.NUMBER, "松政发〔2021〕8号", "中华人民共和国基本医疗卫生与健康促进法"
    assert kg(store, "same", a, b, "--why", "同").exit_code == 0
    assert kg(store, "same", b, c, "--why", "同").exit_code == 0
    before = exported(store, tmp_path)
    refused = kg(store, "different", a, c, "--why", "不同")
    assert refused.exit_code == 1
    stands = f"kg: That contradicts judgement 1 ({a} = {b}), which stands; withdraw it first: kg judgements --undo 1."
    assert refused.output.strip() == stands
    assert exported(store, tmp_path) == before
    assert len(judgements.read(store / layout.JUDGEMENTS)) == 2


@pytest.mark.parametrize(
    ("args", "status", "sentence"),
    [
        (("same", "没有的文件", small_store.NUMBER, "--why", "同"), 1, "No regulation"),
        (("same", "松江州", "意见", "--why", "同"), 1, "match"),
        (("same", small_store.NUMBER, "松财社发 2023 12", "--why", "同"), 1, "the same name"),
        (("same", small_store.NUMBER, "松政发〔2021〕8号"), 2, "--why"),
        (("same", small_store.NUMBER, "松政发〔2021〕8号", "--why", " "), 2, "reason"),
        (("same", small_store.NUMBER, "松政发〔2021〕8号", "--why", "同", "--when", "昨天"), 2, "2024-03-15"),
        (("judgements", "--undo", "1"), 2, "no judgement 1"),
    ],
)
def test_wrong_use_is_one_sentence(store: Path, args: tuple[str, ...], status: int, sentence: str) -> None:
    done = kg(store, *args)
    assert done.exit_code == status and sentence in done.output
    assert not (store / layout.JUDGEMENTS).exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("kind,a,b,why,who,when\nmaybe,甲,乙,,,\n", "Row 2"),
        ("kind,a,b,why,who,when\nsame,甲,,,,\n", "Row 2"),
        ("kind,a,b\nsame,甲,乙\ndifferent,乙,甲\n", "Rows 3 and 2 of .* contradict"),
        ("kind,a,b\nsame,甲,乙\nsame,丁,戊\nsame,乙,丙\ndifferent,丙,甲\n", "Rows 5 and 2 "),
    ],
)
def test_a_file_that_is_wrong_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "j.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(JudgementError, match=sentence):
        judgements.read(file)


def test_a_load_beside_a_wrong_file_stores_nothing(tmp_path: Path) -> None:
    store = tmp_path / "policy.kg"
    folder = papers.write(tmp_path / "papers", qinghe=papers.QINGHE)
    store.mkdir()
    (store / layout.JUDGEMENTS).write_text("kind,a,b\nmaybe,甲,乙\n", "utf-8")
    done = kg(store, "load", str(folder))
    assert done.exit_code == 1 and "Row 2" in done.output
    assert "qinghe" not in kg(store, "list").output


# --- what is in doubt


def test_conflicts_are_listed_with_the_words_of_the_page(tmp_path: Path) -> None:
    store = tmp_path / "policy.kg"
    other = papers.QINGHE.replace("清河县", "石桥县").replace(TITLE, "松江州中小学校舍维修规程")
    folder = papers.write(tmp_path / "papers", qinghe=papers.QINGHE, shiqiao=other)
    assert kg(store, "load", str(folder)).exit_code == 0
    rows = kg(store, "conflicts", "--csv").output
    assert "number" in rows and "校舍维修规程" in rows and "qinghe.txt" in rows
