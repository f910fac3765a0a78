"""Help and errors of click in the user's language: English as it is written, Chinese by the table of messages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from kg.tables.language import user_language

_CHINESE = re.compile(r"[㐀-鿿]")
# The English of a short help in both languages, "Read files. 读入文件。", and of a line of the epilog.
_SHORT = re.compile(r"[A-Z][^㐀-鿿]*\. (?=[㐀-鿿])")
_COLUMN = re.compile(r"(?<=\S)( {2,})[a-z][^㐀-鿿]*? {2,}(?=[㐀-鿿])")
# What click puts behind the help of an option: its default, its range, whether it is required.
_EXTRA = re.compile(r"(.*?)(?:(?:^|  )\[([^\[\]]*)\])?", re.DOTALL)
# A word of ASCII, blanks, or one character with the marks that must not begin a line.
_PIECES = re.compile(r"[!-~]+[，。；：、）！？”]*|\s+|.[，。；：、）！？”]*", re.DOTALL)


class LocalizedHelp(click.HelpFormatter):
    """Help in the user's language; English is laid out by click, Chinese by the cells that its characters fill."""

    @property
    def _zh(self) -> bool:
        return user_language() == "zh"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line of usage."""
        super().write_usage(prog, args, _said("Usage:") if self._zh and prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        if not self._zh:
            super().write_heading(heading)
        else:
            self.write(f"{'':>{self.current_indent}}{_said(heading)}：\n")

    def write_text(self, text: str) -> None:
        """Paragraphs; an English one that a Chinese one follows is left out."""
        if not self._zh:
            super().write_text(text)
            return
        paragraphs = re.split(r"\n\s*\n", text)
        following = [*paragraphs[1:], ""]
        shown = [one for one, after in zip(paragraphs, following, strict=True) if not _CHINESE.match(after.strip())]
        self.write("\n".join("\n".join(self._lines(one)) + "\n" for one in shown))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names of options or commands, and what each is for."""
        if not self._zh:
            super().write_dl(rows, col_max, col_spacing)
            return
        from kg.tables.table import pad

        rows = list(rows)
        column = min(max(len(name) for name, _ in rows), col_max) + col_spacing
        margin = " " * self.current_indent
        for name, about in rows:
            lines = _wrapped(_about(about), max(self.width - column - 2 * self.current_indent, 20))
            if len(name) > column - col_spacing:
                self.write(f"{margin}{name}\n")
                name = ""
            self.write(f"{margin}{pad(name, column)}{lines[0]}".rstrip() + "\n")
            for line in lines[1:]:
                self.write(f"{margin}{'':{column}}{line}\n")

    def _lines(self, paragraph: str) -> list[str]:
        margin = " " * self.current_indent
        if paragraph.startswith("\b"):
            return [margin + _said(_COLUMN.sub(r"\1", line)) for line in paragraph.splitlines()[1:]]
        text = _said(" ".join(paragraph.split()))
        return [margin + line for line in _wrapped(text, self.width - self.current_indent)]


class LocalizedContext(click.Context):
    """The context of every command of ``kg``."""

    formatter_class = LocalizedHelp


def localize(command: click.Command) -> None:
    """Give a command, and those below it, help in the user's language."""
    command.context_class = LocalizedContext
    for below in getattr(command, "commands", {}).values():
        localize(below)


class LocalizedUsageError(click.UsageError):
    """An error of click that is shown in the user's language."""

    def __init__(self, error: click.UsageError) -> None:
        super().__init__(error.message, error.ctx)
        self._error = error

    def show(self, file: Any = None) -> None:
        """Print what click would print, line by line."""
        english = io.StringIO()
        self._error.show(file=english)
        for line in english.getvalue().splitlines():
            click.echo(_said(line), file=file, err=file is None)


@contextmanager
def localized_errors() -> Iterator[None]:
    """Turns what click finds wrong with the arguments into the same in the user's language."""
    try:
        yield
    except LocalizedUsageError:
        raise
    except click.UsageError as error:
        raise LocalizedUsageError(error) from error


def _said(text: str) -> str:
    from kg.tables.messages import in_user_language

    return in_user_language(text)


def _about(text: str) -> str:
    """What an option or a command is for, in Chinese, with what click adds to it."""
    found = _EXTRA.fullmatch(text)
    about, extra = found.groups() if found else (text, None)
    said = _said(_SHORT.sub("", about))
    return f"{said}  [{'；'.join(map(_said, extra.split('; ')))}]".strip() if extra else said


def _wrapped(text: str, cells: int) -> list[str]:
    """A text in lines of at most so many cells; a line ends between two characters, or at a blank."""
    from kg.tables.table import width

    lines, room = [""], cells
    for piece in _PIECES.findall(text):
        if width(piece) > room:
            lines.append("")
            room = cells
        if lines[-1] or not piece.isspace():
            lines[-1] += piece
            room -= width(piece)
    return [line.rstrip() for line in lines]
