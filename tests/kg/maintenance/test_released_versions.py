"""A store of each released version opens, says what it is, and is brought up to date by its files or without them; what is released is written down."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import first_store
import pytest
from click.testing import CliRunner, Result
from first_store import FILES
from folders import DATA, ROOT

from kg.cli import cli

RELEASED = re.findall(r"^## (\d+\.\d+\.\d+) \(\d{4}-\d\d-\d\d\)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
OLDER = [one for one in RELEASED if one != version("policy-kg")]
# Version 0.1.0 kept three folders instead of one and has a file of its own: test_upgrade.py.
ONE_FOLDER = [one for one in OLDER if one != "0.1.0"]
CITED = "云农社〔2022〕7号"
MONEY = "红塔区农业农村局2024年预算项目.html"


@pytest.fixture(params=ONE_FOLDER)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return first_store.unpacked(tmp_path, request.param)


def ask(store: Path, *args: str) -> Result:
    done = CliRunner(env={"KG_LANG": "en"}).invoke(cli, ["--store", str(store), *args])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done


def figures(store: Path) -> dict[str, str]:
    told = dict(line.split(",", 1) for line in ask(store, "stats", "--csv").stdout.splitlines()[1:])
    told.pop("statements")  # a content that was met under two paths keeps both
    return told


def judgements(store: Path) -> list[str]:
    return ask(store, "judgements", "--csv").stdout.splitlines()[1:]


def test_each_released_version_has_left_a_store() -> None:
    assert OLDER and all((DATA / "fixtures" / f"store-{one}.tar.xz").is_file() for one in OLDER)


def test_what_is_released_is_written_down() -> None:
    """The newest number of the list of changes is ours, as is that by which we are cited."""
    assert RELEASED[0] == version("policy-kg")
    assert f"\nversion: {RELEASED[0]}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    chinese = (ROOT / "CHANGELOG.md").read_text("utf-8").partition("## 中文摘要")[2]
    assert re.findall(r"^- \*\*([\d.]+)\*\*", chinese, re.M) == RELEASED


def test_it_answers_and_says_what_it_is(store: Path) -> None:
    done = ask(store, "trace", CITED)
    (told,) = done.stderr.splitlines()
    assert "another version of policy-kg" in told and "kg load" in told
    assert MONEY in done.stdout
    assert (figures(store)["projects"], len(judgements(store))) == ("6", 2)


def test_without_its_files_it_comes_as_far_as_it_can(store: Path) -> None:
    before = figures(store)
    assert ask(store, "compact").exit_code == 0 and ask(store, "check").exit_code == 0
    after = figures(store)
    assert [after[name] for name in ("documents", "projects", "amounts")] == [
        before[name] for name in ("documents", "projects", "amounts")
    ]
    assert len(judgements(store)) == 2 and MONEY in ask(store, "trace", CITED).stdout
    # What was stored without its tables is not examined, and that is said; never that all is well.
    audit = ask(store, "audit")
    assert audit.exit_code == 1 and "othing contradicts" not in audit.output
    assert ("178.78" in audit.stdout) is ("not examined" not in audit.stderr)


def test_its_files_bring_it_up_to_date_wherever_they_are(store: Path, tmp_path: Path) -> None:
    assert ask(store, "load", "--jobs", "1", *map(str, FILES)).exit_code == 0
    anew = tmp_path / "new.kg"
    ask(anew, "load", "--jobs", "1", *map(str, FILES))
    for a, b in (
        ("国家基本公共卫生服务规范（第三版）", "云卫基层发〔2021〕5号"),
        ("国务院令第457号", "云南省艾滋病防治条例"),
    ):
        ask(anew, "same" if "规范" in a else "different", a, b, "--why", "…")
    assert figures(store) == figures(anew) and len(judgements(store)) == 2
    for command in (["audit"], ["trace", CITED], ["query", "most-cited", "--csv"]):
        one, other = ask(store, *command), ask(anew, *command)
        assert (one.stdout, one.stderr, one.exit_code) == (other.stdout, other.stderr, other.exit_code)
