"""What an installation brings along: nothing under GPL or AGPL, and ``all`` is the sum of the other extras for users."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

USERS = ("web", "columns", "notebook", "ocr", "ofd", "pdf", "remote", "sheets", "urls", "report", "mcp")


@pytest.fixture(scope="module")
def config(root: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(root / "setup.cfg", encoding="utf-8")
    return parser


def listed(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines() if line.strip()}


def test_all_is_every_extra_for_users(config: configparser.ConfigParser) -> None:
    extras = config["options.extras_require"]
    assert listed(extras["all"]) == set().union(*(listed(extras[name]) for name in USERS))


def test_every_requirement_has_a_lower_bound(config: configparser.ConfigParser) -> None:
    wanted = listed(config["options"]["install_requires"])
    wanted |= set().union(*map(listed, config["options.extras_require"].values()))
    assert all(">=" in one for one in wanted)


def licences(wanted: Iterable[str]) -> dict[str, str]:
    """What each package says of its licence: of these requirements, and of all that they bring along."""
    waiting = list(map(Requirement, wanted))
    found: dict[str, str] = {}
    while waiting:
        one = waiting.pop()
        try:
            told = metadata.metadata(one.name)
        except metadata.PackageNotFoundError:
            continue  # needed on another system or Python only
        name = one.name.lower().replace("_", "-")
        if name in found:
            continue
        said = [told.get("License", "")[:100], told.get("License-Expression", "")]
        said += [line for line in told.get_all("Classifier") or () if line.startswith("License")]
        found[name] = " ".join(said)
        for line in metadata.requires(one.name) or ():
            needed = Requirement(line)
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in ("", *one.extras)):
                waiting.append(needed)
    return found


def test_nothing_is_under_gpl(config: configparser.ConfigParser) -> None:
    wanted = listed(config["options"]["install_requires"])
    found = licences(wanted.union(*(listed(config["options.extras_require"][extra]) for extra in ("all", "cluster"))))
    assert {name: said for name, said in found.items() if re.search(r"\b(?:A?GPL|Affero|GNU General)", said)} == {}
    assert {"rdflib", "pyoxigraph", "networkx", "pypdfium2", "starlette"} <= found.keys()


def test_what_assistants_need_may_be_used_by_everybody(config: configparser.ConfigParser) -> None:
    found = licences(listed(config["options.extras_require"]["mcp"]))
    assert {name: said for name, said in found.items() if not re.search(r"\b(?:MIT|BSD|Apache|PSF)", said)} == {}
    assert {"mcp", "mcp-types", "pydantic", "cryptography", "starlette"} <= found.keys()
