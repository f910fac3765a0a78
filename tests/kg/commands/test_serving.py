"""``kg serve``: starts, says where, ends at once with all its processes, and says plainly why it cannot."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import added_files
import pytest
import site_pages
import small_store
import uvicorn
from click.testing import CliRunner
from folders import ROOT
from starlette.applications import Starlette

from kg.cli import cli
from kg.commands import serving as serving_command
from kg.stores import layout
from kg.stores.opening import open_store
from kg.web import login
from kg.web.settings import Settings
from loaders.formats.containers import operating_system

ENV = {**os.environ, "KG_LANG": "en", "PYTHONUTF8": "1"}
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_store.on_disk(tmp_path_factory.mktemp("serve") / "small.kg")


@contextmanager
def serving(store: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command on a free port, and its address."""
    command = [sys.executable, "-c", "from kg.cli import main; main()", "--store", str(store), "serve", *more]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=ENV
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.match(r"https?://\S+/", line)
        assert found, line + (process.stderr.read() if process.stderr else "")
        yield process, found[0]
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.communicate()


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def got(address: str, seconds: float = 30) -> str:
    with urllib.request.urlopen(address, timeout=seconds) as answer:
        text: str = answer.read().decode()
        return text


def children(pid: int) -> set[int]:
    """All processes under one, as Linux tells them."""
    found: set[int] = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            if parent == pid:
                found |= {int(stat.parent.name)} | children(int(stat.parent.name))
    return found


def gone(pids: set[int], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals and /proc")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_with_all_its_processes(store: Path, sign: int) -> None:
    with serving(store, "--port", str(free()), "--timeout", "60") as (process, address):
        assert "<h1>" in got(address)
        ask = address + "sparql?query=" + urllib.parse.quote(HEAVY)

        def wait() -> None:
            with suppress(OSError, urllib.error.URLError):
                got(ask, 60)

        threading.Thread(target=wait, daemon=True).start()
        until = time.monotonic() + 30
        while not children(process.pid) and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(1)
        below = children(process.pid)
        assert below
        began = time.monotonic()
        process.send_signal(sign)
        # Who is asked to end by SIGTERM says so to its parent.
        assert process.wait(30) in ((0, 130) if sign == signal.SIGINT else (0, -sign))
        assert time.monotonic() - began < 30, "the query was waited for"
        assert gone(below, 10)
        _, said = process.communicate()
        assert "Traceback" not in said


def test_answers_are_sent_at_once() -> None:
    """The option that each accepted connection has in the server's own loop; without it a kept-alive answer waits 40 ms."""

    async def nodelay() -> int:
        seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def accepted(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            seen.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listener = serving_command.listening_socket("127.0.0.1", free())
        async with await asyncio.start_server(accepted, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            found = await seen
            writer.close()
        return found

    assert asyncio.run(nodelay())


def test_a_port_that_is_taken(store: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = CliRunner().invoke(cli, ["--store", str(store), "serve", "--port", str(port)])
    assert done.exit_code == 1
    assert done.stderr.startswith(f"kg: Port {port} of 127.0.0.1 cannot be used (")
    assert done.stderr.rstrip().endswith("name another with --port.")
    assert len(done.stderr.splitlines()) == 1


def test_without_a_port_the_next_free_one_is_taken(store: Path) -> None:
    with serving(store) as (_, first), serving(store) as (_, second):
        assert first != second
        assert "<h1>" in got(second)


def test_a_missing_store(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["--store", str(tmp_path / "none.kg"), "serve"])
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert "There is no store" in done.stderr


@pytest.mark.parametrize("package", ["uvicorn", "starlette", "jinja2"])
def test_a_missing_package_is_named_with_the_way_to_it(store: Path, package: str) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; from kg.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--store", str(store), "serve"], capture_output=True, text=True, encoding="utf-8", env=ENV, check=False
    )  # fmt: skip
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert package in done.stderr and "pip install 'policy-kg[web]'" in done.stderr


def test_it_opens_the_browser(store: Path, tmp_path: Path) -> None:
    code = f"""import click, pathlib
click.launch = lambda address: pathlib.Path({str(tmp_path / "opened")!r}).write_text(address)
from kg.cli import main; main()"""
    process = subprocess.Popen(
        [sys.executable, "-c", code, "--store", str(store), "serve", "--open"], stdout=subprocess.PIPE, env=ENV
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        until = time.monotonic() + 10
        while not (tmp_path / "opened").exists() and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.1)
        assert line.startswith((tmp_path / "opened").read_text())
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("option", ["--edit", "--watch=."])
def test_only_a_store_in_a_folder_is_written_to(option: str) -> None:
    done = CliRunner().invoke(cli, ["--store", "http://127.0.0.1:9/sparql", "serve", option], env={"KG_LANG": "en"})
    assert done.exit_code == 2 and "is an address: --edit and --watch are for a store in a folder" in done.stderr


def test_who_has_no_store_yet_begins_with_an_empty_one(tmp_path: Path) -> None:
    """The site that a double click starts: its page says that there is nothing yet and, in the browser that may, leads to adding."""
    store = tmp_path / "new.kg"
    with serving(store, "--port", str(free()), "--edit") as (process, address):
        assert process.stdout is not None
        ask = editor(address, process.stdout.readline().rpartition(" ")[2].strip())
        until = time.monotonic() + 90
        # Its lists are made in a process of their own, as those of any store.
        while "Nothing has been loaded yet." not in (page := ask("/")[2]) and time.monotonic() < until:
            time.sleep(0.2)
    assert "Nothing has been loaded yet." in page and 'href="/add"' in page and "0 documents" not in page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_prints_a_link_for_each_browser_that_may_write(store: Path, lang: str) -> None:
    with serving(store, "--port", str(free()), "--edit") as (process, address):
        assert process.stdout is not None
        seen = []
        for _ in range(2):
            line = process.stdout.readline()
            link = re.search(rf"{re.escape(address)}enter\?key=[\w-]{{43}}$", line.rstrip())
            assert link, line
            request = urllib.request.Request(link[0], headers={"Accept-Language": lang})
            with urllib.request.urlopen(request, timeout=60) as answer:
                assert {"en": "This browser may now", "zh": "此浏览器现在可以"}[lang] in answer.read().decode()
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(link[0], timeout=60)
            seen.append(link[0])
        assert len(set(seen)) == 2


def editor(address: str, link: str) -> Callable[..., tuple[int, str, str]]:
    """What asks a site as a browser in which its link was opened: path, body and headers → status, address and page."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    opener.addheaders = [("Accept-Language", "en")]

    def ask(path: str, body: bytes | None = None, **headers: str) -> tuple[int, str, str]:
        sent = {"Origin": address.rstrip("/"), **{name.replace("_", "-"): value for name, value in headers.items()}}
        with opener.open(urllib.request.Request(address + path.lstrip("/"), body, sent), timeout=60) as answer:
            return answer.status, answer.url, answer.read().decode()

    assert ask(link.removeprefix(address))[0] == 200
    return ask


@pytest.mark.processes
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_a_site_that_is_ended_while_it_loads_goes_on_at_its_next_start(tmp_path: Path, sign: int) -> None:
    """And of what was still being sent nothing is left."""
    store = small_store.on_disk(tmp_path / "s.kg")
    with serving(store, "--port", str(free()), "--edit") as (process, address):
        assert process.stdout is not None
        ask = editor(address, process.stdout.readline().rpartition(" ")[2].strip())
        token = re.search(r'name="token" value="([^"]+)"', ask("/add")[2])
        assert token
        media, body = added_files.form(("a.txt", added_files.document("云山市教育局")), token=token[1])
        page = ask("/add", body, Content_Type=media["Content-Type"])[1].removeprefix(address)
        until = time.monotonic() + 90
        while '"running":true' in ask(f"{page}?progress")[2] and time.monotonic() < until:
            time.sleep(0.1)
        with open_store(store):
            fields = urllib.parse.urlencode({"token": token[1], "action": "load", "take": "a.txt"}).encode()
            assert ask(page, fields)[0] == 200
            half = threading.Thread(target=suppressed, args=(ask, body[:-100], media["Content-Type"], len(body)))
            half.start()
            while not list((store / layout.ARRIVING).rglob("a.txt")) and time.monotonic() < until:
                time.sleep(0.05)
            assert list((store / layout.ARRIVING).rglob("a.txt"))
            process.send_signal(sign)
            process.wait(60)
            half.join(60)
    with serving(store, "--port", str(free()), "--edit") as (_, address):
        assert not list((store / layout.ARRIVING).rglob("*.txt"))
        until = time.monotonic() + 90
        while "云山市教育局" not in got(f"{address}units") and time.monotonic() < until:
            time.sleep(0.5)
        assert "云山市教育局" in got(f"{address}units")


def suppressed(ask: Callable[..., tuple[int, str, str]], body: bytes, media: str, length: int) -> None:
    """Send less than was announced; the answer never comes."""
    with suppress(OSError, http.client.HTTPException):
        ask("/add", body, Content_Type=media, Content_Length=str(length))


class Caught(Exception):
    """The site would have been started."""


@pytest.fixture
def settings(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Settings, str]]:
    """The settings with which ``kg serve`` starts the site, and what it says on standard error."""
    from kg.web import site

    monkeypatch.chdir(tmp_path)
    found: list[Settings] = []

    def caught(settings: Settings, told: object) -> Starlette:
        found.append(settings)
        return Starlette()

    def run(self: uvicorn.Server, sockets: list[socket.socket]) -> None:
        sockets[0].close()
        raise Caught

    monkeypatch.setattr(site, "create_app", caught)
    monkeypatch.setattr(uvicorn.Server, "run", run)

    def started(*args: str, **environment: str) -> tuple[Settings, str]:
        done = CliRunner().invoke(cli, ["--store", str(store), "serve", *args], env={"KG_LANG": "en", **environment})
        assert isinstance(done.exception, Caught), done.output
        return found.pop(), done.stderr

    return started


def test_limits_are_settings(settings: Callable[..., tuple[Settings, str]], tmp_path: Path) -> None:
    usual, said = settings()
    assert (usual.seconds, usual.rows, usual.workers, usual.answer, said) == (20, 100_000, 2, 64_000_000, "")
    # A file, the environment and the command line: each counts before the one before.
    (tmp_path / "policy-kg.toml").write_text(
        '[serve]\ntimeout = 30\nworkers = 4\nname = ["a.example", "B.example"]\nmemory = 9000\nrows=7\n'
    )
    own, _ = settings()
    assert (own.seconds, own.workers, own.rows) == (30, 4, 7) and {"a.example", "b.example"} < {*own.hosts}
    own, _ = settings(KG_SERVE_TIMEOUT="40", KG_SERVE_CORS="https://c.example https://d.example")
    assert (own.seconds, own.workers, own.origins) == (40, 4, ("https://c.example", "https://d.example"))
    own, _ = settings("--timeout", "50", "--answer-size", "3", "--connections", "77", KG_SERVE_TIMEOUT="40")
    assert (own.seconds, own.workers, own.answer, own.connections) == (50, 4, 3_000_000, 77)
    other = tmp_path / "other.toml"
    assert not settings()[0].editing and settings("--edit")[0].editing
    other.write_text("[serve]\ntimeout = 60\n")
    own, _ = settings("--config", str(other))
    assert (own.seconds, own.workers) == (60, 2)


@pytest.mark.parametrize("workers", [1, 2, 6])
def test_memory_is_a_sum_for_all_processes(settings: Callable[..., tuple[Settings, str]], workers: int) -> None:
    own, _ = settings("--workers", str(workers), "--memory", "20000")
    processes = own.workers + own.makers
    assert processes * own.memory_each <= 20_000 << 20 < processes * (own.memory_each + 1)
    usual, _ = settings("--workers", str(workers))
    there = operating_system.memory()
    assert usual.memory_each <= 4 << 30
    if there is not None and there > processes << 30:
        assert processes * usual.memory_each <= 0.75 * there


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[serve", "cannot be read"),
        ("[serve]\ntimeuot = 3\n", "timeuot is no setting of kg serve"),
        ("[serve]\nname = 'a'\n", "name takes a list"),
        ("[serve]\ntimeout = [3]\n", "timeout takes one value"),
        ("[serve]\ntimeout = 'long'\n", "'long' is not a valid float"),
        ("[serve]\nworkers = 0\n", "0 is not in the range"),
    ],
)
def test_a_file_of_settings_that_is_wrong(store: Path, tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "site.toml"
    file.write_text(text)
    done = CliRunner().invoke(cli, ["--store", str(store), "serve", "--config", str(file)], env={"KG_LANG": "en"})
    assert done.exit_code == 2 and said in done.stderr and "Traceback" not in done.stderr


def test_what_to_know_of_a_site_that_others_can_reach(
    settings: Callable[..., tuple[Settings, str]], tmp_path: Path
) -> None:
    own, said = settings("--host", "0.0.0.0")
    assert "Everybody on the network can read" in said
    name = re.search(r"for instance --name (\S+)\.$", said.rstrip())
    assert name and name[1] not in own.hosts
    passwords = tmp_path / "readers"
    login.write(passwords, "a", "long enough")
    own, said = settings("--host", "0.0.0.0", "--password-file", str(passwords), "--name", "Data.example")
    assert "Everybody" not in said and "Passwords cross the network readable" in said and "--name" not in said
    assert own.passwords == passwords and "data.example" in own.hosts
    for host in ("127.0.0.1", "localhost"):
        assert settings("--host", host)[1] == ""


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificate with openssl")
def test_with_a_certificate_it_speaks_https(store: Path, tmp_path: Path) -> None:
    certificate, key = tmp_path / "site.pem", tmp_path / "site.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        + ["-addext", "subjectAltName=DNS:localhost", "-out", certificate, "-keyout", key],
        check=True,
        capture_output=True,
    )
    with serving(store, "--port", str(free()), "--ssl-certfile", str(certificate), "--ssl-keyfile", str(key)) as (
        _,
        address,
    ):
        assert address.startswith("https://localhost:")
        trusting = ssl.create_default_context(cafile=str(certificate))
        with urllib.request.urlopen(address, timeout=60, context=trusting) as answer:
            assert "<h1>" in answer.read().decode()
    done = CliRunner().invoke(cli, ["--store", str(store), "serve", "--ssl-certfile", str(key)], env={"KG_LANG": "en"})
    assert done.exit_code == 1 and "cannot be used" in done.stderr and len(done.stderr.splitlines()) == 1


@pytest.mark.processes
def test_it_answers_while_a_load_writes(tmp_path: Path) -> None:
    path = tmp_path / "growing.kg"
    files = sorted((ROOT / "examples").rglob("*年预算项目.txt"))
    site_pages.loaded(path, files[0])
    with serving(path, "--port", str(free())) as (_, address):
        assert len(json.loads(got(address + "documents?format=json"))) == 1
        command = [
            sys.executable,
            "-c",
            "from kg.cli import main; main()",
            "--store",
            str(path),
            "load",
            *map(str, files),
        ]
        loading = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENV)
        counts = []
        while loading.poll() is None:
            counts.append(len(json.loads(got(address + "documents?format=json"))))
            got(address)
        assert loading.returncode == 0
        assert counts == sorted(counts)
        assert len(json.loads(got(address + "documents?format=json"))) == len(files)


@pytest.mark.processes
def test_half_open_connections_neither_stop_the_site_nor_fill_the_disk(store: Path) -> None:
    port = free()
    with serving(store, "--port", str(port)) as (process, address), ExitStack() as held:
        got(address)
        for number in range(900):
            half = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            half.sendall((b"GET / HTTP/1.1\r\nHost: localh", b"\x16\x03\x01\r\n\r\n")[number % 2])
        for _ in range(10):
            assert "<h1>" in got(address, 60)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert len(said) < 5_000 and said.count("\n") < 10, said[:2_000]


def test_what_nobody_says_is_what_the_settings_say() -> None:
    defaults = {option.name: option.default for option in serving_command.serve.params}
    usual = Settings(store="s.kg")
    assert defaults["timeout"] == usual.seconds
    assert defaults["rows"] == usual.rows
    assert defaults["answer_size"] * 1_000_000 == usual.answer
    assert defaults["workers"] == usual.workers
    assert defaults["connections"] == usual.connections
    assert defaults["upload_size"] * 1_000_000 == usual.upload
    assert defaults["upload_files"] == usual.upload_files
