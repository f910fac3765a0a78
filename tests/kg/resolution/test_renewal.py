"""What is derived after a change is what everything read anew gives, whatever changed and in whatever order."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import papers
import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib.namespace import DCTERMS, RDF

from kg.loading import load
from kg.resolution import incremental, judgements, mentions, resolve
from kg.resolution.judgements import Judgement
from kg.resolution.printed_names import PrintedNames
from kg.stores import catalogue
from kg.stores.opening import memory_store
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import CITO, ELI, PK

Place = tuple[str | None, str | None]
CODED, OTHER, ORDER = "松财社发〔2023〕12号", "松财社〔2023〕12号", "国务院令第457号"
LONG, SHORT = "松江州农村饮水安全工程运行维护管理办法", "松江州农村饮水安全工程运行维护管理"
PLACES: Sequence[Place] = (
    (CODED, LONG),
    (CODED, f"松江州水利局关于印发{LONG}的通知"),
    (CODED, "松江州中小学校舍维修规程"),
    (CODED, None),
    (OTHER, LONG),
    (ORDER, "水库安全条例"),
    ("中华人民共和国" + ORDER, "水库安全条例"),
    ("云财社发〔2023〕36号", "云南省财政厅关于印发供水补助细则的通知"),
    ("个政办发〔2018〕84号", "关于加强河道清淤工作的意见"),
    ("清政发〔2019〕6号", f"清河县人民政府关于转发{LONG}的通知"),
    ("清政发〔2019〕6号", f"清河县人民政府关于转发《{LONG}》的通知"),
    ("〔2022〕24号", "养老服务通知"),
    ("〔2022〕24号", None),
    (None, LONG),
    (None, SHORT),
    (None, LONG.replace("管理", "管里")),
    (None, "水库安全条例"),
    (None, "关于加强河道清淤工作的意见"),
    (None, "市人民政府关于供水的意见"),
    (None, "实施方案"),
    (None, "松江州中小学校舍维修规程"),
    (None, "关于贯彻《水库安全条例》的实施意见"),
    (None, "清河县教育局关于开展校园检查的通知"),
    ("清教发〔2022〕6号", "清河县教育局关于开展校园检查的通知"),
    (None, "市教育局关于开展校园检查的通知"),
    (None, "清河县人民政府关于转发《清河县教育局关于开展校园检查的通知》的通知"),
    ("省政府令第45号", "供水条例"),
    ("省政府令第45号", None),
    ("云南省人民政府令第45号", "供水条例"),
    ("云南省政府令第45号", None),
    ("省政府令第45号", "吉林省污水条例"),
    ("陇河水发〔2021〕3号", "陇河县小型水库管护办法"),
    ("陇河水发〔2022〕8号", None),
    ("陇河水发〔2023〕1号", None),
    # A chain of what only titles make known, and its end printed by itself.
    (None, "清河县人民政府办公室关于转发《松江州水利局关于转发〈云岭省河湖管护办法〉的通知》的通知"),
    (None, "云岭省河湖管护办法"),
    (None, "松江州水利局关于转发《云岭省河湖管护办法》的通知"),
    (None, "云岭省河湖管护办法实施细则"),
    (None, "河湖管护办法"),
    # The same title with two numbers, attachments issued together, a masked number, a title that breaks off of another.
    ("松财社发〔2024〕7号", LONG),
    ("清政发〔2020〕3号", "清河县人民政府关于印发《清河县供水管护办法》和《清河县供水收费办法》的通知"),
    (None, "清河县供水收费办法"),
    ("清政发〔202×〕5号", "清河县供水收费办法"),
    (None, "松江州农村饮水安全工程运行维护"),
)
# What rows of registers print beside the numbers of a code that no table knows: one body, another one, one of the area, two.
TEACHERS = (("陇河县水利局",), ("陇河县农业农村局",), ("市水务局",), ("陇河县水利局", "陇河县财政局"))
# What stands beside a citation: nobody, a body, one of the area, two that nothing tells apart.
BESIDE = (None, None, "松江州水利局", "市财政局", "松江州水利局、松江州财政局", "云南省财政厅")
KINDS = (PK.BudgetDisclosure, PK.BudgetDisclosure, PK.RegulatoryText, PK.Register)
AREAS = ("", "个旧市", "蒙自市", "玉溪市", "四平市")


def page(sha: str, kind: int, area: str, places: Iterable[int], own: int) -> set[ox.Quad]:
    """The graph of a document, as far as names are read from it: projects that cite in pairs, or the rows of a register."""
    document = f"{ID}document/{sha}"
    graph = ox.NamedNode(document)
    found: set[ox.Quad] = set()

    def say(subject: str, predicate: object, value: str | ox.NamedNode | None) -> None:
        if value is not None:
            term = ox.Literal(value) if isinstance(value, str) else value
            found.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(str(predicate)), term, graph))

    say(document, PK.documentKind, ox.NamedNode(str(KINDS[kind])))
    if area:
        say(document, DCTERMS.spatial, ox.NamedNode(identifiers.area(area)))
    if KINDS[kind] == PK.BudgetDisclosure:
        # A publication may be loaded as several files.
        say(document, PK.contentKey, f"{own % 5}")
        say(document, PK.budgetYear, f"{2021 + own % 3}")
        # The year of what stands at the first place.
        say(document, PK.text, "甲（2022年）" if own % 2 else "甲")
    if KINDS[kind] == PK.RegulatoryText:
        say(document, ELI.date_document, f"202{1 + own % 3}-05-06")
        say(document, PK.number, PLACES[own][0])
        say(document, DCTERMS.title, PLACES[own][1])
    for place, which in enumerate(places):
        number, title = PLACES[which]
        if KINDS[kind] == PK.Register:
            iri = f"{ID}entry/{sha}/{place}-{place + 1}"
            say(iri, ELI.date_document, f"202{1 + own % 3}-0{1 + (which + own) % 2}")
            for issuer in TEACHERS[own % len(TEACHERS)] if (number or "").startswith("陇河水发") else ():
                say(iri, PK.printedIssuer, issuer)
        else:
            iri = f"{ID}citation/{sha}/{place}-{place + 1}"
            say(iri, RDF.type, ox.NamedNode(str(CITO.Citation)))
            say(iri, PK.citedKind, "policy")
            say(iri, PK.relation, ox.NamedNode(str(PK.Basis if (which + own) % 3 else PK.Mention)))
            citing = document if kind == 2 else f"{ID}project/{sha}/{place // 2 + 1}"
            say(iri, CITO.hasCitingEntity, ox.NamedNode(citing))
            say(iri, PK.printedIssuer, BESIDE[(which + 2 * own) % len(BESIDE)])
        say(iri, PK.number, number)
        say(iri, DCTERMS.title, title)
    return found


PAGE = st.tuples(
    st.integers(0, len(KINDS) - 1),
    st.sampled_from(AREAS),
    st.lists(st.integers(0, len(PLACES) - 1), max_size=5),
    st.integers(0, len(PLACES) - 1),
)
STEP = st.dictionaries(st.integers(0, 5), st.one_of(st.none(), PAGE), min_size=1, max_size=3)
APART = Judgement("different", CODED, LONG, "另一份文件")
JUDGED = st.lists(
    st.sampled_from(
        [
            Judgement("same", CODED, OTHER, "代字漏了发"),
            APART,
            Judgement("same", "水库安全条例", "实施方案", "原文如此"),
        ]
    ),
    max_size=2,
    unique=True,
)


@settings(max_examples=150)
@given(st.lists(st.tuples(STEP, JUDGED), min_size=1, max_size=5))
# A judgement that is taken back had decided which title holds a number, though no document that prints it changed.
@example([({1: (2, "", [], 0), 2: (0, "", [2, 3], 0)}, [APART]), ({0: None}, [])])
@example([({0: (0, "", [0], 0)}, []), ({1: (0, "", [2], 0), 2: (0, "", [0, 3], 0)}, [APART]), ({3: None}, [])])
# A register teaches whose code another document cites; a second one says otherwise, and goes; in the end the first one goes.
@example(
    [
        ({0: (0, "", [32], 0), 1: (3, "", [31, 33], 0)}, []),
        ({2: (3, "", [31, 33], 1)}, []),
        ({2: None}, []),
        ({1: (3, "", [], 0)}, []),
    ]
)
def test_a_change_gives_what_everything_read_anew_gives(
    steps: list[tuple[dict[int, tuple[int, str, list[int], int] | None], list[Judgement]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = memory_store()
        store.judgements = Path(folder) / "judgements.csv"
        for step, judged in steps:
            judgements.write(store.judgements, judged)
            before = {}
            for place, made in step.items():
                sha = f"{place:016x}"
                document = f"{ID}document/{sha}"
                before[document] = mentions.of_document(store, document)
                for quad in store.graph(document):
                    store.inner.remove(quad)
                store.inner.extend(page(sha, *made) if made else set())
            resolve.rebuild(store, before)
            with closing(PrintedNames(store)) as kept, closing(PrintedNames(memory_store())) as anew:
                assert store.graph(identifiers.DERIVED) == resolve.everything(store, judged, anew)
                anew.keep("")
                assert told(kept) == told(anew)


def told(names: PrintedNames) -> dict[str, set[tuple[object, ...]]]:
    """What the tables say, without the numbers of their rows."""
    asked = {
        "names": "SELECT printed, iri, rule, core, turned, stem, cut FROM names",
        "keys": "SELECT printed, key FROM keys JOIN names ON id = name",
        "likes": "SELECT core, other FROM likes",
        "places": "SELECT printed, document, area, times, own, issuers, first FROM places JOIN names ON id = name",
    }
    return {table: set(names._rows(query)) for table, query in asked.items()}


def test_only_what_changed_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    store = memory_store()
    for place in range(4):
        store.inner.extend(page(f"{place:016x}", 0, "个旧市", [place, 5], place))
    resolve.rebuild(store)
    new = f"{ID}document/{9:016x}"
    store.inner.extend(page(f"{9:016x}", 0, "蒙自市", [1, 6], 4))
    monkeypatch.setattr(mentions, "read", lambda store: pytest.fail("read everything"))
    read = []
    real = mentions.of_document
    monkeypatch.setattr(mentions, "of_document", lambda store, iri: read.append(iri) or real(store, iri))
    assert 0 < resolve.rebuild(store, {new: []}).quads < 40
    assert read == [new]


@pytest.mark.parametrize(
    ("stored", "changed", "together"), [(100, 60, False), (100, 61, True), (1000, 130, False), (1000, 131, True)]
)
def test_a_large_share_of_the_documents_is_read_with_all_others(stored: int, changed: int, together: bool) -> None:
    store = memory_store()
    for place in range(stored):
        store.inner.extend(page(f"{place:016x}", 0, "", [place % len(PLACES)], 0))
    resolve.rebuild(store)
    named = {f"{ID}document/{place:016x}" for place in range(changed)}
    before = {document: mentions.of_document(store, document) for document in named}
    with closing(PrintedNames(store)) as names:
        assert (incremental.change(store, names, before, ()) is None) == together


def test_documents_that_print_a_name_that_moved_count_in_the_share() -> None:
    """A new register decides which policy a title is that everybody cites: so all of them are read."""
    store = memory_store()
    for place in range(100):
        store.inner.extend(page(f"{place:016x}", 0, "", [13], 0))
    resolve.rebuild(store)
    new = f"{ID}document/{200:016x}"
    store.inner.extend(page(f"{200:016x}", 2, "", [], 0))
    with closing(PrintedNames(store)) as names:
        assert incremental.change(store, names, {new: []}, ()) is None
    resolve.rebuild(store, {new: []})
    assert store.graph(identifiers.DERIVED) == resolve.everything(store, ())


def test_loading_one_by_one_gives_the_store_of_loading_at_once(tmp_path: Path) -> None:
    folder = papers.write(tmp_path, qinghe=papers.QINGHE, shiqiao=papers.SHIQIAO)
    single, whole = memory_store(), memory_store()
    files, _ = load.find_files([folder])
    for file in reversed(files):
        load.load(single, [file])
    load.load(whole, files)
    assert set(single.inner) == set(whole.inner)
    load.remove(single, [load.Catalogue.read(single).entries[catalogue.posix(files[0])]])
    load.load(single, files[:1])
    assert set(single.inner) == set(whole.inner)
