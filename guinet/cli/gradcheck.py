"""``guinet gradcheck``: whether the backward pass is the derivative of the forward pass."""

from __future__ import annotations

from math import isfinite

import typer

from guinet.cli.arguments import File, Json
from guinet.cli.output import print_json

__all__ = ["gradcheck"]


def gradcheck(file: File, json: Json = False) -> None:
    """Compare every gradient with central differences in float64."""
    from guinet.data.prepare import describe
    from guinet.engine.gradcheck import gradcheck as check_gradients
    from guinet.project.file import load

    project = load(file).project
    rows = check_gradients(project.graph, describe(project.data), seed=project.recipe.seed)
    for row in rows:
        if json:
            print_json({"path": row.path, "name": row.name, "error": row.error, "ok": row.ok})
        else:
            place = f"{row.path}.{row.name}" if row.name else row.path
            typer.echo(f"{'ok   ' if row.ok else 'WRONG'}  {row.error:9.1e}  {place}")
    if not all(row.ok for row in rows):
        # A wrong backward pass also spoils the weights before it: blame the node that fails alone.
        alone = sorted({row.path for row in rows if not row.ok and not row.name})
        wrong = alone or sorted({row.path for row in rows if not row.ok})
        finite = all(isfinite(row.error) for row in rows)
        what = "wrong" if finite else "wrong, or not a finite number,"
        typer.echo(f"guinet: the gradient is {what} at {', '.join(wrong)}.", err=True)
        raise typer.Exit(1)
