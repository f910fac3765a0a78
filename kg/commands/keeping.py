"""Commands that keep a store well: doctor, backup, restore, compact."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import Failure, echo, indexed, opened, tell_other_versions

if TYPE_CHECKING:
    from kg.stores.store import Place

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(short_help="Check the health of the store. 检查存储。")
@click.pass_obj
def doctor(store: Place) -> None:
    """Check the health of the store, and say what to do about each problem.

    It reads every byte of the store, and compares documents, catalogue, search index and shapes. The exit status is 0
    when the store is in order, and 1 when something has to be done. `kg check` and `kg audit` examine the facts
    themselves.
    """
    from kg.maintenance.doctor import examine
    from kg.tables.messages import in_user_language
    from kg.tables.table import clean

    signs = {"good": "✓", "note": "·", "bad": "✗"}
    bad = False
    for finding in examine(store):
        bad = bad or finding.state == "bad"
        click.echo(f"{signs[finding.state]} {clean(in_user_language(finding.text))}")
    if bad:
        raise SystemExit(1)


@click.command(short_help="Copy the store elsewhere. 备份。")
@click.argument("target", type=_FOLDER)
@click.pass_obj
def backup(store: Place, target: Path) -> None:
    """Copy the store to a new folder, with its judgements and its search index.

    The copy is a store itself: kg --store TARGET reads it.
    """
    from kg.maintenance.backup import backup as copy

    store = _folder(store, "kg export --format nq -o FILE writes all of it, and its judgements are a file of yours")
    with opened(store):
        pass
    count = copy(store, target)
    echo(f"Copied {count:,} quads to {target}.")


@click.command(short_help="Put a backup in the store's place. 恢复备份。")
@click.argument("source", type=_FOLDER)
@click.pass_obj
def restore(store: Place, source: Path) -> None:
    """Replace the store by a backup.

    The former store is moved aside, not deleted.
    """
    from kg.maintenance.backup import restore as put

    store = _folder(store, "kg load of the same files brings it to the same state")
    count, aside = put(source, store)
    echo(f"Restored {count:,} quads to {store}.")
    if aside is not None:
        echo(f"The former store is now {aside}.")


@click.command(short_help="Merge the store's files. 压缩存储。")
@click.pass_obj
def compact(store: Place) -> None:
    """Merge the store's files, so that it takes less room and answers sooner.

    The store needs about twice its size while this runs. A store of another version of policy-kg is brought up to date as
    far as that is possible without its files.
    """
    from kg.maintenance import renewal
    from kg.resolution import resolve
    from kg.stores import catalogue

    store = _folder(store, "its own program does that")
    before = _size(store)
    with opened(store, write=True) as graph:
        renewal.renew(graph)
        if catalogue.is_stale(graph) or resolve.outdated(graph):
            resolve.rebuild(graph)
    # Opened again, the engine lets go of its log of what was restated.
    with opened(store, write=True) as graph:
        graph.inner.optimize()
        tell_other_versions(graph)
    indexed(store)
    click.echo(f"{before / 1e6:,.1f} MB → {_size(store) / 1e6:,.1f} MB")


def _folder(store: Place, instead: str) -> Path:
    if isinstance(store, Path):
        return store
    raise Failure(f"This works for a store in a folder; for one at an address, {instead}.")


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


COMMANDS = (doctor, backup, restore, compact)
