"""The tree of a chain of authority: what a regulation rests on to the left, what rests on it to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.answers import chain
from kg.tables import table as tables
from kg.tables.table import Table
from kg.web import pages

if TYPE_CHECKING:
    from kg.answers.chain import Chain, Step
    from kg.answers.policy_lookup import FoundPolicy
    from kg.stores.store import Store
    from kg.tables.language import Language
    from kg.tables.table import Value

DEPTH = 6
#: Where more projects than this rest on a regulation, its chain is that of regulations: its page lists the projects.
PROJECTS = 500
#: More leaves than this at one place are drawn as one; the table has them all.
LEAVES = 12
COLUMNS = ("direction", "depth", "level", "relation", "number", "title", "year", "quote", "where", "cut", "iri")


def of(store: Store, policy: FoundPolicy) -> Chain:
    """The chain of a regulation in both directions; without projects where more than :data:`PROJECTS` rest on it."""
    return chain.chain(store, policy, depth=DEPTH, projects=policy.projects <= PROJECTS)


def table(found: Chain, lang: Language) -> Table:
    """The steps of a chain, one a row; a row's words are those that state its relation."""
    rows: list[tuple[Value, ...]] = []
    for side, root in (("rests_on", found.up), ("basis_of", found.down)):
        for step in root.walk() if root is not None else ():
            if step is not root:
                cut = pages.say(lang, f"cut_{step.cut}") if step.cut else None
                named = (step.relation, step.number, step.title or step.name, step.year, step.quote, step.where, cut)
                rows.append((pages.say(lang, side), step.depth, _level(step, lang), *named, step.iri))
    return Table(COLUMNS, rows)


def model(found: Chain, lang: Language) -> dict[str, Any]:
    """The two trees that share their root."""
    return {
        "kind": "tree",
        "up": _node(found.up, lang) if found.up and found.up.steps else None,
        "down": _node(found.down, lang) if found.down and found.down.steps else None,
    }


def _level(step: Step, lang: Language) -> str:
    return pages.say(lang, "project" if step.kind == "project" else f"level_{step.level or 'unknown'}")


def _node(step: Step, lang: Language) -> dict[str, Any]:
    leaves = [one for one in step.steps if not one.steps]
    hidden = leaves[LEAVES:] if len(leaves) > LEAVES + 1 else []
    relation = tables.concept(step.relation, lang) if step.relation else ""
    said = " · ".join(filter(None, (_level(step, lang), relation, step.number or "", str(step.year or ""))))
    children = [_node(one, lang) for one in step.steps if one not in hidden]
    if hidden:
        children.append({"name": pages.say(lang, "tree_more", count=len(hidden)), "plain": True, "children": []})
    return {
        "name": tables.clean(step.title or step.name),
        "shown": said + (f" · {pages.say(lang, f'cut_{step.cut}')}" if step.cut else ""),
        "href": pages.href(step.iri),
        "project": step.kind == "project",
        "children": children,
    }
