"""Judging in the browser: told before, made, withdrawn; that nobody else can; and that of two who judge at once neither is lost."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote as quoted

import judged_bodies
import judged_papers
import papers
import pytest
import site_pages
import web_site
from added_files import HERE, enter
from judged_papers import CODED, ELSEWHERE, SLIP, TYPO, WATER
from starlette.testclient import TestClient

from kg.judging import decisions
from kg.resolution import judgements, resolve
from kg.resolution.judgements import Judgement
from kg.resolution.resolve import Rebuilt
from kg.stores import catalogue, layout
from kg.stores.opening import open_store
from kg.web import site
from kg.web.editing import judge_pages, judge_work
from kg.web.editing.job_queue import JobQueue, Tell

pytestmark = pytest.mark.usefixtures("nobody_looks_at_the_first_page")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judging")
    return site_pages.loaded(
        folder / "s.kg", papers.write(folder / "papers", **judged_papers.FILES, **judged_bodies.FILES)
    )


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[TestClient]:
    settings = web_site.settings_of(store, editing=True)
    with TestClient(site.create_app(settings), headers={"Accept-Language": "en"}) as one:
        yield enter(one)


@pytest.fixture(autouse=True)
def nothing_is_left(store: Path) -> Iterator[None]:
    """Every test leaves the store as it was."""
    yield
    assert known(store) == ()


def known(store: Path) -> tuple[Judgement, ...]:
    return judgements.read(store / layout.JUDGEMENTS)


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the form of a page."""
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)}


def pair(client: TestClient, a: str = CODED, b: str = TYPO) -> str:
    answer = client.get("/judge", params={"a": a, "b": b})
    assert answer.status_code == 200, answer.text
    return answer.text


def told(page: str) -> list[str]:
    """What the page says would move, or that nothing would."""
    return [
        " ".join(re.sub("<[^>]*>", " ", one).split())
        for one in re.findall(r'<p class="figure"><strong>(\d.*?)</p>', page)
    ]


def judge(client: TestClient, page: str, kind: str = "same", **more: str) -> object:
    sent = {**fields(page), "kind": kind, "why": "核对过原件", "who": "李某", **more}
    return client.post("/judge", data=sent, headers=HERE)


def test_a_pair_is_told_judged_and_withdrawn(client: TestClient, store: Path) -> None:
    with open_store(store, read_only=True) as graph:
        before = set(graph.quads())
    queue = client.get("/judge").text
    assert SLIP in queue and "typing error" in queue.lower()
    page = pair(client)
    assert told(page) == ["1 citation of 1 project would mean another regulation 888,000 yuan rests on another one"]
    assert page.count("<blockquote>") == 2, "the words of both sides"
    assert known(store) == (), "looking judges nothing"
    answer = judge(client, page)
    assert answer.status_code == 200 and "Judged to be the same" in answer.text  # type: ignore[attr-defined]
    (made,) = known(store)
    assert (made.kind, made.a, made.b, made.why, made.who) == ("same", CODED, TYPO, "核对过原件", "李某")
    assert told(answer.text) == told(page)  # type: ignore[attr-defined]
    shown = client.get("/judge").text
    assert f"{CODED} = {TYPO}" in shown and "核对过原件" in shown
    # The pages show it, and the search finds it, at once.
    assert "核对过原件" in client.get("/id/policy/" + CODED).text
    own = str(answer.url)  # type: ignore[attr-defined]
    back = client.post(own, data={"token": fields(answer.text)["token"]}, headers=HERE)  # type: ignore[attr-defined]
    assert back.status_code == 200 and "withdrawn" in back.text and told(back.text) == told(page)
    with open_store(store, read_only=True) as graph:
        assert set(graph.quads()) == before
    again = client.post(own, data={"token": fields(back.text)["token"]}, headers=HERE)
    assert again.status_code == 409 and "already" in again.text and client.get(own).status_code == 404


@pytest.mark.parametrize(
    ("kept", "other", "expected", "carried"),
    [
        (judged_bodies.WATER_BUREAU, judged_bodies.LOCAL, "1 place, 1 project", "500,000"),
        ("北京市朝阳区", "朝阳区", "3 places, 1 project", "130,000"),
    ],
)
def test_bodies_and_areas_are_judged_as_regulations_are(
    client: TestClient, store: Path, kept: str, other: str, expected: str, carried: str
) -> None:
    with open_store(store, read_only=True) as graph:
        before = set(graph.quads())
    queue = client.get("/judge").text
    room = "area" if kept == "北京市朝阳区" else "organisation"
    asked = f'href="/judge?a={quoted(f"https://w3id.org/policy-kg/id/{room}/{kept}", safe="/")}"'
    assert asked in client.get(f"/id/{room}/{kept}").text
    (link,) = {
        one
        for one in re.findall(r'href="(/judge\?a=[^"]*)"', queue)
        if one.endswith(f"/in/{one[-16:]}") and quoted(kept) in one and f"/{quoted(other)}/" in one
    }
    page = client.get(unescape(link)).text
    assert told(page)[0].startswith(expected) and carried in told(page)[0], told(page)
    assert "No page would name another body" in page
    answer = judge(client, page)
    assert answer.status_code == 200 and "Judged to be the same" in answer.text  # type: ignore[attr-defined]
    (made,) = known(store)
    assert judgements.called(made.a) == kept and f"{kept} = {judgements.called(made.b)}" in client.get("/judge").text
    assert told(answer.text) == told(page)  # type: ignore[attr-defined]
    back = client.post(str(answer.url), data={"token": fields(answer.text)["token"]}, headers=HERE)  # type: ignore[attr-defined]
    assert back.status_code == 200 and "withdrawn" in back.text and told(back.text) == told(page)
    with open_store(store, read_only=True) as graph:
        assert set(graph.quads()) == before


def test_what_was_seen_is_what_is_judged(client: TestClient, store: Path) -> None:
    """Somebody judges something else meanwhile, by the command: who looked before has to look again."""
    page = pair(client, CODED, ELSEWHERE)
    with open_store(store) as graph:
        other = decisions.proposed(graph, "same", CODED, TYPO, "先判")
        decisions.judge(graph, other)
    try:
        answer = judge(client, page)
        assert answer.status_code == 409 and "look again" in answer.text  # type: ignore[attr-defined]
        assert known(store) == (other,)
        twice = judge(client, page.replace(ELSEWHERE, TYPO))
        assert twice.status_code == 409 and "judged before" in twice.text  # type: ignore[attr-defined]
        seen = pair(client, CODED, TYPO)
        assert "judged before" in seen and "contradict" in seen and "<button name" not in seen
    finally:
        with open_store(store) as graph:
            decisions.undo(graph, other)


def test_of_two_who_judge_at_once_neither_is_lost(client: TestClient, store: Path) -> None:
    sent = [pair(client, CODED, TYPO), pair(client, WATER, SLIP)]
    found: list[int] = []
    kinds = ("same", "different")
    threads = [
        threading.Thread(target=lambda i=i: found.append(judge(client, sent[i], kinds[i]).status_code))  # type: ignore[misc,attr-defined]
        for i in range(2)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    made = known(store)
    try:
        assert found == [200, 200] and {one.kind for one in made} == set(kinds)
    finally:
        with open_store(store) as graph:
            for one in made:
                decisions.undo(graph, one)


def slowly(tell: Tell, *arguments: object) -> None:
    """A judgement whose graph takes long to follow its file."""
    rebuild = resolve.rebuild

    def slow(*given: object, **named: object) -> Rebuilt:
        tell("written")
        time.sleep(2)
        return rebuild(*given, **named)  # type: ignore[arg-type]

    resolve.rebuild = slow  # type: ignore[assignment]
    judge_work.decide(tell, *arguments)  # type: ignore[arg-type]


def test_nothing_was_changed_is_said_only_where_it_is_true(
    client: TestClient, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits long: what has not begun is stopped, what has is waited for; withdrawing alike."""
    page = pair(client)
    monkeypatch.setattr(judge_pages, "_PATIENCE", 0.3)
    with open_store(store):
        answer = judge(client, page)
    assert answer.status_code == 503 and "nothing was changed" in answer.text  # type: ignore[attr-defined]
    assert known(store) == ()
    monkeypatch.setattr(judge_pages, "_PATIENCE", 60.0)
    monkeypatch.setattr(judge_pages.judge_work, "decide", slowly)
    writer: JobQueue = client.app.state.writer  # type: ignore[attr-defined]
    stopping = threading.Thread(target=stop_when_told, args=(writer,))
    stopping.start()
    answer = judge(client, page)
    stopping.join()
    made = known(store)
    assert answer.status_code == 200 and len(made) == 1, answer.text  # type: ignore[attr-defined]
    with open_store(store, read_only=True) as graph:
        assert not resolve.outdated(graph) and not catalogue.is_stale(graph)
    monkeypatch.setattr(judge_pages, "_PATIENCE", 0.3)
    own, sent = str(answer.url), {"token": fields(answer.text)["token"]}  # type: ignore[attr-defined]
    with open_store(store):
        back = client.post(own, data=sent, headers=HERE)
    assert back.status_code == 503 and known(store) == made
    monkeypatch.setattr(judge_pages, "_PATIENCE", 60.0)
    assert client.post(own, data=sent, headers=HERE).status_code == 200


def stop_when_told(writer: JobQueue) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        job = writer._running
        if job is not None and job.told == "written":
            writer.stop(job)
            return
        time.sleep(0.02)


def test_who_withdraws_is_told_so_also_where_a_name_is_none_any_more(client: TestClient, store: Path) -> None:
    answer = client.get("/judge", params={"a": CODED, "b": "没有这份文件", "undone": ""})
    assert answer.status_code == 200 and "The judgement is withdrawn" in answer.text and "没有这份文件" in answer.text


@pytest.mark.parametrize("forged", ["token", "origin", "key", "why", "kind", "names", "nobody"])
def test_nobody_else_judges(client: TestClient, store: Path, forged: str) -> None:
    sent = {**fields(pair(client)), "kind": "same", "why": "核对过"}
    headers = dict(HERE)
    asking = client
    if forged == "token":
        sent["token"] = "a.b"
    elif forged == "origin":
        headers["Origin"] = "https://elsewhere.example"
    elif forged == "key":
        asking = TestClient(client.app, headers={"Accept-Language": "en"})
    elif forged == "why":
        sent["why"] = " \x00\n"
    elif forged == "kind":
        sent["kind"] = "maybe"
    elif forged == "names":
        sent["b"] = "没有这份文件"
    else:
        sent["seen_same"] = "0" * 16
    answer = asking.post("/judge", data=sent, headers=headers)
    assert answer.status_code in (400, 403, 409) and len(answer.text) > 20
    assert known(store) == ()


@pytest.mark.parametrize("words", [site_pages.HOSTILE, "一\r\n二\x1b[31m\u202e三", "=HYPERLINK(1)", "文" * 5_000])
def test_hostile_words_stay_words(client: TestClient, store: Path, words: str) -> None:
    answer = judge(client, pair(client), why=words, who=words)
    (made,) = known(store)
    try:
        assert answer.status_code == 200  # type: ignore[attr-defined]
        for address in ("/judge", str(answer.url), "/id/policy/" + CODED):  # type: ignore[attr-defined]
            page = client.get(address).text
            assert "<script>window" not in page and "<img src=x" not in page and "<svg" not in page
        assert all(c.isprintable() for c in made.why + made.who) and not made.why.startswith("=")
        lines = (store / layout.JUDGEMENTS).read_text("utf-8-sig").splitlines()
        assert len(lines) == 2
    finally:
        with open_store(store) as graph:
            decisions.undo(graph, made)
    for name in (words, f"{words}〔2023〕1号"):
        assert client.get("/judge", params={"a": name, "b": CODED}).status_code in (200, 404)


def test_who_may_not_write_sees_no_button(client: TestClient, store: Path) -> None:
    policy = "/id/policy/" + CODED
    assert 'href="/judge' in client.get(policy).text and "/note?" in client.get(policy).text
    nobody = TestClient(client.app, headers={"Accept-Language": "en"})
    with TestClient(site.create_app(web_site.settings_of(store)), headers={"Accept-Language": "en"}) as reading:
        for one in (nobody, reading):
            for address in (policy, "/policies", "/findings?severity=all", "/documents"):
                page = one.get(address).text
                assert not re.search(r'/judge|/note|/accept|name="token"', page), address
            for address in ("/judge", "/note", "/accept", "/judge/0123456789abcdef"):
                assert one.get(address).status_code == 403
                assert one.post(address, data={"token": "x"}, headers=HERE).status_code == 403


def test_a_name_that_nobody_knows_is_said(client: TestClient) -> None:
    answer = client.get("/judge", params={"a": "没有这份文件", "b": CODED})
    assert answer.status_code == 404 and "没有这份文件" in answer.text and 'value="没有这份文件"' in answer.text
    assert "the same name" in pair(client, CODED, "松财社发 2023 12")
