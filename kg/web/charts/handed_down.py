"""``/charts/handed-down``: what notices of allocation hand down, and what is handed on and budgeted of it, notice after notice down the chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import queries
from kg.answers import ask, facts, policy_lookup
from kg.answers.policy_lookup import NoSuchPolicy
from kg.web import pages
from kg.web.charts import charts
from kg.web.downloads import FORMATS, download

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kg.stores.store import Store
    from kg.tables.table import Table
    from kg.web.state import State

#: The named query that ``kg trace --money`` prints as well.
QUERY = "money-handed-down"
#: More rows of one notice than this are in the download only.
ROWS = 300
_OFFERED = "50"


@dataclass(frozen=True, slots=True)
class BudgetingProject:
    """A project that budgets money of a notice: what its page prints for the whole of it."""

    iri: str
    name: str
    yuan: Decimal | None


@dataclass(frozen=True, slots=True)
class HandedRow:
    """What a payee is handed in a year, and what became of it; ``why`` is the key of the reason why there is no difference.

    ``at`` are the IRIs of the notice's own rows, ``onward_in`` the notices that hand it on; ``within`` another row of the same notice counts it.
    """

    payee: str
    payee_iri: str
    year: int | None
    handed: Decimal | None
    onward: Decimal | None
    budgeted: Decimal | None
    difference: Decimal | None
    why: str
    at: tuple[str, ...]
    onward_in: tuple[str, ...]
    projects: tuple[BudgetingProject, ...]
    within: bool

    @property
    def became(self) -> Decimal:
        """What is known to be handed on and budgeted."""
        return (self.onward or Decimal(0)) + (self.budgeted or Decimal(0))


@dataclass(frozen=True, slots=True)
class HandedNotice:
    """A notice of allocation with its rows."""

    iri: str
    number: str | None
    title: str
    level: str | None
    rows: tuple[HandedRow, ...]

    @property
    def most(self) -> Decimal:
        """The largest figure of a row: what its bars are measured by."""
        return max((max(row.handed or Decimal(0), row.became) for row in self.rows), default=Decimal(0))


@dataclass(frozen=True, slots=True)
class HandedSum:
    """The rows of a level and year added up; ``followed`` are those of which the pages say all, with the sums of these alone."""

    level: str | None
    year: int | None
    handed: Decimal
    rows: int
    followed: int
    followed_handed: Decimal
    became: Decimal

    @property
    def difference(self) -> Decimal:
        """The sum of the differences that the rows have."""
        return self.became - self.followed_handed


def of_table(store: Store, table: Table) -> tuple[HandedNotice, ...]:
    """The answer of the query, notice by notice, in its order: from the nation down."""
    rows = list(table)
    listed = {name: [_iris(row[name]) for row in rows] for name in ("handed_iris", "onward_iris", "project_iris")}
    printed_in = {
        iri: str(row["notice_iri"]) for row, at in zip(rows, listed["handed_iris"], strict=True) for iri in at
    }
    inner = {
        str(part)
        for (part,) in ask.select(
            store, queries.bound("charts/inner-allotments", allotments=facts.iri_list(printed_in))
        ).rows
    }
    projects = _projects(store, {iri for iris in listed["project_iris"] for iri in iris})
    found: defaultdict[str, list[HandedRow]] = defaultdict(list)
    for row, at, onward, of in zip(rows, *listed.values(), strict=True):
        handed, on, budgeted, difference = (
            None if row[name] is None else Decimal(str(row[name]))
            for name in ("handed_yuan", "onward_yuan", "budgeted_yuan", "difference_yuan")
        )
        why = (
            "" if difference is not None else "handed_no_row" if handed is None else "handed_nothing" if not (onward or of)
            else "handed_unprinted" if of and budgeted is None else "handed_shared"
        )  # fmt: skip
        found[str(row["notice_iri"])].append(
            HandedRow(
                str(row["payee"] or facts.tail(str(row["payee_iri"]))), str(row["payee_iri"]), None if row["fiscal_year"] is None else int(str(row["fiscal_year"])),
                handed, on, budgeted, difference, why, at, tuple(sorted({printed_in[iri] for iri in onward if iri in printed_in})),
                tuple(projects[iri] for iri in of), any(iri in inner for iri in at),
            )
        )  # fmt: skip
    names = facts.names(store.select, found)
    told = {str(row["notice_iri"]): (row["number"], row["level"]) for row in rows}
    return tuple(
        HandedNotice(iri, _text(told[iri][0]), names.get(iri, facts.tail(iri)), _text(told[iri][1]), tuple(held))
        for iri, held in found.items()
    )


def sums(notices: tuple[HandedNotice, ...]) -> tuple[HandedSum, ...]:
    """What the notices of each level hand down in each year; a row that another one contains is not counted beside it."""
    found: defaultdict[tuple[str | None, int | None], list[HandedRow]] = defaultdict(list)
    for notice in notices:
        for row in notice.rows:
            if row.handed is not None and not row.within:
                found[notice.level, row.year].append(row)
    return tuple(
        HandedSum(
            level, year, sum((row.handed or Decimal(0) for row in rows), Decimal(0)), len(rows), len(followed := [row for row in rows if row.difference is not None]),
            sum((row.handed or Decimal(0) for row in followed), Decimal(0)), sum((row.became for row in followed), Decimal(0)),
        )
        for (level, year), rows in found.items()
    )  # fmt: skip


def _projects(store: Store, iris: set[str]) -> Mapping[str, BudgetingProject]:
    names, granted = facts.names(store.select, sorted(iris)), facts.grants(store.select, sorted(iris))
    return {
        iri: BudgetingProject(iri, names.get(iri, facts.tail(iri)), granted[iri][0].yuan if granted.get(iri) else None)
        for iri in iris
    }


def _iris(value: object) -> tuple[str, ...]:
    return tuple(sorted(str(value).split())) if value else ()


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _answer(request: Request, state: State) -> Response:
    lang = pages.language(request)
    title, words = pages.say(lang, "chart_handed-down"), charts.error_words(request, "policy")
    if not words:
        offered = state.asked(queries.bound("charts/allocation-notices", limit=_OFFERED))
        return pages.page(request, "handed_down.html", title=title, policy=None, offered=offered)
    store = state.store()
    try:
        policy = policy_lookup.one(store, words)
    except NoSuchPolicy as error:
        return charts.not_one(request, error, "handed-down")
    query = queries.load(QUERY)
    form = request.query_params.get("format", "")
    bound = queries.bind(query.sparql, ask.terms(store, query, {"number": policy.iri}))
    table = state.asked(bound, state.patience(form in FORMATS))
    if form in FORMATS:
        return download(
            table, f"{title}-{policy.number or policy.name}", form, lang, site=str(request.base_url).rstrip("/")
        )
    handed = state.kept(("handed", bound), lambda opened: of_table(opened, table))
    return pages.page(
        request, "handed_down.html", title=f"{title}{pages.say(lang, 'colon')}{policy.number or policy.name}", policy=policy,
        handed=handed, sums=sums(handed), most=ROWS,
    )  # fmt: skip


#: The page, by the address of a chart.
ROUTES = {"/charts/handed-down": _answer}
