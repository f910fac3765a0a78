"""``/charts``: drawings of what the store holds, each with the table that it is drawn from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

import queries
from kg.answers import policy_lookup
from kg.answers.policy_lookup import NoSuchPolicy
from kg.tables.table import Table
from kg.web import pages
from kg.web.charts import chain_tree, money_flows, year_bars
from kg.web.dossiers import validity
from kg.web.downloads import FORMATS, download
from kg.web.lists.lists import turned

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kg.tables.language import Language
    from kg.web.state import State


@dataclass(frozen=True, slots=True)
class Choice:
    """A control of a chart: the parameter of the address, what may be chosen (value and name), and what is."""

    name: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: what is counted in one sentence, the table, what the script draws (None: nothing to draw), and the controls.

    ``words`` is the value of a free text control called ``asked``; ``candidates`` are regulations to choose one from;
    ``within`` is the area to which the chart is narrowed, and the address without that; ``left_out`` says that something is too much to
    draw, as ``counted`` tells.
    """

    counted: str
    table: Table
    model: dict[str, Any] | None
    choices: tuple[Choice, ...] = ()
    asked: str | None = None
    words: str = ""
    candidates: Table | None = None
    subject: tuple[str, str] | None = field(default=None)
    within: tuple[str, str] | None = None
    left_out: bool = False


Draw = Callable[["Request", "State", "Language"], Chart]


def _overview(request: Request, **_: State) -> Response:
    return pages.page(request, "charts.html", title=pages.say(pages.language(request), "charts"), names=NAMES)


def _chart(request: Request, state: State) -> Response:
    name = request.path_params["name"]
    if name not in CHARTS:
        raise HTTPException(404)
    lang = pages.language(request)
    try:
        figure = CHARTS[name](request, state, lang)
    except NoSuchPolicy as error:
        return not_one(request, error, name)
    form = request.query_params.get("format", "")
    if form in FORMATS:
        return download(figure.table, name, form, lang)
    table, page, last = turned(request, figure.table)
    return pages.page(
        request, "chart.html", title=pages.say(lang, f"chart_{name}"), name=name, figure=figure, table=table, page=page, last=last,
    )  # fmt: skip


def not_one(request: Request, error: NoSuchPolicy, name: str) -> Response:
    """The page that says of a chart that no regulation, or more than one, is called as somebody asked."""
    key = "several_policies" if error.candidates else "no_such_policy"
    said = pages.say(pages.language(request), key, words=error_words(request, "policy"))
    return pages.message(request, 404, said, f"chart_{name}", candidates=named(error))


def named(error: NoSuchPolicy) -> list[dict[str, str]]:
    """The regulations to choose from, as ``message.html`` lists them."""
    return [{"iri": one.iri, "name": one.name, "where": ""} for one in error.candidates]


def error_words(request: Request, name: str) -> str:
    """What the user asked for, cut to a length that fits a sentence."""
    return request.query_params.get(name, "").strip()[:200]


def _money(request: Request, state: State, lang: Language) -> Chart:
    wait = state.patience("format" in request.query_params)
    years = money_flows.years(state.listed(money_flows.LEVELS, wait))
    year = request.query_params.get("year", years[0] if years else "all")
    year = year if year in (*years, "all") else "all"
    asked = request.query_params.get("top")
    top = next((one for one in money_flows.TOPS if str(one) == asked), money_flows.USUAL_TOP)
    unit = error_words(request, "unit")
    until = monotonic() + wait
    of = None if year == "all" else year
    every = state.kept(
        ("flows", of), lambda _: money_flows.flows(lambda query: state.asked(query, until - monotonic()), of)
    )
    areas = state.kept(
        ("flow areas", of), lambda _: money_flows.areas(lambda query: state.asked(query, until - monotonic()), of)
    )
    area = error_words(request, "area")
    table = money_flows.chosen(every, unit, area, areas)
    counted = pages.say(
        lang,
        "counted_money",
        year=pages.say(lang, "all_years") if year == "all" else year,
        total=pages.money(lang, money_flows.total(table)),
        projects=f"{len({row['iri'] for row in table}):,}",
    )
    choices = (
        Choice("year", (*((one, one) for one in years), ("all", pages.say(lang, "all_years"))), year),
        Choice("top", tuple((str(one), str(one)) for one in money_flows.TOPS), str(top)),
    )
    model = money_flows.model(table, lang, top, areas, partial(pages.here, request, page=None))
    within = (area, pages.here(request, area=None, page=None)) if area else None
    return Chart(counted, table, model if model["links"] else None, choices, asked="unit", words=unit, within=within)


def _citations(request: Request, state: State, lang: Language) -> Chart:
    table = state.listed(year_bars.CITATIONS)
    by = request.query_params.get("by", year_bars.YEARS[0])
    by = by if by in year_bars.YEARS else year_bars.YEARS[0]
    counted = pages.say(lang, f"counted_citations_{by}", citations=f"{year_bars.counted(table, 'citations'):,}")
    options = tuple((one, pages.say(lang, f"by_{one}")) for one in year_bars.YEARS)
    model = year_bars.citations(table, lang, by) if table.rows else None
    return Chart(counted, table, model, (Choice("by", options, by),))


def _timeline(_: Request, state: State, lang: Language) -> Chart:
    table = state.listed(year_bars.TIMELINE)
    totals = {column: f"{year_bars.counted(table, column):,}" for column in ("documents", "policies")}
    return Chart(
        pages.say(lang, "counted_timeline", **totals), table, year_bars.timeline(table, lang) if table.rows else None
    )


def _validity(_: Request, state: State, lang: Language) -> Chart:
    table = state.listed(validity.QUERY)
    model = validity.model(table, lang)
    key = "counted_validity" if model["drawn"] != model["all"] else "counted_validity_all"
    counted = pages.say(lang, key, drawn=model["drawn"], all=model["all"])
    return Chart(counted, table, model if model["bars"] else None)


def _chain(request: Request, state: State, lang: Language) -> Chart:
    words = error_words(request, "policy")
    if not words:
        choose = state.asked(queries.bound("charts/longest-chains", limit="20"))
        return Chart(pages.say(lang, "counted_chain_none"), Table((), []), None, asked="policy", candidates=choose)
    store = state.store()
    policy = policy_lookup.one(store, words)
    found = chain_tree.of(store, policy)
    table = chain_tree.table(found, lang)
    counted = pages.say(lang, "counted_chain", steps=len(table))
    left_out = policy.projects > chain_tree.PROJECTS
    if left_out:
        told = pages.say(lang, "chain_without_projects", projects=f"{policy.projects:,}")
        counted = f"{counted} {told}" if table.rows else told
    model = chain_tree.model(found, lang)
    return Chart(
        counted,
        table,
        model if table.rows else None,
        asked="policy",
        words=policy.number or policy.title or words,
        subject=(policy.iri, policy.name),
        left_out=left_out,
    )


#: Name in the address -> what makes the figure, in the order of the overview.
CHARTS: dict[str, Draw] = {
    "money": _money,
    "citations": _citations,
    "chain": _chain,
    "timeline": _timeline,
    "validity": _validity,
}
#: What the overview names: the charts, and the page of a chain of notices.
NAMES = (*CHARTS, "handed-down")


#: The overview and one route for each chart.
ROUTES: dict[str, Callable[..., Response]] = {"/charts": _overview, "/charts/{name}": _chart}
