"""What is new since a day: documents with their projects, regulations that ended, and the same as a feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import site_pages
import web_site
from folders import ROOT
from starlette.testclient import TestClient

from kg.stores import catalogue, layout
from kg.stores.opening import open_store
from kg.web.site import create_app
from ontology.iris import ID

OLD = "个旧市卫生健康局2023年预算项目.txt"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, one of them loaded long ago."""
    path = site_pages.loaded(tmp_path_factory.mktemp("news") / "examples.kg", ROOT / "examples")
    with open_store(path) as opened:
        document = next(
            ox.NamedNode(e.document) for e in catalogue.Catalogue.read(opened).entries.values() if e.file_name == OLD
        )
        (day,) = opened.quads(document, catalogue.LOADED, None, catalogue.GRAPH)
        changed = ox.Quad(
            document, catalogue.LOADED, ox.Literal("2020-01-01", datatype=day.object.datatype), catalogue.GRAPH
        )
        opened.replace({}, {day}, {changed})
    path.joinpath(layout.LISTS).unlink()  # no step of a load changed the store: what is kept beside it does not know
    return path


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(web_site.settings_of(store)), headers={"accept-language": "zh"}) as found:
        yield found


def test_what_came_since_a_day(site: TestClient) -> None:
    text = site.get(f"/new?since={date.today() - timedelta(1)}").text
    assert "新增文件 14 个" in text
    assert OLD not in text
    assert "个旧市卫生健康局2024年预算项目.txt" in text
    older = site.get("/new?since=2019-01-01").text
    assert "新增文件 15 个" in older
    assert OLD in older
    assert "新增文件 0 个、项目 0 个" in site.get(f"/new?since={date.today() + timedelta(1)}").text


def test_regulations_that_ended_since(site: TestClient) -> None:
    assert "玉红政发〔2012〕22号" in site.get("/new?since=2022-06-01").text
    assert "玉红政发〔2012〕22号" not in site.get("/new?since=2022-12-01").text.partition('id="ended"')[2]


@pytest.mark.parametrize("since", ["", "x", "2024-13-45", "'\"><script>"])
def test_no_day_is_the_last_month(site: TestClient, since: str) -> None:
    answer = site.get("/new", params={"since": since})
    assert answer.status_code == 200
    assert f'value="{date.today() - timedelta(30)}"' in answer.text


def test_the_feed_has_the_documents(site: TestClient) -> None:
    answer = site.get("/new.atom?since=2019-01-01")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    assert len(entries) == 15
    assert entries[-1].findtext(f"{atom}updated") == "2020-01-01T00:00:00Z"
    for entry in entries:
        link = entry.find(f"{atom}link")
        assert link is not None
        assert link.attrib["href"].startswith("http://testserver/id/document/")
        assert str(entry.findtext(f"{atom}id")).startswith(ID)
