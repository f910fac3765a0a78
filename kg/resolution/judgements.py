"""What people judged: two names mean the same policy, body or area, or they do not.  A CSV file in the store's folder, one judgement a row.

The file can be read and edited in Excel.  What is derived is a function of the documents and of this file alone, so a row
that is taken out leaves no trace.
"""

from __future__ import annotations

import csv
import io
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, get_args
from urllib.parse import unquote

from kg.resolution import policy_names as naming
from kg.resolution import spelling
from kg.resolution.spelling import Name
from kg.tables.messages import UserError
from loaders.bodies import identity
from loaders.citations import numbers, titles
from loaders.rdf import identifiers
from ontology.iris import ID

Kind = Literal["same", "different"]
#: How the IRIs of bodies and of areas begin.
THINGS = (f"{ID}organisation/", f"{ID}area/")
COLUMNS = ("kind", "a", "b", "why", "who", "when")


class JudgementError(UserError):
    """Judgements that cannot be read or contradict each other; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """``a`` and ``b`` are numbers, titles or IRIs of policies, or IRIs of bodies or areas; ``when`` is an ISO date, written once."""

    kind: Kind
    a: str
    b: str
    why: str
    who: str = ""
    when: str = ""

    @property
    def ends(self) -> frozenset[End]:
        """The two things that it is about, in no order."""
        return frozenset((end(self.a), end(self.b)))

    def __str__(self) -> str:
        by = "，".join(part for part in (self.who, self.when) if part)
        return f"{self.pair}: {self.why}{f'（{by}）' if by else ''}"

    @property
    def of_things(self) -> bool:
        """Whether it is about bodies or areas, and not about policies."""
        return self.a.startswith(THINGS)

    @property
    def pair(self) -> str:
        """Both names and whether they are one, bodies and areas by what they are called: 甲 ≠ 乙."""
        return f"{called(self.a)} {'=' if self.kind == 'same' else '≠'} {called(self.b)}"


def called(words: str) -> str:
    """A name as people read it: of a body or an area what it is called, of a policy the words themselves."""
    return identity.Identity(*identifiers.name(words)).label if words.startswith(THINGS) else words


@dataclass(frozen=True, slots=True)
class End:
    """One of the two things that a judgement is about: a number, a title (folded), a title printed with a number, or the IRI of a body or an area."""

    number: str = ""
    title: str = ""
    thing: str = ""

    def number_is(self, name: Name) -> bool:
        """Whether the number of a name is this one, as printed or with the official name of who issued it."""
        return self.number in (naming.number_key(name), naming.key(name.number) if name.number else "")

    def title_is(self, name: Name) -> bool:
        """Whether the title of a name is this one."""
        return self.title in (spelling.fold(name.title), titles.normal(name.title))


def end(words: str) -> End:
    """What a number in any spelling, a title or an IRI names.

    :raises JudgementError: it names nothing.
    """
    words = words.strip()
    if words.startswith(THINGS):
        return End(thing=words)
    if words.startswith(f"{ID}policy/"):
        parts = [unquote(part) for part in words.removeprefix(f"{ID}policy/").split("/")]
        number = "" if parts[0] == "title" else naming.key(parts.pop(0))
        return End(number, parts[1] if len(parts) > 1 else "")
    number_ = numbers.loose(words)
    if number_ is not None:
        return End(naming.key(number_.normal))
    folded = spelling.fold(words)
    if not folded:
        raise JudgementError(f"{words!r} is neither a number nor a title.")
    return End(title=folded)


def read(path: Path) -> tuple[Judgement, ...]:
    """The judgements of a file; none where it does not exist.

    :raises JudgementError: the file is no table with these columns, or its judgements contradict each other.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise JudgementError(
            f"The judgements in {path} cannot be read ({error}); save the file as UTF-8 CSV."
        ) from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if not set(COLUMNS[:3]) <= set(rows.fieldnames or ()):
        # Cut off or overwritten: no judgement that somebody made is forgotten in silence.
        raise JudgementError(
            f"{path} is no table of judgements: its first row must be {','.join(COLUMNS)}; "
            "put a copy of it in its place, or delete it where nobody has judged anything."
        )
    found: list[Judgement] = []
    for row in rows:
        kind = next((kind for kind in get_args(Kind) if kind == (row.get("kind") or "").strip()), None)
        cells = {column: (row.get(column) or "").strip() for column in COLUMNS[1:]}
        if kind is None or not cells["a"] or not cells["b"]:
            raise JudgementError(
                f"Row {len(found) + 2} of {path} is no judgement: its kind must be same or different, a and b must name policies, bodies or areas."
            )
        found.append(Judgement(kind, **cells))
    if pair := _contradicting(found):
        raise JudgementError(
            f"Rows {pair[0] + 2} and {pair[1] + 2} of {path} contradict each other: take one of them out."
        )
    return tuple(found)


def write(path: Path, judgements: Sequence[Judgement]) -> None:
    """Write the file; without judgements there is none.

    :raises JudgementError: it cannot be written.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(one, column) for column in COLUMNS] for one in judgements)
    try:
        if judgements:
            # With the mark by which Excel knows UTF-8; all of it or nothing, also where the disk is full.
            place = path.resolve()
            making = place.with_name(f".{place.name}.{os.getpid()}")
            try:
                making.write_text(out.getvalue(), "utf-8-sig")
                making.replace(place)
            finally:
                making.unlink(missing_ok=True)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise JudgementError(f"The judgements cannot be written to {path} ({error.strerror or error}).") from error


def check(judgements: Sequence[Judgement]) -> None:
    """Make sure that the last judgement lets all others stand: that no two things are the same, perhaps by way of others, and different.

    :raises JudgementError: names the judgement that stands against it.
    """
    if pair := _contradicting(judgements):
        different, same = pair
        stands = same if different == len(judgements) - 1 else different
        raise JudgementError(
            f"That contradicts judgement {stands + 1} ({judgements[stands].pair}), which stands; withdraw it first: kg judgements --undo {stands + 1}."
        )


def _contradicting(judgements: Sequence[Judgement]) -> tuple[int, int] | None:
    """The places of the first "different" of things that are judged to be the same, and of the "same" that says so, of several the plainest."""
    groups = _groups(judgements)
    for place, one in enumerate(judgements):
        group = groups.get(end(one.a), -1)
        if one.kind == "different" and group == groups.get(end(one.b)):
            chain = [
                at for at, other in enumerate(judgements) if other.kind == "same" and groups[end(other.a)] == group
            ]
            return place, next((at for at in chain if judgements[at].ends == one.ends), chain[0])
    return None


@dataclass(slots=True)
class JudgedGroup:
    """Things that people judged to be the same: numbers first, otherwise in the order of the judgements."""

    ends: list[End] = field(default_factory=list)
    reasons: set[str] = field(default_factory=set)


def of_policies(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Those about policies."""
    return [one for one in judgements if not one.of_things]


def together(judgements: Sequence[Judgement]) -> list[JudgedGroup]:
    """The groups of ends that "same" brings together."""
    member = _groups(judgements)
    groups: defaultdict[int, JudgedGroup] = defaultdict(JudgedGroup)
    for one in judgements:
        if one.kind == "same":
            group = groups[member[end(one.a)]]
            group.ends += [side for side in (end(one.a), end(one.b)) if side not in group.ends]
            group.reasons.add(str(one))
    for group in groups.values():
        group.ends.sort(key=lambda side: not side.number)
    return [groups[index] for index in sorted(groups)]


def _groups(judgements: Iterable[Judgement]) -> dict[End, int]:
    """Which group each judged end is in, by the number of the group's first judgement."""
    member: dict[End, int] = {}
    for place, one in enumerate(judgements):
        if one.kind == "same":
            old = {member.get(side, place) for side in one.ends}
            member |= dict.fromkeys(one.ends, min(old))
            member = {side: min(old) if index in old else index for side, index in member.items()}
    return member


class _Named(Protocol):
    iri: str

    @property
    def names(self) -> Mapping[Name, object]:
        """The names of a policy."""


class Apart:
    """The names that people judged to mean different policies."""

    def __init__(self, judgements: Sequence[Judgement], names: Sequence[Name]) -> None:
        self._sides: defaultdict[Name, set[tuple[int, bool]]] = defaultdict(set)
        self._reasons: dict[int, str] = {}
        for place, one in enumerate(judgements):
            if one.kind == "different":
                self._reasons[place] = str(one)
                self._mark(place, end(one.a), end(one.b), names)

    def _mark(self, place: int, a: End, b: End, names: Sequence[Name]) -> None:
        for name in names:
            first, second = _fits(a, b, name), _fits(b, a, name)
            if first and second:
                # The number of the one and the title of the other: what is printed as its title decides.
                folded = spelling.fold(name.title)
                first, second = (
                    (a.title == folded, b.title == folded) if a.title and b.title else (bool(a.title), bool(b.title))
                )
            if first != second:
                self._sides[name].add((place, second))

    def separates(self, one: Iterable[Name], *others: Name) -> bool:
        """Whether a judgement keeps names of ``one`` and of ``others`` apart."""
        if not self._sides:
            return False
        there = {(place, not side) for name in others for place, side in self._sides.get(name, ())}
        return bool(there) and any(not there.isdisjoint(self._sides.get(name, ())) for name in one)

    def reasons(self, clusters: Iterable[_Named]) -> Iterator[tuple[str, set[str]]]:
        """For each policy the judgements that keep its names apart from others."""
        for cluster in clusters if self._sides else ():
            places = {place for name in cluster.names for place, _ in self._sides.get(name, ())}
            if places:
                yield cluster.iri, {self._reasons[place] for place in places}


def _fits(side: End, other: End, name: Name) -> bool:
    if side.number and side.title:
        return side.number_is(name) and side.title_is(name)
    if side.number:
        return side.number_is(name)
    return side.title_is(name) and (not other.number or not name.number or other.number_is(name))
