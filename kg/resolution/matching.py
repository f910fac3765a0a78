"""Which names mean the same policy.  A pure function of the names and of people's judgements, with one candidate or none.

1. A complete number means one document, however it and its title are spelled.  Titles that are no spellings of one another
   are kept apart; the number then belongs to the title that a register or the document itself prints, else to the one that
   more documents print than all others together, else to none of them.
2. A number without code or with a masked year is known by number and title together.
3. A title alone means the one numbered policy of the same title and issuer, else a provisional policy of its own.
4. A title that breaks off, or with a typing error, means the one policy that it can be; that is a guess, and is marked so.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal

from kg.resolution import policy_names as naming
from kg.resolution import spelling
from kg.resolution.judgements import Apart, End, Judgement, together
from kg.resolution.policy_names import Witness
from kg.resolution.reach import Candidate, Rule, compatible, of_time, same_place
from kg.resolution.spelling import Name
from loaders.citations import titles
from loaders.rdf import identifiers

Conflict = Literal["number", "title"]
# A series of notices has the same title year after year: so many of them are shown each beside the next only.
_SERIES = 5


@dataclass(slots=True)
class Matching:
    """``meant`` gives each name's policy and the rule that says so; ``conflicts`` what stands in doubt, both ways."""

    meant: dict[Name, tuple[str, Rule]] = field(default_factory=dict)
    conflicts: defaultdict[str, set[tuple[Conflict, str]]] = field(default_factory=lambda: defaultdict(set))
    notes: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def match(
    names: Iterable[Name],
    judgements: Sequence[Judgement] = (),
    witness: Callable[[Name], Witness] = lambda name: Witness(),
) -> Matching:
    """Which policy each name means.

    ``witness`` is asked only for the names of a number that is printed with really different titles.
    """
    return _Matcher(sorted(names), judgements, witness).run()


class _Matcher:
    def __init__(
        self, names: Sequence[Name], judgements: Sequence[Judgement], witness: Callable[[Name], Witness]
    ) -> None:
        self.names = names
        self.judgements = judgements
        self.witness = witness
        self.apart = Apart(judgements, names)
        self.clusters: list[Candidate] = []
        self.by_core: defaultdict[str, list[tuple[Candidate, Name]]] = defaultdict(list)
        self.unsure: list[tuple[Candidate, list[Candidate]]] = []
        self.result = Matching()

    def run(self) -> Matching:
        numbered: defaultdict[str, list[Name]] = defaultdict(list)
        alone: list[Name] = []
        for name in self.names:
            if not name.number:
                alone.append(name)
            elif naming.whole(name):
                numbered[naming.number_key(name)].append(name)
            else:
                numbered[identifiers.policy(name.number, name.title or None, name.scope or None)].append(name)
        for key, of_key in numbered.items():
            if "/" in key:
                titled = [name for name in of_key if name.title]
                self.clusters.append(Candidate(key, None, False, titled, dict.fromkeys(of_key, "number")))
            else:
                self.clusters += self.one_number(key, of_key)
        self.index(self.clusters)
        self.same_titles()
        self.guess(self.provisional(alone))
        self.tell_doubts()
        self.judge()
        for cluster in self.clusters:
            for name, rule in cluster.names.items():
                self.result.meant[name] = cluster.iri, rule
        live = {iri for iri, _ in self.result.meant.values()}
        conflicts = self.result.conflicts
        for iri in list(conflicts):
            conflicts[iri] = {(kind, other) for kind, other in conflicts[iri] if iri != other and {iri, other} <= live}
            if not conflicts[iri]:
                del conflicts[iri]
        return self.result

    # -- numbers

    def one_number(self, key: str, names: Sequence[Name]) -> list[Candidate]:
        """The policies of one number: one, or one for each of its really different titles."""
        iri, number = identifiers.policy(key), naming.of(key)
        found: list[Candidate] = []
        bare: list[Name] = []
        for name in sorted((name for name in names if name.title), key=_longest_first):
            leaders = [
                cluster
                for cluster in found
                if spelling.alike(name, cluster.titles[0]) and not self.apart.separates(cluster.names, name)
            ]
            if not leaders:
                found.append(Candidate(iri, number, titles=[name]))
                leaders = found[-1:]
            if len(leaders) == 1:
                leaders[0].take(name, "number")
                leaders[0].titles.append(name)
            else:
                bare.append(name)
        bare += [name for name in names if not name.title]
        if not found:
            return [Candidate(iri, number, names=dict.fromkeys(bare, "number"))]
        holder = found[0] if len(found) == 1 else self.holder(found)
        if holder is not None and self.apart.separates(holder.names, *bare):
            holder = None
        for cluster in found:
            if cluster is not holder:
                printed = cluster.titles[0].title
                cluster.iri, cluster.holder = identifiers.policy(key, printed), False
                if any(cluster.iri == other.iri for other in found if other is not cluster):
                    cluster.iri = identifiers.policy(key, printed, printed)  # only people can tell these apart
        for one in found:
            self.result.conflicts[one.iri] |= {("number", other.iri) for other in found}
        if holder is not None:
            holder.names |= dict.fromkeys(bare, "number")
        elif bare:
            found.append(Candidate(iri, number, names=dict.fromkeys(bare, "number")))
        return found

    def holder(self, clusters: Sequence[Candidate]) -> Candidate | None:
        """The titles to which a number belongs that is printed with several."""
        seen = [[self.witness(name) for name in cluster.names] for cluster in clusters]
        said = [one for one, witnesses in zip(clusters, seen, strict=True) if any(each.authority for each in witnesses)]
        if said:
            return said[0] if len(said) == 1 else None
        counts = [len(frozenset().union(*(each.documents for each in witnesses))) for witnesses in seen]
        most = max(counts)
        return clusters[counts.index(most)] if 2 * most > sum(counts) else None

    def index(self, clusters: Iterable[Candidate]) -> None:
        for cluster in clusters:
            for title in dict.fromkeys(cluster.titles):
                for core in dict.fromkeys((title.core, *title.parts)):
                    self.by_core[core].append((cluster, title))

    def same_titles(self) -> None:
        """Note the numbers that are printed with one title of one issuer."""
        for held in self.by_core.values():
            found = {c.iri: (c, title) for c, title in held if c.number is not None and c.holder}
            if len(found) < 2:
                continue
            ordered = [found[iri] for iri in sorted(found)]
            for place, (cluster, title) in enumerate(ordered):
                following = ordered[place + 1 :] if len(ordered) <= _SERIES else ordered[place + 1 : place + 2]
                for other, its in following:
                    if _one_series((cluster, title), (other, its)):
                        self.result.conflicts[cluster.iri].add(("title", other.iri))
                        self.result.conflicts[other.iri].add(("title", cluster.iri))

    # -- titles

    def numbered(self, name: Name) -> list[Candidate]:
        """The numbered policies of the same title that a name can mean."""
        if _local(name):
            return []
        return self.possible(name, name, (held for held in self.by_core.get(name.core, ()) if held[0].number))

    def possible(
        self, name: Name, title: Name, held: Iterable[tuple[Candidate, Name]], printed: Iterable[Name] = ()
    ) -> list[Candidate]:
        """The policies among ``held`` that the name can mean; those that hold their number come before the others.

        ``printed`` are the names as pages print them where ``name`` stands for several: those are what people judge.
        """
        judged = tuple(printed) or (name,)
        found = {
            id(cluster): cluster
            for cluster, its in held
            if compatible(name.scope, title, its, cluster.number)
            and cluster.dated(name)
            and not self.apart.separates(cluster.names, *judged)
        }
        holders = [cluster for cluster in found.values() if cluster.holder]
        return of_time(name, holders or list(found.values()))

    def provisional(self, alone: Sequence[Name]) -> list[Candidate]:
        """Join titles to the one numbered policy that they mean; the others are policies that are known by title only.

        There is one for each title, and for each issuer and each time where those are named.
        """
        groups: defaultdict[tuple[str, str], list[Name]] = defaultdict(list)
        for name in alone:
            groups[name.core, name.scope if _local(name) or name.relative else ""].append(name)
        found: list[Candidate] = []
        for (_, scope), group in groups.items():
            here: list[Candidate] = []
            for name in sorted(group, key=lambda one: (-len(one.day), not one.bodies, one)):
                numbered = self.numbered(name)
                dated = [] if name.day else [one for one in here if one.day and self.joinable(name, one, scope)]
                meant = of_time(name, [*numbered, *dated])
                if len(meant) == 1:
                    meant[0].take(name, "title")
                    continue
                joinable = [one for one in here if bool(one.day) == bool(name.day) and self.joinable(name, one, scope)]
                if len(joinable) != 1:
                    # With several of the same title and other issuers nobody can say which: those stay together alone.
                    joinable = [one for one in joinable if not one.titles[0].bodies]
                if len(joinable) != 1:
                    here.append(Candidate(""))
                    joinable = here[-1:]
                joinable[0].take(name, "title")
                joinable[0].titles.append(name)
                if dated or (numbered and name.read):
                    self.unsure.append((joinable[0], meant))
            for cluster in here:
                cluster.iri = _title_iri(cluster.titles, scope)
            found += here
        _tell_apart(found)
        return found

    def joinable(self, name: Name, cluster: Candidate, scope: str) -> bool:
        """Whether a title may be of a policy that is known by this title only."""
        its = cluster.titles[0]
        of_issuer = (
            spelling.agree(name.bodies, its.bodies) if name.bodies else compatible(name.scope, name, its, None) or scope
        )
        return bool(of_issuer) and cluster.dated(name) and not self.apart.separates(cluster.names, name)

    def tell_doubts(self) -> None:
        """Note the policies of one title among which nobody can say which one a page means."""
        for cluster, candidates in self.unsure:
            for other in candidates:
                if cluster.names and other.names:
                    self.result.conflicts[cluster.iri].add(("title", other.iri))
                    self.result.conflicts[other.iri].add(("title", cluster.iri))

    # -- guesses

    def guess(self, units: Sequence[Candidate]) -> None:
        """Join titles that break off or are mistyped to the one policy that they can mean."""
        open_ = [unit for unit in units if not any(map(_local, unit.names))]
        known = [cluster for cluster in self.clusters if cluster.number and cluster.holder] + open_
        stems = sorted({(title.stem, i) for i, cluster in enumerate(known) for title in cluster.titles})
        wanted = {half for unit in open_ for step in (-1, 0, 1) for half in _halves(unit.titles[0].core, step)}
        halves: defaultdict[tuple[bool, str], set[int]] = defaultdict(set)
        for i, cluster in enumerate(known) if wanted else ():
            for core in {title.core for title in cluster.titles}:
                for half in _halves(core, 0):
                    if half in wanted:
                        halves[half].add(i)
        goes: dict[int, tuple[Candidate, Rule]] = {}
        # The longer first: what breaks off later may itself be a beginning, and then it is no other candidate.
        for unit in sorted(open_, key=lambda one: (-len(one.titles[0].stem), one.iri)):
            title = unit.titles[0]
            name = replace(min(unit.names), day=unit.day, read="")
            cut: list[tuple[Candidate, Name]] = []
            if spelling.breaks_off(title):
                for stem, i in islice(stems, bisect_left(stems, (title.stem, 0)), None):
                    if not stem.startswith(title.stem):
                        break
                    cut += [(known[i], its) for its in known[i].titles if spelling.continues(title, its)]
            near = {i for step in (-1, 0, 1) for half in _halves(title.core, step) for i in halves.get(half, ())}
            slips = [
                (known[i], its)
                for i in sorted(near)
                for its in known[i].titles
                if same_place(title, its) and spelling.mistyped(title.core, its.core)
            ]
            for rule, held in (("truncated-title", cut), ("typing-error", slips)):
                others = ((_end(cluster, goes), its) for cluster, its in held if cluster is not unit)
                targets = self.possible(name, title, ((to, its) for to, its in others if to is not unit), unit.names)
                if len(targets) == 1:
                    goes[id(unit)] = targets[0], "truncated-title" if rule == "truncated-title" else "typing-error"
                    break
        self.clusters += units
        for unit in sorted(open_, key=lambda one: (len(one.titles[0].core), one.titles[0].core, one.iri)):
            if id(unit) not in goes:
                continue
            target, why = goes[id(unit)]
            if goes.get(id(target), (None, why))[0] is unit:
                del goes[id(target)]  # each the other's typing error: the longer, then the later, stays
            for name in list(unit.names):
                unit.names.pop(name)
                _end(target, goes).take(name, why)

    # -- people

    def judge(self) -> None:
        """Bring together what people judged to be the same; the first number of a judgement, else its first title, keeps its IRI."""
        for group in together(self.judgements):
            parts = [part for end in group.ends for part in self.judged(end)]
            if not parts:
                continue
            first = parts[0][0]
            for cluster, taken in parts[1:]:
                taken = {name: rule for name, rule in taken.items() if name in cluster.names}
                if cluster is not first and taken and not self.apart.separates(first.names, *taken):
                    cluster.names = {name: rule for name, rule in cluster.names.items() if name not in taken}
                    first.names |= dict.fromkeys(taken, "judgement")
            self.result.notes[first.iri] |= group.reasons
        for iri, reasons in self.apart.reasons(self.clusters):
            self.result.notes[iri] |= reasons

    def judged(self, end: End) -> list[tuple[Candidate, dict[Name, Rule]]]:
        """The policies that a judgement names, each with the names that it takes along.

        A number and a title known by itself bring their whole policy; a title that was joined to a number comes alone.
        """
        if end.number and not end.title:
            iri = identifiers.policy(end.number)
            return [(cluster, dict(cluster.names)) for cluster in self.clusters if cluster.iri == iri]
        found = []
        for cluster in self.clusters:
            fits = {name: rule for name, rule in cluster.names.items() if end.title_is(name) and end.number_is(name)}
            if fits:
                found.append((cluster, fits if cluster.number and not end.number else dict(cluster.names)))
        return found


# --- pieces -----------------------------------------------------------------------------------------------------------------------


def _longest_first(name: Name) -> tuple[int, str, Name]:
    return -len(name.core), name.core, name


def _local(name: Name) -> bool:
    """Whether a name means something in its own document only, or in its own area."""
    return bool(name.scope) and (name.relative or (len(name.scope) == 16 and name.scope.isascii()))


def _one_series(one: tuple[Candidate, Name], other: tuple[Candidate, Name]) -> bool:
    """Whether two numbers with the same title are of one issuer, as far as code and title tell."""
    (first, title), (second, its) = one, other
    if title.bodies and its.bodies:
        return spelling.agree(title.bodies, its.bodies)
    assert first.number is not None and second.number is not None
    return title.placed or first.number.code == second.number.code


def _title_iri(held: Sequence[Name], scope: str) -> str:
    """The IRI of a policy known by title only, by the longest of its spellings."""
    printed = max((name.title for name in held), key=lambda text: (len(titles.normal(text)), titles.normal(text)))
    return identifiers.policy(None, printed, scope or None)


def _tell_apart(clusters: Sequence[Candidate]) -> None:
    """Give policies of one title and other issuers or other times their issuer's name and their date in the IRI."""
    by_iri: defaultdict[str, list[Candidate]] = defaultdict(list)
    for cluster in clusters:
        by_iri[cluster.iri].append(cluster)
    for held in by_iri.values():
        for cluster in held if len(held) > 1 else ():
            of = sorted({body for title in cluster.titles for body in title.bodies})[:1]
            scope = " ".join((*of, cluster.day)).strip()
            if scope or cluster is not held[0]:
                cluster.iri = _title_iri(cluster.titles, scope or min(name.printed for name in cluster.names))


def _halves(core: str, step: int) -> Iterator[tuple[bool, str]]:
    """The first and the second half of a title: one character wrong leaves one of them as it is.

    ``step`` is how much longer the other title is: where it would be cut.
    """
    cut = (len(core) + step) // 2
    yield True, core[:cut]
    yield False, core[len(core) - (len(core) + step - cut) :] if cut else ""


def _end(cluster: Candidate, goes: Mapping[int, tuple[Candidate, Rule]]) -> Candidate:
    """Where a chain of guesses ends."""
    seen = {id(cluster)}
    while id(cluster) in goes and id(goes[id(cluster)][0]) not in seen:
        cluster = goes[id(cluster)][0]
        seen.add(id(cluster))
    return cluster
