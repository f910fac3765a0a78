"""What OCR reads for another character is mended where grammar demands it, kept as it was read, and decides nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from growth import keeps_step
from scanned_paper import DOCUMENT, TEXT, read

from kg.stores import extractions
from kg.stores.opening import memory_store
from loaders import extract
from loaders.formats.pages import fixed_layout
from loaders.formats.pages.misreadings import mended
from loaders.rdf import jsonl
from loaders.rdf.triples import nquads
from loaders.source import SURE, Recognised, Source, as_read, is_unsure
from ontology.tables import rows
from ontology.terms import PK

ROWS = rows("loaders.formats.pages", "misreadings.tsv")


def as_lines(text: str, confidence: int = 99) -> tuple[Recognised, ...]:
    """A line or a cell each, all of it sure."""
    return tuple(
        Recognised(found.start(), found.end(), 1, (0, 0, 900, 20), (confidence,) * len(found[0]))
        for found in re.finditer(r"[^\t\n]+", text)
    )


def told(text: str) -> str:
    """The text as it is mended, where OCR read all of it."""
    shown, recognised = mended(text, as_lines(text))
    assert len(shown) == len(text)
    assert "".join(one.read or shown[one.start : one.end] for one in recognised) == re.sub(r"[\t\n]", "", text)
    return shown


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_the_example_of_each_row_is_mended_by_it(row: dict[str, str]) -> None:
    before, after = (f"\t{one.replace('→', chr(9))}\t" for one in row["example"].split(" → "))
    assert told(before) == after != before
    assert re.search(row["where"], before)


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        ("\t湘财预l20l9〕2O号文\t", "\t湘财预〔2019〕20号文\t"),
        ("\t根据豫卫发(20l8]第3号文件\t", "\t根据豫卫发〔2018〕第3号文件\t"),
        ("\t依据青农字「2008]98号\t", "\t依据青农字〔2008〕98号\t"),
        ("\t按琼府办[1999》254号执行\t", "\t按琼府办〔1999〕254号执行\t"),
        ("\t见内民政发〈2011）7号\t", "\t见内民政发〔2011〕7号\t"),
        ("\t见江财预字〔19901第53号\t", "\t见江财预字〔1990〕第53号\t"),
        ("\t共需1,2OO.OO万元。其中\t", "\t共需1,200.00万元。其中\t"),
        ("\t补助3O方元，\t", "\t补助30万元，\t"),
        ("\t增长l2.5%，下降3.O5％。\t", "\t增长l2.5%，下降3.05％。\t"),
    ],
)
def test_other_numbers_and_amounts(read: str, shown: str) -> None:
    assert told(read) == shown


@pytest.mark.parametrize(
    "text",
    [
        "建设用房120方，容积30方。",  # cubic metres
        "发放2万无息贷款，为30万无房户建房",
        "清政发(2023)36号、清政发[2023]36号、清政发（2023）36号",  # are printed so
        "清财社〔2022117号",  # a bracket that is missing, or one that was read as 1
        "清财社〔20221117号",  # the bracket was read as 1, or is missing
        "《规划》2022》、《2022年目录》、〈2022〉3号、印发《2018》3号",
        "编号l2O3、A4O纸、CO2浓度、5lO型号、WTO规则",
        "|30万元|40|",  # the lines of a table
        "\tOO.OO\t\tl,lll\t\tO\t",
        "（2023）36号 第1O3次会议",
        "（一）I号楼改造，（2）O号柴油",  # a number of a document has a year in its bracket
    ],
)
def test_what_grammar_does_not_demand_stays(text: str) -> None:
    assert told(text) == text
    assert mended(text, as_lines(text)) == (text, as_lines(text))


def test_a_text_layer_is_never_mended() -> None:
    text = "清财社l2022〕117号，30方元。\n清财社l2022〕117号，30方元。"
    assert mended(text, ()) == (text, ())
    (first, _) = as_lines(text)
    shown, (line,) = mended(text, [first])
    assert shown == "清财社〔2022〕117号，30万元。\n清财社l2022〕117号，30方元。" and line.read == text[: first.end]


@pytest.mark.parametrize("confidence", [99, 40])
def test_what_is_mended_is_unsure_and_says_how_it_was_read(confidence: int) -> None:
    text = "安排30方元，清财社l2022〕117号，清财社〔2022]36号。"
    shown, recognised = mended(text, as_lines(text, confidence))
    source = Source(path="", sha256="", text=shown, encoding="", format="", recognised=recognised)
    for words, was in (("30万元", "30方元"), ("清财社〔2022〕117号", "清财社l2022〕117号")):
        start = shown.index(words)
        assert is_unsure(source, start, start + len(words)) and as_read(source, start, start + len(words)) == was
    assert as_read(source, 0, len(shown)) == text and as_read(source, 3, 5) == text[3:5]
    # A bracket that was read for another one makes no figure unsure.
    start = shown.index("清财社〔2022〕36号")
    assert is_unsure(source, start, start + 12) == (confidence < SURE)
    changed = [at for at in range(len(text)) if text[at] != shown[at]]
    assert all(recognised[0].confidence[at] == min(confidence, SURE - 5) for at in changed)


def test_a_mended_number_names_no_policy_and_a_mended_amount_is_kept_as_read() -> None:
    text = TEXT.replace("清财社〔2022〕", "清财社l2022〕").replace("县级财政15万元", "县级财政15方元")
    shown, recognised = mended(text, read(text=text).recognised)
    assert shown == TEXT
    source = Source(path="a.pdf", sha256="0" * 64, text=shown, encoding="utf-8", format="pdf", recognised=recognised)
    extraction = extract.extract(source)
    store = memory_store()
    store.add(nquads(extraction))
    assert extractions.read(store, DOCUMENT, "a.pdf") == extraction
    assert {value for _, _, value in store.statements(None, str(PK.number))} == {"清政发〔2023〕36号"}
    assert {value for _, _, value in store.statements(None, str(PK.printedNumber))} == {"清财社〔2022〕117号"}
    record = jsonl.record(extraction)
    amounts = {one["surface"]: one.get("ocr_read") for one in record["money"]}  # type: ignore[attr-defined]
    assert amounts == {"30万元": None, "10万元": None, "15万元": "15方元"}


def test_a_number_of_the_document_or_of_a_row_of_a_register_that_is_unsure_names_none() -> None:
    """A misread number would put a policy out of force that nobody repealed."""
    text = (
        "清河市规范性文件目录\n序号\t文件名称\t文号\t备注\n1\t清河市村医补助办法\t清政发〔2023〕36号\t废止\n"
        "2\t清河市公共卫生办法\t清政发〔2022〕12号\t有效\n"
    )
    lines = as_lines(text)
    cells = [
        replace(one, confidence=(60,) * len(one.confidence)) if "36号" in text[one.start : one.end] else one
        for one in lines
    ]
    source = as_table(text)
    numbers = {}
    for how, seen in (("sure", lines), ("unsure", tuple(cells))):
        store = memory_store()
        store.add(nquads(extract.extract(replace(source, recognised=seen))))
        numbers[how] = {value for _, _, value in store.statements(None, str(PK.number))}
    assert numbers == {"sure": {"清政发〔2023〕36号", "清政发〔2022〕12号"}, "unsure": {"清政发〔2022〕12号"}}


def as_table(text: str) -> Source:
    """The text as a table of a page has it."""
    page = {"width": 600.0, "height": 800.0, "state": "read"}
    title, *lines = text.splitlines()
    cells = [line.split("\t") for line in lines]
    table = {
        "top": 100.0, "bottom": 300.0, "open_above": False, "open_below": False, "columns": [50.0, 100.0, 300.0, 450.0, 550.0],
        "rows": cells, "merged": [], "signs": [[[] for _ in row] for row in cells],
    }  # fmt: skip
    pages = [{**page, "lines": [[title, 100.0, 300.0, 50.0, 16.0, []]], "tables": [table]}]
    found = fixed_layout.source(pages, path="a.pdf", name="a.pdf", sha256="0" * 64, form="pdf")
    assert found.text == text
    return found


def test_mending_takes_time_as_the_text_is_long() -> None:
    for piece in ("1OOO", "〔2O2", "9,0OO", "O.", "l", "汉l20"):
        keeps_step(lambda made: mended(*made), lambda n, piece=piece: (piece * n * 20, as_lines(piece * n * 20)))  # type: ignore[misc]
