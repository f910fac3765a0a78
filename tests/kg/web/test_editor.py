"""The SPARQL editor's data: the words that it offers, its examples, and the picture of an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import chain_store
import charted_store
import pytest
import web_site
from starlette.testclient import TestClient

from kg.answers import ask
from kg.stores.opening import memory_store
from kg.stores.store import Store
from kg.web.site import create_app
from kg.web.sparql import editor
from ontology.iris import ID, PREFIXES
from ontology.terms import PK


@pytest.fixture(scope="module")
def store() -> Store:
    return charted_store.fill(memory_store())


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = charted_store.on_disk(tmp_path_factory.mktemp("editor") / "s.kg")
    with TestClient(create_app(web_site.settings_of(path)), headers={"Accept-Language": "en"}) as client:
        yield client


@pytest.mark.parametrize(
    ("label", "zh", "kind"),
    [
        ("pk:basedOn", "依据", "property"),
        ("pk:BudgetProject", "预算项目", "class"),
        ("pk:County", "县级", "constant"),
        ("eli:LegalResource", "政策文件", "class"),
        ("schema:value", "", "property"),
        ("oa:exact", "", "property"),
    ],
)
def test_the_words_of_the_ontology_are_offered(label: str, zh: str, kind: str) -> None:
    found = {term["label"]: term for term in editor.terms("zh")}
    assert found[label]["type"] == kind
    assert not zh or found[label]["detail"] == zh


def test_every_word_of_ours_that_a_program_may_use_is_offered() -> None:
    offered = {term["label"] for term in editor.terms("en")}
    ours = {f"pk:{name}" for name in vars(PK)}
    assert ours <= offered, sorted(ours - offered)
    assert all(label.partition(":")[0] in PREFIXES for label in offered)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_example_runs_and_the_short_ones_have_an_answer(store: Store, lang: str) -> None:
    kinds = [kind for kind, _, _ in editor.examples(lang)]  # type: ignore[arg-type]
    assert kinds.count("example") == 8 and kinds.count("question") > 20
    for kind, name, query in editor.examples(lang):  # type: ignore[arg-type]
        assert name
        answer = store.query(query)
        if kind == "example":
            assert list(answer), name  # type: ignore[arg-type]


def test_only_the_prefixes_that_are_used_are_declared() -> None:
    assert editor.with_prefixes("SELECT * { ?s pk:basedOn ?o }").startswith(f"PREFIX pk: <{PREFIXES['pk']}>\n\nSELECT")
    assert editor.with_prefixes("SELECT * { ?s ?p <http://example.org/pk:x> }").count("PREFIX") == 0


def test_the_page_holds_its_data_as_data(client: TestClient) -> None:
    page = client.get("/editor").text
    model = json.loads(re.search(r'id="model">(.*?)</script>', page, re.S)[1])  # type: ignore[index]
    assert model["prefixes"] == PREFIXES and model["ours"] == ID and model["most"] == editor.MOST_DRAWN
    assert "A query may take 20 seconds" in page


def test_a_graph_is_the_things_and_the_arrows_between_them(client: TestClient) -> None:
    keys = [chain_store.policy(name).removeprefix(ID) for name in (chain_store.PROVINCE, chain_store.NATION)]
    page = client.get("/editor/graph", params={"key": keys})
    assert page.status_code == 200
    titles = chain_store.TITLES
    assert titles[chain_store.PROVINCE] in page.text and titles[chain_store.NATION] in page.text
    assert titles[chain_store.COUNTY] not in page.text
    sent = page.headers["content-security-policy"]
    assert sent.startswith("default-src 'none'; script-src 'sha256-") and "'self'" not in sent
    assert sent.endswith("frame-ancestors 'none'")


@pytest.mark.parametrize(
    ("keys", "status"),
    [
        ([f"policy/{i}" for i in range(51)], 400),
        (["policy/none"], 404),
        ([], 404),
        (["policy/> <x"], 404),
    ],
)
def test_what_cannot_be_drawn_is_said(client: TestClient, keys: list[str], status: int) -> None:
    page = client.get("/editor/graph", params={"key": keys})
    assert page.status_code == status
    assert "<h1>" in page.text


def test_the_error_of_a_query_names_its_line(store: Store) -> None:
    """What the page takes the place from."""
    with pytest.raises(ask.AskError, match=r"line 2, column \d+"):
        ask.run(store, "SELECT *\nWHERE { ?s pk: }}")


def test_bundles_are_what_their_checksums_say(root: Path) -> None:
    """A change of a bundle without its sources, or the other way round, is seen by ``npm run build`` in .ci/run."""
    import hashlib

    vendor = root / "kg" / "web" / "static" / "vendor"
    sums = dict(line.split("  ")[::-1] for line in (vendor / "SHA256SUMS.txt").read_text("utf-8").splitlines())
    assert set(sums) == {file.name for file in vendor.iterdir()} - {"SHA256SUMS.txt"}
    for name, expected in sums.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == expected, name


def test_every_library_in_a_bundle_has_its_notice(root: Path) -> None:
    notices = (root / "kg" / "web" / "static" / "vendor" / "THIRD_PARTY_NOTICES.txt").read_text("utf-8")
    for name in ("echarts", "zrender", "@codemirror/view", "codemirror-lang-sparql", "@lezer/highlight", "style-mod"):
        assert re.search(rf"^{re.escape(name)} \d+\.\d+\.\d+ \((?:MIT|Apache-2.0|BSD-3-Clause)\)$", notices, re.M), name
    assert "Apache ECharts" in notices and "Copyright" in notices
    licences = set(re.findall(r"^\S+ \d+\.\d+\.\d+ \(([^)]+)\)$", notices, re.M))
    assert licences <= {"MIT", "Apache-2.0", "BSD-3-Clause", "0BSD"}
