"""One regulation traced through several stores."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from command import kg

from kg.answers import several_stores, trace
from kg.answers.policy_lookup import NoSuchPolicy
from kg.loading.load import find_files, load
from kg.stores.opening import open_store
from kg.stores.store import Place, Store

NUMBER = "云财社发〔2023〕36号"
BOTH = "蒙自市卫生健康局2024年预算项目.txt"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory, root: Path) -> list[Path]:
    """Two prefectures, of which the second store holds a document of the first as well; and one that cites nothing of it."""
    folder, examples = tmp_path_factory.mktemp("stores"), root / "examples"
    held = {
        "红河州.kg": [examples / "红河州"],
        "玉溪市.kg": [examples / "玉溪市", examples / "红河州" / BOTH],
        "别处.kg": [examples / "红河州" / "个旧市农业农村局2023年预算项目.txt"],
    }
    for name, files in held.items():
        with open_store(folder / name) as store:
            load(store, find_files(files)[0])
    return [folder / name for name in held]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Store:
    """One store of all of them."""
    path = tmp_path_factory.mktemp("whole") / "s.kg"
    with open_store(path) as store:
        load(store, find_files([root / "examples" / name for name in ("红河州", "玉溪市")])[0])
    return open_store(path, read_only=True)


def opened(places: list[Path]) -> list[tuple[Place, Store]]:
    return [(place, open_store(place, read_only=True)) for place in places]


def test_they_say_what_one_store_of_all_says(places: list[Path], whole: Store) -> None:
    found = several_stores.traces(opened(places), NUMBER)
    assert [place for place, _ in found] == places[:2]
    assert [one.repeated for _, one in found] == [0, 1]
    one = trace.trace(whole, NUMBER)
    assert (
        sum(part.total for _, part in found) == one.total and sum(part.documents for _, part in found) == one.documents
    )
    said = [(place.entity, place.said.start, place.amount_yuan) for _, part in found for place in part.places]
    assert sorted(said, key=str) == sorted(((p.entity, p.said.start, p.amount_yuan) for p in one.places), key=str)
    # Whatever order they are asked in.
    again = several_stores.traces(opened(places[::-1]), NUMBER)
    assert sum(part.total for _, part in again) == one.total


@pytest.mark.parametrize("size", [1, 2, 4])
def test_pages_go_on_from_store_to_store(places: list[Path], size: int) -> None:
    stores = opened(places)
    every = several_stores.table(several_stores.traces(stores, NUMBER)).only(("store", "document", "start")).rows
    paged = []
    for skip in range(0, len(every) + size, size):
        paged += (
            several_stores.table(several_stores.traces(stores, NUMBER, limit=size, skip=skip))
            .only(("store", "document", "start"))
            .rows
        )
    assert paged == list(every)


def test_what_no_store_knows_and_what_means_several(places: list[Path]) -> None:
    with pytest.raises(NoSuchPolicy, match="No regulation"):
        several_stores.traces(opened(places), "没有这个")
    with pytest.raises(NoSuchPolicy, match="Several") as several:
        several_stores.traces(opened(places), "补助")
    assert len({one.iri for one in several.value.candidates}) == len(several.value.candidates) > 2


def test_the_command(places: list[Path]) -> None:
    more = [part for place in places[1:] for part in ("--store", str(place))]
    plain = kg(places[0], *more, "trace", NUMBER)
    assert plain.returncode == 0 and plain.stderr == ""
    assert (
        "6 citations in 5 documents of 2 of 3 stores.\nDocuments that a store before held already were not counted again: 1.\n"
        in plain.stdout
    )
    data = json.loads(kg(places[0], "trace", NUMBER, *more, "--json").stdout)
    assert len(data["citations"]) == 6 and {one["store"] for one in data["citations"]} == set(map(str, places[:2]))
    shown = kg(places[0], "trace", NUMBER, *more, "--csv", "--limit", "5")
    assert len(list(csv.DictReader(io.StringIO(shown.stdout)))) == 5 and "5 of them are shown" in shown.stderr
    # The same store twice is one store.
    assert (
        "4 citations in 3 documents of 1 of 1 stores"
        in kg(places[0], "--store", str(places[0]), "trace", NUMBER).stdout
    )


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (["stats"], 2, "Only kg trace asks several stores at once"),
        (["load", "x.txt"], 2, "Only kg trace asks several stores at once"),
        (["trace", NUMBER, "--money"], 2, "--money follows the money in one store"),
        (["trace", "没有这个"], 1, "No regulation"),
        (["trace", "补助"], 1, "Several regulations match"),
    ],
)
def test_what_the_command_refuses(places: list[Path], args: list[str], status: int, said: str) -> None:
    done = kg(places[0], "--store", str(places[1]), *args)
    assert done.returncode == status and said in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_store_that_is_not_there_is_named(places: list[Path], tmp_path: Path) -> None:
    done = kg(places[0], "--store", str(tmp_path / "none.kg"), "trace", NUMBER)
    assert done.returncode == 1 and "none.kg" in done.stderr


def test_the_variable_names_one_store_also_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.cli import cli

    monkeypatch.setenv("KG_STORE", "https://host:8890/sparql")
    context = cli.make_context("kg", ["stats"], resilient_parsing=False)
    assert context.params["store"] == ("https://host:8890/sparql",)


def test_the_script(tmp_path: Path, root: Path) -> None:
    """Folders of provinces to stores, traced together and published, with what the page says of it."""

    def script(*args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(root / "deploy" / "provinces.py"), *args]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=root, check=False)

    assert "python deploy/provinces.py load" in script().stderr
    stores = tmp_path / "stores"
    assert script("load", str(root / "examples"), str(stores)).returncode == 0
    assert sorted(one.name for one in stores.iterdir()) == ["玉溪市.kg", "红河州.kg"]
    again = script("load", str(root / "examples"), str(stores))
    assert again.returncode == 0 and again.stdout.count("up to date") == 2
    traced = script("trace", str(stores), NUMBER, "--json")
    assert len(json.loads(traced.stdout)["citations"]) == 6
    assert script("publish", str(stores)).returncode == 0
    for store in stores.glob("*.kg"):
        dataset = ox.Store()
        dataset.bulk_load(path=store.with_suffix(".nq"), format=ox.RdfFormat.N_QUADS)
        for kind in ("http://rdfs.org/ns/void#Dataset", "http://www.w3.org/2002/07/owl#Class", "http://data.europa.eu/eli/ontology#LegalResource"):  # fmt: skip
            assert dataset.query(f"ASK {{ GRAPH ?g {{ ?x a <{kind}> }} }}"), kind
