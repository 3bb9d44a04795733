"""``guinet [FILE]``: the editor."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["edit"]


def edit(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="A .guinet file, or example:NAME.")
    ] = None,
) -> None:
    """Open the editor; the word edit may be left out."""
    from guinet.cli.display import missing_for_a_window

    missing = missing_for_a_window()
    if missing is not None:
        typer.echo(f"guinet: {missing}", err=True)
        raise typer.Exit(1)

    from guinet.gui.app import run

    raise typer.Exit(run(file))
