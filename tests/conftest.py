"""Fixtures that every room's tests share, and how long the properties are tried."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
# `make soak` looks for what goes wrong once in some thousand times: --hypothesis-profile=soak.
SOAK, ROUNDS, SECONDS = "soak", 50, 8.0
# How long one example takes tells more of the machine than of the code.
hypothesis.settings.register_profile("plain", deadline=None)
hypothesis.settings.load_profile("plain")
hypothesis.settings.register_profile(
    SOAK, derandomize=False, deadline=None, print_blob=True, suppress_health_check=list(hypothesis.HealthCheck)
)


def pytest_configure() -> None:
    """Whoever runs the tests in the background ignores Ctrl-C, and what is started from here would ignore it as well."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Under that profile each property is tried in many rounds.

    One long round would look for new examples for ever where a property has few.
    """
    if metafunc.config.getoption("--hypothesis-profile", None) == SOAK and hasattr(metafunc.function, "hypothesis"):
        metafunc.fixturenames.append("a_round")
        metafunc.parametrize("a_round", range(ROUNDS))


@pytest.fixture
def a_round(request: pytest.FixtureRequest) -> Iterator[None]:
    """One round of a property; none where it has had its time (of this process) already."""
    if _SPENT[request.node.originalname] > SECONDS:
        pytest.skip("this property was tried long enough")
    start = time.process_time()
    yield
    _SPENT[request.node.originalname] += time.process_time() - start


_SPENT: Counter[str] = Counter()


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without the extra ``ocr``."""
    from loaders.formats.scans import scan

    monkeypatch.setattr(scan, "find_spec", lambda name: None)


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the project; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "corpus").is_dir():
        pytest.skip("the shared corpus is not beside the project")
    return folder
