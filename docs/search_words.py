"""The words by which the documentation is searched: English by their stems, Chinese by pairs of characters.

Chinese has no blanks between words: Sphinx would take a clause for one word, and who looks for 依据 would find nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx.search.en import SearchEnglish

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_RUN = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")


class EnglishAndChinese(SearchEnglish):
    """Splits texts and what is asked for alike; a single Chinese character is a word where it stands alone."""

    lang = "en_zh"
    language_name = "English"  # by which the script of its stemmer is called
    js_splitter_code = r"""
var splitQuery = (query) =>
  (query.match(/[\u3400-\u9fff]+|(?:(?![\u3400-\u9fff])[\p{Letter}\p{Number}_])+/gu) || []).flatMap((run) =>
    /[\u3400-\u9fff]/.test(run) && run.length > 1
      ? Array.from({length: run.length - 1}, (_, at) => run.slice(at, at + 2))
      : [run]);
"""

    def split(self, input: str) -> list[str]:
        """The words of a text, in order: 立项依据 of SPARQL → 立项 项依 依据 of SPARQL."""
        words: list[str] = []
        for run in _RUN.findall(input):
            pairs = "\u3400" <= run[0] <= "\u9fff" and len(run) > 1
            words += [run[at : at + 2] for at in range(len(run) - 1)] if pairs else [run]
        return words


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_search_language(EnglishAndChinese)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
