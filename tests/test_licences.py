"""What an installation brings along: nothing under GPL or AGPL, and ``all`` is the sum of the other extras for users."""

from __future__ import annotations

import configparser
import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

USERS = ("web", "columns", "notebook", "ofd", "pdf", "remote", "sheets", "urls", "report")


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


def test_nothing_is_under_gpl(config: configparser.ConfigParser) -> None:
    waiting = [Requirement(one) for one in listed(config["options"]["install_requires"])]
    for extra in ("all", "cluster"):
        waiting += [Requirement(one) for one in listed(config["options.extras_require"][extra])]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop().name
        try:
            found = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # needed on another system or Python only
        if name.lower() in seen:
            continue
        seen.add(name.lower())
        said = [found.get("License", "")[:100], found.get("License-Expression", "")]
        said += [line for line in found.get_all("Classifier") or () if line.startswith("License")]
        assert not re.search(r"\b(?:A?GPL|Affero|GNU General)", " ".join(said)), f"{name}: {said}"
        for one in metadata.requires(name) or ():
            requirement = Requirement(one)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement)
    assert {"rdflib", "pyoxigraph", "networkx", "pypdfium2", "starlette"} <= seen
