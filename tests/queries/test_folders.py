"""The queries that the house asks for itself: each is SPARQL with its own prefixes, says what it is for, and is asked by somebody."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pyoxigraph as ox
import pytest
from folders import ROOT

import queries
from ontology.tables import rows

FOLDER = Path(str(files("queries")))
ALL = sorted(file.relative_to(FOLDER).with_suffix("").as_posix() for file in FOLDER.glob("*/*.rq"))
INNER = [name for name in ALL if not name.startswith("fragments/")]
#: What stands in the place of a parameter that is more than a term.
VALUES = {
    "limit": "5",
    "ordinal": "1",
    "property": "<urn:p>",
    "path": "<urn:a>|<urn:b>",
    "file": '"甲"',
    "words": '"甲"',
    "year": '"2024"',
}


@pytest.mark.parametrize("name", INNER)
def test_a_query_is_sparql_with_its_own_prefixes(name: str) -> None:
    text = queries.text(name)
    assert text.startswith("# ") and "# include" not in text
    parameters = {match["name"] for match in queries.TOKEN.finditer(text) if match["name"]}
    bound = queries.bound(name, **{one: VALUES.get(one, "<urn:a>") for one in parameters})
    assert not re.search(r"(?m)^[^#\n]*\$\w", bound)
    ox.Store().query(bound)


def test_each_query_is_asked_and_each_fragment_put_in() -> None:
    written = "".join(
        file.read_text("utf-8") for package in ("kg", "loaders") for file in (ROOT / package).rglob("*.py")
    )
    # A facet of the lists is a row of their table.
    written += "".join(f'"facets/{row["from"].removeprefix("query ")}"' for row in rows("kg.web.lists", "facets.tsv"))
    texts = "".join(file.read_text("utf-8") for file in FOLDER.rglob("*.rq"))
    for name in ALL:
        folder, _, last = name.partition("/")
        if folder == "fragments":
            assert f"# include: {last}\n" in texts, name
        else:
            # A module that asks several of one wing names them by their last words: rows("units") for drawing/arrow-units.
            words = (
                name,
                last,
                last.partition("-")[2],
                "resolution/places-of-{printed}" if "/places-of-" in name else name,
            )
            assert any(f'"{word}"' in written for word in words), name


def test_users_are_offered_the_questions_only() -> None:
    assert not [name for name in queries.names() if "/" in name]
    with pytest.raises(KeyError):
        queries.load("dossier/facts")
    with pytest.raises(FileNotFoundError):
        queries.text("dossier/none")


def test_a_value_cannot_leave_its_place() -> None:
    words = str(ox.Literal('"} DROP ALL #'))
    assert list(ox.Store().query(queries.bound("dossier/find-whole", words=words))) == []  # type: ignore[arg-type]
