"""The findings of the site: those of ``kg audit``, worked out aside, as far as they are known."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import site_pages
import web_site
from click.testing import CliRunner
from folders import ROOT
from starlette.testclient import TestClient

from kg.cli import cli
from kg.stores.opening import open_store
from kg.web.background_audit import AuditPlace, AuditRow, BackgroundAudit, Progress, examined
from kg.web.findings import findings
from kg.web.site import create_app
from ontology.iris import ID


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_pages.loaded(tmp_path_factory.mktemp("findings") / "examples.kg", ROOT / "examples")


@pytest.fixture(scope="module")
def site(path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(web_site.settings_of(path))) as client:
        until = time.monotonic() + 120
        while client.get("/findings/progress").json()["running"]:
            assert time.monotonic() < until
            time.sleep(0.2)
        yield client


def test_they_are_those_of_the_command(path: Path, site: TestClient) -> None:
    told = json.loads(CliRunner().invoke(cli, ["--store", str(path), "audit", "--all", "--json"]).stdout)
    wrong = [one for one in told if one["check"] == "citation" or one["verdict"] in ("mismatch", "truncated")]
    rows = site.get("/findings?format=json&severity=all&lang=en").json()
    assert len(rows) > 10
    expected = sorted(
        (one["document"], one["evidence"][-1]["start"], one["note"] if one["check"] == "citation" else one["formula"])
        for one in wrong
    )
    got = sorted((row["document"], row["start"], row["message"]) for row in rows)
    assert [one[:2] for one in got] == [one[:2] for one in expected]
    assert all(mine[2].startswith(theirs[2]) for mine, theirs in zip(got, expected, strict=True))


def test_every_quote_is_the_text_at_its_place(path: Path, site: TestClient) -> None:
    with open_store(path, read_only=True) as store:
        for iri, rows in examined(store):
            text = next(value for _, _, value in store.statements(iri, "https://w3id.org/policy-kg/ns#text"))
            for row in rows:
                assert set(row.text) == set(row.kind) == set(row.verdict) == {"zh", "en"}
                for place in row.places:
                    assert text[place.start : place.end] == place.surface


def test_they_can_be_narrowed(site: TestClient) -> None:
    def rows(query: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = site.get(f"/findings?lang=en&format=json&{query}").json()
        return found

    everything = rows("severity=all")
    assert {row["severity"] for row in everything} == {"error", "warning", "style"}
    assert {row["severity"] for row in rows("")} == {"error", "warning"}
    assert len(rows("")) + len(rows("severity=style")) == len(everything)
    assert rows("kind=number-without-code")
    assert all(row["check"] == "number without agency code" for row in rows("kind=number-without-code"))
    file = everything[0]["document"]
    assert rows(f"severity=all&document={file}") == [row for row in everything if row["document"] == file]
    assert rows("filter=这样的词不存在") == []
    assert [row["document"] for row in rows("sort=document")] == sorted(str(row["document"]) for row in rows(""))
    order = ["error", "warning", "style"]
    assert sorted(order.index(str(row["severity"])) for row in everything) == [
        order.index(str(row["severity"])) for row in everything
    ]


def test_the_page_of_a_document_and_of_a_policy_tell_theirs(site: TestClient) -> None:
    cited = next(
        row for row in site.get("/findings?format=json&severity=all&lang=en").json() if "no longer" in row["check"]
    )
    key = cited["iri"].removeprefix(ID).split("/")[1]
    page = site.get(f"/id/document/{key}?lang=en").text
    assert cited["message"][:30] in page.replace("&#39;", "'")
    assert f'href="/text/{key}#{cited["start"]}-{cited["end"]}"' in page
    project = site.get(f"/id/{cited['iri'].removeprefix(ID)}?lang=en").text
    policy = project.partition('id="citations"')[2].split('href="/id/policy/')[1:]
    told = [site.get("/id/policy/" + one.partition('"')[0] + "?lang=en").text for one in policy]
    assert any(cited["message"][:30] in one.replace("&#39;", "'") for one in told)


def test_what_is_asked_for_comes_first(path: Path) -> None:
    """A document that somebody looks at is examined before those that nobody asked for."""
    examiner = BackgroundAudit(path)
    with open_store(path, read_only=True) as store:
        last = max(iri for iri, *_ in store.statements(None, "https://w3id.org/policy-kg/ns#sha256"))
        rows = examiner.document(store, last, 60)
        how_far = examiner.look(store)
        assert rows is not None
        assert how_far.done <= how_far.total
        assert examiner.document(store, f"{ID}document/0000000000000000", 0) is None or not how_far.running
    examiner.close()
    assert not examiner._process.is_alive()


def test_a_closed_examiner_says_so(path: Path) -> None:
    examiner = BackgroundAudit(path)
    examiner.close()
    with open_store(path, read_only=True) as store:
        assert examiner.look(store).running is False
        assert examiner.document(store, f"{ID}document/x", 0.1) is None


def test_a_table_of_findings() -> None:
    names = {"zh": "测算", "en": "calculation"}
    places = (AuditPlace(3, 5, "=1"), AuditPlace(7, 9, "乙", "第2页"))
    row = AuditRow(f"{ID}document/3f2a", "a.txt", 8, "甲", "error", "sum", names, names, names, "", places)
    other = AuditRow(f"{ID}document/3f2a", "a.txt", None, "", "style", "style", names, names, names, "x", ())
    table = findings.table(findings.wrong([other, row]), "en")
    assert list(table)[0] == {
        "severity": "error", "check": "calculation", "document": "a.txt", "project": "甲", "message": "calculation", "quote": "=1 … 乙",
        "suggestion": None, "page": "第2页", "start": 7, "end": 9, "iri": f"{ID}project/3f2a/8",
    }  # fmt: skip
    assert list(table)[1]["iri"] == f"{ID}document/3f2a"
    assert "page" not in findings.table([other], "zh").columns


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress(3, 9, True), "3 of 9"),
        (Progress(0, 0, True), "0 of …"),
        (Progress(9, 9, False), ""),
        (Progress(5000, 5000, False, whole=False), "first 5000"),
    ],
)
def test_how_far_it_is(progress: Progress, said: str) -> None:
    assert said in findings.told(progress, "en")
    assert bool(findings.told(progress, "zh")) == bool(said)
