"""An IRI of a former state of the store leads to what it means now, and to nothing where that is not known."""

from __future__ import annotations

from pathlib import Path

import papers
import pytest
import web_site
from click.testing import CliRunner
from judged_bodies import CHAOYANG, FILES, FINANCE, WATER_BUREAU
from starlette.testclient import TestClient

from kg.answers import dossier, former_iris
from kg.cli import cli
from kg.stores.opening import open_store
from kg.web.site import create_app
from loaders.rdf import identifiers
from ontology.iris import ID

BODY, AREA = identifiers.organisation, identifiers.area


def kg(store: Path, *args: str) -> str:
    done = CliRunner().invoke(cli, ["--store", str(store), *args], env={"KG_LANG": "en"})
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("former")
    kg(folder / "s.kg", "load", str(papers.write(folder / "papers", **FILES)))
    return folder / "s.kg"


@pytest.fixture(scope="module")
def apart(filled: Path) -> str:
    """朝阳区财政局 of a page that does not say of which city, which people judge to be Beijing's."""
    with open_store(filled, read_only=True) as store:
        found = {iri for iri, _, _ in store.statements() if iri.startswith(f"{BODY(CHAOYANG)}/in/")}
    (iri,) = found
    kg(filled, "same", FINANCE, iri, "--why", "核对过原件")
    return iri


#: What former versions called a body or an area, and what it is now; None where nobody knows.
FORMER = [
    (BODY("靖江市水务局"), None),
    (BODY("靖江水利局"), BODY(WATER_BUREAU)),  # read otherwise today
    (BODY("市水利局", "靖江市"), BODY(WATER_BUREAU)),  # the area says which city
    (BODY("市水利局", "兴化市"), None),  # there is none of that city in the store
    (BODY("北京市朝阳区财政局", "北京市朝阳区"), BODY(FINANCE)),
    (AREA("朝阳区", "北京市朝阳区"), AREA("北京市朝阳区")),
    (AREA("江苏省靖江市"), AREA("靖江市")),
    (AREA("朝阳区", "长春市"), None),
    (BODY("无此单位"), None),
    (f"{ID}document/0123456789abcdef", None),
    (BODY(WATER_BUREAU), None),
]


@pytest.mark.parametrize(("former", "now"), FORMER)
def test_what_a_former_name_means(filled: Path, apart: str, former: str, now: str | None) -> None:
    with open_store(filled, read_only=True) as store:
        assert former_iris.successor(store, former) == now
        if now is not None:
            assert [one.iri for one in dossier.find(store, former)] == [now]


def test_what_people_judged_is_shown_and_redirected(filled: Path, apart: str) -> None:
    with open_store(filled, read_only=True) as store:
        assert former_iris.successor(store, apart) == BODY(FINANCE)
    assert kg(filled, "show", apart) == kg(filled, "show", FINANCE)
    assert kg(filled, "show", BODY("靖江水利局")) == kg(filled, "show", WATER_BUREAU)
    with TestClient(create_app(web_site.settings_of(filled))) as client:
        for former, now, named in (
            (apart, BODY(FINANCE), FINANCE),
            (BODY("靖江水利局"), BODY(WATER_BUREAU), WATER_BUREAU),
        ):
            address = former.removeprefix(ID[: -len("id/")])
            page = client.get(f"/{address}?lang=zh", headers={"Accept": "text/html"}, follow_redirects=False)
            assert page.status_code == 303 and page.headers["location"].endswith("?lang=zh")
            assert named in client.get(page.headers["location"]).text
            turtle = client.get(f"/{address}", headers={"Accept": "text/turtle"})
            assert turtle.status_code == 200 and now.rpartition("/")[2] in turtle.text
        assert client.get("/id/organisation/无此单位").status_code == 404


def test_a_name_of_one_document_is_read_where_that_document_is_read(filled: Path) -> None:
    with open_store(filled, read_only=True) as store:
        homes = {
            identifiers.home(project): iri
            for project, _, iri in store.statements(None, f"{ID[: -len('id/')]}ns#implementedBy")
            if iri == BODY(WATER_BUREAU)
        }
        (digits,) = {home.rpartition("/")[2] for home in homes}
        assert former_iris.successor(store, BODY("市水利局", digits)) == BODY(WATER_BUREAU)
        assert former_iris.successor(store, BODY("市水利局", "0123456789abcdef")) is None
