"""The search of the documentation finds Chinese words of two characters, in a browser as well."""

from __future__ import annotations

from pathlib import Path

import pytest
import site_pages

pytest.importorskip("sphinx")

from docs.search_words import EnglishAndChinese


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("立项依据", ["立项", "项依", "依据"]),
        ("依据", ["依据"]),
        ("kg audit 核对", ["kg", "audit", "核对"]),
        ("用SPARQL查询", ["用", "SPARQL", "查询"]),
        ("云财社发〔2023〕36号", ["云财", "财社", "社发", "2023", "36", "号"]),
        ("——", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert EnglishAndChinese({}).split(text) == words


@pytest.mark.slow
@pytest.mark.browser
def test_a_browser_finds_two_characters(tmp_path: Path) -> None:
    """What is typed is split as the pages were: by script as by Python."""
    from sphinx.cmd.build import build_main

    source, built = tmp_path / "source", tmp_path / "built"
    source.mkdir()
    (source / "conf.py").write_text(
        'extensions = ["docs.search_words"]\nhtml_search_language = "en_zh"\nhtml_theme = "alabaster"\n', "utf-8"
    )
    (source / "index.rst").write_text("Home\n====\n\n.. toctree::\n\n   a\n   b\n", "utf-8")
    (source / "a.rst").write_text("核对\n====\n\n说明立项依据是否有效。\n", "utf-8")
    (source / "b.rst").write_text("Auditing\n========\n\nFigures are added up.\n", "utf-8")
    assert build_main(["--quiet", "-b", "html", str(source), str(built)]) == 0
    with site_pages.chromium() as browser:
        page = browser.new_page()
        for asked, found in {"依据": "核对", "figure": "Auditing", "立项依据": "核对"}.items():
            page.goto(f"{(built / 'search.html').as_uri()}?q={asked}")
            page.wait_for_selector("#search-results li")
            assert [one.inner_text().strip() for one in page.query_selector_all("#search-results li > a")] == [found]
