"""What readers say is wrong, and findings that a reviewer accepts, on the pages of a site where one may write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import site_pages
import web_site
from added_files import HERE, document, enter
from click.testing import CliRunner
from starlette.testclient import TestClient

from kg.auditing import accepted
from kg.cli import cli
from kg.judging import notes
from kg.stores import layout
from kg.web import site

UNIT = "云山市卫生健康局"

pytestmark = pytest.mark.usefixtures("nobody_looks_at_the_first_page")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notes")
    (folder / "wrong.txt").write_bytes(document(UNIT, part="16.00"))
    return site_pages.loaded(folder / "s.kg", folder / "wrong.txt")


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[TestClient]:
    settings = web_site.settings_of(store, editing=True)
    with TestClient(site.create_app(settings), headers={"Accept-Language": "en"}) as one:
        yield enter(one)


@pytest.fixture(scope="module")
def about(client: TestClient) -> str:
    """The page of the document, examined."""
    found = re.search(r'href="(/id/document/\w+)"', client.get("/documents").text)
    assert found is not None
    for _ in range(100):
        page = client.get(found[1])
        if "data-progress" not in page.text:
            return found[1]
    raise AssertionError("not examined")


def address(page: str, path: str) -> str:
    found = re.search(rf'href="({path}\?[^"]+)"', page)
    assert found is not None
    return unescape(found[1])


def send(client: TestClient, page: str, to: str, **more: str) -> tuple[int, str]:
    hidden = {n: unescape(v) for n, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)}
    answer = client.post(to, data={**hidden, **more}, headers=HERE)
    return answer.status_code, answer.text


def test_two_clicks_write_a_note(client: TestClient, store: Path, about: str) -> None:
    project = re.search(r'href="(/id/project/[^"]+)"', client.get(about).text)
    assert project is not None
    form = client.get(address(client.get(project[1]).text, "/note"))
    assert form.status_code == 200 and "<mark>" in form.text
    status, page = send(client, form.text, "/note", says="应为 26 万元", who="王某")
    assert status == 200 and "应为 26 万元" in page and "王某" in page
    (note,) = notes.read(store / layout.NOTES)
    assert note.says == "应为 26 万元" and note.words and note.words in unescape(form.text)
    listed = CliRunner().invoke(cli, ["--store", str(store), "notes"], env={"KG_LANG": "en"}).output
    assert "应为 26 万元" in listed and "there" in listed and "wrong.txt" in listed
    (store / layout.NOTES).unlink()
    assert "Nobody has said" in client.get("/note").text


@pytest.mark.parametrize("says", [site_pages.HOSTILE, "一\r\n二\x00\x1b[31m\u2028三", "=1+1", "字" * 9_000])
def test_hostile_words_stay_words(client: TestClient, store: Path, about: str, says: str) -> None:
    form = client.get(address(client.get(about).text, "/note")).text
    status, page = send(client, form, "/note", says=says, who=says)
    assert status == 200 and "<script>window" not in page and "<img src=x" not in page
    (note,) = notes.read(store / layout.NOTES)
    assert all(c.isprintable() for c in note.says + note.who) and len(note.says) <= notes.MOST_SAID
    (store / layout.NOTES).unlink()


WRONG = {
    "no place": ({"start": "x"}, 400), "beyond": ({"start": "0", "end": "99999999"}, 409), "nothing": ({"start": "5", "end": "5"}, 409),
    "no document": ({"document": "0" * 16}, 409), "no key of one": ({"document": "../../x"}, 400), "silence": ({"says": " \n"}, 409),
    "forged": ({"token": "a.b"}, 403), "long digits": ({"start": "1" * 30}, 400), "other digits": ({"start": "٣"}, 400),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_note_is_refused(client: TestClient, store: Path, about: str, case: str) -> None:
    changed, expected = WRONG[case]
    where = address(client.get(about).text, "/note")
    status, page = send(client, client.get(where).text, "/note", **{"says": "不对", **changed})
    assert status == expected and "<h1>" in page and not (store / layout.NOTES).exists()
    if not {"says", "token"} & set(changed):
        asked = dict(parse_qsl(where.partition("?")[2])) | changed
        assert client.get("/note", params=asked).status_code in (400, 404)


def test_a_finding_is_accepted_as_the_command_does(client: TestClient, store: Path, about: str) -> None:
    where = address(client.get(about).text, "/accept")
    form = client.get(where).text
    status, page = send(client, form, "/accept", why=" ")
    assert status == 400 and not (store / layout.ACCEPTED).exists()
    status, page = send(client, form, "/accept", why="已更正\n<b>公告</b>", token="a.b")
    assert status == 403 and not (store / layout.ACCEPTED).exists()
    status, page = send(client, form, "/accept", why="已更正\n<b>公告</b>")
    assert status == 200 and "已更正 &lt;b&gt;公告&lt;/b&gt;" in page and "Accepted" in page
    (one,) = accepted.read(store).values()
    assert one.finding in where and one.why == "已更正 <b>公告</b>"
    # The command knows it: the finding does not count any more.
    done = CliRunner().invoke(cli, ["--store", str(store), "audit"], env={"KG_LANG": "en"})
    assert "已更正" in done.output
    assert where not in unescape(client.get(about).text), "it is accepted already"
    gone = client.get("/accept", params={"document": where.split("document=")[1][:16], "finding": "none"})
    assert gone.status_code == 404
    (store / layout.ACCEPTED).unlink()
