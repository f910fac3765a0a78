"""The facts that a document states, each with the characters that state it.

Every record is frozen and carries ``start`` and ``end``: code points into the text of its document, as in a Python slice,
so that ``text[start:end]`` is the printed form.  Money is :class:`decimal.Decimal` yuan, never a float.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePath
from typing import Literal

from loaders.amounts import Comparison, HeadedCell, Money, Operand, Share, Statement
from loaders.source import Block, Page, PageImage, Recognised

DocumentKind = Literal[
    "budget-disclosure",
    "department-budget",
    "department-account",
    "work-plan",
    "work-report",
    "notice",
    "regulation",
    "register",
    "other",
]
#: The budgets and final accounts of departments.
ACCOUNTS: frozenset[DocumentKind] = frozenset({"department-budget", "department-account"})
#: The kinds that list projects in tables.
BUDGETS: frozenset[DocumentKind] = ACCOUNTS | {"budget-disclosure"}
#: Kinds of documents whose projects are funded works of a plan or a report, no projects of a budget.
WORKS: frozenset[DocumentKind] = frozenset({"work-plan", "work-report"})
CitationKind = Literal["policy", "standard", "other"]
Relation = Literal["basis", "mention", "drafts", "amends", "repeals", "forwards", "implements"]
Status = Literal["in-force", "not-yet-in-force", "expired", "repealed"]
Field = Literal["name", "basis", "unit", "overview", "content", "funding", "plan", "effect", "other"]
Comparator = Literal["=", ">=", ">", "<=", "<"]
QuantityRule = Literal["things", "listed", "weights", "scores", "score-bound"]
CalculationKind = Literal["product", "share", "standard", "raise", "average", "equation"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A value as understood (``value``) and the characters that say it (``text[start:end]``)."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One place where a text names a policy (or another titled thing).

    ``number`` is the normal form (``云财社发〔2023〕36号``), ``printed_number`` the characters that were printed; both are None when only a title
    is cited.  ``title`` is printed without the outer marks; None when only a number is cited.  ``start``/``end`` cover both when they belong
    together, without closing brackets of the number.  ``aliases`` are the short names that the text introduces for it (以下简称《决定》); ``via`` is
    the alias by which it is cited here: number and title are then those of the place that introduced it.  ``style`` names what deviates from
    GB/T 9704-2012 in how the number is printed.  ``standard`` is the number of a standard (``GB/T 9704-2012``), which is no document number; of
    one that is named by its number alone the ``kind`` is ``standard``.
    """

    start: int
    end: int
    surface: str
    number: str | None = None
    printed_number: Mention | None = None
    title: str | None = None
    printed_title: Mention | None = None
    articles: tuple[Mention, ...] = ()
    kind: CitationKind = "policy"
    relation: Relation = "mention"
    issuers: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    via: str | None = None
    style: tuple[str, ...] = ()
    standard: str | None = None
    project: int | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """A formula as the page prints it: its operands in the order of the text, and the amount that they should come to.

    ``complete`` says that the page leaves nothing open: every operand has its place in the formula, so a result that no reading of them gives
    is a contradiction.  What the readings are is not said here.  ``borrowed`` are those of the operands that another part of the project prints,
    or another project, the ``lender``: such a formula is no line of the page, and each standard among its operands begins a product.
    """

    kind: CalculationKind
    operands: tuple[Operand, ...]
    result: Money
    complete: bool = False
    project: int | None = None
    borrowed: tuple[Operand, ...] = ()
    lender: int | None = None

    @property
    def stated(self) -> bool:
        """Whether one project prints all of it: what it would come to with a figure of another one is judged, not stated."""
        return self.lender in (None, self.project)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """An equation as the page prints it with signs: 20人×50元×12月=1.2万元.

    ``left`` has as its value the left side with ``#`` for each of the ``operands`` and the signs ``×÷+()``.  Whether it holds is open.
    """

    start: int
    end: int
    left: Mention
    operands: tuple[Operand, ...]
    stated: Operand
    project: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantitySum:
    """Counted things and the parts that the page prints of them, all in one unit: 30人（城镇10人，农村20人）.

    ``closed`` says that the parts must be all of it: they are complements by their names.  In a performance table ``rule`` says what is asked
    of its points: that weights or scores come to their total (which the page may not print: then the whole is the head of their column, and
    not ``closed``), or that a score is within its weight.  ``listed``: each part is one item of a list.
    """

    start: int
    end: int
    whole: Operand
    parts: tuple[Operand, ...]
    closed: bool = False
    project: int | None = None
    rule: QuantityRule = "things"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """One thing of which a project prints the quantity, or its own amount, twice: 共81个卫生室 and later 共80个卫生室.

    ``thing`` is what the page calls it at the second place.  Whether the two agree is not said here.
    """

    start: int
    end: int
    thing: Mention
    first: Operand
    second: Operand
    project: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A node in the tree of an allocation: an amount, what it is for, and the parts that the page says it consists of.

    ``item`` is None where the page prints no name beside the amount.  ``complete`` says that the page presents the parts as
    the whole (共计, 合计, numbered items under a total), so that their sum must be the amount; 其中 alone does not.
    """

    money: Money
    item: Mention | None = None
    parts: tuple[Part, ...] = ()
    complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Allotment:
    """What a notice hands down to one payee, an area or a body: a row of its table, or a clause of its prose.

    The value of ``payee`` is the name as the page means it: 乐山市市中区 where 市中区 stands below 乐山市, its own area for 州本级.  ``year`` is that
    of the row's own column.  ``within`` is the place in the list of the one whose payee holds this one: 红河州 and its 个旧市.
    """

    payee: Mention
    money: Money
    year: Mention | None = None
    within: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A measurable aim or result: ``name`` ``comparator`` ``value`` ``unit`` (率 >= 90 %)."""

    name: str
    value: str
    unit: str
    comparator: Comparator
    start: int
    end: int
    project: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceIndicator:
    """A row of indicators: its ``levels`` from the first to the one above it, its ``name``, and what each column says of it.

    Weights and scores have plain numbers as values, the other columns their words; ``others`` are those that no field is for.
    """

    levels: tuple[Mention, ...]
    name: Mention
    comparator: Mention | None = None
    target: Mention | None = None
    measure: Mention | None = None
    actual: Mention | None = None
    weight: Mention | None = None
    score: Mention | None = None
    reason: Mention | None = None
    others: tuple[HeadedCell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceFund:
    """A row of funds, all of them or a source: planned at the beginning of the year, for the year, executed (yuan); rate, weight, score."""

    name: Mention
    initial: Mention | None = None
    planned: Mention | None = None
    executed: Mention | None = None
    rate: Mention | None = None
    weight: Mention | None = None
    score: Mention | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceTable:
    """A table of performance targets (绩效目标申报表) or a self-evaluation (自评表) of a project or a body, with its printed totals."""

    start: int
    end: int
    project: Mention | None = None
    department: Mention | None = None
    department_code: Mention | None = None
    unit: Mention | None = None
    unit_code: Mention | None = None
    funds: tuple[PerformanceFund, ...] = ()
    indicators: tuple[PerformanceIndicator, ...] = ()
    weight: Mention | None = None
    score: Mention | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A headed part of a project: ``heading`` as printed, ``field`` what it means, ``[start, end)`` its body."""

    heading: str
    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """A class of the functional classification (政府收支分类科目) as printed: its ``code`` (2100408) and ``name``."""

    code: Mention
    name: Mention | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A funded project (or a funded work of a report).

    ``amount_parts`` are the amounts that state the money allocated: one when the page prints it, several when it is only the sum of printed
    parts, none when the page states none.  ``lent`` are merged cells of a row above, which hold for the project outside ``[start, end)``.
    """

    ordinal: int
    name: Mention
    units: tuple[Mention, ...] = ()
    amount_parts: tuple[Money, ...] = ()
    fiscal_year: Mention | None = None
    start: int = 0
    end: int = 0
    sections: tuple[Section, ...] = ()
    lent: tuple[Section, ...] = ()
    classifications: tuple[Classification, ...] = ()

    @property
    def amount(self) -> Decimal | None:
        """The yuan allocated; None when the page states none."""
        return sum((part.yuan for part in self.amount_parts), Decimal(0)) if self.amount_parts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task of a work plan with the units that lead it and those that take part."""

    text: str
    lead: tuple[Mention, ...]
    participants: tuple[Mention, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of a register of policies: what the register says of one policy.

    Dates have ISO values (2024-03-15, 2024-03, 2024).  ``replaced_by`` and ``repealed_by`` hold numbers (normal form) or titles.
    """

    start: int
    end: int
    number: Mention | None = None
    title: Mention | None = None
    issuers: tuple[Mention, ...] = ()
    date: Mention | None = None
    in_force_from: Mention | None = None
    in_force_until: Mention | None = None
    status: Status | None = None
    printed_status: Mention | None = None
    replaced_by: tuple[Mention, ...] = ()
    repealed_by: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article of a regulation whose full text was loaded: ``label`` as printed (第三条), ``[start, end)`` its text."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Affiliation:
    """A body that a page says to be inside another: ``unit`` in ``holder``, and the words that say it (所属, 主管部门, 预算编制范围)."""

    unit: Mention
    holder: Mention
    said: Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a source document says of itself.

    ``path`` is where it was read from; it is not a statement of the document and never becomes part of its graph.
    """

    path: str
    sha256: str
    kind: DocumentKind
    title: Mention | None = None
    number: Mention | None = None
    publisher: Mention | None = None
    area: Mention | None = None
    fiscal_year: Mention | None = None
    declared_count: Mention | None = None
    declared_total: Money | None = None
    date: Mention | None = None
    in_force_from: Mention | None = None
    in_force_until: Mention | None = None

    @property
    def file_name(self) -> str:
        """The last part of ``path``, which any system may have written."""
        return PurePath(self.path.replace("\\", "/")).name


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All facts of one document, in the order of the text, and the text itself with its printed pages or sheets and its tables."""

    document: Document
    text: str
    pages: tuple[Page, ...] = ()
    tables: tuple[Block, ...] = ()
    projects: tuple[Project, ...] = ()
    citations: tuple[Citation, ...] = ()
    money: tuple[Money, ...] = ()
    shares: tuple[Share, ...] = ()
    tasks: tuple[Task, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    performance: tuple[PerformanceTable, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    equations: tuple[Equation, ...] = ()
    quantity_sums: tuple[QuantitySum, ...] = ()
    repetitions: tuple[Repetition, ...] = ()
    allocations: tuple[Part, ...] = ()
    allotments: tuple[Allotment, ...] = ()
    statements: tuple[Statement, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    entries: tuple[Entry, ...] = ()
    articles: tuple[Article, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    recognised: tuple[Recognised, ...] = ()
    images: tuple[PageImage, ...] = ()

    def money_in(self, start: int, end: int) -> tuple[Money, ...]:
        """The amounts that begin in ``text[start:end]``."""
        first = bisect_left(self.money, start, key=lambda m: m.start)
        return self.money[first : bisect_left(self.money, end, key=lambda m: m.start)]
