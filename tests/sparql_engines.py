"""Real SPARQL engines for tests: Oxigraph's server, Apache Jena's TDB2 behind ``engines/JenaServer.java``, Virtuoso; all on 127.0.0.1.

Each can be killed and started again in the same folder.  One that is not installed skips its tests with the reason, in CI it fails them.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest
import requests

HERE = Path(__file__).parent
JARS = """
    jena-arq jena-base jena-core jena-iri jena-tdb2 jena-dboe-base
    jena-dboe-index jena-dboe-storage jena-dboe-transaction jena-dboe-trans-data jena-rdfconnection jena-shacl
    jena-shex jena-tdb thrift dexx.collection gson guava
    slf4j-api slf4j-nop commons-codec commons-io commons-lang3 commons-csv
    commons-compress httpclient httpcore jackson-annotations jackson-core jackson-databind
    jsonld-java protobuf
"""


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def absent(reason: str) -> None:
    """Skip, or in CI fail: there everything has been installed."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


class Engine:
    """A server in a folder of its own.

    ``query`` is the address for ``--store``; ``secrets`` are the environment variables with which kg may write to it.
    """

    name = ""
    secrets: dict[str, str] = {}

    def __init__(self) -> None:
        # Engines write through to the disk at every step; in memory that costs nothing.
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="kg-engine-", dir=memory if memory.is_dir() else None))
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def query(self) -> str:
        raise NotImplementedError

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        with (self.folder / "out.log").open("ab") as log:
            self.process = subprocess.Popen(self.command(), cwd=self.folder, stdout=log, stderr=log)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                answer = requests.get(
                    self.query,
                    params={"query": "SELECT * { ?s ?p ?o } LIMIT 1"},
                    headers={"Accept": "application/sparql-results+json"},
                    auth=self.basic(),
                    timeout=5,
                )
                if answer.status_code == 200:
                    return
            except requests.ConnectionError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"{self.name} did not start: {(self.folder / 'out.log').read_text('utf-8')[-2000:]}")

    def basic(self) -> tuple[str, str] | None:
        return None

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(20)
            self.process = None

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class OxigraphServer(Engine):
    name = "oxigraph"

    def __init__(self, *, union: bool = True) -> None:
        super().__init__()
        self.union = union

    @property
    def query(self) -> str:
        return f"http://127.0.0.1:{self.port}/query"

    def command(self) -> list[str]:
        binary = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
        if binary is None:
            absent("the oxigraph server is not installed (pip install oxigraph)")
        option = ["--union-default-graph"] if self.union else []
        return [str(binary), "serve", *option, "-l", str(self.folder / "data"), "-b", f"127.0.0.1:{self.port}"]


class Jena(Engine):
    name = "jena"
    secrets = {"KG_STORE_USER": "editor", "KG_STORE_PASSWORD": "open sesame"}

    @property
    def query(self) -> str:
        return f"http://127.0.0.1:{self.port}/ds/query"

    def basic(self) -> tuple[str, str] | None:
        return self.secrets["KG_STORE_USER"], self.secrets["KG_STORE_PASSWORD"]

    def command(self) -> list[str]:
        jars = [Path("/usr/share/java", f"{name}.jar") for name in JARS.split()]
        if shutil.which("javac") is None or not all(jar.exists() for jar in jars):
            absent("Jena and a JDK are not installed (apt install libapache-jena-java default-jdk-headless)")
        # Debian's jar looks for its messages under another name than the one they have in it.
        inside = "org/apache/jena/ext/xerces/"
        with zipfile.ZipFile("/usr/share/java/jena-core.jar") as jar:
            for name in jar.namelist():
                if name.startswith(inside) and name.endswith(".properties"):
                    target = self.folder / "classes" / "xerces" / name.removeprefix(inside)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(jar.read(name))
        classes = self.folder / "classes"
        path = os.pathsep.join([str(classes), *map(str, jars)])
        if not (classes / "JenaServer.class").exists():
            subprocess.run(
                ["javac", "-nowarn", "-cp", path, "-d", str(classes), str(HERE / "engines" / "JenaServer.java")],
                check=True,
                timeout=60,
            )
        return [
            "java", "-Dsun.net.httpserver.nodelay=true", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", path, "JenaServer",
            str(self.port), str(self.folder / "data"), "true", *self.secrets.values(),
        ]  # fmt: skip


class Virtuoso(Engine):
    name = "virtuoso"
    secrets = {"KG_STORE_USER": "dba", "KG_STORE_PASSWORD": "dba"}

    @property
    def query(self) -> str:
        return f"http://127.0.0.1:{self.port}/sparql"

    def command(self) -> list[str]:
        binary = shutil.which("virtuoso-t")
        if binary is None:
            absent("Virtuoso is not installed (apt install virtuoso-opensource-7-bin)")
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)
        (self.folder / "virtuoso.ini").write_text(
            f"""[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{free_port()}
ServerThreads = 10
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = .
SchedulerInterval = 10
[HTTPServer]
ServerPort = 127.0.0.1:{self.port}
ServerRoot = .
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 10000
""",
            "utf-8",
        )
        return [str(binary), "+foreground", "+configfile", "virtuoso.ini", "+wait"]


ENGINES = {engine.name: engine for engine in (OxigraphServer, Jena, Virtuoso)}
