"""Files with one content are one publication: what they cite counts once, whichever of them are loaded and taken out."""

from __future__ import annotations

import random

import money_store
import pyoxigraph as ox
import pytest

from kg.answers import ask, stats, trace
from kg.answers.dossier import find, whole
from kg.resolution import mentions, repeated_files, resolve
from kg.stores import catalogue
from kg.stores.opening import memory_store
from kg.stores.store import Store
from loaders.rdf import identifiers
from loaders.rdf.triples import nquads

# One budget as three files, another one, and a report.
TEXTS = {
    "page.html": money_store.NEW.replace("\n", "\n\n").replace("，", "， "),
    "text.txt": money_store.NEW,
    "print.txt": money_store.NEW.replace("\n", "\n\n\n"),
    "old.txt": money_store.OLD,
    "report.txt": money_store.REPORT,
}
NUMBER = "石财社〔2022〕5号"


def change(store: Store, *names: str) -> None:
    """Load the files that are not there, and take out those that are."""
    before = {}
    for name in names:
        found = money_store.read(TEXTS[name], name)
        document = identifiers.document(found.document.sha256)
        before[document] = mentions.of_document(store, document)
        if store.has_graph(document):
            store.inner.remove_graph(ox.NamedNode(document))
            for quad in list(store.quads(ox.NamedNode(document), None, None, catalogue.GRAPH)):
                store.inner.remove(quad)
        else:
            store.inner.load(nquads(found), ox.RdfFormat.N_QUADS)
            store.inner.add(ox.Quad(ox.NamedNode(document), catalogue.FILE_NAME, ox.Literal(name), catalogue.GRAPH))
    resolve.rebuild(store, before)


def counted(store: Store) -> dict[str, object]:
    """How many projects cite the regulation, as everybody says it."""
    (policy,) = [row for row in ask.ask(store, "most-cited", {}) if row["number"] == NUMBER]
    (listed,) = [row for row in ask.ask(store, "policies", {}) if row["number"] == NUMBER]
    citing = ask.ask(store, "projects-citing", {"number": NUMBER})
    traced = trace.trace(store, NUMBER)
    assert policy["citations"] == listed["citations"] == traced.total == len(traced.places)
    assert policy["citations"] == sum(int(str(row["citations"])) for row in citing)
    (unit,) = [row for row in ask.ask(store, "units", {}) if row["unit"] == money_store.UNIT]
    (thing,) = find(store, money_store.UNIT)
    assert unit["projects"] == len(dict(whole(store, thing).tables)["projects"])
    assert unit["projects"] == len(ask.ask(store, "projects-of-unit", {"unit": money_store.UNIT}))
    return {
        "most cited": policy["projects"],
        "policies": listed["projects"],
        "citing": len({row["iri"] for row in citing}),
        "traced": len({place.entity for place in traced.places}),
    }


def test_a_budget_in_three_files_cites_as_often_as_one(tmp_path: object) -> None:
    store = memory_store()
    change(store, "text.txt", "old.txt", "report.txt")
    once = counted(store)
    # Two projects of 2023 and two of 2024; the third of 2024 rests on a law.
    assert set(once.values()) == {4}
    change(store, "page.html", "print.txt")
    assert counted(store) == once
    assert len(repeated_files.everything(store)) == 2


@pytest.mark.parametrize("seed", range(4))
def test_whichever_files_come_and_go_the_change_is_what_everything_read_anew_gives(seed: int) -> None:
    store, chosen = memory_store(), random.Random(seed)
    change(store, "old.txt")
    for _ in range(8):
        change(store, *chosen.sample([name for name in TEXTS if name != "old.txt"], chosen.randint(1, 2)))
        assert store.graph(identifiers.DERIVED) == resolve.everything(store, ())
        assert len(set(counted(store).values())) == 1


NOTICE = """石泉县卫生健康局关于做好2024年村医补助发放工作的通知

各乡镇卫生院：

为做好村医补助发放工作，根据《石泉县卫生健康经费管理办法》（石财社〔2022〕5号）和《村医养老补助实施细则》，每人每月补助300元，请于年底前发放到位。

石泉县卫生健康局
2024年3月5日
"""


def test_a_notice_in_two_files_is_counted_as_one_and_another_from_its_template_is_not() -> None:
    store = memory_store()
    reprint = NOTICE.replace("，", "， ").replace("\n\n", "\n来源：县政府网站\n", 1)
    seen: list[tuple[object, ...]] = []
    for text in (NOTICE, reprint, NOTICE.replace("每月补助300元", "每月补助350元").replace("2024年", "2025年")):
        found = money_store.read(text, f"{len(seen)}.txt")
        store.inner.load(nquads(found), ox.RdfFormat.N_QUADS)
        resolve.rebuild(store)
        said = {str(name): value for name, value in stats.stats(store).rows}
        (policy,) = [row for row in ask.ask(store, "most-cited", {}) if row["number"] == NUMBER]
        seen.append((said["documents"], said["citations"], said["amounts"], policy["citations"]))
    assert seen == [(1, 2, 1, 1), (2, 2, 1, 1), (3, 4, 2, 2)]
