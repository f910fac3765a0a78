"""The main job through the real command line: files in, graph out, a regulation traced to the sentence, a page to look at."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from folders import DATA

KG = str(Path(sys.executable).parent / "kg")
NUMBER = "云财社发[2023]36号"


def kg(store: Path, *arguments: str | Path, status: int = 0) -> str:
    done = subprocess.run(
        [KG, "--store", str(store), *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def samples(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the examples and of a file that nobody can read: exit status 1, and the others are there."""
    store = tmp_path_factory.mktemp("samples") / "policy.kg"
    kg(store, "load", root / "examples", DATA / "broken", status=1)
    return store


@pytest.fixture(scope="module")
def corpus(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("corpus") / "policy.kg"
    kg(store, "load", shared / "corpus")
    return store


def test_samples_keep_to_the_shapes(samples: Path) -> None:
    assert "nothing wrong" in kg(samples, "check")


def test_samples_trace(samples: Path) -> None:
    answer = json.loads(kg(samples, "trace", NUMBER, "--json"))
    cited = {(c["project"], c["amount_yuan"], c["fiscal_year"]) for c in answer["citations"] if c["project"]}
    assert cited == {
        ("基本公共卫生服务市级配套资金", "1893200", 2024),
        ("基本公共卫生服务区级专项经费项目", "536000", 2024),
        ("基本公共卫生服务补助资金", "2644000", 2024),
    }
    assert answer["candidates"] == []


def test_loading_again_changes_nothing(root: Path, samples: Path) -> None:
    before = kg(samples, "export", "--format", "nq")
    assert "Nothing changed" in kg(samples, "load", root / "examples" / "红河州")
    assert kg(samples, "export", "--format", "nq") == before


@pytest.mark.shared
def test_real_documents_are_read_whole(corpus: Path) -> None:
    listed = json.loads(kg(corpus, "list", "--json"))
    assert len(listed) == 5
    disclosed = [int(row["projects"]) for row in listed if row["document_kind"] == "budget-disclosure"]
    assert sorted(disclosed) == [3, 13]
    assert "nothing wrong" in kg(corpus, "check")


@pytest.mark.shared
def test_a_regulation_is_traced_to_the_sentence(corpus: Path) -> None:
    answer = json.loads(kg(corpus, "trace", NUMBER, "--json"))
    places = answer["citations"]
    assert [(p["project"], p["units"], p["amount_yuan"], p["section"]) for p in places] == [
        ("基本公共卫生服务经费", ["个旧市卫生健康局"], "1896600", "立项依据"),
        ("基本公共卫生服务经费", ["个旧市卫生健康局"], "1896600", "项目基本概况"),
    ]
    assert all("云财社发〔2023〕36号" in p["quote"] for p in places)
    rows = json.loads(kg(corpus, "query", "projects-citing", "--set", "number=红财社发〔2023〕120号", "--json"))
    assert [row["project"] for row in rows] == ["乡村医生补助经费"]


@pytest.mark.shared
@pytest.mark.browser
def test_the_picture_of_a_real_regulation(corpus: Path, tmp_path: Path) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    page_file = tmp_path / "x.html"
    kg(corpus, "picture", "云财社发〔2023〕36号", "-o", page_file)
    requests: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.goto(page_file.as_uri())
        page.fill("input[type=search]", "乡村医生")
        page.wait_for_timeout(300)
        page.keyboard.press("Enter")
        page.wait_for_selector("mark")
        marked = page.locator("mark").all_inner_texts()
        heading = page.locator("body").inner_text()
        browser.close()
    assert requests == [page_file.as_uri()]
    assert "乡村医生补助经费" in heading
    assert "乡村医生补助经费" in marked or "78.876万元" in marked
