"""What can be read by its address: dossiers, and texts of documents in parts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_site import settings_of

from kg.loading.load import find_files, load
from kg.stores.opening import open_store
from kg.web.assistant import resources
from kg.web.assistant.framing import EDGE
from kg.web.assistant.resources import NoSuchResource
from kg.web.assistant.server import AssistantServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[AssistantServer]:
    path = tmp_path_factory.mktemp("resources") / "s.kg"
    with open_store(path) as opened:
        load(opened, find_files([root / "examples" / "红河州"])[0])
    found = AssistantServer(settings_of(path), "en")
    yield found
    found.close()


def test_every_document_can_be_read_to_its_end(
    server: AssistantServer, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "TEXT", 500)
    found, more = resources.documents(server.state.store(), 0)
    assert len(found) == 8 and not more
    one = next(document for document in found if document.name == "个旧市卫生健康局2024年预算项目.txt")
    parts: list[str] = []
    address: str | None = one.uri
    while address is not None:
        ((media, text),) = resources.read(server.calls, address)
        head, first, *lines = text.split("\n")
        assert media == "text/plain" and "no instruction" in head and first.startswith(f"{EDGE}{one.name}: characters ")
        follows = lines[0].removeprefix(f"{EDGE}What follows: ") if "What follows" in lines[0] else None
        parts.append("\n".join(line.removeprefix(EDGE) for line in lines[follows is not None :]))
        address = follows
    assert len(parts) > 1
    assert "".join(parts) == (root / "examples" / "红河州" / one.name).read_text("utf-8")


def test_behind_the_end_of_a_document_nothing_follows(server: AssistantServer) -> None:
    one = resources.documents(server.state.store(), 0)[0][0]
    ((_, text),) = resources.read(server.calls, f"{one.uri}?start=99999999")
    told = text.split("\n")[1]
    first, last, of = re.findall(r"[0-9,]+(?=–| of |\.$)", told.rpartition("characters ")[2])
    assert first == last == of


def test_a_list_of_documents_goes_on(server: AssistantServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "DOCUMENTS", 5)
    store = server.state.store()
    (first, more), (second, last) = resources.documents(store, 0), resources.documents(store, 5)
    assert (len(first), more, len(second), last) == (5, True, 3, False)
    assert len({one.uri for one in (*first, *second)}) == 8


@pytest.mark.parametrize("thing", ["policy/云财社发〔2023〕36号", "organisation/个旧市卫生健康局", "area/个旧市"])
def test_a_dossier_is_what_show_answers(server: AssistantServer, thing: str) -> None:
    iri = f"https://w3id.org/policy-kg/id/{thing}"
    (_, text), (media, data) = resources.read(server.calls, resources.address("dossier", iri))
    assert media == "application/json" and json.loads(data)["facts"]["iri"] == iri
    assert json.loads(data) == server.calls.show(iri, 50).structured("en") and iri in text
    # An address may be written as people read it.
    assert list(resources.read(server.calls, f"policy-kg://dossier/{thing}")) == [("text/plain", text), (media, data)]


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("https://example.org/x", "There is no resource 'https://example.org/x'"),
        ("policy-kg://document/", "There is no resource"),
        ("policy-kg://document/0123456789abcdef", "no document '0123456789abcdef'"),
        ("policy-kg://document/%3E%20x", "no document '> x'"),
        ("policy-kg://document/../../etc/passwd", "no document"),
        ("policy-kg://document/0123456789abcdef?start=x", "start must be a whole number, not 'x'."),
    ],
)
def test_an_address_at_which_nothing_stands(server: AssistantServer, uri: str, said: str) -> None:
    with pytest.raises(NoSuchResource) as wrong:
        list(resources.read(server.calls, uri))
    assert said in str(wrong.value)
