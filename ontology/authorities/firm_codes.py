"""Codes of firms and schools, which begin with a name of their own and with no region: 金隅集团安发, 三峡大科."""

from __future__ import annotations

import re

from .code_grammar import could_begin, national_at
from .segments import provinces

FIRM = "集团"
_DEPARTMENT = 2  # characters behind it: 安发, 党办
# Behind the 大 of a school; 大政发 and 大发改 are codes of places that begin with 大.
_SCHOOL = re.compile("[一-鿿]{1,4}大(?=[校院党科研教人学团资字办后外图组纪审发](?![改社]))")


def school_end(text: str, start: int) -> int:
    """Where the name of a school ends that begins at ``start``, 0 for none."""
    school = _SCHOOL.match(text, start)
    return school.end() if school else 0


def holds_firm(code: str) -> bool:
    """Whether a code begins with the name of a firm: 中国化学集团安发, but not 中核集团中核安, where the code begins behind the name."""
    name, firm, letters = code.partition(FIRM)
    if not name or not firm or letters[:1] in name or letters[:1] in provinces():
        return False
    if national_at(letters, 0) == len(letters):
        return False
    return len(letters) <= _DEPARTMENT or not could_begin(letters)
