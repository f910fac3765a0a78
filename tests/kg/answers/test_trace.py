from __future__ import annotations

from decimal import Decimal

import pytest
import small_store

from kg.answers import ask
from kg.answers.trace import CitingPlace, Trace, trace
from kg.stores.catalogue import Catalogue, LoadedFile, entry_quads
from ontology.terms import PK

STORE = small_store.in_memory()
SPELLINGS = [
    "松财社发〔2023〕12号",
    "松财社发[2023]12号",
    "松财社发〔2023〕12",
    "松财社发 2023 12",
    "松财社发（２０２３）１２号",
    "  松财社发〔2023〕12号  ",
    "《松江州乡村医生补助办法》（松财社发〔2023〕12号）",
    "松江州乡村医生补助办法",
    "《松江州乡村医生补助办法》",
    "松江州乡村医生",
    "https://w3id.org/policy-kg/id/policy/松财社发〔2023〕12号",
]


@pytest.mark.parametrize("words", SPELLINGS)
def test_a_regulation_is_found_in_any_spelling(words: str) -> None:
    found = trace(STORE, words)
    assert found.policy is not None
    assert found.policy.number == small_store.NUMBER
    assert len(found.places) == 5


@pytest.mark.parametrize(
    "words",
    [
        "松财社发〔2023〕1号",
        "松财社发〔2023〕1",
        "松财社发〔2023〕2号",
        "没有",
        "",
        "  ",
        "《》",
        "https://w3id.org/policy-kg/id/policy/none",
    ],
)
def test_what_nobody_cites_is_not_found(words: str) -> None:
    assert trace(STORE, words) == Trace(None)


def test_several_matches_are_candidates_the_most_cited_first() -> None:
    found = trace(STORE, "医")
    assert found.policy is None and found.places == ()
    assert [candidate.projects for candidate in found.candidates] == [3, 1, 1]
    assert found.to_json()["citations"] == []
    assert found.to_json()["candidates"][0]["number"] == small_store.NUMBER


def test_a_place_says_project_unit_money_document_and_the_sentence() -> None:
    place = trace(STORE, small_store.NUMBER).places[1]
    said = place.said
    assert (said.file, said.start, said.end) == ("qinghe-2024.txt", 160, 184)
    assert (said.before, said.exact, said.after) == ("依据", "《乡村医生补助办法》（松财社发[2023]12号", "）要求。")
    assert (place.citing, place.project, place.amount_yuan) == (
        "公共卫生服务经费",
        "公共卫生服务经费",
        Decimal(2000000),
    )
    assert place.units == ("清河县卫生健康局", "清河县疾病预防控制中心")
    assert place == CitingPlace(
        entity="https://w3id.org/policy-kg/id/project/aaaaaaaaaaaaaaa1/2",
        who=place.who,
        publisher="清河县卫生健康局",
        fiscal_year=2024,
        section="立项依据",
        relation=str(PK.Basis),
        said=said,
    )


def test_every_quote_is_what_the_text_says_at_its_place() -> None:
    table = ask.select(STORE, "SELECT ?name ?text { ?document pk:fileName ?name ; pk:text ?text }")
    texts = {str(name): str(text) for name, text in table.rows}
    places = trace(STORE, small_store.NUMBER).places
    for place in places:
        assert texts[place.said.file][place.said.start : place.said.end] == place.said.exact
        assert place.said.sentence in texts[place.said.file]


def test_a_task_outside_projects_cites_too() -> None:
    law = trace(STORE, "中华人民共和国基本医疗卫生与健康促进法")
    assert law.policy is not None and law.policy.provisional
    assert [(place.project, place.said.file) for place in law.places] == [
        ("村医补助经费", "qinghe-2024.txt"),
        (None, "plan-2025.txt"),
    ]
    task = law.to_json()["citations"][1]
    assert task["project"] is None and task["fiscal_year"] == 2025 and task["units"] == ["县卫生健康局"]


def test_json_is_as_the_records_say() -> None:
    found = trace(STORE, small_store.NUMBER).to_json()
    assert list(found) == ["policy", "citations", "candidates"]
    assert list(found["policy"]) == ["iri", "number", "title", "other_titles", "issuers"]
    assert found["policy"]["other_titles"] == ["乡村医生补助办法"]
    assert list(found["citations"][0]) == [
        "project", "units", "amount_yuan", "document", "publisher", "fiscal_year", "section", "relation", "quote", "start", "end",
    ]  # fmt: skip
    assert found["citations"][0]["amount_yuan"] == "1205000"
    assert [c["relation"] for c in found["citations"]] == ["basis", "basis", "mention", "basis", "basis"]


def test_two_files_of_one_content_give_no_second_row() -> None:
    store = small_store.in_memory()
    entry = Catalogue.read(store).entries["/papers/qinghe-2024.txt"]
    store.replace({}, insert=entry_quads(LoadedFile("/papers/copy.txt", entry.document, entry.version)))
    assert len(trace(store, small_store.NUMBER).places) == 5


def test_incomplete_numbers_are_found_by_what_is_printed() -> None:
    found = trace(STORE, "〔2022〕24号")
    assert found.policy is not None and found.policy.title == "关于做好村医养老工作的通知"


def test_a_column_of_amounts_adds_up_to_the_projects() -> None:
    """A project that cites twice has two rows, and its amount in the first."""
    found = trace(STORE, small_store.NUMBER)
    table = found.table()
    amounts = [row[table.columns.index("amount_yuan")] for row in table.rows]
    projects = {place.entity: place.amount_yuan for place in found.places}
    assert len(projects) < len(table.rows)
    assert sum(amount for amount in amounts if isinstance(amount, Decimal)) == sum(filter(None, projects.values()))
    assert [c["amount_yuan"] for c in found.to_json()["citations"]].count(None) == 0
