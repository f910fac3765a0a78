"""Files added in the browser: looked at, loaded, undone; and that nothing of what is refused or broken off stays."""

from __future__ import annotations

import io
import os
import signal
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import added_files
import pytest
import small_store
import web_site
from added_files import HERE, do, document, form, ready, said, send, token
from click.testing import CliRunner
from starlette.testclient import TestClient

from kg.cli import cli
from kg.loading import load as loading
from kg.loading.report import Outcome, Report
from kg.stores import catalogue, layout
from kg.stores.catalogue import Catalogue, LoadedFile, StoreChange, entry_quads
from kg.stores.opening import open_store
from kg.web import site
from kg.web.editing import addition_work
from kg.web.editing.addition_work import LoadedNow, UndoneLoad
from kg.web.editing.additions import Additions
from kg.web.editing.job_queue import JobQueue, Tell

UNITS = ("云山市卫生健康局", "云山市民政局", "云山市教育局")

pytestmark = pytest.mark.usefixtures("nobody_looks_at_the_first_page")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return small_store.on_disk(tmp_path / "s.kg")


@pytest.fixture
def client(store: Path) -> Iterator[TestClient]:
    with opened(store) as found:
        yield found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store into which nothing is loaded."""
    return small_store.on_disk(tmp_path_factory.mktemp("kept") / "s.kg")


@pytest.fixture(scope="module")
def door(kept: Path) -> Iterator[TestClient]:
    """A site on that store."""
    with opened(kept) as found:
        yield found


@contextmanager
def opened(store: Path) -> Iterator[TestClient]:
    """A site in whose browser the one-time link was opened."""
    settings = web_site.settings_of(store, editing=True, upload=2_000_000, upload_files=5)
    with TestClient(site.create_app(settings), headers={"Accept-Language": "en"}) as found:
        yield added_files.enter(found)


def loaded(store: Path) -> dict[str, str]:
    """The documents of the loaded files that came through the site, by file name."""
    with open_store(store, read_only=True) as graph:
        entries = Catalogue.read(graph).entries.values()
    return {entry.file_name: entry.document for entry in entries if f"/{layout.ADDED}/" in entry.path}


def left(store: Path) -> list[str]:
    """The files that stand where files arrive and where added ones are kept."""
    walked = [found for name in (layout.ARRIVING, layout.ADDED) for found in os.walk(store / name)]
    return sorted(Path(root, name).relative_to(store).as_posix() for root, _, names in walked for name in names)


def test_a_file_is_looked_at_loaded_and_undone(client: TestClient, store: Path) -> None:
    before = small_store.on_disk(store.with_name("other.kg"))
    address = send(client, ("卫健局 2024.txt", document(UNITS[0], part="16.00")))
    page = ready(client, address)
    assert "卫健局 2024.txt" in page and "disclosure" in page and f"{UNITS[0]}2024年预算重点项目公开" in page
    assert '<span class="severity error">' in page and "16.00" in page, "what is wrong is told before it is loaded"
    assert loaded(store) == {}, "looking at it stores nothing"
    page = do(client, address, "load", take=["卫健局 2024.txt"])
    assert said(page) == "1 of 1 files are stored, 0 could not be read." and 'value="undo"' in page
    assert list(loaded(store)) == ["卫健局 2024.txt"]
    assert UNITS[0] in client.get("/projects").text, "the pages show it"
    assert "卫健局 2024.txt" in client.get("/add").text
    page = do(client, address, "undo")
    assert said(page).startswith("Undone") and loaded(store) == {} and 'value="undo"' not in page
    with open_store(store, read_only=True) as now, open_store(before, read_only=True) as then:
        assert set(now.quads()) == set(then.quads()), "as if it had never been loaded"


def test_folders_and_archives_and_what_is_not_ticked(client: TestClient, store: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("民政/a.txt", document(UNITS[1]))
        archive.writestr("b.txt", document(UNITS[2]))
        archive.writestr("song.mp3", b"x")
    address = send(client, ("卫健/甲.txt", document(UNITS[0])), ("all.zip", packed.getvalue()), ("卫健/.hidden", b"x"))
    page = ready(client, address)
    for path in ("卫健/甲.txt", "all.zip/民政/a.txt", "all.zip/b.txt"):
        assert f'value="{path}" checked' in page
    assert "Not read: 1 file with ending .mp3." in page and "Left out: 1 hidden" in page
    page = do(client, address, "load", take=["卫健/甲.txt", "all.zip/b.txt", "no such"])
    assert sorted(loaded(store)) == ["b.txt", "甲.txt"] and said(page).startswith("2 of 2")
    with open_store(store, read_only=True) as graph:
        assert all(entry.is_there() for entry in Catalogue.read(graph).entries.values() if "added" in entry.path)


def test_what_cannot_be_read_says_why_and_stops_nothing(client: TestClient, store: Path) -> None:
    address = send(
        client, ("a.txt", document(UNITS[0])), ("b.pdf", b"%PDF-1.4 broken"), ("c.exe", b"MZ\0"), ("d.txt", b"")
    )
    page = ready(client, address)
    assert page.count("Not read:") == 3 and page.count('" checked>') == 1
    assert "is empty" in page and "cannot be read" in page
    page = do(client, address, "load", take=["a.txt", "b.pdf"])
    assert said(page) == "1 of 2 files are stored, 1 could not be read." and list(loaded(store)) == ["a.txt"]


@pytest.mark.slow
def test_the_same_content_and_the_same_name(client: TestClient, store: Path) -> None:
    first = send(client, ("预算.txt", document(UNITS[0])))
    ready(client, first)
    do(client, first, "load", take=["预算.txt"])
    old = loaded(store)["预算.txt"]
    again = send(client, ("copy.txt", document(UNITS[0])))
    assert "A loaded file has the same content" in ready(client, again)
    do(client, again, "discard")
    # Of the same name: nothing is lost unless somebody says so.
    second = send(client, ("预算.txt", document(UNITS[1])))
    page = ready(client, second)
    found = page.partition('name="replace" value="')[2].partition('"')[0]
    assert found.startswith("预算.txt\t/") and "In place of" in page
    page = do(client, second, "load", take=["预算.txt"], replace=[found])
    assert "Taken out for these" in page and set(loaded(store).values()) != {old} and len(loaded(store)) == 1
    page = do(client, second, "undo")
    assert "Loaded again" in page and loaded(store) == {"预算.txt": old}


@pytest.mark.slow
def test_what_was_replaced_and_is_gone_is_told(client: TestClient, store: Path) -> None:
    elsewhere = store.with_name("x.txt")
    elsewhere.write_bytes(document(UNITS[0]))
    assert CliRunner().invoke(cli, ["--store", str(store), "load", str(elsewhere)]).exit_code == 0
    address = send(client, ("x.txt", document(UNITS[1])))
    found = ready(client, address).partition('name="replace" value="')[2].partition('"')[0]
    do(client, address, "load", take=["x.txt"], replace=[found])
    elsewhere.write_bytes(document(UNITS[2]))
    page = do(client, address, "undo")
    assert "Not restored, because the file is gone or has changed" in page and str(elsewhere) in page
    assert loaded(store) == {}


def stored_by(client: TestClient, *names: str) -> str:
    """Add a file of each name, each of another unit; gives the address of the load."""
    address = send(client, *((name, document(unit)) for name, unit in zip(names, UNITS, strict=False)))
    ready(client, address)
    assert said(do(client, address, "load", take=list(names))).startswith(f"{len(names)} of {len(names)}")
    return address


@pytest.mark.parametrize("how", ["moved", "restored from a backup"])
def test_a_load_is_undone_wherever_the_store_is_now(store: Path, how: str) -> None:
    with open_store(store, read_only=True) as graph:
        before = set(graph.quads())
    with opened(store) as client:
        address = stored_by(client, "民政/a.txt", "b.txt")
    now = store.with_name("库 2025.kg")
    if how == "moved":
        store.rename(now)
    else:
        for command in (["--store", str(store), "backup"], ["--store", str(now), "restore"]):
            done = CliRunner().invoke(cli, [*command, str(store.with_name("backup"))])
            assert done.exit_code == 0, done.output
    with opened(now) as client:
        assert said(do(client, address, "undo")) == "Undone: these files are not stored any more."
    assert loaded(now) == {} and [name for name in left(now) if not name.endswith(".json")] == []
    with open_store(now, read_only=True) as graph:
        assert set(graph.quads()) == before


def test_what_was_replaced_comes_back_also_in_a_store_that_was_moved(store: Path) -> None:
    with opened(store) as client:
        stored_by(client, "x.txt")
        old = loaded(store)
        address = send(client, ("x.txt", document(UNITS[1])))
        found = ready(client, address).partition('name="replace" value="')[2].partition('"')[0]
        do(client, address, "load", take=["x.txt"], replace=[found])
    now = store.rename(store.with_name("t.kg"))
    with opened(now) as client:
        page = do(client, address, "undo")
    assert f"Loaded again: {now.as_posix()}" in page and "Not restored" not in page
    assert loaded(now) == old


def test_what_stays_after_an_undo_is_told(client: TestClient, store: Path) -> None:
    """Somebody has the same content under another path: that stays."""
    address = stored_by(client, "x.txt")
    elsewhere = store.with_name("copy.txt")
    elsewhere.write_bytes(document(UNITS[0]))
    assert CliRunner().invoke(cli, ["--store", str(store), "load", str(elsewhere)]).exit_code == 0
    page = do(client, address, "undo")
    assert "Undone" in said(page) and f"because other loaded files have it too: {elsewhere}" in page
    with open_store(store, read_only=True) as graph:
        entries = Catalogue.read(graph).entries
    assert elsewhere.as_posix() in entries and loaded(store) == {}


def test_nothing_is_undone_where_the_files_are_stored_under_another_path(client: TestClient, store: Path) -> None:
    address = stored_by(client, "x.txt")
    key = address.rpartition("/")[2]
    with open_store(store) as graph:
        (ours,) = (one for path, one in Catalogue.read(graph).entries.items() if f"/{key}/" in path)
        astray = replace(ours, path=ours.path.replace(key, "renamed"))
        graph.replace({}, delete=entry_quads(ours), insert=entry_quads(astray))
    page = do(client, address, "undo")
    assert said(page).startswith("1 of 1") and f"Nothing was undone: {astray.path} stays stored" in page
    assert loaded(store) == {"x.txt": ours.document} and f"added/{key}/files/x.txt" in left(store)


def test_an_undo_that_does_not_come_to_its_end_says_so_and_goes_on(
    client: TestClient, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = stored_by(client, "a.txt", "b.txt")
    # Stopped before its turn: it is as it was.
    with open_store(store):
        client.post(address, data={"token": token(client), "action": "undo"}, headers=HERE)
        page = do(client, address, "stop")
    assert said(page).startswith("2 of 2 files are stored") and len(loaded(store)) == 2
    # And when the files were taken out.
    with monkeypatch.context() as patch:
        patch.setattr(addition_work, "undo", undo_and_die)
        page = do(client, address, "undo")
    assert loaded(store) == {} and said(page).startswith("The undo did not come to its end")
    assert "please report" not in page and "/id/document/" not in page and "files are stored" not in page
    assert 'value="undo"' in page and 'value="again"' in page
    assert said(do(client, address, "again")).startswith("2 of 2") and len(loaded(store)) == 2
    assert said(do(client, address, "undo")).startswith("Undone") and loaded(store) == {}


def undo_and_die(tell: Tell, *arguments: object) -> None:
    addition_work.undo(tell, *arguments)  # type: ignore[arg-type]
    os.kill(os.getpid(), signal.SIGKILL)


def test_files_that_cannot_be_kept_are_not_lost(
    client: TestClient, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = send(client, ("x.txt", document(UNITS[0])))
    ready(client, address)
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if path.name.startswith("."):
            raise OSError(28, "No space left on device")
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", full)
        answer = client.post(address, data={"token": token(client), "action": "load", "take": ["x.txt"]}, headers=HERE)
    assert answer.status_code == 507 and "No space left" in said(answer.text)
    assert 'value="x.txt" checked' in ready(client, address), "it can be decided on again"
    assert said(do(client, address, "load", take=["x.txt"])).startswith("1 of 1")


def replacing_load(store: Path) -> tuple[str, LoadedFile, list[LoadedNow], list[LoadedFile]]:
    """A load, done here, whose file replaced another: its key, the file that was replaced, its outcomes, what was taken out."""
    folder = store / layout.ADDED / "20240328-101500-0a1b2c3d" / "files"
    folder.mkdir(parents=True)
    old = store.with_name("old.txt")
    for file, unit in ((folder / "new.txt", UNITS[0]), (old, UNITS[1])):
        file.write_bytes(document(unit))
    with open_store(store) as graph:
        loading.load(graph, [old])
        was = Catalogue.read(graph).entries[catalogue.posix(old)]
    return (
        folder.parent.name,
        was,
        *addition_work.load(lambda _: None, store, None, folder, ["new.txt"], {"new.txt": was})[:2],
    )


def test_the_index_is_renewed_in_what_changed_alone(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[StoreChange | None] = []
    monkeypatch.setattr(addition_work.companions, "renew", lambda graph, step: told.append(step))
    key, was, outcomes, replaced = replacing_load(store)
    with open_store(store, read_only=True) as graph:
        second = catalogue.state(graph)
    undone = addition_work.undo(lambda _: None, store, None, key, outcomes, replaced)
    assert undone.restored == [was.path]
    first, then = told
    assert first is not None and then is not None and then.since == second != first.since
    assert first.documents == then.documents == {was.document, outcomes[0].document}


def test_who_stops_an_undo_has_it_done_in_part(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise loading.Interrupted(Report(), 1)

    key, was, outcomes, replaced = replacing_load(store)
    with monkeypatch.context() as patch:
        patch.setattr(loading, "load", stopped)
        undone = addition_work.undo(lambda _: None, store, None, key, outcomes, replaced)
    assert undone == UndoneLoad([], [], [], whole=False) and loaded(store) == {}
    undone = addition_work.undo(lambda _: None, store, None, key, outcomes, replaced)
    assert undone == UndoneLoad([was.path], [], [], whole=True)


REFUSED_NAMES = {
    "../../etc/passwd.txt": "leads out of its folder",
    "..\\x.txt": "leads out of its folder",
    "a/../../x.txt": "leads out of its folder",
    "CON": "Windows keeps this name",
    "aux.txt": "Windows keeps this name",
    "folder/LPT1.pdf": "Windows keeps this name",
    "com¹": "Windows keeps this name",
    "a\x01.txt": "control characters",
    "a\x7f.txt": "control characters",
    "云" * 256 + ".txt": "too long",
    "a/" * 21 + "x.txt": "too long",
    "a" * 3000 + ".txt": "too long",
}


@pytest.mark.parametrize("name", REFUSED_NAMES, ids=range(len(REFUSED_NAMES)))
def test_hostile_names_are_refused_in_a_sentence(door: TestClient, kept: Path, name: str) -> None:
    headers, body = form((name, document(UNITS[0])), token=token(door))
    answer = door.post("/add", content=body, headers=headers)
    assert answer.status_code == 400 and REFUSED_NAMES[name] in said(answer.text)
    assert left(kept) == [] and loaded(kept) == {}


def test_a_hostile_name_does_not_stop_the_others(door: TestClient) -> None:
    address = send(door, ("../a.txt", b"x"), ("fine.txt", document(UNITS[0])))
    page = ready(door, address)
    assert "Not taken" in page and "leads out of its folder" in page and 'value="fine.txt" checked' in page
    do(door, address, "discard")


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("卫生健康局.txt".encode("gb18030"), "卫生健康局.txt"),
        (b"\xff\xfe.txt", "%FF%FE.txt"),
        (b"C:\\Users\\me\\a.txt", "a.txt"),
        (b"/etc/a.txt", "etc/a.txt"),
        (b'a<b>c?.txt', "a_b_c_.txt"),
        ("a\u202etxt.exe.txt".encode(), "atxt.exe.txt"),
        ("e\u0301.txt".encode(), "é.txt"),
        (("云" * 120 + ".txt").encode(), "云" * 64 + "….txt"),
        (b"x. . .txt", "x. . .txt"),
        (b"folder. /x.txt", "folder/x.txt"),
    ],
)  # fmt: skip
def test_other_names_are_made_such_as_every_system_takes(door: TestClient, raw: bytes, stored: str) -> None:
    address = send(door, ("", b""), names=[raw])
    assert f'name="take" value="{stored}"' in ready(door, address)
    do(door, address, "discard")


def test_two_files_of_one_name_are_two(door: TestClient) -> None:
    address = send(door, *(("a.txt", document(unit)) for unit in UNITS))
    page = ready(door, address)
    for name in ("a.txt", "a (2).txt", "a (3).txt"):
        assert f'value="{name}" checked' in page
    do(door, address, "discard")


def test_too_much_is_refused_in_a_sentence_and_nothing_stays(door: TestClient, kept: Path) -> None:
    right = token(door)
    headers, body = form(("a.txt", b"x" * 2_000_000), token=right)
    answer = door.post("/add", content=body, headers=headers)
    assert answer.status_code == 413 and "2,000,000 bytes" in answer.text
    # Also where the head does not tell how much comes.
    answer = door.post("/add", content=iter([body[:1_500_000], body[1_500_000:]]), headers=headers)
    assert answer.status_code == 413 and "2,000,000 bytes" in said(answer.text)
    headers, body = form(*((f"{number}.txt", b"x") for number in range(6)), token=right)
    answer = door.post("/add", content=body, headers=headers)
    assert answer.status_code == 413 and "At most 5 files" in said(answer.text)
    assert left(kept) == []


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 300_000_000)
    return packed.getvalue()


def test_a_zip_bomb_is_not_opened(door: TestClient, kept: Path) -> None:
    address = send(door, ("bomb.zip", bomb()), ("fine.txt", document(UNITS[0])))
    page = ready(door, address)
    assert "Not read:" in page and "MB" in page and 'value="fine.txt" checked' in page
    assert sum(file.stat().st_size for file in (kept / layout.ARRIVING).rglob("*") if file.is_file()) < 1_000_000
    do(door, address, "discard")
    assert left(kept) == []


WRONG_FORMS = {
    "no token": (lambda right: form(("a.txt", b"x")), 403, "did not come from a page"),
    "a forged one": (lambda right: form(("a.txt", b"x"), token="a.b"), 403, "did not come from a page"),
    "files before it": (
        lambda right: (form()[0], form(("a.txt", b"x"))[1].replace(b"--xYz--", form(token=right)[1].rstrip())),
        403, "did not come from a page",
    ),
    "no files": (lambda right: form(token=right), 400, "No file was chosen"),
    "nothing chosen": (lambda right: form(("", b""), token=right), 400, "No file was chosen"),
    "half of it": (lambda right: (form()[0], form(("a.txt", b"x" * 1000), token=right)[1][:-500]), 400, "did not arrive whole"),
    "no form": (lambda right: ({**HERE, "Content-Type": "text/plain"}, b"x"), 415, "A form is sent as multipart"),
    "no boundary": (lambda right: ({**HERE, "Content-Type": "multipart/form-data"}, b"x"), 415, "A form is sent as multipart"),
    "garbage": (lambda right: (form()[0], b"garbage" * 100), 400, "cannot be read"),
    "from elsewhere": (lambda right: ({k: v for k, v in form()[0].items() if k != "Origin"}, form(("a.txt", b"x"), token=right)[1]), 403, "did not come"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG_FORMS)
def test_forms_that_are_not_ours_or_not_whole(door: TestClient, kept: Path, case: str) -> None:
    made, status, sentence = WRONG_FORMS[case]
    headers, body = made(token(door))
    answer = door.post("/add", content=body, headers=headers)
    assert answer.status_code == status and sentence in said(answer.text), answer.text
    assert left(kept) == [] and door.app.state.additions.undecided() == []  # type: ignore[attr-defined]


def test_without_the_key_nothing_is_taken(door: TestClient, kept: Path) -> None:
    right = token(door)
    stranger = TestClient(door.app, headers={"Accept-Language": "en"})
    headers, body = form(("a.txt", b"x"), token=right)
    for answer in (stranger.post("/add", content=body, headers=headers), stranger.get("/add"), stranger.get("/add/x")):
        assert answer.status_code == 403 and "Open the link" in said(answer.text)
    assert left(kept) == []
    assert door.get("/add/none").status_code == door.get("/add/..%2f..").status_code == 404


def test_who_goes_away_in_the_middle_leaves_nothing(store: Path) -> None:
    settings = web_site.settings_of(store, editing=True, arriving=3.0)
    app = site.create_app(settings)
    with web_site.listening(app, "on", settings) as address:
        client = added_files.enter(TestClient(app, base_url=address, headers={"Accept-Language": "en"}))
        headers, body = form(("a.txt", b"x" * 900_000), token=token(client))
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        head = f"POST /add HTTP/1.1\r\nHost: {address.removeprefix('http://')}\r\nOrigin: {address}\r\nCookie: {cookie}\r\n"
        head += f"Content-Type: {headers['Content-Type']}\r\nContent-Length: {len(body)}\r\n\r\n"
        port = int(address.rpartition(":")[2])
        # Who hangs up, and who sends nothing any more.
        for hang_up in (True, False):
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(head.encode() + body[:400_000])
                until = time.monotonic() + 30
                while not left(store) and time.monotonic() < until:
                    time.sleep(0.02)
                assert left(store), "it has begun to arrive"
                if not hang_up:
                    connection.settimeout(30)
                    assert connection.recv(100).startswith(b"HTTP/1.1 4")
            until = time.monotonic() + 30
            while left(store) and time.monotonic() < until:
                time.sleep(0.05)
            assert left(store) == []
        # Who is slow, but sends, is heard to the end.
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(head.encode())
            for start in range(0, len(body), 100_000):
                connection.sendall(body[start : start + 100_000])
                time.sleep(0.5)
            assert connection.recv(100).startswith(b"HTTP/1.1 303")


@pytest.mark.slow
def test_two_at_once_and_none_is_lost(client: TestClient, store: Path) -> None:
    """Both are stored, one after the other; who waits is told, also while another program writes."""
    second = added_files.enter(TestClient(client.app, headers={"Accept-Language": "en"}))
    one = send(client, ("one.txt", document(UNITS[0])))
    other = send(second, ("two.txt", document(UNITS[1])))
    ready(client, one)
    ready(second, other)
    with open_store(store):
        for browser, address, name in ((client, one, "one.txt"), (second, other, "two.txt")):
            answer = browser.post(
                address, data={"token": token(browser), "action": "load", "take": [name]}, headers=HERE
            )
            assert answer.status_code == 200
        until = time.monotonic() + 60
        while "writing to the store" not in said(client.get(one).text) and time.monotonic() < until:
            time.sleep(0.1)
        assert "Another program is writing to the store" in said(client.get(one).text)
        assert said(second.get(other).text) == "1 other changes come first; yours follows by itself."
    for browser, address in ((client, one), (second, other)):
        assert said(ready(browser, address)).startswith("1 of 1")
    assert sorted(loaded(store)) == ["one.txt", "two.txt"]


@pytest.mark.slow
def test_two_people_decide_on_one_upload(client: TestClient, store: Path) -> None:
    address = send(client, ("one.txt", document(UNITS[0])))
    ready(client, address)
    right = token(client)
    answers: list[int] = []
    data = {"token": right, "action": "load", "take": ["one.txt"]}
    threads = [
        threading.Thread(target=lambda: answers.append(client.post(address, data=data, headers=HERE).status_code))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409, 409, 409]
    ready(client, address)
    assert len(loaded(store)) == 1


@pytest.mark.slow
def test_a_load_that_is_stopped_can_go_on_or_be_undone(client: TestClient, store: Path) -> None:
    address = send(client, ("one.txt", document(UNITS[0])))
    ready(client, address)
    with open_store(store):
        client.post(address, data={"token": token(client), "action": "load", "take": ["one.txt"]}, headers=HERE)
        page = do(client, address, "stop")
    assert said(page).startswith("Stopped: 0 of 1") and 'value="again"' in page and 'value="undo"' in page
    page = do(client, address, "again")
    assert said(page).startswith("1 of 1") and list(loaded(store)) == ["one.txt"]


@pytest.mark.slow
def test_what_a_killed_process_left_is_cleaned_and_gone_on_with(store: Path) -> None:
    settings = web_site.settings_of(store, editing=True)
    first = Additions(settings, JobQueue("test"))
    room = first.room()
    (room / "half.txt").write_bytes(b"half")
    killed = store / layout.ARRIVING / "999999999"
    (killed / "x").mkdir(parents=True)
    (killed / "x" / "half.txt").write_bytes(b"half")
    other = store / layout.ARRIVING / "1"
    other.mkdir()
    # Killed between the person's yes and the end of the load: the next process does it.
    with TestClient(site.create_app(settings), headers={"Accept-Language": "en"}) as client:
        added_files.enter(client)
        address = send(client, ("one.txt", document(UNITS[0])))
        ready(client, address)
        with open_store(store):
            client.post(address, data={"token": token(client), "action": "load", "take": ["one.txt"]}, headers=HERE)
    assert loaded(store) == {}
    with TestClient(site.create_app(settings), headers={"Accept-Language": "en"}) as client:
        assert not killed.exists() and not room.exists() and other.exists(), "what a running process holds stays"
        added_files.enter(client)
        assert said(ready(client, address)).startswith("1 of 1")
    assert list(loaded(store)) == ["one.txt"]


@pytest.mark.slow
def test_who_leaves_much_undecided_is_told(client: TestClient) -> None:
    for number in range(20):
        send(client, (f"{number}.txt", b"x"))
    headers, body = form(("a.txt", b"x"), token=token(client))
    answer = client.post("/add", content=body, headers=headers)
    assert answer.status_code == 409 and "20 uploads are neither loaded nor discarded" in said(answer.text)


@pytest.mark.slow
@pytest.mark.parametrize("editing", [False, True])
def test_a_watched_folder_is_loaded_beside_what_is_added(store: Path, editing: bool) -> None:
    """Also by a site on which nobody may write; with editors its page says how it stands."""
    folder = store.with_name("in")
    folder.mkdir()
    (folder / "watched.txt").write_bytes(document(UNITS[0]))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4")
    told: list[Outcome] = []
    settings = web_site.settings_of(store, editing=editing, watch=folder)
    with TestClient(site.create_app(settings, told.append), headers={"Accept-Language": "en"}) as client:
        until = time.monotonic() + 90
        while len(told) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        assert sorted((one.status, Path(one.path).name) for one in told) == [
            ("failed", "broken.pdf"),
            ("loaded", "watched.txt"),
        ]
        assert "damaged" in next(one.reason or "" for one in told if one.status == "failed")
        assert client.post("/add", content=b"", headers=HERE).status_code == 403
        if editing:
            page = added_files.enter(client).get("/add").text
            assert "1 file since the site was started" in page and "broken.pdf is damaged" in page
        else:
            assert client.get("/add").status_code == 403 and "only reads" in said(client.get("/add").text)
    with open_store(store, read_only=True) as graph:
        assert "watched.txt" in {entry.file_name for entry in Catalogue.read(graph).entries.values()}


def test_the_first_page_leads_to_it(door: TestClient) -> None:
    assert "main" in (text := door.get("/").text) and '<a href="/add">' in text.partition("<main")[2]
