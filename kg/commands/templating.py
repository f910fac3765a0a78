"""Commands about the templates of disclosures: what of a file's headings they know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import Failure, json_option

if TYPE_CHECKING:
    from loaders.tabular.template_check import TemplateCheck


@click.group(short_help="What the templates of disclosures know. 公开模板。")
def template() -> None:
    """The fixed headings of disclosures; your own are tables in the folder that KG_TEMPLATES names."""


@template.command(short_help="Which headings of a file are recognised. 检查标题识别情况。")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@json_option
def check(file: Path, as_json: bool) -> None:
    """Print which headings of a file were recognised, which look like one and were not, and which were never found.

    The exit status is 1 where a needed one is missing: a name, a basis or the money of a project.
    """
    from kg.tables.language import user_language
    from loaders import formats
    from loaders.source import UnreadableFile
    from loaders.tabular import template_check as checking

    try:
        found = checking.check(formats.read(file))
    except UnreadableFile as error:
        raise Failure(str(error)) from error
    if as_json:
        click.echo(json.dumps({"file": str(file), **asdict(found)}, ensure_ascii=False, indent=2))
    else:
        for line in _told(file, found, chinese=user_language() == "zh"):
            click.echo(line)
    if found.needed:
        raise SystemExit(1)


def _told(file: Path, found: TemplateCheck, *, chinese: bool) -> Iterator[str]:
    def say(english: str, zh: str) -> str:
        return zh if chinese else english

    name = found.template or say("none", "无")
    yield say(f"{file.name}: template {name}", f"{file.name}：模板 {name}")
    headings: dict[tuple[str, str, bool], list[int]] = {}
    for known in found.known:
        headings.setdefault((known.field, known.heading, known.in_table), []).append(known.line)
    yield say(f"Recognised: {len(headings)} headings", f"已识别的标题：{len(headings)} 个")
    for (field, heading, in_table), lines in headings.items():
        where = say(" (table)", "（表格）") if in_table else ""
        yield f"  {field:<12} {heading}{where}  {_lines(lines, chinese)}"
    yield say(f"Not recognised: {len(found.unknown)}", f"像标题而未识别：{len(found.unknown)} 个")
    for unknown in found.unknown:
        near = say(f"  near: {unknown.near}", f"  近似：{unknown.near}") if unknown.near else ""
        times = f" ×{unknown.times}" if unknown.times > 1 else ""
        yield f"  {unknown.words}{times}  {_lines([unknown.line], chinese)}{near}"
    missing = say(", ", "、").join(found.missing) or say("nothing", "无")
    yield say(f"Never found: {missing}", f"没有找到：{missing}")
    if found.needed:
        needed = say(", ", "、").join(found.needed)
        yield say(f"Needed and missing: {needed}", f"缺少必需的要素：{needed}")


def _lines(lines: list[int], chinese: bool) -> str:
    shown = ", ".join(map(str, lines[:3])) + (" …" if len(lines) > 3 else "")
    if chinese:
        return f"第 {shown} 行"
    return f"line {shown}" if len(lines) == 1 else f"lines {shown}"


COMMANDS = (template,)
