"""The audit of whole documents: golden tables, the examples, and the property that decides whether people may trust it."""

from __future__ import annotations

import csv
import json
import re
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import disclosures
import pytest
from click.testing import CliRunner
from folders import DATA
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from benchmarks import report
from benchmarks.audit import measure
from kg.auditing.audit import reader, stored
from kg.auditing.check_rows import Check
from kg.auditing.figures import audit
from kg.cli import cli
from kg.loading import load as loading
from kg.stores.opening import open_store
from loaders.extract import read_and_extract
from loaders.rdf import identifiers

GOLDEN = DATA / "audit"
HEADING = "资金安排情况\n"
PROJECT = (
    "项目名称\n甲\n立项依据\n《云山市甲方案》。\n项目实施单位\n云山市卫生健康局\n项目实施内容\n开展工作。\n" + HEADING
)


def checks(text: str) -> list[Check]:
    return audit(disclosures.read(text))


def project(funding: str) -> list[Check]:
    """The checks of a disclosure with one project whose funding section says this."""
    return [check for check in checks(f"{PROJECT}{funding}\n项目实施计划\n年底完成。\n") if check.project == 1]


def golden(name: str) -> list[tuple[str, ...]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file, delimiter="\t")][1:]


def told(found: list[Check]) -> list[tuple[str, ...]]:
    """Checks as the golden files keep them: figures, no words of the document."""
    return [
        (
            str(c.project or ""),
            c.check,
            c.verdict,
            c.stated,
            c.computed,
            c.difference,
            re.sub(r"[^0-9.]+", " ", c.note).strip(),
        )
        for c in found
    ]


@pytest.mark.parametrize("name", ["gejiu-health-2024", "hongta-medical-2024"])
def test_real_documents(shared: Path, name: str) -> None:
    found = audit(read_and_extract(shared / "corpus" / f"{name}.txt"))
    assert told(found) == golden(f"{name}.tsv")


def test_open_document_has_these_mismatches_and_no_other(shared: Path) -> None:
    found = audit(read_and_extract(shared / "corpus" / "gejiu-health-2024.txt"))
    wrong = [(c.project, c.stated, c.computed) for c in found if c.verdict == "mismatch"]
    assert wrong == [(5, "350", "340"), (8, "189.66", "189.32"), (13, "100", "41.96")]


def test_disclosures_of_the_open_data_fit(shared: Path) -> None:
    for path in sorted((shared / "data" / "disclosures").glob("*.txt")):
        found = audit(read_and_extract(path))
        # 7,998 and 105 square metres of 8,013 is a slip of the page: with 8,103 the building comes to the total that it states.
        wrong = [(c.stated, c.computed) for c in found if c.verdict == "mismatch"]
        assert wrong == ([("8013", "8103")] if "wanli" in path.name else []), path.name


def test_other_documents_of_the_corpus_raise_no_false_alarm(shared: Path) -> None:
    for name in ("county-health-report", "patriotic-health-plans"):
        assert not [c for c in audit(read_and_extract(shared / "corpus" / f"{name}.txt")) if c.verdict == "mismatch"]


def test_examples_have_exactly_one_mismatch(root: Path) -> None:
    files = sorted((root / "examples").glob("[!b]*/*.*"))
    wrong = [c for f in files for c in audit(read_and_extract(f)) if c.verdict == "mismatch"]
    assert [(c.document, c.project, c.stated, c.computed) for c in wrong] == [
        ("个旧市卫生健康局2023年预算项目.txt", 1, "187.78", "178.78")
    ]


def test_evidence_is_what_the_text_says(root: Path) -> None:
    for file in sorted((root / "examples").glob("[!b]*/*.*")):
        extraction = read_and_extract(file)
        for check in audit(extraction):
            assert check.evidence
            assert all(extraction.text[e.start : e.end] == e.surface for e in check.evidence)


@pytest.mark.parametrize(
    ("funding", "expected"),
    [
        ("20人，每人50元，市级财政安排0.10万元。", "exact 20 人 × 50 元/人 = 0.1 万元, stated 0.1 万元"),
        ("20人，每人每月50元，全年1.20万元。", "exact 20 人 × 50 元/人·月 × 12 月 = 1.2 万元, stated 1.2 万元"),
        ("30.33万人，每人3元，安排91.00万元。", "within-rounding 3 元/人 × 30.33 万人 = 90.99 万元, stated 91 万元"),
        ("共需120.00万元，市级承担40%，市级财政安排48.00万元。", "exact 120 万元 × 40 % = 48 万元, stated 48 万元"),
        (
            "共需100.00万元。省级与州市按7:3的比例分担，州市部分按州级20%、市级80%分担，市级财政安排24.00万元。",
            "exact 100 万元 × 80 % × 30 % = 24 万元, stated 24 万元",
        ),
        (
            "共需100.00万元。由省级承担70%，州级和市级按2:8的比例承担其余30%，市级财政安排24.00万元。",
            "exact 100 万元 × 80 % × 30 % = 24 万元, stated 24 万元",
        ),
        ("租金0.30万元、制作费0.08万元，小计0.38万元。", "exact 0.3 + 0.08 = 0.38 万元, stated 0.38 万元"),
        ("安排50万元，其中培训费30万元、印刷费20万元。", "exact 30 + 20 = 50 万元, stated 50 万元"),
    ],
)
def test_verdicts(funding: str, expected: str) -> None:
    rows = [f"{c.verdict} {c.formula}" for c in project(funding)]
    head, _, rest = expected.partition(" ")
    assert any(row.startswith(head) and sorted(row[len(head) :].split()) == sorted(rest.split()) for row in rows), rows


@pytest.mark.parametrize(
    "funding",
    [
        "共需100.00万元。由省级承担70%，州级和市级按2:8的比例承担其余30%，市级财政安排24.00万元。",
        "安排50万元，其中培训费30万元。",  # the page does not say what the rest is for
        "每个街道张贴2条，每条补助0.10万元。预计共2.20万元。",  # how many streets?
        "不超过12次，每次补助0.05万元，预计共6.60万元。",
        "全年每人每次50元，现有20人，安排3万元。",  # how many times?
        "中央承担80%、省级承担14%。安排10万元。",  # who bears the rest?
        "总投资800万元（含监理费20万元），其中省级补助500万元，县级配套300万元。",
        "收入预算66.60万元，其中：财政拨款收入66.60万元；支出预算66.60万元，其中：财政拨款支出66.60万元。",
        "收入预算66万元，其中：财政拨款收入60万元；支出预算66万元，其中：财政拨款支出60万元。",
        "本年收入合计66万元，其中：财政拨款60万元；其他收入6万元；本年支出合计70万元，其中：基本支出40万元；项目支出30万元。",
        "总投资100万元，其中中央资金60万元、设备购置50万元。",  # levels and purposes overlap
        "服务300人，每人约50元，安排1.60万元。",
        "地方配套占40%，总投资10000万元，地方资金到位1000万元。",
        "已支付20万元，2024年安排50万元。",
        "20人，每人50元；设备购置2万元；共计2.10万元。",
        "20人，每人50元，另安排工作经费2万元。",
        "2023年补助1000人，每人100元，2024年安排12万元。",
        "共需100.00万元，市级承担20%，市级财政安排培训费10万元。",
        "2023年完成投资100万元。\n（一）培训，安排30万元。\n（二）宣传，安排20万元。\n共计50万元。",
        "服务20人，每人每次50元，全年安排3万元。",
        "由省级承担34%、州市承担33%，其中州级承担5%、市级承担28%，其余自筹。安排10万元。",
        "项目总投资250万元，市级承担40%，安排60万元。",  # an investment is paid over years
        "工程概算3亿元，其中省级补助60%，省级财政下达5000万元。",
        "该项目估算投资400万元，县级配套25%，申请资金70万元。",
        "共需250万元，市级承担40%，安排60万元。",
        "共需250万元，市级承担40%，市级财政本次安排60万元。",
    ],
)
def test_no_alarm_where_something_is_missing(funding: str) -> None:
    assert not [c for c in project(funding) if c.verdict == "mismatch"]


@pytest.mark.parametrize(
    ("funding", "note"),
    [
        ("20人，每人50元，市级财政安排0.20万元。", "40 人 would fit"),
        # No whole number of persons comes to what is stated.
        ("63人，每人14400元，市级财政安排97.02万元。", ""),
        ("41.96万人，每人4.512元，市级财政安排189.32万元，与上年一致。另有7人，每人300元，市级财政安排0.25万元。", ""),
        ("培训费30万元，印刷费20万元，合计60万元。", ""),
        ("（一）培训费30万元。\n（二）印刷费20万元。\n共计55万元。", ""),
        ("由省级承担70%、市级承担40%，市级财政安排3.00万元。", ""),
        # All four come to 100 %, but 其中 says that the last two are in the second.
        ("共需1000.00万元。由省级承担34%、州市承担33%，其中州级承担5%、市级承担28%，市级财政安排280.00万元。", ""),
        (
            "小学每年每人奖励160元、初中每年每人奖励250元，小学增加90元（250元），初中增加90元（350元）。",
            "100 元 would fit",
        ),
        ("按每人80元，市级承担5%，即5元/人，20万人，市级财政安排100.00万元。", ""),
    ],
)
def test_contradictions(funding: str, note: str) -> None:
    wrong = [c for c in project(funding) if c.verdict == "mismatch"]
    assert len(wrong) == 1
    assert wrong[0].note == note


@pytest.mark.parametrize(
    ("funding", "verdicts"),
    [
        ("项目总投资250万元，市级承担40%，安排60万元。", ["not-derivable"]),
        ("项目总投资250万元，市级承担40%，即60万元。", ["mismatch"]),
        ("项目总投资250万元，市级承担40%，市级应安排60万元。", ["mismatch"]),
        ("共需250万元，市级承担40%，安排60万元。", ["to-check"]),
        ("共需250万元，市级承担40%，市级财政安排60万元。", ["mismatch"]),
        ("购置设备25台，每台补助10万元，市级承担40%，安排60万元。", ["to-check"]),
    ],
)
def test_an_amount_that_is_arranged_is_only_a_share_where_the_page_says_so(funding: str, verdicts: list[str]) -> None:
    assert [c.verdict for c in project(funding)] == verdicts


def test_a_project_without_formula_is_not_derivable() -> None:
    (row,) = project("市级财政承担资金共计：90万元。")
    assert (row.verdict, row.stated, row.formula, row.note) == ("not-derivable", "90", "", "no formula is printed")


def test_a_missing_project_makes_the_total_not_derivable() -> None:
    text = "云山市卫生健康局2024年预算重点项目3个，涉及金额100万元。\n\n" + "\n\n".join(
        f"第{n}个：\n{PROJECT}市级财政安排{a}万元。\n项目实施计划\n年底完成。" for n, a in (("一", 30), ("二", 20))
    )
    found = {c.check: c.verdict for c in checks(text) if c.project is None}
    assert found == {"declared-count": "mismatch", "declared-total": "not-derivable"}


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(page=disclosures.disclosures())
def test_a_consistent_disclosure_is_exact_or_rounded(page: disclosures.Page) -> None:
    found = checks(page.text)
    assert {c.verdict for c in found} <= {"exact", "rounded"}
    assert sum(c.check == "declared-total" for c in found) == 1


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(page=disclosures.disclosures(), data=st.data())
def test_one_changed_figure_is_a_mismatch_at_its_place(page: disclosures.Page, data: st.DataObject) -> None:
    start, end = data.draw(st.sampled_from(page.figures))
    old = Decimal(page.text[start:end])
    times = data.draw(st.sampled_from((Decimal("0.5"), Decimal("1.5"), Decimal(2), Decimal(3))))
    new = (old * times).quantize(old) if old.as_tuple().exponent else (old * times).to_integral_value()
    assume(new != old and new > 0 and not (page.text[end] == "%" and new > 100))
    printed = f"{new}"
    text = page.text[:start] + printed + page.text[end:]
    wrong = [c for c in checks(text) if c.verdict == "mismatch"]
    place = range(start, start + len(printed))
    assert any(e.start in place or e.start <= start < e.end for c in wrong for e in c.evidence), text


def test_of_these_speaks_of_the_share_before_it() -> None:
    """15 % and 40 % come to what the province bears, yet they are said to be parts of the 45 % of the prefecture."""
    text = (
        "云山市卫生健康局2024年预算重点项目1个。\n\n第一个：\n项目名称\n健康教育经费\n资金安排情况\n"
        "全年共需1000.00万元。由省级承担55%、州市承担45%，其中州级承担15%、市级承担40%，市级财政安排400.00万元。\n"
    )
    (wrong,) = [c for c in checks(text) if c.check == "shares"]
    assert wrong.verdict == "mismatch"


def test_the_store_gives_the_same_audit(root: Path, tmp_path: Path) -> None:
    files = sorted((root / "examples" / "红河州").glob("*.txt"))
    with open_store(tmp_path / "store") as store:
        loading.load(store, files)
        audited = [audit(one.extraction) for one in map(reader(store), stored(store)) if one and one.extraction]
        kept = {checks_[0].document: checks_ for checks_ in audited if checks_}
    read = {f.name: audit(read_and_extract(f)) for f in files}
    assert kept == {name: rows for name, rows in read.items() if rows}


def test_what_was_loaded_counts_whatever_became_of_the_file(root: Path, tmp_path: Path) -> None:
    for file in sorted((root / "examples" / "红河州").glob("*.txt"))[:3]:
        shutil.copy(file, tmp_path)
    same, changed, gone = sorted(tmp_path.glob("*.txt"))
    loaded = [replace(read_and_extract(file), warnings=()) for file in (same, changed, gone)]
    with open_store(tmp_path / "store") as store:
        loading.load(store, [same, changed, gone])
        changed.write_text("一、总则", "utf-8")
        gone.unlink()
        for extraction in loaded:
            document = identifiers.document(extraction.document.sha256)
            found = reader(store)(document)
            assert found is not None and found.extraction is not None
            path = replace(extraction.document, path=Path(extraction.document.path).name)
            assert replace(found.extraction, warnings=()) == replace(extraction, document=path)
            assert reader(store)(document.replace("document/", "document/0")) is None


def test_generated_documents_fit_and_take_little_more_than_reading_them() -> None:
    done = measure(100)
    assert done.projects == 100 and sum(done.verdicts.values()) >= 100
    assert "mismatch" not in done.verdicts and "truncated" not in done.verdicts
    assert done.holds and report.audit_target(done).holds
    assert [line.what for line in report.of_audit(done)][0] == "figures, reading included"


def run(*arguments: str, store: Path | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(
        cli, [*(["--store", str(store)] if store else []), "audit", *arguments], env={"KG_LANG": "en"}
    )
    return result.exit_code, result.output


WRONG = PROJECT + "20人，每人50元，市级财政安排0.20万元。\n项目实施计划\n年底完成。\n"


def test_command(tmp_path: Path) -> None:
    file = tmp_path / "甲.txt"
    file.write_text(WRONG, "utf-8")
    status, output = run(str(file))
    assert status == 1
    assert "20 人 × 50 元/人 = 0.1 万元, stated 0.2 万元" in output
    assert output.splitlines()[-1] == "Checks: 1 (1 contradiction)."
    file.write_text(WRONG.replace("0.20", "0.10"), "utf-8")
    status, output = run(str(file))
    assert (status, output) == (0, "Checks: 1 (1 exact).\n")
    assert "20 人 × 50 元/人" in run(str(file), "--all")[1]


def test_json_is_as_designed(tmp_path: Path) -> None:
    file = tmp_path / "甲.txt"
    file.write_text(WRONG, "utf-8")
    (row,) = json.loads(run(str(file), "--json")[1])
    quotes = row.pop("evidence")
    assert len(row.pop("id")) == 12
    assert row == {
        "accepted": None,
        "document": "甲.txt",
        "project": 1,
        "check": "calculation",
        "verdict": "mismatch",
        "formula": "20 人 × 50 元/人 = 0.1 万元, stated 0.2 万元",
        "stated": "0.2",
        "computed": "0.1",
        "difference": "0.1",
        "note": "40 人 would fit",
    }
    assert [q["surface"] for q in quotes] == ["20人", "50元", "0.20万元"]
    assert all(WRONG[q["start"] : q["end"]] == q["surface"] for q in quotes)


def test_a_project_of_the_store(root: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    with open_store(store) as opened:
        loading.load(opened, sorted((root / "examples" / "红河州").glob("*.txt")))
    status, output = run("个旧市卫生健康局2023年预算项目 1", "--json", store=store)
    assert status == 1
    assert {row["project"] for row in json.loads(output)} == {1}
    status, output = run("蒙自市民政局", "--json", store=store)
    assert (status, {row["document"] for row in json.loads(output)}) == (0, {"蒙自市民政局2023年预算项目.txt"})
    assert run("没有这样的东西", store=store)[0] == 1
