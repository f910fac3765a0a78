"""The command ``kg``: nothing but arguments, progress and printing; what a command needs is imported when it runs."""

from __future__ import annotations

import gc
import io
import itertools
import os
import sys
from pathlib import Path
from typing import Any

import click

from kg.commands import (
    StorePlace,
    WordsArgument,
    WrongUse,
    asking,
    assisting,
    auditing,
    drawing,
    echo,
    explaining,
    failures,
    judging,
    keeping,
    loading,
    searching,
    serving,
    templating,
    tracing,
    watching,
)
from kg.commands.localized_help import localize, localized_errors

EPILOG = """\b
A first round:
  kg load FOLDER                    read files into the store      读入文件
  kg trace 云财社发〔2023〕36号        who cites this regulation      查谁引用了它
  kg query                          the list of ready questions    列出现成的查询
"""

# The first line of the packages beside this one.
_OURS = "# Part of policy-kg.\n"
MOVED = ("--store", "--judgements")


class Anywhere(click.Group):
    """A group whose ``--store`` (and ``--judgements``) may also stand after the command's name, where most people write it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Move ``--store PATH`` and ``--judgements PATH`` to the front; what follows ``--`` is never an option."""
        end = args.index("--") if "--" in args else len(args)
        moved: list[str] = []
        rest: list[str] = []
        options = iter(args[:end])
        for arg in options:
            if arg in MOVED:
                moved += [arg, *itertools.islice(options, 1)]
            elif arg.startswith(tuple(f"{option}=" for option in MOVED)):
                moved.append(arg)
            else:
                rest.append(arg)
        return super().parse_args(ctx, [*moved, *rest, *args[end:]])

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the arguments; what is wrong with them is said in the user's language."""
        with localized_errors():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what is wrong with its arguments or goes wrong is said in the user's language."""
        with localized_errors(), failures(ctx.params["store"][0]):
            return super().invoke(ctx)


@click.group(
    cls=Anywhere, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=EPILOG
)
@click.option(
    "--store",
    "store",
    type=StorePlace(path_type=Path),
    multiple=True,
    default=(Path("policy.kg"),),
    envvar="KG_STORE",
    show_default="./policy.kg",
    help="The folder that holds the graph, or the address of a SPARQL endpoint (also: environment variable KG_STORE); kg trace takes several.",
)
@click.option(
    "--judgements",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="KG_JUDGEMENTS",
    show_default="in the store",
    help="The CSV file of people's judgements (also: environment variable KG_JUDGEMENTS).",
)
@click.version_option(package_name="policy-kg", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context, store: tuple[Path | str, ...], judgements: Path | None) -> None:
    """Read what governments publish, and trace regulations to the projects, units and money that rest on them.

    从政府公开文件中读出政策依据、项目、单位和资金，并追溯到原文。
    """
    if len(store) > 1 and context.invoked_subcommand != "trace":
        raise WrongUse("Only kg trace asks several stores at once: name one --store.")
    context.obj = store[0]


for room in (
    loading,
    watching,
    asking,
    searching,
    serving,
    assisting,
    tracing,
    auditing,
    judging,
    keeping,
    drawing,
    explaining,
    templating,
):
    for command in room.COMMANDS:
        for param in command.params:
            if param.type is click.STRING:
                param.type = WordsArgument()
        cli.add_command(command)
localize(cli)


def _foreign_part() -> str | None:
    """The file that another package has put in the place of a part of ours; None where all are ours.

    ``queries`` or ``ontology`` is a name that any package may have: installed later it overwrites ours, a folder of a user's hides it.
    """
    here = Path(__file__).resolve().parent.parent
    for name in ("ontology", "queries", "loaders"):
        # As an import would, but without one: it is asked before anything else.
        spec = next(filter(None, (finder.find_spec(name, None) for finder in sys.meta_path)), None)
        # A folder without modules has no file of its own.
        places = (spec.origin, *(spec.submodule_search_locations or ())) if spec is not None else ()
        file = Path(next(filter(None, places), here / name)).resolve()
        try:
            ours = file.parent == here / name and file.read_text("utf-8").startswith(_OURS)
        except (OSError, ValueError):
            ours = False
        if not ours:
            return str(file)
    return None


def main() -> None:
    """Run the command and leave with its exit status: 0 all good, 1 something failed, 2 wrong use, 130 interrupted."""
    if getattr(sys, "frozen", False):
        from loaders.formats.containers import operating_system

        operating_system.be_child()
    elif foreign := _foreign_part():
        # In both languages: the table of messages is read by one of these parts.
        click.echo(
            f"kg: {foreign} is no part of policy-kg but stands in the place of one: install policy-kg in an environment of its own, "
            f"for instance by pipx. {foreign} 不属于 policy-kg，却占了其组成部分的位置：请把 policy-kg 装在单独的环境中（例如用 pipx）。",
            err=True,
        )
        sys.exit(2)
    # A command makes much and ends soon: looking for circles in memory so often would cost a twentieth of its time.
    gc.set_threshold(50_000)
    for stream in (sys.stdout, sys.stderr):
        # Chinese must come out whole whatever the locale says; the Windows console takes UTF-8 from Python as well.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        echo("Interrupted; what was stored before is still there.", err=True)
        status = 130
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except click.exceptions.Exit as leaving:
        status = leaving.exit_code
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status if isinstance(status, int) else 0)
