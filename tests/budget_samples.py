"""Budgets and a final account of made-up departments, in the style of two provinces: nine tables each, as text whose cells are parted by tabs."""

from __future__ import annotations

from html import escape
from io import BytesIO
from itertools import groupby
from pathlib import Path

import docx
import openpyxl
import pyoxigraph as ox

from kg.resolution import resolve
from kg.stores.opening import memory_store
from kg.stores.store import Store
from loaders import formats
from loaders.extract import extract
from loaders.rdf.triples import nquads
from loaders.records import Extraction


def budget(year: int, roads: int, scope: str = "部门") -> str:
    """A budget in yuan: two functional classes, basic and project expenditure; ``roads`` is what the upkeep of roads costs."""
    total = 900_000 + 100_000 + roads
    project = 100_000 + roads
    head = f"编制{scope}：青州市水务局 单位：元\n"
    codes = "项目\t\t\t\t{0}预算\t\t\n功能分类科目编码\t\t\t功能分类科目名称\t合计\t{1}\t{2}\n类\t款\t项\t\t\t\t\n"
    rows = (
        f"213\t\t\t农林水支出\t{total - 200_000}\t700000\t{project}\n"
        f"213\t03\t\t水利\t{total - 200_000}\t700000\t{project}\n"
        "213\t03\t01\t行政运行\t700000\t700000\t0\n"
        "213\t03\t05\t水利工程建设\t100000\t0\t100000\n"
        f"213\t03\t06\t水利工程运行与维护\t{roads}\t0\t{roads}\n"
        "221\t\t\t住房保障支出\t200000\t200000\t0\n221\t02\t\t住房改革支出\t200000\t200000\t0\n"
        "221\t02\t01\t住房公积金\t200000\t200000\t0\n"
        f"合计\t\t\t\t{total}\t900000\t{project}\n"
    )
    income = "".join("\t".join([*line.split("\t")[:5], line.split("\t")[4], "0"]) + "\n" for line in rows.splitlines())
    return (
        f"青州市{year}年{scope}预算\n预算主管部门：青州市水务局\n目录\n一、主要职能\n"
        f"{year}年{scope}财务收支预算总表\n{head}本年收入\t\t本年支出\t\n项目\t预算数\t项目\t预算数\n"
        f"一、财政拨款收入\t{total}\t一、农林水支出\t{total - 200_000}\n1.一般公共预算资金\t{total}\t二、住房保障支出\t200000\n"
        f"二、事业收入\t\t\t\n收入总计\t{total}\t支出总计\t{total}\n"
        f"{year}年{scope}收入预算总表\n{head}{codes.format('收入', '财政拨款收入', '事业收入')}{income}"
        f"{year}年{scope}支出预算总表\n{head}{codes.format('支出', '基本支出', '项目支出')}{rows}"
        f"{year}年{scope}一般公共预算支出功能分类预算表\n{head}{codes.format('一般公共预算支出', '基本支出', '项目支出')}{rows}"
        f"{year}年{scope}一般公共预算基本支出部门预算经济分类预算表\n{head}"
        "项目\t\t\t一般公共预算基本支出\t\t\n经济分类科目编码\t\t经济分类科目名称\t合计\t人员经费\t公用经费\n类\t款\t\t\t\t\n"
        "301\t\t工资福利支出\t800000\t800000\t0\n301\t01\t基本工资\t600000\t600000\t0\n301\t13\t住房公积金\t200000\t200000\t0\n"
        "302\t\t商品和服务支出\t100000\t0\t100000\n302\t01\t办公费\t60000\t0\t60000\n302\t11\t差旅费\t40000\t0\t40000\n"
        "合计\t\t\t900000\t800000\t100000\n"
        f"{year}年{scope}“三公”经费和机关运行经费预算表\n编制{scope}：青州市水务局 单位：万元\n"
        f"{year}年“三公”经费预算数\t\t\t\t\t\t机关运行经费预算数\n"
        "合计\t因公出国(境)费\t公务接待费\t公务用车购置及运行费\t\t\t\n\t\t\t小计\t购置费\t运行费\t\n"
        "6.50\t0.00\t1.50\t5.00\t0.00\t5.00\t10.00\n"
    )


ACCOUNT = (
    "云岭县交通运输局\n2023年度部门决算\n目录\n第一部分 部门概况\n"
    "收入支出决算总表\n公开01表\n部门：云岭县交通运输局 单位：万元\n收入\t\t支出\t\n项目\t决算数\t项目\t决算数\n栏次\t1\t栏次\t2\n"
    "一、一般公共预算财政拨款收入\t310.40\t一、交通运输支出\t320.25\n二、其他收入\t12.35\t二、住房保障支出\t22.50\n"
    "本年收入合计\t322.75\t本年支出合计\t342.75\n年初结转和结余\t30.00\t年末结转和结余\t10.00\n总计\t352.75\t总计\t352.75\n"
    "收入决算表\n公开02表\n部门：云岭县交通运输局 单位：万元\n项目\t\t本年收入合计\t财政拨款收入\t其他收入\n功能分类科目编码\t科目名称\t\t\t\n"
    "栏次\t\t1\t2\t3\n合计\t\t322.75\t310.40\t12.35\n214\t交通运输支出\t300.25\t287.90\t12.35\n21401\t公路水路运输\t300.25\t287.90\t12.35\n"
    "2140101\t行政运行\t300.25\t287.90\t12.35\n221\t住房保障支出\t22.50\t22.50\t\n22102\t住房改革支出\t22.50\t22.50\t\n"
    "2210201\t住房公积金\t22.50\t22.50\t\n"
    "支出决算表\n公开03表\n部门：云岭县交通运输局 单位：万元\n项目\t\t本年支出合计\t基本支出\t项目支出\n功能分类科目编码\t科目名称\t\t\t\n"
    "栏次\t\t1\t2\t3\n合计\t\t342.75\t222.50\t120.25\n214\t交通运输支出\t320.25\t200.00\t120.25\n21401\t公路水路运输\t320.25\t200.00\t120.25\n"
    "2140101\t行政运行\t200.00\t200.00\t\n支出决算表（续表）\n公开03表\n部门：云岭县交通运输局 单位：万元\n"
    "项目\t\t本年支出合计\t基本支出\t项目支出\n功能分类科目编码\t科目名称\t\t\t\n"
    "2140106\t公路养护\t120.25\t\t120.25\n221\t住房保障支出\t22.50\t22.50\t\n22102\t住房改革支出\t22.50\t22.50\t\n"
    "2210201\t住房公积金\t22.50\t22.50\t\n"
    "一般公共预算财政拨款基本支出决算表\n公开06表\n部门：云岭县交通运输局 单位：万元\n人员经费\t\t\t公用经费\t\t\n"
    "经济分类科目编码\t科目名称\t决算数\t经济分类科目编码\t科目名称\t决算数\n301\t工资福利支出\t180.00\t302\t商品和服务支出\t42.50\n"
    "30101\t基本工资\t157.50\t30201\t办公费\t30.00\n30113\t住房公积金\t22.50\t30231\t公务用车运行维护费\t12.50\n"
    "人员经费合计\t\t180.00\t公用经费合计\t\t42.50\n"
    "财政拨款“三公”经费支出决算表\n公开07表\n部门：云岭县交通运输局 单位：万元\n项目\t预算数\t决算数\n合计\t16.00\t14.25\n"
    "1.因公出国（境）费\t\t\n2.公务用车购置及运行费\t13.00\t12.50\n其中：（1）公务用车购置费\t\t\n（2）公务用车运行费\t13.00\t12.50\n"
    "3.公务接待费\t3.00\t1.75\n"
)

SAMPLES = {
    "青州市水务局2023年部门预算.txt": budget(2023, 400_000),
    "青州市水务局2024年部门预算.txt": budget(2024, 500_000),
    "云岭县交通运输局2023年度部门决算.txt": ACCOUNT,
}


def read(text: str, path: str = "a.txt") -> Extraction:
    """What is extracted of a text."""
    return extract(formats.read_bytes(text.encode(), Path(path)))


def as_html(text: str) -> bytes:
    """The text as a web page: lines with tabs are rows of tables."""
    body = []
    for tabbed, group in groupby(text.splitlines(), key=lambda line: "\t" in line):
        lines = [escape(line) for line in group]
        if tabbed:
            rows = "".join(
                "<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split("\t")) + "</tr>" for line in lines
            )
            body.append(f"<table>{rows}</table>")
        else:
            body += [f"<p>{line}</p>" for line in lines]
    return f"<html><head><meta charset='utf-8'></head><body>{''.join(body)}</body></html>".encode()


def as_workbook(text: str) -> bytes:
    """The text as a sheet of a workbook: a line a row."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in text.splitlines():
        sheet.append(line.split("\t"))
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def as_word(text: str) -> bytes:
    """The text as a Word document: lines with tabs are rows of tables."""
    document = docx.Document()
    for tabbed, group in groupby(text.splitlines(), key=lambda line: "\t" in line):
        lines = [line.split("\t") for line in group]
        if not tabbed:
            for (line,) in lines:
                document.add_paragraph(line)
            continue
        table = document.add_table(rows=len(lines), cols=max(map(len, lines)))
        for row, cells in zip(table.rows, lines, strict=True):
            for cell, words in zip(row.cells, cells, strict=False):
                cell.text = words
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def in_memory() -> Store:
    """A store of the samples."""
    store = memory_store()
    for path, text in SAMPLES.items():
        store.inner.load(nquads(read(text, path)), format=ox.RdfFormat.N_QUADS)
    resolve.rebuild(store)
    return store
