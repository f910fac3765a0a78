"""The sensible ways to read a printed formula, each a sum of products, in the order of how much they take from the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import pairwise, product

from kg.auditing.arithmetic import Ends, operand_text
from loaders.amounts import Operand
from loaders.money.pairing import pairs, parted, same_level
from loaders.money.units import printed_places, unit_class
from loaders.records import Calculation

Group = tuple[Operand, ...]

_MOST_COUNTS = 6


@dataclass(frozen=True, slots=True)
class FormulaReading:
    """``terms`` are added, the ``groups`` of a term multiplied, the operands of a group added: (1828 + 838) × 120 × 80 %."""

    terms: tuple[tuple[Group, ...], ...]

    @property
    def operands(self) -> tuple[Operand, ...]:
        """All operands in the order in which they are written."""
        return tuple(dict.fromkeys(o for term in self.terms for group in term for o in group))

    @property
    def value(self) -> Decimal:
        """What the formula comes to, in yuan."""
        return self._with(worth)

    @property
    def ends(self) -> Ends | None:
        """What it may come to where a count is printed in 万 (41.96万人), and so is itself rounded."""
        if not any(map(_is_rounded, self.operands)):
            return None
        least, most = (self._with(partial(worth, off=Decimal(off))) for off in ("-0.5", "0.5"))
        return least, most

    def _with(self, worth: Callable[[Operand], Decimal]) -> Decimal:
        total = Decimal(0)
        for term in self.terms:
            value = Decimal(1)
            for group in term:
                value *= sum(map(worth, group), Decimal(0))
            total += value
        return total

    def __str__(self) -> str:
        """As a person would write it: (1828 人 + 838 人) × 120 元/人 × 80 %."""
        return " + ".join(" × ".join(map(_written, term)) for term in self.terms)


def _written(group: Group) -> str:
    text = " + ".join(map(operand_text, group))
    return f"({text})" if len(group) > 1 else text


def worth(operand: Operand, off: Decimal = Decimal(0)) -> Decimal:
    """An operand as a factor: 4.8 % is 0.048; that of a rounded one is so many of its steps off."""
    value = operand.value
    if off and _is_rounded(operand):
        value += off * Decimal(operand.scale).scaleb(-printed_places(operand.surface))
    return value / 100 if operand.role == "share" else value


def _is_rounded(operand: Operand) -> bool:
    return operand.role == "count" and operand.scale > 1


def readings(calculation: Calculation) -> list[FormulaReading]:
    """Every sensible reading; the first one takes all that the page prints, where that is clear."""
    operands = calculation.operands
    if calculation.borrowed:  # as it is written
        starts = [place for place, o in enumerate(operands) if o.role == "standard"]
        terms = (operands[start:end] for start, end in pairwise((*starts, len(operands))))
        return [FormulaReading(tuple(tuple((o,) for o in term) for term in terms))]
    if calculation.kind == "raise":
        return [FormulaReading(tuple(((o,),) for o in operands))]
    if calculation.kind == "share":
        return [FormulaReading((tuple((o,) for o in operands),))]
    if calculation.kind == "standard":
        standard = next(o for o in operands if o.role == "standard")
        return [FormulaReading((((standard,), (o,)),)) for o in operands if o.role == "share"]
    return list(dict.fromkeys(_products(calculation)))


def _products(calculation: Calculation) -> Iterator[FormulaReading]:
    operands, result = calculation.operands, calculation.result
    standards = [o for o in operands if o.role == "standard"]
    origins = [o for o in operands if o.role == "origin"]
    shares = [o for o in operands if o.role == "share"]
    options = list(_share_options(shares, result.level))
    paired = pairs(operands)
    if paired is not None and len(standards) > 1:
        terms = [_ordered((tuple(counts), (standard,), *((o,) for o in times))) for standard, counts, times in paired]
        for option in options:
            yield FormulaReading(tuple((*term, *((o,) for o in option)) for term in terms))
        # 每支1.5万元，队员90人每人每天50元，按220天计99万元: the amount may be what the last ones come to.
        yield from (FormulaReading(tuple(terms[last:])) for last in range(1, len(terms)))
    if len(standards) != 1:
        return
    standard = standards[0]
    counted = [o for o in operands if o.role in ("count", "period")]
    chosen = list(_count_options(counted, standard))
    if paired is not None:
        _, counts, times = paired[0]
        chosen.insert(0, (tuple(counts), *((o,) for o in times)))
    for groups in chosen:
        for option in [()] if origins else options:
            yield FormulaReading((_ordered((*groups, (standard,), *((o,) for o in option))),))
    for origin in origins:
        for groups, option in product(chosen, options):
            yield FormulaReading((_ordered((*groups, (origin,), *((o,) for o in option))),))


def _share_options(shares: Sequence[Operand], level: str | None) -> Iterator[tuple[Operand, ...]]:
    """No share, or the one of the level that pays (any one where the page does not say which pays), or a bare percent."""
    of_level = [o for o in shares if o.level and same_level(o.level, level)]
    named = of_level or [o for o in shares if o.level]
    bare = [o for o in shares if not o.level]
    # The page prints a share to have it used, so readings with it come first.
    level_options: list[tuple[Operand, ...]] = [*((o,) for o in reversed(named)), ()]
    bare_options: list[tuple[Operand, ...]] = [*((o,) for o in bare), ()]
    for one, other in product(bare_options, level_options):
        yield (*one, *other)


def _count_options(counted: Sequence[Operand], standard: Operand) -> Iterator[tuple[Group, ...]]:
    """What may be multiplied with the standard: of each kind of thing none, all added up, or one."""
    if not counted or len(counted) > _MOST_COUNTS:
        return
    thing, _ = parted(standard.unit)
    classes: dict[str, list[Operand]] = {}
    for operand in counted:
        classes.setdefault(unit_class(operand.unit), []).append(operand)
    wanted = unit_class(thing) if thing and unit_class(thing) in classes else None
    options: list[list[Group]] = []
    for name, members in classes.items():
        groups: list[Group] = [(o,) for o in members]
        if len(members) > 1 and name == wanted:
            groups.insert(0, tuple(members))
        options.append(groups if name == wanted else [*groups, ()])
    if len(options) > 4:
        return
    for choice in product(*options):
        groups_ = tuple(group for group in choice if group)
        if groups_:
            yield groups_


def _ordered(groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups in the order of the page: first the standard and what it is paid for, then how often, then who pays."""
    return tuple(sorted((g for g in groups if g), key=lambda g: (_rank(g[0]), g[0].start)))


def _rank(operand: Operand) -> int:
    if operand.role == "share":
        return 2 if operand.level else 0
    return 1 if operand.role == "period" else 0
