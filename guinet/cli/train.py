"""``guinet train``: training without a window."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guinet.cli.arguments import File, Json
from guinet.cli.output import print_json

if TYPE_CHECKING:
    from guinet.project.project import Project
    from guinet.training.messages import Message

__all__ = ["train"]


def train(
    file: File,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="Passes over the training part.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of first weights, shuffling and noise.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="Train on this file or folder instead of the project's data: a table (.csv), "
            "arrays (.npz, .npy), IDX images as MNIST has them, or a folder of images by class."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the trained weights to this .safetensors file.")
    ] = None,
    json: Json = False,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, help="Processes that share a step; otherwise as the recipe says.", metavar="N"
        ),
    ] = None,
) -> None:
    """Train a network and print loss and metrics of every epoch."""
    from guinet.project.file import load
    from guinet.project.run import train as train_project

    loaded = load(file)
    for notice in loaded.notices:
        typer.echo(f"guinet: {notice}", err=True)
    project = loaded.project if data is None else _with_data(loaded.project, data)
    if out is not None:
        _demand_checkpoint_place(out)
    planned = epochs or project.recipe.epochs
    with _Reporter(planned, as_json=json) as reporter:
        run = train_project(project, epochs=epochs, seed=seed, workers=workers, on_message=reporter)
    last = {
        "done": True,
        "epochs": len(run.history),
        "workers": run.project.recipe.workers,
        "reason": run.reason,
        "message": run.message,
    }
    if out is not None:
        from guinet.project.checkpoint import write_checkpoint

        write_checkpoint(run.checkpoint(), run.project, out)
        last["checkpoint"] = str(out)
    if json:
        print_json(last)
    if run.reason == "diverged":
        typer.echo(f"guinet: {run.message}", err=True)
        raise typer.Exit(1)
    if not json:
        typer.echo(run.message)


def _with_data(project: Project, path: Path) -> Project:
    """Return the project with other data; the options of a source of the same type stay."""
    from dataclasses import replace

    from guinet.data.opening import source_at

    source = source_at(path, project.data.source)
    return replace(project, data=project.data.replace(source=source))


def _demand_checkpoint_place(out: Path) -> None:
    """Refuse before training what could only be refused after it."""
    from guinet.project.atomic import demand_place

    if out.suffix != ".safetensors":
        raise typer.BadParameter(f"{out} must end in .safetensors.", param_hint="--out")
    demand_place(out.absolute())


class _Reporter:
    """Prints epochs as they end, and moves a bar on stderr."""

    def __init__(self, epochs: int, *, as_json: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self._as_json = as_json
        self._bar = Progress(
            TextColumn("epoch"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("", total=epochs)

    def __enter__(self) -> _Reporter:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, message: Message) -> None:
        from guinet.training.messages import Epoch, Notice

        if isinstance(message, Notice):
            typer.echo(f"guinet: {message.message}", err=True)
        if not isinstance(message, Epoch):
            return
        record: dict[str, Any] = {
            "epoch": message.epoch,
            **message.metrics,
            "learning_rate": message.learning_rate,
            "seconds": round(message.seconds, 6),
        }
        if self._as_json:
            print_json(record)
        else:
            numbers = "  ".join(f"{name} {value:.4g}" for name, value in message.metrics.items())
            typer.echo(f"epoch {message.epoch:>4}  {numbers}")
        loss = message.metrics.get("train_loss")
        self._bar.update(
            self._task, advance=1, description="" if loss is None else f"loss {loss:.4g}"
        )
