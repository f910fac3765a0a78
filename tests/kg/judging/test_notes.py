"""Notes that a fact is wrong: written by many at once, found again in what was read anew, exported as passages that are scored."""

from __future__ import annotations

import json
import multiprocessing
import time
from pathlib import Path

import papers
import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.judging import notes
from kg.judging.notes import Note, NotesError
from kg.stores import layout
from kg.stores.opening import memory_store, open_store
from kg.stores.store import Store

WORDS = "《松江州乡村医生补助办法》（松财社发〔2023〕12号）"


def kg(store: Path, *args: str, lang: str = "en") -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), *args], env={"KG_LANG": lang})


@pytest.fixture
def store(tmp_path: Path) -> Path:
    assert kg(tmp_path / "s.kg", "load", str(papers.write(tmp_path / "papers", qinghe=papers.QINGHE))).exit_code == 0
    return tmp_path / "s.kg"


def document(store: Store) -> tuple[str, str]:
    (iri, _, text), *more = store.statements(None, "https://w3id.org/policy-kg/ns#text")
    assert not more
    return iri, text


def write(path: Path, words: str, says: str = "文号写错了", kind: str = "citation", who: str = "李某") -> Note:
    with open_store(path, read_only=True) as store:
        iri, text = document(store)
        start = text.index(words)
        return notes.write(store, iri, start, start + len(words), kind, says, who)


def placed(path: Path) -> list[notes.PlacedNote]:
    with open_store(path, read_only=True) as store:
        return notes.placed(store, notes.read(notes.file(store)))


def test_a_note_is_listed_where_its_words_are(store: Path) -> None:
    made = write(store, WORDS)
    (one,) = placed(store)
    assert (one.note, one.state, one.start, one.end) == (made, "there", made.start, made.end)
    assert one.passage == f"根据{WORDS}的规定。"
    listed = kg(store, "notes", lang="zh").output
    for said in (WORDS, "文号写错了", "李某", "引用", "在原处", "qinghe.txt"):
        assert said in listed
    (row,) = json.loads(kg(store, "notes", "--format", "json").output)
    assert (row["start"], row["end"], row["fact_kind"]) == (made.start, made.end, "citation")


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        # Another version of the file: words before them came, and what stands around them tells which of two places.
        (papers.QINGHE.replace("第一个：", "说明：以下项目均已公示，特此说明。\n\n第一个："), True),
        (papers.QINGHE.replace("保障村医待遇。", f"保障村医待遇，见{WORDS}。"), True),
        (papers.QINGHE.replace("清河县卫生健康局2024年预算重点项目\n", f"清河县卫生健康局2024年预算重点项目\n\n附：{WORDS}一份。\n", 1), True),
        (papers.QINGHE.replace("（松财社发〔2023〕12号）", "（松财社发〔2023〕21号）"), False),
    ],
)  # fmt: skip
def test_it_is_found_again_by_its_words_or_that_is_said(store: Path, tmp_path: Path, changed: str, found: bool) -> None:
    made = write(store, WORDS)
    papers.write(tmp_path / "papers", qinghe=changed)
    assert kg(store, "load", str(tmp_path / "papers")).exit_code == 0
    (one,) = placed(store)
    with open_store(store, read_only=True) as opened:
        iri, text = document(opened)
    assert one.note == made, "what was written stays as it is"
    if not found:
        assert one.state == "not found" and one.passage == made.before + made.words + made.after
        assert "找不到原文" in kg(store, "notes", lang="zh").output
        return
    # Another version is another document: its words are at their place there, never where they were.
    assert one.state == "moved" and one.document == iri != made.document
    assert text[one.start : one.end] == WORDS and one.passage == f"根据{WORDS}的规定。"


def test_of_places_that_are_equally_like_it_none_is_named(store: Path, tmp_path: Path) -> None:
    """The second project of a notice, word for word, twice."""
    write(store, "满意度达到90%", kind="indicator")
    twice = (
        papers.QINGHE.replace("居民满意度达到90%。", "居民满意度达到90%。\n居民满意度达到90%。")
        + "项目实施成效\n居民满意度达到90%。\n"
    )
    text = "项目实施成效\n居民满意度达到90%。\n" * 3
    note = Note(
        "d",
        "f",
        500,
        508,
        "满意度达到90%",
        "项目实施成效\n居民",
        "。\n项目实施",
        "indicator",
        "x",
        "",
        "2024-01-01 00:00:00",
    )
    assert notes._start(text, note) is None
    assert notes._start(twice, Note("d", "f", 5000, 5008, "没有这些字", "", "", "x", "x", "", "")) is None


def test_passages_are_in_the_form_that_is_scored(store: Path) -> None:
    write(store, "松财社发〔2023〕12号", says="应为〔2022〕")
    write(store, "120.5万元", says="单位应为元", kind="money")
    lines = kg(store, "notes", "--format", "jsonl").output.splitlines()
    cited, money = map(json.loads, lines)
    assert cited["text"] == f"根据{WORDS}的规定。" and cited["ignore"] == ["松财社发〔2023〕12号"]
    assert cited["citations"] == [] and cited["notes"] == "应为〔2022〕" and cited["tags"] == ["citation", "there"]
    assert money["text"].endswith("120.5万元。") and money["amounts"] == [] and money["url"] == "qinghe.txt"
    # What nobody doubts in the same sentence is the truth to begin with.
    write(store, "根据", says="多余", kind="text")
    third = json.loads(kg(store, "notes", "--format", "jsonl").output.splitlines()[2])
    assert third["citations"] == [
        {"number": papers.NUMBER, "title": "松江州乡村医生补助办法", "articles": [], "surface": third["citations"][0]["surface"]}
    ]  # fmt: skip
    assert third["citations"][0]["surface"] in third["text"]
    for row in (cited, money, third):
        # The keys that the scorer of annotated passages reads.
        assert {"id", "url", "text", "citations", "amounts", "negatives", "ignore", "tags", "notes"} == set(row)


def test_an_exported_passage_reads_as_its_document_did(store: Path) -> None:
    from loaders.citations import citations

    write(store, "根据", says="多余", kind="text")
    (line,) = kg(store, "notes", "--format", "jsonl").output.splitlines()
    row = json.loads(line)
    assert [(one.number, one.title) for one in citations.find(row["text"])] == [
        (truth["number"], truth["title"]) for truth in row["citations"]
    ]


def test_a_note_that_was_dealt_with_is_removed(store: Path) -> None:
    write(store, WORDS)
    write(store, "120.5万元", says="多了一位", kind="money")
    assert kg(store, "notes", "--remove", "1").exit_code == 0
    assert [one.note.says for one in placed(store)] == ["多了一位"]
    refused = kg(store, "notes", "--remove", "2")
    assert refused.exit_code == 2 and "no note 2" in refused.output
    assert kg(store, "notes", "--remove", "1").exit_code == 0
    assert kg(store, "notes").output == "There are no notes yet.\n"


def test_backups_hold_them(store: Path, tmp_path: Path) -> None:
    write(store, WORDS)
    assert kg(store, "backup", str(tmp_path / "copy.kg")).exit_code == 0
    assert (tmp_path / "copy.kg" / layout.NOTES).read_bytes() == (store / layout.NOTES).read_bytes()


HOSTILE = [
    '<img src=x onerror=alert(1)>"',
    "一\n二\r\n三\x00\x1b[31m\u2028四\u202e五",
    "=HYPERLINK(1)",
    "云" * 9_000,
    '{"a":1}',
]


@pytest.mark.parametrize("says", HOSTILE)
def test_whatever_is_said_stays_on_its_line(store: Path, says: str) -> None:
    write(store, WORDS, says=says, who=says, kind=says)
    lines = (store / layout.NOTES).read_text("utf-8").splitlines()
    assert len(lines) == 1 and len(lines[0]) < 6_000 and json.loads(lines[0])["words"] == WORDS
    (one,) = placed(store)
    assert one.note.says and all(c.isprintable() for c in one.note.says + one.note.who + one.note.kind)
    table = kg(store, "notes", "--format", "csv").output
    assert len(table.splitlines()) == 2 and ",=" not in table


@pytest.mark.parametrize("place", [(-1, 5), (5, 5), (9, 5), (0, 10**9)])
def test_what_is_no_place_is_refused(store: Path, place: tuple[int, int]) -> None:
    with open_store(store, read_only=True) as opened:
        iri, _ = document(opened)
        for where in (iri, "urn:none", "no iri at all"):
            with pytest.raises(NotesError, match="no such place"):
                notes.write(opened, where, *place, "citation", "不对")
        with pytest.raises(NotesError, match="Say what"):
            notes.write(opened, iri, 0, 5, "citation", " \n ")
    assert not (store / layout.NOTES).exists()
    with pytest.raises(NotesError, match="in memory"):
        notes.file(memory_store())


def test_who_takes_a_note_out_loses_none_that_is_being_written(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(store, WORDS)
    listed = notes.read(store / layout.NOTES)
    write(store, "120.5万元", says="多了一位", kind="money")
    with open_store(store, read_only=True) as opened:
        notes.remove(opened, listed[0])
    assert [one.note.says for one in placed(store)] == ["多了一位"]


def test_a_note_on_very_much_keeps_what_stands_behind_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("关于农村道路养护的说明\n" + "护" * (notes.MOST_WORDS + 90) + "路。\n", "utf-8")
    path = tmp_path / "s.kg"
    assert kg(path, "load", str(tmp_path / "long.txt")).exit_code == 0
    with open_store(path, read_only=True) as opened:
        iri, text = document(opened)
        note = notes.write(opened, iri, 0, len(text), "other", "太长")
    assert text[note.end :].startswith(note.after) and note.after
    assert placed(path)[0].state == "there"


@pytest.mark.parametrize(
    "line",
    [
        "{", "[]", "{}", '{"document": 1}', "null", '"x"', '{"removed": 1, "x": 2}',
        '{"document":"d","file":"f","start":"1","end":"2","words":"","before":"","after":"","kind":"","says":"","who":"","when":""}',
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_one_sentence(store: Path, line: str) -> None:
    write(store, WORDS)
    with (store / layout.NOTES).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    done = kg(store, "notes")
    assert done.exit_code == 1 and done.output.startswith("kg: Line 2 of") and done.output.count("\n") == 1


def _many(path: Path, who: int) -> None:
    with open_store(path, read_only=True) as store:
        iri, _ = document(store)
        for each in range(20):
            notes.write(store, iri, 0, 8, "unit", f"{who} {each} {'字' * 500}", str(who))


def test_of_notes_that_are_written_at_once_none_is_lost(store: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_many, args=(store, who)) for who in range(3)]
    for one in writers:
        one.start()
    for one in writers:
        one.join(60)
    assert {one.note.who for one in placed(store)} == {"0", "1", "2"} and len(placed(store)) == 60


def test_long_text_that_repeats_the_words_takes_no_longer_than_its_length() -> None:
    note = Note("d", "f", 9_000_000, 9_000_001, "一", "一" * 40, "一" * 40, "text", "x", "", "")
    begun = time.process_time()
    assert notes._start("一" * 2_000_000, note) is None
    assert (
        notes._start("一" * 1_000_000 + "二", Note("d", "f", 9, 19, "一" * 40, "", "二", "text", "x", "", "")) is None
    )
    assert time.process_time() - begun < 2
