"""Accept headers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.web.negotiation import accepted, choose

OFFERED = ("text/turtle", "application/ld+json", "text/html")


@pytest.mark.parametrize(
    ("header", "media"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/html", "text/html"),
        ("TEXT/HTML", "text/html"),
        ("text/*", "text/turtle"),
        ("text/*;q=0.5, application/ld+json", "application/ld+json"),
        ("text/html;q=0.9, text/turtle;q=0.8", "text/html"),
        ("*/*, text/turtle;q=0", "application/ld+json"),
        ("text/*, text/turtle;q=0.1", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/ld+json; profile=x; q=1", "application/ld+json"),
        ("image/png", None),
        ("text/turtle;q=0", None),
        ("text/turtle;q=nonsense", None),
        (",,;", "text/turtle"),
    ],
)
def test_choice(header: str | None, media: str | None) -> None:
    assert choose(accepted(header), OFFERED) == media


@given(st.text(max_size=80))
def test_any_header_can_be_read(header: str) -> None:
    assert choose(accepted(header), OFFERED) in (*OFFERED, None)
