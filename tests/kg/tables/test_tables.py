from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.answers.dossier import TABLES
from kg.tables import table
from kg.tables.language import user_language
from kg.tables.table import Table, Value
from kg.tables.workbook import workbook

BASIS = table.NS + "Basis"
TABLE = Table(
    ("project", "amount_yuan", "citations", "fiscal_year", "relation", "iri"),
    [
        ("村医补助经费", Decimal("1896600.00"), 1200, 2024, BASIS, "https://w3id.org/x"),
        ("宣传", None, 3, None, None, "y"),
    ],
)


def test_columns_line_up_under_chinese_text() -> None:
    lines = table.as_text(TABLE, "zh").splitlines()
    assert lines[0].split() == ["项目", "金额", "引用次数", "年度", "引用关系"]
    assert "1,896,600 元" in lines[1] and "1,200" in lines[1] and "2024" in lines[1] and "依据" in lines[1]
    ends = [
        table.width(line[: line.index(word)]) + table.width(word)
        for line, word in zip(lines, ["引用次数", "1,200", "3"], strict=True)
    ]
    assert len(set(ends)) == 1


def test_identifiers_are_for_programs() -> None:
    assert "w3id" not in table.as_text(TABLE, "en")
    assert "w3id" in table.as_csv(TABLE) and "w3id" in table.as_json(TABLE)
    assert "w3id" in table.as_text(Table(("iri",), [("https://w3id.org/x",)]), "en")


def test_json_keeps_money_exact_and_names_concepts_by_notation() -> None:
    assert json.loads(table.as_json(TABLE))[0] == {
        "project": "村医补助经费",
        "amount_yuan": "1896600",
        "citations": 1200,
        "fiscal_year": 2024,
        "relation": "basis",
        "iri": "https://w3id.org/x",
    }


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+A1",
        "-1+1",
        "-1-A1%",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "=100%",
        "＝1+1",
        "＠SUM(A1)",
        "－（三）",
        "+1,2+A1",
    ],
)
def test_a_text_that_a_spreadsheet_would_run_is_defused(text: str) -> None:
    (_, row) = csv.reader(io.StringIO(table.as_csv(Table(("title",), [(text,)])), newline=""))
    assert row == ["'" + text]


@pytest.mark.parametrize(
    ("value", "cell"),
    [(Decimal("-5.50"), "-5.5"), (-3, "-3"), (None, ""), (True, "true"), ("中", "中"), ("=", "="), (">=", ">=")]
    + [(text, text) for text in ("-", "＝", "-5.2%", "+3", "－1,205.5", "—", "≥95%", "-12", "@")],
)
def test_numbers_stay_numbers(value: Value, cell: str) -> None:
    (_, row) = csv.reader(io.StringIO(table.as_csv(Table(("x", "y"), [(value, 1)]))))
    assert row[0] == cell


def test_a_csv_file_opens_in_excel_and_a_stream_is_plain(tmp_path: Path) -> None:
    out = io.StringIO()
    table.write(TABLE, "csv", stream=out)
    table.write(TABLE, "csv", output=tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes() == b"\xef\xbb\xbf" + out.getvalue().encode()


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("1896600", "1,896,600 元"),
        ("0.50", "0.5 元"),
        ("1E+3", "1,000 元"),
        ("-12.30", "-12.3 元"),
        ("0", "0 元"),
        ("100", "100 元"),
    ],
)
def test_money_is_shown_with_all_its_digits(amount: str, shown: str) -> None:
    assert table.yuan(Decimal(amount), "zh") == shown
    assert table.yuan(Decimal(amount), "en") == shown.replace("元", "yuan")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**15), max_value=10**15))
def test_no_digit_of_money_is_lost(amount: Decimal) -> None:
    assert Decimal(table.plain(amount)) == amount


def test_control_characters_cannot_steer_the_terminal() -> None:
    assert table.shown("a\x1b[31mb\nc\u202ed", "title", "en") == "a [31mb c d"
    assert table.as_text(Table(("title",), [("[bold]x[/bold]",)]), "en").splitlines()[1] == "[bold]x[/bold]"


def test_a_terminal_gets_brackets_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.console import Console

    Console(width=200).print(table.render(Table(("number",), [("云财社发[2023]36号",)]), "zh"))
    assert "云财社发[2023]36号" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("env", "lang"),
    [
        ({"KG_LANG": "zh"}, "zh"),
        ({"KG_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_users(env: dict[str, str], lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert user_language() == lang


def test_the_columns_are_sorted_named_in_both_languages_and_of_known_kinds() -> None:
    names = list(table.columns())
    assert names == sorted(names)
    for column in table.columns().values():
        assert (
            column.en
            and column.zh
            and column.kind in ("text", "message", "money", "count", "year", "date", "iri", "reasons")
        )


def test_every_table_of_a_dossier_has_a_heading() -> None:
    names = {name.removeprefix(f"{kind}-") for kind, tables in TABLES.items() for name in tables}
    assert names - table.columns().keys() == set()


def test_an_empty_table_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_LANG", "en")
    table.write(Table(("title",), []))
    table.write(Table(("title",), []), "json")
    assert capsys.readouterr().out == "Nothing found.\n[]\n"


def test_our_own_words_are_in_the_users_language_and_those_of_a_page_are_not() -> None:
    assert table.shown("policy", "kind", "zh") == "政策文件" and table.shown("policy", "kind", "en") == "policy"
    assert table.shown("a.txt is empty.", "reason", "zh") == "a.txt 是空文件。"
    assert table.shown("policy", "title", "zh") == "policy"


def test_excel_has_whole_dates_as_dates_and_the_others_as_they_are_known() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    rows = [
        ("2024-03-28", 2024, Decimal("12.5")),
        ("2024-03", None, None),
        ("2024", 2023, None),
        ("1899-01-01", 1899, None),
    ]
    book = workbook({"policies": Table(("from_date", "fiscal_year", "amount_yuan"), rows)}, "en")
    cells = list(openpyxl.load_workbook(io.BytesIO(book))["policies"].iter_rows(min_row=2, values_only=True))
    assert cells[0] == (datetime(2024, 3, 28), 2024, 12.5)
    assert [row[0] for row in cells[1:]] == ["2024-03", "2024", "1899-01-01"]


def test_pandas_has_whole_numbers_that_may_be_missing_and_amounts_exact_or_quick() -> None:
    pytest.importorskip("pandas")
    made = Table(("fiscal_year", "amount_yuan", "title"), [(2024, Decimal("12.5"), "甲"), (None, None, None)])
    assert str(made.to_pandas()["fiscal_year"].dtype) == "Int64"
    assert made.to_pandas()["amount_yuan"].iloc[0] == Decimal("12.5")
    assert str(made.to_pandas(floats=True)["amount_yuan"].dtype) == "float64"
