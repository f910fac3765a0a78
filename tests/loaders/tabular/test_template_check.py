"""``kg template check``, and the templates of a user's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from loaders import templates
from loaders.formats import txt
from loaders.formats.sheets import grid
from loaders.tabular.template_check import check, nearest

PAGE = """清河县民政局2025年预算重点项目公开
项目名称
高龄津贴
设立项目的依据
《清河县高龄津贴办法》
项目的实施单位
清河县民政局
经费怎么安排
30万元
实施计划
全年
项目名称
临时救助
设立项目的依据
《清河县临时救助办法》
项目的实施单位
清河县民政局
经费怎么安排
20万元
实施计划
全年
"""
OWN = "field\theading\tsource\nbasis\t设立项目的依据\t清河县\nfunding\t经费怎么安排\t清河县\nunit\t项目的实施单位\t清河县\n"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "公开.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the user's templates, in use."""
    folder = tmp_path / "模板"
    folder.mkdir()
    (folder / "清河.tsv").write_text(OWN, encoding="utf-8")
    monkeypatch.setenv(templates.FOLDER, str(folder))
    return folder


def run(*arguments: str, lang: str = "en") -> Result:
    return CliRunner(env={"KG_LANG": lang}).invoke(cli, arguments)


def test_what_is_recognised_and_what_is_not(page: Path) -> None:
    done = run("template", "check", str(page))
    assert done.exit_code == 1
    assert done.output == (
        "公开.txt: template none\n"
        "Recognised: 2 headings\n"
        "  name         项目名称  lines 2, 12\n"
        "  plan         实施计划  lines 10, 20\n"
        "Not recognised: 3\n"
        "  设立项目的依据 ×2  line 4  near: 立项的依据\n"
        "  项目的实施单位 ×2  line 6  near: 项目实施单位\n"
        "  经费怎么安排 ×2  line 8\n"
        "Never found: basis, unit, overview, content, funding, effect\n"
        "Needed and missing: basis, funding\n"
    )


@pytest.mark.usefixtures("own")
def test_a_template_of_one_s_own(page: Path) -> None:
    done = run("template", "check", str(page), lang="zh")
    assert done.exit_code == 0, done.output
    assert done.output == (
        "公开.txt：模板 yunnan-projects\n"
        "已识别的标题：5 个\n"
        "  name         项目名称  第 2, 12 行\n"
        "  basis        设立项目的依据  第 4, 14 行\n"
        "  unit         项目的实施单位  第 6, 16 行\n"
        "  funding      经费怎么安排  第 8, 18 行\n"
        "  plan         实施计划  第 10, 20 行\n"
        "像标题而未识别：0 个\n"
        "没有找到：overview、content、effect\n"
    )


def test_json(page: Path) -> None:
    done = run("template", "check", str(page), "--json")
    found = json.loads(done.output)
    assert done.exit_code == 1
    assert found["template"] is None and found["needed"] == ["basis", "funding"]
    assert found["known"][0] == {"field": "name", "heading": "项目名称", "line": 2, "in_table": False}
    assert found["unknown"][0] == {"words": "设立项目的依据", "line": 4, "times": 2, "near": "立项的依据"}


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    done = run("template", "check", str(tmp_path / "没有.txt"))
    assert done.exit_code == 1 and "没有.txt does not exist" in done.output


def read(*rows: list[str]) -> tuple[list[tuple[str, str, bool]], list[tuple[str, str | None]], tuple[str, ...]]:
    sheet = grid.Sheet("清河县2025年项目表", rows)
    found = check(grid.source([sheet], path="a", name="a", sha256="0" * 64, encoding="utf-8", form="xlsx"))
    return (
        [(k.field, k.heading, k.in_table) for k in found.known],
        [(u.words, u.near) for u in found.unknown],
        found.needed,
    )


def test_the_head_of_a_list() -> None:
    known, unknown, needed = read(
        ["序号", "项目名称", "金额（万元）", "项目主要内容简述"], ["1", "修路", "5", "修路三公里"]
    )
    assert known == [("serial", "序号", True), ("name", "项目名称", True), ("amount", "金额（万元）", True)]
    assert unknown == [("项目主要内容简述", "项目主要内容")]
    assert needed == ()


def test_a_target_table() -> None:
    known, _, needed = read(
        ["项目名称", "修路"],
        ["年度资金总额（元）", "5"],
        ["一级指标", "三级指标", "指标值"],
        ["产出指标", "里程", "3公里"],
    )
    assert [field for field, *_ in known] == ["name", "amount", "first-level", "indicator", "target"]
    assert needed == ()
    assert read(["一级指标", "三级指标", "指标值"], ["产出指标", "里程", "3公里"])[2] == ("name",)


def test_plain_text_without_any_heading() -> None:
    found = check(txt.source("今天下雨。\n明天天晴。\n", "a.txt", "0" * 64, "utf-8"))
    assert (found.template, found.known, found.unknown) == (None, (), ())
    assert found.needed == ("name", "basis", "funding")


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("项目立项依椐", "项目立项依据"),
        ("立项依据和理由", "立项依据"),
        ("天气预报", None),
        ("绩效目标情况", "绩效目标"),
    ],
)
def test_near(words: str, near: str | None) -> None:
    assert nearest(words) == near


def test_the_version_knows_the_templates(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_own = templates.extractor_version()
    assert "+templates." in with_own
    assert templates.extractor_version() == with_own
    (own / "注.txt").write_text("x", encoding="utf-8")
    assert templates.extractor_version() == with_own
    (own / "乙.tsv").write_text("field\theading\nplan\t何时\n", encoding="utf-8")
    assert templates.extractor_version() != with_own
    monkeypatch.delenv(templates.FOLDER)
    assert "+" not in templates.extractor_version()


def test_a_store_reads_again_what_other_templates_read(page: Path, own: Path, tmp_path: Path) -> None:
    store = ("--store", str(tmp_path / "s.kg"))

    def status(**environment: str | None) -> str:
        done = CliRunner(env={"KG_LANG": "en", **environment}).invoke(cli, [*store, "load", str(page)])
        assert done.exit_code == 0, done.output
        return done.output

    assert "0 projects" in status(KG_TEMPLATES=None)
    assert "2 projects" in status(KG_TEMPLATES=str(own))
    assert "Nothing changed" in status(KG_TEMPLATES=str(own))
    assert "0 projects" in status(KG_TEMPLATES=None)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"heading\tfield\n", "must begin with the row"),
        (b"field\theading\nbasics\tx\n", "unknown field 'basics'"),
        (b"field\theading\nbasis\n", "must have the cells"),
        (b"field\theading\nbasis\t\xff\xfe\n", "is not UTF-8"),
        (b"field\theading\nbasis\ta\tb\tc\n", "must have the cells"),
    ],
)
def test_a_template_with_a_mistake_is_one_sentence(
    page: Path, own: Path, tmp_path: Path, data: bytes, says: str
) -> None:
    (own / "错.tsv").write_bytes(data)
    for arguments in (("template", "check", str(page)), ("--store", str(tmp_path / "s.kg"), "load", str(page))):
        done = run(*arguments)
        assert done.exit_code == 1 and "错.tsv" in done.output and says in done.output
        assert len(done.output.strip().splitlines()) == 1


def test_a_folder_that_is_not_there(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(templates.FOLDER, "/没有")
    done = run("template", "check", str(page))
    assert done.exit_code == 1 and "KG_TEMPLATES" in done.output
