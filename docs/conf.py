"""Sphinx: Markdown pages in docs/, built by `make docs`; a broken link or reference fails the build."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

project = "policy-kg"
author = "the policy-kg authors"
copyright = "2026, the policy-kg authors"
extensions = ["myst_parser", "docs.search_words"]
html_search_language = "en_zh"
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
language = "en"
html_theme = "alabaster"
html_theme_options = {"description": "Policies, projects and funding as one graph", "fixed_sidebar": True}
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]
# Pages link to files of the repository (examples, tables); those links are for readers of the source.
myst_links_external_new_tab = False


def _language(app: "Sphinx", page: str, template: str, context: dict[str, Any], tree: object) -> None:
    """Chinese pages say so, for who has them read out."""
    if page.endswith(".zh-CN"):
        context["language"] = "zh-CN"


def _joined(app: "Sphinx", page: nodes.document) -> None:
    """No blank where a line of a source ends between two Chinese characters: a browser would show one."""
    for paragraph in page.findall(nodes.TextElement):
        said = [one.astext() for one in paragraph.children]
        ends = [
            at
            for at in range(1, len(said) - 1)
            if said[at] == "\n" and min(said[at - 1][-1:], said[at + 1][:1]) >= "\u2e80"
        ]
        for at in reversed(ends):
            del paragraph[at]


def setup(app: "Sphinx") -> None:
    """Called by Sphinx."""
    app.connect("html-page-context", _language)
    app.connect("doctree-read", _joined)
