"""What the engine says, and what it means for the user."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.stores import engine_errors
from kg.stores.store import StoreError

STORE = Path("/srv/block lock/policy.kg")


@pytest.mark.parametrize(
    ("error", "start"),
    [
        (
            OSError(f"IO error: While lock file: {STORE}/LOCK: Resource temporarily unavailable"),
            f"The store {STORE} is in use by another kg process; wait",
        ),
        (OSError(f"IO error: lock hold by current process, acquire time 1: {STORE}/LOCK"), f"The store {STORE} is in use"),
        (OSError(f"IO error: No space left on device: While appending to file: {STORE}/000008.log"), "The disk is full"),
        (OSError(f"IO error: While appending to file: {STORE}/000008.log: File too large"), "The disk is full"),
        (OSError(f"IO error: While appending to file: {STORE}/000008.log: Disk quota exceeded"), "The disk is full"),
        (PermissionError("Permission denied (os error 13)"), f"You may not write to {STORE}"),
        (OSError(f"IO error: While opening: {STORE}/LOG: Read-only file system"), f"You may not write to {STORE}"),
        (
            RuntimeError(f"Corruption: block checksum mismatch: stored = 1, computed = 2 in {STORE}/000012.sst offset 1"),
            f"The store {STORE} is damaged (000012.sst is not as it was written)",
        ),
        (
            RuntimeError(f"Corruption: IO error: No such file or directory: {STORE}/000012.sst  The file {STORE}/MANIFEST-000005"),
            f"The store {STORE} is damaged (000012.sst",
        ),
        (RuntimeError("Corruption: CURRENT file does not end with newline"), f"The store {STORE} is damaged (CURRENT"),
        (RuntimeError("Corruption: something new"), f"The store {STORE} is damaged (Corruption: something new)"),
        (RuntimeError("Inserts are only possible on read-write instances"), f"The store {STORE} holds nothing yet"),
        (RuntimeError("Invalid argument: odd"), f"{STORE} cannot be used as a store (Invalid argument: odd)"),
        (OSError(), f"{STORE} cannot be used as a store (OSError)"),
    ],
)  # fmt: skip
def test_one_sentence_that_says_what_to_do(error: Exception, start: str) -> None:
    said = engine_errors.sentence(STORE, error)
    assert said.startswith(start) and said.endswith(".") and "\n" not in said
    with pytest.raises(StoreError) as raised, engine_errors.told(STORE):
        raise error
    assert str(raised.value) == said


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (RuntimeError("Corruption: x"), True),
        (OSError("IO error: x"), True),
        (OSError(28, "No space left on device"), False),
        (ValueError("Corruption: x"), False),
        (RuntimeError("dictionary changed size during iteration"), False),
    ],
)
def test_what_comes_from_the_engine(error: Exception, ours: bool) -> None:
    assert engine_errors.of_engine(error) == ours


def test_another_error_goes_on() -> None:
    with pytest.raises(KeyError), engine_errors.told(None):
        raise KeyError
