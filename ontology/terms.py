"""The words of the graph as closed namespaces: a misspelt term raises AttributeError where it is written.

rdflib bundles PROV, ORG, SKOS, DCTERMS, FOAF, SH and others; here stand our own words and the foreign ones that rdflib lacks, each limited to
the terms that this project uses.  Labels and comments of our own words are in ``policy-kg.ttl`` and ``schemes.ttl``.
"""

from __future__ import annotations

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace

from ontology.iris import NS


class PK(DefinedNamespace):
    """Our own words: classes, properties and the concepts of our schemes."""

    _fail = True
    _NS = Namespace(NS)

    # classes
    FundedThing: URIRef
    BudgetProject: URIRef
    Work: URIRef
    Section: URIRef
    FundingShare: URIRef
    BudgetLine: URIRef
    StatedSum: URIRef
    Calculation: URIRef
    Quantity: URIRef
    Task: URIRef
    Indicator: URIRef
    PolicyEntry: URIRef
    Summary: URIRef
    DocumentSummary: URIRef
    YearSummary: URIRef
    LevelSummary: URIRef
    UnitSummary: URIRef
    PolicySummary: URIRef
    PolicyYearSummary: URIRef

    # of documents
    documentKind: URIRef
    budgetYear: URIRef
    declaredCount: URIRef
    declaredTotal: URIRef
    sha256: URIRef
    text: URIRef
    records: URIRef
    contentKey: URIRef

    # of every stated thing
    evidence: URIRef
    mentionedIn: URIRef
    page: URIRef
    printed: URIRef

    # of projects, sections, tasks
    ordinal: URIRef
    normalName: URIRef
    implementedBy: URIRef
    functionalClass: URIRef
    section: URIRef
    nameSection: URIRef
    basisSection: URIRef
    unitSection: URIRef
    overviewSection: URIRef
    contentSection: URIRef
    fundingSection: URIRef
    planSection: URIRef
    effectSection: URIRef
    otherSection: URIRef
    field: URIRef
    leadUnit: URIRef
    participatingUnit: URIRef

    # of citations and policies
    basedOn: URIRef
    relation: URIRef
    citedKind: URIRef
    number: URIRef
    printedNumber: URIRef
    standardNumber: URIRef
    printedIssuer: URIRef
    article: URIRef
    alias: URIRef
    via: URIRef
    style: URIRef
    summary: URIRef
    inSection: URIRef
    agencyCode: URIRef
    numberYear: URIRef
    leadIssuer: URIRef
    issuerReason: URIRef
    level: URIRef
    otherNumber: URIRef
    spelling: URIRef
    matchedBy: URIRef
    conflict: URIRef
    conflictsWith: URIRef
    describedBy: URIRef
    identifiedBy: URIRef
    citationCount: URIRef
    citingProjectCount: URIRef

    # of registers and of the time in force
    status: URIRef
    printedStatus: URIRef
    replacedBy: URIRef
    repealedBy: URIRef
    inferred: URIRef
    forwards: URIRef
    implements: URIRef
    issues: URIRef

    # of money, shares and indicators
    amountKind: URIRef
    per: URIRef
    approximate: URIRef
    computed: URIRef
    printedLevel: URIRef
    fundingLevel: URIRef
    percent: URIRef
    countedFor: URIRef
    complete: URIRef
    calculationKind: URIRef
    operand: URIRef
    result: URIRef
    quantityKind: URIRef
    comparator: URIRef

    # of summaries
    summaryOf: URIRef
    summaryKey: URIRef
    summaryYear: URIRef
    summaryLevel: URIRef
    summaryUnit: URIRef
    summaryYuan: URIRef
    summaryProjects: URIRef
    summaryCitations: URIRef
    summaryCitedPolicies: URIRef
    summaryAmounts: URIRef
    summaryTasks: URIRef
    summaryIndicators: URIRef
    citingDocuments: URIRef

    # of the catalogue, of the derived graph, of the words themselves
    path: URIRef
    fileName: URIRef
    extractorVersion: URIRef
    stale: URIRef
    state: URIRef
    judgements: URIRef
    rules: URIRef
    drawnAs: URIRef

    # concept schemes
    DocumentKinds: URIRef
    PolicyKinds: URIRef
    Relations: URIRef
    Statuses: URIRef
    Levels: URIRef
    AmountKinds: URIRef
    FundingLevels: URIRef
    CalculationKinds: URIRef
    QuantityKinds: URIRef
    Roles: URIRef

    # document kinds
    BudgetDisclosure: URIRef
    WorkPlan: URIRef
    WorkReport: URIRef
    Notice: URIRef
    RegulatoryText: URIRef
    Register: URIRef
    OtherDocument: URIRef

    # policy kinds
    Law: URIRef
    Regulation: URIRef
    Rule: URIRef
    NormativeDocument: URIRef
    Plan: URIRef
    Standard: URIRef
    Catalogue: URIRef
    Interpretation: URIRef
    Correspondence: URIRef
    OfficialReport: URIRef
    Minutes: URIRef
    Treaty: URIRef

    # relations
    Basis: URIRef
    Mention: URIRef
    Drafts: URIRef
    Amends: URIRef
    Repeals: URIRef
    Forwards: URIRef
    Implements: URIRef

    # statuses of a policy
    InForce: URIRef
    NotYetInForce: URIRef
    Expired: URIRef
    Repealed: URIRef

    # levels of government
    Nation: URIRef
    Province: URIRef
    Prefecture: URIRef
    County: URIRef

    # amount kinds
    Total: URIRef
    Part: URIRef
    Rate: URIRef
    Threshold: URIRef
    Change: URIRef
    Other: URIRef

    # calculation kinds
    Product: URIRef
    ShareOfAmount: URIRef
    ShareOfStandard: URIRef
    Raise: URIRef
    Average: URIRef
    Equation: URIRef

    # quantity kinds
    Count: URIRef
    Period: URIRef
    Percentage: URIRef

    # funding levels
    CentralLevel: URIRef
    ProvinceLevel: URIRef
    PrefectureLevel: URIRef
    CityLevel: URIRef
    CountyLevel: URIRef
    DistrictLevel: URIRef
    CountyOrDistrictLevel: URIRef
    TownshipLevel: URIRef
    VillageLevel: URIRef
    LocalLevel: URIRef
    HigherLevel: URIRef
    OwnLevel: URIRef

    # roles of a unit
    ImplementingUnit: URIRef
    LeadUnit: URIRef
    ParticipatingUnit: URIRef


class ELI(DefinedNamespace):
    """European Legislation Identifier: policies."""

    _fail = True
    _NS = Namespace("http://data.europa.eu/eli/ontology#")

    LegalResource: URIRef
    LegalResourceSubdivision: URIRef
    id_local: URIRef
    number: URIRef
    type_document: URIRef
    passed_by: URIRef
    date_document: URIRef
    first_date_entry_in_force: URIRef
    date_no_longer_in_force: URIRef
    in_force: URIRef
    based_on: URIRef
    cites: URIRef
    amends: URIRef
    repeals: URIRef
    is_part_of: URIRef


class CITO(DefinedNamespace):
    """Citation Typing Ontology: who cites what, and how."""

    _fail = True
    _NS = Namespace("http://purl.org/spar/cito/")

    Citation: URIRef
    hasCitingEntity: URIRef
    hasCitedEntity: URIRef
    cites: URIRef
    citesAsAuthority: URIRef
    citesForInformation: URIRef


class OA(DefinedNamespace):
    """Web Annotation: places in a text."""

    _fail = True
    _NS = Namespace("http://www.w3.org/ns/oa#")

    Annotation: URIRef
    SpecificResource: URIRef
    hasBody: URIRef
    hasTarget: URIRef
    hasSource: URIRef
    hasSelector: URIRef
    motivatedBy: URIRef
    identifying: URIRef
    TextPositionSelector: URIRef
    TextQuoteSelector: URIRef
    start: URIRef
    end: URIRef
    prefix: URIRef
    exact: URIRef
    suffix: URIRef


class SCHEMA(DefinedNamespace):
    """schema.org: money (rdflib's SDO knows no grants and only warns)."""

    _fail = True
    _NS = Namespace("https://schema.org/")

    MonetaryAmount: URIRef
    MonetaryGrant: URIRef
    amount: URIRef
    currency: URIRef
    fundedItem: URIRef
    funder: URIRef
    unitText: URIRef
    value: URIRef


# rdflib looks a term up anew at each mention, a tenth of the time of loading; attributes of the class cost nothing.
for _words in (PK, ELI, CITO, OA, SCHEMA):
    for _word in _words.__annotations__:
        if not _word.startswith("_"):
            setattr(_words, _word, _words[_word])
