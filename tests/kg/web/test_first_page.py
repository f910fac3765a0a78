"""The first page: it says what is still missing, and never fails for one of its lists."""

from __future__ import annotations

from pathlib import Path

import pytest
import site_pages
import web_site
from folders import ROOT
from starlette.testclient import TestClient

from kg.tables.table import Table
from kg.web.first_page import warm
from kg.web.query_worker import Failed, Reason
from kg.web.site import create_app
from kg.web.state import BeingMade, State


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = ROOT / "examples" / "红河州"
    return site_pages.loaded(tmp_path_factory.mktemp("start") / "s.kg", folder)


def _without(monkeypatch: pytest.MonkeyPatch, missing: str, error: Exception) -> None:
    listed = State.listed

    def refusing(state: State, name: str, wait: float | None = None) -> Table:
        if name == missing:
            raise error
        return listed(state, name, wait)

    monkeypatch.setattr(State, "listed", refusing)


@pytest.mark.parametrize(("lang", "said"), [("zh-CN", "整理超时，已停止：项目"), ("en", "stopped: Projects.")])
def test_a_list_that_was_stopped_leaves_the_others(
    path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, said: str
) -> None:
    _without(monkeypatch, "projects", Failed("limit", "too long"))
    client = TestClient(create_app(web_site.settings_of(path, patience=30.0)), headers={"Accept-Language": lang})
    page = client.get("/")
    assert page.status_code == 200 and said in page.text
    # Coming again by itself would only make it be begun again and again.
    assert "refresh" not in page.headers
    assert "/id/policy/" in page.text and "/id/project/" not in page.text


def test_a_list_that_is_being_made_comes_by_itself(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _without(monkeypatch, "projects", BeingMade())
    page = TestClient(create_app(web_site.settings_of(path, patience=30.0))).get("/")
    assert page.status_code == 200 and page.headers["refresh"]
    assert "/id/policy/" in page.text and "/id/project/" not in page.text


@pytest.mark.parametrize("reason", ["busy", "store"])
def test_a_store_that_cannot_be_read_is_no_missing_list(
    path: Path, monkeypatch: pytest.MonkeyPatch, reason: Reason
) -> None:
    _without(monkeypatch, "policies", Failed(reason, "cannot be read"))
    client = TestClient(create_app(web_site.settings_of(path, patience=30.0)), headers={"Accept-Language": "en"})
    assert client.get("/").status_code == 503


def test_a_site_that_is_closed_while_its_lists_are_made_says_nothing_and_makes_none(path: Path) -> None:
    state = State(web_site.settings_of(path))
    state.close()
    warm(state)
    with pytest.raises(BeingMade):
        state.listed("units", 0)
