"""Money in RDF: what a page prints is written down once, and no sum counts anything twice."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import disclosures
import money_store
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.answers import ask
from kg.checking import check
from kg.stores.store import Store
from loaders.rdf import identifiers
from loaders.rdf.triples import triples
from loaders.records import Extraction
from ontology.iris import NS

LEVELS = {"中央": "CentralLevel", "省级": "ProvinceLevel", "州级": "PrefectureLevel", "县级": "CountyLevel"}
PROJECT = "BudgetProject"


def levels(draw: st.DrawFn, page: disclosures.Page) -> Counter[str | None]:
    """共安排…万元，其中：中央财政资金…万元，县级财政资金…万元。  Sometimes the last level's part is not printed."""
    names = draw(st.lists(st.sampled_from(sorted(LEVELS)), min_size=2, max_size=4, unique=True))
    parts = [draw(disclosures.fen()) for _ in names]
    left_out = draw(st.booleans())
    page.say("共安排资金", sum(parts, Decimal(0)))
    shown = list(zip(names, parts, strict=True))[: -1 if left_out else None]
    for number, (name, part) in enumerate(shown):
        page.say(f"万元，{'' if number else '其中：'}{name}财政资金", part)
    page.say("万元。")
    told: Counter[str | None] = Counter({LEVELS[name]: int(part * 10_000) for name, part in shown})
    if left_out:
        told[None] = int(parts[-1] * 10_000)
    return told


def quarters(draw: st.DrawFn, page: disclosures.Page) -> Counter[str | None]:
    """第一季度用款计划…万元，第二季度用款计划…万元：no total is printed."""
    parts = draw(st.lists(disclosures.fen(), min_size=2, max_size=4))
    for number, part in enumerate(parts):
        page.say(f"{'万元，' if number else ''}第{'一二三四'[number]}季度用款计划", part)
    page.say("万元。")
    return Counter({None: int(sum(parts, Decimal(0)) * 10_000)})


def of_one(maker: object, level: str | None) -> object:
    """A maker of a project whose whole money one level pays."""

    def made(draw: st.DrawFn, page: disclosures.Page) -> Counter[str | None]:
        return Counter({level: int(maker(draw, page) * 10_000)})  # type: ignore[operator]

    return made


MAKERS = (
    levels,
    quarters,
    of_one(disclosures.items, "CityLevel"),
    of_one(disclosures.listed, None),
    of_one(disclosures.formula, "CityLevel"),
    of_one(disclosures.shared, "CityLevel"),
)


@st.composite
def budgets(draw: st.DrawFn) -> tuple[str, Counter[str | None]]:
    """A disclosure that prints its total, and the yuan that each level pays."""
    bodies, told = [], Counter[str | None]()
    for name in draw(st.lists(st.sampled_from(disclosures.NAMES), min_size=1, max_size=4, unique=True)):
        page = disclosures.Page()
        told += draw(st.sampled_from(MAKERS))(draw, page)  # type: ignore[operator]
        bodies.append(money_store.project("一二三四"[len(bodies)], f"{name}经费", page.text))
    return money_store.budget(2024, f"{Decimal(told.total()) / 10_000:.2f}", *bodies), told


def by_level(store: Store) -> Counter[str | None]:
    """The sums of what is counted."""
    table = ask.ask(store, "money-by-level-and-year", {})
    return Counter({level and str(level).removeprefix(NS): int(yuan) for _, level, yuan, _ in table.rows})  # type: ignore[arg-type, call-overload]


def one(store: Store, sparql: str) -> Decimal:
    """The only value of a query."""
    ((value,),) = ask.select(store, sparql).rows
    return Decimal(str(value))


GRANTS = """SELECT (SUM(?yuan) AS ?sum) {
  ?grant a schema:MonetaryGrant ; schema:fundedItem ?project ; schema:amount/schema:value ?yuan }"""
COUNTED = "SELECT (SUM(?yuan) AS ?sum) { ?part pk:countedFor ?project ; schema:amount/schema:value ?yuan }"
DECLARED = "SELECT ?yuan { ?document pk:declaredTotal/schema:value ?yuan }"
LINES = """SELECT (COUNT(*) AS ?n) {
  ?part pk:countedFor ?project ; dcterms:isPartOf+ ?whole . ?whole pk:countedFor ?any }"""


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(made=budgets())
def test_sums_never_mix_totals_and_parts(made: tuple[str, Counter[str | None]]) -> None:
    text, told = made
    total = Decimal(told.total())
    store = money_store.of(money_store.read(text))
    assert one(store, DECLARED) == one(store, GRANTS) == one(store, COUNTED) == total
    assert by_level(store) == told
    assert one(store, LINES) == 0


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(made=budgets())
def test_the_same_budget_twice_counts_once_and_another_year_counts_for_itself(
    made: tuple[str, Counter[str | None]],
) -> None:
    text, told = made
    page = text.replace("\n", "\n\n").replace("，", "， ")
    next_year = text.replace("2024年", "2025年")
    store = money_store.of(
        money_store.read(text), money_store.read(page, "made-up.html"), money_store.read(next_year, "next.txt")
    )
    rows = ask.ask(store, "money-by-year", {}).rows
    assert [(year, yuan, documents) for year, yuan, _, documents in rows] == [
        (2024, told.total(), 1),
        (2025, told.total(), 1),
    ]
    assert sum(int(str(row[2])) for row in ask.ask(store, "money-by-level-and-year", {}).rows) == 2 * told.total()
    assert sum(int(str(row["own_amount_yuan"])) for row in ask.ask(store, "money-by-area", {})) == 2 * told.total()
    assert sum(int(str(row[2])) for row in ask.ask(store, "units-by-money", {}).rows) == 2 * told.total()


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(made=budgets())
def test_the_graph_keeps_its_shapes(made: tuple[str, Counter[str | None]]) -> None:
    assert check.check(graph(money_store.read(made[0]))) == []


def graph(extraction: Extraction) -> rdflib.Graph:
    """The document's graph for rdflib."""
    found = rdflib.Graph()
    for triple in triples(extraction):
        found.add(triple)
    return found


def funded(funding: str) -> Extraction:
    """A budget with one project."""
    return money_store.read(money_store.budget(2024, "1", money_store.project("一", "村医补助经费", funding)))


def lines(funding: str) -> list[tuple[object, ...]]:
    """The lines of a project: item, printed amount, level, whether it is counted."""
    store = money_store.of(funded(funding))
    return list(
        ask.select(
            store,
            """SELECT ?item ?printed ?yuan ?level (BOUND(?project) AS ?counted) {
                 ?line a pk:BudgetLine ; schema:amount ?amount . ?amount schema:value ?yuan
                 OPTIONAL { ?line rdfs:label ?item } OPTIONAL { ?amount pk:printed ?printed }
                 OPTIONAL { ?line pk:fundingLevel ?payer BIND(STRAFTER(STR(?payer), "#") AS ?level) } OPTIONAL { ?line pk:countedFor ?project } }
               ORDER BY ?line""",
        ).rows
    )


@pytest.mark.parametrize(
    ("funding", "expected"),
    [
        (
            "县级财政安排40万元，其中：印刷费15万元，培训费25万元。",
            [("印刷费", "15万元", 150_000, "CountyLevel", True), ("培训费", "25万元", 250_000, "CountyLevel", True)],
        ),
        (
            "安排资金25万元，其中省级财政补助10万元。",
            [(None, "10万元", 100_000, "ProvinceLevel", True), (None, None, 150_000, None, True)],
        ),
        ("县级财政安排40万元，其中：印刷费15万元，培训费20万元。", [("印刷费", "15万元", 150_000, "CountyLevel", False), ("培训费", "20万元", 200_000, "CountyLevel", False)]),
        ("共安排25万元，其中中央资金已到位10万元。", []),
        ("全年共需3600万元，由省级承担94%、市级承担6%，市级财政安排216万元。", []),
    ],
)  # fmt: skip
def test_lines_of_a_project(funding: str, expected: list[tuple[object, ...]]) -> None:
    assert lines(funding) == expected


def test_a_sum_beside_the_allocation_is_not_counted() -> None:
    store = money_store.of(
        funded("项目总投资3600万元，其中中央资金3000万元、地方配套600万元。2024年县级财政安排216万元。")
    )
    assert one(store, GRANTS) == one(store, COUNTED) == 2_160_000
    assert one(store, "SELECT ?yuan { ?sum a pk:StatedSum ; schema:amount/schema:value ?yuan }") == 36_000_000
    assert one(store, "SELECT (COUNT(*) AS ?n) { ?line a pk:BudgetLine ; dcterms:isPartOf/a pk:StatedSum }") == 2


def test_money_of_reports_is_stated_and_not_counted() -> None:
    store = money_store.of(money_store.read(money_store.REPORT))
    assert one(store, GRANTS) == 3_000_000
    assert one(store, "SELECT (COUNT(*) AS ?n) { ?part pk:countedFor ?project }") == 0


def test_a_formula_has_its_operands_and_its_result() -> None:
    store = money_store.of(
        funded("村医共1489人，每人每年补助600元，由省级承担70%、县级承担30%，县级财政安排26.80万元。")
    )
    rows = ask.select(
        store,
        """SELECT ?kind ?printed ?result (COALESCE(?number, ?percent) AS ?value) ?unit {
             ?formula a pk:Calculation ; pk:calculationKind ?kind ; pk:result/pk:printed ?result ; pk:operand ?operand .
             ?operand pk:evidence ?place . BIND(xsd:integer(STRBEFORE(STRAFTER(STR(?place), "#char="), ",")) AS ?start)
             ?formula pk:mentionedIn/prov:hadPrimarySource/pk:text ?text .
             BIND(SUBSTR(?text, ?start + 1, xsd:integer(STRAFTER(STRAFTER(STR(?place), "#char="), ",")) - ?start) AS ?printed)
             OPTIONAL { ?operand schema:value ?number } OPTIONAL { ?operand pk:percent ?percent }
             OPTIONAL { ?operand schema:unitText ?unit } }
           ORDER BY ?start""",
    ).rows
    assert [(str(k).rpartition("#")[2], *rest) for k, *rest in rows] == [
        ("Product", "1489人", "26.80万元", 1489, "人"),
        ("Product", "600元", "26.80万元", 600, None),
        ("Product", "省级承担70%", "26.80万元", 70, None),
        ("Product", "县级承担30%", "26.80万元", 30, None),
    ]


@pytest.mark.parametrize(
    "funding",
    [
        "测算：1489人，每人50元，共7.445万元，其中中央财政资金5万元。",
        "第一季度用款计划10万元，第二季度用款计划20万元。",
        "（一）宣传资料印制，市级财政承担资金：3.10万元。\n（二）人员培训2.00万元，其中：省级1.50万元。\n共计5.10万元。",
        "全年共需3600万元，其中市级216万元、省级3384万元，市级财政安排216万元。",
    ],
)
def test_shapes_and_quotes_hold(funding: str) -> None:
    assert check.check(graph(funded(funding))) == []


def test_iris_differ_where_things_differ() -> None:
    sha = "0" * 64
    made = [
        identifiers.budget_line(sha, "1", "2-3"),
        identifiers.budget_line(sha, "2-3", "2-3"),
        identifiers.budget_line(sha, "1", "rest-of-2-3"),
        identifiers.computed_amount(sha, "rest-of-2-3"),
        identifiers.stated("sum", sha, 2, 3),
        identifiers.stated("calculation", sha, 2, 3, "product-1"),
        identifiers.stated("calculation", sha, 2, 3, "share-1"),
        identifiers.stated("quantity", sha, 2, 3, "人"),
        identifiers.stated("quantity", sha, 2, 3, "月"),
    ]
    assert len(set(made)) == len(made)
