"""Relations between tables: each row of ours holds and fails, and a user's own file is asked or told what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import disclosures
import pytest
from click.testing import CliRunner

from kg.auditing import relations
from kg.auditing.check_rows import Check
from kg.auditing.figures import audit
from kg.cli import cli
from ontology.tables import rows

OURS = {row["rule"]: row for row in rows("kg.auditing", "relations.tsv")}
HEAD = "\t".join(relations.COLUMNS)
OWN = f"# ours\n{HEAD}\nown\t甲表¦合计¦预算 + 乙表¦合计¦预算\t=\t丙表¦合计¦预算\tto-check\tthe sum of both\t两表之和\n"
TABLES = "".join(
    f"某镇{name}表\n单位：万元\n项目\t预算数\n林业\t{value}\n合计\t{value}\n"
    for name, value in (("甲", "1.00"), ("乙", "2.00"), ("丙", "3.00"))
)


def asked(text: str) -> list[Check]:
    return list(audit(disclosures.read(text.replace("\\n", "\n").replace("\\t", "\t"))))


@pytest.mark.parametrize("rule", OURS)
def test_a_relation_holds_and_fails(rule: str) -> None:
    assert ("relation", "exact") in {(one.check, one.verdict) for one in asked(OURS[rule]["holds"])}
    wrong = [one for one in asked(OURS[rule]["fails"]) if one.verdict == "mismatch"]
    assert [one.check for one in wrong] == ["relation"]
    assert OURS[rule]["en"] in wrong[0].note


def test_a_users_own_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(relations.FILE, "")
    own, file = tmp_path / "own.tsv", tmp_path / "甲.txt"
    own.write_text(OWN, "utf-8")
    for text, expected in ((TABLES, "exact"), (TABLES.replace("3.00", "4.00"), "to-check")):
        file.write_text(text, "utf-8")
        done = CliRunner().invoke(cli, ["audit", str(file), "--rules", str(own), "--json"])
        assert done.exit_code == 0, done.output
        assert f'"verdict": "{expected}"' in done.stdout and '"note": "own' in done.stdout


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("own\t甲¦a\t=\t乙¦a¦b\tto-check\ta\tb", "line 2: the left side must be TITLE¦ROW¦COLUMN"),
        ("own\t甲¦a¦b\t~\t乙¦a¦b\tto-check\ta\tb", "line 2: the relation must be = or <="),
        ("own\t甲¦a¦b\t=\t乙¦(¦b\tto-check\ta\tb", "line 2: the right side holds a pattern"),
        ("own\t甲¦a¦b\t=\t乙¦a¦b\twrong\ta\tb", "line 2: the grade must be"),
    ],
)
def test_a_row_that_is_no_rule(tmp_path: Path, row: str, said: str) -> None:
    file = tmp_path / "own.tsv"
    file.write_text(f"{HEAD}\n{row}\n", "utf-8")
    with pytest.raises(relations.RuleError, match=said.replace("(", r"\(")):
        relations.read(file)
    done = CliRunner().invoke(cli, ["rules", "--rules", str(file)])
    assert done.exit_code == 1 and said in done.stderr
