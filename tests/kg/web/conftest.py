"""What tests of pages share: a browser, and a site whose first page nobody makes ahead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from kg.web import first_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser; the test is skipped where the machine has none."""
    import site_pages

    with site_pages.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def nobody_looks_at_the_first_page() -> Iterator[None]:
    """A site that starts does not make its first page, which would take the processor from the pages that are tried."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(first_page, "warm", lambda state: None)
        yield
