"""Two sides set beside each other: who is the same, new, gone; the groups come to the totals, and a guess is called one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import site_pages
from folders import ROOT
from hypothesis import given
from hypothesis import strategies as st

from kg.answers import ask, side_by_side
from kg.answers.side_by_side import GROUPS, SideBySide, SidedProject, _paired
from kg.stores.opening import open_store
from ontology.iris import ID


def project(name: str, yuan: str | None = "1", bases: str = "", key: str = "") -> SidedProject:
    return SidedProject(
        f"{ID}project/{key or name}", name, name, None if yuan is None else Decimal(yuan), frozenset(bases.split())
    )


def groups(before: list[SidedProject], after: list[SidedProject]) -> dict[str, str]:
    """Name -> group, and what it may be."""
    return {
        row.shown.name: row.group + (f" {row.perhaps.name}" if row.perhaps else "") for row in _paired(before, after)
    }


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([project("村医补助")], [project("村医补助")], {"村医补助": "same"}),
        ([project("村医补助", "1")], [project("村医补助", "2")], {"村医补助": "changed"}),
        ([project("村医补助", bases="a b")], [project("村医补助", bases="b c")], {"村医补助": "changed"}),
        ([project("村医补助", None)], [project("村医补助", "2")], {"村医补助": "changed"}),
        ([], [project("疫苗采购")], {"疫苗采购": "new"}),
        ([project("疫苗采购")], [], {"疫苗采购": "gone"}),
        ([project("乡村医生补助资金")], [project("乡村医生补助经费")], {"乡村医生补助资金": "gone 乡村医生补助经费", "乡村医生补助经费": "new 乡村医生补助资金"}),
        # Two that are near: no candidate.
        ([project("乡村医生补助资金")], [project("乡村医生补助经费"), project("乡村医生补助费用")],
         {"乡村医生补助资金": "gone", "乡村医生补助经费": "new", "乡村医生补助费用": "new"}),
        ([project("校园安全经费")], [project("疫苗采购")], {"校园安全经费": "gone", "疫苗采购": "new"}),
        # A name that a side has twice pairs nobody.
        ([project("补助", key="1"), project("补助", key="2")], [project("补助", key="3")], {"补助": "unclear"}),
        ([project("补助", key="1"), project("补助", key="2")], [], {"补助": "gone"}),
    ],
)  # fmt: skip
def test_projects_find_their_group(
    before: list[SidedProject], after: list[SidedProject], found: dict[str, str]
) -> None:
    assert groups(before, after) == found


def test_bases_are_told_of_projects_that_both_sides_have() -> None:
    (row,) = _paired([project("补助", bases="a b")], [project("补助", bases="b c")])
    assert (row.new_bases, row.gone_bases) == (("c",), ("a",))
    (row,) = _paired([], [project("补助", bases="b c")])
    assert (row.new_bases, row.gone_bases) == ((), ())


SIDES = st.lists(
    st.builds(
        lambda name, yuan, key: project(name, yuan, key=f"{name}{key}"),
        st.sampled_from("甲乙丙丁"), st.sampled_from([None, "0", "1.5", "300"]), st.integers(0, 9),
    ),
    unique_by=lambda one: one.iri,
    max_size=8,
)  # fmt: skip


@given(SIDES, SIDES)
def test_every_project_is_in_one_group_and_the_groups_come_to_the_totals(
    before: list[SidedProject], after: list[SidedProject]
) -> None:
    found = SideBySide(tuple(_paired(before, after)))
    assert sorted(row.before.iri for row in found.rows if row.before) == sorted(one.iri for one in before)
    assert sorted(row.after.iri for row in found.rows if row.after) == sorted(one.iri for one in after)
    totals = tuple(sum((one.yuan or Decimal(0) for one in side), Decimal(0)) for side in (before, after))
    assert found.sums() == totals
    each = [found.sums(group) for group in GROUPS]
    assert tuple(sum(column, Decimal(0)) for column in zip(*each, strict=True)) == totals
    assert len(found.table()) == len(found.rows)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_pages.loaded(tmp_path_factory.mktemp("sides") / "examples.kg", ROOT / "examples")


def test_the_totals_of_two_years_are_those_of_the_unit(store: Path) -> None:
    seen = 0
    with open_store(store, read_only=True) as opened:
        for unit in (str(row["iri"]) for row in ask.ask(opened, "units", {}) if row["projects"]):
            rows = ask.stored(opened, "dossier/unit-money", iri=unit)
            money = {int(str(row["fiscal_year"])): row["amount_yuan"] for row in rows if row["fiscal_year"] is not None}
            if len(money) < 2:
                continue
            first, second = sorted(money)[:2]
            assert side_by_side.years(opened, unit, first, second).sums() == (money[first], money[second])
            seen += 1
    assert seen


def test_two_documents_and_the_names_of_their_bases(store: Path) -> None:
    with open_store(store, read_only=True) as opened:
        documents = {str(row["document"]): str(row["iri"]) for row in ask.ask(opened, "documents", {})}
        found = side_by_side.documents(
            opened, documents["个旧市卫生健康局2023年预算项目.txt"], documents["个旧市卫生健康局2024年预算项目.txt"]
        )
    rows = {row.shown.name: row for row in found.of("changed")}
    support = rows["生育支持补助资金"]
    assert (support.before and support.before.yuan, support.after and support.after.yuan) == (
        Decimal(800000),
        Decimal(900000),
    )
    assert [found.names[one] for one in support.new_bases] == ["个卫联发〔2023〕8号"]
    assert found.table().rows[0][0] == "changed"
