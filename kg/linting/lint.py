"""What is wrong with citations: findings with document, project, place, quote, and where it can be known a suggestion.

No false alarms: a check speaks only where nothing sensible explains what it sees.  What each finding says stands in ``lint.tsv``;
``kg audit`` shows the same findings beside those of sums.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, Literal, cast

import pyoxigraph as ox

from kg.linting import cited_document, cited_policy, conflicts
from kg.linting.cited_document import CitedDocument
from kg.linting.cited_policy import Lapse
from kg.linting.phrases import Bilingual, phrase
from kg.resolution.issuing import printed_issuers
from kg.resolution.typing_errors import Words, one_slip, possible, repaired
from kg.stores import catalogue, extractions
from kg.stores.store import Store
from loaders.records import WORKS
from ontology.authorities.issuers import Issuer
from ontology.tables import rows

if TYPE_CHECKING:
    from loaders.records import Citation, Extraction, Project

Severity = Literal["error", "warning", "style"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "style")
# Notes on a number that are findings of their own.
_FINDINGS = frozenset({"impossible-year", "no-code"})
# A decision of a meeting or a leader's note is a basis that bears no title and no number.
_DESCRIBED = frozenset({"overview", "plan"})  # fields of a project that is told in prose
_OTHER_BASIS = re.compile(r"会议|纪要|批示|常务会|研究决定|请示|合同|协议")


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Printed characters that a finding or a check rests on: ``surface`` is ``text[start:end]``."""

    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in a document.

    ``document`` is its IRI, ``file`` its name; ``project`` the ordinal, None for what is said outside of projects.  ``stated`` is
    what is printed, ``suggestion`` what may be meant: a suggestion, never a fact.  ``en`` and ``zh`` are one sentence each.
    """

    code: str
    severity: Severity
    document: str
    file: str
    project: int | None
    project_name: str | None
    section: str | None
    stated: str
    suggestion: str | None
    en: str
    zh: str
    evidence: tuple[Evidence, ...] = field(default=())
    check: str = "citation"

    @property
    def verdict(self) -> Literal["mismatch", "to-check"]:
        """A mismatch where nothing can make it right; anything else is for somebody to look at."""
        return "mismatch" if self.severity == "error" else "to-check"

    def to_json(self) -> dict[str, Any]:
        """As ``kg lint --json`` and ``kg audit --json`` print it."""
        return {
            "document": self.file,
            "project": self.project,
            "check": self.check,
            "code": self.code,
            "severity": self.severity,
            "verdict": self.verdict,
            "formula": None,
            "stated": self.stated,
            "computed": self.suggestion,
            "difference": None,
            "note": self.en,
            "note_zh": self.zh,
            "section": self.section,
            "evidence": [{"start": one.start, "end": one.end, "surface": one.surface} for one in self.evidence],
        }


@cache
def checks() -> dict[str, dict[str, str]]:
    """Code of a finding -> its severity, its name and its sentence in both languages."""
    return {row["code"]: row for row in rows("kg.linting", "lint.tsv")}


@cache
def _notes() -> dict[str, Bilingual]:
    """What the notes on how a number is printed say."""
    return {row["note"]: Bilingual(row["en"], row["zh"]) for row in rows("loaders.citations", "style.tsv")}


def lint(
    store: Store,
    documents: Iterable[str] | None = None,
    *,
    style: bool = False,
    unread: Callable[[str], object] = lambda name: None,
) -> Iterator[Finding]:
    """The findings of these documents (IRIs), or of all; ``style`` adds notes on how numbers are printed.

    ``unread`` is told the names of documents that were stored without their records, so that nothing is known of them.
    """
    examined = examiner(store, style=style)
    names = catalogue.Catalogue.read(store).names()
    wanted = sorted(names if documents is None else documents)
    for document, extraction in extractions.each(store, wanted, names):
        if extraction is not None:
            yield from examined(extraction)
        elif document in names:
            unread(names[document])


Examiner = Callable[["Extraction"], "list[Finding]"]


def examiner(store: Store, *, style: bool = False) -> Examiner:
    """What gives the findings of one document after the other, in the order of its text; what all of them need is read once."""
    names = conflicts.read(store)
    # The same regulations are cited again and again.
    contradicted = cache(printed_issuers.contradicted)
    lapse = cache(partial(cited_policy.lapse, store))

    def examined(extraction: Extraction) -> list[Finding]:
        of = cited_document.of_extraction(store, extraction)
        return _merged(_Examined(store, of, names, style, contradicted, lapse).findings())

    return examined


def of_policy(
    store: Store, policy: str, *, style: bool = False, unread: Callable[[str], object] = lambda name: None
) -> Iterator[Finding]:
    """The findings at the places that cite this policy; ``unread`` as for :func:`lint`."""
    citing = (citation for citation, _, _ in store.statements(None, conflicts.MEANS, ox.NamedNode(policy)))
    places = {conflicts.place(citation) for citation in citing}
    for finding in lint(store, {document for document, _, _ in places}, style=style, unread=unread):
        if any((finding.document, one.start, one.end) in places for one in finding.evidence):
            yield finding


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """The same finding at several places of a project as one, in the order of the text; the gravest of a place first."""
    merged: dict[tuple[object, ...], Finding] = {}
    for one in findings:
        key = (one.project, one.code, one.stated, one.suggestion, one.en)
        held = merged.get(key)
        merged[key] = (
            one if held is None else replace(held, evidence=tuple(dict.fromkeys(held.evidence + one.evidence)))
        )
    return sorted(merged.values(), key=lambda one: (one.evidence[0].start, SEVERITIES.index(one.severity), one.code))


class _Examined:
    """One document under examination."""

    def __init__(
        self,
        store: Store,
        of: CitedDocument,
        names: conflicts.Names,
        style: bool,
        contradicted: Callable[..., Issuer | None],
        lapse: Callable[[str, int], Lapse | None],
    ) -> None:
        self.store, self.of, self.names, self.style = store, of, names, style
        self.contradicted, self.lapse = contradicted, lapse
        self.words = Words([of.text])

    def findings(self) -> Iterator[Finding]:
        for cited in self.of.citations:
            yield from self._articles(cited)
            if cited.via is not None:
                continue  # number and title are those of the place that introduced the alias
            yield from self._number(cited)
            yield from self._title(cited)
            yield from self._both(cited)
            yield from self._in_force(cited)
        if self.of.extraction.document.kind not in WORKS:
            for _, project in sorted(self.of.projects.items()):
                yield from self._basis(project)

    def _number(self, cited: Citation) -> Iterator[Finding]:
        number = conflicts.parsed(cited.number) if cited.number else None
        printed = self.of.printed(cited.printed_number)
        if number is None or printed is None:
            return
        latest = self.of.year(cited) or 2100
        printed_year = number.year if number.form != "order" and number.year and number.year.isdecimal() else None
        # A document of the budget year or of the next may be cited, one of later years not.
        if printed_year and not possible(printed_year, latest + 1):
            year = repaired(printed_year, latest)
            meant = replace(number, year=str(year)).normal if year else None
            yield self._at(cited, "impossible-year", printed, meant, year=printed_year)
        if not number.code and "elided" not in cited.style:
            yield self._at(cited, "number-without-code", printed, self.names.complete(number, cited.title))
        if self.style:
            for note in sorted(set(cited.style) - _FINDINGS):
                standard = number.normal if number.code else None
                yield self._at(cited, "style", printed, standard, what=_notes()[note])

    def _title(self, cited: Citation) -> Iterator[Finding]:
        title = cited.title
        if title is None:
            return
        own = [other.title for other in self.of.citations if other.title and _same(other, cited)]
        slips = list(self.words.slips(title, own))
        if not slips and cited.number and (common := self.names.commoner(cited.number, title)):
            slip = one_slip(title, common)
            slips = [slip] if slip else []
        for slip in slips:
            yield self._at(cited, "typing-error", slip.printed, slip.meant, meant=slip.meant)
        year = self.of.year(cited)
        period = None if cited_policy.afterwards(self.of.text[cited.end : cited.end + 8]) else cited_policy.ended(title)
        if period and year and period[1] < year and cited.relation in ("basis", "implements"):
            first, last = map(str, period)
            yield self._at(cited, "period-ended", title, None, title=title, first=first, last=last, year=str(year))

    def _both(self, cited: Citation) -> Iterator[Finding]:
        number = conflicts.parsed(cited.number) if cited.number else None
        if number is None or cited.title is None or not number.code:
            return
        body = self.contradicted(number, tuple(sorted(set(cited.issuers))), self.of.area)
        if body is not None:
            printed = "、".join(issuer for issuer in _in_order(cited))
            yield self._at(
                cited, "issuer-contradicts-code", number.normal, None, printed=printed, body=body.office or body.body
            )
        for code, other in (
            ("one-number-two-titles", self.names.other_title(number, cited.title)),
            ("one-title-two-numbers", self.names.other_number(number, cited.title)),
        ):
            if other is not None:
                name, citation = other
                there = conflicts.place(citation)[0]
                file = catalogue.file_name(self.store, there) or there
                yield self._at(
                    cited,
                    code,
                    number.normal,
                    None,
                    title=cited.title,
                    other=name,
                    where=phrase("here") if there == self.of.iri else phrase("there", file),
                )

    def _in_force(self, cited: Citation) -> Iterator[Finding]:
        year = self.of.year(cited)
        policy = self.of.policy(cited)
        if policy is None or cited.relation != "basis" or year is None:
            return
        lapse = self.lapse(policy, year)
        if lapse is not None:
            name = cited.number or f"《{cited.title}》"
            yield self._at(cited, "basis-not-in-force", name, lapse.replaced_by, why=lapse.why)

    def _articles(self, cited: Citation) -> Iterator[Finding]:
        policy = self.of.policy(cited)
        if policy is None or not cited.articles:
            return
        name = cited.number or f"《{cited.title}》"
        for one in cited_policy.missing(self.store, policy, sorted({one.value for one in cited.articles})):
            yield self._at(cited, "article-missing", name, None, article=one.article, count=str(one.count))

    @cached_property
    def _asks_for_bases(self) -> bool:
        """Whether the page has a place for the basis of a project, or describes projects: rows of names and amounts have none to name."""
        fields = {section.field for project in self.of.projects.values() for section in project.sections}
        return "basis" in fields or not fields.isdisjoint(_DESCRIBED)

    def _basis(self, project: Project) -> Iterator[Finding]:
        cited = [one for one in self.of.citations if one.project == project.ordinal]
        sections = sorted((one for one in project.sections if one.field == "basis"), key=lambda one: one.start)
        inside = [one for one in cited if any(s.start <= one.start < s.end for s in sections)]
        bases = [one for one in cited if one.relation == "basis"]
        if inside or any(_OTHER_BASIS.search(self.of.text, s.start, s.end) for s in sections):
            return
        if sections and bases:
            first = sections[0]
            named = "、".join(dict.fromkeys(one.number or f"《{one.title}》" for one in bases))
            place = self._whole(first.start, first.end)
            yield self._say("basis-section-names-none", project, first.heading, place, "", None, elsewhere=named)
        elif not bases and (sections or self._asks_for_bases):
            heading, span = (sections[0].heading, sections[0]) if sections else (None, project.name)
            yield self._say("no-basis", project, heading, self._whole(span.start, span.end), "", None)

    def _whole(self, start: int, end: int) -> Evidence:
        text = self.of.text[start:end]
        start += len(text) - len(text.lstrip())
        return Evidence(start, start + len(text.strip()), text.strip())

    def _at(
        self, cited: Citation, code: str, stated: str, suggestion: str | None, **values: str | Bilingual
    ) -> Finding:
        place = Evidence(cited.start, cited.end, self.of.text[cited.start : cited.end])
        return self._say(code, self.of.project(cited), cited.section, place, stated, suggestion, **values)

    def _say(
        self,
        code: str,
        project: Project | None,
        section: str | None,
        place: Evidence,
        stated: str,
        suggestion: str | None,
        **values: str | Bilingual,
    ) -> Finding:
        row = checks()[code]
        given = {"stated": stated, "section": section or "", **values}
        en, zh = (
            row[name].format(**{key: one if isinstance(one, str) else getattr(one, name) for key, one in given.items()})
            for name in ("en", "zh")
        )
        return Finding(
            code=code,
            severity=cast(Severity, row["severity"]),
            document=self.of.iri,
            file=self.of.file,
            project=project.ordinal if project else None,
            project_name=project.name.value if project else None,
            section=section,
            stated=stated,
            suggestion=suggestion,
            en=en,
            zh=zh,
            evidence=(place,),
        )


def _same(one: Citation, other: Citation) -> bool:
    """Whether two citations may print the same slip: of the same title or number."""
    return one.title == other.title or (one.number is not None and one.number == other.number)


def _in_order(cited: Citation) -> list[str]:
    """The printed issuers in the order of the title."""
    title = cited.title or ""
    return sorted(sorted(set(cited.issuers)), key=title.find)
