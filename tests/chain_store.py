"""A chain of invented documents of real places, from the nation to two projects of a county, with what is derived written out.

Nothing here is resolved: the derived graph is said by hand, so that tests of chains test only chains.
"""

from __future__ import annotations

import pyoxigraph as ox

from kg.stores.opening import memory_store
from kg.stores.store import Store
from loaders.rdf import identifiers
from ontology.iris import PREFIXES
from ontology.terms import ELI, PK

NATION = "国办发〔2019〕150号"
PROVINCE = "云政办发〔2020〕31号"
PREFECTURE = "红政办发〔2021〕12号"
COUNTY = "个卫发〔2022〕9号"
LAW = "云南省托育服务条例"
TITLES = {
    NATION: "国务院办公厅关于促进托育服务发展的指导意见",
    PROVINCE: "云南省人民政府办公厅关于促进托育服务发展的实施意见",
    PREFECTURE: "红河州人民政府办公室关于印发红河州托育服务补助管理办法的通知",
    COUNTY: "个旧市卫生健康局关于转发红河州托育服务补助管理办法的通知",
}
# Who, what, whom, the words that say it.
SAID = (
    (PROVINCE, PK.implements, NATION, "《国务院办公厅关于促进托育服务发展的指导意见》（国办发〔2019〕150号"),
    (PREFECTURE, ELI.based_on, PROVINCE, "云政办发〔2020〕31号"),
    (PREFECTURE, PK.implements, LAW, "《云南省托育服务条例》"),
    (COUNTY, PK.forwards, PREFECTURE, "《个旧市卫生健康局关于转发红河州托育服务补助管理办法的通知》"),
)
PROJECTS = ((1, "托育机构补助经费", COUNTY), (2, "托育人员培训经费", PREFECTURE))
DOCUMENT = identifiers.document("c" * 16)
# Each of the words stands on a line of a hundred characters.
TEXT = "".join(words.ljust(99) + "\n" for *_, words in SAID)


def policy(name: str) -> str:
    """The IRI of a policy by its number or title."""
    return identifiers.policy(name) if name in TITLES else identifiers.policy(None, name)


def in_memory() -> Store:
    """The store, not on disk."""
    return fill(memory_store())


def fill(store: Store) -> Store:
    """Put the chain into a store."""
    store.inner.load(_text().encode(), ox.RdfFormat.TRIG)
    return store


def _text() -> str:
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    page, derived = (
        [f'<{DOCUMENT}> a foaf:Document ; pk:budgetYear "2024"^^xsd:gYear ; pk:text {ox.Literal(TEXT)} .'],
        [],
    )
    for ordinal, name, basis in PROJECTS:
        project = identifiers.project("c" * 16, ordinal)
        page.append(
            f'<{project}> a pk:BudgetProject ; rdfs:label "{name}" ; pk:ordinal {ordinal} ; pk:budgetYear "2024"^^xsd:gYear ; '
            f"prov:hadPrimarySource <{DOCUMENT}> ."
        )
        derived.append(f"<{project}> pk:basedOn <{policy(basis)}> .")
    for number, title in TITLES.items():
        derived.append(
            f'<{policy(number)}> a eli:LegalResource ; pk:identifiedBy "number" ; eli:id_local "{number}" ; '
            f'dcterms:title "{title}" ; pk:numberYear "{number.split("〔")[1][:4]}"^^xsd:gYear ; '
            f"pk:citationCount 1 ; pk:citingProjectCount 1 ."
        )
    derived.append(
        f'<{policy(LAW)}> a eli:LegalResource ; pk:identifiedBy "title" ; dcterms:title "{LAW}" ; '
        f"pk:citationCount 0 ; pk:citingProjectCount 0 ."
    )
    for place, (subject, predicate, of, words) in enumerate(SAID):
        start = TEXT.index(words, place * 100)
        citation = identifiers.citation("c" * 16, start, start + len(words))
        quote = identifiers.passage("c" * 16, start, start + len(words))
        page.append(f'<{citation}> pk:evidence <{quote}> . <{quote}> oa:exact "{words}" .')
        relation = identifiers.relation(policy(subject), str(predicate), policy(of))
        derived.append(
            f"<{policy(subject)}> <{predicate}> <{policy(of)}> . <{relation}> a rdf:Statement ; "
            f"rdf:subject <{policy(subject)}> ; rdf:predicate <{predicate}> ; rdf:object <{policy(of)}> ; "
            f"prov:wasDerivedFrom <{citation}> ."
        )
    graphs = {
        DOCUMENT: page,
        identifiers.DERIVED: derived,
        identifiers.CATALOGUE: [f'<{DOCUMENT}> pk:fileName "个旧市2024.txt" .'],
    }
    return head + "".join(f"<{graph}> {{\n" + "\n".join(lines) + "\n}\n" for graph, lines in graphs.items())
