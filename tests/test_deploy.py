"""What runs the site as a service: the unit, the container, the servers before it, and that their arguments are those of the command."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path

import click
import httpx
import openpyxl
import pytest
import small_store
import web_site
from folders import ROOT

from kg.cli import cli
from kg.commands.serving import serve
from kg.web.site import create_app
from loaders.formats.containers import operating_system

DEPLOY = ROOT / "deploy"
NAME = "data.example.org"


def understood(args: list[str]) -> click.Context:
    """The context of a command line of ``kg``; what is wrong in it fails here."""
    with cli.make_context("kg", args.copy()) as context:
        name, command, rest = cli.resolve_command(context, [*context._protected_args, *context.args])
        assert name is not None and command is not None
        return command.make_context(name, rest, parent=context)


def unit() -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((DEPLOY / "policy-kg.service").read_text("utf-8"))
    return parser


def test_the_unit_starts_the_site(tmp_path: Path) -> None:
    command, *args = shlex.split(unit()["Service"]["ExecStart"])
    assert Path(command).name == "kg" and Path(command).is_absolute()
    settings = tmp_path / "site.toml"
    shutil.copy(DEPLOY / "policy-kg.toml", settings)
    args[args.index("/etc/policy-kg.toml")] = str(settings)
    context = understood(args)
    assert context.command is serve and context.params["name"] == (NAME,)
    (store,) = context.find_root().params["store"]
    assert store.is_relative_to(f"/var/lib/{unit()['Service']['StateDirectory']}"), (
        "the only place that it may write to"
    )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd checks its units itself")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "policy-kg.service").read_text("utf-8")
    file = tmp_path / "policy-kg.service"
    file.write_text(text.replace("/opt/policy-kg/bin/kg --store", f"{sys.executable} --store"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "policy-kg" in line]) == (0, []), done.stderr


def test_all_settings_of_the_file_are_those_of_the_command() -> None:
    settings = tomllib.loads((DEPLOY / "policy-kg.toml").read_text("utf-8"))["serve"]
    options = {option.removeprefix("--"): one for one in serve.params for option in one.opts}
    assert settings.keys() <= options.keys()
    defaults = {
        name: options[name].default for name in ("host", "timeout", "rows", "answer-size", "workers", "connections")
    }
    assert {name: settings[name] for name in defaults} == defaults, "what stands there as usual is usual"


@pytest.mark.parametrize("name", ["open-site.sh", "open-site.bat"])
def test_a_double_click_starts_the_site(name: str) -> None:
    """It opens the browser by the link that lets files be added; the store stands beside the file."""
    text = (DEPLOY / name).read_bytes()
    assert (b"\r\n" in text) is name.endswith(".bat"), "cmd reads its own ends of lines"
    command = re.search(r'^(?:%KG%|exec "\$kg") (.+serve.*?)\r?$', text.decode("utf-8"), re.M)
    assert command
    context = understood(command[1].split())
    assert context.command is serve and context.params["edit"] and context.params["browse"]
    assert context.find_root().params["store"] == (Path("policy.kg"),)


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Containerfile").read_text("utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def test_the_container_starts_the_site() -> None:
    steps = instructions()
    names = [name for name, _ in steps]
    assert {*names} <= {
        "FROM",
        "COPY",
        "RUN",
        "USER",
        "VOLUME",
        "WORKDIR",
        "ENV",
        "EXPOSE",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
    }
    last = dict(steps)
    assert re.fullmatch(r"\S+/python:3\.\d+-slim", last["FROM"]), "a version, and not the newest whatever it is"
    assert last["USER"].isdigit() and last["USER"] != "0" and names.index("USER") < names.index("ENTRYPOINT")
    assert json.loads(last["ENTRYPOINT"]) == ["kg"]
    context = understood(json.loads(last["CMD"]))
    assert context.command is serve
    assert str(context.params["port"]) == last["EXPOSE"] and context.params["host"] == "0.0.0.0"
    assert f", {last['EXPOSE']})" in last["HEALTHCHECK"]
    assert "KG_STORE=/data/" in last["ENV"] and last["VOLUME"] == "/data"
    extra = re.search(r"'/source\[(\w+)\]'", last["RUN"])
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    assert extra and extra[1] in setup["options.extras_require"]


def container_tool() -> str | None:
    for name in ("podman", "docker"):
        tool = shutil.which(name)
        if tool and subprocess.run([tool, "info"], capture_output=True, check=False, timeout=60).returncode == 0:
            return tool
    return None


@pytest.mark.slow
@pytest.mark.skipif(container_tool() is None, reason="nothing here builds containers")
def test_the_container_is_built_and_says_its_version() -> None:
    tool = container_tool()
    assert tool is not None
    subprocess.run(
        [tool, "build", "-t", "policy-kg-test", "-f", DEPLOY / "Containerfile", ROOT], check=True, timeout=1_500
    )
    done = subprocess.run(
        [tool, "run", "--rm", "policy-kg-test", "--version"], capture_output=True, text=True, check=True
    )
    assert "kg" in done.stdout


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def before(tool: str, site: str, certificate: tuple[Path, Path], folder: Path) -> Iterator[int]:
    """Nginx or Caddy before a site, with the file of ``deploy/`` but for its ports and its certificate; gives the port of HTTPS."""
    port, (pem, key) = free(), certificate
    address = site.removeprefix("http://")
    if tool == "nginx":
        text = (DEPLOY / "nginx.conf").read_text("utf-8")
        for old, new in (
            ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
            ("127.0.0.1:8765", address),
            (f"/etc/ssl/{NAME}.pem", str(pem)),
            (f"/etc/ssl/{NAME}.key", str(key)),
        ):
            assert old in text
            text = text.replace(old, new)
        places = "".join(
            f"{what}_temp_path {folder / what};\n" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        file = folder / "nginx.conf"
        file.write_text(
            f"daemon off; pid {folder / 'pid'}; error_log {folder / 'error.log'};\nevents {{}}\nhttp {{\naccess_log off;\n{places}{text}}}\n",
            encoding="utf-8",
        )
        command = ["nginx", "-p", str(folder), "-c", str(file), "-e", str(folder / "error.log")]
    else:
        text = (DEPLOY / "Caddyfile").read_text("utf-8")
        assert f"\n{NAME} {{\n" in text and "127.0.0.1:8765" in text
        text = text.replace(
            f"\n{NAME} {{\n", f"\nhttps://{NAME}:{port} {{\n\tbind 127.0.0.1\n\ttls {pem} {key}\n"
        ).replace("127.0.0.1:8765", address)
        file = folder / "Caddyfile"
        file.write_text(
            "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n" + text, encoding="utf-8"
        )
        command = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            command,
            stdout=said,
            stderr=said,
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder)},
            executable=shutil.which(command[0]),
        )
    try:
        until = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < until, (folder / "said").read_text()
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.processes
@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificate with openssl")
@pytest.mark.parametrize("tool", ["nginx", "caddy"])
def test_a_server_with_https_before_the_site(tool: str, tmp_path: Path) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    pem, key = tmp_path / "site.pem", tmp_path / "site.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
        + ["-addext", f"subjectAltName=DNS:{NAME}", "-out", pem, "-keyout", key],
        check=True,
        capture_output=True,
    )
    store = small_store.on_disk(tmp_path / "s.kg")
    settings = web_site.settings_of(store, hosts=(NAME,))
    with (
        web_site.listening(create_app(settings), "on", settings) as site,
        before(tool, site, (pem, key), tmp_path) as port,
    ):
        trusting = ssl.create_default_context(cafile=str(pem))

        def got(path: str, **headers: str) -> tuple[int, str]:
            """The answer under the site's name, whatever address that has."""
            with (
                socket.create_connection(("127.0.0.1", port), 30) as plain,
                trusting.wrap_socket(plain, server_hostname=NAME) as connection,
            ):
                lines = [f"GET {path} HTTP/1.1", f"Host: {headers.pop('host', NAME)}", "Connection: close"]
                lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
                connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
                said = b""
                while part := connection.recv(65_536):
                    said += part
            head, _, body = said.partition(b"\r\n\r\n")
            return int(head.split()[1]), body.decode()

        status, page = got("/policies", Accept_Language="en")
        assert status == 200 and "<h1>" in page
        status, answer = got("/sparql?query=SELECT%20(%3Cx%3E%20AS%20%3Fx)%20%7B%7D", Origin=f"https://{NAME}")
        assert status == 200 and f"https://{NAME}/x" in answer, (
            "it knows that it is called with HTTPS, and by which name"
        )
        assert got("/", Origin="https://elsewhere.example")[0] == 403
        assert got("/sparql?query=ASK%7B%7D", Sec_Fetch_Site="cross-site")[0] == 403


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command as PyInstaller builds it, in a folder of its own: it runs without the Python that is here."""
    tool = shutil.which("pyinstaller") or shutil.which("pyinstaller", path=str(Path(sys.executable).parent))
    if tool is None:
        pytest.skip("PyInstaller is not installed")
    folder = tmp_path_factory.mktemp("frozen")
    places = ["--distpath", folder / "dist", "--workpath", folder / "work"]
    subprocess.run([tool, *places, "-y", "--log-level", "ERROR", DEPLOY / "frozen.spec"], check=True, timeout=1_500)
    return folder / "dist" / "kg" / "kg"


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_a_frozen_command_starts_its_own_processes(frozen: Path, tmp_path: Path) -> None:
    """Readers beside a load, a reader in a child with limits, the processes of an audit and of queries: all are the command itself."""
    workbook = openpyxl.Workbook()
    for row in (["项目名称", "立项依据", "金额（万元）"], ["校舍维修", "《云南省义务教育条例》", 12.5]):
        workbook.active.append(row)
    workbook.save(tmp_path / "b.xlsx")

    def kg(*args: str, status: int = 0) -> str:
        command = [frozen, "--store", tmp_path / "s.kg", *args]
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "KG_LANG": "en"}
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=300, check=False
        )
        assert done.returncode == status, done.stderr
        return done.stdout

    files = [str(file) for file in sorted((ROOT / "examples" / "红河州").iterdir())]
    assert f"Files: {len(files) + 1} loaded." in kg("load", "--jobs", "2", *files, str(tmp_path / "b.xlsx"))
    # Status 1: something does not add up in them.
    assert "Checks: " in kg("audit", "--jobs", "2", status=1)
    assert "nothing wrong" in kg("check")
    port = free()
    command = [frozen, "--store", tmp_path / "s.kg", "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None and process.stdout.readline().startswith("http://")
        asked = {"query": "ASK { ?p a pk:BudgetProject }"}
        assert httpx.get(f"http://localhost:{port}/sparql", params=asked, timeout=120).json()["boolean"] is True
    finally:
        process.terminate()
        process.wait(30)


def test_a_frozen_program_is_its_own_child(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """What is seen of it without a build: the command of a child, and that only our own modules are run so."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    command = operating_system.child("kg.loading.file_reader")
    assert command == [sys.executable, "--child", "kg.loading.file_reader"]
    ran: list[list[str]] = []
    monkeypatch.setattr("kg.loading.file_reader.serve", lambda: ran.append([*sys.argv]))
    monkeypatch.setattr(sys, "argv", ["kg", *command[1:]])
    with pytest.raises(SystemExit) as left:
        operating_system.be_child()
    assert left.value.code == 0 and ran == [["kg", *command[1:]]]
    for argv in (["kg", "stats"], ["kg"], ["kg", "--child", "antigravity"]):
        monkeypatch.setattr(sys, "argv", argv.copy())
        operating_system.be_child()
        assert sys.argv == argv
