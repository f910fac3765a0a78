"""``kg explain``: for people in both languages, for programs as JSON, and one sentence for what it cannot do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command import kg

TEXT = """县政府文件

依据皖财农〔2020〕5号，决定废止青财农〔2010〕8号。青政发〔2021〕3号楼。

本办法自2024年1月1日起施行，有效期5年。补助标准自2023年5月1日起执行。
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KG_LANG", "en")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "a.txt"


def test_every_citation_with_its_reasons(file: Path) -> None:
    done = kg(file.parent / "no.kg", "explain", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    for line in (
        "  begins: 皖财农 (皖 region, 财 organ, 农 section): before it stands the word «依据», which is in no code",
        "    not «依据皖财农»: «依据» is in no code",
        "  tokens: 依据/basis ⟦皖财农〔2020〕5号⟧ ，/comma 决定/adverb 废止/repeal ⟦青财农〔2010〕8号⟧",
        "  relation: repeals by repeals-object (priority 90), as in: ",
        "    not repeals by repeals-list: priority 60 is lower",
        "  What follows makes it something else (号楼, 号议案).",
        "  in force from: 2024-01-01",
        "  until: 2028-12-31",
        "  «有效期5年»: until, until-years; of this document by of-itself",
        "  not «自2023年5月1日起执行»: the sentence does not speak of this document itself",
    ):
        assert line in done.stdout, line


def test_in_chinese_no_english_sentence_is_left(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LANG", "zh")
    shown = kg(file.parent / "no.kg", "explain", str(file)).stdout
    assert "关系：废止，规则 repeals-object（优先级 90）" in shown
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", shown)


def test_one_place_and_nothing_there(file: Path) -> None:
    shown = kg(file.parent / "no.kg", "explain", str(file), str(TEXT.index("青财农"))).stdout
    assert "«青财农〔2010〕8号»" in shown and "«皖财农" not in shown
    shown = kg(file.parent / "no.kg", "explain", str(file), str(TEXT.index("决定"))).stdout
    assert shown.startswith("Nothing is cited here.\n\nTokens of the line: 依据/basis 皖财农")


def test_a_number_without_an_area_is_read_beside_its_neighbours(file: Path) -> None:
    file.write_text("依据宁商规〔2021〕3号、锡政办发〔2020〕4号和扬府办发〔2021〕7号，制定本清单。", encoding="utf-8")
    shown = kg(file.parent / "no.kg", "explain", str(file)).stdout
    assert "issued by: 南京市商务局 (宁" in shown and "the one nearest to 江苏省)" in shown
    file.write_text("依据宁商规〔2021〕3号，制定本清单。", encoding="utf-8")
    assert "issued by: nobody can tell" in kg(file.parent / "no.kg", "explain", str(file)).stdout


def test_json(file: Path) -> None:
    told = json.loads(kg(file.parent / "no.kg", "explain", str(file), "--json").stdout)
    first, second = told["citations"]
    assert (first["relation"], first["rule"]["id"]) == ("basis", "basis-verb")
    assert (second["relation"], second["edge"]["code"], second["edge"]["reason"]) == ("repeals", "青财农", "word")
    assert {
        "start": 2 + TEXT.index("废止") - 2,
        "end": TEXT.index("废止") + 2,
        "printed": "废止",
        "classes": ["repeal"],
    } in second["tokens"]
    assert [one["reason"] for one in told["refused"]] == ["goes-on"]
    (force,) = told["in_force"]
    assert (force["since"], force["until"], len(force["taken"]), len(force["refused"])) == (
        "2024-01-01",
        "2028-12-31",
        2,
        1,
    )


def test_what_cannot_be_explained_is_one_sentence(file: Path) -> None:
    done = kg(file.parent / "no.kg", "explain", str(file), "99999")
    assert done.returncode == 2
    assert done.stderr == f"kg: {file} has {len(TEXT)} characters: OFFSET 99,999 is behind its end.\n"
    done = kg(file.parent / "no.kg", "explain", str(file.parent / "none.txt"))
    assert done.returncode == 1 and done.stderr.startswith("kg: ") and done.stderr.count("\n") == 1


def test_who_issued_a_number_is_said_by_the_store_and_what_its_registers_teach(file: Path) -> None:
    rows = "\n".join(f"陇河水发〔{year}〕3号,陇河县水利办法{year},陇河县水利局" for year in (2021, 2023))
    (file.parent / "目录.csv").write_text(f"文号,标题,发文机关\n{rows}\n", encoding="utf-8")
    file.write_text("依据皖财农〔2020〕5号、陇河水发〔2022〕8号。\n", encoding="utf-8")
    store = file.parent / "a.kg"
    alone = kg(store, "explain", str(file)).stdout
    assert "  issued by: 安徽省财政厅 (皖: letter of the province; 财: 财政厅)" in alone
    assert "  issued by: nobody can tell (陇河水发: no region with an organ begins this code)" in alone
    assert kg(store, "load", str(file.parent)).returncode == 0
    assert (
        "  issued by: 陇河县水利局 (陇河水发: so in loaded registers of 2021–2023)"
        in kg(store, "explain", str(file)).stdout
    )
    told = json.loads(kg(store, "explain", str(file), "--json").stdout)
    assert told["citations"][1]["issuer"] == {
        "body": "陇河县水利局",
        "reason": "陇河水发: so in loaded registers of 2021–2023",
    }


def test_a_folder_that_is_no_store_leaves_the_letters(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "t.txt").write_text("根据《关于加强河道管理的通知》（鄂政办发〔2009〕12号）。", "utf-8")
    done = kg(tmp_path / "empty", "explain", str(tmp_path / "t.txt"))
    assert done.returncode == 0 and "鄂政办发〔2009〕12号" in done.stdout
