"""Where a document number is read that tells nothing of itself: the province of the numbers around it.

宁科通〔2021〕58号 is of 南京市, 西宁市 or 宁夏; between 苏财教〔2021〕3号, 苏科机发〔2021〕9号 and 锡科计〔2021〕7号 it is of 江苏省 (decision 18).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .areas import Area, ancestors
from .issuers import decide

_AROUND = 3  # numbers before, and after
_LEAST, _SHARE = 2, 0.8  # so many of them, and this share of those with an area, must be of one province


def provinces(numbers: Sequence[tuple[str, int | None]]) -> list[Area | None]:
    """For each ``(code, year)``, in the order of a text or table, the province that those around it say; None where they do not agree.

    What counts is whose each of them is by its letters alone; those of central bodies, and those that leave it open, say nothing.
    """
    known = {number: _province(*number) for number in dict.fromkeys(numbers)}
    said = [known[number] for number in numbers]
    found: list[Area | None] = []
    for place in range(len(said)):
        around = Counter(filter(None, said[max(0, place - _AROUND) : place] + said[place + 1 : place + 1 + _AROUND]))
        least = max(_LEAST, _SHARE * around.total())
        found.append(next((area for area, times in around.items() if times >= least), None))
    return found


def _province(code: str, year: int | None) -> Area | None:
    issuer = decide(code, year).issuer if code else None
    area = issuer.area if issuer else None
    return next((one for one in (area, *ancestors(area)) if one.level == "province"), None) if area else None
