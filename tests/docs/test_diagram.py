"""The picture of the ontology: it draws what a loaded store joins, no box lies on another, and no line on a box."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import RDFS

from docs import diagram
from docs.reference import DIAGRAM
from kg.loading.load import find_files, load
from kg.stores.opening import memory_store

JOINED = "SELECT DISTINCT ?owner ?prop ?value WHERE { ?a a ?owner ; ?prop ?b . ?b a ?value }"
#: Words about words, concepts, and statements about statements: no class of things that pages tell of.
OTHERS = {
    "owl:Class",
    "owl:DatatypeProperty",
    "owl:ObjectProperty",
    "skos:Concept",
    "skos:ConceptScheme",
    "rdf:Statement",
}
SVG = "{http://www.w3.org/2000/svg}"


def wider() -> dict[str, str]:
    graph = rdflib.Graph().parse(diagram.FOLDER / "policy-kg.ttl")
    return {diagram.short(str(one)): diagram.short(str(over)) for one, over in graph.subject_objects(RDFS.subClassOf)}


def test_it_draws_what_the_samples_join(root: Path) -> None:
    over = wider()
    arrows = {
        (diagram.short(box.term), prop, diagram.short(target))
        for box in diagram.boxes()
        for prop, _, targets in box.links
        for target in targets
    }
    store = memory_store()
    load(store, find_files([root / "examples"])[0])
    joined = {
        tuple(diagram.short(str(row[name].value)) for name in ("owner", "prop", "value"))
        for row in store.select(JOINED)
    }
    told = {(owner, prop, value) for owner, prop, value in joined if not {owner, value} & OTHERS}
    assert len(told) > 50
    assert [
        (owner, prop, value)
        for owner, prop, value in sorted(told)
        if not arrows & {(a, prop, b) for a in (owner, over.get(owner)) for b in (value, over.get(value))}
    ] == []


def test_nothing_lies_on_anything_else() -> None:
    layout = diagram.arranged(diagram.boxes())
    tops = layout.tops()
    for column in layout.columns:
        for one, other in combinations(column, 2):
            a, b = tops[one.term][1], tops[other.term][1]
            assert a + one.height <= b or b + other.height <= a
    drawn = ET.fromstring(DIAGRAM.read_text("utf-8"))
    assert "".join(drawn.find(f"{SVG}title").itertext()).isprintable()  # type: ignore[union-attr]
    left, right = sorted({float(one.get("x") or 0) for one in drawn.iter(f"{SVG}rect")} - {0.0})
    edge = left + float(next(one for one in drawn.iter(f"{SVG}rect") if one.get("rx")).get("width") or 0)
    for path in drawn.iter(f"{SVG}path"):
        across = [float(x) for x in re.findall(r"(?:M|H)([\d.]+)", path.get("d") or "")]
        assert all(edge <= x <= right for x in across)
    for text in drawn.iter(f"{SVG}text"):
        x = float(text.get("x") or 0)
        assert x + diagram._wide("".join(text.itertext())) < (edge if x < right else right + edge - left) + 8


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_words_give_the_same_picture(root: Path, seed: str) -> None:
    code = "import sys; from docs import diagram; sys.stdout.buffer.write(diagram.svg().encode())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
    )
    assert done.stdout.decode() == DIAGRAM.read_text("utf-8")


def test_a_class_with_nothing_of_its_own_stands_in_the_wider_one(tmp_path: Path) -> None:
    prefixes = (
        "@prefix pk: <https://w3id.org/policy-kg/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    )
    prefixes += "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    (tmp_path / "policy-kg.ttl").write_text(
        prefixes + "pk:Thing a owl:Class . pk:Small a owl:Class ; rdfs:label '小'@zh ; rdfs:subClassOf pk:Thing .\n"
        "pk:part a owl:ObjectProperty ; rdfs:domain pk:Thing ; rdfs:range pk:Thing .\n"
        "pk:old a owl:ObjectProperty ; owl:deprecated true ; rdfs:domain pk:Thing .\n",
        "utf-8",
    )
    (tmp_path / "shapes.ttl").write_text(
        prefixes
        + "[] sh:targetClass pk:Small ; sh:property [ sh:path pk:size ; sh:maxCount 1 ] , [ sh:path pk:never ; sh:maxCount 0 ] .\n",
        "utf-8",
    )
    (box,) = diagram.boxes(tmp_path)
    assert [(name, len(targets)) for name, _, targets in box.links] == [("part", 1)]
    assert (box.plain, box.kinds) == (["size"], ["Small 小"])
