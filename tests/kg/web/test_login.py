"""Who may read the site: the file of names and hashes, the headers that log in, and how much of the machine that takes."""

from __future__ import annotations

import asyncio
import base64
import os
import stat
import threading
from pathlib import Path

import pytest
import web_site
from click.testing import CliRunner, Result
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from kg.cli import cli
from kg.web import login
from kg.web.guard import Guard
from kg.web.login import LoginError, Logins


@pytest.fixture(autouse=True)
def cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time; what a real one costs is seen below."""
    monkeypatch.setattr(login, "_COST", (2, 8, 1))


def basic(name: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


def password(file: Path, name: str, *more: str, typed: str | None = None) -> Result:
    given = None if typed is None else f"{typed}\n{typed}\n"
    return CliRunner().invoke(cli, ["password", str(file), name, *more], input=given, env={"KG_LANG": "en"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "readers"
    login.write(made, "王芳", "长长的口令 1")
    login.write(made, "harvester", "s.e:c.ret")
    return made


def client_of(file: Path) -> TestClient:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(Request(scope).url.path)(scope, receive, send)

    return TestClient(Guard(app, web_site.settings_of(file.with_name("none.kg"), passwords=file)))


def test_only_who_is_named_reads(file: Path) -> None:
    client = client_of(file)
    for headers in (
        basic("王芳", "长长的口令 1"),
        basic("harvester", "s.e:c.ret"),
        {"Authorization": "Bearer harvester.s.e:c.ret"},
    ):
        expected = 200 if "Basic" in headers["Authorization"] else 401
        assert client.get("/policies", headers=headers).status_code == expected
    for headers in (
        {},
        basic("王芳", "长长的口令"),
        basic("王芳", ""),
        basic("nobody", "长长的口令 1"),
        basic("", ""),
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic " + base64.b64encode(b"\xff:\xff").decode()},
        {"Authorization": "Digest x"},
        {"Authorization": "Bearer"},
    ):
        for path in ("/", "/sparql?query=x", "/static/site.css"):
            answer = client.get(path, headers=headers)
            assert (
                answer.status_code == 401 and answer.text == "This site asks for a name and its password, or a key.\n"
            )
            assert answer.headers["www-authenticate"].startswith("Basic realm=")
    assert "密码" in client.get("/", headers={"Accept-Language": "zh"}).text


def test_a_key_of_a_program(file: Path) -> None:
    done = password(file, "统计 2", "--key")
    assert done.exit_code == 0, done.output
    key = done.stdout.strip()
    assert key.startswith("统计 2.") and len(key) > 40 and key.rpartition(".")[2] not in file.read_text("utf-8")
    client = client_of(file)
    header = f"Bearer {key}".encode()
    assert client.get("/", headers={b"Authorization": header}).status_code == 401, "headers are Latin-1"
    name, _, secret = key.rpartition(".")
    assert client.get("/", headers=basic(name, secret)).status_code == 200
    plain = password(file, "harvester-2", "--key").stdout.strip()
    assert client.get("/", headers={"Authorization": f"Bearer {plain}"}).status_code == 200
    assert client.get("/", headers={"Authorization": f"bearer {plain}x"}).status_code == 401


def test_the_file_is_read_again_when_it_has_changed(file: Path) -> None:
    client = client_of(file)
    old, new = basic("王芳", "长长的口令 1"), basic("王芳", "another one")
    assert (client.get("/", headers=old).status_code, client.get("/", headers=new).status_code) == (200, 401)
    assert password(file, "王芳", typed="another one").exit_code == 0
    assert (client.get("/", headers=old).status_code, client.get("/", headers=new).status_code) == (401, 200)
    file.write_text("nonsense")
    assert client.get("/", headers=new).status_code == 200, "those of before stay until the file can be read"
    file.write_text("# nobody\n")
    assert client.get("/", headers=new).status_code == 401


def test_what_the_command_writes(tmp_path: Path) -> None:
    file = tmp_path / "readers"
    assert password(file, "a", typed="long enough").exit_code == 0
    assert password(file, "b", typed="long enough").exit_code == 0
    lines = file.read_text().splitlines()
    assert [line.split(":")[:2] for line in lines] == [["a", "scrypt"], ["b", "scrypt"]]
    assert lines[0].split(":")[5] != lines[1].split(":")[5], "each has its own salt"
    assert "long enough" not in file.read_text()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [*tmp_path.iterdir()] == [file]
    for name, typed, said in (
        ("a", "short", "8 characters"),
        ("a:b", "long enough", "colon"),
        ("#a", "long enough", "colon"),
    ):
        done = password(file, name, typed=typed)
        assert done.exit_code == 2 and said in done.stderr and file.read_text().splitlines() == lines


@pytest.mark.parametrize(
    ("text", "said"), [("a:b\n", "line 1"), ("\n# x\na:scrypt:1:2:3\n", "line 3"), (None, "cannot be read")]
)
def test_a_file_that_cannot_be_used(tmp_path: Path, text: str | None, said: str) -> None:
    file = tmp_path / "readers"
    if text is not None:
        file.write_text(text)
    with pytest.raises(LoginError, match=said):
        Logins(file)


def test_right_credentials_are_hashed_once_and_not_too_many_at_once(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    held = threading.Event()

    def fits(secret: str, kept: str) -> bool:
        hashed.append(secret)
        assert held.wait(60)
        return login.hashed(secret) != kept and secret == "长长的口令 1"

    monkeypatch.setattr(login, "fits", fits)
    logins = Logins(file)
    right = basic("王芳", "长长的口令 1")["Authorization"]

    async def ask() -> tuple[list[object], bool]:
        wrong = [
            asyncio.create_task(logins.known(basic("王芳", f"guess {number}")["Authorization"])) for number in range(60)
        ]
        await asyncio.sleep(0)
        await asyncio.sleep(0.1)
        held.set()
        found = await asyncio.gather(*wrong, return_exceptions=True)
        return found, await logins.known(right) and await logins.known(right)

    found, known = asyncio.run(ask())
    assert known and hashed.count("长长的口令 1") == 1
    assert sum(isinstance(one, login.TooManyAtOnce) for one in found) == 60 - login._AT_ONCE
    assert not any(one is True for one in found)


def test_a_hash_costs_what_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    n, r, p = login._COST
    assert n * r * 128 >= 16 << 20 and p >= 5, "OWASP's Password Storage Cheat Sheet"
    kept = login.hashed("长长的口令 1")
    assert login.fits("长长的口令 1", kept) and not login.fits("长长的口令 2", kept)
