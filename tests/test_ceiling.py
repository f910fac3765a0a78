"""The truth of the open passages scored as if it were our output, and that ours reaches the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import ceiling

ROW = {
    "id": "p1",
    "text": "按照《甲县办法》（甲政发〔2020〕3号）第四条执行。",
    "citations": [
        {
            "surface": "《甲县办法》（甲政发〔2020〕3号",
            "number": "甲政发〔2020〕3号",
            "title": "甲县办法",
            "articles": ["第四条"],
        }
    ],
    "amounts": [],
}


def test_the_stand_in_prints_the_truth_of_the_texts_that_are_there(tmp_path: Path) -> None:
    truth = tmp_path / "truth.jsonl"
    rows = [ROW, {**ROW, "id": "p2"}]
    truth.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    (tmp_path / "p1.txt").write_text(str(ROW["text"]), encoding="utf-8")
    (line,) = ceiling.stand_in(truth, tmp_path)
    record = json.loads(line)
    assert record["document"]["path"] == "p1.txt"
    assert [(c["number"], c["title"], c["articles"]) for c in record["citations"]] == [
        ("甲政发〔2020〕3号", "甲县办法", ["第四条"])
    ]


@pytest.mark.shared
def test_we_reach_what_the_truth_itself_reaches(shared: Path) -> None:
    best = ceiling.ceiling(shared / "data" / "citations.jsonl")
    ours = ceiling.score(shared / "data" / "citations.jsonl", ceiling.OURS)
    for what in ("numbers", "titles without number", "articles"):
        row, own = best[what], ours[what]
        assert isinstance(row, dict) and isinstance(own, dict)
        assert own["f1"] >= row["f1"], what
    name = "false hits per 1,000 characters without a citation"
    assert ours[name] == best[name] == 0.0
