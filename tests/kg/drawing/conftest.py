"""The county that most pictures are of."""

from __future__ import annotations

import networkx as nx
import pytest
from made_up_county import small_county

from kg.drawing.neighbourhood import whole


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph:
    return whole(small_county().select)
