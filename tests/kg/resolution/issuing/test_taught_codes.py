"""Whose codes are that no table knows, by the registers of a store."""

from __future__ import annotations

import pytest

from kg.resolution import resolve
from kg.resolution.issuing import taught_codes
from kg.resolution.mentions import Cited
from loaders.citations.document_number import Number
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import ELI, PK

ROW = 0
CITED = "陇河水发〔2022〕8号"


def row(number: str, *issuers: str, area: str = "") -> Cited:
    global ROW
    ROW += 1
    return Cited(f"{ID}entry/{ROW:016x}/1-2", number, f"办法{ROW}", issuers=issuers, kind="entry", area=area)


def lead(*rows: Cited, number: str = CITED, title: str | None = None) -> tuple[str, str]:
    """The body that the derived graph says to lead the issuers of ``number``, and why."""
    policies = resolve.resolve([Cited(f"{ID}citation/{0:016x}/1-2", number, title), *rows])
    subject = identifiers.policy(number)
    values = {
        quad.predicate.value: quad.object.value  # type: ignore[union-attr]
        for quad in resolve.quads(policies.values())
        if quad.subject.value == subject  # type: ignore[union-attr]
    }
    body = values.get(str(PK.leadIssuer), "").removeprefix(f"{ID}organisation/")
    assert not body or f"{ID}organisation/{body}" in values[str(ELI.passed_by)]
    return body, values[str(PK.issuerReason)]


def test_a_row_teaches_in_the_years_of_its_numbers() -> None:
    rows = [row("陇河水发〔2021〕3号", "陇河县水利局"), row("陇河水发〔2023〕1号", "陇河县水利局")]
    assert lead(*rows) == ("陇河县水利局", "陇河水发: so in loaded registers of 2021–2023")


def test_without_a_register_nobody_knows() -> None:
    assert lead() == ("", "陇河水发: no region with an organ begins this code")


@pytest.mark.parametrize(
    "rows",
    [
        [("陇河水发〔2022〕3号", ("陇河县水利局",)), ("陇河水发〔2022〕5号", ("陇河县财政局",))],
        [("陇河水发〔2022〕3号", ("陇河县水利局", "陇河县财政局"))],
        [("陇河水发〔2022〕3号", ("市水务局",))],
        [("陇河水发〔2022〕3号", ())],
        [("陇河水函〔2022〕3号", ("陇河县水利局",))],
        [("陇河水发〔2018〕3号", ("陇河县卫生和计划生育局",))],
    ],
    ids=["two bodies", "a joint document", "a relative name", "no body", "another code", "renamed since"],
)
def test_one_candidate_or_none(rows: list[tuple[str, tuple[str, ...]]]) -> None:
    assert lead(*(row(number, *issuers) for number, issuers in rows))[0] == ""


def test_each_body_has_its_years() -> None:
    rows = [
        row("陇河水发〔2012〕3号", "陇河县卫生局"),
        row("陇河水发〔2014〕3号", "陇河县卫生局"),
        row("陇河水发〔2020〕1号", "陇河县卫生健康局"),
        row("陇河水发〔2024〕1号", "陇河县卫生健康局"),
    ]
    assert lead(*rows)[0] == "陇河县卫生健康局"
    assert lead(*rows, number="陇河水发〔2013〕8号")[0] == "陇河县卫生局"
    assert lead(*rows, number="陇河水发〔2017〕8号")[0] == ""


def test_a_body_that_is_not_known_to_have_changed_its_name_has_its_code_in_other_years_too() -> None:
    assert lead(row("陇河水发〔2015〕3号", "陇河县小型水库管理所"))[0] == "陇河县小型水库管理所"


def test_a_relative_name_is_read_in_the_area_of_the_register() -> None:
    assert (
        lead(row("泽库牧发〔2022〕3号", "县农牧局", area="泽库县"), number="泽库牧发〔2022〕9号")[0] == "泽库县农牧局"
    )


def test_what_a_title_or_a_table_says_is_stronger() -> None:
    taught = row("陇河水发〔2022〕3号", "陇河县水利局")
    assert lead(taught, title="陇河县人民政府关于开展节水工作的通知")[0] == "陇河县人民政府"
    of_province = row("云财社发〔2022〕3号", "昭通市财政局")
    assert lead(of_province, number="云财社发〔2022〕8号")[0] == "云南省财政厅"


@pytest.mark.parametrize("number", ["云财社发〔2022〕8号", "〔2022〕8号", "陇河县人民政府令第3号", "陇河水发〔xx〕8号"])
def test_what_no_register_is_asked(number: str) -> None:
    assert taught_codes.unknown(Number.of(number)) is None
