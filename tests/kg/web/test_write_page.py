"""Who may write on the site, and that nobody else can: another site, a forged form, a browser without the key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import small_store
import web_site
from added_files import HERE
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.testclient import TestClient

from kg.web import pages, site
from kg.web.editing.write_page import Form, Refused, WritePage
from kg.web.state import State

Fields = dict[str, str | list[str]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_store.on_disk(tmp_path_factory.mktemp("writing") / "s.kg")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """What the forms of a page of ours wrote."""
    found: list[tuple[str, list[str]]] = []

    def show(request: Request, state: State) -> Response:
        return pages.page(request, "message.html", title="page", message=f"token={pages.cut(_token_of(request), 200)}")

    def write(request: Request, state: State, form: Form) -> Response:
        if form.value("left") == "no":
            raise Refused(409, "not_found_long")
        found.append((form.value("left"), form.values("take")))
        return RedirectResponse("/tried", 303)

    monkeypatch.setitem(site.WRITING, "/tried", WritePage(show, write))
    return found


def _token_of(request: Request) -> str:
    found = request.app.state.editors.token(request)
    assert isinstance(found, str)
    return found


@pytest.fixture
def client(store: Path, written: list[Any]) -> Iterator[TestClient]:
    with TestClient(
        site.create_app(web_site.settings_of(store, editing=True)), headers={"Accept-Language": "en"}
    ) as one:
        yield one


def beside(client: TestClient) -> TestClient:
    """Another browser on the same site."""
    return TestClient(client.app, headers={"Accept-Language": "en"})


def enter(client: TestClient) -> str:
    """Open the one-time link, and give the token of a page."""
    answer = client.get(client.app.state.editors.link)  # type: ignore[attr-defined]
    assert answer.status_code == 200 and answer.headers["refresh"] == "0; url=/", answer.text
    return token(client)


def token(client: TestClient) -> str:
    found = re.search(r"token=([\w.-]+)", client.get("/tried").text)
    assert found is not None
    return found[1]


def sentence(text: str) -> str:
    """The sentence of a page that says one."""
    found = re.search(r"</h1>\s*<p>(.*?)</p>", text, re.S)
    return unescape(found[1]) if found else ""


def test_who_opened_the_link_writes(client: TestClient, written: list[Any]) -> None:
    answer = client.post("/tried", data={"token": enter(client), "left": "a 云", "take": ["1", "2"]}, headers=HERE)
    assert answer.status_code == 200 and answer.url.path == "/tried"
    assert written == [("a 云", ["1", "2"])]
    # A page may say what is in the way.
    answer = client.post("/tried", data={"token": token(client), "left": "no"}, headers=HERE)
    assert answer.status_code == 409 and len(written) == 1


def test_the_cookie_is_strict_and_the_link_opens_once(client: TestClient) -> None:
    told: list[str] = []
    editors = client.app.state.editors  # type: ignore[attr-defined]
    editors.announce = told.append
    link = editors.link
    assert client.head(link).status_code == 403 and told == [], "only opening it uses it up"
    cookie = client.get(link).headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Max-Age" not in cookie and "Secure" not in cookie
    assert told == [editors.link] and editors.link != link
    another = beside(client)
    answer = another.get(link)
    assert answer.status_code == 403 and "used already" in sentence(answer.text)
    assert another.get("/tried").status_code == 403
    enter(another)
    assert client.get("/tried").status_code == 200, "who was let in stays"
    secure = TestClient(client.app, base_url="https://testserver")
    assert "Secure" in secure.get(editors.link).headers["set-cookie"]


def test_pages_of_editors_differ_and_no_token_twice(client: TestClient, store: Path) -> None:
    plain = client.get("/policies")
    assert "Referrer-Policy" not in plain.request.headers and plain.headers["referrer-policy"] == "no-referrer"
    enter(client)
    page = client.get("/tried")
    assert page.headers["referrer-policy"] == "same-origin" and page.headers["cache-control"] == "no-store"
    assert token(client) != token(client), "what is compressed holds no secret twice"
    for one in (token(client), token(client)):
        assert client.post("/tried", data={"token": one}, headers=HERE).status_code == 200


WRONG: dict[str, tuple[dict[str, str], Fields, int, str]] = {
    "no token": (HERE, {"left": "x"}, 403, "did not come from a page"),
    "a forged token": (HERE, {"token": "a.b"}, 403, "did not come from a page"),
    "a blank token": (HERE, {"token": ""}, 403, "did not come from a page"),
    "a token that is no ASCII": (HERE, {"token": "云.云"}, 403, "did not come from a page"),
    "two tokens": (HERE, {"token": ["TOKEN", "TOKEN"]}, 403, "did not come from a page"),
    "nobody says where from": ({}, {"token": "TOKEN"}, 403, "did not come from a page"),
    "a hidden origin": ({"Origin": "null"}, {"token": "TOKEN"}, 403, "other sites"),
    "another site": ({"Origin": "https://evil.example"}, {"token": "TOKEN"}, 403, "other sites"),
    "another port": ({"Origin": "http://testserver:81"}, {"token": "TOKEN"}, 403, "other sites"),
    "cross-site": ({**HERE, "Sec-Fetch-Site": "cross-site"}, {"token": "TOKEN"}, 403, "Another site"),
    "same-site": ({**HERE, "Sec-Fetch-Site": "same-site"}, {"token": "TOKEN"}, 403, "Another site"),
    "a form followed from another site": (
        {**HERE, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
        {"token": "TOKEN"}, 403, "did not come from a page",
    ),
    "typed": ({**HERE, "Sec-Fetch-Site": "none"}, {"token": "TOKEN"}, 403, "did not come from a page"),
    "another kind of body": ({**HERE, "Content-Type": "text/plain"}, {"token": "TOKEN"}, 415, "A form is sent as"),
    "too large": (HERE, {"token": "TOKEN", "left": "x" * 1_000_001}, 413, "at most"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_everything_else_is_refused_in_a_sentence(client: TestClient, written: list[Any], case: str) -> None:
    headers, fields, status, said = WRONG[case]
    right = enter(client)
    sent = {
        k: [right if one == "TOKEN" else one for one in ([v] if isinstance(v, str) else v)] for k, v in fields.items()
    }
    answer = client.post("/tried", data=sent, headers=headers)
    assert (answer.status_code, written) == (status, []), answer.text
    assert said in (sentence(answer.text) or answer.text)


@pytest.mark.parametrize("body", [b"%ff=\xff", b"token=%ff", "token=云".encode()])
def test_what_is_no_form_is_refused(client: TestClient, written: list[Any], body: bytes) -> None:
    enter(client)
    headers = {**HERE, "Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post("/tried", content=body, headers=headers)
    assert answer.status_code == 400 and "cannot be read" in sentence(answer.text) and written == []


@pytest.mark.parametrize("stolen", [False, True])
def test_without_the_key_nothing_is_shown_and_nothing_written(
    client: TestClient, written: list[Any], stolen: bool
) -> None:
    """A token of another browser is worth nothing without its cookie, nor with a cookie of one's own making."""
    right = enter(client)
    another = beside(client)
    if stolen:
        enter(another)
    answer = another.post("/tried", data={"token": right, "left": "x"}, headers=HERE)
    assert answer.status_code == 403 and written == []
    assert ("did not come" if stolen else "Open the link") in sentence(answer.text)
    another.cookies.clear()
    another.cookies.set(next(iter(client.cookies)), "made up")
    assert another.get("/tried").status_code == 403


def test_a_site_that_only_reads_refuses_and_is_the_same(store: Path, written: list[Any], client: TestClient) -> None:
    enter(client)
    with TestClient(site.create_app(web_site.settings_of(store))) as reading:
        reading.cookies.update(client.cookies)
        for lang, said in (("en", "only reads"), ("zh", "本站只读")):
            headers = {**HERE, "Accept-Language": lang}
            for answer in (
                *(reading.get(path, headers=headers) for path in ("/enter?key=", "/enter?key=x", *site.WRITING)),
                *(reading.post(path, data={"token": "x"}, headers=headers) for path in site.WRITING),
            ):
                assert answer.status_code == 403 and said in sentence(answer.text), answer.text
        # Somebody else's cookie changes no byte of a page, and who may not write sees the same page where others may.
        nobody = TestClient(client.app)
        for path in ("/policies", "/units?filter=x", "/questions"):
            assert reading.get(path).content == nobody.get(path).content
            assert "token" not in reading.get(path).text
            assert reading.get(path).headers["referrer-policy"] == "no-referrer"
    assert written == []
