"""A reviewer's decision lasts: an accepted finding stays listed, does not count, and survives reloading and a backup."""

from __future__ import annotations

import json
from pathlib import Path

import web_site
from click.testing import CliRunner, Result
from starlette.testclient import TestClient

from kg.cli import cli
from kg.stores.layout import ACCEPTED
from kg.web.site import create_app

WRONG = "某县2020年部门决算\n年初预算为8.00万元，支出决算为6.00万元，完成年初预算的57.00%。\n"


def run(store: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), *words])


def finding(store: Path) -> dict[str, object]:
    return next(row for row in json.loads(run(store, "audit", "--json").stdout) if row["check"] == "completion")


def test_an_accepted_finding(tmp_path: Path) -> None:
    file, store = tmp_path / "甲.txt", tmp_path / "store"
    file.write_text(WRONG, "utf-8")
    assert run(store, "load", str(file)).exit_code == 0
    found = finding(store)
    assert found["accepted"] is None and run(store, "audit").exit_code == 1
    done = run(store, "accept", str(found["id"]), "--why", "按调整后预算计算")
    assert done.exit_code == 0, done.output
    again = finding(store)
    assert (again["id"], again["verdict"], again["accepted"]) == (found["id"], "mismatch", "按调整后预算计算")
    told = run(store, "audit")
    assert told.exit_code == 0 and "accepted" in told.stdout and "按调整后预算计算" in told.stdout
    assert run(store, "load", "--force", str(file)).exit_code in (0, 2)
    assert finding(store)["accepted"] == "按调整后预算计算"
    assert run(store, "audit", str(file)).exit_code == 0  # also read from its file, beside the store
    assert run(store, "backup", str(tmp_path / "copy")).exit_code == 0
    assert run(tmp_path / "new", "restore", str(tmp_path / "copy")).exit_code == 0
    assert finding(tmp_path / "new")["accepted"] == "按调整后预算计算"


def test_what_cannot_be_accepted(tmp_path: Path) -> None:
    file, store = tmp_path / "甲.txt", tmp_path / "store"
    file.write_text(WRONG, "utf-8")
    assert "load a file first" in run(store, "accept", "0" * 12, "--why", "x", str(file)).stderr
    run(store, "load", str(file))
    assert "no finding 000000000000" in run(store, "accept", "0" * 12, "--why", "x").stderr
    assert "--why" in run(store, "accept", str(finding(store)["id"]), "--why", " ").stderr


def test_only_new_findings(tmp_path: Path) -> None:
    file, store, former = tmp_path / "甲.txt", tmp_path / "store", tmp_path / "former.json"
    file.write_text(WRONG, "utf-8")
    run(store, "load", str(file))
    former.write_text(run(store, "audit", "--json").stdout, "utf-8")
    assert json.loads(run(store, "audit", "--json", "--since", str(former)).stdout) == []
    other = tmp_path / "乙.txt"
    other.write_text(WRONG.replace("某县", "某市"), "utf-8")
    run(store, "load", str(other))
    new = json.loads(run(store, "audit", "--json", "--since", str(former)).stdout)
    assert {row["document"] for row in new} == {"乙.txt"}
    former.write_text("{}", "utf-8")
    assert "no audit" in run(store, "audit", "--since", str(former)).stderr


def test_a_file_that_a_spreadsheet_saved_anew_is_a_sentence(tmp_path: Path) -> None:
    """Excel writes GBK where it is Chinese: the command says so, the pages stay, and say so too."""
    file, store = tmp_path / "甲.txt", tmp_path / "store"
    file.write_text(WRONG, "utf-8")
    run(store, "load", str(file))
    run(store, "accept", str(finding(store)["id"]), "--why", "按调整后预算计算")
    kept = store / ACCEPTED
    kept.write_bytes(kept.read_text("utf-8").encode("gbk"))
    done = run(store, "audit")
    assert done.exit_code == 1 and "cannot be read" in done.stderr and "UTF-8" in done.stderr
    with TestClient(create_app(web_site.settings_of(store, patience=60.0)), headers={"accept-language": "zh"}) as site:
        for address in ("/", "/findings"):
            page = site.get(address)
            assert page.status_code == 200 and "无法读取" in page.text and "UTF-8" in page.text
