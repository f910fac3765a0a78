"""Ten notices of allocation and the disclosures that cite them, in several provinces' style and formats, with what they come to.

``TRUTH`` was written before any of them was read.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

import docx
import money_store
import openpyxl
from printed_pages import Typesetter, pdf

from kg.stores.store import Store
from loaders.records import Extraction

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Notice:
    """A notice: the name of its file, its lines, and the table behind them with its own title and unit."""

    file: str
    lines: tuple[str, ...]
    title: str = ""
    unit: str = ""
    rows: Rows = ()

    def write(self, folder: Path) -> None:
        """The file in ``folder``, in the format that its name says."""
        folder.mkdir(parents=True, exist_ok=True)
        body = {".txt": self._txt, ".html": self._html, ".xlsx": self._xlsx, ".docx": self._docx, ".pdf": self._pdf}
        (folder / self.file).write_bytes(body[Path(self.file).suffix]())

    def _above(self) -> list[str]:
        return [*self.lines, *([f"附件：{self.title}", self.title, self.unit] if self.rows else [])]

    def text(self) -> str:
        """All of it, a tab between the cells."""
        return "\n".join([*self._above(), *("\t".join(row) for row in self.rows)])

    def _txt(self) -> bytes:
        return self.text().encode()

    def _html(self) -> bytes:
        rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in self.rows)
        lines = "".join(f"<p>{escape(line)}</p>" for line in self._above())
        title = f'<meta charset="utf-8"><title>{escape(self.lines[0])}</title>'
        return f"<!DOCTYPE html><html><head>{title}</head><body>{lines}<table>{rows}</table></body></html>".encode()

    def _xlsx(self) -> bytes:
        book = openpyxl.Workbook()
        sheet = book.active
        for line in self._above():
            sheet.append([line])
        for row in self.rows:
            sheet.append(list(row))
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def _docx(self) -> bytes:
        document = docx.Document()
        for line in self._above():
            document.add_paragraph(line)
        if self.rows:
            grid = document.add_table(rows=0, cols=len(self.rows[0]), style="Table Grid")
            for row in self.rows:
                for cell, said in zip(grid.add_row().cells, row, strict=True):
                    cell.text = said
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    def _pdf(self) -> bytes:
        page = Typesetter()
        page.centred(self.lines[0])
        for line in self._above()[1:]:
            page.paragraph(line)
        page.table(self.rows, [1] * len(self.rows[0]), head=True)
        return pdf(page.sheets)


NOTICES = (
    Notice(
        "财社20.html",
        (
            "财政部 国家卫生健康委关于下达2024年基本公共卫生服务补助资金预算的通知",
            "财社〔2024〕20号",
            "云南省、四川省财政厅、卫生健康委：",
            "现下达你省2024年基本公共卫生服务补助资金预算（金额见附件），列2024年政府收支分类科目2100408。请抓紧分解下达。",
            "财政部",
            "国家卫生健康委",
            "2024年4月2日",
        ),
        "2024年基本公共卫生服务补助资金分配表",
        "单位：万元",
        (("地区", "金额"), ("合计", "32000"), ("云南省", "12000"), ("四川省", "20000")),
    ),
    Notice(
        "云财社55.docx",
        (
            "云南省财政厅 云南省卫生健康委员会关于下达2024年基本公共卫生服务补助资金的通知",
            "云财社〔2024〕55号",
            "红河州、玉溪市、昆明市财政局、卫生健康委：",
            "根据《财政部 国家卫生健康委关于下达2024年基本公共卫生服务补助资金预算的通知》（财社〔2024〕20号），现将2024年基本公共卫生服务补助资金下达你们，各州（市）金额见附件。",
            "云南省财政厅",
            "云南省卫生健康委员会",
            "2024年4月20日",
        ),
        "2024年基本公共卫生服务补助资金分配表",
        "单位：万元",
        (
            ("序号", "州（市）", "合计", "其中：中央资金", "省级资金"),
            ("1", "红河州", "3000", "2400", "600"),
            ("2", "玉溪市", "2500", "2000", "500"),
            ("3", "昆明市", "6500", "5200", "1300"),
            ("", "合计", "12000", "9600", "2400"),
        ),
    ),
    # The rows come to 2,900: the printed total is wrong.
    Notice(
        "红财社31.txt",
        (
            "红河州财政局 红河州卫生健康委员会关于下达2024年基本公共卫生服务补助资金的通知",
            "红财社〔2024〕31号",
            "个旧市、蒙自市财政局、卫生健康局：",
            "根据《云南省财政厅 云南省卫生健康委员会关于下达2024年基本公共卫生服务补助资金的通知》（云财社〔2024〕55号），现下达你们2024年基本公共卫生服务补助资金，各县市金额见附件。",
            "红河州财政局",
            "红河州卫生健康委员会",
            "2024年5月8日",
        ),
        "2024年基本公共卫生服务补助资金分配表",
        "单位：万元",
        (("县市", "下达金额"), ("州本级", "100"), ("个旧市", "1500"), ("蒙自市", "1300"), ("合计", "3000")),
    ),
    # In yuan, and no row for 通海县.
    Notice(
        "玉财社28.pdf",
        (
            "玉溪市财政局关于下达2024年基本公共卫生服务补助资金的通知",
            "玉财社〔2024〕28号",
            "红塔区、江川区财政局：",
            "根据《云南省财政厅 云南省卫生健康委员会关于下达2024年基本公共卫生服务补助资金的通知》（云财社〔2024〕55号），现下达你们2024年基本公共卫生服务补助资金。",
            "玉溪市财政局",
            "2024年5月10日",
        ),
        "2024年基本公共卫生服务补助资金分配表",
        "单位：元",
        (("县区", "金额"), ("红塔区", "12,000,000.00"), ("江川区", "13,000,000.00"), ("合计", "25,000,000.00")),
    ),
    # Two years, and two counties of one name.
    Notice(
        "川财教88.xlsx",
        (
            "四川省财政厅 四川省教育厅关于下达2023年和2024年学前教育发展补助资金的通知",
            "川财教〔2023〕88号",
            "乐山市、内江市财政局、教育局：",
            "现下达你们2023年和2024年学前教育发展补助资金，金额见附件。",
            "四川省财政厅",
            "四川省教育厅",
            "2023年11月6日",
        ),
        "学前教育发展补助资金分配表",
        "单位：万元",
        (
            ("市州", "县（市、区）", "2023年", "2024年"),
            ("乐山市", "市中区", "200", "220"),
            ("乐山市", "沙湾区", "80", "90"),
            ("内江市", "市中区", "150", "160"),
            ("合计", "", "430", "470"),
        ),
    ),
    Notice(
        "京财教育77.xlsx",
        (
            "北京市财政局关于下达2024年义务教育补助经费的通知",
            "京财教育〔2024〕77号",
            "东城区、朝阳区、海淀区财政局：",
            "现下达你区2024年义务教育补助经费，金额见附件。",
            "北京市财政局",
            "2024年3月4日",
        ),
        "2024年义务教育补助经费分配表",
        "单位：万元",
        (
            ("地区", "应下达", "已提前下达", "本次下达"),
            ("东城区", "900", "600", "300"),
            ("朝阳区", "1800", "1000", "800"),
            ("海淀区", "1500", "900", "600"),
            ("合计", "4200", "2500", "1700"),
        ),
    ),
    Notice(
        "长财教12.html",
        (
            "长春市财政局 长春市教育局关于拨付2024年义务教育公用经费补助资金的通知",
            "长财教〔2024〕12号",
            "朝阳区、南关区财政局、教育局：",
            "现拨付你们2024年义务教育公用经费补助资金，金额见附件。",
            "长春市财政局",
            "长春市教育局",
            "2024年3月20日",
        ),
        "2024年义务教育公用经费补助资金分配表",
        "单位：元",
        (("地区", "拨付金额"), ("朝阳区", "3500000"), ("南关区", "2800000"), ("合计", "6300000")),
    ),
    # Prose alone; three projects share the row of 历城区.
    Notice(
        "济财农9.txt",
        (
            "济南市财政局 济南市农业农村局关于下达2024年农业生产发展补助资金的通知",
            "济财农〔2024〕9号",
            "历城区、章丘区财政局、农业农村局：",
            "现下达你们2024年农业生产发展补助资金1000万元，其中：历城区600万元，章丘区400万元。请专款专用。",
            "济南市财政局",
            "济南市农业农村局",
            "2024年3月28日",
        ),
    ),
    # One payee, to whom the notice speaks.
    Notice(
        "浙财社63.docx",
        (
            "浙江省财政厅关于下达2024年困难群众救助补助资金的通知",
            "浙财社〔2024〕63号",
            "金华市财政局：",
            "现下达你市2024年困难群众救助补助资金860万元，专项用于困难群众基本生活救助。",
            "浙江省财政厅",
            "2024年2月1日",
        ),
    ),
    # For the year after that of its number; schools have rows of their own.
    Notice(
        "越财教5.xlsx",
        (
            "广州市越秀区财政局关于提前下达2025年校园安全专项经费的通知",
            "越财教〔2024〕5号",
            "各学校：",
            "现提前下达2025年校园安全专项经费，金额见附件。",
            "广州市越秀区财政局",
            "2024年12月9日",
        ),
        "2025年校园安全专项经费分配表",
        "单位：万元",
        (
            ("单位名称", "金额"),
            ("广州市越秀区东风西路小学", "12.5"),
            ("广州市越秀区朝天小学", "7.5"),
            ("合计", "20"),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Disclosure:
    """A department's disclosure of a year: its projects with the words of their basis and of their money."""

    body: str
    year: str
    projects: tuple[tuple[str, str, str], ...]
    unit: str = ""

    def text(self) -> str:
        """All of it."""
        lines = [
            f"{self.body}{self.year}年预算重点项目公开",
            f"{self.body}{self.year}年列入部门预算的重点项目公开如下。",
        ]
        for place, (name, basis, money) in enumerate(self.projects):
            lines += [
                f"第{'一二三四五'[place]}个：",
                "项目名称",
                name,
                "立项依据",
                basis,
                "项目实施单位",
                self.unit or self.body,
            ]
            lines += ["项目实施内容", f"按规定开展{name}各项工作。", "资金安排情况", money]
        return "\n\n".join(lines)


def _by(number: str) -> str:
    return f"按照{number}文件要求。"


DISCLOSURES = (
    Disclosure("云南省卫生健康委员会", "2024", (("省级基本公共卫生服务管理经费", _by("财社〔2024〕20号"), "2024年安排资金50万元。"),)),
    Disclosure("个旧市卫生健康局", "2024", (("基本公共卫生服务补助经费", _by("红财社〔2024〕31号"), "2024年安排资金1480万元。"),)),
    Disclosure("蒙自市卫生健康局", "2024", (("基本公共卫生服务项目经费", _by("红财社〔2024〕31号"), "2024年安排资金1300万元。"),)),
    # Two notices pay 红塔区's prefecture and 红塔区: only that of the district has a row of it.
    Disclosure("玉溪市红塔区卫生健康局", "2024", (("基本公共卫生服务经费", _by("玉财社〔2024〕28号") + _by("云财社〔2024〕55号"), "2024年安排资金1250万元。"),)),
    Disclosure("通海县卫生健康局", "2024", (("基本公共卫生服务经费", _by("玉财社〔2024〕28号"), "2024年安排资金300万元。"),)),
    Disclosure("乐山市市中区教育局", "2023", (("学前教育发展资金", _by("川财教〔2023〕88号"), "2023年安排资金200万元。"),)),
    Disclosure("乐山市市中区教育局", "2024", (("学前教育发展资金", _by("川财教〔2023〕88号"), "2024年安排资金210万元。"),)),
    Disclosure("内江市市中区教育局", "2024", (("普惠性幼儿园补助", _by("川财教〔2023〕88号"), "2024年安排资金165万元。"),)),
    Disclosure("北京市朝阳区教育委员会", "2024", (("义务教育补助经费", _by("京财教育〔2024〕77号"), "2024年安排资金800万元。"),)),
    Disclosure("长春市朝阳区教育局", "2024", (("义务教育公用经费", _by("长财教〔2024〕12号"), "2024年安排资金340万元。"),)),
    Disclosure(
        "济南市历城区农业农村局", "2024",
        (
            ("粮油绿色高产高效项目", _by("济财农〔2024〕9号"), "2024年安排资金250万元。"),
            ("高素质农民培育项目", _by("济财农〔2024〕9号"), "2024年安排资金120万元。"),
            ("农业社会化服务项目", _by("济财农〔2024〕9号"), "2024年安排资金230万元。"),
        ),
    ),
    Disclosure("济南市章丘区农业农村局", "2024", (("农业生产发展项目", _by("济财农〔2024〕9号"), "按上级下达数据实安排。"),)),
    Disclosure("金华市民政局", "2024", (("困难群众救助项目", _by("浙财社〔2024〕63号"), "2024年安排资金900万元。"),)),
    Disclosure("广州市越秀区教育局", "2025", (("校园安全项目", _by("越财教〔2024〕5号"), "2025年安排资金12.5万元。"),), "广州市越秀区东风西路小学"),
)  # fmt: skip

#: What each notice comes to: payee and year -> yuan (in 万元) handed down, handed on, budgeted, and the difference.
Truth = dict[tuple[str, str], tuple[float | None, float | None, float | None, float | None]]
TRUTH: dict[str, Truth] = {
    "财社〔2024〕20号": {
        ("云南省", "2024"): (12000, 12000, 50, 50),
        ("四川省", "2024"): (20000, None, None, None),
    },
    "云财社〔2024〕55号": {
        ("红河哈尼族彝族自治州", "2024"): (3000, 2900, None, -100),
        ("玉溪市", "2024"): (2500, 2500, None, 0),
        ("昆明市", "2024"): (6500, None, None, None),
        ("红塔区", "2024"): (None, None, 1250, None),
    },
    "红财社〔2024〕31号": {
        ("红河哈尼族彝族自治州", "2024"): (100, None, None, None),
        ("个旧市", "2024"): (1500, None, 1480, -20),
        ("蒙自市", "2024"): (1300, None, 1300, 0),
    },
    "玉财社〔2024〕28号": {
        ("红塔区", "2024"): (1200, None, 1250, 50),
        ("江川区", "2024"): (1300, None, None, None),
        ("通海县", "2024"): (None, None, 300, None),
    },
    "川财教〔2023〕88号": {
        ("乐山市市中区", "2023"): (200, None, 200, 0),
        ("乐山市市中区", "2024"): (220, None, 210, -10),
        ("沙湾区", "2023"): (80, None, None, None),
        ("沙湾区", "2024"): (90, None, None, None),
        ("内江市市中区", "2023"): (150, None, None, None),
        ("内江市市中区", "2024"): (160, None, 165, 5),
    },
    "京财教育〔2024〕77号": {
        ("东城区", "2024"): (300, None, None, None),
        ("北京市朝阳区", "2024"): (800, None, 800, 0),
        ("海淀区", "2024"): (600, None, None, None),
    },
    "长财教〔2024〕12号": {
        ("长春市朝阳区", "2024"): (350, None, 340, -10),
        ("南关区", "2024"): (280, None, None, None),
    },
    "济财农〔2024〕9号": {
        ("历城区", "2024"): (600, None, 600, 0),
        ("章丘区", "2024"): (400, None, None, None),
    },
    "浙财社〔2024〕63号": {("金华市", "2024"): (860, None, 900, 40)},
    "越财教〔2024〕5号": {
        ("越秀区东风西路小学", "2025"): (12.5, None, 12.5, 0),
        ("越秀区朝天小学", "2025"): (7.5, None, None, None),
    },
}  # fmt: skip


def write(folder: Path) -> None:
    """All notices and disclosures, as files below ``folder``."""
    for notice in NOTICES:
        notice.write(folder / "notices")
    (folder / "disclosures").mkdir()
    for disclosure in DISCLOSURES:
        (folder / "disclosures" / f"{disclosure.body}{disclosure.year}.txt").write_text(disclosure.text(), "utf-8")


def in_memory() -> Store:
    """A store of all of them as plain texts, whose digests are always the same."""
    return money_store.of(*_extractions())


@cache
def _extractions() -> tuple[Extraction, ...]:
    return tuple(money_store.read(one.text()) for one in (*NOTICES, *DISCLOSURES))
