"""Lists: narrowed, sorted, a page at a time; what is kept of them is let go of again."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import small_store
import web_site
from starlette.testclient import TestClient

from kg.stores.opening import open_store
from kg.stores.store import Store
from kg.tables.language import Language
from kg.tables.table import NS, Table
from kg.web import downloads, pages, state
from kg.web.lists.lists import arranged, in_order
from kg.web.query_worker import QueryWorkers
from kg.web.site import create_app
from ontology.iris import ID

TABLE = Table(
    ("project", "amount_yuan", "fiscal_year", "iri"),
    [
        ("村医补助", Decimal(30), 2023, f"{ID}project/a/1"),
        ("（免疫）规划", None, 2024, f"{ID}project/a/2"),
        ("ＡＢＣ经费", Decimal("4.5"), None, f"{ID}project/a/3"),
    ],
)


@pytest.mark.parametrize(
    ("words", "sort", "found"),
    [
        ("", None, [1, 2, 3]),
        ("", "amount_yuan", [3, 1, 2]),
        ("", "-amount_yuan", [1, 3, 2]),
        ("", "-fiscal_year", [2, 1, 3]),
        ("", "nothing", [1, 2, 3]),
        ("免疫规划", None, [2]),
        ("abc", None, [3]),
        ("村医 2023", None, [1]),
        ("村医 2024", None, []),
        ("project/a", None, []),
    ],
)
def test_rows_are_narrowed_and_sorted(words: str, sort: str | None, found: list[int]) -> None:
    rows = arranged(TABLE, words, sort).rows
    assert [int(str(row[3]).rpartition("/")[2]) for row in rows] == found


@pytest.mark.parametrize(
    ("words", "lang", "found"),
    [
        ("废止", "zh", [1]),
        ("repealed", "zh", []),
        ("repealed", "en", [1]),
        ("Repealed 300", "en", [1]),
        ("废止", "en", []),
        ("ns#", "zh", []),
        ("w3id", "zh", []),
        ("1,896,600 元", "zh", [2]),
        ("1896600 yuan", "en", [2]),
        ("189.66万元", "zh", [2]),
        ("仅标题", "zh", [2]),
        ("its title only", "en", [2]),
        ("17", "zh", []),
    ],
)
def test_the_words_that_are_shown_narrow_a_list(words: str, lang: Language, found: list[int]) -> None:
    table = Table(
        ("title", "status", "amount_yuan", "identified_by", "start", "end", "iri"),
        [
            ("甲", f"{NS}Repealed", Decimal(300), "number", 17, 19, f"{ID}policy/1"),
            ("乙", f"{NS}InForce", Decimal(1_896_600), "title", 17, 19, f"{ID}policy/2"),
        ],
    )
    assert [int(str(row[-1]).rpartition("/")[2]) for row in arranged(table, words, None, lang).rows] == found


def test_what_a_row_leads_to() -> None:
    assert pages.link_of(TABLE, TABLE.rows[0]) == "/id/project/a/1"
    table = Table(("printed", "start", "end", "iri"), [("5元", 3, 5, f"{ID}amount/3f2a/3-5")])
    assert pages.link_of(table, table.rows[0]) == "/text/3f2a#3-5"
    assert pages.seen(table) == [0]
    assert pages.named_by(table, table.rows[0], "/text/3f2a#3-5") == 0
    assert pages.link_of(Table(("iri",), [("https://example.org/x",)]), ("https://example.org/x",)) is None
    assert pages.href("javascript:alert(1)") is None


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = small_store.on_disk(tmp_path_factory.mktemp("lists") / "small.kg")
    with TestClient(create_app(web_site.settings_of(path))) as client:
        yield client


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=999999", "page=x", "page=9999999999999999", "sort=%00", "filter=%EF%BB%BF%22%27"],
)
def test_strange_addresses_are_answered(site: TestClient, query: str) -> None:
    assert site.get(f"/projects?{query}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/findings/progress?document=%22%3E",
        "/findings?severity=x&kind=%00&document=%3C",
        "/suggest?q=%00",
        "/search?q=%22&kind=x&page=x",
    ],
)
def test_strange_questions_are_answered(site: TestClient, address: str) -> None:
    assert site.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/policies?", "/questions/policies?"])
def test_the_filter_box_speaks_the_language_of_the_page(site: TestClient, address: str) -> None:
    whole = site.get(f"{address}lang=zh").text
    assert "文号</td>" in whole

    def rows(words: str, lang: str) -> int:
        return site.get(f"{address}filter={words}&lang={lang}").text.count('<tr role="row">')

    assert rows("its number", "en") > 1 and rows("文号", "zh") > 1
    assert rows("its number", "zh") == 0 == rows("文号", "en")


def test_pages_are_turned(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.web.lists import lists

    monkeypatch.setattr(lists, "ROWS", 1)
    total = len(site.get("/projects?format=json").json())
    assert total > 1
    seen = [site.get(f"/projects?page={number}").text for number in range(1, total + 1)]
    assert 'rel="prev"' not in seen[0] and 'rel="next"' in seen[0]
    assert 'rel="next"' not in seen[-1]
    assert len({page.partition("<tbody ")[2].partition("</tbody>")[0] for page in seen}) == total


def test_a_list_is_sorted_once_and_again_when_the_store_has_changed(tmp_path: Path) -> None:
    held = state.State(web_site.settings_of(small_store.on_disk(tmp_path / "s.kg")))
    once = in_order(held, "projects", TABLE, "-amount_yuan")
    assert once.rows == arranged(TABLE, sort="-amount_yuan").rows
    assert in_order(held, "projects", TABLE, "-amount_yuan") is once
    assert in_order(held, "projects", TABLE, "amount_yuan").rows == arranged(TABLE, sort="amount_yuan").rows
    newer = Table(TABLE.columns, TABLE.rows[:1])
    assert in_order(held, "projects", newer, "-amount_yuan").rows == newer.rows
    held.close()


def test_what_is_kept_has_an_end(tmp_path: Path) -> None:
    held = state.State(web_site.settings_of(small_store.on_disk(tmp_path / "s.kg")))
    made: list[int] = []

    def make(number: int) -> int:
        def one(_: Store) -> int:
            made.append(number)
            return number

        return held.kept(number, one)

    for number in range(state.KEPT + 5):
        assert make(number) == number
    assert make(state.KEPT) == state.KEPT
    assert len(made) == state.KEPT + 5
    assert make(0) == 0
    assert len(made) == state.KEPT + 6
    held.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells the time of another process")
def test_a_list_is_not_stopped_because_the_machine_is_busy(tmp_path: Path) -> None:
    """A process that waits for its turn, or for the disk, takes no time of the processor; one that works is stopped in time."""
    with open_store(tmp_path / "s.kg"):
        pass
    workers = QueryWorkers(web_site.settings_of(tmp_path / "s.kg"), 1)
    try:
        assert workers.table("SELECT (1 AS ?x) {}").rows == [(1,)]
        worker = workers._idle.queue[-1]
        assert worker is not None and worker.process.pid
        os.kill(worker.process.pid, signal.SIGSTOP)
        again = threading.Timer(4.5, os.kill, (worker.process.pid, signal.SIGCONT))
        again.start()
        began = time.monotonic()
        assert workers.table("SELECT (2 AS ?x) {}", 2.0).rows == [(2,)]
        assert time.monotonic() - began >= 4.0, "it was waited for longer than its seconds"
        again.join()
    finally:
        workers.close()


def test_those_who_wait_for_a_list_leave_threads_to_other_pages(tmp_path: Path) -> None:
    """Of many who ask for what another makes, some wait; the others are told at once that it is being made."""
    with open_store(tmp_path / "s.kg"):
        pass
    held = state.State(web_site.settings_of(tmp_path / "s.kg"))
    make, told = threading.Event(), threading.Semaphore(0)

    def ask() -> None:
        try:
            assert held.kept("x", lambda _: make.wait(60)) is True
        except state.BeingMade:
            told.release()

    asking = [threading.Thread(target=ask) for _ in range(state.WAITING + 11)]
    for one in asking:
        one.start()
    for _ in range(10):
        assert told.acquire(timeout=60)
    make.set()
    for one in asking:
        one.join(60)
    assert not told.acquire(blocking=False), "one made it, and as many waited as may"
    held.close()


def test_a_download_has_a_name_that_every_system_takes() -> None:
    told = downloads.disposition("新建/续建: nul", "csv")
    assert told.endswith("filename*=UTF-8''%E6%96%B0%E5%BB%BA_%E7%BB%AD%E5%BB%BA_%20nul.csv")
    assert 'filename="_nul.csv"' in downloads.disposition("nul", "csv") and "''_nul.csv" in downloads.disposition(
        "nul", "csv"
    )
    assert "''table.xlsx" in downloads.disposition("...", "xlsx")
