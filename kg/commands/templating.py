"""Commands about the templates of disclosures: what of a file's headings they know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import json_option, print_json, say

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
    from loaders import formats
    from loaders.tabular import template_check as checking

    found = checking.check(formats.read(file))
    if as_json:
        print_json({"file": str(file), **asdict(found)}, indent=2)
    else:
        for line in _told(file, found):
            click.echo(line)
    if found.needed:
        raise SystemExit(1)


def _told(file: Path, found: TemplateCheck) -> Iterator[str]:
    from kg.tables.language import user_language

    yield say(f"{file.name}: template {found.template or 'none'}")
    headings: dict[tuple[str, str, bool], list[int]] = {}
    for known in found.known:
        headings.setdefault((known.field, known.heading, known.in_table), []).append(known.line)
    yield say(f"Recognised: {len(headings)} headings")
    for (field, heading, in_table), lines in headings.items():
        yield f"  {field:<12} {heading}{say(' (table)') if in_table else ''}  {_lines(lines)}"
    yield say(f"Not recognised: {len(found.unknown)}")
    for unknown in found.unknown:
        near = f"  {say(f'near: {unknown.near}')}" if unknown.near else ""
        times = f" ×{unknown.times}" if unknown.times > 1 else ""
        yield f"  {unknown.words}{times}  {_lines([unknown.line])}{near}"
    between = "、" if user_language() == "zh" else ", "
    yield say(f"Never found: {between.join(found.missing) or 'nothing'}")
    if found.needed:
        yield say(f"Needed and missing: {between.join(found.needed)}")


def _lines(lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:3])) + (" …" if len(lines) > 3 else "")
    return say(f"{'line' if len(lines) == 1 else 'lines'} {shown}")


COMMANDS = (template,)
