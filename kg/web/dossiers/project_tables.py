"""Tables of what belongs to a unit, an area, a document or a project, each row with the IRI of what it is about.

A table about places in a document has the columns ``start`` and ``end``: offsets of its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers import ask
from kg.tables.table import Table
from loaders.rdf.identifiers import SUMMARIES
from ontology.iris import ID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.stores.store import Store

_GRANT = """OPTIONAL { ?grant schema:fundedItem ?iri OPTIONAL { ?grant schema:amount ?a OPTIONAL { ?a schema:value ?amount_yuan } } }"""
# The file name of each source; ``{}`` says which sources, or the names of all documents would be looked at.
_FILE = "{{ SELECT ?source (MIN(?file) AS ?document) {{ {} ?source pk:fileName ?file }} GROUP BY ?source }}"
_PLACE = "?iri pk:evidence ?quote . ?quote oa:start ?start ; oa:end ?end . OPTIONAL { ?quote pk:page ?page }"
_POLICY = "OPTIONAL { ?iri eli:id_local ?number } OPTIONAL { ?iri dcterms:title ?title }"

_UNIT = {
    "projects": f"""SELECT DISTINCT ?project ?amount_yuan ?fiscal_year ?document ?iri {{
      ?iri pk:implementedBy $iri ; rdfs:label ?project ; prov:hadPrimarySource ?source .
      {_FILE.format("?any pk:implementedBy $iri ; prov:hadPrimarySource ?source .")}
      OPTIONAL {{ ?iri pk:budgetYear ?fiscal_year }} {_GRANT} }} ORDER BY ?fiscal_year ?document ?project""",
    "money": f"""SELECT ?fiscal_year (SUM(?yuan) AS ?amount_yuan) (SUM(?held) AS ?projects) {{ GRAPH <{SUMMARIES}> {{
      ?summary pk:summaryUnit $iri ; a pk:UnitSummary ; pk:summaryYuan ?yuan ; pk:summaryProjects ?held .
      OPTIONAL {{ ?summary pk:summaryYear ?fiscal_year }} }} }} GROUP BY ?fiscal_year ORDER BY ?fiscal_year""",
    "tasks": f"""SELECT DISTINCT ?role ?task ?document ?page ?start ?end ?iri {{
      {{ ?iri pk:leadUnit $iri . BIND(pk:LeadUnit AS ?role) }} UNION {{ ?iri pk:participatingUnit $iri . BIND(pk:ParticipatingUnit AS ?role) }}
      ?iri rdfs:label ?task ; prov:hadPrimarySource ?source .
      {_FILE.format("?any pk:leadUnit|pk:participatingUnit $iri ; prov:hadPrimarySource ?source .")} {_PLACE} }} ORDER BY ?role ?document ?start""",
    "documents": """SELECT DISTINCT ?title ?document ?fiscal_year ?iri {
      { SELECT ?iri (MIN(?file) AS ?document) { ?iri dcterms:publisher $iri ; pk:fileName ?file } GROUP BY ?iri }
      OPTIONAL { ?iri dcterms:title ?title } OPTIONAL { ?iri pk:budgetYear ?fiscal_year } } ORDER BY ?document""",
    "policies": f"""SELECT DISTINCT ?number ?title ?citations ?iri {{ ?iri eli:passed_by $iri ; pk:citationCount ?citations .
      {_POLICY} }} ORDER BY ?number ?title""",
}
_AREA = {
    "documents": """SELECT DISTINCT ?title ?document ?fiscal_year ?iri {
      { SELECT ?iri (MIN(?file) AS ?document) { ?iri dcterms:spatial $iri ; pk:fileName ?file } GROUP BY ?iri }
      OPTIONAL { ?iri dcterms:title ?title } OPTIONAL { ?iri pk:budgetYear ?fiscal_year } } ORDER BY ?fiscal_year ?document""",
    "money": """SELECT ?fiscal_year (SUM(?yuan) AS ?amount_yuan) (SUM(?held) AS ?projects) {
      ?source dcterms:spatial $iri . ?summary pk:summaryOf ?source ; a pk:YearSummary ; pk:summaryYuan ?yuan ; pk:summaryProjects ?held .
      OPTIONAL { ?summary pk:summaryYear ?fiscal_year } } GROUP BY ?fiscal_year ORDER BY ?fiscal_year""",
    "projects": f"""SELECT DISTINCT ?project ?amount_yuan ?fiscal_year ?document ?iri {{
      ?source dcterms:spatial $iri . ?iri prov:hadPrimarySource ?source ; pk:ordinal ?ordinal ; rdfs:label ?project .
      {_FILE.format("?source dcterms:spatial $iri .")}
      OPTIONAL {{ ?iri pk:budgetYear ?fiscal_year }} {_GRANT} }} ORDER BY DESC(?amount_yuan) ?project""",
    "policies": f"""SELECT DISTINCT ?number ?title ?projects ?iri {{ ?iri dcterms:spatial $iri ; pk:citingProjectCount ?projects .
      {_POLICY} }} ORDER BY DESC(?projects) ?number ?title""",
}
_DOCUMENT = {
    "projects": f"""SELECT DISTINCT ?ordinal ?project ?units ?amount_yuan ?iri {{
      ?iri prov:hadPrimarySource $iri ; pk:ordinal ?ordinal ; rdfs:label ?project .
      OPTIONAL {{ {{ SELECT ?iri (GROUP_CONCAT(DISTINCT ?unit; SEPARATOR="、") AS ?units) {{
        ?iri prov:hadPrimarySource $iri ; pk:implementedBy ?body . ?body skos:prefLabel ?unit }} GROUP BY ?iri }} }}
      {_GRANT} }} ORDER BY ?ordinal""",
    "policies": f"""SELECT ?number ?title (COUNT(DISTINCT ?citation) AS ?citations) ?iri {{
      ?place dcterms:isPartOf $iri . ?citation pk:evidence ?place ; cito:hasCitedEntity ?iri . {_POLICY}
    }} GROUP BY ?iri ?number ?title ORDER BY DESC(?citations) ?number ?title""",
    "tasks": f"""SELECT DISTINCT ?task ?page ?start ?end ?iri {{
      ?iri prov:hadPrimarySource $iri ; a pk:Task ; rdfs:label ?task . {_PLACE} }} ORDER BY ?start""",
}
# All of these stand in the graph of their document: without its name the engine joins what all documents say.
_ABOUT = {
    "amounts": f"""SELECT DISTINCT ?printed ?amount_yuan ?amount_kind ?per ?printed_level ?page ?start ?end ?iri {{ GRAPH $home {{
      ?iri pk:mentionedIn $iri ; a schema:MonetaryAmount ; schema:value ?amount_yuan ; pk:amountKind ?amount_kind ; pk:printed ?printed .
      OPTIONAL {{ ?iri pk:per ?per }} OPTIONAL {{ ?iri pk:printedLevel ?printed_level }} {_PLACE} }} }} ORDER BY ?start""",
    "shares": f"""SELECT DISTINCT ?level ?percent ?printed ?page ?start ?end ?iri {{ GRAPH $home {{
      ?iri pk:mentionedIn $iri ; a pk:FundingShare ; pk:percent ?percent ; pk:printedLevel ?level . {_PLACE} ?quote oa:exact ?printed
      }} }} ORDER BY ?start ?level""",
    "indicators": f"""SELECT DISTINCT ?indicator ?comparator ?value ?unit ?printed ?page ?start ?end ?iri {{ GRAPH $home {{
      ?iri pk:mentionedIn $iri ; a pk:Indicator ; rdfs:label ?indicator ; pk:comparator ?comparator ; schema:value ?value ;
           pk:printed ?printed . OPTIONAL {{ ?iri schema:unitText ?unit }} {_PLACE} }} }} ORDER BY ?start ?indicator""",
}
_SECTIONS = """SELECT ?section (SUBSTR(?all, ?start + 1, ?end - ?start) AS ?text) ?start ?end ?iri {
  ?iri dcterms:isPartOf $iri ; a pk:Section ; rdfs:label ?section ; oa:start ?start ; oa:end ?end .
  $iri prov:hadPrimarySource ?source . ?source pk:text ?all } ORDER BY ?start"""


def of_unit(store: Store, iri: str) -> dict[str, Table]:
    """Projects, money by year (each publication once), tasks, own documents, and policies issued."""
    return _tables(store, iri, _UNIT)


def of_area(store: Store, iri: str) -> dict[str, Table]:
    """Documents about an area, money by year (each publication once), projects, and policies issued for it."""
    return _tables(store, iri, _AREA)


def of_document(store: Store, iri: str) -> dict[str, Table]:
    """Projects, cited policies, tasks, and the figures that stand outside of projects."""
    return _tables(store, iri, {**_DOCUMENT, **_ABOUT})


def of_project(store: Store, iri: str) -> dict[str, Table]:
    """Amounts, shares, indicators and sections."""
    return _tables(store, iri, {**_ABOUT, "sections": _SECTIONS})


def _tables(store: Store, iri: str, queries: Mapping[str, str]) -> dict[str, Table]:
    # ``$iri`` is the thing, ``?iri`` that of a row; ``$home`` is the document that a thing stands in, for things that do.
    home = f"{ID}document/{iri.removeprefix(ID).split('/')[1]}"
    bound = {"iri": str(ox.NamedNode(iri)), "home": str(ox.NamedNode(home))}
    return {name: _filled(ask.select(store, ask.bind(sparql, bound))) for name, sparql in queries.items()}


def _filled(table: Table) -> Table:
    """A table without the columns that few kinds of documents have, where no row has a value."""
    for name in ("page", "per", "printed_level", "unit"):
        if name in table.columns:
            at = table.columns.index(name)
            if all(row[at] is None for row in table.rows):
                columns = (*table.columns[:at], *table.columns[at + 1 :])
                table = Table(columns, [(*row[:at], *row[at + 1 :]) for row in table.rows])
    return table
