"""The closed namespaces say what the ontology's files say, and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, URIRef

from ontology import terms
from ontology.iris import ID, NS, PREFIXES
from ontology.terms import PK, Vocabulary

CLOSED = {prefix: getattr(terms, prefix.upper()) for prefix in ("pk", "eli", "cito", "oa", "schema")}


def declared(namespace: Vocabulary) -> set[str]:
    return set(vars(namespace))


@pytest.fixture(scope="module")
def vocabulary(root: Path) -> Graph:
    graph = Graph()
    for name in ("policy-kg.ttl", "schemes.ttl", "cubes.ttl"):
        graph.parse(root / "ontology" / name)
    return graph


@pytest.mark.parametrize("prefix", CLOSED)
def test_a_misspelt_term_raises(prefix: str) -> None:
    with pytest.raises(AttributeError, match="evidance"):
        CLOSED[prefix].evidance  # noqa: B018
    with pytest.raises(AttributeError, match="evidance"):
        CLOSED[prefix]["evidance"]


def test_a_term_is_its_iri() -> None:
    assert URIRef(NS + "evidence") == PK.evidence == PK["evidence"]
    assert URIRef("http://www.w3.org/ns/oa#prefix") == terms.OA.prefix


def test_every_term_that_the_code_names_is_described(root: Path) -> None:
    """Also where no other test comes by."""
    rooms = [path for package in ("kg", "loaders", "ontology") for path in sorted((root / package).rglob("*.py"))]
    text = "\n".join(path.read_text("utf-8") for path in rooms)
    for prefix, namespace in CLOSED.items():
        named = set(re.findall(rf"\b{prefix.upper()}\.([A-Za-z_]\w*)", text))
        assert named, prefix
        assert named <= declared(namespace), named - declared(namespace)


def test_what_is_written_behind_the_start_of_our_words_is_one_of_them(root: Path) -> None:
    """Rooms that do without rdflib write ``NS + "evidence"``: nothing there says that a word is misspelt."""
    rooms = [path for package in ("kg", "loaders", "ontology") for path in sorted((root / package).rglob("*.py"))]
    text = "\n".join(path.read_text("utf-8") for path in rooms)
    written = set(re.findall(r'\b(?:NS|PK) \+ f?"(\w+)"', text)) | set(re.findall(r"policy-kg/ns#(\w+)", text))
    assert written <= declared(PK), written - declared(PK)
    assert len(written) > 20


def test_every_term_of_ours_is_described_and_the_other_way_round(vocabulary: Graph) -> None:
    described = {str(term).removeprefix(NS) for term in vocabulary.subjects() if str(term).startswith(NS)}
    assert described == declared(PK)


def test_every_term_has_names_in_both_languages(vocabulary: Graph) -> None:
    for term in {term for term in vocabulary.subjects(RDF.type) if str(term).startswith(NS)}:
        naming = SKOS.prefLabel if (term, RDFS.label, None) not in vocabulary else RDFS.label
        assert {label.language for label in vocabulary.objects(term, naming)} == {"zh", "en"}, term  # type: ignore[attr-defined]
        if naming == RDFS.label:
            comments = vocabulary.objects(term, RDFS.comment)
            assert {comment.language for comment in comments} == {"zh", "en"}, term  # type: ignore[attr-defined]


def test_foreign_terms_that_the_ontology_uses_exist(vocabulary: Graph) -> None:
    """A misspelt cito: or eli: term in the Turtle files is used and nowhere described."""
    graph = vocabulary
    used = {str(term) for triple in graph for term in triple if isinstance(term, URIRef)}
    for prefix, namespace in CLOSED.items():
        start = PREFIXES[prefix]
        assert {iri.removeprefix(start) for iri in used if iri.startswith(start)} <= declared(namespace) | {""}


def test_the_shapes_use_only_known_terms(root: Path) -> None:
    graph = Graph().parse(root / "ontology" / "shapes.ttl")
    shapes = {str(subject) for subject in graph.subjects()}
    used = {str(term) for triple in graph for term in triple if isinstance(term, URIRef)} - shapes
    for prefix, namespace in CLOSED.items():
        start = PREFIXES[prefix]
        assert {iri.removeprefix(start) for iri in used if iri.startswith(start)} <= declared(namespace)


def test_the_arrows(vocabulary: Graph) -> None:
    names = {
        int(str(order)): {str(label) for label in vocabulary.objects(term, RDFS.label) if label.language == "zh"}  # type: ignore[attr-defined]
        for term, order in vocabulary.subject_objects(PK.drawnAs)
    }
    ours = {1: {"依据"}, 2: {"引用"}, 3: {"实施单位"}, 4: {"发布"}, 5: {"载于"}, 6: {"牵头"}, 7: {"参与"}}
    between = {8: {"转发"}, 9: {"贯彻落实"}, 10: {"印发"}, 11: {"以…为依据"}, 12: {"修改"}, 13: {"废止"}}
    assert names == ours | between


def test_notations_are_unique_within_a_scheme(vocabulary: Graph) -> None:
    for scheme in vocabulary.subjects(RDF.type, SKOS.ConceptScheme):
        concepts = list(vocabulary.subjects(SKOS.inScheme, scheme))
        notations = {str(vocabulary.value(concept, SKOS.notation)) for concept in concepts}
        assert concepts and len(notations) == len(concepts)


def test_prefixes() -> None:
    assert PREFIXES["pk"] == NS
    assert PREFIXES["id"] == ID
    assert all(iri.endswith(("#", "/")) for iri in PREFIXES.values())


def test_import_is_light() -> None:
    """A part of what rdflib takes itself, without which there are no terms."""
    program = """if True:
        import time
        start = time.process_time()
        import rdflib.namespace
        between = time.process_time()
        import ontology.terms
        print(between - start, time.process_time() - between)
    """
    took = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    plain, ours = map(float, took.split())
    assert ours < plain / 2
