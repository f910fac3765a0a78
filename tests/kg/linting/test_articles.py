"""Articles that are cited of a regulation whose full text is loaded: those that it does not have are found."""

from __future__ import annotations

from pathlib import Path

import papers
import pytest

from kg.linting import lint
from kg.loading import load
from kg.stores import catalogue
from kg.stores.opening import memory_store
from ontology.terms import PK

NUMERALS = "一二三四五六七八"


def regulation(count: int, lost: int = 0, edition: str = "") -> str:
    """The full text of a regulation with so many articles; the one with the number ``lost`` is not on the page."""
    lines = [f"松江州乡村医生补助办法{edition}", "（松财社发〔2023〕12号）", ""]
    for number in range(1, count + 1):
        if number != lost:
            lines.append(f"第{NUMERALS[number - 1]}条　补助资金按照第{NUMERALS[number - 1]}项标准发放，专款专用。")
    return "\n".join(lines) + "\n"


def found(folder: Path, basis: str, *texts: str) -> list[tuple[str, str, str]]:
    paper = papers.QINGHE.replace("根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）的规定。", basis)
    files = {f"regulation{index}": text for index, text in enumerate(texts)}
    papers.write(folder, paper=paper, **files)
    store = memory_store()
    load.load(store, sorted(folder.glob("*.txt")))
    findings = [one for one in lint.lint(store) if one.code == "article-missing"]
    assert all(one.severity == "error" for one in findings)
    return [(one.stated, one.en, one.evidence[0].surface) for one in findings]


def test_an_article_behind_the_last_one(tmp_path: Path) -> None:
    basis = "根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）第三条、第九十九条的规定。"
    ((stated, en, quote),) = found(tmp_path, basis, regulation(6))
    assert stated == "松财社发〔2023〕12号"
    assert en == "The loaded text of 松财社发〔2023〕12号 has 6 articles; there is no 第九十九条."
    assert quote == "《松江州乡村医生补助办法》（松财社发〔2023〕12号"


def test_an_article_of_an_alias(tmp_path: Path) -> None:
    basis = "根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）发放，该办法第八条另有规定。"
    ((_, en, quote),) = found(tmp_path, basis, regulation(6))
    assert "第八条" in en and quote == "该办法"


@pytest.mark.parametrize(
    ("articles", "missing"),
    [
        ("第三条至第七条", ["第七条"]),
        ("第3～7条", ["第7条"]),
        ("第三至七条", ["第七条"]),
        ("第7条", ["第7条"]),
        ("第二条第九款", []),
        ("第六条之一", []),
        ("第五、八条", ["第八条"]),
        ("第六条", []),
    ],
)
def test_ranges_lists_and_paragraphs(tmp_path: Path, articles: str, missing: list[str]) -> None:
    basis = f"根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）{articles}的规定。"
    assert [en.split("no ")[1].rstrip(".") for _, en, _ in found(tmp_path, basis, regulation(6))] == missing


@pytest.mark.parametrize(
    "texts",
    [
        (),  # no full text: nobody knows
        (regulation(6, lost=4),),  # a page was lost
        (regulation(4), regulation(8)),  # two editions: the longer one has it
    ],
)
def test_no_false_alarms(tmp_path: Path, texts: tuple[str, ...]) -> None:
    basis = "根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）第八条的规定。"
    assert found(tmp_path, basis, *texts) == []


def test_a_register_beside_the_text_changes_nothing_and_a_text_without_records_says_nothing(tmp_path: Path) -> None:
    register = "文号,标题,发文日期,有效性\n松财社发〔2023〕12号,松江州乡村医生补助办法,2023-03-01,有效\n"
    (tmp_path / "register.csv").write_text(register, "utf-8")
    paper = papers.QINGHE.replace("（松财社发〔2023〕12号）的规定", "（松财社发〔2023〕12号）第九条的规定")
    papers.write(tmp_path, paper=paper, text=regulation(6), edition=regulation(7, edition="（修订）"))
    store = memory_store()
    load.load(store, sorted(tmp_path.iterdir()))

    def missing() -> list[str]:
        return [one.en for one in lint.lint(store) if one.code == "article-missing"]

    assert [sentence.split(" has ")[1] for sentence in missing()] == ["7 articles; there is no 第九条."]
    (longer,) = [iri for iri, name in catalogue.Catalogue.read(store).names().items() if name == "edition.txt"]
    store.replace({}, {quad for quad in store.graph(longer) if quad.predicate.value == str(PK.records)}, set())
    assert missing() == []
