"""Files at URLs: read as if they lay in a folder, refused before they are fetched where that is known, failures as sentences."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import papers
import pytest
from click.testing import CliRunner
from loading_sessions import exported

from kg.cli import cli
from kg.loading import file_reader, load
from kg.loading.workers import Workers
from kg.stores import catalogue
from kg.stores.opening import memory_store, open_store
from loaders import formats
from loaders.formats.containers.urls import Url, place
from loaders.source import UnreadableFile

fsspec = pytest.importorskip("fsspec", reason="pip install 'policy-kg[urls]'")


@pytest.fixture
def memory() -> Iterator[str]:
    """A folder of fsspec's file system in memory with two papers, a hidden file and one that is not read."""
    system = fsspec.filesystem("memory")
    system.store.clear()
    for name, text in (
        ("县/qinghe.txt", papers.QINGHE),
        ("县/shiqiao.txt", papers.SHIQIAO),
        (".hidden/a.txt", "a"),
        ("~$a.txt", "a"),
        ("song.mp3", "a"),
    ):
        system.pipe(f"/open/{name}", text.encode())
    yield "memory://open"
    system.store.clear()


class Quiet(SimpleHTTPRequestHandler):
    """A web server that tells nobody, refuses some, and does not say the size of others."""

    asked: list[str]

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        if "secret" in self.path:
            self.send_error(403)
        elif "endless" in self.path:
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 1_000_000)
            except OSError:
                pass
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        if "secret" in self.path:
            self.send_error(403)
        elif "endless" in self.path:
            self.send_response(200)
            self.end_headers()
        else:
            super().do_HEAD()


@pytest.fixture
def web(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine, and what was fetched from it."""
    pytest.importorskip("aiohttp", reason="pip install 'policy-kg[urls]'")
    papers.write(tmp_path / "www", qinghe=papers.QINGHE)
    (tmp_path / "www" / "large.txt").write_bytes(b"x" * 2_000)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "www")))
    server.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", server.asked  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("text", "name", "ending"),
    [
        ("s3://bucket/a/b.txt", "b.txt", ".txt"),
        ("https://a.gov.cn/b/c.html?id=3&d=/x.pdf#top", "c.html", ".html"),
        ("hdfs://name:8020/卫健局/预算.DOCX", "预算.DOCX", ".DOCX"),
        ("memory://a", "a", ""),
        ("file:///a//b.txt", "b.txt", ".txt"),
    ],
)
def test_a_url_is_kept_as_it_is_and_names_its_file(text: str, name: str, ending: str) -> None:
    url = place(text)
    assert isinstance(url, Url)
    assert str(url) == text == catalogue.posix(url) == str(url.absolute()) == str(pickle.loads(pickle.dumps(url)))
    assert (url.name, url.suffix) == (name, ending)
    assert str(url.parent) != text
    assert url == place(text) and hash(url) == hash(place(text))


@pytest.mark.parametrize(
    "text", ["a.txt", "/a/b.txt", "C:/a.txt", "C:\\a.txt", "c://a", "a:b", "s3:/a", "://", "3s://a"]
)
def test_a_path_is_no_url(text: str) -> None:
    assert place(text) == Path(text) and not isinstance(place(text), Url)


def test_a_folder_at_a_url_gives_the_same_graph_as_on_disk(memory: str, tmp_path: Path) -> None:
    folder = papers.write(tmp_path / "open", qinghe=papers.QINGHE, shiqiao=papers.SHIQIAO)
    files, passed_over = load.find_files([place(memory)])
    assert [str(file) for file in files] == [f"{memory}/县/qinghe.txt", f"{memory}/县/shiqiao.txt"]
    assert passed_over == {".mp3": 1}
    assert [file.bytes for file in files if isinstance(file, Url)] == [
        len(papers.QINGHE.encode()),
        len(papers.SHIQIAO.encode()),
    ]
    exports = {}
    for what, found in (("there", files), ("here", load.find_files([folder])[0])):
        with open_store(tmp_path / f"{what}.kg") as store:
            report = load.load(store, found)
            assert report.count("loaded") == 2 and report.facts["documents"] == 2
        # All but what the files are called and where each is to be had.
        export = exported(tmp_path / f"{what}.kg").splitlines()
        exports[what] = [
            line
            for line in export
            if "/graph/catalogue>" not in line and "<http://purl.org/dc/terms/source>" not in line
        ]
        sources = sorted(line.split()[2] for line in export if "<http://purl.org/dc/terms/source>" in line)
        named = [f"<{file}>" if what == "there" else f'"{Path(str(file)).name}"' for file in found]
        assert sources == sorted(named)
    assert exports["there"] == exports["here"]
    with open_store(tmp_path / "there.kg") as store:
        assert set(catalogue.Catalogue.read(store).entries) == {str(file) for file in files}
        assert load.load(store, files).count("unchanged") == 2
        fsspec.filesystem("memory").pipe("/open/县/qinghe.txt", papers.QINGHE.replace("120.5", "77").encode())
        report = load.load(store, files)
        assert [outcome.status for outcome in report.outcomes] == ["updated", "unchanged"]
        load.remove(store, catalogue.Catalogue.read(store).under(place(memory)))


@pytest.mark.parametrize("force", [False, True])
def test_copies_at_urls_are_counted_once_as_on_disk(memory: str, force: bool, tmp_path: Path) -> None:
    fsspec.filesystem("memory").pipe("/open/县/copy.txt", papers.QINGHE.encode())
    files, _ = load.find_files([place(memory)])
    with memory_store() as store:
        for expected in ("loaded", "updated" if force else "unchanged"):
            report = load.load(store, files, force=force)
            assert [outcome.status for outcome in report.outcomes] == [expected] * 3
        assert report.facts.get("documents", 0) == (2 if force else 0)
        graphs = {str(name) for name in store.inner.named_graphs() if "/document/" in str(name)}
        assert len(graphs) == 2


def test_a_process_that_reads_takes_urls_too(tmp_path: Path) -> None:
    file = papers.write(tmp_path, qinghe=papers.QINGHE) / "qinghe.txt"
    with closing(Workers(1)) as workers:
        found = workers.submit(place(f"file://{file}")).result(60)
    assert found.reason is None and found == file_reader.read(file) and found.nquads


def test_a_file_that_is_too_large_is_not_fetched(web: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    url, asked = web
    monkeypatch.setattr(formats, "MAX_BYTES", 1_000)
    with pytest.raises(UnreadableFile, match=r"large\.txt is larger than the limit of 0 MB"):
        formats.content(place(f"{url}/large.txt"))
    assert asked == []
    with pytest.raises(UnreadableFile, match=r"endless\.txt is larger than the limit of 0 MB"):
        formats.content(place(f"{url}/endless.txt"))


def test_a_page_of_the_web_is_loaded_and_failures_are_sentences(web: tuple[str, list[str]], tmp_path: Path) -> None:
    url, asked = web
    store = ("--store", str(tmp_path / "s.kg"))
    names = (f"{url}/qinghe.txt?a=1", f"{url}/secret.txt", f"{url}/missing.txt", "http://127.0.0.1:9/a.txt")
    done = CliRunner().invoke(cli, [*store, "load", *names])
    assert done.exit_code == 1
    assert f"loaded     {url}/qinghe.txt?a=1" in done.stdout and "Files: 1 loaded, 3 failed." in done.stdout
    reasons = sorted(done.stderr.splitlines())
    assert len(reasons) == 3
    for reason in (
        "127.0.0.1:9/a.txt cannot be read (Cannot connect",
        "/missing.txt does not exist.",
        "/secret.txt cannot be read (403",
    ):
        assert any(reason in line for line in reasons)
    # A new file is fetched once.
    assert asked.count("/qinghe.txt?a=1") == 1
    assert "Nothing changed" in CliRunner().invoke(cli, [*store, "load", names[0]]).stdout
    assert "Removed 1 file" in CliRunner().invoke(cli, [*store, "remove", names[0]]).stdout


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("s3://bucket/a.txt", "s3://bucket/a.txt cannot be read: pip install s3fs."),
        ("hdfs://name/a.txt", "hdfs://name/a.txt cannot be read"),
        ("nosuch://a/a.txt", "nosuch://a/a.txt cannot be read (Protocol not known: nosuch)."),
        ("memory://nowhere/a.txt", "memory://nowhere/a.txt does not exist."),
        ("memory://open/empty.txt", "memory://open/empty.txt is empty."),
        (
            "memory://open/a.zip",
            "memory://open/a.zip is an archive at a URL, which kg does not open: download it and load",
        ),
        ("https://me:hush@a.gov.cn/a.txt", "an address at a.gov.cn holds a password or signature"),
        ("https://a.gov.cn/a.txt?X-Amz-Signature=hush", "an address at a.gov.cn holds a password or signature"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    url: str, sentence: str, memory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    for absent in ("s3fs", "pyarrow"):
        monkeypatch.setitem(sys.modules, absent, None)
    fsspec.filesystem("memory").pipe("/open/empty.txt", b"")
    fsspec.filesystem("memory").pipe("/open/a.zip", b"PK\x05\x06" + bytes(18))
    with memory_store() as store:
        (outcome,) = load.load(store, load.find_files([place(url)])[0]).outcomes
    assert outcome.status == "failed" and outcome.reason is not None
    assert outcome.reason.startswith(sentence) and "\n" not in outcome.reason
    assert "hush" not in outcome.reason


def test_without_fsspec_the_user_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(UnreadableFile, match=r"is a URL, which needs fsspec: pip install 'policy-kg\[urls\]'"):
        formats.content(place("s3://bucket/a.txt"))


def test_without_aiohttp_the_web_names_the_same_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    registry = pytest.importorskip("fsspec.registry")
    monkeypatch.delitem(registry._registry, "https", raising=False)
    monkeypatch.setitem(sys.modules, "fsspec.implementations.http", None)
    with pytest.raises(UnreadableFile, match=r"cannot be read: pip install 'policy-kg\[urls\]'"):
        formats.content(place("https://www.example.gov.cn/a.html"))
