"""The command watch: files are loaded as they arrive in a folder."""

from __future__ import annotations

import threading
from math import inf
from pathlib import Path

import click

from kg.commands import echo, indexed, opened


@click.command(short_help="Load files as they arrive in a folder. 监视文件夹。")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_obj
def watch(store: Path, folder: Path) -> None:
    """Load what arrives in FOLDER and the folders in it, until you press Ctrl-C.

    A file is loaded when it has arrived whole, and again when it has changed; one that goes stays in the store (kg remove takes it out).
    What was there before is loaded first, where it is not yet. While another process writes to the store, this one waits.
    """
    from kg.commands.load_progress import line
    from kg.loading import load as loading
    from kg.loading.watch import arriving
    from loaders.formats.containers.operating_system import cores

    with opened(store, write=True, wait=inf):
        pass
    echo(f"Loading what arrives in {folder}  (Press Ctrl-C to end it.)")
    try:
        for arrived in arriving(folder, threading.Event()):
            files, _ = loading.find_files(arrived.paths)
            with opened(store, write=True, wait=inf) as graph:
                report = loading.load(graph, files, jobs=cores(), seen=line)
            indexed(store, report.step)
    except (KeyboardInterrupt, loading.Interrupted):
        echo("Interrupted; what was stored before is still there.", err=True)
        raise SystemExit(130) from None


COMMANDS = (watch,)
