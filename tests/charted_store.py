"""A store of made-up budgets and a chain of authority, and one in which every value tries to be more than text."""

from __future__ import annotations

from pathlib import Path

import chain_store
import money_store
import pyoxigraph as ox

from kg.resolution import summaries
from kg.stores.opening import memory_store, open_store
from kg.stores.store import Store
from loaders.rdf import identifiers
from ontology.iris import ID, PREFIXES

# Each would run, end the page's data, be a link or change the drawing if it were taken for anything but text.
HOSTILE = (
    "</script><script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    "javascript:window.ran=1",
    "{a|styled}{b}{c}",
    "\u2028window.ran = 1\u2029",
    '=HYPERLINK("http://127.0.0.1:9/x")',
    "{{ model }}{% raw %}\\u003c",
    "__proto__",
)


def on_disk(path: Path, *, hostile: bool = False) -> Path:
    """The store at ``path``, written and closed."""
    with open_store(path) as store:
        fill(store)
        if hostile:
            store.inner.load(_hostile().encode(), ox.RdfFormat.TRIG)
            summaries.renew(store)
    return path


def in_memory() -> Store:
    """The store, not on disk."""
    return fill(memory_store())


def fill(store: Store) -> Store:
    """Budgets with what is derived from them, then the chain, which is derived by hand."""
    for quad in money_store.in_memory().inner:
        store.inner.add(quad)
    chain_store.fill(store)
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    said = f"""<{chain_store.policy(chain_store.NATION)}> pk:level pk:Nation ; eli:first_date_entry_in_force "2019-06-01"^^xsd:date .
      <{chain_store.policy(chain_store.COUNTY)}> pk:status pk:InForce ; eli:first_date_entry_in_force "2022-05"^^xsd:gYearMonth ;
        eli:date_no_longer_in_force "2027-04-30"^^xsd:date ."""
    store.inner.update(f"{head} INSERT DATA {{ GRAPH <{identifiers.DERIVED}> {{ {said} }} }}")
    return store


def empty(path: Path) -> Path:
    """A store without anything, at ``path``."""
    with open_store(path):
        pass
    return path


def _hostile() -> str:
    said, derived = [], []
    for i, bad in enumerate(HOSTILE):
        text = str(ox.Literal(bad))
        home, key = identifiers.document(f"{i:016x}"), f"{i:016x}"
        policy = f"{ID}policy/hostile-{i}"
        said.append(
            f'<{home}> {{ <{home}> a foaf:Document ; pk:contentKey {text} ; pk:fileName {text} ; dcterms:title {text} ; pk:budgetYear "2024"^^xsd:gYear .\n'
            f"<{ID}project/{key}/1> a pk:BudgetProject ; pk:ordinal 1 ; rdfs:label {text} ; prov:hadPrimarySource <{home}> ;\n"
            f'  pk:budgetYear "2024"^^xsd:gYear ; pk:implementedBy <{ID}organisation/hostile-{i}> .\n'
            f"<{ID}organisation/hostile-{i}> a org:FormalOrganization ; skos:prefLabel {text} .\n"
            f"<{ID}grant/{key}/1> a schema:MonetaryGrant ; schema:fundedItem <{ID}project/{key}/1> ; pk:countedFor <{ID}project/{key}/1> ;\n"
            f"  schema:amount <{ID}amount/{key}/1-2> . <{ID}amount/{key}/1-2> schema:value {9_000_000 + i}.0 . }}\n"
        )
        derived.append(
            f'<{policy}> a eli:LegalResource ; eli:id_local {text} ; dcterms:title {text} ; pk:identifiedBy "number" ;\n'
            f'  pk:citationCount 1 ; pk:citingProjectCount 1 ; eli:first_date_entry_in_force "2020-0{i + 1}-01"^^xsd:date .\n'
            f"<{ID}project/{key}/1> pk:basedOn <{policy}> . <{policy}> pk:implements <{chain_store.policy(chain_store.NATION)}> .\n"
        )
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    return f"{head}{''.join(said)}<{identifiers.DERIVED}> {{\n{''.join(derived)}}}\n"
