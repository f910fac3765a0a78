"""``/ns``: what each word means, for people and for programs."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import pytest
import small_store
import web_site
from rdflib import Graph
from starlette.testclient import TestClient

from kg.web.site import create_app
from ontology import vocabulary


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = small_store.on_disk(Path(tmp_path_factory.mktemp("words")) / "s.kg")
    with TestClient(create_app(web_site.settings_of(path))) as client:
        yield client


@pytest.mark.parametrize(("lang", "called"), [("zh", "内容码"), ("en", "content key")])
def test_people_read_what_each_word_means(client: TestClient, lang: str, called: str) -> None:
    page = html.unescape(client.get("/ns", headers={"Accept": "text/html", "Accept-Language": lang}).text)
    assert 'id="contentKey"' in page and 'id="CountyLevel"' in page and called in page


def test_programs_get_turtle(client: TestClient) -> None:
    for answer in (client.get("/ns", headers={"Accept": "text/turtle"}), client.get("/ns?format=ttl")):
        assert answer.headers["content-type"].startswith("text/turtle")
        assert len(Graph().parse(answer.content, format="turtle")) == len(vocabulary.whole())
    assert client.get("/ns", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/ns?format=exe").status_code == 400
