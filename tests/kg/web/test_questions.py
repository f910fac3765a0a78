"""The library of questions: every named query has a page, a form, an answer and its text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import charted_store
import pytest
import web_site
from query_values import VALUES
from starlette.testclient import TestClient

import queries
from kg.web import pages
from kg.web.site import create_app
from kg.web.sparql import questions

VALUES = {
    **VALUES,
    "co-cited": {"number": "红政办发〔2021〕12号"},
    "money-handed-down": {"number": "个卫发 2022 9"},
    "projects-citing": {"number": "个卫发 2022 9"},
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = charted_store.on_disk(tmp_path_factory.mktemp("questions") / "s.kg", hostile=True)
    with TestClient(create_app(web_site.settings_of(path)), headers={"Accept-Language": "en"}) as client:
        yield client


def test_no_parameter_is_called_like_one_of_the_page_and_each_has_a_name() -> None:
    for name in queries.names():
        for param in queries.load(name).params:
            assert param.name not in questions.OWN
            assert f"param_{param.name}" in pages.words()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_library_lists_every_query_with_what_it_answers(client: TestClient, lang: str) -> None:
    page = client.get(f"/questions?lang={lang}").text
    for name in queries.names():
        query = queries.load(name)
        assert f'href="/questions/{name}"' in page
        assert (query.title_zh if lang == "zh" else query.title) in page
    client.cookies.clear()


@pytest.mark.parametrize("name", queries.names())
def test_every_question_answers(client: TestClient, name: str) -> None:
    values = VALUES.get(name, {})
    page = client.get(f"/questions/{name}", params=values)
    assert page.status_code == 200
    assert 'id="answer"' in page.text and 'role="alert"' not in page.text
    rows = client.get(f"/questions/{name}", params={**values, "format": "json"}).json()
    assert isinstance(rows, list)
    link = page.text.partition('href="/editor#query=')[2].partition('"')[0]
    # No parameter is left; a $ in a string is an expression's.
    assert "WHERE" in unquote(link) and not [m for m in queries.TOKEN.finditer(unquote(link)) if m["name"]]


@pytest.mark.parametrize(
    "name", [name for name in queries.names() if any(p.default is None for p in queries.load(name).params)]
)
def test_without_what_it_needs_a_question_only_asks(client: TestClient, name: str) -> None:
    page = client.get(f"/questions/{name}")
    assert page.status_code == 200
    assert " required" in page.text and 'id="answer"' not in page.text and 'role="alert"' not in page.text


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/questions/most-cited?limit=-3", 400, "Rows must be a whole number, not “-3”."),
        ("/questions/most-cited?limit=十", 400, "Rows must be a whole number"),
        ("/questions/most-cited?limit=99999999999999999999", 400, "Rows must be a whole number"),
        ("/questions/chain-up?number=无此文件", 404, "No regulation that a loaded document cites matches “无此文件”."),
        ("/questions/chain-up?number=托育", 404, "Several regulations match “托育”; choose one."),
        ("/questions/no-such", 404, "There is nothing at this address"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(client: TestClient, address: str, status: int, said: str) -> None:
    page = client.get(address)
    assert page.status_code == status
    assert said in page.text


def test_a_candidate_answers_the_question(client: TestClient) -> None:
    page = client.get("/questions/chain-up?number=托育").text
    candidates = page.partition('role="alert"')[2].partition("</ul>")[0]
    address = candidates.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert client.get(address).status_code == 200


def test_a_value_cannot_leave_its_literal(client: TestClient) -> None:
    page = client.get("/questions/projects-of-unit", params={"unit": '") } } LIMIT 1 #'})
    assert page.status_code == 200 and "Nothing found." in page.text


def test_the_filter_keeps_the_parameters(client: TestClient) -> None:
    page = client.get("/questions/most-cited?limit=7&filter=托育").text
    assert '<input type="hidden" name="limit" value="7">' in page and 'value="托育"' in page
    rows = json.loads(client.get("/questions/most-cited?limit=2&format=json").text)
    assert len(rows) == 2


@pytest.mark.parametrize("bad", charted_store.HOSTILE)
def test_a_hostile_value_is_shown_as_it_is(client: TestClient, bad: str, tmp_path: Path) -> None:
    rows = client.get("/questions/money-flows?format=json").json()
    assert bad in {row["project"] for row in rows}
    page = client.get("/questions/projects-of-unit", params={"unit": bad}).text
    assert bad not in page or "<" not in bad
    sheet = client.get("/questions/money-flows?format=csv").content.decode("utf-8-sig")
    assert "\n=HYPERLINK" not in sheet and ",=HYPERLINK" not in sheet and ',"=HYPERLINK' not in sheet
